import { describe, expect, it } from "vitest";
import { judgeConfiguration } from "../../cli/doctor-configuration.ts";
import { examineFunctions } from "../../cli/doctor-functions.ts";
import { commonKey, type Encrypted, judgeKey } from "../../cli/doctor-key.ts";
import type { DoctorLine } from "../../cli/doctor-line.ts";
import { judgeOwnRoles } from "../../cli/doctor-own-roles.ts";
import { deployedParts, readStack } from "../../cli/doctor-stack.ts";
import type { FunctionReading } from "../../shared/aws/deployment-functions.ts";
import type { Observation } from "../../shared/observation/observation.ts";
import { expectedRole } from "../drift/fixtures.ts";

const present = <T>(state: T): Observation<T> => ({ status: "present", state });
const absent = { status: "absent" } as const;
const denied = (call: string) =>
  ({ status: "unreadable", reason: { call, code: "AccessDenied", message: "No." } }) as const;

interface Case {
  readonly name: string;
  readonly lines: readonly DoctorLine[];
  readonly expected: readonly (readonly [status: DoctorLine["status"], says: string])[];
}

function tell({ lines, expected }: Case): void {
  expect(lines.map(({ status }) => status)).toEqual(expected.map(([status]) => status));
  for (const [index, [status, says]] of expected.entries()) {
    expect(lines[index]?.says).toContain(says);
    expect(lines[index]?.remedy === undefined).toBe(status === "ok");
  }
}

const KEY = "arn:aws:kms:us-east-1:111122223333:key/8a2b";

describe("the key of queues and topics", () => {
  const under = (key?: string) => present(key === undefined ? {} : { key });
  const judge = (encrypted: Encrypted) => judgeKey(encrypted, "us-east-1");
  const CASES: readonly Case[] = [
    {
      name: "is one",
      lines: judge(
        new Map([
          ["queue a", under(KEY)],
          ["topic b", under(KEY)],
        ]),
      ),
      expected: [["ok", "All 2 queues and topics are under it; whether it is enabled"]],
    },
    {
      name: "is another for a queue, which is named before what is under none",
      lines: judge(
        new Map([
          ["queue a", under("alias/aws/sqs")],
          ["queue b", under(KEY)],
          ["queue c", under()],
          ["topic d", under(KEY)],
        ]),
      ),
      expected: [["error", "Under another key, for which the functions have no rights: queue a."]],
    },
    {
      name: "is none for a topic",
      lines: judge(
        new Map([
          ["queue a", under(KEY)],
          ["topic b", under()],
        ]),
      ),
      expected: [["warning", "Under no KMS key: topic b."]],
    },
    {
      name: "is none for any",
      lines: judge(new Map([["queue a", under()]])),
      expected: [["warning", "Under no KMS key: queue a."]],
    },
    {
      name: "is not known of what may not be read",
      lines: judge(
        new Map<string, Observation<{ key?: string }>>([
          ["queue a", under(KEY)],
          ["queue b", denied("sqs:GetQueueAttributes")],
        ]),
      ),
      expected: [
        ["unknown", "Which key queue b is under could not be read (sqs:GetQueueAttributes: AccessDenied: No)."],
      ],
    },
    {
      name: "is nothing to tell of where nothing is there",
      lines: judge(new Map([["queue a", absent]])),
      expected: [],
    },
  ];
  it.each(CASES)("$name", tell);

  it("is the one that most are under", () => {
    const keys = ["other", KEY, KEY].map((key, index) => [`queue ${index}`, under(key)] as const);
    expect(commonKey(new Map(keys))).toBe(KEY);
    expect(commonKey(new Map([["queue a", under()]]))).toBeUndefined();
  });
});

describe("the configuration that the functions carry", () => {
  const DIGEST = `sha256:${"cd34".repeat(16)}`;
  const functions = (...environments: readonly FunctionReading["environment"][]) =>
    new Map(
      environments.map((environment, index) => {
        const state = { arn: "a", role: "r", state: "Active", lastUpdate: "Successful", environment };
        return [`f${index}`, present(state)] as const;
      }),
    );
  const judge = (given: Parameters<typeof judgeConfiguration>[0]["functions"]) =>
    judgeConfiguration({ functions: given, digest: DIGEST, file: "plumbline.yml" });
  const own = present({ CONFIGURATION_DIGEST: DIGEST });
  const other = present({ CONFIGURATION_DIGEST: `sha256:${"ab12".repeat(16)}` });
  const withheld = denied("lambda:GetFunctionConfiguration");
  const CASES: readonly Case[] = [
    { name: "is the one in hand", lines: judge(functions(own, own)), expected: [["ok", "(sha256:cd34cd34cd34…)"]] },
    {
      name: "is another, whatever cannot be read",
      lines: judge(functions(own, withheld, present({}), other)),
      expected: [
        ["error", "f3 carries another configuration (sha256:ab12ab12ab12…) than plumbline.yml (sha256:cd34cd34cd34…)."],
      ],
    },
    {
      name: "is not known where Lambda withholds the environment",
      lines: judge(functions(own, withheld)),
      expected: [["unknown", "Which configuration f1 carries could not be read (lambda:GetFunctionConfiguration:"]],
    },
    {
      name: "is not known where a function may not be read",
      lines: judge(new Map([["f", withheld]])),
      expected: [["unknown", "Which configuration f carries could not be read"]],
    },
    {
      name: "is not known where the function was packaged without its digest",
      lines: judge(functions(own, present({ LEDGER_TABLE: "t" }))),
      expected: [["unknown", "not known of f1: they have no environment variable CONFIGURATION_DIGEST"]],
    },
    { name: "is nothing to tell of where no function is there", lines: judge(new Map([["f", absent]])), expected: [] },
  ];
  it.each(CASES)("$name", tell);
});

