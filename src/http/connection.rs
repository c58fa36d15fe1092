//! Connections on which nothing more is asked are closed.
//!
//! The HTTP library gives up on a first request that does not come, and on an idle connection. It has no limit for the
//! head of a later request that never ends, an answer that nobody reads, and the rest of a body that nobody wants: all
//! of these are a connection without a request at work.

use std::any::Any;
use std::cell::Cell;
use std::net::Shutdown;
use std::rc::Rc;
use std::time::{Duration, Instant};

use actix_web::dev::Extensions;
use actix_web::rt;
use actix_web::rt::net::TcpStream;
use actix_web::rt::task::JoinHandle;
use actix_web::rt::time::sleep;
use socket2::{SockRef, Socket};

/// A client's connection. It is known to its requests, and watched until it ends.
#[derive(Debug)]
pub struct Connection {
    activity: Rc<Activity>,
    watcher: JoinHandle<()>,
}

#[derive(Debug)]
struct Activity {
    requests: Cell<usize>,
    quiet_since: Cell<Instant>,
}

/// Watches a connection (see `HttpServer::on_connect`): it may be without a request for as long as `patience`.
pub fn watch(patience: Duration) -> impl Fn(&dyn Any, &mut Extensions) + Send + Sync + 'static {
    move |io, data| {
        let Some(stream) = io.downcast_ref::<TcpStream>() else { return };
        match SockRef::from(stream).try_clone() {
            Ok(socket) => _ = data.insert(Connection::watched(socket, patience)),
            Err(error) => log::warn!("a connection is not watched: {error}"),
        }
    }
}

impl Connection {
    fn watched(socket: Socket, patience: Duration) -> Self {
        let activity = Rc::new(Activity { requests: Cell::new(0), quiet_since: Cell::new(Instant::now()) });
        let watcher = rt::spawn(close_when_quiet(socket, Rc::clone(&activity), patience));
        Self { activity, watcher }
    }

    /// A request is at work until what is returned is dropped.
    #[must_use]
    pub fn at_work(&self) -> AtWork {
        self.activity.requests.update(|requests| requests + 1);
        AtWork(Rc::clone(&self.activity))
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.watcher.abort();
    }
}

async fn close_when_quiet(socket: Socket, activity: Rc<Activity>, patience: Duration) {
    while let Some(rest) = activity.rest(patience) {
        sleep(rest).await;
    }
    log::debug!("a connection without requests is closed");
    // Both directions: what was not read of an answer must not hold it open.
    let _ = socket.shutdown(Shutdown::Both);
}

impl Activity {
    /// For how long it may go on as it is.
    fn rest(&self, patience: Duration) -> Option<Duration> {
        if self.requests.get() > 0 {
            return Some(patience);
        }
        let rest = patience.checked_sub(self.quiet_since.get().elapsed());
        rest.filter(|rest| !rest.is_zero())
    }
}

/// A request of a connection that is at work.
#[derive(Debug)]
pub struct AtWork(Rc<Activity>);

impl Drop for AtWork {
    fn drop(&mut self) {
        self.0.requests.update(|requests| requests.saturating_sub(1));
        self.0.quiet_since.set(Instant::now());
    }
}
