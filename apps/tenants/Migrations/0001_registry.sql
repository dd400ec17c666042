-- The registry lives in the schema of the operators' own tenant; in those of customers these tables stay empty.
CREATE TABLE tenants (
    id text PRIMARY KEY,
    sequence bigint NOT NULL UNIQUE,
    body json NOT NULL
);

CREATE TABLE tenant_changes (
    tenant text NOT NULL,
    version int NOT NULL,
    field text NOT NULL,
    at timestamptz NOT NULL,
    by text NOT NULL,
    was text,
    became text,
    PRIMARY KEY (tenant, version, field)
);

-- Of a secret only salt and hash are here.
CREATE TABLE api_keys (
    tenant text NOT NULL,
    id text NOT NULL,
    salt bytea NOT NULL,
    hash bytea NOT NULL,
    body json NOT NULL,
    is_revoked boolean NOT NULL DEFAULT false,
    last_used_at timestamptz,
    PRIMARY KEY (tenant, id)
);

CREATE TABLE erasure_certificates (
    tenant text PRIMARY KEY,
    body json NOT NULL
);

-- The last position given out. Its row is locked while the registry changes: so writers take turns, and a position is never visible
-- before a smaller one.
CREATE TABLE registry_position (
    is_single boolean PRIMARY KEY DEFAULT true CHECK (is_single),
    last bigint NOT NULL
);

INSERT INTO registry_position (last) VALUES (0);
