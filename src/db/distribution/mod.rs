//! A ledger that is distributed by county over the nodes of Citus, and what PostgreSQL can say of it.
//!
//! The tables of counties (those with a column `county_code`) are distributed, all of a county on one node. All others stay on
//! the coordinator, as does the one sequence: see "Rules for spreading" in `migrations/README.md`.

pub(super) mod kind;
pub mod known;

pub use kind::{Kind, is_distributed, kind};

use std::collections::BTreeSet;

use diesel::connection::SimpleConnection;
use diesel::dsl::sql;
use diesel::pg::PgConnection;
use diesel::prelude::*;
use diesel::sql_types::{Array, Bool, Integer, Text};

use super::privileges;

/// The table that the others are distributed like. It refers to none of them.
const FIRST: &str = "members";

/// Why a ledger was not distributed.
#[derive(Debug, thiserror::Error)]
pub enum DistributionError {
    /// There is no Citus.
    #[error(
        "此数据库没有安装 Citus 扩展，无法分布：普通 PostgreSQL 无需分布即可使用。\n\
         This database has no Citus extension, so that there are no nodes to distribute it to; on plain PostgreSQL nothing needs to be done"
    )]
    Plain,
    /// It is not the coordinator.
    #[error(
        "DATABASE_URL 指向集群的工作节点；请改为协调节点。\n\
         DATABASE_URL names a worker of the cluster; set it to the coordinator"
    )]
    Worker,
    /// There is no node to put shards on.
    #[error(
        "集群中没有可存放数据的节点；请先用 citus_add_node 登记。\n\
         The cluster has no node that may hold shards: add one with citus_add_node"
    )]
    NoNodes,
    /// Row level security, which distributed tables cannot have.
    #[error(
        "以下表有行级安全策略，分布表不能使用：{0}\n\
         These tables have policies of row level security, which distributed tables cannot have: {0}"
    )]
    Policies(String),
    /// Tables that refer to one another in a circle.
    #[error(
        "以下表互相引用，无法排出分布的先后：{0}\n\
         these tables refer to one another, so that none can be distributed first: {0}"
    )]
    Circle(String),
    /// The database failed.
    #[error(transparent)]
    Failed(#[from] diesel::result::Error),
}

/// The check that this is no worker: the sequence of the feed and the locks beside it are those of the coordinator.
///
/// # Errors
/// Where it is one, or the database fails.
pub fn must_not_be_worker(conn: &mut PgConnection) -> Result<(), DistributionError> {
    if kind(conn)? == Kind::Worker { Err(DistributionError::Worker) } else { Ok(()) }
}

/// Distributes all tables of counties that are not distributed yet, and says which; the first of all into so many shards. In
/// the caller's transaction, which holds the lock of migrations. What the service may do is laid down anew, since nodes are
/// told only of rights that are given or taken after the tables were distributed.
///
/// # Errors
/// [`DistributionError`]. The transaction is to be rolled back then.
pub fn distribute(conn: &mut PgConnection, shards: u16) -> Result<Vec<String>, DistributionError> {
    match kind(conn)? {
        Kind::Plain => return Err(DistributionError::Plain),
        Kind::Worker => return Err(DistributionError::Worker),
        Kind::Coordinator { .. } => {}
    }
    let missing = in_order(&keyed(conn)?)?;
    if missing.is_empty() {
        return Ok(missing);
    }
    must_have_nodes(conn)?;
    must_have_no_policies(conn)?;
    // What the owner has taken from itself is needed to clear what stays behind on the coordinator.
    privileges::take_back(conn)?;
    distribute_tables(conn, &missing, shards)?;
    privileges::lay_down(conn)?;
    Ok(missing)
}

/// Distributes what a step of the schema has added to a ledger that is distributed. In the caller's transaction.
///
/// # Errors
/// As [`distribute`].
pub fn distribute_new(conn: &mut PgConnection) -> Result<Vec<String>, DistributionError> {
    if !is_distributed(conn)? {
        return Ok(Vec::new());
    }
    let missing = in_order(&keyed(conn)?)?;
    if !missing.is_empty() {
        must_have_no_policies(conn)?;
        distribute_tables(conn, &missing, 0)?;
    }
    Ok(missing)
}

fn distribute_tables(conn: &mut PgConnection, tables: &[String], shards: u16) -> QueryResult<()> {
    for table in tables {
        let like = if table == FIRST {
            format!("colocate_with => 'none', shard_count => {shards}")
        } else {
            format!("colocate_with => '{FIRST}'")
        };
        conn.batch_execute(&format!("SELECT create_distributed_table('{table}', 'county_code', {like})"))?;
    }
    for table in tables {
        conn.batch_execute(&format!("SELECT truncate_local_data_after_distributing_table('{table}')"))?;
    }
    Ok(())
}

/// A table of counties.
#[derive(Debug, QueryableByName)]
struct Keyed {
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Bool)]
    is_distributed: bool,
    /// The tables that it refers to.
    #[diesel(sql_type = Array<Text>)]
    refers_to: Vec<String>,
}

