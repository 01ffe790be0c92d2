//! What the user said about the target, before anything was looked at.

/// Where to look for instances.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scope {
    /// One namespace.
    Namespace(String),
    /// Every namespace, `-A`.
    All,
}

/// Which members of the instance a command covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RoleFilter {
    /// All members.
    Any,
    /// Writable members.
    Primary,
    /// Members that follow another.
    Replica,
}

/// The target as the user named it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TargetSpec {
    /// `-n` or `-A`.
    pub scope: Scope,
    /// `-r`: a release, a workload or an instance name.
    pub release: Option<String>,
    /// `-l`: a label selector, given to the API as it is.
    pub selector: Option<String>,
    /// `--pod`.
    pub pod: Option<String>,
    /// `--container`.
    pub container: Option<String>,
    /// `--port`.
    pub port: Option<u16>,
    /// `--role`.
    pub role: RoleFilter,
}

/// A server named by `--url`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UrlTarget {
    /// Host name or address.
    pub host: String,
    /// TCP port.
    pub port: u16,
    /// Whether the scheme was `rediss`.
    pub tls: bool,
    /// ACL user, if the URL names one.
    pub user: Option<String>,
}

/// Parses `redis://[USER@]HOST[:PORT]` or `rediss://…`, as registered for Redis; a path may only be empty or `/`.
///
/// # Errors
/// A sentence. A URL with a password is refused: command lines are seen by every user of the machine.
pub fn parse_url(url: &str) -> Result<UrlTarget, String> {
    let (tls, rest) = if let Some(rest) = url.strip_prefix("redis://") {
        (false, rest)
    } else if let Some(rest) = url.strip_prefix("rediss://") {
        (true, rest)
    } else {
        return Err("expected redis://HOST[:PORT] or rediss://HOST[:PORT]".to_owned());
    };
    let (user, address) = match rest.rsplit_once('@') {
        Some((login, _)) if login.contains(':') => {
            return Err(
                "a password does not belong on the command line: use REDISCLI_AUTH or --redis-password-file".into()
            );
        }
        Some((user, address)) => (Some(user.to_owned()).filter(|user| !user.is_empty()), address),
        None => (None, rest),
    };
    let address = address.strip_suffix('/').unwrap_or(address);
    if address.contains(['/', '?', '#']) {
        return Err("only the server is named by --url: no database, no options".to_owned());
    }
    let (host, port) = split_address(address)?;
    Ok(UrlTarget { host, port, tls, user })
}

fn split_address(address: &str) -> Result<(String, u16), String> {
    let (host, port) = match address.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((host, "")) => (host, None),
        Some((host, port)) => (host, Some(port.strip_prefix(':').ok_or("expected [ADDRESS]:PORT")?)),
        None => match address.rsplit_once(':') {
            Some((host, port)) => (host, Some(port)),
            None => (address, None),
        },
    };
    if host.is_empty() {
        return Err("the host is missing".to_owned());
    }
    let port = match port {
        None => 6379,
        Some(port) => port.parse().ok().filter(|port| *port > 0).ok_or_else(|| format!("'{port}' is not a port"))?,
    };
    Ok((host.to_owned(), port))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_name_a_server_and_nothing_else() {
        let parsed = parse_url("redis://127.0.0.1").expect("valid");
        assert_eq!((parsed.host.as_str(), parsed.port, parsed.tls), ("127.0.0.1", 6379, false));
        let parsed = parse_url("rediss://app@[fe80::1]:6380/").expect("valid");
        assert_eq!((parsed.host.as_str(), parsed.port, parsed.user.as_deref()), ("fe80::1", 6380, Some("app")));
        for wrong in ["localhost", "redis://", "redis://h:0", "redis://h:x", "redis://h/3", "http://h"] {
            assert!(parse_url(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_password_in_a_url_is_refused_without_repeating_it() {
        let error = parse_url("redis://user:hunter2@host").expect_err("refused");
        assert!(error.contains("REDISCLI_AUTH") && !error.contains("hunter2"));
    }
}
