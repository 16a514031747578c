import type { Role } from "../iam/account.ts";
import { policyStatements, stringList } from "../iam/policy-validation.ts";
import { isObject, parseStrictJson } from "../iam/strict-json.ts";

/** Whether a role lets an AWS service assume it: by a plain statement that names it, without conditions. */
export function trustsService({ arn, trust }: Pick<Role, "arn" | "trust">, service: string): boolean {
  const policy = parseStrictJson(trust.document);
  if (!isObject(policy)) throw new Error(`The trust policy of ${arn} is not a JSON object, though IAM took it.`);
  const statements = policyStatements(policy, () => new Error(`The trust policy of ${arn} has no statements.`));
  return statements.some(({ Effect, Action, Principal, Condition }) => {
    const services = stringList(isObject(Principal) ? Principal.Service : undefined) ?? [];
    const actions = stringList(Action) ?? [];
    return (
      Effect === "Allow" && Condition === undefined && actions.includes("sts:AssumeRole") && services.includes(service)
    );
  });
}
