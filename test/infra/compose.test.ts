import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { compose } from "../../infra/compose.ts";
import { rightsOf } from "../../infra/function-rights.ts";
import { references } from "../../infra/intrinsics.ts";
import type { IdentityStatement } from "../../infra/reader-statements.ts";
import { otherRights, rightsAsMarkdown, rightsAsText } from "../../infra/rights-table.ts";
import { type Resource, readStackFiles } from "../../infra/stack-files.ts";
import type { CompiledConfiguration } from "../../shared/baselines/expected-state.ts";
import { type ConfiguredAccount, DEFAULT_SETTINGS, type Route } from "../../shared/baselines/settings.ts";
import { expectedPolicy, expectedRole } from "../drift/fixtures.ts";

const files = await readStackFiles(fileURLToPath(new URL("../..", import.meta.url)));
const DIGEST = "sha256:0123";
const FOLDERS = files.functions.map(({ folder }) => folder);

const OFF = expectedRole({ remediate: "off" });
const HUB: ConfiguredAccount = { account: "111122223333", partition: "aws", entities: [OFF] };
const MEMBER: ConfiguredAccount = {
  ...HUB,
  account: "444455556666",
  readerRole: "arn:aws:iam::444455556666:role/plumbline-reader",
  remediatorRole: "arn:aws:iam::444455556666:role/plumbline-remediator",
  externalId: "media",
};
const REPAIRED = expectedPolicy({ remediate: "full" });

interface Given {
  readonly hub?: ConfiguredAccount;
  readonly members?: readonly ConfiguredAccount[];
  readonly organization?: CompiledConfiguration["organization"];
  readonly routes?: readonly Route[];
}

function rightsIn({ hub = HUB, members = [], organization = [], routes = DEFAULT_SETTINGS.routes }: Given) {
  const settings = { ...DEFAULT_SETTINGS, routes };
  const accounts = [hub, ...members];
  const configuration = { version: 1, digest: "sha256:", accounts, organization, waivers: [], settings } as const;
  return rightsOf(files.functions, { configuration, hub });
}

function composed(given: Given = {}) {
  return compose(files, rightsIn(given), (folder) => `functions/${folder}.zip`, DIGEST);
}

/** What a function may do of one kind of actions. */
function allowed(given: Given, folder: string, actions: RegExp): readonly IdentityStatement[] {
  return (rightsIn(given).get(folder) ?? []).filter(({ Action }) => Action.some((action) => actions.test(action)));
}

const WRITES = /^iam:(?!Get|List|Generate)/;

function ofType(resources: Readonly<Record<string, Resource>>, type: string): readonly (readonly [string, Resource])[] {
  return Object.entries(resources).filter(([, { Type }]) => Type === type);
}

