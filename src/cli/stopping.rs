//! How the service stops: no request that it took is cut, and clients connect to the next instance.
//!
//! A signal begins to drain: `/readyz` answers 503 and every answer closes its connection, for `FAZHI_DRAIN_SECONDS`. Then no new
//! connection may begin. Those that had begun are still accepted: a packet filter on the socket keeps out new ones, where closing
//! it would cut what waits in its queue. The service ends when the last request is answered. A socket that systemd handed over
//! (`LISTEN_FDS`) stays open for the processes that share it, so that a new instance takes over from an old one without a failed request.

use std::net::TcpListener;
use std::pin::pin;
use std::time::{Duration, Instant};

use actix_web::dev::ServerHandle;
use actix_web::rt;
use actix_web::rt::signal::unix::{Signal, SignalKind, signal};
use futures_util::future::select;

use super::sockets;
use crate::app::Shared;

/// How long connections that were just accepted are on their way to the thread that serves them. They would be cut if
/// the threads were told to stop meanwhile.
const HANDING_OVER: Duration = Duration::from_millis(200);

/// How long it is worth waiting for the last answers before the server is stopped.
const ANSWERING: Duration = Duration::from_millis(500);

/// What is to be stopped, and how.
pub struct Stopping {
    /// The server.
    pub server: ServerHandle,
    /// Sends clients elsewhere.
    pub shared: Shared,
    /// How long requests are still taken.
    pub drain: Duration,
    /// The socket, if nobody else accepts connections from it.
    pub own_socket: Option<TcpListener>,
}

impl Stopping {
    /// Waits for a signal, then stops; a second one does not wait for requests under way.
    pub async fn on(self, mut signals: Signals) {
        signals.next().await;
        log::info!("stopping: requests under way may finish, a second signal cuts them off");
        let server = self.server.clone();
        rt::spawn(async move {
            signals.next().await;
            server.stop(false).await;
        });
        self.gracefully().await;
    }

    async fn gracefully(mut self) {
        self.shared.drain();
        if self.own_socket.is_none() {
            // From now on the processes that share the socket accept connections.
            self.server.pause().await;
        }
        rt::time::sleep(self.drain).await;
        self.own_socket.as_ref().map(sockets::take_no_more);
        rt::time::sleep(HANDING_OVER).await;
        drop(self.own_socket.take());
        self.server.pause().await;
        self.wait_for_answers().await;
        self.server.stop(true).await;
    }

    /// Waits, but not for long, until requests under way are answered: the server's threads, where they find some when they are
    /// told to stop, look again only after a second.
    async fn wait_for_answers(&self) {
        let patience = Instant::now() + ANSWERING;
        while self.shared.is_at_work() && Instant::now() < patience {
            rt::time::sleep(Duration::from_millis(10)).await;
        }
    }
}

/// SIGTERM and SIGINT (Ctrl-C).
pub struct Signals {
    terminate: Signal,
    interrupt: Signal,
}

impl Signals {
    /// Catches them from now on. To be called before the first request is taken: until then they end the process.
    ///
    /// # Errors
    /// Where the system does not let them be caught.
    pub fn watch() -> std::io::Result<Self> {
        let (terminate, interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
        Ok(Self { terminate, interrupt })
    }

    async fn next(&mut self) {
        select(pin!(self.terminate.recv()), pin!(self.interrupt.recv())).await;
    }
}
