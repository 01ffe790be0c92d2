
_clap_complete_redis_ops() {
    local IFS=$'\013'
    local spaces=true
    if compopt +o nospace 2> /dev/null; then
        spaces=false
    fi
    # Readline takes : = and @ for ends of words as well, and puts a completion in place of what is behind the last of them. What stands together is
    # put together again, up to the cursor; of an answer the part before such a mark is there already.
    local line=${COMP_LINE:0:COMP_POINT} words=() at
    for ((at = 0; at < COMP_CWORD; at++)); do
        if ((at == 0)) || [[ $line == [[:space:]]* ]]; then
            words+=("")
        fi
        line=${line#"${line%%[![:space:]]*}"}
        words[${#words[@]} - 1]+=${COMP_WORDS[at]}
        line=${line#"${COMP_WORDS[at]}"}
    done
    if [[ $line == [[:space:]]* ]]; then
        words+=("")
        line=${line#"${line%%[![:space:]]*}"}
    fi
    local index=$((${#words[@]} - 1)) before="" mark
    words[index]+=$line
    if [[ $line == [\"\']* ]]; then
        words[index]=$2
    else
        for mark in : = @; do
            if [[ $COMP_WORDBREAKS == *"$mark"* && ${words[index]} == *"$mark"* ]]; then
                local part=${words[index]%"${words[index]##*"$mark"}"}
                # This one stays at the beginning of what is completed.
                part=${part%@}
                if ((${#part} > ${#before})); then
                    before=$part
                fi
            fi
        done
    fi
    words+=("${COMP_WORDS[@]:COMP_CWORD + 1}")
    COMPREPLY=( $( \
        _CLAP_IFS="$IFS" \
        _CLAP_COMPLETE_INDEX="$index" \
        _CLAP_COMPLETE_COMP_TYPE="${COMP_TYPE}" \
        _CLAP_COMPLETE_SPACE="$spaces" \
        REDIS_OPS_COMPLETE="bash" \
        "redis-ops" -- "${words[@]}" \
    ) )
    if [[ $? != 0 ]]; then
        unset COMPREPLY
        return
    fi
    COMPREPLY=("${COMPREPLY[@]#"$before"}")
    if [[ $spaces == false ]] && [[ "${COMPREPLY-}" =~ [=/:]$ ]]; then
        compopt -o nospace
    fi
}
if [[ "${BASH_VERSINFO[0]}" -eq 4 && "${BASH_VERSINFO[1]}" -ge 4 || "${BASH_VERSINFO[0]}" -gt 4 ]]; then
    complete -o nospace -o bashdefault -o nosort -F _clap_complete_redis_ops redis-ops
else
    complete -o nospace -o bashdefault -F _clap_complete_redis_ops redis-ops
fi
