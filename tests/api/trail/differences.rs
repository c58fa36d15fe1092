//! Entries keep what changed. Whatever is read back is what was answered at the time; entries of the form before stay.

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Binary, Integer, Nullable, Text};
use fazhi::session::trail::states;
use fazhi::session::trail::verify::{Marks, verify};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::{Answer, App, GUDUI, Token, bodies, spawn_app};

const PLANS: &str = "/api/v1/plans";

/// Numbers that look random, the same in each run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % sides as u64).unwrap()
    }

    fn text(&mut self) -> String {
        let part = ["学习", "宣传\"", "执法/检查", "~调解", "\\", "é", "🏔"];
        (0..=self.below(12)).map(|_| part[self.below(part.len())]).collect()
    }
}

/// Another state of a plan: a field, a task's field, tasks taken out, put in or in another order.
fn edited(dice: &mut Dice, plan: &Value) -> Value {
    let change = an_edit(dice, plan);
    if bodies::with(plan.clone(), &change) == *plan { edited(dice, plan) } else { change }
}

fn an_edit(dice: &mut Dice, plan: &Value) -> Value {
    let mut tasks = plan["tasks"].as_array().unwrap().clone();
    match dice.below(7) {
        0 => return json!({"note": dice.text()}),
        1 => return json!({"note": null, "objective": dice.text()}),
        2 => {
            return json!({"in_annual_work_plan": ([None, Some(true), Some(false)][dice.below(3)]), "title": dice.text()});
        }
        3 if tasks.len() > 1 => drop(tasks.remove(dice.below(tasks.len()))),
        4 => tasks.insert(dice.below(tasks.len() + 1), json!({"title": dice.text(), "measure": dice.text()})),
        5 => tasks.reverse(),
        _ => {
            let at = dice.below(tasks.len());
            tasks[at]["measure"] = json!(dice.text());
        }
    }
    json!({ "tasks": tasks })
}

/// All pages of a history, newest first.
fn history(app: &App, token: &Token, item: &str, limit: usize) -> Vec<Value> {
    let (mut items, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = app.get(token, &format!("{item}/history?limit={limit}{cursor}")).send().expect(200);
        let part = page.body["items"].as_array().unwrap();
        assert!(!part.is_empty() && part.len() <= limit);
        items.extend(part.iter().cloned());
        match page.next_cursor() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return items,
        }
    }
}

/// Whatever way there is to a version, it leads to what was answered.
fn reads_as_answered(app: &App, token: &Token, item: &str, answers: &[Value]) {
    let entries = history(app, token, item, 7);
    assert_eq!(entries.len(), answers.len());
    for (entry, answer) in entries.iter().rev().zip(answers) {
        assert_eq!(entry["after"], *answer);
    }
    for pair in entries.windows(2) {
        assert_eq!(pair[0]["before"], pair[1]["after"]);
    }
    let id = answers[0]["id"].as_str().unwrap();
    let feed = app.get(token, &format!("/api/v1/changes?record={id}&limit=200")).send().expect(200);
    let told: Vec<&Value> =
        feed.body["items"].as_array().unwrap().iter().map(|item| &item["after"]).collect();
    assert_eq!(told, answers.iter().collect::<Vec<_>>());
    for (version, answer) in (1..).zip(answers) {
        let at = answer["updated_at"].as_str().unwrap();
        assert_eq!(app.get(token, &format!("{item}?as_of={at}")).send().expect(200).body, *answer);
        let id = Uuid::parse_str(id).unwrap();
        let state = app.db.read_now(|conn| states::in_version(conn, "540526", id, version)).unwrap();
        assert_eq!(state.unwrap().value().unwrap(), *answer);
    }
}

