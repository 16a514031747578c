import type { TemplateValue } from "./cloudformation-yaml.ts";
import type { IdentityStatement } from "./reader-statements.ts";

/** A role's inline policies may have 10,240 characters together, a managed policy 6,144. */
const INLINE_CHARACTERS = 10_000;
const MANAGED_CHARACTERS = 6_000;

/** What gives a role its statements. */
export interface RolePolicies {
  /** Properties of the role. */
  readonly properties: Readonly<Record<string, TemplateValue>>;
  /** The managed policies beside it, by logical id; none where they fit into the role. */
  readonly resources: Readonly<Record<string, { readonly Type: string; readonly Properties: PolicyProperties }>>;
}

type PolicyProperties = Readonly<Record<string, TemplateValue>>;

/**
 * Statements as one inline policy, or, where there are more than that has room for, as managed policies of their own.
 * @param role the role's logical id, its name and its description
 */
export function rolePolicies(
  role: { readonly id: string; readonly name: string; readonly description: string },
  statements: readonly IdentityStatement[],
): RolePolicies {
  if (JSON.stringify(statements).length <= INLINE_CHARACTERS) {
    const Policies = [{ PolicyName: role.name, PolicyDocument: documentOf(statements) }];
    return { properties: { Policies }, resources: {} };
  }
  const chunks = chunksOf(statements).map((chunk, index) => [`${role.id}Policy${index + 1}`, chunk] as const);
  return {
    properties: { ManagedPolicyArns: chunks.map(([Ref]) => ({ Ref })) },
    resources: Object.fromEntries(
      chunks.map(([id, chunk]) => {
        const Properties = { Description: role.description, PolicyDocument: documentOf(chunk) };
        return [id, { Type: "AWS::IAM::ManagedPolicy", Properties }];
      }),
    ),
  };
}

/** A policy document of statements. */
export function documentOf(Statement: readonly (IdentityStatement | TemplateValue)[]): TemplateValue {
  return { Version: "2012-10-17", Statement: Statement as readonly TemplateValue[] };
}

/** Statements in as few parts as a managed policy has room for, in their order; one with many resources is divided. */
function chunksOf(statements: readonly IdentityStatement[]): readonly (readonly IdentityStatement[])[] {
  const chunks: IdentityStatement[][] = [];
  let left = 0;
  for (const statement of statements.flatMap(divided)) {
    const size = JSON.stringify(statement).length + 1;
    const last = chunks.at(-1);
    if (last === undefined || size > left) {
      chunks.push([statement]);
      left = MANAGED_CHARACTERS - size;
    } else {
      last.push(statement);
      left -= size;
    }
  }
  return chunks;
}

function divided(statement: IdentityStatement): readonly IdentityStatement[] {
  const { Resource } = statement;
  if (!Array.isArray(Resource) || Resource.length < 2 || JSON.stringify(statement).length <= MANAGED_CHARACTERS) {
    return [statement];
  }
  const half = Math.ceil(Resource.length / 2);
  return [Resource.slice(0, half), Resource.slice(half)].flatMap((part) => divided({ ...statement, Resource: part }));
}
