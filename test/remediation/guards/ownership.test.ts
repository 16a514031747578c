import { describe, expect, it } from "vitest";
import type { ExpectedEntity } from "../../../shared/baselines/expected-state.ts";
import type { EntityState, Tags } from "../../../shared/observation/entity-state.ts";
import type { Observation } from "../../../shared/observation/observation.ts";
import { createOwnershipGuard } from "../../../shared/remediation/guards/ownership.ts";
import { denied, expectedRole, present, roleState } from "../fixtures.ts";
import { guardInput, told } from "./guard-input.ts";

const role = (tags: Observation<Tags>): Observation<EntityState> => present(roleState({ tags }));
const STACK = present({ "aws:cloudformation:stack-name": "vendor-roles" });
const group: Observation<EntityState> = present({
  kind: "group",
  arn: "arn:aws:iam::000000000000:group/worker",
  groupId: "AGPAEXAMPLEEXAMPLE000",
  path: "/",
  createdAt: "2026-01-01T00:00:00.000Z",
  inlinePolicies: present({}),
  attachments: present([]),
});

interface Case {
  readonly name: string;
  readonly owner?: ExpectedEntity["owner"];
  readonly observation: Observation<EntityState>;
  readonly expected: string;
}

const cases: readonly Case[] = [
  { name: "nobody's role", observation: role(present({ team: "data" })), expected: "pass" },
  { name: "a role that is not there", observation: { status: "absent" }, expected: "pass" },
  { name: "a group, which nobody can tag", observation: group, expected: "pass" },
  {
    name: "a stack's role, by its tag",
    observation: role(STACK),
    expected: "role/worker is made by the CloudFormation stack vendor-roles, which would find a repair",
  },
  {
    name: "a stack's role that the configuration gives to us",
    owner: "console",
    observation: role(STACK),
    expected: "pass",
  },
  {
    name: "a role with another tag of CloudFormation's alone",
    observation: role(present({ "aws:cloudformation:logical-id": "Role" })),
    expected: "pass",
  },
  {
    name: "a role declared to be CloudFormation's",
    owner: "cloudformation",
    observation: role(present({})),
    expected: "role/worker is made by CloudFormation, as the configuration says",
  },
  {
    name: "a role declared to be Terraform's",
    owner: "terraform",
    observation: role(present({})),
    expected: "role/worker is made by Terraform, as the configuration says",
  },
  {
    name: "a role whose tags could not be read",
    observation: role(denied("GetRole")),
    expected: "Whether role/worker belongs to a CloudFormation stack could not be read (GetRole: AccessDenied).",
  },
  {
    name: "a role that could not be read",
    observation: denied("GetRole"),
    expected: "Whether role/worker belongs to a CloudFormation stack could not be read (GetRole: AccessDenied).",
  },
  {
    name: "a role of ours whose tags could not be read",
    owner: "console",
    observation: role(denied("GetRole")),
    expected: "pass",
  },
];

describe("the guard of ownership", () => {
  it.each(cases)("answers of $name", async ({ owner, observation, expected }) => {
    const declared = expectedRole(owner === undefined ? {} : { owner });
    const answer = await createOwnershipGuard().check(guardInput({ expected: declared, observation }));
    expect(told(answer)).toContain(expected);
  });

  it("tells the owner where to find the patch", async () => {
    const answer = await createOwnershipGuard().check(guardInput({ observation: role(STACK) }));
    expect(answer).toMatchObject({
      guard: "ownership",
      clear: expect.stringContaining(
        "`npx plumbline render sample --account 000000000000 --format cloudformation` prints what it should be",
      ),
    });
  });
});
