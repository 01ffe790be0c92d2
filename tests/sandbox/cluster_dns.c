/* The sandbox's kube-dns: names of pods lead to their addresses, for a server that is started with this preloaded.
   REDIS_OPS_SANDBOX_HOSTS is a file of lines "ADDRESS NAME"; other names of the cluster do not resolve. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef int (*lookup)(const char *, const char *, const struct addrinfo *, struct addrinfo **);

int getaddrinfo(const char *name, const char *service, const struct addrinfo *hints, struct addrinfo **found) {
    lookup real = (lookup)dlsym(RTLD_NEXT, "getaddrinfo");
    const char *path = getenv("REDIS_OPS_SANDBOX_HOSTS");
    FILE *hosts = name && path ? fopen(path, "r") : NULL;
    char line[512], address[64], known[400];
    while (hosts && fgets(line, sizeof line, hosts)) {
        if (sscanf(line, "%63s %399s", address, known) == 2 && strcmp(known, name) == 0) {
            fclose(hosts);
            return real(address, service, hints, found);
        }
    }
    if (hosts) fclose(hosts);
    size_t length = name ? strlen(name) : 0;
    if (length > 6 && strcmp(name + length - 6, ".local") == 0) return EAI_NONAME;
    return real(name, service, hints, found);
}