#[test]
fn every_version_reads_as_it_was_answered() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    for seed in [1, 20, 300] {
        let mut dice = Dice(seed);
        let first = app.post(&clerk, PLANS, &bodies::plan()).send().expect(201);
        let item = format!("{PLANS}/{}", first.id());
        let mut answers = vec![first.record()];
        while answers.len() < 40 {
            let now = answers.last().unwrap();
            let change = app.patch(&clerk, &item, &edited(&mut dice, now));
            answers.push(change.if_match(&format!("\"{}\"", answers.len())).send().expect(200).record());
        }
        reads_as_answered(&app, &clerk, &item, &answers);
        let version = 1 + dice.below(39);
        let path = format!("{item}:restore?version={version}");
        let restored =
            app.request("POST", &clerk, &path).reason("改错了").if_match("\"40\"").send().expect(200);
        assert_eq!(restored.body["tasks"], answers[version - 1]["tasks"]);
    }
    assert_eq!(
        app.number(
            "SELECT count(*) FROM trail WHERE resource = 'plans' AND version % 32 = 0 AND after IS NULL"
        ),
        0
    );
    assert!(app.number("SELECT count(*) FROM trail WHERE resource = 'plans' AND patch IS NOT NULL") > 60);
    let walked = app.db.read_now(|conn| Ok(verify(conn, &app.secrets.keys.trail, &Marks::new())?)).unwrap();
    assert_eq!(walked.faults, []);
}

/// A plan of 200 tasks, as long as a body may be.
fn longest_plan() -> Value {
    let task = |n: usize| json!({"title": format!("任务{n}"), "measure": "法".repeat(480), "status_reason": "治".repeat(480), "responsible_office": "办".repeat(90)});
    let tasks: Vec<Value> = (0..200).map(task).collect();
    bodies::with(bodies::plan(), &json!({ "tasks": tasks }))
}

/// The most bytes of a page.
const PAGE: usize = 4 << 20;

#[test]
fn small_changes_of_a_long_record_take_little_room() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    let entered = app.post(&clerk, PLANS, &longest_plan()).send().expect(201);
    assert!(entered.body.to_string().len() > 600_000, "{}", entered.body.to_string().len());
    let item = format!("{PLANS}/{}", entered.id());
    let stored = "SELECT sum(pg_column_size(t.*)) FROM trail t";
    let before = app.number(stored);
    let patch = |version: usize| -> Answer {
        let change = app.patch(&clerk, &item, &json!({"note": format!("n{version}")}));
        change.if_match(&format!("\"{version}\"")).send().expect(200)
    };
    let answers: Vec<Value> = (1..=100).map(|version| patch(version).record()).collect();
    let added = app.number(stored) - before;
    assert!(added < 4_000_000, "{added} bytes for 100 changes");
    assert_eq!(app.number("SELECT count(*) FROM trail WHERE resource = 'plans' AND after IS NOT NULL"), 4);
    // What is read is cut by its bytes, and goes on.
    let (mut address, mut versions) = (format!("{item}/history?limit=200"), Vec::new());
    for _ in 0..3 {
        let page = app.get(&clerk, &address).send().expect(200);
        assert!(page.body.to_string().len() <= PAGE, "{}", page.body.to_string().len());
        for entry in page.body["items"].as_array().unwrap() {
            let version = usize::try_from(entry["version"].as_u64().unwrap()).unwrap();
            assert_eq!((&entry["after"], &entry["before"]), (&answers[version - 2], &answers[version - 3]));
            versions.push(version);
        }
        address = format!("{item}/history?limit=200&cursor={}", page.next_cursor().unwrap());
    }
    assert_eq!(versions, (0..versions.len()).map(|n| 101 - n).collect::<Vec<_>>());
    let (mut address, mut told) = ("/api/v1/changes?resource=plans&limit=200".to_owned(), 0);
    for _ in 0..3 {
        let page = app.get(&clerk, &address).send().expect(200);
        assert!(page.body.to_string().len() <= PAGE && page.body["more"] == true);
        told += page.body["items"].as_array().unwrap().len();
        assert_eq!(page.body["items"].as_array().unwrap().last().unwrap()["version"], told);
        address = format!(
            "/api/v1/changes?resource=plans&limit=200&after={}",
            page.body["cursor"].as_str().unwrap()
        );
    }
    assert!((6..100).contains(&told), "{told}");
}