describe("the role that a function runs by", () => {
  const region = "us-east-1";
  const role = (name: string) => `arn:aws:iam::111122223333:role/${name}`;
  const name = "plumbline-detect-drift";
  const judge = async (runsBy: string) => {
    const place = { account: "111122223333", partition: "aws", region, values: {} };
    const reading = { arn: "a", role: runsBy, state: "Active", lastUpdate: "Successful", environment: present({}) };
    const lines = await examineFunctions({
      ...{ parts: deployedParts(await readStack(), place), table: "t", region, clientRegion: region },
      readings: { configurations: new Map([[name, present(reading)]]), mappings: new Map(), reserved: new Map() },
      reader: { observe: async ({ entity }) => ({ entity, askedAt: "x", observation: absent }) },
    });
    return lines.filter(({ check }) => check === "role");
  };

  it("is the stack's, and is looked at then", async () => {
    expect(await judge(role(name))).toMatchObject([{ subject: name, status: "error", says: "There is no such role." }]);
  });

  it.each([
    { named: "another", runsBy: role("idle") },
    { named: "one of that name elsewhere", runsBy: `arn:aws:iam::111122223333:role/spare/${name}` },
  ])("is $named, which is wrong whatever it trusts", async ({ runsBy }) => {
    expect(await judge(runsBy)).toEqual([
      {
        ...{ check: "role", subject: runsBy.split("/").at(-1), status: "error" },
        says: `The function ${name} runs by it, and not by the stack's role ${role(name)}.`,
        remedy: `Run aws lambda update-function-configuration --function-name ${name} --role ${role(name)} --region us-east-1, and see in CloudTrail who changed it.`,
      },
    ]);
  });
});

describe("Plumbline's own roles", () => {
  const entity = { kind: "role", name: "plumbline-detect-drift" } as const;
  type Input = Parameters<typeof judgeOwnRoles>[0];
  const judge = (entities: Input["account"]["entities"], parameters = {}, more: Partial<Input> = {}) =>
    judgeOwnRoles({
      ...{ account: { account: "111122223333", partition: "aws", entities }, parameters, entries: [] },
      ...{ role: "plumbline-detect-drift", configurationFile: "plumbline.yml", ...more },
    });

  it("are watched where the account's baselines name them", () => {
    expect(judge([expectedRole({ entity })])).toMatchObject({ check: "own-roles", status: "ok" });
  });

  it("are not where no baseline does, which tells the very lines to add", () => {
    const line = judge([expectedRole({})], { encryptionKey: KEY });
    expect(line).toMatchObject({ subject: "account 111122223333", status: "warning" });
    expect(line.remedy).toContain(
      `Add - { baseline: plumbline, parameters: { encryptionKey: "${KEY}" } } to the baselines of account 111122223333 in plumbline.yml`,
    );
    expect(judge([]).remedy).toContain("Add - { baseline: plumbline } to the baselines of account 111122223333");
  });

  it("are not of a member, or of an account of the organization, which tells where to add them", () => {
    const account = { account: "444455556666", partition: "aws", entities: [], readerRole: "arn:r" };
    const entryFor = (...except: readonly string[]) => ({ selector: { unit: "r-ab12" }, except, account });
    const remedy = (...entries: Input["entries"]) => judge([], {}, { account, entries }).remedy;
    const added =
      "Add - { baseline: plumbline }, with trustedReaders where its template was given TrustedReaders, to the baselines of";
    expect(remedy(entryFor("444455556666"))).toContain(`${added} account 444455556666 in plumbline.yml,`);
    expect(remedy(entryFor("444455556666"), entryFor("111122223333"))).toContain(
      `${added} the entry of organization in plumbline.yml by which account 444455556666 is watched,`,
    );
  });
});
