-- Every model that was ever registered. Its file is in blob storage, under its whole hash.
CREATE TABLE versions (
    version text PRIMARY KEY,
    sha256 text NOT NULL,
    bytes bigint NOT NULL,
    feature_set text NOT NULL,
    data_set text,
    run text,
    training json NOT NULL,
    evaluation json,
    stage smallint NOT NULL,
    added_by text NOT NULL,
    added_at timestamptz NOT NULL
);

-- Which model was to decide from when on, and why; the last one is, and null is none. It is written before risk is told: what risk was
-- not told of yet, it is told later.
CREATE TABLE champions (
    sequence bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    version text REFERENCES versions,
    chosen_by text NOT NULL,
    chosen_at timestamptz NOT NULL,
    reason text NOT NULL,
    is_deployed boolean NOT NULL DEFAULT false
);

-- Locked while the champion changes: so those who change it take turns.
CREATE TABLE champion_turn (
    singleton boolean PRIMARY KEY DEFAULT true CHECK (singleton)
);

INSERT INTO champion_turn DEFAULT VALUES;
