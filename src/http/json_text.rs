//! The bytes of a body as JSON: UTF-8 (RFC 8259 §8.1), and in words what is something else.

use serde_json::Value;
use serde_json::error::Category;

use crate::problems::{ApiError, ApiResult, Code};
use crate::text;
use crate::text::Text;

/// What Windows programs put before UTF-8. RFC 8259 §8.1 lets a reader skip it.
const BOM: &[u8] = b"\xef\xbb\xbf";

/// Reads a body.
///
/// # Errors
/// 400 where it is no JSON in UTF-8, saying which of the two.
pub fn read(bytes: &[u8]) -> ApiResult<Value> {
    let bytes = without_mark(bytes);
    serde_json::from_slice(bytes).map_err(|error| malformed(bytes, &error))
}

/// The bytes without the mark that may stand before them.
#[must_use]
pub fn without_mark(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(BOM).unwrap_or(bytes)
}

/// The refusal of what is no JSON in UTF-8.
#[must_use]
pub fn malformed(bytes: &[u8], error: &serde_json::Error) -> ApiError {
    let why = other_encoding(bytes).unwrap_or_else(|| {
        let (line, column, what) = (error.line(), error.column(), in_chinese(error));
        text!(
            "请求体不是合法的 JSON（第 {line} 行第 {column} 列）：{what}",
            "The body is not valid JSON: {error}"
        )
    });
    ApiError::new(Code::MalformedJson, why)
}

/// What is wrong with the JSON, as far as serde tells kinds of errors apart.
fn in_chinese(error: &serde_json::Error) -> &'static str {
    /// Errors that have a sentence of their own, by the words that serde begins with.
    const SENTENCES: [(&str, &str); 5] = [
        ("trailing comma", "最后一项之后多了逗号"),
        ("trailing characters", "JSON 结束之后还有内容"),
        ("key must be a string", "名称须用双引号括起"),
        ("number out of range", "数字超出范围"),
        ("recursion limit exceeded", "嵌套过深"),
    ];
    let said = error.to_string();
    match (SENTENCES.iter().find(|(english, _)| said.starts_with(english)), error.classify()) {
        (Some((_, chinese)), _) => chinese,
        (None, Category::Eof) => "内容在此中断，不完整",
        (None, _) => "此处有语法错误",
    }
}

/// What a body is that is not UTF-8; `None` where it is.
fn other_encoding(bytes: &[u8]) -> Option<Text> {
    let is_utf_16 = matches!(bytes, [0xff, 0xfe, ..] | [0xfe, 0xff, ..] | [0, _, ..] | [_, 0, ..]);
    if is_utf_16 && bytes.len() > 1 {
        return Some(text!(
            "请求体是 UTF-16 编码，请以 UTF-8 发送（PowerShell：[Text.Encoding]::UTF8.GetBytes(…)）",
            "The body is in UTF-16: send it in UTF-8 (PowerShell: [Text.Encoding]::UTF8.GetBytes(…))"
        ));
    }
    let place = str::from_utf8(bytes).err()?.valid_up_to() + 1;
    Some(text!(
        "请求体不是 UTF-8 编码（从第 {place} 个字节起），可能是 GBK 或 GB18030；请以 UTF-8 发送",
        "The body is not in UTF-8 (from byte {place} on), perhaps in GBK or GB18030: send it in UTF-8"
    ))
}

/// Holds what `Content-Type` says of the encoding against what is read. Bodies are JSON in UTF-8, which has no such
/// parameter (RFC 8259 §11), but many clients send it.
///
/// # Errors
/// 415 where it names another one than UTF-8 or its part ASCII.
pub fn must_be_utf_8(content_type: &str) -> ApiResult<()> {
    let charset = content_type.split(';').skip(1).filter_map(|parameter| parameter.split_once('='));
    let mut charset = charset.filter(|(name, _)| name.trim().eq_ignore_ascii_case("charset"));
    let is_read = |(_, value): (&str, &str)| {
        let value = value.trim().trim_matches('"').to_ascii_lowercase();
        matches!(value.as_str(), "utf-8" | "utf8" | "us-ascii" | "ascii" | "")
    };
    if charset.all(is_read) {
        return Ok(());
    }
    Err(ApiError::new(
        Code::UnsupportedMediaType,
        text!(
            "请求体必须是 UTF-8 编码；Content-Type 中的 charset 是别的编码，请改用 UTF-8（其中汉字可能已经丢失）",
            "The body must be in UTF-8, and Content-Type names another charset: use UTF-8 (Chinese characters may have been lost already)"
        ),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(bytes: &[u8]) -> String {
        read(bytes).unwrap_err().problem(text::Language::Zh, "/", "-").detail
    }

    #[test]
    fn a_byte_order_mark_is_skipped_once() {
        assert_eq!(read(b"\xef\xbb\xbf{}").unwrap(), serde_json::json!({}));
        read(b"\xef\xbb\xbf\xef\xbb\xbf{}").unwrap_err();
    }

    #[test]
    fn what_is_wrong_is_said_in_chinese() {
        for (bytes, what) in [
            (&b""[..], "（第 1 行第 0 列）：内容在此中断，不完整"),
            (b"{\n\"a\":", "（第 2 行第 4 列）：内容在此中断，不完整"),
            (b"{\"a\":x}", "（第 1 行第 6 列）：此处有语法错误"),
            (b"{\"a\":1,}", "（第 1 行第 8 列）：最后一项之后多了逗号"),
            (b"{a:1}", "（第 1 行第 2 列）：名称须用双引号括起"),
            ("[".repeat(200).as_bytes(), "：嵌套过深"),
        ] {
            let said = said(bytes);
            assert!(said.ends_with(what), "{said}");
            assert!(!said.replace("JSON", "").contains(|c: char| c.is_ascii_alphabetic()), "{said}");
        }
    }

    #[test]
    fn other_encodings_are_named() {
        let utf_16: Vec<u8> = "{\"a\":\"民\"}".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert!(said(&utf_16).contains("UTF-16"));
        assert!(said(&[&[0xff, 0xfe], utf_16.as_slice()].concat()).contains("UTF-16"));
        let big: Vec<u8> = "{\"a\":1}".encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert!(said(&big).contains("UTF-16"));
        // 民法典 in GB18030.
        assert!(said(b"{\"a\":\"\xc3\xf1\xb7\xa8\xb5\xe4\"}").contains("GB18030"));
        assert!(said(b"{\"a\":}").contains("第 1 行"));
        assert!(said(b"").contains("第 1 行"));
    }

    #[test]
    fn charsets_other_than_utf_8_are_refused() {
        for good in [
            "application/json",
            "application/json; charset=utf-8",
            "application/json;charset=\"UTF-8\"",
            "application/json; Charset=utf8; x=y",
            "application/json; charset=us-ascii",
        ] {
            must_be_utf_8(good).unwrap();
        }
        for bad in ["GBK", "gb2312", "GB18030", "utf-16", "ISO-8859-1", "\"big5\""] {
            must_be_utf_8(&format!("application/json; charset={bad}")).unwrap_err();
        }
    }
}
