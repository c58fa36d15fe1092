//! A POST sent again makes nothing new.

use std::thread;

use serde_json::{Value, json};

use crate::parties;
use crate::resources::{RESOURCES, json as parsed};
use crate::support::{Answer, App, GUDUI, Token, bodies, spawn_app};

const LIST: &str = "/api/v1/activities";

fn post(app: &App, token: &Token, body: &Value, key: &str) -> Answer {
    app.post(token, LIST, body).idempotency_key(key).send()
}

fn count(app: &App) -> i64 {
    app.number("SELECT count(*) FROM activities")
}

#[test]
fn a_repeated_post_gets_the_same_answer() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    for resource in RESOURCES.iter() {
        let send =
            || app.post(&clerk, &resource.list(), &resource.good()).idempotency_key(resource.path).send();
        let (first, again) = (send().expect(201), send().expect(201));
        assert_eq!(
            (first.header("idempotent-replayed"), again.header("idempotent-replayed")),
            (None, Some("true"))
        );
        assert_eq!((&first.body, first.etag()), (&again.body, again.etag()));
        assert_eq!(first.header("location"), again.header("location"));
        let total = app.get(&clerk, &format!("{}?count=exact", resource.list())).send();
        assert_eq!(total.body["page"]["total"], json!(1));
    }
}

#[test]
fn twenty_at_once_make_one_record() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    let body = bodies::activity();
    let answers: Vec<Answer> = thread::scope(|scope| {
        let threads: Vec<_> = (0..20).map(|_| scope.spawn(|| post(&app, &clerk, &body, "once"))).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    let is_first = |answer: &&Answer| answer.status == 201 && answer.header("idempotent-replayed").is_none();
    let first: Vec<&Answer> = answers.iter().filter(is_first).collect();
    assert_eq!((first.len(), count(&app)), (1, 1));
    for answer in &answers {
        match answer.status {
            201 => assert_eq!(answer.body, first[0].body),
            _ => drop(answer.clone().expect_problem(409, "idempotency_key_in_flight")),
        }
    }
    assert_eq!(post(&app, &clerk, &body, "once").expect(201).body, first[0].body);
    assert_eq!(app.number("SELECT count(*) FROM trail WHERE resource = 'activities'"), 1);
}

#[test]
fn a_key_belongs_to_one_request_of_one_token() {
    let app = spawn_app();
    let (clerk, other) = (app.clerk(GUDUI), app.clerk(GUDUI));
    let body = bodies::activity();
    let first = post(&app, &clerk, &body, "k").expect(201);
    let changed = bodies::with(body.clone(), &json!({"title": "别的"}));
    post(&app, &clerk, &changed, "k").expect_problem(422, "idempotency_key_reused");
    // The same bytes to another address are another request.
    let item = format!("{LIST}/{}", first.id());
    let restore = app.restore(&clerk, &item).if_match("\"1\"");
    restore.idempotency_key("k").send().expect_problem(422, "idempotency_key_reused");
    let theirs = post(&app, &other, &body, "k").expect(201);
    assert_ne!(theirs.id(), first.id());
    assert_eq!(count(&app), 2);
}

#[test]
fn a_refused_request_is_not_kept() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    let wrong = bodies::with(bodies::activity(), &json!({"year": 2023}));
    post(&app, &clerk, &wrong, "k").expect_problem(422, "invalid_body");
    post(&app, &clerk, &wrong, "k").expect_problem(422, "invalid_body");
    let right = post(&app, &clerk, &bodies::activity(), "k").expect(201);
    assert_eq!(right.header("idempotent-replayed"), None);
    assert_eq!(app.number("SELECT count(*) FROM idempotency_keys"), 1);
}

#[test]
fn a_restore_can_be_repeated() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    for resource in RESOURCES.iter() {
        let item = resource.item(&resource.create(&app, &clerk).id());
        app.delete(&clerk, &item).if_match("\"1\"").send().expect(200);
        let restore = |etag: &str, key: &str| {
            let request = app.restore(&clerk, &item).if_match(etag);
            request.idempotency_key(&format!("{key} {item}")).send()
        };
        let (first, again) = (restore("\"2\"", "once"), restore("\"2\"", "once"));
        assert_eq!((first.status, &first.body), (200, &again.clone().expect(200).body));
        assert_eq!(
            (first.etag(), again.etag(), again.header("idempotent-replayed")),
            ("\"3\"".to_owned(), "\"3\"".to_owned(), Some("true"))
        );
        app.delete(&clerk, &item).if_match("\"3\"").send().expect(200);
        restore("\"4\"", "twice").expect(200);
        app.delete(&clerk, &item).if_match("\"5\"").send().expect(200);
    }
}

