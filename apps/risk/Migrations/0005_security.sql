-- What is usual for whom: one row an entity or group and use (behavior, network), each of a few kilobytes.
CREATE TABLE profiles (
    use text NOT NULL,
    id text NOT NULL,
    bytes bytea NOT NULL,
    seen_at timestamptz NOT NULL,
    PRIMARY KEY (use, id)
);

ALTER TABLE profiles ALTER COLUMN bytes SET STATISTICS 0;

CREATE INDEX profiles_by_time ON profiles (seen_at);

-- Events that are in profiles already, for a day: one that is sent again is judged and not counted.
CREATE TABLE profiled_events (
    use text NOT NULL,
    id text NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (use, id)
);

CREATE INDEX profiled_events_by_time ON profiled_events (at);

-- The latest flows, a row for each request: what the model of the tenant's ordinary traffic is trained on.
CREATE TABLE flows (
    first bigint PRIMARY KEY,
    count integer NOT NULL,
    bytes bytea NOT NULL
);

ALTER TABLE flows ALTER COLUMN bytes SET STATISTICS 0;
