//! A real server on a port of its own, over a database of its own.

use std::net::{SocketAddr, TcpListener};
use std::sync::mpsc;
use std::thread::JoinHandle;
use std::time::Duration;

use actix_web::dev::ServerHandle;
use chrono::TimeDelta;
use diesel::connection::SimpleConnection;
use diesel::sql_types::BigInt;
use diesel::{PgConnection, QueryableByName, RunQueryDsl};
use fazhi::access::tokens::issue::{self, Terms};
use fazhi::app::Shared;
use fazhi::auth::tokens::store;
use fazhi::auth::{Actor, Permission, Role};
use fazhi::db::{Db, Settings, privileges};
use fazhi::http::RequestContext;
use fazhi::http::edge;
use fazhi::metrics::Metrics;
use fazhi::regions::{Code, directory};
use fazhi::server;
use fazhi::session::secrets::Secrets;
use fazhi::session::{State, Writing};

use super::client::Request;
use super::postgres::{self, Database};

/// Connections of one server; tests that want more requests at once wait for them.
const POOL: u32 = 4;

/// Why a test changes something, where it does not say.
const REASON: &str = "更正";

/// What a request is authorised with.
#[derive(Clone, Debug)]
pub struct Token {
    /// The public id; empty for what is no token.
    pub id: String,
    /// What goes behind `Bearer `; `None` for nothing at all.
    pub text: Option<String>,
}

impl Token {
    /// No token.
    pub fn nobody() -> Self {
        Self { id: String::new(), text: None }
    }

    /// Whatever text.
    pub fn of(text: impl Into<String>) -> Self {
        Self { id: String::new(), text: Some(text.into()) }
    }
}

/// A running service. Dropping it stops the server and drops the database.
pub struct App {
    pub address: SocketAddr,
    pub db: Db,
    pub secrets: Secrets,
    pub state: State,
    /// Of the edge.
    pub metrics: Metrics,
    handle: ServerHandle,
    thread: Option<JoinHandle<()>>,
    /// Last, so that it goes last.
    database: Option<Database>,
}

/// A service with the region directory and nothing else.
pub fn spawn_app() -> App {
    spawn_app_with(edge::Settings::default())
}

/// Such a service that treats whoever comes in a way of its own.
pub fn spawn_app_with(edge: edge::Settings) -> App {
    let database = Database::ready(prepare);
    let db = open(&database.url, Duration::from_secs(20));
    App::serve_with(db, Some(database), edge, |state| state)
}

/// Such a service with a state of its own.
pub fn spawn_app_of(adapt: impl FnOnce(State) -> State) -> App {
    let database = Database::ready(prepare);
    let db = open(&database.url, Duration::from_secs(20));
    App::serve_with(db, Some(database), edge::Settings::default(), adapt)
}

/// Schema and region directory.
pub fn prepare(conn: &mut PgConnection) {
    fazhi::upgrade::migrate(conn, None).expect("the schema");
    directory::load(conn).expect("the regions");
    assert_eq!(privileges::lay_down(conn), Ok(Some(privileges::ROLE)));
}

/// The door to a database.
pub fn open(url: &str, pool_timeout: Duration) -> Db {
    Db::new(settings(url, pool_timeout), Metrics::default().database)
}

/// How it is opened.
pub fn settings(url: &str, pool_timeout: Duration) -> Settings {
    let statement_timeout = Duration::from_secs(30);
    Settings {
        url: url.to_owned(),
        pool_size: POOL,
        pool_timeout,
        statement_timeout,
        list_timeout: statement_timeout,
        statement_cache: true,
        role: Some(privileges::ROLE),
    }
}

impl App {
    /// Serves a database from a thread of its own, with nothing limited.
    pub fn serve(db: Db, database: Option<Database>) -> Self {
        Self::serve_with(db, database, edge::Settings::default(), |state| state)
    }

    fn serve_with(
        db: Db,
        database: Option<Database>,
        edge: edge::Settings,
        adapt: impl FnOnce(State) -> State,
    ) -> Self {
        // As the owner: the role of the service may not read them.
        let open = |conn: &mut PgConnection| {
            conn.batch_execute("SET LOCAL ROLE NONE")?;
            Ok(Secrets::open(conn, None).expect("the secrets"))
        };
        let secrets = db.write_now(open).unwrap();
        let state = adapt(State::new(db.clone(), secrets.clone(), 2));
        let metrics = Metrics::default();
        let shared = Shared::new(state.clone(), &metrics, edge).unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().unwrap();
        let (sender, receiver) = mpsc::channel();
        let thread = std::thread::spawn(move || {
            actix_web::rt::System::new().block_on(async move {
                let server =
                    server::listen(listener, shared).expect("it listens").workers(1).disable_signals();
                let server = server.worker_max_blocking_threads(POOL as usize).shutdown_timeout(1).run();
                sender.send(server.handle()).unwrap();
                server.await.expect("it serves");
            });
        });
        let handle = receiver.recv().expect("the server starts");
        Self { address, db, secrets, state, metrics, handle, thread: Some(thread), database }
    }

