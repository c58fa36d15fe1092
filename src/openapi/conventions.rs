//! What the shared layers do for every operation, written out on every operation: conditions, keys, problems.
//!
//! It is derived from the method and the form of the operation, as the layers themselves behave, so that no handler
//! can forget to say it or say it differently.

#![expect(
    clippy::indexing_slicing,
    reason = "reading a Value by index never panics, and the document is an object"
)]

use serde_json::{Value, json};

use super::headers::{
    change_reason, change_reason_parameter, confirm_personal_numbers, idempotency_key, if_match,
    if_none_match, needed_reason,
};
use super::{headers, limits, problems, records};
use crate::auth::Role;
use crate::auth::requirements::Requirement;
use crate::problems::Code;
use crate::text;

/// Tokens are issued, replaced and revoked, but never changed.
const TOKENS: &str = "/api/v1/tokens";
/// Where it is said who may do what; everything else that is changed is a record.
const ACCESS: [&str; 2] = [TOKENS, "/api/v1/accounts"];

/// What a county decides: changed for a reason, and not by versions of records.
const DECISIONS: &str = "/personal-data";
/// Where many are, at once.
const BATCH: &str = ":batch";
/// What belongs to a case and has versions of its own.
const PARTIES: &str = "/parties";
/// What a partner decides of a joint activity; declining needs a reason whatever the year.
const CONFIRM: &str = ":confirm";
const DECLINE: &str = ":decline";
const REVIEW_SECRECY: &str = ":review-secrecy";
const REOPEN: &str = ":reopen";

/// Query parameters that name a region: one that is out of reach is not found.
const REGIONS: [&str; 4] = ["region", "township", "county", "parent"];

/// What an operation is like, as far as conventions go.
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
struct Traits {
    /// What its handler states; whoever states nothing is noticed when the service starts.
    required: Option<Requirement>,
    /// Answers without a token.
    is_public: bool,
    /// A GET.
    reads: bool,
    /// The roles that may use it.
    roles: Vec<Role>,
    has_body: bool,
    has_parameters: bool,
    /// Begins where a cursor says.
    has_cursor: bool,
    /// Is sent as it happens, and so has no tag.
    streams: bool,
    /// May name what is unknown or out of reach.
    may_miss: bool,
    /// A POST.
    posts: bool,
    /// Changes something there is, and so needs its version.
    changes: bool,
    /// Is about records: these can be voided and restored.
    is_record: bool,
    /// Tells or enters who the parties of a case are.
    names_parties: bool,
    /// Enters texts of records, which must not have personal numbers in them by mistake.
    enters: bool,
    /// Enters many: the answer is no representation of any.
    is_batch: bool,
    /// Cannot do without a reason, whatever it is about.
    decides: bool,
    voids: bool,
    restores: bool,
    redacts: bool,
    /// The body may claim what another record has.
    may_conflict: bool,
}

/// Applies them to the whole document.
pub fn apply(document: &mut Value) {
    limits::declare(document);
    let Some(paths) = document.get_mut("paths").and_then(Value::as_object_mut) else {
        return;
    };
    for (path, item) in paths {
        let Some(operations) = item.as_object_mut() else {
            continue;
        };
        for (method, operation) in operations {
            apply_to(path, method, operation);
        }
    }
}

fn apply_to(path: &str, method: &str, operation: &mut Value) {
    let traits = Traits::of(path, method, operation);
    if let Some(required) = traits.required {
        required.publish(operation);
    }
    let roles: Vec<&str> = traits.roles.iter().map(|role| role.as_str()).collect();
    operation["x-required-role"] = if traits.is_public { json!([]) } else { json!(roles) };
    add_parameters(&traits, operation);
    add_headers(&traits, operation);
    add_problems(&traits, path, operation);
    if !traits.is_public {
        limits::apply_to(operation);
    }
    close_query_arrays(operation);
}