describe("the composed template", () => {
  const template = composed();

  it("has every function of functions/, with its own role and log group, under the ids that function.yml refers to", () => {
    const functions = ofType(template.Resources, "AWS::Lambda::Function");
    expect(functions.map(([, { Properties }]) => Properties.FunctionName)).toEqual(
      FOLDERS.map((folder) => `plumbline-${folder}`),
    );
    expect(functions.map(([id]) => id)).toContain("SweepDashaccountLambdaFunction");
    for (const [, { Properties, DependsOn }] of functions) {
      expect(Properties).toMatchObject({ Runtime: "nodejs24.x", Architectures: ["arm64"], Handler: "handler.handler" });
      expect(Properties.Environment).toMatchObject({ Variables: { CONFIGURATION_DIGEST: DIGEST } });
      const [role = ""] = references(Properties.Role);
      expect(template.Resources[role]?.Properties.RoleName).toBe(Properties.FunctionName);
      const [group = ""] = DependsOn as readonly string[];
      expect(template.Resources[group]?.Properties).toMatchObject({
        LogGroupName: `/aws/lambda/${Properties.FunctionName}`,
        RetentionInDays: { Ref: "LogRetentionDays" },
      });
    }
  });

  it("refers to nothing that it does not declare, and asks for no parameter that it does not use", () => {
    const declared = new Set([...Object.keys(template.Resources), ...Object.keys(template.Parameters)]);
    const named = [...references(template)].filter((name) => !name.startsWith("AWS::"));
    expect(named.filter((name) => !declared.has(name))).toEqual([]);
    expect(Object.keys(template.Parameters).filter((name) => !named.includes(name))).toEqual([]);
  });

  it("keeps what holds something when the stack goes, and has the table and the bucket survive a mistake", () => {
    const stateful = Object.entries(template.Resources).filter(([, { Type }]) =>
      ["AWS::DynamoDB::Table", "AWS::S3::Bucket", "AWS::Events::EventBus"].includes(Type),
    );
    const kept = stateful.filter(([id]) => id !== "MemberBus");
    expect(kept.map(([id]) => id).sort()).toEqual(["DriftBus", "LedgerTable", "ReportBucket"]);
    for (const id of [...kept.map(([each]) => each), "AlertTopic", "ChatTopic", "EncryptionKey"]) {
      const resource = template.Resources[id];
      expect(resource?.DeletionPolicy, id).toMatch(/^Retain/);
      expect(resource?.UpdateReplacePolicy, id).toBe("Retain");
    }
    expect(template.Resources.LedgerTable?.Properties.DeletionProtectionEnabled).toBe(true);
    expect(template.Resources.ReportBucket?.Properties.VersioningConfiguration).toEqual({ Status: "Enabled" });
  });

  it("takes a bus, a topic and a key that are there already, to which everything then refers", () => {
    const existing = { DriftBus: "MakesDriftBus", AlertTopic: "MakesAlertTopic", EncryptionKey: "MakesKey" };
    for (const [id, condition] of Object.entries(existing)) {
      expect(template.Resources[id]?.Condition).toBe(condition);
      const others = Object.entries(template.Resources).filter(([, each]) => each.Condition !== condition);
      const naming = others.filter(([, { Properties }]) => references(Properties).has(id));
      expect(naming.length).toBeGreaterThan(2);
      for (const [other, { Properties }] of naming) {
        const either = new RegExp(`"Fn::If":\\["${condition}",\\{"(?:Ref|Fn::GetAtt)":\\[?"${id}"`, "g");
        const named = new RegExp(`"(?:Ref|Fn::GetAtt)":\\[?"${id}"`, "g");
        const text = JSON.stringify(Properties);
        expect(text.match(named)?.length, other).toBe(text.match(either)?.length);
      }
    }
  });

  it("has every queue and topic under one key, which the services that write to them may use", () => {
    const under = { "Fn::If": ["MakesKey", { "Fn::GetAtt": ["EncryptionKey", "Arn"] }, { Ref: "ExistingKey" }] };
    const written = ["AWS::SQS::Queue", "AWS::SNS::Topic"].flatMap((type) => ofType(template.Resources, type));
    expect(written.length).toBeGreaterThan(12);
    for (const [id, { Properties }] of written) {
      expect(Properties.KmsMasterKeyId, id).toEqual(under);
      expect(Properties.SqsManagedSseEnabled, id).toBeUndefined();
    }
    const { KeyPolicy, EnableKeyRotation } = template.Resources.EncryptionKey?.Properties ?? {};
    expect(EnableKeyRotation).toBe(true);
    expect(KeyPolicy).toMatchObject({
      Statement: [
        { Action: "kms:*", Principal: { AWS: { "Fn::Sub": expect.stringMatching(/:root$/) } } },
        {
          Action: ["kms:Decrypt", "kms:GenerateDataKey"],
          Principal: { Service: ["events.amazonaws.com", "sns.amazonaws.com", "cloudwatch.amazonaws.com"] },
        },
      ],
    });
  });

  it("tags whatever can be tagged", () => {
    const without = [
      "CloudWatch::Dashboard",
      "Events::EventBusPolicy",
      "IAM::ManagedPolicy",
      "Lambda::EventInvokeConfig",
      "Lambda::Permission",
      "S3::BucketPolicy",
    ].concat(["SNS::Subscription", "SNS::TopicPolicy", "SQS::QueuePolicy"]);
    const untagged = Object.entries(template.Resources).filter(([, { Properties }]) => Properties.Tags === undefined);
    expect(untagged.filter(([, { Type }]) => !without.includes(Type.replace("AWS::", "")))).toEqual([]);
  });

  it("names no account and no Region, and nothing of one partition", () => {
    const text = JSON.stringify(template);
    expect(text).not.toMatch(/\b\d{12}\b/);
    expect(text).not.toMatch(/\b(?:us|eu|ap|cn)-(?:gov-)?[a-z]+-\d\b/);
    expect(text).not.toMatch(/arn:aws[\w-]*:/);
  });

  it("is refused where an id stands twice", () => {
    const [first, ...others] = files.functions;
    const twice = { ...files, functions: first === undefined ? [] : [first, ...others, { ...first, folder: "other" }] };
    const rights = new Map([...rightsIn({}), ["other", []] as const]);
    expect(() => compose(twice, rights, String, DIGEST)).toThrow("DetectDriftRule is declared twice");
  });

  it("is refused where nobody said what a function may do", () => {
    expect(() => compose(files, new Map(), String, DIGEST)).toThrow("The function detect-drift has no rights.");
  });
});

