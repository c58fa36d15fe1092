//! Peers, headers, and the address that follows from them.

use actix_web::http::header::HeaderValue;
use proptest::collection::vec;
use proptest::prelude::*;

use super::*;

const PROXIES: &str = "10.0.0.0/8, 127.0.0.1,2001:db8:aa::/48,::ffff:192.0.2.0/120";

fn headers(lines: &[(&str, &str)]) -> HeaderMap {
    let parsed = |text: &str| HeaderValue::from_bytes(text.as_bytes()).unwrap();
    let lines = lines.iter().map(|(name, value)| (name.parse::<HeaderName>().unwrap(), parsed(value)));
    let mut headers = HeaderMap::new();
    lines.for_each(|(name, value)| headers.append(name, value));
    headers
}

#[track_caller]
fn comes_from(peer: &str, lines: &[(&str, &str)], expected: &str) {
    let proxies: TrustedProxies = PROXIES.parse().unwrap();
    let client = proxies.client(peer.parse().unwrap(), &headers(lines));
    assert_eq!(client, expected.parse::<IpAddr>().unwrap(), "{peer} {lines:?}");
}

#[test]
fn a_peer_that_is_not_trusted_is_not_asked() {
    for header in ["x-forwarded-for", "forwarded"] {
        comes_from("203.0.113.9", &[(header, "198.51.100.1")], "203.0.113.9");
        comes_from("2001:db8:bb::1", &[(header, "for=198.51.100.1")], "2001:db8:bb::1");
    }
    comes_from("::ffff:203.0.113.9", &[], "203.0.113.9");
    let nobody = TrustedProxies::default();
    let lines = headers(&[("x-forwarded-for", "198.51.100.1")]);
    assert_eq!(nobody.client("127.0.0.1".parse().unwrap(), &lines), "127.0.0.1".parse::<IpAddr>().unwrap());
}

