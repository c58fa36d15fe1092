//! The command line: one file per subcommand.

mod backup;
mod calendar;
mod clock;
mod database;
mod distribute;
mod first_token;
mod health;
mod help;
mod licenses;
mod offline;
mod refusal;
mod region;
mod report;
mod restore;
mod rotation;
mod secret;
mod serve;
mod sockets;
mod stopping;
mod token;
mod token_list;
mod unproven;
mod values;
mod verify;

use std::process::ExitCode;

use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};
use nix::sys::signal::{SigHandler, Signal, signal};

use self::database::Where;
use crate::config::sources::{self, Parsed};
use crate::config::{self, Settings};
use crate::session::secrets;
use crate::text::Language;
use crate::{app, demo, logging, openapi};

/// fazhi（法治）：法治政府建设工作台账服务。 The ledger of law-based-government work.
#[derive(Parser)]
#[command(version = env!("BUILD_VERSION"), propagate_version = true, after_help = help::OF_ALL)]
struct Cli {
    #[command(flatten)]
    settings: Settings,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// 启动服务（不写子命令也是它）。 Serve the API and Swagger UI (the default).
    #[command(after_help = config::NO_FLAGS)]
    Serve,
    /// 把库结构和区划目录更新到本版本。 Bring schema and region directory up to this release.
    Migrate,
    /// 把台账按县分布到 Citus 集群的各节点。 Distribute the ledger by county over a Citus cluster.
    ///
    /// `DATABASE_URL` 指向协调节点；普通 PostgreSQL 会被拒绝。在一个事务中完成，可重复运行；其间请停下各实例。
    ///
    /// `DATABASE_URL` names the coordinator; on plain PostgreSQL this is refused. It is one transaction and safe to repeat. Stop the
    /// instances meanwhile. docs/scaling.md says what to prepare, and what a cluster promises less.
    Distribute(distribute::Distribute),
    /// 载入演示县措美县并打印令牌。 Load the demo county and print its tokens.
    ///
    /// 只载入空的或演示用的台账；可重复运行，令牌不变。
    ///
    /// It is loaded into a ledger that is empty or holds nothing but the demo; to repeat it is safe, and the tokens stay.
    Demo,
    /// 令牌：发放、列出、更换、撤销。 Issue, list, replace and revoke tokens.
    #[command(subcommand)]
    Token(token::Command),
    /// 密钥：打印、新建、更换。 Print, make or rotate the secret.
    ///
    /// 不带子命令时，打印库中自存的密钥，以便改由 `FAZHI_SECRET` 给出；此后库中不再存它。
    ///
    /// Without a subcommand it prints the secret that the database holds itself, to be set as `FAZHI_SECRET`. Once a service is
    /// started with that, the database holds it no longer.
    Secret {
        #[command(subcommand)]
        command: Option<secret::Command>,
    },
    /// 建制变更：接续、撤销接续。 Record reorganisations of regions.
    #[command(subcommand)]
    Region(region::Command),
    /// 法定期限：计算到期日、列出目录。 Compute statutory time limits, and list them.
    #[command(subcommand)]
    Clock(clock::Command),
    /// 节假日：载入、列出放假通知。 Load and list notices of holidays.
    #[command(subcommand)]
    Calendar(calendar::Command),
    /// 年度报告：检查一份报告。 Check annual reports.
    #[command(subcommand)]
    Report(report::Command),
    /// 把整个台账存成一个文件，服务照常运行。 Write the whole ledger into one file.
    ///
    /// 文件与数据库同样保密。备份时须设与服务相同的 `FAZHI_SECRET`。退出码 3：已备份，但有需要处理的情况。
    ///
    /// The file comes back with `fazhi restore`, into any PostgreSQL that fazhi runs on. It holds every record, the hashes of
    /// tokens and the secret that signs cursors: keep it as confidential as the database. Set `FAZHI_SECRET` as for the
    /// service, so that the file can be proven. The exit code is 3 where a backup was made without the secret, or the
    /// database holds what is not of fazhi and was left out.
    Backup(backup::Backup),
    /// 把备份恢复到空库，或只检查备份。 Restore a backup into an empty database, or check one.
    ///
    /// 空库指没有表，或服务启动过而没有登记过任何东西。全部恢复，或什么也不改；之后重启连在该库上的服务。
    ///
    /// A database is empty without tables, or where a service was started and nothing entered. All of the backup is restored,
    /// or nothing. Restart services on the database afterwards.
    Restore(restore::Restore),
    /// 核对变更痕迹，以及记录、账号、令牌与其是否一致。 Verify the trail and hold all rows against it.
    ///
    /// 只读；服务可以照常运行。退出码表示是否全部无误。
    ///
    /// Entries that were altered, removed, added or moved are found, and so are rows that were changed in the database past the
    /// service. Nothing is changed; the service may run. The exit code says whether all is sound.
    Verify(verify::Verify),
    /// 问运行中的服务是否就绪，看退出码。 Ask the running service whether it is ready; see the exit code.
    Health,
    /// 打印生效的设置及其来历（密码不显示）。 Print the settings in force and where each comes from.
    Config,
    /// 打印 OpenAPI 文档。 Print the OpenAPI document.
    Openapi {
        /// 文档的语言。 The language of the document.
        #[arg(long, value_enum, default_value = "zh")]
        lang: Language,
    },
    /// 打印命令行补全脚本。 Print a completion script for a shell.
    #[command(after_help = "例 / Example:\n  fazhi completions bash > /etc/bash_completion.d/fazhi")]
    Completions {
        /// 命令解释器。 The shell.
        shell: clap_complete::Shell,
    },
    /// 打印本程序及所含软件的许可。 Print the licences of this program and of what is linked into it.
    Licenses,
}

