// The AWS SDK for JavaScript against the Route 53 at $ENDPOINT. One JSON line for each case, as cases.py prints them.
import {
  ChangeResourceRecordSetsCommand,
  CreateHealthCheckCommand,
  DeleteHealthCheckCommand,
  GetChangeCommand,
  GetHealthCheckCommand,
  GetHostedZoneCommand,
  InvalidChangeBatch,
  ListResourceRecordSetsCommand,
  NoSuchHealthCheck,
  NoSuchHostedZone,
  Route53Client,
  paginateListHostedZones,
  waitUntilResourceRecordSetsChanged,
} from "@aws-sdk/client-route-53";

const zone = process.env.ZONE;
const name = "javascript.example.com.";
const client = new Route53Client({
  endpoint: process.env.ENDPOINT,
  region: "us-east-1",
  maxAttempts: 8,
  credentials: { accessKeyId: process.env.ACCESS_KEY, secretAccessKey: process.env.SECRET_KEY },
});

function require(condition, what) {
  if (!condition) throw new Error(typeof what === "string" ? what : JSON.stringify(what));
}

const weighted = (region, weight, value) => ({
  Name: name, Type: "A", SetIdentifier: region, Weight: weight, TTL: 30, ResourceRecords: [{ Value: value }],
});
const east = (weight) => weighted("us-east-1", weight, "192.0.2.10");
const west = (weight) => weighted("us-west-2", weight, "198.51.100.10");
const txt = (epoch) => ({
  Name: `_temporal-failover.${name}`, Type: "TXT", TTL: 10, ResourceRecords: [{ Value: `"epoch=${epoch}"` }],
});

async function change(...pairs) {
  const Changes = pairs.map(([Action, ResourceRecordSet]) => ({ Action, ResourceRecordSet }));
  const input = { HostedZoneId: zone, ChangeBatch: { Changes } };
  return (await client.send(new ChangeResourceRecordSetsCommand(input))).ChangeInfo;
}

async function all(pageSize) {
  const found = [];
  let start = {};
  let pages = 0;
  for (;;) {
    const page = await client.send(
      new ListResourceRecordSetsCommand({ HostedZoneId: zone, MaxItems: pageSize, ...start }),
    );
    pages++;
    found.push(...page.ResourceRecordSets);
    if (!page.IsTruncated) return { found, pages };
    start = {
      StartRecordName: page.NextRecordName,
      StartRecordType: page.NextRecordType,
      StartRecordIdentifier: page.NextRecordIdentifier,
    };
  }
}

async function weights() {
  const { found } = await all(100);
  const ours = found.filter((r) => r.Name === name);
  return JSON.stringify(Object.fromEntries(ours.map((r) => [r.SetIdentifier, r.Weight])));
}

async function typed(kind, command) {
  try {
    await client.send(command);
  } catch (error) {
    require(error instanceof kind, `${error.name} is no ${kind.name}: ${error.message}`);
    return error;
  }
  throw new Error(`${kind.name} was not thrown`);
}

let created;
const cases = {
  "create weighted A and TXT in one batch": async () => {
    created = await change(["CREATE", east(100)], ["CREATE", west(0)], ["CREATE", txt(1)]);
    require(created.Status === "PENDING", created);
    return `${created.Id} ${created.Status}`;
  },
  "PENDING, then INSYNC by the waiter": async () => {
    const before = (await client.send(new GetChangeCommand({ Id: created.Id }))).ChangeInfo.Status;
    const options = { client, maxWaitTime: 60, minDelay: 1, maxDelay: 1 };
    const waited = await waitUntilResourceRecordSetsChanged(options, { Id: created.Id });
    require(before === "PENDING" && waited.state === "SUCCESS", [before, waited.state]);
    return `${before} -> INSYNC`;
  },
  "list by pages": async () => {
    const whole = await all(100);
    const paged = await all(1);
    require(JSON.stringify(paged.found) === JSON.stringify(whole.found), "pages differ from the whole list");
    require(paged.pages === whole.found.length && paged.pages >= 3, `${paged.pages} pages`);
    let zones = 0;
    for await (const page of paginateListHostedZones({ client, pageSize: 1 }, {})) zones += page.HostedZones.length;
    require(zones >= 1, "no zone");
    return `${whole.found.length} records in ${paged.pages} pages`;
  },
  "exact DELETE and CREATE of all three in one batch": async () => {
    const info = await change(
      ["DELETE", east(100)], ["DELETE", west(0)], ["DELETE", txt(1)],
      ["CREATE", east(0)], ["CREATE", west(100)], ["CREATE", txt(2)],
    );
    require((await weights()) === '{"us-east-1":0,"us-west-2":100}', await weights());
    return info.Id;
  },
  "a DELETE of another weight is refused whole, as InvalidChangeBatch": async () => {
    const Changes = [
      { Action: "DELETE", ResourceRecordSet: east(100) },
      { Action: "UPSERT", ResourceRecordSet: west(50) },
    ];
    const error = await typed(
      InvalidChangeBatch,
      new ChangeResourceRecordSetsCommand({ HostedZoneId: zone, ChangeBatch: { Changes } }),
    );
    require(error.$metadata.httpStatusCode === 400, error.$metadata);
    require(error.message.includes("values provided do not match the current values"), error.message);
    require((await weights()) === '{"us-east-1":0,"us-west-2":100}', await weights());
    return error.message;
  },
  "errors have their types": async () => {
    const errors = [
      await typed(NoSuchHostedZone, new GetHostedZoneCommand({ Id: "Z00000000000000000000" })),
      await typed(NoSuchHealthCheck, new GetHealthCheckCommand({ HealthCheckId: "no-such-check" })),
    ];
    return errors.map((error) => error.name).join(", ");
  },
  "health checks: create, read, delete": async () => {
    const made = await client.send(
      new CreateHealthCheckCommand({
        CallerReference: `javascript-${Date.now()}`,
        HealthCheckConfig: {
          Type: "TCP", IPAddress: "127.0.0.1", Port: Number(process.env.CHECKED_PORT), RequestInterval: 30,
          FailureThreshold: 2,
        },
      }),
    );
    const id = made.HealthCheck.Id;
    const read = (await client.send(new GetHealthCheckCommand({ HealthCheckId: id }))).HealthCheck;
    require(read.HealthCheckConfig.Type === "TCP" && read.HealthCheckVersion === 1, read);
    await client.send(new DeleteHealthCheckCommand({ HealthCheckId: id }));
    await typed(NoSuchHealthCheck, new GetHealthCheckCommand({ HealthCheckId: id }));
    return id;
  },
};

for (const [title, run] of Object.entries(cases)) {
  let line;
  try {
    line = { case: title, ok: true, seen: String(await run()) };
  } catch (error) {
    console.error(error);
    line = { case: title, ok: false, seen: String(error) };
  }
  console.log(JSON.stringify(line));
}
