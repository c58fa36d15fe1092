//! Tokens of any kind: each is judged, and none breaks the service.

use fazhi::auth::oidc::{Refusal, Verifier};
use futures_util::FutureExt;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::issuer::Issuer;
use crate::signer::{Signer, claims};

/// What becomes of a token at once; `None` where the issuer would have to be asked.
fn judged_at_once(verifier: &Verifier, token: &str) -> Option<Result<(), Refusal>> {
    verifier.verify(token).now_or_never().map(|judged| judged.map(|_| ()))
}

/// Claims of any kind, under names that mean something.
fn any_claims() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        "\\PC{0,40}".prop_map(Value::from),
        "(clerk|admin):[0-9]{0,9}".prop_map(Value::from),
    ];
    let nested = leaf.prop_recursive(3, 16, 4, |inner| {
        let list = prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from);
        prop_oneof![list, prop::collection::btree_map("\\PC{0,8}", inner, 0..4).prop_map(|map| json!(map))]
    });
    prop::collection::btree_map("aud|exp|nbf|iat|sub|name|fazhi_roles|more", nested, 0..6)
        .prop_map(|map| json!(map))
}

/// However well it is signed, a token is judged and never breaks the service; and a good one that was altered anywhere
/// is good no more.
#[actix_web::test]
async fn any_token_is_judged() {
    let signer = Signer::p256("k");
    let issuer = Issuer::start(&[&signer]);
    let verifier = issuer.verifier();
    let signed = |changes: &Value| signer.token("ES256", &claims(&issuer.name, changes));
    let good = signed(&json!({}));
    assert!(verifier.verify(&good).await.is_ok());
    proptest!(|(claims in any_claims(), at in 0..good.len(), with in "[A-Za-z0-9_.-]", text in "\\PC{0,80}")| {
        prop_assert!(judged_at_once(&verifier, &signed(&claims)).is_some());
        let altered = format!("{}{with}{}", &good[..at], &good[at + 1..]);
        prop_assert!(altered == good || !matches!(judged_at_once(&verifier, &altered), Some(Ok(()))), "{}", altered);
        prop_assert!(matches!(judged_at_once(&verifier, &text), Some(Err(Refusal::Malformed(_)))));
    });
}
