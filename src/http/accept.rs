//! The media type of an answer, chosen by `Accept` (RFC 9110 §12.5.1).

use actix_web::HttpRequest;
use actix_web::http::Method;
use actix_web::http::header::ACCEPT;

use super::language::range;
use crate::problems::{ApiError, ApiResult, Code};
use crate::text;

/// A media type of answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MediaType {
    /// JSON (RFC 8259).
    Json,
    /// Markdown (RFC 7763).
    Markdown,
    /// HTML.
    Html,
    /// A document of Word (ISO/IEC 29500).
    Docx,
    /// A document as it is printed (ISO 32000).
    Pdf,
    /// A table as text (RFC 4180).
    Csv,
    /// A workbook of Excel (ISO/IEC 29500).
    Xlsx,
    /// A calendar (RFC 5545).
    Calendar,
}

impl MediaType {
    /// The value of `Content-Type`, which names the charset of what is text.
    #[must_use]
    pub fn content_type(self) -> String {
        let name = self.as_ref();
        if name.starts_with("text/") { format!("{name}; charset=utf-8") } else { name.to_owned() }
    }
}

impl AsRef<str> for MediaType {
    fn as_ref(&self) -> &str {
        match self {
            Self::Json => "application/json",
            Self::Markdown => "text/markdown",
            Self::Html => "text/html",
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Self::Pdf => "application/pdf",
            Self::Csv => "text/csv",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Calendar => "text/calendar",
        }
    }
}

/// The media types that a client accepts: the value of `Accept`, empty where all are accepted. It is read for GET and HEAD alone: a
/// change that was made is not undone because its answer is not acceptable.
#[derive(Clone, Debug, Default)]
pub struct Accept(String);

impl Accept {
    /// What a request accepts.
    #[must_use]
    pub fn of(request: &HttpRequest) -> Self {
        // HEAD is served as GET.
        let reads = [Method::GET, Method::HEAD].contains(request.method());
        let value = request.headers().get(ACCEPT).filter(|_| reads);
        Self(value.and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned())
    }

    /// The media type to answer in, of those that the operation offers.
    ///
    /// # Errors
    /// 406 naming those offered, where none of them is accepted.
    pub fn choose(&self, offered: &[MediaType]) -> ApiResult<MediaType> {
        preferred(&self.0, offered).ok_or_else(|| {
            let names = offered.iter().map(AsRef::as_ref).collect::<Vec<&str>>().join(", ");
            let detail = text!("本服务只提供 {names}", "The service answers in {names}");
            ApiError::new(Code::NotAcceptable, detail)
        })
    }
}

/// The accepted type of the highest weight; of several with that weight, the one offered first.
fn preferred<T: Copy + AsRef<str>>(accept: &str, offered: &[T]) -> Option<T> {
    let ranges: Vec<_> = accept.split(',').filter_map(media_range).collect();
    let weighted = offered.iter().rev().map(|name| (weight(name.as_ref(), &ranges), *name));
    weighted.filter(|(weight, _)| *weight > 0).max_by_key(|(weight, _)| *weight).map(|(_, name)| name)
}

/// The weight of a media type in thousandths: that of the most specific range that covers it, 0 where none does. Where no
/// range can be read, all types are accepted.
fn weight(name: &str, ranges: &[(String, u32)]) -> u32 {
    let specificity = |range: &str| match range.strip_suffix('*') {
        _ if range == name => Some(usize::MAX),
        _ if range == "*/*" => Some(0),
        Some(kind) if kind.ends_with('/') && name.starts_with(kind) => Some(kind.len()),
        _ => None,
    };
    let covering = ranges.iter().filter_map(|(range, weight)| Some((specificity(range)?, *weight)));
    let unread = if ranges.is_empty() { 1000 } else { 0 };
    covering.max_by_key(|(specificity, _)| *specificity).map_or(unread, |(_, weight)| weight)
}

