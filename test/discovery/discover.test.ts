import { describe, expect, it } from "vitest";
import { discover } from "../../shared/discovery/discover.ts";
import type { DiscoveredBaseline } from "../../shared/discovery/discovery.ts";
import {
  arnOf,
  COMPANY,
  type DetailEntry,
  discoverIn,
  discoverLive,
  expected,
  found,
  liveIn,
  made,
  type Parameters,
  policy,
  role,
  solvedOf,
  statementText,
  user,
} from "./discover-fixture.ts";

function seeded(baseline: string, parameters: Parameters = {}): readonly DetailEntry[] {
  return expected({ [baseline]: parameters }).flatMap(made);
}

/** The default version's statements of a policy, to be put otherwise. */
function amended(
  entries: readonly DetailEntry[],
  name: string,
  change: (text: string) => string,
): readonly DetailEntry[] {
  return entries.map((entry) => {
    const { members } = entry;
    if (members.PolicyName !== name && members.RoleName !== name) return entry;
    return { ...entry, members: JSON.parse(change(JSON.stringify(members))) };
  });
}

const RED5 = "red5-stream-manager";
const MATILLION = "matillion-agent";
const RENAMED = {
  taskRoleName: "etl",
  taskPolicyName: "etl-work",
  executionRoleName: "etl-start",
  executionPolicyName: "etl-start",
  stagingBucket: "acme-staging",
  secretsRegion: "eu-west-1",
  platformKeySecret: "acme/key-Ab3dE9",
};
const SPACELIFT = "arn:aws:iam::324880187172:root";

/** Whom Viz Now's deploy role lets in, on some condition. */
function spacelift(externalId: string): string {
  const Condition = { StringLike: { "sts:ExternalId": externalId } };
  return statementText({ Effect: "Allow", Principal: { AWS: SPACELIFT }, Action: "sts:AssumeRole", Condition });
}

interface Case {
  readonly name: string;
  readonly entries: readonly DetailEntry[];
  readonly baseline: string;
  /** What is taken for the baseline's own, with how sure that is. */
  readonly matches: readonly string[];
  readonly proposed?: boolean;
}

function matchesOf(discovered: DiscoveredBaseline | undefined): readonly string[] {
  return (discovered?.matches ?? []).map(
    ({ entity, confidence, foundBy }) => `${entity} ${confidence} by ${foundBy.join("+")}`,
  );
}

