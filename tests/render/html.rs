//! HTML: nothing that a strict content security policy forbids, and links from numbers to records.

use fazhi::render::html::{style_hash, write};

use crate::gudui;

#[test]
fn a_page_needs_no_scripts_and_no_styles_but_its_own() {
    let page = write(&gudui::joint_draft());
    let (head, rest) = page.split_once("<style>").unwrap();
    let (style, body) = rest.split_once("</style>").unwrap();
    for markup in [head, body] {
        assert!(!markup.contains("<script") && !markup.contains("style") && !markup.contains(" on"));
    }
    assert!(!style.contains("url(") && !style.contains("@import"));
}

#[test]
fn the_hash_is_that_of_the_style() {
    use base64::Engine;
    use sha2::{Digest, Sha256};
    let page = write(&gudui::bare());
    let style = page.split("<style>").nth(1).unwrap().split("</style>").next().unwrap();
    let hash = base64::prelude::BASE64_STANDARD.encode(Sha256::digest(style));
    assert_eq!(style_hash(), format!("'sha256-{hash}'"));
}

#[test]
fn a_number_leads_to_its_row_and_the_row_to_its_records() {
    let page = write(&gudui::document());
    assert!(page.contains("受理矛盾纠纷<a href=\"#figure-7\"><data value=\"5\">5</data></a>件"));
    assert!(page.contains("<tr id=\"figure-7\"><td>7</td><th scope=\"row\">受理矛盾纠纷</th>"));
    assert!(page.contains("<a href=\"/api/v1/figures/disputes_accepted/sources?year=2024\">5</a>"));
    assert!(page.contains("<time datetime=\"2025-01-20\">2025年1月20日</time>"));
}

#[test]
fn a_printed_draft_says_so_on_each_page_as_on_the_screen() {
    let draft = write(&gudui::joint_draft());
    let mark = draft.split("role=\"note\">").nth(1).unwrap().split('<').next().unwrap();
    assert!(draft.contains(&format!("content: \"{mark}\";")) && draft.contains("<main class=\"draft\">"));
}

#[test]
fn only_drafts_mark_what_no_record_supports() {
    assert!(write(&gudui::joint_draft()).contains("<data value=\"35\" class=\"unsupported\""));
    assert!(!write(&gudui::document()).contains("class=\"unsupported\""));
}
