//! An issuer: an HTTP server with a discovery document and keys, which can be stopped, started again, and made to
//! answer wrongly; it counts how often it is asked for its keys.

use std::net::TcpListener;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use actix_web::dev::ServerHandle;
use actix_web::http::StatusCode;
use actix_web::{App, HttpResponse, HttpServer, rt, web};
use fazhi::auth::oidc::{Settings, Verifier};
use serde_json::{Value, json};

use crate::signer::Signer;

/// What the issuer answers.
struct Answers {
    discovery: Mutex<Value>,
    keys: Mutex<Keys>,
    asked: AtomicUsize,
}

/// What it answers where its keys are asked for.
#[derive(Clone)]
pub struct Keys {
    pub status: StatusCode,
    pub location: Option<String>,
    pub body: String,
    pub delay: Duration,
}

impl Default for Keys {
    fn default() -> Self {
        Self { status: StatusCode::OK, location: None, body: String::new(), delay: Duration::ZERO }
    }
}

pub struct Issuer {
    /// What it is called: its address.
    pub name: String,
    port: u16,
    answers: Arc<Answers>,
    running: Option<ServerHandle>,
}

impl Issuer {
    /// An issuer on a free port that publishes these keys.
    pub fn start(signers: &[&Signer]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let name = format!("http://127.0.0.1:{port}/realms/law");
        let discovery = json!({"issuer": name, "jwks_uri": format!("{name}/keys")});
        let answers = Arc::new(Answers {
            discovery: Mutex::new(discovery),
            keys: Mutex::default(),
            asked: AtomicUsize::new(0),
        });
        let mut issuer = Self { name, port, answers, running: None };
        issuer.publish(signers);
        issuer.serve(listener);
        issuer
    }

    fn serve(&mut self, listener: TcpListener) {
        let answers = web::Data::from(Arc::clone(&self.answers));
        let app = move || {
            App::new()
                .app_data(answers.clone())
                .route("/realms/law/.well-known/openid-configuration", web::get().to(discovery))
                .route("/realms/law/keys", web::get().to(keys))
        };
        let server = HttpServer::new(app).workers(1).disable_signals().listen(listener).unwrap().run();
        self.running = Some(server.handle());
        rt::spawn(server);
    }

    /// Takes it down: its port is closed.
    pub async fn stop(&mut self) {
        self.running.take().unwrap().stop(false).await;
    }

    /// Brings it up again, where it was.
    pub fn restart(&mut self) {
        self.serve(TcpListener::bind(("127.0.0.1", self.port)).unwrap());
    }

    /// Publishes these keys instead of those before.
    pub fn publish(&self, signers: &[&Signer]) {
        self.publish_jwks(&signers.iter().map(|signer| signer.jwk()).collect::<Vec<_>>());
    }

    pub fn publish_jwks(&self, keys: &[Value]) {
        self.answer(Keys { body: json!({ "keys": keys }).to_string(), ..Keys::default() });
    }

    /// Answers this where it is asked for its keys.
    pub fn answer(&self, keys: Keys) {
        *self.answers.keys.lock().unwrap() = keys;
    }

    /// Has this as its discovery document.
    pub fn discover(&self, document: Value) {
        *self.answers.discovery.lock().unwrap() = document;
    }

    /// How often it was asked for its keys.
    pub fn asked(&self) -> usize {
        self.answers.asked.load(Ordering::Relaxed)
    }

    pub fn settings(&self) -> Settings {
        Settings::new(&self.name, "fazhi")
    }

    pub fn verifier(&self) -> Verifier {
        Verifier::new(self.settings()).unwrap()
    }
}

async fn discovery(answers: web::Data<Answers>) -> HttpResponse {
    HttpResponse::Ok().json(answers.discovery.lock().unwrap().clone())
}

async fn keys(answers: web::Data<Answers>) -> HttpResponse {
    answers.asked.fetch_add(1, Ordering::Relaxed);
    let keys = answers.keys.lock().unwrap().clone();
    rt::time::sleep(keys.delay).await;
    let mut answer = HttpResponse::build(keys.status);
    answer.content_type("application/json");
    if let Some(location) = keys.location {
        answer.insert_header(("location", location));
    }
    answer.body(keys.body)
}
