//! `metrics`.

use crate::harness::Tool;
use crate::sandbox::{Deployment, Sandbox};
use serde_json::json;
use std::io::{Read, Write};
use std::net::TcpListener;

/// An exporter that answers with these bytes.
fn exporter(sandbox: &Sandbox, answers: Vec<&'static str>) {
    sandbox.edit("pods", "data", "redis-master-0", |pod| {
        let container =
            json!({"name": "metrics", "image": "exporter", "ports": [{"name": "metrics", "containerPort": 9121}]});
        pod["spec"]["containers"].as_array_mut().unwrap().push(container);
    });
    let address =
        sandbox.get("pods", "data", "redis-master-0").unwrap()["status"]["podIP"].as_str().unwrap().to_owned();
    let listener = TcpListener::bind((address.as_str(), 9121)).unwrap();
    std::thread::spawn(move || {
        for answer in answers {
            let (mut stream, _) = listener.accept().unwrap();
            let mut request = [0; 1024];
            let length = stream.read(&mut request).unwrap();
            assert!(request[..length].starts_with(b"GET /metrics HTTP/1.1\r\n"));
            stream.write_all(answer.as_bytes()).unwrap();
        }
    });
}

const PAGE: [&str; 3] = [
    "HTTP/1.1 200 OK\r\nContent-Length: 46\r\n\r\n# HELP x\nredis_up 1\nredis_db_keys{db=\"0\"} 400\n",
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n10\r\nredis_up 1\nredis\r\n8\r\n_keys 4\n\r\n0\r\n\r\n",
    "HTTP/1.1 200 OK\r\nContent-Length: 4096\r\n\r\nredis_up 1\n",
];

#[test]
fn a_page_with_a_length_in_chunks_and_cut_short() {
    let sandbox = Sandbox::builder().deployment(Deployment::BitnamiStandalone).start();
    exporter(&sandbox, PAGE.to_vec());
    let tool = Tool::on(&sandbox);
    let metrics = ["metrics", "-n", "data", "-r", "redis", "-o", "json"];
    let samples = |run: &crate::harness::Run| run.json()["data"]["members"][0]["samples"].clone();
    let run = tool.run(&metrics);
    run.expect(0);
    assert_eq!(samples(&run)[1], json!({"name": "redis_db_keys", "labels": "db=\"0\"", "value": "400"}), "{run}");
    let run = tool.run(&[&metrics[..], &["--match", "redis_k"]].concat());
    assert_eq!(samples(&run), json!([{"name": "redis_keys", "labels": "", "value": "4"}]), "{run}");
    let run = tool.run(&metrics);
    run.expect(3);
    assert_eq!(
        (run.finding_ids(), &run.json()["data"]["members"]),
        (vec!["exporter-silent".to_owned()], &json!([])),
        "{run}"
    );
}

#[test]
fn where_there_is_no_exporter_it_is_said() {
    let sandbox = Sandbox::builder().deployment(Deployment::BitnamiStandalone).start();
    let run = Tool::on(&sandbox).run(&["metrics", "-n", "data", "-r", "prod-redis"]);
    run.expect(3);
    assert!(run.stdout.contains("no-exporter") && run.stdout.contains("redis-ops stats"), "{run}");
}
