import type { Baseline, BaselineDocument } from "../baselines/baseline.ts";
import type { EntityEntry } from "../baselines/entity-schema.ts";
import type { CompareMode, ExpectedDocument } from "../baselines/expected-state.ts";
import { fillDocument } from "../baselines/fill-document.ts";
import { forEachOf, valuesForEach } from "../baselines/for-each.ts";
import type { ParameterValue, ParameterValues } from "../baselines/parameters.ts";
import { fillIn, placeholdersOf } from "../baselines/template.ts";
import { type AccountAddress, parsePolicyArn } from "../iam/arn.ts";
import type { PolicyKind } from "../policy/comparison.ts";
import { parsePolicy } from "../policy/parse-policy.ts";
import type { LiveParts } from "./match-live.ts";
import { type Signature, signatureOf } from "./match-signature.ts";
import type { DocumentTemplate } from "./solve-document.ts";

/** A document as it is published now, or was before. */
export interface DocumentVersion {
  readonly template: DocumentTemplate;
  readonly signature: Signature;
  /** The vendor's name of an earlier version; absent for the one of now. */
  readonly version?: string;
}

/** A document that an entity of a baseline should have. */
export interface DocumentPlan {
  readonly aspect: "document" | "trust" | "inline policy";
  readonly file: string;
  readonly provenance: ExpectedDocument["provenance"];
  readonly compare: CompareMode;
  /** The one of now first. */
  readonly versions: readonly DocumentVersion[];
  /** An inline policy's name. */
  readonly nameTemplate: string;
  /** Of a trust policy: the ids of other accounts that it names, by which it is told from any other. */
  readonly foreignAccounts: readonly string[];
}

/** A managed policy that an entity of a baseline should have attached. */
export interface AttachmentPlan {
  readonly template: string;
  /** The index of the baseline's own policy that it is; absent for any other policy. */
  readonly policy?: number;
}

/** An entity of a baseline, ready to be looked for. */
export interface EntryPlan {
  readonly index: number;
  /** As the baseline writes it: `role/{{taskRoleName}}`. */
  readonly written: string;
  readonly kind: LiveParts["kind"];
  /** Of a service-linked role: its path. */
  readonly reservedPath?: string;
  /** The list parameter that it stands for one by one. */
  readonly list?: string;
  /** Whether the account may do without it. */
  readonly isOptional: boolean;
  readonly presenceTemplate: string;
  readonly nameTemplate: string;
  readonly pathTemplate: string;
  /** Its names where parameters have their defaults; none where they have none. */
  readonly defaultNames: readonly string[];
  readonly documents: readonly DocumentPlan[];
  readonly attachments: readonly AttachmentPlan[];
  readonly permissionsBoundary?: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly groups: readonly string[];
}

/** A baseline, ready to be looked for in one account. */
export interface BaselinePlan {
  readonly baseline: Baseline;
  readonly defaults: ParameterValues;
  readonly entries: readonly EntryPlan[];
}

type NamedEntry = Exclude<EntityEntry, { kind: "root" }>;

/** What a baseline says, with all filled in that is known of an account: its id and its partition. */
export function planBaseline(baseline: Baseline, { account, partition }: AccountAddress): BaselinePlan {
  const known = new Map<string, ParameterValue>([
    ["account", account],
    ["partition", partition],
  ]);
  const defaults = new Map(known);
  for (const [name, declaration] of baseline.parameters) {
    if (declaration.default !== undefined) defaults.set(name, declaration.default);
  }
  const planner: Planner = { baseline, known, defaults, account };
  const entries = baseline.entities.flatMap((entry, index) =>
    entry.kind === "root" ? [] : [planEntry(entry, index, planner)],
  );
  return { baseline, defaults, entries };
}

interface Planner {
  readonly baseline: Baseline;
  readonly known: ParameterValues;
  readonly defaults: ParameterValues;
  readonly account: string;
}

