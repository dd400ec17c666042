-- The key of each person whose fields the log holds, encrypted. Erasure deletes the key; the entries, and the chain over them, stay.
CREATE TABLE audit_subject_keys (
    subject text PRIMARY KEY,
    key bytea NOT NULL
);
