//! The rules of this codebase that a compiler does not know: how long files are, and which modules may use which.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that panics says where")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Longer files do more than one thing.
const LONGEST: usize = 300;
/// Written by diesel's rules, one line per column.
const GENERATED: &str = "src/db/schema.rs";

/// Codes that nobody names, because they come in by their status: the framework's own refusals.
const BY_STATUS: &[&str] = &["NotAcceptable", "UriTooLong", "HeadersTooLarge"];

/// A place in `src/`, a word that must not stand there, and why.
struct Rule {
    place: fn(&str) -> bool,
    word: &'static str,
    except: &'static [&'static str],
    why: &'static str,
}

const RULES: &[Rule] = &[
    Rule { place: is_queries, word: "actix_web", except: &[], why: "SQL knows no HTTP" },
    Rule { place: is_queries, word: "serde_json::json!", except: &[], why: "SQL yields values, not answers" },
    Rule {
        place: is_routes,
        word: "diesel::",
        except: &[],
        why: "handlers are thin: SQL stands in queries.rs",
    },
    Rule {
        place: is_routes,
        word: "PgConnection",
        except: &[],
        why: "handlers see the database through Caller only",
    },
    Rule { place: is_model, word: "actix_web", except: &[], why: "what a record is does not depend on HTTP" },
    Rule { place: in_db, word: "crate::ledger", except: &[], why: "the database layer knows no records" },
    Rule { place: in_db, word: "crate::session", except: &[], why: "the database layer knows no callers" },
    Rule { place: in_db, word: "crate::http", except: &[], why: "the database layer knows no HTTP" },
    Rule {
        place: in_ledger,
        word: "crate::figures",
        except: &[],
        why: "figures are read off records, not the other way",
    },
    Rule {
        place: in_ledger,
        word: "crate::indicators",
        except: &[
            "src/ledger/plans/rules.rs",
            "src/ledger/declarations/rules.rs",
            "src/ledger/declarations/model.rs",
            "src/ledger/declarations/filter.rs",
            "src/ledger/observations/mod.rs",
            "src/ledger/observations/model.rs",
            "src/ledger/observations/queries.rs",
            "src/ledger/reports/resource.rs",
        ],
        why: "only a plan's target, a declaration, an observation and the text of a report name indicators",
    },
    Rule {
        place: in_deadlines,
        word: "crate::clock",
        except: &[],
        why: "a deadline follows from events, not from today",
    },
    Rule { place: in_deadlines, word: "diesel::", except: &[], why: "a clock knows no table" },
    Rule { place: in_http, word: "crate::ledger", except: &[], why: "the edge serves every resource" },
    Rule {
        place: in_http,
        word: "diesel::",
        except: &["src/http/cursor.rs"],
        why: "only keysets become SQL",
    },
    Rule { place: in_regions, word: "crate::ledger", except: &[], why: "regions are below records" },
    Rule {
        place: in_embedded,
        word: "crate::",
        except: &["src/embedded/binaries.rs", "src/embedded/error.rs"],
        why: "the private PostgreSQL stands alone; only what it says is in the two languages of all",
    },
    Rule {
        place: in_backup,
        word: "crate::db::schema",
        except: &[],
        why: "a backup takes the tables that the catalogue names",
    },
    Rule { place: in_backup, word: "crate::ledger", except: &[], why: "a backup takes rows, not records" },
    Rule {
        place: in_backup,
        word: "crate::auth",
        except: &[],
        why: "who runs the program may back up all of it",
    },
    Rule { place: in_backup, word: "crate::session", except: &[], why: "a backup answers no request" },
    Rule { place: in_backup, word: "crate::http", except: &[], why: "a backup answers no request" },
    Rule { place: in_backup, word: "actix_web", except: &[], why: "a backup answers no request" },
    Rule {
        place: in_backup,
        word: "crate::cli",
        except: &[],
        why: "a backup knows a connection and a stream",
    },
    Rule { place: outside_backup_and_cli, word: "crate::backup", except: &[], why: "operators make backups" },
    Rule { place: anywhere, word: "web::block", except: &["src/db/mod.rs"], why: "one way to the database" },
    Rule {
        place: anywhere,
        word: "ConnectionManager",
        except: &["src/db/mod.rs"],
        why: "one way to the database",
    },
    Rule {
        place: anywhere,
        word: "r2d2",
        except: &["src/db/mod.rs", "src/db/connection.rs"],
        why: "one way to the database",
    },
    Rule {
        place: anywhere,
        word: "update(trail::",
        except: &["src/session/trail/redaction.rs"],
        why: "what stands in the trail stays as it is, but for what is redacted",
    },
    Rule {
        place: anywhere,
        word: "delete(trail::",
        except: &[],
        why: "the trail is kept (网络安全法 art. 23)",
    },
    Rule { place: anywhere, word: "DELETE FROM trail", except: &[], why: "the trail is kept" },
    Rule {
        place: anywhere,
        word: "UPDATE trail ",
        except: &["src/upgrade/keys.rs", "src/session/trail/rekey.rs"],
        why: "what stands in the trail stays as it is; only what was written before there was a chain is chained, and hashes are \
              made anew for another secret",
    },
    Rule {
        place: anywhere,
        word: "(account_roles::",
        except: &["src/auth/accounts/store.rs", "src/regions/reorganise.rs"],
        why: "roles change with their account's version, by which it is remembered what an account holds",
    },
    Rule {
        place: anywhere,
        word: "update(accounts::",
        except: &["src/auth/accounts/store.rs"],
        why: "an account changes with its version, by which it is remembered what an account holds",
    },
    Rule { place: anywhere, word: "Utc::now()", except: &["src/clock.rs"], why: "one clock" },
    Rule {
        place: anywhere,
        word: "Local::now()",
        except: &[],
        why: "legal dates are those of Asia/Shanghai",
    },
    Rule { place: anywhere, word: "todo!(", except: &[], why: "nothing is left for later" },
    Rule { place: anywhere, word: "dbg!(", except: &[], why: "nothing is left from before" },
];

