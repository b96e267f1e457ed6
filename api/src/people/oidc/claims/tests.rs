//! What a token must claim to be meant for us, now.

use chrono::TimeZone;
use serde_json::{Value, json};

use super::*;

fn now() -> DateTime<Utc> {
    Utc.timestamp_opt(1_800_000_000, 0).unwrap()
}

/// What comes of good claims of which some are replaced.
fn checked(changes: &Value) -> Result<Person, &'static str> {
    let oidc = Oidc {
        issuer: "https://login.example".to_owned(),
        audience: "waymark".to_owned(),
        client_id: None,
    };
    let mut claims = json!({
        "iss": "https://login.example", "aud": "waymark", "sub": "7", "exp": 1_800_000_300, "name": "Ada"
    });
    let entries = claims.as_object_mut().unwrap();
    for (name, value) in changes.as_object().unwrap() {
        entries.insert(name.clone(), value.clone());
    }
    entries.retain(|_, value| !value.is_null());
    check(claims.to_string().as_bytes(), &oidc, now())
}

#[test]
fn good_claims_tell_who_it_is() {
    for good in [
        json!({}),
        json!({"aud": ["other", "waymark"]}),
        json!({"exp": 1_799_999_941}),
        json!({"exp": 1_800_000_000.5}),
        json!({"nbf": 1_800_000_060, "iat": 1_800_000_060}),
        json!({"scope": "anything", "email": "somebody at example"}),
    ] {
        let person = Person {
            subject: "7".to_owned(),
            name: "Ada".to_owned(),
        };
        assert_eq!(checked(&good), Ok(person), "{good}");
    }
}

#[test]
fn other_claims_are_not_believed() {
    for bad in [
        json!({"iss": "https://login.example/"}),
        json!({"iss": "https://evil.example"}),
        json!({"iss": null}),
        json!({"iss": ["https://login.example"]}),
        json!({"aud": "other"}),
        json!({"aud": []}),
        json!({"aud": null}),
        json!({"aud": {"waymark": true}}),
        json!({"exp": 1_799_999_940}),
        json!({"exp": null}),
        json!({"exp": "4000000000"}),
        json!({"exp": -1e300}),
        json!({"nbf": 1_800_000_061}),
        json!({"nbf": "1800000000"}),
        json!({"iat": 1_800_000_061}),
        json!({"iat": 1e300}),
        json!({"sub": ""}),
        json!({"sub": null}),
        json!({"sub": 7}),
        json!({"sub": "a\0b"}),
        json!({"sub": "x".repeat(MAX_SUBJECT + 1)}),
    ] {
        assert!(checked(&bad).is_err(), "{bad}");
    }
}

#[test]
fn what_is_claimed_twice_is_not_believed() {
    let oidc = Oidc {
        issuer: "i".to_owned(),
        audience: "a".to_owned(),
        client_id: None,
    };
    let twice = r#"{"iss":"i","aud":"a","sub":"1","sub":"2","exp":4000000000}"#;
    assert!(check(twice.as_bytes(), &oidc, now()).is_err());
    for rubbish in ["", "null", "[]", "{", "\u{0}"] {
        assert!(check(rubbish.as_bytes(), &oidc, now()).is_err());
    }
}

#[test]
fn a_name_is_taken_if_it_is_one() {
    let name = |changes: Value| checked(&changes).unwrap().name;
    assert_eq!(
        name(json!({"preferred_username": "ada", "name": "Ada Lovelace"})),
        "ada"
    );
    assert_eq!(
        name(json!({"preferred_username": "ada@login.example"})),
        "Ada"
    );
    assert_eq!(name(json!({"name": null})), NAMELESS);
    assert_eq!(name(json!({"name": ["Ada"]})), NAMELESS);
    assert_eq!(name(json!({"name": "A\u{202e}d\0a"})), "Ada");
    assert_eq!(name(json!({"name": "x".repeat(999)})).chars().count(), 64);
}
