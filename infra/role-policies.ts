import type { TemplateValue } from "./cloudformation-yaml.ts";
import type { IdentityStatement } from "./reader-statements.ts";

/** A role's inline policies may have 10,240 characters together, a managed policy 6,144. */
const INLINE_CHARACTERS = 10_000;
const MANAGED_CHARACTERS = 6_000;

/**
 * How many managed policies a role may have, unless AWS has raised the account's quota.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
const MANAGED_POLICIES = 10;

/** A role would need more policies than IAM lets it have. */
export class RoleTooLarge extends Error {
  constructor(role: string, policies: number) {
    super(
      `The role ${role} would need ${policies} managed policies for its rights, and IAM lets a role have ${MANAGED_POLICIES}: set remediate: off for some of the entities that it repairs.`,
    );
    this.name = "RoleTooLarge";
  }
}

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
 * @throws RoleTooLarge where a role may not have so many policies
 */
export function rolePolicies(
  role: { readonly id: string; readonly name: string; readonly description: string },
  statements: readonly IdentityStatement[],
): RolePolicies {
  if (JSON.stringify(statements).length <= INLINE_CHARACTERS) {
    const Policies = [{ PolicyName: role.name, PolicyDocument: documentOf(statements) }];
    return { properties: { Policies }, resources: {} };
  }
  const chunks = chunksOf(statements).map((chunk, index) => ({
    id: `${role.id}Policy${index + 1}`,
    // Of a name of its own, so that the baseline of Plumbline's own roles can expect it. CloudFormation then cannot make it anew in its place: what
    // stands beside its document, such as its description, has to stay as it is.
    ManagedPolicyName: `${role.name}-${index + 1}`,
    PolicyDocument: documentOf(chunk),
  }));
  if (chunks.length > MANAGED_POLICIES) throw new RoleTooLarge(role.name, chunks.length);
  return {
    properties: { ManagedPolicyArns: chunks.map(({ id }) => ({ Ref: id })) },
    resources: Object.fromEntries(
      chunks.map(({ id, ...named }) => {
        const Properties = { ...named, Description: role.description };
        return [id, { Type: "AWS::IAM::ManagedPolicy", Properties }];
      }),
    ),
  };
}

/** A policy document of statements. */
export function documentOf(Statement: readonly (IdentityStatement | TemplateValue)[]): TemplateValue {
  return { Version: "2012-10-17", Statement: Statement as readonly TemplateValue[] };
}

/** Statements in as few parts as a managed policy has room for, in their order; one with many resources is divided where the room ends. */
function chunksOf(statements: readonly IdentityStatement[]): readonly (readonly IdentityStatement[])[] {
  const chunks: IdentityStatement[][] = [];
  let left = 0;
  for (const statement of statements) {
    let rest: IdentityStatement | undefined = statement;
    while (rest !== undefined) {
      const fitting = fittingPart(rest, left) ?? (left === MANAGED_CHARACTERS ? rest : undefined);
      if (fitting === undefined) {
        chunks.push([]);
        left = MANAGED_CHARACTERS;
        continue;
      }
      chunks.at(-1)?.push(fitting);
      left -= sizeOf(fitting);
      rest = restOf(rest, fitting);
    }
  }
  return chunks;
}

function sizeOf(statement: IdentityStatement): number {
  return JSON.stringify(statement).length + 1;
}

/** The statement, or as many of its resources as there is room for; `undefined` where there is room for none. */
function fittingPart(statement: IdentityStatement, room: number): IdentityStatement | undefined {
  if (sizeOf(statement) <= room) return statement;
  const { Resource } = statement;
  if (!Array.isArray(Resource)) return undefined;
  let most = 0;
  while (most + 1 < Resource.length && sizeOf({ ...statement, Resource: Resource.slice(0, most + 1) }) <= room)
    most += 1;
  return most === 0 ? undefined : { ...statement, Resource: Resource.slice(0, most) };
}

function restOf(statement: IdentityStatement, part: IdentityStatement): IdentityStatement | undefined {
  if (part === statement || !Array.isArray(statement.Resource) || !Array.isArray(part.Resource)) return undefined;
  return { ...statement, Resource: statement.Resource.slice(part.Resource.length) };
}