describe("the rights of a deployment", () => {
  it("are those of each function's role, and none besides", () => {
    const rights = rightsIn({ hub: { ...HUB, entities: [REPAIRED] }, members: [MEMBER] });
    const { Resources } = composed({ hub: { ...HUB, entities: [REPAIRED] }, members: [MEMBER] });
    const roles = ofType(Resources, "AWS::IAM::Role").filter(([id]) =>
      /^(?:Detect|Post|Re|Send|Sweep)\w+Role$/.test(id),
    );
    expect(roles).toHaveLength(FOLDERS.length);
    for (const [, { Properties }] of roles) {
      const [policy] = Properties.Policies as unknown as readonly [{ PolicyDocument: { Statement: unknown[] } }];
      const folder = String(Properties.RoleName).replace("plumbline-", "");
      const actions = (statements: readonly unknown[]) => statements.map((each) => (each as IdentityStatement).Action);
      expect(actions(policy.PolicyDocument.Statement)).toEqual(actions(rights.get(folder) ?? []));
      expect(Properties.ManagedPolicyArns).toBeUndefined();
    }
  });

  it("write to IAM nowhere where everything is off, nor enter an account where there is no other", () => {
    for (const folder of FOLDERS) {
      expect(allowed({}, folder, WRITES), folder).toEqual([]);
      expect(allowed({}, folder, /^sts:|^organizations:/), folder).toEqual([]);
    }
  });

  it("write just what the hub's own entities can need, and in no function but the one that repairs", () => {
    const given = { hub: { ...HUB, entities: [OFF, REPAIRED] } };
    const writing = FOLDERS.filter((folder) => allowed(given, folder, WRITES).length > 0);
    expect(writing).toEqual(["remediate-drift"]);
    expect(allowed(given, "remediate-drift", WRITES)).toEqual([
      {
        Effect: "Allow",
        Action: ["iam:CreatePolicyVersion", "iam:SetDefaultPolicyVersion", "iam:DeletePolicyVersion"],
        Resource: [{ "Fn::Sub": expect.stringMatching(/:policy\/(?!\*)/) }],
      },
    ]);
  });

  it("enter members to read them, and to repair where something of one is repaired", () => {
    const entered = (member: ConfiguredAccount) =>
      allowed({ members: [member] }, "remediate-drift", /^sts:/).flatMap(({ Resource }) => Resource);
    const [reader, remediator] = ["MemberReaderRoleName", "MemberRemediatorRoleName"].map((name) => ({
      "Fn::Sub": expect.stringContaining(`:role/\${${name}}`),
    }));
    expect(entered(MEMBER)).toEqual([reader]);
    expect(entered({ ...MEMBER, entities: [REPAIRED] })).toEqual([reader, remediator]);
    expect(allowed({ members: [MEMBER] }, "detect-drift", /^sts:/)).toHaveLength(1);
  });

  it("ask Organizations where accounts are taken from it", () => {
    const organization = [{ selector: { unit: "r-ab12" }, except: [], account: MEMBER }];
    expect(allowed({ organization }, "sweep-account", /^organizations:/)).toHaveLength(1);
    expect(allowed({ organization }, "sweep-account", /^sts:/)).toHaveLength(1);
  });

  const route = { name: "default", detail: "summary", minimumSeverity: "low" } as const;
  const slack = (store: "ssm" | "secretsmanager", id: string): Route => ({
    ...route,
    slack: { channel: "#iam", secret: { store, id } },
  });
  const secret = "arn:aws:secretsmanager:us-east-1:111122223333:secret:plumbline/slack-Ab12Cd";

  it("publish to the topics of routes, and read the secrets of routes, each once", () => {
    const topic = "arn:aws:sns:us-east-1:111122223333:on-call";
    const routes = [
      slack("ssm", "/plumbline/token"),
      slack("ssm", "/plumbline/token"),
      slack("secretsmanager", secret),
    ];
    const given = { routes: [...routes, { ...route, topic }] };
    expect(allowed(given, "send-alert", /^sns:/).at(-1)?.Resource).toEqual([topic]);
    expect(allowed(given, "post-to-slack", /^ssm:|^secretsmanager:/)).toEqual([
      {
        Effect: "Allow",
        Action: ["ssm:GetParameter"],
        Resource: [{ "Fn::Sub": expect.stringMatching(/:parameter\/plumbline\/token$/) }],
      },
      { Effect: "Allow", Action: ["secretsmanager:GetSecretValue"], Resource: [secret] },
    ]);
  });

  it("read no secret where no route has one, but the kill switch", () => {
    expect(allowed({}, "post-to-slack", /^ssm:|^secretsmanager:/)).toEqual([]);
    expect(allowed({}, "remediate-drift", /^ssm:/)).toHaveLength(1);
  });

  it("let a role that infra/ declares use the key, where it sends, and stand in the table", () => {
    const [template, ...others] = files.templates;
    if (template === undefined) throw new Error("There is no template in infra/.");
    const role = (name: string, Action: string): Resource => ({
      Type: "AWS::IAM::Role",
      Properties: {
        RoleName: name,
        Policies: [
          {
            PolicyName: name,
            PolicyDocument: { Statement: [{ Effect: "Allow", Action, Resource: { Ref: "AlertTopic" } }] },
          },
        ],
      },
    });
    const Resources = {
      ...template.Resources,
      One: role("teller", "sns:Publish"),
      Two: role("reader", "sns:ListTopics"),
    };
    const made = compose(
      { ...files, templates: [{ ...template, Resources }, ...others] },
      rightsIn({}),
      String,
      DIGEST,
    );
    const table = otherRights(made, FOLDERS);
    const words = (who: string) => rightsAsText(new Map([[who, table.get(who) ?? []]]), {}).split("\n");
    expect(words("role teller")).toEqual([
      ...["role teller", "  sns:Publish", "      on AlertTopic"],
      ...["  kms:Decrypt, kms:GenerateDataKey", "      on EncryptionKey", ""],
    ]);
    expect(words("role reader")).toEqual(["role reader", "  sns:ListTopics", "      on AlertTopic", ""]);
    expect([...table.keys()].filter((who) => FOLDERS.some((folder) => who.endsWith(folder)))).toEqual([]);
  });

  it("use the key to receive where a function receives, and to send where it sends", () => {
    const used = FOLDERS.map((folder) => [folder, allowed({}, folder, /^kms:/).flatMap(({ Action }) => Action)]);
    const [receive, send] = [["kms:Decrypt"], ["kms:Decrypt", "kms:GenerateDataKey"]];
    expect(Object.fromEntries(used)).toEqual({
      "detect-drift": send,
      "post-to-slack": receive,
      "remediate-drift": receive,
      "report-keys": send,
      "send-alert": send,
      "sweep-account": send,
    });
  });

  it("are for everything only where IAM knows nothing narrower", () => {
    const given = { members: [{ ...MEMBER, entities: [REPAIRED] }], organization: [] };
    const everywhere = [...rightsIn(given).values()].flat().filter(({ Resource }) => Resource === "*");
    expect([...new Set(everywhere.flatMap(({ Action }) => Action))].sort()).toEqual([
      "cloudtrail:LookupEvents",
      "iam:GenerateCredentialReport",
      "iam:GetAccountAuthorizationDetails",
      "iam:GetAccountSummary",
      "iam:GetCredentialReport",
    ]);
  });

  it("become managed policies where a role has no room for them", () => {
    const entities = Array.from({ length: 200 }, (_, index) => {
      const { entity } = REPAIRED;
      return { ...REPAIRED, entity: { ...entity, name: `${"a-rather-long-name".repeat(3)}-${index}` } };
    });
    const { Resources } = composed({ hub: { ...HUB, entities } });
    const role = Object.values(Resources).find(({ Properties }) => Properties.RoleName === "plumbline-remediate-drift");
    expect(role?.Properties.Policies).toBeUndefined();
    const managed = ofType(Resources, "AWS::IAM::ManagedPolicy").filter(([id]) => id !== "ProtectionPolicy");
    expect(role?.Properties.ManagedPolicyArns).toEqual(managed.map(([Ref]) => ({ Ref })));
    const text = JSON.stringify(managed.map(([, { Properties }]) => Properties.PolicyDocument));
    expect(entities.filter(({ entity: { name } }) => !text.includes(`${name}"`))).toEqual([]);
  });
});

