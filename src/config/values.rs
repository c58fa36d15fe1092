//! Values of settings that are more than a text or a number, and how they are read.

use std::net::SocketAddr;
use std::num::NonZeroU32;

use crate::auth::Role;
use crate::auth::oidc::Algorithm;
use crate::regions::Code;
use crate::text;

/// Where metrics are served; `None` for nowhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MetricsListen(pub Option<SocketAddr>);

pub(super) fn metrics_listen(text: &str) -> Result<MetricsListen, String> {
    if text == "off" {
        return Ok(MetricsListen(None));
    }
    match text.parse() {
        Ok(address) => Ok(MetricsListen(Some(address))),
        Err(error) => {
            Err(text!("应为地址和端口，或 off", "{error}, such as 127.0.0.1:9090, nor off").in_lines())
        }
    }
}

/// How many in a minute; `None` for any number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PerMinute(pub Option<NonZeroU32>);

pub(super) fn per_minute<const MOST: u32>(text: &str) -> Result<PerMinute, String> {
    if text == "off" {
        return Ok(PerMinute(None));
    }
    let number = text.parse().ok().filter(|number: &NonZeroU32| number.get() <= MOST);
    let wrong = || text!("应为 1 至 {MOST} 的整数，或 off", "it is not in 1..={MOST}, nor off").in_lines();
    number.map(|number| PerMinute(Some(number))).ok_or_else(wrong)
}

/// How tokens of an identity provider may be signed.
#[derive(Clone, Debug)]
pub struct Algorithms(pub Vec<Algorithm>);

pub(super) fn algorithms(text: &str) -> Result<Algorithms, String> {
    let known = Algorithm::ALL.map(Algorithm::as_str).join(", ");
    let wrong =
        |name: &str| text!("没有算法 {name}；应为：{known}", "no algorithm {name}: {known}").in_lines();
    let read = |name: &str| Algorithm::parse(name.trim()).ok_or_else(|| wrong(name));
    text.split(',').map(read).collect::<Result<_, _>>().map(Algorithms)
}

/// The roles that an identity provider may give.
#[derive(Clone, Debug)]
pub struct Roles(pub Vec<Role>);

pub(super) fn roles(text: &str) -> Result<Roles, String> {
    text.split(',').map(|role| role.trim().parse()).collect::<Result<_, _>>().map(Roles)
}

/// The regions in which it may.
#[derive(Clone, Debug)]
pub struct Regions(pub Vec<Code>);

pub(super) fn regions(text: &str) -> Result<Regions, String> {
    let read = |code: &str| Code::read(code.trim()).map_err(|wrong| wrong.in_lines());
    text.split(',').map(read).collect::<Result<_, _>>().map(Regions)
}
