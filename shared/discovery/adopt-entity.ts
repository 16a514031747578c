import type { EntityEntry } from "../baselines/entity-schema.ts";
import { type AccountAddress, parsePolicyArn } from "../iam/arn.ts";
import type { EntityReference } from "../iam/entity-reference.ts";
import type {
  EntityState,
  GroupState,
  PolicyState,
  RoleState,
  RootState,
  Tags,
  UserState,
} from "../observation/entity-state.ts";
import type { Observation } from "../observation/observation.ts";
import { parsePolicy } from "../policy/parse-policy.ts";
import { keyRuleRemarks } from "./adopt-access-keys.ts";
import { parameteriseArn } from "./adopt-document.ts";
import { Draft, type EntityDraft } from "./adopt-draft.ts";
import type { FileNames } from "./adopt-file-names.ts";

/** What becomes of an entity: a draft, or why it cannot be adopted, one sentence each. */
export type Drafting =
  | { readonly status: "drafted"; readonly draft: EntityDraft }
  | { readonly status: "refused"; readonly refusals: readonly string[] };

/** What a baseline can be made of. */
export type AdoptableState = Exclude<EntityState, RootState>;

/** Drafts what a baseline says of an entity that is as it was read. */
export function draftEntity(
  entity: EntityReference,
  state: AdoptableState,
  address: AccountAddress,
  fileNames: FileNames,
): Drafting {
  const draft = new Draft(entity, address, fileNames);
  const entry = entryOf(state, draft);
  const { documents, leftOut, remarks, refusals } = draft;
  if (refusals.length > 0 || entry === undefined) return { status: "refused", refusals };
  return { status: "drafted", draft: { entity, entry, documents, leftOut, remarks } };
}

function entryOf(state: AdoptableState, draft: Draft): EntityEntry | undefined {
  switch (state.kind) {
    case "role":
      return roleEntry(state, draft);
    case "user":
      return userEntry(state, draft);
    case "group":
      return { kind: "group", ...common(draft), path: pathOf(state, draft), ...policiesOf(state, draft) };
    case "policy":
      return policyEntry(state, draft);
  }
}

/** Every key that a person is to decide on: a start, not a judgement. */
function common({ entity: { name } }: Draft) {
  return { name, presence: "required", compare: "exact", severity: "medium", remediate: "off" } as const;
}

const SERVICE_LINKED = /^\/aws-service-role\/([^/]+)\/$/;
const RESERVED = /^\/aws-reserved\//;

function roleEntry(state: RoleState, draft: Draft): EntityEntry | undefined {
  if (RESERVED.test(state.path)) {
    return draft.refuse(
      "cannot be adopted: IAM Identity Center makes it, rewrites it and gives it another name when it makes it again; adopt what it is made from, the permission set, there.",
    );
  }
  const trust = trustOf(state, draft);
  const policies = policiesOf(state, draft);
  const service = SERVICE_LINKED.exec(state.path)?.[1];
  if (service !== undefined) {
    draft.remarks.push("Of a service-linked role the session length, the boundary and the tags are not watched.");
    return { kind: "service-linked-role", ...common(draft), service, ...trust, ...policies };
  }
  const seconds = draft.read("maximumSessionSeconds", state.maximumSessionSeconds);
  return {
    kind: "role",
    ...common(draft),
    path: pathOf(state, draft),
    ...trust,
    ...policies,
    ...boundaryOf(state, draft),
    ...tagsOf(state.tags, draft),
    ...(seconds !== undefined && { maximumSessionSeconds: seconds }),
  };
}

function userEntry(state: UserState, draft: Draft): EntityEntry {
  const names = draft.read("groups", state.groups);
  const profile = draft.readOptional("loginProfile", state.loginProfile);
  draft.remarks.push(...keyRuleRemarks(state.accessKeys));
  return {
    kind: "user",
    ...common(draft),
    path: pathOf(state, draft),
    ...policiesOf(state, draft),
    ...boundaryOf(state, draft),
    ...tagsOf(state.tags, draft),
    ...(names && { groups: { match: "exact", names: [...names] } }),
    ...(profile && { console: profile.value === undefined ? "forbidden" : "required" }),
  };
}

