-- What stays of entries whose time of keeping is over: enough to prove the rest (libs/AuditLog, SealedPart).
CREATE TABLE audit_sealed (
    is_single boolean PRIMARY KEY DEFAULT true CHECK (is_single),
    size bigint NOT NULL,
    chain bytea NOT NULL,
    roots bytea NOT NULL
);

-- The only way in which entries go. The tenant's role may call it and nothing more: it takes a whole prefix up to a checkpoint that is
-- kept, whose chain is the one that is sealed, and in which nothing is younger than thirty days. pg_temp last, so that no temporary table
-- stands in for one of ours.
DO $do$ BEGIN
    EXECUTE format('REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON audit_sealed FROM %I', current_schema());
    EXECUTE format($make$
        CREATE FUNCTION audit_seal(up_to bigint, head bytea, subtrees bytea) RETURNS bigint
        LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, %1$I, pg_temp AS $body$
        DECLARE
            gone bigint;
        BEGIN
            IF NOT EXISTS (
                SELECT FROM audit_entries e JOIN audit_checkpoints c ON c.size = e.sequence
                WHERE e.sequence = up_to AND e.chain = head AND c.body::json->>'chain' = encode(head, 'hex'))
            THEN
                RAISE EXCEPTION 'no checkpoint covers exactly %% entries with this chain', up_to USING ERRCODE = 'check_violation';
            END IF;
            IF EXISTS (SELECT FROM audit_entries WHERE sequence <= up_to AND time > now() - interval '30 days') THEN
                RAISE EXCEPTION 'entries younger than 30 days are not sealed' USING ERRCODE = 'check_violation';
            END IF;
            INSERT INTO audit_sealed (size, chain, roots) VALUES (up_to, head, subtrees)
            ON CONFLICT (is_single) DO UPDATE SET size = excluded.size, chain = excluded.chain, roots = excluded.roots;
            DELETE FROM audit_checkpoints WHERE size < up_to;
            DELETE FROM audit_entries WHERE sequence <= up_to;
            GET DIAGNOSTICS gone = ROW_COUNT;
            RETURN gone;
        END $body$;
        REVOKE ALL ON FUNCTION audit_seal FROM PUBLIC;
        GRANT EXECUTE ON FUNCTION audit_seal TO %1$I;
    $make$, current_schema());
END $do$;
