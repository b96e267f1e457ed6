//! Tokens are believed if a key of the issuer has signed them in its own way, and never otherwise.

use proptest::prelude::*;
use ring::{
    rand::SystemRandom,
    signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair},
};
use serde_json::{Value, json};

use super::*;

/// A key of RSA with 2,048 bits whose private half was thrown away after it had signed what follows.
const MODULUS: &str = "qj0IKig5X6PVBbWw9OuoyXJi3d320zMbfCF8P4e1GZF5kB3tfN9dF_0IyWyXN9XHYE70ZPyzCEvsG_FJlWW4h18s8i48KrwA\
    HaDx7Fu0KABl6vFnLEmwirSZwqR43LSZydQfVp0vMChZe4VjjEfOGy1hxQ3zwQ-DXj-pazuDmdAbuPL7eHKSCFOXMBCD0ZSH\
    WKmPtSoEwJMlA6AIA9JIuXy6DL2kOMRrbagDbl8DuFDeurm1OTaiOQU3LOcLoLLXNNQkebDE6E1zoZkuEcOxSoS_Pr0Zwa2t\
    3Bc1xmhpk0IBG5dNqdrJnLh0TuAGttLVjG-5HnvBWZeI4-Vn-y-sdQ";

/// Another one, with 1,024 bits.
const WEAK_MODULUS: &str = "zshX4kk4Dq3VrftTV4GUf4vTE-6d0flWeCRgPoKSJqr7sYCcVUlkdLeXl2vGrRAPXK2KJwLip25XWMeU850igK6pgzGtbyZR\
    3vEryQZIxu5bVu9kX7ZhvFpV0SLwLXNh4CR0ApfrX0bn7-AE8JXUwBgrIimiZxDlLpV-1lOt2Sk";

/// Signed with the first.
const RS256: &str = "eyJhbGciOiAiUlMyNTYiLCAia2lkIjogIm9uZSJ9.eyJpc3MiOiAiaHR0cHM6Ly9sb2dpbi5leGFtcGxlIiwgImF1ZCI6ICJ\
    3YXltYXJrIiwgInN1YiI6ICJzb21lYm9keSIsICJleHAiOiA0MDAwMDAwMDAwfQ.c8kXuRQkNeDJrsKf0rE2EkIX67sMbn4T\
    Z0rtI4_MoM7mxm8H2MtVZ_Z5jWr8GeIYkpHoLTyix5XeWILRKukoDgoJzU0iV0WEMJToEcGby0uZyu_tpLHWHFKvlIujFaIK\
    leY90RiHD8MUFYKwPJWiwXpnxVr-5FlsfCw87CQ8SL8Y4hIrLkM4pRdqGSTJfCTk8ZOVb77Zl85yIJ2v7dcZcFMX4xWBSVq9\
    -y2e2X9G9txnb3tYU7LcoEl5DaduUdFASBKk8lrYalNs5nbfLwKDPS8TVWBB-eDnLzipAY6e-f_2XUQsnc0wHnm4AFrCqrre\
    cTvAaGh08eaM_HOgAfSEFg";

/// Signed with the first in the other way.
const PS256: &str = "eyJhbGciOiAiUFMyNTYiLCAia2lkIjogIm9uZSJ9.eyJpc3MiOiAiaHR0cHM6Ly9sb2dpbi5leGFtcGxlIiwgImF1ZCI6ICJ\
    3YXltYXJrIiwgInN1YiI6ICJzb21lYm9keSIsICJleHAiOiA0MDAwMDAwMDAwfQ.VsJ80zrrr-svjFyJaXeBWgatTDyNewCa\
    XVb7EY1O7qIr43VrT6TFnvrQJLtOaxKG7NDSAv1WO7zemYoMC9mOzmO1caC8sRtzWRNHW0byMhzcY7M9NtFHkng68cdfJ00_\
    mXjyptWPo73GuRdN67Rjaz5CdL6-lWHCGgmtSFMB9PoziPabt1_lNi-RBw6Cx8YpP9adUsQfbDYwQY9ey36MgVYV4bVRYlXl\
    iiEUS66iAJYyV66ghqCRwCOxhQxbLmi9HiqobIIJsuD6MFyTm7YLeG0ZCMez6PeZ9Parg7SmISWWrEfTexHvGNMPGQq6W_Ja\
    -ZDD4P6q3c6JIWNpkNCfHQ";

