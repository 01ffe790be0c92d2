//! The file a server was started with, as it lies in its pod: what an init container made of a ConfigMap, and what
//! CONFIG REWRITE made of that.

use crate::context::Context;
use crate::error::{Error, Result};
use crate::k8s::exec::Place;
use crate::k8s::pod_files::PodFiles;
use crate::target::discover::Target;
use crate::target::survey::Answer;
use std::collections::BTreeMap;

/// No configuration is as long, in bytes.
const LONGEST: u64 = 1024 * 1024;

/// The file of one member, in clear: it never leaves this room.
pub(super) struct Effective {
    /// Its path in the container, by INFO.
    pub(super) path: String,
    /// What is in it, or why it could not be read.
    pub(super) text: Result<String>,
}

/// The files of all members whose INFO names one.
pub(super) async fn fetch(context: &Context, target: &Target, answers: &[Answer]) -> BTreeMap<String, Effective> {
    let each = answers.iter().filter_map(|answer| {
        let path = answer.info()?.text("config_file").filter(|path| !path.is_empty())?.to_owned();
        Some(async move {
            let text = fetch_one(context, target, answer, &path).await;
            (answer.member.name.clone(), Effective { path, text })
        })
    });
    futures::future::join_all(each).await.into_iter().collect()
}

async fn fetch_one(context: &Context, target: &Target, answer: &Answer, path: &str) -> Result<String> {
    let attempt = || Error::target(format!("cannot read {path} of {}", answer.member.name));
    let Some(kubernetes) = &target.dialer.kubernetes else {
        return Err(attempt().cause("with --url there is no pod to read it in"));
    };
    // It comes from the server, and goes to a command line.
    if !path.starts_with('/') {
        return Err(attempt().cause("that is no absolute path"));
    }
    let place = Place::of(&answer.member)?;
    let wait = context.time_for_a_node();
    let bytes = PodFiles::of(kubernetes, place, wait, wait).fetch_small(path, LONGEST).await?;
    String::from_utf8(bytes).map_err(|_| attempt().cause("it is no text"))
}
