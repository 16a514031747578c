import { parsePolicyArn } from "../iam/arn.ts";
import type { EntityEntry } from "./baseline-schema.ts";
import type { Problem } from "./problem.ts";
import { fillIn } from "./template.ts";
import type { KeyPath, YamlSource } from "./yaml-source.ts";

/** Fills in one text of an entity. */
export type Fill = (template: string) => string;

/** A {@link Fill} for one account's values. */
export function filler(values: ReadonlyMap<string, string>): Fill {
  return (template) => fillIn(template, values).text;
}

const NAME = /^[\w+=,.@-]+$/;
const PATH = /^\/(?:[\u0021-\u007e]*\/)?$/;
const LONGEST_NAME = { role: 64, "service-linked-role": 64, user: 64, policy: 128 } as const;
/** The most that AWS grants; an account that asked for nothing has 10. */
const MOST_ATTACHMENTS = 20;

/**
 * Everything in an entity's names and ARNs that IAM would not take, once they are filled in.
 * @param path where the entity stands in its baseline.yml
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
export function checkFilledEntity(
  entity: EntityEntry,
  values: ReadonlyMap<string, string>,
  path: KeyPath,
  source: YamlSource,
): readonly Problem[] {
  if (entity.kind === "root") return [];
  const fill = filler(values);
  const at = (below: KeyPath, message: string) => source.problem([...path, ...below], message);
  const problems = checkName(fill(entity.name), LONGEST_NAME[entity.kind]).map((fault) => at(["name"], fault));
  if ("path" in entity && !PATH.test(fill(entity.path))) {
    problems.push(at(["path"], `"${fill(entity.path)}" is not an IAM path; it must begin and end with /.`));
  }
  if (entity.kind === "policy") return problems;
  const inline = (entity.inlinePolicies?.policies ?? []).map(({ name }) => fill(name));
  inline.forEach((name, index) => {
    const below = ["inlinePolicies", "policies", index, "name"];
    problems.push(...checkName(name, 128).map((fault) => at(below, fault)));
    if (inline.indexOf(name) < index) problems.push(at(below, `The inline policy ${name} stands twice; remove one.`));
  });
  const attached = (entity.attachments?.policies ?? []).map(fill);
  attached.forEach((arn, index) => {
    const below = ["attachments", "policies", index];
    problems.push(...checkPolicyArn(arn, values).map((fault) => at(below, fault)));
    if (attached.indexOf(arn) < index) problems.push(at(below, `The attachment ${arn} stands twice; remove one.`));
  });
  if (attached.length > MOST_ATTACHMENTS) {
    problems.push(
      at(["attachments", "policies"], `IAM attaches at most ${MOST_ATTACHMENTS} policies, not ${attached.length}.`),
    );
  }
  return problems;
}

function checkName(name: string, longest: number): readonly string[] {
  if (name.length > longest) return [`The name "${name}" is longer than the ${longest} characters that IAM takes.`];
  if (NAME.test(name)) return [];
  return [`"${name}" is not a name that IAM takes; write letters, digits and any of _+=,.@-, without spaces.`];
}

function checkPolicyArn(arn: string, values: ReadonlyMap<string, string>): readonly string[] {
  const parts = parsePolicyArn(arn);
  const account = values.get("account");
  const partition = values.get("partition");
  if (parts === undefined) {
    return [`"${arn}" is not the ARN of a managed policy; write arn:{{partition}}:iam::{{account}}:policy/NAME.`];
  }
  if (parts.owner !== "aws" && parts.owner !== account) {
    return [`The policy ${arn} belongs to another account, which IAM cannot attach; write {{account}} for its owner.`];
  }
  if (parts.partition === partition) return [];
  return [`The policy ${arn} is in another partition than the account; write {{partition}}.`];
}
