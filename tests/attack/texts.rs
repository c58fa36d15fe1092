//! Texts that say other than they show, and personal numbers that slip into them.

use serde_json::{Value, json};

use crate::support::{Answer, App, GUDUI, Token, spawn_app};

const ACTIVITIES: &str = "/api/v1/activities";

fn enter(app: &App, clerk: &Token, fields: &Value) -> Answer {
    let body = json!({"township_code": GUDUI, "kind": "training", "held_on": "2024-06-01", "title": "培训"});
    app.post(clerk, ACTIVITIES, &fazhi::http::merge_patch::merge(body, fields.clone())).send()
}

/// The words of the rules that were broken, with their places.
fn broken(answer: &Answer) -> Vec<(String, String)> {
    answer.clone().expect(422).violations()
}

#[test]
fn a_text_has_no_characters_that_are_not_seen() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    for character in [
        '\u{202e}',
        '\u{202a}',
        '\u{2066}',
        '\u{2069}',
        '\u{200b}',
        '\u{200d}',
        '\u{200f}',
        '\u{2060}',
        '\u{2064}',
        '\u{feff}',
        '\u{fff9}',
        '\u{fffe}',
        '\u{ffff}',
        '\u{ad}',
        '\u{3164}',
        '\u{e0041}',
        '\u{fdd0}',
        '\u{2028}',
    ] {
        for (name, text) in
            [("title", format!("培{character}训")), ("note", format!("第一行\n第{character}二行"))]
        {
            let refused = enter(&app, &clerk, &json!({ name: text }));
            assert_eq!(broken(&refused), [(format!("/{name}"), "invisible_character".to_owned())]);
            let code = format!("U+{:04X}", u32::from(character));
            assert!(
                refused.body["errors"][0]["detail"].as_str().unwrap().contains(&code),
                "{}",
                refused.body
            );
        }
    }
}

#[test]
fn a_text_has_the_characters_that_its_script_needs_and_a_line_no_breaks() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    for (name, text, allowed) in [
        ("title", "第一行\n第二行", false),
        ("title", "第一列\t第二列", false),
        ("note", "第一行\n\t第二行", true),
        ("title", "བོད་ལྗོངས་ཁྲིམས་ལུགས༎ ༼༡༢༽", true),
        ("title", "ᠮᠣᠩᠭᠣᠯ\u{202f}ᠤᠨ ᠬᠠᠤᠯᠢ\u{180b}\u{180e}ᠠ", true),
        ("title", "葛\u{e0100}城𠮷、买买提·艾力", true),
        ("title", "e\u{301}", true),
    ] {
        let answer = enter(&app, &clerk, &json!({ name: text }));
        if allowed {
            answer.expect(201);
        } else {
            assert_eq!(broken(&answer), [(format!("/{name}"), "control_character".to_owned())], "{text:?}");
        }
    }
}

#[test]
fn a_reason_has_no_characters_that_are_not_seen() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    let path = format!("{ACTIVITIES}/{}", enter(&app, &clerk, &json!({})).expect(201).id());
    let hidden = app.delete(&clerk, &path).if_match("*").reason("更\u{202e}正").send();
    assert_eq!(hidden.expect_problem(400, "invalid_header").violations()[0].1, "invisible_character");
}

#[test]
fn a_personal_number_gets_into_a_record_on_purpose_only() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    for (text, word) in [
        ("身份证11010519491231002X", "identity_number"),
        ("身份证110105194912310021", "identity_number"),
        ("１１０１０５１９４９１２３１００２Ｘ", "identity_number"),
        ("110105 491231 002", "none"),
        ("110105491231002", "identity_number"),
        ("电话13800138000", "telephone_number"),
        ("0893-7654321", "telephone_number"),
        ("卡号6222 0210 0101 2345 671", "bank_card_number"),
    ] {
        let answer = enter(&app, &clerk, &json!({ "note": text }));
        if word == "none" {
            answer.expect(201);
            continue;
        }
        assert_eq!(broken(&answer), [("/note".to_owned(), word.to_owned())], "{text}");
        assert!(!answer.body.to_string().contains(text), "{}", answer.body);
    }
    let trail = "SELECT count(*) FROM trail WHERE resource = 'activities'";
    assert_eq!(app.number(trail), 1, "nothing of what was refused is anywhere");
    let body = json!({"township_code": GUDUI, "kind": "training", "held_on": "2024-06-01", "title": "培训",
        "note": "电话13800138000"});
    let odd = app.post(&clerk, ACTIVITIES, &body).header("x-confirm-personal-numbers", "yes").send();
    odd.expect_problem(400, "invalid_header");
    let harmless = fazhi::http::merge_patch::merge(body.clone(), json!({"note": null}));
    let odd = app.post(&clerk, ACTIVITIES, &harmless).header("x-confirm-personal-numbers", "{}").send();
    odd.expect_problem(400, "invalid_header");
    let batch = app.post(&clerk, &format!("{ACTIVITIES}:batch?mode=each"), &json!([{}]));
    let odd = batch.header("x-confirm-personal-numbers", "yes").send();
    odd.expect_problem(400, "invalid_header");
    let kept = app.post(&clerk, ACTIVITIES, &body).confirmed().send().expect(201);
    assert_eq!(kept.body["warnings"][0]["code"], "telephone_number");
    let path = format!("{ACTIVITIES}/{}", kept.id());
    let other = app.patch(&clerk, &path, &json!({"sessions": 2})).if_match("*").send().expect(200);
    assert_eq!(
        other.body["warnings"][0]["pointer"], "/note",
        "what was confirmed stays, and is still warned of"
    );
    let moved = app.patch(&clerk, &path, &json!({"note": "13800138000转告"})).if_match("*").send();
    assert_eq!(broken(&moved), [("/note".to_owned(), "telephone_number".to_owned())]);
    let theirs = enter(&app, &clerk, &json!({"external_ref": "13800138000"})).expect(201);
    assert_eq!(theirs.body["warnings"][0]["pointer"], "/external_ref");
}

#[test]
fn names_that_stand_in_the_trail_have_no_personal_numbers() {
    let app = spawn_app();
    let (admin, officer) = (app.admin("540526"), app.officer("540526"));
    let name = "扎西13800138000";
    let roles = json!([{"role": "clerk", "region": GUDUI}]);
    let account = json!({"name": name, "roles": roles});
    let token = json!({"name": name, "role": "clerk", "region": GUDUI});
    let term = json!({"county_code": "540526", "code": "camp", "name_zh": name});
    for (by, path, body, place) in [
        (&admin, "accounts", account, "/name"),
        (&admin, "tokens", token, "/name"),
        (&officer, "vocabularies/venue_classes/terms", term, "/name_zh"),
    ] {
        let refused = app.post(by, &format!("/api/v1/{path}"), &body).confirmed().send();
        assert_eq!(broken(&refused), [(place.to_owned(), "personal_number".to_owned())], "{path}");
    }
}
