-- The content is what was hashed, byte for byte; the columns beside it are what is searched.
CREATE TABLE audit_entries (
    sequence bigint PRIMARY KEY,
    id text NOT NULL,
    time timestamptz NOT NULL,
    actor text NOT NULL,
    actor_kind smallint NOT NULL,
    action text NOT NULL,
    object_type text NOT NULL,
    object_id text,
    subject text,
    result smallint NOT NULL,
    leaf bytea NOT NULL,
    chain bytea NOT NULL,
    content text NOT NULL
);

CREATE UNIQUE INDEX audit_entries_by_id ON audit_entries (id);
CREATE INDEX audit_entries_by_actor ON audit_entries (actor, sequence);
CREATE INDEX audit_entries_by_object ON audit_entries (object_id, sequence) WHERE object_id IS NOT NULL;
CREATE INDEX audit_entries_by_subject ON audit_entries (subject, sequence) WHERE subject IS NOT NULL;

-- Roots of complete subtrees of 256 leaves and more: with them and at most 511 leaves every proof is made.
CREATE TABLE audit_nodes (
    level smallint,
    position bigint,
    hash bytea NOT NULL,
    PRIMARY KEY (level, position)
);

CREATE TABLE audit_checkpoints (
    size bigint PRIMARY KEY,
    body text NOT NULL
);

-- Public keys that were ever used; they stay when the private ones have left the secret store.
CREATE TABLE audit_keys (
    id text PRIMARY KEY,
    pem text NOT NULL
);

-- The state of the log, so that the next entry needs no older ones. Its row is locked while entries are added: writers take turns.
CREATE TABLE audit_head (
    is_single boolean PRIMARY KEY DEFAULT true CHECK (is_single),
    size bigint NOT NULL,
    chain bytea NOT NULL,
    roots bytea NOT NULL,
    signed bigint NOT NULL
);

INSERT INTO audit_head (size, chain, roots, signed) VALUES (0, decode(repeat('00', 32), 'hex'), '', 0);

-- Append-only: the tenant's role, as which the service works, may add and read, and nothing else. Its name is that of the schema.
DO $do$ BEGIN
    EXECUTE format(
        'REVOKE UPDATE, DELETE, TRUNCATE ON audit_entries, audit_nodes, audit_checkpoints, audit_keys FROM %I', current_schema());
    EXECUTE format('REVOKE INSERT, DELETE, TRUNCATE ON audit_head FROM %I', current_schema());
END $do$;
