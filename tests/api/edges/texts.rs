//! Texts as the machines of offices write them: understood where they can mean one thing only, else refused in words, and
//! never stored garbled.

use serde_json::{Value, json};

use crate::support::{Answer, App, GUDUI, Token, bodies, raw, spawn_app};

const LIST: &str = "/api/v1/activities";

/// 民法典 in GB18030.
const IN_GB18030: &[u8] = b"\xc3\xf1\xb7\xa8\xb5\xe4";

fn create(app: &App, clerk: &Token, changes: &Value) -> Answer {
    app.post(clerk, LIST, &bodies::with(bodies::activity(), changes)).send()
}

fn post(app: &App, clerk: &Token, media_type: &str, body: impl Into<Vec<u8>>) -> Answer {
    app.request("POST", clerk, LIST).reason("补录").body(media_type, body).send()
}

#[track_caller]
fn says(answer: &Answer, word: &str) {
    assert!(answer.body.to_string().contains(word), "{word} in {}", answer.body);
}

#[test]
fn lines_that_end_as_on_windows_are_kept_with_line_feeds() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    let created = create(&app, &clerk, &json!({"note": "第一行\r\n第二行\r第三行"})).expect(201);
    assert_eq!(created.body["note"], json!("第一行\n第二行\n第三行"));
    let item = format!("{LIST}/{}", created.id());
    let patch = app.patch(&clerk, &item, &json!({"note": "甲\r\n乙"})).if_match("*").send().expect(200);
    assert_eq!(patch.body["note"], json!("甲\n乙"));
    let tasks = json!({"tasks": [{"title": "学习", "measure": "一\r\n二"}]});
    let plan = app.post(&clerk, "/api/v1/plans", &bodies::with(bodies::plan(), &tasks)).send().expect(201);
    assert_eq!(plan.body["tasks"][0]["measure"], json!("一\n二"));
}

#[test]
fn what_has_one_line_takes_no_break() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    for broken in ["甲\r\n乙", "甲\n", "甲\t乙", "甲\u{b}乙", "甲\u{2028}乙"] {
        assert!(create(&app, &clerk, &json!({"title": broken})).expect(422).violates("/title"), "{broken:?}");
        let member = bodies::with(bodies::member(), &json!({"person_name": broken}));
        let refused = app.post(&clerk, "/api/v1/members", &member).send().expect(422);
        assert!(refused.violates("/person_name"), "{broken:?}");
    }
    says(&create(&app, &clerk, &json!({"title": "甲\r\n乙"})).expect(422), "只能写一行");
}

#[test]
fn a_byte_order_mark_is_skipped() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    let body = format!("\u{feff}{}", bodies::activity());
    let created = post(&app, &clerk, "application/json", body).expect(201);
    assert_eq!(created.body["title"], bodies::activity()["title"]);
}

#[test]
fn other_encodings_are_refused_in_words() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    let text = bodies::activity().to_string();
    let (before, after) = text.split_once("民法典").expect("Chinese text");
    let gb18030 = [before.as_bytes(), IN_GB18030, after.as_bytes()].concat();
    says(
        &post(&app, &clerk, "application/json", gb18030.clone()).expect_problem(400, "malformed_json"),
        "GB18030",
    );
    let units = |order: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(order).collect::<Vec<u8>>();
    for utf_16 in [
        units(u16::to_le_bytes),
        units(u16::to_be_bytes),
        [vec![0xff, 0xfe], units(u16::to_le_bytes)].concat(),
        [vec![0xfe, 0xff], units(u16::to_be_bytes)].concat(),
    ] {
        says(&post(&app, &clerk, "application/json", utf_16).expect_problem(400, "malformed_json"), "UTF-16");
    }
    for charset in ["gbk", "GB18030", "utf-16le", "ISO-8859-1", "\"big5\""] {
        let media_type = format!("application/json; charset={charset}");
        let refused = post(&app, &clerk, &media_type, text.clone());
        says(&refused.expect_problem(415, "unsupported_media_type"), "UTF-8");
    }
    for charset in ["utf-8", "UTF8", "\"utf-8\"", "us-ascii"] {
        post(&app, &clerk, &format!("application/json;charset={charset}"), text.clone()).expect(201);
    }
    assert_eq!(app.get(&clerk, LIST).send().expect(200).ids().len(), 4, "what was refused is not stored");
}

