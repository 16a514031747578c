import type { ExpectedEntity } from "../baselines/expected-state.ts";
import type { EntityState } from "../observation/entity-state.ts";
import type { ManagedPolicyReader } from "../observation/managed-policy-reader.ts";
import type { Observation } from "../observation/observation.ts";
import { parseCanonical, parseLive } from "./compare-document.ts";
import {
  type Boundary,
  type HeldPolicy,
  inlineId,
  type PolicySide,
  type UnreadPolicy,
  type Whole,
} from "./effective-policies.ts";
import { expectedAttachments, expectedBoundary, expectedInlinePolicies } from "./expected-aspects.ts";
import type { ExpectedPolicyLookup } from "./expected-policies.ts";
import { describeUnreadable } from "./rule.ts";

/** Reads a managed policy's document by its ARN. */
export type ReadDocument = ManagedPolicyReader["readDocument"];

/** What the two sides are put together from. */
export interface PolicySources {
  readonly expected: ExpectedEntity;
  /** Nothing is put together of what is not there. */
  readonly observation: Observation<EntityState>;
  readonly expectedPolicy: ExpectedPolicyLookup;
}

/** Puts together what an entity holds. What its baseline does not watch was not read, or may not have been, and is on neither side. */
export async function gatherPolicies(input: PolicySources, read: ReadDocument): Promise<Whole> {
  const { expected } = input;
  const state = holderOf(input.observation);
  const [wanted, inline] = [expectedInlinePolicies(expected), state.inlinePolicies];
  const canonical = Object.entries(wanted?.documents ?? {}).map(([name, document]): HeldPolicy => {
    return { id: inlineId(name), name: `inline policy ${name}`, policy: parseCanonical(document, "identity") };
  });
  const live = wanted === undefined ? NOTHING : liveInline(inline);
  const attached = await gatherAttachments(input, state.attachments, read);
  return {
    expected: join({ policies: canonical, unread: [] }, attached.expected),
    live: join(live, attached.live),
    ...(await gatherBoundaries(input, state, read)),
  };
}

type Holder = Extract<EntityState, { inlinePolicies: unknown }>;

function holderOf(observation: Observation<EntityState>): Holder {
  if (observation.status === "present" && "inlinePolicies" in observation.state) return observation.state;
  throw new TypeError("Only a role, user or group that is there holds policies.");
}

const NOTHING: PolicySide = { policies: [], unread: [] };

function join(one: PolicySide, other: PolicySide): PolicySide {
  return { policies: [...one.policies, ...other.policies], unread: [...one.unread, ...other.unread] };
}

function liveInline(observed: Observation<Readonly<Record<string, string>>>): PolicySide {
  if (observed.status !== "present") return { policies: [], unread: [notRead("inline policies", observed)] };
  return sideOf(
    Object.entries(observed.state).map(([name, text]) =>
      heldOf(inlineId(name), `inline policy ${name}`, { status: "present", state: text }),
    ),
  );
}

async function gatherAttachments(
  input: PolicySources,
  observed: Observation<readonly { readonly policyArn: string }[]>,
  read: ReadDocument,
): Promise<Pick<Whole, "expected" | "live">> {
  const wanted = expectedAttachments(input.expected);
  if (wanted === undefined) return { expected: NOTHING, live: NOTHING };
  const hold = async (arn: string) => heldOf(arn, `managed policy ${arn}`, await read(arn));
  const expected = await Promise.all(
    [...new Set(wanted.policyArns)].map(async (arn) => {
      const document = input.expectedPolicy(arn);
      if (document === undefined) return await hold(arn);
      return { id: arn, name: `managed policy ${arn}`, policy: parseCanonical(document, "identity") };
    }),
  );
  if (observed.status !== "present") {
    return { expected: sideOf(expected), live: { policies: [], unread: [notRead("attachments", observed)] } };
  }
  const live = await Promise.all(observed.state.map(({ policyArn }) => hold(policyArn)));
  return { expected: sideOf(expected), live: sideOf(live) };
}

async function gatherBoundaries(
  { expected, expectedPolicy }: PolicySources,
  state: Holder,
  read: ReadDocument,
): Promise<Pick<Whole, "expectedBoundary" | "liveBoundary">> {
  const wanted = expectedBoundary(expected);
  if (wanted === undefined || !("permissionsBoundary" in state)) return { expectedBoundary: NONE, liveBoundary: NONE };
  const observed = state.permissionsBoundary;
  const boundary = async (arn: string): Promise<Boundary> => {
    const held = heldOf(arn, `permissions boundary ${arn}`, await read(arn));
    return "policy" in held ? { status: "read", policy: held.policy } : { status: "unread", reason: held.reason };
  };
  const document = expectedPolicy(wanted);
  return {
    expectedBoundary:
      document !== undefined
        ? { status: "read", policy: parseCanonical(document, "identity") }
        : wanted === "none"
          ? NONE
          : await boundary(wanted),
    liveBoundary:
      observed.status === "absent"
        ? NONE
        : observed.status === "present"
          ? await boundary(observed.state)
          : { status: "unread", reason: notRead("permissions boundary", observed).reason },
  };
}

const NONE: Boundary = { status: "none" };

function sideOf(all: readonly (HeldPolicy | UnreadPolicy)[]): PolicySide {
  return {
    policies: all.flatMap((each) => ("policy" in each ? [each] : [])),
    unread: all.flatMap((each) => ("policy" in each ? [] : [each])),
  };
}

function heldOf(id: string, name: string, document: Observation<string>): HeldPolicy | UnreadPolicy {
  if (document.status !== "present") return { id, reason: notRead(name, document).reason };
  const parsed = parseLive(document.state, "identity");
  if (parsed.status === "parsed") return { id, name, policy: parsed.policy };
  return { id, reason: `${name}: ${parsed.reason}` };
}

function notRead(what: string, observed: Exclude<Observation<unknown>, { status: "present" }>): UnreadPolicy {
  if (observed.status === "absent") return { id: what, reason: `${what} is not there to be read` };
  return { id: what, reason: `${what} could not be read (${describeUnreadable(observed.reason)})` };
}
