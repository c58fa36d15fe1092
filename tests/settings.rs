//! Settings as an operator meets them: `fazhi config` says what is in force and why, and a wrong name or value stops
//! the start and names itself.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::fs;
use std::process::{Command, Output};

use tempfile::TempDir;

/// What one try sets: variables, the config file's text, flags.
#[derive(Clone, Copy, Default)]
struct Try<'a> {
    env: &'a [(&'a str, &'a str)],
    file: &'a str,
    flags: &'a [&'a str],
}

impl Try<'_> {
    fn run(self) -> Output {
        let folder = TempDir::new().unwrap();
        let file = folder.path().join("fazhi.toml");
        fs::write(&file, self.file).unwrap();
        fs::write(folder.path().join("secret"), "s3cr'et @/\n").unwrap();
        fs::write(folder.path().join("url"), "postgres://fazhi@db/fazhi\n").unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_fazhi"));
        command.env_clear().env("FAZHI_CONFIG", &file).args(self.flags).arg("config").current_dir(&folder);
        command.envs(self.env.iter().copied()).output().unwrap()
    }

    /// The lines that `fazhi config` prints.
    fn effective(self) -> String {
        let output = self.run();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    /// What is said where it refuses; nothing is printed then.
    fn refusal(self) -> String {
        let output = self.run();
        assert!(!output.status.success(), "it has to refuse");
        assert_eq!(output.stdout, b"");
        String::from_utf8(output.stderr).unwrap()
    }
}

#[test]
fn a_flag_wins_over_a_variable_over_the_file_over_the_default() {
    let file = "pool_size = 4\nlog_format = \"json\"\ndemo = true\n";
    let all = Try { env: &[("FAZHI_POOL_SIZE", "5")], file, flags: &["--pool-size", "6"] };
    assert!(all.effective().contains("pool_size = 6  # flag\n"));
    let variable = Try { flags: &[], ..all };
    assert!(variable.effective().contains("pool_size = 5  # FAZHI_POOL_SIZE\n"));
    let only_file = Try { env: &[], ..variable }.effective();
    assert!(
        only_file.contains("pool_size = 4  # ") && only_file.contains("fazhi.toml: pool_size\n"),
        "{only_file}"
    );
    assert!(
        only_file.contains("demo = true  # ") && only_file.contains("log_format = \"json\"  # "),
        "{only_file}"
    );
    assert!(Try::default().effective().contains("pool_size = 8  # default\n"));
}

#[test]
fn what_config_prints_is_a_config_file_of_the_same_settings() {
    let file = "pool_size = 4\nlisten = \"[::1]:0\"\nlog = \"info,fazhi::db=debug\"\nmetrics_listen = \"off\"\ndemo = true\n";
    let printed = Try { file, ..Try::default() }.effective();
    let again = Try { file: &printed, ..Try::default() }.effective();
    let values = |text: &str| -> Vec<String> {
        text.lines().map(|line| line.split("  # ").next().unwrap_or_default().to_owned()).collect()
    };
    assert_eq!(values(&printed), values(&again));
    assert!(values(&printed).contains(&"listen = \"[::1]:0\"".to_owned()), "{printed}");
}

#[test]
fn secrets_come_from_files_and_are_never_printed() {
    let url = ("DATABASE_URL", "postgres://fazhi:s3cr%27et@db/fazhi");
    let printed =
        Try { env: &[url, ("FAZHI_DATABASE_PASSWORD_FILE", "secret")], ..Try::default() }.effective();
    assert!(
        printed.contains("database_url = \"postgres://fazhi:***@db/fazhi\"  # DATABASE_URL\n"),
        "{printed}"
    );
    assert!(printed.contains("database_password = \"***\"  # FAZHI_DATABASE_PASSWORD_FILE\n"), "{printed}");
    let printed = Try { env: &[("DATABASE_URL_FILE", "url")], ..Try::default() }.effective();
    assert!(printed.contains("  # DATABASE_URL_FILE\n"), "{printed}");
    let twice = Try { env: &[url, ("DATABASE_URL_FILE", "secret")], ..Try::default() }.refusal();
    assert_eq!(
        twice,
        "fazhi: DATABASE_URL 和 DATABASE_URL_FILE 只能设一个。\n\
         DATABASE_URL and DATABASE_URL_FILE are both set; which one is meant?\n"
    );
    let missing = Try { env: &[("DATABASE_URL_FILE", "elsewhere")], ..Try::default() }.refusal();
    assert!(
        missing.starts_with("fazhi: DATABASE_URL_FILE: elsewhere 无法读取：")
            && missing.contains("\nDATABASE_URL_FILE: cannot read elsewhere: "),
        "{missing}"
    );
}

