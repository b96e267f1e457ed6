//! Keys of an issuer, and the few algorithms that they may sign with.
//!
//! A key says by its kind what it can sign with, so a token cannot choose: the public half of one is never taken for a shared secret.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use ring::signature::{
    ECDSA_P256_SHA256_FIXED, ED25519, RSA_PKCS1_2048_8192_SHA256, RSA_PSS_2048_8192_SHA256,
    RsaPublicKeyComponents, UnparsedPublicKey,
};
use serde::Deserialize;

/// How a token may be signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Algorithm {
    Rs256,
    Ps256,
    Es256,
    EdDsa,
}

impl Algorithm {
    /// The algorithm of a name, if it is allowed.
    pub(super) fn named(name: &str) -> Option<Self> {
        match name {
            "RS256" => Some(Self::Rs256),
            "PS256" => Some(Self::Ps256),
            "ES256" => Some(Self::Es256),
            "EdDSA" => Some(Self::EdDsa),
            _ => None,
        }
    }
}

/// A key that checks signatures.
#[derive(Clone, Debug)]
pub(super) struct Key {
    name: Option<String>,
    algorithm: Option<Algorithm>,
    material: Material,
}

#[derive(Clone, Debug)]
enum Material {
    Rsa { n: Vec<u8>, e: Vec<u8> },
    P256(Vec<u8>),
    Ed25519(Vec<u8>),
}

/// A key as its issuer publishes it.
#[derive(Deserialize)]
struct Published {
    kty: String,
    kid: Option<String>,
    alg: Option<String>,
    #[serde(rename = "use")]
    purpose: Option<String>,
    key_ops: Option<Vec<String>>,
    crv: Option<String>,
    n: Option<String>,
    e: Option<String>,
    x: Option<String>,
    y: Option<String>,
}

impl Key {
    /// A key that is published for signatures we allow; none otherwise.
    pub(super) fn read(published: &serde_json::Value) -> Option<Self> {
        let published = Published::deserialize(published).ok()?;
        let operations = published.key_ops.as_deref();
        if published
            .purpose
            .as_deref()
            .is_some_and(|purpose| purpose != "sig")
            || operations.is_some_and(|operations| operations.iter().all(|one| one != "verify"))
        {
            return None;
        }
        let key = Self {
            material: material(&published)?,
            algorithm: match &published.alg {
                Some(name) => Some(Algorithm::named(name)?),
                None => None,
            },
            name: published.kid,
        };
        Some(key)
    }

    /// Whether it goes by a name.
    pub(super) fn is_named(&self, name: &str) -> bool {
        self.name.as_deref() == Some(name)
    }

    /// Whether it signs with an algorithm.
    pub(super) fn signs(&self, algorithm: Algorithm) -> bool {
        let fits = match self.material {
            Material::Rsa { .. } => matches!(algorithm, Algorithm::Rs256 | Algorithm::Ps256),
            Material::P256(_) => algorithm == Algorithm::Es256,
            Material::Ed25519(_) => algorithm == Algorithm::EdDsa,
        };
        fits && self.algorithm.is_none_or(|only| only == algorithm)
    }

    /// Whether it has signed a message.
    pub(super) fn verify(&self, algorithm: Algorithm, message: &[u8], signature: &[u8]) -> bool {
        let verified =
            match (&self.material, algorithm) {
                (Material::Rsa { n, e }, Algorithm::Rs256) => RsaPublicKeyComponents { n, e }
                    .verify(&RSA_PKCS1_2048_8192_SHA256, message, signature),
                (Material::Rsa { n, e }, Algorithm::Ps256) => RsaPublicKeyComponents { n, e }
                    .verify(&RSA_PSS_2048_8192_SHA256, message, signature),
                (Material::P256(point), Algorithm::Es256) => {
                    UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point)
                        .verify(message, signature)
                }
                (Material::Ed25519(point), Algorithm::EdDsa) => {
                    UnparsedPublicKey::new(&ED25519, point).verify(message, signature)
                }
                _ => return false,
            };
        verified.is_ok()
    }
}

fn material(published: &Published) -> Option<Material> {
    let number = |text: &Option<String>| URL_SAFE_NO_PAD.decode(text.as_deref()?).ok();
    match (published.kty.as_str(), published.crv.as_deref()) {
        ("RSA", _) => {
            let (n, e) = (number(&published.n)?, number(&published.e)?);
            (n.len() <= 1_024 && e.len() <= 8).then_some(Material::Rsa { n, e })
        }
        ("EC", Some("P-256")) => {
            let (x, y) = (number(&published.x)?, number(&published.y)?);
            // Uncompressed, as the standard for curves writes points.
            (x.len() == 32 && y.len() == 32)
                .then(|| Material::P256([&[4], &x[..], &y[..]].concat()))
        }
        ("OKP", Some("Ed25519")) => {
            let x = number(&published.x)?;
            (x.len() == 32).then_some(Material::Ed25519(x))
        }
        _ => None,
    }
}
