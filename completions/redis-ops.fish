# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_redis_ops_global_optspecs
    string join \n kubeconfig= context= cluster= user= as= as-group= request-timeout= n/namespace= A/all-namespaces r/release= l/selector= pod= container= port= role= sentinel-secret= master-name= url= redis-user= redis-password-file= redis-password-secret= redis-tls redis-cacert= redis-cert= redis-key= redis-sni= redis-insecure rename-command= rename-command-file= node-timeout= timeout= o/output= q/quiet v/verbose log-file= progress= color= h/help V/version
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
complete -c redis-ops -n "__fish_redis_ops_needs_command" -f -a "backup-rdb" -d 'Take a verified RDB backup'
complete -c redis-ops -n "__fish_redis_ops_needs_command" -f -a "backup-aof" -d 'Take a backup of the append-only file'
complete -c redis-ops -n "__fish_redis_ops_needs_command" -f -a "backup-config" -d 'Keep the configuration of an instance'
complete -c redis-ops -n "__fish_redis_ops_needs_command" -f -a "backup-k8s-resources" -d 'Keep the Kubernetes objects of an instance'
complete -c redis-ops -n "__fish_redis_ops_needs_command" -f -a "create-pvc-snapshot" -d 'Take snapshots of the volumes of an instance'
complete -c redis-ops -n "__fish_redis_ops_needs_command" -f -a "backup-all-namespaces" -d 'Back up every Redis of every namespace'
complete -c redis-ops -n "__fish_redis_ops_needs_command" -f -a "full-backup" -d 'Back up data, configuration and Kubernetes objects as one set'
complete -c redis-ops -n "__fish_redis_ops_needs_command" -f -a "backup-verify" -d 'Verify a backup set, an RDB file, or an AOF'
complete -c redis-ops -n "__fish_redis_ops_needs_command" -f -a "backup-list" -d 'List backups and what is wrong with them'
complete -c redis-ops -n "__fish_redis_ops_needs_command" -f -a "backup-prune" -d 'Remove old backups, and what dead runs left'
complete -c redis-ops -n "__fish_redis_ops_needs_command" -f -a "restore-rdb" -d 'Restore the keys of a backup into running servers'
complete -c redis-ops -n "__fish_redis_ops_needs_command" -f -a "completions" -d 'Print the completion script of a shell'
complete -c redis-ops -n "__fish_redis_ops_needs_command" -f -a "man" -d 'Print a manual page'
complete -c redis-ops -n "__fish_redis_ops_needs_command" -f -a "cronjob" -d 'Print a CronJob for a backup command, with its account and its rights'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand list" -l kubeconfig -d 'Kubeconfig file (default: $KUBECONFIG, ~/.kube/config, or the pod\'s service account)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand list" -l context -d 'Context of the kubeconfig' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand list" -l cluster -d 'Cluster of the kubeconfig' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand list" -l user -d 'User of the kubeconfig (Redis\'s user is --redis-user)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand list" -l as -d 'User to impersonate at the Kubernetes API' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand list" -l as-group -d 'Group to impersonate (can be repeated)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand list" -l request-timeout -d 'Longest wait for one answer of the Kubernetes API' -r
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
complete -c redis-ops -n "__fish_redis_ops_using_subcommand full-backup" -s A -l all-namespaces -d 'Look in all namespaces'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand full-backup" -l redis-tls -d 'Connect to Redis by TLS'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand full-backup" -l redis-insecure -d 'Do not verify Redis\'s certificate'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand full-backup" -s q -l quiet -d 'Errors only on stderr, no progress'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand full-backup" -s v -l verbose -d 'Show API calls and Redis commands with their times; twice: frames too'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand full-backup" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-verify" -l server -d 'Server to load it into; given several, the first that is new enough (default: from the PATH)' -r -F
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
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-rdb" -l engine -d 'Way of the restore: keys into running servers, or files under stopped ones' -r -f -a "live\t''
offline\t''"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-rdb" -l max-wait -d 'Longest wait for pods to end, to start, and to load their data' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-rdb" -l match -d 'Keys that fit this pattern, as for KEYS (can be repeated)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-rdb" -l exclude -d 'No keys that fit this pattern (can be repeated)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-rdb" -l type -d 'Keys of this type: string, list, set, zset, hash, stream, or a module\'s (can be repeated)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-rdb" -l db -d 'Keys of this database (can be repeated)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-rdb" -l state-dir -d 'Folder for the note of how far a run has come' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-rdb" -l connections -d 'Connections to each primary' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-rdb" -l rate-limit -d 'Bytes per second, of all connections together (default: as fast as the servers take them)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand restore-rdb" -l max-value -d 'Values of more bytes are built piece by piece' -r
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
complete -c redis-ops -n "__fish_redis_ops_using_subcommand completions" -l kubeconfig -d 'Kubeconfig file (default: $KUBECONFIG, ~/.kube/config, or the pod\'s service account)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand completions" -l context -d 'Context of the kubeconfig' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand completions" -l cluster -d 'Cluster of the kubeconfig' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand completions" -l user -d 'User of the kubeconfig (Redis\'s user is --redis-user)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand completions" -l as -d 'User to impersonate at the Kubernetes API' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand completions" -l as-group -d 'Group to impersonate (can be repeated)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand completions" -l request-timeout -d 'Longest wait for one answer of the Kubernetes API' -r
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
complete -c redis-ops -n "__fish_redis_ops_using_subcommand cronjob" -l memory -d 'Memory limit of the container' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand cronjob" -l kubeconfig -d 'Kubeconfig file (default: $KUBECONFIG, ~/.kube/config, or the pod\'s service account)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand cronjob" -l context -d 'Context of the kubeconfig' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand cronjob" -l cluster -d 'Cluster of the kubeconfig' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand cronjob" -l user -d 'User of the kubeconfig (Redis\'s user is --redis-user)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand cronjob" -l as -d 'User to impersonate at the Kubernetes API' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand cronjob" -l as-group -d 'Group to impersonate (can be repeated)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand cronjob" -l request-timeout -d 'Longest wait for one answer of the Kubernetes API' -r
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
