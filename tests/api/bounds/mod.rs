//! What one question may take: bytes of an answer, rows looked at, time, and connections. Each test is somebody who asks
//! for as much as he can.

mod pages;
mod search;
mod shares;

use diesel::connection::SimpleConnection;

use crate::support::App;

/// Puts in so many activities of 古堆乡, one a day backwards from the end of 2024 and again from there; the nth has its
/// number as its title.
fn put_in(app: &App, activities: u32) {
    put_in_of(app, "540526201", activities);
}

fn put_in_of(app: &App, township: &str, activities: u32) {
    let county = &township[..6];
    app.connect()
        .batch_execute(&format!(
            "INSERT INTO activities (county_code, id, township_code, year, version, created_at, created_by, updated_at,
                    updated_by, kind, held_on, title, joint_townships, sessions, audience_estimated)
                SELECT '{county}', gen_random_uuid(), '{township}', extract(year FROM day), 1, now(), 'x', now(), 'x', 'publicity',
                    day, 'number ' || n || '.', '{{}}', 1, false
                FROM generate_series(1, {activities}) n, LATERAL (SELECT date '2024-12-31' - n / 60 AS day) days;
            INSERT INTO township_years (county_code, township_code, year, version, changed_at)
                VALUES ('{county}', '{township}', 2024, 1, now())
                ON CONFLICT (county_code, township_code, year) DO UPDATE SET version = township_years.version + 1;
            ANALYZE activities"
        ))
        .expect("put in");
}
