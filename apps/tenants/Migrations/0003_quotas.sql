-- How much of its quotas each tenant used, and what services were last told of it. In the operators' schema, beside the registry.
-- told: the percentage in the directory, below 80 as 0; -1 when that is not known and has to be told again.
CREATE TABLE quota_used (
    tenant text NOT NULL,
    quota smallint NOT NULL,
    month text NOT NULL,
    used bigint NOT NULL,
    told int NOT NULL DEFAULT 0,
    PRIMARY KEY (tenant, quota)
);

-- What was announced of a month's quotas, so that each part is announced once; the tenant's own.
CREATE TABLE quota_alerts (
    month text NOT NULL,
    quota smallint NOT NULL,
    percent int NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (month, quota, percent)
);
