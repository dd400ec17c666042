-- Ids accepted lately, to recognise a duplicate. Rows are rewritten when an id comes again after its time,
-- so pages keep some room; the block-range index makes the clean-up cheap and costs an insert almost nothing.
CREATE TABLE accepted_ids (
    id text PRIMARY KEY,
    accepted_at timestamptz NOT NULL
) WITH (fillfactor = 90);

CREATE INDEX accepted_ids_by_time ON accepted_ids USING brin (accepted_at) WITH (pages_per_range = 32);