/// Editors on Windows put a byte order mark before UTF-8, and end lines with CR LF.
#[test]
fn a_config_file_from_windows_is_read() {
    let effective = Try { file: "\u{feff}pool_size = 7\r\nlog = \"off\"\r\n", ..Try::default() }.effective();
    assert!(
        effective.contains("pool_size = 7  # ") && effective.contains("log = \"off\"  # "),
        "{effective}"
    );
}

#[test]
fn an_unknown_name_stops_the_start_and_names_itself() {
    let variable = Try { env: &[("FAZHI_POOLSIZE", "5")], ..Try::default() }.refusal();
    assert!(
        variable.contains("the environment: “FAZHI_POOLSIZE” is not known, did you mean FAZHI_POOL_SIZE?"),
        "{variable}"
    );
    let key = Try { file: "pool-size = 4\n", ..Try::default() }.refusal();
    assert!(key.contains("fazhi.toml, line 1: “pool-size” is not known, did you mean pool_size?"), "{key}");
    let table = Try { file: "demo = true\n[server]\nlisten = \"127.0.0.1:1\"\n", ..Try::default() }.refusal();
    assert!(table.contains("fazhi.toml, line 2: “server” is not known"), "{table}");
    let port = Try { env: &[("FAZHI_PORT", "80")], ..Try::default() }.refusal();
    assert!(port.contains("“FAZHI_PORT” is not known, did you mean FAZHI_LISTEN?"), "{port}");
    let flag = Try { flags: &["--poolsize", "4"], ..Try::default() }.refusal();
    assert!(flag.contains("unexpected argument '--poolsize'"), "{flag}");
    let no_toml = Try { file: "pool_size 4\n", ..Try::default() }.refusal();
    assert!(no_toml.contains("fazhi.toml: TOML parse error at line 1"), "{no_toml}");
    let list = Try { file: "pool_size = [4]\n", ..Try::default() }.refusal();
    assert!(list.contains("fazhi.toml: pool_size has one value"), "{list}");
}

/// Every user of the machine sees the command line of every process.
#[test]
fn secrets_on_the_command_line_are_refused_and_not_repeated() {
    let env = [("FAZHI_SECRET", "0f9c3b7e51d84a26b0c7e9d2a4f6138b")];
    for (flags, said_of_it) in [
        (&["--secret", "S3CRET0f9c3b7e51d84a26b0c7e9d2a4f6138b"][..], "--secret: it is a secret, "),
        (&["--secret=S3CRET"][..], "Set FAZHI_SECRET in the environment, FAZHI_SECRET_FILE to a file"),
        (&["--database-password", "S3CRET"][..], "Set FAZHI_DATABASE_PASSWORD in the environment"),
        (&["--database-url", "postgres://u:S3CRET@h/d"][..], "--database-url: it holds a password, "),
        (&["--database-url", "host=h password=S3CRET"][..], "Set DATABASE_URL in the environment"),
    ] {
        let said = Try { env: &env, flags, ..Try::default() }.refusal();
        assert!(said.contains(said_of_it) && !said.contains("S3CRET"), "{flags:?}: {said}");
    }
    let without = Try { flags: &["--database-url", "postgres://u@h/d"], ..Try::default() }.effective();
    assert!(without.contains("database_url = \"postgres://u@h/d\"  # flag\n"), "{without}");
    let help = Command::new(env!("CARGO_BIN_EXE_fazhi")).args(["serve", "--help"]).output().unwrap();
    let help = String::from_utf8(help.stdout).unwrap();
    assert!(
        !help.contains("--secret")
            && !help.contains("--database-password")
            && help.contains("FAZHI_SECRET_FILE")
    );
}

