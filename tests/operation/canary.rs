//! Names and numbers made up for this test are handed to the service wherever it takes any, and looked for wherever it
//! leaves something behind: in its log with all that libraries have to say, its database, its metrics, and its answers to
//! those who need not know.

use std::process::Command;

use fazhi::embedded::find_binaries;
use nix::sys::signal::Signal;
use reqwest::Method;
use reqwest::blocking::RequestBuilder;
use serde_json::{Value, json};

use crate::support::database::Database;
use crate::support::deployment::on;
use crate::support::{Service, client, fazhi, folder, output, text};

const TOWNSHIP: &str = "540526201";
const COUNTY: &str = "540526";

/// What is planted as the parties of a case.
const NAME: &str = "欧阳金丝雀";
const NUMBER: &str = "110105194912318886";
const TELEPHONE: &str = "13999127564";
const ADDRESS: &str = "金丝雀巷七号";
const REMARK: &str = "金丝雀的备注";
/// What is planted in a body that is refused, in a query, and in headers.
const REFUSED: &str = "上官百灵鸟";
const QUERIED: &str = "司徒画眉鸟";
const QUERIED_NUMBER: &str = "110105194912317779";
const HEADER: &str = "440524188001017778";

const ALL: [&str; 9] = [NAME, NUMBER, TELEPHONE, ADDRESS, REMARK, REFUSED, QUERIED, QUERIED_NUMBER, HEADER];

/// A text as it may have been written down.
fn spellings(canary: &str) -> Vec<String> {
    let spelled = |unit: fn(u8) -> String| canary.bytes().map(unit).collect::<Vec<_>>().concat();
    let escaped: Vec<String> = canary.encode_utf16().map(|unit| format!("\\u{unit:04x}")).collect();
    vec![
        canary.to_owned(),
        spelled(|byte| format!("{byte:02x}")),
        spelled(|byte| format!("%{byte:02X}")),
        spelled(|byte| format!("\\x{byte:02x}")),
        escaped.concat(),
    ]
}

/// The canaries that a text holds, in any spelling.
fn heard(text: &str) -> Vec<&'static str> {
    let is_in = |canary: &&str| spellings(canary).iter().any(|spelling| text.contains(spelling));
    ALL.into_iter().filter(is_in).collect()
}

#[track_caller]
fn assert_silent(what: &str, text: &str) {
    assert_eq!(heard(text), [""; 0], "{what}: {}", text.chars().take(2000).collect::<String>());
}

/// The service with a log of everything, and somebody of each role.
struct Aviary {
    service: Service,
    database: Database,
    tokens: Vec<(&'static str, String)>,
}

impl Aviary {
    fn open(folder: &std::path::Path) -> Self {
        let database = Database::start(&folder.join("database"), &[]);
        let token = |role: &'static str, region: &str| {
            let args = ["token", "create", "--role", role, "--region", region, "--name", role];
            let made = output(on(&mut fazhi(folder), &database).args(args));
            assert!(made.status.success(), "{}", text(&made.stderr));
            (role, text(&made.stdout).trim_end().to_owned())
        };
        let tokens = vec![
            token("clerk", TOWNSHIP),
            token("viewer", TOWNSHIP),
            token("auditor", COUNTY),
            token("officer", COUNTY),
            token("admin", COUNTY),
        ];
        let mut command = fazhi(folder);
        let service = Service::start(folder, on(command.env("FAZHI_LOG", "trace"), &database));
        Self { service, database, tokens }
    }

    fn ask(&self, role: &str, method: Method, path: &str) -> RequestBuilder {
        let (_, token) = self.tokens.iter().find(|(known, _)| *known == role).expect("a role");
        let request = client().request(method, format!("{}/api/v1{path}", self.service.address));
        request.bearer_auth(token).header("if-match", "*").header("x-change-reason", "test")
    }

