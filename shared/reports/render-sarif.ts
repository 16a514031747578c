import { deltaRemarks, effectiveDoubt, gainsAndLosses, offsetDeltas } from "../drift/delta-words.ts";
import { type Drift, RULES, type RuleName } from "../drift/drift.ts";
import { visibleJson, visibleText } from "../drift/visible-text.ts";
import { findingId } from "../ledger/finding-id.ts";
import {
  type CheckedAccount,
  type CheckedEntity,
  type CheckResult,
  checkOutcome,
  type WaivedDrift,
} from "./check-result.ts";

type Level = "error" | "warning" | "note" | "none";

const LEVELS: Readonly<Record<Drift["severity"], Level>> = {
  critical: "error",
  high: "error",
  medium: "warning",
  low: "note",
};

const EXIT_CODES: Readonly<Record<ReturnType<typeof checkOutcome>, number>> = { clean: 0, drift: 1, trouble: 2 };

/**
 * What a check found as one SARIF 2.1.0 run: for code scanning and other tools that gather findings.
 *
 * - What could not be told apart or decided is of kind `open` (section 3.27.9), whose level is `none` (3.27.10) by the standard; so that
 *   nobody takes it for nothing, it is a notification of the run too, and the run is not successful.
 * - `unreadable` is a finding of its own rule, and a warning at least.
 * - An account that could not be read is an error among the run's notifications.
 * - A waived drift is there with its suppression (3.35).
 * - A physical location is what some readers do not do without: it is the baseline's own file, where it stands among Plumbline's own.
 * - Rules name their page in the text of their help: `helpUri` (3.49.12) would have to be absolute.
 * @see https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 */
export function renderSarif(result: CheckResult): string {
  const outcome = checkOutcome(result);
  const told = result.accounts.flatMap((account) =>
    account.entities.flatMap((entity) => [
      ...entity.drifts.map((drift) => driftResult({ account, entity }, drift)),
      ...entity.undecided.map((undecided) => undecidedResult({ account, entity }, undecided)),
      ...entity.waived.map((waived) => waivedResult({ account, entity }, waived)),
    ]),
  );
  const log = {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: { driver: { name: "plumbline", rules: RULES.map(reportingDescriptor) } },
        invocations: [
          {
            executionSuccessful: outcome !== "trouble",
            exitCode: EXIT_CODES[outcome],
            endTimeUtc: result.checkedAt,
            toolExecutionNotifications: [
              ...result.accounts.flatMap(unreadNotification),
              ...told.filter(isOpen).map(notification),
            ],
          },
        ],
        results: told,
        columnKind: "utf16CodeUnits",
        properties: { configurationDigest: result.configurationDigest, accounts: result.accounts.map(checkedAccount) },
      },
    ],
  };
  return `${visibleJson(log)}\n`;
}

/** A result of section 3.27, as far as it is used here. */
interface SarifResult {
  readonly ruleId: RuleName;
  readonly ruleIndex: number;
  readonly kind: "fail" | "open";
  readonly level: Level;
  readonly message: { readonly text: string };
  readonly locations: readonly unknown[];
  readonly fingerprints?: Readonly<Record<string, string>>;
  readonly partialFingerprints?: Readonly<Record<string, string>>;
  readonly suppressions?: readonly unknown[];
  readonly properties: Readonly<Record<string, unknown>>;
}

/** Which entity of which account is spoken of. */
interface Where {
  readonly account: CheckedAccount;
  readonly entity: CheckedEntity;
}

function reportingDescriptor(rule: RuleName) {
  const words = rule.replaceAll("-", " ");
  return {
    id: rule,
    shortDescription: { text: `${words.charAt(0).toUpperCase()}${words.slice(1)}.` },
    help: { text: `See docs/rules/${rule}.md in Plumbline's repository.` },
  };
}

