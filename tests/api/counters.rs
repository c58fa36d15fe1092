//! The counters of many scopes at once, against numbers counted by hand.

use fazhi::db::Whole;
use fazhi::regions::Reach;
use fazhi::session::counters;
use serde_json::json;

use crate::support::{App, spawn_app};

fn townships(codes: &[&str]) -> Reach {
    Reach::townships(codes.iter().map(ToString::to_string).collect())
}

fn counties(codes: &[&str]) -> Reach {
    Reach::counties(codes.iter().map(ToString::to_string).collect())
}

/// Enters so many activities of a township on a day.
fn enter(app: &App, township: &str, day: &str, times: usize) {
    let clerk = app.clerk(township);
    for _ in 0..times {
        let body = json!({"township_code": township, "kind": "training", "held_on": day, "title": "民法典"});
        app.post(&clerk, "/api/v1/activities", &body).send().expect(201);
    }
}

fn versions(app: &App, scopes: &[(&Reach, Option<i16>)]) -> Vec<Whole> {
    let by = |is_distributed| {
        let totals = app.db.write_now(|conn| Ok(counters::totals_of(conn, scopes, is_distributed)?));
        totals.expect("the counters")
    };
    assert_eq!(by(true), by(false));
    by(false).iter().map(|state| state.version).collect()
}

#[test]
fn each_scope_of_a_look_gets_its_own_sum() {
    let app = spawn_app();
    enter(&app, "540526201", "2023-05-04", 3);
    enter(&app, "540526201", "2024-05-04", 1);
    enter(&app, "540526101", "2024-05-04", 2);
    enter(&app, "130102001", "2024-05-04", 5);
    let (gudui, zhegu) = (townships(&["540526201"]), townships(&["540526101"]));
    let (apart, both) = (townships(&["540526201", "130102001"]), counties(&["130102", "540526"]));
    let (cuomei, silent) = (counties(&["540526"]), counties(&["540521"]));
    let (nation, nothing) = (Reach::nation(), townships(&[]));
    let scopes = [
        (&nation, None),
        (&nothing, None),
        (&gudui, None),
        (&gudui, Some(2023)),
        (&zhegu, Some(2023)),
        (&cuomei, Some(2024)),
        (&nation, Some(2023)),
        (&silent, None),
        (&apart, None),
        (&both, Some(2024)),
        (&nation, Some(1949)),
    ];
    assert_eq!(versions(&app, &scopes), [11, 0, 4, 3, 0, 6, 3, 0, 9, 11, 0].map(Whole::from));
    assert!(versions(&app, &[]).is_empty());
}

/// A scope says when it last changed; one without records has not.
#[test]
fn a_scope_without_records_has_a_state_too() {
    let app = spawn_app();
    enter(&app, "540526201", "2024-05-04", 1);
    let (gudui, silent) = (townships(&["540526201"]), counties(&["540521"]));
    let states = app.db.write_now(|conn| Ok(counters::totals(conn, &[(&silent, None), (&gudui, None)])?));
    let [silent, gudui] = states.expect("the counters")[..] else { panic!("not two states") };
    assert_eq!((silent.version, silent.changed_at), (0.into(), None));
    assert!(gudui.changed_at.is_some());
}