/// One range with its weight. `*` alone is every type, and a weight that cannot be read is ignored: the classes of
/// JDK 8 and 11 send `*; q=.2` with every request.
fn media_range(item: &str) -> Option<(String, u32)> {
    let (name, quality) = range(item).or_else(|| range(item.split(';').next().unwrap_or_default()))?;
    match name.as_str() {
        "*" => Some(("*/*".to_owned(), quality)),
        _ => name.contains('/').then_some((name, quality)),
    }
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::{Accept as FrameworkAccept, Header, Quality};
    use actix_web::test::TestRequest;
    use proptest::prelude::*;
    use proptest::sample::{select, subsequence};

    use super::*;
    use crate::text::Language;

    fn allows_json(value: &str) -> bool {
        Accept(value.to_owned()).choose(&[MediaType::Json]).is_ok()
    }

    #[test]
    fn ranges_that_cover_json() {
        for good in [
            "",
            "application/json",
            "*/*",
            "text/html, application/*;q=0.5",
            "text/csv, */*;q=0.1",
            "Application/JSON; charset=utf-8; q=1",
            // JDK 8 and 11, HttpURLConnection.
            "text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2",
            "*",
            "application/json;q=1.0000",
            "json",
            ",",
        ] {
            assert!(allows_json(good), "{good}");
        }
        for bad in [
            "text/html",
            "application/json;q=0, */*",
            "application/xml, */*;q=0.0",
            "*;q=0",
            "text/html;q=.2",
        ] {
            assert!(!allows_json(bad), "{bad}");
        }
    }

    /// Several media types to offer; the first is the default.
    const OFFERED: [&str; 3] = ["application/json", "text/csv", "text/html"];

    #[test]
    fn the_type_of_the_highest_weight_is_chosen() {
        for (accept, chosen) in [
            ("", Some("application/json")),
            ("*/*", Some("application/json")),
            ("text/*", Some("text/csv")),
            ("text/csv, application/json", Some("application/json")),
            ("text/csv, application/json;q=0.9", Some("text/csv")),
            ("text/html;q=0.501, text/csv;q=0.5", Some("text/html")),
            ("text/*;q=0.3, text/csv;q=0, */*;q=0.1", Some("text/html")),
            ("application/json;q=0, */*;q=0.1", Some("text/csv")),
            ("text/c*", None),
            ("application/pdf, image/*", None),
            ("*/*;q=0", None),
        ] {
            assert_eq!(preferred(accept, &OFFERED), chosen, "{accept}");
        }
    }

    #[test]
    fn a_refusal_names_what_is_offered() {
        let refusal = Accept("text/csv".to_owned()).choose(&[MediaType::Json]).unwrap_err();
        assert_eq!(refusal.code(), Code::NotAcceptable);
        let detail = refusal.problem(Language::En, "/", "-").detail;
        assert_eq!(detail, "The service answers in application/json");
    }

    #[test]
    fn only_reads_are_asked_what_they_accept() {
        let of = |method| {
            let request = TestRequest::default().method(method).insert_header((ACCEPT, "text/csv"));
            Accept::of(&request.to_http_request()).choose(&[MediaType::Json])
        };
        assert!(of(Method::GET).is_err());
        assert_eq!(of(Method::POST).ok(), Some(MediaType::Json));
    }

    /// The weight that the framework reads of the same value.
    fn weight_by_the_framework(value: &str, name: &str) -> Quality {
        let request = TestRequest::default().insert_header((ACCEPT, value)).to_http_request();
        let ranges = FrameworkAccept::parse(&request).unwrap();
        let covering = ranges.iter().filter_map(|range| {
            let kind = name.split('/').next().unwrap();
            let specificity = ["*/*", &format!("{kind}/*"), name]
                .iter()
                .position(|known| *known == range.item.essence_str())?;
            Some((specificity, range.quality))
        });
        let most_specific = covering.max_by_key(|(specificity, _)| *specificity);
        most_specific.map_or(Quality::ZERO, |(_, weight)| weight)
    }

    fn preferred_by_the_framework(value: &str) -> Option<&'static str> {
        let weighted = OFFERED.iter().rev().map(|name| (weight_by_the_framework(value, name), *name));
        let best = weighted.filter(|(weight, _)| *weight > Quality::ZERO).max_by_key(|(weight, _)| *weight);
        best.map(|(_, name)| name)
    }

    /// Each range at most once: no rule says which of two counts.
    fn ranges() -> impl Strategy<Value = String> {
        let types = [
            "*/*",
            "application/*",
            "Application/JSON;charset=utf-8",
            "text/html",
            "text/*",
            "text/csv",
            "application/xml",
            "image/*",
        ];
        let weights = ["", ";q=0", ";q=0.0", "; q=0.001", ";q=1", " ; Q=0", ";q=0.9"];
        let range = move |kind: &'static str| {
            select(weights.to_vec()).prop_map(move |weight| format!("{kind}{weight}"))
        };
        subsequence(types.to_vec(), 1..types.len())
            .prop_shuffle()
            .prop_flat_map(move |types| types.into_iter().map(range).collect::<Vec<_>>())
            .prop_map(|ranges| ranges.join(", "))
    }

    proptest! {
        #[test]
        fn agrees_with_the_framework(value in ranges()) {
            let accepted = weight_by_the_framework(&value, OFFERED[0]) > Quality::ZERO;
            prop_assert_eq!(allows_json(&value), accepted, "{}", value);
            prop_assert_eq!(preferred(&value, &OFFERED), preferred_by_the_framework(&value), "{}", value);
        }

        #[test]
        fn never_panics_and_takes_no_time(piece in "[ -~]{0,20}", times in 1..2000_usize) {
            let started = std::time::Instant::now();
            let _ = allows_json(&piece.repeat(times));
            prop_assert!(started.elapsed().as_millis() < 500);
        }
    }
}
