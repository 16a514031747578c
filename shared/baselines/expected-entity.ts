import { ROOT } from "../iam/entity-reference.ts";
import type { EntityEntry } from "./baseline-schema.ts";
import type {
  ExpectedAttachments,
  ExpectedDocument,
  ExpectedEntity,
  ExpectedInlinePolicies,
  ExpectedRoot,
  RemediateMode,
} from "./expected-state.ts";
import { type Fill, filler } from "./filled-entity.ts";

/** What turns a baseline's entity into one account's expectation. */
export interface AccountContext {
  readonly baseline: string;
  readonly values: ReadonlyMap<string, string>;
  /** Every document of the baseline, filled in for the account, by the name that entities use. */
  readonly documents: ReadonlyMap<string, ExpectedDocument>;
}

/** What one account may expect of an entity; the repair is left off, until the account's own wish is known. */
export function expectEntity(entity: EntityEntry, context: AccountContext): ExpectedEntity {
  const { baseline } = context;
  if (entity.kind === "root") return expectRoot(entity, baseline);
  const fill = filler(context.values);
  const { presence, compare, severity } = entity;
  const common = { baseline, presence, compare, severity, remediate: "off" as const };
  const name = fill(entity.name);
  if (entity.kind === "policy") {
    const document = documentOf(entity.document, context);
    return { ...common, kind: entity.kind, entity: { kind: "policy", name }, path: fill(entity.path), document };
  }
  const policies = expectPolicies(entity, fill, context);
  if (entity.kind === "user") {
    return {
      ...common,
      kind: entity.kind,
      entity: { kind: "user", name },
      path: fill(entity.path),
      ...policies,
      ...(entity.console && { console: entity.console }),
      ...(entity.accessKeys && { accessKeys: entity.accessKeys }),
    };
  }
  const role = {
    ...common,
    entity: { kind: "role" as const, name },
    ...(entity.trust !== undefined && { trust: documentOf(entity.trust, context) }),
    ...policies,
  };
  if (entity.kind === "role") return { ...role, kind: entity.kind, path: fill(entity.path) };
  const { kind, service } = entity;
  return { ...role, kind, service, path: `/aws-service-role/${service}/` };
}

function expectRoot(
  { kind, severity, accessKeys }: Extract<EntityEntry, { kind: "root" }>,
  baseline: string,
): ExpectedRoot {
  const always = { path: "/", presence: "required", compare: "exact", remediate: "off" } as const;
  return { ...always, kind, baseline, entity: ROOT, severity, accessKeys };
}

function expectPolicies(
  entity: Exclude<EntityEntry, { kind: "root" | "policy" }>,
  fill: Fill,
  context: AccountContext,
): { inlinePolicies?: ExpectedInlinePolicies; attachments?: ExpectedAttachments } {
  const { inlinePolicies, attachments } = entity;
  return {
    ...(inlinePolicies && {
      inlinePolicies: {
        match: inlinePolicies.match,
        documents: Object.fromEntries(
          inlinePolicies.policies.map(({ name, document }) => [fill(name), documentOf(document, context)]),
        ),
      },
    }),
    ...(attachments && {
      attachments: { match: attachments.match, policyArns: attachments.policies.map((arn) => fill(arn)) },
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
