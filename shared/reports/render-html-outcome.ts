import type { VNode } from "preact";
import { type CheckedAccount, type CheckResult, checkOutcome } from "./check-result.ts";
import { type Content, element } from "./render-html-element.ts";
import { code, fact, moment, prose } from "./render-html-text.ts";
import { isUnknown, severityCounts } from "./severities.ts";
import { counted } from "./words.ts";

/** What a check came to, in a word or two: also said where there is no colour. */
const OUTCOME_NAMES = { clean: "Clean", drift: "Drift found", trouble: "Trouble" } as const;

/** What a check came to, in plain sentences. */
function outcomeSentence(result: CheckResult): string {
  const outcome = checkOutcome(result);
  const entities = result.accounts.flatMap((account) => account.entities);
  const known = knownDrifts(result);
  const waived = entities.reduce((sum, each) => sum + each.waived.length, 0);
  const accepted = waived === 0 ? "" : ` ${counted(waived, "accepted drift is", "accepted drifts are")} waived.`;
  if (outcome === "trouble") {
    const found = known.length === 0 ? "" : ` What could be judged shows ${driftWords(result)}.`;
    return `${troubleWords(result)}, so this check does not say that all is well.${found}${accepted}`;
  }
  if (outcome === "drift") return `${capitalised(driftWords(result))}.${accepted}`;
  if (entities.length === 0) return "Nothing is expected of this account, so nothing was compared.";
  const are = entities.length === 1 ? "The one entity that is expected is" : `All ${entities.length} entities are`;
  return waived === 0 ? `${are} as the baselines say.` : `Nothing to report.${accepted}`;
}

function troubleWords({ accounts }: CheckResult): string {
  const unread = accounts.filter(({ unreadable }) => unreadable !== undefined).length;
  if (unread === 0) return "Something could not be read or told apart";
  return `${unread === accounts.length && unread === 1 ? "The account" : `${unread} of ${counted(accounts.length, "account", "accounts")}`} could not be read`;
}

function knownDrifts({ accounts }: CheckResult) {
  return accounts.flatMap(({ entities }) =>
    entities.flatMap(({ drifts }) => drifts.filter((each) => !isUnknown(each))),
  );
}

/** `3 drifts (1 critical, 2 low) on 2 of 14 entities`. */
function driftWords(result: CheckResult): string {
  const drifts = knownDrifts(result);
  const entities = result.accounts.flatMap((account) => account.entities);
  const touched = entities.filter((each) => each.drifts.some((drift) => !isUnknown(drift))).length;
  const on = `${touched} of ${counted(entities.length, "entity", "entities")}`;
  return `${counted(drifts.length, "drift", "drifts")} (${severityCounts(drifts)}) on ${on}`;
}

function capitalised(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}

/** The page's name, also in its title: `IAM check of shop (123456789012)`. */
export function pageName({ accounts }: CheckResult): string {
  const [only, ...others] = accounts;
  if (only === undefined || others.length > 0) return `IAM check of ${counted(accounts.length, "account", "accounts")}`;
  return `IAM check of ${accountName(only)}`;
}

/** `shop (123456789012)`, or the number alone. */
export function accountName({ account, alias }: Pick<CheckedAccount, "account" | "alias">): string {
  return alias === undefined ? `account ${account}` : `${alias} (${account})`;
}

/** The head of the page: what was checked, when and against what, and what it came to. */
export function pageHeader(result: CheckResult): VNode {
  const outcome = checkOutcome(result);
  const [only, ...others] = result.accounts;
  return element(
    "header",
    { class: "page-header" },
    element("p", { class: "brand" }, "Plumbline"),
    element("h1", null, prose(pageName(result))),
    element(
      "p",
      { class: `outcome outcome-${outcome}` },
      element("strong", null, OUTCOME_NAMES[outcome]),
      " ",
      outcomeSentence(result),
    ),
    element(
      "dl",
      { class: "facts" },
      fact("Checked", moment(result.checkedAt)),
      only === undefined || others.length > 0 ? "" : fact("Source", sourceWords(only)),
      fact("Configuration", code(result.configurationDigest)),
    ),
  );
}

/** Where an account's state came from. */
export function sourceWords({ source }: CheckedAccount): Content {
  if (source.kind === "snapshot") {
    return ["Snapshot: ", source.files.map((file, index) => [index === 0 ? "" : ", ", code(file)])];
  }
  return source.role === undefined ? "Read live from IAM" : ["Read live from IAM by ", code(source.role)];
}
