//! Kept answers asked for again by somebody who may not read them any more.

use diesel::connection::SimpleConnection;
use serde_json::json;

use crate::rights::{account, person};
use crate::support::{Answer, App, GUDUI, Token, ZHEGU, bodies, spawn_app};

const ACCOUNTS: &str = "/api/v1/accounts";
const TOKENS: &str = "/api/v1/tokens";
const ACTIVITIES: &str = "/api/v1/activities";

fn enter(app: &App, token: &Token) -> Answer {
    let body = bodies::with(bodies::activity(), &json!({"joint_townships": []}));
    app.post(token, ACTIVITIES, &body).idempotency_key("k").send()
}

fn move_to(app: &App, id: &str, roles: &[(&str, &str)]) {
    let (admin, item) = (app.admin("CN"), format!("{ACCOUNTS}/{id}"));
    app.put(&admin, &item, &account("扎西", roles)).if_match("*").send().expect(200);
}

#[test]
fn an_answer_is_kept_for_whom_its_record_is_in_reach() {
    let app = spawn_app();
    let admin = app.admin("CN");
    let (id, token) = person(&app, &admin, "扎西", &[("clerk", GUDUI)]);
    let first = enter(&app, &token).expect(201);
    let item = format!("{ACTIVITIES}/{}", first.id());
    let restored = {
        app.delete(&token, &item).if_match("\"1\"").idempotency_key("d").send().expect(200);
        app.restore(&token, &item).if_match("\"2\"").idempotency_key("r").send().expect(200)
    };
    let again = enter(&app, &token).expect(201);
    assert_eq!((again.header("idempotent-replayed"), &again.body), (Some("true"), &first.body));
    move_to(&app, &id, &[("clerk", ZHEGU)]);
    let record = app.get(&token, &item).send().expect_problem(404, "not_found");
    let restore = || app.restore(&token, &item).if_match("\"2\"").idempotency_key("r").send();
    let void = || app.delete(&token, &item).if_match("\"1\"").idempotency_key("d").send();
    for refused in [enter(&app, &token), restore(), void()] {
        let refused = refused.expect_problem(404, "not_found");
        assert_eq!(refused.body["errors"], record.body["errors"]);
        assert_eq!(refused.header("idempotent-replayed"), None);
    }
    // Still in sight, but not to be written: what a new request would be told.
    move_to(&app, &id, &[("viewer", GUDUI), ("clerk", ZHEGU)]);
    enter(&app, &token).expect_problem(403, "forbidden");
    move_to(&app, &id, &[("viewer", GUDUI)]);
    enter(&app, &token).expect_problem(403, "forbidden");
    move_to(&app, &id, &[("clerk", "540526")]);
    assert_eq!(enter(&app, &token).expect(201).body, first.body);
    assert_eq!(restore().expect(200).body, restored.body);
    assert_eq!(void().expect(200).header("idempotent-replayed"), Some("true"));
    assert_eq!(app.number("SELECT count(*) FROM activities"), 1, "and nothing was entered twice");
}

#[test]
fn answers_about_accounts_and_tokens_are_kept_for_who_administers_them() {
    let app = spawn_app();
    let root = app.admin("CN");
    let (id, token) = person(&app, &root, "县管理员", &[("admin", "540526")]);
    let make = || {
        let body = account("两乡经办人", &[("clerk", GUDUI), ("clerk", ZHEGU)]);
        app.post(&token, ACCOUNTS, &body).idempotency_key("a").send()
    };
    let issue = || {
        let body = json!({"name": "古堆乡司法所", "role": "clerk", "region": GUDUI});
        app.post(&token, TOKENS, &body).idempotency_key("t").send()
    };
    for first in [make(), issue()] {
        first.expect(201);
    }
    move_to(&app, &id, &[("admin", ZHEGU)]);
    for refused in [make(), issue()] {
        refused.expect_problem(404, "not_found");
    }
    move_to(&app, &id, &[("admin", GUDUI)]);
    make().expect_problem(404, "not_found");
    assert_eq!(issue().expect(201).header("idempotent-replayed"), Some("true"));
    move_to(&app, &id, &[("viewer", "540526")]);
    for refused in [make(), issue()] {
        refused.expect_problem(403, "forbidden");
    }
}

/// What an earlier release kept without saying what it is about, and the step of the schema could not tell.
#[test]
fn an_answer_of_which_nobody_knows_whose_it_is_is_not_sent_again() {
    let app = spawn_app();
    let token = app.clerk(GUDUI);
    enter(&app, &token).expect(201);
    app.connect().batch_execute("UPDATE idempotency_keys SET regions = '{}'").unwrap();
    enter(&app, &token).expect_problem(409, "conflict");
    assert_eq!(app.number("SELECT count(*) FROM activities"), 1, "nor is it carried out again");
}
