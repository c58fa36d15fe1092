//! Chaining the entries that were made before there was a chain.

use diesel::pg::PgConnection;
use diesel::prelude::*;

use super::head::Head;
use super::link::Link;
use crate::db::schema::trail;
use crate::keys::Key;

/// Chains what is not chained yet; says how many entries. The connection has to be the owner's: nobody else may change
/// an entry.
///
/// # Errors
/// Where the database fails.
pub fn seal(conn: &mut PgConnection, key: &Key) -> QueryResult<usize> {
    let unchained: Vec<(String, String)> = trail::table
        .filter(trail::hash.eq(Vec::new()))
        .select((trail::county_code, trail::township_code))
        .distinct()
        .load(conn)?;
    let mut sealed = 0;
    for (county, township) in unchained {
        sealed += seal_chain(conn, &county, &township, key)?;
    }
    Ok(sealed)
}

/// All of a township's entries were made before there was a chain, or none.
fn seal_chain(conn: &mut PgConnection, county: &str, township: &str, key: &Key) -> QueryResult<usize> {
    let links: Vec<Link> = trail::table
        .filter(trail::county_code.eq(county).and(trail::township_code.eq(township)))
        .order(trail::position)
        .select(Link::as_select())
        .load(conn)?;
    let mut head = Head { position: 0, hash: Vec::new() };
    for link in &links {
        head = Head { position: link.position, hash: link.hash(&head.hash, key).to_vec() };
        diesel::update(trail::table.find((county, link.id))).set(trail::hash.eq(&head.hash)).execute(conn)?;
    }
    head.begin(conn, county, township, key)?;
    Ok(links.len())
}