/// Signed with the weak one.
const WEAK: &str = "eyJhbGciOiAiUlMyNTYiLCAia2lkIjogIm9uZSJ9.eyJpc3MiOiAiaHR0cHM6Ly9sb2dpbi5leGFtcGxlIiwgImF1ZCI6ICJ\
    3YXltYXJrIiwgInN1YiI6ICJzb21lYm9keSIsICJleHAiOiA0MDAwMDAwMDAwfQ.acOvpxYzzmJ-UOGWt8Xjo8ovn6oN58av\
    Pj_3Vs2H7QMw-poKv2d3Vp2DJBq-OOltl8MeJwBQdVbvVNkIN0687NbLWXflRhTsL-tfQ-2snNkiGGdVAJ-cWTjLXm5hEaQy\
    PPJx-SKJp9Bf_IloqG4blJpOcSna3LTmnITf1hvM9I4";

fn rsa(modulus: &str, more: &Value) -> Key {
    let mut key = json!({"kty": "RSA", "kid": "one", "n": modulus, "e": "AQAB"});
    let entries = key.as_object_mut().unwrap();
    entries.extend(more.as_object().unwrap().clone());
    Key::read(&key).expect("a key")
}

fn verify(token: &str, keys: &[Key]) -> Result<(), &'static str> {
    Token::read(token)?.verify(keys)
}

fn part(value: &Value) -> String {
    URL_SAFE_NO_PAD.encode(value.to_string())
}

#[test]
fn rsa_signs_in_two_ways() {
    let key = [rsa(MODULUS, &json!({}))];
    assert_eq!(verify(RS256, &key), Ok(()));
    assert_eq!(verify(PS256, &key), Ok(()));
    let only = [rsa(MODULUS, &json!({"alg": "RS256", "use": "sig"}))];
    assert_eq!(verify(RS256, &only), Ok(()));
    assert!(verify(PS256, &only).is_err(), "the key says which way");
}

#[test]
fn weak_keys_are_not_believed() {
    assert!(verify(WEAK, &[rsa(WEAK_MODULUS, &json!({}))]).is_err());
}

#[test]
fn what_was_changed_is_not_believed() {
    let key = [rsa(MODULUS, &json!({}))];
    let parts: Vec<&str> = RS256.split('.').collect();
    let header = part(&json!({"alg": "PS256", "kid": "one"}));
    let claims =
        part(&json!({"iss": "https://login.example", "aud": "waymark", "sub": "root", "exp": 4e9}));
    let other = PS256.split('.').next_back().unwrap();
    for token in [
        [parts[0], &claims, parts[2]],
        [&header, parts[1], parts[2]],
        [parts[0], parts[1], other],
        [parts[0], parts[1], ""],
    ] {
        let token = token.join(".");
        assert_eq!(
            verify(&token, &key),
            Err("its signature is wrong"),
            "{token}"
        );
    }
}

