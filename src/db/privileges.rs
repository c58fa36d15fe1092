//! What the service itself may do in the database: what its code needs, and nothing else. It works as a role that can
//! add to the trail but neither change nor delete what stands there, and cannot read the ledger's secret, whoever it
//! logs in as.

use diesel::connection::SimpleConnection;
use diesel::dsl::sql;
use diesel::pg::PgConnection;
use diesel::prelude::*;
use diesel::sql_types::{Bool, Text};

use super::distribution::kind::is_distributed;
use super::schema::RECORDS;
use crate::problems::ApiResult;

/// The role that the service works as, the same for all ledgers on a server. It cannot log in but to a private server.
pub const ROLE: &str = "fazhi_app";

/// What the role may do with records, which are never deleted.
const OF_RECORDS: &str = "SELECT, INSERT, UPDATE";

/// What the role may do with each other table. A table that is not listed is closed to it; the owner, who migrates, opens
/// the secrets, backs up and restores, may do everything.
const OF_OTHERS: [(&str, &str); 24] = [
    ("__diesel_schema_migrations", "SELECT"),
    ("account_roles", "SELECT, INSERT, DELETE"),
    ("accounts", "SELECT, INSERT, UPDATE"),
    ("activity_partners", "SELECT, INSERT, UPDATE, DELETE"),
    ("calendar_notices", "SELECT, INSERT"),
    ("case_parties", "SELECT, INSERT, DELETE"),
    ("case_party_lists", "SELECT, INSERT, UPDATE"),
    ("county_figures", "SELECT, INSERT, UPDATE"),
    ("county_settings", "SELECT, INSERT, UPDATE"),
    ("deadline_catalogue", ""),
    ("deadlines", "SELECT, INSERT, DELETE"),
    ("idempotency_keys", "SELECT, INSERT, DELETE"),
    ("plan_tasks", "SELECT, INSERT, DELETE"),
    ("region_directory", "SELECT, INSERT, UPDATE"),
    ("regions", "SELECT, INSERT, UPDATE, DELETE"),
    ("report_editions", "SELECT, INSERT"),
    ("secrets", ""),
    ("tokens", "SELECT, INSERT, UPDATE"),
    ("township_years", "SELECT, INSERT, UPDATE"),
    ("trail", "SELECT, INSERT"),
    ("trail_chains", "SELECT, UPDATE"),
    ("trail_heads", "SELECT, INSERT, UPDATE"),
    ("trail_seq", "SELECT, USAGE"),
    ("vocabulary_terms", "SELECT, INSERT"),
];

/// What the role may do with each table.
pub fn rights() -> impl Iterator<Item = (&'static str, &'static str)> {
    RECORDS.into_iter().map(|table| (table, OF_RECORDS)).chain(OF_OTHERS)
}

/// Whether the user who has logged in may become the role.
const MAY_BECOME: &str = "
    (CASE WHEN NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'fazhi_app') THEN false
        WHEN current_setting('server_version_num')::int < 160000 THEN pg_has_role('fazhi_app', 'MEMBER')
        ELSE pg_has_role('fazhi_app', 'SET') END)";

/// Whether the role may log in. On a distributed database the coordinator logs in on the other nodes as whoever works, so
/// that the role is of use there only where an operator has let it log in on all of them; it is neither made nor changed.
const MAY_LOG_IN: &str = "EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'fazhi_app' AND rolcanlogin)";

/// Makes the role, and lets the user become it, as far as that user may do so. Another ledger on the server may be at
/// the same at this moment.
const MAKE: &str = "
    DO $$ BEGIN
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'fazhi_app') THEN
            IF (SELECT rolcreaterole OR rolsuper FROM pg_roles WHERE rolname = current_user) THEN
                CREATE ROLE fazhi_app NOLOGIN;
            END IF;
        END IF;
    EXCEPTION WHEN duplicate_object OR unique_violation OR insufficient_privilege THEN NULL;
    END $$;
    DO $$ BEGIN
        IF NOT {may_become} THEN GRANT fazhi_app TO CURRENT_USER; END IF;
    EXCEPTION WHEN insufficient_privilege OR undefined_object THEN NULL;
    END $$";

