//! What the service itself may do in the database: all it has to, and not a bit more. It works as a role that can add
//! to the trail but neither change nor delete what stands there, whoever it logs in as.

use diesel::connection::SimpleConnection;
use diesel::dsl::sql;
use diesel::pg::PgConnection;
use diesel::prelude::*;
use diesel::sql_types::Bool;

/// The role that the service works as, the same for all ledgers on a server. It cannot log in.
pub const ROLE: &str = "fazhi_app";

/// The role in which single requests work, where a second wall is wanted: it sees what lies within the scope that its
/// transaction has set, and nothing where none is set. The tables let the service itself see all.
pub const SCOPED: &str = "fazhi_scoped";

/// Whether the user who has logged in may become a role.
const MAY_BECOME: &str = "
    (CASE WHEN NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{role}') THEN false
        WHEN current_setting('server_version_num')::int < 160000 THEN pg_has_role('{role}', 'MEMBER')
        ELSE pg_has_role('{role}', 'SET') END)";

/// Makes a role, and lets the user become it, as far as that user may do so. Another ledger on the server may be at the
/// same at this moment.
const MAKE: &str = "
    DO $$ BEGIN
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{role}') THEN
            CREATE ROLE {role} NOLOGIN;
        END IF;
    EXCEPTION WHEN duplicate_object OR unique_violation OR insufficient_privilege THEN NULL;
    END $$;
    DO $$ BEGIN
        IF NOT {may_become} THEN GRANT {role} TO CURRENT_USER; END IF;
    EXCEPTION WHEN insufficient_privilege OR undefined_object THEN NULL;
    END $$";

/// What a role may do with the tables of this ledger.
const GRANT: &str = "
    DO $$ BEGIN
        EXECUTE format('GRANT USAGE ON SCHEMA %I TO {role}', current_schema());
        EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA %I TO {role}', current_schema());
    END $$;
    REVOKE UPDATE, DELETE, TRUNCATE ON trail FROM {role};
    REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON __diesel_schema_migrations FROM {role};
    GRANT USAGE, SELECT ON SEQUENCE trail_seq TO {role}";

/// The second wall: row level security. A setting that is not set, or was and is empty since, opens nothing.
const WALL: &str = "
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
    if make(conn, ROLE)? && make(conn, SCOPED)? {
        conn.batch_execute(WALL)?;
        return Ok(Some(ROLE));
    }
    log::warn!("the database's user may not create the role {ROLE}: the service works as that user itself");
    conn.batch_execute(REVOKE_OWN)?;
    Ok(None)
}

/// Makes a role that may do what the service has to, if the user may; says whether the user may become it.
fn make(conn: &mut PgConnection, role: &str) -> QueryResult<bool> {
    let may_become = MAY_BECOME.replace("{role}", role);
    conn.batch_execute(&MAKE.replace("{role}", role).replace("{may_become}", &may_become))?;
    let is_made = diesel::select(sql::<Bool>(&may_become)).get_result(conn)?;
    if is_made {
        conn.batch_execute(&GRANT.replace("{role}", role))?;
    }
    Ok(is_made)
}