#[test]
fn curves_sign_as_well() {
    let random = SystemRandom::new();
    let way = &ECDSA_P256_SHA256_FIXED_SIGNING;
    let document = EcdsaKeyPair::generate_pkcs8(way, &random).unwrap();
    let pair = EcdsaKeyPair::from_pkcs8(way, document.as_ref(), &random).unwrap();
    let point = pair.public_key().as_ref();
    let (x, y) = (
        URL_SAFE_NO_PAD.encode(&point[1..33]),
        URL_SAFE_NO_PAD.encode(&point[33..]),
    );
    let p256 = json!({"kty": "EC", "crv": "P-256", "kid": "a", "x": x, "y": y});
    let signed = |header: &Value| format!("{}.{}", part(header), part(&json!({})));
    let message = signed(&json!({"alg": "ES256", "kid": "a", "typ": "at+JWT"}));
    let signature = pair.sign(&random, message.as_bytes()).unwrap();
    let token = format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature));
    let p256 = Key::read(&p256).unwrap();
    assert_eq!(verify(&token, std::slice::from_ref(&p256)), Ok(()));

    let document = Ed25519KeyPair::generate_pkcs8(&random).unwrap();
    let pair = Ed25519KeyPair::from_pkcs8(document.as_ref()).unwrap();
    let x = URL_SAFE_NO_PAD.encode(pair.public_key());
    let ed25519 = Key::read(&json!({"kty": "OKP", "crv": "Ed25519", "kid": "a", "x": x})).unwrap();
    // One without the name of a key is tried with each that fits.
    let message = signed(&json!({"alg": "EdDSA"}));
    let token = format!(
        "{message}.{}",
        URL_SAFE_NO_PAD.encode(pair.sign(message.as_bytes()))
    );
    assert_eq!(verify(&token, &[p256.clone(), ed25519]), Ok(()));
    assert_eq!(verify(&token, &[p256]), Err("no key of the issuer fits it"));
}

#[test]
fn only_allowed_algorithms_are_read() {
    for algorithm in [
        "none", "None", "HS256", "HS384", "RS1", "RS512", "ES256K", "rs256", "",
    ] {
        let token = format!("{}.{}.", part(&json!({"alg": algorithm})), part(&json!({})));
        assert_eq!(
            Token::read(&token).err(),
            Some("its algorithm is not allowed"),
            "{algorithm}"
        );
    }
}

#[test]
fn other_tokens_are_not_read() {
    let claims = part(&json!({}));
    for header in [
        json!({"alg": "RS256", "crit": ["exp"]}),
        json!({"alg": "RS256", "typ": "logout+jwt"}),
        json!({"alg": "RS256", "kid": "x".repeat(MAX_KEY_NAME + 1)}),
        json!({"alg": ["RS256"]}),
        json!({}),
        json!([]),
    ] {
        let token = format!("{}.{claims}.AAAA", part(&header));
        assert!(Token::read(&token).is_err(), "{header}");
    }
    for text in [
        "",
        ".",
        "..",
        "a.b",
        "a.b.c",
        "a.b.c.d",
        "e30.e30.e30=",
        "é.é.é",
    ] {
        assert!(Token::read(text).is_err(), "{text}");
    }
}

#[test]
fn keys_that_are_not_for_this_are_left_out() {
    for key in [
        json!({"kty": "oct", "k": "c2VjcmV0"}),
        json!({"kty": "RSA", "n": MODULUS, "e": "AQAB", "use": "enc"}),
        json!({"kty": "RSA", "n": MODULUS, "e": "AQAB", "alg": "RS512"}),
        json!({"kty": "RSA", "n": MODULUS, "e": "AQAB", "alg": "HS256"}),
        json!({"kty": "RSA", "n": MODULUS, "e": "AQAB", "key_ops": ["encrypt"]}),
        json!({"kty": "RSA", "n": MODULUS}),
        json!({"kty": "RSA", "n": "!", "e": "AQAB"}),
        json!({"kty": "RSA", "n": "A".repeat(100_000), "e": "AQAB"}),
        json!({"kty": "EC", "crv": "P-384", "x": "AAAA", "y": "AAAA"}),
        json!({"kty": "EC", "crv": "P-256", "x": "AAAA", "y": "AAAA"}),
        json!({"kty": "OKP", "crv": "X25519", "x": "AAAA"}),
        json!({"kty": 7}),
        json!("RSA"),
        json!(null),
    ] {
        assert!(Key::read(&key).is_none(), "{key}");
    }
}

proptest! {
    #[test]
    fn nothing_that_is_sent_brings_it_down(text in "[a-zA-Z0-9_.=-]{0,80}|\\PC{0,40}") {
        let verified = verify(&text, &[rsa(MODULUS, &json!({}))]);
        prop_assert!(verified.is_err());
    }
}
