//! Which proxy leads to an API server, as kubectl decides it: `proxy-url` of the kubeconfig, whatever else is said; else that of
//! the environment, but for servers of `NO_PROXY` and of this machine (golang.org/x/net/http/httpproxy). kube 5.0 holds
//! `NO_PROXY` against the proxy in place of the server.

use crate::error::{Error, Result};
use http::Uri;
use hyper_util::client::proxy::matcher::Matcher;
use std::net::IpAddr;

/// A proxy, and who named it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Proxy {
    /// With the user and password, if there are.
    pub url: Uri,
    named_by: String,
}

impl Proxy {
    /// Without user and password, to follow the name of what it leads to.
    pub fn words(&self) -> String {
        let host = self.url.host().unwrap_or_default();
        let port = self.url.port_u16().map(|port| format!(":{port}")).unwrap_or_default();
        let scheme = self.url.scheme_str().unwrap_or("http");
        format!(", through the proxy {scheme}://{host}{port} of {}", self.named_by)
    }
}

/// The proxy to an API server; `named` is the kubeconfig's.
///
/// # Errors
/// Of kind Usage, for a URL that is none, or of a proxy of another kind.
pub(super) fn proxy_to(
    server: &Uri,
    named: Option<&str>,
    environment: impl Fn(&str) -> Option<String>,
) -> Result<Option<Proxy>> {
    if let Some(url) = named {
        return parse(url, "the kubeconfig (proxy-url)").map(Some);
    }
    let value_of = |name: &str| environment(name).filter(|value| !value.is_empty());
    let upper = if server.scheme_str() == Some("http") { "HTTP_PROXY" } else { "HTTPS_PROXY" };
    let lower = upper.to_lowercase();
    let said = [upper, &lower].into_iter().find_map(|name| Some((name.to_owned(), value_of(name)?)));
    let Some((name, url)) = said.filter(|_| !is_of_this_machine(server)) else { return Ok(None) };
    let except = value_of("NO_PROXY").or_else(|| value_of("no_proxy")).unwrap_or_default();
    let may_be_asked = Matcher::builder().all("http://any").no(except).build().intercept(server).is_some();
    if !may_be_asked {
        return Ok(None);
    }
    parse(&url, &name).map(Some)
}

fn is_of_this_machine(server: &Uri) -> bool {
    let host = server.host().unwrap_or_default().trim_start_matches('[').trim_end_matches(']');
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// The URL may hold a password, and is in no error.
fn parse(url: &str, named_by: &str) -> Result<Proxy> {
    let unusable = |why: String| {
        Error::usage(format!("cannot use the proxy of {named_by}"))
            .cause(why)
            .hint("a proxy is http://[USER:PASSWORD@]HOST:PORT, or https:// or socks5://, with % marks in the password")
    };
    // as curl and Go read it
    let full = if url.contains("://") { url.to_owned() } else { format!("http://{url}") };
    // socks5 has the proxy look names up as well
    let full = full.replacen("socks5h://", "socks5://", 1);
    let url: Uri = full.parse().map_err(|_| unusable("its URL is none".to_owned()))?;
    match url.scheme_str() {
        Some("http" | "https" | "socks5") if url.host().is_some_and(|host| !host.is_empty()) => {
            Ok(Proxy { url, named_by: named_by.to_owned() })
        }
        Some(other @ ("http" | "https" | "socks5")) => Err(unusable(format!("{other}:// without a host"))),
        other => Err(unusable(format!("{}:// is no kind of proxy that is known here", other.unwrap_or_default()))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn through(server: &str, named: Option<&str>, environment: &[(&str, &str)]) -> Option<String> {
        let value = |name: &str| environment.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned());
        let found = proxy_to(&server.parse().expect("a URL"), named, value).expect("a proxy that can be used");
        found.map(|proxy| proxy.url.to_string())
    }

    #[test]
    fn the_kubeconfigs_proxy_counts_whatever_the_environment_says() {
        let environment = [("HTTPS_PROXY", "http://other:1"), ("NO_PROXY", "*")];
        for server in ["https://api.example:6443", "https://127.0.0.1:6443"] {
            assert_eq!(through(server, Some("http://p:3128"), &environment).as_deref(), Some("http://p:3128/"));
        }
    }

    #[test]
    fn the_environments_proxy_is_for_servers_elsewhere_that_are_no_exception() {
        let of = |server: &str, except: &str| {
            through(server, None, &[("HTTPS_PROXY", "http://p:3128"), ("NO_PROXY", except)]).is_some()
        };
        assert!(of("https://api.example:6443", ""));
        // exceptions are of the server, not of the proxy
        assert!(of("https://api.example:6443", "p,10.0.0.0/8"));
        for except in ["api.example", ".example", "example", "*", "a.b, api.example,"] {
            assert!(!of("https://api.example:6443", except), "{except}");
        }
        assert!(!of("https://10.1.2.3:6443", "10.0.0.0/8"));
        for here in ["https://127.0.0.1:6443", "https://localhost:6443", "https://[::1]:6443"] {
            assert!(!of(here, ""), "{here}");
        }
    }

    #[test]
    fn each_scheme_has_its_variable_and_a_proxy_may_be_named_without_one() {
        let both = [("https_proxy", "p:3128"), ("HTTP_PROXY", "q:1")];
        assert_eq!(through("https://a:1", None, &both).as_deref(), Some("http://p:3128/"));
        assert_eq!(through("http://a:1", None, &both).as_deref(), Some("http://q:1/"));
        assert_eq!(through("https://a:1", None, &[("HTTPS_PROXY", "")]), None);
        assert_eq!(through("https://a:1", Some("socks5h://p:1080"), &[]).as_deref(), Some("socks5://p:1080/"));
    }

    #[test]
    fn what_cannot_be_used_is_said_without_its_password() {
        for wrong in
            ["ftp://user:secret@p:21", "http://user:secret@", "http://user:secret @p", "socks4://user:secret@p"]
        {
            let error = proxy_to(&"https://a:1".parse().expect("a URL"), Some(wrong), |_| None).expect_err("no proxy");
            let text = format!("{} {:?}", error.chain(), error.hints());
            assert!(text.contains("proxy-url") && !text.contains("secret"), "{text}");
        }
        let proxy = parse("http://user:secret@p:3128", "HTTPS_PROXY").expect("one");
        assert_eq!(proxy.words(), ", through the proxy http://p:3128 of HTTPS_PROXY");
    }
}
