//! A file comes back as it was written, and no other comes back at all.

use proptest::prelude::*;
use sha2::{Digest, Sha256};

use super::*;
use crate::backup::error::Error;
use crate::backup::manifest::{Figures, Header, Manifest, Table, Tally};
use crate::clock;
use crate::keys::{Key, Keys};

const ROWS: &[(&str, &[&str])] =
    &[("activities", &["(540526,\"a \"\"b\"\"\\nc\",)", "", "(𠮷)"]), ("cases", &[]), ("trail", &["(1)"])];

fn key() -> Key {
    Keys::from_secret("secret").backups
}

fn header() -> Header {
    let table =
        |(name, _): &(&str, &[&str])| Table { name: (*name).to_owned(), columns: vec!["id".to_owned()] };
    Header {
        release: "0.0.1".to_owned(),
        schema: vec!["20260101000000".to_owned()],
        made_at: clock::now(),
        postgresql: "18.1".to_owned(),
        tables: ROWS.iter().map(table).collect(),
        left_out: Vec::new(),
        key: Some(key().id()),
        holds_secret: false,
    }
}

fn manifest() -> Manifest {
    let tables = ROWS.iter().map(|(name, rows)| {
        let mut tally = Tally::default();
        rows.iter().for_each(|row| tally.add(row));
        tally.of(name)
    });
    let figures = Figures { catalogue: "c".to_owned(), county_years: Vec::new() };
    Manifest { tables: tables.collect(), figures: Some(figures), without_figures: None }
}

fn written(header: &Header, manifest: &Manifest) -> Vec<u8> {
    let mut writer = Writer::begin(Vec::new(), header).unwrap();
    for (name, rows) in ROWS {
        writer.table(name).unwrap();
        rows.iter().for_each(|row| writer.row(row).unwrap());
    }
    writer.finish(manifest, Some(&key())).unwrap()
}

fn check(bytes: &[u8]) -> Result<Checked, Error> {
    Reader::open(bytes)?.check()
}

#[test]
fn what_is_written_is_read() {
    let (header, manifest) = (header(), manifest());
    let file = written(&header, &manifest);
    assert!(file.starts_with(b"fazhi backup 2\n\x1f\x8b"));
    let reader = Reader::open(file.as_slice()).unwrap();
    assert_eq!(*reader.header(), header);
    let mut rows = Vec::new();
    let read = reader.read(|table, row| {
        rows.push((table.name.clone(), row.to_owned()));
        Ok(())
    });
    let read = read.unwrap();
    assert_eq!(read.manifest, manifest);
    assert!(read.end.is_by(&key()) && !read.end.is_by(&Keys::from_secret("another").backups));
    let expected =
        ROWS.iter().flat_map(|(name, rows)| rows.iter().map(|row| ((*name).to_owned(), (*row).to_owned())));
    assert_eq!(rows, expected.collect::<Vec<_>>());
}

#[test]
fn a_file_cut_anywhere_is_not_complete() {
    let file = written(&header(), &manifest());
    assert!(matches!(check(&[]), Err(Error::NoBackup)));
    for length in 1..file.len() {
        let result = check(&file[..length]);
        assert!(matches!(result, Err(Error::Incomplete)), "{length} of {}: {result:?}", file.len());
    }
}

#[test]
fn a_file_with_any_bit_flipped_is_refused() {
    let file = written(&header(), &manifest());
    for position in 0..file.len() * 8 {
        let mut flipped = file.clone();
        flipped[position / 8] ^= 1 << (position % 8);
        let is_proven = check(&flipped).is_ok_and(|checked| checked.end.is_by(&key()));
        assert!(!is_proven, "bit {position}");
    }
}

/// Format 1 ended with the digest that needs no key.
#[test]
fn the_format_before_is_read_and_proves_nothing() {
    let mut file = written(&header(), &manifest());
    file["fazhi backup ".len()] = b'1';
    file.truncate(file.len() - 64);
    let digest = Sha256::digest(&file);
    file.extend(digest);
    let checked = check(&file).unwrap();
    assert_eq!(checked.manifest, manifest());
    assert!(!checked.end.has_key() && !checked.end.is_by(&key()));
}

#[test]
fn a_file_that_was_made_without_a_key_is_by_nobody() {
    let nothing = Manifest { tables: Vec::new(), figures: None, without_figures: None };
    let writer = Writer::begin(Vec::new(), &Header { tables: Vec::new(), ..header() }).unwrap();
    let file = writer.finish(&nothing, None).unwrap();
    let checked = check(&file).unwrap();
    assert!(checked.end.has_key() && !checked.end.is_by(&key()));
}

#[test]
fn a_file_with_anything_behind_it_is_refused() {
    let mut file = written(&header(), &manifest());
    file.push(b'\n');
    assert!(matches!(check(&file), Err(Error::Damaged(_))));
}

#[test]
fn another_format_is_named() {
    let mut file = written(&header(), &manifest());
    file["fazhi backup ".len()] = b'3';
    assert!(matches!(check(&file), Err(Error::OtherFormat(version, "2")) if version == "3"));
    assert!(matches!(check(b"fazhi backup 12\nx"), Err(Error::OtherFormat(version, _)) if version == "12"));
    assert!(matches!(check(b"PGDMP\x01\x0e"), Err(Error::NoBackup)));
}

/// What the bytes are may be right and what they say wrong: the digest alone does not make a backup.
#[test]
fn rows_that_the_manifest_does_not_list_are_refused() {
    let mut wrong = manifest();
    wrong.tables[0].rows += 1;
    assert!(matches!(check(&written(&header(), &wrong)), Err(Error::Damaged(_))));
    let mut wrong = header();
    wrong.tables.swap(0, 1);
    assert!(matches!(check(&written(&wrong, &manifest())), Err(Error::Damaged(_))));
    wrong.tables.pop();
    wrong.tables.swap(0, 1);
    assert!(matches!(check(&written(&wrong, &manifest())), Err(Error::Damaged(_))));
}

#[test]
fn what_takes_the_rows_may_stop_it() {
    let file = written(&header(), &manifest());
    let stopped = Reader::open(file.as_slice()).unwrap().read(|_, _| Err(Error::NoLedger));
    assert!(matches!(stopped, Err(Error::NoLedger)));
}

proptest! {
    #[test]
    fn nothing_else_is_a_backup(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        prop_assert!(check(&bytes).is_err());
        let behind_the_first_line = [b"fazhi backup 2\n", bytes.as_slice()].concat();
        prop_assert!(check(&behind_the_first_line).is_err());
    }
}
