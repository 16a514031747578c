import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { ExpectedDocument, ExpectedEntity } from "../../shared/baselines/expected-state.ts";
import { expectedAccountOf } from "../../shared/baselines/organization.ts";
import { OWN_BASELINE } from "../../shared/baselines/own-baseline.ts";
import type { ConfiguredAccount } from "../../shared/baselines/settings.ts";
import { iamRegion } from "../../shared/iam/iam-region.ts";
import { deployedRoles, type LiveRoles } from "./deployed-roles.ts";
import { compiled, deploymentOf, KEY, withOwnBaseline, withoutOwnBaseline } from "./own-configurations.ts";

const LAB = readFileSync("test/lab/plumbline.yml", "utf8");
const MEMBERS = readFileSync("test/lab/members.yml", "utf8");

/** A hub of another partition in which next to nothing is as it is by default. */
const GOVERNMENT = `
accounts:
  - id: "000000000000"
    partition: aws-us-gov
    baselines:
      - baseline: red5-stream-manager
        remediate: full
  - id: "111111111111"
    partition: aws-us-gov
    readerRole: arn:aws-us-gov:iam::111111111111:role/security/a+reader
    remediatorRole: arn:aws-us-gov:iam::111111111111:role/security/a+remediator
    externalId: media-7f3a
    baselines:
      - baseline: amazon-ivs
        remediate: narrow
organization:
  - unit: r-ab12
    partition: aws-us-gov
    readerRole: "arn:aws-us-gov:iam::{{account}}:role/security/a+reader"
    externalId: "media-{{account}}"
    baselines:
      - baseline: red5-stream-manager
routes:
  everybody: { detail: link }
  on-call:
    topic: arn:aws-us-gov:sns:us-gov-west-1:000000000000:iam-on-call
    slack: { channel: "#iam", secret: /plumbline/slack-token }
  auditors:
    slack: { channel: "#audit", secret: "arn:aws-us-gov:secretsmanager:us-gov-west-1:000000000000:secret:plumbline/audit-Ab3dE9" }
killSwitch: /plumbline/stop
`;
const GOVERNMENT_KEY = "arn:aws-us-gov:kms:us-gov-west-1:000000000000:key/mine";
const GOVERNMENT_TOPIC = "arn:aws-us-gov:sns:us-gov-west-1:000000000000:alerts-of-ours";
const READERS = [
  "arn:aws-us-gov:iam::000000000000:role/security",
  "arn:aws-us-gov:iam::000000000000:role/aws-reserved/*/Audit_*",
];

interface Case {
  readonly name: string;
  readonly text: string;
  /** How many members it has, an entry of `organization` as one. */
  readonly members: number;
  /** The stack's parameters that the deployer gives, and what they are in plumbline.yml. */
  readonly given?: Readonly<Record<string, string>>;
  readonly hub?: Readonly<Record<string, string>>;
  /** The same of the members' templates. */
  readonly givenToMembers?: Readonly<Record<string, string>>;
  readonly member?: unknown;
  readonly keyArn?: string;
}

const CASES: readonly Case[] = [
  { name: "the lab's account", text: LAB, members: 0 },
  { name: "a hub and its members", text: MEMBERS, members: 2, given: { OrganizationId: "o-abcdefghij" } },
  {
    name: "another partition, with a key, a bus and a topic of the deployer's own",
    text: GOVERNMENT,
    members: 2,
    given: {
      OrganizationId: "o-abcdefghij",
      ExistingKey: GOVERNMENT_KEY,
      ExistingDriftBus: "shared",
      ExistingAlertTopic: GOVERNMENT_TOPIC,
    },
    hub: { encryptionKey: GOVERNMENT_KEY, driftBus: "shared", alertTopic: GOVERNMENT_TOPIC },
    givenToMembers: { TrustedReaders: READERS.join(",") },
    member: { trustedReaders: READERS },
  },
];

