import type { ExpectedEntity } from "../shared/baselines/expected-state.ts";
import { describeUnreadable } from "../shared/drift/rule.ts";
import type { EntityState } from "../shared/observation/entity-state.ts";
import type { AspectToAsk, IamReader } from "../shared/observation/iam-reader.ts";
import type { ManagedPolicyReader } from "../shared/observation/managed-policy-reader.ts";
import type { Observation } from "../shared/observation/observation.ts";

/** A policy as it is live. */
export interface LivePolicy {
  /** `inline policy work`, `managed policy arn:…`. */
  readonly name: string;
  /** JSON. */
  readonly text: string;
}

/** A permissions boundary as it is live. */
export interface LiveBoundary extends LivePolicy {
  readonly arn: string;
}

/** Everything that gives a role or user its permissions. */
export interface LivePolicies {
  readonly arn: string;
  /** Its own, and those of the groups it is in. */
  readonly policies: readonly LivePolicy[];
  /** Absent where nothing bounds it; `unread`: something does, and it is among what could not be read. */
  readonly boundary?: LiveBoundary | "unread";
  /** What belongs there too and could not be read: one phrase each. */
  readonly unread: readonly string[];
}

/** What policies are read by. */
export interface PolicyPorts {
  readonly reader: IamReader;
  readonly managedPolicies: ManagedPolicyReader;
}

const ASPECTS: ReadonlySet<AspectToAsk> = new Set(["inlinePolicies", "attachments", "groups"]);

/** Reads what a role or user is permitted by; `absent` where it is not there. */
export async function readLivePolicies(
  { entity, path }: Pick<ExpectedEntity, "entity" | "path">,
  ports: PolicyPorts,
): Promise<Observation<LivePolicies>> {
  const { observation } = await ports.reader.observe({ entity, path, aspects: ASPECTS });
  if (observation.status !== "present") return observation;
  const { state } = observation;
  if (state.kind !== "role" && state.kind !== "user") throw new TypeError(`A ${state.kind} calls nothing.`);
  const gathered = await Promise.all([
    policiesOf(state, ports.managedPolicies, ""),
    ...(state.kind === "user" ? [groupPolicies(state.groups, ports)] : []),
  ]);
  const boundary = await readBoundary(state.permissionsBoundary, ports.managedPolicies);
  return {
    status: "present",
    state: {
      arn: state.arn,
      policies: gathered.flatMap(({ policies }) => policies),
      ...("policy" in boundary ? { boundary: boundary.policy } : {}),
      ...("unread" in boundary ? { boundary: "unread" as const } : {}),
      unread: [...gathered.flatMap(({ unread }) => unread), ...("unread" in boundary ? [boundary.unread] : [])],
    },
  };
}

interface Gathered {
  readonly policies: readonly LivePolicy[];
  readonly unread: readonly string[];
}

/** @param of `" of group/x"` for those of a group */
async function policiesOf(
  { inlinePolicies, attachments }: Pick<Extract<EntityState, { kind: "group" }>, "inlinePolicies" | "attachments">,
  managedPolicies: ManagedPolicyReader,
  of: string,
): Promise<Gathered> {
  const inline =
    inlinePolicies.status === "present"
      ? Object.entries(inlinePolicies.state).map(([name, text]) => ({ name: `inline policy ${name}${of}`, text }))
      : [];
  const arns = attachments.status === "present" ? attachments.state.map(({ policyArn }) => policyArn) : [];
  const read = await Promise.all(
    arns.map(async (arn) => ({
      name: `managed policy ${arn}${of}`,
      document: await managedPolicies.readDocument(arn),
    })),
  );
  return {
    policies: [
      ...inline,
      ...read.flatMap(({ name, document }) => (document.status === "present" ? [{ name, text: document.state }] : [])),
    ],
    unread: [
      ...unreadOf(`the inline policies${of}`, inlinePolicies),
      ...unreadOf(`the attachments${of}`, attachments),
      ...read.flatMap(({ name, document }) => unreadOf(name, document)),
    ],
  };
}

async function groupPolicies(groups: Observation<readonly string[]>, ports: PolicyPorts): Promise<Gathered> {
  if (groups.status !== "present") return { policies: [], unread: unreadOf("the groups", groups) };
  const gathered = await Promise.all(
    groups.state.map(async (name): Promise<Gathered> => {
      const entity = { kind: "group", name } as const;
      const { observation } = await ports.reader.observe({ entity, path: "/", aspects: ASPECTS });
      if (observation.status !== "present") return { policies: [], unread: unreadOf(`group/${name}`, observation) };
      if (observation.state.kind !== "group") throw new TypeError("A group was asked for.");
      return await policiesOf(observation.state, ports.managedPolicies, ` of group/${name}`);
    }),
  );
  return {
    policies: gathered.flatMap(({ policies }) => policies),
    unread: gathered.flatMap(({ unread }) => unread),
  };
}

async function readBoundary(
  boundary: Observation<string>,
  managedPolicies: ManagedPolicyReader,
): Promise<{ readonly policy: LiveBoundary } | { readonly unread: string } | Record<never, never>> {
  if (boundary.status === "absent") return {};
  if (boundary.status === "unreadable") {
    return { unread: `the permissions boundary (${describeUnreadable(boundary.reason)})` };
  }
  const name = `permissions boundary ${boundary.state}`;
  const document = await managedPolicies.readDocument(boundary.state);
  if (document.status === "present") return { policy: { arn: boundary.state, name, text: document.state } };
  return { unread: unreadOf(name, document).join() };
}

/** A phrase for what is not there to be read, or could not be. */
function unreadOf(what: string, observed: Observation<unknown>): readonly string[] {
  if (observed.status === "present") return [];
  return [
    observed.status === "absent" ? `${what}, which is not there` : `${what} (${describeUnreadable(observed.reason)})`,
  ];
}