/// Whoever relied on a setting that is no more must not go on without it unknowingly.
#[test]
fn a_setting_that_was_removed_says_what_became_of_it() {
    for value in ["on", "off", "true"] {
        let said = Try { env: &[("FAZHI_ROW_SECURITY", value)], ..Try::default() }.refusal();
        assert!(
            said.starts_with("fazhi: 环境变量: 已经没有 FAZHI_ROW_SECURITY 这项设置：")
                && said.contains(
                    "\nthe environment: FAZHI_ROW_SECURITY is no setting any more: there is no row level"
                ),
            "{said}"
        );
        let said = Try { file: &format!("row_security = \"{value}\"\n"), ..Try::default() }.refusal();
        assert!(said.contains("fazhi.toml, line 1: row_security is no setting any more: "), "{said}");
    }
    let flag = Try { flags: &["--row-security", "on"], ..Try::default() }.refusal();
    assert!(flag.contains("unexpected argument '--row-security'"), "{flag}");
}

fn is_chinese(text: &str) -> bool {
    text.replace("措美县", "").chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c))
}

/// For each variable a value that it cannot have.
const BAD_VALUES: &[(&str, &str)] = &[
    ("FAZHI_POOL_SIZE", "0"),
    ("FAZHI_POOL_SIZE", "1001"),
    ("FAZHI_POOL_SIZE", "many"),
    ("FAZHI_POOL_TIMEOUT_MS", "0"),
    ("FAZHI_STATEMENT_TIMEOUT_MS", "600001"),
    ("FAZHI_LIST_TIMEOUT_MS", "0"),
    ("FAZHI_STATEMENT_CACHE", "maybe"),
    ("FAZHI_LISTEN", "8080"),
    ("FAZHI_METRICS_LISTEN", "9090"),
    ("FAZHI_RATE_LIMIT", "0"),
    ("FAZHI_RATE_LIMIT", "10000001"),
    ("FAZHI_RATE_LIMIT", "on"),
    ("FAZHI_RATE_BURST", "0"),
    ("FAZHI_AUTH_FAILURES", "0"),
    ("FAZHI_AUTH_FAILURES", "1000001"),
    ("FAZHI_TOWNSHIP_BYTES_PER_DAY", "-1"),
    ("FAZHI_TOWNSHIP_BYTES_PER_DAY", "1000000000001"),
    ("FAZHI_TRUSTED_PROXIES", "10.0.0.0/33"),
    ("FAZHI_TRUSTED_PROXIES", "proxy"),
    ("FAZHI_PUBLIC_URL", "/fazhi"),
    ("FAZHI_PUBLIC_URL", "ftp://portal.example/fazhi"),
    ("FAZHI_CORS_ORIGINS", "*"),
    ("FAZHI_CORS_ORIGINS", "https://dashboard.example/"),
    ("FAZHI_METHOD_OVERRIDE", "true"),
    ("FAZHI_OIDC_ROLES", "clerk,king"),
    ("FAZHI_OIDC_ROLES", ""),
    ("FAZHI_OIDC_REGIONS", "54,5"),
    ("FAZHI_OIDC_REGIONS", ""),
    ("FAZHI_WORKERS", "257"),
    ("FAZHI_SHUTDOWN_SECONDS", "-1"),
    ("FAZHI_DEMO", "yes"),
    ("FAZHI_LOG", "info,x=loud"),
    ("FAZHI_LOG", "verbose"),
    ("FAZHI_LOG", "info,loud"),
    ("FAZHI_LOG_FORMAT", "xml"),
];

