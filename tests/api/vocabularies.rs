//! Vocabularies: what all counties share, and what a county adds for itself.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::support::contract::node::Node;
use crate::support::{Answer, App, ELSEWHERE, GUDUI, Token, ZHEGU, bodies, published, spawn_app};

const LIST: &str = "/api/v1/vocabularies";
const VENUES: &str = "/api/v1/vocabularies/venue_classes";
const ACTIVITIES: &str = "/api/v1/activities";

fn term(county: &str, code: &str) -> Value {
    json!({"county_code": county, "code": code, "name_zh": "牧民定居点", "name_en": "nomad settlement"})
}

fn add(app: &App, token: &Token, body: &Value) -> Answer {
    app.post(token, &format!("{VENUES}/terms"), body).send()
}

fn codes(vocabulary: &Answer) -> Vec<&str> {
    vocabulary.body["terms"].as_array().unwrap().iter().map(|term| term["code"].as_str().unwrap()).collect()
}

/// An activity of a township at a class of venue.
fn at(township: &str, venue_class: &str) -> Value {
    let patch = json!({"township_code": township, "venue_class": venue_class, "joint_townships": []});
    bodies::with(bodies::activity(), &patch)
}

#[test]
fn a_countys_own_term_is_its_clerks_to_use_and_no_one_elses() {
    let app = spawn_app();
    let (clerk, theirs) = (app.clerk(GUDUI), app.clerk(ELSEWHERE));
    let refused = |token: &Token, body: &Value| {
        let refused = app.post(token, ACTIVITIES, body).send().expect_problem(422, "invalid_body");
        assert_eq!(refused.violations(), [("/venue_class".to_owned(), "unknown_term".to_owned())]);
    };
    refused(&clerk, &at(GUDUI, "nomad_camp"));
    let added = add(&app, &app.officer("540526"), &term("540526", "nomad_camp")).expect(201);
    assert_eq!(added.body, term("540526", "nomad_camp"));
    assert_eq!(added.header("location"), Some(VENUES));
    for (token, township) in [(&clerk, GUDUI), (&app.clerk(ZHEGU), ZHEGU)] {
        let record = app.post(token, ACTIVITIES, &at(township, "nomad_camp")).send().expect(201);
        assert_eq!(record.body["venue_class"], json!("nomad_camp"));
    }
    refused(&theirs, &at(ELSEWHERE, "nomad_camp"));
    refused(&app.clerk("CN"), &at(ELSEWHERE, "nomad_camp"));
    let found = app.get(&clerk, &format!("{ACTIVITIES}?venue_class=nomad_camp")).send().expect(200);
    assert_eq!(found.ids().len(), 1);
}

/// Each vocabulary has terms of its own.
#[test]
fn a_term_belongs_to_one_vocabulary() {
    let app = spawn_app();
    add(&app, &app.officer("540526"), &term("540526", "nomad_camp")).expect(201);
    let clerk = app.clerk(GUDUI);
    for field in ["form", "organising_body", "key_date"] {
        let body = bodies::with(bodies::activity(), &json!({ field: "nomad_camp" }));
        let refused = app.post(&clerk, ACTIVITIES, &body).send().expect_problem(422, "invalid_body");
        assert_eq!(refused.violations(), [(format!("/{field}"), "unknown_term".to_owned())]);
    }
}

#[test]
fn everyone_reads_the_terms_of_the_counties_in_reach() {
    let app = spawn_app();
    add(&app, &app.officer("540526"), &term("540526", "nomad_camp")).expect(201);
    add(&app, &app.officer("110101"), &term("110101", "hutong")).expect(201);
    let read = |token: &Token, query: &str| app.get(token, &format!("{VENUES}{query}")).send();
    let shared = read(&app.clerk("310115"), "").expect(200);
    let shared_codes = codes(&shared);
    assert_eq!((shared_codes.len(), &shared.body["open"]), (7, &json!(true)));
    for (token, query, own) in [
        (app.clerk(GUDUI), "", &["nomad_camp"][..]),
        (app.officer("54"), "", &["nomad_camp"]),
        (app.clerk(ELSEWHERE), "", &["hutong"]),
        (app.officer("CN"), "", &["hutong", "nomad_camp"]),
        (app.officer("CN"), "?county=540526", &["nomad_camp"]),
        (app.officer("CN"), "?county=540527", &[]),
        (app.clerk(GUDUI), "?county=540526", &["nomad_camp"]),
    ] {
        let vocabulary = read(&token, query).expect(200);
        assert_eq!(codes(&vocabulary), [&shared_codes[..], own].concat(), "{query}");
    }
    read(&app.clerk(GUDUI), "?county=110101").expect_problem(404, "not_found");
    read(&app.clerk(GUDUI), "?county=540599").expect_problem(404, "not_found");
    read(&app.clerk(GUDUI), "?county=5405").expect_problem(400, "invalid_parameter");
}

