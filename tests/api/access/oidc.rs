//! Callers whom an identity provider proves: their roles come with the token, and everything else is as for all others.

use serde_json::{Value, json};

use crate::issuer::Issuer;
use crate::signer::{Signer, claims};
use crate::support::app::spawn_app_of;
use crate::support::{App, ELSEWHERE, GUDUI, Token, ZHEGU, bodies, spawn_app};

const MEMBERS: &str = "/api/v1/members";

/// An issuer that publishes this key, on a thread of its own.
fn on_its_own(key: Value) -> Issuer {
    let (sender, receiver) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        actix_web::rt::System::new().block_on(async move {
            let issuer = Issuer::start(&[]);
            issuer.publish_jwks(&[key]);
            sender.send(issuer).unwrap();
            std::future::pending::<()>().await;
        });
    });
    receiver.recv().expect("an issuer")
}

struct World {
    app: App,
    issuer: Issuer,
    signer: Signer,
}

impl World {
    fn new() -> Self {
        let signer = Signer::p256("first");
        let issuer = on_its_own(signer.jwk());
        let verifier = issuer.verifier();
        Self { app: spawn_app_of(|state| state.trusting(Some(verifier))), issuer, signer }
    }

    fn token(&self, changes: &Value) -> Token {
        Token::of(self.signer.token("ES256", &claims(&self.issuer.name, changes)))
    }
}

#[test]
fn an_identity_providers_token_acts_in_the_roles_it_gives() {
    let world = World::new();
    let roles = json!([format!("clerk:{GUDUI}"), "viewer:540526", "clerk:540599999", "king:CN", "nonsense"]);
    let token = world.token(&json!({"sub": "4711", "name": "扎西", "fazhi_roles": roles}));
    let me = world.app.get(&token, "/api/v1/me").send().expect(200).body;
    assert_eq!(
        (&me["name"], &me["account"]),
        (&json!("扎西 (oidc:4711)"), &json!(format!("{} 4711", world.issuer.name)))
    );
    assert_eq!(
        me["roles"].as_array().unwrap().len(),
        2,
        "what is no role at a region that there is counts for nothing"
    );
    let body = |township: &str| bodies::with(bodies::member(), &json!({"township_code": township}));
    let post = |township: &str| world.app.post(&token, MEMBERS, &body(township)).idempotency_key("k");
    let entered = post(GUDUI).send().expect(201);
    assert_eq!(entered.body["created_by"], json!("扎西 (oidc:4711)"));
    assert_eq!(post(GUDUI).send().expect(201).body["id"], entered.body["id"], "replayed");
    world.app.post(&token, MEMBERS, &body(ZHEGU)).send().expect_problem(403, "forbidden");
    world.app.post(&token, MEMBERS, &body(ELSEWHERE)).send().expect_problem(404, "not_found");
    let history = format!("{MEMBERS}/{}/history", entered.id());
    let entry = world.app.get(&token, &history).send().expect(200).body["items"][0].clone();
    assert_eq!((&entry["account"], &entry["role"]), (&me["account"], &json!("clerk")));
    world.app.get(&token, "/api/v1/tokens").send().expect_problem(403, "forbidden");
}

#[test]
fn what_the_issuer_did_not_sign_for_this_service_proves_nothing() {
    let world = World::new();
    let good = json!({"fazhi_roles": ["viewer:CN"]});
    world.app.get(&world.token(&good), MEMBERS).send().expect(200);
    let with = |claim: &str, value: Value| world.token(&bodies::with(good.clone(), &json!({ claim: value })));
    let stranger = Signer::p256("first");
    for (what, token) in [
        ("expired", with("exp", json!(1_700_000_000))),
        ("not yet valid", with("nbf", json!(4_000_000_000_u64))),
        ("for another", with("aud", json!("other"))),
        ("of another", with("iss", json!("https://elsewhere.example.cn"))),
        ("without a role", with("fazhi_roles", json!([]))),
        ("of an unknown region", with("fazhi_roles", json!(["viewer:99"]))),
        ("signed by another key", Token::of(stranger.token("ES256", &claims(&world.issuer.name, &good)))),
        ("no JWT", Token::of("a.b.c")),
    ] {
        let refused = world.app.get(&token, MEMBERS).send();
        assert_eq!((refused.status, refused.problem_code()), (401, "unauthenticated"), "{what}");
    }
    // A new key is known as soon as the issuer publishes it; without an issuer no JWT proves anything.
    let second = Signer::p256("second");
    world.issuer.publish(&[&second]);
    let rotated = Token::of(second.token("ES256", &claims(&world.issuer.name, &good)));
    world.app.get(&rotated, MEMBERS).send().expect(200);
    spawn_app().get(&rotated, MEMBERS).send().expect_problem(401, "unauthenticated");
}
