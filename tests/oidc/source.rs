//! Where keys may come from, and what they must look like there.

use actix_web::http::StatusCode;
use fazhi::auth::oidc::{Refusal, Settings, Verifier};
use serde_json::{Value, json};

use crate::issuer::{Issuer, Keys};
use crate::signer::{Signer, claims};

/// The issuer's verdict on a good token, after the issuer was changed.
async fn judged(issuer: &Issuer, signer: &Signer, settings: Settings) -> Option<Refusal> {
    let token = signer.token("ES256", &claims(&settings.issuer, &json!({})));
    assert!(issuer.name.starts_with("http://127.0.0.1:"));
    Verifier::new(settings).unwrap().verify(&token).await.err()
}

#[actix_web::test]
async fn a_discovery_document_must_be_that_of_the_issuer() {
    let signer = Signer::p256("k");
    let issuer = Issuer::start(&[&signer]);
    let keys = format!("{}/keys", issuer.name);
    assert_eq!(judged(&issuer, &signer, issuer.settings()).await, None);
    let bad = [
        json!({"issuer": "https://elsewhere.example.cn", "jwks_uri": keys}),
        json!({"issuer": format!("{}/", issuer.name), "jwks_uri": keys}),
        json!({"jwks_uri": keys}),
        json!({"issuer": issuer.name}),
        json!({"issuer": issuer.name, "jwks_uri": "http://keys.example.cn/"}),
        json!({"issuer": issuer.name, "jwks_uri": "file:///etc/passwd"}),
        json!({"issuer": issuer.name, "jwks_uri": "keys"}),
        Value::Null,
    ];
    for document in bad {
        issuer.discover(document.clone());
        let asked = issuer.asked();
        assert_eq!(
            judged(&issuer, &signer, issuer.settings()).await,
            Some(Refusal::Unreachable),
            "{document}"
        );
        assert_eq!(issuer.asked(), asked, "{document}");
    }
}

#[actix_web::test]
async fn an_issuer_with_a_slash_at_its_end_is_discovered() {
    let signer = Signer::p256("k");
    let issuer = Issuer::start(&[&signer]);
    let name = format!("{}/", issuer.name);
    issuer.discover(json!({"issuer": name, "jwks_uri": format!("{}/keys", issuer.name)}));
    assert_eq!(judged(&issuer, &signer, Settings::new(name, "fazhi")).await, None);
}

#[actix_web::test]
async fn keys_may_be_at_an_address_that_is_set() {
    let signer = Signer::p256("k");
    let issuer = Issuer::start(&[&signer]);
    issuer.discover(Value::Null);
    let url = Some(format!("{}/keys", issuer.name));
    let settings = Settings { jwks_url: url, ..Settings::new("https://elsewhere.example.cn", "fazhi") };
    assert_eq!(judged(&issuer, &signer, settings).await, None);
}

#[actix_web::test]
async fn what_is_no_set_of_keys_brings_none() {
    let signer = Signer::p256("k");
    let issuer = Issuer::start(&[&signer]);
    let elsewhere = Issuer::start(&[&signer]);
    let location = Some(format!("{}/keys", elsewhere.name));
    let good = json!({"keys": [signer.jwk()]}).to_string();
    let answers = [
        Keys { body: String::new(), ..Keys::default() },
        Keys { body: "<html>".to_owned(), ..Keys::default() },
        Keys { body: "{}".to_owned(), ..Keys::default() },
        Keys { status: StatusCode::INTERNAL_SERVER_ERROR, body: good.clone(), ..Keys::default() },
        Keys { status: StatusCode::NOT_FOUND, body: good.clone(), ..Keys::default() },
        Keys { status: StatusCode::FOUND, location, body: good.clone(), ..Keys::default() },
        Keys { status: StatusCode::ACCEPTED, body: good.clone(), ..Keys::default() },
    ];
    for answer in answers {
        issuer.answer(answer.clone());
        let refusal = judged(&issuer, &signer, issuer.settings()).await;
        assert_eq!(refusal, Some(Refusal::Unreachable), "{} {}", answer.status, answer.body);
    }
    assert_eq!(elsewhere.asked(), 0, "redirects are not followed");
}

#[actix_web::test]
async fn answers_have_256_kib_at_most() {
    let signer = Signer::p256("k");
    let issuer = Issuer::start(&[&signer]);
    let set = json!({"keys": [signer.jwk()]}).to_string();
    for (length, expected) in [(256 * 1024, None), (256 * 1024 + 1, Some(Refusal::Unreachable))] {
        let body = format!("{set}{}", " ".repeat(length - set.len()));
        issuer.answer(Keys { body, ..Keys::default() });
        assert_eq!(judged(&issuer, &signer, issuer.settings()).await, expected, "{length}");
    }
}

/// What answers there speaks no TLS; so this tries everything of TLS up to the handshake.
#[actix_web::test]
async fn https_is_not_given_up_for_http() {
    let signer = Signer::p256("k");
    let issuer = Issuer::start(&[&signer]);
    let settings = Settings::new(issuer.name.replace("http://", "https://"), "fazhi");
    assert_eq!(judged(&issuer, &signer, settings).await, Some(Refusal::Unreachable));
    assert_eq!(issuer.asked(), 0);
}

#[actix_web::test]
async fn settings_that_anybody_could_answer_for_are_refused() {
    for (issuer, keys) in [
        ("http://id.example.cn", None),
        ("id.example.cn", None),
        ("https://id.example.cn", Some("http://id.example.cn/keys")),
    ] {
        let settings = Settings { jwks_url: keys.map(str::to_owned), ..Settings::new(issuer, "fazhi") };
        assert!(Verifier::new(settings).is_err(), "{issuer} {keys:?}");
    }
}
