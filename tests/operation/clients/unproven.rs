//! Attackers who send much and prove nothing, and one who has a token: neither fills the memory nor holds others up.

use std::io::Read;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use flate2::{Compress, Compression, FlushCompress, Status};

use crate::support::database::clerk_token;
use crate::support::deployment::Deployment;
use crate::support::pulse::Pulse;
use crate::support::wire::Wire;
use crate::support::{Service, folder};

/// How much an attack may raise the memory of the service, in bytes.
const BOUND: u64 = 64 << 20;
/// The longest body that a proxy lets through, and that is read.
const LONG: usize = 1 << 20;

/// One attack at a time: each is measured.
static ALONE: Mutex<()> = Mutex::new(());

fn alone() -> MutexGuard<'static, ()> {
    ALONE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A token of the right form that was never issued.
fn forged() -> String {
    format!("fz_abcdefghjkmn_{}", "A".repeat(43))
}

/// The head of a request that enters a record, with what else it says.
fn head(token: Option<&str>, more: &str) -> String {
    let token = token.map(|token| format!("authorization: Bearer {token}\r\n")).unwrap_or_default();
    format!(
        "POST /api/v1/activities HTTP/1.1\r\nhost: x\r\n{token}content-type: application/json\r\n{more}\r\n"
    )
}

/// Nearly a mebibyte of gzip that becomes a gigabyte: blocks of zeros that each stand alone, again and again.
fn bomb() -> Vec<u8> {
    let (zeros, mut block) = (vec![0; LONG], vec![0; 64 << 10]);
    let mut deflate = Compress::new(Compression::best(), false);
    let status = deflate.compress(&zeros, &mut block, FlushCompress::Full).unwrap();
    assert!(status == Status::Ok && deflate.total_in() == zeros.len() as u64);
    block.truncate(usize::try_from(deflate.total_out()).unwrap());
    let mut bomb = b"\x1f\x8b\x08\0\0\0\0\0\0\x03".to_vec();
    while bomb.len() + block.len() < LONG {
        bomb.extend_from_slice(&block);
    }
    let mut inflated = flate2::read::GzDecoder::new(bomb.as_slice());
    let mut first = vec![0; 3 * LONG];
    inflated.read_exact(&mut first).unwrap();
    bomb
}

/// Sends the same from so many connections at once, all kept open; what each was answered with.
fn attack(address: &str, connections: usize, bytes: &[u8]) -> Vec<Vec<u16>> {
    std::thread::scope(|scope| {
        let one = || {
            let mut wire = Wire::open(address);
            wire.send(bytes);
            wire.wait(Duration::from_secs(20), |wire| !wire.statuses().is_empty() || wire.has_ended());
            wire
        };
        let attackers: Vec<_> = (0..connections).map(|_| scope.spawn(one)).collect();
        let wires: Vec<Wire> = attackers.into_iter().map(|attacker| attacker.join().unwrap()).collect();
        wires.iter().map(Wire::statuses).collect()
    })
}

/// By how much the memory of the service was raised at its highest meanwhile.
fn raised(service: &Service, work: impl FnOnce()) -> u64 {
    let before = service.begin_peak();
    work();
    service.peak().saturating_sub(before)
}

#[test]
fn who_proves_nothing_fills_no_memory() {
    let _alone = alone();
    let at = Deployment::open(&[], &[]);
    let address = &at.service.address;
    let pulse = Pulse::start(&at.clerk);
    let (bomb, endless) = (bomb(), vec![b' '; LONG - 1]);
    let length = |body: &[u8]| format!("content-length: {}\r\n", body.len() + 1);
    let chunk = format!("{LONG:x}\r\n").into_bytes();
    for (what, connections, token, more, body) in [
        ("bombs", 100, None, format!("content-encoding: gzip\r\n{}", length(&bomb)), &bomb),
        ("bombs, forged", 100, Some(forged()), format!("content-encoding: gzip\r\n{}", length(&bomb)), &bomb),
        ("endless", 400, None, length(&endless), &endless),
        ("endless, forged", 400, Some(forged()), length(&endless), &endless),
        ("chunks", 400, None, "transfer-encoding: chunked\r\n".to_owned(), &[&chunk[..], &endless].concat()),
    ] {
        let bytes = [head(token.as_deref(), &more).as_bytes(), body].concat();
        let raised = raised(&at.service, || {
            let answers = attack(address, connections, &bytes);
            // Whose connection is cut while he still sends may not hear why.
            let told = answers.iter().filter(|statuses| !statuses.is_empty()).count();
            assert!(answers.iter().flatten().all(|status| *status == 401), "{what}: {answers:?}");
            assert!(told > connections / 2, "{what}: {told} of {connections} were answered");
        });
        println!("{what}: {} KiB", raised >> 10);
        assert!(raised < BOUND, "{what}: the memory was raised by {raised} bytes");
    }
    pulse.must_be_healthy();
    at.close();
}