#[test]
fn a_bad_value_stops_the_start_and_names_its_setting_wherever_it_stands() {
    for (name, value) in BAD_VALUES {
        let said = Try { env: &[(name, value)], ..Try::default() }.refusal();
        let (chinese, english) = said.trim_end().split_once('\n').unwrap();
        assert!(chinese.starts_with(&format!("fazhi: {name}: ")), "{said}");
        assert!(chinese.matches("例如").count() == 1 && !chinese.contains("这个值"), "{said}");
        assert!(english.starts_with(&format!("{name}: invalid value '{value}'")), "{said}");
        assert!(english.contains(&format!("; for example {name}=")) && !is_chinese(english), "{said}");
        let key = name.trim_start_matches("FAZHI_").to_lowercase();
        let said = Try { file: &format!("{key} = \"{value}\"\n"), ..Try::default() }.refusal();
        assert!(said.contains(&format!("fazhi.toml, line 1: {key}: invalid value '{value}'")), "{said}");
        assert!(said.contains(&format!("fazhi.toml 第 1 行: {key}: ")), "{said}");
        assert!(said.contains(&format!("; for example {key} = ")) && !said.contains(name), "{said}");
        let flag = format!("--{}={value}", key.replace('_', "-"));
        let said = Try { flags: &[&flag], ..Try::default() }.refusal();
        assert!(said.contains(&format!("invalid value '{value}' for '--")), "{said}");
    }
}

/// The Chinese line says as much as the English one: which values there are, and between which a number has to be.
#[test]
fn a_bad_value_is_explained_in_chinese() {
    for (name, value, chinese) in [
        ("FAZHI_POOL_SIZE", "0", "“0”不能用，应在 1 到 1000 之间；例如 FAZHI_POOL_SIZE=8"),
        ("FAZHI_POOL_SIZE", "many", "“many”不能用，应在 1 到 1000 之间；例如 FAZHI_POOL_SIZE=8"),
        ("FAZHI_TOWNSHIP_BYTES_PER_DAY", "-1", "“-1”不能用，应在 0 到 1000000000000 之间；例如 "),
        ("FAZHI_STATEMENT_CACHE", "maybe", "“maybe”不能用，可用：on、off；例如 FAZHI_STATEMENT_CACHE=on"),
        ("FAZHI_DEMO", "yes", "“yes”不能用，可用：true、false；例如 FAZHI_DEMO=false"),
        ("FAZHI_LISTEN", "8080", "“8080”不能用，应为地址和端口；例如 FAZHI_LISTEN=127.0.0.1:8080"),
        ("FAZHI_TRUSTED_PROXIES", "proxy", "proxy 不是网段；例如 10.0.0.0/8\n"),
        ("FAZHI_LOG", "info,x=loud", "info,x=loud 的写法不对；"),
    ] {
        let said = Try { env: &[(name, value)], ..Try::default() }.refusal();
        assert!(said.starts_with(&format!("fazhi: {name}: {chinese}")), "{said}");
    }
    let said = Try { file: "\npool_size = \"many\"\n", ..Try::default() }.refusal();
    assert!(
        said.contains(
            "fazhi.toml 第 2 行: pool_size: “many”不能用，应在 1 到 1000 之间；例如 pool_size = 8\n"
        ),
        "{said}"
    );
    let said = Try { file: "log_format = 1\n", ..Try::default() }.refusal();
    assert!(said.contains("；例如 log_format = \"text\"\n"), "{said}");
}

/// Whoever left it empty, say by a variable of his own that is not set, did not ask for a new ledger beside the old one.
#[test]
fn an_empty_connection_string_is_refused() {
    let variable = Try { env: &[("DATABASE_URL", "")], ..Try::default() }.refusal();
    let file = Try { file: "database_url = \"\"\n", ..Try::default() }.refusal();
    let flag = Try { flags: &["--database-url", ""], ..Try::default() }.refusal();
    for (said, place) in [(variable, "DATABASE_URL"), (file, "database_url"), (flag, "--database-url")] {
        assert!(said.contains(&format!("{place}: 是空的：")), "{said}");
        assert!(said.contains(&format!("{place}: It is empty: ")), "{said}");
    }
}

