//! Lists and figures as tables: every cell is what the API answers in JSON.

use std::io::Cursor;

use calamine::{Data, DataType, Range, Reader, Xlsx};
use serde_json::{Value, json};

use crate::support::{Answer, App, GUDUI, Token, spawn_app};

const COUNTY: &str = "540526";
const CASES: &str = "/api/v1/cases";

/// The rows of a CSV file, the first with the headings.
fn csv(answer: &Answer) -> Vec<Vec<String>> {
    let text = answer.bytes.strip_prefix("\u{feff}".as_bytes()).expect("a byte order mark");
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text);
    reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect()
}

fn workbook(answer: &Answer) -> Xlsx<Cursor<Vec<u8>>> {
    Xlsx::new(Cursor::new(answer.bytes.clone())).unwrap()
}

fn sheet(answer: &Answer, name: &str) -> Range<Data> {
    workbook(answer).worksheet_range(name).unwrap()
}

fn column(rows: &[Vec<String>], heading: &str) -> Vec<String> {
    let headings = rows.first().unwrap();
    let at = headings.iter().position(|known| known == heading).unwrap_or_else(|| panic!("{headings:?}"));
    rows.iter().skip(1).map(|row| row[at].clone()).collect()
}

/// The column of a sheet below a heading.
fn cells(sheet: &Range<Data>, heading: &str) -> Vec<Data> {
    let mut headings = sheet.rows().next().unwrap().iter();
    let at =
        headings.position(|cell| cell.get_string() == Some(heading)).unwrap_or_else(|| panic!("{heading}"));
    sheet.rows().skip(1).map(|row| row[at].clone()).collect()
}

/// All items of a list, page by page.
fn items(app: &App, who: &Token, path: &str) -> Vec<Value> {
    let (mut all, mut next) = (Vec::new(), String::new());
    loop {
        let mark = if path.contains('?') { '&' } else { '?' };
        let page = app.get(who, &format!("{path}{mark}limit=200{next}")).send().expect(200).body;
        all.extend(page["items"].as_array().unwrap().clone());
        match page["page"]["next_cursor"].as_str() {
            Some(cursor) => next = format!("&cursor={cursor}"),
            None => return all,
        }
    }
}

fn texts(items: &[Value], name: &str) -> Vec<String> {
    let text = |item: &Value| match &item[name] {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    items.iter().map(text).collect()
}

#[test]
fn a_list_in_csv_has_every_record_under_chinese_headings() {
    let app = spawn_app();
    app.load_demo();
    let officer = app.officer(COUNTY);
    let cases = items(&app, &officer, CASES);
    let answer = app.get(&officer, &format!("{CASES}?format=csv")).send().expect(200);
    assert_eq!(answer.header("content-type"), Some("text/csv; charset=utf-8"));
    assert!(answer.header("content-disposition").unwrap().starts_with("attachment; filename*=UTF-8''"));
    let rows = csv(&answer);
    assert_eq!(column(&rows, "编号"), texts(&cases, "id"));
    assert_eq!(column(&rows, "乡镇代码"), texts(&cases, "township_code"));
    assert_eq!(column(&rows, "受理日期"), texts(&cases, "accepted_on"));
    assert_eq!(column(&rows, "涉及金额（元）"), texts(&cases, "amount"));
    assert_eq!(column(&rows, "当事人数（人）"), texts(&cases, "parties"));
    let gudui = cases.iter().position(|case| case["township_code"] == GUDUI).unwrap();
    assert_eq!(column(&rows, "乡镇")[gudui], "古堆乡");
    let mediation = cases.iter().position(|case| case["kind"] == "mediation").unwrap();
    assert_eq!(column(&rows, "案件类型")[mediation], "矛盾纠纷调解");
}

#[test]
fn a_table_has_the_pages_of_a_list_one_after_the_other() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    let activity = |at: usize| json!({"township_code": GUDUI, "kind": "training", "held_on": "2024-05-20", "title": format!("第{at}期")});
    let activities: Vec<Value> = (0..450).map(activity).collect();
    app.post(&clerk, "/api/v1/activities:batch", &json!(activities)).reason("补录").send().expect(200);
    let rows = csv(&app.get(&clerk, "/api/v1/activities?format=csv").send().expect(200));
    assert_eq!(column(&rows, "编号"), texts(&items(&app, &clerk, "/api/v1/activities"), "id"));
    assert_eq!(rows.len(), 451);
    let answer = app.get(&clerk, "/api/v1/activities?format=xlsx").send().expect(200);
    assert_eq!(sheet(&answer, "数据").height(), 451);
}

