//! The parties of cases: switched on by their county, in clear for their township, masked for others, disclosed for a
//! purpose.

mod county;
mod disclosure;
mod life;
mod stored;

use serde_json::{Value, json};

use crate::support::{Answer, App, GUDUI, Token, bodies};

/// Made up, with the check character that goes with it.
pub const NUMBER: &str = "11010519491231002X";

/// Where the county of the tests decides.
pub const COUNTY: &str = "/api/v1/regions/540526/personal-data";

/// Switches the names of parties on or off in the county of the tests.
pub fn switch(app: &App, is_on: bool) {
    let officer = app.officer("540526");
    app.put(&officer, COUNTY, &json!({"party_names": is_on})).if_match("*").send().expect(200);
}

/// Two parties of a case.
pub fn two() -> Value {
    json!({"items": [
        {"name": "张三丰", "role": "applicant", "identity_number": NUMBER, "telephone": "13800005678",
            "address": "古堆乡一组", "note": "不识字"},
        {"name": "次仁", "role": "respondent"}
    ]})
}

/// A case of the township 古堆乡 in a county that allows names: the address of its parties.
fn case(app: &App) -> String {
    switch(app, true);
    let id = app.post(&app.clerk(GUDUI), "/api/v1/cases", &bodies::case()).send().expect(201).id();
    format!("/api/v1/cases/{id}/parties")
}

fn read(app: &App, token: &Token, parties: &str) -> Answer {
    app.get(token, parties).send().expect(200)
}

/// The two parties as those see them who need not know who they are.
fn masked() -> Value {
    json!([
        {"name": "张**", "role": "applicant", "identity_number": "****************2X", "telephone": "*******5678",
            "address": "***", "note": "***"},
        {"name": "次*", "role": "respondent", "identity_number": null, "telephone": null, "address": null, "note": null}
    ])
}