/// Each change as a client sends it again that has heard no answer.
#[test]
fn a_repeated_change_gets_the_same_answer() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    for resource in RESOURCES.iter() {
        let created = resource.create(&app, &clerk);
        let item = resource.item(&created.id());
        let mut changed = bodies::with(created.body.clone(), &parsed(resource.change));
        for kept in ["version", "updated_at", "due_on"] {
            changed.as_object_mut().unwrap().remove(kept);
        }
        let note = json!({"note": "核对后更正"});
        let requests = || {
            [
                ("replaced", app.put(&clerk, &item, &changed).if_match("\"1\"")),
                ("the same", app.put(&clerk, &item, &changed).if_match("\"2\"")),
                ("patched", app.patch(&clerk, &item, &note).if_match("\"2\"")),
                ("voided", app.delete(&clerk, &item).if_match("\"3\"")),
            ]
        };
        for ((what, request), (_, again)) in requests().into_iter().zip(requests()) {
            let key = format!("{what} {item}");
            let first = request.idempotency_key(&key).send().expect(200);
            let again = again.idempotency_key(&key).send().expect(200);
            assert_eq!(again.header("idempotent-replayed"), Some("true"), "{what} {}", resource.path);
            assert_eq!((&first.body, first.etag()), (&again.body, again.etag()), "{what} {}", resource.path);
        }
        let entries = app.get(&clerk, &format!("{item}/history")).send().expect(200);
        assert_eq!(entries.body["items"].as_array().unwrap().len(), 4, "{}", resource.path);
    }
}

/// What was voided, restored and is to be voided again is voided: the version tells one request from another.
#[test]
fn a_key_belongs_to_one_version() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    let item = format!("{LIST}/{}", post(&app, &clerk, &bodies::activity(), "k").expect(201).id());
    let void = |etag: &str| app.delete(&clerk, &item).if_match(etag).idempotency_key("void").send();
    void("\"1\"").expect(200);
    app.restore(&clerk, &item).if_match("\"2\"").send().expect(200);
    void("\"3\"").expect_problem(422, "idempotency_key_reused");
    // What was refused kept nothing.
    let patch = |etag: &str| {
        let patch = app.patch(&clerk, &item, &json!({"note": "更正"})).if_match(etag);
        patch.idempotency_key("patch").send()
    };
    patch("\"1\"").expect_problem(412, "precondition_failed");
    assert_eq!(patch("\"3\"").expect(200).header("idempotent-replayed"), None);
}

/// Accounts, tokens and what counties decide are changed under a key, too; who the parties of a case are is not kept.
#[test]
fn whatever_is_changed_can_be_repeated() {
    let app = spawn_app();
    let (admin, clerk) = (app.admin("CN"), app.clerk(GUDUI));
    parties::switch(&app, true);
    let account = json!({"name": "古堆乡司法所", "roles": [{"role": "clerk", "region": GUDUI}]});
    let made = app.post(&admin, "/api/v1/accounts", &account).send().expect(201);
    let path = format!("/api/v1/accounts/{}", made.id());
    let disabled = bodies::with(account, &json!({"disabled": true}));
    let disable =
        || app.put(&admin, &path, &disabled).if_match("\"1\"").idempotency_key("a").send().expect(200);
    assert_eq!((disable().body, disable().header("idempotent-replayed")), (disable().body, Some("true")));
    let token = app.clerk(GUDUI).id;
    let revoke =
        || app.delete(&admin, &format!("/api/v1/tokens/{token}")).idempotency_key("t").send().expect(200);
    assert_eq!((revoke().body, revoke().header("idempotent-replayed")), (revoke().body, Some("true")));
    let case = app.post(&clerk, "/api/v1/cases", &bodies::case()).send().expect(201).id();
    let list = json!({"items": [{"name": "格桑", "role": "applicant"}]});
    let put = || {
        let request = app.put(&clerk, &format!("/api/v1/cases/{case}/parties"), &list).if_match("*");
        request.idempotency_key("p").send().expect(200)
    };
    assert_eq!(put().body["items"][0]["name"], json!("格桑"));
    let again = put();
    assert_eq!((again.header("idempotent-replayed"), &again.body["items"]), (Some("true"), &json!([])));
    assert!(!app.dump().contains("格桑"));
}

#[test]
fn keys_are_quoted_or_bare_and_not_too_long() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    let body = bodies::activity();
    let bare = post(&app, &clerk, &body, "8e03978e-40d5-43dd-bc93-6894a57f9324").expect(201);
    let quoted = post(&app, &clerk, &body, "\"8e03978e-40d5-43dd-bc93-6894a57f9324\"").expect(201);
    assert_eq!((bare.id(), quoted.header("idempotent-replayed")), (quoted.id(), Some("true")));
    post(&app, &clerk, &body, &"k".repeat(128)).expect(201);
    post(&app, &clerk, &body, &format!("\"{}\"", "q".repeat(128))).expect(201);
    for odd in [&"k".repeat(129), "", "\"\"", "\"", "\"half", "字", "\u{e9}"] {
        let refused = post(&app, &clerk, &body, odd).expect_problem(400, "invalid_header");
        assert!(refused.violates("Idempotency-Key"), "{odd}");
    }
    assert_eq!(count(&app), 3);
}

/// After a day the key is forgotten and may be used anew.
#[test]
fn an_old_key_is_free_again() {
    use diesel::connection::SimpleConnection;
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    post(&app, &clerk, &bodies::activity(), "k").expect(201);
    let age = "UPDATE idempotency_keys SET created_at = created_at - interval '25 hours'";
    app.connect().batch_execute(age).unwrap();
    assert_eq!(post(&app, &clerk, &bodies::activity(), "k").expect(201).header("idempotent-replayed"), None);
    assert_eq!(count(&app), 2);
}
