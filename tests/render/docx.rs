//! .docx: the order of the schema, the layout, the same bytes.

use fazhi::render::docx::write;
use fazhi::render::{Block, Document};

use crate::archive::{each_element, parts};
use crate::gudui;

/// Children in the order of ECMA-376 part 1, those that are used here and their neighbours.
const ORDERS: [(&str, &str); 13] = [
    (
        "w:pPr",
        "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd tabs \
      suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi adjustRightInd snapToGrid \
      spacing ind contextualSpacing mirrorIndents suppressOverlap jc textDirection textAlignment textboxTightWrap outlineLvl \
      divId cnfStyle rPr sectPr pPrChange",
    ),
    (
        "w:rPr",
        "rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint noProof snapToGrid vanish \
      webHidden color spacing w kern position sz szCs highlight u effect bdr shd fitText vertAlign rtl cs em lang \
      eastAsianLayout specVanish oMath",
    ),
    (
        "w:sectPr",
        "headerReference footerReference footnotePr endnotePr type pgSz pgMar paperSrc pgBorders lnNumType pgNumType \
      cols formProt vAlign noEndnote titlePg textDirection bidi rtlGutter docGrid printerSettings sectPrChange",
    ),
    (
        "w:tblPr",
        "tblStyle tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize tblW jc tblCellSpacing tblInd \
      tblBorders shd tblLayout tblCellMar tblLook tblCaption tblDescription",
    ),
    (
        "w:tcPr",
        "cnfStyle tcW gridSpan hMerge vMerge tcBorders shd noWrap tcMar textDirection tcFitText vAlign hideMark",
    ),
    ("w:tblBorders", "top left start bottom right end insideH insideV"),
    ("w:tblCellMar", "top left start bottom right end"),
    ("w:tbl", "bookmarkStart bookmarkEnd tblPr tblGrid tr"),
    ("w:tr", "tblPrEx trPr tc"),
    ("w:tc", "tcPr p"),
    (
        "w:style",
        "name aliases basedOn next link autoRedefine hidden uiPriority semiHidden unhideWhenUsed qFormat locked personal \
      rsid pPr rPr tblPr trPr tcPr tblStylePr",
    ),
    ("w:font", "altName panose1 charset family notTrueType pitch sig embedRegular"),
    (
        "w:settings",
        "writeProtection view zoom removePersonalInformation mirrorMargins defaultTabStop autoHyphenation \
      evenAndOddHeaders drawingGridHorizontalSpacing drawingGridVerticalSpacing noPunctuationKerning \
      characterSpacingControl strictFirstAndLastChars footnotePr endnotePr compat docVars rsids mathPr themeFontLang \
      clrSchemeMapping",
    ),
];

fn part(document: &Document, name: &str) -> String {
    let parts = parts(write(document).unwrap());
    parts.into_iter().find(|(known, _)| known == name).unwrap().1
}

#[test]
fn children_stand_in_the_order_of_the_schema() {
    for (name, xml) in parts(write(&gudui::joint_draft()).unwrap()) {
        each_element(&xml, |element, children| {
            let Some((_, order)) = ORDERS.iter().find(|(known, _)| *known == element) else { return };
            let order: Vec<_> = order.split_whitespace().collect();
            let place = |child: &String| {
                let child = child.trim_start_matches("w:");
                order
                    .iter()
                    .position(|known| *known == child)
                    .unwrap_or_else(|| panic!("{name}: {child} in {element}"))
            };
            let places: Vec<_> = children.iter().map(place).collect();
            assert!(places.is_sorted(), "{name}: {element} has {children:?}");
        });
    }
}

#[test]
fn the_package_names_what_is_in_it_and_nothing_else() {
    let parts = parts(write(&gudui::document()).unwrap());
    assert_eq!(parts[0].0, "[Content_Types].xml");
    for (name, _) in parts.iter().filter(|(name, _)| !name.contains("rels") && !name.starts_with('[')) {
        assert!(parts[0].1.contains(&format!("PartName=\"/{name}\"")), "{name} has no content type");
    }
    let named = parts[0].1.matches("<Override").count();
    assert_eq!(named, parts.iter().filter(|(name, _)| !name.contains("rels")).count() - 1);
}

