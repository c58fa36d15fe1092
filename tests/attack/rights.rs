//! Administrators who want more than to administer: rights of their own, and others' names.

use diesel::connection::SimpleConnection;
use serde_json::{Value, json};

use crate::support::program::{fazhi, refuses, succeeds};
use crate::support::{Answer, App, GUDUI, Token, ZHEGU, bodies, spawn_app};

const ACCOUNTS: &str = "/api/v1/accounts";
const TOKENS: &str = "/api/v1/tokens";
const MEMBERS: &str = "/api/v1/members";

pub fn account(name: &str, roles: &[(&str, &str)]) -> Value {
    let role = |(role, region): &(&str, &str)| json!({"role": role, "region": region});
    json!({"name": name, "roles": roles.iter().map(role).collect::<Vec<_>>()})
}

/// The token that an answer grants.
pub fn granted(issued: &Answer) -> Token {
    let text = issued.body["token"].as_str().expect("the token, this once");
    Token { id: issued.id(), text: Some(text.to_owned()) }
}

/// Somebody whom an administrator makes an account for: its id and a token.
pub fn person(app: &App, admin: &Token, name: &str, roles: &[(&str, &str)]) -> (String, Token) {
    let id = app.post(admin, ACCOUNTS, &account(name, roles)).send().expect(201).id();
    let issued = app.post(admin, TOKENS, &json!({"name": name, "account_id": id})).send().expect(201);
    (id, granted(&issued))
}

fn own_account(app: &App, token: &Token) -> String {
    app.get(token, "/api/v1/me").send().expect(200).body["account"].as_str().unwrap().to_owned()
}

fn rotate(app: &App, token: &Token, which: &str, body: &Value) -> Answer {
    app.post(token, &format!("{TOKENS}/{which}:rotate"), body).send()
}

fn days(answer: &Answer) -> i64 {
    let time =
        |field: &str| answer.body[field].as_str().unwrap().parse::<chrono::DateTime<chrono::Utc>>().unwrap();
    (time("expires_at") - time("created_at")).num_days()
}

#[test]
fn nobody_changes_his_own_account() {
    let app = spawn_app();
    for admin in [app.admin("540526"), app.admin("CN")] {
        let own = own_account(&app, &admin);
        let item = format!("{ACCOUNTS}/{own}");
        let before = app.get(&admin, &item).send().expect(200);
        let mut disabled = account("x", &[("admin", "540526")]);
        disabled["disabled"] = json!(true);
        for body in [
            account("措美县司法局", &[("admin", "540526")]),
            account("x", &[("admin", GUDUI)]),
            account("x", &[("admin", "540526"), ("viewer", "540526")]),
            account("x", &[("clerk", GUDUI)]),
            disabled,
        ] {
            let put = || app.put(&admin, &item, &body).if_match(&before.etag());
            let refused = put().send().expect_problem(403, "forbidden");
            assert!(refused.body["detail"].as_str().unwrap().contains("自己"), "{}", refused.body);
            let refused = put().language("en").send().expect_problem(403, "forbidden");
            assert!(refused.body["detail"].as_str().unwrap().contains("your own"), "{}", refused.body);
        }
        let more = json!({"name": "再一个", "account_id": own, "networks": [], "expires_in_days": 3650});
        app.post(&admin, TOKENS, &more).send().expect_problem(403, "forbidden");
        assert_eq!(app.get(&admin, &item).send().expect(200).body, before.body);
    }
    // Another administrator does it.
    let (admin, other) = (app.admin("540526"), app.admin("CN"));
    let item = format!("{ACCOUNTS}/{}", own_account(&app, &admin));
    app.put(&other, &item, &account("县管理员", &[("admin", GUDUI)])).if_match("*").send().expect(200);
}

