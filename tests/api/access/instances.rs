//! What instances of the service remember of accounts holds only as long as the database says so: whatever one of them
//! changes, or an operator, is so on all of them at the next request.

use std::time::Duration;

use diesel::connection::SimpleConnection;
use serde_json::Value;

use super::accounts::{account, entered, made, token_of};
use crate::support::app::open;
use crate::support::{App, GUDUI, Token, ZHEGU, spawn_app};

const ME: &str = "/api/v1/me";

/// Another instance on the same database.
fn beside(app: &App) -> App {
    App::serve(open(app.url(), Duration::from_secs(20)), None)
}

#[test]
fn what_one_instance_changes_is_so_on_all_at_the_next_request() {
    let app = spawn_app();
    let other = beside(&app);
    let admin = app.admin("540526");
    let person = made(&app, &admin, &[("clerk", GUDUI)]).id();
    let (item, token) = (format!("/api/v1/accounts/{person}"), token_of(&app, &admin, &person));
    for instance in [&app, &other] {
        entered(instance, &token, GUDUI).expect(201);
        instance.get(&token, ME).send().expect(200);
    }
    app.put(&admin, &item, &account(&[("viewer", ZHEGU)])).if_match("\"2\"").send().expect(200);
    for instance in [&other, &app] {
        entered(instance, &token, GUDUI).expect_problem(403, "forbidden");
        assert_eq!(role(instance, &token), ("viewer".to_owned(), ZHEGU.to_owned()));
    }
    other.delete(&admin, &format!("/api/v1/tokens/{}", token.id)).send().expect(200);
    for instance in [&app, &other] {
        instance.get(&token, ME).send().expect_problem(401, "unauthenticated");
        entered(instance, &token, ZHEGU).expect_problem(401, "unauthenticated");
    }
}

fn role(app: &App, token: &Token) -> (String, String) {
    let role: Value = app.get(token, ME).send().expect(200).body["roles"][0].clone();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    (text(&role["role"]), text(&role["region"]["code"]))
}

/// What an account holds is remembered by its version; an older ledger that was restored may come to the same number.
#[test]
fn another_account_of_the_same_version_is_judged_by_its_own_roles() {
    let app = spawn_app();
    let admin = app.admin("540526");
    let person = made(&app, &admin, &[("clerk", GUDUI)]).id();
    let token = token_of(&app, &admin, &person);
    assert_eq!(role(&app, &token), ("clerk".to_owned(), GUDUI.to_owned()));
    entered(&app, &token, GUDUI).expect(201);
    let restored = format!(
        "UPDATE account_roles SET role = 'viewer', region_code = '{ZHEGU}' WHERE account_id = '{person}';
         UPDATE accounts SET updated_at = updated_at - interval '1 hour' WHERE id = '{person}'"
    );
    app.connect().batch_execute(&restored).unwrap();
    assert_eq!(role(&app, &token), ("viewer".to_owned(), ZHEGU.to_owned()));
    entered(&app, &token, ZHEGU).expect_problem(403, "forbidden");
    entered(&app, &token, GUDUI).expect_problem(403, "forbidden");
}