/// A decoder has put U+FFFD, or a question mark, for what it could not read: what stood there is lost.
#[test]
fn what_an_encoding_has_lost_is_not_stored() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    for garbled in ["民\u{fffd}典", "???", "?? ??"] {
        for field in ["title", "note"] {
            let refused =
                create(&app, &clerk, &json!({ field: garbled })).expect_problem(422, "invalid_body");
            assert_eq!(refused.violations(), [(format!("/{field}"), "garbled".to_owned())], "{garbled}");
        }
    }
    for fine in ["?", "怎么办??", "a?b?"] {
        create(&app, &clerk, &json!({ "title": fine })).expect(201);
    }
    for query in ["q=%C3%F1%B7%A8%B5%E4", "q=%ff", "organising_body=%C3%F1", "q=%EF%BF%BD"] {
        let refused =
            app.get(&clerk, &format!("{LIST}?{query}")).send().expect_problem(400, "invalid_parameter");
        assert_eq!(refused.violations()[0].1, "garbled", "{query}");
    }
}

#[test]
fn a_reason_in_another_encoding_is_refused() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    let item = format!("{LIST}/{}", create(&app, &clerk, &json!({})).expect(201).id());
    let void = |reason: &[u8]| {
        let request = app.delete(&clerk, &item).if_match("\"1\"").without_reason();
        request.header("x-change-reason", reason).send()
    };
    for garbled in [IN_GB18030, b"%C3%F1%B7%A8%B5%E4", b"50% %e5%ad", b"???", b"\xe9t\xe9"] {
        let refused = void(garbled).expect_problem(400, "invalid_header");
        assert!(refused.violates("X-Change-Reason"), "{garbled:?}");
    }
    // In NFC, as all texts are kept.
    void("e\u{301}te\u{301}，登记有误".as_bytes()).expect(200);
    let history = app.get(&clerk, &format!("{item}/history")).send().expect(200);
    assert_eq!(history.body["items"][0]["reason"], json!("été，登记有误"));
}

#[test]
fn codes_and_dates_are_understood_in_full_width_and_by_their_parts() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    for (field, written, kept) in [
        ("township_code", "５４０５２６２０１", "540526201"),
        ("township_code", " 540526201　", "540526201"),
        ("kind", "ｔｒａｉｎｉｎｇ", "training"),
        ("held_on", "２０２４－０５－２０", "2024-05-20"),
        ("held_on", "2024/5/20", "2024-05-20"),
        ("held_on", "2024年5月20日", "2024-05-20"),
        ("held_on", "20240520", "2024-05-20"),
        ("held_on", "2024-05-20 00:00:00", "2024-05-20"),
    ] {
        let created = create(&app, &clerk, &json!({ field: written })).expect(201);
        assert_eq!(created.body[field], json!(kept), "{written}");
        let item = format!("{LIST}/{}", created.id());
        let patched = app.patch(&clerk, &item, &json!({ field: written })).if_match("*").send().expect(200);
        assert_eq!(patched.body[field], json!(kept), "{written}");
    }
    let case = bodies::with(bodies::case(), &json!({"amount": "１２０００．５０"}));
    let case = app.post(&clerk, "/api/v1/cases", &case).send().expect(201);
    assert_eq!(case.body["amount"], json!("12000.50"));
    assert_eq!(case.body["events"][0]["occurred_on"], json!("2024-03-11"));
    // Free text keeps the width in which it was written.
    let kept = create(&app, &clerk, &json!({"title": "Ａ１　讲座"})).expect(201);
    assert_eq!(kept.body["title"], json!("Ａ１　讲座"));
    // What would have to be guessed is refused.
    for doubtful in ["24-05-20", "05/20/2024", "2024-05-19T16:00:00Z", "45432", "2024-05"] {
        assert!(
            create(&app, &clerk, &json!({"held_on": doubtful})).expect(422).violates("/held_on"),
            "{doubtful}"
        );
    }
    let all = app.get(&clerk, LIST).send().expect(200).ids().len();
    for query in [
        "township=５４０５２６２０１",
        "limit=５０",
        "from=2024%2F5%2F20&to=２０２４年5月20日",
        "kind=ｔｒａｉｎｉｎｇ",
    ] {
        assert_eq!(
            app.get(&clerk, &format!("{LIST}?{query}")).send().expect(200).ids().len(),
            all,
            "{query}"
        );
    }
    app.get(&clerk, "/api/v1/regions/５４０５２６２０１").send().expect(200);
    app.get(&clerk, "/api/v1/regions/５４０５２６２０１/figures?year=２０２４").send().expect(200);
}

