-- users.email_key is store.EmailKey of the address, alike for all stores. It was the address in lower case, which is the same for ASCII;
-- foldEmails gives the other rows the new key in the same transaction.
SELECT 1;