describe("discover: what matches, and twins that do not", () => {
  it.each<Case>([
    {
      name: "a policy under another name, by what it says",
      entries: seeded(RED5, { policyName: "sm", userName: "sm" }),
      baseline: RED5,
      matches: ["policy/sm sure by content", "user/sm sure by content"],
    },
    {
      name: "the same with one action more is still near",
      entries: amended(seeded(RED5, { policyName: "sm", userName: "sm" }), "sm", (text) =>
        text.replace('"ec2:DescribeVpcs"', '"ec2:DescribeVpcs","ec2:DeleteVpc"'),
      ),
      baseline: RED5,
      matches: ["policy/sm likely by content", "user/sm sure by content"],
    },
    {
      name: "twin: a policy with half of its actions is another",
      entries: amended(seeded(RED5, { policyName: "sm", userName: "sm" }), "sm", (text) =>
        text.replaceAll(/"ec2:(?:Describe|Attach|Detach)\w+",/g, ""),
      ),
      baseline: RED5,
      matches: [],
      proposed: false,
    },
    {
      name: "a role by the policy that it has, though its trust is anybody's",
      entries: seeded(MATILLION, RENAMED),
      baseline: MATILLION,
      matches: [
        "policy/etl-work sure by content",
        "role/etl sure by content",
        "policy/etl-start sure by content",
        "role/etl-start sure by content",
      ],
    },
    {
      name: "twin: a task role with a bucket and a secret of its own",
      entries: [
        role("etl", { trust: ecsTasksTrust(), attached: [arnOf("etl-work")] }),
        policy(
          "etl-work",
          statementText(
            { Effect: "Allow", Action: ["s3:GetObject", "s3:PutObject"], Resource: "arn:aws:s3:::acme-staging/*" },
            { Effect: "Allow", Action: "secretsmanager:GetSecretValue", Resource: "*" },
          ),
        ),
      ],
      baseline: MATILLION,
      matches: [],
      proposed: false,
    },
    {
      name: "one entity of four is seen, and is too little to propose the baseline",
      entries: seeded(MATILLION, RENAMED).filter(
        ({ list, members }) => list === "Policies" && members.PolicyName === "etl-start",
      ),
      baseline: MATILLION,
      matches: ["policy/etl-start sure by content"],
      proposed: false,
    },
    {
      name: "a role by whom it lets in, also where that was narrowed",
      entries: [role("deployer", { trust: spacelift("SpaceliftIntegration@viz") })],
      baseline: "viz-now",
      matches: ["role/deployer likely by content"],
    },
    {
      name: "twin: a role that lets the same company in for something else",
      entries: [role("deployer", { trust: spacelift("acme@01ABC") })],
      baseline: "viz-now",
      matches: [],
      proposed: false,
    },
    {
      name: "roles whose names have the vendor's own with a suffix",
      entries: seeded("viz-now", { deployRoleName: "viz-now-deploy-infra-2", manageRoleName: "viz-now-manage-2" }),
      baseline: "viz-now",
      matches: ["role/viz-now-deploy-infra-2 sure by name+content", "role/viz-now-manage-2 sure by name+content"],
    },
    {
      name: "twin: a name with the vendor's own in it, and nothing of its content",
      entries: [
        role("viz-now-manage-logs", {
          inline: { read: statementText({ Effect: "Allow", Action: "logs:GetLogEvents", Resource: "*" }) },
        }),
      ],
      baseline: "viz-now",
      matches: [],
      proposed: false,
    },
    {
      name: "a role with the vendor's own name, though a reconstructed document says little of it",
      entries: [role("viz-now-manage")],
      baseline: "viz-now",
      matches: ["role/viz-now-manage likely by name"],
    },
    {
      name: "a service-linked role",
      entries: seeded("amazon-ivs-recording"),
      baseline: "amazon-ivs-recording",
      matches: ["role/AWSServiceRoleForIVSRecordToS3 sure by name+content"],
    },
    {
      name: "twin: a role of that name that no service made",
      entries: [role("AWSServiceRoleForIVSRecordToS3")],
      baseline: "amazon-ivs-recording",
      matches: [],
      proposed: false,
    },
    {
      name: "users by AWS's own policy for the product",
      entries: [user("ann", ["arn:aws:iam::aws:policy/IVSReadOnlyAccess"])],
      baseline: "amazon-ivs",
      matches: ["user/ann likely by content"],
    },
    {
      name: "twin: users with AWS's policies for anybody",
      entries: [user("ann", ["arn:aws:iam::aws:policy/ReadOnlyAccess"])],
      baseline: "amazon-ivs",
      matches: [],
      proposed: false,
    },
    {
      name: "twin: the default name with another content is possible, and not more",
      entries: [policy("ivs-operator", statementText({ Effect: "Allow", Action: "dynamodb:GetItem", Resource: "*" }))],
      baseline: "amazon-ivs",
      matches: [],
      proposed: false,
    },
  ])("$name", async ({ entries, baseline, matches, proposed = true }) => {
    const discovered = found(await discoverIn([...COMPANY, ...entries]), baseline);
    expect(matchesOf(discovered)).toEqual(matches);
    expect(discovered?.proposed ?? false).toBe(proposed);
  });

  it("finds nothing in an account like any other", async () => {
    expect(await discoverIn(COMPANY)).toEqual({ baselines: [], unreadable: [] });
  });

  it("tells what is only possible without proposing it", async () => {
    const trivial = policy("ivs-operator", statementText());
    const discovered = found(await discoverIn([trivial]), "amazon-ivs");
    expect(discovered).toMatchObject({
      proposed: false,
      matches: [],
      others: [{ entity: "policy/ivs-operator", confidence: "possible", foundBy: ["name"] }],
    });
  });
});

function ecsTasksTrust(): string {
  return statementText({
    Effect: "Allow",
    Principal: { Service: "ecs-tasks.amazonaws.com" },
    Action: "sts:AssumeRole",
  });
}

const NO_POLICY = '{"Version":"2012-10-17","Statement":[{"Effect":"Perhaps"}]}';

