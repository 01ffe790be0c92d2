//! What `health` gathers beside the servers' answers: the objects around the pods, the beginning of each log, and the
//! end of those of servers that cannot write.

use super::Skip;
use crate::context::Context;
use crate::domain::health::{MemberFacts, ObjectFacts};
use crate::error::{Error, Result};
use crate::k8s::client::Kubernetes;
use crate::k8s::logs::LogPart;
use crate::target::discover::Target;
use crate::target::objects::ObjectKind;
use crate::target::surroundings::{self, Wanted};
use crate::target::topology::Endpoint;
use futures::StreamExt;

/// The words of a start are within this many bytes.
const START_BYTES: u32 = 16 * 1024;
/// Lines at the end of a log in which a failed write is looked for.
const END_LINES: u32 = 200;
/// Logs that are read at the same time.
const AT_ONCE: usize = 16;

/// The objects of the target's namespace, and what its logs begin with. Of a part of an instance, only what is of single
/// members: its claims and logs.
pub(in crate::commands) async fn fetch(
    context: &Context,
    target: &Target,
    skip: &[Skip],
    partial: bool,
) -> ObjectFacts {
    let instance = &target.instance;
    let (Some(kubernetes), Some(namespace)) = (&target.dialer.kubernetes, &instance.namespace) else {
        return ObjectFacts::default();
    };
    let wants = |kind: ObjectKind| {
        let single = matches!(kind, ObjectKind::Claims | ObjectKind::Logs);
        (single || !partial) && !skip.iter().any(|skip| skip.leaves_out(kind))
    };
    let wanted = Wanted {
        services: wants(ObjectKind::Services),
        claims: wants(ObjectKind::Claims),
        budgets: wants(ObjectKind::Budgets),
        network_policies: wants(ObjectKind::NetworkPolicies),
        autoscalers: wants(ObjectKind::Autoscalers),
        monitors: wants(ObjectKind::Monitors),
        ..Wanted::NOTHING
    };
    let logs = async {
        if wants(ObjectKind::Logs) { first_lines(context, kubernetes, target).await } else { Default::default() }
    };
    let (around, (first_lines, log_errors)) = tokio::join!(surroundings::fetch(target, wanted), logs);
    let mut unseen = around.unseen_kinds;
    unseen.extend(log_errors.into_iter().map(|error| (ObjectKind::Logs, error)));
    let kinds = [
        ObjectKind::Services,
        ObjectKind::Claims,
        ObjectKind::Budgets,
        ObjectKind::NetworkPolicies,
        ObjectKind::Autoscalers,
        ObjectKind::Monitors,
    ];
    let port = match instance.members().next().map(|member| &member.endpoint) {
        Some(Endpoint::Pod { port, .. } | Endpoint::Address { port, .. }) => *port,
        None => 6379,
    };
    ObjectFacts {
        namespace: namespace.clone(),
        instance: instance.name.clone(),
        workloads: instance.also_known_as.clone(),
        port,
        seen: kinds.into_iter().filter(|kind| wants(*kind) && !unseen.iter().any(|(other, _)| other == kind)).collect(),
        unseen,
        services: around.services,
        claims: around.claims,
        budgets: around.budgets,
        network_policies: around.network_policies,
        autoscalers: around.autoscalers,
        monitors: around.monitors,
        first_lines,
        last_lines: Vec::new(),
    }
}

type Logs = (Vec<(String, Vec<String>)>, Vec<Error>);

/// What each running container's log begins with. A run that watches reads it once for each start of a container.
async fn first_lines(context: &Context, kubernetes: &Kubernetes, target: &Target) -> Logs {
    let reads = target.instance.members().filter_map(|member| {
        let pod = member.pod.as_ref()?;
        let container = pod.containers.get(member.container)?;
        let since = container.running_since?;
        Some(async move {
            let key = format!("{}/{}/{since}", member.subject(), pod.ip.as_deref().unwrap_or_default());
            if let Some(lines) = context.history.lines(&key) {
                return (member.subject(), Ok(lines));
            }
            let part = LogPart { first_bytes: Some(START_BYTES), ..LogPart::default() };
            let read = read(context, kubernetes, (&pod.namespace, &pod.name, &container.name), part).await;
            if let Ok(lines) = &read {
                context.history.keep_lines(&key, lines);
            }
            (member.subject(), read)
        })
    });
    sort(futures::stream::iter(reads).buffered(AT_ONCE).collect().await)
}

/// What the logs of members end with that cannot write to their disk, since INFO does not say why.
pub(super) async fn fetch_last_lines(
    context: &Context,
    target: &Target,
    members: &[MemberFacts],
) -> Vec<(String, Vec<String>)> {
    let Some(kubernetes) = &target.dialer.kubernetes else { return Vec::new() };
    let failed = |member: &&MemberFacts| {
        let fields = ["rdb_last_bgsave_status", "aof_last_write_status", "aof_last_bgrewrite_status"];
        let bad = |field: &&str| member.info().and_then(|info| info.text(field)).is_some_and(|status| status != "ok");
        fields.iter().any(bad)
    };
    let reads = members.iter().filter(failed).filter_map(|member| {
        let pod = member.pod.as_ref()?;
        let container = pod.containers.get(member.container)?;
        let part = LogPart { tail: Some(END_LINES), ..LogPart::default() };
        Some(async move {
            let place = (pod.namespace.as_str(), pod.name.as_str(), container.name.as_str());
            (member.subject.clone(), read(context, kubernetes, place, part).await)
        })
    });
    // That the write failed is told already; a log that says no more takes nothing from it.
    sort(futures::stream::iter(reads).buffered(AT_ONCE).collect().await).0
}

fn sort(read: Vec<(String, Result<Vec<String>>)>) -> Logs {
    let (mut logs, mut errors) = (Vec::new(), Vec::new());
    for (subject, lines) in read {
        match lines {
            Ok(lines) => logs.push((subject, lines)),
            Err(error) => errors.push(error),
        }
    }
    (logs, errors)
}

/// The lines of a part of a log, without the kubelet's timestamps.
async fn read(
    context: &Context,
    kubernetes: &Kubernetes,
    (namespace, pod, container): (&str, &str, &str),
    part: LogPart,
) -> Result<Vec<String>> {
    let broken = || Error::target(format!("the log of {namespace}/{pod} was not read to its end"));
    let limit = context.time_for_a_node();
    let work = async {
        let mut stream = kubernetes.open_log(namespace, pod, container, part).await?;
        let mut lines = Vec::new();
        while let Some(more) = stream.next().await.map_err(|error| broken().because(&error))? {
            lines.extend(more.iter().filter_map(|line| Some(crate::formats::log::split_timestamp(line)?.1.to_owned())));
        }
        Ok(lines)
    };
    tokio::time::timeout(limit, work)
        .await
        .unwrap_or_else(|_| Err(broken().hint(format!("{} DURATION waits longer", context.option_of(limit)))))
}
