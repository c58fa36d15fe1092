//! How much is held for one caller until he has taken it: long answers that are being sent.

use std::collections::HashMap;
use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use actix_web::body::{BodySize, MessageBody};
use actix_web::web::Bytes;

use crate::http::content::Content;

/// Answers below this length, in bytes, are not counted: most requests have to do with none of this.
pub const LONG: usize = 64 << 10;
/// Bytes of long answers that are on their way to one token at most: five of the longest pages.
const MOST: usize = 24 << 20;

/// Bytes of long answers on their way, by the public ids of tokens.
#[derive(Debug, Default)]
pub struct Sending(Arc<Mutex<HashMap<String, usize>>>);

/// An answer on its way. Nothing of it is held any more when this is dropped.
#[derive(Debug)]
struct OnItsWay {
    all: Arc<Mutex<HashMap<String, usize>>>,
    token_id: String,
    bytes: usize,
}

impl Sending {
    /// An answer for a token as a body that is handed on piece by piece, and counted until the last one is; `None` where too
    /// much is on its way to the token already.
    #[must_use]
    pub fn begin(&self, token_id: &str, answer: Content) -> Option<Pieces> {
        let bytes = answer.length();
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let sum = all.get(token_id).copied().unwrap_or(0) + bytes;
        // One answer always goes out, however long it is.
        if sum > MOST.max(bytes) {
            return None;
        }
        all.insert(token_id.to_owned(), sum);
        let way = OnItsWay { all: Arc::clone(&self.0), token_id: token_id.to_owned(), bytes };
        Some(Pieces { rest: answer, _way: Some(way) })
    }
}

impl Drop for OnItsWay {
    fn drop(&mut self) {
        let mut all = self.all.lock().unwrap_or_else(PoisonError::into_inner);
        let left = all.get(&self.token_id).map_or(0, |bytes| bytes.saturating_sub(self.bytes));
        if left == 0 {
            all.remove(&self.token_id);
        } else if let Some(bytes) = all.get_mut(&self.token_id) {
            *bytes = left;
        }
    }
}

/// A long body. The connection asks for a piece when it has sent those before.
#[derive(Debug)]
pub struct Pieces {
    rest: Content,
    _way: Option<OnItsWay>,
}

impl Pieces {
    /// A body that is not counted, since nobody is known to whom it goes.
    #[must_use]
    pub fn uncounted(answer: Content) -> Self {
        Self { rest: answer, _way: None }
    }
}

impl MessageBody for Pieces {
    type Error = io::Error;

    fn size(&self) -> BodySize {
        BodySize::Sized(self.rest.length() as u64)
    }

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Bytes, Self::Error>>> {
        Poll::Ready((self.rest.length() > 0).then(|| self.rest.take(LONG)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(bytes: usize) -> Content {
        Content::Bytes(vec![b'x'; bytes].into())
    }

    #[test]
    fn one_token_has_so_much_on_its_way_and_no_more() {
        let sending = Sending::default();
        let first = sending.begin("one", answer(MOST - 10)).expect("room");
        assert!(sending.begin("one", answer(11)).is_none());
        let second = sending.begin("one", answer(10)).expect("room");
        assert!(sending.begin("other", answer(MOST)).is_some());
        drop((first, second));
        assert!(sending.0.lock().unwrap().is_empty());
        assert!(sending.begin("one", answer(MOST * 2)).is_some(), "one answer always goes out");
    }

    #[test]
    fn a_body_comes_in_pieces_and_whole() {
        let sending = Sending::default();
        let written: Bytes = (0..=255).cycle().take(LONG * 2 + 7).collect();
        let mut body = sending.begin("one", written.into()).expect("room");
        assert_eq!(body.size(), BodySize::Sized(LONG as u64 * 2 + 7));
        let mut context = Context::from_waker(std::task::Waker::noop());
        let mut lengths = Vec::new();
        while let Poll::Ready(Some(Ok(piece))) = Pin::new(&mut body).poll_next(&mut context) {
            lengths.push(piece.len());
        }
        assert_eq!(lengths, [LONG, LONG, 7]);
    }
}