/// A connection string that is mistyped is not repeated, wherever it stands and whatever comes of it.
#[test]
fn a_mistyped_connection_string_shows_no_password() {
    for url in [
        "postgre://fazhi:geheim@127.0.0.1/fazhi",
        "fazhi:geheim@127.0.0.1/fazhi",
        "postgres:/fazhi:geheim@127.0.0.1/fazhi",
    ] {
        let said = Try { env: &[("DATABASE_URL", url)], ..Try::default() }.refusal();
        assert!(
            said.starts_with("fazhi: DATABASE_URL: ") && said.contains("postgres://fazhi:PASSWORD@"),
            "{said}"
        );
        let flag = Try { flags: &["--database-url", url], ..Try::default() }.refusal();
        let file = Try { file: &format!("database_url = \"{url}\"\n"), ..Try::default() }.refusal();
        for said in [said, flag, file] {
            assert!(!said.contains("geheim"), "{said}");
        }
    }
    for url in ["postgres://fazhi:ge@heim@127.0.0.1:1/fazhi", "postgres://fazhi:50%geheim@127.0.0.1/fazhi"] {
        for command in ["serve", "migrate", "verify", "backup"] {
            let mut program = Command::new(env!("CARGO_BIN_EXE_fazhi"));
            program.env_clear().env("DATABASE_URL", url).env("FAZHI_LISTEN", "127.0.0.1:0").arg(command);
            if command == "backup" {
                program.arg("/nonexistent/backup");
            }
            let output = program.output().unwrap();
            let said = String::from_utf8(output.stderr).unwrap();
            assert!(!output.status.success() && !said.contains("heim"), "{command}: {said}");
        }
    }
}

/// What belongs together is looked at before anything is started.
#[test]
fn an_issuer_without_an_audience_is_refused_by_config_too() {
    const ISSUER: (&str, &str) = ("FAZHI_OIDC_ISSUER", "https://id.example.cn");
    const AUDIENCE: (&str, &str) = ("FAZHI_OIDC_AUDIENCE", "fazhi");
    for (env, zh, en) in [
        (&[ISSUER][..], "fazhi: 受众 FAZHI_OIDC_AUDIENCE（", "the audience FAZHI_OIDC_AUDIENCE ("),
        (&[AUDIENCE], "fazhi: 签发方 FAZHI_OIDC_ISSUER（", "the issuer FAZHI_OIDC_ISSUER ("),
        (
            &[("FAZHI_OIDC_ISSUER", "x"), AUDIENCE],
            "fazhi: FAZHI_OIDC_ISSUER: x 不是 ",
            "FAZHI_OIDC_ISSUER: x is ",
        ),
        (
            &[ISSUER, AUDIENCE, ("FAZHI_OIDC_JWKS_URL", "x")],
            "fazhi: FAZHI_OIDC_JWKS_URL: x 不是 ",
            "FAZHI_OIDC_JWKS_URL: x is ",
        ),
    ] {
        let said = Try { env, ..Try::default() }.refusal();
        let (chinese, english) = said.split_once('\n').unwrap();
        assert!(chinese.starts_with(zh) && english.starts_with(en), "{said}");
    }
}

/// `fazhi openapi | head`: who has read enough ends it, and nothing else is said.
#[test]
fn a_reader_that_goes_away_is_no_failure_to_be_told() {
    for args in [&["openapi"][..], &["licenses"], &["serve", "--help"], &["completions", "bash"]] {
        let mut child = Command::new(env!("CARGO_BIN_EXE_fazhi"));
        child
            .env_clear()
            .args(args)
            .stdout(std::process::Stdio::piped())
            .stderr(std::process::Stdio::piped());
        let mut child = child.spawn().unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{args:?}");
        assert_ne!(output.status.code(), Some(101), "{args:?}");
    }
}

#[test]
fn completions_know_the_commands() {
    for shell in ["bash", "zsh", "fish"] {
        let output = Command::new(env!("CARGO_BIN_EXE_fazhi"))
            .env_clear()
            .args(["completions", shell])
            .output()
            .unwrap();
        let script = String::from_utf8(output.stdout).unwrap();
        assert!(
            output.status.success() && script.contains("rotate") && script.contains("restore"),
            "{shell}"
        );
    }
}