fn is_queries(file: &str) -> bool {
    file.ends_with("/queries.rs") || file.contains("/queries/")
}

fn is_routes(file: &str) -> bool {
    file.ends_with("/routes.rs") || file.contains("/routes/")
}

fn is_model(file: &str) -> bool {
    file.ends_with("/model.rs") || file.contains("/model/")
}

fn in_db(file: &str) -> bool {
    file.starts_with("src/db/")
}

fn in_ledger(file: &str) -> bool {
    file.starts_with("src/ledger/")
}

fn in_deadlines(file: &str) -> bool {
    file.starts_with("src/deadlines/")
}

fn in_http(file: &str) -> bool {
    file.starts_with("src/http/")
}

fn in_openapi(file: &str) -> bool {
    file.starts_with("src/openapi/")
}

fn in_regions(file: &str) -> bool {
    file.starts_with("src/regions/")
}

fn in_embedded(file: &str) -> bool {
    file.starts_with("src/embedded/")
}

fn in_backup(file: &str) -> bool {
    file.starts_with("src/backup/")
}

fn outside_backup_and_cli(file: &str) -> bool {
    !in_backup(file) && !file.starts_with("src/cli/")
}

fn anywhere(_: &str) -> bool {
    true
}

/// A source file: its path from the package's root, and its text.
struct Source {
    file: String,
    text: String,
}

impl Source {
    fn is_test(&self) -> bool {
        self.file.ends_with("_tests.rs") || self.file.ends_with("/tests.rs")
    }

    /// Its lines of code with their numbers, without comments and what comes after the file's own tests begin.
    fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        let lines = self.text.lines().enumerate().map(|(index, line)| (index + 1, line));
        let lines = lines.take_while(|(_, line)| line.trim() != "#[cfg(test)]");
        lines.map(|(number, line)| (number, line.split("//").next().unwrap_or_default()))
    }
}

fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut open = vec![root.join("src")];
    let mut found = Vec::new();
    while let Some(folder) = open.pop() {
        let entries = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path());
        let (folders, files): (Vec<PathBuf>, Vec<PathBuf>) = entries.partition(|path| path.is_dir());
        open.extend(folders);
        found.extend(files.into_iter().filter(|path| path.extension().is_some_and(|e| e == "rs")).map(
            |path| Source {
                file: path.strip_prefix(root).unwrap().to_str().unwrap().to_owned(),
                text: fs::read_to_string(&path).unwrap(),
            },
        ));
    }
    assert!(found.len() > 50, "the sources are not where they were");
    found
}

