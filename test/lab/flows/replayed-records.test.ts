import { existsSync, readFileSync } from "node:fs";
import {
  AttachRolePolicyCommand,
  AttachUserPolicyCommand,
  CreateRoleCommand,
  CreateUserCommand,
} from "@aws-sdk/client-iam";
import { describe, expect, it } from "vitest";
import type { ExpectedEntity, ExpectedUser } from "../../../shared/baselines/expected-state.ts";
import { readRecord } from "../../../shared/cloudtrail/read-record.ts";
import { type EntityReference, formatEntity, parseEntity } from "../../../shared/iam/entity-reference.ts";
import { configurationOfOne, expectedRole } from "../../functions/fixtures.ts";
import { ADMINISTRATOR, envelope, type Flow, startFlow } from "./flow.ts";

const FILE = new URL("../../../../shared/data/cloudtrail/invictus-aws-dataset.iam.ndjson", import.meta.url);
const held = existsSync(FILE);
const TRUST = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" }],
});

/** The captured records, told of the lab's account. */
function captured(): readonly object[] {
  const text = readFileSync(FILE, "utf8").replaceAll("123837392027", "000000000000");
  return text
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
}

/** The roles and users that the records' writes touch, each once, by name. */
function touched(records: readonly object[]): readonly EntityReference[] {
  const touches = records.flatMap((record) => {
    const reading = readRecord(record);
    return reading.status === "understood" ? reading.touches : [];
  });
  return [...new Set(touches)].toSorted().flatMap((name) => {
    const entity = parseEntity(name);
    return entity?.kind === "role" || entity?.kind === "user" ? [entity] : [];
  });
}

function expectedUser(name: string): ExpectedUser {
  return {
    kind: "user",
    baseline: "made-up",
    entity: { kind: "user", name },
    path: "/",
    presence: "required",
    compare: "exact",
    severity: "high",
    remediate: "off",
    attachments: { match: "exact", policyArns: [] },
  };
}

function expectedOf({ kind, name }: EntityReference): ExpectedEntity {
  return kind === "user" ? expectedUser(name) : expectedRole(name);
}

/** One third as they should be, one third with a policy more, one third missing. */
const STATES = ["plumb", "drifted", "missing"] as const;
const stateOf = (index: number) => STATES[index % STATES.length] ?? "plumb";

async function make(flow: Flow, { kind, name }: EntityReference, state: (typeof STATES)[number]): Promise<void> {
  if (state === "missing") return;
  const [RoleName, UserName, PolicyArn] = [name, name, ADMINISTRATOR];
  if (kind === "user") await flow.iam.send(new CreateUserCommand({ UserName }));
  else await flow.iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: TRUST }));
  if (state === "plumb") return;
  if (kind === "user") await flow.iam.send(new AttachUserPolicyCommand({ UserName, PolicyArn }));
  else await flow.iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn }));
}

/** The same shuffling every time. */
function shuffled<T>(items: readonly T[]): readonly T[] {
  let state = 20_230_710;
  const drawn = items.map((item) => {
    state = (state * 48_271) % 2_147_483_647;
    return { item, order: state };
  });
  return drawn.toSorted((one, other) => one.order - other.order).map(({ item }) => item);
}

interface Replayed {
  /** Of each entity, its findings but for their times and who is said to have done it. */
  readonly ledger: Readonly<Record<string, readonly object[]>>;
  /** What was told, in no order. */
  readonly alerts: readonly string[];
}

async function replay(records: readonly object[], entities: readonly EntityReference[]): Promise<Replayed> {
  const flow = await startFlow({ configuration: configurationOfOne(...entities.map(expectedOf)) });
  try {
    await flow.unseen(async () => {
      for (const [index, entity] of entities.entries()) await make(flow, entity, stateOf(index));
    });
    const raised = await flow.raisedBy(async () => {
      await flow.send("detect-drift", ...records.map((record) => envelope(record)));
      await flow.settled();
      await flow.advance("PT2M");
    });
    const ledger: Record<string, readonly object[]> = {};
    for (const name of entities.map(formatEntity)) {
      ledger[name] = (await flow.findingsOf(name)).map(({ id, status, revision, drift }) => {
        return { id, status, revision, rule: drift.rule, subject: drift.subject, fingerprint: drift.fingerprint };
      });
    }
    return { ledger, alerts: raised.map(({ attributes }) => `${attributes.entity} ${attributes.change}`).toSorted() };
  } finally {
    await flow.stop();
  }
}

if (!held)
  process.stderr.write("The replay of captured records is left out: ../shared/data/cloudtrail is not there.\n");

describe.runIf(held)("the captured records, replayed through the queue at once", () => {
  const orders = [
    { name: "reversed", of: (records: readonly object[]) => records.toReversed() },
    { name: "shuffled", of: (records: readonly object[]) => shuffled(records) },
    { name: "doubled", of: (records: readonly object[]) => records.flatMap((record) => [record, record]) },
  ];

  it("open one finding for each entity that is not as it should be, and leave the same ledger in whatever order", async () => {
    const records = captured();
    const entities = touched(records);
    expect(entities.length).toBeGreaterThan(15);
    const inOrder = await replay(records, entities);
    for (const [index, entity] of entities.entries()) {
      const rules = { plumb: [], drifted: ["attachment-unexpected"], missing: ["entity-missing"] }[stateOf(index)];
      const findings = rules.map((rule) => ({ status: "open", revision: 1, rule }));
      expect(inOrder.ledger[formatEntity(entity)], formatEntity(entity)).toMatchObject(findings);
    }
    expect(inOrder.alerts).toHaveLength(entities.filter((_, index) => stateOf(index) !== "plumb").length);
    for (const { name, of } of orders) expect(await replay(of(records), entities), name).toEqual(inOrder);
  }, 120_000);
});
