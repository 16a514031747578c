import { ROOT } from "../iam/entity-reference.ts";
import type { EntityEntry } from "./entity-schema.ts";
import { tagsOf } from "./entity-templates.ts";
import type {
  AccessKeyRules,
  ExpectedAttachments,
  ExpectedDocument,
  ExpectedEntity,
  ExpectedInlinePolicies,
  ExpectedRole,
  ExpectedRoot,
  ExpectedUser,
  RemediateMode,
} from "./expected-state.ts";
import type { ParameterValues } from "./parameters.ts";
import { fillIn, fillInEach } from "./template.ts";

/** What turns a baseline's entity into one account's expectation. */
export interface AccountContext {
  readonly baseline: string;
  /** With one text in place of the list of an entity's `forEach`. */
  readonly values: ParameterValues;
  /** Every document of the baseline, filled in for the account, by the name that entities use. */
  readonly documents: ReadonlyMap<string, ExpectedDocument>;
  /** Sets of ARNs of which a role may hold one. */
  readonly separatePolicies: readonly (readonly string[])[];
}

type Entry<Kind extends EntityEntry["kind"]> = Extract<EntityEntry, { kind: Kind }>;

/** What one account may expect of an entity; the repair is left off, until the account's own wish is known. */
export function expectEntity(entity: EntityEntry, context: AccountContext): ExpectedEntity {
  if (entity.kind === "root") return expectRoot(entity, context.baseline);
  const common = expectCommon(entity, context);
  const name = fillIn(entity.name, context.values);
  switch (entity.kind) {
    case "policy": {
      const document = documentOf(entity.document, context);
      return { ...common, kind: "policy", entity: { kind: "policy", name }, path: pathOf(entity, context), document };
    }
    case "group": {
      const policies = expectPolicies(entity, context);
      return { ...common, kind: "group", entity: { kind: "group", name }, path: pathOf(entity, context), ...policies };
    }
    case "user":
      return { ...common, kind: "user", entity: { kind: "user", name }, ...expectUser(entity, context) };
    case "role":
      return { ...common, kind: "role", entity: { kind: "role", name }, ...expectRole(entity, context) };
    case "service-linked-role": {
      const { kind, service } = entity;
      const trust = expectTrust(entity, context);
      const path = `/aws-service-role/${service}/`;
      return {
        ...common,
        kind,
        service,
        path,
        entity: { kind: "role", name },
        ...trust,
        ...expectPolicies(entity, context),
      };
    }
  }
}

function expectRoot({ kind, severity, accessKeys }: Entry<"root">, baseline: string): ExpectedRoot {
  const always = { path: "/", presence: "required", compare: "exact", remediate: "off" } as const;
  return { ...always, kind, baseline, entity: ROOT, severity, accessKeys };
}

/** Anything else was reported, and then nothing that is expected here is used. */
const PRESENCES = ["required", "optional", "retired"] as const;

function expectCommon(entity: Exclude<EntityEntry, { kind: "root" }>, { baseline, values }: AccountContext) {
  const { presence, retiredSince, compare, severity, approval, owner } = entity;
  const tags = Object.entries(tagsOf(entity)).map(([key, value]) => [key, fillIn(value, values)] as const);
  return {
    baseline,
    presence: PRESENCES.find((each) => each === fillIn(presence, values)) ?? ("required" as const),
    ...(retiredSince !== undefined && { retiredSince }),
    compare,
    severity,
    remediate: "off" as const,
    ...(approval && { approval }),
    ...(owner && { owner }),
    ...(tags.length > 0 && { tags: Object.fromEntries(tags) }),
  };
}

function expectRole(
  entity: Entry<"role">,
  context: AccountContext,
): Omit<ExpectedRole, "kind" | "entity" | keyof ReturnType<typeof expectCommon>> {
  const { maximumSessionSeconds } = entity;
  const { separatePolicies } = context;
  return {
    path: pathOf(entity, context),
    ...expectTrust(entity, context),
    ...expectPolicies(entity, context),
    ...expectBoundary(entity, context),
    ...(maximumSessionSeconds !== undefined && { maximumSessionSeconds }),
    ...(separatePolicies.length > 0 && { separatePolicies }),
  };
}

function expectUser(
  entity: Entry<"user">,
  context: AccountContext,
): Omit<ExpectedUser, "kind" | "entity" | keyof ReturnType<typeof expectCommon>> {
  const { groups, console, accessKeys } = entity;
  return {
    path: pathOf(entity, context),
    ...expectPolicies(entity, context),
    ...expectBoundary(entity, context),
    ...(groups && { groups: { match: groups.match, names: fillList(groups.names, context) } }),
    ...(console && { console }),
    ...(accessKeys && { accessKeys: expectAccessKeys(accessKeys) }),
  };
}

function expectAccessKeys({
  warnAtDays,
  unusedDays,
  ...rules
}: NonNullable<Entry<"user">["accessKeys"]>): AccessKeyRules {
  return {
    ...rules,
    ...(warnAtDays !== undefined && { warnAtDays }),
    ...(unusedDays !== undefined && { unusedDays }),
  };
}

function pathOf({ path }: { readonly path: string }, { values }: AccountContext): string {
  return fillIn(path, values);
}

function fillList(templates: readonly string[], { values }: AccountContext): readonly string[] {
  return templates.flatMap((template) => fillInEach(template, values));
}

function expectTrust({ trust }: { trust?: string | undefined }, context: AccountContext): { trust?: ExpectedDocument } {
  return trust === undefined ? {} : { trust: documentOf(trust, context) };
}

function expectBoundary(
  { permissionsBoundary }: Entry<"role" | "user">,
  { values }: AccountContext,
): { permissionsBoundary?: string } {
  return permissionsBoundary === undefined ? {} : { permissionsBoundary: fillIn(permissionsBoundary, values) };
}

function expectPolicies(
  { inlinePolicies, attachments }: Exclude<EntityEntry, { kind: "root" | "policy" }>,
  context: AccountContext,
): { inlinePolicies?: ExpectedInlinePolicies; attachments?: ExpectedAttachments } {
  return {
    ...(inlinePolicies && {
      inlinePolicies: {
        match: inlinePolicies.match,
        documents: Object.fromEntries(
          inlinePolicies.policies.map(({ name, document }) => [
            fillIn(name, context.values),
            documentOf(document, context),
          ]),
        ),
      },
    }),
    ...(attachments && {
      attachments: { match: attachments.match, policyArns: fillList(attachments.policies, context) },
    }),
  };
}

function documentOf(name: string, { baseline, documents }: AccountContext): ExpectedDocument {
  const document = documents.get(name);
  if (document === undefined) throw new TypeError(`Baseline ${baseline} was let through without its document ${name}.`);
  return document;
}

const MODES: readonly RemediateMode[] = ["off", "narrow", "full"];

/** Whether a mode does more than another. */
export function exceeds(mode: RemediateMode, limit: RemediateMode): boolean {
  return MODES.indexOf(mode) > MODES.indexOf(limit);
}

/** The most that a baseline lets an account ask for. The root user's keys only people can delete. */
export function permittedMode(entity: EntityEntry): RemediateMode {
  return entity.kind === "root" ? "off" : entity.remediate;
}
