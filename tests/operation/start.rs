//! Start, stop, kill -9, taken port, tokens: with its own private PostgreSQL, in a fresh folder.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use diesel::connection::SimpleConnection;
use diesel::dsl::sql;
use diesel::sql_types::{Array, Text};
use diesel::{Connection, PgConnection, RunQueryDsl};
use fazhi::embedded;
use nix::sys::signal::Signal;
use serde_json::{Value, json};

use crate::support::clerk::Clerk;
use crate::support::{Service, fazhi, folder, output, text, token};

#[test]
fn it_starts_serves_stops_and_starts_again_even_after_kill_9() {
    let folder = folder();
    let service = Service::start(folder.path(), &mut fazhi(folder.path()));
    assert_eq!((service.status("/healthz", ""), service.status("/readyz", "")), (200, 200));

    let args = ["token", "create", "--role", "clerk", "--region", "540526201", "--name", "古堆乡司法所"];
    let created = output(fazhi(folder.path()).args(args));
    let token = text(&created.stdout).trim_end().to_owned();
    assert!(created.status.success() && token.starts_with("fz_") && token.lines().count() == 1, "{token}");
    assert_eq!(service.status("/api/v1/me", &token), 200);
    let listed = text(&output(fazhi(folder.path()).args(["token", "list"])).stdout);
    let id = token.split('_').nth(1).unwrap();
    assert!(listed.contains(id) && listed.contains("古堆乡司法所") && !listed.contains(&token), "{listed}");

    let log = service.log();
    let line = log.lines().find(|line| line.contains("/api/v1/me")).unwrap();
    assert!(
        ["token=", "method=GET", "status=200", "duration_ms="].iter().all(|word| line.contains(word))
            && line.contains(&format!("token={id} ")),
        "{line}"
    );
    // The secret itself may have underscores.
    let secret = token.splitn(3, '_').nth(2).unwrap();
    assert!(!log.contains(secret), "a secret is in the log");
    assert_eq!(service.end(Signal::SIGTERM), Some(0));

    let again = Service::start(folder.path(), &mut fazhi(folder.path()));
    assert_eq!(again.status("/api/v1/me", &token), 200);
    assert_eq!(again.end(Signal::SIGKILL), None);
    let recovered = Service::start(folder.path(), &mut fazhi(folder.path()));
    assert_eq!(recovered.status("/api/v1/me", &token), 200);
    let revoked = output(fazhi(folder.path()).args(["token", "revoke", id]));
    assert!(revoked.status.success());
    assert_eq!(recovered.status("/api/v1/me", &token), 401);
    assert_eq!(recovered.end(Signal::SIGINT), Some(0));
}

/// What a request finds a way into is neither root nor the superuser of the database.
#[test]
fn started_by_root_it_goes_on_as_its_own_user_and_in_the_database_as_a_role_that_can_become_no_other() {
    let folder = folder();
    let service = Service::start(folder.path(), &mut fazhi(folder.path()));
    let status = fs::read_to_string(format!("/proc/{}/status", service.pid())).unwrap();
    let uids = status.lines().find(|line| line.starts_with("Uid:")).unwrap();
    assert!(!uids.split_whitespace().skip(1).any(|id| id == "0"), "{uids}");
    assert!(
        status.lines().any(|line| line.trim_end() == "Groups:") || !nix::unistd::geteuid().is_root(),
        "{status}"
    );
    let token = token(folder.path(), "viewer", "CN");
    assert_eq!(service.status("/api/v1/members", &token), 200);
    let mut conn = PgConnection::establish(&socket(folder.path(), "fazhi_app")).unwrap();
    let sessions = || {
        sql::<Array<Text>>(
            "array(SELECT DISTINCT usename::text FROM pg_stat_activity WHERE backend_type = 'client backend')",
        )
    };
    assert_eq!(diesel::select(sessions()).get_result::<Vec<String>>(&mut conn).unwrap(), ["fazhi_app"]);
    // What takes the owner's rights has a connection of its own, which is gone with it.
    let clerk = Clerk::new(&service.address, &crate::support::token(folder.path(), "clerk", "540526201"));
    let admin = Clerk::new(&service.address, &crate::support::token(folder.path(), "admin", "540526"));
    let record = clerk.record("Zhang Sanfeng's training");
    let redact = |text: &str| {
        let request = admin.post(&format!("{record}:redact"), &json!({ "text": text }));
        request.header("if-match", "*").header("x-change-reason", "entered by mistake").send().unwrap()
    };
    let redacted = redact("Zhang Sanfeng");
    assert_eq!(redacted.status(), 200, "{:?}", redacted.text());
    assert_eq!(
        clerk.get(&record).send().unwrap().json::<Value>().unwrap()["title"],
        "＊＊＊＊＊＊＊＊＊＊＊＊＊'s training"
    );
    assert_eq!(redact("Zhang Sanfeng").status(), 422);
    let patience = Instant::now() + Duration::from_secs(10);
    while diesel::select(sessions()).get_result::<Vec<String>>(&mut conn).unwrap() != ["fazhi_app"] {
        assert!(Instant::now() < patience, "the owner's connection stays");
        std::thread::sleep(Duration::from_millis(50));
    }
    let verified = output(fazhi(folder.path()).arg("verify"));
    assert!(verified.status.success(), "{}", text(&verified.stdout));
    for escape in ["RESET ROLE; SELECT * FROM secrets", "SET ROLE fazhi", "SET SESSION AUTHORIZATION fazhi"] {
        assert!(conn.batch_execute(escape).is_err(), "{escape}");
    }
    assert_eq!(service.end(Signal::SIGTERM), Some(0));
}

