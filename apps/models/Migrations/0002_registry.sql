-- Every model that was ever registered. Its file is in blob storage, under its whole hash.
CREATE TABLE models (
    version text PRIMARY KEY,
    sha256 text NOT NULL,
    bytes bigint NOT NULL,
    feature_set text NOT NULL,
    data_set text,
    run text,
    training json NOT NULL,
    card json,
    stage smallint NOT NULL,
    added_by text NOT NULL,
    added_at timestamptz NOT NULL
);

-- Which model was to decide from when on, and why; the last one is, and null is none. It is written before risk is told: what risk was
-- not told of yet, it is told later.
CREATE TABLE model_champions (
    sequence bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    version text REFERENCES models,
    chosen_by text NOT NULL,
    chosen_at timestamptz NOT NULL,
    reason text NOT NULL,
    is_deployed boolean NOT NULL DEFAULT false
);

-- Locked while the champion changes: so those who change it take turns.
CREATE TABLE model_turn (
    singleton boolean PRIMARY KEY DEFAULT true CHECK (singleton)
);

INSERT INTO model_turn DEFAULT VALUES;

-- What models were trained on, and how trainings went.
CREATE TABLE data_sets (
    version text PRIMARY KEY,
    view json NOT NULL,
    added_at timestamptz NOT NULL
);

CREATE TABLE training_runs (
    id text PRIMARY KEY,
    run json NOT NULL,
    started_at timestamptz NOT NULL
);

CREATE INDEX training_runs_by_time ON training_runs (started_at DESC);
