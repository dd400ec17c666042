-- A tenant's lists. Entries are counted here, so that nobody counts millions of rows to show a list or to keep to the limit.
CREATE TABLE lists (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name text NOT NULL UNIQUE,
    kind smallint NOT NULL,
    field smallint,
    description text NOT NULL,
    entries bigint NOT NULL DEFAULT 0
);

-- Each entry names the change that wrote it last, so that a replica reads only what it has not seen.
CREATE TABLE list_entries (
    list bigint NOT NULL,
    value text NOT NULL,
    reason text,
    expires_at timestamptz,
    added_by text NOT NULL,
    added_at timestamptz NOT NULL,
    revision bigint NOT NULL,
    PRIMARY KEY (list, value)
);

CREATE INDEX list_entries_by_revision ON list_entries (revision);
CREATE INDEX list_entries_by_expiry ON list_entries (expires_at) WHERE expires_at IS NOT NULL;

-- What was removed, for a day. Who was away for longer reads everything again.
CREATE TABLE list_removals (
    revision bigint NOT NULL,
    list bigint NOT NULL,
    value text NOT NULL,
    removed_at timestamptz NOT NULL,
    PRIMARY KEY (revision, list, value)
);

CREATE INDEX list_removals_by_time ON list_removals (removed_at);
CREATE INDEX list_removals_by_list ON list_removals (list);

-- The number of the last change. Its row is locked while lists change: so writers take turns, and no change is visible before a smaller
-- one. Removals up to pruned are forgotten. The generation tells these tables from those of a tenant that had the name before.
CREATE TABLE list_position (
    singleton boolean PRIMARY KEY DEFAULT true CHECK (singleton),
    generation uuid NOT NULL DEFAULT gen_random_uuid(),
    revision bigint NOT NULL DEFAULT 0,
    pruned bigint NOT NULL DEFAULT 0
);

INSERT INTO list_position DEFAULT VALUES;

-- What an event found in lists, as its decision took it in; null for nothing.
ALTER TABLE decisions ADD COLUMN list_hits json;
ALTER TABLE decisions ALTER COLUMN list_hits SET STATISTICS 0;