function policyEntry(state: PolicyState, draft: Draft): EntityEntry | undefined {
  if (state.document.status !== "present") {
    const why = state.document.status === "absent" ? "it is gone" : state.document.reason.message;
    return draft.refuse(`cannot be adopted: its default version could not be read (${why}).`);
  }
  return {
    kind: "policy",
    ...common(draft),
    path: pathOf(state, draft),
    ...tagsOf(state.tags, draft),
    document: draft.document(state.document.state, "identity", "its default version"),
  };
}

function pathOf({ path }: AdoptableState, draft: Draft): string {
  return draft.literal(path, `its path ${path}`);
}

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html */
const UNIQUE_ID = /^A(?:IDA|ROA)[A-Z0-9]+$/;

function trustOf(state: RoleState, draft: Draft): { readonly trust?: string } {
  const text = draft.read("trust", state.trust);
  if (text === undefined) return {};
  const parsed = parsePolicy(text, "trust");
  const statements = parsed.status === "parsed" ? parsed.policy.statements : [];
  const principals = statements.flatMap((each) => each.principals?.principals ?? []);
  const dangling = principals.filter(({ type, value }) => type === "AWS" && UNIQUE_ID.test(value));
  if (dangling.length > 0) {
    const ids = [...new Set(dangling.map(({ value }) => value))].join(" and ");
    draft.refuse(
      `cannot be adopted: its trust policy names ${ids}, which is what IAM shows in place of a role or user that was deleted; take that out of the trust policy first.`,
    );
  }
  return { trust: draft.document(text, "trust", "its trust policy", "trust") };
}

/** @see https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSCompromisedKeyQuarantineV3.html */
const QUARANTINE = /^arn:[\w-]+:iam::aws:policy\/AWSCompromisedKeyQuarantine/;

function policiesOf(state: RoleState | UserState | GroupState, draft: Draft) {
  const inline = draft.read("inlinePolicies", state.inlinePolicies);
  const attached = draft.read("attachments", state.attachments);
  const quarantine = attached?.find(({ policyArn }) => QUARANTINE.test(policyArn));
  if (quarantine !== undefined) {
    draft.remarks.push(`${quarantine.policyName} contains a leaked key and is not there to stay: take it out of here.`);
  }
  return {
    ...(inline && {
      inlinePolicies: {
        match: "exact" as const,
        policies: Object.entries(inline).map(([name, text]) => ({
          name,
          document: draft.document(text, "identity", `its inline policy ${name}`, "inline", name),
        })),
      },
    }),
    ...(attached && {
      attachments: {
        match: "exact" as const,
        policies: attached.map(({ policyArn }) => policyArnOf(policyArn, "the managed policy", draft)),
      },
    }),
  };
}

/** IAM attaches AWS's own policies and those of the account; any other stands in a file that was edited. */
function policyArnOf(arn: string, what: string, draft: Draft): string {
  const parts = parsePolicyArn(arn);
  const { account, partition } = draft.address;
  if (parts?.partition !== partition || (parts.owner !== "aws" && parts.owner !== account)) {
    draft.refuse(`cannot be adopted: ${what} ${arn} is not of account ${account}, so IAM cannot have it there.`);
  }
  return parameteriseArn(draft.literal(arn, `the ARN ${arn}`), draft.address);
}

function boundaryOf({ permissionsBoundary }: RoleState | UserState, draft: Draft) {
  const boundary = draft.readOptional("permissionsBoundary", permissionsBoundary);
  if (boundary === undefined) return {};
  const { value } = boundary;
  return { permissionsBoundary: value === undefined ? "none" : policyArnOf(value, "the permissions boundary", draft) };
}

/** AWS's own tags are AWS's to change. */
function tagsOf(observation: Observation<Tags>, draft: Draft) {
  const tags = Object.entries(draft.read("tags", observation) ?? {}).filter(([key]) => !/^aws:/i.test(key));
  if (tags.length === 0) return {};
  // fromEntries defines own properties, so that a tag named `__proto__` is not lost on the way to where it is refused.
  return {
    tags: Object.fromEntries(tags.map(([key, value]) => [key, draft.literal(value, `the value of its tag ${key}`)])),
  };
}
