import type { DeployedStack } from "./deploy.ts";
import type { StackTarget } from "./resource-type.ts";
import type { Stack } from "./stack.ts";

/** What Lambda's service needs to run a function as a role. */
const TRUST = {
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }],
};

/**
 * Makes the role of each function, named as the function is: it may do what the statements of its `function.yml` say and nothing else. Its
 * one inline policy has its own name.
 * @throws Error with IAM's sentence where IAM refuses the policy
 */
export function makeFunctionRoles(
  { functions }: Stack,
  { statements }: DeployedStack,
  { iam }: Pick<StackTarget, "iam">,
): void {
  for (const { folder, name: RoleName } of functions) {
    iam("CreateRole", { RoleName, AssumeRolePolicyDocument: JSON.stringify(TRUST) });
    const Statement = statements.get(folder) ?? [];
    if (Statement.length === 0) continue;
    const PolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement });
    iam("PutRolePolicy", { RoleName, PolicyName: RoleName, PolicyDocument });
  }
}
