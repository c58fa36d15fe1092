//! What is refused before anything is made: weak secrets, databases that cannot hold a ledger, wrong words.

use diesel::connection::SimpleConnection;
use diesel::dsl::sql;
use diesel::{Connection, PgConnection, RunQueryDsl};
use fazhi::embedded;

use crate::support::{fazhi, folder, output, text};

/// A new ledger is not begun with a secret that could be guessed. One that has such a secret has to be able to start.
#[test]
fn a_secret_that_could_be_guessed_is_refused_for_a_new_ledger() {
    let new = folder();
    for (secret, reason) in [("sh0rt", "fewer than 32 bytes"), (&*"a".repeat(32), "few different characters")]
    {
        let refused = output(fazhi(new.path()).arg("migrate").env("FAZHI_SECRET", secret));
        let said = text(&refused.stderr);
        assert!(!refused.status.success() && said.contains(reason), "{said}");
        assert!(said.contains("openssl rand -base64 32") && !said.contains(secret), "{said}");
        assert!(!new.path().join("data").exists(), "nothing is made");
        let config = output(fazhi(new.path()).arg("config").env("FAZHI_SECRET", secret));
        assert!(config.status.success() && text(&config.stderr).contains(reason), "{}", text(&config.stderr));
    }
    let made = text(&output(fazhi(new.path()).args(["secret", "new"])).stdout).trim().to_owned();
    assert!(output(fazhi(new.path()).arg("migrate").env("FAZHI_SECRET", made)).status.success());

    let (old, weak) = (folder(), "a".repeat(32));
    assert!(
        output(fazhi(old.path()).arg("migrate").env("FAZHI_SECRET", "0f9c3b7e51d84a26b0c7e9d2a4f6138b"))
            .status
            .success()
    );
    let check = fazhi::digest::hexadecimal(&fazhi::keys::Keys::from_secret(&weak).check.tag(b"secret_check"));
    let data_dir = old.path().join("data");
    let server = embedded::start(&embedded::Settings { data_dir, ..embedded::Settings::default() }).unwrap();
    let of_an_earlier_release =
        format!("UPDATE secrets SET value = '\\x{check}' WHERE name = 'secret_check'");
    PgConnection::establish(server.url()).unwrap().batch_execute(&of_an_earlier_release).unwrap();
    server.stop().unwrap();
    let started = output(fazhi(old.path()).arg("migrate").env("FAZHI_SECRET", &weak));
    let said = text(&started.stderr);
    assert!(started.status.success() && said.contains("FAZHI_SECRET could be guessed: it has few"), "{said}");
}

/// A database that is given is left as it was, too, and one that cannot hold all of Chinese is named with what to do.
#[test]
fn a_given_database_is_looked_at_before_a_ledger_is_begun_in_it() {
    let folder = folder();
    let data_dir = folder.path().join("server");
    let server = embedded::start(&embedded::Settings { data_dir, ..embedded::Settings::default() }).unwrap();
    let mut conn = PgConnection::establish(server.url()).unwrap();
    let latin = "CREATE DATABASE latin TEMPLATE template0 ENCODING LATIN1 LOCALE 'C'";
    conn.batch_execute(latin).unwrap();
    let migrate = |url: &str, secret: &str| {
        let refused =
            output(fazhi(folder.path()).arg("migrate").env("DATABASE_URL", url).env("FAZHI_SECRET", secret));
        assert!(!refused.status.success());
        text(&refused.stderr)
    };
    let said = migrate(server.url(), "short");
    assert!(said.contains("fewer than 32 bytes"), "{said}");
    let tables =
        sql::<diesel::sql_types::BigInt>("(SELECT count(*) FROM pg_tables WHERE schemaname = 'public')");
    assert_eq!(diesel::select(tables).get_result::<i64>(&mut conn).unwrap(), 0);
    let latin = server.url().replace("///fazhi?", "///latin?");
    let said = migrate(&latin, "0f9c3b7e51d84a26b0c7e9d2a4f6138b");
    assert!(
        said.starts_with("fazhi: 数据库的编码是 LATIN1，") && said.contains("createdb --template=template0"),
        "{said}"
    );
    assert!(said.contains("\nThe database is encoded in LATIN1"), "{said}");
    drop(conn);
    server.stop().unwrap();
}

