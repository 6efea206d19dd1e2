"""What people put behind Alertmanager: a webhook that flips two weighted records by boto3. Flips to the region that the
firing alert does not name. One line on standard output for each flip."""

import json
import os
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer

import boto3

REGIONS = {"us-east-1": "192.0.2.10", "us-west-2": "198.51.100.10"}
route53 = boto3.client(
    "route53",
    endpoint_url=os.environ["ENDPOINT"],
    region_name="us-east-1",
    aws_access_key_id=os.environ["ACCESS_KEY"],
    aws_secret_access_key=os.environ["SECRET_KEY"],
)


def upsert(region, weight):
    return {
        "Action": "UPSERT",
        "ResourceRecordSet": {
            "Name": os.environ["RECORD"],
            "Type": "A",
            "SetIdentifier": region,
            "Weight": weight,
            "TTL": 5,
            "ResourceRecords": [{"Value": REGIONS[region]}],
        },
    }


def flip(to):
    changes = [upsert(region, 100 if region == to else 0) for region in REGIONS]
    route53.change_resource_record_sets(HostedZoneId=os.environ["ZONE"], ChangeBatch={"Changes": changes})
    print(f"to {to}", flush=True)


class Hook(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()

    def do_POST(self):
        payload = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        # Failover when the primary's alert fires, failback when it is resolved: the pair of lines that is found in the wild.
        for alert in payload["alerts"]:
            if alert["labels"].get("region") == "us-east-1":
                flip("us-west-2" if alert["status"] == "firing" else "us-east-1")
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_):
        pass


HTTPServer(("127.0.0.1", int(sys.argv[1])), Hook).serve_forever()