fn socket(folder: &Path, user: &str) -> String {
    format!("postgresql:///fazhi?host={}&user={user}", folder.join("data/run").display())
}

#[test]
fn a_taken_port_is_named_before_any_data_is_touched() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let folder = folder();
    let refused = output(fazhi(folder.path()).env("FAZHI_LISTEN", &address));
    let said = text(&refused.stderr);
    assert!(!refused.status.success() && said.contains(&address) && said.contains("FAZHI_LISTEN="), "{said}");
    assert!(!folder.path().join("data").exists());
}

/// Nobody chose it: Prometheus' own port may well be taken.
#[test]
fn a_taken_port_of_the_metrics_stops_no_start_on_defaults() {
    // Where somebody else has it, all the better.
    let taken = std::net::TcpListener::bind("127.0.0.1:9090");
    let folder = folder();
    let service = Service::start(folder.path(), fazhi(folder.path()).env_remove("FAZHI_METRICS_LISTEN"));
    assert!(service.log().contains("no metrics are served: 127.0.0.1:9090"), "{}", service.log());
    assert_eq!((service.status("/readyz", ""), service.end(Signal::SIGTERM)), (200, Some(0)));
    let chosen = output(fazhi(folder.path()).env("FAZHI_METRICS_LISTEN", "127.0.0.1:9090"));
    assert!(!chosen.status.success() && text(&chosen.stderr).contains("FAZHI_METRICS_LISTEN="));
    drop(taken);
}

#[test]
fn a_second_service_on_one_folder_is_refused() {
    let folder = folder();
    let first = Service::start(folder.path(), &mut fazhi(folder.path()));
    let second = output(&mut fazhi(folder.path()));
    let said = text(&second.stderr);
    assert!(!second.status.success() && said.contains("in use by process"), "{said}");
    assert_eq!(first.status("/readyz", ""), 200);
    assert_eq!(first.end(Signal::SIGTERM), Some(0));
}

#[test]
fn the_demo_is_loaded_on_request_and_its_tokens_are_printed() {
    let folder = folder();
    let service = Service::start(folder.path(), fazhi(folder.path()).env("FAZHI_DEMO", "true"));
    let printed = service.printed();
    let clerk = printed.lines().find(|line| line.contains("540526201")).unwrap();
    let token = clerk.split_whitespace().nth(2).unwrap();
    assert_eq!(service.status("/api/v1/regions/540526201/figures?year=2024", token), 200);
    assert_eq!(service.end(Signal::SIGTERM), Some(0));
}