/// What was asked for is done, and something about it needs somebody to look at it: the exit code is 3.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct NeedsAttention(String);

/// The exit code that says so.
const NEEDS_ATTENTION: u8 = 3;

/// What a subcommand ends with.
type Outcome = Result<(), Box<dyn std::error::Error>>;

/// Runs the program; what goes wrong is said on standard error, in Chinese and English.
#[must_use]
pub fn run() -> ExitCode {
    match start() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("fazhi: {error:#}");
            if error.is::<NeedsAttention>() { ExitCode::from(NEEDS_ATTENTION) } else { ExitCode::FAILURE }
        }
    }
}

fn start() -> Outcome {
    let parsed = match sources::read(Cli::command()) {
        Err(sources::Error::CommandLine(error)) => refusal::end(&help::instead_of(error)),
        parsed => parsed?,
    };
    let cli = Cli::from_arg_matches(&parsed.matches)?;
    logging::start(&cli.settings.log, cli.settings.log_format);
    if !matches!(&cli.command, None | Some(Command::Serve | Command::Backup(_))) {
        end_with_the_reader()?;
    }
    dispatch(cli, &parsed)
}

/// Lets whoever stops reading what is printed (`fazhi openapi | head`) end the program, as is usual. A service is not
/// ended by it, and a backup says that it is not complete.
fn end_with_the_reader() -> Outcome {
    // SAFETY: the default action, in place of Rust's SIG_IGN, runs no code of this program.
    unsafe { signal(Signal::SIGPIPE, SigHandler::SigDfl) }?;
    Ok(())
}

fn dispatch(cli: Cli, parsed: &Parsed) -> Outcome {
    let Cli { settings, command } = cli;
    match command.unwrap_or(Command::Serve) {
        Command::Serve => serve::run(&settings, parsed.origin("metrics_listen") == sources::DEFAULT),
        Command::Migrate => Ok(database::open(&settings, Where::MayBeMade)?.close()?),
        Command::Demo => {
            let ledger = database::open(&settings, Where::MayBeMade)?;
            print!("{}", demo::load(&ledger.db, &ledger.secrets.keys)?);
            Ok(ledger.close()?)
        }
        Command::Distribute(command) => distribute::run(&settings, &command),
        Command::Token(command) => token::run(&settings, command),
        Command::Secret { command } => secret::run(&settings, command.as_ref()),
        Command::Region(command) => region::run(&settings, command),
        Command::Clock(command) => clock::run(&settings, command),
        Command::Calendar(command) => calendar::run(&settings, &command),
        Command::Report(command) => report::run(&settings, command),
        Command::Backup(command) => backup::run(&settings, &command),
        Command::Restore(command) => restore::run(&settings, &command),
        Command::Verify(command) => verify::run(&settings, &command),
        Command::Health => health::run(&settings),
        Command::Completions { shell } => {
            clap_complete::generate(shell, &mut help::command(), "fazhi", &mut std::io::stdout());
            Ok(())
        }
        Command::Licenses => licenses::run(),
        Command::Openapi { lang } => {
            print!("{}", openapi::print(&app::contract().in_language(lang)));
            Ok(())
        }
        Command::Config => {
            settings.verifier()?;
            if let Err(weak) = secrets::must_not_be_weak(settings.secret.as_deref()) {
                eprintln!("fazhi: {weak}");
            }
            print!("{}", config::effective(parsed));
            Ok(())
        }
    }
}
