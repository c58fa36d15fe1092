//! `fazhi serve`.

use std::net::SocketAddr;
use std::time::Duration;

use actix_web::HttpServer;
use actix_web::rt;

use super::{Outcome, database};
use crate::app::{Shared, app};
use crate::clock;
use crate::config::{Server, Storage};
use crate::db::Db;
use crate::demo;
use crate::http::cursor::Signer;
use crate::session::{State, idempotency, secrets};

/// How often answers kept for repeated requests are looked through.
const TIDY_EVERY: Duration = Duration::from_hours(1);

/// Serves until SIGTERM or SIGINT, then lets requests under way finish.
pub fn run(storage: &Storage, server: &Server) -> Outcome {
    // The port first: a second start on the same port should say so before it touches any data.
    let listener =
        std::net::TcpListener::bind(server.listen).map_err(|error| taken(server.listen, &error))?;
    let ledger = database::open_own(storage)?;
    let tokens = if server.demo { demo::load(&ledger.db)? } else { String::new() };
    let signer = Signer::new(ledger.db.write_now(|conn| secrets::shared(conn, "cursor"))?);
    let shared = Shared::new(State { db: ledger.db.clone(), signer });
    announce(listener.local_addr()?, &tokens);
    rt::System::new().block_on(serve(listener, shared, storage, server, ledger.db.clone()))?;
    Ok(ledger.close()?)
}

async fn serve(
    listener: std::net::TcpListener,
    shared: Shared,
    storage: &Storage,
    server: &Server,
    db: Db,
) -> std::io::Result<()> {
    let workers = server.workers.map_or_else(default_workers, usize::from);
    // As many blocking threads as connections: more would only wait for each other at the pool.
    let threads = usize::try_from(storage.pool_size).unwrap_or(8).div_ceil(workers);
    rt::spawn(tidy(db));
    HttpServer::new(move || app(&shared))
        .workers(workers)
        .worker_max_blocking_threads(threads)
        .shutdown_timeout(server.shutdown_seconds)
        .listen(listener)?
        .run()
        .await
}

fn default_workers() -> usize {
    std::thread::available_parallelism().map_or(2, usize::from)
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