    fn put(&self, role: &str, path: &str, body: &Value) -> (u16, String) {
        said(self.ask(role, Method::PUT, path).json(body))
    }

    fn post(&self, role: &str, path: &str, body: &Value) -> (u16, String) {
        let request = self.ask(role, Method::POST, path).header("x-change-reason", "entered late");
        said(request.header("idempotency-key", path).json(body))
    }

    fn get(&self, role: &str, path: &str) -> (u16, String) {
        said(self.ask(role, Method::GET, path))
    }

    /// A case whose parties are planted: its address.
    fn plant(&self) -> String {
        let on =
            self.put("officer", &format!("/regions/{COUNTY}/personal-data"), &json!({"party_names": true}));
        assert_eq!(on.0, 200, "{}", on.1);
        let case = json!({"township_code": TOWNSHIP, "kind": "petition", "subject": "反映草补发放", "parties": 1,
            "accepted_on": "2024-03-01", "channel": "visit", "pathway": 6});
        let (status, entered) = self.post("clerk", "/cases", &case);
        assert_eq!(status, 201, "{entered}");
        let entered: Value = serde_json::from_str(&entered).unwrap();
        let case = format!("/cases/{}", entered["id"].as_str().unwrap());
        let (status, told) = self.put("clerk", &format!("{case}/parties"), &parties());
        assert_eq!(status, 200, "{told}");
        assert_eq!(heard(&told), [NAME, NUMBER, TELEPHONE, ADDRESS, REMARK], "the test can hear them");
        case
    }

    /// Everything in the database, as SQL and in clear.
    fn dump(&self) -> String {
        let program = find_binaries(None).unwrap().dir.join("pg_dump");
        let dumped = Command::new(program).args(["--inserts", "-d", self.database.url()]).output().unwrap();
        assert!(dumped.status.success(), "{}", text(&dumped.stderr));
        text(&dumped.stdout)
    }
}

fn said(request: RequestBuilder) -> (u16, String) {
    let answer = request.send().unwrap();
    (answer.status().as_u16(), answer.text().unwrap())
}

fn parties() -> Value {
    json!({"items": [{"name": NAME, "role": "applicant", "identity_number": NUMBER, "telephone": TELEPHONE,
        "address": ADDRESS, "note": REMARK}]})
}

/// Every refusal that has something of a canary to repeat.
fn provoke_refusals(aviary: &Aviary, case: &str) {
    let list = format!("{case}/parties");
    let planted = json!({"items": [{"name": REFUSED, "role": REFUSED, "telephone": [REFUSED], "note": REFUSED.repeat(200)}]});
    let bodies = [
        planted,
        json!({"items": REFUSED}),
        json!([REFUSED]),
        json!({"items": [{"name": format!("{REFUSED}*"), "role": "other"}]}),
    ];
    for role in ["clerk", "viewer", "officer"] {
        for body in &bodies {
            refused(aviary.put(role, &list, body));
        }
        refused(aviary.put(role, &list, &parties_with_a_fault()));
    }
    refused(aviary.post("auditor", &format!("{list}:reveal"), &json!({"purpose": REFUSED, "case": REFUSED})));
    refused(aviary.post("viewer", &format!("{list}:reveal"), &json!({"purpose": REFUSED})));
    refused(said(
        aviary.ask("clerk", Method::PUT, &list).body(format!("{{\"items\": [{{\"name\": \"{REFUSED}")),
    ));
    refused(said(
        aviary
            .ask("clerk", Method::PUT, &list)
            .header("content-type", "application/json")
            .body(format!("[\"{REFUSED}")),
    ));
    refused(aviary.post(
        "clerk",
        "/cases",
        &json!({"kind": REFUSED, "subject": [REFUSED], "dispute_type": REFUSED}),
    ));
    for query in [
        format!("kind={QUERIED}"),
        format!("sort={QUERIED_NUMBER}"),
        format!("cursor={QUERIED}"),
        format!("township={QUERIED_NUMBER}"),
        format!("voided={QUERIED}"),
    ] {
        refused(aviary.get("clerk", &format!("/cases?{query}")));
    }
    let (status, list_of_none) = aviary.get("clerk", &format!("/cases?q={QUERIED}&from=2024-01-01"));
    assert_eq!(status, 200);
    assert_silent("a search", &list_of_none);
    for header in ["if-match", "idempotency-key", "accept", "x-telephone"] {
        let request = client().post(format!("{}/api/v1{list}:reveal", aviary.service.address));
        let (_, answer) = said(request.bearer_auth("fz_x").header(header, HEADER).json(&json!({})));
        assert_silent(header, &answer);
        let stale = client().put(format!("{}/api/v1{list}", aviary.service.address));
        let (_, token) = &aviary.tokens[0];
        refused(said(stale.bearer_auth(token).header("if-match", HEADER).json(&parties())));
    }
}

