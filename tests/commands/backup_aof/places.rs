//! Copies of an AOF in several places, encrypted.

use super::{BACKUP, DEFAULT, contents, load, setting, store};
use crate::harness::Tool;
use crate::harness::s3::Store;
use age::secrecy::ExposeSecret;

#[test]
fn an_encrypted_copy_lies_in_a_folder_and_in_a_bucket_and_is_verified_and_loaded_from_both() {
    let (sandbox, server) = store(None);
    let (s3, tool) = (Store::shared(), Store::shared().credentials(Tool::on(&sandbox)));
    let tool = tool.env("AWS_ENDPOINT_URL", format!("http://127.0.0.1:{}", s3.port()));
    let identity = age::x25519::Identity::generate();
    let (public, file) = (identity.to_public().to_string(), tool.folder().join("key.txt"));
    std::fs::write(&file, identity.to_string().expose_secret()).expect("a file of the test's own");
    let key = file.to_str().expect("a plain name");
    let place = s3.place();
    let run = tool.run(&[&BACKUP[..], &["--to", "here", "--to", &place, "--encrypt-to", &public]].concat());
    run.expect(0);
    let keys = s3.keys(&place);
    assert!(keys[0].contains("/appendonly-") && keys[0].ends_with(".tar.gz.age"), "{keys:?}");
    let in_bucket = format!("{place}/{}", run.last_line().split_once('/').expect("a folder").1);
    for set in [run.last_line(), in_bucket.as_str()] {
        tool.run(&["backup-verify", "--quick", set]).expect(0);
        let locked = tool.run(&["backup-verify", set]);
        locked.expect(3);
        assert!(locked.stderr.contains("is encrypted"), "{locked}");
        tool.run(&["backup-verify", "--load", set, "--identity", key]).expect(0);
    }
    let set = tool.folder().join(run.last_line());
    let name = keys[0].rsplit('/').next().expect("a name");
    let stored = std::fs::File::open(set.join(name)).expect("the same name in the folder");
    let mut plain = age::Decryptor::new(stored).unwrap().decrypt(std::iter::once(&identity as _)).unwrap();
    let mut target = std::fs::File::create(set.join("appendonly.tar.gz")).unwrap();
    std::io::copy(&mut plain, &mut target).unwrap();
    assert_eq!(contents(&load(&sandbox, None, &set)), contents(&server));
    assert_eq!(setting(&server), DEFAULT);
}

#[test]
fn a_place_that_cannot_be_written_does_not_keep_the_others_from_the_copy() {
    let (sandbox, server) = store(None);
    let tool = Tool::on(&sandbox);
    std::fs::write(tool.folder().join("file"), "no folder").expect("a file of the test's own");
    let run = tool.run(&[&BACKUP[..], &["--to", "file", "--to", "here"]].concat());
    run.expect(6);
    assert!(run.stderr.contains("place-failed") || run.stdout.contains("place-failed"), "{run}");
    tool.run(&["backup-verify", run.last_line()]).expect(0);
    assert_eq!(setting(&server), DEFAULT);
}
