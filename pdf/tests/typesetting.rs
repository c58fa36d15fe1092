//! Reports as PDF, read back by Poppler's tools. They need the fonts and these tools: `.ci/install tools` installs both.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

use fazhi_pdf::{Attachment, Block, Error, FontError, Fonts, Placed, Report, Run, typeset};

/// Where Debian's packages put them.
const FOLDER: &str = "/usr/share/fonts";

static FONTS: LazyLock<Fonts> = LazyLock::new(|| Fonts::load(Path::new(FOLDER)).unwrap());

/// What reads like markup of Typst, and what it would change of its own accord.
const HOSTILE: &str = r#"#panic() $x$ *b* _i_ @ref \ "q" 'a' -- ... `c` <l> #"s" /* */ // http://a.b = + ~"#;

fn text(text: &str) -> Vec<Run> {
    vec![Run { text: text.to_owned(), ..Run::default() }]
}

fn heading(level: u8, said: &str) -> Block {
    Block { level: Some(level), runs: text(said) }
}

fn paragraph(runs: Vec<Run>) -> Block {
    Block { level: None, runs }
}

fn number(said: &str, row: Option<usize>) -> Run {
    Run { text: said.to_owned(), row, ..Run::default() }
}

/// A report of several pages, as it is composed: every part that a report can have.
fn report() -> Report {
    let sentence =
        "全年组织集中学习6次，专题研讨1次，培训干部职工50人次，受理矛盾纠纷5件，调解成功率为100%。";
    let mut runs = text("坚持党对法治政府建设的领导，");
    runs.push(Run { text: "一是加强组织领导。".to_owned(), strong: true, ..Run::default() });
    runs.extend(text("全年组织集中学习"));
    runs.push(number("6", Some(1)));
    runs.extend(text("次，"));
    runs.push(number("50", Some(40)));
    runs.extend(text("人次。"));
    let mut blocks = vec![
        heading(1, "一、推进法治政府建设的主要举措和成效"),
        heading(2, "（一）着力解决“法治意识有待提高”的问题"),
        heading(3, "1.领导干部学法"),
        paragraph(runs),
        paragraph(text(HOSTILE)),
        paragraph(text(
            "“八五”普法——全年共组织开展‘法律七进’……严格落实重大行政决策程序：对涉及全乡的重大事项，严格依照《重大行政决策程序暂行条例》履行程序。",
        )),
    ];
    blocks.extend((1..=12).map(|nth| paragraph(text(&format!("第{nth}段：{}", sentence.repeat(3))))));
    blocks.push(heading(1, "二、存在的不足和原因"));
    blocks.push(paragraph(text("个别干部运用法治思维和法治方式的能力有待提高。")));
    let rows =
        (1..=40).map(|nth| [&nth.to_string(), "受理矛盾纠纷", "5", "件", "5", "含估计数"].map(str::to_owned));
    Report {
        title: vec!["措美县古堆乡人民政府2024年度".to_owned(), "法治政府建设工作情况报告".to_owned()],
        number: Some("古政发〔2025〕3号".to_owned()),
        signers: Some("次仁　卓玛".to_owned()),
        addressee: Some("措美县人民政府：".to_owned()),
        blocks,
        organs: vec![Placed { text: "古堆乡人民政府".to_owned(), right: 8 }],
        date: Some(Placed { text: "2025年12月31日".to_owned(), right: 4 }),
        dated: Some((2025, 12, 31)),
        attachment: Some(Attachment {
            note: "附件：法治政府建设主要数据".to_owned(),
            title: vec!["法治政府建设主要数据".to_owned()],
            columns: ["序号", "指标", "数值", "单位", "记录数", "备注"].map(str::to_owned),
            rows: rows.collect(),
        }),
        draft_mark: None,
    }
}

fn draft() -> Report {
    let mut report = report();
    report.draft_mark = Some("草稿　不对外公开".to_owned());
    (report.date, report.dated, report.number, report.signers) = (None, None, None, None);
    let doubtful = Run { text: "154".to_owned(), doubtful: true, ..Run::default() };
    report.blocks.push(paragraph(vec![doubtful]));
    report
}

/// A PDF in a folder of its own.
struct File {
    folder: tempfile::TempDir,
}

