//! Headers as they come: any bytes, several of one name, encoded or not.

use actix_web::http::header::HeaderValue;
use actix_web::test::TestRequest;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use proptest::collection::vec;
use proptest::prelude::*;

use super::*;
use crate::http::pattern;
use crate::http::reason::unwanted;
use crate::http::written::as_kept;
use crate::problems::Place;
use crate::screening;

fn context(name: &HeaderName, value: &[u8]) -> Option<Arc<RequestContext>> {
    let value = HeaderValue::from_bytes(value).ok()?;
    Some(RequestContext::of(&TestRequest::default().insert_header((name.clone(), value)).to_http_request()))
}

fn key(value: &str) -> Option<String> {
    context(&IDEMPOTENCY_KEY, value.as_bytes())?.idempotency_key().ok().flatten().map(str::to_owned)
}

fn reason(value: &[u8]) -> ApiResult<Option<String>> {
    context(&CHANGE_REASON, value).expect("a header's value").change_reason()
}

fn said(query: &str, header: Option<&str>) -> ApiResult<Option<String>> {
    let request = TestRequest::delete().uri(&format!("/x?{query}"));
    let request = match header {
        Some(header) => {
            request.insert_header((CHANGE_REASON, HeaderValue::from_bytes(header.as_bytes()).unwrap()))
        }
        None => request,
    };
    RequestContext::of(&request.to_http_request()).change_reason()
}

#[test]
fn a_reason_in_the_query_is_one_in_the_header() {
    let encoded = utf8_percent_encode("更正 人数", NON_ALPHANUMERIC).to_string();
    let reason = Some("更正 人数".to_owned());
    for query in [format!("reason={encoded}"), format!("mode=each&reason={}", encoded.replace("%20", "+"))] {
        assert_eq!(said(&query, None).unwrap(), reason, "{query}");
        assert_eq!(said(&query, Some("更正 人数")).unwrap(), reason, "{query}");
        assert_eq!(said(&query, Some(&encoded)).unwrap(), reason, "{query}");
        assert_eq!(said(&query, Some(" ")).unwrap(), reason, "a header that says nothing");
    }
    assert_eq!(said("reason=", Some(&encoded)).unwrap(), reason, "a parameter that says nothing");
    assert_eq!(said("reasons=x&x=reason", None).unwrap(), None);
}

#[test]
fn a_reason_in_the_query_is_judged_by_the_same_rules() {
    let long = "a".repeat(501);
    for (query, header, rule) in [
        ("reason=a", Some("b"), "contradiction"),
        ("reason=a&reason=a", None, "repeated"),
        ("reason=%B8%FC%D5%FD", None, "garbled"),
        ("reason=a%0Ab", None, "change_reason"),
        (&format!("reason={long}"), None, "change_reason"),
        ("reason=13800138000", None, screening::REFUSED),
        ("reason=a%E2%80%8Bb", None, "invisible_character"),
    ] {
        let refused = said(query, header).unwrap_err();
        assert_eq!(refused.code(), Code::InvalidParameter, "{query}");
        let found = refused.violations().first().unwrap();
        assert_eq!((&*found.code, &found.place), (rule, &Place::Parameter("reason".to_owned())), "{query}");
    }
}

/// Bytes that a header's value may have (RFC 9110 §5.5), with many percent signs.
fn header_bytes(length: std::ops::Range<usize>) -> impl Strategy<Value = Vec<u8>> {
    let allowed = |byte| if byte == 0x7f || byte < 0x20 && byte != b'\t' { b'%' } else { byte };
    vec(any::<u8>(), length).prop_map(move |bytes| bytes.into_iter().map(allowed).collect())
}

/// Percent-decoding by hand (RFC 3986 §2.1): what is no percent sign with two digits after it stands for itself.
fn decoded(bytes: &[u8]) -> Vec<u8> {
    let digit = |at: usize| bytes.get(at).and_then(|byte| char::from(*byte).to_digit(16));
    let mut read = Vec::new();
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        if let (b'%', Some(high), Some(low)) = (byte, digit(at + 1), digit(at + 2)) {
            read.push(u8::try_from(16 * high + low).unwrap());
            at += 3;
        } else {
            read.push(*byte);
            at += 1;
        }
    }
    read
}

proptest! {
    #[test]
    fn no_bytes_of_a_header_are_too_odd(bytes in header_bytes(0..700)) {
        for name in [IF_MATCH, IF_NONE_MATCH, IDEMPOTENCY_KEY, CHANGE_REASON] {
            let context = context(&name, &bytes).unwrap();
            let _ = context.has_current(&ETag::version(1));
            let _ = context.must_match(&ETag::version(1));
            let _ = context.idempotency_key();
            let _ = context.change_reason();
        }
    }

    #[test]
    fn a_key_is_the_same_bare_and_in_quotes(text in "[!#-~]([ -~]{0,126}[!-~])?") {
        prop_assert_eq!(key(&text), Some(text.clone()));
        prop_assert_eq!(key(&format!("\"{text}\"")), Some(text));
    }

    #[test]
    fn a_key_has_the_published_form(text in prop_oneof!["\"?[ -~]{0,3}\"?", "[ -~]{127,129}", "\"[ -~]{127,129}\"?", "\\PC{0,12}"]) {
        // The server takes white space off a value's ends.
        let text = text.trim_matches([' ', '\t']);
        prop_assert_eq!(key(text).is_some(), pattern::fits(IDEMPOTENCY_KEY_FORM, text), "{:?}", text);
    }

    #[test]
    fn a_key_is_1_to_128_printable_characters(text in "[!#-~][ -~]{0,140}", quoted in any::<bool>()) {
        let text = text.trim_end().to_owned();
        let sent = if quoted { format!("\"{text}\"") } else { text.clone() };
        prop_assert_eq!(key(&sent), Some(text.clone()).filter(|text| text.len() <= 128));
    }

    #[test]
    fn a_reason_reads_back_encoded_or_not(text in "[^\\pC%]{0,60}") {
        prop_assume!(unwanted(text.trim()).is_none());
        let expected = Some(as_kept(text.trim().to_owned())).filter(|text| !text.is_empty());
        let encoded = utf8_percent_encode(&text, NON_ALPHANUMERIC).to_string();
        prop_assert_eq!(reason(encoded.as_bytes()).unwrap(), expected.clone());
        prop_assert_eq!(reason(text.as_bytes()).unwrap(), expected);
    }

    #[test]
    fn a_reason_is_what_decoding_by_hand_makes_of_it(bytes in header_bytes(0..200), encoded in "(%[0-9a-fA-F]{2}){0,40}") {
        let sent = [bytes, encoded.into_bytes()].concat();
        // What is no UTF-8 has lost something.
        let text = decoded(String::from_utf8_lossy(&sent).as_bytes());
        let text = as_kept(String::from_utf8_lossy(&text).trim().to_owned());
        let right = unwanted(&text).is_none() && screening::refusal(&text).is_none();
        let expected = right.then(|| Some(text).filter(|text| !text.is_empty()));
        prop_assert_eq!(reason(&sent).ok(), expected);
    }

    #[test]
    fn a_reason_longer_than_it_may_be_is_refused(letter in "[a字𠮷]", length in 490..510_usize) {
        let encoded = utf8_percent_encode(&letter.repeat(length), NON_ALPHANUMERIC).to_string();
        prop_assert_eq!(reason(encoded.as_bytes()).is_ok(), length <= 500);
        prop_assert!(length > 500 || encoded.len() <= LONGEST_ENCODED_REASON, "the contract's bound leaves room for it");
    }
}
