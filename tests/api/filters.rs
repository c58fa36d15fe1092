//! What lists can be narrowed by.

use serde_json::{Value, json};

use crate::support::{App, Token, spawn_app};

/// Enters an activity with these fields and returns its id.
fn activity(app: &App, clerk: &Token, fields: &Value) -> String {
    let body = json!({"township_code": "540526201", "kind": "training", "held_on": "2024-05-20", "title": "法治培训"});
    let body = fazhi::http::merge_patch::merge(body, fields.clone());
    app.post(clerk, "/api/v1/activities", &body).send().expect(201).id()
}

#[test]
fn each_filter_finds_just_what_it_says() {
    let app = spawn_app();
    let clerk = app.clerk("540526201");
    let training = activity(&app, &clerk, &json!({"form": "lecture", "organising_body": "all_cadres"}));
    let seminar =
        activity(&app, &clerk, &json!({"kind": "seminar", "held_on": "2024-08-16", "title": "专题研讨"}));
    let publicity = activity(
        &app,
        &clerk,
        &json!({"kind": "publicity", "held_on": "2023-12-04", "title": "宪法宣传",
        "key_date": "constitution_day", "venue_class": "village", "note": "100% 到场_", "external_ref": "A-1"}),
    );
    let cases: &[(&str, &[&String])] = &[
        ("kind=training", &[&training]),
        ("kind=seminar,publicity", &[&seminar, &publicity]),
        ("year=2024", &[&seminar, &training]),
        ("from=2024-05-20&to=2024-05-20", &[&training]),
        ("from=2024-05-21", &[&seminar]),
        ("to=2023-12-31", &[&publicity]),
        ("q=%E5%AE%AA%E6%B3%95", &[&publicity]),
        ("q=100%25", &[&publicity]),
        ("q=%25", &[&publicity]),
        ("q=_", &[&publicity]),
        ("q=0_", &[]),
        ("form=lecture", &[&training]),
        ("organising_body=all_cadres", &[&training]),
        ("key_date=constitution_day", &[&publicity]),
        ("venue_class=village", &[&publicity]),
        ("external_ref=A-1", &[&publicity]),
        ("external_ref=a-1", &[]),
        ("sort=held_on", &[&publicity, &training, &seminar]),
        ("sort=-created_at", &[&publicity, &seminar, &training]),
        ("updated_since=2999-01-01T00:00:00Z", &[]),
        ("updated_since=2000-01-01T08:00:00%2B08:00&sort=created_at", &[&training, &seminar, &publicity]),
    ];
    for (query, expected) in cases {
        let found = app.get(&clerk, &format!("/api/v1/activities?{query}")).send().expect(200).ids();
        assert_eq!(found.iter().collect::<Vec<_>>(), *expected, "{query}");
    }
}

#[test]
fn what_changed_since_is_what_was_changed_last() {
    let app = spawn_app();
    let clerk = app.clerk("540526201");
    let first = activity(&app, &clerk, &json!({}));
    let second =
        app.get(&clerk, &format!("/api/v1/activities/{}", activity(&app, &clerk, &json!({})))).send();
    let since = second.body["updated_at"].as_str().unwrap().to_owned();
    let list = format!("/api/v1/activities?updated_since={since}&sort=updated_at");
    assert_eq!(app.get(&clerk, &list).send().expect(200).ids(), [second.id()]);
    let path = format!("/api/v1/activities/{first}");
    app.patch(&clerk, &path, &json!({"note": "改"})).if_match("\"1\"").send().expect(200);
    assert_eq!(app.get(&clerk, &list).send().expect(200).ids(), [second.id(), first]);
}

#[test]
fn a_misnamed_filter_is_refused_with_the_name_that_was_meant() {
    let app = spawn_app();
    let clerk = app.clerk("540526201");
    for (query, parameter, hint) in [
        ("kind=trainings", "kind", "training"),
        ("kinds=training", "kinds", "kind"),
        ("yaer=2024", "yaer", "year"),
        ("sort=helt_on", "sort", "held_on"),
        ("count=exactly", "count", "exact"),
    ] {
        let request = app.get(&clerk, &format!("/api/v1/activities?{query}")).language("en");
        let answer = request.send().expect_problem(400, "invalid_parameter");
        assert!(answer.violates(parameter), "{query}");
        let detail = answer.body["errors"][0]["detail"].as_str().unwrap().to_owned();
        assert!(detail.contains(&format!("did you mean {hint}?")), "{query}: {detail}");
    }
}

#[test]
fn regions_out_of_reach_and_unknown_ones_look_the_same() {
    let app = spawn_app();
    let clerk = app.clerk("540526201");
    for query in [
        "township=540526101",
        "township=540526299",
        "region=540526",
        "region=CN",
        "region=99",
        "township=540526201&region=540526101",
    ] {
        app.get(&clerk, &format!("/api/v1/activities?{query}")).send().expect_problem(404, "not_found");
    }
}

/// Text is kept composed (NFC), and looked for composed, however a client writes it.
#[test]
fn a_search_finds_text_however_it_is_composed() {
    let app = spawn_app();
    let clerk = app.clerk("540526201");
    let id = activity(&app, &clerk, &json!({"title": "Cafe\u{301} 普法", "external_ref": "e\u{301}"}));
    for query in ["q=Caf%C3%A9", "q=Cafe%CC%81", "external_ref=%C3%A9", "external_ref=e%CC%81"] {
        let found = app.get(&clerk, &format!("/api/v1/activities?{query}")).send().expect(200).ids();
        assert_eq!(found, [id.as_str()], "{query}");
    }
}
