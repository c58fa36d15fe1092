//! `fazhi serve`.

use std::net::SocketAddr;
use std::time::Duration;

use actix_web::dev::ServerHandle;
use actix_web::rt::signal::unix::{SignalKind, signal};
use actix_web::{HttpServer, rt};

use super::{Outcome, database};
use crate::app::{Shared, app};
use crate::clock;
use crate::config::Settings;
use crate::db::Db;
use crate::demo;
use crate::http::cursor::Signer;
use crate::session::{State, idempotency, secrets};

/// How often answers kept for repeated requests are looked through.
const TIDY_EVERY: Duration = Duration::from_hours(1);

/// Serves until SIGTERM or SIGINT, then lets requests under way finish.
pub fn run(settings: &Settings) -> Outcome {
    // The port first: a second start on the same port should say so before it touches any data.
    let listener =
        std::net::TcpListener::bind(settings.listen).map_err(|error| taken(settings.listen, &error))?;
    let ledger = database::open_own(settings)?;
    let tokens = if settings.demo { demo::load(&ledger.db)? } else { String::new() };
    let signer = Signer::new(ledger.db.write_now(|conn| secrets::shared(conn, "cursor"))?);
    let shared = Shared::new(State::new(ledger.db.clone(), signer));
    announce(listener.local_addr()?, &tokens);
    rt::System::new().block_on(serve(listener, shared, settings, ledger.db.clone()))?;
    Ok(ledger.close()?)
}

async fn serve(
    listener: std::net::TcpListener,
    shared: Shared,
    settings: &Settings,
    db: Db,
) -> std::io::Result<()> {
    let workers = usize::from(settings.workers);
    // Any worker may have all connections for itself; what is more than these waits for its turn without a thread.
    let threads = usize::try_from(settings.pool_size).unwrap_or(8);
    rt::spawn(tidy(db));
    let draining = shared.clone();
    let running = HttpServer::new(move || app(&shared))
        .workers(workers)
        .worker_max_blocking_threads(threads)
        .shutdown_timeout(settings.shutdown_seconds)
        .disable_signals()
        .listen(listener)?
        .run();
    rt::spawn(stop_on_signal(running.handle(), draining));
    running.await
}

/// SIGTERM and Ctrl-C let requests under way finish; a second signal does not wait for them.
async fn stop_on_signal(server: ServerHandle, shared: Shared) {
    signalled().await;
    log::info!("stopping: requests under way may finish, a second signal cuts them off");
    shared.drain();
    let graceful = server.stop(true);
    rt::spawn(async move {
        signalled().await;
        server.stop(false).await;
    });
    graceful.await;
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

/// Forgets, now and then, answers that no client can ask for again.
async fn tidy(db: Db) {
    loop {
        if let Err(error) = db.write(|conn| Ok(idempotency::forget_expired(conn, clock::now())?)).await {
            log::warn!("idempotency keys not tidied: {error}");
        }
        rt::time::sleep(TIDY_EVERY).await;
    }
}

/// What a person sees who started the service.
fn announce(address: SocketAddr, tokens: &str) {
    println!("fazhi {} 已启动 / is serving", env!("CARGO_PKG_VERSION"));
    println!("  Swagger UI   http://{address}/docs/");
    println!("  API          http://{address}/api/v1");
    if !tokens.is_empty() {
        print!("\n{tokens}");
    }
}

fn taken(address: SocketAddr, error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::AddrInUse => format!(
            "{address} is taken by another program (perhaps fazhi runs already). Stop it, or choose another \
             address: FAZHI_LISTEN=127.0.0.1:8081"
        ),
        _ => format!("cannot listen on {address}: {error}"),
    }
}
