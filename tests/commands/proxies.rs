//! An API server that only a proxy leads to: by the kubeconfig, by the environment, and not where it is an exception.

use crate::harness::Tool;
use crate::harness::proxy::Proxy;
use crate::sandbox::{Deployment, Sandbox};
use std::path::PathBuf;

const NOT_TO_BE_SHOWN: &str = "p@ss:w%rd";
/// `ops:p@ss:w%rd` as a proxy gets it.
const CREDENTIALS: &str = "b3BzOnBAc3M6dyVyZA==";
const ENCODED: &str = "ops:p%40ss%3Aw%25rd";

fn cache() -> Sandbox {
    Sandbox::builder().deployment(Deployment::SbChart).namespace("apps").start()
}

/// The port of its API server.
fn port(sandbox: &Sandbox) -> u16 {
    let text = std::fs::read_to_string(sandbox.kubeconfig()).expect("a kubeconfig");
    let port = text.lines().find_map(|line| line.trim().strip_prefix("server: https://127.0.0.1:")?.parse().ok());
    port.expect("a server of this machine")
}

/// A kubeconfig whose server has a name that nobody but a proxy can look up, with these lines more in its cluster.
fn elsewhere(sandbox: &Sandbox, tool: &Tool, more: &str) -> PathBuf {
    let text = std::fs::read_to_string(sandbox.kubeconfig()).expect("a kubeconfig");
    let here = format!("https://127.0.0.1:{}", port(sandbox));
    let there = format!("https://api.elsewhere.invalid:6443\n    tls-server-name: 127.0.0.1{more}");
    let path = tool.folder().join("kubeconfig");
    std::fs::write(&path, text.replace(&here, &there)).expect("a file");
    path
}

#[test]
fn everything_goes_through_the_proxy_of_the_kubeconfig() {
    let sandbox = cache();
    sandbox.fill(50);
    let proxy = Proxy::http(port(&sandbox), CREDENTIALS);
    // exceptions of the environment are none of the kubeconfig's
    let tool = Tool::alone().env("NO_PROXY", "*").env("HTTPS_PROXY", "http://127.0.0.1:1");
    let more = format!("\n    proxy-url: http://{ENCODED}@127.0.0.1:{}", proxy.port());
    let kubeconfig = elsewhere(&sandbox, &tool, &more);
    let tool = tool.env("KUBECONFIG", kubeconfig);
    for words in [
        &["ping"][..],
        &["health"],
        &["backup-rdb"],
        &["cli", "PING"],
        &["bash", "--", "sh", "-c", "echo from the pod"],
        &["doctor"],
    ] {
        let run = tool.run(words);
        run.expect(0);
        assert!(!run.everything().contains(NOT_TO_BE_SHOWN) && !run.everything().contains(ENCODED), "{run}");
    }
    let asked = proxy.asked();
    assert!(asked.len() > 6, "{asked:?}");
    for head in asked {
        assert!(head.starts_with("CONNECT api.elsewhere.invalid:6443 HTTP/1.1"), "{head}");
    }
}

#[test]
fn the_environments_proxy_is_asked_but_for_its_exceptions() {
    let sandbox = cache();
    let proxy = Proxy::http(port(&sandbox), "");
    let socks = Proxy::socks(port(&sandbox));
    let kubeconfig = |tool: Tool| {
        let path = elsewhere(&sandbox, &tool, "");
        tool.env("KUBECONFIG", path).env("HTTPS_PROXY", format!("127.0.0.1:{}", proxy.port()))
    };
    // where the proxy itself is an exception it still leads to servers that are none
    kubeconfig(Tool::alone()).env("NO_PROXY", "127.0.0.1,10.0.0.0/8").run(&["ping"]).expect(0);
    let asked = proxy.asked().len();
    assert!(asked > 0);
    let run = kubeconfig(Tool::alone()).env("NO_PROXY", ".elsewhere.invalid").run(&["ping", "--request-timeout", "3s"]);
    assert!(run.expect(3).everything().contains("api.elsewhere.invalid") || run.stderr.contains("lookup"), "{run}");
    // as kubectl's, a server of this machine needs none
    let here = Tool::on(&sandbox).env("https_proxy", format!("http://127.0.0.1:{}", proxy.port()));
    here.run(&["ping"]).expect(0);
    assert_eq!(proxy.asked().len(), asked);

    let tool = Tool::alone();
    let path = elsewhere(&sandbox, &tool, "");
    let tool = tool.env("KUBECONFIG", path).env("https_proxy", format!("socks5://127.0.0.1:{}", socks.port()));
    tool.run(&["ping"]).expect(0);
    assert!(socks.asked().iter().all(|name| name == "api.elsewhere.invalid") && !socks.asked().is_empty());
}

#[test]
fn a_proxy_that_does_not_help_is_named_without_its_password() {
    let sandbox = cache();
    let proxy = Proxy::http(port(&sandbox), CREDENTIALS);
    let with = |url: &str| {
        let tool = Tool::alone();
        let path = elsewhere(&sandbox, &tool, &format!("\n    proxy-url: {url}"));
        tool.env("KUBECONFIG", path)
    };
    let refused = with(&format!("http://ops:wrong-one@127.0.0.1:{}", proxy.port())).run(&["ping"]);
    refused.expect(3);
    let gone = with("http://ops:wrong-one@127.0.0.1:1").run(&["ping"]);
    gone.expect(3);
    for (run, words) in [(&refused, "proxy authorization required"), (&gone, "Connection refused")] {
        assert!(run.stderr.contains(words) && run.stderr.contains("through the proxy http://127.0.0.1:"), "{run}");
    }
    let unknown = with("ftp://ops:wrong-one@127.0.0.1:21").run(&["ping"]);
    unknown.expect(64);
    let none = Tool::on(&sandbox).env("HTTPS_PROXY", "http://p:1").env("NO_PROXY", "a,").run(&["ping"]);
    assert!(none.expect(64).stderr.contains("NO_PROXY"), "{none}");
    for run in [refused, gone, unknown] {
        assert!(!run.everything().contains("wrong-one"), "{run}");
    }
}
