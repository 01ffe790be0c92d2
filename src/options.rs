//! Options that every command takes, under the headings of the help page.
#![allow(rustdoc::broken_intra_doc_links, reason = "these comments are the help page, where brackets are not links")]

use crate::console::ProgressMode;
use crate::render::Format;
use crate::values::parse_duration;
use clap::ColorChoice;
use std::path::PathBuf;
use std::time::Duration;

const KUBERNETES: &str = "Kubernetes options";
const TARGET: &str = "Target options";
const REDIS: &str = "Redis options";
/// The heading of what concerns the answer, not the question.
pub const OUTPUT: &str = "Output options";

/// The headings, in the help page's order.
pub const HEADINGS: [&str; 4] = [KUBERNETES, TARGET, REDIS, OUTPUT];

/// Options that every command takes, before or after its name.
#[derive(Debug, Clone, clap::Args)]
pub struct GlobalArgs {
    /// Kubeconfig file (default: $KUBECONFIG, ~/.kube/config, or the pod's service account)
    #[arg(long, global = true, help_heading = KUBERNETES, value_name = "FILE")]
    pub kubeconfig: Option<PathBuf>,
    /// Context of the kubeconfig
    #[arg(long, global = true, help_heading = KUBERNETES, value_name = "NAME", env = "REDIS_OPS_CONTEXT", hide_env_values = true)]
    pub context: Option<String>,
    /// Cluster of the kubeconfig
    #[arg(long, global = true, help_heading = KUBERNETES, value_name = "NAME")]
    pub cluster: Option<String>,
    /// User of the kubeconfig (Redis's user is --redis-user)
    #[arg(long, global = true, help_heading = KUBERNETES, value_name = "NAME")]
    pub user: Option<String>,
    /// User to impersonate at the Kubernetes API
    #[arg(long = "as", global = true, help_heading = KUBERNETES, value_name = "USER")]
    pub impersonate: Option<String>,
    /// Group to impersonate (can be repeated)
    #[arg(long = "as-group", global = true, help_heading = KUBERNETES, value_name = "GROUP", requires = "impersonate")]
    pub impersonate_groups: Vec<String>,
    /// Longest wait for one answer of the Kubernetes API
    #[arg(long, global = true, help_heading = KUBERNETES, value_name = "DURATION", default_value = "10s", value_parser = parse_duration)]
    pub request_timeout: Duration,

    /// Target of the configuration file: the options that stand there under this name
    #[arg(short = 't', long, global = true, help_heading = TARGET, value_name = "NAME", env = "REDIS_OPS_TARGET", hide_env_values = true)]
    pub target: Option<String>,
    /// Namespace (default: the context's)
    #[arg(short = 'n', long, global = true, help_heading = TARGET, value_name = "NAME", env = "REDIS_OPS_NAMESPACE", hide_env_values = true)]
    pub namespace: Option<String>,
    /// Look in all namespaces
    #[arg(short = 'A', long, global = true, help_heading = TARGET, conflicts_with = "namespace")]
    pub all_namespaces: bool,
    /// Release, workload or instance name
    #[arg(short = 'r', long, global = true, help_heading = TARGET, value_name = "NAME", env = "REDIS_OPS_RELEASE", hide_env_values = true)]
    pub release: Option<String>,
    /// Label selector of the pods
    #[arg(short = 'l', long, global = true, help_heading = TARGET, value_name = "SELECTOR")]
    pub selector: Option<String>,
    /// One pod
    #[arg(long, global = true, help_heading = TARGET, value_name = "NAME")]
    pub pod: Option<String>,
    /// The server's container (default: found)
    #[arg(long, global = true, help_heading = TARGET, value_name = "NAME")]
    pub container: Option<String>,
    /// The server's port (default: found, else 6379)
    #[arg(long, global = true, help_heading = TARGET, value_name = "PORT")]
    pub port: Option<u16>,
    /// Members with this role only
    #[arg(long, global = true, help_heading = TARGET, value_name = "ROLE", default_value = "any")]
    pub role: RoleChoice,
    /// Secret with REDIS_SENTINEL_HOST: the Redis that the Sentinels there name
    #[arg(long, global = true, help_heading = TARGET, value_name = "NAME", conflicts_with_all = ["url", "all_namespaces", "selector"])]
    pub sentinel_secret: Option<String>,
    /// The primary's name at Sentinel, as it is spelt there (default: the only one)
    #[arg(long, global = true, help_heading = TARGET, value_name = "NAME", conflicts_with = "url")]
    pub master_name: Option<String>,
    /// A server without Kubernetes: redis://HOST[:PORT] or rediss://HOST[:PORT]
    #[arg(long, global = true, help_heading = TARGET, value_name = "URL", conflicts_with_all = ["namespace", "all_namespaces", "release", "selector", "pod", "container", "port"])]
    pub url: Option<String>,

