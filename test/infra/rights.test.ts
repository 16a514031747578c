import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { beforeAll, describe, expect, it } from "vitest";
import { type ProjectFunction, readProjectStack } from "./project-stack.ts";

const PROJECT = fileURLToPath(new URL("../..", import.meta.url));

/** What the actions of each service begin with, by the client's package. */
const SERVICES: Readonly<Record<string, string>> = {
  "client-cloudtrail": "cloudtrail",
  "client-dynamodb": "dynamodb",
  "client-eventbridge": "events",
  "client-iam": "iam",
  "client-organizations": "organizations",
  "client-s3": "s3",
  "client-secrets-manager": "secretsmanager",
  "client-sns": "sns",
  "client-sqs": "sqs",
  "client-ssm": "ssm",
  "client-sts": "sts",
};

/** Calls for which IAM asks for no permission. */
const FREE = new Set(["sts:GetCallerIdentity"]);

/** What Lambda does with a function's role to read its queue, and no code of the function's does. */
const BY_LAMBDA = new Set(["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"]);

/** Calls that a client's code brings with it though Plumbline never makes them, and why. */
const NEVER_MADE: Readonly<Record<string, string>> = {
  "dynamodb:DescribeEndpoints": "the client makes it where endpoint discovery is switched on, which it is not",
  "s3:CreateSession": "the S3 client makes it for directory buckets alone",
  "sts:AssumeRoleWithWebIdentity": "the credential chain makes it where no role of Lambda is",
};

/** Calls that are in a function's code and that its role withholds on purpose, and why. */
const WITHHELD: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "remediate-drift": {
    "iam:CreatePolicy": "what is missing is made anew with a person's own credentials alone",
    "iam:CreateRole": "likewise",
    "iam:CreateUser": "likewise",
    "iam:DeletePolicy": "only the undoing of such a repair deletes, by a person",
    "iam:DeleteRole": "likewise",
    "iam:DeleteUser": "likewise",
  },
  // The way into an account reads whatever it is asked for, and the report asks for users' keys and the root user's alone.
  "report-keys": Object.fromEntries(
    [
      ...["GetGroup", "GetGroupPolicy", "ListAttachedGroupPolicies", "ListGroupPolicies"],
      ...[
        "GetRole",
        "GetRolePolicy",
        "GetServiceLinkedRoleDeletionStatus",
        "ListAttachedRolePolicies",
        "ListRolePolicies",
      ],
      ...["GetLoginProfile", "GetUserPolicy", "ListAttachedUserPolicies", "ListGroupsForUser", "ListUserPolicies"],
      ...["GetPolicy", "GetPolicyVersion"],
    ].map((name) => [
      `iam:${name}`,
      "it asks for users' keys, and whether the root user has one, and for nothing else",
    ]),
  ),
  "send-alert": { "dynamodb:Query": "it reads the one finding that it is asked about" },
};

let functions: readonly ProjectFunction[];
/** By the function's folder: the actions of the commands that its bundle holds. */
let called: ReadonlyMap<string, ReadonlySet<string>>;

beforeAll(async () => {
  functions = (await readProjectStack()).functions;
  called = new Map(await Promise.all(functions.map(async ({ folder }) => [folder, await actionsOf(folder)] as const)));
});

/** A command is in a bundle only where something in it makes that call: esbuild leaves the others out. */
async function actionsOf(folder: string): Promise<ReadonlySet<string>> {
  const { metafile } = await build({
    absWorkingDir: PROJECT,
    entryPoints: [`functions/${folder}/handler.ts`],
    bundle: true,
    write: false,
    metafile: true,
    format: "esm",
    platform: "node",
    mainFields: ["module", "main"],
    external: ["*.json", "plumbline:configuration"],
    logLevel: "silent",
  });
  const inputs = Object.values(metafile.outputs).flatMap((output) => Object.entries(output.inputs));
  const actions = inputs.flatMap(([file, { bytesInOutput }]) => {
    const [, client = "", command] = /@aws-sdk\/(client-[\w-]+)\/dist-es\/commands\/(\w+)Command\.js$/.exec(file) ?? [];
    return command === undefined || bytesInOutput === 0 ? [] : [`${SERVICES[client] ?? client}:${command}`];
  });
  return new Set(actions.filter((action) => !FREE.has(action) && NEVER_MADE[action] === undefined));
}

/** The actions that a function's statements allow. */
function allowedOf({ statements }: ProjectFunction): ReadonlySet<string> {
  return new Set(
    statements.flatMap((each) => [(each as { readonly Action: string | readonly string[] }).Action].flat()),
  );
}

describe("the rights of each function", () => {
  it("are asked of five functions or more, each of which calls something", () => {
    expect(functions.length).toBeGreaterThanOrEqual(5);
    expect([...called].filter(([, actions]) => actions.size === 0)).toEqual([]);
  });

  it("let it make every call that is in its code", () => {
    const missing = functions.flatMap((one) => {
      const allowed = allowedOf(one).union(new Set(Object.keys(WITHHELD[one.folder] ?? {})));
      return [...(called.get(one.folder) ?? [])]
        .filter((action) => !allowed.has(action))
        .map((a) => `${one.folder}: ${a}`);
    });
    expect(missing.sort()).toEqual([]);
  });

  it("let it make no call that is not in its code", () => {
    const unused = functions.flatMap((one) => {
      const used = called.get(one.folder) ?? new Set();
      const rights = [...allowedOf(one)].filter((action) => !used.has(action) && !BY_LAMBDA.has(action));
      return rights.map((action) => `${one.folder}: ${action}`);
    });
    expect(unused.sort()).toEqual([]);
  });

  it("withhold what they say they withhold", () => {
    for (const [folder, withheld] of Object.entries(WITHHELD)) {
      const one = functions.find((each) => each.folder === folder);
      const allowed = one === undefined ? new Set() : allowedOf(one);
      const actions = Object.keys(withheld);
      expect(actions.filter((action) => allowed.has(action) || !called.get(folder)?.has(action))).toEqual([]);
    }
  });

  it("name no action by a wildcard, and nothing that writes to IAM but for the repairs", () => {
    const all = functions.flatMap((one) => [...allowedOf(one)].map((action) => ({ folder: one.folder, action })));
    expect(all.filter(({ action }) => action.includes("*"))).toEqual([]);
    const writes = all.filter(({ action }) => /^iam:(?!Get|List|Generate)/.test(action));
    expect(new Set(writes.map(({ folder }) => folder))).toEqual(new Set(["remediate-drift"]));
  });
});
