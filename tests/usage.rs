//! The command line itself: help, version, wrong words.

use crate::harness::Tool;
use crate::sandbox::{Deployment, Sandbox};

#[test]
fn the_help_page_lists_every_command_by_group() {
    let run = Tool::alone().run(&["--help"]);
    run.expect(0);
    for group in ["Observe:", "Backup:", "Meta:", "Kubernetes options:", "Target options:"] {
        assert!(run.stdout.contains(group), "{group} is missing\n{run}");
    }
    for command in redis_ops::cli::tree().get_subcommands() {
        let about = command.get_about().expect("a sentence").to_string();
        let line = run.stdout.lines().find(|line| line.trim_start().starts_with(&format!("{} ", command.get_name())));
        assert!(line.is_some_and(|line| line.ends_with(&about)), "{} is missing\n{run}", command.get_name());
    }
}

#[test]
fn every_command_explains_itself_with_examples_that_parse() {
    for command in redis_ops::cli::tree().get_subcommands() {
        let name = command.get_name();
        let about = command.get_long_about().unwrap_or_else(|| panic!("{name} has no manual")).to_string();
        let (_, examples) = about.split_once("Examples:").unwrap_or_else(|| panic!("{name} has no examples"));
        for line in examples.lines().filter(|line| line.trim_start().starts_with("redis-ops ")) {
            // What a shell would do with the rest is not ours.
            let quoted = |(at, part): (usize, &str)| match at % 2 {
                0 => part.split_whitespace().map(str::to_owned).collect::<Vec<_>>(),
                _ => vec![part.to_owned()],
            };
            let words = line.split('"').enumerate().flat_map(quoted);
            let words = words.take_while(|word| !["|", ">", "<"].contains(&word.as_str()));
            let parsed = redis_ops::cli::tree().try_get_matches_from(words);
            assert!(parsed.is_ok(), "{line}: {}", parsed.unwrap_err());
        }
    }
}

#[test]
fn wrong_words_are_a_usage_error() {
    let tool = Tool::alone();
    for wrong in [&["helth"][..], &["ping", "--bogus"], &["ping", "--timeout", "5"], &[]] {
        let run = tool.run(wrong);
        run.expect(64);
        assert!(run.stdout.is_empty() && run.stderr.contains("--help"), "{run}");
    }
}

#[test]
fn options_that_exclude_each_other_do_so_on_both_sides_of_the_command() {
    let run = Tool::alone().run(&["--url", "redis://127.0.0.1", "ping", "-n", "apps"]);
    run.expect(64);
    assert!(run.stderr.contains("--url") && run.stderr.contains("--namespace"), "{run}");
}

#[test]
fn a_target_of_the_configuration_file_is_as_good_as_its_options() {
    let sandbox = Sandbox::builder().deployment(Deployment::SbChart).start();
    let tool = Tool::on(&sandbox);
    let text = "targets: {prod: {namespace: apps, release: cache}, gone: {namespace: apps, release: gone}}";
    std::fs::write(tool.folder().join("config.yaml"), text).expect("a file in the tool's folder");
    let tool = tool.env("REDIS_OPS_CONFIG", "config.yaml").env("REDIS_OPS_RELEASE", "another");
    let run = tool.run(&["-t", "prod", "ping"]);
    run.expect(0);
    assert!(run.stderr.contains("namespace apps, instance cache"), "{run}");
    let run = tool.run(&["ping", "-t", "prd"]);
    run.expect(64);
    assert!(run.stderr.contains("it has: gone, prod"), "{run}");
    tool.run(&["ping", "-t", "gone"]).expect(3);
    let run = Tool::alone().env("REDIS_OPS_CONFIG", "nowhere.yaml").run(&["ping"]);
    run.expect(64);
    assert!(run.stderr.contains("nowhere.yaml"), "{run}");
}

#[test]
fn a_password_on_the_command_line_is_refused_unseen() {
    let run = Tool::alone().run(&["ping", "--url", "redis://me:hunter2@127.0.0.1"]);
    run.expect(64);
    assert!(run.stderr.contains("REDISCLI_AUTH") && !run.stderr.contains("hunter2"), "{run}");
}

#[test]
fn what_chooses_among_pods_is_refused_beside_an_address() {
    for option in [["--port", "6380"], ["--container", "redis"], ["--pod", "a-0"], ["-n", "apps"], ["-l", "a=b"]] {
        let run = Tool::alone().run(&[&["ping", "--url", "redis://127.0.0.1:1"], &option[..]].concat());
        assert!(run.expect(64).stderr.contains("--url"), "{run}");
    }
}

#[test]
fn without_a_cluster_the_error_says_what_to_do() {
    let run = Tool::alone().run(&["ping"]);
    run.expect(64);
    assert!(run.stderr.contains("--kubeconfig") && run.stderr.contains("--url"), "{run}");
}
