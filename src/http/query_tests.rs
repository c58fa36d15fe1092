//! Query strings as they come, and what the schemas of parameters make of them.

use std::time::Instant;

use actix_web::test::TestRequest;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use proptest::collection::vec;
use proptest::prelude::*;

use super::*;
use crate::http::page::{PageQuery, next_address};

fn pairs(query: &str) -> Pairs {
    let request = TestRequest::with_uri(&format!("/?{query}")).to_http_request();
    Query::<()>::from_request(&request, &mut Payload::None).into_inner().unwrap().into_pairs()
}

fn page(pairs: &Pairs) -> ApiResult<PageQuery> {
    let mut reader = Reader::new(pairs);
    let page = reader.take();
    reader.finish()?;
    page.ok_or_else(|| ApiError::internal("no page"))
}

fn encode(text: &str) -> String {
    utf8_percent_encode(text, NON_ALPHANUMERIC).to_string()
}

fn nfc(text: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    text.nfc().collect()
}

/// A query string as a URL may have it (RFC 3986 §3.4), with a taste for what has a meaning.
const ANY_QUERY: &str = "([a-z0-9&=+%;/?:@!$'()*,._~-]|%[0-9A-Fa-f]{2}|limit=|cursor=|&){0,40}";

proptest! {
    #[test]
    fn what_was_encoded_is_read(sent in vec((any::<String>(), any::<String>()), 0..8)) {
        let query: Vec<String> = sent.iter().map(|(name, value)| format!("{}={}", encode(name), encode(value))).collect();
        // Empty ones are `=`: a pair of two empty texts.
        let asked = sent.iter().filter(|(name, _)| name != "_");
        let expected: Pairs = asked.map(|(name, value)| (name.clone(), nfc(&value.replace("\r\n", "\n").replace('\r', "\n")))).collect();
        prop_assert_eq!(pairs(&query.join("&")), expected);
    }

    #[test]
    fn no_query_is_too_odd(query in ANY_QUERY, times in 1..50_usize) {
        let started = Instant::now();
        let pairs = pairs(&vec![query; times].join("&"));
        let _ = page(&pairs);
        prop_assert!(started.elapsed().as_millis() < 1000);
    }

    #[test]
    fn a_limit_is_a_number_within_its_bounds(text in prop_oneof!["[0-9]{1,4}", "-?[0-9]{0,30}", "[0-9.eE+x ]{0,6}"]) {
        let sent = vec![("limit".to_owned(), text.clone())];
        let by_hand = text.trim();
        let by_hand = by_hand.strip_prefix('+').unwrap_or(by_hand);
        let digits = !by_hand.is_empty() && by_hand.bytes().all(|b| b.is_ascii_digit());
        let number = digits.then(|| by_hand.trim_start_matches('0').parse::<u16>().ok()).flatten();
        let right = number.filter(|number| (1..=200).contains(number));
        prop_assert_eq!(page(&sent).ok().and_then(|page| page.limit), right, "{:?}", text);
    }

    #[test]
    fn a_name_nobody_knows_or_twice_is_refused(name in "[a-z_]{0,12}", value in "[0-9]{1,2}") {
        let known = ["limit", "cursor", "count"].contains(&name.as_str());
        prop_assert_eq!(page(&vec![(name.clone(), value.clone())]).is_ok(), known && (name != "limit" || value.parse::<u16>().unwrap() > 0) && name != "count");
        prop_assert!(page(&vec![(name.clone(), value.clone()), (name, value)]).is_err());
    }

    #[test]
    fn the_address_of_the_next_page_asks_the_same(
        sent in vec(("[a-z]{1,8}", any::<String>()), 0..6), cursor in "[A-Za-z0-9_-]{1,80}",
    ) {
        let sent: Pairs = sent.into_iter().map(|(name, value)| (name, nfc(&value))).collect();
        let mut expected: Pairs = sent.iter().filter(|(name, _)| name != "cursor").cloned().collect();
        expected.push(("cursor".to_owned(), cursor.clone()));
        let address = next_address("/list", &sent, &cursor);
        let (path, query) = address.split_once('?').unwrap();
        prop_assert_eq!(path, "/list");
        prop_assert_eq!(pairs(query), expected);
    }
}