impl File {
    fn of(report: &Report) -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("report.pdf"), typeset(&FONTS, report).unwrap()).unwrap();
        Self { folder }
    }

    /// Puts it where somebody can look at it.
    fn keep(&self, name: &str) {
        if let Some(kept) = std::env::var_os("WRITE_REPORT") {
            fs::copy(self.folder.path().join("report.pdf"), PathBuf::from(kept).join(name)).unwrap();
        }
    }

    /// What a program of Poppler's prints of it.
    fn read(&self, program: &str, before: &[&str], after: &[&str]) -> String {
        let mut command = Command::new(program);
        command.args(before).arg(self.folder.path().join("report.pdf")).args(after);
        let output = command.output().unwrap_or_else(|error| panic!("{program}: {error}"));
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    fn info(&self, name: &str) -> String {
        let info = self.read("pdfinfo", &[], &[]);
        let line = info.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
        line.unwrap_or_else(|| panic!("no {name}: {info}")).trim().to_owned()
    }

    /// Its text without spaces and breaks, and without what stands above and below it on each page.
    fn text(&self) -> String {
        let between = ["-raw", "-x", "0", "-y", "104", "-W", "596", "-H", "640"];
        joined(&self.read("pdftotext", &between, &["-"]))
    }

    /// The lines of a page with their places: left, top and right in points, and their text.
    fn lines(&self, page: usize) -> Vec<(f64, f64, f64, String)> {
        let page = page.to_string();
        let html = self.read("pdftotext", &["-bbox-layout", "-f", &page, "-l", &page], &["-"]);
        let line = regex::Regex::new(
            r#"(?s)<line xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)"[^>]*>(.*?)</line>"#,
        );
        let words = regex::Regex::new("<[^>]*>").unwrap();
        let place = |text: &str| text.parse::<f64>().unwrap();
        let found = line.unwrap();
        let found = found.captures_iter(&html).map(|line| {
            (place(&line[1]), place(&line[2]), place(&line[3]), joined(&words.replace_all(&line[4], "")))
        });
        let mut lines: Vec<_> = found.collect();
        lines.sort_by(|a, b| a.1.total_cmp(&b.1));
        lines
    }
}