function planEntry(entry: NamedEntry, index: number, planner: Planner): EntryPlan {
  const { known, defaults } = planner;
  const kind = entry.kind === "service-linked-role" ? "role" : entry.kind;
  const list = forEachOf(entry);
  const names = valuesForEach(entry, defaults).map((values) => fillIn(entry.name, values));
  const boundary = "permissionsBoundary" in entry ? entry.permissionsBoundary : undefined;
  const tags = "tags" in entry ? Object.entries(entry.tags ?? {}) : [];
  return {
    index,
    written: `${kind}/${entry.name}`,
    kind,
    ...(entry.kind === "service-linked-role" && { reservedPath: `/aws-service-role/${entry.service}/` }),
    ...(list !== undefined && { list }),
    isOptional: list !== undefined || entry.presence !== "required",
    presenceTemplate: entry.presence,
    nameTemplate: fillIn(entry.name, known),
    pathTemplate: "path" in entry ? fillIn(entry.path, known) : `/aws-service-role/${entry.service}/`,
    defaultNames: names.filter((name) => placeholdersOf(name).length === 0),
    documents: planDocuments(entry, planner),
    attachments: planAttachments(entry, planner),
    ...(boundary !== undefined && { permissionsBoundary: fillIn(boundary, known) }),
    tags: Object.fromEntries(tags.map(([key, text]) => [key, fillIn(text, known)])),
    groups: ("groups" in entry ? (entry.groups?.names ?? []) : []).map((name) => fillIn(name, known)),
  };
}

function planDocuments(entry: NamedEntry, planner: Planner): readonly DocumentPlan[] {
  const plan = (file: string, aspect: DocumentPlan["aspect"], name = ""): readonly DocumentPlan[] => {
    const document = planner.baseline.documents.get(file);
    if (document === undefined) return [];
    const kind = aspect === "trust" ? "trust" : "identity";
    const versions = versionsOf(document, kind, planner);
    if (versions.length === 0) return [];
    const { provenance } = document;
    const foreignAccounts = aspect === "trust" ? foreignAccountsOf(versions, planner) : [];
    const nameTemplate = fillIn(name, planner.known);
    return [{ aspect, file, provenance, compare: entry.compare, versions, nameTemplate, foreignAccounts }];
  };
  if (entry.kind === "policy") return plan(entry.document, "document");
  const trust = "trust" in entry && entry.trust !== undefined ? plan(entry.trust, "trust") : [];
  const inline = entry.inlinePolicies?.policies ?? [];
  return [...trust, ...inline.flatMap(({ name, document }) => plan(document, "inline policy", name))];
}

/** A version whose form depends on a parameter is left out: by its content it cannot be found. */
function versionsOf(document: BaselineDocument, kind: PolicyKind, { known }: Planner): readonly DocumentVersion[] {
  const version = (template: string, name?: string): readonly DocumentVersion[] => {
    const filled = fillDocument(template, known);
    const parsed = filled.status === "filled" ? parsePolicy(filled.text, kind) : undefined;
    if (filled.status !== "filled" || parsed?.status !== "parsed") return [];
    const { policy } = parsed;
    return [
      {
        template: { text: filled.text, policy, kind },
        signature: signatureOf(policy),
        ...(name !== undefined && { version: name }),
      },
    ];
  };
  return [...version(document.text), ...document.revisions.flatMap((each) => version(each.text, each.version))];
}

function foreignAccountsOf(versions: readonly DocumentVersion[], { defaults, account }: Planner): readonly string[] {
  const principals = versions
    .flatMap(({ template }) => template.policy.statements)
    .flatMap(({ principals }) => (principals === undefined || principals.not ? [] : principals.principals))
    .filter(({ type }) => type === "AWS")
    .flatMap(({ value }) => accountIn(fillIn(value, defaults)) ?? []);
  return [...new Set(principals)].filter((id) => id !== account);
}

/** The account that a principal belongs to. */
export function accountIn(principal: string): string | undefined {
  return /^(?:arn:[^:]+:(?:iam|sts)::)?(\d{12})(?::|$)/.exec(principal)?.[1];
}

function planAttachments(entry: NamedEntry, { baseline, known }: Planner): readonly AttachmentPlan[] {
  if (entry.kind === "policy") return [];
  return (entry.attachments?.policies ?? []).map((text) => {
    const template = fillIn(text, known);
    const policy = baseline.entities.findIndex(
      (other) => other.kind === "policy" && template.endsWith(`:policy${other.path}${fillIn(other.name, known)}`),
    );
    return { template, ...(policy >= 0 && { policy }) };
  });
}

const GENERAL = new Set([
  "AdministratorAccess",
  "IAMFullAccess",
  "IAMReadOnlyAccess",
  "IAMUserChangePassword",
  "PowerUserAccess",
  "ReadOnlyAccess",
  "SecurityAudit",
  "SignInLocalDevelopmentAccess",
]);

/**
 * Whether a policy of AWS's is for one product, and so tells something of who has it. Job functions, services' roles and what reads or
 * manages a whole account are anybody's.
 */
export function isProductPolicy(arn: string): boolean {
  const parts = parsePolicyArn(arn);
  return parts?.owner === "aws" && parts.path === "/" && !GENERAL.has(parts.name);
}
