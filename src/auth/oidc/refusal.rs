//! Why a token proves nothing.

/// Why a token proves nothing: for the log. To the caller all look the same (401), but for [`Refusal::Unreachable`]
/// (503), which is not the caller's fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// It is no JWT that this service reads; what is wrong with it.
    #[error("malformed: {0}")]
    Malformed(&'static str),
    /// It says it is from elsewhere.
    #[error("of another issuer")]
    WrongIssuer,
    /// It is signed in a way that is not allowed, or that does not go with the key it names.
    #[error("signed by an algorithm that is not allowed")]
    AlgorithmNotAllowed,
    /// The issuer publishes no key of this id, or not for signatures.
    #[error("signed by an unknown key")]
    UnknownKey,
    /// It is not what the holder of the key signed.
    #[error("wrong signature")]
    WrongSignature,
    /// It is meant for another service.
    #[error("for another audience")]
    WrongAudience,
    /// Its time is over.
    #[error("expired")]
    Expired,
    /// Its time has not come, or it was issued in the future.
    #[error("not yet valid")]
    NotYetValid,
    /// It gives no role anywhere.
    #[error("without a role in a region")]
    NoRoles,
    /// Whether it is good cannot be said, because the issuer's keys cannot be had.
    #[error("the issuer's keys cannot be had")]
    Unreachable,
}

impl Refusal {
    /// Whether it says nothing about the token: the same one may be good in a moment.
    #[must_use]
    pub const fn is_outage(self) -> bool {
        matches!(self, Self::Unreachable)
    }
}