#[test]
fn a_new_term_outdates_what_was_read() {
    let app = spawn_app();
    let (clerk, theirs) = (app.clerk(GUDUI), app.clerk(ELSEWHERE));
    let tag = |token: &Token, path: &str| app.get(token, path).send().expect(200).etag();
    let (before, list, other) = (tag(&clerk, VENUES), tag(&clerk, LIST), tag(&theirs, VENUES));
    app.get(&clerk, VENUES).if_none_match(&before).send().expect(304);
    let added = add(&app, &app.officer("540526"), &term("540526", "nomad_camp")).expect(201);
    let after = app.get(&clerk, VENUES).if_none_match(&before).send().expect(200);
    assert_eq!(after.etag(), added.etag());
    app.get(&clerk, LIST).if_none_match(&list).send().expect(200);
    app.get(&theirs, VENUES).if_none_match(&other).send().expect(304);
}

#[test]
fn terms_are_added_by_whom_the_county_is_entrusted_to() {
    let app = spawn_app();
    for token in [app.clerk(GUDUI), app.clerk("540526"), app.clerk("CN"), app.admin("540526")] {
        add(&app, &token, &term("540526", "nomad_camp")).expect_problem(403, "forbidden");
    }
    // A township's officer reaches a part of the county only; its vocabulary is for all of it.
    for token in [app.officer("110101"), app.officer("540527"), app.officer(GUDUI)] {
        let refused = add(&app, &token, &term("540526", "nomad_camp")).expect_problem(404, "not_found");
        assert!(refused.violates("/county_code"));
    }
    add(&app, &app.officer("CN"), &term("540599", "nomad_camp")).expect_problem(404, "not_found");
    for (i, token) in [app.officer("540526"), app.officer("5405"), app.officer("CN")].iter().enumerate() {
        add(&app, token, &term("540526", &format!("camp_{i}"))).expect(201);
    }
}

#[test]
fn a_code_is_taken_once_and_shared_ones_always() {
    let app = spawn_app();
    let officer = app.officer("540526");
    add(&app, &officer, &term("540526", "nomad_camp")).expect(201);
    for code in ["nomad_camp", "village"] {
        let refused = add(&app, &officer, &term("540526", code)).expect_problem(409, "conflict");
        assert_eq!(refused.violations(), [("/code".to_owned(), "taken".to_owned())]);
    }
    add(&app, &app.officer("540527"), &term("540527", "nomad_camp")).expect(201);
    let closed = app.post(&officer, &format!("{LIST}/case_kinds/terms"), &term("540526", "nomad_camp"));
    closed.send().expect_problem(409, "conflict");
    let unknown = app.post(&officer, &format!("{LIST}/venues/terms"), &term("540526", "nomad_camp"));
    unknown.send().expect_problem(404, "not_found");
    let once = || {
        let request = app.post(&officer, &format!("{VENUES}/terms"), &term("540526", "pasture"));
        request.idempotency_key("k").send().expect(201)
    };
    assert_eq!(
        (once().body, once().header("idempotent-replayed")),
        (term("540526", "pasture"), Some("true"))
    );
}

/// A term can be used for ever, so it is known for ever who wanted it, and why.
#[test]
fn a_term_leaves_its_trail_in_the_county() {
    let app = spawn_app();
    let officer = app.officer("540526");
    let request = app.post(&officer, &format!("{VENUES}/terms"), &term("540526", "nomad_camp"));
    request.reason("放牧").send().expect(201);
    add(&app, &officer, &term("540526", "nomad_camp")).expect(409);
    let read = |token: &Token| {
        app.get(token, "/api/v1/changes?resource=terms").send().expect(200).body["items"].clone()
    };
    let seen = read(&app.auditor("540526"));
    let expected = bodies::with(term("540526", "nomad_camp"), &json!({"vocabulary": "venue_classes"}));
    assert_eq!((seen.as_array().unwrap().len(), &seen[0]["after"]), (1, &expected));
    let told =
        ["action", "region", "role", "reason", "token_id"].map(|field| seen[0][field].as_str().unwrap());
    assert_eq!(told, ["created", "540526", "officer", "放牧", officer.id.as_str()]);
    assert_eq!(read(&app.auditor("540527")), json!([]));
}

