//! Text that people edit: read, written, and its slips found.

use fazhi::render::editable::{Slip, bind, parse, write};
use fazhi::render::{Block, Run, Support};
use proptest::prelude::*;

fn slip(text: &str) -> (usize, usize, Slip) {
    let error = parse(text).unwrap_err();
    (error.line, error.column, error.slip)
}

fn text(words: &str) -> Run {
    Run::Text(words.to_owned())
}

fn bound(reference: &str) -> Run {
    Run::Number { text: String::new(), reference: reference.to_owned(), support: Support::Gap }
}

#[test]
fn headings_paragraphs_numbers_and_stress_are_read() {
    let read = parse(
        "　　# 一、成效\n## （一）调解\n\
         **一是受理：**纠纷{disputes_accepted}件，\n　学法{study_sessions@body=team,kind=a}次\n\n\n走访[[3]]次 \n",
    );
    let typed = Run::Number { text: "3".to_owned(), reference: String::new(), support: Support::Unsupported };
    let expected = vec![
        Block::Heading { level: 1, text: "一、成效".to_owned() },
        Block::Heading { level: 2, text: "（一）调解".to_owned() },
        Block::Paragraph(vec![
            Run::Emphasis("一是受理：".to_owned()),
            text("纠纷"),
            bound("disputes_accepted"),
            text("件，学法"),
            bound("study_sessions@body=team,kind=a"),
            text("次"),
        ]),
        Block::Paragraph(vec![text("走访"), typed, text("次")]),
    ];
    assert_eq!(read.unwrap(), expected);
}

#[test]
fn escaped_signs_are_words() {
    let read = parse("\\# \\{a\\} \\[\\[1\\]\\] \\*\\* \\\\ [1] * a]]").unwrap();
    assert_eq!(read, [Block::Paragraph(vec![text("# {a} [[1]] ** \\ [1] * a]]")])]);
    assert_eq!(parse(&write(&read)).unwrap(), read);
}

#[test]
fn latin_words_of_two_lines_stay_two() {
    assert_eq!(parse("WTO\nTBT\n通报").unwrap(), [Block::Paragraph(vec![text("WTO TBT通报")])]);
}

#[test]
fn slips_are_found_where_they_are() {
    assert_eq!(slip("一\n\n二{a"), (3, 2, Slip::ReferenceOpen));
    assert_eq!(slip("受理{案件}件"), (1, 3, Slip::ReferenceForm));
    assert_eq!(slip("{a@b}"), (1, 1, Slip::ReferenceForm));
    assert_eq!(slip("{a@b=c,}"), (1, 1, Slip::ReferenceForm));
    assert_eq!(slip("五}件"), (1, 2, Slip::ReferenceClosed));
    assert_eq!(slip("走访[[3]次"), (1, 3, Slip::Typed));
    assert_eq!(slip("[[ ]]"), (1, 1, Slip::Typed));
    assert_eq!(slip("甲**乙\n丙\n\n丁"), (1, 2, Slip::Emphasis));
    assert_eq!(slip("甲\\n"), (1, 2, Slip::Escape));
    assert_eq!(slip("甲\u{202e}乙"), (1, 2, Slip::Character));
    assert_eq!(slip("一\n#### 二"), (2, 1, Slip::HeadingLevel));
    assert_eq!(slip("#二"), (1, 1, Slip::HeadingSpace));
    assert_eq!(slip("# "), (1, 1, Slip::HeadingEmpty));
    assert_eq!(slip("# 二{a}"), (1, 4, Slip::HeadingMarkup));
}

#[test]
fn an_unknown_indicator_is_a_slip_for_people() {
    let error = bind("一\n受理{dispute}件", |_| None).unwrap_err();
    assert_eq!(error.slip, Slip::ReferenceUnknown("dispute".to_owned()));
    assert_eq!(error.text().zh, "第2行第3个字符：没有指标“dispute”");
    assert_eq!(error.text().en, "line 2, character 3: there is no indicator \"dispute\"");
}

#[test]
fn long_texts_take_linear_time() {
    let begin = std::time::Instant::now();
    for text in ["{a}", "[[1]]", "**甲**", "[甲", "*甲", "甲\n"] {
        parse(&text.repeat(200_000)).unwrap();
    }
    assert!(parse(&"[[".repeat(500_000)).is_err());
    assert!(begin.elapsed().as_secs() < 20);
}

proptest! {
    #[test]
    fn what_is_read_is_written_and_read_again(text in "([#{}\\[\\]*\\\\@=,a3。甲 \n]|\\[\\[3\\]\\]|\\{a@b=c\\}|\\*\\*甲\\*\\*|\n\n# 甲){0,40}") {
        if let Ok(blocks) = parse(&text) {
            let written = write(&blocks);
            prop_assert_eq!(parse(&written).unwrap(), blocks, "{}", written);
        }
    }

    #[test]
    fn any_words_come_back(words in "\\PC{1,60}") {
        let words = words.trim().to_owned();
        prop_assume!(!words.is_empty());
        let blocks = vec![Block::Paragraph(vec![Run::Text(words)])];
        let read = parse(&write(&blocks)).unwrap();
        prop_assert_eq!(write(&read), write(&blocks));
    }
}
