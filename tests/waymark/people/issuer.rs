//! An issuer of tokens on this machine, with keys of its own that it changes, and with every fault that issuers have.

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicUsize, Ordering},
};

use axum::{
    Router,
    extract::State,
    response::{IntoResponse, Response},
    routing::get,
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use ring::{
    rand::SystemRandom,
    signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair},
};
use serde_json::{Value, json};
use tokio::sync::{RwLock, RwLockWriteGuard};

use super::desk::clock;

/// For whom its tokens are meant.
pub(crate) const AUDIENCE: &str = "waymark";

/// What an issuer answers.
#[derive(Default)]
struct Says {
    configuration: String,
    keys: String,
    fails: bool,
}

struct Shared {
    says: Mutex<Says>,
    asked: AtomicUsize,
    /// Held while it does not answer.
    gate: RwLock<()>,
}

/// A running issuer.
pub(crate) struct Issuer {
    /// Its address, which is its name.
    pub(crate) url: String,
    shared: Arc<Shared>,
}

impl Issuer {
    /// Begins with some keys.
    pub(crate) async fn start(keys: &[&Key]) -> Self {
        // What the binary does at its start, since a server that asks an issuer does so over TLS; a second time changes nothing.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let shared = Arc::new(Shared {
            says: Mutex::default(),
            asked: AtomicUsize::new(0),
            gate: RwLock::default(),
        });
        let router = Router::new()
            .route("/.well-known/openid-configuration", get(configuration))
            .route("/keys", get(published))
            .with_state(Arc::clone(&shared));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, router).await });
        let issuer = Self { url, shared };
        issuer.calls_itself(&issuer.url);
        issuer.publishes(keys);
        issuer
    }

    /// How people are known to a server that believes it.
    pub(crate) fn accounts(&self) -> api::Accounts {
        let oidc = api::Oidc {
            issuer: self.url.clone(),
            audience: AUDIENCE.to_owned(),
            client_id: Some("front end".to_owned()),
        };
        api::Accounts::oidc(oidc).unwrap()
    }

    /// Publishes other keys.
    pub(crate) fn publishes(&self, keys: &[&Key]) {
        let keys: Vec<Value> = keys.iter().map(|key| key.published()).collect();
        self.answers(&json!({ "keys": keys }).to_string());
    }

    /// Publishes something else as its keys.
    pub(crate) fn answers(&self, keys: &str) {
        keys.clone_into(&mut self.says().keys);
    }

    /// Gives another name as its own.
    pub(crate) fn calls_itself(&self, name: &str) {
        let configuration = json!({"issuer": name, "jwks_uri": format!("{}/keys", self.url)});
        self.says().configuration = configuration.to_string();
    }

    /// Fails, or works again.
    pub(crate) fn fails(&self, fails: bool) {
        self.says().fails = fails;
    }

    /// Answers nobody until what it gives is dropped.
    pub(crate) async fn stalls(&self) -> RwLockWriteGuard<'_, ()> {
        self.shared.gate.write().await
    }

    /// How often it was asked for its keys, or would have been.
    pub(crate) fn asked(&self) -> usize {
        self.shared.asked.load(Ordering::SeqCst)
    }

    /// What it claims of somebody in a token for us that is good now.
    pub(crate) fn claims(&self, subject: &str) -> Value {
        let now = clock().timestamp();
        json!({"iss": self.url, "aud": AUDIENCE, "sub": subject, "exp": now + 300, "iat": now, "preferred_username": subject})
    }

    /// Its token for somebody.
    pub(crate) fn token(&self, key: &Key, subject: &str) -> String {
        key.token(&self.claims(subject))
    }

    fn says(&self) -> std::sync::MutexGuard<'_, Says> {
        self.shared.says.lock().unwrap()
    }
}

async fn configuration(State(shared): State<Arc<Shared>>) -> Response {
    shared.asked.fetch_add(1, Ordering::SeqCst);
    drop(shared.gate.read().await);
    let says = shared.says.lock().unwrap();
    if says.fails {
        return axum::http::StatusCode::BAD_GATEWAY.into_response();
    }
    says.configuration.clone().into_response()
}

async fn published(State(shared): State<Arc<Shared>>) -> Response {
    shared.says.lock().unwrap().keys.clone().into_response()
}

/// A key that signs.
pub(crate) struct Key {
    name: String,
    pair: Pair,
}

enum Pair {
    P256(EcdsaKeyPair),
    Ed25519(Ed25519KeyPair),
}

impl Key {
    /// A new key on the curve P-256.
    pub(crate) fn p256(name: &str) -> Self {
        let (way, random) = (&ECDSA_P256_SHA256_FIXED_SIGNING, SystemRandom::new());
        let document = EcdsaKeyPair::generate_pkcs8(way, &random).unwrap();
        let pair = EcdsaKeyPair::from_pkcs8(way, document.as_ref(), &random).unwrap();
        let (name, pair) = (name.to_owned(), Pair::P256(pair));
        Self { name, pair }
    }

    /// A new key on the curve Ed25519.
    pub(crate) fn ed25519(name: &str) -> Self {
        let document = Ed25519KeyPair::generate_pkcs8(&SystemRandom::new()).unwrap();
        let pair = Ed25519KeyPair::from_pkcs8(document.as_ref()).unwrap();
        let (name, pair) = (name.to_owned(), Pair::Ed25519(pair));
        Self { name, pair }
    }

    /// Its public half, as it stands in what is published.
    pub(crate) fn point(&self) -> &[u8] {
        match &self.pair {
            Pair::P256(pair) => pair.public_key().as_ref(),
            Pair::Ed25519(pair) => pair.public_key().as_ref(),
        }
    }

    fn published(&self) -> Value {
        let point = self.point();
        let encoded = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
        match &self.pair {
            Pair::P256(_) => json!({
                "kty": "EC", "crv": "P-256", "use": "sig", "alg": "ES256", "kid": self.name,
                "x": encoded(&point[1..33]), "y": encoded(&point[33..])
            }),
            Pair::Ed25519(_) => {
                json!({"kty": "OKP", "crv": "Ed25519", "kid": self.name, "x": encoded(point)})
            }
        }
    }

    /// A token with these claims.
    pub(crate) fn token(&self, claims: &Value) -> String {
        let algorithm = match self.pair {
            Pair::P256(_) => "ES256",
            Pair::Ed25519(_) => "EdDSA",
        };
        let header = json!({"alg": algorithm, "kid": self.name, "typ": "JWT"});
        let message = unsigned(&header, claims);
        let signature = match &self.pair {
            Pair::P256(pair) => {
                let signature = pair.sign(&SystemRandom::new(), message.as_bytes());
                URL_SAFE_NO_PAD.encode(signature.unwrap())
            }
            Pair::Ed25519(pair) => URL_SAFE_NO_PAD.encode(pair.sign(message.as_bytes())),
        };
        format!("{message}.{signature}")
    }
}

/// What is to be signed of a token.
pub(crate) fn unsigned(header: &Value, claims: &Value) -> String {
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    format!("{}.{}", part(header), part(claims))
}
