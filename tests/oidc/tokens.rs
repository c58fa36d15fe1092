//! What proves who calls, and what does not.

use fazhi::auth::Role;
use fazhi::auth::oidc::{Algorithm, Refusal, Settings, Verifier};
use serde_json::{Value, json};

use crate::issuer::Issuer;
use crate::signer::{Signer, claims, encoded, hmac_token, message};

/// An issuer with a key of each kind.
struct World {
    issuer: Issuer,
    rsa: Signer,
    p256: Signer,
    p384: Signer,
    ed25519: Signer,
}

impl World {
    fn new() -> Self {
        let (rsa, p256) = (Signer::rsa("rsa", 0), Signer::p256("p256"));
        let (p384, ed25519) = (Signer::p384("p384"), Signer::ed25519("ed"));
        let issuer = Issuer::start(&[&rsa, &p256, &p384, &ed25519]);
        Self { issuer, rsa, p256, p384, ed25519 }
    }

    fn claims(&self, changes: &Value) -> Value {
        claims(&self.issuer.name, changes)
    }

    /// A good token but for these changes of its claims.
    fn token(&self, changes: &Value) -> String {
        self.rsa.token("RS256", &self.claims(changes))
    }

    fn allowing(&self, algorithms: &[Algorithm]) -> Verifier {
        Verifier::new(Settings { algorithms: algorithms.to_vec(), ..self.issuer.settings() }).unwrap()
    }

    /// The signer and the algorithms its key is good for.
    fn signers(&self) -> [(&Signer, &'static [&'static str]); 4] {
        [
            (&self.rsa, &["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"]),
            (&self.p256, &["ES256"]),
            (&self.p384, &["ES384"]),
            (&self.ed25519, &["EdDSA", "Ed25519"]),
        ]
    }
}

#[actix_web::test]
async fn a_good_token_of_each_algorithm_proves_who_it_is() {
    let world = World::new();
    let verifier = world.allowing(&Algorithm::ALL);
    for (signer, algorithms) in world.signers() {
        for algorithm in algorithms {
            let token = signer.token(algorithm, &world.claims(&json!({})));
            let bearer =
                verifier.verify(&token).await.unwrap_or_else(|refusal| panic!("{algorithm}: {refusal}"));
            assert_eq!((bearer.subject.as_str(), bearer.name.as_str()), ("4711", "古堆乡司法所 (oidc:4711)"));
            assert_eq!(bearer.issuer, world.issuer.name);
            assert_eq!(bearer.roles.len(), 1);
            assert_eq!((bearer.roles[0].0, bearer.roles[0].1.as_str()), (Role::Clerk, "540526201"));
            assert!(bearer.expires_at > chrono::Utc::now());
        }
    }
}

#[actix_web::test]
async fn what_is_not_allowed_is_refused_though_it_is_signed_well() {
    let world = World::new();
    let usual = world.issuer.verifier();
    for (signer, algorithms) in world.signers() {
        for algorithm in algorithms {
            let token = signer.token(algorithm, &world.claims(&json!({})));
            let is_usual = ["RS256", "PS256", "ES256", "EdDSA", "Ed25519"].contains(algorithm);
            let expected = if is_usual { None } else { Some(Refusal::AlgorithmNotAllowed) };
            assert_eq!(usual.verify(&token).await.err(), expected, "{algorithm}");
        }
    }
    let only_ps256 = world.allowing(&[Algorithm::Ps256]);
    assert_eq!(only_ps256.verify(&world.token(&json!({}))).await, Err(Refusal::AlgorithmNotAllowed));
}

/// RFC 8725 §2.1: the token is the forger's, and so is what it says of its algorithm.
#[actix_web::test]
async fn a_token_cannot_choose_how_it_is_checked() {
    let world = World::new();
    let verifier = world.allowing(&Algorithm::ALL);
    let good = world.claims(&json!({}));
    for name in ["none", "None", "NONE", "nOnE", ""] {
        let unsigned = message(&json!({"alg": name, "kid": "rsa", "typ": "JWT"}), &good);
        for signature in ["", &encoded("x"), world.token(&json!({})).rsplit_once('.').unwrap().1] {
            let refusal = verifier.verify(&format!("{unsigned}.{signature}")).await.err();
            assert_eq!(refusal, Some(Refusal::AlgorithmNotAllowed), "{name}");
        }
    }
    for secret in world.rsa.public_secrets() {
        for (name, expected) in [("HS256", Refusal::AlgorithmNotAllowed), ("RS256", Refusal::WrongSignature)]
        {
            let token = hmac_token(&secret, &json!({"alg": name, "kid": "rsa"}), &good);
            assert_eq!(verifier.verify(&token).await, Err(expected), "{name}");
        }
    }
}

