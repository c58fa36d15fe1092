//! A cluster of Citus that an operator provides (`tests/cluster/run`), in place of a PostgreSQL of the tests' own.

use diesel::connection::SimpleConnection;
use diesel::sql_types::{Array, Text};
use diesel::{Connection, PgConnection, RunQueryDsl};
use fazhi::db::distribution;

use super::{connect, with_database};

/// Few, since every question about all counties asks each.
const SHARDS: u16 = 8;

/// The URL of a database on the coordinator, where there is a cluster.
pub fn coordinator() -> Option<String> {
    std::env::var("FAZHI_TEST_COORDINATOR").ok()
}

/// The same database name on each node: the coordinator first.
fn nodes(coordinator: &str) -> Vec<String> {
    let workers = "array(SELECT nodename || ':' || nodeport FROM pg_dist_node WHERE groupid <> 0 ORDER BY 1)";
    let workers: Vec<String> = diesel::select(diesel::dsl::sql::<Array<Text>>(workers))
        .get_result(&mut connect(coordinator))
        .expect("the workers");
    let at = |node: &String| {
        let (scheme, rest) = coordinator.split_once("://").expect("a URL");
        let (authority, path) = rest.split_once('/').expect("a database");
        let user = authority.rsplit_once('@').map(|(user, _)| format!("{user}@")).unwrap_or_default();
        format!("{scheme}://{user}{node}/{path}")
    };
    std::iter::once(coordinator.to_owned()).chain(workers.iter().map(at)).collect()
}

/// Runs statements on every node, each by itself.
pub fn on_every_node(coordinator: &str, statements: &[String]) {
    for node in nodes(coordinator) {
        let mut conn = connect(&node);
        for statement in statements {
            conn.batch_execute(statement).unwrap_or_else(|error| panic!("{statement}: {error}"));
        }
    }
}

/// Makes the database that the others are copied from, on every node, and distributes it.
pub fn make_template(coordinator: &str, name: &str, prepare: fn(&mut PgConnection)) {
    let make = [format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"), format!("CREATE DATABASE {name}")];
    on_every_node(coordinator, &make);
    let nodes: Vec<String> = nodes(coordinator).iter().map(|node| with_database(node, name)).collect();
    for node in &nodes {
        connect(node).batch_execute("CREATE EXTENSION citus").expect("the extension");
    }
    let host = |url: &str| {
        let authority = url.split("://").nth(1).and_then(|rest| rest.split('/').next()).expect("a host");
        let (host, port) =
            authority.rsplit('@').next().and_then(|host| host.split_once(':')).expect("a port");
        format!("'{host}', {port}")
    };
    let mut conn = connect(&nodes[0]);
    conn.batch_execute(&format!("SELECT citus_set_coordinator_host({})", host(&nodes[0])))
        .expect("the coordinator");
    for worker in &nodes[1..] {
        conn.batch_execute(&format!("SELECT citus_add_node({})", host(worker))).expect("a worker");
    }
    prepare(&mut conn);
    conn.transaction(|conn| {
        Ok::<_, diesel::result::Error>(distribution::distribute(conn, SHARDS).expect("it is distributed"))
    })
    .expect("a transaction");
    drop(conn);
    // The extension keeps a session in every database that it is in, and a template may have none.
    let close = [
        format!("ALTER DATABASE {name} ALLOW_CONNECTIONS false"),
        format!("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '{name}'"),
    ];
    on_every_node(coordinator, &close);
}
