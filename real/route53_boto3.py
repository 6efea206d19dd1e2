"""boto3 against the Route 53 at $ENDPOINT: the calls, the waiter, the paginator, the typed errors, the retries."""

import os
import time

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

from cases import case, require, run

ZONE = os.environ["ZONE"]
NAME = "boto3.example.com."
TXT = "_temporal-failover.boto3.example.com."


def client(secret=None, **retries):
    return boto3.client(
        "route53",
        endpoint_url=os.environ["ENDPOINT"],
        region_name="us-east-1",
        aws_access_key_id=os.environ["ACCESS_KEY"],
        aws_secret_access_key=secret or os.environ["SECRET_KEY"],
        config=Config(retries=retries or {"mode": "standard", "max_attempts": 8}, connect_timeout=5, read_timeout=10),
    )


route53 = client()
once = client(mode="standard", total_max_attempts=1)
changes = {}


def weighted(region, weight, value):
    return {
        "Name": NAME,
        "Type": "A",
        "SetIdentifier": region,
        "Weight": weight,
        "TTL": 30,
        "ResourceRecords": [{"Value": value}],
    }


def txt(epoch):
    return {"Name": TXT, "Type": "TXT", "TTL": 10, "ResourceRecords": [{"Value": f'"epoch={epoch}"'}]}


def east(weight):
    return weighted("us-east-1", weight, "192.0.2.10")


def west(weight):
    return weighted("us-west-2", weight, "198.51.100.10")


def change(*pairs):
    batch = {"Changes": [{"Action": action, "ResourceRecordSet": records} for action, records in pairs]}
    return route53.change_resource_record_sets(HostedZoneId=ZONE, ChangeBatch=batch)["ChangeInfo"]


def weights():
    records = route53.list_resource_record_sets(HostedZoneId=ZONE, StartRecordName=NAME, StartRecordType="A")
    return {r["SetIdentifier"]: r["Weight"] for r in records["ResourceRecordSets"] if r["Name"] == NAME}


@case("create weighted A and TXT in one batch")
def create():
    info = change(("CREATE", east(100)), ("CREATE", west(0)), ("CREATE", txt(1)))
    changes["created"] = info["Id"]
    require(info["Status"] == "PENDING", info)
    require(weights() == {"us-east-1": 100, "us-west-2": 0}, weights())
    return f"{info['Id']} {info['Status']}"


@case("PENDING, then INSYNC by the waiter resource_record_sets_changed")
def insync():
    before = route53.get_change(Id=changes["created"])["ChangeInfo"]["Status"]
    waiter = route53.get_waiter("resource_record_sets_changed")
    waiter.wait(Id=changes["created"], WaiterConfig={"Delay": 1, "MaxAttempts": 30})
    after = route53.get_change(Id=changes["created"])["ChangeInfo"]["Status"]
    require((before, after) == ("PENDING", "INSYNC"), (before, after))
    return f"{before} -> {after}"


@case("list by pages, the paginator's and by hand")
def pages():
    paginator = route53.get_paginator("list_resource_record_sets")
    by_one = paginator.paginate(HostedZoneId=ZONE, PaginationConfig={"PageSize": 1})
    found = [page["ResourceRecordSets"] for page in by_one]
    listed = [r for page in found for r in page]
    whole = route53.list_resource_record_sets(HostedZoneId=ZONE)["ResourceRecordSets"]
    require(listed == whole, f"{listed} is not {whole}")
    require(len(found) == len(whole) >= 3, f"{len(found)} pages of {len(whole)} records")
    by_hand, start = [], {}
    while True:
        page = route53.list_resource_record_sets(HostedZoneId=ZONE, MaxItems="2", **start)
        by_hand += page["ResourceRecordSets"]
        if not page["IsTruncated"]:
            break
        start = {"StartRecordName": page["NextRecordName"], "StartRecordType": page["NextRecordType"]}
        if "NextRecordIdentifier" in page:
            start["StartRecordIdentifier"] = page["NextRecordIdentifier"]
    require(by_hand == whole, f"{by_hand} is not {whole}")
    return f"{len(whole)} records in {len(found)} pages"


@case("exact DELETE and CREATE of all three in one batch")
def swap():
    info = change(
        ("DELETE", east(100)), ("DELETE", west(0)), ("DELETE", txt(1)),
        ("CREATE", east(0)), ("CREATE", west(100)), ("CREATE", txt(2)),
    )  # fmt: skip
    require(weights() == {"us-east-1": 0, "us-west-2": 100}, weights())
    return info["Id"]


@case("a DELETE of another weight is refused whole, as InvalidChangeBatch")
def wrong_delete():
    try:
        change(("DELETE", east(100)), ("CREATE", east(50)), ("UPSERT", west(50)))
    except route53.exceptions.InvalidChangeBatch as refused:
        error = refused.response["Error"]
        require(error["Code"] == "InvalidChangeBatch", error)
        require("values provided do not match the current values" in error["Message"], error)
        require(refused.response["ResponseMetadata"]["HTTPStatusCode"] == 400, refused.response)
        require(weights() == {"us-east-1": 0, "us-west-2": 100}, weights())
        return error["Message"]
    raise AssertionError("was accepted")