#[actix_web::test]
async fn a_key_checks_nothing_but_what_it_is_for() {
    let world = World::new();
    let verifier = world.allowing(&Algorithm::ALL);
    for (signer, own) in world.signers() {
        for algorithm in Algorithm::ALL.map(Algorithm::as_str).into_iter().filter(|name| !own.contains(name))
        {
            let token = signer.token(algorithm, &world.claims(&json!({})));
            assert_eq!(
                verifier.verify(&token).await,
                Err(Refusal::AlgorithmNotAllowed),
                "{} {algorithm}",
                signer.id
            );
        }
    }
    let claims = world.claims(&json!({}));
    let of_another = world.rsa.token_with(&json!({"alg": "RS256", "kid": "p256"}), &claims);
    assert_eq!(verifier.verify(&of_another).await, Err(Refusal::AlgorithmNotAllowed));
}

#[actix_web::test]
async fn a_key_that_is_for_something_else_is_none() {
    let (signer, other) = (Signer::rsa("rsa", 0), Signer::p256("other"));
    let issuer = Issuer::start(&[]);
    let changed = |name: &str, value: Value| {
        let mut jwk = signer.jwk();
        jwk[name] = value;
        jwk
    };
    let token = signer.token("RS256", &claims(&issuer.name, &json!({})));
    for (jwk, expected) in [
        (changed("use", json!("sig")), None),
        (changed("alg", json!("RS256")), None),
        (changed("use", json!("enc")), Some(Refusal::UnknownKey)),
        (changed("key_ops", json!(["encrypt"])), Some(Refusal::UnknownKey)),
        (changed("alg", json!("RSA-OAEP")), Some(Refusal::UnknownKey)),
        (changed("alg", json!("PS256")), Some(Refusal::AlgorithmNotAllowed)),
    ] {
        issuer.publish_jwks(&[other.jwk(), jwk.clone()]);
        assert_eq!(issuer.verifier().verify(&token).await.err(), expected, "{jwk}");
    }
}

#[actix_web::test]
async fn what_was_not_signed_is_refused() {
    let world = World::new();
    let verifier = world.issuer.verifier();
    let forged = Signer::rsa("rsa", 1).token("RS256", &world.claims(&json!({})));
    assert_eq!(verifier.verify(&forged).await, Err(Refusal::WrongSignature));
    for (signer, algorithms) in world.signers().into_iter().filter(|(signer, _)| signer.id != "p384") {
        let good = signer.token(algorithms[0], &world.claims(&json!({})));
        assert!(verifier.verify(&good).await.is_ok());
        let (signed, signature) = good.rsplit_once('.').unwrap();
        let (header, _) = signed.split_once('.').unwrap();
        let other = encoded(world.claims(&json!({"fazhi_roles": "admin:CN"})).to_string());
        for bad in [
            format!("{header}.{other}.{signature}"),
            format!("{signed}."),
            format!("{signed}.{}", &signature[..signature.len() - 4]),
            format!("{signed}.{signature}AAAA"),
            format!("{signed}.{}", encoded(vec![0; 64])),
            format!("{signed}.not base64"),
        ] {
            assert_eq!(verifier.verify(&bad).await, Err(Refusal::WrongSignature), "{bad}");
        }
    }
}

#[actix_web::test]
async fn claims_are_held_against_what_they_must_be() {
    let world = World::new();
    let verifier = world.issuer.verifier();
    let now = chrono::Utc::now().timestamp();
    for (changes, expected) in [
        (json!({"exp": now - 61}), Refusal::Expired),
        (json!({"nbf": now + 90}), Refusal::NotYetValid),
        (json!({"iat": now + 90}), Refusal::NotYetValid),
        (json!({"aud": "another"}), Refusal::WrongAudience),
        (json!({"aud": null}), Refusal::WrongAudience),
        (json!({"iss": "http://127.0.0.1/realms/other"}), Refusal::WrongIssuer),
        (json!({"iss": null}), Refusal::WrongIssuer),
        (json!({"fazhi_roles": null}), Refusal::NoRoles),
        (json!({"fazhi_roles": ["judge:54", "clerk"]}), Refusal::NoRoles),
    ] {
        assert_eq!(verifier.verify(&world.token(&changes)).await, Err(expected), "{changes}");
    }
    for changes in [json!({"exp": null}), json!({"sub": null}), json!({"sub": ""}), json!({"exp": "soon"})] {
        let refusal = verifier.verify(&world.token(&changes)).await.unwrap_err();
        assert!(matches!(refusal, Refusal::Malformed(_)), "{changes}: {refusal}");
    }
    for changes in
        [json!({"exp": now - 30}), json!({"nbf": now + 30, "iat": now + 30}), json!({"aud": ["a", "fazhi"]})]
    {
        assert!(verifier.verify(&world.token(&changes)).await.is_ok(), "{changes}");
    }
}