/// Takes away what an earlier release granted.
const REVOKE: &str = "
    DO $$ BEGIN
        EXECUTE format('GRANT USAGE ON SCHEMA %I TO fazhi_app', current_schema());
        EXECUTE format('REVOKE ALL ON ALL TABLES IN SCHEMA %I FROM fazhi_app', current_schema());
        EXECUTE format('REVOKE ALL ON ALL SEQUENCES IN SCHEMA %I FROM fazhi_app', current_schema());
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
            IF to_regclass('trail_heads') IS NOT NULL THEN GRANT ALL ON trail_heads TO CURRENT_USER; END IF;
        END $$",
    )
}

/// Does, within a transaction, what the service itself may not: as the user who logs in, to whom the tables belong. Where
/// that one took the right to change the trail from itself, it has it for as long as this takes.
///
/// # Errors
/// What `work` answers; 503 where the database fails. The transaction is then to be rolled back, and the rights with it.
pub fn as_owner<T>(
    conn: &mut PgConnection,
    work: impl FnOnce(&mut PgConnection) -> ApiResult<T>,
) -> ApiResult<T> {
    let role: String = diesel::select(sql::<Text>("current_user::text")).get_result(conn)?;
    // One at a time: rights cannot be changed by two transactions at once.
    conn.batch_execute(
        "SET LOCAL ROLE NONE; SELECT pg_advisory_xact_lock(hashtextextended('fazhi owner', 0))",
    )?;
    let may = sql::<Bool>("has_table_privilege('trail', 'UPDATE')");
    let may: bool = diesel::select(may).get_result(conn)?;
    if !may {
        conn.batch_execute("GRANT UPDATE ON trail TO CURRENT_USER")?;
    }
    let done = work(conn)?;
    if !may {
        conn.batch_execute("REVOKE UPDATE ON trail FROM CURRENT_USER")?;
    }
    diesel::select(sql::<Text>("set_config('role', ").bind::<Text, _>(role).sql(", true)")).execute(conn)?;
    Ok(done)
}

/// Where there can be no role, the owner takes the right from itself. It can give it back, but not by mistake.
const REVOKE_OWN: &str = "
    REVOKE UPDATE, DELETE, TRUNCATE ON trail FROM CURRENT_USER;
    REVOKE DELETE, TRUNCATE ON trail_heads FROM CURRENT_USER";

/// Lays down what the service may do; says which role it has to work as, `None` for the user it logs in as. To be run by
/// the owner of the tables after each migration: roles are the server's, and a database may have come from another one.
///
/// # Errors
/// Where the database fails.
pub fn lay_down(conn: &mut PgConnection) -> QueryResult<Option<&'static str>> {
    let is_distributed = is_distributed(conn)?;
    if !is_distributed {
        conn.batch_execute(&MAKE.replace("{may_become}", MAY_BECOME))?;
    }
    let may = if is_distributed { format!("{MAY_BECOME} AND {MAY_LOG_IN}") } else { MAY_BECOME.to_owned() };
    if diesel::select(sql::<Bool>(&may)).get_result(conn)? {
        conn.batch_execute(REVOKE)?;
        conn.batch_execute(&grants())?;
        return Ok(Some(ROLE));
    }
    if is_distributed {
        log::info!(
            "the role {ROLE} may not log in on the nodes: the service works as the database's user itself"
        );
    } else {
        log::warn!(
            "the database's user may not create the role {ROLE}: the service works as that user itself"
        );
    }
    conn.batch_execute(REVOKE_OWN)?;
    Ok(None)
}

/// Lets the role log in: where the service owns the whole server, it connects as the role, and needs no other.
///
/// # Errors
/// Where the database fails.
pub fn let_log_in(conn: &mut PgConnection) -> QueryResult<()> {
    conn.batch_execute(
        "DO $$ BEGIN
            IF NOT (SELECT rolcanlogin FROM pg_roles WHERE rolname = 'fazhi_app') THEN ALTER ROLE fazhi_app LOGIN; END IF;
        END $$",
    )
}

fn grants() -> String {
    let granted = rights().filter(|(_, rights)| !rights.is_empty());
    granted.fold(String::new(), |statements, (name, rights)| {
        let kind = if name.ends_with("_seq") { "SEQUENCE" } else { "TABLE" };
        format!("{statements}GRANT {rights} ON {kind} {name} TO {ROLE};\n")
    })
}