fn keyed(conn: &mut PgConnection) -> QueryResult<Vec<Keyed>> {
    diesel::sql_query(
        "SELECT c.relname::text AS name,
            EXISTS (SELECT 1 FROM pg_catalog.pg_dist_partition p WHERE p.logicalrelid = c.oid) AS is_distributed,
            array(SELECT DISTINCT r.relname::text FROM pg_constraint k JOIN pg_class r ON r.oid = k.confrelid
                WHERE k.conrelid = c.oid AND k.contype = 'f' AND r.oid <> c.oid) AS refers_to
        FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'county_code' AND NOT a.attisdropped
        WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p')
        ORDER BY c.relname <> 'members', c.relname",
    )
    .load(conn)
}

/// The tables that are not distributed yet, each after those that it refers to.
fn in_order(tables: &[Keyed]) -> Result<Vec<String>, DistributionError> {
    let (done, mut missing): (Vec<&Keyed>, Vec<&Keyed>) =
        tables.iter().partition(|table| table.is_distributed);
    let mut done: BTreeSet<&str> = done.iter().map(|table| table.name.as_str()).collect();
    let is_keyed = |name: &&String| tables.iter().any(|table| table.name == **name);
    let mut ordered = Vec::new();
    while !missing.is_empty() {
        let is_next =
            |table: &&Keyed| table.refers_to.iter().filter(is_keyed).all(|name| done.contains(name.as_str()));
        let Some(next) = missing.iter().position(is_next) else {
            let left: Vec<&str> = missing.iter().map(|table| table.name.as_str()).collect();
            return Err(DistributionError::Circle(left.join(", ")));
        };
        let table = missing.remove(next);
        done.insert(&table.name);
        ordered.push(table.name.clone());
    }
    Ok(ordered)
}

fn must_have_nodes(conn: &mut PgConnection) -> Result<(), DistributionError> {
    let has_nodes = sql::<Bool>(
        "EXISTS (SELECT 1 FROM pg_catalog.pg_dist_node WHERE isactive AND shouldhaveshards AND noderole = 'primary')",
    );
    if diesel::select(has_nodes).get_result(conn)? { Ok(()) } else { Err(DistributionError::NoNodes) }
}

fn must_have_no_policies(conn: &mut PgConnection) -> Result<(), DistributionError> {
    let tables = sql::<Array<Text>>(
        "array(SELECT DISTINCT c.relname::text FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid
            WHERE c.relnamespace = current_schema()::regnamespace ORDER BY 1)",
    );
    let tables: Vec<String> = diesel::select(tables).get_result(conn)?;
    if tables.is_empty() { Ok(()) } else { Err(DistributionError::Policies(tables.join(", "))) }
}

/// Whether and where the nodes of a distributed ledger cannot be reached.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outage {
    /// The nodes, as `host:port`.
    pub nodes: Vec<String>,
    /// The counties whose records are on these.
    pub counties: Vec<String>,
}

#[derive(QueryableByName)]
struct Down {
    #[diesel(sql_type = Integer)]
    group: i32,
    #[diesel(sql_type = Text)]
    node: String,
}

/// Tries to reach each node from the coordinator, and says which counties are out. It takes as long as Citus waits for a node
/// (`citus.node_connection_timeout`).
///
/// # Errors
/// Where the database fails.
pub fn outage(conn: &mut PgConnection) -> QueryResult<Outage> {
    let down: Vec<Down> = diesel::sql_query(
        r#"SELECT groupid AS "group", nodename || ':' || nodeport AS node FROM pg_catalog.pg_dist_node
        WHERE noderole = 'primary' AND shouldhaveshards
            AND NOT (isactive AND citus_check_connection_to_node(nodename, nodeport))
        ORDER BY 2"#,
    )
    .load(conn)?;
    if down.is_empty() {
        return Ok(Outage::default());
    }
    let groups = down.iter().map(|down| down.group).collect::<Vec<_>>();
    let counties = sql::<Array<Text>>(
        "array(SELECT r.code FROM regions r JOIN pg_catalog.pg_dist_placement p
            ON p.shardid = get_shard_id_for_distribution_column('members', r.code)
            WHERE r.level = 'county' AND p.groupid = ANY (",
    )
    .bind::<Array<Integer>, _>(groups)
    .sql(") ORDER BY r.code)");
    let counties = diesel::select(counties).get_result(conn)?;
    Ok(Outage { nodes: down.into_iter().map(|down| down.node).collect(), counties })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(name: &str, is_distributed: bool, refers_to: &[&str]) -> Keyed {
        let refers_to = refers_to.iter().map(ToString::to_string).collect();
        Keyed { name: name.to_owned(), is_distributed, refers_to }
    }

    #[test]
    fn what_is_referred_to_comes_first() {
        let tables = [
            table("members", true, &[]),
            table("case_parties", false, &["case_party_lists"]),
            table("case_party_lists", false, &["cases"]),
            table("cases", false, &["members"]),
        ];
        let ordered = in_order(&tables).unwrap();
        assert_eq!(ordered, ["cases", "case_party_lists", "case_parties"]);
        let circle = [table("a", false, &["b"]), table("b", false, &["a"]), table("c", false, &[])];
        assert_eq!(in_order(&circle).unwrap_err().to_string().rsplit(": ").next(), Some("a, b"));
    }
}
