//! Keys, one for each purpose, made from the one secret of a ledger (RFC 5869). None of them reveals anything of the
//! others or of the secret.

use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use hkdf::Hkdf;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::digest;

/// The keys of a ledger.
#[derive(Clone)]
pub struct Keys {
    /// For the hashes of tokens: who reads them in the database cannot try out tokens on them.
    pub tokens: Key,
    /// For the chain of the trail: who writes into the database cannot continue or mend it.
    pub trail: Key,
    /// For places in the feed of changes: how many changes there are elsewhere is nobody's business.
    pub feed: SealingKey,
    /// For the names of parties: who reads the database or a backup does not learn who they are.
    pub parties: SealingKey,
    /// For the token of the first start, which can be printed again until it is used.
    pub first_token: Key,
    /// For the digest that a backup ends with: who edits a backup cannot make it anew.
    pub backups: Key,
    /// For fingerprints that distinguish requests with the same `Idempotency-Key`.
    pub requests: Key,
    /// Says whether a secret is the one that the database is keyed by.
    pub check: Key,
    /// For what is kept of former keys.
    archive: SealingKey,
    /// The keys of former secrets, the oldest first.
    pub former: Vec<FormerKeys>,
}

/// What is kept of a former secret: tokens and places in the feed that were made with it remain good. Nothing new is made
/// with it.
#[derive(Clone)]
pub struct FormerKeys {
    /// For the hashes of tokens.
    pub tokens: Key,
    /// For places in the feed.
    pub feed: SealingKey,
}

impl Keys {
    /// The keys made from this secret, the same on every instance that has it.
    #[must_use]
    pub fn from_secret(secret: &str) -> Self {
        let source = Hkdf::<Sha256>::new(Some(b"fazhi"), secret.as_bytes());
        let key = |purpose: &str| {
            let mut key = [0; 32];
            // Fails only for keys of more than 255 hashes.
            let _ = source.expand(purpose.as_bytes(), &mut key);
            key
        };
        Self {
            tokens: Key::new(key("tokens")),
            trail: Key::new(key("trail")),
            feed: SealingKey(key("feed")),
            parties: SealingKey(key("parties")),
            first_token: Key::new(key("first token")),
            backups: Key::new(key("backups")),
            requests: Key::new(key("requests")),
            check: Key::new(key("check")),
            archive: SealingKey(key("former keys")),
            former: Vec::new(),
        }
    }

    /// These keys, in place of those of a secret that is given up.
    #[must_use]
    pub fn succeeding(self, given_up: &Self) -> Self {
        let last = FormerKeys { tokens: given_up.tokens.clone(), feed: given_up.feed.clone() };
        Self { former: given_up.former.iter().cloned().chain([last]).collect(), ..self }
    }

    /// The former keys, encrypted.
    ///
    /// # Errors
    /// Where the system yields no random bytes.
    pub fn seal_former(&self) -> Result<Vec<u8>, getrandom::Error> {
        let keys = self.former.iter().flat_map(|former| [former.tokens.bytes, former.feed.0]);
        self.archive.seal(ARCHIVE, keys.flatten().collect::<Vec<u8>>().as_slice())
    }

    /// With the former keys that were encrypted; `None` where they were altered.
    #[must_use]
    pub fn with_former(self, sealed: &[u8]) -> Option<Self> {
        let opened = self.archive.open(ARCHIVE, sealed)?;
        let (keys, rest) = opened.as_chunks::<32>();
        let former = keys.chunks(2).map(|pair| match pair {
            [tokens, feed] => Some(FormerKeys { tokens: Key::new(*tokens), feed: SealingKey(*feed) }),
            _ => None,
        });
        let former = former.collect::<Option<_>>().filter(|_| rest.is_empty())?;
        Some(Self { former, ..self })
    }
}

/// What former keys are encrypted for.
const ARCHIVE: &[u8] = b"former keys";

/// A key of 256 bits.
#[derive(Clone)]
pub struct Key {
    bytes: [u8; 32],
    /// What has read the key, which is half of the work for a short message.
    mac: Hmac<Sha256>,
}

impl Key {
    fn new(bytes: [u8; 32]) -> Self {
        // A key is filled up to a block (RFC 2104 §2).
        let mut block = [0; 64];
        block.iter_mut().zip(bytes).for_each(|(place, byte)| *place = byte);
        Self { bytes, mac: Hmac::new(&block.into()) }
    }

    /// The keyed hash of a message: HMAC-SHA-256 (RFC 2104).
    #[must_use]
    pub fn tag(&self, message: &[u8]) -> [u8; 32] {
        self.tag_of(&[message])
    }

