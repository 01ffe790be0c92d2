complete --keep-order --exclusive --command redis-ops --arguments "(REDIS_OPS_COMPLETE=fish redis-ops -- (commandline --current-process --tokenize --cut-at-cursor) (commandline --current-token))"
