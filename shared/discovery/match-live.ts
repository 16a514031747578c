import { formatEntity } from "../iam/entity-reference.ts";
import type { Observation } from "../observation/observation.ts";
import type { PolicyKind } from "../policy/comparison.ts";
import { parsePolicy } from "../policy/parse-policy.ts";
import type { Policy } from "../policy/policy.ts";
import type { LiveEntity, UndiscoveredPart } from "./discovery.ts";
import { type Signature, signatureOf } from "./match-signature.ts";

/** A live document that was understood. */
export interface LiveDocument {
  /** An inline policy's name; empty for a trust policy or a managed policy's own. */
  readonly name: string;
  readonly text: string;
  readonly policy: Policy;
  readonly signature: Signature;
}

/** A live entity with what matching looks at. An aspect that could not be read, or that its kind has not, is `undefined`. */
export interface LiveParts {
  readonly kind: "role" | "user" | "group" | "policy";
  /** `role/NAME`. */
  readonly key: string;
  readonly name: string;
  readonly path: string;
  readonly arn: string;
  readonly trust: LiveDocument | undefined;
  /** Those that could be understood. */
  readonly inline: readonly LiveDocument[] | undefined;
  /** The names of the inline policies that could not. */
  readonly notUnderstood: readonly string[];
  /** ARNs. */
  readonly attachments: readonly string[] | undefined;
  readonly document: LiveDocument | undefined;
  readonly permissionsBoundary: string | undefined;
  readonly tags: Readonly<Record<string, string>>;
  readonly groups: readonly string[];
  /** Whether every aspect that is looked at could be read and understood. */
  readonly isWhole: boolean;
}

/** Takes apart what was read of an entity; what could not be read or understood is added to `unreadable`. */
export function livePartsOf({ entity, state }: LiveEntity, unreadable: UndiscoveredPart[]): LiveParts | undefined {
  if (state.kind === "root") return undefined;
  const key = formatEntity(entity);
  const before = unreadable.length;
  const reading = new PartReading(key, unreadable);
  const policies = "inlinePolicies" in state ? reading.value(state.inlinePolicies, "its inline policies") : undefined;
  const trust = "trust" in state ? reading.value(state.trust, "its trust policy") : undefined;
  const document = "document" in state ? reading.value(state.document, "its document") : undefined;
  const attachments = "attachments" in state ? reading.value(state.attachments, "its attached policies") : undefined;
  const inline =
    policies &&
    Object.entries(policies).map(([name, text]) => ({ name, document: reading.document(name, text, "identity") }));
  const parts = {
    kind: state.kind,
    key,
    name: entity.name,
    path: state.path,
    arn: state.arn,
    trust: trust === undefined ? undefined : reading.document("", trust, "trust"),
    inline: inline?.flatMap((each) => each.document ?? []),
    notUnderstood: inline?.flatMap(({ name, document: read }) => (read === undefined ? [name] : [])) ?? [],
    attachments: attachments?.map(({ policyArn }) => policyArn),
    document: document === undefined ? undefined : reading.document("", document, "identity"),
    permissionsBoundary: "permissionsBoundary" in state ? presentOf(state.permissionsBoundary) : undefined,
    tags: ("tags" in state ? presentOf(state.tags) : undefined) ?? {},
    groups: ("groups" in state ? presentOf(state.groups) : undefined) ?? [],
  };
  return { ...parts, isWhole: unreadable.length === before };
}

/** What only helps to solve parameters: unread, they stay unsolved, and are told as such. */
function presentOf<T>(observation: Observation<T>): T | undefined {
  return observation.status === "present" ? observation.state : undefined;
}

class PartReading {
  readonly #entity: string;
  readonly #unreadable: UndiscoveredPart[];

  constructor(entity: string, unreadable: UndiscoveredPart[]) {
    this.#entity = entity;
    this.#unreadable = unreadable;
  }

  value<T>(observation: Observation<T>, part: string): T | undefined {
    if (observation.status === "unreadable") {
      const { call, code, message } = observation.reason;
      this.#unreadable.push({ entity: this.#entity, part, reason: `${call}: ${code}: ${message}` });
    }
    return observation.status === "present" ? observation.state : undefined;
  }

  document(name: string, text: string, kind: PolicyKind): LiveDocument | undefined {
    const parsed = parsePolicy(text, kind);
    if (parsed.status === "parsed") return { name, text, policy: parsed.policy, signature: signatureOf(parsed.policy) };
    const part = kind === "trust" ? "its trust policy" : name === "" ? "its document" : `its inline policy ${name}`;
    const reason = `it could not be understood: ${parsed.problems[0]?.message ?? "it is no policy."}`;
    this.#unreadable.push({ entity: this.#entity, part, reason });
    return undefined;
  }
}
