# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_redis_ops_global_optspecs
    string join \n kubeconfig= context= cluster= user= as= as-group= request-timeout= n/namespace= A/all-namespaces r/release= l/selector= pod= container= port= role= url= redis-user= redis-password-file= redis-password-secret= redis-tls redis-cacert= redis-cert= redis-key= redis-sni= redis-insecure node-timeout= timeout= o/output= q/quiet v/verbose log-file= progress= color= h/help V/version
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
complete -c redis-ops -n "__fish_redis_ops_needs_command" -l url -d 'A server without Kubernetes: redis://HOST[:PORT] or rediss://HOST[:PORT]' -r
complete -c redis-ops -n "__fish_redis_ops_needs_command" -l redis-user -d 'ACL user of Redis' -r
complete -c redis-ops -n "__fish_redis_ops_needs_command" -l redis-password-file -d 'File that holds Redis\'s password (default: $REDISCLI_AUTH, else found in the pod\'s specification)' -r -F
complete -c redis-ops -n "__fish_redis_ops_needs_command" -l redis-password-secret -d 'Secret that holds Redis\'s password' -r
complete -c redis-ops -n "__fish_redis_ops_needs_command" -l redis-cacert -d 'CA certificates for Redis\'s TLS, PEM (default: the system\'s)' -r -F
complete -c redis-ops -n "__fish_redis_ops_needs_command" -l redis-cert -d 'Client certificate for Redis\'s TLS, PEM' -r -F
complete -c redis-ops -n "__fish_redis_ops_needs_command" -l redis-key -d 'Key of the client certificate, PEM' -r -F
complete -c redis-ops -n "__fish_redis_ops_needs_command" -l redis-sni -d 'Server name to expect in Redis\'s certificate' -r
complete -c redis-ops -n "__fish_redis_ops_needs_command" -l node-timeout -d 'Longest wait for one node' -r
complete -c redis-ops -n "__fish_redis_ops_needs_command" -l timeout -d 'Longest run of the whole command; what is known by then is shown (default: none)' -r
complete -c redis-ops -n "__fish_redis_ops_needs_command" -s o -l output -d 'Form of the answer on stdout' -r -f -a "table\t'Tables and lines for a person'
json\t'One JSON object'"
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
complete -c redis-ops -n "__fish_redis_ops_needs_command" -f -a "health" -d 'Judge the health of every member, and say so with the exit status'
complete -c redis-ops -n "__fish_redis_ops_needs_command" -f -a "backup-rdb" -d 'Take a verified RDB backup'
complete -c redis-ops -n "__fish_redis_ops_needs_command" -f -a "backup-verify" -d 'Verify a backup set, an RDB file, or an AOF'
complete -c redis-ops -n "__fish_redis_ops_needs_command" -f -a "completions" -d 'Print the completion script of a shell'
complete -c redis-ops -n "__fish_redis_ops_needs_command" -f -a "man" -d 'Print a manual page'
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
complete -c redis-ops -n "__fish_redis_ops_using_subcommand list" -l url -d 'A server without Kubernetes: redis://HOST[:PORT] or rediss://HOST[:PORT]' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand list" -l redis-user -d 'ACL user of Redis' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand list" -l redis-password-file -d 'File that holds Redis\'s password (default: $REDISCLI_AUTH, else found in the pod\'s specification)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand list" -l redis-password-secret -d 'Secret that holds Redis\'s password' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand list" -l redis-cacert -d 'CA certificates for Redis\'s TLS, PEM (default: the system\'s)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand list" -l redis-cert -d 'Client certificate for Redis\'s TLS, PEM' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand list" -l redis-key -d 'Key of the client certificate, PEM' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand list" -l redis-sni -d 'Server name to expect in Redis\'s certificate' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand list" -l node-timeout -d 'Longest wait for one node' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand list" -l timeout -d 'Longest run of the whole command; what is known by then is shown (default: none)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand list" -s o -l output -d 'Form of the answer on stdout' -r -f -a "table\t'Tables and lines for a person'
json\t'One JSON object'"
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
complete -c redis-ops -n "__fish_redis_ops_using_subcommand ping" -l url -d 'A server without Kubernetes: redis://HOST[:PORT] or rediss://HOST[:PORT]' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand ping" -l redis-user -d 'ACL user of Redis' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand ping" -l redis-password-file -d 'File that holds Redis\'s password (default: $REDISCLI_AUTH, else found in the pod\'s specification)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand ping" -l redis-password-secret -d 'Secret that holds Redis\'s password' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand ping" -l redis-cacert -d 'CA certificates for Redis\'s TLS, PEM (default: the system\'s)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand ping" -l redis-cert -d 'Client certificate for Redis\'s TLS, PEM' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand ping" -l redis-key -d 'Key of the client certificate, PEM' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand ping" -l redis-sni -d 'Server name to expect in Redis\'s certificate' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand ping" -l node-timeout -d 'Longest wait for one node' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand ping" -l timeout -d 'Longest run of the whole command; what is known by then is shown (default: none)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand ping" -s o -l output -d 'Form of the answer on stdout' -r -f -a "table\t'Tables and lines for a person'
json\t'One JSON object'"
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
complete -c redis-ops -n "__fish_redis_ops_using_subcommand info" -l url -d 'A server without Kubernetes: redis://HOST[:PORT] or rediss://HOST[:PORT]' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand info" -l redis-user -d 'ACL user of Redis' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand info" -l redis-password-file -d 'File that holds Redis\'s password (default: $REDISCLI_AUTH, else found in the pod\'s specification)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand info" -l redis-password-secret -d 'Secret that holds Redis\'s password' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand info" -l redis-cacert -d 'CA certificates for Redis\'s TLS, PEM (default: the system\'s)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand info" -l redis-cert -d 'Client certificate for Redis\'s TLS, PEM' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand info" -l redis-key -d 'Key of the client certificate, PEM' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand info" -l redis-sni -d 'Server name to expect in Redis\'s certificate' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand info" -l node-timeout -d 'Longest wait for one node' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand info" -l timeout -d 'Longest run of the whole command; what is known by then is shown (default: none)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand info" -s o -l output -d 'Form of the answer on stdout' -r -f -a "table\t'Tables and lines for a person'
json\t'One JSON object'"
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
complete -c redis-ops -n "__fish_redis_ops_using_subcommand health" -l fail-on -d 'Least severity that makes the exit status other than 0 (UNKNOWN always does)' -r -f -a "warning\t''
critical\t''"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand health" -l max-lag -d 'Bytes a replica may be behind its primary' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand health" -l max-silence -d 'Time a replica may not have heard of its primary, which pings it every 10 s' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand health" -l max-save-age -d 'Age the last RDB may have while there are unsaved changes (default: by the server\'s own save points)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand health" -l restart-window -d 'How long a restart or an OOM kill is news' -r
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
complete -c redis-ops -n "__fish_redis_ops_using_subcommand health" -l url -d 'A server without Kubernetes: redis://HOST[:PORT] or rediss://HOST[:PORT]' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand health" -l redis-user -d 'ACL user of Redis' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand health" -l redis-password-file -d 'File that holds Redis\'s password (default: $REDISCLI_AUTH, else found in the pod\'s specification)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand health" -l redis-password-secret -d 'Secret that holds Redis\'s password' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand health" -l redis-cacert -d 'CA certificates for Redis\'s TLS, PEM (default: the system\'s)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand health" -l redis-cert -d 'Client certificate for Redis\'s TLS, PEM' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand health" -l redis-key -d 'Key of the client certificate, PEM' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand health" -l redis-sni -d 'Server name to expect in Redis\'s certificate' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand health" -l node-timeout -d 'Longest wait for one node' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand health" -l timeout -d 'Longest run of the whole command; what is known by then is shown (default: none)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand health" -s o -l output -d 'Form of the answer on stdout' -r -f -a "table\t'Tables and lines for a person'
json\t'One JSON object'"
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
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-rdb" -l to -d 'Folder that holds the backups' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-rdb" -l compress -d 'Compression of the RDB file' -r -f -a "gzip\t''
none\t''"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-rdb" -l max-lag -d 'Bytes a replica may be behind its primary to count as in sync' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-rdb" -l max-silence -d 'Time the server may stay silent during the transfer' -r
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
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-rdb" -l url -d 'A server without Kubernetes: redis://HOST[:PORT] or rediss://HOST[:PORT]' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-rdb" -l redis-user -d 'ACL user of Redis' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-rdb" -l redis-password-file -d 'File that holds Redis\'s password (default: $REDISCLI_AUTH, else found in the pod\'s specification)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-rdb" -l redis-password-secret -d 'Secret that holds Redis\'s password' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-rdb" -l redis-cacert -d 'CA certificates for Redis\'s TLS, PEM (default: the system\'s)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-rdb" -l redis-cert -d 'Client certificate for Redis\'s TLS, PEM' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-rdb" -l redis-key -d 'Key of the client certificate, PEM' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-rdb" -l redis-sni -d 'Server name to expect in Redis\'s certificate' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-rdb" -l node-timeout -d 'Longest wait for one node' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-rdb" -l timeout -d 'Longest run of the whole command; what is known by then is shown (default: none)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-rdb" -s o -l output -d 'Form of the answer on stdout' -r -f -a "table\t'Tables and lines for a person'
json\t'One JSON object'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-rdb" -l log-file -d 'Append everything that -vv would show to a file' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-rdb" -l progress -d 'How progress is shown on stderr' -r -f -a "auto\t'A bar on a terminal, nothing otherwise'
plain\t'A line every five seconds'
none\t'Nothing'"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-rdb" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-rdb" -l force -d 'Take the backup even if memory is too short for the fork'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-rdb" -l dry-run -d 'Show what would be done, and do nothing'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-rdb" -s A -l all-namespaces -d 'Look in all namespaces'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-rdb" -l redis-tls -d 'Connect to Redis by TLS'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-rdb" -l redis-insecure -d 'Do not verify Redis\'s certificate'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-rdb" -s q -l quiet -d 'Errors only on stderr, no progress'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-rdb" -s v -l verbose -d 'Show API calls and Redis commands with their times; twice: frames too'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-rdb" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-verify" -l server -d 'Server to load it into; given several, the first that is new enough (default: from the PATH)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-verify" -l module -d 'Module for that server to load (can be repeated)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-verify" -l scratch-dir -d 'Folder for that server\'s files; holds the unpacked backup for a while' -r -F
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
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-verify" -l url -d 'A server without Kubernetes: redis://HOST[:PORT] or rediss://HOST[:PORT]' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-verify" -l redis-user -d 'ACL user of Redis' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-verify" -l redis-password-file -d 'File that holds Redis\'s password (default: $REDISCLI_AUTH, else found in the pod\'s specification)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-verify" -l redis-password-secret -d 'Secret that holds Redis\'s password' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-verify" -l redis-cacert -d 'CA certificates for Redis\'s TLS, PEM (default: the system\'s)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-verify" -l redis-cert -d 'Client certificate for Redis\'s TLS, PEM' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-verify" -l redis-key -d 'Key of the client certificate, PEM' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-verify" -l redis-sni -d 'Server name to expect in Redis\'s certificate' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-verify" -l node-timeout -d 'Longest wait for one node' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-verify" -l timeout -d 'Longest run of the whole command; what is known by then is shown (default: none)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand backup-verify" -s o -l output -d 'Form of the answer on stdout' -r -f -a "table\t'Tables and lines for a person'
json\t'One JSON object'"
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
complete -c redis-ops -n "__fish_redis_ops_using_subcommand completions" -l url -d 'A server without Kubernetes: redis://HOST[:PORT] or rediss://HOST[:PORT]' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand completions" -l redis-user -d 'ACL user of Redis' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand completions" -l redis-password-file -d 'File that holds Redis\'s password (default: $REDISCLI_AUTH, else found in the pod\'s specification)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand completions" -l redis-password-secret -d 'Secret that holds Redis\'s password' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand completions" -l redis-cacert -d 'CA certificates for Redis\'s TLS, PEM (default: the system\'s)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand completions" -l redis-cert -d 'Client certificate for Redis\'s TLS, PEM' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand completions" -l redis-key -d 'Key of the client certificate, PEM' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand completions" -l redis-sni -d 'Server name to expect in Redis\'s certificate' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand completions" -l node-timeout -d 'Longest wait for one node' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand completions" -l timeout -d 'Longest run of the whole command; what is known by then is shown (default: none)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand completions" -s o -l output -d 'Form of the answer on stdout' -r -f -a "table\t'Tables and lines for a person'
json\t'One JSON object'"
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
complete -c redis-ops -n "__fish_redis_ops_using_subcommand man" -l url -d 'A server without Kubernetes: redis://HOST[:PORT] or rediss://HOST[:PORT]' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand man" -l redis-user -d 'ACL user of Redis' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand man" -l redis-password-file -d 'File that holds Redis\'s password (default: $REDISCLI_AUTH, else found in the pod\'s specification)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand man" -l redis-password-secret -d 'Secret that holds Redis\'s password' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand man" -l redis-cacert -d 'CA certificates for Redis\'s TLS, PEM (default: the system\'s)' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand man" -l redis-cert -d 'Client certificate for Redis\'s TLS, PEM' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand man" -l redis-key -d 'Key of the client certificate, PEM' -r -F
complete -c redis-ops -n "__fish_redis_ops_using_subcommand man" -l redis-sni -d 'Server name to expect in Redis\'s certificate' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand man" -l node-timeout -d 'Longest wait for one node' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand man" -l timeout -d 'Longest run of the whole command; what is known by then is shown (default: none)' -r
complete -c redis-ops -n "__fish_redis_ops_using_subcommand man" -s o -l output -d 'Form of the answer on stdout' -r -f -a "table\t'Tables and lines for a person'
json\t'One JSON object'"
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
