//! The command line: one file per subcommand.

mod backup;
mod database;
mod first_token;
mod health;
mod licenses;
mod offline;
mod region;
mod restore;
mod rotation;
mod secret;
mod serve;
mod sockets;
mod stopping;
mod token;
mod unproven;
mod verify;

use std::process::ExitCode;

use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};

use crate::config::sources::{self, Parsed};
use crate::config::{self, Settings};
use crate::{app, demo, logging, openapi};

/// fazhi（法治）：法治政府建设工作台账服务。The ledger of law-based-government work.
#[derive(Parser)]
#[command(version, about, propagate_version = true, after_help = config::NO_FLAGS)]
struct Cli {
    #[command(flatten)]
    settings: Settings,
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
    /// Print the secret that the database holds itself, to be set as `FAZHI_SECRET` from then on; or make a new one.
    ///
    /// A ledger that was begun without `FAZHI_SECRET` keeps one in its database. Once a service is started with
    /// `FAZHI_SECRET` set to what this prints, the database holds it no longer.
    Secret {
        #[command(subcommand)]
        command: Option<secret::Command>,
    },
    /// Keep the directory of regions up to date with reorganisations.
    #[command(subcommand)]
    Region(region::Command),
    /// Write the whole ledger into one file, while the service runs or not.
    ///
    /// The file comes back with `fazhi restore`, into any PostgreSQL that fazhi runs on. It holds every record, the
    /// hashes of tokens, the secret that signs cursors, and kept answers to requests with an Idempotency-Key: keep it
    /// as confidential as the database.
    ///
    /// It ends with a digest under the ledger's secret, by which `fazhi restore` knows it: set `FAZHI_SECRET` as for the
    /// service. The exit code is 3 where a backup was made and is not all it could be: the secret was not at hand, or the
    /// database holds tables or columns that are not of fazhi, which are left out and named.
    Backup(backup::Backup),
    /// Restore a backup into an empty database, or look at one.
    ///
    /// Empty is a database without a schema, or one in which a service was started but nothing entered: no records,
    /// tokens, terms or history, no reorganised regions. The schema of the backup is made and brought up to this
    /// release; the directory of regions comes from the backup. All of it is restored, or nothing. Restart services
    /// that run on the database afterwards.
    ///
    /// A backup has to be proven by `FAZHI_SECRET`, the secret of the ledger it was made of, and its trail has to be
    /// sound; `--unproven` restores others.
    Restore(restore::Restore),
    /// Walk the trail, entry by entry, and hold every record, account and token against its last entry.
    ///
    /// An entry that was altered, taken out, put in or moved is found, and so is a trail that was cut or taken out, a row that
    /// was altered, deleted or added in the database, and a kept sum that is wrong. Nothing is changed. The exit code says
    /// whether all is sound. The service may run meanwhile.
    Verify(verify::Verify),
    /// Ask the service at the configured address whether it is ready; the exit code says.
    Health,
    /// Print the licence of this program, and those of all that is linked into it.
    Licenses,
    /// Print the OpenAPI document.
    Openapi,
    /// Print the settings in force and where each comes from, as a config file; secrets are masked.
    Config,
}

/// What was asked for is done, and something about it needs somebody to look at it: the exit code is 3.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct NeedsAttention(String);

/// The exit code that says so.
const NEEDS_ATTENTION: u8 = 3;

/// What a subcommand ends with.
type Outcome = Result<(), Box<dyn std::error::Error>>;

/// Runs the program; what goes wrong is said on standard error in one line.
#[must_use]
pub fn run() -> ExitCode {
    match start() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("fazhi: {error}");
            if error.is::<NeedsAttention>() { ExitCode::from(NEEDS_ATTENTION) } else { ExitCode::FAILURE }
        }
    }
}

fn start() -> Outcome {
    let parsed = match sources::read(Cli::command()) {
        Err(sources::Error::CommandLine(error)) => error.exit(),
        parsed => parsed?,
    };
    let cli = Cli::from_arg_matches(&parsed.matches)?;
    logging::start(&cli.settings.log, cli.settings.log_format);
    dispatch(cli, &parsed)
}

fn dispatch(cli: Cli, parsed: &Parsed) -> Outcome {
    let Cli { settings, command } = cli;
    match command.unwrap_or(Command::Serve) {
        Command::Serve => serve::run(&settings),
        Command::Migrate => database::open(&settings).map(|_| ()),
        Command::Demo => {
            let ledger = database::open(&settings)?;
            print!("{}", demo::load(&ledger.db, &ledger.secrets.keys)?);
            Ok(())
        }
        Command::Token(command) => token::run(&settings, command),
        Command::Secret { command } => secret::run(&settings, command.as_ref()),
        Command::Region(command) => region::run(&settings, command),
        Command::Backup(command) => backup::run(&settings, &command),
        Command::Restore(command) => restore::run(&settings, &command),
        Command::Verify(command) => verify::run(&settings, &command),
        Command::Health => health::run(&settings),
        Command::Licenses => licenses::run(),
        Command::Openapi => {
            print!("{}", openapi::print(&app::document()));
            Ok(())
        }
        Command::Config => {
            print!("{}", config::effective(parsed));
            Ok(())
        }
    }
}
