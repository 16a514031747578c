import type { BasicSelector, SelectorField, TrailReading } from "../shared/aws/deployment-trails.ts";
import { describeUnreadable } from "../shared/drift/rule.ts";
import type { Observation } from "../shared/observation/observation.ts";
import { type DoctorLine, faultLine, okLine, unreadableLine } from "./doctor-line.ts";

/** The ARNs of those trails that are the account's own: nobody in a member can stop its organization's. */
export function ownTrails(observed: Observation<readonly TrailReading[]>, account: string): readonly string[] {
  const trails = observed.status === "present" ? observed.state : [];
  return trails.map(({ arn }) => arn).filter((arn) => arn.split(":")[4] === account);
}

/** That the trails could not be read, where they could not. */
export function unreadTrails(observed: Observation<readonly TrailReading[]>): readonly string[] {
  return observed.status === "unreadable" ? [`stop a trail (${describeUnreadable(observed.reason)})`] : [];
}

/** Whether a trail records IAM's writes of an account, in the Region where they arise. */
type TrailVerdict =
  | { readonly status: "records" }
  /** `partly`: its selectors leave some out. */
  | { readonly status: "partly" | "no" | "unknown"; readonly reason: string };

const REMEDY =
  "Have a trail of all Regions that is logging and records write management events, IAM's among them: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-create-and-update-a-trail.html";

/**
 * Whether EventBridge hears of IAM's calls: it does where one trail that is logging records them.
 * @param region where IAM's events arise
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail.html
 */
export function judgeTrails(
  observed: Observation<readonly TrailReading[]>,
  account: string,
  region: string,
): DoctorLine {
  const name = { check: "trail", subject: `account ${account}` } as const;
  if (observed.status === "unreadable") return unreadableLine(name, "The account's trails", observed.reason);
  const trails = observed.status === "present" ? observed.state : [];
  if (trails.length === 0) {
    return faultLine(name, "error", `No trail records ${region}, so no IAM call comes as an event.`, REMEDY);
  }
  const judged = trails.map((trail) => ({ trail, verdict: judgeTrail(trail, region) }));
  const good = judged.find(({ verdict }) => verdict.status === "records");
  if (good !== undefined) return okLine(name, `${nameOf(good.trail)} is logging IAM's write events.`);
  const reasons = judged.map(({ trail, verdict }) => `${nameOf(trail)} ${"reason" in verdict ? verdict.reason : ""}`);
  const is = (status: TrailVerdict["status"]) => judged.some(({ verdict }) => verdict.status === status);
  const told = `${reasons.join("; ")}.`;
  if (is("partly")) return faultLine(name, "warning", `Some of IAM's calls come as no event: ${told}`, REMEDY);
  if (is("unknown")) {
    const remedy =
      "Allow cloudtrail:GetTrailStatus and cloudtrail:GetEventSelectors to these credentials, and run plumbline doctor again.";
    return faultLine(name, "unknown", `It is not known whether IAM's calls come as events: ${told}`, remedy);
  }
  return faultLine(name, "error", `No IAM call comes as an event: ${told}`, REMEDY);
}

function nameOf({ arn }: TrailReading): string {
  return `trail ${arn.split(":trail/").at(-1)}`;
}

function judgeTrail(trail: TrailReading, region: string): TrailVerdict {
  const { isMultiRegion, homeRegion, hasGlobalServices, isLogging, selectors } = trail;
  if (!isMultiRegion && homeRegion !== region)
    return no(`is of ${homeRegion} alone, and IAM's events arise in ${region}`);
  if (!isMultiRegion && !hasGlobalServices) return no("leaves out the services that are of no Region, as IAM is");
  if (isLogging.status === "present" && !isLogging.state) return no("is not logging");
  if (isLogging.status !== "present") return unknown(isLogging, "whether it is logging");
  if (selectors.status !== "present") return unknown(selectors, "which events it records");
  const { basic, advanced } = selectors.state;
  const verdicts = [...basic.map(judgeBasic), ...advanced.map(judgeAdvanced)];
  const best = ["records", "partly"].map((status) => verdicts.find((verdict) => verdict.status === status));
  return best.find((verdict) => verdict !== undefined) ?? verdicts[0] ?? no("records no management events");
}

function judgeBasic({ hasManagementEvents, readWrite, excludedSources }: BasicSelector): TrailVerdict {
  if (!hasManagementEvents) return no("records no management events");
  if (readWrite !== "All" && readWrite !== "WriteOnly") return no("records no write events");
  return excludedSources.includes(IAM_WRITE.eventSource) ? no("leaves out IAM's events") : { status: "records" };
}

/** What of an IAM call that writes is known beforehand, as selectors name it. */
const IAM_WRITE = { eventCategory: "Management", readOnly: "false", eventSource: "iam.amazonaws.com" } as const;

const WHY_NOT: Readonly<Record<keyof typeof IAM_WRITE, string>> = {
  eventCategory: "records no management events",
  readOnly: "records no write events",
  eventSource: "leaves out IAM's events",
};

/** @see https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_AdvancedFieldSelector.html */
function judgeAdvanced(fields: readonly SelectorField[]): TrailVerdict {
  const others: string[] = [];
  for (const selector of fields) {
    const { field } = selector;
    if (!isKnown(field)) others.push(field);
    else if (!admits(selector, IAM_WRITE[field])) return no(WHY_NOT[field]);
  }
  // A selector of no category selects nothing that is known here.
  if (!fields.some(({ field }) => field === "eventCategory")) return no(WHY_NOT.eventCategory);
  if (others.length === 0) return { status: "records" };
  return { status: "partly", reason: `records only some of IAM's write events, by their ${others.join(", ")}` };
}

function isKnown(field: string): field is keyof typeof IAM_WRITE {
  return Object.hasOwn(IAM_WRITE, field);
}

/** Some of what it has to be, and none of what it may not be. */
function admits(selector: SelectorField, value: string): boolean {
  const { equals = [], startsWith = [], endsWith = [] } = selector;
  const { notEquals = [], notStartsWith = [], notEndsWith = [] } = selector;
  const wanted = [equals, startsWith, endsWith].some((list) => list.length > 0);
  const isWanted =
    equals.includes(value) ||
    startsWith.some((start) => value.startsWith(start)) ||
    endsWith.some((end) => value.endsWith(end));
  const isUnwanted =
    notEquals.includes(value) ||
    notStartsWith.some((start) => value.startsWith(start)) ||
    notEndsWith.some((end) => value.endsWith(end));
  return (isWanted || !wanted) && !isUnwanted;
}

function no(reason: string): TrailVerdict {
  return { status: "no", reason };
}

function unknown(observed: Exclude<Observation<unknown>, { status: "present" }>, what: string): TrailVerdict {
  const why = observed.status === "absent" ? "it is gone" : describeUnreadable(observed.reason);
  return { status: "unknown", reason: `could not be asked ${what} (${why})` };
}
