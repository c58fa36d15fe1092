//! Where a request comes from: from whoever speaks to the service, or, where that is a proxy that is trusted, from whom
//! it says that it speaks for. What proxies say is read from the end: what stands before the first address that is not a trusted
//! proxy's may be made up.

use std::net::{IpAddr, SocketAddr};
use std::str::FromStr;

use actix_web::http::header::{FORWARDED, HeaderMap, HeaderName, X_FORWARDED_FOR};
use ipnet::{IpNet, Ipv4Net};

/// The networks whose proxies are believed when they say whom they speak for; by default none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TrustedProxies(Vec<IpNet>);

impl FromStr for TrustedProxies {
    type Err = String;

    /// Reads networks in CIDR notation (RFC 4632 §3.1) or single addresses, with commas between them.
    fn from_str(text: &str) -> Result<Self, String> {
        let named = text.split(',').map(str::trim).filter(|name| !name.is_empty());
        named.map(network).collect::<Result<_, _>>().map(Self)
    }
}

fn network(text: &str) -> Result<IpNet, String> {
    let network = text.parse().ok().or_else(|| text.parse::<IpAddr>().ok().map(IpNet::from));
    network.map(canonical).ok_or_else(|| {
        crate::text!("{text} 不是网段；例如 10.0.0.0/8", "{text} is no network such as 10.0.0.0/8").in_lines()
    })
}

/// The network of the addresses that those of this one are compared as.
fn canonical(network: IpNet) -> IpNet {
    let IpNet::V6(mapped) = network else { return network };
    let length = mapped.prefix_len().checked_sub(96);
    let found = mapped.addr().to_ipv4_mapped().zip(length);
    found.and_then(|(address, length)| Ipv4Net::new(address, length).ok()).map_or(network, IpNet::V4)
}

impl TrustedProxies {
    /// The address that a request comes from: that of its `peer`; where this one is trusted, the last one in
    /// `X-Forwarded-For`, or without that in `Forwarded` (RFC 7239 §5.2), that is not trusted itself. Where all are, it
    /// is the first of them; where what would have to be read is no address, it is the peer's.
    #[must_use]
    pub fn client(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        let peer = peer.to_canonical();
        if self.trust(peer) { self.told(headers).unwrap_or(peer) } else { peer }
    }

    /// Whether what a proxy at this address says is believed.
    #[must_use]
    pub fn believe(&self, peer: IpAddr) -> bool {
        self.trust(peer.to_canonical())
    }

    fn trust(&self, address: IpAddr) -> bool {
        self.0.iter().any(|network| network.contains(&address))
    }

    /// Proxies add at the end, so what is nearer to the beginning than the first address that is not trusted may be
    /// made up.
    fn told(&self, headers: &HeaderMap) -> Option<IpAddr> {
        let (name, read) = if headers.contains_key(X_FORWARDED_FOR) {
            (X_FORWARDED_FOR, node as fn(&str) -> Option<IpAddr>)
        } else {
            (FORWARDED, node_in_element as _)
        };
        let mut told = None;
        for hop in hops(headers, &name) {
            let address = read(str::from_utf8(hop).ok()?)?;
            told = Some(address);
            if !self.trust(address) {
                break;
            }
        }
        told
    }
}

/// The elements of a list, from the last to the first. They are told apart by commas alone, also in quotes: an address
/// has no comma, and what a client sent must not swallow what a proxy added behind it.
fn hops<'a>(headers: &'a HeaderMap, name: &HeaderName) -> impl Iterator<Item = &'a [u8]> {
    let lines = headers.get_all(name).rev();
    let hops = lines.flat_map(|line| line.as_bytes().rsplit(|byte| *byte == b','));
    hops.map(<[u8]>::trim_ascii).filter(|hop| !hop.is_empty())
}

/// An address as it stands in either header: bare, in brackets, with a port or without.
fn node(text: &str) -> Option<IpAddr> {
    let bare = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(text);
    let address = bare.parse().ok().or_else(|| Some(text.parse::<SocketAddr>().ok()?.ip()));
    address.map(|address: IpAddr| address.to_canonical())
}

/// The address in an element of `Forwarded`, such as `for="[2001:db8::1]:4711";proto=https`.
fn node_in_element(element: &str) -> Option<IpAddr> {
    let mut pairs = element.split(';').filter_map(|pair| pair.split_once('='));
    let (_, value) = pairs.find(|(name, _)| name.trim().eq_ignore_ascii_case("for"))?;
    node(value.trim().trim_matches('"'))
}

#[cfg(test)]
#[path = "client_address_tests.rs"]
mod tests;
