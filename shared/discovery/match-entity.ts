import { CONFIDENCES, type Confidence, type EntityMatch } from "./discovery.ts";
import { mayHold, type WeighedEvidence, weighDocuments } from "./match-documents.ts";
import type { LiveParts } from "./match-live.ts";
import { type AttachmentPlan, type EntryPlan, isProductPolicy } from "./match-plan.ts";
import { type Bindings, type Declarations, literalLength, matchText } from "./match-text.ts";

/** A live entity that may be a baseline's, with what it says of parameters. */
export interface Candidate {
  readonly plan: EntryPlan;
  readonly live: LiveParts;
  readonly match: EntityMatch;
  /** What its name says of parameters. */
  readonly name: Bindings;
  readonly evidence: readonly WeighedEvidence[];
  /** The ARNs of the baseline's own policies that it has attached. */
  readonly linked: readonly string[];
  /** Orders candidates: more is better, and the same is no worse. */
  readonly score: number;
}

/** What matching an entity needs to know of its baseline. */
export interface MatchContext {
  readonly declarations: Declarations;
  /** Live policies that were found to be the baseline's own, by ARN, each with the indexes of the entities that they may be. */
  readonly policies: ReadonlyMap<string, ReadonlySet<number>>;
}

/** Judges whether a live entity is one of a baseline's; `undefined` where too little speaks for it. */
export function matchEntity(plan: EntryPlan, live: LiveParts, context: MatchContext): Candidate | undefined {
  if (live.kind !== plan.kind || isReserved(live.path) !== (plan.reservedPath !== undefined)) return undefined;
  if (plan.reservedPath !== undefined && live.path !== plan.reservedPath) return undefined;
  const name = matchText(plan.nameTemplate, live.name, context.declarations);
  if (name === undefined) return undefined;
  const grade = nameGrade(plan, live.name);
  const attached = weighAttachments(plan, live, context);
  if (grade === "other" && !attached.some(({ strength }) => strength === "telling") && !mayHold(plan, live)) {
    return undefined;
  }
  const evidence = [...weighDocuments(plan.documents, live, context.declarations), ...attached];
  const confidence = judge(plan, grade, evidence);
  if (confidence === undefined) return undefined;
  const isContent = evidence.some(({ strength }) => strength === "telling" || strength === "supporting");
  return {
    plan,
    live,
    name,
    evidence,
    linked: linkedTo(plan, live, context),
    score: scoreOf(confidence, grade, evidence),
    match: {
      entry: plan.written,
      entity: live.key,
      foundBy: [...(grade === "other" ? [] : ["name" as const]), ...(isContent ? ["content" as const] : [])],
      confidence,
      evidence: [...describeName(plan, live, grade), ...evidence.map(plainEvidence)],
    },
  };
}

function plainEvidence({ aspect, subject, verdict, words }: WeighedEvidence) {
  return { aspect, subject, verdict, words };
}

function isReserved(path: string): boolean {
  return path.startsWith("/aws-service-role/");
}

/** How a name says whose an entity is. `own`: it is the baseline's own; `akin`: with something before or behind it; `other`: it does not. */
type NameGrade = "own" | "akin" | "other";

/** Shorter names, such as `admin`, are anybody's with something behind them. */
const TELLING_NAME = 8;
/** Of a name with placeholders, the letters and digits that the baseline itself decides. */
const TELLING_LITERAL = 5;

function nameGrade({ nameTemplate, defaultNames }: EntryPlan, name: string): NameGrade {
  const live = name.toLowerCase();
  const own = defaultNames.map((each) => each.toLowerCase());
  if (own.includes(live)) return "own";
  if (literalLength(nameTemplate) >= TELLING_LITERAL) return "akin";
  const isAkin = own.some((each) => {
    const at = live.indexOf(each);
    if (at < 0 || each.length < TELLING_NAME) return false;
    return [live[at - 1], live[at + each.length]].every((beside) => beside === undefined || /[^a-z0-9]/.test(beside));
  });
  return isAkin ? "akin" : "other";
}

function describeName(plan: EntryPlan, live: LiveParts, grade: NameGrade): EntityMatch["evidence"] {
  const [usual] = plan.defaultNames;
  const named = usual === undefined ? plan.written : usual;
  const name = {
    own: { verdict: "alike", words: "has the baseline's own name" },
    akin: { verdict: "near", words: `has a name like ${named}` },
    other: { verdict: "different", words: usual === undefined ? "has a name of its own" : `is not called ${named}` },
  } as const;
  const evidence = [{ aspect: "name" as const, subject: "", ...name[grade] }];
  if (plan.pathTemplate === live.path || plan.pathTemplate.includes("{{")) return evidence;
  const words = `stands under ${live.path}, where the baseline has ${plan.pathTemplate}`;
  return [...evidence, { aspect: "path" as const, subject: "", verdict: "different" as const, words }];
}

