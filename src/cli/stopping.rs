//! How the service stops: no request that it took is cut, and clients are sent to whoever goes on.

use std::net::TcpListener;
use std::time::Duration;

use actix_web::dev::ServerHandle;
use actix_web::rt;
use actix_web::rt::signal::unix::{SignalKind, signal};

use super::sockets;
use crate::app::Shared;

/// How long connections that were just accepted are on their way to the thread that serves them. They would be cut if
/// the threads were told to stop meanwhile.
const HANDING_OVER: Duration = Duration::from_millis(200);

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
    /// Waits for SIGTERM or Ctrl-C, then stops; a second signal does not wait for requests under way.
    pub async fn on_signal(self) {
        signalled().await;
        log::info!("stopping: requests under way may finish, a second signal cuts them off");
        let server = self.server.clone();
        rt::spawn(async move {
            signalled().await;
            server.stop(false).await;
        });
        self.gracefully().await;
    }

    async fn gracefully(self) {
        self.shared.drain();
        if self.own_socket.is_none() {
            // Whoever shares the socket takes what comes from now on.
            self.server.pause().await;
        }
        rt::time::sleep(self.drain).await;
        self.own_socket.as_ref().map(sockets::take_no_more);
        rt::time::sleep(HANDING_OVER).await;
        drop(self.own_socket);
        self.server.stop(true).await;
    }
}

/// Waits for SIGTERM or SIGINT.
async fn signalled() {
    let (Ok(mut terminate), Ok(mut interrupt)) =
        (signal(SignalKind::terminate()), signal(SignalKind::interrupt()))
    else {
        log::error!("signals cannot be watched; stop the service with kill -9");
        return std::future::pending().await;
    };
    let _ = futures_util::future::select(Box::pin(terminate.recv()), Box::pin(interrupt.recv())).await;
}
