import type { ExpectedAccount } from "../../shared/baselines/expected-state.ts";
import { findDeparture } from "../../shared/drift/compare-document.ts";
import { expectedAttachments, expectedBoundary } from "../../shared/drift/expected-aspects.ts";
import type { LoadActionTable } from "../../shared/drift/rule.ts";
import { listInWords } from "../../shared/drift/wording.ts";
import { parsePolicyArn } from "../../shared/iam/arn.ts";
import { formatEntity } from "../../shared/iam/entity-reference.ts";
import type { KnownPolicy, KnownPolicyStore } from "../../shared/ledger/known-policy.ts";
import type { ManagedPolicyReader } from "../../shared/observation/managed-policy-reader.ts";
import { comparePolicyTexts } from "../../shared/policy/compare-policy-texts.ts";
import type { Log } from "../logger.ts";
import type { SweepFailure } from "./sweep-findings.ts";

/** What noticing goes through. */
export interface AwsPolicyPorts {
  readonly knownPolicies: KnownPolicyStore;
  readonly now: () => Date;
  readonly loadTable: LoadActionTable;
  readonly log: Log;
}

/** What noticing came to. */
export interface NoticedPolicies {
  /** How many have changed. */
  readonly changed: number;
  /** Those of which the ledger could not tell or keep what they said. */
  readonly failed: readonly SweepFailure[];
}

/** How much of a change is told in its sentence; the log has all of it. */
const DELTAS_TOLD = 5;

/**
 * Notices which of AWS's own managed policies, of those that the account's baselines name, decide otherwise than when the account was last
 * swept: AWS changes them without an event, and every entity that has one attached may do more or less from then on. Each change is logged
 * once, and is then what is known. Nobody can undo it, so it is no drift. What goes wrong with one policy does not keep the others.
 * @param policies the account's pages: they hold the policy where it is attached to something
 */
export async function noticeAwsPolicies(
  account: ExpectedAccount,
  policies: ManagedPolicyReader,
  ports: AwsPolicyPorts,
): Promise<NoticedPolicies> {
  let changed = 0;
  const failed: SweepFailure[] = [];
  for (const [policyArn, entities] of awsPoliciesOf(account)) {
    const read = await policies.readDocument(policyArn);
    // What is attached to nothing is in no page, which says nothing of it.
    if (read.status === "unreadable" && read.reason.code !== "NotHeld") {
      const { call, code, message } = read.reason;
      const words = `Whether AWS has changed its managed policy ${policyArn} in account ${account.account} is not known: ${message}`;
      ports.log.warn(words, { call, code });
    }
    if (read.status !== "present") continue;
    try {
      changed += await noticePolicy(account.account, { policyArn, document: read.state, entities }, ports);
    } catch (fault) {
      failed.push({ what: policyArn, fault });
    }
  }
  return { changed, failed };
}

/** A policy as it reads now, and which entities have it. */
interface ReadPolicy extends Pick<KnownPolicy, "policyArn" | "document"> {
  readonly entities: readonly string[];
}

/** How many changes that came to, one or none. One that cannot be kept is told of all the same, and counts once it can be. */
async function noticePolicy(
  account: string,
  { policyArn, document, entities }: ReadPolicy,
  { knownPolicies, now, loadTable, log }: AwsPolicyPorts,
): Promise<number> {
  const known = await knownPolicies.knownPolicy(account, policyArn);
  if (known?.document === document) return 0;
  const words = known === undefined ? undefined : await changeWords(known.document, document, loadTable);
  if (words !== undefined) {
    const sentence = `AWS has changed its managed policy ${policyArn}, which baselines name for ${entities.join(", ")} in account ${account}: ${words.sentence}.`;
    log.warn(sentence, { account, policyArn, entities, ...words.details });
  }
  const version = (known?.version ?? 0) + 1;
  // Whoever has written it in between has seen the same.
  await knownPolicies.writeKnownPolicy({ account, policyArn, document, since: now().toISOString(), version });
  return words === undefined ? 0 : 1;
}

/** AWS's own policies that the baselines attach or bound by, and for which entities. */
function awsPoliciesOf({ entities }: ExpectedAccount): ReadonlyMap<string, readonly string[]> {
  const named = entities.flatMap((expected) => {
    const boundary = expectedBoundary(expected);
    const arns = [...(expectedAttachments(expected)?.policyArns ?? []), ...(boundary === undefined ? [] : [boundary])];
    const entity = formatEntity(expected.entity);
    return arns.filter((arn) => parsePolicyArn(arn)?.owner === "aws").map((arn) => ({ arn, entity }));
  });
  const groups = Map.groupBy(named, ({ arn }) => arn);
  return new Map([...groups].map(([arn, all]) => [arn, [...new Set(all.map(({ entity }) => entity))].sort()]));
}

/** A change in words; `details` are logged beside them. */
interface ChangeWords {
  readonly sentence: string;
  readonly details: Readonly<Record<string, unknown>>;
}

/** What the change comes to; `undefined` where every request is decided as before. */
async function changeWords(before: string, live: string, loadTable: LoadActionTable): Promise<ChangeWords | undefined> {
  const comparison = comparePolicyTexts([before], [live], "identity");
  if (comparison.status === "invalid") {
    const problem = comparison.problems[0]?.message ?? "it is no policy";
    return untold(`its text is not understood: ${problem}`);
  }
  const { verdict } = comparison;
  if (verdict.verdict === "equal") return undefined;
  if (verdict.verdict === "unknown") return untold(verdict.reason);
  const canonical = { source: "what AWS's policy said before", provenance: "verbatim", text: before } as const;
  const pair = { canonical, liveText: live, kind: "identity", compare: "exact", loadTable } as const;
  const deltas = (await findDeparture(pair))?.deltas ?? [];
  const { change, witness } = verdict;
  const told = deltas.slice(0, DELTAS_TOLD).map(({ effect, text }) => `${effect} ${text}`);
  const more = deltas.length > told.length ? [`${deltas.length - told.length} more`] : [];
  const list = told.length === 0 ? "" : `: ${listInWords([...told, ...more])}`;
  return { sentence: `it is ${change}${list}`, details: { change, witness, deltas } };
}

function untold(reason: string): ChangeWords {
  return { sentence: `what it comes to cannot be told (${reason.replace(/\.+$/, "")})`, details: {} };
}
