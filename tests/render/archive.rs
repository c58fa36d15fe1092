//! The parts of a .docx file, read back.

use std::io::{Cursor, Read};

use quick_xml::Reader;
use quick_xml::events::Event;
use zip::ZipArchive;

/// Names and texts of the parts, in the order of the file.
pub fn parts(docx: Vec<u8>) -> Vec<(String, String)> {
    let mut archive = ZipArchive::new(Cursor::new(docx)).unwrap();
    let places = 0..archive.len();
    let read = |place| {
        let mut file = archive.by_index(place).unwrap();
        let mut text = String::new();
        file.read_to_string(&mut text).unwrap();
        (file.name().unwrap().into_owned(), text)
    };
    places.map(read).collect()
}

/// Calls for each element: its name and the names of its children, in order. Fails where the XML is not well-formed.
pub fn each_element(xml: &str, mut seen: impl FnMut(&str, &[String])) {
    let mut reader = Reader::from_str(xml);
    reader.config_mut().check_end_names = true;
    reader.config_mut().expand_empty_elements = true;
    let mut open: Vec<(String, Vec<String>)> = vec![(String::new(), vec![])];
    loop {
        match reader.read_event().unwrap() {
            Event::Start(start) => {
                start.attributes().for_each(|attribute| drop(attribute.unwrap()));
                let name = start.name().as_ref().to_owned();
                open.last_mut().unwrap().1.push(name.clone());
                open.push((name, vec![]));
            }
            Event::End(_) => {
                let (name, children) = open.pop().unwrap();
                seen(&name, &children);
            }
            Event::Eof => break,
            _ => {}
        }
    }
    assert_eq!(open.len(), 1, "elements that are not closed");
}
