-- What decided, kept under the version that decisions name: feature sets and settings as text, models as bytes (rules have their own table).
CREATE TABLE kept_texts (
    version text PRIMARY KEY,
    text text NOT NULL
);

CREATE TABLE kept_models (
    version text PRIMARY KEY,
    bytes bytea NOT NULL
);

-- Which thresholds and weights; empty for decisions from before they were kept.
ALTER TABLE decisions ADD COLUMN settings text NOT NULL DEFAULT '';
ALTER TABLE decisions ALTER COLUMN settings DROP DEFAULT;
