//! Records put together from their rows and the rows of their parts.

use diesel::result::QueryResult;
use uuid::Uuid;

use super::Metadata;
use super::record::Record;

/// Parts that are read for a page, at most: those of ten records that have as many as a record may. A page ends before
/// the record whose parts would be beyond.
const MOST_PARTS: usize = 2000;
/// Rows of parts that are read for a page: one more, which shows that not all are there.
pub const MOST_ROWS: i64 = 2001;

/// A record's row, and its sort key.
pub type Keyed<R> = ((Metadata, R), String);

/// Puts each row and its parts together. The parts come in the order of the rows, [`MOST_ROWS`] at most.
pub fn put_together<R, P, T>(
    rows: Vec<Keyed<R>>,
    parts: impl Iterator<Item = QueryResult<P>>,
    of: impl Fn(&P) -> Uuid,
    whole: impl Fn(R, Vec<P>) -> T,
) -> impl Iterator<Item = QueryResult<(Record<T>, String)>> {
    let (mut parts, mut read) = (parts.peekable(), 0);
    rows.into_iter().map_while(move |((metadata, row), key)| {
        let mut own = Vec::new();
        while let Some(part) =
            parts.next_if(|part| part.as_ref().map_or(true, |part| of(part) == metadata.id))
        {
            match part {
                Ok(part) => own.push(part),
                Err(error) => return Some(Err(error)),
            }
        }
        read += own.len();
        // More of its parts may be there.
        (read <= MOST_PARTS).then(|| Ok((Record { metadata, fields: whole(row, own) }, key)))
    })
}