impl Traits {
    fn of(path: &str, method: &str, operation: &Value) -> Self {
        let is_token = path.starts_with(TOKENS);
        let (reads, posts, restores) = (method == "get", method == "post", path.ends_with(":restore"));
        let redacts = path.ends_with(":redact");
        let has_body = operation.get("requestBody").is_some();
        let required = Requirement::stated(operation);
        let roles = match required {
            Some(Requirement::Permission(permission)) => permission.roles().collect(),
            _ => Vec::new(),
        };
        let queries = |name: &str| query_parameters(operation).any(|known| known == name);
        let is_partners = path.ends_with(CONFIRM) || path.ends_with(DECLINE);
        let is_part = path.contains(PARTIES);
        let is_record = !ACCESS.iter().any(|access| path.starts_with(access)) && !path.ends_with(DECISIONS);
        // Something done with one record: `/reports/{id}:submit`.
        let is_step = posts && is_record && path.contains("{id}:");
        let changes = matches!(method, "put" | "patch" | "delete") && !is_token || is_step || is_partners;
        let decides =
            [DECISIONS, DECLINE, REVIEW_SECRECY, REOPEN].iter().any(|end| path.ends_with(end)) && !reads;
        Self {
            required,
            is_public: required == Some(Requirement::Nothing),
            reads,
            roles,
            has_body,
            has_parameters: query_parameters(operation).next().is_some(),
            has_cursor: queries("cursor") || queries("after"),
            streams: path.ends_with("/stream"),
            may_miss: path.contains('{') || posts || REGIONS.into_iter().any(queries),
            posts,
            changes,
            is_record,
            names_parties: is_part && !reads,
            enters: has_body && is_record_path(path),
            is_batch: path.ends_with(BATCH),
            decides,
            voids: changes && is_record && method == "delete",
            restores,
            redacts,
            may_conflict: has_body && (is_record && !is_part || path.ends_with(":rotate"))
                || is_step && !redacts,
        }
    }

    /// Writes: for a reason that may be said, and so that it can be repeated under an `Idempotency-Key`.
    fn writes(&self) -> bool {
        !self.reads && !self.is_public
    }
}

/// Whether records are entered or changed there.
fn is_record_path(path: &str) -> bool {
    let is_one = |rest: &str| ["", "/{id}", BATCH].contains(&rest);
    let below = path.strip_prefix(super::API).and_then(|path| path.strip_prefix('/'));
    below.is_some_and(|path| {
        records::resources().any(|resource| path.strip_prefix(resource).is_some_and(is_one))
    })
}

/// The names of an operation's query parameters.
fn query_parameters(operation: &Value) -> impl Iterator<Item = &str> {
    let parameters = operation["parameters"].as_array().into_iter().flatten();
    parameters
        .filter(|parameter| parameter["in"] == "query")
        .filter_map(|parameter| parameter["name"].as_str())
}

fn add_parameters(traits: &Traits, operation: &mut Value) {
    let headers = [
        (traits.reads && !traits.streams, if_none_match as fn() -> Value),
        (traits.changes, if_match),
        (
            traits.writes(),
            if traits.voids || traits.restores || traits.redacts || traits.decides {
                needed_reason
            } else {
                change_reason
            },
        ),
        (traits.enters, confirm_personal_numbers),
        (traits.writes(), change_reason_parameter),
        (traits.writes(), idempotency_key),
    ];
    let mut headers: Vec<Value> =
        headers.into_iter().filter_map(|(applies, header)| applies.then(header)).collect();
    if headers.is_empty() {
        return;
    }
    match operation["parameters"].as_array_mut() {
        Some(parameters) => parameters.append(&mut headers),
        None => operation["parameters"] = Value::Array(headers),
    }
}

