//! The command line: one file per subcommand.

mod database;
mod region;
mod serve;
mod token;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::config::{Server, Storage};
use crate::{app, demo, openapi};

/// fazhi（法治）：法治政府建设工作台账服务。The ledger of law-based-government work.
#[derive(Parser)]
#[command(version, about, propagate_version = true)]
struct Cli {
    #[command(flatten)]
    storage: Storage,
    #[command(flatten)]
    server: Server,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Serve the API and Swagger UI (also what happens without a subcommand).
    Serve,
    /// Bring the database's schema and region directory up to date, and stop.
    Migrate,
    /// Load the demo county (措美县) and print tokens for it; safe to run twice.
    Demo,
    /// Issue, list and revoke tokens.
    #[command(subcommand)]
    Token(token::Command),
    /// Keep the directory of regions up to date with reorganisations.
    #[command(subcommand)]
    Region(region::Command),
    /// Print the OpenAPI document.
    Openapi,
}

/// What a subcommand ends with.
type Outcome = Result<(), Box<dyn std::error::Error>>;

/// Runs the program; what goes wrong is said on standard error in one line.
#[must_use]
pub fn run() -> ExitCode {
    env_logger::Builder::from_env(env_logger::Env::new().filter_or("FAZHI_LOG", "info")).init();
    match dispatch(Cli::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("fazhi: {error}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch(cli: Cli) -> Outcome {
    let Cli { storage, server, command } = cli;
    match command.unwrap_or(Command::Serve) {
        Command::Serve => serve::run(&storage, &server),
        Command::Migrate => database::open(&storage).map(|_| ()),
        Command::Demo => {
            let ledger = database::open(&storage)?;
            print!("{}", demo::load(&ledger.db)?);
            Ok(())
        }
        Command::Token(command) => token::run(&storage, command),
        Command::Region(command) => region::run(&storage, command),
        Command::Openapi => {
            print!("{}", openapi::print(&app::document()));
            Ok(())
        }
    }
}
