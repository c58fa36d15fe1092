//! Verifies that the trail is unaltered: every chain is read, entry by entry.

use std::collections::{BTreeMap, BTreeSet};

use diesel::pg::{PgConnection, PgRowByRowLoadingMode};
use diesel::prelude::*;

use super::chains::Chains;
use super::content::EntryContent;
use super::head::Head;
use super::redaction::Certificates;
pub use super::verify_faults::{ChainsFault, Fault, FaultKind};
use crate::db::schema::{trail, trail_heads};
use crate::keys::Key;
use crate::text::Text;

/// What a walk found.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Verified {
    /// How many chains there are.
    pub chains: usize,
    /// How many entries they have together.
    pub entries: u64,
    /// How many of these were redacted, as later entries of their chains certify.
    pub redacted: u64,
    /// What is wrong, chain by chain: the first bad entry of each.
    pub faults: Vec<Fault>,
    /// What is wrong with the chains together.
    pub of_all: Option<ChainsFault>,
}

impl Verified {
    /// What is wrong, fault by fault.
    pub fn texts(&self) -> impl Iterator<Item = Text> {
        self.of_all.iter().map(ChainsFault::text).chain(self.faults.iter().map(Fault::text))
    }
}

/// The head of a chain at some time, as stored outside the database, so that deleting the last entries is noticed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// The number of the entry that was the last one.
    pub position: i64,
    /// Its hash.
    pub hash: Vec<u8>,
}

/// Marks by the region whose chain it is.
pub type Marks = BTreeMap<String, Mark>;

/// Verifies all chains, and compares them with their marks. Rows are read one by one, so the memory needed does not depend on
/// the number of entries; writers do not wait. The connection has to be in a transaction with one snapshot.
///
/// # Errors
/// Where the database fails.
pub fn verify(conn: &mut PgConnection, key: &Key, marks: &Marks) -> QueryResult<Verified> {
    let heads: Vec<StoredHead> = trail_heads::table
        .order((trail_heads::county_code, trail_heads::township_code))
        .select((trail_heads::township_code, trail_heads::position, trail_heads::hash, trail_heads::mac))
        .load(conn)?;
    let of_all = of_all(conn, key)?;
    let certificates = Certificates::load(conn)?;
    let mut walk = Walk {
        key,
        marks,
        certificates,
        chain: None,
        ends: BTreeMap::new(),
        verified: Verified { of_all, ..Verified::default() },
    };
    let entries = trail::table.order((trail::county_code, trail::township_code, trail::position)).select((
        EntryContent::as_select(),
        trail::hash,
        trail::seq,
    ));
    for row in entries.load_iter::<Row, PgRowByRowLoadingMode>(conn)? {
        walk.step(row?);
    }
    walk.end_chain();
    Ok(walk.against(heads))
}

/// Compares the chains with the number that the database says were begun.
fn of_all(conn: &mut PgConnection, key: &Key) -> QueryResult<Option<ChainsFault>> {
    let Some(begun) = Chains::find(conn)? else { return Ok(Some(ChainsFault::Uncounted)) };
    let found: Vec<(i64, String)> = trail_heads::table
        .order((trail_heads::number, trail_heads::township_code))
        .select((trail_heads::number, trail_heads::township_code))
        .load(conn)?;
    let chains = found.iter().fold(Chains::none(key), |chains, (_, township)| chains.with(township, key));
    let is_numbered = (1..).zip(&found).all(|(expected, (number, _))| *number == expected);
    Ok(if chains.chains < begun.chains {
        Some(ChainsFault::Missing { found: chains.chains, begun: begun.chains })
    } else if chains != begun || !is_numbered {
        Some(ChainsFault::Altered)
    } else {
        None
    })
}

/// Region, number of the last entry, its hash, the hash that says so.
type StoredHead = (String, i64, Vec<u8>, Vec<u8>);
/// An entry with its hash and its place in the feed.
type Row = (EntryContent, Vec<u8>, i64);

/// A chain as far as it was walked.
struct Chain {
    township_code: String,
    position: i64,
    hash: Vec<u8>,
    seq: i64,
    is_sound: bool,
}