#[actix_web::test]
async fn the_leeway_is_as_it_is_set() {
    let world = World::new();
    let strict =
        Verifier::new(Settings { leeway: std::time::Duration::ZERO, ..world.issuer.settings() }).unwrap();
    let expired = world.token(&json!({"exp": chrono::Utc::now().timestamp() - 1}));
    assert_eq!(strict.verify(&expired).await, Err(Refusal::Expired));
    assert!(world.issuer.verifier().verify(&expired).await.is_ok());
}

#[actix_web::test]
async fn roles_and_name_are_read_where_the_settings_say() {
    let world = World::new();
    let settings = Settings {
        roles_claim: "resource_access.fazhi.roles".to_owned(),
        name_claim: "https://example.cn/office".to_owned(),
        ..world.issuer.settings()
    };
    let verifier = Verifier::new(settings).unwrap();
    let token = world.token(&json!({
        "resource_access": {"fazhi": {"roles": ["offline_access", "officer:540526", "clerk:5405"]}},
        "https://example.cn/office": "措美县\n司法局",
    }));
    let bearer = verifier.verify(&token).await.unwrap();
    let roles: Vec<_> = bearer.roles.iter().map(|(role, region)| (*role, region.as_str())).collect();
    assert_eq!(roles, [(Role::Officer, "540526"), (Role::Clerk, "5405")]);
    assert_eq!(bearer.name, "措美县 司法局 (oidc:4711)");
    assert_eq!(verifier.verify(&world.token(&json!({}))).await, Err(Refusal::NoRoles));
    let text = world.token(&json!({"fazhi_roles": "clerk:540526201 officer:54"}));
    assert_eq!(world.issuer.verifier().verify(&text).await.unwrap().roles.len(), 2);
}

#[actix_web::test]
async fn headers_say_nothing_that_is_not_understood() {
    let world = World::new();
    let verifier = world.issuer.verifier();
    let claims = world.claims(&json!({}));
    for (header, is_good) in [
        (json!({"alg": "RS256", "kid": "rsa"}), true),
        (json!({"alg": "RS256", "kid": "rsa", "typ": "at+jwt"}), true),
        // Where keys are it cannot say.
        (json!({"alg": "RS256", "kid": "rsa", "jku": "http://127.0.0.1:1/", "jwk": {}, "x5u": "x"}), true),
        (json!({"alg": "RS256", "kid": "rsa", "typ": "logout+jwt"}), false),
        (json!({"alg": "RS256", "kid": "rsa", "crit": ["b64"], "b64": true}), false),
        (json!({"alg": "RS256", "kid": "rsa", "crit": []}), false),
    ] {
        let judged = verifier.verify(&world.rsa.token_with(&header, &claims)).await;
        assert_eq!(judged.is_ok(), is_good, "{header}");
        assert!(judged.err().is_none_or(|refusal| matches!(refusal, Refusal::Malformed(_))), "{header}");
    }
}

#[actix_web::test]
async fn a_key_carried_in_the_header_is_not_trusted() {
    let world = World::new();
    let forger = Signer::rsa("rsa", 1);
    let header = json!({"alg": "RS256", "kid": "rsa", "jwk": forger.jwk()});
    let token = forger.token_with(&header, &world.claims(&json!({})));
    assert_eq!(world.issuer.verifier().verify(&token).await, Err(Refusal::WrongSignature));
}

#[actix_web::test]
async fn a_token_is_not_longer_than_8_kib() {
    let world = World::new();
    let verifier = world.issuer.verifier();
    let long = |length: usize| world.token(&json!({"more": "x".repeat(length)}));
    let (within, beyond) = (long(5000), long(7000));
    assert!(within.len() < 8192 && beyond.len() > 8192);
    assert!(verifier.verify(&within).await.is_ok());
    assert!(matches!(verifier.verify(&beyond).await, Err(Refusal::Malformed(_))));
}

#[actix_web::test]
async fn what_is_no_token_is_refused_without_asking_anybody() {
    let world = World::new();
    let verifier = world.issuer.verifier();
    for bad in ["", ".", "..", "...", "fz_k3v9m2x7q4ab_0", "a.b.c", "eyJ.eyJ.", "字.字.字", "e30.e30.e30"]
    {
        assert!(matches!(verifier.verify(bad).await, Err(Refusal::Malformed(_))), "{bad}");
    }
    let of_others = world.token(&json!({"iss": "https://elsewhere.example.cn"}));
    assert_eq!(verifier.verify(&of_others).await, Err(Refusal::WrongIssuer));
    assert_eq!(world.issuer.asked(), 0);
}

#[actix_web::test]
async fn without_a_key_id_there_must_be_one_key_only() {
    let (first, second) = (Signer::rsa("1", 0), Signer::rsa("2", 1));
    let issuer = Issuer::start(&[&first]);
    let token = first.token_with(&json!({"alg": "RS256"}), &claims(&issuer.name, &json!({})));
    assert!(issuer.verifier().verify(&token).await.is_ok());
    issuer.publish(&[&first, &second]);
    assert_eq!(issuer.verifier().verify(&token).await, Err(Refusal::UnknownKey));
}
