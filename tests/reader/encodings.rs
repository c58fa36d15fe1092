//! Texts in the encodings in which offices save them.

use encoding_rs::GB18030;
use fazhi::reports::reader::source;

use super::seed::SEED;

#[test]
fn texts_in_gb18030_are_decoded() {
    let (bytes, _, lossy) = GB18030.encode(SEED);
    assert!(!lossy && bytes.len() < SEED.len());
    assert_eq!(source::text(&bytes).unwrap(), SEED);
    let (short, ..) = GB18030.encode("受理矛盾纠纷5件。");
    assert_eq!(source::text(&short).unwrap(), "受理矛盾纠纷5件。");
}

#[test]
fn byte_order_marks_say_which_it_is() {
    let utf_16: Vec<u8> = "\u{feff}受理矛盾纠纷5件。\r\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(source::text(&utf_16).unwrap(), "受理矛盾纠纷5件。\r\n");
    assert_eq!(source::text("\u{feff}受理5件".as_bytes()).unwrap(), "受理5件");
}

#[test]
fn damaged_texts_and_other_files_are_refused() {
    let mut damaged = SEED.as_bytes().to_vec();
    damaged[900] = 0xff;
    let refused = source::text(&damaged).unwrap_err();
    assert!(refused.message_zh.contains("损坏") && refused.message_en.contains("UTF-8"), "{refused:?}");
    for other in
        [&b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0"[..], b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\x00\x01", b"\xff"]
    {
        let refused = source::text(other).unwrap_err();
        assert!(refused.message_zh.contains("GB18030"), "{refused:?}");
    }
}
