//! What `--help` shows: of the settings, which every command takes, only those that matter to a command; texts in Chinese,
//! then in English.

use clap::builder::StyledStr;
use clap::error::ErrorKind;
use clap::{Arg, Command, CommandFactory};

use super::Cli;

/// What stands below the list of commands.
pub const OF_ALL: &str = "\
每个命令的选项：fazhi 命令 --help；全部设置：fazhi serve --help（也可写成环境变量或设置文件，对各命令都有效）。
Options of a command: fazhi COMMAND --help; all settings: fazhi serve --help (also as environment variables or in a config file, for every command).";

const OF_HELP: &str = "打印帮助。 Print help";
const OF_VERSION: &str = "打印版本。 Print version";

const LEDGER: &str = "台账 / Ledger";
const SERVICE: &str = "服务 / Service";
const LIMITS: &str = "限额 / Limits";
const IDENTITY: &str = "身份提供方 / Identity provider";

/// The settings, under which heading each stands, and what it means.
const SETTINGS: &[(&str, &str, &str)] = &[
    ("config", LEDGER, "TOML 设置文件；参数和环境变量优先。"),
    ("database_url", LEDGER, "使用你的 PostgreSQL（15–18）；不设则自带一个。"),
    ("data_dir", LEDGER, "自带 PostgreSQL 的目录。"),
    ("pg_bin", LEDGER, "PostgreSQL 程序所在目录，不在常见位置时。"),
    ("listen", SERVICE, "API 和 Swagger UI 的地址；端口 0 任取一个空闲的。"),
    ("metrics_listen", SERVICE, "Prometheus 指标的地址；off 为不提供。"),
    ("fonts", SERVICE, "制作 PDF 报告的字体所在目录，含其下各级。"),
    ("demo", SERVICE, "启动前载入演示县（措美县）并打印令牌。"),
    ("log", SERVICE, "日志的详细程度：off、error、warn、info、debug、trace，也可按模块。"),
    ("log_format", SERVICE, "日志的格式：text 供人读，json 供程序读。"),
    ("workers", SERVICE, "服务线程数。"),
    ("pool_size", SERVICE, "数据库连接数。"),
    ("pool_timeout_ms", SERVICE, "等空闲连接的毫秒数，过时答 503。"),
    ("statement_timeout_ms", SERVICE, "一条语句最长的毫秒数。"),
    ("list_timeout_ms", SERVICE, "列表的一条语句最长的毫秒数。"),
    ("statement_cache", SERVICE, "连接上是否保留预备语句和设置；事务级连接池之后设 off。"),
    ("shutdown_seconds", SERVICE, "停止时留给在办请求的秒数。"),
    ("drain_seconds", SERVICE, "停止前继续服务的秒数，其间 /readyz 答 503。"),
    ("trusted_proxies", SERVICE, "反向代理所在的网段：只有它们说的来源地址算数。"),
    ("public_url", SERVICE, "用户看到的服务网址，在反向代理之后时。"),
    ("cors_origins", SERVICE, "可以从浏览器访问本服务的网页来源（CORS）。"),
    ("method_override", SERVICE, "是否接受 X-HTTP-Method-Override，供只放行 GET 和 POST 的防火墙使用。"),
    ("rate_limit", LIMITS, "每个令牌每分钟的请求数；off 不限。"),
    ("rate_burst", LIMITS, "其中可以一次用掉的。"),
    ("auth_failures", LIMITS, "每个地址每分钟令牌无效的请求数；off 不限。"),
    ("township_bytes_per_day", LIMITS, "一个乡镇一天可新增的字节数；0 不限。"),
    ("oidc_issuer", IDENTITY, "也接受这个 OpenID Connect 签发方的令牌。"),
    ("oidc_audience", IDENTITY, "令牌 aud 中须有的名称，与签发方一起设。"),
    ("oidc_client_id", IDENTITY, "网页（/）在签发方登记的公共客户端；设了就可用统一身份认证登录网页。"),
    ("oidc_scope", IDENTITY, "网页登录时请求的范围，以空格分隔。"),
    ("oidc_jwks_url", IDENTITY, "公钥地址；不设则由发现文档得知。"),
    ("oidc_algorithms", IDENTITY, "允许的签名算法。"),
    ("oidc_roles_claim", IDENTITY, "角色所在的声明。"),
    ("oidc_name_claim", IDENTITY, "姓名所在的声明。"),
    ("oidc_roles", IDENTITY, "该签发方可以给的角色。"),
    ("oidc_regions", IDENTITY, "该签发方可以给角色的区划，含下级。"),
];

/// What a command shows of the settings.
#[derive(Clone, Copy, Debug)]
enum Shown {
    All,
    These(&'static [&'static str]),
}

const OF_LEDGER: Shown = Shown::These(&["config", "database_url", "data_dir", "pg_bin"]);

