//! Bearer tokens: `fz_<id>_<secret>`, opaque, of which only a keyed hash of the secret is stored.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use crate::keys::{Key, Keys};

/// Length of a token's public id in characters.
const ID_LENGTH: usize = 12;

/// What a request presents: the id to look up and the digest of the secret to compare.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Credential {
    id: String,
    digest: [u8; 32],
}

impl Credential {
    /// Reads the value of an `Authorization` header (RFC 6750 §2.1); `None` where it is no token of ours.
    #[must_use]
    pub fn from_authorization(value: &str) -> Option<Self> {
        let (scheme, token) = value.split_once(' ')?;
        scheme.eq_ignore_ascii_case("bearer").then(|| Self::parse(token.trim()))?
    }

    /// Reads a token that stands as the password of `Basic` (RFC 7617), for programs that know no other way.
    #[must_use]
    pub fn from_basic(value: &str) -> Option<Self> {
        let (scheme, pair) = value.split_once(' ')?;
        let pair = STANDARD.decode(pair.trim()).ok().filter(|_| scheme.eq_ignore_ascii_case("basic"))?;
        let (_, password) = std::str::from_utf8(&pair).ok()?.split_once(':')?;
        Self::parse(password)
    }

    fn parse(token: &str) -> Option<Self> {
        let (id, secret) = token.strip_prefix("fz_")?.split_once('_')?;
        let well_formed = id.len() == ID_LENGTH && id.bytes().all(|b| b.is_ascii_alphanumeric());
        (well_formed && secret.len() == 43).then(|| Self { id: id.to_owned(), digest: digest(secret) })
    }

    /// The public id.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// SHA-256 of the secret presented.
    #[must_use]
    pub fn digest(&self) -> [u8; 32] {
        self.digest
    }

    /// Whether the stored hash is that of the secret presented, in constant time. It may have been made with a former key
    /// of the ledger's, and hashed again with each that came later.
    #[must_use]
    pub fn is_proven_by(&self, stored_hash: &[u8], keys: &Keys) -> bool {
        let generations = keys.former.iter().map(|former| &former.tokens).chain([&keys.tokens]);
        let hashes = generations.fold(Vec::with_capacity(1), |mut hashes: Vec<[u8; 32]>, key| {
            for hash in &mut hashes {
                *hash = bound(&self.id, hash, key);
            }
            hashes.push(bound(&self.id, &keyed(&self.digest, key), key));
            hashes
        });
        hashes.iter().any(|hash| hash.ct_eq(stored_hash).into())
    }
}

/// A token just made: the only moment its secret is known.
pub struct NewToken {
    /// The public id.
    pub id: String,
    /// What is stored.
    pub secret_hash: [u8; 32],
    /// What the bearer keeps.
    pub token: String,
}

impl NewToken {
    /// Makes a token of 256 bits from the system's random source.
    ///
    /// # Errors
    /// Where the system yields no random bytes.
    pub fn generate(key: &Key) -> Result<Self, getrandom::Error> {
        let mut bytes = [0_u8; 32];
        getrandom::fill(&mut bytes)?;
        Ok(Self::of(generate_id()?, &bytes, key))
    }

    /// The token that has this id and a secret made from it by `source`: the same one each time.
    #[must_use]
    pub fn derived(id: &str, source: &Key, key: &Key) -> Self {
        Self::of(id.to_owned(), &source.tag(id.as_bytes()), key)
    }

    fn of(id: String, bytes: &[u8; 32], key: &Key) -> Self {
        let secret = URL_SAFE_NO_PAD.encode(bytes);
        let secret_hash = bound(&id, &keyed(&digest(&secret), key), key);
        Self { secret_hash, token: format!("fz_{id}_{secret}"), id }
    }
}

/// A public id: lower-case letters and digits, so that it never contains the separator.
fn generate_id() -> Result<String, getrandom::Error> {
    const ALPHABET: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
    let mut bytes = [0_u8; ID_LENGTH];
    getrandom::fill(&mut bytes)?;
    Ok(bytes.iter().filter_map(|b| ALPHABET.get(usize::from(b % 32))).map(|b| char::from(*b)).collect())
}

fn digest(secret: &str) -> [u8; 32] {
    Sha256::digest(secret.as_bytes()).into()
}

/// The digest of a secret, keyed. A secret has full entropy, so a slow hash would add nothing; the key keeps whoever can
/// write into the database from making tokens.
#[must_use]
pub fn keyed(digest: &[u8], key: &Key) -> [u8; 32] {
    key.tag(digest)
}