const ownOf = ({ entities }: Pick<ConfiguredAccount, "entities">) =>
  entities.filter(({ baseline }) => baseline === OWN_BASELINE);

const nameOf = ({ entity }: ExpectedEntity) => `${entity.kind}/${entity.name}`;

const statements = (document: ExpectedDocument | undefined) => JSON.parse(document?.text ?? "null");

/** What a baseline says of IAM's own state, in one form with what IAM holds. */
function inWords(entities: readonly ExpectedEntity[]): unknown {
  return Object.fromEntries(
    entities.map((entity) => {
      if (entity.kind === "policy") return [nameOf(entity), statements(entity.document)];
      if (entity.kind !== "role") throw new Error(`${nameOf(entity)} is of no kind that is deployed.`);
      const { path, trust, inlinePolicies, attachments, tags = {} } = entity;
      const inline = Object.entries(inlinePolicies?.documents ?? {}).map(([name, each]) => [name, statements(each)]);
      const said = { path, trust: statements(trust), inline, attached: attachments?.policyArns, tags };
      return [nameOf(entity), said];
    }),
  );
}

function inIam({ RoleDetailList, Policies }: LiveRoles): unknown {
  const roles = RoleDetailList.map((role) => [
    `role/${role.RoleName}`,
    {
      path: role.Path,
      trust: role.AssumeRolePolicyDocument,
      inline: role.RolePolicyList.map(({ PolicyName, PolicyDocument }) => [PolicyName, PolicyDocument]),
      attached: role.AttachedManagedPolicies.map(({ PolicyArn }) => PolicyArn),
      tags: Object.fromEntries(role.Tags.map(({ Key, Value }) => [Key, Value])),
    },
  ]);
  const policies = Policies.map(({ PolicyName, PolicyVersionList }) => [
    `policy/${PolicyName}`,
    PolicyVersionList[0]?.Document,
  ]);
  return Object.fromEntries([...roles, ...policies]);
}

describe.each(CASES)(
  "Plumbline's own roles in $name",
  ({ text, members, given = {}, hub, givenToMembers = {}, member, keyArn = KEY }) => {
    const configuration = compiled(withOwnBaseline(text, hub, member));
    const deployment = deploymentOf(configuration, given);
    const fileOf = async (name: string) => {
      const file = (await deployment).files.find((each) => each.name === name);
      if (file === undefined) throw new Error(`There is no ${name}.`);
      return file.text;
    };
    const placeOf = ({ account, partition }: ConfiguredAccount, parameters: Readonly<Record<string, string>>) => {
      return { account, partition, region: iamRegion(partition) ?? "", keyArn, parameters };
    };

    it("are expected in the hub as its template says, statement by statement", async () => {
      const [account] = configuration.accounts;
      if (account === undefined) throw new Error("There is no hub.");
      const { parameters } = await deployment;
      const live = deployedRoles(await fileOf("plumbline.yml"), placeOf(account, parameters));
      expect(live.RoleDetailList.length).toBeGreaterThanOrEqual(7);
      expect(inWords(ownOf(account))).toEqual(inIam(live));
    });

    it("are expected in each member as its template says", async () => {
      expect(configuration.accounts.length - 1 + configuration.organization.length).toBe(members);
      for (const account of configuration.accounts.slice(1)) {
        const live = deployedRoles(await fileOf(`member-${account.account}.yml`), placeOf(account, givenToMembers));
        expect(live.RoleDetailList.map(({ RoleName }) => RoleName)).toContain("plumbline-member-events");
        expect(inWords(ownOf(account))).toEqual(inIam(live));
      }
      for (const [index, template] of configuration.organization.entries()) {
        const account = expectedAccountOf(template, { id: "222222222222" });
        const file = await fileOf(`member-organization-${index + 1}.yml`);
        expect(inWords(ownOf(account))).toEqual(inIam(deployedRoles(file, placeOf(account, givenToMembers))));
      }
    });

    it("are never repaired, gravest of all, and whole", () => {
      const all = [...configuration.accounts, ...configuration.organization.map(({ account }) => account)].flatMap(
        ownOf,
      );
      for (const entity of all) {
        expect(entity).toMatchObject({
          presence: "required",
          compare: "exact",
          severity: "critical",
          remediate: "off",
          owner: "cloudformation",
        });
        if (entity.kind === "role") {
          expect(entity).toMatchObject({
            permissionsBoundary: "none",
            inlinePolicies: { match: "exact" },
            attachments: { match: "exact" },
          });
        }
      }
    });

    it("change nothing of what is deployed by being watched", async () => {
      const without = await deploymentOf(compiled(withoutOwnBaseline(text)), given);
      const { rights, parameters, files } = await deployment;
      expect([rights, parameters]).toEqual([without.rights, without.parameters]);
      const membersOf = (all: typeof files) => all.filter(({ name }) => name.startsWith("member-"));
      expect(membersOf(files)).toEqual(membersOf(without.files));
    });
  },
);