/// Tokens that a dashboard is being written with are good after a restart; a list of tokens says which are let in now.
#[test]
fn the_demos_tokens_survive_a_restart() {
    let folder = folder();
    let start = || Service::start(folder.path(), fazhi(folder.path()).env("FAZHI_DEMO", "true"));
    let tokens = |service: &Service| -> Vec<String> {
        let printed = service.printed();
        printed.split_whitespace().filter(|word| word.starts_with("fz_")).map(str::to_owned).collect()
    };
    let service = start();
    let first = tokens(&service);
    assert_eq!((first.len(), service.end(Signal::SIGKILL)), (9, None));
    let again = start();
    assert_eq!(tokens(&again), first);
    assert_eq!(again.status("/api/v1/me", &first[0]), 200);
    let id = first[0].split('_').nth(1).unwrap();
    assert!(output(fazhi(folder.path()).args(["token", "revoke", id])).status.success());
    let list = || text(&output(fazhi(folder.path()).args(["token", "list"])).stdout);
    let listed = list();
    let lines: Vec<&str> = listed.lines().collect();
    assert!(lines[0].contains("TOKEN") && lines[0].contains("状态 STATE"), "{listed}");
    let of = |id: &str| lines.iter().position(|line| line.starts_with(id)).unwrap();
    assert!(lines[of(id)].contains("撤销 revoked") && of(id) == lines.len() - 2, "{listed}");
    assert!(
        lines.last().unwrap().contains("8 of them let in now") && listed.contains("有效 valid"),
        "{listed}"
    );
    assert_eq!(again.end(Signal::SIGTERM), Some(0));
}

/// Whoever forgets to say where the ledger is learns that there is none where he looks; nothing is made there.
#[test]
fn a_command_that_looks_in_the_wrong_place_says_so_and_makes_nothing() {
    let folder = folder();
    let file = folder.path().join("backup");
    for args in [
        &["token", "list"][..],
        &["token", "create", "--role", "viewer", "--region", "CN"],
        &["token", "first"],
        &["token", "revoke", "x"],
        &["verify"],
        &["secret"],
        &["secret", "rotate"],
        &["region", "undo", "540526"],
        &["backup", file.to_str().unwrap()],
    ] {
        let refused = output(fazhi(folder.path()).args(args));
        let said = text(&refused.stderr);
        let data = folder.path().join("data");
        assert!(
            !refused.status.success() && said.contains("There is no ledger in the data folder"),
            "{args:?}: {said}"
        );
        assert!(said.contains("没有台账") && said.contains(data.to_str().unwrap()), "{args:?}: {said}");
        assert!(!data.exists() && !file.exists(), "{args:?} made something");
    }
    // Of a database that is given, it is the same.
    let server = folder.path().join("server");
    let settings = embedded::Settings { data_dir: server, ..embedded::Settings::default() };
    let server = embedded::start(&settings).unwrap();
    for args in [&["token", "list"][..], &["token", "first"], &["verify"], &["backup", "-"]] {
        let refused = output(fazhi(folder.path()).env("DATABASE_URL", server.url()).args(args));
        let said = text(&refused.stderr);
        assert!(
            !refused.status.success() && said.contains("There is no ledger in the database"),
            "{args:?}: {said}"
        );
    }
    let mut conn = PgConnection::establish(server.url()).unwrap();
    let tables =
        sql::<diesel::sql_types::BigInt>("(SELECT count(*) FROM pg_tables WHERE schemaname = 'public')");
    assert_eq!(diesel::select(tables).get_result::<i64>(&mut conn).unwrap(), 0);
    drop(conn);
    server.stop().unwrap();
}

/// The way to another machine: what a service writes when it starts is not in the way there, and tokens go along.
#[test]
fn a_backup_is_made_under_one_running_service_and_restored_under_another() {
    let (here, there) = (folder(), folder());
    let service = Service::start(here.path(), fazhi(here.path()).env("FAZHI_DEMO", "true"));
    let printed = service.printed();
    let token = printed.lines().find(|line| line.contains("540526201")).unwrap();
    let token = token.split_whitespace().nth(2).unwrap();
    let file = here.path().join("backup");
    let saved = output(fazhi(here.path()).arg("backup").arg(&file));
    assert!(saved.status.success(), "{}", text(&saved.stderr));
    assert_eq!(service.status("/readyz", ""), 200);
    let other = Service::start(there.path(), &mut fazhi(there.path()));
    assert_eq!(other.status("/api/v1/me", token), 401);
    // The ledger kept its secret itself: who restores its backup gives it from outside.
    let secret = text(&output(fazhi(here.path()).arg("secret")).stdout);
    let mut restore = fazhi(there.path());
    restore.env("FAZHI_SECRET", secret.trim());
    let restored = output(restore.arg("restore").arg(&file).arg("--verify"));
    let said = text(&restored.stdout);
    assert!(restored.status.success() && said.contains("\nverified: "), "{said}{}", text(&restored.stderr));
    // It still has the secret of the ledger that was there before, so it can tell of nobody who he is.
    assert_eq!(other.status("/api/v1/me", token), 503);
    assert_eq!(other.end(Signal::SIGTERM), Some(0));
    let other = Service::start(there.path(), &mut fazhi(there.path()));
    assert_eq!(other.status("/api/v1/regions/540526201/figures?year=2024", token), 200);
    assert_eq!((other.end(Signal::SIGTERM), service.end(Signal::SIGTERM)), (Some(0), Some(0)));
}

