import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import * as z from "zod";
import { parseTemplate, type TemplateValue } from "./cloudformation-yaml.ts";

/** A statement of an identity policy; its values may be CloudFormation's intrinsic functions. */
export interface IdentityStatement {
  readonly Effect: "Allow";
  readonly Action: readonly string[];
  readonly Resource: TemplateValue;
  readonly Condition?: TemplateValue;
}

const FUNCTIONS = fileURLToPath(new URL("../functions", import.meta.url));

const functionFile = z.looseObject({
  statements: z.array(
    z.looseObject({
      Action: z.union([z.string(), z.array(z.string())]),
      Resource: z.json() as z.ZodType<TemplateValue>,
    }),
  ),
});

const ruleFile = z.looseObject({
  resources: z.looseObject({
    DetectDriftRule: z.looseObject({
      Properties: z.looseObject({ EventPattern: z.record(z.string(), z.json() as z.ZodType<TemplateValue>) }),
    }),
  }),
});

/** What is read of an account: IAM's own state, and what CloudTrail kept of its calls. */
const READS = /^(?:iam:(?:Get|List|Generate)\w+|cloudtrail:LookupEvents)$/;

/**
 * What the functions may read of the account they run in, by their own function.yml: a member's reader role may do just that, since
 * `AWS::AccountId` is the member there. So the two cannot come apart.
 */
export function readerStatements(): readonly IdentityStatement[] {
  const actions = new Map<string, Set<string>>();
  for (const { Action, Resource } of functionNames().flatMap(
    (name) => functionFile.parse(readFunction(name)).statements,
  )) {
    const reads = [Action].flat().filter((action) => READS.test(action));
    if (reads.length === 0) continue;
    const key = JSON.stringify(Resource);
    actions.set(key, new Set([...(actions.get(key) ?? []), ...reads]));
  }
  return [...actions].map(([resource, names]) => ({
    Effect: "Allow",
    Action: [...names].sort(),
    Resource: JSON.parse(resource) as TemplateValue,
  }));
}

/** Which events of its own account detect-drift looks at: a member sends the hub the same. */
export function watchedEvents(): Readonly<Record<string, TemplateValue>> {
  return ruleFile.parse(readFunction("detect-drift")).resources.DetectDriftRule.Properties.EventPattern;
}

function functionNames(): readonly string[] {
  const entries = readdirSync(FUNCTIONS, { recursive: true, withFileTypes: true });
  return entries
    .filter(({ name }) => name === "function.yml")
    .map(({ parentPath }) => parentPath.split("/").at(-1) ?? "")
    .sort();
}

/** Each is read once, however many accounts a template is made for. */
const read = new Map<string, TemplateValue>();

function readFunction(name: string): TemplateValue {
  const file = `${FUNCTIONS}/${name}/function.yml`;
  const content = read.get(name) ?? parseTemplate(readFileSync(file, "utf8"), file);
  read.set(name, content);
  return content;
}