/// An entry, all that was hashed of it before there were differences.
#[derive(QueryableByName)]
struct Entry {
    #[diesel(sql_type = Array<Text>)]
    texts: Vec<String>,
    #[diesel(sql_type = BigInt)]
    position: i64,
    #[diesel(sql_type = diesel::sql_types::Uuid)]
    id: Uuid,
    #[diesel(sql_type = diesel::sql_types::Uuid)]
    record_id: Uuid,
    #[diesel(sql_type = Integer)]
    version: i32,
    #[diesel(sql_type = BigInt)]
    at: i64,
    #[diesel(sql_type = Array<Text>)]
    by: Vec<String>,
    #[diesel(sql_type = Nullable<Text>)]
    address: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    reason: Option<String>,
    #[diesel(sql_type = Array<Text>)]
    changed: Vec<String>,
    #[diesel(sql_type = Nullable<Text>)]
    before: Option<String>,
    #[diesel(sql_type = Text)]
    after: String,
}

const ENTRIES: &str = "SELECT array[county_code, township_code, resource, action] AS texts, position, id, record_id, version,
    (extract(epoch FROM at) * 1000000)::bigint AS at, array[token_id, account, actor, role, request_id] AS by, address, reason,
    changed, before::text AS before, after::text AS after FROM trail WHERE township_code = '540526201' ORDER BY position";

/// Adds a part with its length before it.
fn part(message: &mut Vec<u8>, bytes: &[u8]) {
    message.extend_from_slice(&(bytes.len() as u64).to_be_bytes());
    message.extend_from_slice(bytes);
}

fn optional(message: &mut Vec<u8>, text: Option<&str>) {
    match text {
        Some(text) => part(message, text.as_bytes()),
        None => message.extend_from_slice(&u64::MAX.to_be_bytes()),
    }
}

/// What the release before hashed of an entry.
fn hashed(entry: &Entry, previous: &[u8]) -> Vec<u8> {
    let mut message = Vec::new();
    part(&mut message, previous);
    entry.texts.iter().for_each(|text| part(&mut message, text.as_bytes()));
    part(&mut message, &entry.position.to_be_bytes());
    part(&mut message, entry.id.as_bytes());
    part(&mut message, entry.record_id.as_bytes());
    part(&mut message, &entry.version.to_be_bytes());
    part(&mut message, &entry.at.to_be_bytes());
    entry.by.iter().for_each(|text| part(&mut message, text.as_bytes()));
    optional(&mut message, entry.address.as_deref());
    optional(&mut message, entry.reason.as_deref());
    part(&mut message, &(entry.changed.len() as u64).to_be_bytes());
    entry.changed.iter().for_each(|field| part(&mut message, field.as_bytes()));
    optional(&mut message, entry.before.as_deref());
    part(&mut message, entry.after.as_bytes());
    message
}

