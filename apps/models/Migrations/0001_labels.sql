-- Labels as they were given, for good: those that were overruled too.
CREATE TABLE labels (
    id text PRIMARY KEY,
    event_id text,
    entity_kind smallint,
    entity_id text,
    since timestamptz,
    until timestamptz,
    verdict smallint NOT NULL,
    source smallint NOT NULL,
    confidence double precision NOT NULL,
    known_at timestamptz NOT NULL,
    given_by text NOT NULL,
    received_at timestamptz NOT NULL,
    CHECK ((event_id IS NULL) <> (entity_id IS NULL))
);

CREATE INDEX labels_by_event ON labels (event_id, known_at) WHERE event_id IS NOT NULL;
CREATE INDEX labels_by_entity ON labels (id) WHERE entity_id IS NOT NULL;

-- What an event turned out to be, after all labels of it. An outcome that changes gets a new number, so who reads on from a number
-- misses none.
CREATE TABLE outcomes (
    event_id text PRIMARY KEY,
    verdict smallint NOT NULL,
    source smallint NOT NULL,
    confidence double precision NOT NULL,
    known_at timestamptz NOT NULL,
    label_id text NOT NULL,
    number bigint NOT NULL
);

CREATE UNIQUE INDEX outcomes_by_number ON outcomes (number);

-- The last number given out. Its row is locked while labels come in: so writers take turns, and no number is visible before a smaller one.
CREATE TABLE outcome_position (
    singleton boolean PRIMARY KEY DEFAULT true CHECK (singleton),
    last bigint NOT NULL
);

INSERT INTO outcome_position (last) VALUES (0);
