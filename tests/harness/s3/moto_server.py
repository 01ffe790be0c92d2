"""moto's S3 server with a user whose signature it checks: moto_server.py PORT prints port and keys, and serves until
its stdin is closed.

moto decodes the query before it recomputes a signature, so that a prefix with a slash is refused, whoever signed it;
here the query is encoded again as it was. Buckets: backups, and locked, which has object lock.
"""
import json
import os
import sys
import threading
import urllib.parse

os.environ["INITIAL_NO_AUTH_ACTION_COUNT"] = "3"

import boto3  # noqa: E402
from moto.iam import access_control  # noqa: E402
from moto.server import DomainDispatcherApplication, create_backend_app  # noqa: E402
from werkzeug.serving import make_server  # noqa: E402


def encoded(path):
    path, mark, query = path.partition("?")
    pairs = [pair.partition("=") for pair in query.split("&")] if query else []
    again = lambda text: urllib.parse.quote(urllib.parse.unquote(text), safe="-._~")
    return path + mark + "&".join(again(name) + sign + again(value) for name, sign, value in pairs)


class Request(access_control.S3IAMRequest):
    def _create_aws_request(self):
        self._path = encoded(self._path)
        return super()._create_aws_request()


access_control.S3IAMRequest = Request
import moto.core.responses  # noqa: E402

if hasattr(moto.core.responses, "S3IAMRequest"):
    moto.core.responses.S3IAMRequest = Request

port = int(sys.argv[1])
server = make_server("127.0.0.1", port, DomainDispatcherApplication(create_backend_app), threaded=True)
threading.Thread(target=server.serve_forever, daemon=True).start()
at = {"endpoint_url": f"http://127.0.0.1:{server.server_port}", "region_name": "us-east-1"}
iam = boto3.client("iam", aws_access_key_id="x", aws_secret_access_key="x", **at)
iam.create_user(UserName="backup")
everything = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}
iam.put_user_policy(UserName="backup", PolicyName="all", PolicyDocument=json.dumps(everything))
key = iam.create_access_key(UserName="backup")["AccessKey"]
keys = {"aws_access_key_id": key["AccessKeyId"], "aws_secret_access_key": key["SecretAccessKey"]}
s3 = boto3.client("s3", **keys, **at)
s3.create_bucket(Bucket="backups")
s3.create_bucket(Bucket="locked", ObjectLockEnabledForBucket=True)
print(json.dumps({"port": server.server_port, "access": key["AccessKeyId"], "secret": key["SecretAccessKey"]}), flush=True)
# Until the one who started it closes its end, by ending too.
sys.stdin.buffer.read()
