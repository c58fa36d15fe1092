//! The sockets the service listens on, and how many files it may open.

use std::io::ErrorKind;
use std::net::{SocketAddr, TcpListener};

use listenfd::ListenFd;
use nix::sys::resource::{Resource, getrlimit, setrlimit};
use socket2::{SockFilter, SockRef};

use crate::config::Settings;
use crate::text;
use crate::text::Text;

/// Where the service listens. They are opened first: what is taken should be said before any data is touched.
pub struct Sockets {
    /// API and Swagger UI.
    pub api: TcpListener,
    /// Whether others hold the same socket: systemd, or an instance that takes over.
    pub is_shared: bool,
    /// Metrics, if they are wanted.
    pub metrics: Option<TcpListener>,
}

impl Sockets {
    /// Takes the socket that systemd hands over (`LISTEN_FDS`, `sd_listen_fds(3)`), else opens one.
    /// Metrics are done without where their port is taken and nobody chose it.
    pub fn open(settings: &Settings, metrics_by_default: bool) -> Result<Self, String> {
        Self::opened(settings, metrics_by_default).map_err(|refused| refused.in_lines())
    }

    fn opened(settings: &Settings, metrics_by_default: bool) -> Result<Self, Text> {
        let unusable = |error| text!("不能使用交来的套接字（LISTEN_FDS）：{error}", "LISTEN_FDS: {error}");
        let handed_over = ListenFd::from_env().take_tcp_listener(0).map_err(unusable)?;
        let is_shared = handed_over.is_some();
        let api = match handed_over {
            Some(api) => api,
            None => listen("FAZHI_LISTEN", settings.listen)?,
        };
        let metrics = settings.metrics_listen.0;
        let metrics = match metrics.map(|address| listen("FAZHI_METRICS_LISTEN", address)).transpose() {
            Err(taken) if metrics_by_default => {
                log::warn!("no metrics are served: {}", taken.en);
                None
            }
            metrics => metrics?,
        };
        Ok(Self { api, is_shared, metrics })
    }
}

/// Connections that wait to be accepted. The standard library's 128 are soon reached when many clients come at once, and
/// whoever does not find a place tries again only after a second.
const BACKLOG: i32 = 1024;

fn listen(setting: &str, address: SocketAddr) -> Result<TcpListener, Text> {
    let listening = TcpListener::bind(address)
        .and_then(|listener| SockRef::from(&listener).listen(BACKLOG).map(|()| listener));
    let other = SocketAddr::new(address.ip(), address.port().checked_add(1).unwrap_or(8081));
    listening.map_err(|error| match error.kind() {
        ErrorKind::AddrInUse => text!(
            "{address} 已被其他程序占用（也许 fazhi 已在运行）：停掉它，或换一个地址，如 {setting}={other}。",
            "{address} is taken by another program (perhaps fazhi runs already). Stop it, or choose another \
             address: {setting}={other}"
        ),
        _ => text!(
            "不能在 {address} 上监听（{setting}）：{error}",
            "It cannot listen on {address} ({setting}): {error}"
        ),
    })
}

/// Lets no new connection begin, while those that have begun are still accepted. Closing the socket would cut the ones
/// that wait in its queue. A client that comes now hears nothing, and is refused when it tries again a second later.
pub fn take_no_more(listener: &TcpListener) {
    // A packet filter (BPF) of one instruction, "return 0": drop.
    let drop_all = SockFilter::new(6, 0, 0, 0);
    if let Err(error) = SockRef::from(listener).attach_filter(&[drop_all]) {
        log::warn!("connections that begin now may be cut: {error}");
    }
}

/// Lets the process open as many files as the system allows: every connection is one, and the usual soft limit of 1,024
/// is soon reached by clients that keep theirs open.
pub fn raise_limit() {
    let raised = getrlimit(Resource::RLIMIT_NOFILE)
        .and_then(|(_, hard)| setrlimit(Resource::RLIMIT_NOFILE, hard, hard));
    if let Err(error) = raised {
        log::warn!("the limit of open files stays as it is: {error}");
    }
}
