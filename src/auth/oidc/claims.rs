//! What a token whose signature is proven says, held against what it must say (RFC 7519 §4.1).

use std::time::Duration;

use chrono::{DateTime, SubsecRound, TimeDelta, Utc};
use serde_json::{Map, Value};

use super::{Refusal, Settings, name, roles};
use crate::auth::Role;
use crate::regions::Code;

/// The longest `sub` in characters (`OpenID` Connect Core 1.0 §2).
const LONGEST_SUBJECT: usize = 255;

/// Who a token proved to come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bearer {
    /// Who it is, for good: the issuer gives this to nobody else. 1 to 255 characters, none of them a control character.
    pub subject: String,
    /// The issuer, within which the subject is unique.
    pub issuer: String,
    /// What people call the subject, and the subject: 1 to 100 characters, in NFC, on one line. No account of this service
    /// has a name of this form.
    pub name: String,
    /// The roles the issuer gives, each in a region; at least one. Whether the region exists the database knows.
    pub roles: Vec<(Role, Code)>,
    /// From when on the token is refused. By the leeway this may be over.
    pub expires_at: DateTime<Utc>,
}

/// Whether the token says that it is of this issuer.
pub(super) fn is_issued_by(claims: &Map<String, Value>, issuer: &str) -> bool {
    text(claims, "iss") == Some(issuer)
}

/// The bearer of a token with these claims, whose signature and issuer are proven.
///
/// # Errors
/// Where they are for another audience, of another time, or do not say who it is and in which role.
pub(super) fn bearer(
    claims: &Map<String, Value>,
    settings: &Settings,
    now: DateTime<Utc>,
) -> Result<Bearer, Refusal> {
    if !is_meant_for(claims, &settings.audience) {
        return Err(Refusal::WrongAudience);
    }
    let expires_at = check_times(claims, settings.leeway, now)?;
    let subject = subject(claims)?;
    let given = roles::read(roles::claim(claims, &settings.roles_claim));
    let roles = roles::allowed(given, settings);
    if roles.is_empty() {
        return Err(Refusal::NoRoles);
    }
    let name = name_of(claims, settings, subject);
    Ok(Bearer { subject: subject.to_owned(), issuer: settings.issuer.clone(), name, roles, expires_at })
}

/// RFC 7519 §4.1.3: one audience or several.
fn is_meant_for(claims: &Map<String, Value>, audience: &str) -> bool {
    match claims.get("aud") {
        Some(Value::String(only)) => only == audience,
        Some(Value::Array(several)) => several.iter().any(|one| one.as_str() == Some(audience)),
        _ => false,
    }
}

/// When the token expires, where its time is now.
fn check_times(
    claims: &Map<String, Value>,
    leeway: Duration,
    now: DateTime<Utc>,
) -> Result<DateTime<Utc>, Refusal> {
    let leeway = TimeDelta::from_std(leeway).unwrap_or_default();
    let expires_at = instant(claims, "exp")?.ok_or(Refusal::Malformed("it has no exp"))?;
    // RFC 7519 §4.1.4: not on or after.
    if expires_at <= now - leeway {
        return Err(Refusal::Expired);
    }
    for begin in ["nbf", "iat"] {
        if instant(claims, begin)?.is_some_and(|begin| begin > now + leeway) {
            return Err(Refusal::NotYetValid);
        }
    }
    Ok(expires_at)
}

/// A `NumericDate` (RFC 7519 §2): seconds since 1970, perhaps with a fraction.
fn instant(claims: &Map<String, Value>, name: &str) -> Result<Option<DateTime<Utc>>, Refusal> {
    let Some(value) = claims.get(name) else {
        return Ok(None);
    };
    let since_1970 = value.as_f64().and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
    let since_1970 = since_1970.and_then(|duration| TimeDelta::from_std(duration).ok());
    let instant = since_1970.and_then(|delta| DateTime::UNIX_EPOCH.checked_add_signed(delta));
    instant.map(|at| Some(at.trunc_subsecs(6))).ok_or(Refusal::Malformed("a time in it is none"))
}

fn subject(claims: &Map<String, Value>) -> Result<&str, Refusal> {
    let subject = text(claims, "sub").ok_or(Refusal::Malformed("it has no sub"))?;
    let fits = subject.chars().count() <= LONGEST_SUBJECT && !subject.chars().any(char::is_control);
    if fits && !name::presentable(subject).is_empty() {
        return Ok(subject);
    }
    Err(Refusal::Malformed("its sub is blank, too long or has control characters"))
}

/// The name, where there is one, and the subject by which the issuer identifies people.
fn name_of(claims: &Map<String, Value>, settings: &Settings, subject: &str) -> String {
    let claimed = roles::claim(claims, &settings.name_claim).and_then(Value::as_str);
    name::of_bearer(claimed, subject)
}

