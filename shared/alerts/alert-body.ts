import { gainsAndLosses, shownWitness } from "../drift/delta-words.ts";
import type { Drift } from "../drift/drift.ts";
import type { ClaimedActor } from "../iam/actor.ts";
import type { FindingNews } from "../ledger/deliver.ts";
import type { AlertBody } from "./alert-body-schema.ts";
import { type AlertContext, linkOf } from "./alert-context.ts";
import { claimedTool } from "./claimed-tool.ts";
import type { AlertDetail } from "./destinations.ts";
import { WORDINGS } from "./headline.ts";
import { nextSteps } from "./next-steps.ts";
import { shownOwner } from "./owner.ts";
import { plain, withoutEmail } from "./plain-text.ts";

/** How many of the permissions gained and lost are in it, and how long its witness may be as JSON. */
const DELTAS_TOLD = 40;
const WITNESS_LENGTH = 8_000;

/** A piece of news as programs read it: what the text tells people, with as much detail. */
export function alertBody({ finding, news }: FindingNews, context: AlertContext, detail: AlertDetail): AlertBody {
  const { drift } = news;
  const link = linkOf(finding, context);
  const { alias } = context;
  return {
    version: 1,
    kind: news.kind,
    change: WORDINGS[news.kind].change,
    at: news.at,
    findingId: finding.id,
    revision: news.revision,
    openedAt: finding.openedAt,
    account: finding.account,
    ...(alias === undefined ? {} : { alias: plain(alias) }),
    entity: plain(finding.entity),
    baseline: plain(finding.baseline),
    rule: drift.rule,
    severity: drift.severity,
    configurationDigest: plain(context.configurationDigest),
    ...(link === undefined ? {} : { console: link }),
    ...(detail === "link" ? {} : told({ finding, news }, context, detail)),
  };
}

function told(piece: FindingNews, context: AlertContext, detail: AlertDetail): Partial<AlertBody> {
  const { drift, actor, remediation } = piece.news;
  const { subject, summary, fingerprint, reason } = drift;
  const owner = shownOwner(drift, detail);
  return {
    ...(subject === "" ? {} : { subject: plain(subject) }),
    ...(owner === undefined ? {} : { owner }),
    summary: plain(summary),
    ...(reason === undefined ? {} : { reason: plain(reason) }),
    next: nextSteps(piece, context).map(plain).join(" "),
    fingerprint,
    ...deltas(drift),
    ...(detail === "full" ? witness(drift) : {}),
    ...(actor === undefined ? {} : { claimed: claimed(actor, detail) }),
    ...(remediation === undefined
      ? {}
      : {
          remediation: {
            remediationId: plain(remediation.remediationId),
            calls: remediation.calls.map(plain),
            outcome: (detail === "full" ? plain : withoutEmail)(remediation.outcome),
            ...(remediation.planId === undefined ? {} : { planId: plain(remediation.planId) }),
          },
        }),
  };
}

function deltas(drift: Drift): Pick<AlertBody, "deltas" | "deltasLeftOut"> {
  const deltas = gainsAndLosses(drift);
  const left = deltas.length - DELTAS_TOLD;
  return {
    deltas: deltas.slice(0, DELTAS_TOLD).map(({ effect, text, escalation }) => ({
      effect,
      text: plain(text),
      ...(escalation === undefined ? {} : { escalation: escalation.map(({ action }) => plain(action)) }),
    })),
    ...(left > 0 ? { deltasLeftOut: left } : {}),
  };
}

function witness(drift: Drift): Pick<AlertBody, "witness"> {
  const witness = shownWitness(drift);
  if (witness === undefined || JSON.stringify(witness).length > WITNESS_LENGTH) return {};
  const { principal, action, resource, context, canonical, live } = witness;
  const values = Object.entries(context).map(([key, value]) => {
    return [plain(key), typeof value === "string" ? plain(value) : value.map(plain)] as const;
  });
  return {
    witness: {
      ...(principal === undefined ? {} : { principal: plain(principal) }),
      action: plain(action),
      resource: plain(resource),
      context: Object.fromEntries(values),
      canonical,
      live,
    },
  };
}

function claimed(actor: ClaimedActor, detail: AlertDetail): NonNullable<AlertBody["claimed"]> {
  const shown = detail === "full" ? plain : withoutEmail;
  const { who, through, eventName, eventTime, eventId, userAgent, sourceAddress } = actor;
  return {
    who: shown(who),
    ...(through === undefined ? {} : { through: shown(through) }),
    eventName: plain(eventName),
    eventTime: plain(eventTime),
    eventId: plain(eventId),
    ...(userAgent === undefined ? {} : { tool: claimedTool(userAgent) }),
    ...(detail === "full" && sourceAddress !== undefined ? { sourceAddress: plain(sourceAddress) } : {}),
  };
}