#[track_caller]
fn silent(complaints: &[String]) {
    assert!(complaints.is_empty(), "\n{}", complaints.join("\n"));
}

#[test]
fn files_are_short() {
    let long = sources().into_iter().filter(|source| source.file != GENERATED && !source.is_test());
    let long =
        long.map(|source| (source.text.lines().count(), source.file)).filter(|(lines, _)| *lines > LONGEST);
    silent(
        &long
            .map(|(lines, file)| format!("{file} has {lines} lines, {LONGEST} are allowed"))
            .collect::<Vec<_>>(),
    );
}

#[test]
fn everybody_keeps_to_his_place() {
    let mut complaints = Vec::new();
    for source in sources().iter().filter(|source| !source.is_test()) {
        let rules = RULES.iter().filter(|rule| (rule.place)(&source.file));
        for rule in rules.filter(|rule| !rule.except.contains(&source.file.as_str())) {
            let hits = source.code().filter(|(_, line)| line.contains(rule.word));
            complaints
                .extend(hits.map(|(n, _)| format!("{}:{n} says {}: {}", source.file, rule.word, rule.why)));
        }
    }
    silent(&complaints);
}

/// Which modules of the crate's root each of them uses, with a file that does so. `lib.rs` and `main.rs` use all.
fn uses() -> BTreeMap<String, BTreeMap<String, String>> {
    let mut uses: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
    for source in sources().iter().filter(|source| !source.is_test()) {
        let path = source.file.trim_start_matches("src/");
        let module = path.split('/').next().unwrap().trim_end_matches(".rs").to_owned();
        let own = uses.entry(module.clone()).or_default();
        let code: String = source.code().map(|(_, line)| line).collect::<Vec<_>>().join(" ");
        for used in code.split("crate::").skip(1).flat_map(named).filter(|used| *used != module) {
            own.entry(used).or_insert_with(|| source.file.clone());
        }
    }
    uses.retain(|module, _| !["lib", "main"].contains(&module.as_str()));
    uses
}

