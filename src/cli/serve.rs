//! `fazhi serve`.

use std::net::TcpListener;
use std::num::NonZeroI64;
use std::time::Duration;

use actix_web::rt;

use super::first_token::{announced, first_token};
use super::sockets::{Sockets, raise_limit};
use super::stopping::{Signals, Stopping};
use super::{Outcome, database};
use crate::app::Shared;
use crate::clock;
use crate::config::Settings;
use crate::db::Db;
use crate::demo;
use crate::embedded;
use crate::metrics::{self, Metrics};
use crate::render::pdf::{Printer, Refusal};
use crate::server;
use crate::session::{State, idempotency};

/// How often answers kept for repeated requests, and buckets of tokens, are looked through.
const TIDY_EVERY: Duration = Duration::from_hours(1);

/// How often it is written down when tokens were used.
const NOTE_EVERY: Duration = Duration::from_secs(20);

/// Serves until SIGTERM or SIGINT, then lets requests under way finish.
pub fn run(settings: &Settings, metrics_by_default: bool) -> Outcome {
    let verifier = settings.verifier()?;
    let sockets = Sockets::open(settings, metrics_by_default)?;
    raise_limit();
    let ledger = database::open_own(settings)?;
    let tokens = if settings.demo {
        demo::load(&ledger.db, &ledger.secrets.keys)?
    } else {
        announced(first_token(&ledger)?)
    };
    let state = State::new(ledger.db.clone(), ledger.secrets.clone(), usize::from(settings.workers))
        .trusting(verifier)
        .with_quota(NonZeroI64::new(settings.township_bytes_per_day));
    let shared = Shared::new(state.clone(), &ledger.metrics, settings.edge())?
        .with_desk(settings.desk()?)
        .with_printer(printer(settings));
    // All that takes root is done: ports, limits, the private PostgreSQL.
    embedded::drop_root()?;
    announce(&sockets, &tokens)?;
    rt::System::new().block_on(async {
        rt::spawn(tidy(ledger.db.clone(), shared.clone()));
        rt::spawn(note_uses(state.clone()));
        if let Some(listener) = sockets.metrics {
            watch(listener, &ledger.metrics, &ledger.db)?;
        }
        serve(sockets.api, sockets.is_shared, shared, settings).await?;
        write_down_uses(&state).await;
        Ok::<_, std::io::Error>(())
    })?;
    Ok(ledger.close()?)
}

/// Reads the fonts. That one is missing is said now, not when somebody wants a report.
fn printer(settings: &Settings) -> Printer {
    let printer = Printer::new(settings.fonts.clone());
    match printer.ready() {
        Ok(()) | Err(Refusal::NotBuilt) => {}
        Err(why) => log::warn!("reports cannot be had as PDF: {why}"),
    }
    printer
}

async fn serve(
    listener: TcpListener,
    is_shared: bool,
    shared: Shared,
    settings: &Settings,
) -> std::io::Result<()> {
    let signals = Signals::watch()?;
    let workers = usize::from(settings.workers);
    // Any worker may have all connections for itself; what is more than these waits for its turn without a thread.
    let threads = usize::try_from(settings.pool_size).unwrap_or(8);
    let own_socket = (!is_shared).then(|| listener.try_clone()).transpose()?;
    let running = server::listen(listener, shared.clone())?
        .workers(workers)
        .worker_max_blocking_threads(threads)
        .shutdown_timeout(settings.shutdown_seconds)
        .disable_signals()
        .run();
    let drain = Duration::from_secs(settings.drain_seconds);
    rt::spawn(Stopping { server: running.handle(), shared, drain, own_socket }.on(signals));
    running.await
}

/// Serves metrics as long as there is anything to measure.
fn watch(listener: TcpListener, metrics: &Metrics, db: &Db) -> std::io::Result<()> {
    let db = db.clone();
    rt::spawn(metrics::server::serve(listener, metrics.clone(), Box::new(move || db.observe()))?);
    Ok(())
}

/// Forgets, now and then, answers that no client can ask for again, and whose bucket is full.
async fn tidy(db: Db, shared: Shared) {
    loop {
        shared.tidy();
        if let Err(error) = db.write(|conn| Ok(idempotency::forget_expired(conn, clock::now())?)).await {
            log::warn!("idempotency keys not tidied: {error}");
        }
        rt::time::sleep(TIDY_EVERY).await;
    }
}

/// Writes down, now and then, when tokens were used.
async fn note_uses(state: State) {
    loop {
        rt::time::sleep(NOTE_EVERY).await;
        write_down_uses(&state).await;
    }
}

async fn write_down_uses(state: &State) {
    if let Err(error) = state.write_down_uses().await {
        log::warn!("not written down when tokens were used: {error}");
    }
}

/// What a person sees who started the service.
fn announce(sockets: &Sockets, tokens: &str) -> std::io::Result<()> {
    let address = sockets.api.local_addr()?;
    println!("fazhi {} 已启动 / is serving", env!("CARGO_PKG_VERSION"));
    println!("  工作台 desk  http://{address}/");
    println!("  Swagger UI   http://{address}/docs/");
    println!("  API          http://{address}/api/v1");
    if let Some(metrics) = &sockets.metrics {
        println!("  Metrics      http://{}/metrics", metrics.local_addr()?);
    }
    println!("  用浏览器打开工作台，填入令牌；停止用 Ctrl-C。");
    println!("  Open the desk in a browser and sign in with a token; Ctrl-C stops the service.");
    if !tokens.is_empty() {
        print!("\n{tokens}");
    }
    Ok(())
}