    /// ACL user of Redis
    #[arg(long, global = true, help_heading = REDIS, value_name = "NAME")]
    pub redis_user: Option<String>,
    /// File that holds Redis's password (default: $REDISCLI_AUTH, else found in the pod's specification)
    #[arg(long, global = true, help_heading = REDIS, value_name = "FILE")]
    pub redis_password_file: Option<PathBuf>,
    /// Secret that holds Redis's password
    #[arg(long, global = true, help_heading = REDIS, value_name = "NAME[/KEY]", conflicts_with_all = ["redis_password_file", "url"])]
    pub redis_password_secret: Option<String>,
    /// Connect to Redis by TLS
    #[arg(long, global = true, help_heading = REDIS)]
    pub redis_tls: bool,
    /// CA certificates for Redis's TLS, PEM (default: the system's)
    #[arg(long, global = true, help_heading = REDIS, value_name = "FILE")]
    pub redis_cacert: Option<PathBuf>,
    /// Client certificate for Redis's TLS, PEM
    #[arg(long, global = true, help_heading = REDIS, value_name = "FILE", requires = "redis_key")]
    pub redis_cert: Option<PathBuf>,
    /// Key of the client certificate, PEM
    #[arg(long, global = true, help_heading = REDIS, value_name = "FILE", requires = "redis_cert")]
    pub redis_key: Option<PathBuf>,
    /// Server name to expect in Redis's certificate
    #[arg(long, global = true, help_heading = REDIS, value_name = "NAME")]
    pub redis_sni: Option<String>,
    /// Do not verify Redis's certificate
    #[arg(long, global = true, help_heading = REDIS)]
    pub redis_insecure: bool,
    /// A command that the servers know by another name; the name is never shown (can be repeated)
    #[arg(long, global = true, help_heading = REDIS, value_name = "NAME=NEW-NAME")]
    pub rename_command: Vec<String>,
    /// File with such names: lines NAME=NEW-NAME, or a redis.conf with rename-command
    #[arg(long, global = true, help_heading = REDIS, value_name = "FILE")]
    pub rename_command_file: Option<PathBuf>,
    /// Longest wait for one node
    #[arg(long, global = true, help_heading = REDIS, value_name = "DURATION", default_value = "5s", value_parser = parse_duration)]
    pub node_timeout: Duration,

    /// Longest run of the whole command; what is known by then is shown (default: none)
    #[arg(long, global = true, help_heading = OUTPUT, value_name = "DURATION", value_parser = parse_duration)]
    pub timeout: Option<Duration>,
    /// Form of the answer on stdout
    #[arg(short = 'o', long, global = true, help_heading = OUTPUT, value_name = "FORMAT", default_value = "table")]
    pub output: Format,
    /// Errors only on stderr, no progress
    #[arg(short = 'q', long, global = true, help_heading = OUTPUT)]
    pub quiet: bool,
    /// Show API calls and Redis commands with their times; twice: frames too
    #[arg(short = 'v', long, global = true, help_heading = OUTPUT, action = clap::ArgAction::Count, conflicts_with = "quiet")]
    pub verbose: u8,
    /// Append everything that -vv would show to a file
    #[arg(long, global = true, help_heading = OUTPUT, value_name = "FILE")]
    pub log_file: Option<PathBuf>,
    /// How progress is shown on stderr
    #[arg(long, global = true, help_heading = OUTPUT, value_name = "MODE", default_value = "auto")]
    pub progress: ProgressMode,
    /// When to use colours
    #[arg(long, global = true, help_heading = OUTPUT, value_name = "WHEN", default_value = "auto")]
    pub color: ColorChoice,
}

/// `--role`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum RoleChoice {
    /// The writable members.
    Primary,
    /// The members that follow another.
    Replica,
    /// All members.
    #[default]
    Any,
}