#[test]
fn every_style_that_is_used_is_defined() {
    let parts = parts(write(&gudui::joint_draft()).unwrap());
    let styles = &parts.iter().find(|(name, _)| name == "word/styles.xml").unwrap().1;
    let uses = parts.iter().flat_map(|(_, xml)| {
        ["pStyle", "rStyle", "tblStyle", "basedOn", "next"].into_iter().flat_map(move |element| {
            let start = format!("<w:{element} w:val=\"");
            let ids = xml.split(&start).skip(1).filter_map(|rest| rest.split('"').next());
            ids.collect::<Vec<_>>()
        })
    });
    for id in uses {
        assert!(styles.contains(&format!("w:styleId=\"{id}\"")), "no style {id}");
    }
}

/// The first value of an attribute, a measure in twentieths of a point.
fn measure(xml: &str, attribute: &str) -> i32 {
    let value = xml.split(&format!("{attribute}=\"")).nth(1).unwrap_or_else(|| panic!("no {attribute}"));
    value.split('"').next().unwrap().parse().unwrap()
}

#[test]
fn the_page_has_the_measures_of_the_standard() {
    let body = part(&gudui::document(), "word/document.xml");
    let page = &body[body.find("<w:pgSz").unwrap()..];
    let margins = ["w:top", "w:right", "w:bottom", "w:left"].map(|side| measure(page, side));
    // 37, 26, 35 and 28 mm.
    assert_eq!(margins, [2098, 1474, 1984, 1588]);
    let [top, right, bottom, left] = margins;
    let (height, width) = (measure(page, "w:h") - top - bottom, measure(page, "w:w") - left - right);
    let line = measure(page, "w:linePitch");
    assert!(22 * line <= height && 23 * line > height);
    let styles = part(&gudui::document(), "word/styles.xml");
    assert_eq!(measure(&styles, "w:line"), line);
    // 3号 is 16 pt, in half points there.
    let character = measure(&styles, "w:sz w:val") * 10 + measure(&styles, "w:rPr><w:spacing w:val");
    assert!(28 * character <= width && 29 * character > width);
}

#[test]
fn numbers_lead_to_their_rows_and_drafts_mark_the_doubtful() {
    let body = part(&gudui::document(), "word/document.xml");
    for place in 1..=9 {
        assert!(body.contains(&format!("<w:hyperlink w:anchor=\"figure_{place}\">")), "figure {place}");
        assert!(body.contains(&format!("<w:bookmarkStart w:id=\"{place}\" w:name=\"figure_{place}\"/>")));
    }
    assert!(!body.contains("Doubtful"));
    let draft = part(&gudui::joint_draft(), "word/document.xml");
    assert_eq!(draft.matches("<w:rStyle w:val=\"Doubtful\"/>").count(), 1);
    assert!(part(&gudui::joint_draft(), "word/header.xml").contains("草稿"));
}

#[test]
fn an_attachment_repeats_its_head_and_is_absent_without_figures() {
    assert!(part(&gudui::document(), "word/document.xml").contains("<w:tblHeader/>"));
    let bare = part(&gudui::bare(), "word/document.xml");
    assert!(!bare.contains("附件") && !bare.contains("w:tbl>"));
}

#[test]
fn the_same_document_gives_the_same_bytes_soon() {
    let document = gudui::document();
    let first = write(&document).unwrap();
    let begin = std::time::Instant::now();
    assert_eq!(first, write(&document).unwrap());
    println!("{:?}", begin.elapsed());
    // Many times as long as it takes on an idle machine.
    assert!(begin.elapsed().as_millis() < 1000);
}

#[test]
fn an_empty_document_is_one_as_well() {
    let empty = Document { sections: vec![Block::Paragraph(vec![])], ..Document::default() };
    for (_, xml) in parts(write(&empty).unwrap()) {
        each_element(&xml, |_, _| ());
    }
    assert!(!part(&empty, "docProps/core.xml").contains("created"));
    assert!(!part(&gudui::document(), "docProps/core.xml").contains("creator"));
}
