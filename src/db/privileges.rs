//! What the service itself may do in the database: all it has to, and not a bit more. It works as a role that can add
//! to the trail but neither change nor delete what stands there, whoever it logs in as.

use diesel::connection::SimpleConnection;
use diesel::dsl::sql;
use diesel::pg::PgConnection;
use diesel::prelude::*;
use diesel::sql_types::Bool;

/// The role that the service works as, the same for all ledgers on a server. It cannot log in.
pub const ROLE: &str = "fazhi_app";

/// Makes the role, and lets the user who has logged in become it, as far as that user may do so. Another ledger on the
/// server may be at the same at this moment.
const MAKE_ROLE: &str = "
    DO $$ BEGIN
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'fazhi_app') THEN
            CREATE ROLE fazhi_app NOLOGIN;
        END IF;
    EXCEPTION WHEN duplicate_object OR unique_violation OR insufficient_privilege THEN NULL;
    END $$;
    DO $$ BEGIN
        IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'fazhi_app') AND NOT (CASE
            WHEN current_setting('server_version_num')::int < 160000 THEN pg_has_role('fazhi_app', 'MEMBER')
            ELSE pg_has_role('fazhi_app', 'SET') END)
        THEN
            GRANT fazhi_app TO CURRENT_USER;
        END IF;
    EXCEPTION WHEN insufficient_privilege THEN NULL;
    END $$";

/// Whether the user may become the role.
const HAS_ROLE: &str = "
    CASE
        WHEN NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'fazhi_app') THEN false
        WHEN current_setting('server_version_num')::int < 160000 THEN pg_has_role('fazhi_app', 'MEMBER')
        ELSE pg_has_role('fazhi_app', 'SET') END";

/// What the role may do with the tables of this ledger.
const GRANT: &str = "
    DO $$ BEGIN
        EXECUTE format('GRANT USAGE ON SCHEMA %I TO fazhi_app', current_schema());
        EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA %I TO fazhi_app', current_schema());
    END $$;
    REVOKE UPDATE, DELETE, TRUNCATE ON trail FROM fazhi_app;
    REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON __diesel_schema_migrations FROM fazhi_app;
    GRANT USAGE, SELECT ON SEQUENCE trail_seq TO fazhi_app";

/// The role in which single requests work, where a second wall is wanted: it sees what lies within the scope that its
/// transaction has set, and nothing where none is set. The tables let the service itself see all.
pub const SCOPED: &str = "fazhi_scoped";

/// The second wall: row level security. A setting that is not set, or was and is empty since, opens nothing.
const WALL: &str = "
    DO $$ BEGIN
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'fazhi_scoped') THEN
            CREATE ROLE fazhi_scoped NOLOGIN;
        END IF;
    EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
    END $$;
    DO $$ BEGIN
        IF NOT (CASE WHEN current_setting('server_version_num')::int < 160000 THEN pg_has_role('fazhi_scoped', 'MEMBER')
            ELSE pg_has_role('fazhi_scoped', 'SET') END)
        THEN
            GRANT fazhi_scoped TO CURRENT_USER;
        END IF;
        EXECUTE format('GRANT USAGE ON SCHEMA %I TO fazhi_scoped', current_schema());
        EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA %I TO fazhi_scoped', current_schema());
    END $$;
    REVOKE UPDATE, DELETE, TRUNCATE ON trail FROM fazhi_scoped;
    REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON __diesel_schema_migrations FROM fazhi_scoped;
    GRANT USAGE, SELECT ON SEQUENCE trail_seq TO fazhi_scoped;
    DO $$
    DECLARE
        name text;
        -- Sub-selects, so that a statement looks a setting up once and not for each row.
        listed CONSTANT text :=
            '(SELECT string_to_array(nullif(current_setting(%L, true), %L), %L))::text[]';
        counties CONSTANT text := format(listed, 'fazhi.counties', '', ',');
        townships CONSTANT text := format(listed, 'fazhi.townships', '', ',');
        within CONSTANT text := format('(%1$L = ANY (%2$s) OR county_code = ANY (%2$s))', '*', counties);
        below CONSTANT text := format('%1$s AND (%2$L = ANY (%3$s) OR township_code = ANY (%3$s))', within, '*', townships);
    BEGIN
        FOR name IN
            SELECT relname FROM pg_class c WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r'
                AND NOT relrowsecurity AND relname <> 'vocabulary_terms' AND EXISTS (
                    SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'county_code')
        LOOP
            EXECUTE format('CREATE POLICY service ON %I TO fazhi_app USING (true)', name);
            -- A joint activity counts for other townships of the county, too.
            EXECUTE format('CREATE POLICY scope ON %I TO fazhi_scoped USING (%s)', name,
                CASE WHEN name <> 'township_years' AND EXISTS (SELECT FROM pg_attribute a
                    WHERE a.attrelid = name::regclass AND a.attname = 'township_code') THEN below ELSE within END);
            EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
        END LOOP;
    END $$";

/// Gives the owner back what it took from itself, for as long as a transaction needs it: to empty a ledger that nobody has
/// used yet. Afterwards, [`lay_down`] takes it again.
///
/// # Errors
/// Where the database fails.
pub fn take_back(conn: &mut PgConnection) -> QueryResult<()> {
    conn.batch_execute(
        "DO $$ BEGIN
            IF to_regclass('trail') IS NOT NULL THEN GRANT ALL ON trail TO CURRENT_USER; END IF;
        END $$",
    )
}

/// Where there can be no role, the owner takes the right from itself. It can give it back, but not by mistake.
const REVOKE_OWN: &str = "REVOKE UPDATE, DELETE, TRUNCATE ON trail FROM CURRENT_USER";

/// Lays down what the service may do; says which role it has to work as, `None` for the user it logs in as. To be run by
/// the owner of the tables after each migration: roles are the server's, and a database may have come from another one.
///
/// # Errors
/// Where the database fails.
pub fn lay_down(conn: &mut PgConnection) -> QueryResult<Option<&'static str>> {
    conn.batch_execute(MAKE_ROLE)?;
    if diesel::select(sql::<Bool>(HAS_ROLE)).get_result(conn)? {
        conn.batch_execute(GRANT)?;
        conn.batch_execute(WALL)?;
        return Ok(Some(ROLE));
    }
    log::warn!("the database's user may not create the role {ROLE}: the service works as that user itself");
    conn.batch_execute(REVOKE_OWN)?;
    Ok(None)
}