/// The modules that a path after `crate::` begins with: one, or several in braces.
fn named(path: &str) -> Vec<String> {
    let name = |path: &str| path.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
    let Some(list) = path.strip_prefix('{') else { return vec![name(path)] };
    let (mut depth, mut names) = (0, vec![String::new()]);
    for c in list.chars() {
        match c {
            '}' if depth == 0 => break,
            ',' if depth == 0 => names.push(String::new()),
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        if depth == 0 && (c.is_alphanumeric() || "_:".contains(c)) {
            names.last_mut().unwrap().push(c);
        }
    }
    names.iter().map(|path| name(path)).filter(|name: &String| !name.is_empty()).collect()
}

/// Modules are layers: what is built on another one is not used by it, directly or by way of others.
#[test]
fn there_are_no_circles() {
    let mut left = uses();
    while let Some(bottom) = left.iter().find(|(_, used)| used.keys().all(|used| !left.contains_key(used))) {
        let bottom = bottom.0.clone();
        left.remove(&bottom);
    }
    let complaints = left.iter().map(|(module, used)| {
        let used = used.iter().filter(|(used, _)| left.contains_key(*used));
        format!("{module} uses {:?}", used.collect::<Vec<_>>())
    });
    silent(&complaints.collect::<Vec<_>>());
}

/// The paths that a `use` or an expression names: one, or several in braces, as long as the braces say.
fn paths(tree: &str) -> Vec<String> {
    let Some((before, list)) = tree.split_once('{') else {
        return vec![tree.split(" as ").next().unwrap().trim().to_owned()];
    };
    let (mut depth, mut names) = (0, vec![String::new()]);
    for c in list.chars() {
        match c {
            '}' if depth == 0 => break,
            ',' if depth == 0 => names.push(String::new()),
            _ => names.last_mut().unwrap().push(c),
        }
        depth += i32::from(c == '{') - i32::from(c == '}');
    }
    let parts = names.iter().filter(|name| !name.trim().is_empty()).flat_map(|name| paths(name.trim()));
    parts.map(|part| format!("{}{part}", before.trim())).collect()
}

/// The module of the longest beginning of a path that is one; `None` for paths out of the crate.
fn module_of(path: &str, from: &str, modules: &BTreeMap<String, String>) -> Option<String> {
    let (first, rest) = path.split_once("::")?;
    let mut at: Vec<&str> = if first == "crate" { Vec::new() } else { from.split("::").collect() };
    let mut rest = rest;
    match first {
        "crate" | "self" => {}
        "super" => {
            at.pop();
            while let Some(above) = rest.strip_prefix("super::") {
                at.pop();
                rest = above;
            }
        }
        _ => return None,
    }
    at.extend(rest.split("::").map(str::trim));
    while !at.is_empty() {
        let name = at.join("::");
        if modules.contains_key(&name) {
            return Some(name);
        }
        at.pop();
    }
    None
}

/// Which modules each module uses, other than those it stands in and those that stand in it.
fn uses_of_files() -> BTreeMap<String, Vec<String>> {
    let sources = sources().into_iter().filter(|source| !source.is_test());
    let name = |file: &str| {
        let path = file.trim_start_matches("src/").trim_end_matches(".rs").trim_end_matches("/mod");
        path.replace('/', "::")
    };
    let modules: BTreeMap<String, String> = sources
        .map(|source| (name(&source.file), source.code().map(|(_, line)| line).collect::<Vec<_>>().join(" ")))
        .filter(|(module, _)| !["lib", "main"].contains(&module.as_str()))
        .collect();
    let is_kin = |one: &str, other: &str| {
        one == other || one.starts_with(&format!("{other}::")) || other.starts_with(&format!("{one}::"))
    };
    let used_by = |(module, code): (&String, &String)| {
        let imports =
            code.split(" use ").skip(1).filter_map(|rest| rest.split_once(';')).map(|(tree, _)| tree);
        let others = code.split("crate::").skip(1).map(|rest| {
            let path = rest.split(|c: char| !c.is_alphanumeric() && !"_:".contains(c)).next().unwrap();
            format!("crate::{path}")
        });
        let named = imports.flat_map(paths).chain(others);
        let used = named.filter_map(|path| module_of(&path, module, &modules));
        (module.clone(), used.filter(|used| !is_kin(used, module)).collect())
    };
    modules.iter().map(used_by).collect()
}

/// Files do not use each other in a circle, also not within a folder; a folder's `mod.rs` and its files may.
#[test]
fn there_are_no_circles_of_files() {
    let mut left = uses_of_files();
    assert!(left.values().map(Vec::len).sum::<usize>() > 1000, "uses are seen");
    while let Some(bottom) = left.iter().find(|(_, used)| used.iter().all(|used| !left.contains_key(used))) {
        let bottom = bottom.0.clone();
        left.remove(&bottom);
    }
    // What is left is in circles, or uses what is.
    while let Some(top) = left.keys().find(|module| !left.values().flatten().any(|used| used == *module)) {
        let top = top.clone();
        left.remove(&top);
    }
    let complaints = left.iter().map(|(module, used)| {
        let used: Vec<_> = used.iter().filter(|used| left.contains_key(*used)).collect();
        format!("{module} uses {used:?}")
    });
    silent(&complaints.collect::<Vec<_>>());
}

/// The glossary says where each word stands, in its last column: in which module, or in which table.
#[test]
fn the_glossary_has_every_folder_and_table() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let glossary = fs::read_to_string(root.join("docs/glossary.md")).unwrap();
    let places: String =
        glossary.lines().filter_map(|row| row.trim_end_matches([' ', '|']).rsplit('|').next()).collect();
    let folders = fs::read_dir(root.join("src")).unwrap().map(|entry| entry.unwrap().path());
    let folders = folders.filter(|path| path.is_dir());
    let folders = folders.map(|path| path.file_name().unwrap().to_str().unwrap().to_owned());
    let schema = fs::read_to_string(root.join(GENERATED)).unwrap();
    let tables = schema.lines().filter(|line| line.starts_with("    ") && line.ends_with(") {"));
    let tables = tables.map(|line| line.trim().split(' ').next().unwrap().to_owned());
    let words: Vec<String> = folders.chain(tables).collect();
    assert!(words.len() > 35, "{words:?}");
    let missing = words
        .iter()
        .filter(|word| !places.contains(&format!("`{word}`")) && !places.contains(&format!("`{word}::")));
    silent(&missing.map(|word| format!("docs/glossary.md does not say what {word} is")).collect::<Vec<_>>());
}