/// Makes the entries of a chain what the release before would have written: the record as a whole, and what the changed
/// fields were.
pub fn write_as_before(app: &App) {
    let mut conn = app.connect();
    let key = &app.secrets.keys.trail;
    let rows: Vec<(Uuid, Uuid, i32, Vec<String>)> = {
        use fazhi::db::schema::trail::dsl;
        dsl::trail
            .filter(dsl::township_code.eq(GUDUI))
            .order(dsl::position)
            .select((dsl::id, dsl::record_id, dsl::version, dsl::changed))
            .load(&mut conn)
            .unwrap()
    };
    let state = |conn: &mut PgConnection, record, version| {
        states::in_version(conn, "540526", record, version).unwrap().map(|state| state.value().unwrap())
    };
    for (id, record, version, changed) in rows.into_iter().rev() {
        let after = state(&mut conn, record, version).unwrap();
        let before = state(&mut conn, record, version - 1).map(|was| {
            Value::Object(changed.iter().map(|field| (field.clone(), was[field].clone())).collect())
        });
        let before = before.map_or("NULL".to_owned(), |before| format!("'{before}'"));
        conn.batch_execute(&format!("UPDATE trail SET format = 1, patch = NULL, size = NULL, token_issued_by = NULL, token_issuer_account = NULL, after = '{after}', before = {before} WHERE id = '{id}'")).unwrap();
    }
    let entries: Vec<Entry> = diesel::sql_query(ENTRIES).load(&mut conn).unwrap();
    let mut hash = Vec::new();
    for entry in &entries {
        hash = key.tag(&hashed(entry, &hash)).to_vec();
        diesel::sql_query("UPDATE trail SET hash = $1 WHERE id = $2")
            .bind::<Binary, _>(&hash)
            .bind::<diesel::sql_types::Uuid, _>(entry.id)
            .execute(&mut conn)
            .unwrap();
    }
    let end = fazhi::session::trail::Head { position: entries.last().unwrap().position, hash };
    let mac = end.mac(GUDUI, key).to_vec();
    diesel::sql_query(
        "UPDATE trail_heads SET position = $1, hash = $2, mac = $3 WHERE township_code = '540526201'",
    )
    .bind::<BigInt, _>(end.position)
    .bind::<Binary, _>(&end.hash)
    .bind::<Binary, _>(mac)
    .execute(&mut conn)
    .unwrap();
}

#[test]
fn entries_of_the_form_before_are_read_verified_and_built_upon() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    let mut dice = Dice(4);
    let first = app.post(&clerk, PLANS, &bodies::plan()).send().expect(201);
    let item = format!("{PLANS}/{}", first.id());
    let mut answers = vec![first.record()];
    let change = |dice: &mut Dice, answers: &mut Vec<Value>| {
        let request = app.patch(&clerk, &item, &edited(dice, answers.last().unwrap()));
        answers.push(request.if_match(&format!("\"{}\"", answers.len())).send().expect(200).record());
    };
    (0..5).for_each(|_| change(&mut dice, &mut answers));
    write_as_before(&app);
    reads_as_answered(&app, &clerk, &item, &answers);
    (0..5).for_each(|_| change(&mut dice, &mut answers));
    reads_as_answered(&app, &clerk, &item, &answers);
    let verified = |app: &App| {
        app.db.read_now(|conn| Ok(verify(conn, &app.secrets.keys.trail, &Marks::new())?)).unwrap()
    };
    assert_eq!(verified(&app).faults, []);
    assert_eq!(app.number("SELECT count(*) FROM trail WHERE format = 1 AND township_code = '540526201'"), 8);
    // A difference that is altered is found as anything else is.
    let alter = "UPDATE trail SET patch = replace(patch::text, 'a', 'b')::json WHERE patch IS NOT NULL AND patch::text LIKE '%a%'";
    app.connect().batch_execute(alter).unwrap();
    assert_eq!(verified(&app).faults.len(), 1);
}

/// What is no longer written of a record leaves no difference that cannot be applied.
#[test]
fn a_record_that_got_fields_since_its_last_entry_is_stored_as_a_whole() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    let first = app.post(&clerk, "/api/v1/members", &bodies::member()).send().expect(201);
    let item = format!("/api/v1/members/{}", first.id());
    // As if the field had not been there yet.
    let id = first.id();
    app.connect()
        .batch_execute(&format!(
            "UPDATE trail SET after = (after::jsonb - 'note')::json,
        size = octet_length((after::jsonb - 'note')::text) WHERE record_id = '{id}'"
        ))
        .unwrap();
    let changed = app.patch(&clerk, &item, &json!({"note": "新"})).if_match("\"1\"").send().expect(200);
    let entries = history(&app, &clerk, &item, 50);
    assert_eq!(entries[0]["after"], changed.record());
    assert_eq!(entries[0]["before"]["note"], first.body["note"]);
    assert_eq!(
        app.number(&format!("SELECT count(*) FROM trail WHERE record_id = '{id}' AND patch IS NULL")),
        2
    );
}
