import type { ExpectedRole } from "../../shared/baselines/expected-state.ts";
import { detectDrift } from "../../shared/drift/detect-drift.ts";
import type { Drift } from "../../shared/drift/drift.ts";
import { formatEntity } from "../../shared/iam/entity-reference.ts";
import type { Finding } from "../../shared/ledger/finding.ts";
import type { EntityState, RoleState } from "../../shared/observation/entity-state.ts";
import type { Observation } from "../../shared/observation/observation.ts";
import { loadActionTable } from "../../shared/policy/explain/action-table.ts";
import type { RemediationContext } from "../../shared/remediation/answer-drift-event.ts";
import { createContainmentGuard } from "../../shared/remediation/guards/containment.ts";
import type { WriteResult } from "../../shared/remediation/iam-writer.ts";
import { describeCall, type IamCall } from "../../shared/remediation/remediation-plan.ts";
import { createMemoryLedgerStore } from "../ledger/memory-ledger-store.ts";
import {
  DENY_TEXT,
  document,
  expectedRole,
  NARROW_TEXT,
  present,
  QUARANTINE,
  roleState,
  TRUST_TEXT,
  WIDE_TEXT,
} from "./fixtures.ts";
import { createMemoryRemediationStore } from "./memory-remediation-store.ts";
import { ABSENT, ACCOUNT, findingOf, NOW } from "./scripted-ports.ts";

const OWN = `arn:aws:iam::${ACCOUNT}:policy/own`;
const STRANGE = `arn:aws:iam::${ACCOUNT}:policy/strange`;
export const FOREIGN_TRUST =
  '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"sts:AssumeRole"}]}';

/** A role of which every aspect that a role's repair touches is watched. */
const role: ExpectedRole = expectedRole({
  trust: document(TRUST_TEXT),
  inlinePolicies: { match: "exact", documents: { work: document(NARROW_TEXT) } },
  attachments: { match: "exact", policyArns: [OWN] },
  maximumSessionSeconds: 3_600,
  tags: { team: "till" },
});
export const ENTITY = formatEntity(role.entity);

/** The role just as it should be. */
export const PLUMB = roleState({
  attachments: present([{ policyArn: OWN, policyName: "own" }]),
  tags: present({ team: "till" }),
});

/** The role with something wrong in each of these. */
export const TAMPERED = roleState({
  trust: present(FOREIGN_TRUST),
  inlinePolicies: present({ work: WIDE_TEXT, more: WIDE_TEXT }),
  attachments: present([{ policyArn: STRANGE, policyName: "strange" }]),
  maximumSessionSeconds: present(7_200),
  tags: present({ team: "other" }),
});

/** An account of one role, that does what it is told, with a ledger around it. */
export async function createRoleWorld(live: RoleState | "gone" = TAMPERED) {
  const account: { live: Observation<EntityState> } = { live: live === "gone" ? ABSENT : present(live) };
  const clock = { now: Date.parse(NOW) };
  /** Every call that changed something, in order. */
  const made: string[] = [];
  const ledger = createMemoryLedgerStore();
  const attempts = createMemoryRemediationStore();
  const managedPolicies: RemediationContext["managedPolicies"] = {
    readDocument: async (policyArn) => present(policyArn === QUARANTINE ? DENY_TEXT : WIDE_TEXT),
  };
  const context: RemediationContext = {
    account: { account: ACCOUNT, partition: "aws" },
    ledger,
    attempts,
    guards: [createContainmentGuard(managedPolicies)],
    managedPolicies,
    policyVersions: { readVersions: async () => ({ status: "absent" }) },
    accountQuotas: { readQuotas: async () => present({}) },
    configurationDigest: "sha256:00",
    requestedBy: "function",
    expectedOf: () => role,
    attemptTimeoutMilliseconds: 60_000,
    now: () => new Date(clock.now),
    loadTable: loadActionTable,
    waivers: [],
    async pause(milliseconds) {
      clock.now += milliseconds;
    },
    reader: {
      async observe({ entity }) {
        return { entity, askedAt: new Date(clock.now).toISOString(), observation: structuredClone(account.live) };
      },
    },
    writer: {
      async apply(call) {
        const result = applyTo(account.live, call);
        if (result !== "gone" && "code" in result) return { status: "failed", retryable: false, ...result };
        account.live = result === "gone" ? ABSENT : present(result);
        made.push(describeCall(call));
        return { status: "done" };
      },
    },
  };
  const drifts = await driftsOf(account.live, context);
  const findings = drifts.map(findingOf);
  for (const finding of findings) await ledger.write(finding);
  const told = async () => {
    const held = await ledger.findingsOf(ACCOUNT, ENTITY);
    return held.flatMap(({ news }) => news.filter(({ remediation }) => remediation !== undefined));
  };
  return { account, clock, made, ledger, attempts, context, findings, told };
}

