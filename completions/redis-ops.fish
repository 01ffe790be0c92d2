# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_redis_ops_global_optspecs
    string join \n kubeconfig= context= cluster= user= as= as-group= request-timeout= t/target= n/namespace= A/all-namespaces r/release= l/selector= pod= container= port= role= sentinel-secret= master-name= url= redis-user= redis-password-file= redis-password-secret= redis-tls redis-cacert= redis-cert= redis-key= redis-sni= redis-insecure rename-command= rename-command-file= node-timeout= timeout= o/output= q/quiet v/verbose log-file= progress= color= h/help V/version
end

function __fish_redis_ops_needs_command
    # Figure out if the current invocation already has a command.
    set -l cmd (commandline -opc)
    set -e cmd[1]
    argparse -s (__fish_redis_ops_global_optspecs) -- $cmd 2>/dev/null
    or return
    if set -q argv[1]
        # Also print the command, so this can be used to figure out what it is.
        echo $argv[1]
        return 1
    end
    return 0
end

function __fish_redis_ops_using_subcommand
    set -l cmd (__fish_redis_ops_needs_command)
    test -z "$cmd"
    and return 1
    contains -- $cmd[1] $argv
end

complete -c redis-ops -n "__fish_redis_ops_needs_command" -l kubeconfig -d 'Kubeconfig file (default: $KUBECONFIG, ~/.kube/config, or the pod\'s service account)' -r -F
complete -c redis-ops -n "__fish_redis_ops_needs_command" -l context -d 'Context of the kubeconfig' -r
complete -c redis-ops -n "__fish_redis_ops_needs_command" -l cluster -d 'Cluster of the kubeconfig' -r
complete -c redis-ops -n "__fish_redis_ops_needs_command" -l user -d 'User of the kubeconfig (Redis\'s user is --redis-user)' -r
complete -c redis-ops -n "__fish_redis_ops_needs_command" -l as -d 'User to impersonate at the Kubernetes API' -r
complete -c redis-ops -n "__fish_redis_ops_needs_command" -l as-group -d 'Group to impersonate (can be repeated)' -r
complete -c redis-ops -n "__fish_redis_ops_needs_command" -l request-timeout -d 'Longest wait for one answer of the Kubernetes API' -r
complete -c redis-ops -n "__fish_redis_ops_needs_command" -s t -l target -d 'Target of the configuration file: the options that stand there under this name' -r
complete -c redis-ops -n "__fish_redis_ops_needs_command" -s n -l namespace -d 'Namespace (default: the context\'s)' -r
complete -c redis-ops -n "__fish_redis_ops_needs_command" -s r -l release -d 'Release, workload or instance name' -r
complete -c redis-ops -n "__fish_redis_ops_needs_command" -s l -l selector -d 'Label selector of the pods' -r
complete -c redis-ops -n "__fish_redis_ops_needs_command" -l pod -d 'One pod' -r
complete -c redis-ops -n "__fish_redis_ops_needs_command" -l container -d 'The server\'s container (default: found)' -r
complete -c redis-ops -n "__fish_redis_ops_needs_command" -l port -d 'The server\'s port (default: found, else 6379)' -r
complete -c redis-ops -n "__fish_redis_ops_needs_command" -l role -d 'Members with this role only' -r -f -a "primary\t'The writable members'
replica\t'The members that follow another'
any\t'All members'"
complete -c redis-ops -n "__fish_redis_ops_needs_command" -l sentinel-secret -d 'Secret with REDIS_SENTINEL_HOST: the Redis that the Sentinels there name' -r
complete -c redis-ops -n "__fish_redis_ops_needs_command" -l master-name -d 'The primary\'s name at Sentinel, as it is spelt there (default: the only one)' -r
complete -c redis-ops -n "__fish_redis_ops_needs_command" -l url -d 'A server without Kubernetes: redis://HOST[:PORT] or rediss://HOST[:PORT]' -r
complete -c redis-ops -n "__fish_redis_ops_needs_command" -l redis-user -d 'ACL user of Redis' -r
complete -c redis-ops -n "__fish_redis_ops_needs_command" -l redis-password-file -d 'File that holds Redis\'s password (default: $REDISCLI_AUTH, else found in the pod\'s specification)' -r -F
complete -c redis-ops -n "__fish_redis_ops_needs_command" -l redis-password-secret -d 'Secret that holds Redis\'s password' -r
complete -c redis-ops -n "__fish_redis_ops_needs_command" -l redis-cacert -d 'CA certificates for Redis\'s TLS, PEM (default: the system\'s)' -r -F
complete -c redis-ops -n "__fish_redis_ops_needs_command" -l redis-cert -d 'Client certificate for Redis\'s TLS, PEM' -r -F
complete -c redis-ops -n "__fish_redis_ops_needs_command" -l redis-key -d 'Key of the client certificate, PEM' -r -F
complete -c redis-ops -n "__fish_redis_ops_needs_command" -l redis-sni -d 'Server name to expect in Redis\'s certificate' -r
complete -c redis-ops -n "__fish_redis_ops_needs_command" -l rename-command -d 'A command that the servers know by another name; the name is never shown (can be repeated)' -r
complete -c redis-ops -n "__fish_redis_ops_needs_command" -l rename-command-file -d 'File with such names: lines NAME=NEW-NAME, or a redis.conf with rename-command' -r -F
complete -c redis-ops -n "__fish_redis_ops_needs_command" -l node-timeout -d 'Longest wait for one node' -r
complete -c redis-ops -n "__fish_redis_ops_needs_command" -l timeout -d 'Longest run of the whole command; what is known by then is shown (default: none)' -r
complete -c redis-ops -n "__fish_redis_ops_needs_command" -s o -l output -d 'Form of the answer on stdout' -r -f -a "table\t'Tables and lines for a person'
wide\t'The same, with columns that do not fit everywhere'
json\t'One JSON object'
yaml\t'The same object as YAML'"
complete -c redis-ops -n "__fish_redis_ops_needs_command" -l log-file -d 'Append everything that -vv would show to a file' -r -F
complete -c redis-ops -n "__fish_redis_ops_needs_command" -l progress -d 'How progress is shown on stderr' -r -f -a "auto\t'A bar on a terminal, nothing otherwise'
plain\t'A line every five seconds'
none\t'Nothing'"
complete -c redis-ops -n "__fish_redis_ops_needs_command" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c redis-ops -n "__fish_redis_ops_needs_command" -s A -l all-namespaces -d 'Look in all namespaces'
complete -c redis-ops -n "__fish_redis_ops_needs_command" -l redis-tls -d 'Connect to Redis by TLS'
complete -c redis-ops -n "__fish_redis_ops_needs_command" -l redis-insecure -d 'Do not verify Redis\'s certificate'
complete -c redis-ops -n "__fish_redis_ops_needs_command" -s q -l quiet -d 'Errors only on stderr, no progress'
complete -c redis-ops -n "__fish_redis_ops_needs_command" -s v -l verbose -d 'Show API calls and Redis commands with their times; twice: frames too'
complete -c redis-ops -n "__fish_redis_ops_needs_command" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c redis-ops -n "__fish_redis_ops_needs_command" -s V -l version -d 'Print version'
complete -c redis-ops -n "__fish_redis_ops_needs_command" -f -a "list" -d 'List every Redis that can be seen'
complete -c redis-ops -n "__fish_redis_ops_needs_command" -f -a "ping" -d 'Ask every member whether it answers, and how fast'
complete -c redis-ops -n "__fish_redis_ops_needs_command" -f -a "info" -d 'Show INFO of every member, side by side'
complete -c redis-ops -n "__fish_redis_ops_needs_command" -f -a "inspect" -d 'Show what an instance is: its flavour, roles, Services, persistence, and who else changes it'
complete -c redis-ops -n "__fish_redis_ops_needs_command" -f -a "describe" -d 'Describe the members\' pods: state, node, probes, resources, volumes, owners'
complete -c redis-ops -n "__fish_redis_ops_needs_command" -f -a "events" -d 'Show Kubernetes\'s events of the instance\'s own objects, newest last'
complete -c redis-ops -n "__fish_redis_ops_needs_command" -f -a "logs" -d 'Show the members\' logs, interleaved by time'
complete -c redis-ops -n "__fish_redis_ops_needs_command" -f -a "top" -d 'Show CPU and memory of every member beside its requests and limits'
complete -c redis-ops -n "__fish_redis_ops_needs_command" -f -a "metrics" -d 'Show the metrics of the members\' Prometheus exporters'
complete -c redis-ops -n "__fish_redis_ops_needs_command" -f -a "health" -d 'Judge the health of every member, and say so with the exit status'
complete -c redis-ops -n "__fish_redis_ops_needs_command" -f -a "security-check" -d 'Check what a Redis lets in and what its pods may do, line by line'
complete -c redis-ops -n "__fish_redis_ops_needs_command" -f -a "version" -d 'Show which version every member runs'
complete -c redis-ops -n "__fish_redis_ops_needs_command" -f -a "role" -d 'Show the role of every member beside the intended one'
complete -c redis-ops -n "__fish_redis_ops_needs_command" -f -a "replication-info" -d 'Show who follows whom in an instance, and how closely'
complete -c redis-ops -n "__fish_redis_ops_needs_command" -f -a "master-info" -d 'Show the primary: history, offset, backlog, attached replicas'
complete -c redis-ops -n "__fish_redis_ops_needs_command" -f -a "replica-lag" -d 'Show how far every replica is behind its primary'
complete -c redis-ops -n "__fish_redis_ops_needs_command" -f -a "check-replication" -d 'Check that an instance is replicated as it should be: a gate for scripts'
complete -c redis-ops -n "__fish_redis_ops_needs_command" -f -a "dbsize" -d 'Count the keys of every database on every member'
complete -c redis-ops -n "__fish_redis_ops_needs_command" -f -a "stats" -d 'Show operations, traffic, hits and evictions of every member'
complete -c redis-ops -n "__fish_redis_ops_needs_command" -f -a "memory-stats" -d 'Show where every member\'s memory is, and judge it'
complete -c redis-ops -n "__fish_redis_ops_needs_command" -f -a "clients" -d 'Show who is connected to every member'
complete -c redis-ops -n "__fish_redis_ops_needs_command" -f -a "config" -d 'Show the runtime parameters of every member, side by side'
complete -c redis-ops -n "__fish_redis_ops_needs_command" -f -a "config-get" -d 'Show the runtime parameters that fit a pattern, of every member'
complete -c redis-ops -n "__fish_redis_ops_needs_command" -f -a "slowlog" -d 'List the slow commands of all members, newest or longest first'
complete -c redis-ops -n "__fish_redis_ops_needs_command" -f -a "latency" -d 'Measure how fast every member answers, and how much of it is the way there'
complete -c redis-ops -n "__fish_redis_ops_needs_command" -f -a "monitor" -d 'Show what a server executes, as it executes it, and sum it up'
complete -c redis-ops -n "__fish_redis_ops_needs_command" -f -a "bigkeys" -d 'Find the biggest keys, and what the keyspace is made of'
complete -c redis-ops -n "__fish_redis_ops_needs_command" -f -a "keys" -d 'List keys, by SCAN'
complete -c redis-ops -n "__fish_redis_ops_needs_command" -f -a "hotkeys" -d 'Find the keys that most of the work is for'
complete -c redis-ops -n "__fish_redis_ops_needs_command" -f -a "flushdb" -d 'Remove all keys of one database'
complete -c redis-ops -n "__fish_redis_ops_needs_command" -f -a "flushall" -d 'Remove all keys of all databases'
complete -c redis-ops -n "__fish_redis_ops_needs_command" -f -a "bgsave" -d 'Have the servers save to their disks, in the background, and wait for it'
complete -c redis-ops -n "__fish_redis_ops_needs_command" -f -a "save" -d 'Save in the foreground: refused, for the server serves nobody meanwhile'
complete -c redis-ops -n "__fish_redis_ops_needs_command" -f -a "lastsave" -d 'Show when each member last saved, and how it went'
complete -c redis-ops -n "__fish_redis_ops_needs_command" -f -a "aof-rewrite" -d 'Have the servers rewrite their AOF, and wait for it'
complete -c redis-ops -n "__fish_redis_ops_needs_command" -f -a "backup-rdb" -d 'Take a verified RDB backup'
complete -c redis-ops -n "__fish_redis_ops_needs_command" -f -a "backup-aof" -d 'Take a backup of the append-only file'
complete -c redis-ops -n "__fish_redis_ops_needs_command" -f -a "backup-config" -d 'Keep the configuration of an instance'
complete -c redis-ops -n "__fish_redis_ops_needs_command" -f -a "backup-k8s-resources" -d 'Keep the Kubernetes objects of an instance'
complete -c redis-ops -n "__fish_redis_ops_needs_command" -f -a "create-pvc-snapshot" -d 'Take snapshots of the volumes of an instance'
complete -c redis-ops -n "__fish_redis_ops_needs_command" -f -a "backup-all-namespaces" -d 'Back up every Redis of every namespace'
complete -c redis-ops -n "__fish_redis_ops_needs_command" -f -a "full-backup" -d 'Back up data, AOF, configuration and Kubernetes objects as one set'
complete -c redis-ops -n "__fish_redis_ops_needs_command" -f -a "backup-verify" -d 'Verify a backup set, an RDB file, or an AOF'
complete -c redis-ops -n "__fish_redis_ops_needs_command" -f -a "backup-list" -d 'List backups and what is wrong with them'
complete -c redis-ops -n "__fish_redis_ops_needs_command" -f -a "backup-prune" -d 'Remove old backups, and what dead runs left'
complete -c redis-ops -n "__fish_redis_ops_needs_command" -f -a "restore-rdb" -d 'Restore the keys of a backup into running servers'
complete -c redis-ops -n "__fish_redis_ops_needs_command" -f -a "restore-aof" -d 'Restore the append-only file, up to the moment you choose'
complete -c redis-ops -n "__fish_redis_ops_needs_command" -f -a "restore-config" -d 'Bring a kept configuration back'
complete -c redis-ops -n "__fish_redis_ops_needs_command" -f -a "restore-drill" -d 'Restore the newest backup for practice'
complete -c redis-ops -n "__fish_redis_ops_needs_command" -f -a "restore-from-pvc-snapshot" -d 'Restore an instance from a VolumeSnapshot of one of its claims'
complete -c redis-ops -n "__fish_redis_ops_needs_command" -f -a "disaster-recovery" -d 'Bring an instance back from its newest verified backup'
complete -c redis-ops -n "__fish_redis_ops_needs_command" -f -a "compare" -d 'Compare two keyspaces, key by key'
complete -c redis-ops -n "__fish_redis_ops_needs_command" -f -a "promote-replica" -d 'Make a replica the primary, without losing an acknowledged write'
complete -c redis-ops -n "__fish_redis_ops_needs_command" -f -a "force-failover" -d 'Make a replica the primary without asking the old one: writes may be lost'
complete -c redis-ops -n "__fish_redis_ops_needs_command" -f -a "resync-replica" -d 'Have a replica copy its primary anew'
complete -c redis-ops -n "__fish_redis_ops_needs_command" -f -a "restart" -d 'Restart an instance pod by pod, replicas first'
complete -c redis-ops -n "__fish_redis_ops_needs_command" -f -a "cutover" -d 'Cut over from one instance to another, without losing an acknowledged write'
complete -c redis-ops -n "__fish_redis_ops_needs_command" -f -a "cli" -d 'Send one command, show its reply'
complete -c redis-ops -n "__fish_redis_ops_needs_command" -f -a "shell" -d 'Talk to a server at a prompt'
complete -c redis-ops -n "__fish_redis_ops_needs_command" -f -a "port-forward" -d 'Reach a member at an address of this machine'
complete -c redis-ops -n "__fish_redis_ops_needs_command" -f -a "bash" -d 'Open a shell in a server\'s container'
complete -c redis-ops -n "__fish_redis_ops_needs_command" -f -a "rotate-password" -d 'Change the password, old and new side by side'
complete -c redis-ops -n "__fish_redis_ops_needs_command" -f -a "pre-upgrade-check" -d 'Judge whether an upgrade may begin, and write down what there is'
complete -c redis-ops -n "__fish_redis_ops_needs_command" -f -a "post-upgrade-check" -d 'Compare an instance with its baseline, and try a write and a read'
complete -c redis-ops -n "__fish_redis_ops_needs_command" -f -a "validate-upgrade" -d 'Look quickly whether every member answers, runs the version, and holds the keys'
complete -c redis-ops -n "__fish_redis_ops_needs_command" -f -a "upgrade-rollback" -d 'Take an instance back to the revision of its release before'
complete -c redis-ops -n "__fish_redis_ops_needs_command" -f -a "completions" -d 'Print the completion script of a shell'
complete -c redis-ops -n "__fish_redis_ops_needs_command" -f -a "man" -d 'Print a manual page'
complete -c redis-ops -n "__fish_redis_ops_needs_command" -f -a "cronjob" -d 'Print a CronJob for a backup command, with its account and its rights'
complete -c redis-ops -n "__fish_redis_ops_needs_command" -f -a "doctor" -d 'Look what is missing: the cluster, rights, Redis\'s ACL, leftovers'
complete -c redis-ops -n "__fish_redis_ops_needs_command" -f -a "rbac" -d 'Print the Role with the rights that commands need'
complete -c redis-ops -n "__fish_redis_ops_needs_command" -f -a "make-shim" -d 'Print a redis.mk whose targets call redis-ops'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand list" -l kubeconfig -d 'Kubeconfig file (default: $KUBECONFIG, ~/.kube/config, or the pod\'s service account)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand list" -l context -d 'Context of the kubeconfig' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand list" -l cluster -d 'Cluster of the kubeconfig' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand list" -l user -d 'User of the kubeconfig (Redis\'s user is --redis-user)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand list" -l as -d 'User to impersonate at the Kubernetes API' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand list" -l as-group -d 'Group to impersonate (can be repeated)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand list" -l request-timeout -d 'Longest wait for one answer of the Kubernetes API' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand list" -s t -l target -d 'Target of the configuration file: the options that stand there under this name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand list" -s n -l namespace -d 'Namespace (default: the context\'s)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand list" -s r -l release -d 'Release, workload or instance name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand list" -s l -l selector -d 'Label selector of the pods' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand list" -l pod -d 'One pod' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand list" -l container -d 'The server\'s container (default: found)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand list" -l port -d 'The server\'s port (default: found, else 6379)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand list" -l role -d 'Members with this role only' -r -f -a "primary\t'The writable members'
replica\t'The members that follow another'
any\t'All members'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand list" -l sentinel-secret -d 'Secret with REDIS_SENTINEL_HOST: the Redis that the Sentinels there name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand list" -l master-name -d 'The primary\'s name at Sentinel, as it is spelt there (default: the only one)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand list" -l url -d 'A server without Kubernetes: redis://HOST[:PORT] or rediss://HOST[:PORT]' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand list" -l redis-user -d 'ACL user of Redis' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand list" -l redis-password-file -d 'File that holds Redis\'s password (default: $REDISCLI_AUTH, else found in the pod\'s specification)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand list" -l redis-password-secret -d 'Secret that holds Redis\'s password' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand list" -l redis-cacert -d 'CA certificates for Redis\'s TLS, PEM (default: the system\'s)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand list" -l redis-cert -d 'Client certificate for Redis\'s TLS, PEM' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand list" -l redis-key -d 'Key of the client certificate, PEM' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand list" -l redis-sni -d 'Server name to expect in Redis\'s certificate' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand list" -l rename-command -d 'A command that the servers know by another name; the name is never shown (can be repeated)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand list" -l rename-command-file -d 'File with such names: lines NAME=NEW-NAME, or a redis.conf with rename-command' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand list" -l node-timeout -d 'Longest wait for one node' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand list" -l timeout -d 'Longest run of the whole command; what is known by then is shown (default: none)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand list" -s o -l output -d 'Form of the answer on stdout' -r -f -a "table\t'Tables and lines for a person'
wide\t'The same, with columns that do not fit everywhere'
json\t'One JSON object'
yaml\t'The same object as YAML'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand list" -l log-file -d 'Append everything that -vv would show to a file' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand list" -l progress -d 'How progress is shown on stderr' -r -f -a "auto\t'A bar on a terminal, nothing otherwise'
plain\t'A line every five seconds'
none\t'Nothing'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand list" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand list" -s A -l all-namespaces -d 'Look in all namespaces'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand list" -l redis-tls -d 'Connect to Redis by TLS'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand list" -l redis-insecure -d 'Do not verify Redis\'s certificate'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand list" -s q -l quiet -d 'Errors only on stderr, no progress'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand list" -s v -l verbose -d 'Show API calls and Redis commands with their times; twice: frames too'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand ping" -l kubeconfig -d 'Kubeconfig file (default: $KUBECONFIG, ~/.kube/config, or the pod\'s service account)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand ping" -l context -d 'Context of the kubeconfig' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand ping" -l cluster -d 'Cluster of the kubeconfig' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand ping" -l user -d 'User of the kubeconfig (Redis\'s user is --redis-user)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand ping" -l as -d 'User to impersonate at the Kubernetes API' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand ping" -l as-group -d 'Group to impersonate (can be repeated)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand ping" -l request-timeout -d 'Longest wait for one answer of the Kubernetes API' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand ping" -s t -l target -d 'Target of the configuration file: the options that stand there under this name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand ping" -s n -l namespace -d 'Namespace (default: the context\'s)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand ping" -s r -l release -d 'Release, workload or instance name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand ping" -s l -l selector -d 'Label selector of the pods' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand ping" -l pod -d 'One pod' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand ping" -l container -d 'The server\'s container (default: found)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand ping" -l port -d 'The server\'s port (default: found, else 6379)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand ping" -l role -d 'Members with this role only' -r -f -a "primary\t'The writable members'
replica\t'The members that follow another'
any\t'All members'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand ping" -l sentinel-secret -d 'Secret with REDIS_SENTINEL_HOST: the Redis that the Sentinels there name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand ping" -l master-name -d 'The primary\'s name at Sentinel, as it is spelt there (default: the only one)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand ping" -l url -d 'A server without Kubernetes: redis://HOST[:PORT] or rediss://HOST[:PORT]' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand ping" -l redis-user -d 'ACL user of Redis' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand ping" -l redis-password-file -d 'File that holds Redis\'s password (default: $REDISCLI_AUTH, else found in the pod\'s specification)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand ping" -l redis-password-secret -d 'Secret that holds Redis\'s password' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand ping" -l redis-cacert -d 'CA certificates for Redis\'s TLS, PEM (default: the system\'s)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand ping" -l redis-cert -d 'Client certificate for Redis\'s TLS, PEM' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand ping" -l redis-key -d 'Key of the client certificate, PEM' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand ping" -l redis-sni -d 'Server name to expect in Redis\'s certificate' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand ping" -l rename-command -d 'A command that the servers know by another name; the name is never shown (can be repeated)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand ping" -l rename-command-file -d 'File with such names: lines NAME=NEW-NAME, or a redis.conf with rename-command' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand ping" -l node-timeout -d 'Longest wait for one node' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand ping" -l timeout -d 'Longest run of the whole command; what is known by then is shown (default: none)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand ping" -s o -l output -d 'Form of the answer on stdout' -r -f -a "table\t'Tables and lines for a person'
wide\t'The same, with columns that do not fit everywhere'
json\t'One JSON object'
yaml\t'The same object as YAML'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand ping" -l log-file -d 'Append everything that -vv would show to a file' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand ping" -l progress -d 'How progress is shown on stderr' -r -f -a "auto\t'A bar on a terminal, nothing otherwise'
plain\t'A line every five seconds'
none\t'Nothing'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand ping" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand ping" -s A -l all-namespaces -d 'Look in all namespaces'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand ping" -l redis-tls -d 'Connect to Redis by TLS'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand ping" -l redis-insecure -d 'Do not verify Redis\'s certificate'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand ping" -s q -l quiet -d 'Errors only on stderr, no progress'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand ping" -s v -l verbose -d 'Show API calls and Redis commands with their times; twice: frames too'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand ping" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand info" -l kubeconfig -d 'Kubeconfig file (default: $KUBECONFIG, ~/.kube/config, or the pod\'s service account)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand info" -l context -d 'Context of the kubeconfig' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand info" -l cluster -d 'Cluster of the kubeconfig' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand info" -l user -d 'User of the kubeconfig (Redis\'s user is --redis-user)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand info" -l as -d 'User to impersonate at the Kubernetes API' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand info" -l as-group -d 'Group to impersonate (can be repeated)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand info" -l request-timeout -d 'Longest wait for one answer of the Kubernetes API' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand info" -s t -l target -d 'Target of the configuration file: the options that stand there under this name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand info" -s n -l namespace -d 'Namespace (default: the context\'s)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand info" -s r -l release -d 'Release, workload or instance name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand info" -s l -l selector -d 'Label selector of the pods' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand info" -l pod -d 'One pod' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand info" -l container -d 'The server\'s container (default: found)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand info" -l port -d 'The server\'s port (default: found, else 6379)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand info" -l role -d 'Members with this role only' -r -f -a "primary\t'The writable members'
replica\t'The members that follow another'
any\t'All members'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand info" -l sentinel-secret -d 'Secret with REDIS_SENTINEL_HOST: the Redis that the Sentinels there name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand info" -l master-name -d 'The primary\'s name at Sentinel, as it is spelt there (default: the only one)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand info" -l url -d 'A server without Kubernetes: redis://HOST[:PORT] or rediss://HOST[:PORT]' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand info" -l redis-user -d 'ACL user of Redis' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand info" -l redis-password-file -d 'File that holds Redis\'s password (default: $REDISCLI_AUTH, else found in the pod\'s specification)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand info" -l redis-password-secret -d 'Secret that holds Redis\'s password' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand info" -l redis-cacert -d 'CA certificates for Redis\'s TLS, PEM (default: the system\'s)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand info" -l redis-cert -d 'Client certificate for Redis\'s TLS, PEM' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand info" -l redis-key -d 'Key of the client certificate, PEM' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand info" -l redis-sni -d 'Server name to expect in Redis\'s certificate' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand info" -l rename-command -d 'A command that the servers know by another name; the name is never shown (can be repeated)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand info" -l rename-command-file -d 'File with such names: lines NAME=NEW-NAME, or a redis.conf with rename-command' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand info" -l node-timeout -d 'Longest wait for one node' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand info" -l timeout -d 'Longest run of the whole command; what is known by then is shown (default: none)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand info" -s o -l output -d 'Form of the answer on stdout' -r -f -a "table\t'Tables and lines for a person'
wide\t'The same, with columns that do not fit everywhere'
json\t'One JSON object'
yaml\t'The same object as YAML'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand info" -l log-file -d 'Append everything that -vv would show to a file' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand info" -l progress -d 'How progress is shown on stderr' -r -f -a "auto\t'A bar on a terminal, nothing otherwise'
plain\t'A line every five seconds'
none\t'Nothing'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand info" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand info" -l diff -d 'Only the fields in which members differ'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand info" -s A -l all-namespaces -d 'Look in all namespaces'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand info" -l redis-tls -d 'Connect to Redis by TLS'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand info" -l redis-insecure -d 'Do not verify Redis\'s certificate'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand info" -s q -l quiet -d 'Errors only on stderr, no progress'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand info" -s v -l verbose -d 'Show API calls and Redis commands with their times; twice: frames too'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand info" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand inspect" -l kubeconfig -d 'Kubeconfig file (default: $KUBECONFIG, ~/.kube/config, or the pod\'s service account)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand inspect" -l context -d 'Context of the kubeconfig' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand inspect" -l cluster -d 'Cluster of the kubeconfig' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand inspect" -l user -d 'User of the kubeconfig (Redis\'s user is --redis-user)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand inspect" -l as -d 'User to impersonate at the Kubernetes API' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand inspect" -l as-group -d 'Group to impersonate (can be repeated)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand inspect" -l request-timeout -d 'Longest wait for one answer of the Kubernetes API' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand inspect" -s t -l target -d 'Target of the configuration file: the options that stand there under this name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand inspect" -s n -l namespace -d 'Namespace (default: the context\'s)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand inspect" -s r -l release -d 'Release, workload or instance name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand inspect" -s l -l selector -d 'Label selector of the pods' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand inspect" -l pod -d 'One pod' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand inspect" -l container -d 'The server\'s container (default: found)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand inspect" -l port -d 'The server\'s port (default: found, else 6379)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand inspect" -l role -d 'Members with this role only' -r -f -a "primary\t'The writable members'
replica\t'The members that follow another'
any\t'All members'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand inspect" -l sentinel-secret -d 'Secret with REDIS_SENTINEL_HOST: the Redis that the Sentinels there name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand inspect" -l master-name -d 'The primary\'s name at Sentinel, as it is spelt there (default: the only one)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand inspect" -l url -d 'A server without Kubernetes: redis://HOST[:PORT] or rediss://HOST[:PORT]' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand inspect" -l redis-user -d 'ACL user of Redis' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand inspect" -l redis-password-file -d 'File that holds Redis\'s password (default: $REDISCLI_AUTH, else found in the pod\'s specification)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand inspect" -l redis-password-secret -d 'Secret that holds Redis\'s password' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand inspect" -l redis-cacert -d 'CA certificates for Redis\'s TLS, PEM (default: the system\'s)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand inspect" -l redis-cert -d 'Client certificate for Redis\'s TLS, PEM' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand inspect" -l redis-key -d 'Key of the client certificate, PEM' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand inspect" -l redis-sni -d 'Server name to expect in Redis\'s certificate' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand inspect" -l rename-command -d 'A command that the servers know by another name; the name is never shown (can be repeated)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand inspect" -l rename-command-file -d 'File with such names: lines NAME=NEW-NAME, or a redis.conf with rename-command' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand inspect" -l node-timeout -d 'Longest wait for one node' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand inspect" -l timeout -d 'Longest run of the whole command; what is known by then is shown (default: none)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand inspect" -s o -l output -d 'Form of the answer on stdout' -r -f -a "table\t'Tables and lines for a person'
wide\t'The same, with columns that do not fit everywhere'
json\t'One JSON object'
yaml\t'The same object as YAML'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand inspect" -l log-file -d 'Append everything that -vv would show to a file' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand inspect" -l progress -d 'How progress is shown on stderr' -r -f -a "auto\t'A bar on a terminal, nothing otherwise'
plain\t'A line every five seconds'
none\t'Nothing'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand inspect" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand inspect" -s A -l all-namespaces -d 'Look in all namespaces'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand inspect" -l redis-tls -d 'Connect to Redis by TLS'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand inspect" -l redis-insecure -d 'Do not verify Redis\'s certificate'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand inspect" -s q -l quiet -d 'Errors only on stderr, no progress'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand inspect" -s v -l verbose -d 'Show API calls and Redis commands with their times; twice: frames too'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand inspect" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand describe" -l kubeconfig -d 'Kubeconfig file (default: $KUBECONFIG, ~/.kube/config, or the pod\'s service account)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand describe" -l context -d 'Context of the kubeconfig' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand describe" -l cluster -d 'Cluster of the kubeconfig' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand describe" -l user -d 'User of the kubeconfig (Redis\'s user is --redis-user)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand describe" -l as -d 'User to impersonate at the Kubernetes API' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand describe" -l as-group -d 'Group to impersonate (can be repeated)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand describe" -l request-timeout -d 'Longest wait for one answer of the Kubernetes API' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand describe" -s t -l target -d 'Target of the configuration file: the options that stand there under this name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand describe" -s n -l namespace -d 'Namespace (default: the context\'s)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand describe" -s r -l release -d 'Release, workload or instance name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand describe" -s l -l selector -d 'Label selector of the pods' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand describe" -l pod -d 'One pod' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand describe" -l container -d 'The server\'s container (default: found)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand describe" -l port -d 'The server\'s port (default: found, else 6379)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand describe" -l role -d 'Members with this role only' -r -f -a "primary\t'The writable members'
replica\t'The members that follow another'
any\t'All members'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand describe" -l sentinel-secret -d 'Secret with REDIS_SENTINEL_HOST: the Redis that the Sentinels there name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand describe" -l master-name -d 'The primary\'s name at Sentinel, as it is spelt there (default: the only one)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand describe" -l url -d 'A server without Kubernetes: redis://HOST[:PORT] or rediss://HOST[:PORT]' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand describe" -l redis-user -d 'ACL user of Redis' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand describe" -l redis-password-file -d 'File that holds Redis\'s password (default: $REDISCLI_AUTH, else found in the pod\'s specification)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand describe" -l redis-password-secret -d 'Secret that holds Redis\'s password' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand describe" -l redis-cacert -d 'CA certificates for Redis\'s TLS, PEM (default: the system\'s)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand describe" -l redis-cert -d 'Client certificate for Redis\'s TLS, PEM' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand describe" -l redis-key -d 'Key of the client certificate, PEM' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand describe" -l redis-sni -d 'Server name to expect in Redis\'s certificate' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand describe" -l rename-command -d 'A command that the servers know by another name; the name is never shown (can be repeated)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand describe" -l rename-command-file -d 'File with such names: lines NAME=NEW-NAME, or a redis.conf with rename-command' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand describe" -l node-timeout -d 'Longest wait for one node' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand describe" -l timeout -d 'Longest run of the whole command; what is known by then is shown (default: none)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand describe" -s o -l output -d 'Form of the answer on stdout' -r -f -a "table\t'Tables and lines for a person'
wide\t'The same, with columns that do not fit everywhere'
json\t'One JSON object'
yaml\t'The same object as YAML'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand describe" -l log-file -d 'Append everything that -vv would show to a file' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand describe" -l progress -d 'How progress is shown on stderr' -r -f -a "auto\t'A bar on a terminal, nothing otherwise'
plain\t'A line every five seconds'
none\t'Nothing'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand describe" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand describe" -s A -l all-namespaces -d 'Look in all namespaces'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand describe" -l redis-tls -d 'Connect to Redis by TLS'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand describe" -l redis-insecure -d 'Do not verify Redis\'s certificate'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand describe" -s q -l quiet -d 'Errors only on stderr, no progress'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand describe" -s v -l verbose -d 'Show API calls and Redis commands with their times; twice: frames too'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand describe" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand events" -l since -d 'Only events that happened within this time' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand events" -l kubeconfig -d 'Kubeconfig file (default: $KUBECONFIG, ~/.kube/config, or the pod\'s service account)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand events" -l context -d 'Context of the kubeconfig' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand events" -l cluster -d 'Cluster of the kubeconfig' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand events" -l user -d 'User of the kubeconfig (Redis\'s user is --redis-user)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand events" -l as -d 'User to impersonate at the Kubernetes API' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand events" -l as-group -d 'Group to impersonate (can be repeated)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand events" -l request-timeout -d 'Longest wait for one answer of the Kubernetes API' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand events" -s t -l target -d 'Target of the configuration file: the options that stand there under this name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand events" -s n -l namespace -d 'Namespace (default: the context\'s)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand events" -s r -l release -d 'Release, workload or instance name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand events" -s l -l selector -d 'Label selector of the pods' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand events" -l pod -d 'One pod' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand events" -l container -d 'The server\'s container (default: found)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand events" -l port -d 'The server\'s port (default: found, else 6379)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand events" -l role -d 'Members with this role only' -r -f -a "primary\t'The writable members'
replica\t'The members that follow another'
any\t'All members'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand events" -l sentinel-secret -d 'Secret with REDIS_SENTINEL_HOST: the Redis that the Sentinels there name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand events" -l master-name -d 'The primary\'s name at Sentinel, as it is spelt there (default: the only one)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand events" -l url -d 'A server without Kubernetes: redis://HOST[:PORT] or rediss://HOST[:PORT]' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand events" -l redis-user -d 'ACL user of Redis' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand events" -l redis-password-file -d 'File that holds Redis\'s password (default: $REDISCLI_AUTH, else found in the pod\'s specification)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand events" -l redis-password-secret -d 'Secret that holds Redis\'s password' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand events" -l redis-cacert -d 'CA certificates for Redis\'s TLS, PEM (default: the system\'s)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand events" -l redis-cert -d 'Client certificate for Redis\'s TLS, PEM' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand events" -l redis-key -d 'Key of the client certificate, PEM' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand events" -l redis-sni -d 'Server name to expect in Redis\'s certificate' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand events" -l rename-command -d 'A command that the servers know by another name; the name is never shown (can be repeated)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand events" -l rename-command-file -d 'File with such names: lines NAME=NEW-NAME, or a redis.conf with rename-command' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand events" -l node-timeout -d 'Longest wait for one node' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand events" -l timeout -d 'Longest run of the whole command; what is known by then is shown (default: none)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand events" -s o -l output -d 'Form of the answer on stdout' -r -f -a "table\t'Tables and lines for a person'
wide\t'The same, with columns that do not fit everywhere'
json\t'One JSON object'
yaml\t'The same object as YAML'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand events" -l log-file -d 'Append everything that -vv would show to a file' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand events" -l progress -d 'How progress is shown on stderr' -r -f -a "auto\t'A bar on a terminal, nothing otherwise'
plain\t'A line every five seconds'
none\t'Nothing'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand events" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand events" -s A -l all-namespaces -d 'Look in all namespaces'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand events" -l redis-tls -d 'Connect to Redis by TLS'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand events" -l redis-insecure -d 'Do not verify Redis\'s certificate'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand events" -s q -l quiet -d 'Errors only on stderr, no progress'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand events" -s v -l verbose -d 'Show API calls and Redis commands with their times; twice: frames too'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand events" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand logs" -l since -d 'Only lines younger than this' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand logs" -l tail -d 'Lines of each member to look at, from the end (default: 200, with --level 10000)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand logs" -l level -d 'Least level to show' -r -f -a "debug\t''
verbose\t''
notice\t''
warning\t''"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand logs" -l kubeconfig -d 'Kubeconfig file (default: $KUBECONFIG, ~/.kube/config, or the pod\'s service account)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand logs" -l context -d 'Context of the kubeconfig' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand logs" -l cluster -d 'Cluster of the kubeconfig' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand logs" -l user -d 'User of the kubeconfig (Redis\'s user is --redis-user)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand logs" -l as -d 'User to impersonate at the Kubernetes API' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand logs" -l as-group -d 'Group to impersonate (can be repeated)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand logs" -l request-timeout -d 'Longest wait for one answer of the Kubernetes API' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand logs" -s t -l target -d 'Target of the configuration file: the options that stand there under this name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand logs" -s n -l namespace -d 'Namespace (default: the context\'s)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand logs" -s r -l release -d 'Release, workload or instance name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand logs" -s l -l selector -d 'Label selector of the pods' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand logs" -l pod -d 'One pod' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand logs" -l container -d 'The server\'s container (default: found)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand logs" -l port -d 'The server\'s port (default: found, else 6379)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand logs" -l role -d 'Members with this role only' -r -f -a "primary\t'The writable members'
replica\t'The members that follow another'
any\t'All members'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand logs" -l sentinel-secret -d 'Secret with REDIS_SENTINEL_HOST: the Redis that the Sentinels there name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand logs" -l master-name -d 'The primary\'s name at Sentinel, as it is spelt there (default: the only one)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand logs" -l url -d 'A server without Kubernetes: redis://HOST[:PORT] or rediss://HOST[:PORT]' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand logs" -l redis-user -d 'ACL user of Redis' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand logs" -l redis-password-file -d 'File that holds Redis\'s password (default: $REDISCLI_AUTH, else found in the pod\'s specification)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand logs" -l redis-password-secret -d 'Secret that holds Redis\'s password' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand logs" -l redis-cacert -d 'CA certificates for Redis\'s TLS, PEM (default: the system\'s)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand logs" -l redis-cert -d 'Client certificate for Redis\'s TLS, PEM' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand logs" -l redis-key -d 'Key of the client certificate, PEM' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand logs" -l redis-sni -d 'Server name to expect in Redis\'s certificate' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand logs" -l rename-command -d 'A command that the servers know by another name; the name is never shown (can be repeated)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand logs" -l rename-command-file -d 'File with such names: lines NAME=NEW-NAME, or a redis.conf with rename-command' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand logs" -l node-timeout -d 'Longest wait for one node' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand logs" -l timeout -d 'Longest run of the whole command; what is known by then is shown (default: none)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand logs" -s o -l output -d 'Form of the answer on stdout' -r -f -a "table\t'Tables and lines for a person'
wide\t'The same, with columns that do not fit everywhere'
json\t'One JSON object'
yaml\t'The same object as YAML'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand logs" -l log-file -d 'Append everything that -vv would show to a file' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand logs" -l progress -d 'How progress is shown on stderr' -r -f -a "auto\t'A bar on a terminal, nothing otherwise'
plain\t'A line every five seconds'
none\t'Nothing'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand logs" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand logs" -l previous -d 'The logs of the containers\' former runs'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand logs" -s f -l follow -d 'Go on as more is logged'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand logs" -s A -l all-namespaces -d 'Look in all namespaces'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand logs" -l redis-tls -d 'Connect to Redis by TLS'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand logs" -l redis-insecure -d 'Do not verify Redis\'s certificate'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand logs" -s q -l quiet -d 'Errors only on stderr, no progress'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand logs" -s v -l verbose -d 'Show API calls and Redis commands with their times; twice: frames too'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand logs" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand top" -l interval -d 'Time between two ticks' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand top" -l count -d 'Ticks after which to stop' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand top" -l kubeconfig -d 'Kubeconfig file (default: $KUBECONFIG, ~/.kube/config, or the pod\'s service account)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand top" -l context -d 'Context of the kubeconfig' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand top" -l cluster -d 'Cluster of the kubeconfig' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand top" -l user -d 'User of the kubeconfig (Redis\'s user is --redis-user)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand top" -l as -d 'User to impersonate at the Kubernetes API' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand top" -l as-group -d 'Group to impersonate (can be repeated)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand top" -l request-timeout -d 'Longest wait for one answer of the Kubernetes API' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand top" -s t -l target -d 'Target of the configuration file: the options that stand there under this name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand top" -s n -l namespace -d 'Namespace (default: the context\'s)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand top" -s r -l release -d 'Release, workload or instance name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand top" -s l -l selector -d 'Label selector of the pods' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand top" -l pod -d 'One pod' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand top" -l container -d 'The server\'s container (default: found)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand top" -l port -d 'The server\'s port (default: found, else 6379)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand top" -l role -d 'Members with this role only' -r -f -a "primary\t'The writable members'
replica\t'The members that follow another'
any\t'All members'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand top" -l sentinel-secret -d 'Secret with REDIS_SENTINEL_HOST: the Redis that the Sentinels there name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand top" -l master-name -d 'The primary\'s name at Sentinel, as it is spelt there (default: the only one)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand top" -l url -d 'A server without Kubernetes: redis://HOST[:PORT] or rediss://HOST[:PORT]' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand top" -l redis-user -d 'ACL user of Redis' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand top" -l redis-password-file -d 'File that holds Redis\'s password (default: $REDISCLI_AUTH, else found in the pod\'s specification)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand top" -l redis-password-secret -d 'Secret that holds Redis\'s password' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand top" -l redis-cacert -d 'CA certificates for Redis\'s TLS, PEM (default: the system\'s)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand top" -l redis-cert -d 'Client certificate for Redis\'s TLS, PEM' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand top" -l redis-key -d 'Key of the client certificate, PEM' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand top" -l redis-sni -d 'Server name to expect in Redis\'s certificate' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand top" -l rename-command -d 'A command that the servers know by another name; the name is never shown (can be repeated)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand top" -l rename-command-file -d 'File with such names: lines NAME=NEW-NAME, or a redis.conf with rename-command' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand top" -l node-timeout -d 'Longest wait for one node' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand top" -l timeout -d 'Longest run of the whole command; what is known by then is shown (default: none)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand top" -s o -l output -d 'Form of the answer on stdout' -r -f -a "table\t'Tables and lines for a person'
wide\t'The same, with columns that do not fit everywhere'
json\t'One JSON object'
yaml\t'The same object as YAML'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand top" -l log-file -d 'Append everything that -vv would show to a file' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand top" -l progress -d 'How progress is shown on stderr' -r -f -a "auto\t'A bar on a terminal, nothing otherwise'
plain\t'A line every five seconds'
none\t'Nothing'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand top" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand top" -l watch -d 'Go on until Ctrl-C: redrawn in place on a terminal, else one JSON object a tick'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand top" -s A -l all-namespaces -d 'Look in all namespaces'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand top" -l redis-tls -d 'Connect to Redis by TLS'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand top" -l redis-insecure -d 'Do not verify Redis\'s certificate'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand top" -s q -l quiet -d 'Errors only on stderr, no progress'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand top" -s v -l verbose -d 'Show API calls and Redis commands with their times; twice: frames too'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand top" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand metrics" -l match -d 'Only metrics whose name begins with this' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand metrics" -l kubeconfig -d 'Kubeconfig file (default: $KUBECONFIG, ~/.kube/config, or the pod\'s service account)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand metrics" -l context -d 'Context of the kubeconfig' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand metrics" -l cluster -d 'Cluster of the kubeconfig' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand metrics" -l user -d 'User of the kubeconfig (Redis\'s user is --redis-user)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand metrics" -l as -d 'User to impersonate at the Kubernetes API' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand metrics" -l as-group -d 'Group to impersonate (can be repeated)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand metrics" -l request-timeout -d 'Longest wait for one answer of the Kubernetes API' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand metrics" -s t -l target -d 'Target of the configuration file: the options that stand there under this name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand metrics" -s n -l namespace -d 'Namespace (default: the context\'s)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand metrics" -s r -l release -d 'Release, workload or instance name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand metrics" -s l -l selector -d 'Label selector of the pods' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand metrics" -l pod -d 'One pod' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand metrics" -l container -d 'The server\'s container (default: found)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand metrics" -l port -d 'The server\'s port (default: found, else 6379)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand metrics" -l role -d 'Members with this role only' -r -f -a "primary\t'The writable members'
replica\t'The members that follow another'
any\t'All members'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand metrics" -l sentinel-secret -d 'Secret with REDIS_SENTINEL_HOST: the Redis that the Sentinels there name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand metrics" -l master-name -d 'The primary\'s name at Sentinel, as it is spelt there (default: the only one)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand metrics" -l url -d 'A server without Kubernetes: redis://HOST[:PORT] or rediss://HOST[:PORT]' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand metrics" -l redis-user -d 'ACL user of Redis' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand metrics" -l redis-password-file -d 'File that holds Redis\'s password (default: $REDISCLI_AUTH, else found in the pod\'s specification)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand metrics" -l redis-password-secret -d 'Secret that holds Redis\'s password' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand metrics" -l redis-cacert -d 'CA certificates for Redis\'s TLS, PEM (default: the system\'s)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand metrics" -l redis-cert -d 'Client certificate for Redis\'s TLS, PEM' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand metrics" -l redis-key -d 'Key of the client certificate, PEM' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand metrics" -l redis-sni -d 'Server name to expect in Redis\'s certificate' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand metrics" -l rename-command -d 'A command that the servers know by another name; the name is never shown (can be repeated)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand metrics" -l rename-command-file -d 'File with such names: lines NAME=NEW-NAME, or a redis.conf with rename-command' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand metrics" -l node-timeout -d 'Longest wait for one node' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand metrics" -l timeout -d 'Longest run of the whole command; what is known by then is shown (default: none)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand metrics" -s o -l output -d 'Form of the answer on stdout' -r -f -a "table\t'Tables and lines for a person'
wide\t'The same, with columns that do not fit everywhere'
json\t'One JSON object'
yaml\t'The same object as YAML'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand metrics" -l log-file -d 'Append everything that -vv would show to a file' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand metrics" -l progress -d 'How progress is shown on stderr' -r -f -a "auto\t'A bar on a terminal, nothing otherwise'
plain\t'A line every five seconds'
none\t'Nothing'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand metrics" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand metrics" -s A -l all-namespaces -d 'Look in all namespaces'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand metrics" -l redis-tls -d 'Connect to Redis by TLS'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand metrics" -l redis-insecure -d 'Do not verify Redis\'s certificate'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand metrics" -s q -l quiet -d 'Errors only on stderr, no progress'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand metrics" -s v -l verbose -d 'Show API calls and Redis commands with their times; twice: frames too'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand metrics" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand health" -l fail-on -d 'Least severity that makes the exit status other than 0 (UNKNOWN always does)' -r -f -a "warning\t''
critical\t''"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand health" -l max-lag -d 'Bytes a replica may be behind its primary' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand health" -l max-silence -d 'Time a replica may not have heard of its primary, which pings it every 10 s' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand health" -l max-save-age -d 'Age the last RDB may have while there are unsaved changes (default: by the server\'s own save points)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand health" -l restart-window -d 'How long a restart or an OOM kill is news' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand health" -l rpo -d 'Age the newest backup may have; without it, backups are not judged' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand health" -l backups -d 'Where the backups for --rpo are, as backup-rdb was told by --to: a folder, or s3://BUCKET/PREFIX' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand health" -l s3-endpoint -d 'URL of a store that is not AWS (also: AWS_ENDPOINT_URL)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand health" -l aws-endpoint-url -d 'The environment\'s endpoint for all services of AWS' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand health" -l s3-region -d 'Region (default: that of the AWS configuration; us-east-1 with --s3-endpoint)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand health" -l s3-profile -d 'Profile of the AWS configuration' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand health" -l s3-path-style -d 'Name the bucket in the path (default: yes for stores that are not AWS)' -r -f -a "yes\t''
no\t''"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand health" -l s3-cacert -d 'CA certificates of the store, PEM, besides the system\'s' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand health" -l skip -d 'Objects that are neither read nor judged (can be repeated)' -r -f -a "workloads\t''
services\t''
claims\t''
budgets\t''
network-policies\t''
autoscalers\t''
monitors\t''
logs\t''
all\t'All of them: servers and pods alone are judged'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand health" -l interval -d 'Time between two ticks' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand health" -l count -d 'Ticks after which to stop' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand health" -l kubeconfig -d 'Kubeconfig file (default: $KUBECONFIG, ~/.kube/config, or the pod\'s service account)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand health" -l context -d 'Context of the kubeconfig' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand health" -l cluster -d 'Cluster of the kubeconfig' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand health" -l user -d 'User of the kubeconfig (Redis\'s user is --redis-user)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand health" -l as -d 'User to impersonate at the Kubernetes API' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand health" -l as-group -d 'Group to impersonate (can be repeated)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand health" -l request-timeout -d 'Longest wait for one answer of the Kubernetes API' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand health" -s t -l target -d 'Target of the configuration file: the options that stand there under this name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand health" -s n -l namespace -d 'Namespace (default: the context\'s)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand health" -s r -l release -d 'Release, workload or instance name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand health" -s l -l selector -d 'Label selector of the pods' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand health" -l pod -d 'One pod' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand health" -l container -d 'The server\'s container (default: found)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand health" -l port -d 'The server\'s port (default: found, else 6379)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand health" -l role -d 'Members with this role only' -r -f -a "primary\t'The writable members'
replica\t'The members that follow another'
any\t'All members'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand health" -l sentinel-secret -d 'Secret with REDIS_SENTINEL_HOST: the Redis that the Sentinels there name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand health" -l master-name -d 'The primary\'s name at Sentinel, as it is spelt there (default: the only one)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand health" -l url -d 'A server without Kubernetes: redis://HOST[:PORT] or rediss://HOST[:PORT]' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand health" -l redis-user -d 'ACL user of Redis' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand health" -l redis-password-file -d 'File that holds Redis\'s password (default: $REDISCLI_AUTH, else found in the pod\'s specification)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand health" -l redis-password-secret -d 'Secret that holds Redis\'s password' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand health" -l redis-cacert -d 'CA certificates for Redis\'s TLS, PEM (default: the system\'s)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand health" -l redis-cert -d 'Client certificate for Redis\'s TLS, PEM' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand health" -l redis-key -d 'Key of the client certificate, PEM' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand health" -l redis-sni -d 'Server name to expect in Redis\'s certificate' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand health" -l rename-command -d 'A command that the servers know by another name; the name is never shown (can be repeated)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand health" -l rename-command-file -d 'File with such names: lines NAME=NEW-NAME, or a redis.conf with rename-command' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand health" -l node-timeout -d 'Longest wait for one node' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand health" -l timeout -d 'Longest run of the whole command; what is known by then is shown (default: none)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand health" -s o -l output -d 'Form of the answer on stdout' -r -f -a "table\t'Tables and lines for a person'
wide\t'The same, with columns that do not fit everywhere'
json\t'One JSON object'
yaml\t'The same object as YAML'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand health" -l log-file -d 'Append everything that -vv would show to a file' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand health" -l progress -d 'How progress is shown on stderr' -r -f -a "auto\t'A bar on a terminal, nothing otherwise'
plain\t'A line every five seconds'
none\t'Nothing'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand health" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand health" -l watch -d 'Go on until Ctrl-C: redrawn in place on a terminal, else one JSON object a tick'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand health" -s A -l all-namespaces -d 'Look in all namespaces'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand health" -l redis-tls -d 'Connect to Redis by TLS'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand health" -l redis-insecure -d 'Do not verify Redis\'s certificate'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand health" -s q -l quiet -d 'Errors only on stderr, no progress'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand health" -s v -l verbose -d 'Show API calls and Redis commands with their times; twice: frames too'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand health" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand security-check" -l fail-on -d 'Least severity that makes the exit status other than 0 (UNKNOWN always does)' -r -f -a "warning\t''
critical\t''"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand security-check" -l kubeconfig -d 'Kubeconfig file (default: $KUBECONFIG, ~/.kube/config, or the pod\'s service account)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand security-check" -l context -d 'Context of the kubeconfig' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand security-check" -l cluster -d 'Cluster of the kubeconfig' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand security-check" -l user -d 'User of the kubeconfig (Redis\'s user is --redis-user)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand security-check" -l as -d 'User to impersonate at the Kubernetes API' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand security-check" -l as-group -d 'Group to impersonate (can be repeated)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand security-check" -l request-timeout -d 'Longest wait for one answer of the Kubernetes API' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand security-check" -s t -l target -d 'Target of the configuration file: the options that stand there under this name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand security-check" -s n -l namespace -d 'Namespace (default: the context\'s)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand security-check" -s r -l release -d 'Release, workload or instance name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand security-check" -s l -l selector -d 'Label selector of the pods' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand security-check" -l pod -d 'One pod' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand security-check" -l container -d 'The server\'s container (default: found)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand security-check" -l port -d 'The server\'s port (default: found, else 6379)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand security-check" -l role -d 'Members with this role only' -r -f -a "primary\t'The writable members'
replica\t'The members that follow another'
any\t'All members'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand security-check" -l sentinel-secret -d 'Secret with REDIS_SENTINEL_HOST: the Redis that the Sentinels there name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand security-check" -l master-name -d 'The primary\'s name at Sentinel, as it is spelt there (default: the only one)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand security-check" -l url -d 'A server without Kubernetes: redis://HOST[:PORT] or rediss://HOST[:PORT]' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand security-check" -l redis-user -d 'ACL user of Redis' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand security-check" -l redis-password-file -d 'File that holds Redis\'s password (default: $REDISCLI_AUTH, else found in the pod\'s specification)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand security-check" -l redis-password-secret -d 'Secret that holds Redis\'s password' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand security-check" -l redis-cacert -d 'CA certificates for Redis\'s TLS, PEM (default: the system\'s)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand security-check" -l redis-cert -d 'Client certificate for Redis\'s TLS, PEM' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand security-check" -l redis-key -d 'Key of the client certificate, PEM' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand security-check" -l redis-sni -d 'Server name to expect in Redis\'s certificate' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand security-check" -l rename-command -d 'A command that the servers know by another name; the name is never shown (can be repeated)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand security-check" -l rename-command-file -d 'File with such names: lines NAME=NEW-NAME, or a redis.conf with rename-command' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand security-check" -l node-timeout -d 'Longest wait for one node' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand security-check" -l timeout -d 'Longest run of the whole command; what is known by then is shown (default: none)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand security-check" -s o -l output -d 'Form of the answer on stdout' -r -f -a "table\t'Tables and lines for a person'
wide\t'The same, with columns that do not fit everywhere'
json\t'One JSON object'
yaml\t'The same object as YAML'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand security-check" -l log-file -d 'Append everything that -vv would show to a file' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand security-check" -l progress -d 'How progress is shown on stderr' -r -f -a "auto\t'A bar on a terminal, nothing otherwise'
plain\t'A line every five seconds'
none\t'Nothing'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand security-check" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand security-check" -s A -l all-namespaces -d 'Look in all namespaces'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand security-check" -l redis-tls -d 'Connect to Redis by TLS'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand security-check" -l redis-insecure -d 'Do not verify Redis\'s certificate'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand security-check" -s q -l quiet -d 'Errors only on stderr, no progress'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand security-check" -s v -l verbose -d 'Show API calls and Redis commands with their times; twice: frames too'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand security-check" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand version" -l kubeconfig -d 'Kubeconfig file (default: $KUBECONFIG, ~/.kube/config, or the pod\'s service account)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand version" -l context -d 'Context of the kubeconfig' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand version" -l cluster -d 'Cluster of the kubeconfig' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand version" -l user -d 'User of the kubeconfig (Redis\'s user is --redis-user)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand version" -l as -d 'User to impersonate at the Kubernetes API' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand version" -l as-group -d 'Group to impersonate (can be repeated)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand version" -l request-timeout -d 'Longest wait for one answer of the Kubernetes API' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand version" -s t -l target -d 'Target of the configuration file: the options that stand there under this name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand version" -s n -l namespace -d 'Namespace (default: the context\'s)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand version" -s r -l release -d 'Release, workload or instance name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand version" -s l -l selector -d 'Label selector of the pods' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand version" -l pod -d 'One pod' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand version" -l container -d 'The server\'s container (default: found)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand version" -l port -d 'The server\'s port (default: found, else 6379)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand version" -l role -d 'Members with this role only' -r -f -a "primary\t'The writable members'
replica\t'The members that follow another'
any\t'All members'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand version" -l sentinel-secret -d 'Secret with REDIS_SENTINEL_HOST: the Redis that the Sentinels there name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand version" -l master-name -d 'The primary\'s name at Sentinel, as it is spelt there (default: the only one)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand version" -l url -d 'A server without Kubernetes: redis://HOST[:PORT] or rediss://HOST[:PORT]' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand version" -l redis-user -d 'ACL user of Redis' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand version" -l redis-password-file -d 'File that holds Redis\'s password (default: $REDISCLI_AUTH, else found in the pod\'s specification)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand version" -l redis-password-secret -d 'Secret that holds Redis\'s password' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand version" -l redis-cacert -d 'CA certificates for Redis\'s TLS, PEM (default: the system\'s)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand version" -l redis-cert -d 'Client certificate for Redis\'s TLS, PEM' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand version" -l redis-key -d 'Key of the client certificate, PEM' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand version" -l redis-sni -d 'Server name to expect in Redis\'s certificate' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand version" -l rename-command -d 'A command that the servers know by another name; the name is never shown (can be repeated)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand version" -l rename-command-file -d 'File with such names: lines NAME=NEW-NAME, or a redis.conf with rename-command' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand version" -l node-timeout -d 'Longest wait for one node' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand version" -l timeout -d 'Longest run of the whole command; what is known by then is shown (default: none)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand version" -s o -l output -d 'Form of the answer on stdout' -r -f -a "table\t'Tables and lines for a person'
wide\t'The same, with columns that do not fit everywhere'
json\t'One JSON object'
yaml\t'The same object as YAML'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand version" -l log-file -d 'Append everything that -vv would show to a file' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand version" -l progress -d 'How progress is shown on stderr' -r -f -a "auto\t'A bar on a terminal, nothing otherwise'
plain\t'A line every five seconds'
none\t'Nothing'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand version" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand version" -s A -l all-namespaces -d 'Look in all namespaces'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand version" -l redis-tls -d 'Connect to Redis by TLS'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand version" -l redis-insecure -d 'Do not verify Redis\'s certificate'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand version" -s q -l quiet -d 'Errors only on stderr, no progress'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand version" -s v -l verbose -d 'Show API calls and Redis commands with their times; twice: frames too'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand version" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand role" -l kubeconfig -d 'Kubeconfig file (default: $KUBECONFIG, ~/.kube/config, or the pod\'s service account)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand role" -l context -d 'Context of the kubeconfig' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand role" -l cluster -d 'Cluster of the kubeconfig' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand role" -l user -d 'User of the kubeconfig (Redis\'s user is --redis-user)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand role" -l as -d 'User to impersonate at the Kubernetes API' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand role" -l as-group -d 'Group to impersonate (can be repeated)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand role" -l request-timeout -d 'Longest wait for one answer of the Kubernetes API' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand role" -s t -l target -d 'Target of the configuration file: the options that stand there under this name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand role" -s n -l namespace -d 'Namespace (default: the context\'s)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand role" -s r -l release -d 'Release, workload or instance name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand role" -s l -l selector -d 'Label selector of the pods' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand role" -l pod -d 'One pod' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand role" -l container -d 'The server\'s container (default: found)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand role" -l port -d 'The server\'s port (default: found, else 6379)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand role" -l role -d 'Members with this role only' -r -f -a "primary\t'The writable members'
replica\t'The members that follow another'
any\t'All members'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand role" -l sentinel-secret -d 'Secret with REDIS_SENTINEL_HOST: the Redis that the Sentinels there name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand role" -l master-name -d 'The primary\'s name at Sentinel, as it is spelt there (default: the only one)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand role" -l url -d 'A server without Kubernetes: redis://HOST[:PORT] or rediss://HOST[:PORT]' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand role" -l redis-user -d 'ACL user of Redis' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand role" -l redis-password-file -d 'File that holds Redis\'s password (default: $REDISCLI_AUTH, else found in the pod\'s specification)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand role" -l redis-password-secret -d 'Secret that holds Redis\'s password' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand role" -l redis-cacert -d 'CA certificates for Redis\'s TLS, PEM (default: the system\'s)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand role" -l redis-cert -d 'Client certificate for Redis\'s TLS, PEM' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand role" -l redis-key -d 'Key of the client certificate, PEM' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand role" -l redis-sni -d 'Server name to expect in Redis\'s certificate' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand role" -l rename-command -d 'A command that the servers know by another name; the name is never shown (can be repeated)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand role" -l rename-command-file -d 'File with such names: lines NAME=NEW-NAME, or a redis.conf with rename-command' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand role" -l node-timeout -d 'Longest wait for one node' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand role" -l timeout -d 'Longest run of the whole command; what is known by then is shown (default: none)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand role" -s o -l output -d 'Form of the answer on stdout' -r -f -a "table\t'Tables and lines for a person'
wide\t'The same, with columns that do not fit everywhere'
json\t'One JSON object'
yaml\t'The same object as YAML'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand role" -l log-file -d 'Append everything that -vv would show to a file' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand role" -l progress -d 'How progress is shown on stderr' -r -f -a "auto\t'A bar on a terminal, nothing otherwise'
plain\t'A line every five seconds'
none\t'Nothing'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand role" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand role" -s A -l all-namespaces -d 'Look in all namespaces'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand role" -l redis-tls -d 'Connect to Redis by TLS'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand role" -l redis-insecure -d 'Do not verify Redis\'s certificate'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand role" -s q -l quiet -d 'Errors only on stderr, no progress'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand role" -s v -l verbose -d 'Show API calls and Redis commands with their times; twice: frames too'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand role" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand replication-info" -l kubeconfig -d 'Kubeconfig file (default: $KUBECONFIG, ~/.kube/config, or the pod\'s service account)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand replication-info" -l context -d 'Context of the kubeconfig' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand replication-info" -l cluster -d 'Cluster of the kubeconfig' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand replication-info" -l user -d 'User of the kubeconfig (Redis\'s user is --redis-user)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand replication-info" -l as -d 'User to impersonate at the Kubernetes API' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand replication-info" -l as-group -d 'Group to impersonate (can be repeated)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand replication-info" -l request-timeout -d 'Longest wait for one answer of the Kubernetes API' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand replication-info" -s t -l target -d 'Target of the configuration file: the options that stand there under this name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand replication-info" -s n -l namespace -d 'Namespace (default: the context\'s)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand replication-info" -s r -l release -d 'Release, workload or instance name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand replication-info" -s l -l selector -d 'Label selector of the pods' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand replication-info" -l pod -d 'One pod' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand replication-info" -l container -d 'The server\'s container (default: found)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand replication-info" -l port -d 'The server\'s port (default: found, else 6379)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand replication-info" -l role -d 'Members with this role only' -r -f -a "primary\t'The writable members'
replica\t'The members that follow another'
any\t'All members'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand replication-info" -l sentinel-secret -d 'Secret with REDIS_SENTINEL_HOST: the Redis that the Sentinels there name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand replication-info" -l master-name -d 'The primary\'s name at Sentinel, as it is spelt there (default: the only one)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand replication-info" -l url -d 'A server without Kubernetes: redis://HOST[:PORT] or rediss://HOST[:PORT]' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand replication-info" -l redis-user -d 'ACL user of Redis' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand replication-info" -l redis-password-file -d 'File that holds Redis\'s password (default: $REDISCLI_AUTH, else found in the pod\'s specification)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand replication-info" -l redis-password-secret -d 'Secret that holds Redis\'s password' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand replication-info" -l redis-cacert -d 'CA certificates for Redis\'s TLS, PEM (default: the system\'s)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand replication-info" -l redis-cert -d 'Client certificate for Redis\'s TLS, PEM' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand replication-info" -l redis-key -d 'Key of the client certificate, PEM' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand replication-info" -l redis-sni -d 'Server name to expect in Redis\'s certificate' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand replication-info" -l rename-command -d 'A command that the servers know by another name; the name is never shown (can be repeated)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand replication-info" -l rename-command-file -d 'File with such names: lines NAME=NEW-NAME, or a redis.conf with rename-command' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand replication-info" -l node-timeout -d 'Longest wait for one node' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand replication-info" -l timeout -d 'Longest run of the whole command; what is known by then is shown (default: none)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand replication-info" -s o -l output -d 'Form of the answer on stdout' -r -f -a "table\t'Tables and lines for a person'
wide\t'The same, with columns that do not fit everywhere'
json\t'One JSON object'
yaml\t'The same object as YAML'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand replication-info" -l log-file -d 'Append everything that -vv would show to a file' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand replication-info" -l progress -d 'How progress is shown on stderr' -r -f -a "auto\t'A bar on a terminal, nothing otherwise'
plain\t'A line every five seconds'
none\t'Nothing'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand replication-info" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand replication-info" -s A -l all-namespaces -d 'Look in all namespaces'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand replication-info" -l redis-tls -d 'Connect to Redis by TLS'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand replication-info" -l redis-insecure -d 'Do not verify Redis\'s certificate'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand replication-info" -s q -l quiet -d 'Errors only on stderr, no progress'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand replication-info" -s v -l verbose -d 'Show API calls and Redis commands with their times; twice: frames too'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand replication-info" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand master-info" -l kubeconfig -d 'Kubeconfig file (default: $KUBECONFIG, ~/.kube/config, or the pod\'s service account)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand master-info" -l context -d 'Context of the kubeconfig' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand master-info" -l cluster -d 'Cluster of the kubeconfig' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand master-info" -l user -d 'User of the kubeconfig (Redis\'s user is --redis-user)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand master-info" -l as -d 'User to impersonate at the Kubernetes API' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand master-info" -l as-group -d 'Group to impersonate (can be repeated)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand master-info" -l request-timeout -d 'Longest wait for one answer of the Kubernetes API' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand master-info" -s t -l target -d 'Target of the configuration file: the options that stand there under this name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand master-info" -s n -l namespace -d 'Namespace (default: the context\'s)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand master-info" -s r -l release -d 'Release, workload or instance name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand master-info" -s l -l selector -d 'Label selector of the pods' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand master-info" -l pod -d 'One pod' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand master-info" -l container -d 'The server\'s container (default: found)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand master-info" -l port -d 'The server\'s port (default: found, else 6379)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand master-info" -l role -d 'Members with this role only' -r -f -a "primary\t'The writable members'
replica\t'The members that follow another'
any\t'All members'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand master-info" -l sentinel-secret -d 'Secret with REDIS_SENTINEL_HOST: the Redis that the Sentinels there name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand master-info" -l master-name -d 'The primary\'s name at Sentinel, as it is spelt there (default: the only one)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand master-info" -l url -d 'A server without Kubernetes: redis://HOST[:PORT] or rediss://HOST[:PORT]' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand master-info" -l redis-user -d 'ACL user of Redis' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand master-info" -l redis-password-file -d 'File that holds Redis\'s password (default: $REDISCLI_AUTH, else found in the pod\'s specification)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand master-info" -l redis-password-secret -d 'Secret that holds Redis\'s password' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand master-info" -l redis-cacert -d 'CA certificates for Redis\'s TLS, PEM (default: the system\'s)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand master-info" -l redis-cert -d 'Client certificate for Redis\'s TLS, PEM' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand master-info" -l redis-key -d 'Key of the client certificate, PEM' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand master-info" -l redis-sni -d 'Server name to expect in Redis\'s certificate' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand master-info" -l rename-command -d 'A command that the servers know by another name; the name is never shown (can be repeated)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand master-info" -l rename-command-file -d 'File with such names: lines NAME=NEW-NAME, or a redis.conf with rename-command' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand master-info" -l node-timeout -d 'Longest wait for one node' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand master-info" -l timeout -d 'Longest run of the whole command; what is known by then is shown (default: none)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand master-info" -s o -l output -d 'Form of the answer on stdout' -r -f -a "table\t'Tables and lines for a person'
wide\t'The same, with columns that do not fit everywhere'
json\t'One JSON object'
yaml\t'The same object as YAML'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand master-info" -l log-file -d 'Append everything that -vv would show to a file' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand master-info" -l progress -d 'How progress is shown on stderr' -r -f -a "auto\t'A bar on a terminal, nothing otherwise'
plain\t'A line every five seconds'
none\t'Nothing'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand master-info" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand master-info" -s A -l all-namespaces -d 'Look in all namespaces'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand master-info" -l redis-tls -d 'Connect to Redis by TLS'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand master-info" -l redis-insecure -d 'Do not verify Redis\'s certificate'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand master-info" -s q -l quiet -d 'Errors only on stderr, no progress'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand master-info" -s v -l verbose -d 'Show API calls and Redis commands with their times; twice: frames too'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand master-info" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand replica-lag" -l warning -d 'Lag above which a replica deserves attention' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand replica-lag" -l critical -d 'Lag above which it is broken' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand replica-lag" -l max-silence -d 'Time a replica and its primary may not have heard of each other; a primary sends something every 10 s' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand replica-lag" -l interval -d 'Time between two ticks' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand replica-lag" -l count -d 'Ticks after which to stop' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand replica-lag" -l kubeconfig -d 'Kubeconfig file (default: $KUBECONFIG, ~/.kube/config, or the pod\'s service account)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand replica-lag" -l context -d 'Context of the kubeconfig' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand replica-lag" -l cluster -d 'Cluster of the kubeconfig' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand replica-lag" -l user -d 'User of the kubeconfig (Redis\'s user is --redis-user)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand replica-lag" -l as -d 'User to impersonate at the Kubernetes API' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand replica-lag" -l as-group -d 'Group to impersonate (can be repeated)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand replica-lag" -l request-timeout -d 'Longest wait for one answer of the Kubernetes API' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand replica-lag" -s t -l target -d 'Target of the configuration file: the options that stand there under this name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand replica-lag" -s n -l namespace -d 'Namespace (default: the context\'s)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand replica-lag" -s r -l release -d 'Release, workload or instance name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand replica-lag" -s l -l selector -d 'Label selector of the pods' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand replica-lag" -l pod -d 'One pod' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand replica-lag" -l container -d 'The server\'s container (default: found)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand replica-lag" -l port -d 'The server\'s port (default: found, else 6379)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand replica-lag" -l role -d 'Members with this role only' -r -f -a "primary\t'The writable members'
replica\t'The members that follow another'
any\t'All members'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand replica-lag" -l sentinel-secret -d 'Secret with REDIS_SENTINEL_HOST: the Redis that the Sentinels there name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand replica-lag" -l master-name -d 'The primary\'s name at Sentinel, as it is spelt there (default: the only one)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand replica-lag" -l url -d 'A server without Kubernetes: redis://HOST[:PORT] or rediss://HOST[:PORT]' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand replica-lag" -l redis-user -d 'ACL user of Redis' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand replica-lag" -l redis-password-file -d 'File that holds Redis\'s password (default: $REDISCLI_AUTH, else found in the pod\'s specification)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand replica-lag" -l redis-password-secret -d 'Secret that holds Redis\'s password' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand replica-lag" -l redis-cacert -d 'CA certificates for Redis\'s TLS, PEM (default: the system\'s)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand replica-lag" -l redis-cert -d 'Client certificate for Redis\'s TLS, PEM' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand replica-lag" -l redis-key -d 'Key of the client certificate, PEM' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand replica-lag" -l redis-sni -d 'Server name to expect in Redis\'s certificate' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand replica-lag" -l rename-command -d 'A command that the servers know by another name; the name is never shown (can be repeated)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand replica-lag" -l rename-command-file -d 'File with such names: lines NAME=NEW-NAME, or a redis.conf with rename-command' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand replica-lag" -l node-timeout -d 'Longest wait for one node' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand replica-lag" -l timeout -d 'Longest run of the whole command; what is known by then is shown (default: none)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand replica-lag" -s o -l output -d 'Form of the answer on stdout' -r -f -a "table\t'Tables and lines for a person'
wide\t'The same, with columns that do not fit everywhere'
json\t'One JSON object'
yaml\t'The same object as YAML'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand replica-lag" -l log-file -d 'Append everything that -vv would show to a file' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand replica-lag" -l progress -d 'How progress is shown on stderr' -r -f -a "auto\t'A bar on a terminal, nothing otherwise'
plain\t'A line every five seconds'
none\t'Nothing'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand replica-lag" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand replica-lag" -l wait -d 'Wait until every replica is close, for as long as --timeout'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand replica-lag" -l watch -d 'Go on until Ctrl-C: redrawn in place on a terminal, else one JSON object a tick'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand replica-lag" -s A -l all-namespaces -d 'Look in all namespaces'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand replica-lag" -l redis-tls -d 'Connect to Redis by TLS'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand replica-lag" -l redis-insecure -d 'Do not verify Redis\'s certificate'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand replica-lag" -s q -l quiet -d 'Errors only on stderr, no progress'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand replica-lag" -s v -l verbose -d 'Show API calls and Redis commands with their times; twice: frames too'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand replica-lag" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand check-replication" -l replicas -d 'Replicas each primary must have at least (default: 1); 0 for none' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand check-replication" -l max-lag -d 'Bytes a replica may be behind its primary' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand check-replication" -l max-silence -d 'Time a replica and its primary may not have heard of each other; a primary sends something every 10 s' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand check-replication" -l wait -d 'Wait until it passes, for as long as this' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand check-replication" -l kubeconfig -d 'Kubeconfig file (default: $KUBECONFIG, ~/.kube/config, or the pod\'s service account)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand check-replication" -l context -d 'Context of the kubeconfig' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand check-replication" -l cluster -d 'Cluster of the kubeconfig' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand check-replication" -l user -d 'User of the kubeconfig (Redis\'s user is --redis-user)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand check-replication" -l as -d 'User to impersonate at the Kubernetes API' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand check-replication" -l as-group -d 'Group to impersonate (can be repeated)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand check-replication" -l request-timeout -d 'Longest wait for one answer of the Kubernetes API' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand check-replication" -s t -l target -d 'Target of the configuration file: the options that stand there under this name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand check-replication" -s n -l namespace -d 'Namespace (default: the context\'s)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand check-replication" -s r -l release -d 'Release, workload or instance name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand check-replication" -s l -l selector -d 'Label selector of the pods' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand check-replication" -l pod -d 'One pod' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand check-replication" -l container -d 'The server\'s container (default: found)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand check-replication" -l port -d 'The server\'s port (default: found, else 6379)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand check-replication" -l role -d 'Members with this role only' -r -f -a "primary\t'The writable members'
replica\t'The members that follow another'
any\t'All members'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand check-replication" -l sentinel-secret -d 'Secret with REDIS_SENTINEL_HOST: the Redis that the Sentinels there name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand check-replication" -l master-name -d 'The primary\'s name at Sentinel, as it is spelt there (default: the only one)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand check-replication" -l url -d 'A server without Kubernetes: redis://HOST[:PORT] or rediss://HOST[:PORT]' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand check-replication" -l redis-user -d 'ACL user of Redis' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand check-replication" -l redis-password-file -d 'File that holds Redis\'s password (default: $REDISCLI_AUTH, else found in the pod\'s specification)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand check-replication" -l redis-password-secret -d 'Secret that holds Redis\'s password' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand check-replication" -l redis-cacert -d 'CA certificates for Redis\'s TLS, PEM (default: the system\'s)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand check-replication" -l redis-cert -d 'Client certificate for Redis\'s TLS, PEM' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand check-replication" -l redis-key -d 'Key of the client certificate, PEM' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand check-replication" -l redis-sni -d 'Server name to expect in Redis\'s certificate' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand check-replication" -l rename-command -d 'A command that the servers know by another name; the name is never shown (can be repeated)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand check-replication" -l rename-command-file -d 'File with such names: lines NAME=NEW-NAME, or a redis.conf with rename-command' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand check-replication" -l node-timeout -d 'Longest wait for one node' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand check-replication" -l timeout -d 'Longest run of the whole command; what is known by then is shown (default: none)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand check-replication" -s o -l output -d 'Form of the answer on stdout' -r -f -a "table\t'Tables and lines for a person'
wide\t'The same, with columns that do not fit everywhere'
json\t'One JSON object'
yaml\t'The same object as YAML'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand check-replication" -l log-file -d 'Append everything that -vv would show to a file' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand check-replication" -l progress -d 'How progress is shown on stderr' -r -f -a "auto\t'A bar on a terminal, nothing otherwise'
plain\t'A line every five seconds'
none\t'Nothing'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand check-replication" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand check-replication" -s A -l all-namespaces -d 'Look in all namespaces'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand check-replication" -l redis-tls -d 'Connect to Redis by TLS'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand check-replication" -l redis-insecure -d 'Do not verify Redis\'s certificate'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand check-replication" -s q -l quiet -d 'Errors only on stderr, no progress'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand check-replication" -s v -l verbose -d 'Show API calls and Redis commands with their times; twice: frames too'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand check-replication" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand dbsize" -l kubeconfig -d 'Kubeconfig file (default: $KUBECONFIG, ~/.kube/config, or the pod\'s service account)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand dbsize" -l context -d 'Context of the kubeconfig' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand dbsize" -l cluster -d 'Cluster of the kubeconfig' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand dbsize" -l user -d 'User of the kubeconfig (Redis\'s user is --redis-user)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand dbsize" -l as -d 'User to impersonate at the Kubernetes API' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand dbsize" -l as-group -d 'Group to impersonate (can be repeated)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand dbsize" -l request-timeout -d 'Longest wait for one answer of the Kubernetes API' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand dbsize" -s t -l target -d 'Target of the configuration file: the options that stand there under this name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand dbsize" -s n -l namespace -d 'Namespace (default: the context\'s)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand dbsize" -s r -l release -d 'Release, workload or instance name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand dbsize" -s l -l selector -d 'Label selector of the pods' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand dbsize" -l pod -d 'One pod' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand dbsize" -l container -d 'The server\'s container (default: found)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand dbsize" -l port -d 'The server\'s port (default: found, else 6379)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand dbsize" -l role -d 'Members with this role only' -r -f -a "primary\t'The writable members'
replica\t'The members that follow another'
any\t'All members'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand dbsize" -l sentinel-secret -d 'Secret with REDIS_SENTINEL_HOST: the Redis that the Sentinels there name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand dbsize" -l master-name -d 'The primary\'s name at Sentinel, as it is spelt there (default: the only one)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand dbsize" -l url -d 'A server without Kubernetes: redis://HOST[:PORT] or rediss://HOST[:PORT]' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand dbsize" -l redis-user -d 'ACL user of Redis' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand dbsize" -l redis-password-file -d 'File that holds Redis\'s password (default: $REDISCLI_AUTH, else found in the pod\'s specification)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand dbsize" -l redis-password-secret -d 'Secret that holds Redis\'s password' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand dbsize" -l redis-cacert -d 'CA certificates for Redis\'s TLS, PEM (default: the system\'s)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand dbsize" -l redis-cert -d 'Client certificate for Redis\'s TLS, PEM' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand dbsize" -l redis-key -d 'Key of the client certificate, PEM' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand dbsize" -l redis-sni -d 'Server name to expect in Redis\'s certificate' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand dbsize" -l rename-command -d 'A command that the servers know by another name; the name is never shown (can be repeated)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand dbsize" -l rename-command-file -d 'File with such names: lines NAME=NEW-NAME, or a redis.conf with rename-command' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand dbsize" -l node-timeout -d 'Longest wait for one node' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand dbsize" -l timeout -d 'Longest run of the whole command; what is known by then is shown (default: none)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand dbsize" -s o -l output -d 'Form of the answer on stdout' -r -f -a "table\t'Tables and lines for a person'
wide\t'The same, with columns that do not fit everywhere'
json\t'One JSON object'
yaml\t'The same object as YAML'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand dbsize" -l log-file -d 'Append everything that -vv would show to a file' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand dbsize" -l progress -d 'How progress is shown on stderr' -r -f -a "auto\t'A bar on a terminal, nothing otherwise'
plain\t'A line every five seconds'
none\t'Nothing'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand dbsize" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand dbsize" -s A -l all-namespaces -d 'Look in all namespaces'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand dbsize" -l redis-tls -d 'Connect to Redis by TLS'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand dbsize" -l redis-insecure -d 'Do not verify Redis\'s certificate'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand dbsize" -s q -l quiet -d 'Errors only on stderr, no progress'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand dbsize" -s v -l verbose -d 'Show API calls and Redis commands with their times; twice: frames too'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand dbsize" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand stats" -l interval -d 'Time between two ticks' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand stats" -l count -d 'Ticks after which to stop' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand stats" -l kubeconfig -d 'Kubeconfig file (default: $KUBECONFIG, ~/.kube/config, or the pod\'s service account)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand stats" -l context -d 'Context of the kubeconfig' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand stats" -l cluster -d 'Cluster of the kubeconfig' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand stats" -l user -d 'User of the kubeconfig (Redis\'s user is --redis-user)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand stats" -l as -d 'User to impersonate at the Kubernetes API' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand stats" -l as-group -d 'Group to impersonate (can be repeated)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand stats" -l request-timeout -d 'Longest wait for one answer of the Kubernetes API' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand stats" -s t -l target -d 'Target of the configuration file: the options that stand there under this name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand stats" -s n -l namespace -d 'Namespace (default: the context\'s)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand stats" -s r -l release -d 'Release, workload or instance name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand stats" -s l -l selector -d 'Label selector of the pods' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand stats" -l pod -d 'One pod' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand stats" -l container -d 'The server\'s container (default: found)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand stats" -l port -d 'The server\'s port (default: found, else 6379)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand stats" -l role -d 'Members with this role only' -r -f -a "primary\t'The writable members'
replica\t'The members that follow another'
any\t'All members'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand stats" -l sentinel-secret -d 'Secret with REDIS_SENTINEL_HOST: the Redis that the Sentinels there name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand stats" -l master-name -d 'The primary\'s name at Sentinel, as it is spelt there (default: the only one)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand stats" -l url -d 'A server without Kubernetes: redis://HOST[:PORT] or rediss://HOST[:PORT]' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand stats" -l redis-user -d 'ACL user of Redis' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand stats" -l redis-password-file -d 'File that holds Redis\'s password (default: $REDISCLI_AUTH, else found in the pod\'s specification)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand stats" -l redis-password-secret -d 'Secret that holds Redis\'s password' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand stats" -l redis-cacert -d 'CA certificates for Redis\'s TLS, PEM (default: the system\'s)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand stats" -l redis-cert -d 'Client certificate for Redis\'s TLS, PEM' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand stats" -l redis-key -d 'Key of the client certificate, PEM' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand stats" -l redis-sni -d 'Server name to expect in Redis\'s certificate' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand stats" -l rename-command -d 'A command that the servers know by another name; the name is never shown (can be repeated)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand stats" -l rename-command-file -d 'File with such names: lines NAME=NEW-NAME, or a redis.conf with rename-command' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand stats" -l node-timeout -d 'Longest wait for one node' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand stats" -l timeout -d 'Longest run of the whole command; what is known by then is shown (default: none)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand stats" -s o -l output -d 'Form of the answer on stdout' -r -f -a "table\t'Tables and lines for a person'
wide\t'The same, with columns that do not fit everywhere'
json\t'One JSON object'
yaml\t'The same object as YAML'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand stats" -l log-file -d 'Append everything that -vv would show to a file' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand stats" -l progress -d 'How progress is shown on stderr' -r -f -a "auto\t'A bar on a terminal, nothing otherwise'
plain\t'A line every five seconds'
none\t'Nothing'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand stats" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand stats" -l watch -d 'Go on until Ctrl-C: redrawn in place on a terminal, else one JSON object a tick'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand stats" -s A -l all-namespaces -d 'Look in all namespaces'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand stats" -l redis-tls -d 'Connect to Redis by TLS'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand stats" -l redis-insecure -d 'Do not verify Redis\'s certificate'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand stats" -s q -l quiet -d 'Errors only on stderr, no progress'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand stats" -s v -l verbose -d 'Show API calls and Redis commands with their times; twice: frames too'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand stats" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand memory-stats" -l kubeconfig -d 'Kubeconfig file (default: $KUBECONFIG, ~/.kube/config, or the pod\'s service account)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand memory-stats" -l context -d 'Context of the kubeconfig' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand memory-stats" -l cluster -d 'Cluster of the kubeconfig' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand memory-stats" -l user -d 'User of the kubeconfig (Redis\'s user is --redis-user)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand memory-stats" -l as -d 'User to impersonate at the Kubernetes API' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand memory-stats" -l as-group -d 'Group to impersonate (can be repeated)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand memory-stats" -l request-timeout -d 'Longest wait for one answer of the Kubernetes API' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand memory-stats" -s t -l target -d 'Target of the configuration file: the options that stand there under this name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand memory-stats" -s n -l namespace -d 'Namespace (default: the context\'s)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand memory-stats" -s r -l release -d 'Release, workload or instance name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand memory-stats" -s l -l selector -d 'Label selector of the pods' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand memory-stats" -l pod -d 'One pod' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand memory-stats" -l container -d 'The server\'s container (default: found)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand memory-stats" -l port -d 'The server\'s port (default: found, else 6379)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand memory-stats" -l role -d 'Members with this role only' -r -f -a "primary\t'The writable members'
replica\t'The members that follow another'
any\t'All members'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand memory-stats" -l sentinel-secret -d 'Secret with REDIS_SENTINEL_HOST: the Redis that the Sentinels there name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand memory-stats" -l master-name -d 'The primary\'s name at Sentinel, as it is spelt there (default: the only one)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand memory-stats" -l url -d 'A server without Kubernetes: redis://HOST[:PORT] or rediss://HOST[:PORT]' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand memory-stats" -l redis-user -d 'ACL user of Redis' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand memory-stats" -l redis-password-file -d 'File that holds Redis\'s password (default: $REDISCLI_AUTH, else found in the pod\'s specification)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand memory-stats" -l redis-password-secret -d 'Secret that holds Redis\'s password' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand memory-stats" -l redis-cacert -d 'CA certificates for Redis\'s TLS, PEM (default: the system\'s)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand memory-stats" -l redis-cert -d 'Client certificate for Redis\'s TLS, PEM' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand memory-stats" -l redis-key -d 'Key of the client certificate, PEM' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand memory-stats" -l redis-sni -d 'Server name to expect in Redis\'s certificate' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand memory-stats" -l rename-command -d 'A command that the servers know by another name; the name is never shown (can be repeated)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand memory-stats" -l rename-command-file -d 'File with such names: lines NAME=NEW-NAME, or a redis.conf with rename-command' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand memory-stats" -l node-timeout -d 'Longest wait for one node' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand memory-stats" -l timeout -d 'Longest run of the whole command; what is known by then is shown (default: none)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand memory-stats" -s o -l output -d 'Form of the answer on stdout' -r -f -a "table\t'Tables and lines for a person'
wide\t'The same, with columns that do not fit everywhere'
json\t'One JSON object'
yaml\t'The same object as YAML'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand memory-stats" -l log-file -d 'Append everything that -vv would show to a file' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand memory-stats" -l progress -d 'How progress is shown on stderr' -r -f -a "auto\t'A bar on a terminal, nothing otherwise'
plain\t'A line every five seconds'
none\t'Nothing'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand memory-stats" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand memory-stats" -s A -l all-namespaces -d 'Look in all namespaces'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand memory-stats" -l redis-tls -d 'Connect to Redis by TLS'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand memory-stats" -l redis-insecure -d 'Do not verify Redis\'s certificate'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand memory-stats" -s q -l quiet -d 'Errors only on stderr, no progress'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand memory-stats" -s v -l verbose -d 'Show API calls and Redis commands with their times; twice: frames too'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand memory-stats" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand clients" -l by -d 'What makes a group' -r -f -a "addr\t''
name\t''
user\t''
lib\t''
id\t''"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand clients" -l limit -d 'Groups to show, those with the most connections first' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand clients" -l kubeconfig -d 'Kubeconfig file (default: $KUBECONFIG, ~/.kube/config, or the pod\'s service account)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand clients" -l context -d 'Context of the kubeconfig' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand clients" -l cluster -d 'Cluster of the kubeconfig' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand clients" -l user -d 'User of the kubeconfig (Redis\'s user is --redis-user)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand clients" -l as -d 'User to impersonate at the Kubernetes API' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand clients" -l as-group -d 'Group to impersonate (can be repeated)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand clients" -l request-timeout -d 'Longest wait for one answer of the Kubernetes API' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand clients" -s t -l target -d 'Target of the configuration file: the options that stand there under this name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand clients" -s n -l namespace -d 'Namespace (default: the context\'s)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand clients" -s r -l release -d 'Release, workload or instance name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand clients" -s l -l selector -d 'Label selector of the pods' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand clients" -l pod -d 'One pod' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand clients" -l container -d 'The server\'s container (default: found)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand clients" -l port -d 'The server\'s port (default: found, else 6379)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand clients" -l role -d 'Members with this role only' -r -f -a "primary\t'The writable members'
replica\t'The members that follow another'
any\t'All members'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand clients" -l sentinel-secret -d 'Secret with REDIS_SENTINEL_HOST: the Redis that the Sentinels there name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand clients" -l master-name -d 'The primary\'s name at Sentinel, as it is spelt there (default: the only one)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand clients" -l url -d 'A server without Kubernetes: redis://HOST[:PORT] or rediss://HOST[:PORT]' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand clients" -l redis-user -d 'ACL user of Redis' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand clients" -l redis-password-file -d 'File that holds Redis\'s password (default: $REDISCLI_AUTH, else found in the pod\'s specification)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand clients" -l redis-password-secret -d 'Secret that holds Redis\'s password' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand clients" -l redis-cacert -d 'CA certificates for Redis\'s TLS, PEM (default: the system\'s)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand clients" -l redis-cert -d 'Client certificate for Redis\'s TLS, PEM' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand clients" -l redis-key -d 'Key of the client certificate, PEM' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand clients" -l redis-sni -d 'Server name to expect in Redis\'s certificate' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand clients" -l rename-command -d 'A command that the servers know by another name; the name is never shown (can be repeated)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand clients" -l rename-command-file -d 'File with such names: lines NAME=NEW-NAME, or a redis.conf with rename-command' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand clients" -l node-timeout -d 'Longest wait for one node' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand clients" -l timeout -d 'Longest run of the whole command; what is known by then is shown (default: none)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand clients" -s o -l output -d 'Form of the answer on stdout' -r -f -a "table\t'Tables and lines for a person'
wide\t'The same, with columns that do not fit everywhere'
json\t'One JSON object'
yaml\t'The same object as YAML'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand clients" -l log-file -d 'Append everything that -vv would show to a file' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand clients" -l progress -d 'How progress is shown on stderr' -r -f -a "auto\t'A bar on a terminal, nothing otherwise'
plain\t'A line every five seconds'
none\t'Nothing'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand clients" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand clients" -s A -l all-namespaces -d 'Look in all namespaces'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand clients" -l redis-tls -d 'Connect to Redis by TLS'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand clients" -l redis-insecure -d 'Do not verify Redis\'s certificate'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand clients" -s q -l quiet -d 'Errors only on stderr, no progress'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand clients" -s v -l verbose -d 'Show API calls and Redis commands with their times; twice: frames too'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand clients" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand config" -l kubeconfig -d 'Kubeconfig file (default: $KUBECONFIG, ~/.kube/config, or the pod\'s service account)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand config" -l context -d 'Context of the kubeconfig' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand config" -l cluster -d 'Cluster of the kubeconfig' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand config" -l user -d 'User of the kubeconfig (Redis\'s user is --redis-user)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand config" -l as -d 'User to impersonate at the Kubernetes API' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand config" -l as-group -d 'Group to impersonate (can be repeated)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand config" -l request-timeout -d 'Longest wait for one answer of the Kubernetes API' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand config" -s t -l target -d 'Target of the configuration file: the options that stand there under this name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand config" -s n -l namespace -d 'Namespace (default: the context\'s)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand config" -s r -l release -d 'Release, workload or instance name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand config" -s l -l selector -d 'Label selector of the pods' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand config" -l pod -d 'One pod' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand config" -l container -d 'The server\'s container (default: found)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand config" -l port -d 'The server\'s port (default: found, else 6379)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand config" -l role -d 'Members with this role only' -r -f -a "primary\t'The writable members'
replica\t'The members that follow another'
any\t'All members'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand config" -l sentinel-secret -d 'Secret with REDIS_SENTINEL_HOST: the Redis that the Sentinels there name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand config" -l master-name -d 'The primary\'s name at Sentinel, as it is spelt there (default: the only one)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand config" -l url -d 'A server without Kubernetes: redis://HOST[:PORT] or rediss://HOST[:PORT]' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand config" -l redis-user -d 'ACL user of Redis' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand config" -l redis-password-file -d 'File that holds Redis\'s password (default: $REDISCLI_AUTH, else found in the pod\'s specification)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand config" -l redis-password-secret -d 'Secret that holds Redis\'s password' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand config" -l redis-cacert -d 'CA certificates for Redis\'s TLS, PEM (default: the system\'s)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand config" -l redis-cert -d 'Client certificate for Redis\'s TLS, PEM' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand config" -l redis-key -d 'Key of the client certificate, PEM' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand config" -l redis-sni -d 'Server name to expect in Redis\'s certificate' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand config" -l rename-command -d 'A command that the servers know by another name; the name is never shown (can be repeated)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand config" -l rename-command-file -d 'File with such names: lines NAME=NEW-NAME, or a redis.conf with rename-command' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand config" -l node-timeout -d 'Longest wait for one node' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand config" -l timeout -d 'Longest run of the whole command; what is known by then is shown (default: none)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand config" -s o -l output -d 'Form of the answer on stdout' -r -f -a "table\t'Tables and lines for a person'
wide\t'The same, with columns that do not fit everywhere'
json\t'One JSON object'
yaml\t'The same object as YAML'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand config" -l log-file -d 'Append everything that -vv would show to a file' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand config" -l progress -d 'How progress is shown on stderr' -r -f -a "auto\t'A bar on a terminal, nothing otherwise'
plain\t'A line every five seconds'
none\t'Nothing'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand config" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand config" -l diff -d 'Only the parameters in which members differ'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand config" -s A -l all-namespaces -d 'Look in all namespaces'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand config" -l redis-tls -d 'Connect to Redis by TLS'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand config" -l redis-insecure -d 'Do not verify Redis\'s certificate'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand config" -s q -l quiet -d 'Errors only on stderr, no progress'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand config" -s v -l verbose -d 'Show API calls and Redis commands with their times; twice: frames too'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand config" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand config-get" -l kubeconfig -d 'Kubeconfig file (default: $KUBECONFIG, ~/.kube/config, or the pod\'s service account)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand config-get" -l context -d 'Context of the kubeconfig' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand config-get" -l cluster -d 'Cluster of the kubeconfig' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand config-get" -l user -d 'User of the kubeconfig (Redis\'s user is --redis-user)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand config-get" -l as -d 'User to impersonate at the Kubernetes API' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand config-get" -l as-group -d 'Group to impersonate (can be repeated)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand config-get" -l request-timeout -d 'Longest wait for one answer of the Kubernetes API' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand config-get" -s t -l target -d 'Target of the configuration file: the options that stand there under this name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand config-get" -s n -l namespace -d 'Namespace (default: the context\'s)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand config-get" -s r -l release -d 'Release, workload or instance name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand config-get" -s l -l selector -d 'Label selector of the pods' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand config-get" -l pod -d 'One pod' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand config-get" -l container -d 'The server\'s container (default: found)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand config-get" -l port -d 'The server\'s port (default: found, else 6379)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand config-get" -l role -d 'Members with this role only' -r -f -a "primary\t'The writable members'
replica\t'The members that follow another'
any\t'All members'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand config-get" -l sentinel-secret -d 'Secret with REDIS_SENTINEL_HOST: the Redis that the Sentinels there name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand config-get" -l master-name -d 'The primary\'s name at Sentinel, as it is spelt there (default: the only one)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand config-get" -l url -d 'A server without Kubernetes: redis://HOST[:PORT] or rediss://HOST[:PORT]' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand config-get" -l redis-user -d 'ACL user of Redis' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand config-get" -l redis-password-file -d 'File that holds Redis\'s password (default: $REDISCLI_AUTH, else found in the pod\'s specification)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand config-get" -l redis-password-secret -d 'Secret that holds Redis\'s password' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand config-get" -l redis-cacert -d 'CA certificates for Redis\'s TLS, PEM (default: the system\'s)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand config-get" -l redis-cert -d 'Client certificate for Redis\'s TLS, PEM' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand config-get" -l redis-key -d 'Key of the client certificate, PEM' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand config-get" -l redis-sni -d 'Server name to expect in Redis\'s certificate' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand config-get" -l rename-command -d 'A command that the servers know by another name; the name is never shown (can be repeated)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand config-get" -l rename-command-file -d 'File with such names: lines NAME=NEW-NAME, or a redis.conf with rename-command' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand config-get" -l node-timeout -d 'Longest wait for one node' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand config-get" -l timeout -d 'Longest run of the whole command; what is known by then is shown (default: none)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand config-get" -s o -l output -d 'Form of the answer on stdout' -r -f -a "table\t'Tables and lines for a person'
wide\t'The same, with columns that do not fit everywhere'
json\t'One JSON object'
yaml\t'The same object as YAML'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand config-get" -l log-file -d 'Append everything that -vv would show to a file' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand config-get" -l progress -d 'How progress is shown on stderr' -r -f -a "auto\t'A bar on a terminal, nothing otherwise'
plain\t'A line every five seconds'
none\t'Nothing'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand config-get" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand config-get" -l diff -d 'Only the parameters in which members differ'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand config-get" -s A -l all-namespaces -d 'Look in all namespaces'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand config-get" -l redis-tls -d 'Connect to Redis by TLS'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand config-get" -l redis-insecure -d 'Do not verify Redis\'s certificate'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand config-get" -s q -l quiet -d 'Errors only on stderr, no progress'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand config-get" -s v -l verbose -d 'Show API calls and Redis commands with their times; twice: frames too'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand config-get" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand slowlog" -l sort -d 'What comes first: the newest, or the longest of the last 1024 of each member' -r -f -a "time\t''
duration\t''"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand slowlog" -l limit -d 'Entries to show' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand slowlog" -l kubeconfig -d 'Kubeconfig file (default: $KUBECONFIG, ~/.kube/config, or the pod\'s service account)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand slowlog" -l context -d 'Context of the kubeconfig' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand slowlog" -l cluster -d 'Cluster of the kubeconfig' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand slowlog" -l user -d 'User of the kubeconfig (Redis\'s user is --redis-user)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand slowlog" -l as -d 'User to impersonate at the Kubernetes API' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand slowlog" -l as-group -d 'Group to impersonate (can be repeated)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand slowlog" -l request-timeout -d 'Longest wait for one answer of the Kubernetes API' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand slowlog" -s t -l target -d 'Target of the configuration file: the options that stand there under this name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand slowlog" -s n -l namespace -d 'Namespace (default: the context\'s)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand slowlog" -s r -l release -d 'Release, workload or instance name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand slowlog" -s l -l selector -d 'Label selector of the pods' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand slowlog" -l pod -d 'One pod' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand slowlog" -l container -d 'The server\'s container (default: found)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand slowlog" -l port -d 'The server\'s port (default: found, else 6379)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand slowlog" -l role -d 'Members with this role only' -r -f -a "primary\t'The writable members'
replica\t'The members that follow another'
any\t'All members'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand slowlog" -l sentinel-secret -d 'Secret with REDIS_SENTINEL_HOST: the Redis that the Sentinels there name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand slowlog" -l master-name -d 'The primary\'s name at Sentinel, as it is spelt there (default: the only one)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand slowlog" -l url -d 'A server without Kubernetes: redis://HOST[:PORT] or rediss://HOST[:PORT]' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand slowlog" -l redis-user -d 'ACL user of Redis' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand slowlog" -l redis-password-file -d 'File that holds Redis\'s password (default: $REDISCLI_AUTH, else found in the pod\'s specification)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand slowlog" -l redis-password-secret -d 'Secret that holds Redis\'s password' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand slowlog" -l redis-cacert -d 'CA certificates for Redis\'s TLS, PEM (default: the system\'s)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand slowlog" -l redis-cert -d 'Client certificate for Redis\'s TLS, PEM' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand slowlog" -l redis-key -d 'Key of the client certificate, PEM' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand slowlog" -l redis-sni -d 'Server name to expect in Redis\'s certificate' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand slowlog" -l rename-command -d 'A command that the servers know by another name; the name is never shown (can be repeated)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand slowlog" -l rename-command-file -d 'File with such names: lines NAME=NEW-NAME, or a redis.conf with rename-command' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand slowlog" -l node-timeout -d 'Longest wait for one node' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand slowlog" -l timeout -d 'Longest run of the whole command; what is known by then is shown (default: none)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand slowlog" -s o -l output -d 'Form of the answer on stdout' -r -f -a "table\t'Tables and lines for a person'
wide\t'The same, with columns that do not fit everywhere'
json\t'One JSON object'
yaml\t'The same object as YAML'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand slowlog" -l log-file -d 'Append everything that -vv would show to a file' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand slowlog" -l progress -d 'How progress is shown on stderr' -r -f -a "auto\t'A bar on a terminal, nothing otherwise'
plain\t'A line every five seconds'
none\t'Nothing'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand slowlog" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand slowlog" -l arguments -d 'Show all arguments, which may hold user data'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand slowlog" -s A -l all-namespaces -d 'Look in all namespaces'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand slowlog" -l redis-tls -d 'Connect to Redis by TLS'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand slowlog" -l redis-insecure -d 'Do not verify Redis\'s certificate'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand slowlog" -s q -l quiet -d 'Errors only on stderr, no progress'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand slowlog" -s v -l verbose -d 'Show API calls and Redis commands with their times; twice: frames too'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand slowlog" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand latency" -l samples -d 'PINGs to send to each member' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand latency" -l kubeconfig -d 'Kubeconfig file (default: $KUBECONFIG, ~/.kube/config, or the pod\'s service account)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand latency" -l context -d 'Context of the kubeconfig' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand latency" -l cluster -d 'Cluster of the kubeconfig' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand latency" -l user -d 'User of the kubeconfig (Redis\'s user is --redis-user)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand latency" -l as -d 'User to impersonate at the Kubernetes API' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand latency" -l as-group -d 'Group to impersonate (can be repeated)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand latency" -l request-timeout -d 'Longest wait for one answer of the Kubernetes API' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand latency" -s t -l target -d 'Target of the configuration file: the options that stand there under this name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand latency" -s n -l namespace -d 'Namespace (default: the context\'s)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand latency" -s r -l release -d 'Release, workload or instance name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand latency" -s l -l selector -d 'Label selector of the pods' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand latency" -l pod -d 'One pod' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand latency" -l container -d 'The server\'s container (default: found)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand latency" -l port -d 'The server\'s port (default: found, else 6379)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand latency" -l role -d 'Members with this role only' -r -f -a "primary\t'The writable members'
replica\t'The members that follow another'
any\t'All members'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand latency" -l sentinel-secret -d 'Secret with REDIS_SENTINEL_HOST: the Redis that the Sentinels there name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand latency" -l master-name -d 'The primary\'s name at Sentinel, as it is spelt there (default: the only one)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand latency" -l url -d 'A server without Kubernetes: redis://HOST[:PORT] or rediss://HOST[:PORT]' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand latency" -l redis-user -d 'ACL user of Redis' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand latency" -l redis-password-file -d 'File that holds Redis\'s password (default: $REDISCLI_AUTH, else found in the pod\'s specification)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand latency" -l redis-password-secret -d 'Secret that holds Redis\'s password' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand latency" -l redis-cacert -d 'CA certificates for Redis\'s TLS, PEM (default: the system\'s)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand latency" -l redis-cert -d 'Client certificate for Redis\'s TLS, PEM' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand latency" -l redis-key -d 'Key of the client certificate, PEM' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand latency" -l redis-sni -d 'Server name to expect in Redis\'s certificate' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand latency" -l rename-command -d 'A command that the servers know by another name; the name is never shown (can be repeated)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand latency" -l rename-command-file -d 'File with such names: lines NAME=NEW-NAME, or a redis.conf with rename-command' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand latency" -l node-timeout -d 'Longest wait for one node' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand latency" -l timeout -d 'Longest run of the whole command; what is known by then is shown (default: none)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand latency" -s o -l output -d 'Form of the answer on stdout' -r -f -a "table\t'Tables and lines for a person'
wide\t'The same, with columns that do not fit everywhere'
json\t'One JSON object'
yaml\t'The same object as YAML'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand latency" -l log-file -d 'Append everything that -vv would show to a file' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand latency" -l progress -d 'How progress is shown on stderr' -r -f -a "auto\t'A bar on a terminal, nothing otherwise'
plain\t'A line every five seconds'
none\t'Nothing'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand latency" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand latency" -s A -l all-namespaces -d 'Look in all namespaces'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand latency" -l redis-tls -d 'Connect to Redis by TLS'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand latency" -l redis-insecure -d 'Do not verify Redis\'s certificate'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand latency" -s q -l quiet -d 'Errors only on stderr, no progress'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand latency" -s v -l verbose -d 'Show API calls and Redis commands with their times; twice: frames too'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand latency" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand monitor" -l duration -d 'Time after which to end' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand monitor" -l lines -d 'Lines after which to end' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand monitor" -l command -d 'Only this command (can be repeated)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand monitor" -l match -d 'Only commands with an argument that fits this pattern, * and ? (can be repeated)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand monitor" -l kubeconfig -d 'Kubeconfig file (default: $KUBECONFIG, ~/.kube/config, or the pod\'s service account)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand monitor" -l context -d 'Context of the kubeconfig' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand monitor" -l cluster -d 'Cluster of the kubeconfig' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand monitor" -l user -d 'User of the kubeconfig (Redis\'s user is --redis-user)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand monitor" -l as -d 'User to impersonate at the Kubernetes API' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand monitor" -l as-group -d 'Group to impersonate (can be repeated)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand monitor" -l request-timeout -d 'Longest wait for one answer of the Kubernetes API' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand monitor" -s t -l target -d 'Target of the configuration file: the options that stand there under this name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand monitor" -s n -l namespace -d 'Namespace (default: the context\'s)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand monitor" -s r -l release -d 'Release, workload or instance name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand monitor" -s l -l selector -d 'Label selector of the pods' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand monitor" -l pod -d 'One pod' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand monitor" -l container -d 'The server\'s container (default: found)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand monitor" -l port -d 'The server\'s port (default: found, else 6379)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand monitor" -l role -d 'Members with this role only' -r -f -a "primary\t'The writable members'
replica\t'The members that follow another'
any\t'All members'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand monitor" -l sentinel-secret -d 'Secret with REDIS_SENTINEL_HOST: the Redis that the Sentinels there name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand monitor" -l master-name -d 'The primary\'s name at Sentinel, as it is spelt there (default: the only one)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand monitor" -l url -d 'A server without Kubernetes: redis://HOST[:PORT] or rediss://HOST[:PORT]' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand monitor" -l redis-user -d 'ACL user of Redis' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand monitor" -l redis-password-file -d 'File that holds Redis\'s password (default: $REDISCLI_AUTH, else found in the pod\'s specification)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand monitor" -l redis-password-secret -d 'Secret that holds Redis\'s password' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand monitor" -l redis-cacert -d 'CA certificates for Redis\'s TLS, PEM (default: the system\'s)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand monitor" -l redis-cert -d 'Client certificate for Redis\'s TLS, PEM' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand monitor" -l redis-key -d 'Key of the client certificate, PEM' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand monitor" -l redis-sni -d 'Server name to expect in Redis\'s certificate' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand monitor" -l rename-command -d 'A command that the servers know by another name; the name is never shown (can be repeated)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand monitor" -l rename-command-file -d 'File with such names: lines NAME=NEW-NAME, or a redis.conf with rename-command' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand monitor" -l node-timeout -d 'Longest wait for one node' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand monitor" -l timeout -d 'Longest run of the whole command; what is known by then is shown (default: none)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand monitor" -s o -l output -d 'Form of the answer on stdout' -r -f -a "table\t'Tables and lines for a person'
wide\t'The same, with columns that do not fit everywhere'
json\t'One JSON object'
yaml\t'The same object as YAML'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand monitor" -l log-file -d 'Append everything that -vv would show to a file' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand monitor" -l progress -d 'How progress is shown on stderr' -r -f -a "auto\t'A bar on a terminal, nothing otherwise'
plain\t'A line every five seconds'
none\t'Nothing'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand monitor" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand monitor" -l arguments -d 'Show all arguments, which may hold user data'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand monitor" -s y -l yes -d 'Agree to the plan without being asked'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand monitor" -l dry-run -d 'Show the plan, and do nothing'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand monitor" -s A -l all-namespaces -d 'Look in all namespaces'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand monitor" -l redis-tls -d 'Connect to Redis by TLS'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand monitor" -l redis-insecure -d 'Do not verify Redis\'s certificate'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand monitor" -s q -l quiet -d 'Errors only on stderr, no progress'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand monitor" -s v -l verbose -d 'Show API calls and Redis commands with their times; twice: frames too'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand monitor" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand bigkeys" -l top -d 'Keys to list of each type' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand bigkeys" -l prefixes -d 'Prefixes to list' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand bigkeys" -l separator -d 'Characters that end a segment of a name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand bigkeys" -l depth -d 'Segments that make a prefix' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand bigkeys" -l samples -d 'Elements MEMORY USAGE looks at of a key; 0 is all of them, which blocks the server for large keys' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand bigkeys" -l count -d 'Keys to ask for at a time (default: 100, up to 5000 where the way is long)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand bigkeys" -l max-latency -d 'Longest that others may wait because of the scan' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand bigkeys" -l max-server-cpu -d 'Percentage of the time that the server may work for the scan' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand bigkeys" -l throttle -d 'Pause after each page' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand bigkeys" -l from -d 'Read a backup in place of a server: a set\'s folder or s3:// address, or an RDB file' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand bigkeys" -l identity -d 'Secret key of age for a backup that is encrypted (can be repeated)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand bigkeys" -l state -d 'Keep in a file how far the scan has come, until it is at its end' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand bigkeys" -l resume -d 'Go on from such a file, and keep it up to date' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand bigkeys" -l html -d 'Write the report as a web page, too' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand bigkeys" -l s3-endpoint -d 'URL of a store that is not AWS (also: AWS_ENDPOINT_URL)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand bigkeys" -l aws-endpoint-url -d 'The environment\'s endpoint for all services of AWS' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand bigkeys" -l s3-region -d 'Region (default: that of the AWS configuration; us-east-1 with --s3-endpoint)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand bigkeys" -l s3-profile -d 'Profile of the AWS configuration' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand bigkeys" -l s3-path-style -d 'Name the bucket in the path (default: yes for stores that are not AWS)' -r -f -a "yes\t''
no\t''"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand bigkeys" -l s3-cacert -d 'CA certificates of the store, PEM, besides the system\'s' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand bigkeys" -l kubeconfig -d 'Kubeconfig file (default: $KUBECONFIG, ~/.kube/config, or the pod\'s service account)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand bigkeys" -l context -d 'Context of the kubeconfig' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand bigkeys" -l cluster -d 'Cluster of the kubeconfig' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand bigkeys" -l user -d 'User of the kubeconfig (Redis\'s user is --redis-user)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand bigkeys" -l as -d 'User to impersonate at the Kubernetes API' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand bigkeys" -l as-group -d 'Group to impersonate (can be repeated)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand bigkeys" -l request-timeout -d 'Longest wait for one answer of the Kubernetes API' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand bigkeys" -s t -l target -d 'Target of the configuration file: the options that stand there under this name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand bigkeys" -s n -l namespace -d 'Namespace (default: the context\'s)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand bigkeys" -s r -l release -d 'Release, workload or instance name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand bigkeys" -s l -l selector -d 'Label selector of the pods' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand bigkeys" -l pod -d 'One pod' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand bigkeys" -l container -d 'The server\'s container (default: found)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand bigkeys" -l port -d 'The server\'s port (default: found, else 6379)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand bigkeys" -l role -d 'Members with this role only' -r -f -a "primary\t'The writable members'
replica\t'The members that follow another'
any\t'All members'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand bigkeys" -l sentinel-secret -d 'Secret with REDIS_SENTINEL_HOST: the Redis that the Sentinels there name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand bigkeys" -l master-name -d 'The primary\'s name at Sentinel, as it is spelt there (default: the only one)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand bigkeys" -l url -d 'A server without Kubernetes: redis://HOST[:PORT] or rediss://HOST[:PORT]' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand bigkeys" -l redis-user -d 'ACL user of Redis' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand bigkeys" -l redis-password-file -d 'File that holds Redis\'s password (default: $REDISCLI_AUTH, else found in the pod\'s specification)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand bigkeys" -l redis-password-secret -d 'Secret that holds Redis\'s password' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand bigkeys" -l redis-cacert -d 'CA certificates for Redis\'s TLS, PEM (default: the system\'s)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand bigkeys" -l redis-cert -d 'Client certificate for Redis\'s TLS, PEM' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand bigkeys" -l redis-key -d 'Key of the client certificate, PEM' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand bigkeys" -l redis-sni -d 'Server name to expect in Redis\'s certificate' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand bigkeys" -l rename-command -d 'A command that the servers know by another name; the name is never shown (can be repeated)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand bigkeys" -l rename-command-file -d 'File with such names: lines NAME=NEW-NAME, or a redis.conf with rename-command' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand bigkeys" -l node-timeout -d 'Longest wait for one node' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand bigkeys" -l timeout -d 'Longest run of the whole command; what is known by then is shown (default: none)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand bigkeys" -s o -l output -d 'Form of the answer on stdout' -r -f -a "table\t'Tables and lines for a person'
wide\t'The same, with columns that do not fit everywhere'
json\t'One JSON object'
yaml\t'The same object as YAML'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand bigkeys" -l log-file -d 'Append everything that -vv would show to a file' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand bigkeys" -l progress -d 'How progress is shown on stderr' -r -f -a "auto\t'A bar on a terminal, nothing otherwise'
plain\t'A line every five seconds'
none\t'Nothing'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand bigkeys" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand bigkeys" -l keep-ids -d 'Tell prefixes apart that differ by numbers or identifiers'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand bigkeys" -l memory -d 'Ask for the memory of every key (MEMORY USAGE)'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand bigkeys" -l ttl -d 'Ask of every key when it expires'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand bigkeys" -l keysizes -d 'Only the histograms that the server keeps itself (INFO keysizes, Redis 8.0)'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand bigkeys" -s A -l all-namespaces -d 'Look in all namespaces'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand bigkeys" -l redis-tls -d 'Connect to Redis by TLS'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand bigkeys" -l redis-insecure -d 'Do not verify Redis\'s certificate'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand bigkeys" -s q -l quiet -d 'Errors only on stderr, no progress'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand bigkeys" -s v -l verbose -d 'Show API calls and Redis commands with their times; twice: frames too'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand bigkeys" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand keys" -l match -d 'Only names that fit this pattern, as Redis has them: * ? [abc]' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand keys" -l type -d 'Only keys of this type: string, list, set, zset, hash, stream, or a module\'s' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand keys" -l db -d 'Only this database' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand keys" -l limit -d 'Names after which to end; 0 for none' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand keys" -l kubeconfig -d 'Kubeconfig file (default: $KUBECONFIG, ~/.kube/config, or the pod\'s service account)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand keys" -l context -d 'Context of the kubeconfig' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand keys" -l cluster -d 'Cluster of the kubeconfig' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand keys" -l user -d 'User of the kubeconfig (Redis\'s user is --redis-user)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand keys" -l as -d 'User to impersonate at the Kubernetes API' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand keys" -l as-group -d 'Group to impersonate (can be repeated)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand keys" -l request-timeout -d 'Longest wait for one answer of the Kubernetes API' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand keys" -s t -l target -d 'Target of the configuration file: the options that stand there under this name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand keys" -s n -l namespace -d 'Namespace (default: the context\'s)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand keys" -s r -l release -d 'Release, workload or instance name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand keys" -s l -l selector -d 'Label selector of the pods' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand keys" -l pod -d 'One pod' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand keys" -l container -d 'The server\'s container (default: found)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand keys" -l port -d 'The server\'s port (default: found, else 6379)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand keys" -l role -d 'Members with this role only' -r -f -a "primary\t'The writable members'
replica\t'The members that follow another'
any\t'All members'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand keys" -l sentinel-secret -d 'Secret with REDIS_SENTINEL_HOST: the Redis that the Sentinels there name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand keys" -l master-name -d 'The primary\'s name at Sentinel, as it is spelt there (default: the only one)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand keys" -l url -d 'A server without Kubernetes: redis://HOST[:PORT] or rediss://HOST[:PORT]' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand keys" -l redis-user -d 'ACL user of Redis' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand keys" -l redis-password-file -d 'File that holds Redis\'s password (default: $REDISCLI_AUTH, else found in the pod\'s specification)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand keys" -l redis-password-secret -d 'Secret that holds Redis\'s password' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand keys" -l redis-cacert -d 'CA certificates for Redis\'s TLS, PEM (default: the system\'s)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand keys" -l redis-cert -d 'Client certificate for Redis\'s TLS, PEM' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand keys" -l redis-key -d 'Key of the client certificate, PEM' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand keys" -l redis-sni -d 'Server name to expect in Redis\'s certificate' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand keys" -l rename-command -d 'A command that the servers know by another name; the name is never shown (can be repeated)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand keys" -l rename-command-file -d 'File with such names: lines NAME=NEW-NAME, or a redis.conf with rename-command' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand keys" -l node-timeout -d 'Longest wait for one node' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand keys" -l timeout -d 'Longest run of the whole command; what is known by then is shown (default: none)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand keys" -s o -l output -d 'Form of the answer on stdout' -r -f -a "table\t'Tables and lines for a person'
wide\t'The same, with columns that do not fit everywhere'
json\t'One JSON object'
yaml\t'The same object as YAML'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand keys" -l log-file -d 'Append everything that -vv would show to a file' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand keys" -l progress -d 'How progress is shown on stderr' -r -f -a "auto\t'A bar on a terminal, nothing otherwise'
plain\t'A line every five seconds'
none\t'Nothing'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand keys" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand keys" -l ttl -d 'Show when each expires'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand keys" -s 0 -l print0 -d 'The bytes of each name and a NUL, and nothing else'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand keys" -s A -l all-namespaces -d 'Look in all namespaces'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand keys" -l redis-tls -d 'Connect to Redis by TLS'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand keys" -l redis-insecure -d 'Do not verify Redis\'s certificate'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand keys" -s q -l quiet -d 'Errors only on stderr, no progress'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand keys" -s v -l verbose -d 'Show API calls and Redis commands with their times; twice: frames too'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand keys" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand hotkeys" -l by -d 'Way to find them' -r -f -a "auto\t'HOTKEYS where it is there, else the counters of an LFU policy'
hotkeys\t'HOTKEYS (Redis 8.6)'
freq\t'OBJECT FREQ, with an LFU policy'
monitor\t'A sample of MONITOR, with consent'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand hotkeys" -l duration -d 'Time to measure' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand hotkeys" -l top -d 'Keys to list' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand hotkeys" -l sample -d 'Measure one command in so many (hotkeys)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand hotkeys" -l lines -d 'Commands after which a sample of MONITOR ends' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand hotkeys" -l kubeconfig -d 'Kubeconfig file (default: $KUBECONFIG, ~/.kube/config, or the pod\'s service account)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand hotkeys" -l context -d 'Context of the kubeconfig' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand hotkeys" -l cluster -d 'Cluster of the kubeconfig' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand hotkeys" -l user -d 'User of the kubeconfig (Redis\'s user is --redis-user)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand hotkeys" -l as -d 'User to impersonate at the Kubernetes API' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand hotkeys" -l as-group -d 'Group to impersonate (can be repeated)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand hotkeys" -l request-timeout -d 'Longest wait for one answer of the Kubernetes API' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand hotkeys" -s t -l target -d 'Target of the configuration file: the options that stand there under this name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand hotkeys" -s n -l namespace -d 'Namespace (default: the context\'s)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand hotkeys" -s r -l release -d 'Release, workload or instance name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand hotkeys" -s l -l selector -d 'Label selector of the pods' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand hotkeys" -l pod -d 'One pod' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand hotkeys" -l container -d 'The server\'s container (default: found)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand hotkeys" -l port -d 'The server\'s port (default: found, else 6379)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand hotkeys" -l role -d 'Members with this role only' -r -f -a "primary\t'The writable members'
replica\t'The members that follow another'
any\t'All members'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand hotkeys" -l sentinel-secret -d 'Secret with REDIS_SENTINEL_HOST: the Redis that the Sentinels there name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand hotkeys" -l master-name -d 'The primary\'s name at Sentinel, as it is spelt there (default: the only one)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand hotkeys" -l url -d 'A server without Kubernetes: redis://HOST[:PORT] or rediss://HOST[:PORT]' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand hotkeys" -l redis-user -d 'ACL user of Redis' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand hotkeys" -l redis-password-file -d 'File that holds Redis\'s password (default: $REDISCLI_AUTH, else found in the pod\'s specification)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand hotkeys" -l redis-password-secret -d 'Secret that holds Redis\'s password' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand hotkeys" -l redis-cacert -d 'CA certificates for Redis\'s TLS, PEM (default: the system\'s)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand hotkeys" -l redis-cert -d 'Client certificate for Redis\'s TLS, PEM' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand hotkeys" -l redis-key -d 'Key of the client certificate, PEM' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand hotkeys" -l redis-sni -d 'Server name to expect in Redis\'s certificate' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand hotkeys" -l rename-command -d 'A command that the servers know by another name; the name is never shown (can be repeated)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand hotkeys" -l rename-command-file -d 'File with such names: lines NAME=NEW-NAME, or a redis.conf with rename-command' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand hotkeys" -l node-timeout -d 'Longest wait for one node' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand hotkeys" -l timeout -d 'Longest run of the whole command; what is known by then is shown (default: none)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand hotkeys" -s o -l output -d 'Form of the answer on stdout' -r -f -a "table\t'Tables and lines for a person'
wide\t'The same, with columns that do not fit everywhere'
json\t'One JSON object'
yaml\t'The same object as YAML'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand hotkeys" -l log-file -d 'Append everything that -vv would show to a file' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand hotkeys" -l progress -d 'How progress is shown on stderr' -r -f -a "auto\t'A bar on a terminal, nothing otherwise'
plain\t'A line every five seconds'
none\t'Nothing'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand hotkeys" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand hotkeys" -s y -l yes -d 'Agree to the plan without being asked'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand hotkeys" -l dry-run -d 'Show the plan, and do nothing'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand hotkeys" -s A -l all-namespaces -d 'Look in all namespaces'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand hotkeys" -l redis-tls -d 'Connect to Redis by TLS'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand hotkeys" -l redis-insecure -d 'Do not verify Redis\'s certificate'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand hotkeys" -s q -l quiet -d 'Errors only on stderr, no progress'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand hotkeys" -s v -l verbose -d 'Show API calls and Redis commands with their times; twice: frames too'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand hotkeys" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand flushdb" -l db -d 'The database' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand flushdb" -l to -d 'Folder or s3://BUCKET/PREFIX that holds the backups (can be repeated: one pass, several places)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand flushdb" -l encrypt-to -d 'Encrypt to this age public key (can be repeated)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand flushdb" -l encrypt-recipients-file -d 'Encrypt to the age public keys in a file, one a line (can be repeated)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand flushdb" -l s3-endpoint -d 'URL of a store that is not AWS (also: AWS_ENDPOINT_URL)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand flushdb" -l aws-endpoint-url -d 'The environment\'s endpoint for all services of AWS' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand flushdb" -l s3-region -d 'Region (default: that of the AWS configuration; us-east-1 with --s3-endpoint)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand flushdb" -l s3-profile -d 'Profile of the AWS configuration' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand flushdb" -l s3-path-style -d 'Name the bucket in the path (default: yes for stores that are not AWS)' -r -f -a "yes\t''
no\t''"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand flushdb" -l s3-cacert -d 'CA certificates of the store, PEM, besides the system\'s' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand flushdb" -l s3-sse -d 'Encryption by the store: AES256, aws:kms or aws:kms:KEY' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand flushdb" -l s3-object-lock-mode -d 'Lock the objects: nobody can remove them before --s3-object-lock-retain-until' -r -f -a "governance\t''
compliance\t''"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand flushdb" -l s3-object-lock-retain-until -d 'End of the lock: a duration such as 30d, or a time such as 2027-01-31T00:00:00Z' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand flushdb" -l s3-checksum -d 'Checksum the store compares and keeps (default: crc32 on AWS, none elsewhere)' -r -f -a "crc32\t''
crc32c\t''
sha256\t''
none\t''"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand flushdb" -l confirm -d 'Agree to the plan by the target\'s name: NAMESPACE/INSTANCE, or HOST:PORT with --url' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand flushdb" -l kubeconfig -d 'Kubeconfig file (default: $KUBECONFIG, ~/.kube/config, or the pod\'s service account)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand flushdb" -l context -d 'Context of the kubeconfig' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand flushdb" -l cluster -d 'Cluster of the kubeconfig' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand flushdb" -l user -d 'User of the kubeconfig (Redis\'s user is --redis-user)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand flushdb" -l as -d 'User to impersonate at the Kubernetes API' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand flushdb" -l as-group -d 'Group to impersonate (can be repeated)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand flushdb" -l request-timeout -d 'Longest wait for one answer of the Kubernetes API' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand flushdb" -s t -l target -d 'Target of the configuration file: the options that stand there under this name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand flushdb" -s n -l namespace -d 'Namespace (default: the context\'s)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand flushdb" -s r -l release -d 'Release, workload or instance name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand flushdb" -s l -l selector -d 'Label selector of the pods' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand flushdb" -l pod -d 'One pod' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand flushdb" -l container -d 'The server\'s container (default: found)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand flushdb" -l port -d 'The server\'s port (default: found, else 6379)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand flushdb" -l role -d 'Members with this role only' -r -f -a "primary\t'The writable members'
replica\t'The members that follow another'
any\t'All members'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand flushdb" -l sentinel-secret -d 'Secret with REDIS_SENTINEL_HOST: the Redis that the Sentinels there name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand flushdb" -l master-name -d 'The primary\'s name at Sentinel, as it is spelt there (default: the only one)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand flushdb" -l url -d 'A server without Kubernetes: redis://HOST[:PORT] or rediss://HOST[:PORT]' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand flushdb" -l redis-user -d 'ACL user of Redis' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand flushdb" -l redis-password-file -d 'File that holds Redis\'s password (default: $REDISCLI_AUTH, else found in the pod\'s specification)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand flushdb" -l redis-password-secret -d 'Secret that holds Redis\'s password' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand flushdb" -l redis-cacert -d 'CA certificates for Redis\'s TLS, PEM (default: the system\'s)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand flushdb" -l redis-cert -d 'Client certificate for Redis\'s TLS, PEM' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand flushdb" -l redis-key -d 'Key of the client certificate, PEM' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand flushdb" -l redis-sni -d 'Server name to expect in Redis\'s certificate' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand flushdb" -l rename-command -d 'A command that the servers know by another name; the name is never shown (can be repeated)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand flushdb" -l rename-command-file -d 'File with such names: lines NAME=NEW-NAME, or a redis.conf with rename-command' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand flushdb" -l node-timeout -d 'Longest wait for one node' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand flushdb" -l timeout -d 'Longest run of the whole command; what is known by then is shown (default: none)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand flushdb" -s o -l output -d 'Form of the answer on stdout' -r -f -a "table\t'Tables and lines for a person'
wide\t'The same, with columns that do not fit everywhere'
json\t'One JSON object'
yaml\t'The same object as YAML'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand flushdb" -l log-file -d 'Append everything that -vv would show to a file' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand flushdb" -l progress -d 'How progress is shown on stderr' -r -f -a "auto\t'A bar on a terminal, nothing otherwise'
plain\t'A line every five seconds'
none\t'Nothing'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand flushdb" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand flushdb" -l no-backup -d 'Take no backup before'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand flushdb" -l force -d 'Take the backup even if memory is too short for the fork'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand flushdb" -l scan -d 'Remove key by key, where FLUSHDB and FLUSHALL are disabled or forbidden'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand flushdb" -s y -l yes -d 'Accepted for scripts; not enough here, where data is destroyed'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand flushdb" -l dry-run -d 'Show the plan, and do nothing'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand flushdb" -s A -l all-namespaces -d 'Look in all namespaces'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand flushdb" -l redis-tls -d 'Connect to Redis by TLS'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand flushdb" -l redis-insecure -d 'Do not verify Redis\'s certificate'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand flushdb" -s q -l quiet -d 'Errors only on stderr, no progress'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand flushdb" -s v -l verbose -d 'Show API calls and Redis commands with their times; twice: frames too'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand flushdb" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand flushall" -l to -d 'Folder or s3://BUCKET/PREFIX that holds the backups (can be repeated: one pass, several places)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand flushall" -l encrypt-to -d 'Encrypt to this age public key (can be repeated)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand flushall" -l encrypt-recipients-file -d 'Encrypt to the age public keys in a file, one a line (can be repeated)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand flushall" -l s3-endpoint -d 'URL of a store that is not AWS (also: AWS_ENDPOINT_URL)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand flushall" -l aws-endpoint-url -d 'The environment\'s endpoint for all services of AWS' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand flushall" -l s3-region -d 'Region (default: that of the AWS configuration; us-east-1 with --s3-endpoint)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand flushall" -l s3-profile -d 'Profile of the AWS configuration' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand flushall" -l s3-path-style -d 'Name the bucket in the path (default: yes for stores that are not AWS)' -r -f -a "yes\t''
no\t''"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand flushall" -l s3-cacert -d 'CA certificates of the store, PEM, besides the system\'s' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand flushall" -l s3-sse -d 'Encryption by the store: AES256, aws:kms or aws:kms:KEY' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand flushall" -l s3-object-lock-mode -d 'Lock the objects: nobody can remove them before --s3-object-lock-retain-until' -r -f -a "governance\t''
compliance\t''"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand flushall" -l s3-object-lock-retain-until -d 'End of the lock: a duration such as 30d, or a time such as 2027-01-31T00:00:00Z' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand flushall" -l s3-checksum -d 'Checksum the store compares and keeps (default: crc32 on AWS, none elsewhere)' -r -f -a "crc32\t''
crc32c\t''
sha256\t''
none\t''"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand flushall" -l confirm -d 'Agree to the plan by the target\'s name: NAMESPACE/INSTANCE, or HOST:PORT with --url' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand flushall" -l kubeconfig -d 'Kubeconfig file (default: $KUBECONFIG, ~/.kube/config, or the pod\'s service account)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand flushall" -l context -d 'Context of the kubeconfig' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand flushall" -l cluster -d 'Cluster of the kubeconfig' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand flushall" -l user -d 'User of the kubeconfig (Redis\'s user is --redis-user)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand flushall" -l as -d 'User to impersonate at the Kubernetes API' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand flushall" -l as-group -d 'Group to impersonate (can be repeated)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand flushall" -l request-timeout -d 'Longest wait for one answer of the Kubernetes API' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand flushall" -s t -l target -d 'Target of the configuration file: the options that stand there under this name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand flushall" -s n -l namespace -d 'Namespace (default: the context\'s)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand flushall" -s r -l release -d 'Release, workload or instance name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand flushall" -s l -l selector -d 'Label selector of the pods' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand flushall" -l pod -d 'One pod' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand flushall" -l container -d 'The server\'s container (default: found)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand flushall" -l port -d 'The server\'s port (default: found, else 6379)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand flushall" -l role -d 'Members with this role only' -r -f -a "primary\t'The writable members'
replica\t'The members that follow another'
any\t'All members'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand flushall" -l sentinel-secret -d 'Secret with REDIS_SENTINEL_HOST: the Redis that the Sentinels there name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand flushall" -l master-name -d 'The primary\'s name at Sentinel, as it is spelt there (default: the only one)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand flushall" -l url -d 'A server without Kubernetes: redis://HOST[:PORT] or rediss://HOST[:PORT]' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand flushall" -l redis-user -d 'ACL user of Redis' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand flushall" -l redis-password-file -d 'File that holds Redis\'s password (default: $REDISCLI_AUTH, else found in the pod\'s specification)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand flushall" -l redis-password-secret -d 'Secret that holds Redis\'s password' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand flushall" -l redis-cacert -d 'CA certificates for Redis\'s TLS, PEM (default: the system\'s)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand flushall" -l redis-cert -d 'Client certificate for Redis\'s TLS, PEM' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand flushall" -l redis-key -d 'Key of the client certificate, PEM' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand flushall" -l redis-sni -d 'Server name to expect in Redis\'s certificate' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand flushall" -l rename-command -d 'A command that the servers know by another name; the name is never shown (can be repeated)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand flushall" -l rename-command-file -d 'File with such names: lines NAME=NEW-NAME, or a redis.conf with rename-command' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand flushall" -l node-timeout -d 'Longest wait for one node' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand flushall" -l timeout -d 'Longest run of the whole command; what is known by then is shown (default: none)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand flushall" -s o -l output -d 'Form of the answer on stdout' -r -f -a "table\t'Tables and lines for a person'
wide\t'The same, with columns that do not fit everywhere'
json\t'One JSON object'
yaml\t'The same object as YAML'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand flushall" -l log-file -d 'Append everything that -vv would show to a file' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand flushall" -l progress -d 'How progress is shown on stderr' -r -f -a "auto\t'A bar on a terminal, nothing otherwise'
plain\t'A line every five seconds'
none\t'Nothing'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand flushall" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand flushall" -l no-backup -d 'Take no backup before'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand flushall" -l force -d 'Take the backup even if memory is too short for the fork'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand flushall" -l scan -d 'Remove key by key, where FLUSHDB and FLUSHALL are disabled or forbidden'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand flushall" -s y -l yes -d 'Accepted for scripts; not enough here, where data is destroyed'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand flushall" -l dry-run -d 'Show the plan, and do nothing'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand flushall" -s A -l all-namespaces -d 'Look in all namespaces'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand flushall" -l redis-tls -d 'Connect to Redis by TLS'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand flushall" -l redis-insecure -d 'Do not verify Redis\'s certificate'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand flushall" -s q -l quiet -d 'Errors only on stderr, no progress'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand flushall" -s v -l verbose -d 'Show API calls and Redis commands with their times; twice: frames too'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand flushall" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand bgsave" -l max-wait -d 'Longest wait for a save of one member, and for what is in its way' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand bgsave" -l kubeconfig -d 'Kubeconfig file (default: $KUBECONFIG, ~/.kube/config, or the pod\'s service account)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand bgsave" -l context -d 'Context of the kubeconfig' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand bgsave" -l cluster -d 'Cluster of the kubeconfig' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand bgsave" -l user -d 'User of the kubeconfig (Redis\'s user is --redis-user)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand bgsave" -l as -d 'User to impersonate at the Kubernetes API' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand bgsave" -l as-group -d 'Group to impersonate (can be repeated)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand bgsave" -l request-timeout -d 'Longest wait for one answer of the Kubernetes API' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand bgsave" -s t -l target -d 'Target of the configuration file: the options that stand there under this name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand bgsave" -s n -l namespace -d 'Namespace (default: the context\'s)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand bgsave" -s r -l release -d 'Release, workload or instance name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand bgsave" -s l -l selector -d 'Label selector of the pods' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand bgsave" -l pod -d 'One pod' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand bgsave" -l container -d 'The server\'s container (default: found)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand bgsave" -l port -d 'The server\'s port (default: found, else 6379)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand bgsave" -l role -d 'Members with this role only' -r -f -a "primary\t'The writable members'
replica\t'The members that follow another'
any\t'All members'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand bgsave" -l sentinel-secret -d 'Secret with REDIS_SENTINEL_HOST: the Redis that the Sentinels there name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand bgsave" -l master-name -d 'The primary\'s name at Sentinel, as it is spelt there (default: the only one)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand bgsave" -l url -d 'A server without Kubernetes: redis://HOST[:PORT] or rediss://HOST[:PORT]' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand bgsave" -l redis-user -d 'ACL user of Redis' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand bgsave" -l redis-password-file -d 'File that holds Redis\'s password (default: $REDISCLI_AUTH, else found in the pod\'s specification)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand bgsave" -l redis-password-secret -d 'Secret that holds Redis\'s password' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand bgsave" -l redis-cacert -d 'CA certificates for Redis\'s TLS, PEM (default: the system\'s)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand bgsave" -l redis-cert -d 'Client certificate for Redis\'s TLS, PEM' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand bgsave" -l redis-key -d 'Key of the client certificate, PEM' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand bgsave" -l redis-sni -d 'Server name to expect in Redis\'s certificate' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand bgsave" -l rename-command -d 'A command that the servers know by another name; the name is never shown (can be repeated)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand bgsave" -l rename-command-file -d 'File with such names: lines NAME=NEW-NAME, or a redis.conf with rename-command' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand bgsave" -l node-timeout -d 'Longest wait for one node' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand bgsave" -l timeout -d 'Longest run of the whole command; what is known by then is shown (default: none)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand bgsave" -s o -l output -d 'Form of the answer on stdout' -r -f -a "table\t'Tables and lines for a person'
wide\t'The same, with columns that do not fit everywhere'
json\t'One JSON object'
yaml\t'The same object as YAML'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand bgsave" -l log-file -d 'Append everything that -vv would show to a file' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand bgsave" -l progress -d 'How progress is shown on stderr' -r -f -a "auto\t'A bar on a terminal, nothing otherwise'
plain\t'A line every five seconds'
none\t'Nothing'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand bgsave" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand bgsave" -l force -d 'Save even if memory is too short for the fork'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand bgsave" -s y -l yes -d 'Accepted for scripts: nobody is asked'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand bgsave" -l dry-run -d 'Show on whom it would be, and do nothing'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand bgsave" -s A -l all-namespaces -d 'Look in all namespaces'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand bgsave" -l redis-tls -d 'Connect to Redis by TLS'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand bgsave" -l redis-insecure -d 'Do not verify Redis\'s certificate'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand bgsave" -s q -l quiet -d 'Errors only on stderr, no progress'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand bgsave" -s v -l verbose -d 'Show API calls and Redis commands with their times; twice: frames too'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand bgsave" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand save" -l max-wait -d 'Longest wait for the server' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand save" -l kubeconfig -d 'Kubeconfig file (default: $KUBECONFIG, ~/.kube/config, or the pod\'s service account)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand save" -l context -d 'Context of the kubeconfig' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand save" -l cluster -d 'Cluster of the kubeconfig' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand save" -l user -d 'User of the kubeconfig (Redis\'s user is --redis-user)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand save" -l as -d 'User to impersonate at the Kubernetes API' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand save" -l as-group -d 'Group to impersonate (can be repeated)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand save" -l request-timeout -d 'Longest wait for one answer of the Kubernetes API' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand save" -s t -l target -d 'Target of the configuration file: the options that stand there under this name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand save" -s n -l namespace -d 'Namespace (default: the context\'s)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand save" -s r -l release -d 'Release, workload or instance name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand save" -s l -l selector -d 'Label selector of the pods' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand save" -l pod -d 'One pod' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand save" -l container -d 'The server\'s container (default: found)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand save" -l port -d 'The server\'s port (default: found, else 6379)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand save" -l role -d 'Members with this role only' -r -f -a "primary\t'The writable members'
replica\t'The members that follow another'
any\t'All members'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand save" -l sentinel-secret -d 'Secret with REDIS_SENTINEL_HOST: the Redis that the Sentinels there name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand save" -l master-name -d 'The primary\'s name at Sentinel, as it is spelt there (default: the only one)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand save" -l url -d 'A server without Kubernetes: redis://HOST[:PORT] or rediss://HOST[:PORT]' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand save" -l redis-user -d 'ACL user of Redis' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand save" -l redis-password-file -d 'File that holds Redis\'s password (default: $REDISCLI_AUTH, else found in the pod\'s specification)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand save" -l redis-password-secret -d 'Secret that holds Redis\'s password' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand save" -l redis-cacert -d 'CA certificates for Redis\'s TLS, PEM (default: the system\'s)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand save" -l redis-cert -d 'Client certificate for Redis\'s TLS, PEM' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand save" -l redis-key -d 'Key of the client certificate, PEM' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand save" -l redis-sni -d 'Server name to expect in Redis\'s certificate' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand save" -l rename-command -d 'A command that the servers know by another name; the name is never shown (can be repeated)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand save" -l rename-command-file -d 'File with such names: lines NAME=NEW-NAME, or a redis.conf with rename-command' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand save" -l node-timeout -d 'Longest wait for one node' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand save" -l timeout -d 'Longest run of the whole command; what is known by then is shown (default: none)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand save" -s o -l output -d 'Form of the answer on stdout' -r -f -a "table\t'Tables and lines for a person'
wide\t'The same, with columns that do not fit everywhere'
json\t'One JSON object'
yaml\t'The same object as YAML'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand save" -l log-file -d 'Append everything that -vv would show to a file' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand save" -l progress -d 'How progress is shown on stderr' -r -f -a "auto\t'A bar on a terminal, nothing otherwise'
plain\t'A line every five seconds'
none\t'Nothing'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand save" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand save" -l force -d 'Block the server all the same'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand save" -s y -l yes -d 'Agree to the plan without being asked'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand save" -l dry-run -d 'Show the plan, and do nothing'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand save" -s A -l all-namespaces -d 'Look in all namespaces'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand save" -l redis-tls -d 'Connect to Redis by TLS'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand save" -l redis-insecure -d 'Do not verify Redis\'s certificate'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand save" -s q -l quiet -d 'Errors only on stderr, no progress'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand save" -s v -l verbose -d 'Show API calls and Redis commands with their times; twice: frames too'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand save" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand lastsave" -l kubeconfig -d 'Kubeconfig file (default: $KUBECONFIG, ~/.kube/config, or the pod\'s service account)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand lastsave" -l context -d 'Context of the kubeconfig' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand lastsave" -l cluster -d 'Cluster of the kubeconfig' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand lastsave" -l user -d 'User of the kubeconfig (Redis\'s user is --redis-user)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand lastsave" -l as -d 'User to impersonate at the Kubernetes API' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand lastsave" -l as-group -d 'Group to impersonate (can be repeated)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand lastsave" -l request-timeout -d 'Longest wait for one answer of the Kubernetes API' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand lastsave" -s t -l target -d 'Target of the configuration file: the options that stand there under this name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand lastsave" -s n -l namespace -d 'Namespace (default: the context\'s)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand lastsave" -s r -l release -d 'Release, workload or instance name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand lastsave" -s l -l selector -d 'Label selector of the pods' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand lastsave" -l pod -d 'One pod' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand lastsave" -l container -d 'The server\'s container (default: found)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand lastsave" -l port -d 'The server\'s port (default: found, else 6379)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand lastsave" -l role -d 'Members with this role only' -r -f -a "primary\t'The writable members'
replica\t'The members that follow another'
any\t'All members'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand lastsave" -l sentinel-secret -d 'Secret with REDIS_SENTINEL_HOST: the Redis that the Sentinels there name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand lastsave" -l master-name -d 'The primary\'s name at Sentinel, as it is spelt there (default: the only one)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand lastsave" -l url -d 'A server without Kubernetes: redis://HOST[:PORT] or rediss://HOST[:PORT]' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand lastsave" -l redis-user -d 'ACL user of Redis' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand lastsave" -l redis-password-file -d 'File that holds Redis\'s password (default: $REDISCLI_AUTH, else found in the pod\'s specification)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand lastsave" -l redis-password-secret -d 'Secret that holds Redis\'s password' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand lastsave" -l redis-cacert -d 'CA certificates for Redis\'s TLS, PEM (default: the system\'s)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand lastsave" -l redis-cert -d 'Client certificate for Redis\'s TLS, PEM' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand lastsave" -l redis-key -d 'Key of the client certificate, PEM' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand lastsave" -l redis-sni -d 'Server name to expect in Redis\'s certificate' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand lastsave" -l rename-command -d 'A command that the servers know by another name; the name is never shown (can be repeated)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand lastsave" -l rename-command-file -d 'File with such names: lines NAME=NEW-NAME, or a redis.conf with rename-command' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand lastsave" -l node-timeout -d 'Longest wait for one node' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand lastsave" -l timeout -d 'Longest run of the whole command; what is known by then is shown (default: none)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand lastsave" -s o -l output -d 'Form of the answer on stdout' -r -f -a "table\t'Tables and lines for a person'
wide\t'The same, with columns that do not fit everywhere'
json\t'One JSON object'
yaml\t'The same object as YAML'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand lastsave" -l log-file -d 'Append everything that -vv would show to a file' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand lastsave" -l progress -d 'How progress is shown on stderr' -r -f -a "auto\t'A bar on a terminal, nothing otherwise'
plain\t'A line every five seconds'
none\t'Nothing'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand lastsave" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand lastsave" -s A -l all-namespaces -d 'Look in all namespaces'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand lastsave" -l redis-tls -d 'Connect to Redis by TLS'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand lastsave" -l redis-insecure -d 'Do not verify Redis\'s certificate'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand lastsave" -s q -l quiet -d 'Errors only on stderr, no progress'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand lastsave" -s v -l verbose -d 'Show API calls and Redis commands with their times; twice: frames too'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand lastsave" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand aof-rewrite" -l max-wait -d 'Longest wait for a rewrite of one member, and for what is in its way' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand aof-rewrite" -l kubeconfig -d 'Kubeconfig file (default: $KUBECONFIG, ~/.kube/config, or the pod\'s service account)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand aof-rewrite" -l context -d 'Context of the kubeconfig' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand aof-rewrite" -l cluster -d 'Cluster of the kubeconfig' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand aof-rewrite" -l user -d 'User of the kubeconfig (Redis\'s user is --redis-user)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand aof-rewrite" -l as -d 'User to impersonate at the Kubernetes API' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand aof-rewrite" -l as-group -d 'Group to impersonate (can be repeated)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand aof-rewrite" -l request-timeout -d 'Longest wait for one answer of the Kubernetes API' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand aof-rewrite" -s t -l target -d 'Target of the configuration file: the options that stand there under this name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand aof-rewrite" -s n -l namespace -d 'Namespace (default: the context\'s)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand aof-rewrite" -s r -l release -d 'Release, workload or instance name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand aof-rewrite" -s l -l selector -d 'Label selector of the pods' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand aof-rewrite" -l pod -d 'One pod' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand aof-rewrite" -l container -d 'The server\'s container (default: found)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand aof-rewrite" -l port -d 'The server\'s port (default: found, else 6379)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand aof-rewrite" -l role -d 'Members with this role only' -r -f -a "primary\t'The writable members'
replica\t'The members that follow another'
any\t'All members'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand aof-rewrite" -l sentinel-secret -d 'Secret with REDIS_SENTINEL_HOST: the Redis that the Sentinels there name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand aof-rewrite" -l master-name -d 'The primary\'s name at Sentinel, as it is spelt there (default: the only one)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand aof-rewrite" -l url -d 'A server without Kubernetes: redis://HOST[:PORT] or rediss://HOST[:PORT]' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand aof-rewrite" -l redis-user -d 'ACL user of Redis' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand aof-rewrite" -l redis-password-file -d 'File that holds Redis\'s password (default: $REDISCLI_AUTH, else found in the pod\'s specification)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand aof-rewrite" -l redis-password-secret -d 'Secret that holds Redis\'s password' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand aof-rewrite" -l redis-cacert -d 'CA certificates for Redis\'s TLS, PEM (default: the system\'s)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand aof-rewrite" -l redis-cert -d 'Client certificate for Redis\'s TLS, PEM' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand aof-rewrite" -l redis-key -d 'Key of the client certificate, PEM' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand aof-rewrite" -l redis-sni -d 'Server name to expect in Redis\'s certificate' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand aof-rewrite" -l rename-command -d 'A command that the servers know by another name; the name is never shown (can be repeated)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand aof-rewrite" -l rename-command-file -d 'File with such names: lines NAME=NEW-NAME, or a redis.conf with rename-command' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand aof-rewrite" -l node-timeout -d 'Longest wait for one node' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand aof-rewrite" -l timeout -d 'Longest run of the whole command; what is known by then is shown (default: none)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand aof-rewrite" -s o -l output -d 'Form of the answer on stdout' -r -f -a "table\t'Tables and lines for a person'
wide\t'The same, with columns that do not fit everywhere'
json\t'One JSON object'
yaml\t'The same object as YAML'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand aof-rewrite" -l log-file -d 'Append everything that -vv would show to a file' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand aof-rewrite" -l progress -d 'How progress is shown on stderr' -r -f -a "auto\t'A bar on a terminal, nothing otherwise'
plain\t'A line every five seconds'
none\t'Nothing'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand aof-rewrite" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand aof-rewrite" -l force -d 'Rewrite even if memory is too short for the fork'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand aof-rewrite" -s y -l yes -d 'Accepted for scripts: nobody is asked'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand aof-rewrite" -l dry-run -d 'Show on whom it would be, and do nothing'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand aof-rewrite" -s A -l all-namespaces -d 'Look in all namespaces'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand aof-rewrite" -l redis-tls -d 'Connect to Redis by TLS'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand aof-rewrite" -l redis-insecure -d 'Do not verify Redis\'s certificate'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand aof-rewrite" -s q -l quiet -d 'Errors only on stderr, no progress'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand aof-rewrite" -s v -l verbose -d 'Show API calls and Redis commands with their times; twice: frames too'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand aof-rewrite" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-rdb" -l to -d 'Folder or s3://BUCKET/PREFIX that holds the backups (can be repeated: one pass, several places)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-rdb" -l encrypt-to -d 'Encrypt to this age public key (can be repeated)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-rdb" -l encrypt-recipients-file -d 'Encrypt to the age public keys in a file, one a line (can be repeated)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-rdb" -l s3-endpoint -d 'URL of a store that is not AWS (also: AWS_ENDPOINT_URL)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-rdb" -l aws-endpoint-url -d 'The environment\'s endpoint for all services of AWS' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-rdb" -l s3-region -d 'Region (default: that of the AWS configuration; us-east-1 with --s3-endpoint)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-rdb" -l s3-profile -d 'Profile of the AWS configuration' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-rdb" -l s3-path-style -d 'Name the bucket in the path (default: yes for stores that are not AWS)' -r -f -a "yes\t''
no\t''"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-rdb" -l s3-cacert -d 'CA certificates of the store, PEM, besides the system\'s' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-rdb" -l s3-sse -d 'Encryption by the store: AES256, aws:kms or aws:kms:KEY' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-rdb" -l s3-object-lock-mode -d 'Lock the objects: nobody can remove them before --s3-object-lock-retain-until' -r -f -a "governance\t''
compliance\t''"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-rdb" -l s3-object-lock-retain-until -d 'End of the lock: a duration such as 30d, or a time such as 2027-01-31T00:00:00Z' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-rdb" -l s3-checksum -d 'Checksum the store compares and keeps (default: crc32 on AWS, none elsewhere)' -r -f -a "crc32\t''
crc32c\t''
sha256\t''
none\t''"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-rdb" -l compress -d 'Compression of the RDB file' -r -f -a "gzip\t''
zstd\t''
none\t''"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-rdb" -l max-lag -d 'Bytes a replica may be behind its primary to count as in sync' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-rdb" -l max-silence -d 'Time the server may stay silent during the transfer' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-rdb" -l via -d 'Way of the snapshot: over the replication protocol, by a save on the pod\'s disk, or the one that is allowed' -r -f -a "auto\t'SYNC, and a save where that is denied'
diskless\t'SYNC, which writes nothing in the pod'
disk\t'BGSAVE, and the file is read'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-rdb" -l max-wait -d 'Longest wait for a save on the pod\'s disk, and for what is in its way' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-rdb" -l metrics-file -d 'Write metrics of the run for Prometheus\'s textfile collector, also when it fails' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-rdb" -l kubeconfig -d 'Kubeconfig file (default: $KUBECONFIG, ~/.kube/config, or the pod\'s service account)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-rdb" -l context -d 'Context of the kubeconfig' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-rdb" -l cluster -d 'Cluster of the kubeconfig' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-rdb" -l user -d 'User of the kubeconfig (Redis\'s user is --redis-user)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-rdb" -l as -d 'User to impersonate at the Kubernetes API' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-rdb" -l as-group -d 'Group to impersonate (can be repeated)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-rdb" -l request-timeout -d 'Longest wait for one answer of the Kubernetes API' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-rdb" -s t -l target -d 'Target of the configuration file: the options that stand there under this name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-rdb" -s n -l namespace -d 'Namespace (default: the context\'s)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-rdb" -s r -l release -d 'Release, workload or instance name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-rdb" -s l -l selector -d 'Label selector of the pods' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-rdb" -l pod -d 'One pod' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-rdb" -l container -d 'The server\'s container (default: found)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-rdb" -l port -d 'The server\'s port (default: found, else 6379)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-rdb" -l role -d 'Members with this role only' -r -f -a "primary\t'The writable members'
replica\t'The members that follow another'
any\t'All members'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-rdb" -l sentinel-secret -d 'Secret with REDIS_SENTINEL_HOST: the Redis that the Sentinels there name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-rdb" -l master-name -d 'The primary\'s name at Sentinel, as it is spelt there (default: the only one)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-rdb" -l url -d 'A server without Kubernetes: redis://HOST[:PORT] or rediss://HOST[:PORT]' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-rdb" -l redis-user -d 'ACL user of Redis' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-rdb" -l redis-password-file -d 'File that holds Redis\'s password (default: $REDISCLI_AUTH, else found in the pod\'s specification)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-rdb" -l redis-password-secret -d 'Secret that holds Redis\'s password' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-rdb" -l redis-cacert -d 'CA certificates for Redis\'s TLS, PEM (default: the system\'s)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-rdb" -l redis-cert -d 'Client certificate for Redis\'s TLS, PEM' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-rdb" -l redis-key -d 'Key of the client certificate, PEM' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-rdb" -l redis-sni -d 'Server name to expect in Redis\'s certificate' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-rdb" -l rename-command -d 'A command that the servers know by another name; the name is never shown (can be repeated)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-rdb" -l rename-command-file -d 'File with such names: lines NAME=NEW-NAME, or a redis.conf with rename-command' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-rdb" -l node-timeout -d 'Longest wait for one node' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-rdb" -l timeout -d 'Longest run of the whole command; what is known by then is shown (default: none)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-rdb" -s o -l output -d 'Form of the answer on stdout' -r -f -a "table\t'Tables and lines for a person'
wide\t'The same, with columns that do not fit everywhere'
json\t'One JSON object'
yaml\t'The same object as YAML'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-rdb" -l log-file -d 'Append everything that -vv would show to a file' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-rdb" -l progress -d 'How progress is shown on stderr' -r -f -a "auto\t'A bar on a terminal, nothing otherwise'
plain\t'A line every five seconds'
none\t'Nothing'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-rdb" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-rdb" -l force -d 'Take the backup even if memory is too short for the fork, the pod\'s disk for a save, or slots are on the move'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-rdb" -l dry-run -d 'Show what would be done, and do nothing'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-rdb" -s A -l all-namespaces -d 'Look in all namespaces'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-rdb" -l redis-tls -d 'Connect to Redis by TLS'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-rdb" -l redis-insecure -d 'Do not verify Redis\'s certificate'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-rdb" -s q -l quiet -d 'Errors only on stderr, no progress'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-rdb" -s v -l verbose -d 'Show API calls and Redis commands with their times; twice: frames too'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-rdb" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-aof" -l to -d 'Folder or s3://BUCKET/PREFIX that holds the backups (can be repeated: one pass, several places)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-aof" -l encrypt-to -d 'Encrypt to this age public key (can be repeated)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-aof" -l encrypt-recipients-file -d 'Encrypt to the age public keys in a file, one a line (can be repeated)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-aof" -l s3-endpoint -d 'URL of a store that is not AWS (also: AWS_ENDPOINT_URL)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-aof" -l aws-endpoint-url -d 'The environment\'s endpoint for all services of AWS' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-aof" -l s3-region -d 'Region (default: that of the AWS configuration; us-east-1 with --s3-endpoint)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-aof" -l s3-profile -d 'Profile of the AWS configuration' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-aof" -l s3-path-style -d 'Name the bucket in the path (default: yes for stores that are not AWS)' -r -f -a "yes\t''
no\t''"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-aof" -l s3-cacert -d 'CA certificates of the store, PEM, besides the system\'s' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-aof" -l s3-sse -d 'Encryption by the store: AES256, aws:kms or aws:kms:KEY' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-aof" -l s3-object-lock-mode -d 'Lock the objects: nobody can remove them before --s3-object-lock-retain-until' -r -f -a "governance\t''
compliance\t''"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-aof" -l s3-object-lock-retain-until -d 'End of the lock: a duration such as 30d, or a time such as 2027-01-31T00:00:00Z' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-aof" -l s3-checksum -d 'Checksum the store compares and keeps (default: crc32 on AWS, none elsewhere)' -r -f -a "crc32\t''
crc32c\t''
sha256\t''
none\t''"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-aof" -l compress -d 'Compression of the tar' -r -f -a "gzip\t''
zstd\t''
none\t''"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-aof" -l max-lag -d 'Bytes a replica may be behind its primary to count as in sync' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-aof" -l max-silence -d 'Time the API server or the pod may stay silent while files are read' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-aof" -l max-wait -d 'Longest wait for a rewrite that is under way' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-aof" -l metrics-file -d 'Write metrics of the run for Prometheus\'s textfile collector, also when it fails' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-aof" -l kubeconfig -d 'Kubeconfig file (default: $KUBECONFIG, ~/.kube/config, or the pod\'s service account)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-aof" -l context -d 'Context of the kubeconfig' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-aof" -l cluster -d 'Cluster of the kubeconfig' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-aof" -l user -d 'User of the kubeconfig (Redis\'s user is --redis-user)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-aof" -l as -d 'User to impersonate at the Kubernetes API' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-aof" -l as-group -d 'Group to impersonate (can be repeated)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-aof" -l request-timeout -d 'Longest wait for one answer of the Kubernetes API' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-aof" -s t -l target -d 'Target of the configuration file: the options that stand there under this name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-aof" -s n -l namespace -d 'Namespace (default: the context\'s)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-aof" -s r -l release -d 'Release, workload or instance name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-aof" -s l -l selector -d 'Label selector of the pods' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-aof" -l pod -d 'One pod' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-aof" -l container -d 'The server\'s container (default: found)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-aof" -l port -d 'The server\'s port (default: found, else 6379)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-aof" -l role -d 'Members with this role only' -r -f -a "primary\t'The writable members'
replica\t'The members that follow another'
any\t'All members'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-aof" -l sentinel-secret -d 'Secret with REDIS_SENTINEL_HOST: the Redis that the Sentinels there name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-aof" -l master-name -d 'The primary\'s name at Sentinel, as it is spelt there (default: the only one)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-aof" -l url -d 'A server without Kubernetes: redis://HOST[:PORT] or rediss://HOST[:PORT]' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-aof" -l redis-user -d 'ACL user of Redis' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-aof" -l redis-password-file -d 'File that holds Redis\'s password (default: $REDISCLI_AUTH, else found in the pod\'s specification)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-aof" -l redis-password-secret -d 'Secret that holds Redis\'s password' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-aof" -l redis-cacert -d 'CA certificates for Redis\'s TLS, PEM (default: the system\'s)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-aof" -l redis-cert -d 'Client certificate for Redis\'s TLS, PEM' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-aof" -l redis-key -d 'Key of the client certificate, PEM' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-aof" -l redis-sni -d 'Server name to expect in Redis\'s certificate' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-aof" -l rename-command -d 'A command that the servers know by another name; the name is never shown (can be repeated)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-aof" -l rename-command-file -d 'File with such names: lines NAME=NEW-NAME, or a redis.conf with rename-command' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-aof" -l node-timeout -d 'Longest wait for one node' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-aof" -l timeout -d 'Longest run of the whole command; what is known by then is shown (default: none)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-aof" -s o -l output -d 'Form of the answer on stdout' -r -f -a "table\t'Tables and lines for a person'
wide\t'The same, with columns that do not fit everywhere'
json\t'One JSON object'
yaml\t'The same object as YAML'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-aof" -l log-file -d 'Append everything that -vv would show to a file' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-aof" -l progress -d 'How progress is shown on stderr' -r -f -a "auto\t'A bar on a terminal, nothing otherwise'
plain\t'A line every five seconds'
none\t'Nothing'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-aof" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-aof" -l force -d 'Take the backup even if slots of the cluster are on the move'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-aof" -s y -l yes -d 'Accepted for scripts; nothing is asked here'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-aof" -l dry-run -d 'Show what would be done, and do nothing'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-aof" -s A -l all-namespaces -d 'Look in all namespaces'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-aof" -l redis-tls -d 'Connect to Redis by TLS'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-aof" -l redis-insecure -d 'Do not verify Redis\'s certificate'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-aof" -s q -l quiet -d 'Errors only on stderr, no progress'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-aof" -s v -l verbose -d 'Show API calls and Redis commands with their times; twice: frames too'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-aof" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-config" -l to -d 'Folder or s3://BUCKET/PREFIX that holds the backups (can be repeated: one pass, several places)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-config" -l encrypt-to -d 'Encrypt to this age public key (can be repeated)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-config" -l encrypt-recipients-file -d 'Encrypt to the age public keys in a file, one a line (can be repeated)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-config" -l s3-endpoint -d 'URL of a store that is not AWS (also: AWS_ENDPOINT_URL)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-config" -l aws-endpoint-url -d 'The environment\'s endpoint for all services of AWS' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-config" -l s3-region -d 'Region (default: that of the AWS configuration; us-east-1 with --s3-endpoint)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-config" -l s3-profile -d 'Profile of the AWS configuration' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-config" -l s3-path-style -d 'Name the bucket in the path (default: yes for stores that are not AWS)' -r -f -a "yes\t''
no\t''"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-config" -l s3-cacert -d 'CA certificates of the store, PEM, besides the system\'s' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-config" -l s3-sse -d 'Encryption by the store: AES256, aws:kms or aws:kms:KEY' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-config" -l s3-object-lock-mode -d 'Lock the objects: nobody can remove them before --s3-object-lock-retain-until' -r -f -a "governance\t''
compliance\t''"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-config" -l s3-object-lock-retain-until -d 'End of the lock: a duration such as 30d, or a time such as 2027-01-31T00:00:00Z' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-config" -l s3-checksum -d 'Checksum the store compares and keeps (default: crc32 on AWS, none elsewhere)' -r -f -a "crc32\t''
crc32c\t''
sha256\t''
none\t''"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-config" -l metrics-file -d 'Write metrics of the run for Prometheus\'s textfile collector, also when it fails' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-config" -l kubeconfig -d 'Kubeconfig file (default: $KUBECONFIG, ~/.kube/config, or the pod\'s service account)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-config" -l context -d 'Context of the kubeconfig' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-config" -l cluster -d 'Cluster of the kubeconfig' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-config" -l user -d 'User of the kubeconfig (Redis\'s user is --redis-user)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-config" -l as -d 'User to impersonate at the Kubernetes API' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-config" -l as-group -d 'Group to impersonate (can be repeated)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-config" -l request-timeout -d 'Longest wait for one answer of the Kubernetes API' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-config" -s t -l target -d 'Target of the configuration file: the options that stand there under this name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-config" -s n -l namespace -d 'Namespace (default: the context\'s)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-config" -s r -l release -d 'Release, workload or instance name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-config" -s l -l selector -d 'Label selector of the pods' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-config" -l pod -d 'One pod' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-config" -l container -d 'The server\'s container (default: found)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-config" -l port -d 'The server\'s port (default: found, else 6379)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-config" -l role -d 'Members with this role only' -r -f -a "primary\t'The writable members'
replica\t'The members that follow another'
any\t'All members'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-config" -l sentinel-secret -d 'Secret with REDIS_SENTINEL_HOST: the Redis that the Sentinels there name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-config" -l master-name -d 'The primary\'s name at Sentinel, as it is spelt there (default: the only one)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-config" -l url -d 'A server without Kubernetes: redis://HOST[:PORT] or rediss://HOST[:PORT]' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-config" -l redis-user -d 'ACL user of Redis' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-config" -l redis-password-file -d 'File that holds Redis\'s password (default: $REDISCLI_AUTH, else found in the pod\'s specification)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-config" -l redis-password-secret -d 'Secret that holds Redis\'s password' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-config" -l redis-cacert -d 'CA certificates for Redis\'s TLS, PEM (default: the system\'s)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-config" -l redis-cert -d 'Client certificate for Redis\'s TLS, PEM' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-config" -l redis-key -d 'Key of the client certificate, PEM' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-config" -l redis-sni -d 'Server name to expect in Redis\'s certificate' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-config" -l rename-command -d 'A command that the servers know by another name; the name is never shown (can be repeated)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-config" -l rename-command-file -d 'File with such names: lines NAME=NEW-NAME, or a redis.conf with rename-command' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-config" -l node-timeout -d 'Longest wait for one node' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-config" -l timeout -d 'Longest run of the whole command; what is known by then is shown (default: none)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-config" -s o -l output -d 'Form of the answer on stdout' -r -f -a "table\t'Tables and lines for a person'
wide\t'The same, with columns that do not fit everywhere'
json\t'One JSON object'
yaml\t'The same object as YAML'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-config" -l log-file -d 'Append everything that -vv would show to a file' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-config" -l progress -d 'How progress is shown on stderr' -r -f -a "auto\t'A bar on a terminal, nothing otherwise'
plain\t'A line every five seconds'
none\t'Nothing'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-config" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-config" -l dry-run -d 'Show what would be kept, and write nothing'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-config" -s A -l all-namespaces -d 'Look in all namespaces'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-config" -l redis-tls -d 'Connect to Redis by TLS'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-config" -l redis-insecure -d 'Do not verify Redis\'s certificate'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-config" -s q -l quiet -d 'Errors only on stderr, no progress'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-config" -s v -l verbose -d 'Show API calls and Redis commands with their times; twice: frames too'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-config" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-k8s-resources" -l to -d 'Folder or s3://BUCKET/PREFIX that holds the backups (can be repeated: one pass, several places)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-k8s-resources" -l encrypt-to -d 'Encrypt to this age public key (can be repeated)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-k8s-resources" -l encrypt-recipients-file -d 'Encrypt to the age public keys in a file, one a line (can be repeated)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-k8s-resources" -l s3-endpoint -d 'URL of a store that is not AWS (also: AWS_ENDPOINT_URL)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-k8s-resources" -l aws-endpoint-url -d 'The environment\'s endpoint for all services of AWS' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-k8s-resources" -l s3-region -d 'Region (default: that of the AWS configuration; us-east-1 with --s3-endpoint)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-k8s-resources" -l s3-profile -d 'Profile of the AWS configuration' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-k8s-resources" -l s3-path-style -d 'Name the bucket in the path (default: yes for stores that are not AWS)' -r -f -a "yes\t''
no\t''"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-k8s-resources" -l s3-cacert -d 'CA certificates of the store, PEM, besides the system\'s' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-k8s-resources" -l s3-sse -d 'Encryption by the store: AES256, aws:kms or aws:kms:KEY' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-k8s-resources" -l s3-object-lock-mode -d 'Lock the objects: nobody can remove them before --s3-object-lock-retain-until' -r -f -a "governance\t''
compliance\t''"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-k8s-resources" -l s3-object-lock-retain-until -d 'End of the lock: a duration such as 30d, or a time such as 2027-01-31T00:00:00Z' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-k8s-resources" -l s3-checksum -d 'Checksum the store compares and keeps (default: crc32 on AWS, none elsewhere)' -r -f -a "crc32\t''
crc32c\t''
sha256\t''
none\t''"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-k8s-resources" -l metrics-file -d 'Write metrics of the run for Prometheus\'s textfile collector, also when it fails' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-k8s-resources" -l kubeconfig -d 'Kubeconfig file (default: $KUBECONFIG, ~/.kube/config, or the pod\'s service account)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-k8s-resources" -l context -d 'Context of the kubeconfig' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-k8s-resources" -l cluster -d 'Cluster of the kubeconfig' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-k8s-resources" -l user -d 'User of the kubeconfig (Redis\'s user is --redis-user)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-k8s-resources" -l as -d 'User to impersonate at the Kubernetes API' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-k8s-resources" -l as-group -d 'Group to impersonate (can be repeated)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-k8s-resources" -l request-timeout -d 'Longest wait for one answer of the Kubernetes API' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-k8s-resources" -s t -l target -d 'Target of the configuration file: the options that stand there under this name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-k8s-resources" -s n -l namespace -d 'Namespace (default: the context\'s)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-k8s-resources" -s r -l release -d 'Release, workload or instance name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-k8s-resources" -s l -l selector -d 'Label selector of the pods' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-k8s-resources" -l pod -d 'One pod' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-k8s-resources" -l container -d 'The server\'s container (default: found)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-k8s-resources" -l port -d 'The server\'s port (default: found, else 6379)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-k8s-resources" -l role -d 'Members with this role only' -r -f -a "primary\t'The writable members'
replica\t'The members that follow another'
any\t'All members'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-k8s-resources" -l sentinel-secret -d 'Secret with REDIS_SENTINEL_HOST: the Redis that the Sentinels there name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-k8s-resources" -l master-name -d 'The primary\'s name at Sentinel, as it is spelt there (default: the only one)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-k8s-resources" -l url -d 'A server without Kubernetes: redis://HOST[:PORT] or rediss://HOST[:PORT]' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-k8s-resources" -l redis-user -d 'ACL user of Redis' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-k8s-resources" -l redis-password-file -d 'File that holds Redis\'s password (default: $REDISCLI_AUTH, else found in the pod\'s specification)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-k8s-resources" -l redis-password-secret -d 'Secret that holds Redis\'s password' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-k8s-resources" -l redis-cacert -d 'CA certificates for Redis\'s TLS, PEM (default: the system\'s)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-k8s-resources" -l redis-cert -d 'Client certificate for Redis\'s TLS, PEM' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-k8s-resources" -l redis-key -d 'Key of the client certificate, PEM' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-k8s-resources" -l redis-sni -d 'Server name to expect in Redis\'s certificate' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-k8s-resources" -l rename-command -d 'A command that the servers know by another name; the name is never shown (can be repeated)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-k8s-resources" -l rename-command-file -d 'File with such names: lines NAME=NEW-NAME, or a redis.conf with rename-command' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-k8s-resources" -l node-timeout -d 'Longest wait for one node' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-k8s-resources" -l timeout -d 'Longest run of the whole command; what is known by then is shown (default: none)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-k8s-resources" -s o -l output -d 'Form of the answer on stdout' -r -f -a "table\t'Tables and lines for a person'
wide\t'The same, with columns that do not fit everywhere'
json\t'One JSON object'
yaml\t'The same object as YAML'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-k8s-resources" -l log-file -d 'Append everything that -vv would show to a file' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-k8s-resources" -l progress -d 'How progress is shown on stderr' -r -f -a "auto\t'A bar on a terminal, nothing otherwise'
plain\t'A line every five seconds'
none\t'Nothing'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-k8s-resources" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-k8s-resources" -l include-secrets -d 'Keep the Secrets with their values too, in secrets.yaml; needs --encrypt-to'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-k8s-resources" -l dry-run -d 'Show what would be kept, and write nothing'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-k8s-resources" -s A -l all-namespaces -d 'Look in all namespaces'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-k8s-resources" -l redis-tls -d 'Connect to Redis by TLS'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-k8s-resources" -l redis-insecure -d 'Do not verify Redis\'s certificate'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-k8s-resources" -s q -l quiet -d 'Errors only on stderr, no progress'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-k8s-resources" -s v -l verbose -d 'Show API calls and Redis commands with their times; twice: frames too'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-k8s-resources" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand create-pvc-snapshot" -l snapshot-class -d 'VolumeSnapshotClass (default: the one for the volume\'s driver)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand create-pvc-snapshot" -l max-wait -d 'Longest wait for a save, and then for the snapshots' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand create-pvc-snapshot" -l to -d 'Folder or s3://BUCKET/PREFIX that holds the backups (can be repeated: one pass, several places)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand create-pvc-snapshot" -l encrypt-to -d 'Encrypt to this age public key (can be repeated)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand create-pvc-snapshot" -l encrypt-recipients-file -d 'Encrypt to the age public keys in a file, one a line (can be repeated)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand create-pvc-snapshot" -l s3-endpoint -d 'URL of a store that is not AWS (also: AWS_ENDPOINT_URL)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand create-pvc-snapshot" -l aws-endpoint-url -d 'The environment\'s endpoint for all services of AWS' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand create-pvc-snapshot" -l s3-region -d 'Region (default: that of the AWS configuration; us-east-1 with --s3-endpoint)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand create-pvc-snapshot" -l s3-profile -d 'Profile of the AWS configuration' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand create-pvc-snapshot" -l s3-path-style -d 'Name the bucket in the path (default: yes for stores that are not AWS)' -r -f -a "yes\t''
no\t''"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand create-pvc-snapshot" -l s3-cacert -d 'CA certificates of the store, PEM, besides the system\'s' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand create-pvc-snapshot" -l s3-sse -d 'Encryption by the store: AES256, aws:kms or aws:kms:KEY' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand create-pvc-snapshot" -l s3-object-lock-mode -d 'Lock the objects: nobody can remove them before --s3-object-lock-retain-until' -r -f -a "governance\t''
compliance\t''"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand create-pvc-snapshot" -l s3-object-lock-retain-until -d 'End of the lock: a duration such as 30d, or a time such as 2027-01-31T00:00:00Z' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand create-pvc-snapshot" -l s3-checksum -d 'Checksum the store compares and keeps (default: crc32 on AWS, none elsewhere)' -r -f -a "crc32\t''
crc32c\t''
sha256\t''
none\t''"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand create-pvc-snapshot" -l metrics-file -d 'Write metrics of the run for Prometheus\'s textfile collector, also when it fails' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand create-pvc-snapshot" -l kubeconfig -d 'Kubeconfig file (default: $KUBECONFIG, ~/.kube/config, or the pod\'s service account)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand create-pvc-snapshot" -l context -d 'Context of the kubeconfig' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand create-pvc-snapshot" -l cluster -d 'Cluster of the kubeconfig' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand create-pvc-snapshot" -l user -d 'User of the kubeconfig (Redis\'s user is --redis-user)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand create-pvc-snapshot" -l as -d 'User to impersonate at the Kubernetes API' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand create-pvc-snapshot" -l as-group -d 'Group to impersonate (can be repeated)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand create-pvc-snapshot" -l request-timeout -d 'Longest wait for one answer of the Kubernetes API' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand create-pvc-snapshot" -s t -l target -d 'Target of the configuration file: the options that stand there under this name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand create-pvc-snapshot" -s n -l namespace -d 'Namespace (default: the context\'s)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand create-pvc-snapshot" -s r -l release -d 'Release, workload or instance name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand create-pvc-snapshot" -s l -l selector -d 'Label selector of the pods' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand create-pvc-snapshot" -l pod -d 'One pod' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand create-pvc-snapshot" -l container -d 'The server\'s container (default: found)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand create-pvc-snapshot" -l port -d 'The server\'s port (default: found, else 6379)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand create-pvc-snapshot" -l role -d 'Members with this role only' -r -f -a "primary\t'The writable members'
replica\t'The members that follow another'
any\t'All members'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand create-pvc-snapshot" -l sentinel-secret -d 'Secret with REDIS_SENTINEL_HOST: the Redis that the Sentinels there name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand create-pvc-snapshot" -l master-name -d 'The primary\'s name at Sentinel, as it is spelt there (default: the only one)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand create-pvc-snapshot" -l url -d 'A server without Kubernetes: redis://HOST[:PORT] or rediss://HOST[:PORT]' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand create-pvc-snapshot" -l redis-user -d 'ACL user of Redis' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand create-pvc-snapshot" -l redis-password-file -d 'File that holds Redis\'s password (default: $REDISCLI_AUTH, else found in the pod\'s specification)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand create-pvc-snapshot" -l redis-password-secret -d 'Secret that holds Redis\'s password' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand create-pvc-snapshot" -l redis-cacert -d 'CA certificates for Redis\'s TLS, PEM (default: the system\'s)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand create-pvc-snapshot" -l redis-cert -d 'Client certificate for Redis\'s TLS, PEM' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand create-pvc-snapshot" -l redis-key -d 'Key of the client certificate, PEM' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand create-pvc-snapshot" -l redis-sni -d 'Server name to expect in Redis\'s certificate' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand create-pvc-snapshot" -l rename-command -d 'A command that the servers know by another name; the name is never shown (can be repeated)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand create-pvc-snapshot" -l rename-command-file -d 'File with such names: lines NAME=NEW-NAME, or a redis.conf with rename-command' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand create-pvc-snapshot" -l node-timeout -d 'Longest wait for one node' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand create-pvc-snapshot" -l timeout -d 'Longest run of the whole command; what is known by then is shown (default: none)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand create-pvc-snapshot" -s o -l output -d 'Form of the answer on stdout' -r -f -a "table\t'Tables and lines for a person'
wide\t'The same, with columns that do not fit everywhere'
json\t'One JSON object'
yaml\t'The same object as YAML'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand create-pvc-snapshot" -l log-file -d 'Append everything that -vv would show to a file' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand create-pvc-snapshot" -l progress -d 'How progress is shown on stderr' -r -f -a "auto\t'A bar on a terminal, nothing otherwise'
plain\t'A line every five seconds'
none\t'Nothing'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand create-pvc-snapshot" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand create-pvc-snapshot" -l no-save -d 'Do not have the servers save before'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand create-pvc-snapshot" -l force -d 'Save even if memory is too short for the fork'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand create-pvc-snapshot" -s y -l yes -d 'Agree to the plan without being asked'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand create-pvc-snapshot" -l dry-run -d 'Show the plan, and do nothing'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand create-pvc-snapshot" -s A -l all-namespaces -d 'Look in all namespaces'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand create-pvc-snapshot" -l redis-tls -d 'Connect to Redis by TLS'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand create-pvc-snapshot" -l redis-insecure -d 'Do not verify Redis\'s certificate'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand create-pvc-snapshot" -s q -l quiet -d 'Errors only on stderr, no progress'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand create-pvc-snapshot" -s v -l verbose -d 'Show API calls and Redis commands with their times; twice: frames too'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand create-pvc-snapshot" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-all-namespaces" -l jobs -d 'Backups at the same time' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-all-namespaces" -l exclude -d 'Leave out a NAMESPACE or a NAMESPACE/INSTANCE (can be repeated)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-all-namespaces" -l to -d 'Folder or s3://BUCKET/PREFIX that holds the backups (can be repeated: one pass, several places)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-all-namespaces" -l encrypt-to -d 'Encrypt to this age public key (can be repeated)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-all-namespaces" -l encrypt-recipients-file -d 'Encrypt to the age public keys in a file, one a line (can be repeated)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-all-namespaces" -l s3-endpoint -d 'URL of a store that is not AWS (also: AWS_ENDPOINT_URL)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-all-namespaces" -l aws-endpoint-url -d 'The environment\'s endpoint for all services of AWS' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-all-namespaces" -l s3-region -d 'Region (default: that of the AWS configuration; us-east-1 with --s3-endpoint)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-all-namespaces" -l s3-profile -d 'Profile of the AWS configuration' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-all-namespaces" -l s3-path-style -d 'Name the bucket in the path (default: yes for stores that are not AWS)' -r -f -a "yes\t''
no\t''"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-all-namespaces" -l s3-cacert -d 'CA certificates of the store, PEM, besides the system\'s' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-all-namespaces" -l s3-sse -d 'Encryption by the store: AES256, aws:kms or aws:kms:KEY' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-all-namespaces" -l s3-object-lock-mode -d 'Lock the objects: nobody can remove them before --s3-object-lock-retain-until' -r -f -a "governance\t''
compliance\t''"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-all-namespaces" -l s3-object-lock-retain-until -d 'End of the lock: a duration such as 30d, or a time such as 2027-01-31T00:00:00Z' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-all-namespaces" -l s3-checksum -d 'Checksum the store compares and keeps (default: crc32 on AWS, none elsewhere)' -r -f -a "crc32\t''
crc32c\t''
sha256\t''
none\t''"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-all-namespaces" -l compress -d 'Compression of the RDB file' -r -f -a "gzip\t''
zstd\t''
none\t''"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-all-namespaces" -l max-lag -d 'Bytes a replica may be behind its primary to count as in sync' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-all-namespaces" -l max-silence -d 'Time the server may stay silent during the transfer' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-all-namespaces" -l via -d 'Way of the snapshot: over the replication protocol, by a save on the pod\'s disk, or the one that is allowed' -r -f -a "auto\t'SYNC, and a save where that is denied'
diskless\t'SYNC, which writes nothing in the pod'
disk\t'BGSAVE, and the file is read'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-all-namespaces" -l max-wait -d 'Longest wait for a save on the pod\'s disk, and for what is in its way' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-all-namespaces" -l metrics-file -d 'Write metrics of the run for Prometheus\'s textfile collector, also when it fails' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-all-namespaces" -l kubeconfig -d 'Kubeconfig file (default: $KUBECONFIG, ~/.kube/config, or the pod\'s service account)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-all-namespaces" -l context -d 'Context of the kubeconfig' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-all-namespaces" -l cluster -d 'Cluster of the kubeconfig' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-all-namespaces" -l user -d 'User of the kubeconfig (Redis\'s user is --redis-user)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-all-namespaces" -l as -d 'User to impersonate at the Kubernetes API' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-all-namespaces" -l as-group -d 'Group to impersonate (can be repeated)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-all-namespaces" -l request-timeout -d 'Longest wait for one answer of the Kubernetes API' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-all-namespaces" -s t -l target -d 'Target of the configuration file: the options that stand there under this name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-all-namespaces" -s n -l namespace -d 'Namespace (default: the context\'s)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-all-namespaces" -s r -l release -d 'Release, workload or instance name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-all-namespaces" -s l -l selector -d 'Label selector of the pods' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-all-namespaces" -l pod -d 'One pod' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-all-namespaces" -l container -d 'The server\'s container (default: found)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-all-namespaces" -l port -d 'The server\'s port (default: found, else 6379)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-all-namespaces" -l role -d 'Members with this role only' -r -f -a "primary\t'The writable members'
replica\t'The members that follow another'
any\t'All members'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-all-namespaces" -l sentinel-secret -d 'Secret with REDIS_SENTINEL_HOST: the Redis that the Sentinels there name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-all-namespaces" -l master-name -d 'The primary\'s name at Sentinel, as it is spelt there (default: the only one)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-all-namespaces" -l url -d 'A server without Kubernetes: redis://HOST[:PORT] or rediss://HOST[:PORT]' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-all-namespaces" -l redis-user -d 'ACL user of Redis' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-all-namespaces" -l redis-password-file -d 'File that holds Redis\'s password (default: $REDISCLI_AUTH, else found in the pod\'s specification)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-all-namespaces" -l redis-password-secret -d 'Secret that holds Redis\'s password' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-all-namespaces" -l redis-cacert -d 'CA certificates for Redis\'s TLS, PEM (default: the system\'s)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-all-namespaces" -l redis-cert -d 'Client certificate for Redis\'s TLS, PEM' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-all-namespaces" -l redis-key -d 'Key of the client certificate, PEM' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-all-namespaces" -l redis-sni -d 'Server name to expect in Redis\'s certificate' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-all-namespaces" -l rename-command -d 'A command that the servers know by another name; the name is never shown (can be repeated)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-all-namespaces" -l rename-command-file -d 'File with such names: lines NAME=NEW-NAME, or a redis.conf with rename-command' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-all-namespaces" -l node-timeout -d 'Longest wait for one node' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-all-namespaces" -l timeout -d 'Longest run of the whole command; what is known by then is shown (default: none)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-all-namespaces" -s o -l output -d 'Form of the answer on stdout' -r -f -a "table\t'Tables and lines for a person'
wide\t'The same, with columns that do not fit everywhere'
json\t'One JSON object'
yaml\t'The same object as YAML'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-all-namespaces" -l log-file -d 'Append everything that -vv would show to a file' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-all-namespaces" -l progress -d 'How progress is shown on stderr' -r -f -a "auto\t'A bar on a terminal, nothing otherwise'
plain\t'A line every five seconds'
none\t'Nothing'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-all-namespaces" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-all-namespaces" -l force -d 'Take the backup even if memory is too short for the fork, the pod\'s disk for a save, or slots are on the move'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-all-namespaces" -l dry-run -d 'Show what would be done, and do nothing'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-all-namespaces" -s A -l all-namespaces -d 'Look in all namespaces'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-all-namespaces" -l redis-tls -d 'Connect to Redis by TLS'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-all-namespaces" -l redis-insecure -d 'Do not verify Redis\'s certificate'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-all-namespaces" -s q -l quiet -d 'Errors only on stderr, no progress'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-all-namespaces" -s v -l verbose -d 'Show API calls and Redis commands with their times; twice: frames too'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-all-namespaces" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand full-backup" -l to -d 'Folder or s3://BUCKET/PREFIX that holds the backups (can be repeated: one pass, several places)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand full-backup" -l encrypt-to -d 'Encrypt to this age public key (can be repeated)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand full-backup" -l encrypt-recipients-file -d 'Encrypt to the age public keys in a file, one a line (can be repeated)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand full-backup" -l s3-endpoint -d 'URL of a store that is not AWS (also: AWS_ENDPOINT_URL)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand full-backup" -l aws-endpoint-url -d 'The environment\'s endpoint for all services of AWS' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand full-backup" -l s3-region -d 'Region (default: that of the AWS configuration; us-east-1 with --s3-endpoint)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand full-backup" -l s3-profile -d 'Profile of the AWS configuration' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand full-backup" -l s3-path-style -d 'Name the bucket in the path (default: yes for stores that are not AWS)' -r -f -a "yes\t''
no\t''"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand full-backup" -l s3-cacert -d 'CA certificates of the store, PEM, besides the system\'s' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand full-backup" -l s3-sse -d 'Encryption by the store: AES256, aws:kms or aws:kms:KEY' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand full-backup" -l s3-object-lock-mode -d 'Lock the objects: nobody can remove them before --s3-object-lock-retain-until' -r -f -a "governance\t''
compliance\t''"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand full-backup" -l s3-object-lock-retain-until -d 'End of the lock: a duration such as 30d, or a time such as 2027-01-31T00:00:00Z' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand full-backup" -l s3-checksum -d 'Checksum the store compares and keeps (default: crc32 on AWS, none elsewhere)' -r -f -a "crc32\t''
crc32c\t''
sha256\t''
none\t''"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand full-backup" -l compress -d 'Compression of the RDB file' -r -f -a "gzip\t''
zstd\t''
none\t''"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand full-backup" -l max-lag -d 'Bytes a replica may be behind its primary to count as in sync' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand full-backup" -l max-silence -d 'Time the server may stay silent during the transfer' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand full-backup" -l via -d 'Way of the snapshot: over the replication protocol, by a save on the pod\'s disk, or the one that is allowed' -r -f -a "auto\t'SYNC, and a save where that is denied'
diskless\t'SYNC, which writes nothing in the pod'
disk\t'BGSAVE, and the file is read'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand full-backup" -l max-wait -d 'Longest wait for a save on the pod\'s disk, and for what is in its way' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand full-backup" -l metrics-file -d 'Write metrics of the run for Prometheus\'s textfile collector, also when it fails' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand full-backup" -l kubeconfig -d 'Kubeconfig file (default: $KUBECONFIG, ~/.kube/config, or the pod\'s service account)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand full-backup" -l context -d 'Context of the kubeconfig' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand full-backup" -l cluster -d 'Cluster of the kubeconfig' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand full-backup" -l user -d 'User of the kubeconfig (Redis\'s user is --redis-user)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand full-backup" -l as -d 'User to impersonate at the Kubernetes API' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand full-backup" -l as-group -d 'Group to impersonate (can be repeated)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand full-backup" -l request-timeout -d 'Longest wait for one answer of the Kubernetes API' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand full-backup" -s t -l target -d 'Target of the configuration file: the options that stand there under this name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand full-backup" -s n -l namespace -d 'Namespace (default: the context\'s)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand full-backup" -s r -l release -d 'Release, workload or instance name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand full-backup" -s l -l selector -d 'Label selector of the pods' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand full-backup" -l pod -d 'One pod' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand full-backup" -l container -d 'The server\'s container (default: found)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand full-backup" -l port -d 'The server\'s port (default: found, else 6379)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand full-backup" -l role -d 'Members with this role only' -r -f -a "primary\t'The writable members'
replica\t'The members that follow another'
any\t'All members'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand full-backup" -l sentinel-secret -d 'Secret with REDIS_SENTINEL_HOST: the Redis that the Sentinels there name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand full-backup" -l master-name -d 'The primary\'s name at Sentinel, as it is spelt there (default: the only one)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand full-backup" -l url -d 'A server without Kubernetes: redis://HOST[:PORT] or rediss://HOST[:PORT]' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand full-backup" -l redis-user -d 'ACL user of Redis' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand full-backup" -l redis-password-file -d 'File that holds Redis\'s password (default: $REDISCLI_AUTH, else found in the pod\'s specification)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand full-backup" -l redis-password-secret -d 'Secret that holds Redis\'s password' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand full-backup" -l redis-cacert -d 'CA certificates for Redis\'s TLS, PEM (default: the system\'s)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand full-backup" -l redis-cert -d 'Client certificate for Redis\'s TLS, PEM' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand full-backup" -l redis-key -d 'Key of the client certificate, PEM' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand full-backup" -l redis-sni -d 'Server name to expect in Redis\'s certificate' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand full-backup" -l rename-command -d 'A command that the servers know by another name; the name is never shown (can be repeated)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand full-backup" -l rename-command-file -d 'File with such names: lines NAME=NEW-NAME, or a redis.conf with rename-command' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand full-backup" -l node-timeout -d 'Longest wait for one node' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand full-backup" -l timeout -d 'Longest run of the whole command; what is known by then is shown (default: none)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand full-backup" -s o -l output -d 'Form of the answer on stdout' -r -f -a "table\t'Tables and lines for a person'
wide\t'The same, with columns that do not fit everywhere'
json\t'One JSON object'
yaml\t'The same object as YAML'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand full-backup" -l log-file -d 'Append everything that -vv would show to a file' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand full-backup" -l progress -d 'How progress is shown on stderr' -r -f -a "auto\t'A bar on a terminal, nothing otherwise'
plain\t'A line every five seconds'
none\t'Nothing'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand full-backup" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand full-backup" -l force -d 'Take the backup even if memory is too short for the fork, the pod\'s disk for a save, or slots are on the move'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand full-backup" -l dry-run -d 'Show what would be done, and do nothing'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand full-backup" -l no-aof -d 'Leave the AOF out'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand full-backup" -l include-secrets -d 'Keep the Secrets with their values too, in secrets.yaml; needs --encrypt-to'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand full-backup" -s A -l all-namespaces -d 'Look in all namespaces'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand full-backup" -l redis-tls -d 'Connect to Redis by TLS'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand full-backup" -l redis-insecure -d 'Do not verify Redis\'s certificate'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand full-backup" -s q -l quiet -d 'Errors only on stderr, no progress'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand full-backup" -s v -l verbose -d 'Show API calls and Redis commands with their times; twice: frames too'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand full-backup" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-verify" -l server -d 'Server to load it into; given several, the first that is new enough (default: from the PATH)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-verify" -l load-in -d 'Where the server is: of this machine, or a pod of the image of the instance that -n and -r name' -r -f -a "local\t'A server of this machine'
pod\t'A pod of the instance\'s image, in its namespace'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-verify" -l module -d 'Module for that server to load (can be repeated)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-verify" -l scratch-dir -d 'Folder for that server\'s files; holds the unpacked backup for a while' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-verify" -l identity -d 'Secret key of age for a backup that is encrypted (can be repeated)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-verify" -l s3-endpoint -d 'URL of a store that is not AWS (also: AWS_ENDPOINT_URL)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-verify" -l aws-endpoint-url -d 'The environment\'s endpoint for all services of AWS' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-verify" -l s3-region -d 'Region (default: that of the AWS configuration; us-east-1 with --s3-endpoint)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-verify" -l s3-profile -d 'Profile of the AWS configuration' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-verify" -l s3-path-style -d 'Name the bucket in the path (default: yes for stores that are not AWS)' -r -f -a "yes\t''
no\t''"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-verify" -l s3-cacert -d 'CA certificates of the store, PEM, besides the system\'s' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-verify" -l kubeconfig -d 'Kubeconfig file (default: $KUBECONFIG, ~/.kube/config, or the pod\'s service account)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-verify" -l context -d 'Context of the kubeconfig' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-verify" -l cluster -d 'Cluster of the kubeconfig' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-verify" -l user -d 'User of the kubeconfig (Redis\'s user is --redis-user)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-verify" -l as -d 'User to impersonate at the Kubernetes API' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-verify" -l as-group -d 'Group to impersonate (can be repeated)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-verify" -l request-timeout -d 'Longest wait for one answer of the Kubernetes API' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-verify" -s t -l target -d 'Target of the configuration file: the options that stand there under this name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-verify" -s n -l namespace -d 'Namespace (default: the context\'s)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-verify" -s r -l release -d 'Release, workload or instance name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-verify" -s l -l selector -d 'Label selector of the pods' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-verify" -l pod -d 'One pod' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-verify" -l container -d 'The server\'s container (default: found)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-verify" -l port -d 'The server\'s port (default: found, else 6379)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-verify" -l role -d 'Members with this role only' -r -f -a "primary\t'The writable members'
replica\t'The members that follow another'
any\t'All members'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-verify" -l sentinel-secret -d 'Secret with REDIS_SENTINEL_HOST: the Redis that the Sentinels there name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-verify" -l master-name -d 'The primary\'s name at Sentinel, as it is spelt there (default: the only one)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-verify" -l url -d 'A server without Kubernetes: redis://HOST[:PORT] or rediss://HOST[:PORT]' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-verify" -l redis-user -d 'ACL user of Redis' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-verify" -l redis-password-file -d 'File that holds Redis\'s password (default: $REDISCLI_AUTH, else found in the pod\'s specification)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-verify" -l redis-password-secret -d 'Secret that holds Redis\'s password' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-verify" -l redis-cacert -d 'CA certificates for Redis\'s TLS, PEM (default: the system\'s)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-verify" -l redis-cert -d 'Client certificate for Redis\'s TLS, PEM' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-verify" -l redis-key -d 'Key of the client certificate, PEM' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-verify" -l redis-sni -d 'Server name to expect in Redis\'s certificate' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-verify" -l rename-command -d 'A command that the servers know by another name; the name is never shown (can be repeated)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-verify" -l rename-command-file -d 'File with such names: lines NAME=NEW-NAME, or a redis.conf with rename-command' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-verify" -l node-timeout -d 'Longest wait for one node' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-verify" -l timeout -d 'Longest run of the whole command; what is known by then is shown (default: none)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-verify" -s o -l output -d 'Form of the answer on stdout' -r -f -a "table\t'Tables and lines for a person'
wide\t'The same, with columns that do not fit everywhere'
json\t'One JSON object'
yaml\t'The same object as YAML'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-verify" -l log-file -d 'Append everything that -vv would show to a file' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-verify" -l progress -d 'How progress is shown on stderr' -r -f -a "auto\t'A bar on a terminal, nothing otherwise'
plain\t'A line every five seconds'
none\t'Nothing'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-verify" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-verify" -l quick -d 'Manifest, sizes and hashes only'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-verify" -l data -d 'Read everything to its end (default)'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-verify" -l load -d 'Read everything, then load it into a server of this machine and compare'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-verify" -s A -l all-namespaces -d 'Look in all namespaces'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-verify" -l redis-tls -d 'Connect to Redis by TLS'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-verify" -l redis-insecure -d 'Do not verify Redis\'s certificate'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-verify" -s q -l quiet -d 'Errors only on stderr, no progress'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-verify" -s v -l verbose -d 'Show API calls and Redis commands with their times; twice: frames too'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-verify" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-list" -l s3-endpoint -d 'URL of a store that is not AWS (also: AWS_ENDPOINT_URL)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-list" -l aws-endpoint-url -d 'The environment\'s endpoint for all services of AWS' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-list" -l s3-region -d 'Region (default: that of the AWS configuration; us-east-1 with --s3-endpoint)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-list" -l s3-profile -d 'Profile of the AWS configuration' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-list" -l s3-path-style -d 'Name the bucket in the path (default: yes for stores that are not AWS)' -r -f -a "yes\t''
no\t''"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-list" -l s3-cacert -d 'CA certificates of the store, PEM, besides the system\'s' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-list" -l max-age -d 'An instance whose newest verified set is older is CRITICAL' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-list" -l kubeconfig -d 'Kubeconfig file (default: $KUBECONFIG, ~/.kube/config, or the pod\'s service account)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-list" -l context -d 'Context of the kubeconfig' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-list" -l cluster -d 'Cluster of the kubeconfig' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-list" -l user -d 'User of the kubeconfig (Redis\'s user is --redis-user)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-list" -l as -d 'User to impersonate at the Kubernetes API' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-list" -l as-group -d 'Group to impersonate (can be repeated)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-list" -l request-timeout -d 'Longest wait for one answer of the Kubernetes API' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-list" -s t -l target -d 'Target of the configuration file: the options that stand there under this name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-list" -s n -l namespace -d 'Namespace (default: the context\'s)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-list" -s r -l release -d 'Release, workload or instance name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-list" -s l -l selector -d 'Label selector of the pods' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-list" -l pod -d 'One pod' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-list" -l container -d 'The server\'s container (default: found)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-list" -l port -d 'The server\'s port (default: found, else 6379)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-list" -l role -d 'Members with this role only' -r -f -a "primary\t'The writable members'
replica\t'The members that follow another'
any\t'All members'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-list" -l sentinel-secret -d 'Secret with REDIS_SENTINEL_HOST: the Redis that the Sentinels there name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-list" -l master-name -d 'The primary\'s name at Sentinel, as it is spelt there (default: the only one)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-list" -l url -d 'A server without Kubernetes: redis://HOST[:PORT] or rediss://HOST[:PORT]' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-list" -l redis-user -d 'ACL user of Redis' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-list" -l redis-password-file -d 'File that holds Redis\'s password (default: $REDISCLI_AUTH, else found in the pod\'s specification)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-list" -l redis-password-secret -d 'Secret that holds Redis\'s password' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-list" -l redis-cacert -d 'CA certificates for Redis\'s TLS, PEM (default: the system\'s)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-list" -l redis-cert -d 'Client certificate for Redis\'s TLS, PEM' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-list" -l redis-key -d 'Key of the client certificate, PEM' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-list" -l redis-sni -d 'Server name to expect in Redis\'s certificate' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-list" -l rename-command -d 'A command that the servers know by another name; the name is never shown (can be repeated)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-list" -l rename-command-file -d 'File with such names: lines NAME=NEW-NAME, or a redis.conf with rename-command' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-list" -l node-timeout -d 'Longest wait for one node' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-list" -l timeout -d 'Longest run of the whole command; what is known by then is shown (default: none)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-list" -s o -l output -d 'Form of the answer on stdout' -r -f -a "table\t'Tables and lines for a person'
wide\t'The same, with columns that do not fit everywhere'
json\t'One JSON object'
yaml\t'The same object as YAML'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-list" -l log-file -d 'Append everything that -vv would show to a file' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-list" -l progress -d 'How progress is shown on stderr' -r -f -a "auto\t'A bar on a terminal, nothing otherwise'
plain\t'A line every five seconds'
none\t'Nothing'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-list" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-list" -s A -l all-namespaces -d 'Look in all namespaces'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-list" -l redis-tls -d 'Connect to Redis by TLS'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-list" -l redis-insecure -d 'Do not verify Redis\'s certificate'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-list" -s q -l quiet -d 'Errors only on stderr, no progress'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-list" -s v -l verbose -d 'Show API calls and Redis commands with their times; twice: frames too'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-prune" -l s3-endpoint -d 'URL of a store that is not AWS (also: AWS_ENDPOINT_URL)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-prune" -l aws-endpoint-url -d 'The environment\'s endpoint for all services of AWS' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-prune" -l s3-region -d 'Region (default: that of the AWS configuration; us-east-1 with --s3-endpoint)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-prune" -l s3-profile -d 'Profile of the AWS configuration' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-prune" -l s3-path-style -d 'Name the bucket in the path (default: yes for stores that are not AWS)' -r -f -a "yes\t''
no\t''"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-prune" -l s3-cacert -d 'CA certificates of the store, PEM, besides the system\'s' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-prune" -l keep-last -d 'Keep the newest sets' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-prune" -l keep-hourly -d 'Keep the newest set of each of so many hours' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-prune" -l keep-daily -d 'Keep the newest set of each of so many days' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-prune" -l keep-weekly -d 'Keep the newest set of each of so many weeks' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-prune" -l keep-monthly -d 'Keep the newest set of each of so many months' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-prune" -l orphan-age -d 'Age from which something without a manifest is taken for a dead run\'s' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-prune" -l confirm -d 'Answer the question for the name: NAMESPACE/INSTANCE, or PLACE for all in it (can be repeated)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-prune" -l kubeconfig -d 'Kubeconfig file (default: $KUBECONFIG, ~/.kube/config, or the pod\'s service account)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-prune" -l context -d 'Context of the kubeconfig' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-prune" -l cluster -d 'Cluster of the kubeconfig' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-prune" -l user -d 'User of the kubeconfig (Redis\'s user is --redis-user)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-prune" -l as -d 'User to impersonate at the Kubernetes API' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-prune" -l as-group -d 'Group to impersonate (can be repeated)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-prune" -l request-timeout -d 'Longest wait for one answer of the Kubernetes API' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-prune" -s t -l target -d 'Target of the configuration file: the options that stand there under this name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-prune" -s n -l namespace -d 'Namespace (default: the context\'s)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-prune" -s r -l release -d 'Release, workload or instance name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-prune" -s l -l selector -d 'Label selector of the pods' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-prune" -l pod -d 'One pod' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-prune" -l container -d 'The server\'s container (default: found)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-prune" -l port -d 'The server\'s port (default: found, else 6379)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-prune" -l role -d 'Members with this role only' -r -f -a "primary\t'The writable members'
replica\t'The members that follow another'
any\t'All members'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-prune" -l sentinel-secret -d 'Secret with REDIS_SENTINEL_HOST: the Redis that the Sentinels there name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-prune" -l master-name -d 'The primary\'s name at Sentinel, as it is spelt there (default: the only one)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-prune" -l url -d 'A server without Kubernetes: redis://HOST[:PORT] or rediss://HOST[:PORT]' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-prune" -l redis-user -d 'ACL user of Redis' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-prune" -l redis-password-file -d 'File that holds Redis\'s password (default: $REDISCLI_AUTH, else found in the pod\'s specification)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-prune" -l redis-password-secret -d 'Secret that holds Redis\'s password' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-prune" -l redis-cacert -d 'CA certificates for Redis\'s TLS, PEM (default: the system\'s)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-prune" -l redis-cert -d 'Client certificate for Redis\'s TLS, PEM' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-prune" -l redis-key -d 'Key of the client certificate, PEM' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-prune" -l redis-sni -d 'Server name to expect in Redis\'s certificate' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-prune" -l rename-command -d 'A command that the servers know by another name; the name is never shown (can be repeated)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-prune" -l rename-command-file -d 'File with such names: lines NAME=NEW-NAME, or a redis.conf with rename-command' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-prune" -l node-timeout -d 'Longest wait for one node' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-prune" -l timeout -d 'Longest run of the whole command; what is known by then is shown (default: none)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-prune" -s o -l output -d 'Form of the answer on stdout' -r -f -a "table\t'Tables and lines for a person'
wide\t'The same, with columns that do not fit everywhere'
json\t'One JSON object'
yaml\t'The same object as YAML'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-prune" -l log-file -d 'Append everything that -vv would show to a file' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-prune" -l progress -d 'How progress is shown on stderr' -r -f -a "auto\t'A bar on a terminal, nothing otherwise'
plain\t'A line every five seconds'
none\t'Nothing'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-prune" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-prune" -l orphans -d 'Remove what runs that died left'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-prune" -s y -l yes -d 'Accepted, and not enough: this destroys data'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-prune" -l dry-run -d 'Show what would be done, and do nothing'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-prune" -s A -l all-namespaces -d 'Look in all namespaces'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-prune" -l redis-tls -d 'Connect to Redis by TLS'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-prune" -l redis-insecure -d 'Do not verify Redis\'s certificate'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-prune" -s q -l quiet -d 'Errors only on stderr, no progress'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-prune" -s v -l verbose -d 'Show API calls and Redis commands with their times; twice: frames too'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-prune" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-rdb" -l identity -d 'Secret key of age for a source that is encrypted (can be repeated)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-rdb" -l engine -d 'Way of the restore: keys into running servers, or files under stopped ones (default: live where a primary answers)' -r -f -a "live\t'Keys are written to running servers'
offline\t'The servers are stopped, and start from new files'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-rdb" -l max-wait -d 'Longest wait for pods to end, to start, and to load their data' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-rdb" -l match -d 'Keys that fit this pattern, as for KEYS (can be repeated)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-rdb" -l exclude -d 'No keys that fit this pattern (can be repeated)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-rdb" -l type -d 'Keys of this type: string, list, set, zset, hash, stream, or a module\'s (can be repeated)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-rdb" -l db -d 'Keys of this database (can be repeated)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-rdb" -l state-dir -d 'Folder for the note of how far a run has come' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-rdb" -l connections -d 'Connections to each primary' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-rdb" -l rate-limit -d 'Bytes per second, of all connections together (default: as fast as the servers take them)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-rdb" -l max-value -d 'Values of more bytes are built piece by piece' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-rdb" -l verify -d 'What is read back when all is restored, beside the source: nothing but counts, a sample, or every key' -r -f -a "counts\t'By the servers\' replies and counts, without reading keys back'
sample\t'Some ten thousand keys, chosen by the hashes of their names, read back beside the source'
full\t'Every key read back beside the source, and what the servers have besides'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-rdb" -l max-silence -d 'Time a server may stay silent' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-rdb" -l safety-backup-to -d 'Folder or s3://BUCKET/PREFIX for the backup of what is there before' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-rdb" -l encrypt-to -d 'Encrypt that backup to this age public key (can be repeated)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-rdb" -l encrypt-recipients-file -d 'Encrypt that backup to the age public keys in a file, one a line (can be repeated)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-rdb" -l s3-endpoint -d 'URL of a store that is not AWS (also: AWS_ENDPOINT_URL)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-rdb" -l aws-endpoint-url -d 'The environment\'s endpoint for all services of AWS' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-rdb" -l s3-region -d 'Region (default: that of the AWS configuration; us-east-1 with --s3-endpoint)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-rdb" -l s3-profile -d 'Profile of the AWS configuration' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-rdb" -l s3-path-style -d 'Name the bucket in the path (default: yes for stores that are not AWS)' -r -f -a "yes\t''
no\t''"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-rdb" -l s3-cacert -d 'CA certificates of the store, PEM, besides the system\'s' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-rdb" -l confirm -d 'Agree to the plan by the target\'s name: NAMESPACE/INSTANCE, or HOST:PORT with --url' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-rdb" -l kubeconfig -d 'Kubeconfig file (default: $KUBECONFIG, ~/.kube/config, or the pod\'s service account)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-rdb" -l context -d 'Context of the kubeconfig' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-rdb" -l cluster -d 'Cluster of the kubeconfig' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-rdb" -l user -d 'User of the kubeconfig (Redis\'s user is --redis-user)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-rdb" -l as -d 'User to impersonate at the Kubernetes API' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-rdb" -l as-group -d 'Group to impersonate (can be repeated)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-rdb" -l request-timeout -d 'Longest wait for one answer of the Kubernetes API' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-rdb" -s t -l target -d 'Target of the configuration file: the options that stand there under this name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-rdb" -s n -l namespace -d 'Namespace (default: the context\'s)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-rdb" -s r -l release -d 'Release, workload or instance name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-rdb" -s l -l selector -d 'Label selector of the pods' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-rdb" -l pod -d 'One pod' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-rdb" -l container -d 'The server\'s container (default: found)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-rdb" -l port -d 'The server\'s port (default: found, else 6379)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-rdb" -l role -d 'Members with this role only' -r -f -a "primary\t'The writable members'
replica\t'The members that follow another'
any\t'All members'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-rdb" -l sentinel-secret -d 'Secret with REDIS_SENTINEL_HOST: the Redis that the Sentinels there name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-rdb" -l master-name -d 'The primary\'s name at Sentinel, as it is spelt there (default: the only one)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-rdb" -l url -d 'A server without Kubernetes: redis://HOST[:PORT] or rediss://HOST[:PORT]' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-rdb" -l redis-user -d 'ACL user of Redis' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-rdb" -l redis-password-file -d 'File that holds Redis\'s password (default: $REDISCLI_AUTH, else found in the pod\'s specification)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-rdb" -l redis-password-secret -d 'Secret that holds Redis\'s password' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-rdb" -l redis-cacert -d 'CA certificates for Redis\'s TLS, PEM (default: the system\'s)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-rdb" -l redis-cert -d 'Client certificate for Redis\'s TLS, PEM' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-rdb" -l redis-key -d 'Key of the client certificate, PEM' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-rdb" -l redis-sni -d 'Server name to expect in Redis\'s certificate' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-rdb" -l rename-command -d 'A command that the servers know by another name; the name is never shown (can be repeated)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-rdb" -l rename-command-file -d 'File with such names: lines NAME=NEW-NAME, or a redis.conf with rename-command' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-rdb" -l node-timeout -d 'Longest wait for one node' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-rdb" -l timeout -d 'Longest run of the whole command; what is known by then is shown (default: none)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-rdb" -s o -l output -d 'Form of the answer on stdout' -r -f -a "table\t'Tables and lines for a person'
wide\t'The same, with columns that do not fit everywhere'
json\t'One JSON object'
yaml\t'The same object as YAML'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-rdb" -l log-file -d 'Append everything that -vv would show to a file' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-rdb" -l progress -d 'How progress is shown on stderr' -r -f -a "auto\t'A bar on a terminal, nothing otherwise'
plain\t'A line every five seconds'
none\t'Nothing'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-rdb" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-rdb" -l undo -d 'Put the data back that was there before the last offline restore'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-rdb" -l replace -d 'Overwrite keys that are there'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-rdb" -l skip-existing -d 'Leave keys that are there as they are'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-rdb" -l fail-existing -d 'Refuse if any of the keys is there (default)'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-rdb" -l flush-first -d 'Remove everything from the servers first'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-rdb" -l resume -d 'Go on with a run that was cut short, with the same source and options'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-rdb" -l accept-losses -d 'Leave out what the server has no place for'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-rdb" -l force -d 'Restore even if memory is too short, or, for the safety backup, for a fork'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-rdb" -l no-safety-backup -d 'Take no backup of what is there before; has to be confirmed by name'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-rdb" -s y -l yes -d 'Agree to a plan that loses nothing: into servers without keys, or with none overwritten'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-rdb" -l dry-run -d 'Validate the source, ask the servers, show the plan, and change nothing'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-rdb" -s A -l all-namespaces -d 'Look in all namespaces'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-rdb" -l redis-tls -d 'Connect to Redis by TLS'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-rdb" -l redis-insecure -d 'Do not verify Redis\'s certificate'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-rdb" -s q -l quiet -d 'Errors only on stderr, no progress'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-rdb" -s v -l verbose -d 'Show API calls and Redis commands with their times; twice: frames too'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-rdb" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-aof" -l until -d 'Replay nothing later: a time such as 2026-11-20T03:14:59Z, or 10m for ten minutes ago' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-aof" -l before-command -d 'End before the last command of this name; patterns of arguments may follow it' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-aof" -l until-offset -d 'End at this place: bytes of the last file, or of the one that is named' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-aof" -l safety-backup-to -d 'Folder or s3://BUCKET/PREFIX for the backup that is taken first' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-aof" -l identity -d 'Secret key of age for a backup that is encrypted (can be repeated)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-aof" -l max-silence -d 'Time the server, the API server or the pod may stay silent' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-aof" -l engine -d 'Way of the restore: commands to a running server, or files under stopped ones (default: live where a primary answers)' -r -f -a "live\t'Keys are written to running servers'
offline\t'The servers are stopped, and start from new files'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-aof" -l max-wait -d 'Longest wait for a rewrite of the AOF that is under way; offline: for pods to end, to start, and to load' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-aof" -l s3-endpoint -d 'URL of a store that is not AWS (also: AWS_ENDPOINT_URL)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-aof" -l aws-endpoint-url -d 'The environment\'s endpoint for all services of AWS' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-aof" -l s3-region -d 'Region (default: that of the AWS configuration; us-east-1 with --s3-endpoint)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-aof" -l s3-profile -d 'Profile of the AWS configuration' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-aof" -l s3-path-style -d 'Name the bucket in the path (default: yes for stores that are not AWS)' -r -f -a "yes\t''
no\t''"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-aof" -l s3-cacert -d 'CA certificates of the store, PEM, besides the system\'s' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-aof" -l confirm -d 'Agree to the plan by the target\'s name: NAMESPACE/INSTANCE, or HOST:PORT with --url' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-aof" -l kubeconfig -d 'Kubeconfig file (default: $KUBECONFIG, ~/.kube/config, or the pod\'s service account)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-aof" -l context -d 'Context of the kubeconfig' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-aof" -l cluster -d 'Cluster of the kubeconfig' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-aof" -l user -d 'User of the kubeconfig (Redis\'s user is --redis-user)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-aof" -l as -d 'User to impersonate at the Kubernetes API' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-aof" -l as-group -d 'Group to impersonate (can be repeated)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-aof" -l request-timeout -d 'Longest wait for one answer of the Kubernetes API' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-aof" -s t -l target -d 'Target of the configuration file: the options that stand there under this name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-aof" -s n -l namespace -d 'Namespace (default: the context\'s)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-aof" -s r -l release -d 'Release, workload or instance name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-aof" -s l -l selector -d 'Label selector of the pods' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-aof" -l pod -d 'One pod' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-aof" -l container -d 'The server\'s container (default: found)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-aof" -l port -d 'The server\'s port (default: found, else 6379)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-aof" -l role -d 'Members with this role only' -r -f -a "primary\t'The writable members'
replica\t'The members that follow another'
any\t'All members'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-aof" -l sentinel-secret -d 'Secret with REDIS_SENTINEL_HOST: the Redis that the Sentinels there name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-aof" -l master-name -d 'The primary\'s name at Sentinel, as it is spelt there (default: the only one)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-aof" -l url -d 'A server without Kubernetes: redis://HOST[:PORT] or rediss://HOST[:PORT]' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-aof" -l redis-user -d 'ACL user of Redis' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-aof" -l redis-password-file -d 'File that holds Redis\'s password (default: $REDISCLI_AUTH, else found in the pod\'s specification)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-aof" -l redis-password-secret -d 'Secret that holds Redis\'s password' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-aof" -l redis-cacert -d 'CA certificates for Redis\'s TLS, PEM (default: the system\'s)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-aof" -l redis-cert -d 'Client certificate for Redis\'s TLS, PEM' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-aof" -l redis-key -d 'Key of the client certificate, PEM' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-aof" -l redis-sni -d 'Server name to expect in Redis\'s certificate' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-aof" -l rename-command -d 'A command that the servers know by another name; the name is never shown (can be repeated)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-aof" -l rename-command-file -d 'File with such names: lines NAME=NEW-NAME, or a redis.conf with rename-command' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-aof" -l node-timeout -d 'Longest wait for one node' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-aof" -l timeout -d 'Longest run of the whole command; what is known by then is shown (default: none)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-aof" -s o -l output -d 'Form of the answer on stdout' -r -f -a "table\t'Tables and lines for a person'
wide\t'The same, with columns that do not fit everywhere'
json\t'One JSON object'
yaml\t'The same object as YAML'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-aof" -l log-file -d 'Append everything that -vv would show to a file' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-aof" -l progress -d 'How progress is shown on stderr' -r -f -a "auto\t'A bar on a terminal, nothing otherwise'
plain\t'A line every five seconds'
none\t'Nothing'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-aof" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-aof" -l from-pod -d 'Take the AOF of the running server itself: it is copied out first'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-aof" -l then-rest -d 'Go on after the command of --before-command: leave out that one alone'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-aof" -l stop-at-damage -d 'End before bytes that are damaged, instead of refusing them'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-aof" -l flush-first -d 'Remove all keys of the server first'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-aof" -l on-top -d 'Replay history over the keys that the server holds'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-aof" -l force -d 'Go on even if memory is too short'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-aof" -s y -l yes -d 'Accepted for scripts; not enough here, where data is destroyed'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-aof" -l dry-run -d 'Show the plan, and do nothing'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-aof" -s A -l all-namespaces -d 'Look in all namespaces'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-aof" -l redis-tls -d 'Connect to Redis by TLS'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-aof" -l redis-insecure -d 'Do not verify Redis\'s certificate'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-aof" -s q -l quiet -d 'Errors only on stderr, no progress'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-aof" -s v -l verbose -d 'Show API calls and Redis commands with their times; twice: frames too'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-aof" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-config" -l identity -d 'Secret key of age for a set that is encrypted (can be repeated)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-config" -l s3-endpoint -d 'URL of a store that is not AWS (also: AWS_ENDPOINT_URL)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-config" -l aws-endpoint-url -d 'The environment\'s endpoint for all services of AWS' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-config" -l s3-region -d 'Region (default: that of the AWS configuration; us-east-1 with --s3-endpoint)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-config" -l s3-profile -d 'Profile of the AWS configuration' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-config" -l s3-path-style -d 'Name the bucket in the path (default: yes for stores that are not AWS)' -r -f -a "yes\t''
no\t''"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-config" -l s3-cacert -d 'CA certificates of the store, PEM, besides the system\'s' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-config" -l kubeconfig -d 'Kubeconfig file (default: $KUBECONFIG, ~/.kube/config, or the pod\'s service account)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-config" -l context -d 'Context of the kubeconfig' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-config" -l cluster -d 'Cluster of the kubeconfig' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-config" -l user -d 'User of the kubeconfig (Redis\'s user is --redis-user)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-config" -l as -d 'User to impersonate at the Kubernetes API' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-config" -l as-group -d 'Group to impersonate (can be repeated)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-config" -l request-timeout -d 'Longest wait for one answer of the Kubernetes API' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-config" -s t -l target -d 'Target of the configuration file: the options that stand there under this name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-config" -s n -l namespace -d 'Namespace (default: the context\'s)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-config" -s r -l release -d 'Release, workload or instance name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-config" -s l -l selector -d 'Label selector of the pods' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-config" -l pod -d 'One pod' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-config" -l container -d 'The server\'s container (default: found)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-config" -l port -d 'The server\'s port (default: found, else 6379)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-config" -l role -d 'Members with this role only' -r -f -a "primary\t'The writable members'
replica\t'The members that follow another'
any\t'All members'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-config" -l sentinel-secret -d 'Secret with REDIS_SENTINEL_HOST: the Redis that the Sentinels there name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-config" -l master-name -d 'The primary\'s name at Sentinel, as it is spelt there (default: the only one)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-config" -l url -d 'A server without Kubernetes: redis://HOST[:PORT] or rediss://HOST[:PORT]' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-config" -l redis-user -d 'ACL user of Redis' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-config" -l redis-password-file -d 'File that holds Redis\'s password (default: $REDISCLI_AUTH, else found in the pod\'s specification)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-config" -l redis-password-secret -d 'Secret that holds Redis\'s password' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-config" -l redis-cacert -d 'CA certificates for Redis\'s TLS, PEM (default: the system\'s)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-config" -l redis-cert -d 'Client certificate for Redis\'s TLS, PEM' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-config" -l redis-key -d 'Key of the client certificate, PEM' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-config" -l redis-sni -d 'Server name to expect in Redis\'s certificate' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-config" -l rename-command -d 'A command that the servers know by another name; the name is never shown (can be repeated)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-config" -l rename-command-file -d 'File with such names: lines NAME=NEW-NAME, or a redis.conf with rename-command' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-config" -l node-timeout -d 'Longest wait for one node' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-config" -l timeout -d 'Longest run of the whole command; what is known by then is shown (default: none)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-config" -s o -l output -d 'Form of the answer on stdout' -r -f -a "table\t'Tables and lines for a person'
wide\t'The same, with columns that do not fit everywhere'
json\t'One JSON object'
yaml\t'The same object as YAML'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-config" -l log-file -d 'Append everything that -vv would show to a file' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-config" -l progress -d 'How progress is shown on stderr' -r -f -a "auto\t'A bar on a terminal, nothing otherwise'
plain\t'A line every five seconds'
none\t'Nothing'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-config" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-config" -s y -l yes -d 'Agree to the plan without being asked'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-config" -l dry-run -d 'Show the plan, and do nothing'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-config" -s A -l all-namespaces -d 'Look in all namespaces'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-config" -l redis-tls -d 'Connect to Redis by TLS'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-config" -l redis-insecure -d 'Do not verify Redis\'s certificate'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-config" -s q -l quiet -d 'Errors only on stderr, no progress'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-config" -s v -l verbose -d 'Show API calls and Redis commands with their times; twice: frames too'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-config" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-drill" -l s3-endpoint -d 'URL of a store that is not AWS (also: AWS_ENDPOINT_URL)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-drill" -l aws-endpoint-url -d 'The environment\'s endpoint for all services of AWS' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-drill" -l s3-region -d 'Region (default: that of the AWS configuration; us-east-1 with --s3-endpoint)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-drill" -l s3-profile -d 'Profile of the AWS configuration' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-drill" -l s3-path-style -d 'Name the bucket in the path (default: yes for stores that are not AWS)' -r -f -a "yes\t''
no\t''"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-drill" -l s3-cacert -d 'CA certificates of the store, PEM, besides the system\'s' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-drill" -l max-rto -d 'A longer time to restore is CRITICAL' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-drill" -l max-rpo -d 'An older set is CRITICAL' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-drill" -l server -d 'Server to load it into; given several, the first that is new enough (default: from the PATH)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-drill" -l load-in -d 'Where the server is: of this machine, or a pod of the image of the instance that -n and -r name' -r -f -a "local\t'A server of this machine'
pod\t'A pod of the instance\'s image, in its namespace'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-drill" -l module -d 'Module for that server to load (can be repeated)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-drill" -l scratch-dir -d 'Folder for that server\'s files; holds the unpacked backup for a while' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-drill" -l identity -d 'Secret key of age for a backup that is encrypted (can be repeated)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-drill" -l metrics-file -d 'Write metrics of the run for Prometheus\'s textfile collector, also when it fails' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-drill" -l kubeconfig -d 'Kubeconfig file (default: $KUBECONFIG, ~/.kube/config, or the pod\'s service account)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-drill" -l context -d 'Context of the kubeconfig' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-drill" -l cluster -d 'Cluster of the kubeconfig' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-drill" -l user -d 'User of the kubeconfig (Redis\'s user is --redis-user)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-drill" -l as -d 'User to impersonate at the Kubernetes API' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-drill" -l as-group -d 'Group to impersonate (can be repeated)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-drill" -l request-timeout -d 'Longest wait for one answer of the Kubernetes API' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-drill" -s t -l target -d 'Target of the configuration file: the options that stand there under this name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-drill" -s n -l namespace -d 'Namespace (default: the context\'s)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-drill" -s r -l release -d 'Release, workload or instance name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-drill" -s l -l selector -d 'Label selector of the pods' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-drill" -l pod -d 'One pod' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-drill" -l container -d 'The server\'s container (default: found)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-drill" -l port -d 'The server\'s port (default: found, else 6379)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-drill" -l role -d 'Members with this role only' -r -f -a "primary\t'The writable members'
replica\t'The members that follow another'
any\t'All members'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-drill" -l sentinel-secret -d 'Secret with REDIS_SENTINEL_HOST: the Redis that the Sentinels there name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-drill" -l master-name -d 'The primary\'s name at Sentinel, as it is spelt there (default: the only one)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-drill" -l url -d 'A server without Kubernetes: redis://HOST[:PORT] or rediss://HOST[:PORT]' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-drill" -l redis-user -d 'ACL user of Redis' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-drill" -l redis-password-file -d 'File that holds Redis\'s password (default: $REDISCLI_AUTH, else found in the pod\'s specification)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-drill" -l redis-password-secret -d 'Secret that holds Redis\'s password' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-drill" -l redis-cacert -d 'CA certificates for Redis\'s TLS, PEM (default: the system\'s)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-drill" -l redis-cert -d 'Client certificate for Redis\'s TLS, PEM' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-drill" -l redis-key -d 'Key of the client certificate, PEM' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-drill" -l redis-sni -d 'Server name to expect in Redis\'s certificate' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-drill" -l rename-command -d 'A command that the servers know by another name; the name is never shown (can be repeated)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-drill" -l rename-command-file -d 'File with such names: lines NAME=NEW-NAME, or a redis.conf with rename-command' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-drill" -l node-timeout -d 'Longest wait for one node' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-drill" -l timeout -d 'Longest run of the whole command; what is known by then is shown (default: none)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-drill" -s o -l output -d 'Form of the answer on stdout' -r -f -a "table\t'Tables and lines for a person'
wide\t'The same, with columns that do not fit everywhere'
json\t'One JSON object'
yaml\t'The same object as YAML'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-drill" -l log-file -d 'Append everything that -vv would show to a file' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-drill" -l progress -d 'How progress is shown on stderr' -r -f -a "auto\t'A bar on a terminal, nothing otherwise'
plain\t'A line every five seconds'
none\t'Nothing'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-drill" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-drill" -s A -l all-namespaces -d 'Look in all namespaces'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-drill" -l redis-tls -d 'Connect to Redis by TLS'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-drill" -l redis-insecure -d 'Do not verify Redis\'s certificate'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-drill" -s q -l quiet -d 'Errors only on stderr, no progress'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-drill" -s v -l verbose -d 'Show API calls and Redis commands with their times; twice: frames too'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-drill" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-from-pvc-snapshot" -l max-wait -d 'Longest wait for pods to end, to start, and to load their data' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-from-pvc-snapshot" -l safety-backup-to -d 'Folder or s3://BUCKET/PREFIX for the backup of what is there before' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-from-pvc-snapshot" -l encrypt-to -d 'Encrypt that backup to this age public key (can be repeated)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-from-pvc-snapshot" -l encrypt-recipients-file -d 'Encrypt that backup to the age public keys in a file, one a line (can be repeated)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-from-pvc-snapshot" -l s3-endpoint -d 'URL of a store that is not AWS (also: AWS_ENDPOINT_URL)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-from-pvc-snapshot" -l aws-endpoint-url -d 'The environment\'s endpoint for all services of AWS' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-from-pvc-snapshot" -l s3-region -d 'Region (default: that of the AWS configuration; us-east-1 with --s3-endpoint)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-from-pvc-snapshot" -l s3-profile -d 'Profile of the AWS configuration' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-from-pvc-snapshot" -l s3-path-style -d 'Name the bucket in the path (default: yes for stores that are not AWS)' -r -f -a "yes\t''
no\t''"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-from-pvc-snapshot" -l s3-cacert -d 'CA certificates of the store, PEM, besides the system\'s' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-from-pvc-snapshot" -l identity -d 'Secret key of age, where --encrypt-to is given: the RDB of the snapshot is read back (can be repeated)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-from-pvc-snapshot" -l confirm -d 'Agree to the plan by the target\'s name: NAMESPACE/INSTANCE, or HOST:PORT with --url' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-from-pvc-snapshot" -l kubeconfig -d 'Kubeconfig file (default: $KUBECONFIG, ~/.kube/config, or the pod\'s service account)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-from-pvc-snapshot" -l context -d 'Context of the kubeconfig' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-from-pvc-snapshot" -l cluster -d 'Cluster of the kubeconfig' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-from-pvc-snapshot" -l user -d 'User of the kubeconfig (Redis\'s user is --redis-user)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-from-pvc-snapshot" -l as -d 'User to impersonate at the Kubernetes API' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-from-pvc-snapshot" -l as-group -d 'Group to impersonate (can be repeated)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-from-pvc-snapshot" -l request-timeout -d 'Longest wait for one answer of the Kubernetes API' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-from-pvc-snapshot" -s t -l target -d 'Target of the configuration file: the options that stand there under this name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-from-pvc-snapshot" -s n -l namespace -d 'Namespace (default: the context\'s)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-from-pvc-snapshot" -s r -l release -d 'Release, workload or instance name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-from-pvc-snapshot" -s l -l selector -d 'Label selector of the pods' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-from-pvc-snapshot" -l pod -d 'One pod' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-from-pvc-snapshot" -l container -d 'The server\'s container (default: found)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-from-pvc-snapshot" -l port -d 'The server\'s port (default: found, else 6379)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-from-pvc-snapshot" -l role -d 'Members with this role only' -r -f -a "primary\t'The writable members'
replica\t'The members that follow another'
any\t'All members'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-from-pvc-snapshot" -l sentinel-secret -d 'Secret with REDIS_SENTINEL_HOST: the Redis that the Sentinels there name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-from-pvc-snapshot" -l master-name -d 'The primary\'s name at Sentinel, as it is spelt there (default: the only one)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-from-pvc-snapshot" -l url -d 'A server without Kubernetes: redis://HOST[:PORT] or rediss://HOST[:PORT]' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-from-pvc-snapshot" -l redis-user -d 'ACL user of Redis' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-from-pvc-snapshot" -l redis-password-file -d 'File that holds Redis\'s password (default: $REDISCLI_AUTH, else found in the pod\'s specification)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-from-pvc-snapshot" -l redis-password-secret -d 'Secret that holds Redis\'s password' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-from-pvc-snapshot" -l redis-cacert -d 'CA certificates for Redis\'s TLS, PEM (default: the system\'s)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-from-pvc-snapshot" -l redis-cert -d 'Client certificate for Redis\'s TLS, PEM' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-from-pvc-snapshot" -l redis-key -d 'Key of the client certificate, PEM' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-from-pvc-snapshot" -l redis-sni -d 'Server name to expect in Redis\'s certificate' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-from-pvc-snapshot" -l rename-command -d 'A command that the servers know by another name; the name is never shown (can be repeated)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-from-pvc-snapshot" -l rename-command-file -d 'File with such names: lines NAME=NEW-NAME, or a redis.conf with rename-command' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-from-pvc-snapshot" -l node-timeout -d 'Longest wait for one node' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-from-pvc-snapshot" -l timeout -d 'Longest run of the whole command; what is known by then is shown (default: none)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-from-pvc-snapshot" -s o -l output -d 'Form of the answer on stdout' -r -f -a "table\t'Tables and lines for a person'
wide\t'The same, with columns that do not fit everywhere'
json\t'One JSON object'
yaml\t'The same object as YAML'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-from-pvc-snapshot" -l log-file -d 'Append everything that -vv would show to a file' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-from-pvc-snapshot" -l progress -d 'How progress is shown on stderr' -r -f -a "auto\t'A bar on a terminal, nothing otherwise'
plain\t'A line every five seconds'
none\t'Nothing'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-from-pvc-snapshot" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-from-pvc-snapshot" -l undo -d 'Put the data back that was there before the last offline restore'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-from-pvc-snapshot" -l no-safety-backup -d 'Take no backup of what is there before; has to be confirmed by name'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-from-pvc-snapshot" -l force -d 'Restore even if something would put back what is changed, or memory is too short for the safety backup\'s fork'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-from-pvc-snapshot" -s y -l yes -d 'Accepted for scripts; not enough here, where data is destroyed'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-from-pvc-snapshot" -l dry-run -d 'Show the plan, and do nothing'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-from-pvc-snapshot" -s A -l all-namespaces -d 'Look in all namespaces'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-from-pvc-snapshot" -l redis-tls -d 'Connect to Redis by TLS'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-from-pvc-snapshot" -l redis-insecure -d 'Do not verify Redis\'s certificate'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-from-pvc-snapshot" -s q -l quiet -d 'Errors only on stderr, no progress'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-from-pvc-snapshot" -s v -l verbose -d 'Show API calls and Redis commands with their times; twice: frames too'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-from-pvc-snapshot" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand disaster-recovery" -l s3-endpoint -d 'URL of a store that is not AWS (also: AWS_ENDPOINT_URL)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand disaster-recovery" -l aws-endpoint-url -d 'The environment\'s endpoint for all services of AWS' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand disaster-recovery" -l s3-region -d 'Region (default: that of the AWS configuration; us-east-1 with --s3-endpoint)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand disaster-recovery" -l s3-profile -d 'Profile of the AWS configuration' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand disaster-recovery" -l s3-path-style -d 'Name the bucket in the path (default: yes for stores that are not AWS)' -r -f -a "yes\t''
no\t''"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand disaster-recovery" -l s3-cacert -d 'CA certificates of the store, PEM, besides the system\'s' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand disaster-recovery" -l set -d 'This set, and not the newest verified one' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand disaster-recovery" -l safety-backup-to -d 'Folder or s3://BUCKET/PREFIX for the backup of what is there before; none of the places that are looked through, or the next recovery would take it for the newest' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand disaster-recovery" -l max-wait -d 'Longest wait for the replicas' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand disaster-recovery" -l max-rto -d 'A longer time to recover is CRITICAL' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand disaster-recovery" -l max-rpo -d 'An older set is CRITICAL' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand disaster-recovery" -l identity -d 'Secret key of age for a backup that is encrypted (can be repeated)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand disaster-recovery" -l engine -d 'Way of the restore: keys into running servers, or files under stopped ones (default: live where a primary answers)' -r -f -a "live\t'Keys are written to running servers'
offline\t'The servers are stopped, and start from new files'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand disaster-recovery" -l metrics-file -d 'Write metrics of the run for Prometheus\'s textfile collector, also when it fails' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand disaster-recovery" -l confirm -d 'Agree to the plan by the target\'s name: NAMESPACE/INSTANCE, or HOST:PORT with --url' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand disaster-recovery" -l kubeconfig -d 'Kubeconfig file (default: $KUBECONFIG, ~/.kube/config, or the pod\'s service account)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand disaster-recovery" -l context -d 'Context of the kubeconfig' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand disaster-recovery" -l cluster -d 'Cluster of the kubeconfig' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand disaster-recovery" -l user -d 'User of the kubeconfig (Redis\'s user is --redis-user)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand disaster-recovery" -l as -d 'User to impersonate at the Kubernetes API' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand disaster-recovery" -l as-group -d 'Group to impersonate (can be repeated)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand disaster-recovery" -l request-timeout -d 'Longest wait for one answer of the Kubernetes API' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand disaster-recovery" -s t -l target -d 'Target of the configuration file: the options that stand there under this name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand disaster-recovery" -s n -l namespace -d 'Namespace (default: the context\'s)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand disaster-recovery" -s r -l release -d 'Release, workload or instance name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand disaster-recovery" -s l -l selector -d 'Label selector of the pods' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand disaster-recovery" -l pod -d 'One pod' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand disaster-recovery" -l container -d 'The server\'s container (default: found)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand disaster-recovery" -l port -d 'The server\'s port (default: found, else 6379)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand disaster-recovery" -l role -d 'Members with this role only' -r -f -a "primary\t'The writable members'
replica\t'The members that follow another'
any\t'All members'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand disaster-recovery" -l sentinel-secret -d 'Secret with REDIS_SENTINEL_HOST: the Redis that the Sentinels there name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand disaster-recovery" -l master-name -d 'The primary\'s name at Sentinel, as it is spelt there (default: the only one)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand disaster-recovery" -l url -d 'A server without Kubernetes: redis://HOST[:PORT] or rediss://HOST[:PORT]' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand disaster-recovery" -l redis-user -d 'ACL user of Redis' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand disaster-recovery" -l redis-password-file -d 'File that holds Redis\'s password (default: $REDISCLI_AUTH, else found in the pod\'s specification)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand disaster-recovery" -l redis-password-secret -d 'Secret that holds Redis\'s password' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand disaster-recovery" -l redis-cacert -d 'CA certificates for Redis\'s TLS, PEM (default: the system\'s)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand disaster-recovery" -l redis-cert -d 'Client certificate for Redis\'s TLS, PEM' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand disaster-recovery" -l redis-key -d 'Key of the client certificate, PEM' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand disaster-recovery" -l redis-sni -d 'Server name to expect in Redis\'s certificate' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand disaster-recovery" -l rename-command -d 'A command that the servers know by another name; the name is never shown (can be repeated)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand disaster-recovery" -l rename-command-file -d 'File with such names: lines NAME=NEW-NAME, or a redis.conf with rename-command' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand disaster-recovery" -l node-timeout -d 'Longest wait for one node' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand disaster-recovery" -l timeout -d 'Longest run of the whole command; what is known by then is shown (default: none)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand disaster-recovery" -s o -l output -d 'Form of the answer on stdout' -r -f -a "table\t'Tables and lines for a person'
wide\t'The same, with columns that do not fit everywhere'
json\t'One JSON object'
yaml\t'The same object as YAML'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand disaster-recovery" -l log-file -d 'Append everything that -vv would show to a file' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand disaster-recovery" -l progress -d 'How progress is shown on stderr' -r -f -a "auto\t'A bar on a terminal, nothing otherwise'
plain\t'A line every five seconds'
none\t'Nothing'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand disaster-recovery" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand disaster-recovery" -l merge -d 'Keep keys that are there, but for those that the set has too'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand disaster-recovery" -l no-config -d 'Do not bring the configuration back'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand disaster-recovery" -l no-safety-backup -d 'Take no backup of what is there before'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand disaster-recovery" -l force -d 'Restore even if memory is too short, or a GitOps controller or an autoscaler would put back what is changed'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand disaster-recovery" -s y -l yes -d 'Accepted for scripts; not enough here, where data is destroyed'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand disaster-recovery" -l dry-run -d 'Show the plan, and do nothing'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand disaster-recovery" -s A -l all-namespaces -d 'Look in all namespaces'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand disaster-recovery" -l redis-tls -d 'Connect to Redis by TLS'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand disaster-recovery" -l redis-insecure -d 'Do not verify Redis\'s certificate'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand disaster-recovery" -s q -l quiet -d 'Errors only on stderr, no progress'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand disaster-recovery" -s v -l verbose -d 'Show API calls and Redis commands with their times; twice: frames too'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand disaster-recovery" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand compare" -l limit -d 'Differing keys to name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand compare" -l expiry-tolerance -d 'By how much expiry times of keys may differ' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand compare" -l password-file-b -d 'File that holds the password of B, where it is another than that of A' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand compare" -l identity -d 'Secret key of age for a set or file that is encrypted (can be repeated)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand compare" -l s3-endpoint -d 'URL of a store that is not AWS (also: AWS_ENDPOINT_URL)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand compare" -l aws-endpoint-url -d 'The environment\'s endpoint for all services of AWS' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand compare" -l s3-region -d 'Region (default: that of the AWS configuration; us-east-1 with --s3-endpoint)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand compare" -l s3-profile -d 'Profile of the AWS configuration' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand compare" -l s3-path-style -d 'Name the bucket in the path (default: yes for stores that are not AWS)' -r -f -a "yes\t''
no\t''"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand compare" -l s3-cacert -d 'CA certificates of the store, PEM, besides the system\'s' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand compare" -l kubeconfig -d 'Kubeconfig file (default: $KUBECONFIG, ~/.kube/config, or the pod\'s service account)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand compare" -l context -d 'Context of the kubeconfig' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand compare" -l cluster -d 'Cluster of the kubeconfig' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand compare" -l user -d 'User of the kubeconfig (Redis\'s user is --redis-user)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand compare" -l as -d 'User to impersonate at the Kubernetes API' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand compare" -l as-group -d 'Group to impersonate (can be repeated)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand compare" -l request-timeout -d 'Longest wait for one answer of the Kubernetes API' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand compare" -s t -l target -d 'Target of the configuration file: the options that stand there under this name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand compare" -s n -l namespace -d 'Namespace (default: the context\'s)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand compare" -s r -l release -d 'Release, workload or instance name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand compare" -s l -l selector -d 'Label selector of the pods' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand compare" -l pod -d 'One pod' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand compare" -l container -d 'The server\'s container (default: found)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand compare" -l port -d 'The server\'s port (default: found, else 6379)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand compare" -l role -d 'Members with this role only' -r -f -a "primary\t'The writable members'
replica\t'The members that follow another'
any\t'All members'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand compare" -l sentinel-secret -d 'Secret with REDIS_SENTINEL_HOST: the Redis that the Sentinels there name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand compare" -l master-name -d 'The primary\'s name at Sentinel, as it is spelt there (default: the only one)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand compare" -l url -d 'A server without Kubernetes: redis://HOST[:PORT] or rediss://HOST[:PORT]' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand compare" -l redis-user -d 'ACL user of Redis' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand compare" -l redis-password-file -d 'File that holds Redis\'s password (default: $REDISCLI_AUTH, else found in the pod\'s specification)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand compare" -l redis-password-secret -d 'Secret that holds Redis\'s password' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand compare" -l redis-cacert -d 'CA certificates for Redis\'s TLS, PEM (default: the system\'s)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand compare" -l redis-cert -d 'Client certificate for Redis\'s TLS, PEM' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand compare" -l redis-key -d 'Key of the client certificate, PEM' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand compare" -l redis-sni -d 'Server name to expect in Redis\'s certificate' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand compare" -l rename-command -d 'A command that the servers know by another name; the name is never shown (can be repeated)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand compare" -l rename-command-file -d 'File with such names: lines NAME=NEW-NAME, or a redis.conf with rename-command' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand compare" -l node-timeout -d 'Longest wait for one node' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand compare" -l timeout -d 'Longest run of the whole command; what is known by then is shown (default: none)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand compare" -s o -l output -d 'Form of the answer on stdout' -r -f -a "table\t'Tables and lines for a person'
wide\t'The same, with columns that do not fit everywhere'
json\t'One JSON object'
yaml\t'The same object as YAML'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand compare" -l log-file -d 'Append everything that -vv would show to a file' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand compare" -l progress -d 'How progress is shown on stderr' -r -f -a "auto\t'A bar on a terminal, nothing otherwise'
plain\t'A line every five seconds'
none\t'Nothing'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand compare" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand compare" -l quick -d 'Compare counts alone: keys by database and type, keys that expire, functions'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand compare" -l full -d 'Compare every key (default)'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand compare" -l settle -d 'Read the keys that differ once more at the end, and count those that are the same by then as settled'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand compare" -s A -l all-namespaces -d 'Look in all namespaces'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand compare" -l redis-tls -d 'Connect to Redis by TLS'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand compare" -l redis-insecure -d 'Do not verify Redis\'s certificate'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand compare" -s q -l quiet -d 'Errors only on stderr, no progress'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand compare" -s v -l verbose -d 'Show API calls and Redis commands with their times; twice: frames too'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand compare" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand promote-replica" -l max-lag -d 'Bytes it may be behind when the switch begins' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand promote-replica" -l switch-timeout -d 'Longest time in which writes stand still until it has everything' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand promote-replica" -l max-wait -d 'Longest wait for the other members, and for Services that an operator moves' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand promote-replica" -l confirm -d 'Agree to the plan by the target\'s name: NAMESPACE/INSTANCE, or HOST:PORT with --url' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand promote-replica" -l kubeconfig -d 'Kubeconfig file (default: $KUBECONFIG, ~/.kube/config, or the pod\'s service account)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand promote-replica" -l context -d 'Context of the kubeconfig' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand promote-replica" -l cluster -d 'Cluster of the kubeconfig' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand promote-replica" -l user -d 'User of the kubeconfig (Redis\'s user is --redis-user)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand promote-replica" -l as -d 'User to impersonate at the Kubernetes API' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand promote-replica" -l as-group -d 'Group to impersonate (can be repeated)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand promote-replica" -l request-timeout -d 'Longest wait for one answer of the Kubernetes API' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand promote-replica" -s t -l target -d 'Target of the configuration file: the options that stand there under this name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand promote-replica" -s n -l namespace -d 'Namespace (default: the context\'s)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand promote-replica" -s r -l release -d 'Release, workload or instance name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand promote-replica" -s l -l selector -d 'Label selector of the pods' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand promote-replica" -l pod -d 'One pod' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand promote-replica" -l container -d 'The server\'s container (default: found)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand promote-replica" -l port -d 'The server\'s port (default: found, else 6379)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand promote-replica" -l role -d 'Members with this role only' -r -f -a "primary\t'The writable members'
replica\t'The members that follow another'
any\t'All members'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand promote-replica" -l sentinel-secret -d 'Secret with REDIS_SENTINEL_HOST: the Redis that the Sentinels there name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand promote-replica" -l master-name -d 'The primary\'s name at Sentinel, as it is spelt there (default: the only one)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand promote-replica" -l url -d 'A server without Kubernetes: redis://HOST[:PORT] or rediss://HOST[:PORT]' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand promote-replica" -l redis-user -d 'ACL user of Redis' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand promote-replica" -l redis-password-file -d 'File that holds Redis\'s password (default: $REDISCLI_AUTH, else found in the pod\'s specification)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand promote-replica" -l redis-password-secret -d 'Secret that holds Redis\'s password' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand promote-replica" -l redis-cacert -d 'CA certificates for Redis\'s TLS, PEM (default: the system\'s)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand promote-replica" -l redis-cert -d 'Client certificate for Redis\'s TLS, PEM' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand promote-replica" -l redis-key -d 'Key of the client certificate, PEM' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand promote-replica" -l redis-sni -d 'Server name to expect in Redis\'s certificate' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand promote-replica" -l rename-command -d 'A command that the servers know by another name; the name is never shown (can be repeated)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand promote-replica" -l rename-command-file -d 'File with such names: lines NAME=NEW-NAME, or a redis.conf with rename-command' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand promote-replica" -l node-timeout -d 'Longest wait for one node' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand promote-replica" -l timeout -d 'Longest run of the whole command; what is known by then is shown (default: none)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand promote-replica" -s o -l output -d 'Form of the answer on stdout' -r -f -a "table\t'Tables and lines for a person'
wide\t'The same, with columns that do not fit everywhere'
json\t'One JSON object'
yaml\t'The same object as YAML'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand promote-replica" -l log-file -d 'Append everything that -vv would show to a file' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand promote-replica" -l progress -d 'How progress is shown on stderr' -r -f -a "auto\t'A bar on a terminal, nothing otherwise'
plain\t'A line every five seconds'
none\t'Nothing'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand promote-replica" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand promote-replica" -l leave-services -d 'Leave Services as they are: clients find the new primary by other ways'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand promote-replica" -l force -d 'Go on where a reason against it can be overridden'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand promote-replica" -s y -l yes -d 'Accepted for scripts; not enough here, where data is destroyed'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand promote-replica" -l dry-run -d 'Show the plan, and do nothing'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand promote-replica" -s A -l all-namespaces -d 'Look in all namespaces'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand promote-replica" -l redis-tls -d 'Connect to Redis by TLS'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand promote-replica" -l redis-insecure -d 'Do not verify Redis\'s certificate'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand promote-replica" -s q -l quiet -d 'Errors only on stderr, no progress'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand promote-replica" -s v -l verbose -d 'Show API calls and Redis commands with their times; twice: frames too'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand promote-replica" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand force-failover" -l max-wait -d 'Longest wait for the other members, and for Services that an operator moves' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand force-failover" -l confirm -d 'Agree to the plan by the target\'s name: NAMESPACE/INSTANCE, or HOST:PORT with --url' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand force-failover" -l kubeconfig -d 'Kubeconfig file (default: $KUBECONFIG, ~/.kube/config, or the pod\'s service account)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand force-failover" -l context -d 'Context of the kubeconfig' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand force-failover" -l cluster -d 'Cluster of the kubeconfig' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand force-failover" -l user -d 'User of the kubeconfig (Redis\'s user is --redis-user)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand force-failover" -l as -d 'User to impersonate at the Kubernetes API' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand force-failover" -l as-group -d 'Group to impersonate (can be repeated)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand force-failover" -l request-timeout -d 'Longest wait for one answer of the Kubernetes API' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand force-failover" -s t -l target -d 'Target of the configuration file: the options that stand there under this name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand force-failover" -s n -l namespace -d 'Namespace (default: the context\'s)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand force-failover" -s r -l release -d 'Release, workload or instance name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand force-failover" -s l -l selector -d 'Label selector of the pods' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand force-failover" -l pod -d 'One pod' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand force-failover" -l container -d 'The server\'s container (default: found)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand force-failover" -l port -d 'The server\'s port (default: found, else 6379)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand force-failover" -l role -d 'Members with this role only' -r -f -a "primary\t'The writable members'
replica\t'The members that follow another'
any\t'All members'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand force-failover" -l sentinel-secret -d 'Secret with REDIS_SENTINEL_HOST: the Redis that the Sentinels there name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand force-failover" -l master-name -d 'The primary\'s name at Sentinel, as it is spelt there (default: the only one)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand force-failover" -l url -d 'A server without Kubernetes: redis://HOST[:PORT] or rediss://HOST[:PORT]' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand force-failover" -l redis-user -d 'ACL user of Redis' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand force-failover" -l redis-password-file -d 'File that holds Redis\'s password (default: $REDISCLI_AUTH, else found in the pod\'s specification)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand force-failover" -l redis-password-secret -d 'Secret that holds Redis\'s password' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand force-failover" -l redis-cacert -d 'CA certificates for Redis\'s TLS, PEM (default: the system\'s)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand force-failover" -l redis-cert -d 'Client certificate for Redis\'s TLS, PEM' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand force-failover" -l redis-key -d 'Key of the client certificate, PEM' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand force-failover" -l redis-sni -d 'Server name to expect in Redis\'s certificate' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand force-failover" -l rename-command -d 'A command that the servers know by another name; the name is never shown (can be repeated)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand force-failover" -l rename-command-file -d 'File with such names: lines NAME=NEW-NAME, or a redis.conf with rename-command' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand force-failover" -l node-timeout -d 'Longest wait for one node' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand force-failover" -l timeout -d 'Longest run of the whole command; what is known by then is shown (default: none)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand force-failover" -s o -l output -d 'Form of the answer on stdout' -r -f -a "table\t'Tables and lines for a person'
wide\t'The same, with columns that do not fit everywhere'
json\t'One JSON object'
yaml\t'The same object as YAML'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand force-failover" -l log-file -d 'Append everything that -vv would show to a file' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand force-failover" -l progress -d 'How progress is shown on stderr' -r -f -a "auto\t'A bar on a terminal, nothing otherwise'
plain\t'A line every five seconds'
none\t'Nothing'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand force-failover" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand force-failover" -l leave-services -d 'Leave Services as they are: clients find the new primary by other ways'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand force-failover" -s y -l yes -d 'Accepted for scripts; not enough here, where data is destroyed'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand force-failover" -l dry-run -d 'Show the plan, and do nothing'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand force-failover" -s A -l all-namespaces -d 'Look in all namespaces'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand force-failover" -l redis-tls -d 'Connect to Redis by TLS'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand force-failover" -l redis-insecure -d 'Do not verify Redis\'s certificate'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand force-failover" -s q -l quiet -d 'Errors only on stderr, no progress'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand force-failover" -s v -l verbose -d 'Show API calls and Redis commands with their times; twice: frames too'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand force-failover" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand resync-replica" -l max-wait -d 'Longest wait for the copy' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand resync-replica" -l kubeconfig -d 'Kubeconfig file (default: $KUBECONFIG, ~/.kube/config, or the pod\'s service account)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand resync-replica" -l context -d 'Context of the kubeconfig' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand resync-replica" -l cluster -d 'Cluster of the kubeconfig' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand resync-replica" -l user -d 'User of the kubeconfig (Redis\'s user is --redis-user)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand resync-replica" -l as -d 'User to impersonate at the Kubernetes API' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand resync-replica" -l as-group -d 'Group to impersonate (can be repeated)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand resync-replica" -l request-timeout -d 'Longest wait for one answer of the Kubernetes API' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand resync-replica" -s t -l target -d 'Target of the configuration file: the options that stand there under this name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand resync-replica" -s n -l namespace -d 'Namespace (default: the context\'s)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand resync-replica" -s r -l release -d 'Release, workload or instance name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand resync-replica" -s l -l selector -d 'Label selector of the pods' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand resync-replica" -l pod -d 'One pod' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand resync-replica" -l container -d 'The server\'s container (default: found)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand resync-replica" -l port -d 'The server\'s port (default: found, else 6379)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand resync-replica" -l role -d 'Members with this role only' -r -f -a "primary\t'The writable members'
replica\t'The members that follow another'
any\t'All members'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand resync-replica" -l sentinel-secret -d 'Secret with REDIS_SENTINEL_HOST: the Redis that the Sentinels there name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand resync-replica" -l master-name -d 'The primary\'s name at Sentinel, as it is spelt there (default: the only one)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand resync-replica" -l url -d 'A server without Kubernetes: redis://HOST[:PORT] or rediss://HOST[:PORT]' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand resync-replica" -l redis-user -d 'ACL user of Redis' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand resync-replica" -l redis-password-file -d 'File that holds Redis\'s password (default: $REDISCLI_AUTH, else found in the pod\'s specification)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand resync-replica" -l redis-password-secret -d 'Secret that holds Redis\'s password' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand resync-replica" -l redis-cacert -d 'CA certificates for Redis\'s TLS, PEM (default: the system\'s)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand resync-replica" -l redis-cert -d 'Client certificate for Redis\'s TLS, PEM' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand resync-replica" -l redis-key -d 'Key of the client certificate, PEM' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand resync-replica" -l redis-sni -d 'Server name to expect in Redis\'s certificate' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand resync-replica" -l rename-command -d 'A command that the servers know by another name; the name is never shown (can be repeated)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand resync-replica" -l rename-command-file -d 'File with such names: lines NAME=NEW-NAME, or a redis.conf with rename-command' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand resync-replica" -l node-timeout -d 'Longest wait for one node' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand resync-replica" -l timeout -d 'Longest run of the whole command; what is known by then is shown (default: none)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand resync-replica" -s o -l output -d 'Form of the answer on stdout' -r -f -a "table\t'Tables and lines for a person'
wide\t'The same, with columns that do not fit everywhere'
json\t'One JSON object'
yaml\t'The same object as YAML'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand resync-replica" -l log-file -d 'Append everything that -vv would show to a file' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand resync-replica" -l progress -d 'How progress is shown on stderr' -r -f -a "auto\t'A bar on a terminal, nothing otherwise'
plain\t'A line every five seconds'
none\t'Nothing'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand resync-replica" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand resync-replica" -l force -d 'Do it even if the primary\'s memory is short for the fork'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand resync-replica" -s y -l yes -d 'Agree to the plan without being asked'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand resync-replica" -l dry-run -d 'Show the plan, and do nothing'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand resync-replica" -s A -l all-namespaces -d 'Look in all namespaces'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand resync-replica" -l redis-tls -d 'Connect to Redis by TLS'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand resync-replica" -l redis-insecure -d 'Do not verify Redis\'s certificate'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand resync-replica" -s q -l quiet -d 'Errors only on stderr, no progress'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand resync-replica" -s v -l verbose -d 'Show API calls and Redis commands with their times; twice: frames too'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand resync-replica" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restart" -l only -d 'Pods to restart (default: all of them)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restart" -l max-wait -d 'Longest wait for each pod, and for a budget that does not allow it yet' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restart" -l max-lag -d 'Bytes a replica may be behind to count as in sync' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restart" -l switch-timeout -d 'Longest time in which writes stand still at a handover' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restart" -l confirm -d 'Agree to the plan by the target\'s name: NAMESPACE/INSTANCE, or HOST:PORT with --url' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restart" -l kubeconfig -d 'Kubeconfig file (default: $KUBECONFIG, ~/.kube/config, or the pod\'s service account)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restart" -l context -d 'Context of the kubeconfig' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restart" -l cluster -d 'Cluster of the kubeconfig' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restart" -l user -d 'User of the kubeconfig (Redis\'s user is --redis-user)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restart" -l as -d 'User to impersonate at the Kubernetes API' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restart" -l as-group -d 'Group to impersonate (can be repeated)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restart" -l request-timeout -d 'Longest wait for one answer of the Kubernetes API' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restart" -s t -l target -d 'Target of the configuration file: the options that stand there under this name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restart" -s n -l namespace -d 'Namespace (default: the context\'s)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restart" -s r -l release -d 'Release, workload or instance name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restart" -s l -l selector -d 'Label selector of the pods' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restart" -l pod -d 'One pod' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restart" -l container -d 'The server\'s container (default: found)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restart" -l port -d 'The server\'s port (default: found, else 6379)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restart" -l role -d 'Members with this role only' -r -f -a "primary\t'The writable members'
replica\t'The members that follow another'
any\t'All members'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restart" -l sentinel-secret -d 'Secret with REDIS_SENTINEL_HOST: the Redis that the Sentinels there name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restart" -l master-name -d 'The primary\'s name at Sentinel, as it is spelt there (default: the only one)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restart" -l url -d 'A server without Kubernetes: redis://HOST[:PORT] or rediss://HOST[:PORT]' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restart" -l redis-user -d 'ACL user of Redis' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restart" -l redis-password-file -d 'File that holds Redis\'s password (default: $REDISCLI_AUTH, else found in the pod\'s specification)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restart" -l redis-password-secret -d 'Secret that holds Redis\'s password' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restart" -l redis-cacert -d 'CA certificates for Redis\'s TLS, PEM (default: the system\'s)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restart" -l redis-cert -d 'Client certificate for Redis\'s TLS, PEM' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restart" -l redis-key -d 'Key of the client certificate, PEM' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restart" -l redis-sni -d 'Server name to expect in Redis\'s certificate' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restart" -l rename-command -d 'A command that the servers know by another name; the name is never shown (can be repeated)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restart" -l rename-command-file -d 'File with such names: lines NAME=NEW-NAME, or a redis.conf with rename-command' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restart" -l node-timeout -d 'Longest wait for one node' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restart" -l timeout -d 'Longest run of the whole command; what is known by then is shown (default: none)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restart" -s o -l output -d 'Form of the answer on stdout' -r -f -a "table\t'Tables and lines for a person'
wide\t'The same, with columns that do not fit everywhere'
json\t'One JSON object'
yaml\t'The same object as YAML'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restart" -l log-file -d 'Append everything that -vv would show to a file' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restart" -l progress -d 'How progress is shown on stderr' -r -f -a "auto\t'A bar on a terminal, nothing otherwise'
plain\t'A line every five seconds'
none\t'Nothing'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restart" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restart" -l force -d 'Go on where a reason against it can be overridden'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restart" -s y -l yes -d 'Accepted for scripts; not enough here, where data is destroyed'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restart" -l dry-run -d 'Show the plan, and do nothing'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restart" -s A -l all-namespaces -d 'Look in all namespaces'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restart" -l redis-tls -d 'Connect to Redis by TLS'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restart" -l redis-insecure -d 'Do not verify Redis\'s certificate'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restart" -s q -l quiet -d 'Errors only on stderr, no progress'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restart" -s v -l verbose -d 'Show API calls and Redis commands with their times; twice: frames too'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restart" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand cutover" -l from -d 'The instance that is left' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand cutover" -l to -d 'The instance that takes over; what it holds is lost' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand cutover" -l switch -d 'What becomes of the Services that lead to the old primary' -r -f -a "service\t'They lead to the new one'
none\t'They stay'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand cutover" -l max-lag -d 'Bytes the new one may be behind when the switch begins' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand cutover" -l max-wait -d 'Longest wait for the full copy, and then for those that follow the new one' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand cutover" -l switch-timeout -d 'Longest time in which writes stand still' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand cutover" -l confirm -d 'Agree to the plan by the target\'s name: NAMESPACE/INSTANCE, or HOST:PORT with --url' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand cutover" -l kubeconfig -d 'Kubeconfig file (default: $KUBECONFIG, ~/.kube/config, or the pod\'s service account)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand cutover" -l context -d 'Context of the kubeconfig' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand cutover" -l cluster -d 'Cluster of the kubeconfig' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand cutover" -l user -d 'User of the kubeconfig (Redis\'s user is --redis-user)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand cutover" -l as -d 'User to impersonate at the Kubernetes API' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand cutover" -l as-group -d 'Group to impersonate (can be repeated)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand cutover" -l request-timeout -d 'Longest wait for one answer of the Kubernetes API' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand cutover" -s t -l target -d 'Target of the configuration file: the options that stand there under this name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand cutover" -s n -l namespace -d 'Namespace (default: the context\'s)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand cutover" -s r -l release -d 'Release, workload or instance name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand cutover" -s l -l selector -d 'Label selector of the pods' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand cutover" -l pod -d 'One pod' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand cutover" -l container -d 'The server\'s container (default: found)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand cutover" -l port -d 'The server\'s port (default: found, else 6379)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand cutover" -l role -d 'Members with this role only' -r -f -a "primary\t'The writable members'
replica\t'The members that follow another'
any\t'All members'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand cutover" -l sentinel-secret -d 'Secret with REDIS_SENTINEL_HOST: the Redis that the Sentinels there name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand cutover" -l master-name -d 'The primary\'s name at Sentinel, as it is spelt there (default: the only one)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand cutover" -l url -d 'A server without Kubernetes: redis://HOST[:PORT] or rediss://HOST[:PORT]' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand cutover" -l redis-user -d 'ACL user of Redis' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand cutover" -l redis-password-file -d 'File that holds Redis\'s password (default: $REDISCLI_AUTH, else found in the pod\'s specification)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand cutover" -l redis-password-secret -d 'Secret that holds Redis\'s password' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand cutover" -l redis-cacert -d 'CA certificates for Redis\'s TLS, PEM (default: the system\'s)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand cutover" -l redis-cert -d 'Client certificate for Redis\'s TLS, PEM' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand cutover" -l redis-key -d 'Key of the client certificate, PEM' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand cutover" -l redis-sni -d 'Server name to expect in Redis\'s certificate' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand cutover" -l rename-command -d 'A command that the servers know by another name; the name is never shown (can be repeated)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand cutover" -l rename-command-file -d 'File with such names: lines NAME=NEW-NAME, or a redis.conf with rename-command' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand cutover" -l node-timeout -d 'Longest wait for one node' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand cutover" -l timeout -d 'Longest run of the whole command; what is known by then is shown (default: none)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand cutover" -s o -l output -d 'Form of the answer on stdout' -r -f -a "table\t'Tables and lines for a person'
wide\t'The same, with columns that do not fit everywhere'
json\t'One JSON object'
yaml\t'The same object as YAML'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand cutover" -l log-file -d 'Append everything that -vv would show to a file' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand cutover" -l progress -d 'How progress is shown on stderr' -r -f -a "auto\t'A bar on a terminal, nothing otherwise'
plain\t'A line every five seconds'
none\t'Nothing'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand cutover" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand cutover" -l force -d 'Go on where a reason against it can be overridden'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand cutover" -s y -l yes -d 'Accepted for scripts; not enough here, where data is destroyed'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand cutover" -l dry-run -d 'Show the plan, and do nothing'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand cutover" -s A -l all-namespaces -d 'Look in all namespaces'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand cutover" -l redis-tls -d 'Connect to Redis by TLS'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand cutover" -l redis-insecure -d 'Do not verify Redis\'s certificate'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand cutover" -s q -l quiet -d 'Errors only on stderr, no progress'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand cutover" -s v -l verbose -d 'Show API calls and Redis commands with their times; twice: frames too'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand cutover" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand cli" -l db -d 'Database' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand cli" -l confirm -d 'Agree to the plan by the target\'s name: NAMESPACE/INSTANCE, or HOST:PORT with --url' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand cli" -l kubeconfig -d 'Kubeconfig file (default: $KUBECONFIG, ~/.kube/config, or the pod\'s service account)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand cli" -l context -d 'Context of the kubeconfig' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand cli" -l cluster -d 'Cluster of the kubeconfig' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand cli" -l user -d 'User of the kubeconfig (Redis\'s user is --redis-user)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand cli" -l as -d 'User to impersonate at the Kubernetes API' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand cli" -l as-group -d 'Group to impersonate (can be repeated)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand cli" -l request-timeout -d 'Longest wait for one answer of the Kubernetes API' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand cli" -s t -l target -d 'Target of the configuration file: the options that stand there under this name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand cli" -s n -l namespace -d 'Namespace (default: the context\'s)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand cli" -s r -l release -d 'Release, workload or instance name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand cli" -s l -l selector -d 'Label selector of the pods' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand cli" -l pod -d 'One pod' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand cli" -l container -d 'The server\'s container (default: found)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand cli" -l port -d 'The server\'s port (default: found, else 6379)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand cli" -l role -d 'Members with this role only' -r -f -a "primary\t'The writable members'
replica\t'The members that follow another'
any\t'All members'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand cli" -l sentinel-secret -d 'Secret with REDIS_SENTINEL_HOST: the Redis that the Sentinels there name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand cli" -l master-name -d 'The primary\'s name at Sentinel, as it is spelt there (default: the only one)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand cli" -l url -d 'A server without Kubernetes: redis://HOST[:PORT] or rediss://HOST[:PORT]' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand cli" -l redis-user -d 'ACL user of Redis' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand cli" -l redis-password-file -d 'File that holds Redis\'s password (default: $REDISCLI_AUTH, else found in the pod\'s specification)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand cli" -l redis-password-secret -d 'Secret that holds Redis\'s password' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand cli" -l redis-cacert -d 'CA certificates for Redis\'s TLS, PEM (default: the system\'s)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand cli" -l redis-cert -d 'Client certificate for Redis\'s TLS, PEM' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand cli" -l redis-key -d 'Key of the client certificate, PEM' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand cli" -l redis-sni -d 'Server name to expect in Redis\'s certificate' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand cli" -l rename-command -d 'A command that the servers know by another name; the name is never shown (can be repeated)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand cli" -l rename-command-file -d 'File with such names: lines NAME=NEW-NAME, or a redis.conf with rename-command' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand cli" -l node-timeout -d 'Longest wait for one node' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand cli" -l timeout -d 'Longest run of the whole command; what is known by then is shown (default: none)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand cli" -s o -l output -d 'Form of the answer on stdout' -r -f -a "table\t'Tables and lines for a person'
wide\t'The same, with columns that do not fit everywhere'
json\t'One JSON object'
yaml\t'The same object as YAML'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand cli" -l log-file -d 'Append everything that -vv would show to a file' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand cli" -l progress -d 'How progress is shown on stderr' -r -f -a "auto\t'A bar on a terminal, nothing otherwise'
plain\t'A line every five seconds'
none\t'Nothing'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand cli" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand cli" -s x -d 'Read the last word of the command from stdin'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand cli" -l raw -d 'Print the reply as it is, also at a terminal'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand cli" -l json -d 'Print the reply alone, as JSON'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand cli" -l fail-on-nil -d 'Exit with 1 where the reply is nil'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand cli" -s y -l yes -d 'Agree to a change; what destroys wants --confirm'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand cli" -l dry-run -d 'Show the plan, and do nothing'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand cli" -s A -l all-namespaces -d 'Look in all namespaces'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand cli" -l redis-tls -d 'Connect to Redis by TLS'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand cli" -l redis-insecure -d 'Do not verify Redis\'s certificate'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand cli" -s q -l quiet -d 'Errors only on stderr, no progress'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand cli" -s v -l verbose -d 'Show API calls and Redis commands with their times; twice: frames too'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand cli" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand shell" -l confirm -d 'Agree to what destroys, by the target\'s name: NAMESPACE/INSTANCE, or HOST:PORT with --url' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand shell" -l db -d 'Database to begin with' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand shell" -l kubeconfig -d 'Kubeconfig file (default: $KUBECONFIG, ~/.kube/config, or the pod\'s service account)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand shell" -l context -d 'Context of the kubeconfig' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand shell" -l cluster -d 'Cluster of the kubeconfig' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand shell" -l user -d 'User of the kubeconfig (Redis\'s user is --redis-user)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand shell" -l as -d 'User to impersonate at the Kubernetes API' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand shell" -l as-group -d 'Group to impersonate (can be repeated)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand shell" -l request-timeout -d 'Longest wait for one answer of the Kubernetes API' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand shell" -s t -l target -d 'Target of the configuration file: the options that stand there under this name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand shell" -s n -l namespace -d 'Namespace (default: the context\'s)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand shell" -s r -l release -d 'Release, workload or instance name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand shell" -s l -l selector -d 'Label selector of the pods' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand shell" -l pod -d 'One pod' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand shell" -l container -d 'The server\'s container (default: found)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand shell" -l port -d 'The server\'s port (default: found, else 6379)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand shell" -l role -d 'Members with this role only' -r -f -a "primary\t'The writable members'
replica\t'The members that follow another'
any\t'All members'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand shell" -l sentinel-secret -d 'Secret with REDIS_SENTINEL_HOST: the Redis that the Sentinels there name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand shell" -l master-name -d 'The primary\'s name at Sentinel, as it is spelt there (default: the only one)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand shell" -l url -d 'A server without Kubernetes: redis://HOST[:PORT] or rediss://HOST[:PORT]' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand shell" -l redis-user -d 'ACL user of Redis' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand shell" -l redis-password-file -d 'File that holds Redis\'s password (default: $REDISCLI_AUTH, else found in the pod\'s specification)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand shell" -l redis-password-secret -d 'Secret that holds Redis\'s password' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand shell" -l redis-cacert -d 'CA certificates for Redis\'s TLS, PEM (default: the system\'s)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand shell" -l redis-cert -d 'Client certificate for Redis\'s TLS, PEM' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand shell" -l redis-key -d 'Key of the client certificate, PEM' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand shell" -l redis-sni -d 'Server name to expect in Redis\'s certificate' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand shell" -l rename-command -d 'A command that the servers know by another name; the name is never shown (can be repeated)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand shell" -l rename-command-file -d 'File with such names: lines NAME=NEW-NAME, or a redis.conf with rename-command' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand shell" -l node-timeout -d 'Longest wait for one node' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand shell" -l timeout -d 'Longest run of the whole command; what is known by then is shown (default: none)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand shell" -s o -l output -d 'Form of the answer on stdout' -r -f -a "table\t'Tables and lines for a person'
wide\t'The same, with columns that do not fit everywhere'
json\t'One JSON object'
yaml\t'The same object as YAML'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand shell" -l log-file -d 'Append everything that -vv would show to a file' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand shell" -l progress -d 'How progress is shown on stderr' -r -f -a "auto\t'A bar on a terminal, nothing otherwise'
plain\t'A line every five seconds'
none\t'Nothing'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand shell" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand shell" -l write -d 'Allow commands that change something'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand shell" -s y -l yes -d 'Accepted for scripts: --write is what allows changes'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand shell" -l json -d 'Print replies as JSON, a line each'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand shell" -l no-history -d 'Neither read nor write what was typed before'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand shell" -s A -l all-namespaces -d 'Look in all namespaces'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand shell" -l redis-tls -d 'Connect to Redis by TLS'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand shell" -l redis-insecure -d 'Do not verify Redis\'s certificate'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand shell" -s q -l quiet -d 'Errors only on stderr, no progress'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand shell" -s v -l verbose -d 'Show API calls and Redis commands with their times; twice: frames too'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand shell" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand port-forward" -l local-port -d 'The port here; with --all the first of several in a row (default: free ones)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand port-forward" -l socket -d 'A Unix socket, in a new folder of mode 0700 below this one (default: /tmp)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand port-forward" -l kubeconfig -d 'Kubeconfig file (default: $KUBECONFIG, ~/.kube/config, or the pod\'s service account)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand port-forward" -l context -d 'Context of the kubeconfig' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand port-forward" -l cluster -d 'Cluster of the kubeconfig' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand port-forward" -l user -d 'User of the kubeconfig (Redis\'s user is --redis-user)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand port-forward" -l as -d 'User to impersonate at the Kubernetes API' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand port-forward" -l as-group -d 'Group to impersonate (can be repeated)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand port-forward" -l request-timeout -d 'Longest wait for one answer of the Kubernetes API' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand port-forward" -s t -l target -d 'Target of the configuration file: the options that stand there under this name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand port-forward" -s n -l namespace -d 'Namespace (default: the context\'s)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand port-forward" -s r -l release -d 'Release, workload or instance name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand port-forward" -s l -l selector -d 'Label selector of the pods' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand port-forward" -l pod -d 'One pod' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand port-forward" -l container -d 'The server\'s container (default: found)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand port-forward" -l port -d 'The server\'s port (default: found, else 6379)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand port-forward" -l role -d 'Members with this role only' -r -f -a "primary\t'The writable members'
replica\t'The members that follow another'
any\t'All members'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand port-forward" -l sentinel-secret -d 'Secret with REDIS_SENTINEL_HOST: the Redis that the Sentinels there name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand port-forward" -l master-name -d 'The primary\'s name at Sentinel, as it is spelt there (default: the only one)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand port-forward" -l url -d 'A server without Kubernetes: redis://HOST[:PORT] or rediss://HOST[:PORT]' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand port-forward" -l redis-user -d 'ACL user of Redis' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand port-forward" -l redis-password-file -d 'File that holds Redis\'s password (default: $REDISCLI_AUTH, else found in the pod\'s specification)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand port-forward" -l redis-password-secret -d 'Secret that holds Redis\'s password' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand port-forward" -l redis-cacert -d 'CA certificates for Redis\'s TLS, PEM (default: the system\'s)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand port-forward" -l redis-cert -d 'Client certificate for Redis\'s TLS, PEM' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand port-forward" -l redis-key -d 'Key of the client certificate, PEM' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand port-forward" -l redis-sni -d 'Server name to expect in Redis\'s certificate' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand port-forward" -l rename-command -d 'A command that the servers know by another name; the name is never shown (can be repeated)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand port-forward" -l rename-command-file -d 'File with such names: lines NAME=NEW-NAME, or a redis.conf with rename-command' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand port-forward" -l node-timeout -d 'Longest wait for one node' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand port-forward" -l timeout -d 'Longest run of the whole command; what is known by then is shown (default: none)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand port-forward" -s o -l output -d 'Form of the answer on stdout' -r -f -a "table\t'Tables and lines for a person'
wide\t'The same, with columns that do not fit everywhere'
json\t'One JSON object'
yaml\t'The same object as YAML'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand port-forward" -l log-file -d 'Append everything that -vv would show to a file' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand port-forward" -l progress -d 'How progress is shown on stderr' -r -f -a "auto\t'A bar on a terminal, nothing otherwise'
plain\t'A line every five seconds'
none\t'Nothing'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand port-forward" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand port-forward" -l all -d 'Every member that --role wants, each at an address of its own'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand port-forward" -s y -l yes -d 'Accepted for scripts: nothing is changed'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand port-forward" -s A -l all-namespaces -d 'Look in all namespaces'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand port-forward" -l redis-tls -d 'Connect to Redis by TLS'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand port-forward" -l redis-insecure -d 'Do not verify Redis\'s certificate'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand port-forward" -s q -l quiet -d 'Errors only on stderr, no progress'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand port-forward" -s v -l verbose -d 'Show API calls and Redis commands with their times; twice: frames too'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand port-forward" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand bash" -l debug-image -d 'Image of a debug container, where the server\'s own has no shell' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand bash" -l max-wait -d 'Longest wait for the debug container' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand bash" -l kubeconfig -d 'Kubeconfig file (default: $KUBECONFIG, ~/.kube/config, or the pod\'s service account)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand bash" -l context -d 'Context of the kubeconfig' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand bash" -l cluster -d 'Cluster of the kubeconfig' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand bash" -l user -d 'User of the kubeconfig (Redis\'s user is --redis-user)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand bash" -l as -d 'User to impersonate at the Kubernetes API' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand bash" -l as-group -d 'Group to impersonate (can be repeated)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand bash" -l request-timeout -d 'Longest wait for one answer of the Kubernetes API' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand bash" -s t -l target -d 'Target of the configuration file: the options that stand there under this name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand bash" -s n -l namespace -d 'Namespace (default: the context\'s)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand bash" -s r -l release -d 'Release, workload or instance name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand bash" -s l -l selector -d 'Label selector of the pods' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand bash" -l pod -d 'One pod' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand bash" -l container -d 'The server\'s container (default: found)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand bash" -l port -d 'The server\'s port (default: found, else 6379)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand bash" -l role -d 'Members with this role only' -r -f -a "primary\t'The writable members'
replica\t'The members that follow another'
any\t'All members'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand bash" -l sentinel-secret -d 'Secret with REDIS_SENTINEL_HOST: the Redis that the Sentinels there name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand bash" -l master-name -d 'The primary\'s name at Sentinel, as it is spelt there (default: the only one)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand bash" -l url -d 'A server without Kubernetes: redis://HOST[:PORT] or rediss://HOST[:PORT]' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand bash" -l redis-user -d 'ACL user of Redis' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand bash" -l redis-password-file -d 'File that holds Redis\'s password (default: $REDISCLI_AUTH, else found in the pod\'s specification)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand bash" -l redis-password-secret -d 'Secret that holds Redis\'s password' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand bash" -l redis-cacert -d 'CA certificates for Redis\'s TLS, PEM (default: the system\'s)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand bash" -l redis-cert -d 'Client certificate for Redis\'s TLS, PEM' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand bash" -l redis-key -d 'Key of the client certificate, PEM' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand bash" -l redis-sni -d 'Server name to expect in Redis\'s certificate' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand bash" -l rename-command -d 'A command that the servers know by another name; the name is never shown (can be repeated)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand bash" -l rename-command-file -d 'File with such names: lines NAME=NEW-NAME, or a redis.conf with rename-command' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand bash" -l node-timeout -d 'Longest wait for one node' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand bash" -l timeout -d 'Longest run of the whole command; what is known by then is shown (default: none)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand bash" -s o -l output -d 'Form of the answer on stdout' -r -f -a "table\t'Tables and lines for a person'
wide\t'The same, with columns that do not fit everywhere'
json\t'One JSON object'
yaml\t'The same object as YAML'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand bash" -l log-file -d 'Append everything that -vv would show to a file' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand bash" -l progress -d 'How progress is shown on stderr' -r -f -a "auto\t'A bar on a terminal, nothing otherwise'
plain\t'A line every five seconds'
none\t'Nothing'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand bash" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand bash" -s y -l yes -d 'Agree to the plan without being asked'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand bash" -l dry-run -d 'Show the plan, and do nothing'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand bash" -s A -l all-namespaces -d 'Look in all namespaces'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand bash" -l redis-tls -d 'Connect to Redis by TLS'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand bash" -l redis-insecure -d 'Do not verify Redis\'s certificate'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand bash" -s q -l quiet -d 'Errors only on stderr, no progress'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand bash" -s v -l verbose -d 'Show API calls and Redis commands with their times; twice: frames too'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand bash" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand rotate-password" -l new-password-file -d 'File with the new password (default: one is made up)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand rotate-password" -l kubeconfig -d 'Kubeconfig file (default: $KUBECONFIG, ~/.kube/config, or the pod\'s service account)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand rotate-password" -l context -d 'Context of the kubeconfig' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand rotate-password" -l cluster -d 'Cluster of the kubeconfig' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand rotate-password" -l user -d 'User of the kubeconfig (Redis\'s user is --redis-user)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand rotate-password" -l as -d 'User to impersonate at the Kubernetes API' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand rotate-password" -l as-group -d 'Group to impersonate (can be repeated)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand rotate-password" -l request-timeout -d 'Longest wait for one answer of the Kubernetes API' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand rotate-password" -s t -l target -d 'Target of the configuration file: the options that stand there under this name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand rotate-password" -s n -l namespace -d 'Namespace (default: the context\'s)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand rotate-password" -s r -l release -d 'Release, workload or instance name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand rotate-password" -s l -l selector -d 'Label selector of the pods' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand rotate-password" -l pod -d 'One pod' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand rotate-password" -l container -d 'The server\'s container (default: found)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand rotate-password" -l port -d 'The server\'s port (default: found, else 6379)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand rotate-password" -l role -d 'Members with this role only' -r -f -a "primary\t'The writable members'
replica\t'The members that follow another'
any\t'All members'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand rotate-password" -l sentinel-secret -d 'Secret with REDIS_SENTINEL_HOST: the Redis that the Sentinels there name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand rotate-password" -l master-name -d 'The primary\'s name at Sentinel, as it is spelt there (default: the only one)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand rotate-password" -l url -d 'A server without Kubernetes: redis://HOST[:PORT] or rediss://HOST[:PORT]' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand rotate-password" -l redis-user -d 'ACL user of Redis' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand rotate-password" -l redis-password-file -d 'File that holds Redis\'s password (default: $REDISCLI_AUTH, else found in the pod\'s specification)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand rotate-password" -l redis-password-secret -d 'Secret that holds Redis\'s password' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand rotate-password" -l redis-cacert -d 'CA certificates for Redis\'s TLS, PEM (default: the system\'s)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand rotate-password" -l redis-cert -d 'Client certificate for Redis\'s TLS, PEM' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand rotate-password" -l redis-key -d 'Key of the client certificate, PEM' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand rotate-password" -l redis-sni -d 'Server name to expect in Redis\'s certificate' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand rotate-password" -l rename-command -d 'A command that the servers know by another name; the name is never shown (can be repeated)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand rotate-password" -l rename-command-file -d 'File with such names: lines NAME=NEW-NAME, or a redis.conf with rename-command' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand rotate-password" -l node-timeout -d 'Longest wait for one node' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand rotate-password" -l timeout -d 'Longest run of the whole command; what is known by then is shown (default: none)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand rotate-password" -s o -l output -d 'Form of the answer on stdout' -r -f -a "table\t'Tables and lines for a person'
wide\t'The same, with columns that do not fit everywhere'
json\t'One JSON object'
yaml\t'The same object as YAML'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand rotate-password" -l log-file -d 'Append everything that -vv would show to a file' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand rotate-password" -l progress -d 'How progress is shown on stderr' -r -f -a "auto\t'A bar on a terminal, nothing otherwise'
plain\t'A line every five seconds'
none\t'Nothing'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand rotate-password" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand rotate-password" -l remove-old -d 'Have the servers refuse the old password'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand rotate-password" -l print-patch -d 'Leave the Secret alone, and print what is to be changed in it'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand rotate-password" -l force -d 'Remove the old password also while pods have it in their environment'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand rotate-password" -s y -l yes -d 'Agree to the plan without being asked'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand rotate-password" -l dry-run -d 'Show the plan, and do nothing'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand rotate-password" -s A -l all-namespaces -d 'Look in all namespaces'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand rotate-password" -l redis-tls -d 'Connect to Redis by TLS'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand rotate-password" -l redis-insecure -d 'Do not verify Redis\'s certificate'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand rotate-password" -s q -l quiet -d 'Errors only on stderr, no progress'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand rotate-password" -s v -l verbose -d 'Show API calls and Redis commands with their times; twice: frames too'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand rotate-password" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand pre-upgrade-check" -l to -d 'Version to come, such as 8.0 or valkey-9.0' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand pre-upgrade-check" -l manifests -d 'The objects that will be applied, as helm template prints them; - is standard input' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand pre-upgrade-check" -l max-backup-age -d 'Age the newest backup may have' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand pre-upgrade-check" -l backups -d 'Where the backups are, as backup-rdb was told by --to: a folder, or s3://BUCKET/PREFIX' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand pre-upgrade-check" -l max-lag -d 'Bytes a replica may be behind its primary' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand pre-upgrade-check" -l baseline -d 'File for the baseline (default: redis-ops-baseline.NAMESPACE.INSTANCE.json)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand pre-upgrade-check" -l s3-endpoint -d 'URL of a store that is not AWS (also: AWS_ENDPOINT_URL)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand pre-upgrade-check" -l aws-endpoint-url -d 'The environment\'s endpoint for all services of AWS' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand pre-upgrade-check" -l s3-region -d 'Region (default: that of the AWS configuration; us-east-1 with --s3-endpoint)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand pre-upgrade-check" -l s3-profile -d 'Profile of the AWS configuration' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand pre-upgrade-check" -l s3-path-style -d 'Name the bucket in the path (default: yes for stores that are not AWS)' -r -f -a "yes\t''
no\t''"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand pre-upgrade-check" -l s3-cacert -d 'CA certificates of the store, PEM, besides the system\'s' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand pre-upgrade-check" -l kubeconfig -d 'Kubeconfig file (default: $KUBECONFIG, ~/.kube/config, or the pod\'s service account)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand pre-upgrade-check" -l context -d 'Context of the kubeconfig' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand pre-upgrade-check" -l cluster -d 'Cluster of the kubeconfig' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand pre-upgrade-check" -l user -d 'User of the kubeconfig (Redis\'s user is --redis-user)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand pre-upgrade-check" -l as -d 'User to impersonate at the Kubernetes API' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand pre-upgrade-check" -l as-group -d 'Group to impersonate (can be repeated)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand pre-upgrade-check" -l request-timeout -d 'Longest wait for one answer of the Kubernetes API' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand pre-upgrade-check" -s t -l target -d 'Target of the configuration file: the options that stand there under this name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand pre-upgrade-check" -s n -l namespace -d 'Namespace (default: the context\'s)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand pre-upgrade-check" -s r -l release -d 'Release, workload or instance name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand pre-upgrade-check" -s l -l selector -d 'Label selector of the pods' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand pre-upgrade-check" -l pod -d 'One pod' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand pre-upgrade-check" -l container -d 'The server\'s container (default: found)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand pre-upgrade-check" -l port -d 'The server\'s port (default: found, else 6379)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand pre-upgrade-check" -l role -d 'Members with this role only' -r -f -a "primary\t'The writable members'
replica\t'The members that follow another'
any\t'All members'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand pre-upgrade-check" -l sentinel-secret -d 'Secret with REDIS_SENTINEL_HOST: the Redis that the Sentinels there name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand pre-upgrade-check" -l master-name -d 'The primary\'s name at Sentinel, as it is spelt there (default: the only one)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand pre-upgrade-check" -l url -d 'A server without Kubernetes: redis://HOST[:PORT] or rediss://HOST[:PORT]' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand pre-upgrade-check" -l redis-user -d 'ACL user of Redis' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand pre-upgrade-check" -l redis-password-file -d 'File that holds Redis\'s password (default: $REDISCLI_AUTH, else found in the pod\'s specification)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand pre-upgrade-check" -l redis-password-secret -d 'Secret that holds Redis\'s password' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand pre-upgrade-check" -l redis-cacert -d 'CA certificates for Redis\'s TLS, PEM (default: the system\'s)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand pre-upgrade-check" -l redis-cert -d 'Client certificate for Redis\'s TLS, PEM' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand pre-upgrade-check" -l redis-key -d 'Key of the client certificate, PEM' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand pre-upgrade-check" -l redis-sni -d 'Server name to expect in Redis\'s certificate' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand pre-upgrade-check" -l rename-command -d 'A command that the servers know by another name; the name is never shown (can be repeated)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand pre-upgrade-check" -l rename-command-file -d 'File with such names: lines NAME=NEW-NAME, or a redis.conf with rename-command' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand pre-upgrade-check" -l node-timeout -d 'Longest wait for one node' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand pre-upgrade-check" -l timeout -d 'Longest run of the whole command; what is known by then is shown (default: none)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand pre-upgrade-check" -s o -l output -d 'Form of the answer on stdout' -r -f -a "table\t'Tables and lines for a person'
wide\t'The same, with columns that do not fit everywhere'
json\t'One JSON object'
yaml\t'The same object as YAML'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand pre-upgrade-check" -l log-file -d 'Append everything that -vv would show to a file' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand pre-upgrade-check" -l progress -d 'How progress is shown on stderr' -r -f -a "auto\t'A bar on a terminal, nothing otherwise'
plain\t'A line every five seconds'
none\t'Nothing'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand pre-upgrade-check" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand pre-upgrade-check" -l no-baseline -d 'Write no baseline'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand pre-upgrade-check" -s A -l all-namespaces -d 'Look in all namespaces'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand pre-upgrade-check" -l redis-tls -d 'Connect to Redis by TLS'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand pre-upgrade-check" -l redis-insecure -d 'Do not verify Redis\'s certificate'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand pre-upgrade-check" -s q -l quiet -d 'Errors only on stderr, no progress'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand pre-upgrade-check" -s v -l verbose -d 'Show API calls and Redis commands with their times; twice: frames too'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand pre-upgrade-check" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand post-upgrade-check" -l to -d 'Version that every member should run (default: any other than before)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand post-upgrade-check" -l baseline -d 'The baseline (default: redis-ops-baseline.NAMESPACE.INSTANCE.json)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand post-upgrade-check" -l wait -d 'Look again for so long, until nothing is wrong' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand post-upgrade-check" -l allow-missing -d 'Percent of a database\'s keys that may be missing' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand post-upgrade-check" -l max-lag -d 'Bytes a replica may be behind its primary' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand post-upgrade-check" -l kubeconfig -d 'Kubeconfig file (default: $KUBECONFIG, ~/.kube/config, or the pod\'s service account)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand post-upgrade-check" -l context -d 'Context of the kubeconfig' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand post-upgrade-check" -l cluster -d 'Cluster of the kubeconfig' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand post-upgrade-check" -l user -d 'User of the kubeconfig (Redis\'s user is --redis-user)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand post-upgrade-check" -l as -d 'User to impersonate at the Kubernetes API' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand post-upgrade-check" -l as-group -d 'Group to impersonate (can be repeated)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand post-upgrade-check" -l request-timeout -d 'Longest wait for one answer of the Kubernetes API' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand post-upgrade-check" -s t -l target -d 'Target of the configuration file: the options that stand there under this name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand post-upgrade-check" -s n -l namespace -d 'Namespace (default: the context\'s)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand post-upgrade-check" -s r -l release -d 'Release, workload or instance name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand post-upgrade-check" -s l -l selector -d 'Label selector of the pods' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand post-upgrade-check" -l pod -d 'One pod' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand post-upgrade-check" -l container -d 'The server\'s container (default: found)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand post-upgrade-check" -l port -d 'The server\'s port (default: found, else 6379)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand post-upgrade-check" -l role -d 'Members with this role only' -r -f -a "primary\t'The writable members'
replica\t'The members that follow another'
any\t'All members'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand post-upgrade-check" -l sentinel-secret -d 'Secret with REDIS_SENTINEL_HOST: the Redis that the Sentinels there name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand post-upgrade-check" -l master-name -d 'The primary\'s name at Sentinel, as it is spelt there (default: the only one)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand post-upgrade-check" -l url -d 'A server without Kubernetes: redis://HOST[:PORT] or rediss://HOST[:PORT]' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand post-upgrade-check" -l redis-user -d 'ACL user of Redis' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand post-upgrade-check" -l redis-password-file -d 'File that holds Redis\'s password (default: $REDISCLI_AUTH, else found in the pod\'s specification)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand post-upgrade-check" -l redis-password-secret -d 'Secret that holds Redis\'s password' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand post-upgrade-check" -l redis-cacert -d 'CA certificates for Redis\'s TLS, PEM (default: the system\'s)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand post-upgrade-check" -l redis-cert -d 'Client certificate for Redis\'s TLS, PEM' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand post-upgrade-check" -l redis-key -d 'Key of the client certificate, PEM' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand post-upgrade-check" -l redis-sni -d 'Server name to expect in Redis\'s certificate' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand post-upgrade-check" -l rename-command -d 'A command that the servers know by another name; the name is never shown (can be repeated)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand post-upgrade-check" -l rename-command-file -d 'File with such names: lines NAME=NEW-NAME, or a redis.conf with rename-command' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand post-upgrade-check" -l node-timeout -d 'Longest wait for one node' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand post-upgrade-check" -l timeout -d 'Longest run of the whole command; what is known by then is shown (default: none)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand post-upgrade-check" -s o -l output -d 'Form of the answer on stdout' -r -f -a "table\t'Tables and lines for a person'
wide\t'The same, with columns that do not fit everywhere'
json\t'One JSON object'
yaml\t'The same object as YAML'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand post-upgrade-check" -l log-file -d 'Append everything that -vv would show to a file' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand post-upgrade-check" -l progress -d 'How progress is shown on stderr' -r -f -a "auto\t'A bar on a terminal, nothing otherwise'
plain\t'A line every five seconds'
none\t'Nothing'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand post-upgrade-check" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand post-upgrade-check" -l no-canary -d 'Write no key'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand post-upgrade-check" -s A -l all-namespaces -d 'Look in all namespaces'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand post-upgrade-check" -l redis-tls -d 'Connect to Redis by TLS'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand post-upgrade-check" -l redis-insecure -d 'Do not verify Redis\'s certificate'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand post-upgrade-check" -s q -l quiet -d 'Errors only on stderr, no progress'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand post-upgrade-check" -s v -l verbose -d 'Show API calls and Redis commands with their times; twice: frames too'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand post-upgrade-check" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand validate-upgrade" -l to -d 'Version that every member should run' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand validate-upgrade" -l baseline -d 'The baseline (default: redis-ops-baseline.NAMESPACE.INSTANCE.json, where that is)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand validate-upgrade" -l allow-missing -d 'Percent of a database\'s keys that may be missing' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand validate-upgrade" -l kubeconfig -d 'Kubeconfig file (default: $KUBECONFIG, ~/.kube/config, or the pod\'s service account)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand validate-upgrade" -l context -d 'Context of the kubeconfig' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand validate-upgrade" -l cluster -d 'Cluster of the kubeconfig' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand validate-upgrade" -l user -d 'User of the kubeconfig (Redis\'s user is --redis-user)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand validate-upgrade" -l as -d 'User to impersonate at the Kubernetes API' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand validate-upgrade" -l as-group -d 'Group to impersonate (can be repeated)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand validate-upgrade" -l request-timeout -d 'Longest wait for one answer of the Kubernetes API' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand validate-upgrade" -s t -l target -d 'Target of the configuration file: the options that stand there under this name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand validate-upgrade" -s n -l namespace -d 'Namespace (default: the context\'s)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand validate-upgrade" -s r -l release -d 'Release, workload or instance name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand validate-upgrade" -s l -l selector -d 'Label selector of the pods' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand validate-upgrade" -l pod -d 'One pod' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand validate-upgrade" -l container -d 'The server\'s container (default: found)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand validate-upgrade" -l port -d 'The server\'s port (default: found, else 6379)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand validate-upgrade" -l role -d 'Members with this role only' -r -f -a "primary\t'The writable members'
replica\t'The members that follow another'
any\t'All members'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand validate-upgrade" -l sentinel-secret -d 'Secret with REDIS_SENTINEL_HOST: the Redis that the Sentinels there name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand validate-upgrade" -l master-name -d 'The primary\'s name at Sentinel, as it is spelt there (default: the only one)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand validate-upgrade" -l url -d 'A server without Kubernetes: redis://HOST[:PORT] or rediss://HOST[:PORT]' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand validate-upgrade" -l redis-user -d 'ACL user of Redis' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand validate-upgrade" -l redis-password-file -d 'File that holds Redis\'s password (default: $REDISCLI_AUTH, else found in the pod\'s specification)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand validate-upgrade" -l redis-password-secret -d 'Secret that holds Redis\'s password' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand validate-upgrade" -l redis-cacert -d 'CA certificates for Redis\'s TLS, PEM (default: the system\'s)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand validate-upgrade" -l redis-cert -d 'Client certificate for Redis\'s TLS, PEM' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand validate-upgrade" -l redis-key -d 'Key of the client certificate, PEM' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand validate-upgrade" -l redis-sni -d 'Server name to expect in Redis\'s certificate' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand validate-upgrade" -l rename-command -d 'A command that the servers know by another name; the name is never shown (can be repeated)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand validate-upgrade" -l rename-command-file -d 'File with such names: lines NAME=NEW-NAME, or a redis.conf with rename-command' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand validate-upgrade" -l node-timeout -d 'Longest wait for one node' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand validate-upgrade" -l timeout -d 'Longest run of the whole command; what is known by then is shown (default: none)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand validate-upgrade" -s o -l output -d 'Form of the answer on stdout' -r -f -a "table\t'Tables and lines for a person'
wide\t'The same, with columns that do not fit everywhere'
json\t'One JSON object'
yaml\t'The same object as YAML'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand validate-upgrade" -l log-file -d 'Append everything that -vv would show to a file' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand validate-upgrade" -l progress -d 'How progress is shown on stderr' -r -f -a "auto\t'A bar on a terminal, nothing otherwise'
plain\t'A line every five seconds'
none\t'Nothing'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand validate-upgrade" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand validate-upgrade" -s A -l all-namespaces -d 'Look in all namespaces'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand validate-upgrade" -l redis-tls -d 'Connect to Redis by TLS'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand validate-upgrade" -l redis-insecure -d 'Do not verify Redis\'s certificate'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand validate-upgrade" -s q -l quiet -d 'Errors only on stderr, no progress'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand validate-upgrade" -s v -l verbose -d 'Show API calls and Redis commands with their times; twice: frames too'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand validate-upgrade" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand upgrade-rollback" -l to-revision -d 'Revision to go back to (default: the last one before that was deployed)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand upgrade-rollback" -l to -d 'Version of the former image, where its name does not tell' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand upgrade-rollback" -l max-backup-age -d 'A backup that is verified and not older takes the place of the safety backup' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand upgrade-rollback" -l max-wait -d 'Longest wait for the rollout, and then for everything to be in order' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand upgrade-rollback" -l allow-missing -d 'Percent of a database\'s keys that may be missing afterwards' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand upgrade-rollback" -l max-lag -d 'Bytes a replica may be behind its primary afterwards' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand upgrade-rollback" -l safety-backup-to -d 'Folder or s3://BUCKET/PREFIX for the backup of what is there before' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand upgrade-rollback" -l encrypt-to -d 'Encrypt that backup to this age public key (can be repeated)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand upgrade-rollback" -l encrypt-recipients-file -d 'Encrypt that backup to the age public keys in a file, one a line (can be repeated)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand upgrade-rollback" -l s3-endpoint -d 'URL of a store that is not AWS (also: AWS_ENDPOINT_URL)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand upgrade-rollback" -l aws-endpoint-url -d 'The environment\'s endpoint for all services of AWS' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand upgrade-rollback" -l s3-region -d 'Region (default: that of the AWS configuration; us-east-1 with --s3-endpoint)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand upgrade-rollback" -l s3-profile -d 'Profile of the AWS configuration' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand upgrade-rollback" -l s3-path-style -d 'Name the bucket in the path (default: yes for stores that are not AWS)' -r -f -a "yes\t''
no\t''"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand upgrade-rollback" -l s3-cacert -d 'CA certificates of the store, PEM, besides the system\'s' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand upgrade-rollback" -l confirm -d 'Agree to the plan by the target\'s name: NAMESPACE/INSTANCE, or HOST:PORT with --url' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand upgrade-rollback" -l kubeconfig -d 'Kubeconfig file (default: $KUBECONFIG, ~/.kube/config, or the pod\'s service account)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand upgrade-rollback" -l context -d 'Context of the kubeconfig' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand upgrade-rollback" -l cluster -d 'Cluster of the kubeconfig' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand upgrade-rollback" -l user -d 'User of the kubeconfig (Redis\'s user is --redis-user)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand upgrade-rollback" -l as -d 'User to impersonate at the Kubernetes API' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand upgrade-rollback" -l as-group -d 'Group to impersonate (can be repeated)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand upgrade-rollback" -l request-timeout -d 'Longest wait for one answer of the Kubernetes API' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand upgrade-rollback" -s t -l target -d 'Target of the configuration file: the options that stand there under this name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand upgrade-rollback" -s n -l namespace -d 'Namespace (default: the context\'s)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand upgrade-rollback" -s r -l release -d 'Release, workload or instance name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand upgrade-rollback" -s l -l selector -d 'Label selector of the pods' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand upgrade-rollback" -l pod -d 'One pod' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand upgrade-rollback" -l container -d 'The server\'s container (default: found)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand upgrade-rollback" -l port -d 'The server\'s port (default: found, else 6379)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand upgrade-rollback" -l role -d 'Members with this role only' -r -f -a "primary\t'The writable members'
replica\t'The members that follow another'
any\t'All members'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand upgrade-rollback" -l sentinel-secret -d 'Secret with REDIS_SENTINEL_HOST: the Redis that the Sentinels there name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand upgrade-rollback" -l master-name -d 'The primary\'s name at Sentinel, as it is spelt there (default: the only one)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand upgrade-rollback" -l url -d 'A server without Kubernetes: redis://HOST[:PORT] or rediss://HOST[:PORT]' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand upgrade-rollback" -l redis-user -d 'ACL user of Redis' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand upgrade-rollback" -l redis-password-file -d 'File that holds Redis\'s password (default: $REDISCLI_AUTH, else found in the pod\'s specification)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand upgrade-rollback" -l redis-password-secret -d 'Secret that holds Redis\'s password' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand upgrade-rollback" -l redis-cacert -d 'CA certificates for Redis\'s TLS, PEM (default: the system\'s)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand upgrade-rollback" -l redis-cert -d 'Client certificate for Redis\'s TLS, PEM' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand upgrade-rollback" -l redis-key -d 'Key of the client certificate, PEM' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand upgrade-rollback" -l redis-sni -d 'Server name to expect in Redis\'s certificate' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand upgrade-rollback" -l rename-command -d 'A command that the servers know by another name; the name is never shown (can be repeated)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand upgrade-rollback" -l rename-command-file -d 'File with such names: lines NAME=NEW-NAME, or a redis.conf with rename-command' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand upgrade-rollback" -l node-timeout -d 'Longest wait for one node' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand upgrade-rollback" -l timeout -d 'Longest run of the whole command; what is known by then is shown (default: none)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand upgrade-rollback" -s o -l output -d 'Form of the answer on stdout' -r -f -a "table\t'Tables and lines for a person'
wide\t'The same, with columns that do not fit everywhere'
json\t'One JSON object'
yaml\t'The same object as YAML'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand upgrade-rollback" -l log-file -d 'Append everything that -vv would show to a file' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand upgrade-rollback" -l progress -d 'How progress is shown on stderr' -r -f -a "auto\t'A bar on a terminal, nothing otherwise'
plain\t'A line every five seconds'
none\t'Nothing'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand upgrade-rollback" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand upgrade-rollback" -l force -d 'Go on where a reason against it can be overridden'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand upgrade-rollback" -l no-safety-backup -d 'Take no backup of what is there before; has to be confirmed by name'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand upgrade-rollback" -s y -l yes -d 'Accepted for scripts; not enough here, where data is destroyed'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand upgrade-rollback" -l dry-run -d 'Show the plan, and do nothing'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand upgrade-rollback" -s A -l all-namespaces -d 'Look in all namespaces'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand upgrade-rollback" -l redis-tls -d 'Connect to Redis by TLS'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand upgrade-rollback" -l redis-insecure -d 'Do not verify Redis\'s certificate'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand upgrade-rollback" -s q -l quiet -d 'Errors only on stderr, no progress'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand upgrade-rollback" -s v -l verbose -d 'Show API calls and Redis commands with their times; twice: frames too'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand upgrade-rollback" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand completions" -l kubeconfig -d 'Kubeconfig file (default: $KUBECONFIG, ~/.kube/config, or the pod\'s service account)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand completions" -l context -d 'Context of the kubeconfig' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand completions" -l cluster -d 'Cluster of the kubeconfig' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand completions" -l user -d 'User of the kubeconfig (Redis\'s user is --redis-user)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand completions" -l as -d 'User to impersonate at the Kubernetes API' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand completions" -l as-group -d 'Group to impersonate (can be repeated)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand completions" -l request-timeout -d 'Longest wait for one answer of the Kubernetes API' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand completions" -s t -l target -d 'Target of the configuration file: the options that stand there under this name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand completions" -s n -l namespace -d 'Namespace (default: the context\'s)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand completions" -s r -l release -d 'Release, workload or instance name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand completions" -s l -l selector -d 'Label selector of the pods' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand completions" -l pod -d 'One pod' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand completions" -l container -d 'The server\'s container (default: found)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand completions" -l port -d 'The server\'s port (default: found, else 6379)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand completions" -l role -d 'Members with this role only' -r -f -a "primary\t'The writable members'
replica\t'The members that follow another'
any\t'All members'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand completions" -l sentinel-secret -d 'Secret with REDIS_SENTINEL_HOST: the Redis that the Sentinels there name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand completions" -l master-name -d 'The primary\'s name at Sentinel, as it is spelt there (default: the only one)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand completions" -l url -d 'A server without Kubernetes: redis://HOST[:PORT] or rediss://HOST[:PORT]' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand completions" -l redis-user -d 'ACL user of Redis' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand completions" -l redis-password-file -d 'File that holds Redis\'s password (default: $REDISCLI_AUTH, else found in the pod\'s specification)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand completions" -l redis-password-secret -d 'Secret that holds Redis\'s password' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand completions" -l redis-cacert -d 'CA certificates for Redis\'s TLS, PEM (default: the system\'s)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand completions" -l redis-cert -d 'Client certificate for Redis\'s TLS, PEM' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand completions" -l redis-key -d 'Key of the client certificate, PEM' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand completions" -l redis-sni -d 'Server name to expect in Redis\'s certificate' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand completions" -l rename-command -d 'A command that the servers know by another name; the name is never shown (can be repeated)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand completions" -l rename-command-file -d 'File with such names: lines NAME=NEW-NAME, or a redis.conf with rename-command' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand completions" -l node-timeout -d 'Longest wait for one node' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand completions" -l timeout -d 'Longest run of the whole command; what is known by then is shown (default: none)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand completions" -s o -l output -d 'Form of the answer on stdout' -r -f -a "table\t'Tables and lines for a person'
wide\t'The same, with columns that do not fit everywhere'
json\t'One JSON object'
yaml\t'The same object as YAML'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand completions" -l log-file -d 'Append everything that -vv would show to a file' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand completions" -l progress -d 'How progress is shown on stderr' -r -f -a "auto\t'A bar on a terminal, nothing otherwise'
plain\t'A line every five seconds'
none\t'Nothing'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand completions" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand completions" -s A -l all-namespaces -d 'Look in all namespaces'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand completions" -l redis-tls -d 'Connect to Redis by TLS'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand completions" -l redis-insecure -d 'Do not verify Redis\'s certificate'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand completions" -s q -l quiet -d 'Errors only on stderr, no progress'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand completions" -s v -l verbose -d 'Show API calls and Redis commands with their times; twice: frames too'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand completions" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand man" -l kubeconfig -d 'Kubeconfig file (default: $KUBECONFIG, ~/.kube/config, or the pod\'s service account)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand man" -l context -d 'Context of the kubeconfig' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand man" -l cluster -d 'Cluster of the kubeconfig' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand man" -l user -d 'User of the kubeconfig (Redis\'s user is --redis-user)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand man" -l as -d 'User to impersonate at the Kubernetes API' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand man" -l as-group -d 'Group to impersonate (can be repeated)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand man" -l request-timeout -d 'Longest wait for one answer of the Kubernetes API' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand man" -s t -l target -d 'Target of the configuration file: the options that stand there under this name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand man" -s n -l namespace -d 'Namespace (default: the context\'s)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand man" -s r -l release -d 'Release, workload or instance name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand man" -s l -l selector -d 'Label selector of the pods' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand man" -l pod -d 'One pod' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand man" -l container -d 'The server\'s container (default: found)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand man" -l port -d 'The server\'s port (default: found, else 6379)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand man" -l role -d 'Members with this role only' -r -f -a "primary\t'The writable members'
replica\t'The members that follow another'
any\t'All members'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand man" -l sentinel-secret -d 'Secret with REDIS_SENTINEL_HOST: the Redis that the Sentinels there name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand man" -l master-name -d 'The primary\'s name at Sentinel, as it is spelt there (default: the only one)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand man" -l url -d 'A server without Kubernetes: redis://HOST[:PORT] or rediss://HOST[:PORT]' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand man" -l redis-user -d 'ACL user of Redis' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand man" -l redis-password-file -d 'File that holds Redis\'s password (default: $REDISCLI_AUTH, else found in the pod\'s specification)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand man" -l redis-password-secret -d 'Secret that holds Redis\'s password' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand man" -l redis-cacert -d 'CA certificates for Redis\'s TLS, PEM (default: the system\'s)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand man" -l redis-cert -d 'Client certificate for Redis\'s TLS, PEM' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand man" -l redis-key -d 'Key of the client certificate, PEM' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand man" -l redis-sni -d 'Server name to expect in Redis\'s certificate' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand man" -l rename-command -d 'A command that the servers know by another name; the name is never shown (can be repeated)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand man" -l rename-command-file -d 'File with such names: lines NAME=NEW-NAME, or a redis.conf with rename-command' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand man" -l node-timeout -d 'Longest wait for one node' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand man" -l timeout -d 'Longest run of the whole command; what is known by then is shown (default: none)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand man" -s o -l output -d 'Form of the answer on stdout' -r -f -a "table\t'Tables and lines for a person'
wide\t'The same, with columns that do not fit everywhere'
json\t'One JSON object'
yaml\t'The same object as YAML'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand man" -l log-file -d 'Append everything that -vv would show to a file' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand man" -l progress -d 'How progress is shown on stderr' -r -f -a "auto\t'A bar on a terminal, nothing otherwise'
plain\t'A line every five seconds'
none\t'Nothing'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand man" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand man" -s A -l all-namespaces -d 'Look in all namespaces'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand man" -l redis-tls -d 'Connect to Redis by TLS'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand man" -l redis-insecure -d 'Do not verify Redis\'s certificate'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand man" -s q -l quiet -d 'Errors only on stderr, no progress'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand man" -s v -l verbose -d 'Show API calls and Redis commands with their times; twice: frames too'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand man" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand cronjob" -l schedule -d 'When: five fields as cron has them, or @daily' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand cronjob" -l time-zone -d 'Time zone of the schedule, such as Europe/Stockholm (default: the cluster\'s)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand cronjob" -l image -d 'Image that has redis-ops as its entry point' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand cronjob" -l name -d 'Name of the objects (default: redis-ops-COMMAND-RELEASE)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand cronjob" -l s3-secret -d 'Secret with AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand cronjob" -l role-arn -d 'Role of AWS for the ServiceAccount (IRSA)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand cronjob" -l volume-claim -d 'Claim for the backups, mounted at /backups' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand cronjob" -l api-version -d 'Version of the CronJob\'s API; batch/v1beta1 is that of Kubernetes before 1.21' -r -f -a "batch/v1\t''
batch/v1beta1\t''"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand cronjob" -l memory -d 'Memory limit of the container' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand cronjob" -l kubeconfig -d 'Kubeconfig file (default: $KUBECONFIG, ~/.kube/config, or the pod\'s service account)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand cronjob" -l context -d 'Context of the kubeconfig' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand cronjob" -l cluster -d 'Cluster of the kubeconfig' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand cronjob" -l user -d 'User of the kubeconfig (Redis\'s user is --redis-user)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand cronjob" -l as -d 'User to impersonate at the Kubernetes API' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand cronjob" -l as-group -d 'Group to impersonate (can be repeated)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand cronjob" -l request-timeout -d 'Longest wait for one answer of the Kubernetes API' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand cronjob" -s t -l target -d 'Target of the configuration file: the options that stand there under this name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand cronjob" -s n -l namespace -d 'Namespace (default: the context\'s)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand cronjob" -s r -l release -d 'Release, workload or instance name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand cronjob" -s l -l selector -d 'Label selector of the pods' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand cronjob" -l pod -d 'One pod' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand cronjob" -l container -d 'The server\'s container (default: found)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand cronjob" -l port -d 'The server\'s port (default: found, else 6379)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand cronjob" -l role -d 'Members with this role only' -r -f -a "primary\t'The writable members'
replica\t'The members that follow another'
any\t'All members'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand cronjob" -l sentinel-secret -d 'Secret with REDIS_SENTINEL_HOST: the Redis that the Sentinels there name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand cronjob" -l master-name -d 'The primary\'s name at Sentinel, as it is spelt there (default: the only one)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand cronjob" -l url -d 'A server without Kubernetes: redis://HOST[:PORT] or rediss://HOST[:PORT]' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand cronjob" -l redis-user -d 'ACL user of Redis' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand cronjob" -l redis-password-file -d 'File that holds Redis\'s password (default: $REDISCLI_AUTH, else found in the pod\'s specification)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand cronjob" -l redis-password-secret -d 'Secret that holds Redis\'s password' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand cronjob" -l redis-cacert -d 'CA certificates for Redis\'s TLS, PEM (default: the system\'s)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand cronjob" -l redis-cert -d 'Client certificate for Redis\'s TLS, PEM' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand cronjob" -l redis-key -d 'Key of the client certificate, PEM' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand cronjob" -l redis-sni -d 'Server name to expect in Redis\'s certificate' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand cronjob" -l rename-command -d 'A command that the servers know by another name; the name is never shown (can be repeated)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand cronjob" -l rename-command-file -d 'File with such names: lines NAME=NEW-NAME, or a redis.conf with rename-command' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand cronjob" -l node-timeout -d 'Longest wait for one node' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand cronjob" -l timeout -d 'Longest run of the whole command; what is known by then is shown (default: none)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand cronjob" -s o -l output -d 'Form of the answer on stdout' -r -f -a "table\t'Tables and lines for a person'
wide\t'The same, with columns that do not fit everywhere'
json\t'One JSON object'
yaml\t'The same object as YAML'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand cronjob" -l log-file -d 'Append everything that -vv would show to a file' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand cronjob" -l progress -d 'How progress is shown on stderr' -r -f -a "auto\t'A bar on a terminal, nothing otherwise'
plain\t'A line every five seconds'
none\t'Nothing'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand cronjob" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand cronjob" -s A -l all-namespaces -d 'Look in all namespaces'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand cronjob" -l redis-tls -d 'Connect to Redis by TLS'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand cronjob" -l redis-insecure -d 'Do not verify Redis\'s certificate'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand cronjob" -s q -l quiet -d 'Errors only on stderr, no progress'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand cronjob" -s v -l verbose -d 'Show API calls and Redis commands with their times; twice: frames too'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand cronjob" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand doctor" -l kubeconfig -d 'Kubeconfig file (default: $KUBECONFIG, ~/.kube/config, or the pod\'s service account)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand doctor" -l context -d 'Context of the kubeconfig' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand doctor" -l cluster -d 'Cluster of the kubeconfig' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand doctor" -l user -d 'User of the kubeconfig (Redis\'s user is --redis-user)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand doctor" -l as -d 'User to impersonate at the Kubernetes API' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand doctor" -l as-group -d 'Group to impersonate (can be repeated)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand doctor" -l request-timeout -d 'Longest wait for one answer of the Kubernetes API' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand doctor" -s t -l target -d 'Target of the configuration file: the options that stand there under this name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand doctor" -s n -l namespace -d 'Namespace (default: the context\'s)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand doctor" -s r -l release -d 'Release, workload or instance name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand doctor" -s l -l selector -d 'Label selector of the pods' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand doctor" -l pod -d 'One pod' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand doctor" -l container -d 'The server\'s container (default: found)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand doctor" -l port -d 'The server\'s port (default: found, else 6379)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand doctor" -l role -d 'Members with this role only' -r -f -a "primary\t'The writable members'
replica\t'The members that follow another'
any\t'All members'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand doctor" -l sentinel-secret -d 'Secret with REDIS_SENTINEL_HOST: the Redis that the Sentinels there name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand doctor" -l master-name -d 'The primary\'s name at Sentinel, as it is spelt there (default: the only one)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand doctor" -l url -d 'A server without Kubernetes: redis://HOST[:PORT] or rediss://HOST[:PORT]' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand doctor" -l redis-user -d 'ACL user of Redis' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand doctor" -l redis-password-file -d 'File that holds Redis\'s password (default: $REDISCLI_AUTH, else found in the pod\'s specification)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand doctor" -l redis-password-secret -d 'Secret that holds Redis\'s password' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand doctor" -l redis-cacert -d 'CA certificates for Redis\'s TLS, PEM (default: the system\'s)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand doctor" -l redis-cert -d 'Client certificate for Redis\'s TLS, PEM' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand doctor" -l redis-key -d 'Key of the client certificate, PEM' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand doctor" -l redis-sni -d 'Server name to expect in Redis\'s certificate' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand doctor" -l rename-command -d 'A command that the servers know by another name; the name is never shown (can be repeated)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand doctor" -l rename-command-file -d 'File with such names: lines NAME=NEW-NAME, or a redis.conf with rename-command' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand doctor" -l node-timeout -d 'Longest wait for one node' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand doctor" -l timeout -d 'Longest run of the whole command; what is known by then is shown (default: none)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand doctor" -s o -l output -d 'Form of the answer on stdout' -r -f -a "table\t'Tables and lines for a person'
wide\t'The same, with columns that do not fit everywhere'
json\t'One JSON object'
yaml\t'The same object as YAML'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand doctor" -l log-file -d 'Append everything that -vv would show to a file' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand doctor" -l progress -d 'How progress is shown on stderr' -r -f -a "auto\t'A bar on a terminal, nothing otherwise'
plain\t'A line every five seconds'
none\t'Nothing'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand doctor" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand doctor" -s A -l all-namespaces -d 'Look in all namespaces'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand doctor" -l redis-tls -d 'Connect to Redis by TLS'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand doctor" -l redis-insecure -d 'Do not verify Redis\'s certificate'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand doctor" -s q -l quiet -d 'Errors only on stderr, no progress'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand doctor" -s v -l verbose -d 'Show API calls and Redis commands with their times; twice: frames too'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand doctor" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand rbac" -l name -d 'Name of the objects' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand rbac" -l to-user -d 'Give the rights to a user' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand rbac" -l to-group -d 'Give them to a group' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand rbac" -l to-account -d 'Give them to a ServiceAccount that is there' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand rbac" -l kubeconfig -d 'Kubeconfig file (default: $KUBECONFIG, ~/.kube/config, or the pod\'s service account)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand rbac" -l context -d 'Context of the kubeconfig' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand rbac" -l cluster -d 'Cluster of the kubeconfig' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand rbac" -l user -d 'User of the kubeconfig (Redis\'s user is --redis-user)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand rbac" -l as -d 'User to impersonate at the Kubernetes API' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand rbac" -l as-group -d 'Group to impersonate (can be repeated)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand rbac" -l request-timeout -d 'Longest wait for one answer of the Kubernetes API' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand rbac" -s t -l target -d 'Target of the configuration file: the options that stand there under this name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand rbac" -s n -l namespace -d 'Namespace (default: the context\'s)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand rbac" -s r -l release -d 'Release, workload or instance name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand rbac" -s l -l selector -d 'Label selector of the pods' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand rbac" -l pod -d 'One pod' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand rbac" -l container -d 'The server\'s container (default: found)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand rbac" -l port -d 'The server\'s port (default: found, else 6379)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand rbac" -l role -d 'Members with this role only' -r -f -a "primary\t'The writable members'
replica\t'The members that follow another'
any\t'All members'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand rbac" -l sentinel-secret -d 'Secret with REDIS_SENTINEL_HOST: the Redis that the Sentinels there name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand rbac" -l master-name -d 'The primary\'s name at Sentinel, as it is spelt there (default: the only one)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand rbac" -l url -d 'A server without Kubernetes: redis://HOST[:PORT] or rediss://HOST[:PORT]' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand rbac" -l redis-user -d 'ACL user of Redis' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand rbac" -l redis-password-file -d 'File that holds Redis\'s password (default: $REDISCLI_AUTH, else found in the pod\'s specification)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand rbac" -l redis-password-secret -d 'Secret that holds Redis\'s password' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand rbac" -l redis-cacert -d 'CA certificates for Redis\'s TLS, PEM (default: the system\'s)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand rbac" -l redis-cert -d 'Client certificate for Redis\'s TLS, PEM' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand rbac" -l redis-key -d 'Key of the client certificate, PEM' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand rbac" -l redis-sni -d 'Server name to expect in Redis\'s certificate' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand rbac" -l rename-command -d 'A command that the servers know by another name; the name is never shown (can be repeated)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand rbac" -l rename-command-file -d 'File with such names: lines NAME=NEW-NAME, or a redis.conf with rename-command' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand rbac" -l node-timeout -d 'Longest wait for one node' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand rbac" -l timeout -d 'Longest run of the whole command; what is known by then is shown (default: none)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand rbac" -s o -l output -d 'Form of the answer on stdout' -r -f -a "table\t'Tables and lines for a person'
wide\t'The same, with columns that do not fit everywhere'
json\t'One JSON object'
yaml\t'The same object as YAML'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand rbac" -l log-file -d 'Append everything that -vv would show to a file' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand rbac" -l progress -d 'How progress is shown on stderr' -r -f -a "auto\t'A bar on a terminal, nothing otherwise'
plain\t'A line every five seconds'
none\t'Nothing'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand rbac" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand rbac" -s A -l all-namespaces -d 'Look in all namespaces'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand rbac" -l redis-tls -d 'Connect to Redis by TLS'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand rbac" -l redis-insecure -d 'Do not verify Redis\'s certificate'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand rbac" -s q -l quiet -d 'Errors only on stderr, no progress'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand rbac" -s v -l verbose -d 'Show API calls and Redis commands with their times; twice: frames too'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand rbac" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand make-shim" -l kubeconfig -d 'Kubeconfig file (default: $KUBECONFIG, ~/.kube/config, or the pod\'s service account)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand make-shim" -l context -d 'Context of the kubeconfig' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand make-shim" -l cluster -d 'Cluster of the kubeconfig' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand make-shim" -l user -d 'User of the kubeconfig (Redis\'s user is --redis-user)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand make-shim" -l as -d 'User to impersonate at the Kubernetes API' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand make-shim" -l as-group -d 'Group to impersonate (can be repeated)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand make-shim" -l request-timeout -d 'Longest wait for one answer of the Kubernetes API' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand make-shim" -s t -l target -d 'Target of the configuration file: the options that stand there under this name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand make-shim" -s n -l namespace -d 'Namespace (default: the context\'s)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand make-shim" -s r -l release -d 'Release, workload or instance name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand make-shim" -s l -l selector -d 'Label selector of the pods' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand make-shim" -l pod -d 'One pod' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand make-shim" -l container -d 'The server\'s container (default: found)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand make-shim" -l port -d 'The server\'s port (default: found, else 6379)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand make-shim" -l role -d 'Members with this role only' -r -f -a "primary\t'The writable members'
replica\t'The members that follow another'
any\t'All members'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand make-shim" -l sentinel-secret -d 'Secret with REDIS_SENTINEL_HOST: the Redis that the Sentinels there name' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand make-shim" -l master-name -d 'The primary\'s name at Sentinel, as it is spelt there (default: the only one)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand make-shim" -l url -d 'A server without Kubernetes: redis://HOST[:PORT] or rediss://HOST[:PORT]' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand make-shim" -l redis-user -d 'ACL user of Redis' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand make-shim" -l redis-password-file -d 'File that holds Redis\'s password (default: $REDISCLI_AUTH, else found in the pod\'s specification)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand make-shim" -l redis-password-secret -d 'Secret that holds Redis\'s password' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand make-shim" -l redis-cacert -d 'CA certificates for Redis\'s TLS, PEM (default: the system\'s)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand make-shim" -l redis-cert -d 'Client certificate for Redis\'s TLS, PEM' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand make-shim" -l redis-key -d 'Key of the client certificate, PEM' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand make-shim" -l redis-sni -d 'Server name to expect in Redis\'s certificate' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand make-shim" -l rename-command -d 'A command that the servers know by another name; the name is never shown (can be repeated)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand make-shim" -l rename-command-file -d 'File with such names: lines NAME=NEW-NAME, or a redis.conf with rename-command' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand make-shim" -l node-timeout -d 'Longest wait for one node' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand make-shim" -l timeout -d 'Longest run of the whole command; what is known by then is shown (default: none)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand make-shim" -s o -l output -d 'Form of the answer on stdout' -r -f -a "table\t'Tables and lines for a person'
wide\t'The same, with columns that do not fit everywhere'
json\t'One JSON object'
yaml\t'The same object as YAML'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand make-shim" -l log-file -d 'Append everything that -vv would show to a file' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand make-shim" -l progress -d 'How progress is shown on stderr' -r -f -a "auto\t'A bar on a terminal, nothing otherwise'
plain\t'A line every five seconds'
none\t'Nothing'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand make-shim" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand make-shim" -s A -l all-namespaces -d 'Look in all namespaces'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand make-shim" -l redis-tls -d 'Connect to Redis by TLS'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand make-shim" -l redis-insecure -d 'Do not verify Redis\'s certificate'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand make-shim" -s q -l quiet -d 'Errors only on stderr, no progress'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand make-shim" -s v -l verbose -d 'Show API calls and Redis commands with their times; twice: frames too'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand make-shim" -s h -l help -d 'Print help (see more with \'--help\')'