fn shown(path: &[String]) -> Shown {
    let path: Vec<&str> = path.iter().map(String::as_str).collect();
    match path.as_slice() {
        ["serve"] => Shown::All,
        ["migrate" | "demo" | "backup" | "restore" | "verify" | "secret"]
        | ["token" | "region" | "calendar", _]
        | ["clock", "due"]
        | ["secret", "rotate"] => OF_LEDGER,
        ["health"] => Shown::These(&["config", "listen"]),
        ["config"] => Shown::These(&["config"]),
        _ => Shown::These(&[]),
    }
}

/// The error, or the help that is arranged here in place of the one that it brings.
pub fn instead_of(error: clap::Error) -> clap::Error {
    let wants_help =
        matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand);
    if wants_help { command().try_get_matches().err().unwrap_or(error) } else { error }
}

/// The command line as it is shown to people. It is not made to be parsed: a default there may stand in the config file.
pub fn command() -> Command {
    let mut command = Cli::command();
    command.build();
    arranged(command, &mut Vec::new())
}

fn arranged(command: Command, path: &mut Vec<String>) -> Command {
    let shown = shown(path);
    let is_sub = !path.is_empty();
    let mut command = command.mut_args(|arg| match arg.get_id().as_str() {
        "help" => arg.help(OF_HELP).long_help(OF_HELP),
        "version" => arg.help(OF_VERSION).long_help(OF_VERSION).hide(is_sub),
        _ => argument(arg, shown),
    });
    if let Some(about) = command.get_long_about().or(command.get_about()).map(plain) {
        command = command.long_about(about);
    }
    let names: Vec<String> = command.get_subcommands().map(|sub| sub.get_name().to_owned()).collect();
    for name in names {
        if name == "help" {
            command = command.mut_subcommand(name, |sub| sub.about(OF_HELP));
            continue;
        }
        path.push(name.clone());
        command = command.mut_subcommand(name, |sub| arranged(sub, path));
        path.pop();
    }
    command
}

fn argument(arg: Arg, shown: Shown) -> Arg {
    let Some((id, heading, meaning)) = SETTINGS.iter().find(|(id, ..)| arg.get_id() == id) else {
        return match arg.get_long_help().or(arg.get_help()).map(plain) {
            Some(help) => arg.long_help(help),
            None => arg,
        };
    };
    let is_shown = match shown {
        Shown::All => true,
        Shown::These(ids) => ids.contains(id),
    };
    let english = arg.get_help().map(plain).unwrap_or_default();
    let help = format!("{meaning}\n{english}");
    arg.hide(!is_shown).help_heading(*heading).help(help.clone()).long_help(help)
}

/// Without the marks of rustdoc.
fn plain(text: &StyledStr) -> String {
    text.to_string().replace('`', "")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::arguments::arguments;

    fn help(path: &[&str]) -> String {
        let mut command = command();
        let found =
            path.iter().fold(&mut command, |command, name| command.find_subcommand_mut(name).unwrap());
        found.render_long_help().to_string()
    }

    #[test]
    fn every_setting_has_its_place_and_its_meaning_in_chinese() {
        for arg in arguments().iter().filter(|arg| !arg.is_hide_set()) {
            assert!(SETTINGS.iter().any(|(id, ..)| arg.get_id() == id), "{}", arg.get_id());
        }
    }

    #[test]
    fn a_command_shows_the_settings_that_matter_to_it() {
        let serve = help(&["serve"]);
        for (id, ..) in SETTINGS {
            assert!(serve.contains(&format!("--{}", id.replace('_', "-"))), "{id}");
        }
        for path in [&["token", "create"][..], &["backup"], &["verify"], &["region", "undo"]] {
            let help = help(path);
            assert!(help.contains("--database-url") && !help.contains("--workers"), "{help}");
        }
        assert!(help(&["health"]).contains("--listen") && !help(&["health"]).contains("--data-dir"));
    }

    #[test]
    fn lists_of_commands_fit_a_screen() {
        for path in [&[][..], &["token"], &["region"]] {
            let help = help(path);
            assert!(help.lines().count() <= if path.is_empty() { 34 } else { 20 }, "{help}");
        }
    }

    #[test]
    fn every_text_is_in_chinese_and_english_and_plain() {
        fn check(command: &Command) {
            let chinese = |text: &str| text.chars().any(|c| u32::from(c) >= 0x4e00);
            let about = command.get_about().map(ToString::to_string).unwrap_or_default();
            assert!(chinese(&about) && !about.contains('`'), "{}: {about}", command.get_name());
            for arg in command.get_arguments().filter(|arg| !arg.is_hide_set() && !arg.is_global_set()) {
                let help = arg.get_help().map(ToString::to_string).unwrap_or_default();
                assert!(chinese(&help) && !help.contains('`'), "{} {help}", arg.get_id());
            }
            command.get_subcommands().filter(|sub| sub.get_name() != "help").for_each(check);
        }
        check(&command());
    }
}
