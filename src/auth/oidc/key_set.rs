//! The keys an issuer publishes: a JWK Set (RFC 7517 §5).

use std::sync::Arc;

use jsonwebtoken::DecodingKey;
use serde::Deserialize;
use serde_json::Value;

use super::Algorithm;
use super::algorithm::KeyKind;

/// A public key that proves signatures.
pub(super) struct Key {
    id: Option<String>,
    kind: KeyKind,
    /// The only algorithm its issuer uses it with, where it says so (RFC 7517 §4.4).
    algorithm: Option<Algorithm>,
    /// What the library that checks signatures takes.
    pub material: DecodingKey,
}

/// What a set of keys has for a token.
pub(super) enum Found {
    /// The key to check it with.
    Key(Arc<Key>),
    /// A key of that id, but not one for that algorithm.
    Unfit,
    /// None of that id.
    Unknown,
}

/// Those of an issuer's keys that prove signatures.
pub(super) struct KeySet(Vec<Arc<Key>>);

/// The outer form. What its members are is judged one by one, so that one of an unheard-of kind leaves the others be.
#[derive(Deserialize)]
struct Published {
    keys: Vec<Value>,
}

/// A JWK (RFC 7517 §4), with the parameters of public keys (RFC 7518 §6, RFC 8037 §2).
#[derive(Deserialize)]
struct Jwk {
    kty: String,
    kid: Option<String>,
    #[serde(rename = "use")]
    purpose: Option<String>,
    key_ops: Option<Vec<String>>,
    alg: Option<String>,
    crv: Option<String>,
    #[serde(default)]
    n: String,
    #[serde(default)]
    e: String,
    #[serde(default)]
    x: String,
    #[serde(default)]
    y: String,
}

impl KeySet {
    /// Reads a JWK Set; of its members, those that prove signatures.
    ///
    /// # Errors
    /// Where it is no JWK Set.
    pub fn read(json: &[u8]) -> Result<Self, serde_json::Error> {
        let published: Published = serde_json::from_slice(json)?;
        Ok(Self(published.keys.into_iter().filter_map(Key::read).map(Arc::new).collect()))
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The key of this id for this algorithm. A token that names no key is checked with the only one for its
    /// algorithm; where there are several, it has to name one (`OpenID` Connect Core 1.0 §10.1).
    pub fn find(&self, id: Option<&str>, algorithm: Algorithm) -> Found {
        let mut named = self.0.iter().filter(|key| id.is_none() || key.id.as_deref() == id).peekable();
        let is_known = id.is_some() && named.peek().is_some();
        let mut fit = named.filter(|key| key.is_for(algorithm));
        match (fit.next(), fit.next()) {
            (Some(key), None) => Found::Key(Arc::clone(key)),
            (Some(key), Some(_)) if is_known => Found::Key(Arc::clone(key)),
            (None, _) if is_known => Found::Unfit,
            _ => Found::Unknown,
        }
    }
}

impl Key {
    fn read(member: Value) -> Option<Self> {
        let key = serde_json::from_value(member).ok().and_then(Self::of);
        if key.is_none() {
            log::debug!("the issuer publishes a key that is not for checking signatures of tokens");
        }
        key
    }

    fn of(jwk: Jwk) -> Option<Self> {
        let is_for_signatures = jwk.purpose.as_deref().is_none_or(|purpose| purpose == "sig")
            && jwk.key_ops.as_ref().is_none_or(|uses| uses.iter().any(|operation| operation == "verify"));
        let algorithm = match jwk.alg.as_deref() {
            Some(name) => Some(Algorithm::parse(name)?),
            None => None,
        };
        let kind = jwk.kind().filter(|_| is_for_signatures)?;
        let material = jwk.material(kind).ok()?;
        Some(Self { id: jwk.kid, kind, algorithm, material })
    }

    fn is_for(&self, algorithm: Algorithm) -> bool {
        self.kind == algorithm.key_kind() && self.algorithm.is_none_or(|own| own == algorithm)
    }
}

impl Jwk {
    fn kind(&self) -> Option<KeyKind> {
        match (self.kty.as_str(), self.crv.as_deref()) {
            ("RSA", _) => Some(KeyKind::Rsa),
            ("EC", Some("P-256")) => Some(KeyKind::P256),
            ("EC", Some("P-384")) => Some(KeyKind::P384),
            ("OKP", Some("Ed25519")) => Some(KeyKind::Ed25519),
            _ => None,
        }
    }

