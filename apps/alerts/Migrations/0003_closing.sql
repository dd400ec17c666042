-- Whether someone said what it was; the body says what.
ALTER TABLE alerts ADD COLUMN is_closed boolean NOT NULL DEFAULT false;

CREATE INDEX alerts_open ON alerts (raised_at DESC, id DESC) WHERE NOT is_closed;

-- The decisions of an alert are labelled when it is closed.
CREATE INDEX alert_hits_by_alert ON alert_hits (alert_id);