#[test]
fn programs_that_are_not_there_are_named_before_any_folder_is_made() {
    let folder = folder();
    let refused = output(fazhi(folder.path()).env("FAZHI_PG_BIN", "/nowhere"));
    let said = text(&refused.stderr);
    assert!(!refused.status.success() && said.contains("/nowhere"), "{said}");
    assert!(!folder.path().join("data").exists());
}

#[test]
fn a_given_database_is_used_and_none_is_started() {
    let folder = folder();
    let url = "postgresql://nobody@127.0.0.1:1/nothing?connect_timeout=1";
    let refused = output(fazhi(folder.path()).env("DATABASE_URL", url).env("FAZHI_POOL_TIMEOUT_MS", "500"));
    assert!(!refused.status.success(), "{}", text(&refused.stderr));
    assert!(!folder.path().join("data").exists());
}

#[test]
fn wrong_words_are_refused_with_what_is_allowed() {
    let folder = folder();
    let create = ["token", "create", "--role", "clerk", "--region", "540526201"];
    let with = |more: &[&'static str]| [&create[..], more].concat();
    for (args, chinese, english) in [
        (
            vec!["token", "create", "--role", "king", "--region", "540526201"],
            "参数 --role <ROLE> 的值“king”不能用，没有角色 king；应为：viewer, clerk, head, officer, auditor, admin",
            "no role king: viewer, clerk, head, officer, auditor, admin",
        ),
        (
            vec!["token", "create", "--role", "clerk", "--region", "54052"],
            "参数 --region <REGION> 的值“54052”不能用，",
            "2, 4, 6 or 9 digits",
        ),
        (vec!["token", "create"], "缺少参数 --role <ROLE>、--region <REGION>。", "--role <ROLE>"),
        (with(&["--days", "9999"]), "参数 --days <DAYS> 的值“9999”不能用，应在 1 到 3650 之间。", "1..=3650"),
        (with(&["--days", "x"]), "参数 --days <DAYS> 的值“x”不能用，应为整数。", "invalid digit"),
        (with(&["--days"]), "参数 --days <DAYS> 要有值。", "a value is required"),
        (with(&["--days", "1", "--days", "2"]), "参数 --days <DAYS> 只能写一次。", "multiple times"),
        (with(&["--account", "x"]), "参数 --account <ACCOUNT> 的值“x”不能用。", "--account"),
        (vec!["restore", "f", "--check", "--verify"], "参数 --check 不能与 --verify 同时使用。", "--verify"),
        (with(&["--dais", "1"]), "没有参数 --dais，是否应为 --days？", "--days"),
        (
            vec!["serve", "--pool-size", "0"],
            "参数 --pool-size <POOL_SIZE> 的值“0”不能用，应在 1 到 1000",
            "1..=1000",
        ),
        (
            vec!["serve", "--statement-cache", "no"],
            "的值“no”不能用，可用：on、off。",
            "[possible values: on, off]",
        ),
        (vec!["serv"], "没有子命令 serv，是否应为 serve 或 secret？", "serve"),
        (vec!["tokn", "list"], "没有子命令 tokn，是否应为 token？", "unrecognized subcommand 'tokn'"),
    ] {
        let refused = output(fazhi(folder.path()).args(&args));
        let said = text(&refused.stderr);
        let (first, rest) = said.split_once('\n').unwrap();
        assert_eq!(refused.status.code(), Some(2), "{args:?}: {said}");
        assert!(first.starts_with("fazhi: ") && first.contains(chinese), "{args:?}: {said}");
        assert!(rest.starts_with("error: ") && rest.contains(english), "{args:?}: {said}");
        assert!(rest.is_ascii(), "{args:?}: {said}");
    }
    assert!(!folder.path().join("data").exists());
}
