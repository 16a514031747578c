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

/** What noticing goes through. */
export interface AwsPolicyPorts {
  readonly knownPolicies: KnownPolicyStore;
  readonly now: () => Date;
  readonly loadTable: LoadActionTable;
  readonly log: Log;
}

/** How much of a change is told in its sentence; the log has all of it. */
const DELTAS_TOLD = 5;

/**
 * Notices which of AWS's own managed policies, of those that the account's baselines name, decide otherwise than when the account was last
 * swept: AWS changes them without an event, and every entity that has one attached may do more or less from then on. Each change is logged
 * once, and is then what is known. Nobody can undo it, so it is no drift.
 * @param policies the account's pages: they hold the policy where it is attached to something
 * @returns how many have changed
 * @throws PlumblineError `LedgerUnavailable`, retryable.
 */
export async function noticeAwsPolicies(
  account: ExpectedAccount,
  policies: ManagedPolicyReader,
  { knownPolicies, now, loadTable, log }: AwsPolicyPorts,
): Promise<number> {
  let changed = 0;
  for (const [policyArn, entities] of awsPoliciesOf(account)) {
    const read = await policies.readDocument(policyArn);
    if (read.status !== "present") continue;
    const known = await knownPolicies.knownPolicy(account.account, policyArn);
    if (known?.document === read.state) continue;
    const words = known === undefined ? undefined : await changeWords(known.document, read.state, loadTable);
    if (words !== undefined) {
      const sentence = `AWS has changed its managed policy ${policyArn}, which baselines name for ${entities.join(", ")} in account ${account.account}: ${words.sentence}.`;
      log.warn(sentence, { account: account.account, policyArn, entities, ...words.details });
      changed += 1;
    }
    const version = (known?.version ?? 0) + 1;
    const seen: KnownPolicy = {
      account: account.account,
      policyArn,
      document: read.state,
      since: now().toISOString(),
      version,
    };
    // Whoever has written it in between has seen the same.
    await knownPolicies.writeKnownPolicy(seen);
  }
  return changed;
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
  return { sentence: `it is ${change}: ${listInWords([...told, ...more])}`, details: { change, witness, deltas } };
}

function untold(reason: string): ChangeWords {
  return { sentence: `what it comes to cannot be told (${reason.replace(/\.+$/, "")})`, details: {} };
}
