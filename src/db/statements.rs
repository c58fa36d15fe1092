//! The statements of an SQL script, one by one: a coordinator of Citus passes a change of a table on to the nodes only where
//! it is sent by itself.

/// The statements of a script, in their order, without the semicolons between them. Semicolons within texts, quoted names,
/// dollar quotes and comments separate nothing; what holds no more than comments is no statement.
#[must_use]
pub fn split(script: &str) -> Vec<&str> {
    let mut statements = Vec::new();
    let (mut rest, mut at) = (script, 0);
    let mut is_statement = false;
    while let Some(token) = rest.get(at..).and_then(token) {
        match token {
            Token::End => {
                if is_statement && let Some(statement) = rest.get(..at) {
                    statements.push(statement.trim());
                }
                rest = rest.get(at + 1..).unwrap_or_default();
                (at, is_statement) = (0, false);
            }
            Token::Nothing(length) => at += length,
            Token::Something(length) => {
                at += length;
                is_statement = true;
            }
        }
    }
    if is_statement {
        statements.push(rest.trim());
    }
    statements
}

/// What a script goes on with, and how many bytes that takes.
enum Token {
    /// The end of a statement.
    End,
    /// White space or a comment.
    Nothing(usize),
    /// A part of a statement.
    Something(usize),
}

fn token(script: &str) -> Option<Token> {
    let first = script.chars().next()?;
    Some(match first {
        ';' => Token::End,
        _ if first.is_whitespace() => Token::Nothing(first.len_utf8()),
        '-' if script.starts_with("--") => Token::Nothing(until(script, 0, "\n")),
        '/' if script.starts_with("/*") => Token::Nothing(block_comment(script)),
        '\'' => Token::Something(quoted(script, '\'', false)),
        '"' => Token::Something(quoted(script, '"', false)),
        '$' => Token::Something(dollar_quoted(script)),
        _ if first.is_alphabetic() || first == '_' => Token::Something(word(script)),
        _ => Token::Something(first.len_utf8()),
    })
}

/// Up to the end of what ends it, which is searched for from `from` on; up to the end of the script where nothing does.
fn until(script: &str, from: usize, end: &str) -> usize {
    let found = script.get(from..).and_then(|rest| rest.find(end));
    found.map_or(script.len(), |place| from + place + end.len())
}

/// Comments of this form may stand within one another.
fn block_comment(script: &str) -> usize {
    let (mut depth, mut at) = (0_usize, 0);
    while let Some(rest) = script.get(at..).filter(|rest| !rest.is_empty()) {
        if rest.starts_with("/*") {
            (depth, at) = (depth + 1, at + 2);
        } else if rest.starts_with("*/") {
            (depth, at) = (depth - 1, at + 2);
            if depth == 0 {
                return at;
            }
        } else {
            at += rest.chars().next().map_or(1, char::len_utf8);
        }
    }
    script.len()
}

/// A text or a quoted name. Its quotation mark stands twice where it is meant; after a backslash that `escapes`, anything may.
fn quoted(script: &str, mark: char, escapes: bool) -> usize {
    let mut characters = script.char_indices().skip(1).peekable();
    while let Some((place, character)) = characters.next() {
        if character == '\\' && escapes {
            characters.next();
        } else if character == mark && characters.next_if(|(_, next)| *next == mark).is_none() {
            return place + mark.len_utf8();
        }
    }
    script.len()
}

/// `$$ … $$` or `$tag$ … $tag$`; a parameter such as `$1` is none.
fn dollar_quoted(script: &str) -> usize {
    let is_tag = |tag: &str| {
        !tag.starts_with(|first: char| first.is_ascii_digit())
            && tag.chars().all(|character| character.is_alphanumeric() || character == '_')
    };
    let tag =
        script.get(1..).and_then(|rest| rest.split_once('$')).map(|(tag, _)| tag).filter(|tag| is_tag(tag));
    tag.map_or(1, |tag| until(script, tag.len() + 2, &format!("${tag}$")))
}

/// A word, with the text behind it where it is the `E` before one with escapes. A dollar sign may stand within a word.
fn word(script: &str) -> usize {
    let is_part = |character: char| character.is_alphanumeric() || character == '_' || character == '$';
    let length = script.find(|character| !is_part(character)).unwrap_or(script.len());
    let (word, rest) = script.split_at(length);
    let escapes = word.eq_ignore_ascii_case("e") && rest.starts_with('\'');
    if escapes { length + quoted(rest, '\'', true) } else { length }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_semicolon_within_something_separates_nothing() {
        for (script, expected) in [
            ("", &[][..]),
            (" -- nothing; at all\n /* ; /* ; */ ; */ ;; ", &[]),
            ("SELECT 1", &["SELECT 1"]),
            ("-- first\nSELECT 1;\nSELECT 2 ;", &["-- first\nSELECT 1", "SELECT 2"]),
            ("SELECT 'a;''b;'; SELECT \"a;\"\"b\"", &["SELECT 'a;''b;'", "SELECT \"a;\"\"b\""]),
            (
                r"SELECT '\'; SELECT E'\';'; SELECT e'\\'; SELECT 2",
                &[r"SELECT '\'", r"SELECT E'\';'", r"SELECT e'\\'", "SELECT 2"],
            ),
            (
                "DO $$ BEGIN a; b; END $$; DO $q$ $$;$$ $q$; SELECT $1; SELECT a$b;c",
                &["DO $$ BEGIN a; b; END $$", "DO $q$ $$;$$ $q$", "SELECT $1", "SELECT a$b", "c"],
            ),
            (
                "SELECT 中文 -- ；;\n, '注；;'; SELECT 1 - -1 / 2",
                &["SELECT 中文 -- ；;\n, '注；;'", "SELECT 1 - -1 / 2"],
            ),
            ("SELECT 'open; SELECT 1", &["SELECT 'open; SELECT 1"]),
        ] {
            assert_eq!(split(script), expected, "{script}");
        }
    }

    proptest! {
        #[test]
        fn nothing_is_lost_and_nothing_panics(script in "[-;'\"$a/*\\\\E \\n一]{0,40}") {
            let kept: String = split(&script).concat();
            let marks = |text: &str| text.chars().filter(|c| !c.is_whitespace() && *c != ';').count();
            prop_assert!(marks(&kept) <= marks(&script));
            for statement in split(&script) {
                prop_assert!(split(statement).len() == 1, "{statement}");
            }
        }
    }
}
