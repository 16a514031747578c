import {
  type EvaluationResult,
  runSimulation,
  runUnsafeSimulation,
  type Simulation,
} from "@cloud-copilot/iam-simulate";
import type { Decision } from "../../../shared/policy/comparison.ts";
import type { Request } from "../../../shared/policy/request.ts";
import type { Plain } from "../arbitrary-policies.ts";

const ACCOUNT = "123456789012";
const CALLER = `arn:aws:iam::${ACCOUNT}:user/maria`;
const DECISIONS: Readonly<Record<EvaluationResult, Decision>> = {
  Allowed: "allow",
  ExplicitlyDenied: "deny",
  ImplicitlyDenied: "none",
};
const EVERYTHING = { Version: "2012-10-17", Statement: { Effect: "Allow", Action: "*", Resource: "*" } };

function simulation({ action, resource, context, principal }: Request, documents: readonly Plain[]): Simulation {
  const contextVariables = Object.fromEntries(
    Object.entries(context).map(([key, value]) => [key, typeof value === "string" ? value : [...value]]),
  );
  return {
    request: { principal: principal ?? CALLER, action, resource: { resource, accountId: ACCOUNT }, contextVariables },
    identityPolicies: documents.map((policy, index) => ({ name: `policy-${index}`, policy })),
    serviceControlPolicies: [],
    resourceControlPolicies: [],
  };
}

async function validated(request: Simulation): Promise<Decision> {
  const result = await runSimulation(request, {});
  if (result.resultType === "single") return DECISIONS[result.overallResult];
  throw new Error(`The simulator refuses ${JSON.stringify(request)}: ${JSON.stringify(result)}`);
}

/**
 * What `@cloud-copilot/iam-simulate` decides by these identity policies, for a user of the resource's own account. It is asked
 * without its validation, which knows today's actions only; so the resource may not be `*`, which it then takes for a pattern.
 */
export async function simulateIdentity(documents: readonly Plain[], request: Request): Promise<Decision> {
  return DECISIONS[runUnsafeSimulation(simulation(request, documents), {})];
}

/** The same where the resource is the literal `*`: the action must be one of today's that takes no resource. */
export async function simulateWithoutResource(documents: readonly Plain[], request: Request): Promise<Decision> {
  return await validated(simulation(request, documents));
}

/**
 * What it decides by one trust policy. A principal also needs permission on its own side, so it is given every one. With its
 * validation, without which it fails on any policy of a resource: condition keys that AWS does not have for the action are ignored.
 */
export async function simulateTrust(document: Plain, request: Request): Promise<Decision> {
  const role = { ...request, resource: `arn:aws:iam::${ACCOUNT}:role/deploy` };
  return await validated({ ...simulation(role, [EVERYTHING]), resourcePolicy: document });
}
