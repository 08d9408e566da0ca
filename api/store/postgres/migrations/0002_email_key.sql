-- What is unique of an e-mail address is folded by the API (store.EmailKey), alike for all stores, and kept. Rows that are here already
-- get the right key for ASCII; foldEmails gives the others theirs in the same transaction.
ALTER TABLE users ADD COLUMN email_key text;
UPDATE users SET email_key = lower(email COLLATE "C");
ALTER TABLE users ALTER COLUMN email_key SET NOT NULL;
DROP INDEX users_email_key;
CREATE UNIQUE INDEX users_email_key ON users (email_key COLLATE "C");