/// The folders below `src/ledger/`.
fn resources() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/ledger");
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries
        .filter(|path| path.is_dir())
        .map(|path| path.file_name().unwrap().to_str().unwrap().to_owned())
        .collect()
}

/// What resources share stands beside their folders; a resource that reaches into another one's is tied to it.
#[test]
fn resources_do_not_know_each_other() {
    let resources = resources();
    let mut complaints = Vec::new();
    for source in sources() {
        let Some(own) = resources.iter().find(|name| source.file.starts_with(&format!("src/ledger/{name}/")))
        else {
            continue;
        };
        for other in resources.iter().filter(|other| *other != own) {
            let words = [format!("ledger::{other}"), format!("super::super::{other}")];
            let hits = source.code().filter(|(_, line)| words.iter().any(|word| line.contains(word)));
            complaints.extend(hits.map(|(n, _)| format!("{}:{n} speaks of {other}", source.file)));
        }
    }
    silent(&complaints);
}

/// Every resource has the same files.
#[test]
fn resources_are_built_alike() {
    let sources = sources();
    let has = |file: &str| sources.iter().any(|source| source.file == file);
    let missing = resources().into_iter().flat_map(|resource| {
        ["mod.rs", "model.rs", "queries.rs", "routes.rs"].map(|file| format!("src/ledger/{resource}/{file}"))
    });
    silent(&missing.filter(|file| !has(file)).collect::<Vec<_>>());
}

/// Every claim of the threat model names what holds it: a test, or the file or folder that tests stand in.
#[test]
fn the_threat_model_names_tests_that_exist() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let model = fs::read_to_string(root.join("THREAT_MODEL.md")).unwrap();
    let mut texts: Vec<(String, String)> = Vec::new();
    let mut open = vec![root.join("src"), root.join("tests")];
    while let Some(folder) = open.pop() {
        if folder.ends_with("node_modules") || folder.ends_with("venv") {
            continue;
        }
        for path in fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()) {
            texts.push((path.file_stem().unwrap().to_string_lossy().into_owned(), String::new()));
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                texts.last_mut().unwrap().1 = fs::read_to_string(&path).unwrap();
            }
        }
    }
    let exists = |name: &str| {
        let function = format!("fn {name}(");
        texts.iter().any(|(file, text)| file == name || text.contains(&function))
    };
    let (mut complaints, mut claims) = (Vec::new(), 0);
    for row in model.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| threat")) {
        claims += 1;
        let proof = row.trim_end_matches(" |").rsplit(" | ").next().unwrap();
        let names: Vec<&str> = proof.split('`').skip(1).step_by(2).collect();
        let last =
            |name: &str| name.rsplit(['/', ':', ' ']).next().unwrap().trim_end_matches(".rs").to_owned();
        let unknown = names.iter().filter(|name| !name.starts_with("docs/") && !exists(&last(name)));
        complaints.extend(unknown.map(|name| format!("there is no {name}: {row}")));
        complaints.extend(names.is_empty().then(|| format!("nothing holds: {row}")));
    }
    assert!(claims > 25, "the model is not read right: {claims}");
    silent(&complaints);
}

/// A code that nothing answers with is a promise nobody keeps; to document it is not to answer with it.
#[test]
fn every_problem_code_is_used() {
    let sources = sources();
    let table = sources.iter().find(|source| source.file == "src/problems/code.rs").expect("the table");
    let named =
        table.text.lines().filter_map(|line| line.trim().split_once(" = \"").map(|(variant, _)| variant));
    let codes: Vec<&str> = named.filter(|variant| variant.chars().all(char::is_alphanumeric)).collect();
    assert!(codes.len() > 15, "the table is not read right: {codes:?}");
    let is_used = |code: &str| {
        let others = sources.iter().filter(|source| source.file != table.file && !in_openapi(&source.file));
        let word = format!("::{code}");
        others.flat_map(Source::code).any(|(_, line)| {
            let after = line.split(&word).skip(1);
            after.into_iter().any(|rest| !rest.starts_with(|c: char| c.is_alphanumeric() || c == '_'))
        })
    };
    let unused: Vec<String> = codes
        .iter()
        .filter(|code| !BY_STATUS.contains(code) && !is_used(code))
        .map(|code| (*code).to_owned())
        .collect();
    silent(&unused);
}
