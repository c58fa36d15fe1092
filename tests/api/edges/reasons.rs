//! Why something is changed, said in the header or in the query.

use serde_json::json;

use crate::support::{GUDUI, bodies, spawn_app};

/// Who cannot set a header with Chinese in it says why in the query.
#[test]
fn a_reason_may_stand_in_the_query() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    let encoded = "%E6%9B%B4%E6%AD%A3%20%E4%BA%BA%E6%95%B0";
    let list = "/api/v1/activities";
    let created = app.post(&clerk, &format!("{list}?reason={encoded}"), &bodies::activity()).without_reason();
    let item = format!("{list}/{}", created.send().expect(201).id());
    let patch =
        |query: &str| app.patch(&clerk, &format!("{item}{query}"), &json!({"sessions": 2})).if_match("\"1\"");
    patch("").without_reason().send().expect_problem(400, "change_reason_required");
    let two = patch(&format!("?reason={encoded}")).without_reason().reason("别的").send();
    assert_eq!(
        two.expect_problem(400, "invalid_parameter").violations(),
        [("reason".to_owned(), "contradiction".to_owned())]
    );
    patch(&format!("?reason={encoded}")).without_reason().reason("更正 人数").send().expect(200);
    let query = |etag: &str, suffix: &str, method: &str| {
        let request = app.request(method, &clerk, &format!("{item}{suffix}?reason={encoded}"));
        request.if_match(etag).send().expect(200)
    };
    query("\"2\"", "", "DELETE");
    query("\"3\"", ":restore", "POST");
    let history = app.get(&clerk, &format!("{item}/history")).send().expect(200);
    let reasons: Vec<_> =
        history.body["items"].as_array().unwrap().iter().map(|entry| &entry["reason"]).collect();
    assert_eq!(reasons, [&json!("更正 人数"); 4]);
    // Nothing is read for a reason.
    app.get(&clerk, &format!("{item}?reason=x")).send().expect_problem(400, "invalid_parameter");
}
