import {
  AddUserToGroupCommand,
  AttachRolePolicyCommand,
  AttachUserPolicyCommand,
  CreateAccessKeyCommand,
  CreateGroupCommand,
  CreateLoginProfileCommand,
  CreatePolicyCommand,
  CreatePolicyVersionCommand,
  CreateRoleCommand,
  CreateUserCommand,
  DeleteLoginProfileCommand,
  DeleteRolePolicyCommand,
  type IAMClient,
  IAMServiceException,
  ListAccessKeysCommand,
  PutGroupPolicyCommand,
  PutRolePermissionsBoundaryCommand,
  PutRolePolicyCommand,
  PutUserPolicyCommand,
  RemoveUserFromGroupCommand,
  TagRoleCommand,
  TagUserCommand,
  UpdateAccessKeyCommand,
  UpdateAssumeRolePolicyCommand,
} from "@aws-sdk/client-iam";
import fc from "fast-check";
import { afterEach, describe, expect, it } from "vitest";
import { createIamReader } from "../../shared/aws/iam-reader.ts";
import type { AccessKeyState } from "../../shared/observation/entity-state.ts";
import type { ReadRequest } from "../../shared/observation/iam-reader.ts";
import type { Observation } from "../../shared/observation/observation.ts";
import { type ServedAccount, servedAccount } from "../lab/iam/served-account.ts";
import { pagesOf, printedDetails, reportOf, snapshotOf } from "./take-snapshot.ts";

const accounts: ServedAccount[] = [];
afterEach(async () => {
  await Promise.all(accounts.splice(0).map((account) => account.stop()));
});

type Step = (iam: IAMClient) => Promise<unknown>;

const ACCOUNT = { account: "000000000000", partition: "aws" };
const NAMES = ["ann", "Bob", "c,d+e=f"] as const;
const PATHS = ["/", "/team/"] as const;
const policyArn = (name: string, path: string) => `arn:aws:iam::000000000000:policy${path}${name}`;
const name = fc.constantFrom(...NAMES);
const other = fc.constantFrom(...NAMES);
const Path = fc.constantFrom(...PATHS);
const Tags = fc.uniqueArray(
  fc.record({ Key: fc.constantFrom("a", "b", "constructor"), Value: fc.constantFrom("", "1") }),
  { selector: ({ Key }) => Key },
);
const document = fc
  .tuple(fc.constantFrom("Allow", "Deny"), fc.constantFrom("arn:aws:s3:::a b+c%/*", 'arn:aws:s3:::\u00e9\\"/*'))
  .map(([Effect, Resource]) =>
    JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect, Action: "s3:Get*", Resource }] }),
  );
const trust = fc.constantFrom("ec2", "ivs").map((service) =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: { Service: `${service}.amazonaws.com` }, Action: "sts:AssumeRole" }],
  }),
);
const MANAGED = "arn:aws:iam::aws:policy/ReadOnlyAccess";

async function setFirstKey(iam: IAMClient, UserName: string): Promise<void> {
  const [key] = (await iam.send(new ListAccessKeysCommand({ UserName }))).AccessKeyMetadata ?? [];
  if (key === undefined) return;
  const Status = key.Status === "Active" ? "Inactive" : "Active";
  await iam.send(new UpdateAccessKeyCommand({ UserName, AccessKeyId: key.AccessKeyId, Status }));
}

