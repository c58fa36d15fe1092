//! Compresses the region directory and the texts of licences, so that the binary carries 0.35 MB instead of 1.6 MB.

use std::io::{BufWriter, Write};
use std::path::PathBuf;
use std::{env, fs};

use flate2::Compression;
use flate2::write::GzEncoder;

const SOURCES: [(&str, &str); 2] =
    [("src/regions/directory.csv", "directory.csv.gz"), ("licenses/THIRD_PARTY.txt", "licenses.txt.gz")];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    println!("cargo:rerun-if-changed=migrations");
    SOURCES.iter().try_for_each(|(source, name)| compress(source, name))
}

fn compress(source: &str, name: &str) -> Result<(), Box<dyn std::error::Error>> {
    println!("cargo:rerun-if-changed={source}");
    let target = PathBuf::from(env::var("OUT_DIR")?).join(name);
    let mut encoder = GzEncoder::new(BufWriter::new(fs::File::create(target)?), Compression::best());
    encoder.write_all(&fs::read(source)?)?;
    encoder.finish()?.flush()?;
    Ok(())
}
