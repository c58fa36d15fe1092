//! What the service answers, held against the recount.

use diesel::PgConnection;
use reqwest::blocking::{Client, RequestBuilder};
use serde_json::Value;

use crate::checks;
use crate::question::Question;
use crate::recount::{self, Figures};
use crate::support::App;

/// Reads figures as an administrator of the nation.
pub struct Reader {
    client: Client,
    base: String,
    token: String,
}

impl Reader {
    pub fn new(app: &App) -> Self {
        let token = app.admin("CN").text.expect("a token");
        let client = Client::builder().no_proxy().build().expect("a client");
        Self { client, base: format!("http://{}", app.address), token }
    }

    /// The tag and the body of an answer that has one.
    pub fn read(&self, path: &str) -> (String, Value) {
        let answer = self.request(path).send().expect("an answer");
        let etag = answer.headers().get("etag").expect("a tag").to_str().expect("a text").to_owned();
        let (status, text) = (answer.status(), answer.text().expect("a text"));
        assert_eq!(status, 200, "{path}: {text}");
        (etag, serde_json::from_str(&text).expect("JSON"))
    }

    /// A request for what is below `/api/v1`.
    pub fn request(&self, path: &str) -> RequestBuilder {
        let path = path.strip_prefix("/api/v1").unwrap_or(path);
        self.client.get(format!("{}/api/v1{path}", self.base)).bearer_auth(&self.token)
    }
}

/// Compares all figures of the question; how many there were, and what differs.
pub fn compare(reader: &Reader, conn: &mut PgConnection, question: &Question) -> (usize, Vec<String>) {
    let (region, by) = question.matrix;
    let path = format!("/regions/{region}/figures?{}&by={by}", question.query());
    let (etag, matrix) = reader.read(&path);
    let rows = rows(&matrix);
    let regions: Vec<_> = rows.iter().map(|(code, _)| *code).collect();
    let before = question
        .compares
        .then(|| recount::figures(conn, &question.a_year_earlier(), question.units_of(), &regions));
    let expected = recount::figures(conn, question, question.units_of(), &regions);
    let mut found = checks::unchanged(reader, &path, &etag);
    found.extend(checks::coverage(&matrix, recount::reporting(conn).get(region)));
    let mut compared = 0;
    for (code, items) in rows {
        compared += items.len();
        found.extend(items.iter().filter_map(|item| {
            difference(code, item, &expected).or_else(|| difference_before(code, item, before.as_ref()?))
        }));
        found.extend(checks::course(items));
    }
    found.extend(checks::sources(reader, conn, region, &matrix["total"]["items"]));
    (compared, found.into_iter().map(|found| format!("{path}\n  {found}")).collect())
}

/// The rows of a matrix with the codes of their regions, and the total with that of its region.
fn rows(matrix: &Value) -> Vec<(&str, &Vec<Value>)> {
    let rows = matrix["rows"].as_array().expect("rows").iter().chain([&matrix["total"]]);
    rows.map(|row| {
        let region = if row["region"].is_null() { &matrix["region"] } else { &row["region"] };
        (region["code"].as_str().expect("a code"), row["items"].as_array().expect("items"))
    })
    .collect()
}

/// What a figure says, by the names of the recount.
const SAID: [(&str, &str); 11] = [
    ("status", "/status"),
    ("reason", "/reason"),
    ("value", "/value"),
    ("numerator", "/numerator"),
    ("denominator", "/denominator"),
    ("value_today", "/value_today"),
    ("stated", "/stated/records"),
    ("stated_of", "/stated/of"),
    ("estimated_share", "/estimated_share"),
    ("declared_none", "/declared/none"),
    ("declared_without_figure", "/declared/without_figure"),
];

/// What differs in a figure: answered against recounted.
fn difference(region: &str, item: &Value, expected: &Figures) -> Option<String> {
    let indicator = item["indicator"].as_str().expect("a code");
    let found = SAID.map(|(_, place)| item.pointer(place).and_then(plain));
    let Some(figure) = expected.get(&(region.to_owned(), indicator.to_owned())) else {
        return nothing(&found)
            .then(|| format!("{region} {indicator}: answered {found:?}, recounted no record"));
    };
    let wanted = SAID.map(|(name, _)| plain(&figure[name]));
    (found != wanted).then(|| format!("{region} {indicator}: answered {found:?}, recounted {wanted:?}"))
}

/// Whether a figure of a region without any record says anything but why there is none.
fn nothing(found: &[Option<String>; 11]) -> bool {
    let reasons = ["no_records", "not_additive", "not_yet_due"];
    let explained = found[1].as_deref().is_some_and(|reason| reasons.contains(&reason));
    !explained || found[2..].iter().any(Option::is_some)
}

/// What differs in the figure of the year before.
fn difference_before(region: &str, item: &Value, before: &Figures) -> Option<String> {
    let indicator = item["indicator"].as_str().expect("a code");
    let found = [&item["previous"]["status"], &item["previous"]["value"]].map(plain);
    let figure = before.get(&(region.to_owned(), indicator.to_owned()))?;
    let wanted = [&figure["status"], &figure["value"]].map(plain);
    (found != wanted)
        .then(|| format!("{region} {indicator} a year before: answered {found:?}, recounted {wanted:?}"))
}

/// A number or text as text.
pub fn plain(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    }
}