#[test]
fn a_parameter_of_several_values_is_repeated_or_has_commas() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    let kinds = ["training", "publicity", "meeting"];
    let created: Vec<String> = kinds[..2]
        .iter()
        .map(|kind| {
            create(&app, &clerk, &json!({"kind": kind, "sessions": 1, "form": null})).expect(201).id()
        })
        .collect();
    let found = |query: &str| {
        let mut ids = app.get(&clerk, &format!("{LIST}?{query}")).send().expect(200).ids();
        ids.sort();
        ids
    };
    let mut both = created.clone();
    both.sort();
    for query in [
        "kind=training,publicity",
        "kind=training&kind=publicity",
        "kind=training&limit=20&kind=publicity",
        "kind[]=training&kind[]=publicity",
        "kind%5B%5D=training&kind%5B%5D=publicity",
        "kind=training，publicity",
        "kind=training,inspection&kind=publicity",
    ] {
        assert_eq!(found(query), both, "{query}");
    }
    assert_eq!(found("kind=publicity"), created[1..]);
    // The next page is of the same list.
    let page = app.get(&clerk, &format!("{LIST}?kind=training&kind=publicity&limit=1")).send().expect(200);
    let link = page.header("link").unwrap();
    let next = link.trim_start_matches('<').split('>').next().unwrap();
    let more = app.get(&clerk, next).send().expect(200).ids();
    assert_eq!([page.ids(), more].concat().len(), 2);
    // What has one value has one.
    for query in ["limit=1&limit=2", "limit[]=1", "q=a&q=b", "q[]=a"] {
        app.get(&clerk, &format!("{LIST}?{query}")).send().expect_problem(400, "invalid_parameter");
    }
    let wrong = app.get(&clerk, &format!("{LIST}?kind=training&kind=trainng")).send().expect(400);
    assert_eq!(wrong.violations(), [("kind".to_owned(), "unknown_value".to_owned())]);
}

/// jQuery adds the time to each address where it is told not to use caches; what is built on it does so by default.
#[test]
fn what_is_added_against_caches_is_ignored() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    for _ in 0..2 {
        create(&app, &clerk, &json!({})).expect(201);
    }
    let page = app.get(&clerk, &format!("{LIST}?limit=1&_=1732800000000")).send().expect(200);
    assert!(!page.header("link").unwrap().contains("_="), "{:?}", page.header("link"));
    app.get(&clerk, "/api/v1/me?_=1732800000000").send().expect(200);
    app.get(&clerk, &format!("{LIST}?utm_source=x")).send().expect_problem(400, "invalid_parameter");
}

#[test]
fn an_encoded_colon_is_a_colon() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    let item = format!("{LIST}/{}", create(&app, &clerk, &json!({})).expect(201).id());
    for colon in ["%3A", "%3a"] {
        app.delete(&clerk, &item).if_match("*").send().expect(200);
        let path = format!("{item}{colon}restore");
        let head = format!(
            "POST {path} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {}\r\nif-match: *\r\nx-change-reason: %E5%A4%8D\r\n\
             content-length: 0\r\nconnection: close\r\n\r\n",
            clerk.text.as_ref().unwrap()
        );
        raw::exchange(&app, "POST", &format!("{item}:restore"), head.as_bytes()).unwrap().expect(200);
    }
}

/// The classes of JDK 8 and 11 send an `Accept` whose weights are not of the grammar.
#[test]
fn what_a_client_accepts_is_read_kindly() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    for accept in [
        "text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2",
        "*",
        "application/json;q=1.0000",
        "application/json, text/javascript, */*; q=0.01",
        "json",
    ] {
        app.get(&clerk, "/api/v1/me").header("accept", accept).send().expect(200);
    }
    for accept in ["text/csv", "application/json;q=0", "text/html;q=.2"] {
        app.get(&clerk, "/api/v1/me").header("accept", accept).send().expect_problem(406, "not_acceptable");
    }
}

/// A proxy that compresses answers makes tags weak, or puts the coding behind them: the record has not changed.
#[test]
fn a_tag_that_a_proxy_has_altered_is_named_as_such() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    let item = format!("{LIST}/{}", create(&app, &clerk, &json!({})).expect(201).id());
    let patch = |tag: &str| app.patch(&clerk, &item, &json!({"persons": 9})).if_match(tag).send();
    for altered in ["W/\"1\"", "\"1-gzip\"", "\"1;gzip\"", "\"1--gzip\"", "\"1-br\"", "W/\"1-gzip\""] {
        let refused = patch(altered).expect_problem(412, "etag_altered");
        assert_eq!(refused.header("etag"), Some("\"1\""), "{altered}");
    }
    for stale in ["\"2\"", "W/\"2\"", "\"0-gzip\"", "\"1-2\"", "\"1gzip\"", "\"11\""] {
        patch(stale).expect_problem(412, "precondition_failed");
    }
    patch("\"1\"").expect(200);
}
