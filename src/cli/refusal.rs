//! A command line that is refused: a line in Chinese, then what clap says in English.

use clap::error::{ContextKind, ContextValue, ErrorKind};

use crate::config::reasons;

/// Ends the program with what is wrong with the command line, or with the help that was asked for.
pub fn end(error: &clap::Error) -> ! {
    let Some(chinese) = in_chinese(error) else { error.exit() };
    eprintln!("fazhi: {chinese}");
    if reasons::bilingual(error).is_none() {
        error.exit();
    }
    eprint!("{}", reasons::in_english(error));
    std::process::exit(error.exit_code())
}

/// What is wrong, in Chinese; `None` where help or the version was asked for.
fn in_chinese(error: &clap::Error) -> Option<String> {
    let argument = said(error, ContextKind::InvalidArg);
    Some(match error.kind() {
        ErrorKind::DisplayHelp
        | ErrorKind::DisplayVersion
        | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => return None,
        ErrorKind::InvalidSubcommand => {
            let command = said(error, ContextKind::InvalidSubcommand);
            format!("没有子命令 {command}{}", meant(error, ContextKind::SuggestedSubcommand))
        }
        ErrorKind::UnknownArgument => {
            format!("没有参数 {argument}{}", meant(error, ContextKind::SuggestedArg))
        }
        ErrorKind::MissingRequiredArgument => format!("缺少参数 {argument}。"),
        ErrorKind::MissingSubcommand => {
            let commands = said(error, ContextKind::ValidSubcommand);
            format!("缺少子命令，可用：{commands}。")
        }
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => of_value(error, &argument),
        ErrorKind::TooManyValues => {
            format!("参数 {argument} 多了一个值“{}”。", said(error, ContextKind::InvalidValue))
        }
        ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues => of_number(error, &argument),
        ErrorKind::ArgumentConflict => match said(error, ContextKind::PriorArg) {
            other if other.is_empty() || other == argument => format!("参数 {argument} 只能写一次。"),
            other => format!("参数 {argument} 不能与 {other} 同时使用。"),
        },
        ErrorKind::NoEquals => format!("参数 {argument} 和它的值之间要写等号（=）。"),
        ErrorKind::InvalidUtf8 => "命令行中有不是 UTF-8 的文字。".to_owned(),
        _ => "命令行有误，见下。".to_owned(),
    })
}

fn of_value(error: &clap::Error, argument: &str) -> String {
    let value = said(error, ContextKind::InvalidValue);
    let own = reasons::bilingual(error).map(|own| own.zh);
    let what = own.or_else(|| reasons::allowed(error)).map_or_else(String::new, |what| format!("，{what}"));
    if value.is_empty() {
        return format!("参数 {argument} 要有值{what}。");
    }
    format!("参数 {argument} 的值“{value}”不能用{what}。")
}

fn of_number(error: &clap::Error, argument: &str) -> String {
    let given = said(error, ContextKind::ActualNumValues);
    let least =
        [ContextKind::MinValues, ContextKind::ExpectedNumValues].map(|kind| said(error, kind)).concat();
    format!("参数 {argument} 要有 {least} 个值，给了 {given} 个。")
}

/// What clap knows of this kind.
fn said(error: &clap::Error, kind: ContextKind) -> String {
    match error.get(kind) {
        Some(ContextValue::Strings(several)) => several.join("、"),
        Some(one) => one.to_string(),
        None => String::new(),
    }
}

/// The end of the sentence: the names that may have been meant, of which clap has the likeliest last.
fn meant(error: &clap::Error, kind: ContextKind) -> String {
    let names = match error.get(kind) {
        Some(ContextValue::Strings(several)) => {
            several.iter().rev().cloned().collect::<Vec<_>>().join(" 或 ")
        }
        Some(one) => one.to_string(),
        None => return "。".to_owned(),
    };
    format!("，是否应为 {names}？")
}
