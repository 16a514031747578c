import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** How many entities of each kind the account has: 10,000 in all. */
const COUNTS = { role: 5_500, user: 2_500, group: 500, policy: 1_500 } as const;
type Kind = keyof typeof COUNTS;

const ACCOUNT = "123456789012";
const CreateDate = "2026-01-02T03:04:05+00:00";
const BASELINE = "made-up";
/** AWS's own policies that are attached to something, with all their versions, as IAM lists them. */
const AWS_POLICIES = 150;
const SERVICES = ["s3", "sqs", "dynamodb", "kinesis", "lambda", "sns", "logs", "ecs", "kms", "ssm"] as const;
const VERBS = ["Get", "List", "Describe", "Put", "Update", "Tag"] as const;

/** An account in files, and what is expected of it. */
export interface MadeUpAccount {
  readonly details: string;
  readonly baseline: string;
  readonly configuration: string;
  readonly entities: number;
  readonly expected: number;
}

/**
 * Writes what `aws iam get-account-authorization-details` prints of an account of 10,000 entities, each with documents of the length
 * that such accounts have, and a baseline that every one of the expected entities is as it should be by.
 * @param share how many of a hundred entities are expected
 */
export function writeAccount(directory: string, share: number): MadeUpAccount {
  const details = join(directory, "account.json");
  const baseline = join(directory, BASELINE);
  const configuration = join(directory, "plumbline.yml");
  mkdirSync(baseline, { recursive: true });
  writeFileSync(details, JSON.stringify(accountDetails(), undefined, 4));
  writeFileSync(configuration, "accounts: []\n");
  const some = (kind: Kind) => names(kind).slice(0, Math.ceil((COUNTS[kind] * share) / 100));
  const expected = { role: some("role"), user: some("user"), group: some("group"), policy: some("policy") };
  for (const [file, text] of baselineFiles(expected)) writeFileSync(join(baseline, file), text);
  const count = (lists: readonly (readonly unknown[])[]) => lists.reduce((sum, list) => sum + list.length, 0);
  return {
    details,
    baseline,
    configuration,
    entities: count(KINDS.map(names)),
    expected: count(Object.values(expected)),
  };
}

const KINDS: readonly Kind[] = ["role", "user", "group", "policy"];

function names(kind: Kind): readonly string[] {
  return Array.from({ length: COUNTS[kind] }, (_, index) => `${kind}-of-the-made-up-account-${index + 1}`);
}

/** A policy that decides the same for every entity of a kind, in a text of its own: its statements are called after the entity. */
function document(kind: string, name: string, statements: number) {
  const Statement = Array.from({ length: statements }, (_, index) => {
    const service = SERVICES[(index + kind.length) % SERVICES.length];
    const resource = `arn:aws:${service}:*:*:owned-by-the-${kind}-of-the-made-up-account`;
    return {
      Sid: `Statement${index + 1}${name.replaceAll("-", "")}`,
      Effect: "Allow",
      Action: VERBS.map((verb) => `${service}:${verb}*`),
      Resource: [resource, `${resource}/*`],
      Condition: { StringEquals: { "aws:ResourceTag/owner": `the-team-that-owns-the-${kind}` } },
    };
  });
  return { Version: "2012-10-17", Statement };
}

const TRUST = {
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service: "ecs-tasks.amazonaws.com" }, Action: "sts:AssumeRole" }],
};

const attached = (index: number) => ({
  PolicyName: `Aws${index % AWS_POLICIES}`,
  PolicyArn: `arn:aws:iam::aws:policy/Aws${index % AWS_POLICIES}`,
});

function base(kind: Kind, name: string, idPrefix: string, index: number) {
  const id = `${idPrefix}${String(index).padStart(17, "0")}`;
  return { Path: "/", id, Arn: `arn:aws:iam::${ACCOUNT}:${kind}/${name}`, CreateDate };
}