/// What is stored: the keyed digest, bound to the token's public id. So the hash of one token is of no use in the row of
/// another one.
#[must_use]
pub fn bound(id: &str, keyed: &[u8], key: &Key) -> [u8; 32] {
    key.tag_of(&[keyed, id.as_bytes()])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn keys() -> Keys {
        Keys::from_secret("secret")
    }

    fn key() -> Key {
        keys().tokens
    }

    fn stored(id: &str, secret: &str) -> [u8; 32] {
        bound(id, &keyed(&digest(secret), &key()), &key())
    }

    #[test]
    fn a_token_of_any_former_secret_proves_itself_once_its_hash_was_hashed_again() {
        let second = Keys::from_secret("another").succeeding(&keys());
        let third = Keys::from_secret("a third").succeeding(&second);
        for (made_with, later) in
            [(&keys(), vec![&second, &third]), (&second, vec![&third]), (&third, Vec::new())]
        {
            let token = NewToken::generate(&made_with.tokens).unwrap();
            let credential = Credential::from_authorization(&format!("Bearer {}", token.token)).unwrap();
            let hash =
                later.iter().fold(token.secret_hash, |hash, keys| bound(&token.id, &hash, &keys.tokens));
            assert!(credential.is_proven_by(&hash, &third));
            let is_old = !later.is_empty();
            assert_eq!(
                credential.is_proven_by(&token.secret_hash, &third),
                !is_old,
                "with a former key alone"
            );
            assert!(!credential.is_proven_by(&hash, &Keys::from_secret("a third")) || !is_old);
        }
    }

    #[test]
    fn a_token_may_be_the_password_of_any_user() {
        let token = NewToken::generate(&key()).unwrap().token;
        let basic = |pair: &str| Credential::from_basic(&format!("Basic {}", STANDARD.encode(pair)));
        let bearer = Credential::from_authorization(&format!("Bearer {token}"));
        assert!(basic(&format!("phone:{token}")) == bearer && bearer.is_some());
        assert!(basic(&token).is_none() && basic("phone:").is_none() && basic(":").is_none());
        assert!(Credential::from_basic(&format!("Bearer {token}")).is_none());
        assert!(Credential::from_basic("Basic ä").is_none());
    }

    #[test]
    fn the_hash_of_one_token_is_of_no_use_to_another() {
        let (secret, of) = ("s".repeat(43), |id: &str| format!("Bearer fz_{id}_{}", "s".repeat(43)));
        let proves = |id: &str| {
            let credential = Credential::from_authorization(&of(id)).unwrap();
            credential.is_proven_by(&stored("aaaaaaaaaaaa", &secret), &keys())
        };
        assert_eq!((proves("aaaaaaaaaaaa"), proves("bbbbbbbbbbbb")), (true, false));
    }

    #[test]
    fn a_new_token_proves_itself_and_no_other() {
        let token = NewToken::generate(&key()).unwrap();
        let credential = Credential::from_authorization(&format!("Bearer {}", token.token)).unwrap();
        assert_eq!(credential.id(), token.id);
        assert!(credential.is_proven_by(&token.secret_hash, &keys()));
        assert!(!credential.is_proven_by(&NewToken::generate(&key()).unwrap().secret_hash, &keys()));
        assert!(!credential.is_proven_by(&[], &keys()));
        assert!(!credential.is_proven_by(&token.secret_hash, &Keys::from_secret("another")));
    }

    #[test]
    fn refuses_what_is_no_token() {
        for bad in
            ["", "Bearer", "Bearer ", "Bearer fz_", "Basic fz_a_b", "Bearer fz_aaaaaaaaaaaa_short", "fz_x_y"]
        {
            assert!(Credential::from_authorization(bad).is_none(), "{bad}");
        }
    }

    proptest! {
        #[test]
        fn never_panics(value in prop_oneof!["\\PC{0,80}", "(Bearer|bearer| |fz|_|字){0,8}[A-Za-z0-9_-]{0,60}"]) {
            let _ = Credential::from_authorization(&value);
        }

        /// The scheme's case does not matter (RFC 9110 §11.1), nor does white space before the token.
        #[test]
        fn reads_what_has_the_form_of_a_token(
            scheme in "[Bb][Ee][Aa][Rr][Ee][Rr]",
            gap in " {1,3}",
            id in "[a-zA-Z0-9]{12}",
            secret in "[A-Za-z0-9_-]{43}",
        ) {
            let credential = Credential::from_authorization(&format!("{scheme}{gap}fz_{id}_{secret}")).unwrap();
            prop_assert_eq!(credential.id(), id.as_str());
            prop_assert!(credential.is_proven_by(&stored(&id, &secret), &keys()));
        }

        #[test]
        fn what_has_another_form_is_none(
            scheme in "Bearer|Basic|Token|", id in "[a-z0-9.-]{0,14}", secret in "[A-Za-z0-9_-]{0,60}", prefix in "fz|fy|FZ|",
        ) {
            let right = scheme == "Bearer" && prefix == "fz" && id.len() == 12 && secret.len() == 43
                && id.bytes().all(|b| b.is_ascii_alphanumeric());
            let value = format!("{scheme} {prefix}_{id}_{secret}");
            prop_assert_eq!(Credential::from_authorization(&value).is_some(), right, "{}", value);
        }

        #[test]
        fn another_secret_proves_nothing(secret in "[A-Za-z0-9_-]{43}", at in 0..43_usize) {
            let token = NewToken { id: "a".repeat(12), secret_hash: stored(&"a".repeat(12), &secret), token: format!("fz_{}_{secret}", "a".repeat(12)) };
            let mut other = token.token.clone().into_bytes();
            let at = other.len() - 1 - at;
            other[at] = if other[at] == b'x' { b'y' } else { b'x' };
            let other = String::from_utf8(other).unwrap();
            let proven = |text: &str| {
                Credential::from_authorization(&format!("Bearer {text}")).is_some_and(|c| c.is_proven_by(&token.secret_hash, &keys()))
            };
            prop_assert!(proven(&token.token) && !proven(&other));
        }
    }
}
