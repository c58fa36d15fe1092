//! Lists the files of the page in `web/dist`. Compresses the region directory and the texts of licences, so that the binary carries 0.35 MB instead of 1.6 MB; and says which
//! commit an optimised build is of.

use std::io::{BufWriter, Write};
use std::path::PathBuf;
use std::process::Command;
use std::{env, fs};

use flate2::Compression;
use flate2::write::GzEncoder;

const SOURCES: [(&str, &str); 2] =
    [("src/regions/directory.csv", "directory.csv.gz"), ("licenses/THIRD_PARTY.txt", "licenses.txt.gz")];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    println!("cargo:rerun-if-changed=migrations");
    // No name of a setting: cargo hands it to the tests, too.
    println!("cargo:rustc-env=BUILD_VERSION={}", version()?);
    list_desk()?;
    SOURCES.iter().try_for_each(|(source, name)| compress(source, name))
}

/// `FILES`: name, media type and content of each file of the page.
fn list_desk() -> Result<(), Box<dyn std::error::Error>> {
    let dist = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?).join("web/dist");
    println!("cargo:rerun-if-changed={}", dist.display());
    let mut names = vec!["index.html".to_owned()];
    for entry in fs::read_dir(dist.join("assets"))? {
        names.push(format!("assets/{}", entry?.file_name().to_string_lossy()));
    }
    names.sort();
    let mut list = fs::File::create(PathBuf::from(env::var("OUT_DIR")?).join("desk_files.rs"))?;
    writeln!(list, "pub(super) static FILES: [(&str, &str, &[u8]); {}] = [", names.len())?;
    for name in names {
        let media_type = match name.rsplit_once('.') {
            Some((_, "html")) => "text/html; charset=utf-8",
            Some((_, "js")) => "text/javascript; charset=utf-8",
            Some((_, "css")) => "text/css; charset=utf-8",
            _ => return Err(format!("web/dist/{name}: a file of a kind that the page has none of").into()),
        };
        writeln!(
            list,
            "    ({name:?}, {media_type:?}, include_bytes!({:?})),",
            dist.join(&name).to_string_lossy()
        )?;
    }
    writeln!(list, "];")?;
    Ok(())
}

fn compress(source: &str, name: &str) -> Result<(), Box<dyn std::error::Error>> {
    println!("cargo:rerun-if-changed={source}");
    let target = PathBuf::from(env::var("OUT_DIR")?).join(name);
    let mut encoder = GzEncoder::new(BufWriter::new(fs::File::create(target)?), Compression::best());
    encoder.write_all(&fs::read(source)?)?;
    encoder.finish()?.flush()?;
    Ok(())
}

/// The package's version, and of an optimised build in a checkout the commit. Other builds would be made anew with each commit.
fn version() -> Result<String, env::VarError> {
    let version = env::var("CARGO_PKG_VERSION")?;
    if env::var("PROFILE")? != "release" {
        return Ok(version);
    }
    if let Some(log) = git(&["rev-parse", "--git-path", "logs/HEAD"]) {
        println!("cargo:rerun-if-changed={log}");
    }
    let commit = git(&["describe", "--always", "--dirty", "--exclude=*"]);
    Ok(commit.map_or(version.clone(), |commit| format!("{version} ({commit})")))
}

fn git(arguments: &[&str]) -> Option<String> {
    let output =
        Command::new("git").args(arguments).output().ok().filter(|output| output.status.success())?;
    Some(String::from_utf8(output.stdout).ok()?.trim().to_owned())
}