/** What may be done to an account; what the account refuses changes nothing. */
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.tuple(name, Path, trust, Tags).map(([RoleName, path, AssumeRolePolicyDocument, tags]): Step => {
    const input = { RoleName, Path: path, AssumeRolePolicyDocument, ...(tags.length > 0 && { Tags: tags }) };
    return (iam) => iam.send(new CreateRoleCommand(input));
  }),
  fc.tuple(name, Path).map(
    ([UserName, path]): Step =>
      (iam) =>
        iam.send(new CreateUserCommand({ UserName, Path: path })),
  ),
  fc.tuple(name, Path).map(
    ([GroupName, path]): Step =>
      (iam) =>
        iam.send(new CreateGroupCommand({ GroupName, Path: path })),
  ),
  fc.tuple(name, Path, document).map(([PolicyName, path, PolicyDocument]): Step => {
    return (iam) => iam.send(new CreatePolicyCommand({ PolicyName, Path: path, PolicyDocument }));
  }),
  fc.tuple(name, Path, document, fc.boolean()).map(([policy, path, PolicyDocument, SetAsDefault]): Step => {
    const PolicyArn = policyArn(policy, path);
    return (iam) => iam.send(new CreatePolicyVersionCommand({ PolicyArn, PolicyDocument, SetAsDefault }));
  }),
  fc.tuple(name, name, document).map(([RoleName, PolicyName, PolicyDocument]): Step => {
    return (iam) => iam.send(new PutRolePolicyCommand({ RoleName, PolicyName, PolicyDocument }));
  }),
  fc.tuple(name, name, document).map(([UserName, PolicyName, PolicyDocument]): Step => {
    return (iam) => iam.send(new PutUserPolicyCommand({ UserName, PolicyName, PolicyDocument }));
  }),
  fc.tuple(name, name, document).map(([GroupName, PolicyName, PolicyDocument]): Step => {
    return (iam) => iam.send(new PutGroupPolicyCommand({ GroupName, PolicyName, PolicyDocument }));
  }),
  fc.tuple(name, name).map(([RoleName, PolicyName]): Step => {
    return (iam) => iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName }));
  }),
  fc.tuple(name, trust).map(([RoleName, PolicyDocument]): Step => {
    return (iam) => iam.send(new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument }));
  }),
  name.map(
    (RoleName): Step =>
      (iam) =>
        iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn: MANAGED })),
  ),
  fc.tuple(name, name, Path).map(([UserName, policy, path]): Step => {
    return (iam) => iam.send(new AttachUserPolicyCommand({ UserName, PolicyArn: policyArn(policy, path) }));
  }),
  name.map((RoleName): Step => {
    return (iam) => iam.send(new PutRolePermissionsBoundaryCommand({ RoleName, PermissionsBoundary: MANAGED }));
  }),
  fc.tuple(name, Tags).map(
    ([RoleName, tags]): Step =>
      (iam) =>
        iam.send(new TagRoleCommand({ RoleName, Tags: tags })),
  ),
  fc.tuple(name, Tags).map(
    ([UserName, tags]): Step =>
      (iam) =>
        iam.send(new TagUserCommand({ UserName, Tags: tags })),
  ),
  fc.tuple(name, other).map(([UserName, GroupName]): Step => {
    return (iam) => iam.send(new AddUserToGroupCommand({ UserName, GroupName }));
  }),
  fc.tuple(name, other).map(([UserName, GroupName]): Step => {
    return (iam) => iam.send(new RemoveUserFromGroupCommand({ UserName, GroupName }));
  }),
  name.map((UserName): Step => {
    return (iam) => iam.send(new CreateLoginProfileCommand({ UserName, Password: "Correct-horse-7" }));
  }),
  name.map(
    (UserName): Step =>
      (iam) =>
        iam.send(new DeleteLoginProfileCommand({ UserName })),
  ),
  name.map(
    (UserName): Step =>
      (iam) =>
        iam.send(new CreateAccessKeyCommand({ UserName })),
  ),
  name.map(
    (UserName): Step =>
      (iam) =>
        setFirstKey(iam, UserName),
  ),
);

async function take(iam: IAMClient, steps: readonly Step[]): Promise<number> {
  let taken = 0;
  for (const each of steps) {
    try {
      await each(iam);
      taken += 1;
    } catch (refusal) {
      if (!(refusal instanceof IAMServiceException)) throw refusal;
    }
  }
  return taken;
}

const QUESTIONS: readonly ReadRequest[] = [
  { entity: { kind: "root", name: "root" }, path: "/" },
  ...NAMES.flatMap((each) => [
    ...(["role", "user", "group"] as const).map((kind) => ({ entity: { kind, name: each }, path: "/" })),
    ...PATHS.map((path) => ({ entity: { kind: "policy", name: each } as const, path })),
  ]),
];

/** What a report can tell of keys: those that are active, without their ids. */
function comparable(value: unknown, aspect: string): unknown {
  const observation = value as Observation<unknown>;
  if (observation.status !== "present") return value;
  if (aspect === "groups") return (observation.state as readonly string[]).toSorted();
  if (aspect !== "accessKeys") return value;
  const keys = observation.state as readonly AccessKeyState[];
  const active = keys.filter(({ status }) => status === "Active").map(({ accessKeyId, ...told }) => told);
  return active.toSorted((one, two) => (one.createdAt < two.createdAt ? -1 : 1));
}

/** Expects two readings to say the same, but for what the second could not read; counts what was compared. */
function expectAgreement(live: Observation<object>, snapshot: Observation<object>, what: string): number {
  if (snapshot.status === "unreadable") return 0;
  expect(snapshot.status, what).toBe(live.status);
  if (live.status !== "present" || snapshot.status !== "present") return 1;
  expect(Object.keys(snapshot.state).toSorted(), what).toEqual(Object.keys(live.state).toSorted());
  const untold = (value: unknown) => (value as Observation<unknown>).status === "unreadable";
  const told = Object.entries(snapshot.state).filter(([, value]) => !untold(value));
  const ofLive = new Map(Object.entries(live.state));
  for (const [aspect, value] of told) {
    expect(comparable(value, aspect), `${aspect} of ${what}`).toEqual(comparable(ofLive.get(aspect), aspect));
  }
  return told.length;
}

describe("a snapshot and the live account", () => {
  it("say the same wherever the snapshot can be read", async () => {
    let compared = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 30, maxLength: 60 }), fc.boolean(), async (steps, isPaged) => {
        const account = await servedAccount();
        accounts.push(account);
        const iam = account.client;
        // Something must name the account.
        await iam.send(new CreateGroupCommand({ GroupName: "always" }));
        await take(iam, steps);
        const credentialReport = await reportOf(iam, async () => account.advance(10));
        const details = isPaged ? await pagesOf(iam, 4) : [await printedDetails(iam)];
        const snapshot = (await snapshotOf({ details, credentialReport })).reader(new Date(0));
        const live = createIamReader({ client: iam, account: ACCOUNT, now: () => new Date(0) });
        for (const question of QUESTIONS) {
          const [one, two] = await Promise.all([live.observe(question), snapshot.observe(question)]);
          compared += expectAgreement(one.observation, two.observation, JSON.stringify(question));
        }
      }),
      { numRuns: 25 },
    );
    expect(compared).toBeGreaterThan(500);
  }, 60_000);
});