describe("discover: what cannot be told apart is told", () => {
  const two = [
    ...seeded(RED5, { policyName: "sm-one", userName: "one" }),
    ...seeded(RED5, { policyName: "sm-two", userName: "two" }),
  ];

  it("names both of two that are alike, and solves nothing by them", async () => {
    const discovered = found(await discoverIn(two), RED5);
    expect(discovered).toMatchObject({ matches: [], documents: { expected: 1, alike: 1, near: 0 } });
    expect(discovered?.ambiguous.map(({ candidates }) => candidates.map(({ entity }) => entity))).toEqual([
      ["policy/sm-one", "policy/sm-two"],
      ["user/one", "user/two"],
    ]);
    expect(discovered?.solved).toEqual([]);
    expect(discovered?.open).toMatchObject([
      { name: "policyName", candidates: ["sm-one", "sm-two"], default: "stream-manager-programmatic-access" },
      { name: "userName", candidates: ["one", "two"], default: "production-streammanager" },
    ]);
    expect(discovered?.notes.join()).toContain("list the baseline once for each");
  });

  it("takes the one of two policies that the baseline's own user has", async () => {
    const withoutSecondUser = two.filter(({ members }) => members.UserName !== "two");
    const discovered = found(await discoverIn(withoutSecondUser), RED5);
    expect(solvedOf(discovered)).toEqual({ policyName: "sm-one", userName: "one" });
    expect(discovered?.others.map(({ entity }) => entity)).toEqual(["policy/sm-two"]);
  });

  it("takes the one of two that has the baseline's own name, and names the other", async () => {
    const discovered = found(await discoverIn([...two, ...seeded(RED5)]), RED5);
    expect(solvedOf(discovered)).toEqual({
      policyName: "stream-manager-programmatic-access",
      userName: "production-streammanager",
    });
    expect(discovered?.others.map(({ entity }) => entity)).toEqual([
      "policy/sm-one",
      "policy/sm-two",
      "user/one",
      "user/two",
    ]);
  });

  it("takes the one of two roles whose name was changed as its sibling's was", async () => {
    const suffixed = (suffix: string) => ({
      deployRoleName: `viz-now-deploy-infra-${suffix}`,
      manageRoleName: `viz-now-manage-${suffix}`,
    });
    const second = seeded("viz-now", suffixed("b")).filter(({ members }) => members.RoleName === "viz-now-manage-b");
    const discovered = found(await discoverIn([...seeded("viz-now", suffixed("a")), ...second]), "viz-now");
    expect(solvedOf(discovered)).toMatchObject(suffixed("a"));
    expect(discovered?.others.map(({ entity }) => entity)).toEqual(["role/viz-now-manage-b"]);
  });

  it("gives an entity to one list of two that it fits, and says so", async () => {
    const arns = ["IVSFullAccess", "IVSReadOnlyAccess"].map((name) => `arn:aws:iam::aws:policy/${name}`);
    const discovered = found(await discoverIn([user("ann", arns)]), "amazon-ivs");
    expect(solvedOf(discovered)).toMatchObject({ readOnlyUsers: ["ann"], fullAccessUsers: [] });
    expect(discovered?.notes).toEqual([
      "user/ann fits one of fullAccessUsers too, and is taken for one of readOnlyUsers of amazon-ivs, since a configuration may describe it once.",
    ]);
  });

  describe("where not everything could be read", () => {
    const ann = user("ann", ["arn:aws:iam::aws:policy/IVSReadOnlyAccess"]);
    const refused = {
      status: "unreadable",
      reason: { call: "ListAttachedUserPolicies", code: "AccessDenied", message: "no" },
    } as const;

    it.each([
      ["what is attached to another user", refused, new Set<"user">()],
      ["another user at all", undefined, new Set(["user"] as const)],
    ])("solves no list, and nobody's absence, by users alone: %s", async (_, attachments, unread) => {
      const live = (await liveIn(attachments === undefined ? [ann] : [ann, user("bob")])).map((each) =>
        each.entity.name === "bob" && each.state.kind === "user" && attachments !== undefined
          ? { ...each, state: { ...each.state, attachments } }
          : each,
      );
      const discovered = found(discoverLive(live, unread), "amazon-ivs");
      expect(discovered?.open).toContainEqual(
        expect.objectContaining({
          name: "readOnlyUsers",
          candidates: [["ann"]],
          reason: "It would be ann, but not every user could be read and understood.",
        }),
      );
      expect(Object.keys(solvedOf(discovered)).filter((name) => name.endsWith("Users"))).toEqual([]);
      expect(solvedOf(discovered)).toMatchObject({ readOnlyGroups: [], operatorPolicyPresence: "optional" });
    });

    it("does not call an inline policy missing that could not be understood", async () => {
      const discovery = await discoverIn([role("viz-now-manage", { inline: { "viz-now-manage": NO_POLICY } })]);
      const evidence = found(discovery, "viz-now")?.matches.flatMap((match) => match.evidence) ?? [];
      expect(evidence).toContainEqual(
        expect.objectContaining({
          aspect: "inline policy",
          verdict: "unreadable",
          words: "its inline policy viz-now-manage could not be understood, to compare with manage-policy.json",
        }),
      );
    });
  });

  it("solves what it can of a changed document, and asks for the rest", async () => {
    const changed = amended(seeded(MATILLION, RENAMED), "etl-work", (text) =>
      text.replaceAll("arn:aws:s3:::acme-staging", "arn:aws:s3:::acme-*"),
    );
    const discovered = found(await discoverIn(changed), MATILLION);
    expect(solvedOf(discovered)).toMatchObject({ secretsRegion: "eu-west-1", platformKeySecret: "acme/key-Ab3dE9" });
    expect(discovered?.open).toMatchObject([{ name: "stagingBucket", candidates: [] }]);
    expect(discovered?.open[0]).not.toHaveProperty("default");
  });

  it("never takes a value that its parameter does not permit", async () => {
    const hostile = amended(seeded(MATILLION, RENAMED), "etl-work", (text) =>
      text.replaceAll("acme/key-Ab3dE9", "acme/*-Ab3dE9"),
    );
    const discovered = found(await discoverIn(hostile), MATILLION);
    expect(discovered?.open.map(({ name }) => name)).toEqual(["secretsRegion", "platformKeySecret"]);
  });

  it("says which secrets may change places", async () => {
    const secrets = {
      platformKeySecret: "platform/key-Ab3dE9",
      databasePasswordsSecrets: ["a/b-Ab3dE9", "c/d-Ab3dE9"],
    };
    const discovered = found(await discoverIn(seeded(MATILLION, { ...RENAMED, ...secrets })), MATILLION);
    expect(solvedOf(discovered)).toMatchObject(secrets);
    expect(discovered?.notes.join()).toContain(
      "Which value is which of databasePasswordsSecrets and platformKeySecret",
    );
  });

  it("says where an entity stands under another path than the baseline's", async () => {
    const [text = ""] = expected({ [RED5]: {} }).flatMap((entity) =>
      "document" in entity ? entity.document.text : [],
    );
    const discovered = found(await discoverIn([policy("stream-manager-programmatic-access", text, "/team/")]), RED5);
    const [match] = discovered?.matches ?? [];
    expect(match?.evidence).toContainEqual({
      aspect: "path",
      subject: "",
      verdict: "different",
      words: "stands under /team/, where the baseline has /",
    });
    expect(discovered?.notes).toEqual([
      "policy/stream-manager-programmatic-access stands under /team/, where the baseline has /. A check will find it moved, or missing.",
    ]);
  });
});

describe("discover: what could not be read", () => {
  it.each([
    { member: "RolePolicyList", part: "its inline policies" },
    { member: "AttachedManagedPolicies", part: "its attached policies" },
  ])("tells of a role without $member", async ({ member, part }) => {
    const entry = role("viz-now-manage");
    const { [member]: _, ...members } = entry.members;
    const discovery = await discoverIn([{ ...entry, members }]);
    expect(discovery.unreadable).toMatchObject([{ entity: "role/viz-now-manage", part }]);
  });

  it("tells of a document that it does not understand", async () => {
    const [live] = await liveIn([policy("odd", statementText())]);
    if (live?.state.kind !== "policy") throw new Error("It is a policy.");
    const state = {
      ...live.state,
      document: { status: "present", state: '{"Statement":[{"Effect":"Perhaps"}]}' } as const,
    };
    const { unreadable } = discover({
      address: { account: "123456789012", partition: "aws" },
      baselines: [],
      live: [{ ...live, state }],
    });
    expect(unreadable).toMatchObject([{ entity: "policy/odd", part: "its document" }]);
    expect(unreadable[0]?.reason).toMatch(/^it could not be understood: /);
  });
});