    /// The same of a message in parts, without putting them together.
    #[must_use]
    pub fn tag_of(&self, parts: &[&[u8]]) -> [u8; 32] {
        let mac = parts.iter().fold(self.mac.clone(), Mac::chain_update);
        mac.finalize().into_bytes().into()
    }

    /// What identifies a key, and nothing else of it.
    #[must_use]
    pub fn id(&self) -> String {
        digest::hexadecimal(self.tag(b"key id").first_chunk::<8>().unwrap_or(&[0; 8]))
    }
}

/// A key of 256 bits that things are encrypted with, such that nobody can read or change them (XChaCha20-Poly1305, RFC
/// 8439 with the nonces of draft-irtf-cfrg-xchacha).
#[derive(Clone)]
pub struct SealingKey([u8; 32]);

/// Bytes of a nonce; drawn at random, none comes twice.
const NONCE: usize = 24;

impl SealingKey {
    /// Encrypts `plain` for a purpose; decrypting has to name the same one.
    ///
    /// # Errors
    /// Where the system yields no random bytes.
    pub fn seal(&self, purpose: &[u8], plain: &[u8]) -> Result<Vec<u8>, getrandom::Error> {
        let mut nonce = [0; NONCE];
        getrandom::fill(&mut nonce)?;
        let payload = Payload { msg: plain, aad: purpose };
        // Fails only for what is longer than memory.
        let sealed = self.cipher().encrypt(&XNonce::from(nonce), payload).unwrap_or_default();
        Ok([nonce.as_slice(), &sealed].concat())
    }

    /// What was sealed for this purpose; `None` where it was not, or was altered.
    #[must_use]
    pub fn open(&self, purpose: &[u8], sealed: &[u8]) -> Option<Vec<u8>> {
        let (nonce, sealed) = sealed.split_first_chunk::<NONCE>()?;
        self.cipher().decrypt(&XNonce::from(*nonce), Payload { msg: sealed, aad: purpose }).ok()
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new(&self.0.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_purpose_and_each_secret_has_a_key_of_its_own() {
        let (keys, others) = (Keys::from_secret("a secret"), Keys::from_secret("another"));
        let tags =
            [&keys.tokens, &keys.trail, &keys.backups, &keys.check, &others.tokens].map(|key| key.tag(b"m"));
        for (index, tag) in tags.iter().enumerate() {
            assert!(!tags[..index].contains(tag));
        }
        assert_eq!(keys.trail.tag(b"m"), Keys::from_secret("a secret").trail.tag(b"m"));
        assert_ne!(keys.trail.tag(b"m"), keys.trail.tag(b"n"));
    }

    /// RFC 4231, test case 2, with a key that is filled up.
    #[test]
    fn a_tag_is_that_of_the_standard() {
        let mut bytes = [0; 32];
        bytes[..4].copy_from_slice(b"Jefe");
        let tag = digest::hexadecimal(&Key::new(bytes).tag(b"what do ya want for nothing?"));
        assert_eq!(tag, "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    }

    #[test]
    fn former_keys_are_kept_in_their_order() {
        let [first, second, third] = ["a secret", "another", "a third"].map(Keys::from_secret);
        let second = second.succeeding(&first);
        let third = third.succeeding(&second);
        let sealed = third.seal_former().unwrap();
        let read = Keys::from_secret("a third").with_former(&sealed).unwrap();
        let tags = |keys: &[FormerKeys]| keys.iter().map(|keys| keys.tokens.tag(b"m")).collect::<Vec<_>>();
        assert_eq!(tags(&read.former), [first.tokens.tag(b"m"), second.tokens.tag(b"m")]);
        let place = first.feed.seal(b"place", b"1").unwrap();
        assert_eq!(read.former[0].feed.open(b"place", &place).as_deref(), Some(b"1".as_slice()));
        assert!(Keys::from_secret("another").with_former(&sealed).is_none());
        assert!(Keys::from_secret("a third").with_former(&sealed[1..]).is_none());
    }

    #[test]
    fn what_is_sealed_opens_for_its_purpose_only_and_unaltered() {
        let key = Keys::from_secret("a secret").feed;
        let sealed = key.seal(b"here", "扎西".as_bytes()).unwrap();
        assert_eq!(key.open(b"here", &sealed).as_deref(), Some("扎西".as_bytes()));
        assert_eq!(
            (key.open(b"there", &sealed), Keys::from_secret("b").feed.open(b"here", &sealed)),
            (None, None)
        );
        for at in 0..sealed.len() {
            let mut altered = sealed.clone();
            altered[at] ^= 1;
            assert_eq!(key.open(b"here", &altered), None, "{at}");
        }
        assert_eq!((key.open(b"here", &[]), key.open(b"here", &sealed[..23])), (None, None));
        assert_ne!(key.seal(b"here", b"x").unwrap(), key.seal(b"here", b"x").unwrap());
    }
}