function driftResult(where: Where, drift: Drift): SarifResult {
  const { account, entity } = where;
  const { rule, subject, severity, verdict, change, reason, witness, deltas, effective } = drift;
  const kind = verdict === "unknown" ? "open" : "fail";
  return {
    ruleId: rule,
    ruleIndex: RULES.indexOf(rule),
    kind,
    level: kind === "open" ? "none" : levelOf(drift),
    message: { text: message(drift) },
    locations: [location(where)],
    fingerprints: { "finding/v1": findingId(account.account, entity.baseline, entity.entity, rule, subject) },
    partialFingerprints: { "drift/v1": drift.fingerprint },
    properties: {
      ...common(where),
      subject: visibleText(subject),
      severity,
      ...(verdict === undefined ? {} : { verdict }),
      ...(change === undefined ? {} : { change }),
      ...(reason === undefined ? {} : { reason }),
      ...(witness === undefined ? {} : { witness }),
      deltas,
      ...(effective === undefined ? {} : { effective }),
    },
  };
}

function levelOf({ rule, severity }: Drift): Level {
  return rule === "unreadable" && severity === "low" ? "warning" : LEVELS[severity];
}

/** The sentence, and what was gained and lost, a line each. */
function message(drift: Drift): string {
  const lines = [...gainsAndLosses(drift), ...offsetDeltas(drift)].map((delta) => {
    const effect = delta.offset === undefined ? delta.effect : "neither gained nor lost as a whole:";
    return [`${effect} ${delta.text}`, ...deltaRemarks(delta)].join("; ");
  });
  return [drift.summary, ...[effectiveDoubt(drift)].filter((doubt) => doubt !== undefined), ...lines]
    .map(messageText)
    .join("\n");
}

/** In a message `{0}` is a place holder, so that braces are doubled (3.11.5), and `[text](1)` is a link (3.11.6). */
function messageText(text: string): string {
  return visibleText(text).replace(/[{}]/g, "$&$&").replaceAll("](", "\\](");
}

function undecidedResult(where: Where, { rule, reason }: CheckedEntity["undecided"][number]): SarifResult {
  return {
    ruleId: rule,
    ruleIndex: RULES.indexOf(rule),
    kind: "open",
    level: "none",
    message: { text: messageText(`The rule ${rule} could not be decided for ${where.entity.entity}: ${reason}`) },
    locations: [location(where)],
    properties: { ...common(where), reason },
  };
}

function waivedResult(where: Where, { drift, decidedBy, reason, until }: WaivedDrift): SarifResult {
  const justification = visibleText(`${reason} (accepted by ${decidedBy} until ${until})`);
  return {
    ...driftResult(where, drift),
    suppressions: [{ kind: "external", status: "accepted", justification }],
  };
}

function common({ account: { account }, entity: { baseline } }: Where): Readonly<Record<string, string>> {
  return { account, baseline };
}

function location({ account, entity: { entity, path, baseline } }: Where) {
  const [kind = entity, name] = entity.split(/\/(.*)/s);
  const resource = name === undefined ? kind : `${kind}${path}${name}`;
  return {
    physicalLocation: {
      artifactLocation: { uri: `policies/${encodeURIComponent(baseline.toWellFormed())}/baseline.yml` },
    },
    logicalLocations: [
      {
        name: name ?? kind,
        fullyQualifiedName: `arn:${account.partition}:iam::${account.account}:${resource}`,
        kind,
      },
    ],
  };
}

function isOpen({ kind, suppressions }: SarifResult): boolean {
  return kind === "open" && suppressions === undefined;
}

function notification({ ruleId, ruleIndex, message, locations }: SarifResult) {
  return { level: "warning", message, locations, associatedRule: { id: ruleId, index: ruleIndex } };
}

/** An account that could not be read has no results: that it was to be checked stands here alone. */
function unreadNotification({ account, unreadable }: CheckedAccount) {
  if (unreadable === undefined) return [];
  const { code, message } = unreadable;
  const text = messageText(`Account ${account} was not read (${code}): ${message}`);
  return [{ level: "error", message: { text }, properties: { account } }];
}

function checkedAccount({ account, alias, partition, source, unreadable }: CheckedAccount) {
  const why = unreadable === undefined ? {} : { unreadable };
  return { account, ...(alias === undefined ? {} : { alias }), partition, source, ...why };
}
