//! Everybody who may call.

use chrono::TimeDelta;
use fazhi::auth::Role;
use serde_json::json;

use crate::support::{App, ELSEWHERE, GUDUI, Token};

/// Where a caller stands, seen from the township 古堆乡.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    Here,
    Neighbour,
    OtherCounty,
    County,
    Prefecture,
    Nation,
}

impl Place {
    pub const ALL: [Self; 6] =
        [Self::Here, Self::Neighbour, Self::OtherCounty, Self::County, Self::Prefecture, Self::Nation];

    pub fn region(self) -> &'static str {
        match self {
            Self::Here => GUDUI,
            // No partner of the activities that are tried.
            Self::Neighbour => "540526200",
            Self::OtherCounty => ELSEWHERE,
            Self::County => "540526",
            Self::Prefecture => "5405",
            Self::Nation => "CN",
        }
    }

    /// Whether what belongs to this region is in reach from here.
    pub fn reaches(self, region: &str) -> bool {
        self == Self::Nation || region.starts_with(self.region())
    }
}

/// Somebody with a token.
pub struct Caller {
    pub role: Role,
    pub place: Place,
    pub token: Token,
}

/// Each role at each place.
pub fn everybody(app: &App) -> Vec<Caller> {
    let at = |place: Place| {
        Role::all().map(move |role| Caller {
            role,
            place,
            token: app.token(role, place.region(), TimeDelta::days(1)),
        })
    };
    Place::ALL.into_iter().flat_map(at).collect()
}

/// Everything a caller can present that is no valid token, with what it is.
pub fn strangers(app: &App) -> Vec<(&'static str, Token)> {
    let good = app.clerk(GUDUI);
    let (id, secret) = (&good.id, "A".repeat(43));
    let revoked = app.clerk(GUDUI);
    app.revoke(&revoked);
    vec![
        ("none", Token::nobody()),
        ("malformed", Token::of("x")),
        ("cut", Token::of(good.text.clone().unwrap().split_at(40).0)),
        ("empty", Token::of("fz__")),
        ("not ASCII", Token::of("字")),
        ("blank", Token::of("")),
        ("forged", Token::of(format!("fz_{id}_{secret}"))),
        ("expired", app.token(Role::Clerk, GUDUI, TimeDelta::seconds(-1))),
        ("revoked", revoked),
        ("disabled", of_disabled_account(app)),
        ("from another network", for_another_network(app)),
    ]
}

fn of_disabled_account(app: &App) -> Token {
    let admin = app.admin("CN");
    let token = app.clerk(GUDUI);
    let account =
        app.get(&admin, &format!("/api/v1/tokens/{}", token.id)).send().expect(200).body["account"].clone();
    let path = format!("/api/v1/accounts/{}", account["id"].as_str().unwrap());
    let roles = json!([{"role": "clerk", "region": GUDUI}]);
    let disabled = json!({"name": account["name"], "roles": roles, "disabled": true});
    app.put(&admin, &path, &disabled).if_match("*").send().expect(200);
    token
}

fn for_another_network(app: &App) -> Token {
    let body = json!({"name": "他处", "role": "clerk", "region": GUDUI, "networks": ["10.1.0.0/16"]});
    let issued = app.post(&app.admin("CN"), "/api/v1/tokens", &body).send().expect(201);
    Token { id: issued.id(), text: Some(issued.body["token"].as_str().unwrap().to_owned()) }
}