/// Without any token nobody could issue one: the first start does, and no other. It is not lost with a process that was
/// killed before anybody saw it, and does not stand in what a container keeps of the output.
#[test]
fn the_first_administrators_token_can_be_had_until_it_is_used() {
    let folder = folder();
    let service = Service::start(folder.path(), &mut fazhi(folder.path()));
    let printed = service.printed();
    assert!(!printed.contains("fz_") && printed.contains("fazhi token first"), "{printed}");
    assert_eq!(service.end(Signal::SIGKILL), None);
    let service = Service::start(folder.path(), &mut fazhi(folder.path()));
    let first = || output(fazhi(folder.path()).args(["token", "first"]));
    let token = text(&first().stdout).trim_end().to_owned();
    assert!(token.starts_with("fz_") && token.lines().count() == 1, "{token}");
    assert_eq!(text(&first().stdout).trim_end(), token, "the same one");
    assert!(!service.log().contains(&token));
    assert_eq!(service.status("/api/v1/tokens", &token), 200);
    assert_eq!(service.end(Signal::SIGTERM), Some(0));
    let service = Service::start(folder.path(), &mut fazhi(folder.path()));
    assert!(!service.printed().contains("token first"), "{}", service.printed());
    let again = first();
    assert!(!again.status.success() && again.stdout.is_empty(), "{}", text(&again.stdout));
    assert!(text(&again.stderr).contains("was used"), "{}", text(&again.stderr));
    assert_eq!(service.status("/api/v1/tokens", &token), 200);
    let listed = output(fazhi(folder.path()).args(["token", "list"]));
    assert!(text(&listed.stdout).contains("admin CN"), "{}", text(&listed.stdout));
    assert_eq!(service.end(Signal::SIGTERM), Some(0));
    let used = output(fazhi(folder.path()).args(["token", "list"]));
    assert!(
        !text(&used.stdout).contains("never"),
        "it is written down that it was used: {}",
        text(&used.stdout)
    );
}

/// A ledger begun without a secret is given the one it has, and then keeps none itself.
#[test]
fn the_secret_moves_out_of_the_database() {
    let folder = folder();
    assert!(output(fazhi(folder.path()).arg("migrate")).status.success());
    let created =
        output(fazhi(folder.path()).args(["token", "create", "--role", "viewer", "--region", "CN"]));
    let token = text(&created.stdout).trim().to_owned();
    let secret = text(&output(fazhi(folder.path()).arg("secret")).stdout).trim().to_owned();
    assert_eq!(secret.len(), 64);
    let other = output(fazhi(folder.path()).arg("migrate").env("FAZHI_SECRET", "x".repeat(32)));
    assert!(
        !other.status.success() && text(&other.stderr).contains("is not the secret"),
        "{}",
        text(&other.stderr)
    );
    let mut with = fazhi(folder.path());
    let service = Service::start(folder.path(), with.env("FAZHI_SECRET", &secret));
    assert_eq!(service.status("/api/v1/members", &token), 200);
    assert_eq!(service.end(Signal::SIGTERM), Some(0));
    for (command, reason) in [("secret", "the database holds no secret"), ("migrate", "which is not set")] {
        let without = output(fazhi(folder.path()).arg(command));
        let said = text(&without.stderr);
        assert!(!without.status.success() && said.contains(reason), "{command}: {said}");
    }
}
