//! No answer makes the service hold more than 32 MiB, whatever is asked for, and many at once stay within bounds.

use std::fs;
use std::thread;

use diesel::connection::SimpleConnection;
use nix::sys::signal::Signal;
use reqwest::StatusCode;

use crate::support::deployment::Deployment;
use crate::support::{Service, client, fazhi, output, text};

/// Records as long as they may be, and one for each township of the country, without any figure kept yet.
const FILL: &str = "
    INSERT INTO plans (county_code, id, township_code, year, version, created_at, created_by, updated_at, updated_by,
            kind, title, note, objective, period_from, period_to, adopted_on, main_date, status)
        SELECT '540526', gen_random_uuid(), '540526201', 2024, 1, now(), 'x', now(), 'x', 'annual_plan', repeat('法', 200),
            repeat('法', 2000), repeat('法', 2000), '2024-01-01', '2024-12-31', '2024-01-01', '2024-01-01', 'in_force'
        FROM generate_series(1, 200);
    INSERT INTO plan_tasks (county_code, id, township_code, plan_id, position, title, measure, status)
        SELECT county_code, gen_random_uuid(), township_code, id, n, n, repeat('法', 1600), 'done'
        FROM (SELECT * FROM plans LIMIT 40) AS plans, generate_series(0, 199) n;
    INSERT INTO cases (county_code, id, township_code, year, version, created_at, created_by, updated_at, updated_by,
            kind, subject, note, accepted_on, outcome, events)
        SELECT '540526', gen_random_uuid(), '540526201', 2024, 1, now(), 'x', now(), 'x', 'mediation', '纠纷',
            repeat('法', 2000), '2024-03-01', 'pending', CASE WHEN number > 40 THEN '[]' ELSE (
                SELECT json_agg(json_build_object('id', gen_random_uuid(), 'kind', 'replied', 'occurred_on', '2024-03-01',
                    'until', NULL, 'approved_by', NULL, 'note', repeat('法', 1600))) FROM generate_series(1, 200)) END
        FROM generate_series(1, 200) number;
    INSERT INTO activities (county_code, id, township_code, year, version, created_at, created_by, updated_at, updated_by,
            kind, held_on, title, note, joint_townships, sessions, materials, audience_estimated)
        SELECT parent_code, gen_random_uuid(), code, 2024, 1, now(), 'x', now(), 'x', 'publicity', '2024-05-01',
            repeat('法', 200), CASE WHEN code LIKE '54%' THEN repeat('法', 2000) END, '{}', 1, 7, false
        FROM regions WHERE level = 'township';
    INSERT INTO township_years (county_code, township_code, year, version, changed_at)
        SELECT parent_code, code, 2024, 1, now() FROM regions WHERE level = 'township';
    ANALYZE";

/// The largest answers there are.
const LARGEST: [&str; 16] = [
    "/api/v1/plans?limit=200",
    "/api/v1/plans?limit=200&sort=adopted_on",
    "/api/v1/cases?limit=200",
    "/api/v1/cases?limit=200&q=法&count=exact",
    "/api/v1/activities?limit=200&region=54",
    "/api/v1/activities?limit=200&region=54&q=法&count=exact",
    "/api/v1/regions/CN/figures?year=2024&by=county",
    "/api/v1/regions/CN/figures?year=2024&by=county&compare=previous_year",
    "/api/v1/regions/CN/figures?year=2025&by=county&compare=previous_year",
    "/api/v1/regions/51/figures?year=2024&by=township",
    "/api/v1/regions/51/figures?year=2024&by=township&compare=previous_year",
    "/api/v1/regions/41/figures?year=2024&by=township",
    "/api/v1/regions/CN/figures?from=2006&to=2025&compare=previous_year",
    "/api/v1/regions/CN/figures?year=2024&breakdown=form",
    "/api/v1/regions/CN/figures/publicity_materials/sources?year=2024&limit=200",
    "/api/v1/regions?limit=200&count=exact",
];

/// Tables: of more than 40,000 rows, of long rows, of 3,000 rows with 270 columns.
const TABLES: [&str; 4] = [
    "/api/v1/activities?format=csv",
    "/api/v1/activities?format=xlsx",
    "/api/v1/plans?format=xlsx",
    "/api/v1/regions/51/figures?year=2024&by=township&compare=previous_year&format=xlsx",
];

const MIB: u64 = 1 << 20;

fn viewer(at: &Deployment, folder: &std::path::Path) -> String {
    let mut command = fazhi(folder);
    command.env("DATABASE_URL", at.database.url());
    let made =
        output(command.args(["token", "create", "--role", "viewer", "--region", "CN", "--name", "viewer"]));
    assert!(made.status.success(), "{}", text(&made.stderr));
    text(&made.stdout).trim_end().to_owned()
}

fn ask(service: &Service, token: &str, path: &str) -> (StatusCode, u64) {
    let answer = client().get(format!("{}{path}", service.address)).bearer_auth(token).send().unwrap();
    let status = answer.status();
    (status, answer.bytes().unwrap().len() as u64)
}

/// How much more memory the service held at its peak than before `work`, in bytes.
fn growth(service: &Service, work: impl FnOnce()) -> u64 {
    // Makes the peak what is held now (proc(5)).
    fs::write(format!("/proc/{}/clear_refs", service.pid()), "5").unwrap();
    let before = service.memory("VmRSS");
    work();
    service.memory("VmHWM").saturating_sub(before)
}

#[test]
fn no_answer_takes_more_than_its_share_of_memory() {
    let at = Deployment::open(&[("FAZHI_POOL_SIZE", "8"), ("FAZHI_WORKERS", "2")], &[]);
    at.session().batch_execute(FILL).unwrap();
    let folder = crate::support::folder();
    let viewers = [(); 4].map(|()| viewer(&at, folder.path()));
    ask(&at.service, &viewers[0], "/api/v1/me");
    let length_of = |path| {
        let mut length = 0;
        let growth = growth(&at.service, || {
            let (status, bytes) = ask(&at.service, &viewers[0], path);
            assert_eq!(status, 200, "{path}");
            length = bytes;
        });
        println!("{path}: {} KiB, {} MiB more", length / 1024, growth / MIB);
        assert!(growth < 32 * MIB, "{path}: {} MiB", growth / MIB);
        length
    };
    for path in LARGEST {
        let length = length_of(path);
        assert!(length < 6 * MIB, "{path}: {length} bytes");
    }
    for path in TABLES {
        length_of(path);
    }
    // All at once by several accounts, as they have never been asked: a record more makes all tags and kept answers old.
    at.clerk.record("one more");
    let growth = growth(&at.service, || {
        thread::scope(|scope| {
            for (path, token) in LARGEST.iter().zip(viewers.iter().cycle()) {
                let service = &at.service;
                scope.spawn(move || {
                    let (status, _) = ask(service, token, path);
                    assert!([200, 429, 503].contains(&status.as_u16()), "{path}: {status}");
                });
            }
        });
    });
    println!("all at once: {} MiB more", growth / MIB);
    assert!(growth < 128 * MIB, "{} MiB", growth / MIB);
    assert_eq!(at.service.end(Signal::SIGTERM), Some(0));
}