describe("the table of rights", () => {
  const rights = new Map<string, readonly IdentityStatement[]>([
    [
      "repair",
      [
        {
          Effect: "Allow",
          Action: ["sqs:ReceiveMessage", "sqs:DeleteMessage"],
          Resource: { "Fn::GetAtt": ["Queue", "Arn"] },
        },
        {
          Effect: "Allow",
          Action: ["iam:AttachUserPolicy"],
          Resource: [{ "Fn::Sub": `arn:\${AWS::Partition}:iam::\${AWS::AccountId}:user/\${Name}` }, { Ref: "Topic" }],
          Condition: { ArnEquals: { "iam:PolicyARN": ["arn:one", { "Fn::Sub": `\${AWS::Partition}` }] } },
        },
      ],
    ],
  ]);
  const values = { "AWS::Partition": "aws-cn", "AWS::AccountId": "111122223333" };

  it("says as text who may do what to what, and on which condition", () => {
    expect(rightsAsText(rights, values).split("\n")).toEqual([
      "repair",
      "  sqs:ReceiveMessage, sqs:DeleteMessage",
      "      on Queue",
      "  iam:AttachUserPolicy",
      `      on arn:aws-cn:iam::111122223333:user/\${Name}`,
      "      on Topic",
      "      if ArnEquals iam:PolicyARN arn:one or aws-cn",
      "",
    ]);
  });

  it("says the same in Markdown, a row for each statement", () => {
    expect(rightsAsMarkdown(rights, values).split("\n").slice(2)).toEqual([
      "| function | actions | resources | only if |",
      "| --- | --- | --- | --- |",
      "| repair | sqs:ReceiveMessage, sqs:DeleteMessage | `Queue` |  |",
      `| repair | iam:AttachUserPolicy | \`arn:aws-cn:iam::111122223333:user/\${Name}\`<br>\`Topic\` | \`ArnEquals iam:PolicyARN arn:one or aws-cn\` |`,
      "",
    ]);
  });
});
