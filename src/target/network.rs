//! NetworkPolicies as plain data (k8s.io/api/networking/v1, types.go).

use super::objects::Selector;

/// A NetworkPolicy, as far as it is about connections to pods.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NetworkPolicyFacts {
    /// Its name.
    pub name: String,
    /// The pods it is about; an empty selector is all of its namespace.
    pub pods: Selector,
    /// Whether it says who may connect to them. Where one does, whom no policy lets in is kept out.
    pub about_ingress: bool,
    /// Who may connect to them, and where.
    pub rules: Vec<IngressRule>,
}

/// Who may connect, and where.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct IngressRule {
    /// Any of these; everybody where there is none.
    pub peers: Vec<Peer>,
    /// Any of these; every port where there is none.
    pub ports: Vec<PortRule>,
}

/// Who may connect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Peer {
    /// Pods: of the policy's own namespace where no namespaces are selected; all of them where no pods are.
    Pods {
        /// Which namespaces.
        namespaces: Option<Selector>,
        /// Which pods of them.
        pods: Option<Selector>,
    },
    /// Addresses: a CIDR and CIDRs in it that are left out.
    Addresses {
        /// `10.0.0.0/8`.
        cidr: String,
        /// `10.1.0.0/16`.
        except: Vec<String>,
    },
}

/// Where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PortRule {
    /// `TCP`, `UDP`, `SCTP`.
    pub protocol: String,
    /// Which port; every one where none is named.
    pub port: Option<PortName>,
    /// The last port of a range that begins with `port`.
    pub last: Option<u16>,
}

/// A port by its number, or by the name that a container gives it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PortName {
    /// By number.
    Number(u16),
    /// By name.
    Name(String),
}
