//! A cache of the reach of each region. Every request needs it, and it changes only with the region tree, a few times a
//! year.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use diesel::pg::PgConnection;
use diesel::result::QueryResult;
use uuid::Uuid;

use super::Reach;
use super::{Code, tree};

/// A region of the directory.
#[derive(Debug)]
pub struct Place {
    /// Its code, and those of its predecessors.
    pub lineage: Vec<String>,
    /// The codes of the subtrees that it consists of: see [`tree::roots`].
    pub roots: Vec<String>,
    /// The counties and townships of its records.
    pub reach: Arc<Reach>,
}

/// The cached places; cheap to clone, shared by all threads.
#[derive(Clone, Debug, Default)]
pub struct Places(Arc<RwLock<Cached>>);

#[derive(Debug, Default)]
struct Cached {
    /// The state of the directory in which they were read.
    directory: Uuid,
    places: HashMap<Code, Arc<Place>>,
    /// The reach of several regions together.
    reaches: HashMap<Vec<Code>, Arc<Reach>>,
}

/// The most reaches of several regions that are cached: clients choose the combinations, so there is no other bound.
const MOST_REACHES: usize = 1000;

impl Places {
    /// The place of a code in a state of the directory, which was read on `conn` before; `None` where there is no such
    /// region.
    ///
    /// # Errors
    /// Where the database fails.
    pub fn find(
        &self,
        conn: &mut PgConnection,
        directory: Uuid,
        code: &Code,
    ) -> QueryResult<Option<Arc<Place>>> {
        if let Some(place) = self.cached(directory, code) {
            return Ok(Some(place));
        }
        let lineage = tree::lineage(conn, code)?;
        if lineage.is_empty() {
            return Ok(None);
        }
        let (reach, roots) = (tree::reach_of(conn, code, &lineage)?, tree::roots(conn, code)?);
        let place = Arc::new(Place { lineage, roots, reach: Arc::new(reach) });
        self.cache(directory, code, &place);
        Ok(Some(place))
    }

    /// The reach of these regions together; `None` where one of them does not exist.
    ///
    /// # Errors
    /// Where the database fails.
    pub fn reach(
        &self,
        conn: &mut PgConnection,
        directory: Uuid,
        codes: &[&Code],
    ) -> QueryResult<Option<Arc<Reach>>> {
        if let [code] = codes {
            return Ok(self.find(conn, directory, code)?.map(|place| Arc::clone(&place.reach)));
        }
        let key: Vec<Code> = codes.iter().map(|code| (*code).clone()).collect();
        if let Some(reach) = self.cached_reach(directory, &key) {
            return Ok(Some(reach));
        }
        let mut reaches = Vec::new();
        for code in codes {
            let Some(place) = self.find(conn, directory, code)? else { return Ok(None) };
            reaches.push(Arc::clone(&place.reach));
        }
        let reach = Arc::new(tree::union(conn, &reaches)?);
        self.cache_reach(directory, key, &reach);
        Ok(Some(reach))
    }

    fn cached_reach(&self, directory: Uuid, codes: &[Code]) -> Option<Arc<Reach>> {
        let cached = self.0.read().unwrap_or_else(PoisonError::into_inner);
        (cached.directory == directory).then(|| cached.reaches.get(codes).cloned())?
    }

    fn cache_reach(&self, directory: Uuid, codes: Vec<Code>, reach: &Arc<Reach>) {
        let mut cached = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if cached.directory == directory && cached.reaches.len() < MOST_REACHES {
            cached.reaches.insert(codes, Arc::clone(reach));
        }
    }

    fn cached(&self, directory: Uuid, code: &Code) -> Option<Arc<Place>> {
        let cached = self.0.read().unwrap_or_else(PoisonError::into_inner);
        (cached.directory == directory).then(|| cached.places.get(code).cloned())?
    }

    /// There are no more places than regions, so none is evicted before the directory changes.
    fn cache(&self, directory: Uuid, code: &Code, place: &Arc<Place>) {
        let mut cached = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if cached.directory != directory {
            *cached = Cached { directory, ..Cached::default() };
        }
        cached.places.insert(code.clone(), Arc::clone(place));
    }
}
