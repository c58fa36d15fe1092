//! An issuer behind TLS: its certificate has to be one that the system trusts. Whom the system trusts is said in the
//! environment, which a program must not change while it runs; so each of these tests runs another one as a program.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::Command;
use std::sync::Arc;
use std::{env, fs, thread};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use fazhi::auth::oidc::{Refusal, Settings, Verifier};
use rcgen::CertifiedKey;
use rustls::crypto::aws_lc_rs;
use rustls::pki_types::PrivateKeyDer;
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use serde_json::json;

use crate::signer::{Signer, claims};

/// The variables that tell the program which issuer to ask and which token to judge.
const ISSUER: &str = "TEST_OIDC_ISSUER";
const TOKEN: &str = "TEST_OIDC_TOKEN";

/// An issuer at `https://localhost:…`, and the certificate that it shows, as PEM.
struct Issuer {
    name: String,
    token: String,
    certificate: String,
}

impl Issuer {
    /// Its certificate is made out to this host.
    fn start(host: &str) -> Self {
        let made = rcgen::generate_simple_self_signed([host.to_owned()]).unwrap();
        let certificate = pem(made.cert.der());
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let name = format!("https://localhost:{}", listener.local_addr().unwrap().port());
        let signer = Signer::ed25519("k");
        let token = signer.token("EdDSA", &claims(&name, &json!({})));
        let discovery = json!({"issuer": name, "jwks_uri": format!("{name}/keys")}).to_string();
        let keys = json!({"keys": [signer.jwk()]}).to_string();
        let config = config(&made);
        thread::spawn(move || {
            for connection in listener.incoming() {
                // Who does not trust the certificate hangs up.
                let _ = answer(connection.unwrap(), &config, &discovery, &keys);
            }
        });
        Self { name, token, certificate }
    }

    /// Whether a program that trusts this certificate finds the token good; it must find it good or say that the
    /// issuer cannot be reached.
    fn is_reached_by_who_trusts(&self, certificate: &str) -> bool {
        let folder = tempfile::TempDir::new().unwrap();
        let file = folder.path().join("trusted.pem");
        fs::write(&file, certificate).unwrap();
        let judge = |test: &str| {
            let mut program = Command::new(env::current_exe().unwrap());
            program
                .args(["--exact", test, "--ignored"])
                .env("SSL_CERT_FILE", &file)
                .env_remove("SSL_CERT_DIR");
            let output = program.env(ISSUER, &self.name).env(TOKEN, &self.token).output().unwrap();
            let said = String::from_utf8_lossy(&output.stdout).into_owned();
            assert!(said.contains("running 1 test"), "{said}");
            output.status.success()
        };
        let is_reached = judge("tls::finds_the_token_good");
        assert_ne!(is_reached, judge("tls::cannot_reach_the_issuer"));
        is_reached
    }
}

fn pem(der: &[u8]) -> String {
    let lines = STANDARD
        .encode(der)
        .as_bytes()
        .chunks(64)
        .map(String::from_utf8_lossy)
        .collect::<Vec<_>>()
        .join("\n");
    format!("-----BEGIN CERTIFICATE-----\n{lines}\n-----END CERTIFICATE-----\n")
}

fn config(made: &CertifiedKey<rcgen::KeyPair>) -> Arc<ServerConfig> {
    let key = PrivateKeyDer::try_from(made.signing_key.serialize_der()).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![made.cert.der().clone()], key);
    Arc::new(config.unwrap())
}

fn answer(
    connection: TcpStream,
    config: &Arc<ServerConfig>,
    discovery: &str,
    keys: &str,
) -> std::io::Result<()> {
    let session = ServerConnection::new(Arc::clone(config)).unwrap();
    let mut stream = StreamOwned::new(session, connection);
    let mut request = Vec::new();
    while !request.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        stream.read_exact(&mut byte)?;
        request.extend(byte);
    }
    let body = if request.starts_with(b"GET /keys ") { keys } else { discovery };
    write!(stream, "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: {}\r\n\r\n{body}", body.len())?;
    stream.conn.send_close_notify();
    stream.flush()
}

#[test]
fn an_issuer_whose_certificate_the_system_trusts_is_asked() {
    let issuer = Issuer::start("localhost");
    assert!(issuer.is_reached_by_who_trusts(&issuer.certificate));
}

#[test]
fn an_issuer_whose_certificate_nobody_vouches_for_is_not() {
    let (issuer, other) = (Issuer::start("localhost"), Issuer::start("localhost"));
    assert!(!issuer.is_reached_by_who_trusts(&other.certificate));
    assert!(!issuer.is_reached_by_who_trusts(""));
}

#[test]
fn a_certificate_of_another_host_does_not_do() {
    let issuer = Issuer::start("id.example.cn");
    assert!(!issuer.is_reached_by_who_trusts(&issuer.certificate));
}

/// What the token of the environment is to the issuer of the environment.
async fn judged() -> Option<Refusal> {
    let verifier = Verifier::new(Settings::new(env::var(ISSUER).unwrap(), "fazhi")).unwrap();
    verifier.verify(&env::var(TOKEN).unwrap()).await.err()
}

#[actix_web::test]
#[ignore = "run as a program by the tests above"]
async fn finds_the_token_good() {
    assert_eq!(judged().await, None);
}

#[actix_web::test]
#[ignore = "run as a program by the tests above"]
async fn cannot_reach_the_issuer() {
    assert_eq!(judged().await, Some(Refusal::Unreachable));
}
