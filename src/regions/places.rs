//! Where the records of a region are, remembered for as long as the region tree stays as it is: it changes a few times
//! a year, and is asked about in every request.

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
    /// Its code and those it had before.
    pub lineage: Vec<String>,
    /// The subtrees it is made of: see [`tree::roots`].
    pub roots: Vec<String>,
    /// Where its records are.
    pub reach: Arc<Reach>,
}

/// The places asked about so far; cheap to clone, shared by all threads.
#[derive(Clone, Debug, Default)]
pub struct Places(Arc<RwLock<Remembered>>);

#[derive(Debug, Default)]
struct Remembered {
    /// The state of the directory that they were read in.
    directory: Uuid,
    places: HashMap<Code, Arc<Place>>,
    /// What several regions reach together.
    reaches: HashMap<Vec<Code>, Arc<Reach>>,
}

/// So many reaches of several regions are remembered at most: some callers make up their regions.
const MOST_REACHES: usize = 1000;

impl Places {
    /// The place of this code in this state of the directory, which `conn` has read before; `None` where there is no
    /// such region.
    ///
    /// # Errors
    /// Where the database fails.
    pub fn find(
        &self,
        conn: &mut PgConnection,
        directory: Uuid,
        code: &Code,
    ) -> QueryResult<Option<Arc<Place>>> {
        if let Some(place) = self.remembered(directory, code) {
            return Ok(Some(place));
        }
        let lineage = tree::lineage(conn, code)?;
        if lineage.is_empty() {
            return Ok(None);
        }
        let (reach, roots) = (tree::reach_of(conn, code, &lineage)?, tree::roots(conn, code)?);
        let place = Arc::new(Place { lineage, roots, reach: Arc::new(reach) });
        self.remember(directory, code, &place);
        Ok(Some(place))
    }

    /// Where the records of all these regions are; `None` where one of them does not exist.
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
        if let Some(reach) = self.remembered_reach(directory, &key) {
            return Ok(Some(reach));
        }
        let mut reaches = Vec::new();
        for code in codes {
            let Some(place) = self.find(conn, directory, code)? else { return Ok(None) };
            reaches.push(Arc::clone(&place.reach));
        }
        let reach = Arc::new(tree::union(conn, &reaches)?);
        self.remember_reach(directory, key, &reach);
        Ok(Some(reach))
    }

    fn remembered_reach(&self, directory: Uuid, codes: &[Code]) -> Option<Arc<Reach>> {
        let remembered = self.0.read().unwrap_or_else(PoisonError::into_inner);
        (remembered.directory == directory).then(|| remembered.reaches.get(codes).cloned())?
    }

    fn remember_reach(&self, directory: Uuid, codes: Vec<Code>, reach: &Arc<Reach>) {
        let mut remembered = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if remembered.directory == directory && remembered.reaches.len() < MOST_REACHES {
            remembered.reaches.insert(codes, Arc::clone(reach));
        }
    }

    fn remembered(&self, directory: Uuid, code: &Code) -> Option<Arc<Place>> {
        let remembered = self.0.read().unwrap_or_else(PoisonError::into_inner);
        (remembered.directory == directory).then(|| remembered.places.get(code).cloned())?
    }

    /// There are no more places than regions, so nothing need be forgotten while the directory stays as it is.
    fn remember(&self, directory: Uuid, code: &Code, place: &Arc<Place>) {
        let mut remembered = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if remembered.directory != directory {
            *remembered = Remembered { directory, ..Remembered::default() };
        }
        remembered.places.insert(code.clone(), Arc::clone(place));
    }
}
