-- Usage and bills are the tenant's own, in its own schema; the operators' tenant has these tables too, and leaves them empty.

-- Records already counted, so that a redelivery changes nothing.
CREATE TABLE usage_seen (
    id text PRIMARY KEY,
    seen_at timestamptz NOT NULL
);

CREATE INDEX usage_seen_by_time ON usage_seen USING brin (seen_at) WITH (pages_per_range = 32);

CREATE TABLE usage_hours (
    hour timestamptz NOT NULL,
    meter smallint NOT NULL,
    quantity bigint NOT NULL,
    PRIMARY KEY (hour, meter)
) WITH (fillfactor = 80);

-- An invoice is for ever: the tenant's role may add one and read it, nothing else. Usage that comes after the month was closed counts for
-- the first hour after it, so everything is on one invoice and nothing on two.
CREATE TABLE invoices (
    month text PRIMARY KEY,
    closed_until timestamptz NOT NULL,
    body json NOT NULL,
    pdf bytea NOT NULL
);

DO $do$ BEGIN
    EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON invoices FROM %I', current_schema());
END $do$;

CREATE TABLE budget (
    is_single boolean PRIMARY KEY DEFAULT true CHECK (is_single),
    monthly numeric
);

INSERT INTO budget (monthly) VALUES (NULL);

-- What was announced of a month's budget, so that each part is announced once.
CREATE TABLE budget_alerts (
    month text NOT NULL,
    percent int NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (month, percent)
);
