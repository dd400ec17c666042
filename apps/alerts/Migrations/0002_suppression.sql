-- What a rule says counts as a repeat; null where entity and reason say it.
ALTER TABLE alerts ADD COLUMN suppression_key text;

CREATE INDEX alerts_by_suppression ON alerts (suppression_key, raised_at DESC) WHERE suppression_key IS NOT NULL;
