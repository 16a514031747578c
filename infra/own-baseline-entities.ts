import * as z from "zod";
import type { EntityEntry } from "../shared/baselines/entity-schema.ts";
import type { TemplateValue } from "./cloudformation-yaml.ts";
import { type Names, resolve } from "./intrinsics.ts";
import type { Template } from "./stack-files.ts";
import { refuse } from "./stack-refusal.ts";

/** What a template says of IAM, as a baseline writes it. */
export interface OwnEntities {
  readonly entities: readonly EntityEntry[];
  /** Policy documents, by the names that the entities use. */
  readonly documents: ReadonlyMap<string, TemplateValue>;
}

const policyDocument = z.json() as z.ZodType<TemplateValue>;

/** Strict, so that nothing that a template says of a role is left unwatched. */
const roleProperties = z.strictObject({
  RoleName: z.string(),
  Path: z.string().default("/"),
  Description: z.string().optional(),
  AssumeRolePolicyDocument: policyDocument,
  Policies: z.array(z.strictObject({ PolicyName: z.string(), PolicyDocument: policyDocument })).default([]),
  ManagedPolicyArns: z.array(z.string()).default([]),
  Tags: z.array(z.strictObject({ Key: z.string(), Value: z.string() })).default([]),
});

const policyProperties = z.strictObject({
  ManagedPolicyName: z.string(),
  Description: z.string().optional(),
  PolicyDocument: policyDocument,
});

/** What is expected of every one of them. CloudFormation puts them right, so that Plumbline never repairs itself. */
const COMMON = {
  presence: "required",
  compare: "exact",
  severity: "critical",
  remediate: "off",
  owner: "cloudformation",
} as const;

/**
 * Every role and managed policy of a template, with all that it says of them and nothing beside.
 * @param names what stands in place of its references
 * @throws StackRefusal for what a baseline cannot say
 */
export function ownEntities({ Resources }: Pick<Template, "Resources">, names: Names): OwnEntities {
  const documents = new Map<string, TemplateValue>();
  const declare = (file: string, document: TemplateValue): string => {
    documents.set(file, document);
    return file;
  };
  const entities = Object.entries(Resources).flatMap(([id, resource]): readonly EntityEntry[] => {
    if (!resource.Type.startsWith("AWS::IAM::")) return [];
    if (resource.Condition !== undefined)
      throw refuse(id, "Whether it is there cannot be known before it is deployed.");
    const properties = resolve(resource.Properties, names, id);
    switch (resource.Type) {
      case "AWS::IAM::Role":
        return [roleEntity(held(roleProperties, properties, id), declare)];
      case "AWS::IAM::ManagedPolicy":
        return [policyEntity(held(policyProperties, properties, id), declare)];
      default:
        throw refuse(id, `What a baseline says of a ${resource.Type} is not known.`);
    }
  });
  return { entities, documents };
}

function held<T>(schema: z.ZodType<T>, properties: unknown, id: string): T {
  const result = schema.safeParse(properties);
  if (result.success) return result.data;
  throw refuse(id, z.prettifyError(result.error));
}

/** Notes a document under the name of a file, and gives that back. */
type Declare = (file: string, document: TemplateValue) => string;

function roleEntity(role: z.infer<typeof roleProperties>, declare: Declare): EntityEntry {
  const { RoleName: name, Path: path, Policies, ManagedPolicyArns, Tags } = role;
  const file = fileName(name);
  return {
    kind: "role",
    name,
    path,
    ...COMMON,
    trust: declare(`${file}.trust.json`, role.AssumeRolePolicyDocument),
    inlinePolicies: {
      match: "exact",
      policies: Policies.map(({ PolicyName, PolicyDocument }) => {
        const document = declare(`${file}.inline.${fileName(PolicyName)}.json`, PolicyDocument);
        return { name: PolicyName, document };
      }),
    },
    attachments: { match: "exact", policies: ManagedPolicyArns },
    permissionsBoundary: "none",
    ...(Tags.length > 0 && { tags: Object.fromEntries(Tags.map(({ Key, Value }) => [Key, Value])) }),
  };
}

function policyEntity(policy: z.infer<typeof policyProperties>, declare: Declare): EntityEntry {
  const { ManagedPolicyName: name, PolicyDocument } = policy;
  const document = declare(`${fileName(name)}.json`, PolicyDocument);
  return { kind: "policy", name, path: "/", ...COMMON, document };
}

/** A name of IAM's with its dots and signs as numbers, so that no two make the name of one file. */
function fileName(name: string): string {
  return name.replace(/[^\w-]/g, (sign) => `.${sign.charCodeAt(0).toString(16)}`);
}
