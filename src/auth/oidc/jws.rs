//! The form of a token: a JWS in compact serialisation (RFC 7515 §7.1) whose payload is a JSON object (RFC 7519 §7.2).

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value};

use super::key_set::Key;
use super::{Algorithm, Refusal};

/// The longest token in bytes: what fits into the headers of a request.
const LONGEST: usize = 8 * 1024;

/// A token as it presents itself. Nothing of it is proven.
#[derive(Debug)]
pub(super) struct Jws<'a> {
    /// How it says it is signed.
    pub algorithm: Option<Algorithm>,
    /// The id of the key it says it is signed by.
    pub key_id: Option<String>,
    /// What it says.
    pub claims: Map<String, Value>,
    message: &'a str,
    signature: &'a str,
}

impl<'a> Jws<'a> {
    /// Reads a token.
    ///
    /// # Errors
    /// [`Refusal::Malformed`] where it is too long, is no JWS of three parts, carries something that has to be
    /// understood (`crit`), or is meant for something else (`typ`).
    pub fn parse(text: &'a str) -> Result<Self, Refusal> {
        if text.len() > LONGEST {
            return Err(Refusal::Malformed("longer than 8 KiB"));
        }
        let (message, signature) = text.rsplit_once('.').ok_or(Refusal::Malformed("not of three parts"))?;
        let (header, payload) = message.split_once('.').ok_or(Refusal::Malformed("not of three parts"))?;
        let header = object(header).ok_or(Refusal::Malformed("its header is no JSON object"))?;
        let (algorithm, key_id) = read_header(&header)?;
        let claims = object(payload).ok_or(Refusal::Malformed("its payload is no JSON object"))?;
        Ok(Self { algorithm, key_id, claims, message, signature })
    }

    /// Whether the holder of this key signed it, by this algorithm.
    pub fn is_signed_by(&self, key: &Key, algorithm: Algorithm) -> bool {
        let proof = jsonwebtoken::crypto::verify;
        proof(self.signature, self.message.as_bytes(), &key.material, algorithm.at_work()).unwrap_or(false)
    }
}

/// A part with a dot in it is none: the dot is not in the alphabet.
fn object(part: &str) -> Option<Map<String, Value>> {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).ok()?).ok()
}

fn read_header(header: &Map<String, Value>) -> Result<(Option<Algorithm>, Option<String>), Refusal> {
    // RFC 7515 §4.1.11: what is in there must be understood, and no extension is.
    if header.contains_key("crit") {
        return Err(Refusal::Malformed("its header has crit"));
    }
    if text(header, "typ")?.is_some_and(|media_type| !is_for_bearers(media_type)) {
        return Err(Refusal::Malformed("its typ is of something else"));
    }
    let algorithm = text(header, "alg")?.ok_or(Refusal::Malformed("its header has no alg"))?;
    Ok((Algorithm::parse(algorithm), text(header, "kid")?.map(str::to_owned)))
}

/// `JWT` (RFC 7519 §5.1) or `at+jwt` (RFC 9068 §2.1), which may be written out as a media type.
fn is_for_bearers(media_type: &str) -> bool {
    let lower = media_type.to_ascii_lowercase();
    matches!(lower.strip_prefix("application/").unwrap_or(&lower), "jwt" | "at+jwt")
}

fn text<'a>(header: &'a Map<String, Value>, name: &str) -> Result<Option<&'a str>, Refusal> {
    match header.get(name) {
        None => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(Refusal::Malformed("its header has something else where a text belongs")),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn encoded(value: &Value) -> String {
        URL_SAFE_NO_PAD.encode(value.to_string())
    }

    /// What is wrong with a token of this header.
    fn complaint(header: &Value) -> Option<Refusal> {
        Jws::parse(&format!("{}.{}.c2ln", encoded(header), encoded(&json!({})))).err()
    }

    #[test]
    fn reads_what_a_token_says() {
        let (header, claims) = (json!({"alg": "ES256", "kid": "k1", "typ": "JWT"}), json!({"sub": "s"}));
        let token = format!("{}.{}.c2ln", encoded(&header), encoded(&claims));
        let jws = Jws::parse(&token).unwrap();
        assert_eq!((jws.algorithm, jws.key_id.as_deref()), (Some(Algorithm::Es256), Some("k1")));
        assert_eq!(Value::Object(jws.claims), claims);
        assert_eq!(format!("{}.{}", jws.message, jws.signature), token);
    }

    #[test]
    fn an_algorithm_it_does_not_know_is_none() {
        for name in ["none", "HS256", "es256"] {
            let token = format!("{}.{}.", encoded(&json!({"alg": name})), encoded(&json!({})));
            assert_eq!(Jws::parse(&token).unwrap().algorithm, None, "{name}");
        }
    }

    #[test]
    fn types_are_those_of_bearer_tokens() {
        for good in ["JWT", "jwt", "at+jwt", "application/at+jwt", "application/JWT"] {
            assert_eq!(complaint(&json!({"alg": "RS256", "typ": good})), None, "{good}");
        }
        for bad in ["logout+jwt", "dpop+jwt", "secevent+jwt", "", "text/jwt"] {
            assert!(complaint(&json!({"alg": "RS256", "typ": bad})).is_some(), "{bad}");
        }
    }

    #[test]
    fn refuses_headers_it_does_not_understand() {
        for bad in [
            json!({"alg": "RS256", "crit": ["exp"]}),
            json!({"alg": "RS256", "crit": []}),
            json!({"alg": "RS256", "crit": null}),
            json!({"kid": "k1"}),
            json!({"alg": ["RS256"]}),
            json!({"alg": "RS256", "kid": 1}),
            json!(["RS256"]),
            json!("RS256"),
        ] {
            assert!(matches!(complaint(&bad), Some(Refusal::Malformed(_))), "{bad}");
        }
    }

    #[test]
    fn refuses_what_is_not_of_three_parts() {
        let (header, claims) = (encoded(&json!({"alg": "RS256"})), encoded(&json!({})));
        let bad = [
            String::new(),
            ".".to_owned(),
            "..".to_owned(),
            format!("{header}.{claims}"),
            format!("{header}.{claims}.c2ln.c2ln"),
            format!("{header}.{claims}.a.b.c"),
            format!("{header}=.{claims}.c2ln"),
            format!("{header}. {claims}.c2ln"),
            format!("{header}.{}.c2ln", encoded(&json!([]))),
            format!("{header}.{claims}.{}", "A".repeat(LONGEST)),
        ];
        for token in bad {
            assert!(matches!(Jws::parse(&token), Err(Refusal::Malformed(_))), "{token}");
        }
    }

    proptest! {
        #[test]
        fn never_panics(text in prop_oneof!["\\PC{0,200}", "[A-Za-z0-9_.=-]{0,200}", "(eyJ|e30|bnVsbA|\\.|A){0,20}"]) {
            let _ = Jws::parse(&text);
        }

        #[test]
        fn any_json_in_its_parts_is_read_or_refused(header in "\\PC{0,40}", payload in "\\PC{0,40}") {
            let encode = |text: &str| URL_SAFE_NO_PAD.encode(text);
            let _ = Jws::parse(&format!("{}.{}.", encode(&header), encode(&payload)));
        }
    }
}