#[test]
fn the_cells_of_a_workbook_have_the_types_of_their_values() {
    let app = spawn_app();
    app.load_demo();
    let officer = app.officer(COUNTY);
    let cases = items(&app, &officer, CASES);
    let answer = app.get(&officer, CASES).header("accept", SPREADSHEET).send().expect(200);
    let table = sheet(&answer, "数据");
    assert_eq!(table.height(), cases.len() + 1);
    let days = cells(&table, "受理日期").into_iter().map(|day| day.as_date().unwrap().to_string());
    assert_eq!(days.collect::<Vec<_>>(), texts(&cases, "accepted_on"));
    for (cell, case) in cells(&table, "涉及金额（元）").iter().zip(&cases) {
        let amount = case["amount"].as_str().map(|amount| amount.parse::<f64>().unwrap());
        assert_eq!(cell.get_float(), amount, "{case}");
    }
    for (cell, case) in cells(&table, "办结日期").iter().zip(&cases) {
        assert_eq!(cell.is_empty(), case["closed_on"].is_null(), "{case}");
    }
    let about = sheet(&answer, "说明");
    let about: Vec<&str> = about.rows().filter_map(|row| row[0].get_string()).collect();
    assert!(about.contains(&"截至（北京时间）") && about.contains(&"涉及金额（元）"), "{about:?}");
}

const SPREADSHEET: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

#[test]
fn no_text_of_a_table_is_a_formula() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    let titles = ["=1+1", "+86", "-3", "@SUM(A1)", "普法，含\"引号\"和,逗号"];
    for (month, title) in titles.iter().enumerate() {
        let day = format!("2024-0{}-01", month + 1);
        let body = json!({"township_code": GUDUI, "kind": "training", "held_on": day, "title": title, "note": "第一行\n第二行"});
        app.post(&clerk, "/api/v1/activities", &body).reason("补录").send().expect(201);
    }
    let list = "/api/v1/activities?sort=held_on&format=";
    let rows = csv(&app.get(&clerk, &format!("{list}csv")).send().expect(200));
    let inert = ["'=1+1", "'+86", "'-3", "'@SUM(A1)", titles[4]];
    assert_eq!(column(&rows, "活动主题"), inert);
    assert_eq!(column(&rows, "备注")[0], "第一行\n第二行");
    let answer = app.get(&clerk, &format!("{list}xlsx")).send().expect(200);
    let table = sheet(&answer, "数据");
    let written: Vec<Data> = titles.iter().map(|title| Data::String((*title).to_owned())).collect();
    assert_eq!(cells(&table, "活动主题"), written);
    let formulas = workbook(&answer).worksheet_formula("数据").unwrap();
    assert!(formulas.cells().all(|(_, _, formula)| formula.is_empty()));
}

#[test]
fn a_matrix_in_a_workbook_has_the_figures_of_the_api() {
    let app = spawn_app();
    app.load_demo();
    let officer = app.officer(COUNTY);
    let path = "/api/v1/regions/540526/figures?year=2024&by=township&compare=previous_year";
    let matrix = app.get(&officer, path).send().expect(200).body;
    let answer = app.get(&officer, &format!("{path}&format=xlsx")).send().expect(200);
    let table = sheet(&answer, "数据");
    let rows: Vec<&Value> = matrix["rows"].as_array().unwrap().iter().chain([&matrix["total"]]).collect();
    assert_eq!(table.height(), rows.len() + 1);
    let (mut zeros, mut gaps) = (0, 0);
    for (cells, row) in table.rows().skip(1).zip(&rows) {
        let items = row["items"].as_array().unwrap();
        assert_eq!(cells.len(), items.len() * 2 + 2);
        for (pair, figure) in cells[2..].chunks(2).zip(items) {
            assert_eq!(pair[0].get_float(), number(&figure["value"], figure), "{figure}");
            assert_eq!(pair[1].get_float(), number(&figure["previous"]["value"], figure), "{figure}");
            zeros += usize::from(pair[0].get_float() == Some(0.0));
            gaps += usize::from(pair[0].is_empty());
        }
    }
    assert!(zeros > 0 && gaps > 0, "the demo has zeros and gaps");
    let study = sheet(&answer, "学法");
    assert_eq!(cells(&study, "集中学习（次）"), cells(&table, "集中学习（次）"), "a sheet for each group");
    assert_eq!(workbook(&answer).sheet_names().last().map(String::as_str), Some("说明"));
    assert!(
        String::from_utf8_lossy(&answer.bytes).contains("xl/charts/chart1.xml"),
        "a chart for each group"
    );
    let names: Vec<&str> = table.rows().filter_map(|row| row[1].get_string()).collect();
    assert!(names.contains(&"古堆乡") && names.last() == Some(&"合计（措美县）"), "{names:?}");
}

/// A value as a spreadsheet has it: percentages are hundredths.
fn number(value: &Value, figure: &Value) -> Option<f64> {
    match value {
        Value::Null => None,
        Value::String(text) if figure["unit"] == "%" => Some(text.parse::<f64>().unwrap() / 100.0),
        Value::String(text) => Some(text.parse().unwrap()),
        number => number.as_f64(),
    }
}

