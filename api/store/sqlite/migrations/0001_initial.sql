-- Times are Unix milliseconds. UUIDs are 16 bytes, big endian, so that a UUIDv7's order is its time's.

CREATE TABLE users (
    id         INTEGER PRIMARY KEY AUTOINCREMENT, -- AUTOINCREMENT: an id is never given twice
    name       TEXT    NOT NULL,
    email      TEXT    NOT NULL,
    email_key  TEXT    NOT NULL UNIQUE,           -- the address in lower case
    created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE groups (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    name        TEXT    NOT NULL,
    description TEXT    NOT NULL,
    created_at  INTEGER NOT NULL
) STRICT;

-- The newest page of a conversation is the beginning of one stretch of the tree: no sorting, one seek.
CREATE TABLE messages (
    conversation_id BLOB    NOT NULL,
    message_id      BLOB    NOT NULL,
    user_id         INTEGER NOT NULL,
    content         TEXT    NOT NULL,
    PRIMARY KEY (conversation_id, message_id DESC)
) STRICT, WITHOUT ROWID;

CREATE TABLE notifications (
    user_id         INTEGER NOT NULL,
    notification_id BLOB    NOT NULL,
    type            TEXT    NOT NULL,
    content         TEXT    NOT NULL,
    PRIMARY KEY (user_id, notification_id DESC)
) STRICT, WITHOUT ROWID;

-- Every friendship is two rows, one from each side, so that both see their friends in order with one seek.
CREATE TABLE friendships (
    user_id   INTEGER NOT NULL,
    friend_id INTEGER NOT NULL,
    PRIMARY KEY (user_id, friend_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE memberships (
    group_id INTEGER NOT NULL,
    user_id  INTEGER NOT NULL,
    PRIMARY KEY (group_id, user_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX memberships_by_user ON memberships (user_id, group_id);
