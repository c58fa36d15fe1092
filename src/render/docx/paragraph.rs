//! Paragraphs and runs. What a style of `parts/styles.xml` says is not said again here.

use super::xml::Xml;

/// A paragraph's style, and the little that paragraphs of one style differ in.
pub(super) struct Paragraph<'a> {
    style: &'a str,
    /// Space at its right, in halves of a character.
    right: Option<usize>,
}

/// A stretch of text of one kind.
pub(super) struct Stretch<'a> {
    text: &'a str,
    /// Character style.
    style: Option<&'a str>,
    /// Place of the figure in the attachment that it leads to.
    figure: Option<usize>,
    /// What stands before it within the paragraph: nothing, a line break, a tabulator.
    before: Option<&'a str>,
}

impl<'a> Paragraph<'a> {
    pub(super) fn of(style: &'a str) -> Self {
        Self { style, right: None }
    }

    pub(super) fn right(self, halves: usize) -> Self {
        Self { right: Some(halves), ..self }
    }

    pub(super) fn write(&self, xml: &mut Xml, stretches: &[Stretch<'_>]) {
        self.write_with(xml, |xml| stretches.iter().for_each(|stretch| stretch.write(xml)));
    }

    /// A paragraph with other things than text in it.
    pub(super) fn write_with(&self, xml: &mut Xml, content: impl FnOnce(&mut Xml)) {
        xml.element("w:p", &[], |xml| {
            xml.element("w:pPr", &[], |xml| self.properties(xml));
            content(xml);
        });
    }

    fn properties(&self, xml: &mut Xml) {
        xml.value("w:pStyle", self.style);
        if let Some(halves) = self.right {
            // Hundredths of a character, and twentieths of a point for readers that do not know characters.
            let (characters, twips) = ((halves * 50).to_string(), (halves * 158).to_string());
            xml.empty("w:ind", &[("w:rightChars", characters.as_str()), ("w:right", twips.as_str())]);
        }
    }
}

impl<'a> Stretch<'a> {
    pub(super) fn plain(text: &'a str) -> Self {
        Self { text, style: None, figure: None, before: None }
    }

    pub(super) fn styled(text: &'a str, style: Option<&'a str>) -> Self {
        Self { style, ..Self::plain(text) }
    }

    pub(super) fn figure(self, figure: Option<usize>) -> Self {
        Self { figure, ..self }
    }

    pub(super) fn after(self, before: Option<&'a str>) -> Self {
        Self { before, ..self }
    }

    pub(super) fn write(&self, xml: &mut Xml) {
        match self.figure {
            Some(place) => {
                xml.element("w:hyperlink", &[("w:anchor", &anchor(place))], |xml| self.run(xml));
            }
            None => self.run(xml),
        }
    }

    fn run(&self, xml: &mut Xml) {
        xml.element("w:r", &[], |xml| {
            xml.element("w:rPr", &[], |xml| {
                if let Some(style) = self.style {
                    xml.value("w:rStyle", style);
                }
                // Quotation marks and dashes are Chinese ones, a whole character wide.
                xml.empty("w:rFonts", &[("w:hint", "eastAsia")]);
            });
            if let Some(before) = self.before {
                xml.empty(before, &[]);
            }
            xml.element("w:t", &[("xml:space", "preserve")], |xml| xml.text(self.text));
        });
    }
}

/// The bookmark of a figure in the attachment.
pub(super) fn anchor(place: usize) -> String {
    format!("figure_{place}")
}
