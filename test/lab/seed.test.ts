import {
  GetAccountAuthorizationDetailsCommand,
  type GetAccountAuthorizationDetailsCommandOutput,
  GetAccountSummaryCommand,
  IAMClient,
  ListAccessKeysCommand,
} from "@aws-sdk/client-iam";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadConfiguration } from "../../cli/load-configuration.ts";
import type { CompiledConfiguration, ExpectedEntity } from "../../shared/baselines/expected-state.ts";
import { type ServedIam, serveIam } from "./iam/serve.ts";
import { randomIds } from "./iam/service.ts";
import { seedLab } from "./seed.ts";

const account = "000000000000";
const clientConfig = {
  region: "us-east-1",
  credentials: { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "x" },
};

let served: ServedIam;
let iam: IAMClient;
let configuration: CompiledConfiguration;
let entities: readonly ExpectedEntity[];
let live: GetAccountAuthorizationDetailsCommandOutput;

beforeAll(async () => {
  const compilation = await loadConfiguration("test/lab/plumbline.yml");
  if (compilation.status === "invalid") throw new Error(JSON.stringify(compilation.problems));
  configuration = compilation.configuration;
  entities = configuration.accounts[0]?.entities ?? [];
  served = await serveIam({
    account,
    partition: "aws",
    region: "us-east-1",
    now: () => new Date("2026-06-02T10:00:00Z"),
    ids: randomIds(),
    record: () => undefined,
  });
  const { endpoint } = served;
  iam = new IAMClient({ ...clientConfig, endpoint });
  await seedLab({ endpoint, configuration, account, clientConfig });
  live = await iam.send(new GetAccountAuthorizationDetailsCommand({ MaxItems: 1000 }));
});

afterAll(async () => {
  iam.destroy();
  await served.stop();
});

/** The documents of IAM's answers come URL-encoded. */
function decoded(document: string | undefined): unknown {
  return JSON.parse(decodeURIComponent(document ?? ""));
}

function ofKind<Kind extends ExpectedEntity["kind"]>(kind: Kind): readonly Extract<ExpectedEntity, { kind: Kind }>[] {
  return entities.filter((entity): entity is Extract<ExpectedEntity, { kind: Kind }> => entity.kind === kind);
}

describe("seedLab", () => {
  it("creates every expected entity and nothing else", () => {
    const names = (kinds: readonly string[]) =>
      entities.filter(({ kind }) => kinds.includes(kind)).map(({ entity }) => entity.name);
    const roles = names(["role", "service-linked-role"]);
    const policies = live.Policies?.filter(({ Arn }) => Arn?.includes(account)).map(({ PolicyName }) => PolicyName);
    expect(live.RoleDetailList?.map(({ RoleName }) => RoleName).toSorted()).toEqual(roles.toSorted());
    expect(live.UserDetailList?.map(({ UserName }) => UserName).toSorted()).toEqual(names(["user"]).toSorted());
    expect(policies?.toSorted()).toEqual(names(["policy"]).toSorted());
  });

  it("gives roles their trust, inline policies and attachments", () => {
    for (const { entity, path, trust, inlinePolicies, attachments } of [
      ...ofKind("role"),
      ...ofKind("service-linked-role"),
    ]) {
      const role = live.RoleDetailList?.find(({ RoleName }) => RoleName === entity.name);
      expect(role?.Path).toBe(path);
      if (trust !== undefined) expect(decoded(role?.AssumeRolePolicyDocument)).toEqual(JSON.parse(trust.text));
      const documents = role?.RolePolicyList?.map((inline) => [inline.PolicyName, decoded(inline.PolicyDocument)]);
      const expected = Object.entries(inlinePolicies?.documents ?? {}).map(([name, { text }]) => [
        name,
        JSON.parse(text),
      ]);
      expect(documents).toEqual(expected);
      expect(role?.AttachedManagedPolicies?.map(({ PolicyArn }) => PolicyArn)).toEqual(attachments?.policyArns);
    }
  });

  it("gives managed policies their document as the default version", () => {
    for (const { entity, document } of ofKind("policy")) {
      const policy = live.Policies?.find(({ PolicyName }) => PolicyName === entity.name);
      const current = policy?.PolicyVersionList?.find(({ IsDefaultVersion }) => IsDefaultVersion);
      expect(decoded(current?.Document)).toEqual(JSON.parse(document.text));
    }
  });

  it("gives the IVS operator policy an earlier, broader version", () => {
    const policy = live.Policies?.find(({ PolicyName }) => PolicyName === "ivs-operator");
    expect(policy?.DefaultVersionId).toBe("v2");
    const draft = policy?.PolicyVersionList?.find(({ VersionId }) => VersionId === "v1");
    expect(decoded(draft?.Document)).toMatchObject({
      Statement: [{ Effect: "Allow", Action: "ivs:*", Resource: "*" }],
    });
  });

  it("gives users their attachments and one access key each, and the root user none", async () => {
    for (const { entity, attachments } of ofKind("user")) {
      const user = live.UserDetailList?.find(({ UserName }) => UserName === entity.name);
      expect(user?.AttachedManagedPolicies?.map(({ PolicyArn }) => PolicyArn)).toEqual(attachments?.policyArns);
      const { AccessKeyMetadata } = await iam.send(new ListAccessKeysCommand({ UserName: entity.name }));
      expect(AccessKeyMetadata?.map(({ Status }) => Status)).toEqual(["Active"]);
    }
    const { SummaryMap } = await iam.send(new GetAccountSummaryCommand({}));
    expect(SummaryMap?.AccountAccessKeysPresent).toBe(0);
  });

  it("refuses an account that is not empty, and one that is not configured", async () => {
    const { endpoint } = served;
    await expect(seedLab({ endpoint, configuration, account, clientConfig })).rejects.toMatchObject({
      name: "EntityAlreadyExistsException",
    });
    await expect(seedLab({ endpoint, configuration, account: "111122223333", clientConfig })).rejects.toThrow(
      "The configuration has no account 111122223333; name it in plumbline.yml.",
    );
  });
});
