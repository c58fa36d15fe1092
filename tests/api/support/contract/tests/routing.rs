//! Which path an answer is judged by, and what is said where there is none.

use super::{ITEM, PROBLEM, fails, judge, passes, problem};

#[test]
fn unknown_paths_answer_with_a_problem() {
    passes(&problem("GET /api/v1/nothing", 404, &[]));
    passes(&problem("GET /api/v1/things/", 404, &[]));
    passes(&judge(
        "HEAD /api/v1/nothing",
        404,
        &[("content-type", PROBLEM)],
        "",
    ));
    passes(&judge("GET /docs/", 200, &[("content-type", "text/html")], "<p>"));
    passes(&judge("GET /api/v10", 200, &[], "anything"));
    fails(&problem("GET /api/v1/nothing", 400, &[]), "must answer 404");
    fails(&problem("GET /api/v1", 405, &[("allow", "")]), "must answer 404");
    let verdict = judge(
        "GET /api/v1/nothing",
        404,
        &[("content-type", "text/plain")],
        "no",
    );
    fails(&verdict, "content type must be application/problem+json");
    fails(&verdict, "not JSON");
    let verdict = judge("GET /api/v1/nothing", 404, &[("content-type", PROBLEM)], "{}");
    fails(&verdict, "\"title\" is a required property");
}

#[test]
fn unknown_methods_answer_405_with_allow() {
    let put = format!("PUT {ITEM}");
    passes(&problem(&put, 405, &[("allow", "DELETE, HEAD,GET")]));
    passes(&problem(
        &put,
        405,
        &[("allow", "GET, HEAD"), ("allow", "DELETE, OPTIONS")],
    ));
    fails(&problem(&put, 405, &[]), "header allow must list");
    fails(
        &problem(&put, 405, &[("allow", "GET, DELETE")]),
        "header allow must list",
    );
    fails(
        &problem(&put, 405, &[("allow", "GET, HEAD, DELETE, PUT")]),
        "header allow must list",
    );
    fails(
        &problem(&put, 404, &[("allow", "GET, HEAD, DELETE")]),
        "must answer 405",
    );
    let head = "HEAD /api/v1/things/1:restore";
    let headers = [("content-type", PROBLEM), ("allow", "POST")];
    passes(&judge(head, 405, &headers, ""));
}

#[test]
fn options_are_told_without_a_body() {
    let options = format!("OPTIONS {ITEM}");
    passes(&judge(
        &options,
        204,
        &[("allow", "GET, HEAD, DELETE, OPTIONS")],
        "",
    ));
    fails(
        &judge(&options, 200, &[("allow", "GET, HEAD, DELETE")], ""),
        "OPTIONS must answer 204",
    );
    fails(
        &judge(&options, 204, &[("allow", "GET, HEAD")], ""),
        "header allow must list",
    );
    fails(
        &judge(&options, 204, &[("allow", "GET, HEAD, DELETE")], "x"),
        "must have an empty body",
    );
}

#[test]
fn the_most_literal_template_wins() {
    passes(&judge("POST /api/v1/things/1:restore", 204, &[], ""));
    passes(&judge("GET /api/v1/things/summary", 200, &[], ""));
    passes(&judge("GET /api/v1/things/1/history", 204, &[], ""));
    fails(
        &judge("GET /api/v1/things/1:restore", 204, &[], ""),
        "[/api/v1/things/{id}:restore]",
    );
    fails(
        &judge("GET /api/v1/things/:restore", 204, &[], ""),
        "[/api/v1/things/{id}]",
    );
}