function linkedTo({ attachments }: EntryPlan, live: LiveParts, { policies }: MatchContext): readonly string[] {
  return (live.attachments ?? []).filter((arn) =>
    attachments.some(({ policy }) => policy !== undefined && policies.get(arn)?.has(policy)),
  );
}

function weighAttachments(plan: EntryPlan, live: LiveParts, context: MatchContext): readonly WeighedEvidence[] {
  return plan.attachments.map((attachment) => {
    const subject = attachment.template;
    if (live.attachments === undefined) {
      const words = `its attached policies could not be read, to look for ${subject}`;
      return { aspect: "attachment", subject, verdict: "unreadable", strength: "neutral", words };
    }
    return attachment.policy === undefined
      ? weighForeign(plan, attachment, live.attachments, context)
      : weighOwn(attachment.policy, subject, live.attachments, context);
  });
}

/** A policy of the same baseline. */
function weighOwn(
  policy: number,
  subject: string,
  attached: readonly string[],
  { policies }: MatchContext,
): WeighedEvidence {
  const arn = attached.find((each) => policies.get(each)?.has(policy));
  if (arn !== undefined) {
    const words = `has ${policyName(arn)} attached, which was found to be the baseline's`;
    return { aspect: "attachment", subject: arn, verdict: "alike", strength: "telling", words };
  }
  const isThere = [...policies.values()].some((entries) => entries.has(policy));
  const words = isThere ? "has not the baseline's own policy attached" : `has not ${policyName(subject)} attached`;
  return { aspect: "attachment", subject, verdict: "missing", strength: isThere ? "against" : "neutral", words };
}

/** AWS's own policy, or one that the baseline does not describe. */
function weighForeign(
  plan: EntryPlan,
  { template }: AttachmentPlan,
  attached: readonly string[],
  { declarations }: MatchContext,
): WeighedEvidence {
  const arn = attached.find((each) => matchText(template, each, declarations) !== undefined);
  if (arn === undefined) {
    const words = `has not ${policyName(template)} attached`;
    return { aspect: "attachment", subject: template, verdict: "missing", strength: "neutral", words };
  }
  // Of a list the attachment is all that says who is in it; anybody's single role may have it too.
  const isTelling = plan.list !== undefined && isProductPolicy(arn);
  const words = `has ${policyName(arn)} attached`;
  const strength = isTelling ? "telling" : "supporting";
  return { aspect: "attachment", subject: arn, verdict: "alike", strength, words };
}

function policyName(arn: string): string {
  return arn.slice(arn.lastIndexOf("/") + 1);
}

function judge(plan: EntryPlan, grade: NameGrade, evidence: readonly WeighedEvidence[]): Confidence | undefined {
  const has = (strength: WeighedEvidence["strength"]) => evidence.some((each) => each.strength === strength);
  const said = { telling: has("telling"), supporting: has("supporting"), against: has("against") };
  if (grade === "own") return judgeOwnName(plan, said);
  return grade === "akin" ? judgeAkinName(said) : judgeContent(said, evidence);
}

/** What the evidence beside the name says. */
interface Said {
  readonly telling: boolean;
  readonly supporting: boolean;
  readonly against: boolean;
}

function judgeOwnName(plan: EntryPlan, { telling, supporting, against }: Said): Confidence {
  // Nobody but AWS gives such a name.
  if (plan.reservedPath !== undefined) return "sure";
  if (against) return telling ? "likely" : "possible";
  if (telling) return "sure";
  const isAnybodys = plan.defaultNames.every((name) => name.length < TELLING_NAME);
  if (supporting) return isAnybodys ? "likely" : "sure";
  return isAnybodys ? "possible" : "likely";
}

function judgeAkinName({ telling, supporting, against }: Said): Confidence | undefined {
  if (telling) return against ? "likely" : "sure";
  if (against) return undefined;
  return supporting ? "likely" : "possible";
}

function judgeContent({ telling, against }: Said, evidence: readonly WeighedEvidence[]): Confidence | undefined {
  if (!telling) return undefined;
  if (against) return "possible";
  const isByOwnContent = evidence.some(
    ({ aspect, strength, subject }) => strength === "telling" && !(aspect === "attachment" && isProductPolicy(subject)),
  );
  return isByOwnContent && evidence.every(({ verdict }) => verdict === "alike") ? "sure" : "likely";
}

const STRENGTHS = { telling: 10, supporting: 2, neutral: 0, against: -5 } as const;
const VERDICTS: Readonly<Record<string, number>> = { alike: 3, outdated: 2, within: 1 };
const GRADES = { own: 100, akin: 50, other: 0 } as const;

function scoreOf(confidence: Confidence, grade: NameGrade, evidence: readonly WeighedEvidence[]): number {
  const content = evidence.map(({ strength, verdict }) => STRENGTHS[strength] + (VERDICTS[verdict] ?? 0));
  const rank = (CONFIDENCES.length - CONFIDENCES.indexOf(confidence)) * 1000;
  return rank + GRADES[grade] + content.reduce((sum, each) => sum + each, 0);
}
