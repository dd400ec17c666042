-- How far the log was metered. It moves in the transaction that stores the usage record, so no decision is in two records.
CREATE TABLE metered (
    singleton boolean PRIMARY KEY DEFAULT true CHECK (singleton),
    sequence bigint NOT NULL
);

INSERT INTO metered (sequence) VALUES (0);