#[test]
fn the_last_address_that_is_not_trusted_counts() {
    for (list, expected) in [
        ("203.0.113.9", "203.0.113.9"),
        ("198.51.100.1, 203.0.113.9", "203.0.113.9"),
        ("198.51.100.1,203.0.113.9,10.0.0.7 , 192.0.2.5", "203.0.113.9"),
        ("10.0.0.7, 203.0.113.9", "203.0.113.9"),
        ("nonsense, 203.0.113.9", "203.0.113.9"),
        ("\u{ff}, 203.0.113.9", "203.0.113.9"),
        ("203.0.113.9:4711", "203.0.113.9"),
        ("[2001:db8::1]:4711", "2001:db8::1"),
        ("[2001:db8::1]", "2001:db8::1"),
        ("2001:db8::1", "2001:db8::1"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("203.0.113.9, 2001:db8:aa::7", "203.0.113.9"),
        ("203.0.113.9,, ", "203.0.113.9"),
        // All are trusted: the first of them speaks for itself.
        ("10.0.0.8, 10.0.0.7", "10.0.0.8"),
    ] {
        comes_from("127.0.0.1", &[("x-forwarded-for", list)], expected);
    }
}

#[test]
fn lines_are_one_list() {
    let lines = [("x-forwarded-for", "198.51.100.1"), ("x-forwarded-for", "203.0.113.9")];
    comes_from("::ffff:10.1.2.3", &lines, "203.0.113.9");
    comes_from("10.1.2.3", &[lines[0], ("x-forwarded-for", "10.0.0.7")], "198.51.100.1");
}

#[test]
fn where_no_address_is_told_it_is_the_peers() {
    for list in
        ["", "unknown", "203.0.113.9, unknown", "203.0.113.256", "203.0.113.9, \u{ff}", "fe80::1%eth0"]
    {
        comes_from("10.1.2.3", &[("x-forwarded-for", list)], "10.1.2.3");
    }
    for list in ["", "203.0.113.9", "for=unknown", "for=_hidden", "for=203.0.113.9, by=10.0.0.7", "for"] {
        comes_from("10.1.2.3", &[("forwarded", list)], "10.1.2.3");
    }
}

#[test]
fn forwarded_is_read_where_there_is_nothing_else() {
    for (list, expected) in [
        ("for=203.0.113.9", "203.0.113.9"),
        ("by=10.0.0.7; For = \"203.0.113.9:80\" ;proto=https", "203.0.113.9"),
        ("for=198.51.100.1, for=\"[2001:db8::1]:4711\", for=10.0.0.7", "2001:db8::1"),
        // What a client sent swallows nothing.
        ("for=\"198.51.100.1, for=203.0.113.9", "203.0.113.9"),
    ] {
        comes_from("10.1.2.3", &[("forwarded", list)], expected);
    }
    let both = [("forwarded", "for=198.51.100.1"), ("x-forwarded-for", "203.0.113.9")];
    comes_from("10.1.2.3", &both, "203.0.113.9");
}

#[test]
fn networks_are_told_from_nonsense() {
    assert_eq!("".parse(), Ok(TrustedProxies::default()));
    assert_eq!(" , ".parse(), Ok(TrustedProxies::default()));
    for bad in ["10.0.0.0/33", "10.0.0", "proxy", "10.0.0.0/8;127.0.0.1", "::/129", "10.0.0.1-10.0.0.9"] {
        let said = bad.parse::<TrustedProxies>().unwrap_err();
        assert_eq!(said, format!("{bad} 不是网段；例如 10.0.0.0/8\n{bad} is no network such as 10.0.0.0/8"));
    }
}

fn address() -> impl Strategy<Value = IpAddr> {
    prop_oneof![any::<[u8; 4]>().prop_map(IpAddr::from), any::<[u16; 8]>().prop_map(IpAddr::from)]
}

/// Bytes that a header's value may have (RFC 9110 §5.5).
fn header_bytes() -> impl Strategy<Value = Vec<u8>> {
    let allowed = |byte| if byte == 0x7f || byte < 0x20 && byte != b'\t' { b',' } else { byte };
    let bytes = vec(any::<u8>(), 0..80).prop_map(move |bytes| bytes.into_iter().map(allowed).collect());
    let nearly = "(for=|\"|\\[|\\]|,|;| |:|10\\.0\\.0\\.1|203\\.0\\.113\\.9|2001:db8::1|字){0,12}";
    prop_oneof![bytes, nearly.prop_map(String::into_bytes)]
}

fn line(name: &str, value: &[u8]) -> (HeaderName, HeaderValue) {
    (name.parse().unwrap(), HeaderValue::from_bytes(value).unwrap())
}

proptest! {
    /// Whatever a client sends: what a trusted proxy adds behind it is what counts.
    #[test]
    fn nothing_before_the_proxys_word_matters(
        sent in vec(header_bytes(), 0..3), client in address(), header in "x-forwarded-for|forwarded", same in any::<bool>(),
    ) {
        let proxies: TrustedProxies = PROXIES.parse().unwrap();
        prop_assume!(!proxies.trust(client.to_canonical()));
        let element = match (header.as_str(), client) {
            ("forwarded", IpAddr::V6(address)) => format!("for=\"[{address}]\""),
            ("forwarded", address) => format!("for={address}"),
            (_, address) => address.to_string(),
        };
        let mut lines = sent.clone();
        match lines.last_mut().filter(|_| same) {
            Some(last) => last.extend_from_slice(format!(", {element}").as_bytes()),
            None => lines.push(element.into_bytes()),
        }
        let mut headers = HeaderMap::new();
        for (name, value) in lines.iter().map(|value| line(&header, value)) {
            headers.append(name, value);
        }
        prop_assert_eq!(proxies.client([10, 0, 0, 1].into(), &headers), client.to_canonical());
    }

    #[test]
    fn no_header_is_too_odd(values in vec(("x-forwarded-for|forwarded", header_bytes()), 0..4), peer in address()) {
        let proxies: TrustedProxies = PROXIES.parse().unwrap();
        let mut headers = HeaderMap::new();
        for (name, value) in values.iter().map(|(name, value)| line(name, value)) {
            headers.append(name, value);
        }
        let found = proxies.client(peer, &headers);
        prop_assert_eq!(found, found.to_canonical());
        prop_assert!(proxies.trust(peer.to_canonical()) || found == peer.to_canonical());
    }

    #[test]
    fn no_list_of_networks_is_too_odd(text in prop_oneof!["\\PC{0,40}", "[0-9a-f:./, ]{0,40}"]) {
        let _ = text.parse::<TrustedProxies>();
    }
}
