//! What is stored of parties tells nobody who they are, and comes back from a backup for whoever has the secret.

use std::time::Duration;

use diesel::RunQueryDsl;
use fazhi::session::trail::verify::{Marks, verify};
use serde_json::json;
use tempfile::TempDir;

use super::{NUMBER, case, read, two};
use crate::support::app::open;
use crate::support::postgres::Database;
use crate::support::program::{fazhi, succeeds};
use crate::support::{App, GUDUI, spawn_app};

#[test]
fn nothing_stored_tells_who_they_are() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    let parties = case(&app);
    app.put(&clerk, &parties, &two()).if_match("\"0\"").send().expect(200);
    let dump = app.dump();
    assert!(dump.contains("草场边界纠纷"), "the dump holds what is stored in clear");
    for text in ["张三丰", "次仁", NUMBER, "13800005678", "古堆乡一组", "不识字"] {
        let hexadecimal = fazhi::digest::hexadecimal(text.as_bytes());
        assert!(!dump.contains(text) && !dump.contains(&hexadecimal), "{text}");
    }
    let entries = app.get(&clerk, "/api/v1/changes?resource=parties").send().expect(200);
    let after = &entries.body["items"][0]["after"];
    assert_eq!((&after["parties"], &after["version"]), (&json!(2), &json!(1)));
    let key = &app.secrets.keys.trail;
    let verified = app.db.read_now(|conn| Ok(verify(conn, key, &Marks::new())?)).unwrap();
    assert_eq!(verified.faults.len(), 0);
}

#[test]
fn a_ciphertext_that_was_moved_or_altered_is_not_read() {
    for tampered in [
        "UPDATE case_parties SET telephone = identity_number WHERE position = 0",
        "UPDATE case_parties SET name = (SELECT name FROM case_parties WHERE position = 1) WHERE position = 0",
        "UPDATE case_parties SET name = set_byte(name, 30, (get_byte(name, 30) + 1) % 256) WHERE position = 1",
    ] {
        let app = spawn_app();
        let clerk = app.clerk(GUDUI);
        let parties = case(&app);
        app.put(&clerk, &parties, &two()).if_match("\"0\"").send().expect(200);
        diesel::sql_query(tampered).execute(&mut app.connect()).unwrap();
        app.get(&clerk, &parties).send().expect_problem(500, "internal");
    }
}

#[test]
fn a_restored_ledger_reads_them_with_the_same_secret() {
    let (app, shelf) = (spawn_app(), TempDir::new().unwrap());
    let clerk = app.clerk(GUDUI);
    let parties = case(&app);
    app.put(&clerk, &parties, &two()).if_match("\"0\"").send().expect(200);
    let file = shelf.path().join("backup");
    succeeds(fazhi(app.url(), &["backup", file.to_str().unwrap()]));
    let database = Database::empty();
    let mut restoring = fazhi(&database.url, &["restore", "--verify", file.to_str().unwrap()]);
    restoring.env("FAZHI_SECRET", succeeds(fazhi(app.url(), &["secret"])).trim());
    succeeds(restoring);
    let copy = App::serve(open(&database.url, Duration::from_secs(20)), Some(database));
    let (was, is) = (read(&app, &clerk, &parties), read(&copy, &clerk, &parties));
    assert_eq!((&was.body, was.etag()), (&is.body, is.etag()));
    assert_eq!(is.body["items"][0], two()["items"][0]);
}