@case("a CREATE of what is there is refused, as InvalidChangeBatch")
def create_twice():
    try:
        change(("CREATE", txt(2)))
    except route53.exceptions.InvalidChangeBatch as refused:
        require("already exists" in str(refused), refused)
        return refused.response["Error"]["Message"]
    raise AssertionError("was accepted")


def typed(kind, call, **arguments):
    try:
        call(**arguments)
    except kind as error:
        return type(error).__name__
    raise AssertionError(f"{kind.__name__} was not raised")


@case("errors have their types")
def errors():
    kinds = route53.exceptions
    reference = f"twice-{time.time_ns()}"
    first = route53.create_hosted_zone(Name="typed.example.org", CallerReference=reference)["HostedZone"]["Id"]
    zone = first.rsplit("/", 1)[1]
    try:
        record = {"Name": "a.typed.example.org", "Type": "A", "TTL": 5, "ResourceRecords": [{"Value": "192.0.2.1"}]}
        route53.change_resource_record_sets(
            HostedZoneId=zone, ChangeBatch={"Changes": [{"Action": "CREATE", "ResourceRecordSet": record}]}
        )
        seen = [
            typed(kinds.NoSuchHostedZone, route53.get_hosted_zone, Id="Z00000000000000000000"),
            typed(kinds.NoSuchChange, route53.get_change, Id="C00000000000000000000"),
            typed(kinds.NoSuchHealthCheck, route53.get_health_check, HealthCheckId="no-such-check"),
            typed(kinds.HostedZoneNotEmpty, route53.delete_hosted_zone, Id=zone),
            typed(
                kinds.HostedZoneAlreadyExists,
                route53.create_hosted_zone,
                Name="typed.example.org",
                CallerReference=reference,
            ),
        ]
        route53.change_resource_record_sets(
            HostedZoneId=zone, ChangeBatch={"Changes": [{"Action": "DELETE", "ResourceRecordSet": record}]}
        )
    finally:
        route53.delete_hosted_zone(Id=zone)
    return ", ".join(seen)


@case("a wrong secret is refused, as SignatureDoesNotMatch")
def signature():
    try:
        client(secret="not the secret").list_hosted_zones()
    except ClientError as refused:
        require(refused.response["Error"]["Code"] == "SignatureDoesNotMatch", refused)
        return refused.response["Error"]["Code"]
    raise AssertionError("was accepted")


@case("health checks: create, list, update with its version, status, delete")
def health_checks():
    config = {
        "Type": "HTTP",
        "IPAddress": "127.0.0.1",
        "Port": int(os.environ["CHECKED_PORT"]),
        "ResourcePath": "/",
        "RequestInterval": 10,
        "FailureThreshold": 2,
    }
    made = route53.create_health_check(CallerReference=f"case-{time.time_ns()}", HealthCheckConfig=config)
    check = made["HealthCheck"]
    require(made["Location"].endswith(check["Id"]), made["Location"])
    require(check["HealthCheckConfig"]["FailureThreshold"] == 2, check)
    pages = route53.get_paginator("list_health_checks").paginate(PaginationConfig={"PageSize": 1})
    require(check["Id"] in [c["Id"] for page in pages for c in page["HealthChecks"]], "it is not in the list")
    updated = route53.update_health_check(HealthCheckId=check["Id"], HealthCheckVersion=1, FailureThreshold=3)
    require(updated["HealthCheck"]["HealthCheckVersion"] == 2, updated)
    mismatch = typed(
        route53.exceptions.HealthCheckVersionMismatch,
        route53.update_health_check,
        HealthCheckId=check["Id"],
        HealthCheckVersion=1,
        FailureThreshold=4,
    )
    end = time.monotonic() + 60
    while True:
        status = route53.get_health_check_status(HealthCheckId=check["Id"])["HealthCheckObservations"]
        if status and all(s["StatusReport"]["Status"].startswith("Success") for s in status):
            break
        require(time.monotonic() < end, status)
        time.sleep(0.5)
    route53.delete_health_check(HealthCheckId=check["Id"])
    typed(route53.exceptions.NoSuchHealthCheck, route53.get_health_check, HealthCheckId=check["Id"])
    return f"{len(status)} checkers succeed; {mismatch}"


@case("throttling reaches who does not retry, and boto3's retries get through it")
def throttling():
    refused = None
    for _ in range(500):
        try:
            once.get_hosted_zone(Id=ZONE)
        except ClientError as error:
            refused = error.response["Error"]
            break
    require(refused is not None and refused["Code"] == "Throttling", f"500 requests: {refused}")
    # The bucket is empty now: the next answer comes to who waits and asks again.
    retries = 0
    for _ in range(20):
        retries += route53.get_hosted_zone(Id=ZONE)["ResponseMetadata"]["RetryAttempts"]
    require(retries > 0, "no retry was needed")
    return f"{refused['Code']}: {refused['Message']}; then 20 of 20 answered"


run()
