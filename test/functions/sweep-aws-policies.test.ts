import { describe, expect, it } from "vitest";
import { noticeAwsPolicies } from "../../functions/sweep-account/aws-policies.ts";
import type { ExpectedEntity } from "../../shared/baselines/expected-state.ts";
import { loadActionTable } from "../../shared/policy/explain/action-table.ts";
import { expectedRole, LOGS, managedPoliciesOf, READ, READ_AND_WRITE } from "../drift/fixtures.ts";
import { ACCOUNT, at } from "../ledger/fixtures.ts";
import { createMemoryKnownPolicyStore } from "../ledger/memory-known-policy-store.ts";

const BOUNDARY = "arn:aws:iam::aws:policy/PowerUserAccess";
const OWN = `arn:aws:iam::${ACCOUNT}:policy/own`;
const role = (name: string, ...policyArns: readonly string[]): ExpectedEntity =>
  expectedRole({ entity: { kind: "role", name }, attachments: { match: "exact", policyArns } });

function stage(entities: readonly ExpectedEntity[] = [role("b", LOGS, OWN), role("a", LOGS)]) {
  const knownPolicies = createMemoryKnownPolicyStore();
  const sentences: string[] = [];
  const note = (sentence: string) => void sentences.push(sentence);
  const log = { info: note, warn: note, error: note };
  const account = { account: ACCOUNT, partition: "aws", entities };
  const sweep = async (documents: Readonly<Record<string, string>>) => {
    sentences.splice(0);
    const ports = { knownPolicies, now: () => new Date(at(0)), loadTable: loadActionTable, log };
    const noticed = await noticeAwsPolicies(account, managedPoliciesOf(documents), ports);
    expect(noticed).toEqual({ changed: sentences.length, failed: [] });
    return [...sentences];
  };
  return { sweep };
}

const changed = `AWS has changed its managed policy ${LOGS}, which baselines name for role/a, role/b in account ${ACCOUNT}: `;

describe("AWS's own managed policies", () => {
  it("are said to have changed once, with what they say otherwise and for whom", async () => {
    const { sweep } = stage();
    expect(await sweep({ [LOGS]: READ })).toEqual([]);
    expect(await sweep({ [LOGS]: READ })).toEqual([]);
    const [sentence, ...others] = await sweep({ [LOGS]: READ_AND_WRITE });
    expect(others).toEqual([]);
    expect(sentence).toBe(`${changed}it is broadened: gained \`s3:PutObject\` on \`*\`.`);
    expect(await sweep({ [LOGS]: READ_AND_WRITE })).toEqual([]);
    expect(await sweep({ [LOGS]: READ })).toEqual([expect.stringContaining("it is narrowed")]);
  });

  it("have not changed where every request is decided as before", async () => {
    const { sweep } = stage();
    await sweep({ [LOGS]: READ });
    expect(await sweep({ [LOGS]: JSON.stringify(JSON.parse(READ), undefined, 2) })).toEqual([]);
  });

  it("are said to have changed, too, where what that comes to cannot be told", async () => {
    const { sweep } = stage();
    await sweep({ [LOGS]: READ });
    const [sentence] = await sweep({ [LOGS]: "{}" });
    expect(sentence).toMatch(/^AWS has changed .*: what it comes to cannot be told \(its text is not understood: /);
  });

  it("are kept as they were known while nothing has them, or they cannot be read", async () => {
    const { sweep } = stage();
    await sweep({ [LOGS]: READ });
    expect(await sweep({})).toEqual([]);
    expect(await sweep({ [LOGS]: READ_AND_WRITE })).toHaveLength(1);
  });

  it("are looked at where a baseline bounds by them, and where they are AWS's own", async () => {
    const { sweep } = stage([expectedRole({ permissionsBoundary: BOUNDARY }), role("b", OWN)]);
    await sweep({ [BOUNDARY]: READ, [OWN]: READ });
    expect(await sweep({ [BOUNDARY]: READ_AND_WRITE, [OWN]: READ_AND_WRITE })).toEqual([
      expect.stringContaining(BOUNDARY),
    ]);
  });
});
