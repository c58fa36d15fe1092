//! Markdown.

use fazhi::render::markdown::write;
use fazhi::render::{Block, Document, Run};

use crate::gudui;

fn paragraph(run: Run) -> String {
    write(&Document { sections: vec![Block::Paragraph(vec![run])], ..Document::default() })
}

#[test]
fn a_report_keeps_the_references_of_its_numbers() {
    let report = write(&gudui::document());
    assert!(report.starts_with(
        "# 措美县古堆乡2024年法治政府建设年度报告\n\n古政发〔2025〕3号\n\n签发人：次仁顿珠\n\n"
    ));
    assert!(report.contains("\n\n## 一、2024年度推进法治政府建设的主要举措和成效\n\n### （一）强化组织领导"));
    assert!(report.contains("受理矛盾纠纷[5](#disputes_accepted)件"));
    assert!(report.contains("集中学习[6](#study_sessions@body=centre_group)次"));
    assert!(report.contains("| 7 | <a id=\"disputes_accepted\"></a>受理矛盾纠纷 |"));
    assert!(report.contains("\n\n措美县古堆乡人民政府\n\n2025年1月20日\n"));
}

#[test]
fn stress_ends_where_every_reader_sees_it() {
    let emphasis = Run::Emphasis("一是加强统筹协调：".to_owned());
    assert!(paragraph(emphasis).contains("**一是加强统筹协调**："));
    assert!(paragraph(Run::Emphasis("“关键少数”".to_owned())).contains("“**关键少数**”"));
    assert!(paragraph(Run::Emphasis("——".to_owned())).contains("——"));
}

#[test]
fn words_are_no_markup() {
    let shown = paragraph(Run::Text("1. [a](javascript:x) <b> `c` *d* | # e".to_owned()));
    assert!(shown.contains("1\\. \\[a\\](javascript:x) &lt;b&gt; \\`c\\` \\*d\\* \\| \\# e"), "{shown}");
    assert!(paragraph(Run::Text("- a".to_owned())).contains("\\- a"));
}
