-- What events turned out to be. The position is the place in the order in which outcomes went into the histories, and after_sequence what
-- was decided before, so that a restart repeats both in their order; null for events that were never decided here.
CREATE TABLE learnt_outcomes (
    event_id text PRIMARY KEY,
    verdict smallint NOT NULL,
    source smallint NOT NULL,
    confidence double precision NOT NULL,
    known_at timestamptz NOT NULL,
    number bigint NOT NULL,
    position bigint,
    after_sequence bigint
);

CREATE UNIQUE INDEX learnt_outcomes_by_position ON learnt_outcomes (position) WHERE position IS NOT NULL;

-- The last position given out: two replicas cannot both take the next one.
CREATE TABLE learnt_position (
    singleton boolean PRIMARY KEY DEFAULT true CHECK (singleton),
    last bigint NOT NULL
);

INSERT INTO learnt_position (last) VALUES (0);
