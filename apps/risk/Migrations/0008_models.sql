-- Ensembles that were put here; their bytes are in kept_models, so that what one decided can be repeated.
CREATE TABLE fraud_models (
    version text PRIMARY KEY REFERENCES kept_models,
    feature_set text NOT NULL,
    training json NOT NULL,
    added_by text NOT NULL,
    added_at timestamptz NOT NULL
);

-- Which ensemble was in force when; the last one is, and null is none.
CREATE TABLE model_activations (
    sequence bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    version text REFERENCES fraud_models,
    activated_by text NOT NULL,
    activated_at timestamptz NOT NULL
);

-- Which ensemble took part in a decision, what it said, and which model was missing.
ALTER TABLE decisions
    ADD COLUMN ensemble_version text,
    ADD COLUMN ensemble_score double precision,
    ADD COLUMN degraded text;
