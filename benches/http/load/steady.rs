//! Sends requests at a constant rate and says how long the answers took, counted from the moment each was due.
//!
//! A generator that waits for an answer before it sends the next request stops asking just when the service is slow,
//! and so hides it ("coordinated omission"). Here every connection has its timetable; what could not be sent in time
//! because an answer was late has waited, and its waiting counts.
//!
//! `steady ADDRESS TEMPLATE TOKENS RUN RATE CONNECTIONS SECONDS`, with templates as in `wrk.lua`. It prints requests,
//! failures and the latencies p50, p99, p99.9 and the longest, in microseconds.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};
use std::{env, error::Error, fs, process, thread};

type Result<T> = std::result::Result<T, Box<dyn Error + Send + Sync>>;

/// A piece of a request.
#[derive(Clone)]
enum Part {
    Text(String),
    Number { low: u64, high: u64, width: usize },
    /// The number drawn at this place before, counted from one.
    Again(usize),
    Token,
    Unique,
}

#[derive(Clone)]
struct Template {
    parts: Vec<Part>,
    tokens: Vec<String>,
    run: String,
}

impl Template {
    fn parse(text: &str, tokens: &str, run: String) -> Result<Self> {
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some((before, name, after)) = next_place(rest) {
            parts.push(Part::Text(before.to_owned()));
            parts.push(Part::named(name)?);
            rest = after;
        }
        parts.push(Part::Text(rest.to_owned()));
        Ok(Self { parts, tokens: tokens.split_whitespace().map(str::to_owned).collect(), run })
    }

    fn request(&self, random: &mut Random, connection: u64, count: u64) -> String {
        let mut drawn = Vec::new();
        let part = |part: &Part| match part {
            Part::Text(text) => text.clone(),
            Part::Number { low, high, width } => {
                drawn.push(format!("{:0width$}", low + random.below(high - low + 1)));
                drawn[drawn.len() - 1].clone()
            }
            Part::Again(index) => drawn[index - 1].clone(),
            Part::Token => self.tokens[random.below(self.tokens.len() as u64) as usize].clone(),
            Part::Unique => format!("{}{connection:02}{count:010}", self.run),
        };
        self.parts.iter().map(part).collect()
    }
}

/// The text up to the next `{name}`, the name, and what follows. A brace of JSON is no place.
fn next_place(text: &str) -> Option<(&str, &str, &str)> {
    let mut from = 0;
    while let Some(open) = text[from..].find('{').map(|at| from + at) {
        let end = open + 1 + text[open + 1..].find(|c: char| !c.is_ascii_alphanumeric() && c != '-' && c != '=')?;
        if text[end..].starts_with('}') && end > open + 1 {
            return Some((&text[..open], &text[open + 1..end], &text[end + 1..]));
        }
        from = open + 1;
    }
    None
}

impl Part {
    fn named(name: &str) -> Result<Self> {
        Ok(match (name, name.split_once('-')) {
            ("token", _) => Self::Token,
            ("unique", _) => Self::Unique,
            (again, None) if again.starts_with('=') => Self::Again(again[1..].parse()?),
            (_, Some((low, high))) => Self::Number { low: low.parse()?, high: high.parse()?, width: high.len() },
            _ => return Err(format!("a template holds {{{name}}}").into()),
        })
    }
}

/// xorshift64*: which records are asked for has to be spread, not secret.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) % bound
    }
}

/// Reads one answer; whether it was a success. The next one begins where it ends.
fn read_answer(stream: &mut BufReader<TcpStream>) -> Result<bool> {
    let (mut line, mut length, mut chunked) = (String::new(), 0, false);
    stream.read_line(&mut line)?;
    let status: u16 = line.split(' ').nth(1).ok_or("no status line")?.parse()?;
    loop {
        line.clear();
        stream.read_line(&mut line)?;
        let header = line.trim_end().to_ascii_lowercase();
        match header.split_once(':') {
            None => break,
            Some(("content-length", value)) => length = value.trim().parse()?,
            Some(("transfer-encoding", value)) => chunked = value.trim() == "chunked",
            Some(_) => {}
        }
    }
    if chunked { skip_chunks(stream)? } else { skip(stream, length)? }
    Ok(status < 400)
}

fn skip_chunks(stream: &mut BufReader<TcpStream>) -> Result<()> {
    loop {
        let mut size = String::new();
        stream.read_line(&mut size)?;
        let size = u64::from_str_radix(size.trim_end(), 16)?;
        skip(stream, size + 2)?;
        if size == 0 {
            return Ok(());
        }
    }
}

fn skip(stream: &mut BufReader<TcpStream>, length: u64) -> Result<()> {
    let skipped = std::io::copy(&mut stream.take(length), &mut std::io::sink())?;
    if skipped == length { Ok(()) } else { Err("the answer ended early".into()) }
}

/// One connection's timetable: a request every `interval`, from `start` until `end`.
fn keep_timetable(
    address: &str,
    template: &Template,
    (connection, interval): (u64, Duration),
    (start, end): (Instant, Instant),
) -> Result<(Vec<u32>, u64)> {
    let mut writer = TcpStream::connect(address)?;
    writer.set_nodelay(true)?;
    writer.set_read_timeout(Some(Duration::from_secs(10)))?;
    let mut reader = BufReader::new(writer.try_clone()?);
    let mut random = Random(0x9E37_79B9_7F4A_7C15 ^ (connection + 1) << 32 ^ u64::from(process::id()));
    let (mut latencies, mut failures, mut due) = (Vec::new(), 0, start);
    while due < end {
        let request = template.request(&mut random, connection, latencies.len() as u64);
        thread::sleep(due.saturating_duration_since(Instant::now()));
        writer.write_all(request.as_bytes())?;
        failures += u64::from(!read_answer(&mut reader)?);
        latencies.push(due.elapsed().as_micros().try_into()?);
        due += interval;
    }
    Ok((latencies, failures))
}

fn main() -> Result<()> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [address, template, tokens, run, rate, connections, seconds] = arguments.as_slice() else {
        return Err("usage: steady ADDRESS TEMPLATE TOKENS RUN RATE CONNECTIONS SECONDS".into());
    };
    let template = Template::parse(&fs::read_to_string(template)?, &fs::read_to_string(tokens)?, run.clone())?;
    let (rate, connections, seconds): (f64, u32, f64) = (rate.parse()?, connections.parse()?, seconds.parse()?);
    let interval = Duration::from_secs_f64(f64::from(connections) / rate);
    let begin = Instant::now() + Duration::from_millis(200);
    let end = begin + Duration::from_secs_f64(seconds);
    let results: Vec<_> = thread::scope(|scope| {
        let spawn = |connection: u32| {
            // The timetables are staggered, so that requests come one by one and not in waves.
            let start = begin + interval * connection / connections;
            let (template, plan) = (&template, (u64::from(connection), interval));
            scope.spawn(move || keep_timetable(address, template, plan, (start, end)))
        };
        let threads: Vec<_> = (0..connections).map(spawn).collect();
        threads.into_iter().map(|thread| thread.join().map_err(|_| "a thread panicked")).collect()
    });
    let (mut latencies, mut failures) = (Vec::new(), 0);
    for result in results {
        let (mut some, failed) = result??;
        latencies.append(&mut some);
        failures += failed;
    }
    latencies.sort_unstable();
    let at = |share: f64| latencies[((latencies.len() - 1) as f64 * share) as usize];
    println!("RESULT {} {failures} {} {} {} {}", latencies.len(), at(0.5), at(0.99), at(0.999), at(1.0));
    Ok(())
}
