//! Stopping under load: what was taken is answered, and another instance goes on.

use std::net::TcpListener;
use std::os::fd::OwnedFd;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use nix::sys::signal::Signal;
use reqwest::blocking::{Client, Response};
use serde_json::{Value, json};

use crate::support::clerk::Clerk;
use crate::support::database::{Database, clerk_token};
use crate::support::workload::Workload;
use crate::support::{Service, fazhi, folder, program, settings, token};

/// Clients that ask again and again, until they are told to stop or nobody takes their connections.
struct Clients {
    stop: Arc<AtomicBool>,
    answered: Arc<AtomicUsize>,
    threads: Vec<JoinHandle<Vec<String>>>,
}

impl Clients {
    fn start(count: usize, address: &str, token: &str) -> Self {
        let (stop, answered) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicUsize::new(0)));
        let url = format!("{address}/api/v1/regions/540526/figures?year=2024");
        let one = |_| {
            let (stop, answered) = (Arc::clone(&stop), Arc::clone(&answered));
            let (url, token) = (url.clone(), token.to_owned());
            std::thread::spawn(move || ask(&url, &token, &stop, &answered))
        };
        let threads = (0..count).map(one).collect();
        Self { stop, answered, threads }
    }

    fn wait_for(&self, answers: usize) {
        while self.answered.load(Ordering::Relaxed) < answers {
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// What went wrong, of all of them.
    fn end(self) -> Vec<String> {
        self.stop.store(true, Ordering::Relaxed);
        self.threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    }
}

/// What a complaint begins with of a connection that was closed before anything of an answer came.
const BEFORE_AN_ANSWER: &str = "no answer began: ";

/// The complaints of one client; a connection that nobody took is none, and ends it.
fn ask(url: &str, token: &str, stop: &AtomicBool, answered: &AtomicUsize) -> Vec<String> {
    let client = Client::builder().no_proxy().connect_timeout(Duration::from_millis(300)).build().unwrap();
    let mut complaints = Vec::new();
    while !stop.load(Ordering::Relaxed) {
        match client
            .get(url)
            .bearer_auth(token)
            .send()
            .and_then(Response::error_for_status)
            .and_then(Response::bytes)
        {
            Ok(_) => _ = answered.fetch_add(1, Ordering::Relaxed),
            Err(error) if error.is_connect() => break,
            Err(error) if error.is_request() => complaints.push(format!("{BEFORE_AN_ANSWER}{error:?}")),
            Err(error) => complaints.push(format!("{error:?}")),
        }
    }
    complaints
}

#[test]
fn no_request_that_was_taken_is_cut_by_sigterm() {
    let folder = folder();
    let service = Service::start(folder.path(), fazhi(folder.path()).env("FAZHI_DRAIN_SECONDS", "1"));
    let clients = Clients::start(16, &service.address, &token(folder.path(), "clerk", "540526"));
    clients.wait_for(300);
    service.signal(Signal::SIGTERM);
    std::thread::sleep(Duration::from_millis(500));
    assert_eq!(service.status("/readyz", ""), 503, "it sends clients elsewhere");
    assert_eq!(service.status("/healthz", ""), 200, "while it goes on serving");
    let before = clients.answered.load(Ordering::Relaxed);
    clients.wait_for(before + 20);
    assert_eq!(service.wait(), Some(0));
    let log = std::fs::read_to_string(folder.path().join("stderr")).unwrap();
    let complaints = clients.end();
    if log.contains("connections that begin now may be cut: ") {
        // Some systems let only root attach a filter to a socket. There, what was not taken may be cut, and nothing else.
        let cut = |complaint: &String| complaint.starts_with(BEFORE_AN_ANSWER);
        assert!(complaints.iter().all(cut), "an answer was cut: {complaints:#?}");
        assert!(complaints.len() <= 16, "{complaints:#?}");
        return;
    }
    assert_eq!(complaints, Vec::<String>::new());
}

/// A service that is handed a socket it shares with others, as systemd does it (`sd_listen_fds(3)`).
fn sharing(listener: &TcpListener, folder: &Path, database: &str) -> Command {
    let mut command = Command::new("sh");
    command.args(["-c", "LISTEN_FDS=1 LISTEN_PID=$$ exec \"$0\" serve 3<&0 </dev/null", &program()]);
    settings(&mut command, folder);
    command.env("DATABASE_URL", database).stdin(OwnedFd::from(listener.try_clone().unwrap()));
    command
}

#[test]
fn an_instance_takes_over_from_another_without_a_failed_request() {
    let (folder, first_folder, second_folder) = (folder(), folder(), folder());
    let database = Database::start(&folder.path().join("database"), &[]);
    let socket = TcpListener::bind("127.0.0.1:0").unwrap();
    let first =
        Service::start(first_folder.path(), &mut sharing(&socket, first_folder.path(), database.url()));
    let clients = Clients::start(16, &first.address, clerk_token());
    let clerks = Workload::start(4, &Clerk::new(&first.address, clerk_token()));
    clients.wait_for(300);
    clerks.wait_for(20);

    let second =
        Service::start(second_folder.path(), &mut sharing(&socket, second_folder.path(), database.url()));
    assert_eq!(first.address, second.address);
    first.signal(Signal::SIGTERM);
    assert_eq!(first.wait(), Some(0));
    let before = clients.answered.load(Ordering::Relaxed);
    clients.wait_for(before + 300);
    clerks.wait_for(20);
    assert_eq!(clients.end(), Vec::<String>::new());
    let told = clerks.end();
    assert_eq!(told.setbacks, 0, "a clerk had to ask again");
    told.agrees_with(&mut database.connect());
    assert!(second.log().contains("status=200"), "the second one answered nothing");
    assert_eq!(second.end(Signal::SIGTERM), Some(0));
}

/// Whoever waits for a change is answered at once, with his place in the feed, and streams end: neither holds up the stop.
#[test]
fn a_stop_does_not_wait_for_those_who_wait_for_changes() {
    let folder = folder();
    let service = Service::start(folder.path(), &mut fazhi(folder.path()));
    let token = token(folder.path(), "clerk", "540526");
    let clients = Clients::start(8, &service.address, &token);
    let url = format!("{}/api/v1/changes", service.address);
    let client = Client::builder().no_proxy().timeout(Duration::from_mins(1)).build().unwrap();
    let end: Value = client.get(&url).bearer_auth(&token).send().unwrap().json().unwrap();
    let after = end["cursor"].as_str().unwrap().to_owned();
    let ask = |path: String| {
        let (client, token) = (client.clone(), token.clone());
        std::thread::spawn(move || {
            let answer = client.get(path).bearer_auth(token).send().unwrap();
            let closes = answer.headers().get("connection").is_some_and(|value| value == "close");
            (answer.status().as_u16(), closes, answer.text())
        })
    };
    let polls: Vec<_> = (0..20).map(|_| ask(format!("{url}?wait=40&after={after}"))).collect();
    let streams: Vec<_> = (0..10).map(|_| ask(format!("{url}/stream?after={after}"))).collect();
    clients.wait_for(100);
    std::thread::sleep(Duration::from_millis(500));
    service.signal(Signal::SIGTERM);
    let told = Instant::now();
    assert_eq!(service.wait(), Some(0));
    let took = told.elapsed();
    assert!(took < Duration::from_secs(2), "the stop took {took:?}");
    for poll in polls {
        let (status, closes, body) = poll.join().unwrap();
        let page: Value = serde_json::from_str(&body.unwrap()).unwrap();
        assert_eq!((status, closes, &page["items"], &page["more"]), (200, true, &json!([]), &json!(false)));
        assert!(page["cursor"].as_str().is_some_and(|cursor| !cursor.is_empty()), "{page}");
    }
    for stream in streams {
        let (status, _, body) = stream.join().unwrap();
        assert_eq!(status, 200);
        assert!(body.is_ok(), "a stream was cut: {body:?}");
    }
    clients.end();
}