/** What drifts in a reading. */
export async function driftsOf(
  observation: Observation<EntityState>,
  { now, managedPolicies }: Pick<RemediationContext, "now" | "managedPolicies">,
): Promise<readonly Drift[]> {
  const reading = { entity: role.entity, askedAt: now().toISOString(), observation };
  const input = { account: ACCOUNT, expected: role, observation: reading, now: now(), loadTable: loadActionTable };
  const { outcomes } = await detectDrift({ ...input, managedPolicies });
  return outcomes.flatMap((outcome) => (outcome.status === "decided" ? outcome.drifts : []));
}

/** Asks for the repair of a finding. */
export function requestOf({ id: findingId, revision }: Finding) {
  return { account: ACCOUNT, entity: ENTITY, findingId, revision };
}

type Refusal = Pick<Extract<WriteResult, { status: "failed" }>, "code" | "message">;

/** The role after a call, or why IAM refuses it. A call that would change nothing that is there is answered as IAM does. */
function applyTo(observation: Observation<EntityState>, call: IamCall): RoleState | Refusal | "gone" {
  const absent = { code: "NoSuchEntity", message: "There is none." };
  if (call.action === "CreateRole") {
    if (observation.status === "present") return { code: "EntityAlreadyExists", message: "There is one." };
    return roleState({
      roleId: "AROAMADEANEW",
      trust: present(call.input.AssumeRolePolicyDocument),
      inlinePolicies: present({}),
      tags: present(Object.fromEntries((call.input.Tags ?? []).map(({ Key, Value }) => [Key, Value]))),
      maximumSessionSeconds: present(call.input.MaxSessionDuration ?? 3_600),
    });
  }
  if (observation.status !== "present" || observation.state.kind !== "role") return absent;
  const state = observation.state;
  const inline = readState(state.inlinePolicies);
  const attachments = readState(state.attachments);
  const tags = readState(state.tags);
  switch (call.action) {
    case "DeleteRole":
      if (Object.keys(inline).length + attachments.length === 0) return "gone";
      return { code: "DeleteConflict", message: "Something hangs on it." };
    case "UpdateAssumeRolePolicy":
      return { ...state, trust: present(call.input.PolicyDocument) };
    case "PutRolePolicy":
      return { ...state, inlinePolicies: present({ ...inline, [call.input.PolicyName]: call.input.PolicyDocument }) };
    case "DeleteRolePolicy": {
      const { [call.input.PolicyName]: gone, ...rest } = inline;
      return gone === undefined ? absent : { ...state, inlinePolicies: present(rest) };
    }
    case "AttachRolePolicy": {
      const { PolicyArn: policyArn } = call.input;
      const others = attachments.filter((each) => each.policyArn !== policyArn);
      const attached = [...others, { policyArn, policyName: policyArn.split("/").at(-1) ?? "" }];
      return { ...state, attachments: present(attached) };
    }
    case "DetachRolePolicy": {
      const rest = attachments.filter((each) => each.policyArn !== call.input.PolicyArn);
      return rest.length === attachments.length ? absent : { ...state, attachments: present(rest) };
    }
    case "UpdateRole":
      return { ...state, maximumSessionSeconds: present(call.input.MaxSessionDuration) };
    case "TagRole": {
      const set = Object.fromEntries(call.input.Tags.map(({ Key, Value }) => [Key, Value]));
      return { ...state, tags: present({ ...tags, ...set }) };
    }
    case "UntagRole":
      return {
        ...state,
        tags: present(Object.fromEntries(Object.entries(tags).filter(([key]) => !call.input.TagKeys.includes(key)))),
      };
    default:
      throw new Error(`The world does not know ${call.action}.`);
  }
}

function readState<T>(observation: Observation<T>): T {
  if (observation.status !== "present") throw new Error("It is always read here.");
  return observation.state;
}