/// He may have his share, and no more.
#[test]
fn slow_bodies_of_one_token_take_no_more_than_its_share() {
    let _alone = alone();
    let at = Deployment::open(&[], &[]);
    let slow = format!("{}{{", head(Some(clerk_token()), &format!("content-length: {LONG}\r\n")));
    let other = at.another_clerk();
    let raised = raised(&at.service, || {
        let mut wires: Vec<Wire> = (0..40).map(|_| Wire::open(&at.service.address)).collect();
        for wire in &mut wires {
            wire.send(slow.as_bytes());
        }
        std::thread::sleep(Duration::from_secs(4));
        wires.iter_mut().for_each(Wire::look);
        let refused = wires.iter().filter(|wire| wire.statuses() == [503]).count();
        assert_eq!((refused, wires.iter().filter(|wire| wire.statuses().is_empty()).count()), (32, 8));
        for title in ["one", "two", "three"] {
            let begun = Instant::now();
            assert_eq!(other.enter(title).send().unwrap().status(), 201);
            assert!(begun.elapsed() < Duration::from_secs(1), "{:?}", begun.elapsed());
        }
        let answer = at.clerk.enter("of the same token").send().unwrap();
        assert_eq!(answer.status(), 503);
        assert!(answer.headers().contains_key("retry-after"));
    });
    assert!(raised < BOUND, "the memory was raised by {raised} bytes");
    // Its connections have ended by now: what they held is there again.
    std::thread::sleep(Duration::from_millis(500));
    assert_eq!(at.clerk.enter("afterwards").send().unwrap().status(), 201);
    at.close();
}

/// Asks again and again until it is told to stop; how often that was.
fn flood(address: &str, token: Option<String>, stop: &AtomicBool) -> usize {
    let token = token.map(|token| format!("authorization: Bearer {token}\r\n")).unwrap_or_default();
    let request = format!("GET /api/v1/me HTTP/1.1\r\nhost: x\r\n{token}\r\n");
    let mut asked = 0_usize;
    while !stop.load(Ordering::Relaxed) {
        let mut wire = Wire::open(address);
        for n in 1..=50 {
            wire.send(request.as_bytes());
            wire.wait(Duration::from_secs(5), |wire| wire.statuses().len() == n || wire.has_ended());
            asked += 1;
            // As fast as it can it would be a test of the machine, and of the tests that run beside this one.
            std::thread::sleep(Duration::from_millis(1));
        }
        assert!(wire.statuses().iter().all(|status| [401, 429].contains(status)), "{:?}", wire.statuses());
    }
    asked
}

/// One client without a token and one with a made-up one ask as fast as they can, after a start, when nothing is known of
/// any token: those who have one do not notice.
#[test]
fn a_flood_of_failures_locks_nobody_out() {
    let _alone = alone();
    let folder = folder();
    let at = Deployment::of(
        crate::support::database::Database::start(&folder.path().join("database"), &[]),
        folder,
        &[("FAZHI_AUTH_FAILURES", "60")],
    );
    let address = &at.service.address;
    let stop = AtomicBool::new(false);
    let clerks = [at.clerk.clone(), at.another_clerk(), at.another_clerk()];
    std::thread::scope(|scope| {
        let floods: Vec<_> = [None, Some(forged())]
            .into_iter()
            .flat_map(|token| (0..4).map(move |_| token.clone()))
            .map(|token| scope.spawn(|| flood(address, token, &stop)))
            .collect();
        std::thread::sleep(Duration::from_secs(1));
        let mut waited = Vec::new();
        for clerk in &clerks {
            for _ in 0..200 {
                let begun = Instant::now();
                assert_eq!(clerk.get("/api/v1/me").send().unwrap().status(), 200);
                waited.push(begun.elapsed());
            }
        }
        stop.store(true, Ordering::Relaxed);
        let asked: usize = floods.into_iter().map(|flood| flood.join().unwrap()).sum();
        waited.sort_unstable();
        let p99 = waited[waited.len() * 99 / 100];
        println!("{asked} failures, p99 of the valid tokens {p99:?}");
        assert!(asked > 600 && p99 < Duration::from_secs(1), "{asked} failures, p99 {p99:?}");
    });
    at.close();
}