fn joined(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// All texts of a report.
fn said(report: &Report) -> Vec<String> {
    let mut said: Vec<String> = report.title.clone();
    said.extend([&report.number, &report.signers, &report.addressee].into_iter().flatten().cloned());
    said.extend(report.blocks.iter().map(|block| block.runs.iter().map(|run| run.text.as_str()).collect()));
    said.extend(report.organs.iter().chain(&report.date).map(|line| line.text.clone()));
    let attachment = report.attachment.as_ref().unwrap();
    said.extend(attachment.title.iter().chain(&attachment.columns).cloned());
    said.push(attachment.note.clone());
    said.extend(attachment.rows.iter().flatten().cloned());
    said
}

#[test]
fn everything_that_a_report_says_is_in_the_file_as_it_is() {
    for (report, name) in [(report(), "report.pdf"), (draft(), "draft.pdf")] {
        let file = File::of(&report);
        file.keep(name);
        let text = file.text();
        for said in said(&report) {
            assert!(text.contains(&joined(&said)), "{said} is not in {text}");
        }
    }
}

#[test]
fn a_draft_says_on_each_page_that_it_is_one() {
    let file = File::of(&draft());
    let pages: usize = file.info("Pages").parse().unwrap();
    for page in 1..=pages {
        assert_eq!(file.lines(page)[0].3, "草稿不对外公开", "page {page}");
    }
    assert!(!File::of(&report()).read("pdftotext", &[], &["-"]).contains("草稿"));
}

#[test]
fn a_file_is_of_a4_for_archives_and_says_what_it_is() {
    let file = File::of(&report());
    let pages: u32 = file.info("Pages").parse().unwrap();
    assert!(pages >= 4, "{pages} pages");
    assert!(file.info("Page size").ends_with("(A4)"), "{}", file.info("Page size"));
    assert_eq!(file.info("Title"), "措美县古堆乡人民政府2024年度法治政府建设工作情况报告");
    assert_eq!((file.info("Tagged"), file.info("JavaScript")), ("yes".to_owned(), "no".to_owned()));
    let metadata = file.read("pdfinfo", &["-meta"], &[]);
    for said in ["<pdfaid:part>2</pdfaid:part>", "<pdfaid:conformance>A</pdfaid:conformance>"] {
        assert!(metadata.contains(said), "{metadata}");
    }
    let date = file.read("pdfinfo", &["-isodates"], &[]);
    assert!(date.contains("2025-12-31"), "{date}");
    let draft = File::of(&draft()).read("pdfinfo", &[], &[]);
    assert!(!draft.contains("Date"), "{draft}");
}

#[test]
fn the_fonts_are_embedded_and_are_those_that_may_be() {
    let table = File::of(&report()).read("pdffonts", &[], &[]);
    let rows: Vec<&str> = table.lines().skip(2).collect();
    let names = rows.iter().map(|row| row.split_whitespace().next().unwrap());
    let names: BTreeSet<&str> = names.map(|name| name.split_once('+').unwrap().1).collect();
    let expected =
        ["LXGWWenKai-Regular", "NotoSansCJKsc-Regular", "NotoSerifCJKsc-Bold", "NotoSerifCJKsc-Regular"];
    let families: BTreeSet<&str> = names.iter().map(|name| name.trim_end_matches("-Identity-H")).collect();
    assert_eq!(families, BTreeSet::from(expected), "{table}");
    // emb sub uni
    assert!(rows.iter().all(|row| row.contains("yes yes yes")), "{table}");
}

#[test]
fn the_same_report_gives_the_same_bytes() {
    assert_eq!(typeset(&FONTS, &report()).unwrap(), typeset(&FONTS, &report()).unwrap());
    let other = Report { addressee: None, ..report() };
    assert_ne!(typeset(&FONTS, &report()).unwrap(), typeset(&FONTS, &other).unwrap());
}

/// 37 mm above and 35 mm below are 22 lines of 28.95 pt, between 28 mm at the left and 26 mm at the right; a paragraph begins two characters in.
#[test]
fn a_page_has_22_lines_of_28_characters() {
    let full = Report { blocks: vec![paragraph(text(&"法".repeat(28 * 60)))], ..Report::default() };
    let file = File::of(&full);
    let lines = file.lines(2);
    let (number, lines) = lines.split_last().unwrap();
    assert_eq!(number.3, "—2—");
    assert_eq!(lines.len(), 22);
    for (nth, (left, top, right, text)) in (0_u8..).zip(lines) {
        assert_eq!(text.chars().count(), 28);
        // From margin to margin, as far as the last character's own space allows.
        assert!((left - 79.4).abs() < 1.0 && (right - 521.6).abs() < 1.0, "{left} to {right}");
        let expected = lines[0].1 + f64::from(nth) * 28.95;
        assert!((top - expected).abs() < 0.1, "line {nth} is at {top}, not {expected}");
    }
    let first = &file.lines(1)[0];
    assert!((first.0 - 79.4 - 2.0 * 15.75).abs() < 1.0, "{first:?}");
    assert_eq!(first.3.chars().count(), 26);
}

/// At the right of odd pages, at the left of even ones, a character from the edge; its dashes 7 mm below the text.
#[test]
fn pages_are_numbered_at_their_outer_side() {
    let file = File::of(&report());
    for page in 1..=4 {
        let lines = file.lines(page);
        let (left, top, right, text) = lines.last().unwrap();
        assert_eq!(*text, format!("—{page}—"));
        let expected = if page % 2 == 1 { *right - (521.6 - 14.0) } else { *left - (79.4 + 14.0) };
        assert!(expected.abs() < 1.0, "page {page}: {left} to {right}");
        // The line is 14 pt high, and its dashes are 7.3 pt below its top.
        assert!((top + 7.3 - (297.0 - 35.0 + 7.0) / 25.4 * 72.0).abs() < 0.5, "page {page}: {top}");
    }
}

#[test]
fn organ_and_date_stand_at_the_right() {
    let file = File::of(&report());
    let pages: usize = file.info("Pages").parse().unwrap();
    let lines: Vec<_> = (1..=pages).flat_map(|page| file.lines(page)).collect();
    let right_of = |said: &str| lines.iter().rfind(|line| line.3 == said).unwrap().2;
    let halves = |right: f64| (521.6 - right) / 7.875;
    assert!((halves(right_of("古堆乡人民政府")) - 8.0).abs() < 0.2);
    assert!((halves(right_of("2025年12月31日")) - 4.0).abs() < 0.2);
}

#[test]
fn a_character_that_no_font_has_is_an_error_that_names_it() {
    for place in 0..3 {
        let mut report = report();
        // A Tibetan letter, and one for private use.
        match place {
            0 => report.title = vec!["ཀ报告".to_owned()],
            1 => report.blocks.push(paragraph(text("专用字\u{e000}ཀ"))),
            _ => report.attachment.as_mut().unwrap().rows[0][5] = "ཀ".to_owned(),
        }
        let Err(Error::NoGlyph(named)) = typeset(&FONTS, &report) else { panic!("place {place}") };
        assert!(named.contains("ཀ (U+0F40)"), "{named}");
        assert_eq!(named.contains("U+E000"), place == 1, "{named}");
    }
}

/// Characters of names that older fonts do not have.
#[test]
fn rare_characters_of_names_have_glyphs() {
    let names = "堃喆珺玥昇镕祎翀㛃䶮𠮷曌·ABCabc0123456789";
    for level in [Some(1), Some(2), Some(3), None] {
        let report = Report { blocks: vec![Block { level, runs: text(names) }], ..Report::default() };
        assert!(File::of(&report).text().contains(names), "{level:?}");
    }
}

#[test]
fn a_missing_font_is_an_error_that_says_where_it_comes_from() {
    let folder = tempfile::tempdir().unwrap();
    let missing = Fonts::load(folder.path()).unwrap_err();
    assert!(matches!(missing, FontError::Missing { package: "fonts-noto-cjk", .. }), "{missing}");
    assert!(missing.to_string().contains("NotoSerifCJK-Regular.ttc"), "{missing}");
    fs::create_dir(folder.path().join("below")).unwrap();
    fs::write(folder.path().join("below/NotoSerifCJK-Regular.ttc"), "no font").unwrap();
    let other = Fonts::load(folder.path()).unwrap_err();
    assert!(matches!(other, FontError::Other { family: "Noto Serif CJK SC", .. }), "{other}");
}

#[test]
fn an_empty_report_is_a_page() {
    assert_eq!(File::of(&Report::default()).info("Pages"), "1");
}
