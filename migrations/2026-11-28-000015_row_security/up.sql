-- Takes row level security off: statements limit themselves to what their caller reaches. Ledgers that no service has
-- opened yet never had it, since it was laid down at each start and not by a step.
DO $$
DECLARE
    name text;
BEGIN
    FOR name IN
        SELECT relname FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r' AND relrowsecurity
    LOOP
        EXECUTE format('DROP POLICY IF EXISTS service ON %I', name);
        EXECUTE format('DROP POLICY IF EXISTS scope ON %I', name);
        EXECUTE format('ALTER TABLE %I DISABLE ROW LEVEL SECURITY', name);
    END LOOP;
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'fazhi_scoped') THEN
        EXECUTE format('REVOKE ALL ON ALL TABLES IN SCHEMA %I FROM fazhi_scoped', current_schema());
        EXECUTE format('REVOKE ALL ON ALL SEQUENCES IN SCHEMA %I FROM fazhi_scoped', current_schema());
        EXECUTE format('REVOKE ALL ON SCHEMA %I FROM fazhi_scoped', current_schema());
        BEGIN
            DROP ROLE fazhi_scoped;
        EXCEPTION
            -- Another ledger on this server has not been migrated yet, or is being so now; or this user made no role.
            WHEN dependent_objects_still_exist OR insufficient_privilege OR undefined_object OR internal_error THEN NULL;
        END;
    END IF;
END $$;
