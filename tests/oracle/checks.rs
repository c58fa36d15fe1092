//! What holds of answers without a recount, or by little of it.

use diesel::PgConnection;
use serde_json::Value;

use crate::answers::{Reader, plain};
use crate::recount;

/// Who has the answer is told that it is unchanged.
pub fn unchanged(reader: &Reader, path: &str, etag: &str) -> Vec<String> {
    let answer = reader.request(path).header("if-none-match", etag).send().expect("an answer");
    if answer.status() == 304 { Vec::new() } else { vec![format!("unchanged, but {}", answer.status())] }
}

/// As many townships reported as were recounted.
pub fn coverage(matrix: &Value, reporting: Option<&Value>) -> Option<String> {
    let (found, wanted) =
        (matrix["coverage"]["reporting"].as_i64(), reporting.map_or(Some(0), Value::as_i64));
    (found != wanted).then(|| format!("reporting: answered {found:?}, recounted {wanted:?}"))
}

/// The six kinds of cases, and shortcomings: what they are called in the codes of their four indicators.
const KINDS: [(&str, &str, &str); 7] = [
    ("disputes", "disputes_accepted", "pending"),
    ("petitions", "petitions", "pending"),
    ("legal_aid", "legal_aid_referrals", "pending"),
    ("penalty_cases", "penalty_cases", "pending"),
    ("reconsiderations", "reconsiderations", "pending"),
    ("litigations", "litigations", "pending"),
    ("shortcomings", "shortcomings_found", "open"),
];

/// Carried in + accepted (found) = closed + pending (open), for every kind of which all four are known.
pub fn course(items: &[Value]) -> Vec<String> {
    let number = |code: &str| {
        let item = items.iter().find(|item| item["indicator"] == code).expect("the indicator");
        item["value"].as_i64().or_else(|| item["value_today"].as_i64())
    };
    let broken = KINDS.into_iter().filter_map(|(name, accepted, open)| {
        let [carried_in, closed, pending] =
            ["carried_in", "closed", open].map(|part| number(&format!("{name}_{part}")));
        let (before, after) = (carried_in? + number(accepted)?, closed? + pending?);
        (before != after)
            .then(|| format!("{name}: {before} carried in or accepted, {after} closed or pending"))
    });
    broken.collect()
}

/// The maximum and the different names are not sums of their sources.
const NO_SUMS: [&str; 3] = ["training_persons", "leading_group_members", "leading_group_heads"];

/// The sources of one figure in seven add up to it, and are records of the region.
pub fn sources(reader: &Reader, conn: &mut PgConnection, region: &str, items: &Value) -> Vec<String> {
    let sums = |item: &&Value| !NO_SUMS.contains(&item["indicator"].as_str().expect("a code"));
    let computed = |item: &&Value| item["status"] == "computed";
    let items = items.as_array().expect("items").iter().filter(computed).filter(sums);
    items.step_by(7).flat_map(|item| sources_of(reader, conn, region, item)).collect()
}

fn sources_of(reader: &Reader, conn: &mut PgConnection, region: &str, item: &Value) -> Vec<String> {
    let path = item["sources"].as_str().expect("an address");
    let (_, page) = reader.read(&format!("{path}&limit=200"));
    let records = page["items"].as_array().expect("items");
    let parts = if item["numerator"].is_null() { vec!["value"] } else { vec!["numerator", "denominator"] };
    let mut found = Vec::new();
    for part in parts {
        let sum: i64 = records.iter().filter_map(|record| record[part].as_i64()).sum();
        let wanted = plain(&item[part]).map(|text| text.replace('.', ""));
        if wanted.as_deref().and_then(|text| text.parse().ok()) != Some(sum) {
            found.push(format!("{path}: the sources add up to {sum}, {part} is {wanted:?}"));
        }
    }
    let ids: Vec<&str> = records.iter().filter_map(|record| record["id"].as_str()).collect();
    let strangers = recount::strangers(conn, region, &ids);
    found.extend((strangers > 0).then(|| format!("{path}: {strangers} sources are not of {region}")));
    found
}
