//! Whoever learnt the secret of a ledger: once it is rotated, what he knows is of no use. Nobody else loses anything.

use std::process::Command;
use std::thread::sleep;
use std::time::{Duration, Instant};

use diesel::Connection;
use diesel::connection::SimpleConnection;
use fazhi::auth::{Role, tokens};
use fazhi::keys::Keys;
use fazhi::session::audit::Event;
use fazhi::session::trail::verify::{Marks, verify};
use fazhi::session::trail::{Action, rekey};
use serde_json::json;

use crate::support::app::open;
use crate::support::program::{fazhi, refuses, succeeds};
use crate::support::{App, GUDUI, Token, ZHEGU, bodies, spawn_app};
use crate::tampering::ledger;

const FIRST: &str = "0f9c3b7e51d84a26b0c7e9d2a4f6138b";
const SECOND: &str = "c0ffee04c1ffae15d0cfee26cbffee37";
const TEXT: &str = "Zhang-Sanfeng";

/// `fazhi secret rotate` with these secrets.
fn rotate(app: &App, new: Option<&str>, old: Option<&str>) -> Command {
    let mut command = fazhi(app.url(), &["secret", "rotate"]);
    command.envs(new.map(|secret| ("FAZHI_SECRET", secret)));
    command.envs(old.map(|secret| ("FAZHI_SECRET_OLD", secret)));
    command
}

/// A service that was started again.
fn started_again(app: &App) -> App {
    App::serve(open(app.url(), Duration::from_secs(20)), None)
}

/// The program, with a secret.
fn with(app: &App, secret: &str, args: &[&str]) -> Command {
    let mut command = fazhi(app.url(), args);
    command.env("FAZHI_SECRET", secret);
    command
}

/// Plants a text in a record twice, and takes it out each time.
fn redacted(app: &App) {
    let (clerk, admin) = (app.clerk(GUDUI), app.admin("540526"));
    let mut body = bodies::member();
    body["note"] = json!(TEXT);
    let id = app.post(&clerk, "/api/v1/members", &body).send().expect(201).id();
    let item = format!("/api/v1/members/{id}");
    let redact = |etag: &str| {
        let request = app.post(&admin, &format!("{item}:redact"), &json!({"text": TEXT}));
        request.reason("误登").if_match(etag).send().expect(200);
    };
    redact("\"1\"");
    let again = json!({"note": format!("又是{TEXT}")});
    app.patch(&clerk, &item, &again).if_match("\"2\"").send().expect(200);
    redact("\"3\"");
}

/// What verification finds wrong under these keys.
fn faults(app: &App, keys: &Keys) -> Vec<String> {
    let verified = app.db.read_now(|conn| Ok(verify(conn, &keys.trail, &Marks::new())?)).expect("a walk");
    let of_all = verified.of_all.iter().map(ToString::to_string);
    of_all.chain(verified.faults.iter().map(ToString::to_string)).collect()
}

/// The names that an auditor is told of a case's parties.
fn revealed(app: &App, auditor: &Token, parties: &str) -> Vec<(String, String)> {
    let purpose = json!({"purpose": "信访复查，核实情况"});
    let told = app.post(auditor, &format!("{parties}:reveal"), &purpose).send().expect(200);
    let text = |party: &serde_json::Value, field: &str| party[field].as_str().unwrap_or_default().to_owned();
    let items = told.body["items"].as_array().unwrap().iter();
    items.map(|party| (text(party, "name"), text(party, "telephone"))).collect()
}

#[test]
fn nobody_loses_anything() {
    let app = ledger();
    let (clerk, auditor) = (app.clerk(GUDUI), app.auditor("540526"));
    let case = app.post(&clerk, "/api/v1/cases", &bodies::case()).send().expect(201).id();
    let parties = format!("/api/v1/cases/{case}/parties");
    let named = json!({"items": [{"name": "张三丰", "role": "applicant", "telephone": "13800138000"},
        {"name": "次仁", "role": "respondent"}]});
    app.put(&clerk, &parties, &named).if_match("\"0\"").send().expect(200);
    redacted(&app);
    let place = app.get(&auditor, "/api/v1/changes?limit=5").send().expect(200).body["cursor"].clone();
    let rest = format!("/api/v1/changes?limit=200&after={}", place.as_str().unwrap());
    let before = app.get(&auditor, &rest).send().expect(200).body["items"].clone();
    let mut holders = vec![clerk];
    for round in 1..=2 {
        let entries = app.number("SELECT count(*) FROM trail");
        let said = succeeds(rotate(&app, None, None));
        assert!(said.contains(&format!("4 parties, {entries} entries")), "{said}");
        let later = started_again(&app);
        for token in &holders {
            later.get(token, "/api/v1/me").send().expect(200);
        }
        let after = later.get(&auditor, &rest).send().expect(200).body["items"].clone();
        let ids = |items: &serde_json::Value| {
            let all = items.as_array().unwrap().iter();
            all.map(|item| (item["record_id"].clone(), item["version"].clone())).collect::<Vec<_>>()
        };
        assert!(ids(&after).starts_with(&ids(&before)), "what follows the place of before");
        let told = revealed(&later, &auditor, &parties);
        assert_eq!(told[0], ("张三丰".to_owned(), "13800138000".to_owned()));
        assert_eq!(told[1], ("次仁".to_owned(), String::new()));
        assert_eq!(faults(&later, &later.secrets.keys), Vec::<String>::new());
        let said = succeeds(fazhi(app.url(), &["verify"]));
        assert!(said.contains("2 of the entries were redacted"), "{said}");
        assert_eq!(app.number("SELECT count(*) FROM trail WHERE action = 'secret_rotated'"), round);
        holders.push(later.clerk(GUDUI));
    }
}

