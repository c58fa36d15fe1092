//! The attachment's table of figures.

use super::paragraph::{Paragraph, Stretch, anchor};
use super::xml::Xml;
use crate::render::FigureRow;
use crate::render::layout::COLUMNS;

/// Widths of the columns in twentieths of a point, as wide as the text together.
const WIDTHS: [&str; 6] = ["720", "3340", "1100", "800", "964", "1920"];
/// Their sum.
const WIDTH: &str = "8844";

/// Columns, a head that each page repeats, rows that stay whole.
pub(super) fn write(xml: &mut Xml, rows: &[FigureRow]) {
    xml.element("w:tbl", &[], |xml| {
        xml.element("w:tblPr", &[], |xml| {
            xml.value("w:tblStyle", "Figures");
            xml.empty("w:tblW", &[("w:w", WIDTH), ("w:type", "dxa")]);
            xml.value("w:jc", "center");
            xml.empty("w:tblLayout", &[("w:type", "fixed")]);
        });
        xml.element("w:tblGrid", &[], |xml| {
            for width in WIDTHS {
                xml.empty("w:gridCol", &[("w:w", width)]);
            }
        });
        head(xml);
        rows.iter().zip(1..).for_each(|(figure, place)| row(xml, figure, place));
    });
}

fn head(xml: &mut Xml) {
    xml.element("w:tr", &[], |xml| {
        xml.element("w:trPr", &[], |xml| {
            row_properties(xml);
            xml.empty("w:tblHeader", &[]);
        });
        for (column, width) in COLUMNS.iter().zip(WIDTHS) {
            cell(xml, width, |xml| Paragraph::of("TableHead").write(xml, &[Stretch::plain(column)]));
        }
    });
}

fn row(xml: &mut Xml, figure: &FigureRow, place: usize) {
    let (nth, records) = (place.to_string(), figure.printed_records());
    let cells = [
        ("TableCentre", nth.as_str()),
        ("TableText", &figure.name),
        ("TableNumber", &figure.value),
        ("TableCentre", &figure.unit),
        ("TableNumber", &records),
        ("TableText", &figure.remark),
    ];
    xml.element("w:tr", &[], |xml| {
        xml.element("w:trPr", &[], row_properties);
        for (column, ((style, text), width)) in cells.into_iter().zip(WIDTHS).enumerate() {
            cell(xml, width, |xml| {
                Paragraph::of(style).write_with(xml, |xml| {
                    if column == 0 {
                        bookmark(xml, place);
                    }
                    Stretch::plain(text).write(xml);
                });
            });
        }
    });
}

/// Rows are not divided between pages, and at least as high as a line of the text.
fn row_properties(xml: &mut Xml) {
    xml.empty("w:cantSplit", &[]);
    xml.empty("w:trHeight", &[("w:val", "454"), ("w:hRule", "atLeast")]);
}

fn cell(xml: &mut Xml, width: &str, content: impl FnOnce(&mut Xml)) {
    xml.element("w:tc", &[], |xml| {
        xml.element("w:tcPr", &[], |xml| {
            xml.empty("w:tcW", &[("w:w", width), ("w:type", "dxa")]);
            xml.value("w:vAlign", "center");
        });
        content(xml);
    });
}

/// What numbers of the text lead to.
fn bookmark(xml: &mut Xml, place: usize) {
    let id = place.to_string();
    xml.empty("w:bookmarkStart", &[("w:id", id.as_str()), ("w:name", &anchor(place))]);
    xml.empty("w:bookmarkEnd", &[("w:id", id.as_str())]);
}