fn parties_with_a_fault() -> Value {
    let mut faulty = parties();
    faulty["items"][0]["age"] = json!(NUMBER);
    faulty
}

#[track_caller]
fn refused((status, answer): (u16, String)) {
    assert!((400..500).contains(&status), "{status} {answer}");
    assert_silent("a refusal", &answer);
}

/// Everything that can be read, by everybody, but by the township's clerk its parties.
fn read_everything(aviary: &Aviary, case: &str) {
    let figures = format!("/regions/{TOWNSHIP}/figures?year=2024");
    let history = format!("{case}/history");
    let (list, reveal) = (format!("{case}/parties"), format!("{case}/parties:reveal"));
    let paths =
        [case, "/cases", &history, "/changes", "/me", &figures, "/activities", "/tokens", "/accounts"];
    for (role, _) in &aviary.tokens {
        for path in paths {
            assert_silent(path, &aviary.get(role, path).1);
        }
        let (status, told) = aviary.get(role, &list);
        assert_eq!(status, 200);
        let expected: &[&str] =
            if *role == "clerk" { &[NAME, NUMBER, TELEPHONE, ADDRESS, REMARK] } else { &[] };
        assert_eq!(heard(&told), expected, "{role}");
        let purpose = json!({"purpose": "信访复查，核实办理情况"});
        let (status, told) = aviary.post(role, &reveal, &purpose);
        let may = !["viewer", "admin"].contains(role);
        assert_eq!((status, heard(&told).len()), if may { (200, 5) } else { (403, 0) }, "{role}");
        // The same again is what was kept of it.
        assert_silent("a replay", &aviary.post(role, &reveal, &purpose).1);
    }
}

#[test]
fn who_a_party_is_shows_nowhere_it_need_not() {
    let folder = folder();
    let aviary = Aviary::open(folder.path());
    let case = aviary.plant();
    provoke_refusals(&aviary, &case);
    read_everything(&aviary, &case);
    assert_silent(
        "the metrics",
        &client().get(aviary.service.metrics_address()).send().unwrap().text().unwrap(),
    );
    let dump = aviary.dump();
    assert!(dump.contains("反映草补发放") && dump.contains("disclosed"), "the dump shows what is in clear");
    assert_silent("the database", &dump);
    let log = aviary.service.log();
    assert!(log.contains(" TRACE ") && log.contains("/parties:reveal"), "everything is logged");
    assert!(!log.contains("panicked") && !log.contains("status=5"), "nothing failed");
    assert_silent("the log", &log);
    assert_eq!(aviary.service.end(Signal::SIGTERM), Some(0));
}

/// A test that hears nothing would find nothing.
#[test]
fn a_canary_is_heard_however_it_is_written() {
    for canary in ALL {
        for spelling in spellings(canary) {
            assert_eq!(heard(&format!("… {spelling} …")), [canary], "{spelling}");
        }
    }
    assert_eq!(heard("古堆乡"), [""; 0]);
}