/// The token of an administrator that somebody else got hold of: it is replaced as it was, once, and gives no other one.
#[test]
fn a_token_in_wrong_hands_gives_nothing_beyond_it() {
    let app = spawn_app();
    let root = app.admin("CN");
    let (id, _) = person(&app, &root, "县管理员", &[("admin", "540526")]);
    let of = |networks: Value, days: i32| {
        let body =
            json!({"name": "办公电脑", "account_id": id, "networks": networks, "expires_in_days": days});
        granted(&app.post(&root, TOKENS, &body).send().expect(201))
    };
    let (stolen, unbound) = (of(json!(["127.0.0.0/8"]), 30), of(json!([]), 365));
    rotate(&app, &stolen, &unbound.id, &json!({})).expect_problem(403, "forbidden");
    let next = rotate(&app, &stolen, &stolen.id, &json!({"expires_in_days": 3650})).expect(201);
    assert_eq!((days(&next), &next.body["networks"]), (30, &json!(["127.0.0.0/8"])), "as it was");
    rotate(&app, &stolen, &stolen.id, &json!({})).expect_problem(409, "conflict");
    rotate(&app, &stolen, &next.id(), &json!({})).expect_problem(403, "forbidden");
    assert_eq!(days(&rotate(&app, &root, &stolen.id, &json!({})).expect(201)), 365, "others may");
    // What takes rights away is not refused: whoever lost a token revokes it with another.
    app.delete(&unbound, &format!("{TOKENS}/{}", stolen.id)).send().expect(200);
    app.get(&stolen, MEMBERS).send().expect_problem(401, "unauthenticated");
}

#[test]
fn an_account_that_administers_holds_no_other_role() {
    let app = spawn_app();
    let admin = app.admin("CN");
    let (id, _) = person(&app, &admin, "经办人", &[("clerk", GUDUI)]);
    let item = format!("{ACCOUNTS}/{id}");
    for role in ["clerk", "head", "officer", "auditor"] {
        for place in [GUDUI, ZHEGU, "540526", "CN"] {
            for roles in [[("admin", GUDUI), (role, place)], [(role, place), ("admin", GUDUI)]] {
                let body = account("兼任", &roles);
                let at = roles.iter().position(|(held, _)| *held == role).unwrap();
                let expected = [(format!("/roles/{at}/role"), "separation_of_duties".to_owned())];
                let refused = app.post(&admin, ACCOUNTS, &body).send().expect_problem(422, "invalid_body");
                assert_eq!(refused.violations(), expected);
                let refused = app.put(&admin, &item, &body).if_match("*").send();
                assert_eq!(refused.expect_problem(422, "invalid_body").violations(), expected);
            }
        }
    }
    app.post(&admin, ACCOUNTS, &account("看", &[("admin", GUDUI), ("viewer", "54")])).send().expect(201);
    app.post(&admin, ACCOUNTS, &account("业务", &[("clerk", GUDUI), ("officer", "540526")]))
        .send()
        .expect(201);
}

/// Accounts that a release before made: they work, are named, and can only be changed into one of the two.
#[test]
fn who_holds_both_from_before_is_named_and_separated() {
    let app = spawn_app();
    let root = app.admin("CN");
    let (id, token) = person(&app, &root, "兼任的人", &[("admin", "540526")]);
    let both = format!(
        "INSERT INTO account_roles (account_id, role, region_code) VALUES ('{id}', 'clerk', '{GUDUI}');
        UPDATE accounts SET version = version + 1 WHERE id = '{id}'"
    );
    app.connect().batch_execute(&both).unwrap();
    entered(&app, &token).expect(201);
    app.get(&token, ACCOUNTS).send().expect(200);
    let output = fazhi(app.url(), &["migrate"]).output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(said.matches(&id).count(), 1, "{said}");
    assert!(said.contains("兼任的人"), "{said}");
    let item = format!("{ACCOUNTS}/{id}");
    let more = account("兼任的人", &[("admin", "540526"), ("clerk", GUDUI), ("head", GUDUI)]);
    app.put(&root, &item, &more).if_match("*").send().expect_problem(422, "invalid_body");
    let another = json!({"name": "再一个", "account_id": id});
    app.post(&root, TOKENS, &another).send().expect_problem(409, "conflict");
    rotate(&app, &root, &token.id, &json!({})).expect_problem(409, "conflict");
    rotate(&app, &token, &token.id, &json!({})).expect_problem(409, "conflict");
    let refused = refuses(fazhi_quietly(&app, &["token", "create", "--account", &id]));
    assert!(refused.contains("administers and holds another role"), "{refused}");
    app.put(&root, &item, &account("县管理员", &[("admin", "540526")])).if_match("*").send().expect(200);
    entered(&app, &token).expect_problem(403, "forbidden");
    app.post(&root, TOKENS, &another).send().expect(201);
    let output = fazhi(app.url(), &["migrate"]).output().unwrap();
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
}

/// Without what it warns of.
fn fazhi_quietly(app: &App, args: &[&str]) -> std::process::Command {
    let mut command = fazhi(app.url(), args);
    command.env("FAZHI_LOG", "off");
    command
}

