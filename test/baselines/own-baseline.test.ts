import { describe, expect, it } from "vitest";
import { type Compilation, compileConfiguration } from "../../shared/baselines/compile-configuration.ts";
import { formatProblem } from "../../shared/baselines/problem.ts";
import { compile, KEY } from "../infra/own-configurations.ts";

const HUB = `accounts:
  - id: "111122223333"
    baselines:
      - baseline: red5-stream-manager
      - baseline: plumbline
        parameters: { encryptionKey: ${KEY} }
`;
const MEMBER = `  - id: "444455556666"
    readerRole: plumbline-reader
    externalId: media-7f3a
    baselines:
      - baseline: plumbline
`;
const without = (text: string) => HUB.replace(text, "");
const PARAMETERS = `
        parameters: { encryptionKey: ${KEY} }`;

/** What is wrong, as `validate` tells it. */
function told(compilation: Compilation): readonly string[] {
  const problems = compilation.status === "invalid" ? compilation.problems : [];
  return problems.map(formatProblem);
}

describe("a use of the baseline plumbline", () => {
  it.each([
    {
      name: "the key is not given",
      text: without(PARAMETERS),
      expected: [
        "5:19 The parameter encryptionKey of the baseline plumbline has no default; give it under parameters. The ARN of the key that Plumbline's queues and topics are under, which the stack's output EncryptionKeyArn has.",
      ],
    },
    {
      name: "the key is given by an alias",
      text: HUB.replace(KEY, "arn:aws:kms:us-east-1:111122223333:alias/plumbline"),
      expected: [
        String.raw`6:38 The parameter encryptionKey must match the pattern arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key/[\w-]+.`,
      ],
    },
    {
      name: "a member is given the hub's key",
      text: `${HUB}${MEMBER}        parameters: { encryptionKey: ${KEY} }\n`,
      expected: ["12:23 encryptionKey is not a parameter of the baseline plumbline; there are trustedReaders."],
    },
    {
      name: "its repair is asked for",
      text: HUB.replace("baseline: plumbline", "baseline: plumbline\n        remediate: full"),
      expected: ["6:20 remediate: full is more than the baseline plumbline permits; write off or less."],
    },
    {
      name: "it cannot be told where Plumbline runs",
      text: HUB + MEMBER.replace(/ {4}(?:readerRole|externalId).*\n/g, ""),
      expected: ["5", "9"].map(
        (line) =>
          `${line}:19 What the baseline plumbline expects follows from what is deployed, and this cannot be: Accounts 111122223333, 444455556666 have no readerRole, and Plumbline runs in one of them alone: give the others one.`,
      ),
    },
    {
      name: "nothing is left of the rest of the configuration",
      text: HUB.replace("red5-stream-manager", "red5-stream-manger").replace(PARAMETERS, ""),
      expected: [
        "4:19 There is no baseline red5-stream-manger; there are amazon-ivs, amazon-ivs-recording, matillion-agent, plumbline, red5-stream-manager, viz-now.",
      ],
    },
    {
      name: "an entity of its own is described by another baseline, too",
      text: `${HUB}      - baseline: red5-stream-manager\n        parameters: { userName: other, policyName: plumbline-protection }\n`,
      expected: [
        "7:19 policy/plumbline-protection is described by the baselines plumbline and red5-stream-manager in this account; change a name or remove one.",
      ],
    },
  ])("is told of where $name", ({ text, expected }) => {
    expect(told(compile(text))).toEqual(expected.map((each) => `test/lab/plumbline.yml:${each}`));
  });

  it("takes its parameters of the account, too", () => {
    const inherited = without(PARAMETERS).replace(
      "    baselines:",
      `    parameters: { encryptionKey: ${KEY} }\n    baselines:`,
    );
    expect(told(compile(inherited))).toEqual([]);
    expect(compile(inherited)).toMatchObject({ configuration: { accounts: [{ entities: expect.any(Array) }] } });
  });

  it("is named by routes, whether an account has it or not", () => {
    const routes = "routes: { all: {}, own: { baselines: [plumbline] } }\n";
    expect(compile(HUB + routes).status).toBe("compiled");
    expect(compile(`${HUB.slice(0, HUB.indexOf("      - baseline: plumbline"))}${routes}`).status).toBe("compiled");
  });

  it("is refused where nothing makes it", () => {
    const configuration = { file: "plumbline.yml", text: without("      - baseline: red5-stream-manager\n") };
    expect(told(compileConfiguration({ configuration, files: new Map() }))).toEqual([
      "plumbline.yml:4:19 The baseline plumbline is not made here; remove it.",
    ]);
  });
});

it("no folder may have the name of Plumbline's own baseline", () => {
  expect(told(compile(HUB, { "policies/plumbline/baseline.yml": "baseline: plumbline\n" }))).toEqual([
    "policies/plumbline/baseline.yml:1:1 plumbline is the name of Plumbline's own baseline, which is made of what is deployed; give this folder another name.",
  ]);
});