fn add_headers(traits: &Traits, operation: &mut Value) {
    if traits.streams {
        let schema = &mut operation["responses"]["200"]["content"]["text/event-stream"]["schema"];
        // What a client hands on: the change that an event has as its data, or the text where it knows no streams.
        *schema = json!({"anyOf": [schema.take(), {"type": "string"}]});
        return;
    }
    let validates = query_parameters(operation).any(|name| name == "validate_only");
    let Some(responses) = operation["responses"].as_object_mut() else { return };
    for (status, response) in responses.iter_mut() {
        if !traits.is_batch {
            response["headers"]["ETag"] = headers::tag(validates && status == "200");
        }
        if traits.writes() {
            response["headers"]["Idempotent-Replayed"] = headers::replayed();
        }
        if status == "201" {
            response["headers"]["Location"] =
                headers::of_answer(text!("新登记内容的地址。", "The address of what was made."));
        }
    }
    if traits.reads {
        responses.insert("304".to_owned(), headers::unchanged());
    }
}

fn add_problems(traits: &Traits, path: &str, operation: &mut Value) {
    let mut codes = Vec::new();
    let mut add = |applies: bool, more: &[Code]| {
        if applies {
            codes.extend_from_slice(more);
        }
    };
    add(traits.has_body, &[Code::MalformedJson]);
    add(traits.has_parameters || traits.writes(), &[Code::InvalidParameter]);
    add(traits.has_cursor, &[Code::InvalidCursor]);
    add(true, &[Code::InvalidHeader]);
    let enters = traits.enters && traits.posts;
    let may_need_reason = enters || traits.changes && traits.is_record && !traits.names_parties;
    add(may_need_reason || traits.decides, &[Code::ChangeReasonRequired]);
    add(!traits.is_public, &[Code::Unauthenticated]);
    add(!traits.is_public && traits.roles.len() < Role::LABELS.len(), &[Code::Forbidden]);
    add(traits.may_miss, &[Code::NotFound]);
    add(traits.reads && !traits.streams, &[Code::NotAcceptable]);
    add(traits.may_conflict, &[Code::Conflict]);
    add(traits.changes && traits.is_record && !traits.restores && !traits.redacts, &[Code::RecordVoided]);
    add(traits.names_parties, &[Code::PartyNamesOff]);
    add(traits.restores, &[Code::RecordNotVoided]);
    add(may_need_reason && !traits.redacts, &[Code::ReportPublished]);
    add(traits.writes(), &[Code::IdempotencyKeyInFlight]);
    add(traits.changes, &[Code::PreconditionFailed, Code::EtagAltered]);
    add(traits.has_body, &[Code::RequestTimeout, Code::BodyTooLarge, Code::UnsupportedMediaType]);
    add(traits.has_body || traits.restores, &[Code::InvalidBody]);
    add(
        traits.reads && traits.has_parameters && !traits.streams && !traits.is_public,
        &[Code::QueryTooLarge],
    );
    add(traits.writes(), &[Code::IdempotencyKeyReused]);
    add(traits.changes, &[Code::PreconditionRequired]);
    add(!traits.is_public, &[Code::RateLimited, Code::TooManyAtOnce, Code::TooManyFailures]);
    add(!traits.is_public && !traits.reads && !traits.redacts, &[Code::DailyQuotaExceeded]);
    add(true, &[Code::Internal]);
    add(!traits.is_public, &[Code::Unavailable]);
    add(!traits.reads, &[Code::OutcomeUnknown]);
    let problems = problems::responses(&codes, path);
    if let Some(responses) = operation["responses"].as_object_mut() {
        for (status, problem) in problems {
            responses.entry(status).or_insert(problem);
        }
    }
}

/// Optional parameters are left out, never null, and a list is never empty: what stands in a URL for none of something
/// looks like one that is empty.
fn close_query_arrays(operation: &mut Value) {
    let Some(parameters) = operation["parameters"].as_array_mut() else {
        return;
    };
    for parameter in parameters {
        if parameter.pointer("/schema/items").is_some() {
            parameter["schema"]["minItems"] = 1.into();
        }
        let Some(types) = parameter.pointer_mut("/schema/type") else { continue };
        if let Some(names) = types.as_array_mut() {
            names.retain(|name| name != "null");
            if let [only] = names.as_slice() {
                *types = only.clone();
            }
        }
    }
}
