-- When the tenant's contact was written to about a part of its budget; null when not yet, or when no mail is sent here.
ALTER TABLE budget_alerts ADD COLUMN mailed_at timestamptz;
