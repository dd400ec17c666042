-- Which declaration the vector was computed by; empty for those computed before features were declared. What one end hands to the other
-- is in the vector since, so it needs no columns of its own.
ALTER TABLE decisions
    DROP COLUMN excess,
    DROP COLUMN origin,
    DROP COLUMN hops,
    ADD COLUMN feature_set text NOT NULL DEFAULT '';

ALTER TABLE decisions ALTER COLUMN feature_set DROP DEFAULT;
