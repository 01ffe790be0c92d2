#!/usr/bin/env python3
"""What a cluster has besides Kubernetes' own programs: names for Services and pods, and PersistentVolumes.

usage: names_and_volumes.py API_URL PKI_DIR DNS_ADDRESS PV_DIR        (started by `cluster up`; standard library only)

DNS: answers A queries under cluster.local on UDP port 53 of DNS_ADDRESS by asking the API server each time, so
there is no cache to grow stale: <service>.<ns>.svc (cluster IP, or the ready addresses of a headless Service)
and <pod host name>.<service>.<ns>.svc. Other types get an empty answer, other names NXDOMAIN; nothing is forwarded.

Volumes: for every pending claim of the StorageClass `standard`, a directory under PV_DIR (any user may write) and
a hostPath PersistentVolume pvc-<uid> bound to the claim; when the claim is gone, both are deleted.
"""
import http.client
import json
import os
import shutil
import socket
import ssl
import struct
import sys
import threading
import time
import urllib.parse

API, PKI, ADDRESS, PVS = sys.argv[1:]
TLS = ssl.create_default_context(cafile=f"{PKI}/ca.crt")
TLS.load_cert_chain(f"{PKI}/admin.crt", f"{PKI}/admin.key")
local = threading.local()


def api(method, path, body=None):
    """The decoded answer, or None for 404."""
    for last in (False, True):
        try:
            if getattr(local, "conn", None) is None:
                url = urllib.parse.urlsplit(API)
                local.conn = http.client.HTTPSConnection(url.hostname, url.port, context=TLS, timeout=5)
            local.conn.request(method, path, json.dumps(body) if body else None, {"Content-Type": "application/json"})
            answer = local.conn.getresponse()
            data = answer.read()
            break
        except (OSError, http.client.HTTPException):
            local.conn = None
            if last:
                raise
    if answer.status == 404:
        return None
    if answer.status >= 300:
        raise RuntimeError(f"{method} {path}: {answer.status} {data[:300]!r}")
    return json.loads(data)


def resolve(name):
    """A list of IPv4 addresses, or None where there is no such name."""
    labels = name.lower().rstrip(".").split(".")
    if labels[-3:] != ["svc", "cluster", "local"] or len(labels) not in (5, 6):
        return None
    service, namespace = labels[-5], labels[-4]
    host = labels[0] if len(labels) == 6 else None
    quoted = [urllib.parse.quote(x, safe="") for x in (namespace, service)]
    found = api("GET", "/api/v1/namespaces/{}/services/{}".format(*quoted))
    if found is None:
        return None
    if host is None and found["spec"].get("clusterIP") not in (None, "", "None"):
        return [found["spec"]["clusterIP"]]
    endpoints = api("GET", "/api/v1/namespaces/{}/endpoints/{}".format(*quoted)) or {}
    addresses = [a for s in endpoints.get("subsets") or [] for a in s.get("addresses") or []]
    if host is None:
        return [a["ip"] for a in addresses]
    return [a["ip"] for a in addresses if a.get("hostname") == host] or None


def answer(query):
    ident, _, count = struct.unpack(">HHH", query[:6])
    if count != 1:
        return struct.pack(">HHHHHH", ident, 0x8184, 0, 0, 0, 0)
    at, labels = 12, []
    while query[at]:
        labels.append(query[at + 1:at + 1 + query[at]].decode("latin-1"))
        at += query[at] + 1
    question = query[12:at + 5]
    kind = struct.unpack(">H", query[at + 1:at + 3])[0]
    try:
        found = resolve(".".join(labels))
        code = 0 if found is not None else 3
    except Exception as e:  # the API server is away
        print("dns:", ".".join(labels), e)
        found, code = None, 2
    addresses = (found or [])[:20] if kind == 1 else []
    records = b"".join(b"\xc0\x0c" + struct.pack(">HHIH", 1, 1, 1, 4) + socket.inet_aton(a) for a in addresses)
    return struct.pack(">HHHHHH", ident, 0x8580 | code, 1, len(addresses), 0, 0) + question + records


def serve():
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sock.bind((ADDRESS, 53))

    def one(data, peer):
        try:
            sock.sendto(answer(data), peer)
        except Exception as e:
            print("dns:", e)

    while True:
        data, peer = sock.recvfrom(4096)
        threading.Thread(target=one, args=(data, peer), daemon=True).start()


def volumes():
    for claim in api("GET", "/api/v1/persistentvolumeclaims")["items"]:
        meta, spec = claim["metadata"], claim["spec"]
        name = "pvc-" + meta["uid"]
        if spec.get("storageClassName") != "standard" or spec.get("volumeName") or meta.get("deletionTimestamp"):
            continue
        if api("GET", f"/api/v1/persistentvolumes/{name}"):
            continue
        path = f"{PVS}/{name}"
        os.makedirs(path, exist_ok=True)
        os.chmod(path, 0o777)  # a hostPath does not follow the pod's fsGroup
        api("POST", "/api/v1/persistentvolumes", {
            "apiVersion": "v1", "kind": "PersistentVolume",
            "metadata": {"name": name, "annotations": {"pv.kubernetes.io/provisioned-by": "redis-ops.local/hostpath"}},
            "spec": {"capacity": {"storage": spec["resources"]["requests"]["storage"]}, "accessModes": spec["accessModes"],
                     "storageClassName": "standard", "persistentVolumeReclaimPolicy": "Delete",
                     "hostPath": {"path": path, "type": "Directory"},
                     "claimRef": {"apiVersion": "v1", "kind": "PersistentVolumeClaim", "namespace": meta["namespace"],
                                  "name": meta["name"], "uid": meta["uid"]}}})
        print("made", name, "for", meta["namespace"] + "/" + meta["name"])
    for volume in api("GET", "/api/v1/persistentvolumes")["items"]:
        if (volume["status"].get("phase") == "Released" and volume["spec"].get("persistentVolumeReclaimPolicy") == "Delete"
                and volume["spec"].get("hostPath", {}).get("path", "").startswith(PVS + "/pvc-")):
            api("DELETE", "/api/v1/persistentvolumes/" + volume["metadata"]["name"])
            shutil.rmtree(volume["spec"]["hostPath"]["path"], ignore_errors=True)
            print("deleted", volume["metadata"]["name"])


threading.Thread(target=serve, daemon=True).start()
while True:
    try:
        volumes()
    except Exception as e:
        print("volumes:", e)
    time.sleep(0.5)
