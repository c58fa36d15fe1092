//! Random ledgers and reorganisations.

use chrono::{Datelike, NaiveDate};
use diesel::PgConnection;
use diesel::connection::SimpleConnection;
use fazhi::clock;
use fazhi::regions::Code;
use fazhi::regions::reorganise::{self, Succession};

use crate::random::Random;
use crate::recount;
use crate::support::App;

/// The units that records are entered under: townships and own units of three counties in two prefectures.
const UNITS: [&str; 12] = [
    "540526000",
    "540526100",
    "540526101",
    "540526200",
    "540526201",
    "540502000",
    "540502001",
    "540502101",
    "540221000",
    "540221100",
    "540221200",
    "540221201",
];
/// Codes that no directory has: a township becomes one of them.
const LATER: [&str; 3] = ["540526102", "540502199", "540221250"];

/// Makes a ledger of these numbers in place of the one before.
pub fn make(app: &App, conn: &mut PgConnection, random: &mut Random) {
    let towns = UNITS
        .map(|code| format!("('{code}', false)"))
        .into_iter()
        .chain(LATER.map(|code| format!("('{code}', true)")));
    let towns = towns.collect::<Vec<_>>().join(", ");
    let start = format!(
        "SELECT setseed({}); CALL oracle.clear(); DELETE FROM oracle.town; INSERT INTO oracle.town VALUES {towns}",
        f64::from(u32::try_from(random.below(1 << 31)).unwrap()) / f64::from(1_u32 << 31)
    );
    conn.batch_execute(&start).expect("an empty ledger");
    // What was reorganised may have been entered late, when records were there that the old code should not have any more.
    let late = random.below(2) * 30;
    enter(conn, late);
    reorganise(app, random);
    enter(conn, 10 + random.below(50));
    conn.batch_execute(&format!("CALL oracle.count_changes('{}')", clock::today())).expect("counted");
}

fn enter(conn: &mut PgConnection, records: usize) {
    conn.batch_execute(&format!("CALL oracle.enter({records}, '{}')", clock::today())).expect("records");
}

/// A renaming, a move to another county, mergers, and what became of them later: each at times.
fn reorganise(app: &App, random: &mut Random) {
    let year = clock::today().year();
    let days =
        [(year - 2, 1, 1), (year - 2, 7, 1), (year - 1, 1, 1), (year - 1, 10, 1), (year, 1, 1), (year, 3, 2)];
    let mut begins = 0;
    for (from, to) in [
        ("540526201", "540526102"),
        ("540526101", "540502199"),
        ("540221201", "540221250"),
        ("540526200", "540526100"),
        ("540526102", "540526100"),
        ("540502199", "540502101"),
    ] {
        if random.below(3) == 0 {
            // Later ones of a chain on later days; one that the tree does not allow is left out.
            begins = (begins + random.below(2)).min(days.len() - 1);
            succeed(app, from, to, days[begins]);
        }
    }
}

fn succeed(app: &App, from: &str, to: &str, (year, month, day): (i32, u32, u32)) {
    let code = |text| Code::parse(text).expect("a code");
    let on = NaiveDate::from_ymd_opt(year, month, day).expect("a day");
    let change = Succession { from: code(from), to: code(to), on, name: Some("新设".to_owned()) };
    let named = app.db.write_now(|conn| reorganise::succeed(conn, &change));
    if named.is_err() {
        let change = Succession { name: None, ..change };
        drop(app.db.write_now(|conn| reorganise::succeed(conn, &change)));
    }
}

/// The ledger as statements that make it again.
pub fn as_sql(conn: &mut PgConnection) -> String {
    let tables = [
        "regions",
        "members",
        "plans",
        "plan_tasks",
        "activities",
        "activity_partners",
        "cases",
        "declarations",
        "duties",
        "shortcomings",
        "observations",
        "documents",
        "decisions",
        "legality_reviews",
    ];
    let statements = tables.map(|table| {
        let wanted =
            if table == "regions" { "valid_from IS NOT NULL OR valid_to IS NOT NULL" } else { "true" };
        let rows = recount::text(
            conn,
            &format!(
                "SELECT coalesce(string_agg(row_to_json(t)::text, E',\\n'), '') FROM {table} t WHERE {wanted}"
            ),
        );
        format!(
            "INSERT INTO {table} SELECT * FROM json_populate_recordset(NULL::{table}, '[{}]');",
            rows.replace('\'', "''")
        )
    });
    statements.join("\n")
}