struct Walk<'a> {
    key: &'a Key,
    marks: &'a Marks,
    certificates: Certificates,
    chain: Option<Chain>,
    /// The ends of sound chains; `None` for those that are not.
    ends: BTreeMap<String, Option<Head>>,
    verified: Verified,
}

impl Walk<'_> {
    fn step(&mut self, (content, hash, seq): Row) {
        self.verified.entries += 1;
        if self.chain.as_ref().is_none_or(|chain| chain.township_code != content.township_code) {
            self.end_chain();
            let township_code = content.township_code.clone();
            self.chain =
                Some(Chain { township_code, position: 0, hash: vec![], seq: i64::MIN, is_sound: true });
        }
        let Some(chain) = self.chain.as_mut().filter(|chain| chain.is_sound) else { return };
        let redacted = self.certificates.judge(&content, &hash, self.key);
        let is_genuine = redacted.unwrap_or_else(|| content.hash(&chain.hash, self.key) == *hash);
        self.verified.redacted += u64::from(redacted == Some(true));
        let agrees = |mark: &Mark| mark.position != content.position || mark.hash == hash;
        let fault = if content.position != chain.position + 1 {
            Some((chain.position + 1, None, FaultKind::Missing))
        } else if !is_genuine || !self.marks.get(&content.township_code).is_none_or(agrees) {
            Some((content.position, Some(content.id.to_string()), FaultKind::Altered))
        } else if seq <= chain.seq {
            Some((content.position, Some(content.id.to_string()), FaultKind::Feed))
        } else {
            None
        };
        (chain.position, chain.hash, chain.seq, chain.is_sound) =
            (content.position, hash, seq, fault.is_none());
        if let Some((position, entry, kind)) = fault {
            let township_code = content.township_code;
            self.verified.faults.push(Fault { township_code, position, entry, kind });
        }
    }

    fn end_chain(&mut self) {
        if let Some(chain) = self.chain.take() {
            self.verified.chains += 1;
            let end = chain.is_sound.then_some(Head { position: chain.position, hash: chain.hash });
            self.ends.insert(chain.township_code, end);
        }
    }

    /// Every chain has to end where its head says, and no earlier than its mark.
    fn against(mut self, heads: Vec<StoredHead>) -> Verified {
        let known: BTreeSet<String> = heads.iter().map(|(township_code, ..)| township_code.clone()).collect();
        for (township_code, position, hash, mac) in heads {
            let end = self.ends.remove(&township_code);
            let Some(end) = end.unwrap_or(Some(Head { position: 0, hash: Vec::new() })) else { continue };
            let head = Head { position, hash };
            let is_genuine = head.mac(&township_code, self.key) == *mac;
            let reached = self.marks.get(&township_code).map_or(0, |mark| mark.position).max(position);
            let fault = if end.position < reached {
                Some((end.position + 1, FaultKind::CutOff))
            } else if !is_genuine || end != head {
                Some((end.position, FaultKind::End))
            } else {
                None
            };
            self.fault(township_code, fault);
        }
        for (township_code, mark) in self.marks {
            let is_gone = mark.position > 0 && !known.contains(township_code);
            self.fault(township_code.clone(), is_gone.then_some((1, FaultKind::CutOff)));
        }
        // What is left has no head.
        for (township_code, end) in std::mem::take(&mut self.ends) {
            let fault = end.map(|end| (end.position, FaultKind::End));
            self.fault(township_code, fault);
        }
        self.verified.faults.sort_by(|one, other| one.township_code.cmp(&other.township_code));
        self.verified
    }

    fn fault(&mut self, township_code: String, fault: Option<(i64, FaultKind)>) {
        let fault = fault.map(|(position, kind)| Fault { township_code, position, entry: None, kind });
        self.verified.faults.extend(fault);
    }
}

/// Where all chains end now.
///
/// # Errors
/// Where the database fails.
pub fn marks(conn: &mut PgConnection) -> QueryResult<Marks> {
    let ends: Vec<(String, i64, Vec<u8>)> = trail_heads::table
        .select((trail_heads::township_code, trail_heads::position, trail_heads::hash))
        .load(conn)?;
    Ok(ends.into_iter().map(|(code, position, hash)| (code, Mark { position, hash })).collect())
}