#[test]
fn terms_that_are_none_are_refused_at_their_place() {
    let app = spawn_app();
    let officer = app.officer("540526");
    for (patch, place) in [
        (json!({"code": "Nomad"}), "/code"),
        (json!({"code": "1st"}), "/code"),
        (json!({"code": "nomad camp"}), "/code"),
        (json!({"code": "a".repeat(41)}), "/code"),
        (json!({"code": ""}), "/code"),
        (json!({"name_zh": " "}), "/name_zh"),
        (json!({"name_zh": "字".repeat(101)}), "/name_zh"),
        (json!({"county_code": "5405"}), "/county_code"),
        (json!({"name": "牧民定居点"}), "/name"),
    ] {
        let body = bodies::with(term("540526", "nomad_camp"), &patch);
        let refused = add(&app, &officer, &body).expect_problem(422, "invalid_body");
        assert!(refused.violates(place), "{patch}: {:?}", refused.violations());
    }
    let plain = json!({"county_code": "540526", "code": "a", "name_zh": "某处"});
    assert_eq!(add(&app, &officer, &plain).expect(201).body["name_en"], json!(null));
    assert_eq!(app.number("SELECT count(*) FROM vocabulary_terms"), 1);
}

/// Every enumeration that stands in an answer or an input is explained somewhere.
/// The words of all enumerations in a schema: closed in requests, open in answers.
fn enumerations(schema: &Value, found: &mut BTreeSet<BTreeSet<String>>) {
    for name in ["enum", "x-extensible-enum"] {
        let words = schema.get(name).and_then(Value::as_array).into_iter();
        let words: BTreeSet<String> = words.flatten().filter_map(Value::as_str).map(str::to_owned).collect();
        if words.len() > 1 {
            found.insert(words);
        }
    }
    let below: Vec<&Value> = match schema {
        Value::Array(items) => items.iter().collect(),
        Value::Object(fields) => fields.values().collect(),
        _ => Vec::new(),
    };
    for value in below {
        enumerations(value, found);
    }
}

#[test]
fn all_enumerations_of_records_are_listed() {
    let app = spawn_app();
    let list = app.get(&app.clerk(GUDUI), LIST).send().expect(200);
    let listed: Vec<BTreeSet<String>> = list.body["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|vocabulary| {
            let terms = vocabulary["terms"].as_array().unwrap();
            terms.iter().map(|term| term["code"].as_str().unwrap().to_owned()).collect()
        })
        .collect();
    let mut found = BTreeSet::new();
    for record in ["Member", "Plan", "Activity", "Case", "Declaration", "Explanation"]
        .into_iter()
        .flat_map(|name| [name.to_owned(), format!("{name}Input")])
    {
        let schema =
            Node::root(published()).pointer(&format!("/components/schemas/{record}")).expect(&record);
        enumerations(schema.value, &mut found);
    }
    let named = Node::root(published()).pointer("/components/schemas").unwrap().members();
    for (_, schema) in named.iter().filter(|(name, _)| name != "Code") {
        let words = schema.value.get("enum").and_then(Value::as_array);
        found.extend(words.map(|words| words.iter().filter_map(Value::as_str).map(str::to_owned).collect()));
    }
    assert!(found.len() >= 15, "the contract has its enumerations: {found:?}");
    for words in found {
        assert!(listed.contains(&words), "{words:?} are not among the vocabularies");
    }
}

#[test]
fn a_vocabulary_is_read_by_its_name() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    let list = app.get(&clerk, LIST).send().expect(200);
    for vocabulary in list.body["items"].as_array().unwrap() {
        let name = vocabulary["name"].as_str().unwrap();
        let one = app.get(&clerk, &format!("{LIST}/{name}")).send().expect(200);
        assert_eq!(&one.body, vocabulary);
    }
    for name in ["venues", "x", "字", "venue_classes%20"] {
        app.get(&clerk, &format!("{LIST}/{name}")).send().expect_problem(404, "not_found");
    }
    app.get(&Token::nobody(), LIST).send().expect_problem(401, "unauthenticated");
}
