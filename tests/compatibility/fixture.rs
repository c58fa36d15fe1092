//! What an earlier release left: see `schema-10/README.md`.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};

use diesel::connection::SimpleConnection;
use diesel::sql_types::Text;
use diesel::{Connection, PgConnection, QueryResult, QueryableByName, RunQueryDsl};
use fazhi::regions::directory;
use flate2::read::GzDecoder;
use serde::Deserialize;
use serde_json::Value;

use crate::postgres::{Database, connect};

/// A ledger as it was made, and what its release answered.
pub struct Fixture {
    folder: PathBuf,
    pub answers: Answers,
}

/// `answers.json`.
#[derive(Deserialize)]
pub struct Answers {
    /// `FAZHI_SECRET`.
    pub secret: String,
    /// Every token, by the name of its account.
    pub tokens: BTreeMap<String, String>,
    pub requests: Vec<Request>,
}

#[derive(Deserialize)]
pub struct Request {
    /// Whose token it was made with.
    pub token: String,
    /// Below `/api/v1`.
    pub path: String,
    pub answer: Value,
}

impl Fixture {
    pub fn of(schema: &str) -> Self {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/compatibility").join(schema);
        let answers = serde_json::from_slice(&fs::read(folder.join("answers.json")).unwrap()).unwrap();
        Self { folder, answers }
    }

    pub fn backup(&self) -> PathBuf {
        self.folder.join("backup")
    }

    /// The ledger in a database of its own, as the release left it.
    pub fn ledger(&self) -> Database {
        let mut sql = String::new();
        GzDecoder::new(File::open(self.folder.join("ledger.sql.gz")).unwrap())
            .read_to_string(&mut sql)
            .unwrap();
        let (tables, rows) = sql.split_once("-- The directory of regions goes in here.\n").unwrap();
        let database = Database::empty();
        let regions = regions();
        // In one transaction, since a later release takes one of the roles out of the server.
        let loaded: QueryResult<()> = connect(&database.url).transaction(|conn| {
            conn.batch_execute(ROLES)?;
            conn.batch_execute(tables)?;
            let insert = "INSERT INTO public.regions (code, name, level, parent_code)
                SELECT * FROM json_to_recordset($1::json) AS r (code text, name text, level text, parent_code text)";
            diesel::sql_query(insert).bind::<Text, _>(regions).execute(conn)?;
            conn.batch_execute(rows)
        });
        loaded.unwrap();
        database
    }
}

/// The policies of the ledger name roles, which are the server's.
const ROLES: &str = "
    DO $$ DECLARE name text; BEGIN
        FOREACH name IN ARRAY ARRAY['fazhi_app', 'fazhi_scoped'] LOOP
            BEGIN
                EXECUTE format('CREATE ROLE %I NOLOGIN', name);
            EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
            END;
        END LOOP;
    END $$";

/// The directory of regions as JSON, as it was before counties had own units. It is compiled in, and not kept with the ledger.
fn regions() -> String {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Text)]
        rows: String,
    }
    let database = Database::ready(|conn: &mut PgConnection| {
        fazhi::upgrade::migrate(conn, None).unwrap();
        directory::load(conn).unwrap();
    });
    let all = "SELECT json_agg(r ORDER BY length(code), code)::text AS rows
        FROM (SELECT code, name, level, parent_code FROM regions WHERE level <> 'own_unit'
            UNION ALL SELECT '350527000', '金门县', 'township', '350527') r";
    diesel::sql_query(all).get_result::<Row>(&mut connect(&database.url)).unwrap().rows
}
