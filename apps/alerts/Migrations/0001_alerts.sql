-- The whole alert is the body, as it is announced and served; the columns beside it are what is searched.
CREATE TABLE alerts (
    id text PRIMARY KEY,
    sequence bigint NOT NULL,
    entity text NOT NULL,
    reason text NOT NULL,
    severity smallint NOT NULL,
    verdict smallint NOT NULL,
    score double precision NOT NULL,
    raised_at timestamptz NOT NULL,
    body json NOT NULL
) WITH (fillfactor = 80);

CREATE UNIQUE INDEX alerts_by_sequence ON alerts (sequence);
CREATE INDEX alerts_by_time ON alerts (raised_at DESC, id DESC);
CREATE INDEX alerts_by_key ON alerts (entity, reason, raised_at DESC);

-- Decisions already counted, so that a redelivery changes nothing.
CREATE TABLE alert_hits (
    decision_id text PRIMARY KEY,
    alert_id text NOT NULL,
    hit_at timestamptz NOT NULL
);

CREATE INDEX alert_hits_by_time ON alert_hits USING brin (hit_at) WITH (pages_per_range = 32);

-- The last position given out. Its row is locked while alerts change: so writers take turns, and a position is never
-- visible before a smaller one.
CREATE TABLE alert_position (
    is_single boolean PRIMARY KEY DEFAULT true CHECK (is_single),
    last bigint NOT NULL
);

INSERT INTO alert_position (last) VALUES (0);
