//! Proving tokens.

use std::sync::Arc;

use super::jws::Jws;
use super::keys::Keys;
use super::source::Source;
use super::{Algorithm, Bearer, Refusal, Settings, SettingsError, claims};
use crate::clock;

/// Proves the tokens of one issuer. One for the whole service: its clones share the issuer's keys.
#[derive(Clone)]
pub struct Verifier {
    settings: Arc<Settings>,
    keys: Arc<Keys>,
}

impl Verifier {
    /// A verifier with these settings. The issuer is asked for its keys when the first token comes, so that it need
    /// not be there before.
    ///
    /// # Errors
    /// Where tokens cannot be proven with these settings, or keys would come from where anybody could answer.
    pub fn new(settings: Settings) -> Result<Self, SettingsError> {
        settings.check()?;
        let source = Source::new(&settings);
        let keys = Arc::new(Keys::new(Box::new(move || source.fetch())));
        Ok(Self { settings: Arc::new(settings), keys })
    }

    /// Who bears this token. Most are proven at once; one that names a key which is not known yet waits until the
    /// issuer was asked, 5 s at most, and as long again where a fetch was under way.
    ///
    /// # Errors
    /// Why it proves nothing.
    pub async fn verify(&self, jwt: &str) -> Result<Bearer, Refusal> {
        let token = Jws::parse(jwt)?;
        // Before its key is sought, so that tokens of others do not have the issuer asked. It is no proof yet.
        if !claims::is_issued_by(&token.claims, &self.settings.issuer) {
            return Err(Refusal::WrongIssuer);
        }
        let algorithm = self.allowed(token.algorithm).ok_or(Refusal::AlgorithmNotAllowed)?;
        let key = self.keys.find(token.key_id.as_deref(), algorithm).await?;
        if !token.is_signed_by(&key, algorithm) {
            return Err(Refusal::WrongSignature);
        }
        claims::bearer(&token.claims, &self.settings, clock::now())
    }

    fn allowed(&self, algorithm: Option<Algorithm>) -> Option<Algorithm> {
        algorithm.filter(|algorithm| self.settings.algorithms.contains(algorithm))
    }
}
