-- How many events each committed batch accepted, until they are in a usage record. Rows are only added and taken out: batches of one tenant
-- at once do not wait for each other.
CREATE TABLE accepted_counts (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    hour timestamptz NOT NULL,
    quantity bigint NOT NULL
);
