//! Whom an identity provider proves, and who would be somebody else by it: by name, or by roles that it was not meant to give.

use fazhi::auth::Role;
use fazhi::auth::oidc::{Settings, Verifier};
use fazhi::regions::Code;
use serde_json::{Value, json};

use crate::issuer::Issuer;
use crate::rights::account;
use crate::signer::{Signer, claims};
use crate::support::app::spawn_app_of;
use crate::support::{App, GUDUI, Token, ZHEGU, bodies};

struct World {
    app: App,
    name: String,
    signer: Signer,
}

impl World {
    fn new(cap: impl FnOnce(&mut Settings)) -> Self {
        let signer = Signer::p256("first");
        let key = signer.jwk();
        let (sender, receiver) = std::sync::mpsc::channel();
        std::thread::spawn(move || {
            actix_web::rt::System::new().block_on(async move {
                let issuer = Issuer::start(&[]);
                issuer.publish_jwks(&[key]);
                sender.send(issuer.name.clone()).unwrap();
                std::future::pending::<()>().await;
            });
        });
        let name: String = receiver.recv().expect("an issuer");
        let mut settings = Settings::new(&name, "fazhi");
        cap(&mut settings);
        let verifier = Verifier::new(settings).expect("settings");
        Self { app: spawn_app_of(|state| state.trusting(Some(verifier))), name, signer }
    }

    fn token(&self, changes: &Value) -> Token {
        Token::of(self.signer.token("ES256", &claims(&self.name, changes)))
    }

    /// The roles that a token with these gets, as `role:region`; nothing where it is refused.
    fn roles(&self, given: &[&str]) -> Vec<String> {
        let me = self.app.get(&self.token(&json!({"fazhi_roles": given})), "/api/v1/me").send();
        let roles = me.body["roles"].as_array().into_iter().flatten();
        roles
            .map(|held| {
                format!("{}:{}", held["role"].as_str().unwrap(), held["region"]["code"].as_str().unwrap())
            })
            .collect()
    }
}

#[test]
fn a_name_from_elsewhere_is_nobodys_here() {
    let world = World::new(|_| ());
    let app = &world.app;
    let local = app.clerk(GUDUI);
    let local_name = app.get(&local, "/api/v1/me").send().expect(200).body["name"].clone();
    for (subject, claimed, shown) in [
        ("4711", local_name.as_str().unwrap(), format!("{} (oidc:4711)", local_name.as_str().unwrap())),
        ("4712", "措美县司法局（演示）", "措美县司法局（演示） (oidc:4712)".to_owned()),
        ("4713", "扎西\u{202e}\u{200b}\u{2066}", "扎西 (oidc:4713)".to_owned()),
        ("4714", "扎西 (oidc:4711)", "4714 (oidc:4714)".to_owned()),
        ("4715", "扎西（oidc：4711", "4715 (oidc:4715)".to_owned()),
        ("4716", "扎西\n\n\nroot", "扎西 root (oidc:4716)".to_owned()),
        ("4717", "\u{3164}", "4717 (oidc:4717)".to_owned()),
    ] {
        let token =
            world.token(&json!({"sub": subject, "name": claimed, "fazhi_roles": [format!("clerk:{GUDUI}")]}));
        let body = bodies::with(bodies::member(), &json!({"township_code": GUDUI}));
        let entered = app.post(&token, "/api/v1/members", &body).send().expect(201);
        assert_eq!(entered.body["created_by"], json!(shown));
        let history = format!("/api/v1/members/{}/history", entered.id());
        let entry = app.get(&local, &history).send().expect(200).body["items"][0].clone();
        assert_eq!(
            (&entry["actor"], &entry["account"]),
            (&json!(shown), &json!(format!("{} {subject}", world.name)))
        );
        assert_eq!(entry["token_issued_by"], json!(null), "no token of this service");
    }
}

#[test]
fn no_account_here_is_called_like_somebody_from_elsewhere() {
    let world = World::new(|_| ());
    let (app, admin) = (&world.app, world.app.admin("540526"));
    for name in ["扎西 (oidc:4711)", "扎西（ＯＩＤＣ：4711）", "扎西 [oidc:4711]"] {
        let body = account(name, &[("clerk", GUDUI)]);
        let token = json!({"name": name, "role": "clerk", "region": GUDUI});
        for (path, body) in [("/api/v1/accounts", body), ("/api/v1/tokens", token)] {
            let refused = app.post(&admin, path, &body).send().expect_problem(422, "invalid_body");
            assert_eq!(refused.violations(), [("/name".to_owned(), "imitation".to_owned())], "{name}");
        }
    }
}

#[test]
fn an_issuer_gives_no_more_than_it_may() {
    let world = World::new(|_| ());
    let clerk = format!("clerk:{GUDUI}");
    assert_eq!(world.roles(&["admin:CN", &clerk, "officer:540526"]), [clerk.as_str(), "officer:540526"]);
    assert!(world.roles(&["admin:CN"]).is_empty());
    let admin = world.token(&json!({"fazhi_roles": ["admin:540526"]}));
    world.app.get(&admin, "/api/v1/tokens").send().expect_problem(401, "unauthenticated");
    let capped = World::new(|settings| {
        settings.roles = vec![Role::Clerk, Role::Admin];
        settings.regions = vec![Code::parse(GUDUI).unwrap()];
    });
    assert_eq!(capped.roles(&[&clerk, "clerk:540526", "clerk:CN", "viewer:540526201"]), [clerk.as_str()]);
    assert!(capped.roles(&[&format!("clerk:{ZHEGU}")]).is_empty());
    assert_eq!(capped.roles(&["admin:540526201"]), ["admin:540526201"]);
    assert_eq!(capped.roles(&["admin:540526201", &clerk]), [clerk.as_str()], "nobody who works administers");
}
