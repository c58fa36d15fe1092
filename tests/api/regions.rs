//! The directory of regions: what it has, how it is walked and searched.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::support::{Answer, App, GUDUI, Token, spawn_app};

const LIST: &str = "/api/v1/regions";

fn read(app: &App, path: &str) -> Answer {
    app.get(&app.clerk(GUDUI), &format!("{LIST}{path}")).send()
}

fn codes(page: &Answer) -> Vec<String> {
    let items = page.body["items"].as_array().expect("a list");
    items.iter().map(|item| item["code"].as_str().unwrap().to_owned()).collect()
}

fn full_name(app: &App, code: &str) -> Value {
    read(app, &format!("/{code}")).expect(200).body["full_name"].clone()
}

#[test]
fn a_region_is_read_by_its_code() {
    let app = spawn_app();
    let gudui = read(&app, "/540526201").expect(200);
    let expected = json!({
        "code": "540526201", "name": "古堆乡", "level": "township", "parent_code": "540526", "valid_from": null,
        "valid_to": null, "successor_code": null, "full_name": "西藏自治区山南市措美县古堆乡"
    });
    assert_eq!(gudui.body, expected);
    for (code, level, parent) in [
        ("540526", "county", json!("5405")),
        ("5405", "prefecture", json!("54")),
        ("54", "province", json!("CN")),
        ("CN", "nation", json!(null)),
    ] {
        let region = read(&app, &format!("/{code}")).expect(200).body;
        assert_eq!((&region["level"], &region["parent_code"]), (&json!(level), &parent), "{code}");
    }
}

/// A letterhead names places; 市辖区 and 县 are headings of the code book, and 东莞 has no counties.
#[test]
fn full_names_leave_out_what_is_no_place() {
    let app = spawn_app();
    for (code, name) in [
        ("CN", "全国"),
        ("54", "西藏自治区"),
        ("5405", "西藏自治区山南市"),
        ("110101", "北京市东城区"),
        ("469001100", "海南省五指山市通什镇"),
        ("441900", "广东省东莞市"),
        ("441900101", "广东省东莞市石碣镇"),
    ] {
        assert_eq!(full_name(&app, code), json!(name), "{code}");
    }
}

#[test]
fn what_is_no_region_is_not_found() {
    let app = spawn_app();
    for code in
        ["540526999", "99", "999999999", "cn", "5", "540", "5405262011", "x", "%20", "字", "540526201%20"]
    {
        for below in ["", "/children", "/ancestors"] {
            read(&app, &format!("/{code}{below}")).expect_problem(404, "not_found");
        }
    }
    read(&app, "?parent=99").expect_problem(404, "not_found");
    for parent in ["5405262", "cn", "540526201", ""] {
        read(&app, &format!("?parent={parent}")).expect_problem(400, "invalid_parameter");
    }
}

#[test]
fn every_level_has_what_the_source_has() {
    let app = spawn_app();
    for (level, count) in [
        ("nation", 1),
        ("province", 31),
        ("prefecture", 342),
        ("county", 2978),
        ("own_unit", 2978),
        ("township", 41351),
    ] {
        let page = read(&app, &format!("?level={level}&limit=1&count=exact")).expect(200);
        assert_eq!(page.body["page"]["total"], json!(count), "{level}");
        assert_eq!(page.body["items"][0]["level"], json!(level));
    }
    read(&app, "?level=village").expect_problem(400, "invalid_parameter");
    let total = read(&app, "?limit=1&count=exact").expect(200);
    assert_eq!(total.body["page"]["total"], json!(47_681));
}

#[test]
fn children_are_those_right_below_and_ancestors_those_above() {
    let app = spawn_app();
    let children = codes(&read(&app, "/540526/children").expect(200));
    assert_eq!(children, ["540526000", "540526100", "540526101", "540526200", "540526201"]);
    assert_eq!(codes(&read(&app, "?parent=540526").expect(200)), children);
    assert_eq!(codes(&read(&app, "/CN/children").expect(200)).len(), 31);
    assert_eq!(codes(&read(&app, "/540526201/children").expect(200)), [""; 0]);
    let above = codes(&read(&app, "/540526201/ancestors").expect(200));
    assert_eq!(above, ["CN", "54", "5405", "540526"]);
    assert_eq!(codes(&read(&app, "/54/ancestors").expect(200)), ["CN"]);
    assert_eq!(codes(&read(&app, "/CN/ancestors").expect(200)), [""; 0]);
    read(&app, "/540526/children?limit=2").expect_problem(400, "invalid_parameter");
}

#[test]
fn names_are_searched_literally_and_filters_go_together() {
    let app = spawn_app();
    let gudui = "%E5%8F%A4%E5%A0%86";
    assert_eq!(codes(&read(&app, &format!("?q={gudui}")).expect(200)), [GUDUI]);
    assert_eq!(codes(&read(&app, &format!("?q={gudui}&level=county")).expect(200)), [""; 0]);
    assert_eq!(codes(&read(&app, &format!("?q={gudui}&parent=540526&level=township")).expect(200)), [GUDUI]);
    for nothing in ["%25", "_", "%5C", "'%3B--"] {
        assert_eq!(codes(&read(&app, &format!("?q={nothing}")).expect(200)), [""; 0], "{nothing}");
    }
    read(&app, "?q=").expect_problem(400, "invalid_parameter");
}

fn all(app: &App, token: &Token, list: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut next = Some(list.to_owned());
    while let Some(path) = next {
        let page = app.get(token, &path).send().expect(200);
        found.extend(codes(&page));
        next = page.next_cursor().map(|cursor| format!("{list}&cursor={cursor}"));
    }
    found
}

#[test]
fn pages_follow_by_code_and_cursors_are_of_one_list() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    let list = format!("{LIST}?level=prefecture&limit=100");
    let paged = all(&app, &clerk, &list);
    let sorted: BTreeSet<&String> = paged.iter().collect();
    assert_eq!((paged.len(), sorted.len()), (342, 342));
    assert!(paged.iter().eq(sorted));
    let cursor = app.get(&clerk, &list).send().next_cursor().unwrap();
    for other in ["level=county", "level=prefecture&q=%E5%B8%82", ""] {
        let path = format!("{LIST}?{other}&limit=100&cursor={cursor}");
        app.get(&clerk, &path).send().expect_problem(400, "invalid_cursor");
    }
    let shorter = format!("{LIST}?cursor={cursor}&limit=1&level=prefecture");
    assert_eq!(codes(&app.get(&clerk, &shorter).send().expect(200)), paged[100..101]);
    let activities = format!("/api/v1/activities?cursor={cursor}");
    app.get(&clerk, &activities).send().expect_problem(400, "invalid_cursor");
}

#[test]
fn the_directory_is_the_same_for_all_and_fetched_once() {
    let app = spawn_app();
    for path in ["/540526201", "/540526/children", "/540526201/ancestors", "?level=province"] {
        let path = format!("{LIST}{path}");
        let answers = [app.clerk(GUDUI), app.officer("110101"), app.admin("CN")]
            .map(|token| app.get(&token, &path).send().expect(200));
        assert!(
            answers.iter().all(|answer| answer.body == answers[0].body && answer.etag() == answers[0].etag())
        );
        let again = app.get(&app.clerk(GUDUI), &path).if_none_match(&answers[0].etag()).send();
        again.expect(304);
        app.get(&Token::nobody(), &path).send().expect_problem(401, "unauthenticated");
    }
}
