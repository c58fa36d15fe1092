//! What a reader works with.

use std::sync::Arc;

use diesel::pg::PgConnection;

use super::counters::{self, Counted};
use crate::auth::Actor;
use crate::http::cursor::Signer;
use crate::http::{Answer, ETag, RequestContext};
use crate::keys::Keys;
use crate::problems::ApiResult;
use crate::regions::Reach;

/// A snapshot, with the actor that reads it.
pub struct Reading<'a> {
    /// The snapshot.
    pub conn: &'a mut PgConnection,
    /// The actor.
    pub actor: &'a Actor,
    /// The part of the ledger the request is about.
    pub reach: &'a Arc<Reach>,
    /// The request.
    pub context: &'a RequestContext,
    /// Signs cursors.
    pub signer: &'a Signer,
    /// The keys of the ledger.
    pub keys: &'a Keys,
}

impl Reading<'_> {
    /// Answers with a tag known beforehand: 304 where the client has it, before any work is done.
    ///
    /// # Errors
    /// What `work` answers.
    pub fn tagged(
        &mut self,
        etag: &ETag,
        work: impl FnOnce(&mut Self) -> ApiResult<Answer>,
    ) -> ApiResult<Answer> {
        self.context.tagged(etag, || work(self))
    }

    /// The tag of anything that is read off the records of a reach: it changes with every write to one of them.
    /// `what` distinguishes the different answers about the same records; the reach itself distinguishes regions whose
    /// counters have the same sum.
    ///
    /// # Errors
    /// 503 where the database fails.
    pub fn tag_of(&mut self, reach: &Reach, up_to: Option<i16>, what: &[u8]) -> ApiResult<ETag> {
        let counted = counters::total(self.conn, reach, up_to)?.of_reach_in(self.actor.directory);
        Ok(Self::tag_by(&counted, reach, what))
    }

    /// The same tag, by counters that were read already.
    #[must_use]
    pub fn tag_by(state: &Counted, reach: &Reach, what: &[u8]) -> ETag {
        let directory = &state.directory;
        let mut read_off = format!("{reach:?} {directory} ").into_bytes();
        read_off.extend_from_slice(what);
        let what = crate::digest::short(&read_off, 6);
        ETag::weak(format!("{}-{what}", state.version))
    }
}
