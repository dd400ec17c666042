-- The log of decisions: what was scored, in order, with all that is needed to repeat the histories from it.
-- The writer gives the sequence itself and without gaps, so two writers of one tenant cannot both append after the same event.
CREATE TABLE decisions (
    sequence bigint PRIMARY KEY,
    id text NOT NULL,
    decided_at timestamptz NOT NULL,
    time timestamptz NOT NULL,
    kind smallint NOT NULL,
    amount numeric NOT NULL,
    currency text NOT NULL,
    account text NOT NULL,
    counterparty text NOT NULL,
    device text,
    country text,
    channel text,
    score double precision NOT NULL,
    verdict smallint NOT NULL,
    reasons json,
    model_version text,
    model_score double precision,
    rules_version text NOT NULL,
    features real[] NOT NULL,
    excess real NOT NULL,
    origin bigint NOT NULL,
    hops smallint NOT NULL
);

-- Nobody searches by these, and statistics over arrays and texts are most of the work of an ANALYZE.
ALTER TABLE decisions ALTER COLUMN features SET STATISTICS 0;
ALTER TABLE decisions ALTER COLUMN reasons SET STATISTICS 0;

CREATE UNIQUE INDEX decisions_by_id ON decisions (id);

-- How far the log was announced on the topic. It is written after the publish, so what lies behind it may be announced again.
CREATE TABLE announced (
    singleton boolean PRIMARY KEY DEFAULT true CHECK (singleton),
    sequence bigint NOT NULL
);

INSERT INTO announced (sequence) VALUES (0);
