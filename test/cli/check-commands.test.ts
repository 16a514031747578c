import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { type DriftPlace, verificationCommand } from "../../cli/check-commands.ts";
import type { Drift } from "../../shared/drift/drift.ts";
import { parseEntity } from "../../shared/iam/entity-reference.ts";

function drift(entity: string, changes: Partial<Drift>): Drift {
  const reference = parseEntity(entity);
  if (reference === undefined) throw new Error(`${entity} is no entity.`);
  return {
    rule: "entity-missing",
    baseline: "shop",
    entity: reference,
    subject: "",
    severity: "high",
    summary: "",
    deltas: [],
    fingerprint: "0",
    ...changes,
  };
}

function place(changes: Partial<DriftPlace["entity"]> = {}): DriftPlace {
  return { account: { account: "123456789012", partition: "aws-cn" }, entity: { path: "/team/", ...changes } };
}

interface Case {
  readonly entity: string;
  readonly changes: Partial<Drift>;
  readonly expected: readonly string[];
}

const CASES: readonly Case[] = [
  { entity: "role/till", changes: {}, expected: ["aws iam get-role --role-name till"] },
  {
    entity: "role/till",
    changes: { rule: "entity-re-created" },
    expected: ["aws iam get-role --role-name till"],
  },
  {
    entity: "role/till",
    changes: { rule: "service-linked-role-being-deleted", subject: "task/aws-service-role/a.b/till/4ba0ee4b" },
    expected: [
      "aws iam get-service-linked-role-deletion-status --deletion-task-id task/aws-service-role/a.b/till/4ba0ee4b",
    ],
  },
  {
    entity: "user/till",
    changes: { rule: "entity-contained", subject: "AWSRevokeOlderSessions" },
    expected: ["aws iam get-user-policy --user-name till --policy-name AWSRevokeOlderSessions --query PolicyDocument"],
  },
  {
    entity: "group/tills",
    changes: { rule: "entity-contained", subject: "arn:aws-cn:iam::123456789012:policy/incident" },
    expected: [
      "aws iam list-attached-group-policies --group-name tills",
      "version=$(aws iam get-policy --policy-arn arn:aws-cn:iam::123456789012:policy/incident --query Policy.DefaultVersionId --output text)",
      'aws iam get-policy-version --policy-arn arn:aws-cn:iam::123456789012:policy/incident --version-id "$version" --query PolicyVersion.Document',
    ],
  },
  {
    entity: "role/till",
    changes: { rule: "entity-contained" },
    expected: ["aws iam get-role --role-name till --query Role.AssumeRolePolicyDocument"],
  },
  {
    entity: "policy/till",
    changes: { rule: "entity-contained" },
    expected: [
      "version=$(aws iam get-policy --policy-arn arn:aws-cn:iam::123456789012:policy/team/till --query Policy.DefaultVersionId --output text)",
      'aws iam get-policy-version --policy-arn arn:aws-cn:iam::123456789012:policy/team/till --version-id "$version" --query PolicyVersion.Document',
    ],
  },
  { entity: "group/tills", changes: {}, expected: ["aws iam get-group --group-name tills"] },
  {
    entity: "role/till",
    changes: { rule: "trust-outdated" },
    expected: ["aws iam get-role --role-name till --query Role.AssumeRolePolicyDocument"],
  },
  {
    entity: "group/tills",
    changes: { rule: "inline-policy-missing", subject: "work" },
    expected: ["aws iam list-group-policies --group-name tills"],
  },
  {
    entity: "user/till",
    changes: { rule: "inline-policy-unexpected", subject: "wo$(x)rk" },
    expected: ["aws iam get-user-policy --user-name till --policy-name 'wo$(x)rk' --query PolicyDocument"],
  },
  {
    entity: "user/till",
    changes: { rule: "permissions-boundary-changed" },
    expected: ["aws iam get-user --user-name till --query User.PermissionsBoundary"],
  },
  {
    entity: "role/till",
    changes: { rule: "session-length-changed" },
    expected: ["aws iam get-role --role-name till --query Role.MaxSessionDuration"],
  },
  { entity: "role/till", changes: { rule: "tags-changed" }, expected: ["aws iam list-role-tags --role-name till"] },
  {
    entity: "policy/till",
    changes: { rule: "tags-changed" },
    expected: ["aws iam list-policy-tags --policy-arn arn:aws-cn:iam::123456789012:policy/team/till"],
  },
  {
    entity: "user/till",
    changes: { rule: "group-membership-unexpected", subject: "admins" },
    expected: ["aws iam list-groups-for-user --user-name till"],
  },
  {
    entity: "user/till",
    changes: { rule: "access-key-too-old", subject: "AKIAIOSFODNN7EXAMPLE" },
    expected: ["aws iam list-access-keys --user-name till"],
  },
  {
    entity: "user/till",
    changes: { rule: "unreadable", subject: "accessKeyUse" },
    expected: ["aws iam list-access-keys --user-name till"],
  },
  { entity: "user/till", changes: { rule: "unreadable" }, expected: ["aws iam get-user --user-name till"] },
  {
    entity: "root",
    changes: { rule: "root-access-key" },
    expected: ["aws iam get-account-summary --query SummaryMap.AccountAccessKeysPresent"],
  },
];

describe("the command that shows a drift", () => {
  it.each(CASES)("$entity $changes.rule $changes.subject", ({ entity, changes, expected }) => {
    expect(verificationCommand(drift(entity, changes), place())).toEqual(expected);
  });

  const witness = {
    action: "s3:GetObject",
    resource: "*",
    context: { "aws:CurrentTime": "2026-01-01T00:00:00Z" },
    canonical: "none",
    live: "allow",
  } as const;
  const live = JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Action: "s3:*",
        Resource: "*",
        Condition: { DateLessThan: { "aws:CurrentTime": "2027-01-01T00:00:00Z" } },
      },
    ],
  });

  it("lets AWS decide the witness by the live document", () => {
    const changed = drift("policy/till", { rule: "policy-version-changed", witness });
    const documents = [{ rule: "policy-version-changed", subject: "", kind: "identity", live }] as const;
    const command = verificationCommand(changed, place({ documents }));
    const arn = "arn:aws-cn:iam::123456789012:policy/team/till";
    expect(command).toEqual([
      `version=$(aws iam get-policy --policy-arn ${arn} --query Policy.DefaultVersionId --output text)`,
      `policy=$(aws iam get-policy-version --policy-arn ${arn} --version-id "$version" --query PolicyVersion.Document --output json)`,
      'aws iam simulate-custom-policy --policy-input-list "$policy" \\',
      "  --action-names s3:GetObject \\",
      "  --resource-arns '*' \\",
      `  --context-entries '[{"ContextKeyName":"aws:CurrentTime","ContextKeyValues":["2026-01-01T00:00:00Z"],"ContextKeyType":"date"}]' \\`,
      "  --query 'EvaluationResults[].EvalDecision' --output text",
      "# allowed",
    ]);
    expect(spawnSync("bash", ["-n"], { input: command.join("\n"), encoding: "utf8" })).toMatchObject({
      status: 0,
      stderr: "",
    });
  });

  it("shows a trust policy, which AWS's simulator does not take", () => {
    const changed = drift("role/till", { rule: "trust-changed", witness: { ...witness, principal: "*" } });
    const documents = [{ rule: "trust-changed", subject: "", kind: "trust", live }] as const;
    expect(verificationCommand(changed, place({ documents }))).toEqual([
      "aws iam get-role --role-name till --query Role.AssumeRolePolicyDocument",
    ]);
  });
});
