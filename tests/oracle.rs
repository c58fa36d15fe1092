//! The figures counted a second time: random ledgers, recounted by SQL that was written from the words of the definitions
//! (`oracle/*.sql`), compared with what the service answers. `FAZHI_ORACLE_LEDGERS` says how many ledgers, `FAZHI_ORACLE_SEED` from
//! which on.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test that panics says where, and that is what it is for"
)]

#[path = "oracle/answers.rs"]
mod answers;
#[path = "oracle/checks.rs"]
mod checks;
#[path = "oracle/ledger.rs"]
mod ledger;
#[path = "oracle/question.rs"]
mod question;
#[path = "operation/support/random.rs"]
#[allow(dead_code, reason = "the tests of faults use more of it")]
mod random;
#[path = "oracle/recount.rs"]
mod recount;
#[path = "api/support/mod.rs"]
#[allow(dead_code, unused_imports, reason = "other tests use more of it")]
mod support;

use diesel::PgConnection;
use fazhi::clock;

use answers::Reader;
use question::Question;
use random::Random;
use support::App;

/// The first seed and the number of ledgers, where the environment does not say them.
const SEED: u64 = 20_260_101;
const LEDGERS: u64 = 500;
/// The questions that are asked of each ledger.
const QUESTIONS: usize = 1;
/// Threads, each with a service and a database of its own.
const THREADS: u64 = 2;

fn setting(name: &str, default: u64) -> u64 {
    std::env::var(name).map_or(default, |text| text.parse().expect("a number"))
}

#[test]
fn a_recount_from_the_words_gives_the_same_figures() {
    let (seed, ledgers) = (setting("FAZHI_ORACLE_SEED", SEED), setting("FAZHI_ORACLE_LEDGERS", LEDGERS));
    println!("FAZHI_ORACLE_SEED={seed} FAZHI_ORACLE_LEDGERS={ledgers}, today is {}", clock::today());
    let compared: usize = std::thread::scope(|scope| {
        let work = |thread| {
            move || compare_all((seed + thread..seed + ledgers).step_by(usize::try_from(THREADS).unwrap()))
        };
        let threads: Vec<_> = (0..THREADS).map(|thread| scope.spawn(work(thread))).collect();
        threads.into_iter().map(|thread| thread.join().expect("every ledger agrees")).sum()
    });
    println!("{compared} figures compared");
    assert!(compared > 500 * usize::try_from(ledgers).unwrap(), "only {compared} figures were compared");
}

/// Compares the ledgers of these seeds; how many figures that were.
fn compare_all(seeds: impl Iterator<Item = u64>) -> usize {
    let app = support::spawn_app();
    let mut conn = app.connect();
    recount::prepare(&mut conn);
    let reader = Reader::new(&app);
    seeds.map(|seed| compare(&app, &mut conn, &reader, seed)).sum()
}

fn compare(app: &App, conn: &mut PgConnection, reader: &Reader, seed: u64) -> usize {
    let mut random = Random::of(seed);
    ledger::make(app, conn, &mut random);
    let questions = (0..QUESTIONS).map(|_| Question::random(&mut random));
    let outcomes = questions.map(|question| answers::compare(reader, conn, &question));
    let (compared, differences): (Vec<usize>, Vec<Vec<String>>) = outcomes.unzip();
    let differences = differences.concat();
    assert!(
        differences.is_empty(),
        "FAZHI_ORACLE_SEED={seed} FAZHI_ORACLE_LEDGERS=1\n{}\n{} figures differ:\n{}",
        ledger::as_sql(conn),
        differences.len(),
        differences[..differences.len().min(20)].join("\n")
    );
    compared.into_iter().sum()
}
