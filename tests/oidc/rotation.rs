//! Keys come and go, and so do issuers.

use std::time::Duration;

use actix_web::rt::time::sleep;
use fazhi::auth::oidc::Refusal;
use futures_util::future::join_all;
use serde_json::json;

use crate::issuer::{Issuer, Keys};
use crate::signer::{Signer, claims};

/// A good token of this signer, if the issuer publishes its key.
fn token(issuer: &Issuer, signer: &Signer) -> String {
    signer.token("ES256", &claims(&issuer.name, &json!({})))
}

#[actix_web::test]
async fn a_new_key_is_fetched_and_a_withdrawn_one_refused() {
    let (old, new) = (Signer::p256("old"), Signer::p256("new"));
    let issuer = Issuer::start(&[&old]);
    let verifier = issuer.verifier();
    assert!(verifier.verify(&token(&issuer, &old)).await.is_ok());
    issuer.publish(&[&new]);
    assert!(verifier.verify(&token(&issuer, &old)).await.is_ok(), "nobody has asked again yet");
    assert!(verifier.verify(&token(&issuer, &new)).await.is_ok());
    assert_eq!(verifier.verify(&token(&issuer, &old)).await, Err(Refusal::UnknownKey));
    assert_eq!(issuer.asked(), 2);
}

#[actix_web::test]
async fn keys_are_fetched_once_for_all_who_ask() {
    let signer = Signer::p256("k");
    let issuer = Issuer::start(&[&signer]);
    let verifier = issuer.verifier();
    let token = token(&issuer, &signer);
    let clones: Vec<_> = (0..50).map(|_| verifier.clone()).collect();
    let judged = join_all(clones.iter().map(|verifier| verifier.verify(&token))).await;
    assert!(judged.iter().all(Result::is_ok));
    assert_eq!(issuer.asked(), 1);
}

#[actix_web::test]
async fn made_up_ids_do_not_hammer_the_issuer() {
    let signer = Signer::p256("k");
    let issuer = Issuer::start(&[&signer]);
    let verifier = issuer.verifier();
    assert!(verifier.verify(&token(&issuer, &signer)).await.is_ok());
    assert_eq!(issuer.asked(), 1);
    for round in 0..5 {
        let made_up: Vec<_> =
            (0..20).map(|n| token(&issuer, &Signer::p256(&format!("made-up-{round}-{n}")))).collect();
        let judged = join_all(made_up.iter().map(|token| verifier.verify(token))).await;
        assert!(judged.iter().all(|judged| *judged == Err(Refusal::UnknownKey)));
    }
    assert_eq!(issuer.asked(), 2);
    assert!(verifier.verify(&token(&issuer, &signer)).await.is_ok(), "the others go on");
}

/// The first one brings the keys, and they are the last word on it.
#[actix_web::test]
async fn a_made_up_id_at_first_use_causes_one_fetch() {
    let issuer = Issuer::start(&[&Signer::p256("k")]);
    let made_up = token(&issuer, &Signer::p256("made-up"));
    assert_eq!(issuer.verifier().verify(&made_up).await, Err(Refusal::UnknownKey));
    assert_eq!(issuer.asked(), 1);
}

#[actix_web::test]
async fn an_issuer_that_is_down_at_first_is_found_when_it_is_up() {
    let signer = Signer::p256("k");
    let mut issuer = Issuer::start(&[&signer]);
    issuer.stop().await;
    let verifier = issuer.verifier();
    let token = token(&issuer, &signer);
    let refusal = verifier.verify(&token).await.unwrap_err();
    assert_eq!(refusal, Refusal::Unreachable);
    assert!(refusal.is_outage() && !Refusal::WrongSignature.is_outage());
    issuer.restart();
    assert_eq!(verifier.verify(&token).await, Err(Refusal::Unreachable), "not within a second");
    assert_eq!(issuer.asked(), 0);
    sleep(Duration::from_millis(1100)).await;
    assert!(verifier.verify(&token).await.is_ok());
}

#[actix_web::test]
async fn known_keys_go_on_while_the_issuer_is_down() {
    let (signer, new) = (Signer::p256("k"), Signer::p256("new"));
    let mut issuer = Issuer::start(&[&signer]);
    let verifier = issuer.verifier();
    assert!(verifier.verify(&token(&issuer, &signer)).await.is_ok());
    issuer.stop().await;
    assert!(verifier.verify(&token(&issuer, &signer)).await.is_ok());
    assert_eq!(verifier.verify(&token(&issuer, &new)).await, Err(Refusal::Unreachable));
    assert!(verifier.verify(&token(&issuer, &signer)).await.is_ok());
}

#[actix_web::test]
async fn an_issuer_that_stands_still_is_given_up_in_time() {
    let signer = Signer::p256("k");
    let issuer = Issuer::start(&[&signer]);
    issuer.answer(Keys { delay: Duration::from_secs(30), ..Keys::default() });
    let begin = std::time::Instant::now();
    assert_eq!(issuer.verifier().verify(&token(&issuer, &signer)).await, Err(Refusal::Unreachable));
    let took = begin.elapsed();
    assert!((Duration::from_secs(4)..Duration::from_secs(10)).contains(&took), "{took:?}");
}