    /// A township's clerk.
    pub fn clerk(&self, region: &str) -> Token {
        self.token(Role::Clerk, region, TimeDelta::days(1))
    }

    /// Whoever reads everything and the trail.
    pub fn auditor(&self, region: &str) -> Token {
        self.token(Role::Auditor, region, TimeDelta::days(1))
    }

    /// A county's officer.
    pub fn officer(&self, region: &str) -> Token {
        self.token(Role::Officer, region, TimeDelta::days(1))
    }

    /// An administrator.
    pub fn admin(&self, region: &str) -> Token {
        self.token(Role::Admin, region, TimeDelta::days(1))
    }

    /// Any token; a negative duration makes one that has expired.
    pub fn token(&self, role: Role, region: &str, valid_for: TimeDelta) -> Token {
        let region = Code::parse(region).expect("a region code");
        let name = format!("{} {region}", role.as_str());
        let terms = Terms { name: &name, networks: &[], valid_for };
        let (text, stored) = self.offline(Role::Admin, "CN", |writing| {
            issue::for_new_account(writing, role, &region, &terms).expect("a token")
        });
        Token { id: stored.id, text: Some(text) }
    }

    /// Loads the demo county; what is printed of it.
    pub fn load_demo(&self) -> String {
        fazhi::demo::load(&self.db, &self.secrets.keys).expect("it loads")
    }

    /// Changes something past the service, by the same rules.
    pub fn offline<T>(&self, role: Role, region: &str, work: impl Fn(&mut Writing<'_>) -> T) -> T {
        let region = Code::parse(region).expect("a region code");
        let facts = RequestContext::offline("test");
        let needs = if role == Role::Admin { Permission::ManageAccess } else { Permission::WriteRecords };
        let write = |conn: &mut PgConnection| {
            let actor = Actor::offline(conn, ("-", "test"), role, &region)?;
            let mut writing = Writing::begin(conn, actor, (&facts, needs), &self.secrets.keys)?;
            writing.reason = Some(REASON.to_owned());
            Ok(work(&mut writing))
        };
        self.db.write_now(write).expect("a change")
    }

    /// Takes a token's rights away.
    pub fn revoke(&self, token: &Token) {
        let now = fazhi::clock::now();
        self.db.write_now(|conn| Ok(store::revoke(conn, &token.id, now)?)).expect("revoked");
    }

    /// A number out of the database, for what no operation tells.
    pub fn number(&self, sql: &str) -> i64 {
        #[derive(QueryableByName)]
        struct Row {
            #[diesel(sql_type = BigInt)]
            number: i64,
        }
        let sql = format!("SELECT ({sql})::bigint AS number");
        self.db
            .read_now(|conn| Ok(diesel::sql_query(&sql).get_result::<Row>(conn)?.number))
            .expect("a number")
    }

    /// Where its database is.
    pub fn url(&self) -> &str {
        &self.database.as_ref().expect("a database of its own").url
    }

    /// All that its database holds, as SQL.
    pub fn dump(&self) -> String {
        self.database.as_ref().expect("a database of its own").dump(&[])
    }

    /// A connection past the service.
    pub fn connect(&self) -> PgConnection {
        postgres::connect(self.url())
    }

    /// A request with any method.
    pub fn request(&self, method: &str, token: &Token, path: &str) -> Request<'_> {
        Request::new(self, method, token, path)
    }

    pub fn get(&self, token: &Token, path: &str) -> Request<'_> {
        self.request("GET", token, path)
    }

    pub fn post(&self, token: &Token, path: &str, body: &serde_json::Value) -> Request<'_> {
        self.request("POST", token, path).json(body).reason(REASON)
    }

    /// Makes a voided record count again.
    pub fn restore(&self, token: &Token, path: &str) -> Request<'_> {
        self.request("POST", token, &format!("{path}:restore")).reason(REASON)
    }

    /// A partner confirms or declines (`decision`) that it held an activity jointly, in its current state.
    pub fn decide(&self, token: &Token, id: &str, township: &str, decision: &str) -> Request<'_> {
        let path = format!("/api/v1/activities/{id}/partners");
        let partners = self.get(token, &path).send().expect(200);
        let items = partners.body["items"].as_array().expect("partners");
        let partner = items.iter().find(|item| item["township_code"] == township).expect("the partner");
        let request = self.request("POST", token, &format!("{path}/{township}:{decision}"));
        request.if_match(partner["etag"].as_str().expect("its tag")).reason(REASON)
    }

    pub fn put(&self, token: &Token, path: &str, body: &serde_json::Value) -> Request<'_> {
        self.request("PUT", token, path).json(body).reason(REASON)
    }

    pub fn patch(&self, token: &Token, path: &str, body: &serde_json::Value) -> Request<'_> {
        self.request("PATCH", token, path)
            .reason(REASON)
            .body("application/merge-patch+json", body.to_string())
    }

    pub fn delete(&self, token: &Token, path: &str) -> Request<'_> {
        self.request("DELETE", token, path).reason(REASON)
    }
}

impl Drop for App {
    fn drop(&mut self) {
        // The command is sent at once; what is returned only waits, and joining waits as well.
        drop(self.handle.stop(false));
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}