/// What began under the old secret can neither tell who calls nor continue the trail.
#[test]
fn a_service_that_was_not_started_again_says_so_and_writes_nothing() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    app.post(&clerk, "/api/v1/activities", &bodies::activity()).send().expect(201);
    succeeds(rotate(&app, None, None));
    let dump = app.dump();
    app.get(&clerk, "/api/v1/me").send().expect_problem(503, "unavailable");
    app.get(&clerk, "/api/v1/activities").send().expect_problem(503, "unavailable");
    app.post(&clerk, "/api/v1/activities", &bodies::activity()).send().expect_problem(503, "unavailable");
    let until = Instant::now() + Duration::from_secs(20);
    while app.get(&Token::nobody(), "/readyz").send().status != 503 {
        assert!(Instant::now() < until, "it still says that it is ready");
        sleep(Duration::from_millis(50));
    }
    // Past the check of its token, as for one that an identity provider proves: into a chain there is, and into a new one.
    for township in [GUDUI, ZHEGU] {
        let refused = app.offline(Role::Clerk, township, |writing| {
            let entered = Event::new("activities", township, json!({}));
            writing.audit(Action::Created, None, &entered).err()
        });
        assert!(refused.is_some_and(|error| error.cause().unwrap().contains("secret rotate")), "{township}");
    }
    assert_eq!(app.dump(), dump);
    started_again(&app).get(&clerk, "/api/v1/me").send().expect(200);
}

/// He writes the database, and knows the secret of before.
#[test]
fn the_old_secret_is_of_no_use() {
    let app = ledger();
    let (clerk, old) = (app.clerk(GUDUI), app.secrets.keys.clone());
    succeeds(rotate(&app, None, None));
    let later = started_again(&app);
    let mut conn = app.connect();
    // A token made with the former key, in the row of one that there is.
    let made = tokens::NewToken::derived(&clerk.id, &old.first_token, &old.tokens);
    let forged = Token { id: clerk.id.clone(), text: Some(made.token.clone()) };
    tokens::store::set_hash(&mut conn, &clerk.id, &made.secret_hash).unwrap();
    later.get(&forged, "/api/v1/me").send().expect_problem(401, "unauthenticated");
    // The trail mended with it.
    conn.batch_execute("UPDATE trail SET reason = 'x' WHERE township_code = '540526201'").unwrap();
    conn.transaction(|conn| rekey::rekey(conn, &old.trail)).unwrap();
    assert!(faults(&app, &old).is_empty(), "it is sound to whoever has the old one");
    assert!(!faults(&later, &later.secrets.keys).is_empty());
}

#[test]
fn what_cannot_be_done_is_refused_and_nothing_is_changed() {
    let app = spawn_app();
    app.clerk(GUDUI);
    let dump = app.dump();
    let held = succeeds(fazhi(app.url(), &["secret"]));
    for (new, old, says) in [
        (Some("short"), None, "could be guessed"),
        (Some(FIRST), Some(SECOND), "FAZHI_SECRET is not the secret"),
        (Some(held.trim()), None, "FAZHI_SECRET_OLD to the one in use"),
        (None, Some(held.trim()), "FAZHI_SECRET_OLD to the one in use"),
    ] {
        let said = refuses(rotate(&app, new, old));
        assert!(said.contains(says), "{said}");
    }
    let mut conn = app.connect();
    let fail =
        "CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'on purpose'; END $$;
        CREATE TRIGGER fails BEFORE INSERT ON secrets FOR EACH ROW EXECUTE FUNCTION fail()";
    conn.batch_execute(fail).unwrap();
    refuses(rotate(&app, Some(FIRST), None));
    conn.batch_execute("DROP TRIGGER fails ON secrets; DROP FUNCTION fail()").unwrap();
    assert_eq!(app.dump(), dump);
    conn.batch_execute("UPDATE trail SET reason = 'x' WHERE position = 1").unwrap();
    let said = refuses(rotate(&app, Some(FIRST), None));
    assert!(
        said.contains("The trail is not sound, and nothing was changed") && said.contains("altered"),
        "{said}"
    );
    assert_eq!(app.number("SELECT count(*) FROM trail WHERE action = 'secret_rotated'"), 0);
}

#[test]
fn both_secrets_may_be_set_until_it_is_done() {
    let app = spawn_app();
    app.clerk(GUDUI);
    succeeds(rotate(&app, Some(FIRST), None));
    assert!(refuses(fazhi(app.url(), &["secret"])).contains("the database holds no secret"));
    let said = refuses(rotate(&app, Some(FIRST), None));
    assert!(said.contains("FAZHI_SECRET_OLD to the one in use"), "{said}");
    for (secret, says) in [(FIRST, "the one in use before"), (SECOND, "the one in use afterwards")] {
        let mut both = with(&app, SECOND, &["verify"]);
        both.env("FAZHI_SECRET_OLD", FIRST);
        assert!(succeeds(both).contains("verified: "), "{says}");
        assert!(succeeds(with(&app, secret, &["verify"])).contains("verified: "), "{says}");
        succeeds(rotate(&app, Some(SECOND), Some(FIRST)));
    }
    let said = succeeds(rotate(&app, Some(SECOND), Some(FIRST)));
    assert!(said.contains("there is nothing to do"), "{said}");
    assert_eq!(app.number("SELECT count(*) FROM trail WHERE action = 'secret_rotated'"), 2);
    assert!(refuses(with(&app, FIRST, &["verify"])).contains("FAZHI_SECRET is not the secret"));
}