    fn material(&self, kind: KeyKind) -> jsonwebtoken::errors::Result<DecodingKey> {
        match kind {
            KeyKind::Rsa => DecodingKey::from_rsa_components(&self.n, &self.e),
            KeyKind::P256 | KeyKind::P384 => DecodingKey::from_ec_components(&self.x, &self.y),
            KeyKind::Ed25519 => DecodingKey::from_ed_components(&self.x),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn set(keys: &Value) -> KeySet {
        KeySet::read(json!({ "keys": keys }).to_string().as_bytes()).unwrap()
    }

    fn rsa(more: &Value) -> Value {
        let mut key = json!({"kty": "RSA", "kid": "r", "n": "AQAB", "e": "AQAB"});
        key.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        key
    }

    /// `Some(true)` for a key, `Some(false)` for one that does not go with the algorithm.
    fn found(set: &KeySet, id: Option<&str>, algorithm: Algorithm) -> Option<bool> {
        match set.find(id, algorithm) {
            Found::Key(_) => Some(true),
            Found::Unfit => Some(false),
            Found::Unknown => None,
        }
    }

    #[test]
    fn each_kind_of_key_goes_with_its_algorithms_only() {
        let keys = set(&json!([
            rsa(&json!({})),
            {"kty": "EC", "crv": "P-256", "kid": "p256", "x": "AQAB", "y": "AQAB"},
            {"kty": "EC", "crv": "P-384", "kid": "p384", "x": "AQAB", "y": "AQAB"},
            {"kty": "OKP", "crv": "Ed25519", "kid": "ed", "x": "AQAB"},
        ]));
        let fitting = [
            ("r", vec!["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"]),
            ("p256", vec!["ES256"]),
            ("p384", vec!["ES384"]),
            ("ed", vec!["EdDSA"]),
        ];
        for (id, names) in fitting {
            for algorithm in Algorithm::ALL {
                let fits = names.contains(&algorithm.as_str());
                assert_eq!(found(&keys, Some(id), algorithm), Some(fits), "{id} {algorithm}");
            }
            assert_eq!(found(&keys, Some(&format!("{id}x")), Algorithm::Rs256), None);
        }
    }

    #[test]
    fn a_key_with_an_algorithm_of_its_own_goes_with_that_one_only() {
        let keys = set(&json!([rsa(&json!({"alg": "PS256", "use": "sig", "key_ops": ["verify"]}))]));
        assert_eq!(found(&keys, Some("r"), Algorithm::Ps256), Some(true));
        assert_eq!(found(&keys, Some("r"), Algorithm::Rs256), Some(false));
    }

    #[test]
    fn what_proves_no_signatures_is_left_out() {
        let others = json!([
            rsa(&json!({"use": "enc"})),
            rsa(&json!({"use": ""})),
            rsa(&json!({"key_ops": ["encrypt"]})),
            rsa(&json!({"alg": "RSA-OAEP"})),
            rsa(&json!({"alg": "HS256"})),
            rsa(&json!({"n": "not base64!"})),
            rsa(&json!({"kid": 7})),
            {"kty": "oct", "kid": "r", "k": "AQAB", "alg": "HS256"},
            {"kty": "EC", "crv": "P-521", "kid": "r", "x": "AQAB", "y": "AQAB"},
            {"kty": "EC", "crv": "secp256k1", "kid": "r", "x": "AQAB", "y": "AQAB"},
            {"kty": "OKP", "crv": "X25519", "kid": "r", "x": "AQAB"},
            {"kid": "r"},
            7,
            null,
        ]);
        assert_eq!(set(&others).len(), 0);
    }

    #[test]
    fn a_key_of_an_unheard_of_kind_leaves_the_others_be() {
        let keys = set(&json!([{"kty": "AKP", "kid": "new", "pub": "AQAB"}, rsa(&json!({}))]));
        assert_eq!((keys.len(), found(&keys, Some("r"), Algorithm::Rs256)), (1, Some(true)));
    }

    #[test]
    fn a_token_without_a_key_id_needs_a_single_key_for_its_algorithm() {
        let one = set(&json!([rsa(&json!({})), {"kty": "OKP", "crv": "Ed25519", "x": "AQAB"}]));
        assert_eq!(found(&one, None, Algorithm::Rs256), Some(true));
        assert_eq!(found(&one, None, Algorithm::EdDsa), Some(true));
        assert_eq!(found(&one, None, Algorithm::Es256), None);
        let two = set(&json!([rsa(&json!({})), rsa(&json!({"kid": "s"}))]));
        assert_eq!(found(&two, None, Algorithm::Rs256), None);
    }

    /// RFC 7517 §4.5: keys of different kinds may share an id.
    #[test]
    fn keys_that_share_an_id_are_told_apart_by_algorithm() {
        let keys = set(&json!([rsa(&json!({})), {"kty": "OKP", "crv": "Ed25519", "kid": "r", "x": "AQAB"}]));
        assert_eq!(found(&keys, Some("r"), Algorithm::EdDsa), Some(true));
        assert_eq!(found(&keys, Some("r"), Algorithm::Ps256), Some(true));
        assert_eq!(found(&keys, Some("r"), Algorithm::Es256), Some(false));
    }

    #[test]
    fn refuses_what_is_no_set() {
        for bad in ["", "{}", "[]", r#"{"keys": {}}"#, r#"{"keys": null}"#, "<html>"] {
            assert!(KeySet::read(bad.as_bytes()).is_err(), "{bad}");
        }
    }

    proptest! {
        #[test]
        fn never_panics(json in prop_oneof!["\\PC{0,80}", r#"\{"keys":\[\{"kty":"(RSA|EC|OKP)","(crv|n|x)":"[A-Za-z0-9_-]{0,9}"\}\]\}"#]) {
            let _ = KeySet::read(json.as_bytes());
        }
    }
}
