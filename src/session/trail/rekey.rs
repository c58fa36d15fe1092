//! The whole trail under another key. What it says stays; each hash is made anew from it.

use std::collections::{BTreeMap, HashMap};

use diesel::pg::PgConnection;
use diesel::prelude::*;
use diesel::sql_types::{Array, Binary, Nullable, Text, Uuid as SqlUuid};
use uuid::Uuid;

use super::chains::Chains;
use super::content::EntryContent;
use super::head::Head;
use super::redaction::{Certificates, RedactedEntry};
use crate::db::schema::{trail, trail_heads};
use crate::db::{Batches, Verbatim};
use crate::digest;
use crate::keys::Key;
use crate::problems::{ApiError, ApiResult};
use crate::regions::Code;

/// Hashes all entries with this key, and all that says how chains begin and end; says how many entries there are. Nobody may
/// write meanwhile, and the trail has to be verified: what was altered before is not to be seen afterwards.
///
/// # Errors
/// 503 where the database fails.
pub fn rekey(conn: &mut PgConnection, key: &Key) -> ApiResult<u64> {
    count_chains(conn, key)?;
    let mut walk =
        Walk { key, head: None, certificates: Certificates::load(conn)?, certified: HashMap::new() };
    let entries = trail::table
        .order((trail::county_code, trail::township_code, trail::position))
        .select(EntryContent::as_select());
    let batches = Batches::open(conn, "trail_to_rekey", &entries)?;
    let mut count = 0;
    loop {
        let contents: Vec<EntryContent> = batches.next(conn)?;
        if contents.is_empty() {
            walk.end_chain(conn)?;
            return Ok(count);
        }
        count += contents.len() as u64;
        walk.rekey(conn, contents)?;
    }
}

fn count_chains(conn: &mut PgConnection, key: &Key) -> QueryResult<()> {
    let begun: Vec<String> =
        trail_heads::table.order(trail_heads::number).select(trail_heads::township_code).load(conn)?;
    begun.iter().fold(Chains::none(key), |chains, township| chains.with(township, key)).save(conn)
}

/// The chains as far as they were hashed.
struct Walk<'a> {
    key: &'a Key,
    /// The chain at hand, and its end so far.
    head: Option<(String, Head)>,
    certificates: Certificates,
    /// Of the entries of this chain that were redacted: their new hashes, of what they are and of what they say.
    certified: HashMap<Uuid, (String, String)>,
}

impl Walk<'_> {
    fn rekey(&mut self, conn: &mut PgConnection, contents: Vec<EntryContent>) -> ApiResult<()> {
        let mut hashed: BTreeMap<String, Hashed> = BTreeMap::new();
        for mut content in contents {
            if self.head.as_ref().is_none_or(|(township, _)| *township != content.township_code) {
                self.end_chain(conn)?;
            }
            self.certify_anew(&mut content)?;
            let hash = self.hash(&content);
            hashed.entry(content.county_code.clone()).or_default().add(content, hash);
        }
        Ok(hashed.into_iter().try_for_each(|(county, hashed)| hashed.save(conn, &county))?)
    }

    /// Of a redaction: the certificates of what it changed are about hashes, so they change with these.
    fn certify_anew(&self, content: &mut EntryContent) -> ApiResult<()> {
        let Some(redacted) = &content.redacted else { return Ok(()) };
        // What cannot be read certifies nothing.
        let Ok(mut entries) = serde_json::from_str::<Vec<RedactedEntry>>(redacted.as_str()) else {
            return Ok(());
        };
        for entry in &mut entries {
            if let Some((hash, content)) = self.certified.get(&entry.id) {
                (entry.hash, entry.content) = (hash.clone(), content.clone());
            }
        }
        content.redacted = Some(Verbatim::of(&entries).map_err(ApiError::internal)?);
        Ok(())
    }

    fn hash(&mut self, content: &EntryContent) -> Vec<u8> {
        let (_, head) = self
            .head
            .get_or_insert_with(|| (content.township_code.clone(), Head { position: 0, hash: Vec::new() }));
        let hash = content.hash(&head.hash, self.key).to_vec();
        *head = Head { position: content.position, hash: hash.clone() };
        if self.certificates.speak_of(content.id) {
            let hashes = (digest::hexadecimal(&hash), digest::hexadecimal(&content.content_hash(self.key)));
            self.certified.insert(content.id, hashes);
        }
        hash
    }

    fn end_chain(&mut self, conn: &mut PgConnection) -> QueryResult<()> {
        self.certified.clear();
        let Some((township, head)) = self.head.take() else { return Ok(()) };
        let of_chain = trail_heads::table.find((Code::county_of(&township), &township));
        diesel::update(of_chain)
            .set((
                trail_heads::hash.eq(&head.hash),
                trail_heads::mac.eq(head.mac(&township, self.key).to_vec()),
            ))
            .execute(conn)?;
        Ok(())
    }
}

/// Entries with their new hashes.
#[derive(Default)]
struct Hashed {
    ids: Vec<Uuid>,
    hashes: Vec<Vec<u8>>,
    redacted: Vec<Option<String>>,
}

impl Hashed {
    fn add(&mut self, content: EntryContent, hash: Vec<u8>) {
        self.ids.push(content.id);
        self.hashes.push(hash);
        self.redacted.push(content.redacted.map(|redacted| redacted.as_str().to_owned()));
    }

    /// Of one county: rows of several nodes are not changed by one statement, nor any by one that joins something else.
    fn save(self, conn: &mut PgConnection, county: &str) -> QueryResult<()> {
        diesel::sql_query(
            "UPDATE trail SET hash = ($3::bytea[])[array_position($2::uuid[], id)],
                redacted = (($4::text[])[array_position($2::uuid[], id)])::json
            WHERE county_code = $1 AND id = ANY ($2)",
        )
        .bind::<Text, _>(county)
        .bind::<Array<SqlUuid>, _>(self.ids)
        .bind::<Array<Binary>, _>(self.hashes)
        .bind::<Array<Nullable<Text>>, _>(self.redacted)
        .execute(conn)?;
        Ok(())
    }
}
