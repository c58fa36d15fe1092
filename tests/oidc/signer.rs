//! Keys that sign tokens, made anew for each run, and with them the tokens: by the cryptography's own crate and not by
//! the library that checks them.

use std::sync::LazyLock;

use aws_lc_rs::encoding::{AsDer, PublicKeyX509Der};
use aws_lc_rs::hmac;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{
    self, ECDSA_P256_SHA256_FIXED_SIGNING, ECDSA_P384_SHA384_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair,
    KeyPair, RsaEncoding, RsaKeyPair,
};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde_json::{Map, Value, json};

/// RSA keys take long to make: two for all tests.
static RSA: LazyLock<[RsaKeyPair; 2]> =
    LazyLock::new(|| [(); 2].map(|()| RsaKeyPair::generate(KeySize::Rsa2048).unwrap()));

enum Pair {
    Rsa(RsaKeyPair),
    P256(EcdsaKeyPair),
    P384(EcdsaKeyPair),
    Ed25519(Ed25519KeyPair),
}

/// A key with its id.
pub struct Signer {
    pub id: String,
    pair: Pair,
}

impl Signer {
    /// One of the two RSA keys.
    pub fn rsa(id: &str, which: usize) -> Self {
        Self::of(id, Pair::Rsa(RSA[which].clone()))
    }

    pub fn p256(id: &str) -> Self {
        Self::of(id, Pair::P256(EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).unwrap()))
    }

    pub fn p384(id: &str) -> Self {
        Self::of(id, Pair::P384(EcdsaKeyPair::generate(&ECDSA_P384_SHA384_FIXED_SIGNING).unwrap()))
    }

    pub fn ed25519(id: &str) -> Self {
        Self::of(id, Pair::Ed25519(Ed25519KeyPair::generate().unwrap()))
    }

    fn of(id: &str, pair: Pair) -> Self {
        Self { id: id.to_owned(), pair }
    }

    /// The public half, as it is published.
    pub fn jwk(&self) -> Value {
        let mut jwk = match &self.pair {
            Pair::Rsa(pair) => {
                let public = pair.public_key();
                let (n, e) = (public.modulus(), public.exponent());
                json!({"kty": "RSA", "n": encoded(n.big_endian_without_leading_zero()),
                       "e": encoded(e.big_endian_without_leading_zero())})
            }
            Pair::P256(pair) => curve("P-256", pair),
            Pair::P384(pair) => curve("P-384", pair),
            Pair::Ed25519(pair) => json!({"kty": "OKP", "crv": "Ed25519", "x": encoded(pair.public_key())}),
        };
        jwk["kid"] = json!(self.id);
        jwk["use"] = json!("sig");
        jwk
    }

    /// A token of these claims, which names this key.
    pub fn token(&self, algorithm: &str, claims: &Value) -> String {
        self.token_with(&json!({"alg": algorithm, "kid": self.id, "typ": "JWT"}), claims)
    }

    /// A token with this header, signed by what its `alg` says.
    pub fn token_with(&self, header: &Value, claims: &Value) -> String {
        let message = message(header, claims);
        let signature = self.sign(header["alg"].as_str().unwrap(), message.as_bytes());
        format!("{message}.{}", encoded(signature))
    }

    fn sign(&self, algorithm: &str, message: &[u8]) -> Vec<u8> {
        match &self.pair {
            Pair::Rsa(pair) => {
                let mut signature = vec![0; pair.public_modulus_len()];
                pair.sign(rsa_encoding(algorithm), &SystemRandom::new(), message, &mut signature).unwrap();
                signature
            }
            Pair::P256(pair) | Pair::P384(pair) => {
                pair.sign(&SystemRandom::new(), message).unwrap().as_ref().to_vec()
            }
            Pair::Ed25519(pair) => pair.sign(message).as_ref().to_vec(),
        }
    }

    /// What somebody who knows the public RSA key only could take for a shared secret: its PEM, with and without a line
    /// feed at its end, its DER, its modulus.
    pub fn public_secrets(&self) -> Vec<Vec<u8>> {
        let Pair::Rsa(pair) = &self.pair else { panic!("an RSA key") };
        let der: PublicKeyX509Der<'_> = pair.public_key().as_der().unwrap();
        let lines: Vec<String> = STANDARD
            .encode(der.as_ref())
            .as_bytes()
            .chunks(64)
            .map(|line| String::from_utf8_lossy(line).into())
            .collect();
        let pem = format!("-----BEGIN PUBLIC KEY-----\n{}\n-----END PUBLIC KEY-----", lines.join("\n"));
        let modulus = pair.public_key().modulus().big_endian_without_leading_zero().to_vec();
        vec![pem.clone().into_bytes(), format!("{pem}\n").into_bytes(), der.as_ref().to_vec(), modulus]
    }
}

/// A token whose signature is an HMAC.
pub fn hmac_token(secret: &[u8], header: &Value, claims: &Value) -> String {
    let message = message(header, claims);
    let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, secret), message.as_bytes());
    format!("{message}.{}", encoded(tag))
}

/// The part of a token that is signed.
pub fn message(header: &Value, claims: &Value) -> String {
    format!("{}.{}", encoded(header.to_string()), encoded(claims.to_string()))
}

fn curve(name: &str, pair: &EcdsaKeyPair) -> Value {
    let point = &pair.public_key().as_ref()[1..];
    let (x, y) = point.split_at(point.len() / 2);
    json!({"kty": "EC", "crv": name, "x": encoded(x), "y": encoded(y)})
}

fn rsa_encoding(algorithm: &str) -> &'static dyn RsaEncoding {
    match algorithm {
        "RS384" => &signature::RSA_PKCS1_SHA384,
        "RS512" => &signature::RSA_PKCS1_SHA512,
        "PS256" => &signature::RSA_PSS_SHA256,
        "PS384" => &signature::RSA_PSS_SHA384,
        "PS512" => &signature::RSA_PSS_SHA512,
        // RS256, and what a forger may write over it.
        _ => &signature::RSA_PKCS1_SHA256,
    }
}

pub fn encoded(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// The claims of a good token of this issuer, changed; null takes one out.
pub fn claims(issuer: &str, changes: &Value) -> Value {
    let now = chrono::Utc::now().timestamp();
    let mut claims: Map<String, Value> = serde_json::from_value(json!({
        "iss": issuer, "aud": "fazhi", "sub": "4711", "name": "古堆乡司法所",
        "iat": now, "nbf": now, "exp": now + 300, "fazhi_roles": ["clerk:540526201"],
    }))
    .unwrap();
    claims.extend(changes.as_object().unwrap().clone());
    claims.retain(|_, value| !value.is_null());
    Value::Object(claims)
}