fn entered(app: &App, token: &Token) -> Answer {
    app.post(token, MEMBERS, &bodies::with(bodies::member(), &json!({"township_code": GUDUI}))).send()
}

/// An administrator gets himself a token for the head's account, and acts as the head: the entry says whose token it was.
#[test]
fn who_acts_with_a_token_that_he_issued_to_himself_is_named() {
    let app = spawn_app();
    let admin = app.admin("540526");
    let culprit = own_account(&app, &admin);
    let (head, issued) = person(&app, &admin, "古堆乡负责人", &[("head", GUDUI)]);
    let rotated = granted(&rotate(&app, &admin, &issued.id, &json!({})).expect(201));
    let auditor = app.auditor("540526");
    for token in [&issued, &rotated] {
        let id = entered(&app, token).expect(201).id();
        let history = app.get(&auditor, &format!("{MEMBERS}/{id}/history")).send().expect(200).body;
        let changes = app.get(&auditor, &format!("/api/v1/changes?record={id}")).send().expect(200).body;
        for entry in [&history["items"][0], &changes["items"][0]] {
            assert_eq!((&entry["account"], &entry["token_id"]), (&json!(head), &json!(token.id)));
            assert_eq!(entry["token_issuer_account"], json!(culprit));
            assert_eq!(entry["token_issued_by"], json!("admin 540526"));
        }
        let stored = app.get(&admin, &format!("{TOKENS}/{}", token.id)).send().expect(200).body;
        assert_eq!(stored["issuer_account"], json!(culprit));
    }
    // It cannot be washed off: with a token of another administrator, replaced by itself.
    let root = app.admin("CN");
    let (_, other) = person(&app, &root, "县管理员二", &[("admin", "540526")]);
    let washed = granted(&rotate(&app, &other, &other.id, &json!({})).expect(201));
    let made = app.post(&washed, ACCOUNTS, &account("扎西", &[("clerk", GUDUI)])).send().expect(201);
    let history = app.get(&root, &format!("{ACCOUNTS}/{}/history", made.id())).send().expect(200).body;
    assert_eq!(history["items"][0]["token_issuer_account"], json!(own_account(&app, &root)));
    // Of what is done without a token there is none to name; a token issued by the program says so.
    let made = succeeds(fazhi(app.url(), &["token", "create", "--role", "clerk", "--region", GUDUI]));
    let id = entered(&app, &Token::of(made.trim())).expect(201).id();
    let history = app.get(&auditor, &format!("{MEMBERS}/{id}/history")).send().expect(200).body;
    assert_eq!(history["items"][0]["token_issued_by"], json!("command line"));
}

/// The threat model's own attacker: writes into the database, and lacks the secret.
#[test]
fn whose_token_it_was_is_chained_like_all_of_an_entry() {
    for (column, value) in [
        ("token_issuer_account", "'0193a2b4-5c6d-7e8f-9a0b-1c2d3e4f5a6b'"),
        ("token_issuer_account", "NULL"),
        ("token_issued_by", "'无辜者'"),
        ("token_issued_by", "NULL"),
    ] {
        let app = spawn_app();
        entered(&app, &app.clerk(GUDUI)).expect(201);
        succeeds(fazhi(app.url(), &["verify"]));
        let other =
            if value == "NULL" && column == "token_issued_by" { ", token_issuer_account = NULL" } else { "" };
        let forge = format!("UPDATE trail SET {column} = {value}{other} WHERE resource = 'members'");
        app.connect().batch_execute(&forge).unwrap();
        assert!(!fazhi(app.url(), &["verify"]).output().unwrap().status.success(), "{forge}");
    }
}

/// An account in the trail of a region above all its roles is changed by who administers these.
#[test]
fn an_account_whose_roles_lie_apart_is_administered_where_they_stand() {
    let app = spawn_app();
    let root = app.admin("CN");
    let (_, both) = person(&app, &root, "两乡管理员", &[("admin", GUDUI), ("admin", ZHEGU)]);
    let made =
        app.post(&both, ACCOUNTS, &account("扎西", &[("clerk", GUDUI), ("clerk", ZHEGU)])).send().expect(201);
    let item = format!("{ACCOUNTS}/{}", made.id());
    let narrowed = account("扎西", &[("clerk", GUDUI)]);
    app.put(&both, &item, &narrowed).if_match("*").send().expect(200);
    let there = app.admin(GUDUI);
    app.put(&there, &item, &account("次仁", &[("clerk", GUDUI)])).if_match("*").send().expect(200);
}