it("the key's ARN is among the outputs of the stack, also of a key that was given", async () => {
  const { template } = await deploymentOf(compiled(LAB));
  const made = { "Fn::GetAtt": ["EncryptionKey", "Arn"] };
  expect(template.Outputs.EncryptionKeyArn).toMatchObject({
    Value: { "Fn::If": ["MakesKey", made, { Ref: "ExistingKey" }] },
  });
});

/** A baseline of so many roles that the remediator's rights do not fit into it. */
function manyRoles(count: number) {
  const names = Array.from({ length: count }, (_, at) => `vendor-role-with-a-rather-long-name-indeed-${at}`);
  const baseline = {
    baseline: "many",
    title: "Many",
    page: { title: "Many" },
    parameters: { names: { type: "list", items: "string", default: names, description: "The roles." } },
    entities: [
      {
        kind: "role",
        forEach: "names",
        name: "{{names}}",
        presence: "required",
        compare: "exact",
        severity: "high",
        remediate: "full",
        attachments: { match: "exact", policies: [] },
        permissionsBoundary: "none",
      },
    ],
  };
  return { "policies/many/baseline.yml": JSON.stringify(baseline) };
}

const MANY = `
accounts:
  - id: "000000000000"
    baselines: [{ baseline: many, remediate: full }]
  - id: "111111111111"
    readerRole: plumbline-reader
    remediatorRole: fixer
    externalId: media-7f3a
    baselines: [{ baseline: many, remediate: full }]
`;

describe("a remediator whose rights do not fit into it", () => {
  const configuration = compiled(withOwnBaseline(MANY), manyRoles(120));

  it.each([
    { at: 0, file: "plumbline.yml", role: "plumbline-remediate-drift" },
    { at: 1, file: "member-111111111111.yml", role: "fixer" },
  ])("is expected with the managed policies of $role", async ({ at, file, role }) => {
    const account = configuration.accounts[at];
    if (account === undefined) throw new Error(`There is no account ${at}.`);
    const { parameters, files } = await deploymentOf(configuration);
    const text = files.find(({ name }) => name === file)?.text ?? "";
    const { partition, account: id } = account;
    const live = deployedRoles(text, {
      account: id,
      partition,
      region: "us-east-1",
      keyArn: KEY,
      parameters: at === 0 ? parameters : {},
    });
    expect(live.Policies.map(({ PolicyName }) => PolicyName)).toEqual(
      expect.arrayContaining([`${role}-1`, `${role}-2`]),
    );
    expect(inWords(ownOf(account))).toEqual(inIam(live));
    const attached = ownOf(account).flatMap((entity) =>
      entity.kind === "role" ? (entity.attachments?.policyArns ?? []) : [],
    );
    expect(attached).toContain(`arn:aws:iam::${id}:policy/${role}-1`);
  });
});