function accountDetails(): unknown {
  const Tags = [
    { Key: "owner", Value: "the-team-that-owns-it" },
    { Key: "stage", Value: "production" },
  ];
  return {
    UserDetailList: names("user").map((UserName, index) => {
      const { id: UserId, ...rest } = base("user", UserName, "AIDA", index);
      const policies = [{ PolicyName: "own", PolicyDocument: document("user", UserName, 2) }];
      const GroupList = [`group-of-the-made-up-account-${(index % COUNTS.group) + 1}`];
      return {
        ...rest,
        UserName,
        UserId,
        UserPolicyList: policies,
        GroupList,
        AttachedManagedPolicies: [attached(index)],
        Tags,
      };
    }),
    GroupDetailList: names("group").map((GroupName, index) => {
      const { id: GroupId, ...rest } = base("group", GroupName, "AGPA", index);
      const policies = [{ PolicyName: "own", PolicyDocument: document("group", GroupName, 3) }];
      return { ...rest, GroupName, GroupId, GroupPolicyList: policies, AttachedManagedPolicies: [attached(index)] };
    }),
    RoleDetailList: names("role").map((RoleName, index) => {
      const { id: RoleId, ...rest } = base("role", RoleName, "AROA", index);
      const policies = [{ PolicyName: "own", PolicyDocument: document("role", RoleName, 4) }];
      const profile = { InstanceProfileName: RoleName, Arn: `arn:aws:iam::${ACCOUNT}:instance-profile/${RoleName}` };
      return {
        ...rest,
        RoleName,
        RoleId,
        AssumeRolePolicyDocument: TRUST,
        InstanceProfileList: [{ Path: "/", ...profile, InstanceProfileId: `AIPA${index}`, CreateDate, Roles: [] }],
        RolePolicyList: policies,
        AttachedManagedPolicies: [attached(index)],
        Tags,
        RoleLastUsed: { LastUsedDate: CreateDate, Region: "us-east-1" },
      };
    }),
    Policies: [
      ...names("policy").map((PolicyName, index) => {
        const { id: PolicyId, ...rest } = base("policy", PolicyName, "ANPA", index);
        return { ...rest, PolicyName, PolicyId, ...versions(2, () => document("policy", PolicyName, 3)) };
      }),
      ...Array.from({ length: AWS_POLICIES }, (_, index) => {
        const { PolicyName, PolicyArn: Arn } = attached(index);
        const own = { Path: "/", PolicyName, PolicyId: `ANPAAWS${index}`, Arn, CreateDate };
        return { ...own, ...versions(8, (version) => document("aws", `${PolicyName}-${version}`, 6)) };
      }),
    ],
  };
}

function versions(count: number, documentOf: (version: number) => unknown) {
  const PolicyVersionList = Array.from({ length: count }, (_, index) => {
    const version = count - index;
    return { Document: documentOf(version), VersionId: `v${version}`, IsDefaultVersion: index === 0, CreateDate };
  });
  return { DefaultVersionId: `v${count}`, AttachmentCount: 1, IsAttachable: true, PolicyVersionList };
}

function baselineFiles(expected: Readonly<Record<Kind, readonly string[]>>): readonly (readonly [string, string])[] {
  const written = (value: unknown) => JSON.stringify(value, undefined, 2);
  const common = { presence: "required", compare: "exact", severity: "high", remediate: "off" };
  const entity = (kind: Kind) => ({ kind, name: `{{${kind}s}}`, forEach: `${kind}s`, ...common });
  const inlinePolicies = (kind: Kind) => ({ match: "exact", policies: [{ name: "own", document: `${kind}.json` }] });
  const files = [...KINDS.map((kind) => `${kind}.json`), "trust.json"];
  const baseline = {
    baseline: BASELINE,
    title: "Everything in the account",
    page: { title: "Made up", url: "https://example.com/made-up" },
    parameters: Object.fromEntries(
      KINDS.map((kind) => [`${kind}s`, { type: "list", items: "string", default: expected[kind], description: kind }]),
    ),
    documents: files.map((file) => ({ file, provenance: "verbatim", page: { title: "Made up" } })),
    entities: [
      { ...entity("role"), trust: "trust.json", inlinePolicies: inlinePolicies("role") },
      { ...entity("user"), inlinePolicies: inlinePolicies("user") },
      { ...entity("group"), inlinePolicies: inlinePolicies("group") },
      { ...entity("policy"), document: "policy.json" },
    ],
  };
  const statements: Readonly<Record<Kind, number>> = { role: 4, user: 2, group: 3, policy: 3 };
  return [
    // YAML takes JSON as it is.
    ["baseline.yml", written(baseline)],
    ["trust.json", written(TRUST)],
    ...KINDS.map((kind) => [`${kind}.json`, written(document(kind, "", statements[kind]))] as const),
  ];
}