fn text<'a>(claims: &'a Map<String, Value>, name: &str) -> Option<&'a str> {
    claims.get(name).and_then(Value::as_str)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    /// Seconds since 1970 at which these tests take place.
    const NOW: i32 = 1_716_163_200;

    fn at(seconds: i32) -> DateTime<Utc> {
        DateTime::from_timestamp(seconds.into(), 0).unwrap()
    }

    /// What becomes of a good token's claims with `changes`; null takes a claim out.
    fn judged(changes: &Value) -> Result<Bearer, Refusal> {
        let mut claims = json!({
            "iss": "https://id.example.cn", "aud": "fazhi", "sub": "4711", "name": "古堆乡司法所",
            "exp": NOW + 300, "nbf": NOW, "iat": NOW, "fazhi_roles": ["clerk:540526201"],
        });
        let map = claims.as_object_mut().unwrap();
        map.extend(changes.as_object().unwrap().clone());
        map.retain(|_, value| !value.is_null());
        bearer(map, &Settings::new("https://id.example.cn", "fazhi"), at(NOW))
    }

    #[test]
    fn a_good_token_says_who_it_is() {
        let expected = Bearer {
            subject: "4711".to_owned(),
            issuer: "https://id.example.cn".to_owned(),
            name: "古堆乡司法所 (oidc:4711)".to_owned(),
            roles: vec![(Role::Clerk, Code::parse("540526201").unwrap())],
            expires_at: at(NOW + 300),
        };
        assert_eq!(judged(&json!({})), Ok(expected));
        assert!(judged(&json!({"nbf": null, "iat": null, "aud": ["account", "fazhi"]})).is_ok());
    }

    #[test]
    fn times_hold_with_a_minute_of_leeway() {
        assert_eq!(judged(&json!({"exp": NOW - 60})), Err(Refusal::Expired));
        assert_eq!(judged(&json!({"exp": f64::from(NOW) - 60.5})), Err(Refusal::Expired));
        assert!(judged(&json!({"exp": NOW - 59})).is_ok());
        assert_eq!(judged(&json!({"exp": 0})), Err(Refusal::Expired));
        for begin in ["nbf", "iat"] {
            assert!(judged(&json!({begin: NOW + 60})).is_ok());
            assert_eq!(judged(&json!({begin: NOW + 61})), Err(Refusal::NotYetValid));
            assert_eq!(judged(&json!({begin: f64::from(NOW) + 60.5})), Err(Refusal::NotYetValid));
        }
        assert_eq!(
            judged(&json!({"exp": f64::from(NOW) + 0.25})).unwrap().expires_at.timestamp_micros(),
            i64::from(NOW) * 1_000_000 + 250_000
        );
    }

    #[test]
    fn a_time_must_be_there_and_be_one() {
        assert!(matches!(judged(&json!({"exp": null})), Err(Refusal::Malformed(_))));
        for bad in [json!("1716163200"), json!(-1), json!(1e300), json!(u64::MAX), json!([]), json!(true)] {
            for claim in ["exp", "nbf", "iat"] {
                assert!(matches!(judged(&json!({claim: bad})), Err(Refusal::Malformed(_))), "{claim} {bad}");
            }
        }
    }

    #[test]
    fn a_token_for_others_is_refused() {
        for other in [
            json!(null),
            json!("fazhi2"),
            json!("Fazhi"),
            json!(""),
            json!([]),
            json!(["a", 7]),
            json!({"fazhi": 1}),
        ] {
            assert_eq!(judged(&json!({"aud": other})), Err(Refusal::WrongAudience), "{other}");
        }
    }

    #[test]
    fn a_token_of_others_is_told_by_its_issuer() {
        let says = |issuer: Value| {
            is_issued_by(json!({"iss": issuer}).as_object().unwrap(), "https://id.example.cn")
        };
        assert!(says(json!("https://id.example.cn")));
        for other in [
            json!("https://id.example.cn/"),
            json!("https://ID.example.cn"),
            json!(["https://id.example.cn"]),
            json!(null),
        ] {
            assert!(!says(other.clone()), "{other}");
        }
    }

    #[test]
    fn there_must_be_a_subject() {
        for bad in [
            json!(null),
            json!(""),
            json!(" "),
            json!(7),
            json!("a\u{0}b"),
            json!("\u{200b}"),
            json!("x".repeat(256)),
        ] {
            assert!(matches!(judged(&json!({"sub": bad})), Err(Refusal::Malformed(_))), "{bad}");
        }
        assert!(judged(&json!({"sub": "法".repeat(255)})).is_ok());
    }

    #[test]
    fn who_has_no_name_goes_by_the_subject() {
        for none in [json!(null), json!(""), json!("\n"), json!(7)] {
            assert_eq!(judged(&json!({"name": none})).unwrap().name, "4711 (oidc:4711)", "{none}");
        }
        assert_eq!(judged(&json!({"name": "李\n明"})).unwrap().name, "李 明 (oidc:4711)");
    }

    #[test]
    fn there_must_be_a_role() {
        for none in [json!(null), json!([]), json!("judge:540526"), json!(["offline_access"])] {
            assert_eq!(judged(&json!({"fazhi_roles": none})), Err(Refusal::NoRoles), "{none}");
        }
        let both = judged(&json!({"fazhi_roles": "offline_access officer:540526 clerk:540526201"})).unwrap();
        let read: Vec<_> = both.roles.iter().map(|(role, region)| (*role, region.as_str())).collect();
        assert_eq!(read, [(Role::Officer, "540526"), (Role::Clerk, "540526201")]);
    }

    proptest! {
        #[test]
        fn any_number_is_a_time_or_none(seconds in prop_oneof![any::<f64>(), -1e12..1e12], claim in "exp|nbf|iat") {
            let _ = judged(&json!({claim: seconds}));
        }

        #[test]
        fn any_text_is_a_claim_or_none(text in "\\PC{0,300}", claim in "sub|name|aud|fazhi_roles|exp") {
            let _ = judged(&json!({claim: text}));
        }
    }
}
