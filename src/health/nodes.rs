//! Which nodes of a distributed database cannot be reached, and which counties are on them.

use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::time::Duration;

use tokio::sync::watch;

use crate::db::distribution::{self, Outage};
use crate::db::{Db, DedicatedConnection};

/// How often nodes are tried.
const EVERY: Duration = Duration::from_secs(5);

/// What the last try found, which is nothing where the database is not distributed.
pub struct Nodes {
    last: watch::Receiver<Outage>,
    /// The thread ends when this is dropped.
    _end: Sender<()>,
}

impl Nodes {
    /// Of this database, with what watches them once it is begun.
    pub fn of(db: &Db) -> (Self, Watcher) {
        let ((tell, last), (end, ended)) = (watch::channel(Outage::default()), mpsc::channel());
        (Self { last, _end: end }, Watcher { own: db.own(), tell, ended })
    }

    /// Lines for people and programs; none where all nodes can be reached.
    pub fn described(&self) -> String {
        let Outage { nodes, counties } = &*self.last.borrow();
        if nodes.is_empty() {
            return String::new();
        }
        format!("nodes out: {}\ncounties out: {}\n", nodes.join(" "), counties.join(" "))
    }
}

/// Tries the nodes, on a connection of its own: one that does not answer keeps it waiting.
pub struct Watcher {
    own: DedicatedConnection,
    tell: watch::Sender<Outage>,
    ended: mpsc::Receiver<()>,
}

impl Watcher {
    /// Begins in a thread of its own where the database is distributed, which `asked` is able to tell. What is left to
    /// begin later: nothing, unless the database did not answer.
    pub fn begin_where_distributed(self, asked: &mut DedicatedConnection) -> Option<Self> {
        match asked.query(|conn| Ok(distribution::is_distributed(conn)?)) {
            Ok(true) => {
                let thread = std::thread::Builder::new().name("nodes".to_owned());
                if let Err(error) = thread.spawn(move || self.try_again_and_again()) {
                    log::warn!("the nodes of the database are not watched: {error}");
                }
                None
            }
            Ok(false) => None,
            Err(_) => Some(self),
        }
    }

    fn try_again_and_again(mut self) {
        loop {
            match self.own.query(|conn| Ok(distribution::outage(conn)?)) {
                Ok(outage) => self.tell(outage),
                Err(error) => {
                    log::warn!("the nodes cannot be tried: {}", error.cause().unwrap_or_default());
                }
            }
            if self.ended.recv_timeout(EVERY) != Err(RecvTimeoutError::Timeout) {
                return;
            }
        }
    }

    fn tell(&self, outage: Outage) {
        if *self.tell.borrow() == outage {
            return;
        }
        if outage.nodes.is_empty() {
            log::info!("all nodes of the database can be reached again");
        } else {
            let (nodes, counties) = (outage.nodes.join(", "), outage.counties.len());
            log::error!("nodes of the database cannot be reached: {nodes}; {counties} counties are out");
        }
        self.own.out(&outage);
        self.tell.send_replace(outage);
    }
}