#[test]
fn figures_of_a_region_by_parts_and_over_years_are_tables() {
    let app = spawn_app();
    app.load_demo();
    let officer = app.officer(COUNTY);
    let path = "/api/v1/regions/540526/figures?year=2024&breakdown=mechanism";
    let figures = app.get(&officer, path).send().expect(200).body;
    let rows = csv(&app.get(&officer, &format!("{path}&format=csv")).send().expect(200));
    let lines = figures["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|figure| 1 + figure["parts"].as_array().map_or(0, Vec::len));
    assert_eq!(rows.len() - 1, lines.sum::<usize>());
    let accepted = rows.iter().filter(|row| row[2] == "disputes_accepted");
    let accepted: Vec<(&str, &str)> = accepted.map(|row| (row[3].as_str(), row[4].as_str())).collect();
    let of = |code: &str| {
        figures["items"]
            .as_array()
            .unwrap()
            .iter()
            .find(|figure| figure["indicator"] == code)
            .unwrap()
            .clone()
    };
    assert_eq!(accepted[0], ("", of("disputes_accepted")["value"].to_string().as_str()));
    assert!(accepted.iter().any(|(part, _)| *part == "人民调解"), "{accepted:?}");
    let path = "/api/v1/regions/540526/figures?from=2022&to=2024";
    let series = app.get(&officer, path).send().expect(200).body;
    let rows = csv(&app.get(&officer, &format!("{path}&format=csv")).send().expect(200));
    let items = series["years"][2]["items"].as_array().unwrap();
    assert_eq!(column(&rows, "2024"), texts(items, "value"));
    assert_eq!(column(&rows, "指标代码"), texts(items, "indicator"));
}

#[test]
fn what_a_region_has_to_see_to_is_a_table() {
    let app = spawn_app();
    app.load_demo();
    let officer = app.officer(COUNTY);
    let below = "/api/v1/regions/540526";
    for (path, heading, name) in [
        ("/deadlines?within=366", "期限代码", "clock"),
        ("/progress?year=2024", "报告状态", "report"),
        ("/checks?year=2026", "标识", "key"),
        ("/figures/disputes_accepted/sources?year=2024", "编号", "id"),
    ] {
        let list = items(&app, &officer, &format!("{below}{path}"));
        let rows = csv(&app.get(&officer, &format!("{below}{path}&format=csv")).send().expect(200));
        assert_eq!(column(&rows, heading), texts(&list, name), "{path}");
    }
    let progress =
        csv(&app.get(&officer, &format!("{below}/progress?year=2024&format=csv")).send().expect(200));
    assert!(column(&progress, "缺报指标")[0].contains("专题研讨"), "indicators have their names");
}

#[test]
fn a_table_is_asked_for_by_format_or_accept() {
    let app = spawn_app();
    app.load_demo();
    let (officer, clerk) = (app.officer(COUNTY), app.clerk(GUDUI));
    let english = app.get(&officer, CASES).header("accept", "text/csv").language("en").send().expect(200);
    assert!(csv(&english)[0].contains(&"Accepted on".to_owned()));
    let page = csv(&app.get(&officer, &format!("{CASES}?format=csv&limit=3")).send().expect(200));
    assert_eq!(page.len(), 4, "the headings and one page");
    app.get(&officer, &format!("{CASES}?format=pdf")).send().expect_problem(400, "invalid_parameter");
    let refused = app.get(&officer, CASES).header("accept", "application/pdf").send();
    assert!(
        refused.expect_problem(406, "not_acceptable").body["detail"].as_str().unwrap().contains("text/csv")
    );
    let own = csv(&app.get(&clerk, &format!("{CASES}?format=csv")).send().expect(200));
    assert!(column(&own, "乡镇代码").iter().all(|code| code == GUDUI), "a clerk has what is theirs");
    let searched =
        csv(&app.get(&officer, &format!("{CASES}?q=%E8%8D%89%E5%9C%BA&format=csv")).send().expect(200));
    assert!(column(&searched, "事由").iter().all(|subject| subject.contains("草场")) && searched.len() > 1);
}

#[test]
fn a_table_that_has_not_changed_is_not_sent_again() {
    let app = spawn_app();
    app.load_demo();
    let officer = app.officer(COUNTY);
    let paths = [
        format!("{CASES}?format=csv"),
        "/api/v1/regions/540526/figures?year=2024&format=xlsx".to_owned(),
        "/api/v1/regions/540526/progress?year=2024&format=xlsx".to_owned(),
    ];
    for path in paths {
        let first = app.get(&officer, &path).send().expect(200);
        app.get(&officer, &path).if_none_match(&first.etag()).send().expect(304);
        let english = app.get(&officer, &path).if_none_match(&first.etag()).language("en").send().expect(200);
        assert_ne!(english.etag(), first.etag(), "{path}");
    }
}
