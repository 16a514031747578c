import type { ExpectedEntity } from "../baselines/expected-state.ts";
import type { EntityState } from "../observation/entity-state.ts";
import { decidePolicies } from "../policy/decide-policies.ts";
import { parsePolicy } from "../policy/parse-policy.ts";
import { type AspectName, type AspectValue, readAspect } from "./aspects.ts";
import { tolerates } from "./compare-document.ts";
import {
  attachmentSuspects,
  CONTAINMENT_FLOOR,
  type Containment,
  explainContainment,
  inlineSuspects,
  judgeSuspect,
  type Suspect,
  trustSuspects,
  versionSuspects,
} from "./containment.ts";
import { expectedAttachments, expectedInlinePolicies, expectedTrust } from "./expected-aspects.ts";
import { documentFingerprint, textFingerprint } from "./fingerprint.ts";
import { type JudgedDrift, NO_DRIFT, type Rule, type RuleInput, type Undecided, undecided } from "./rule.ts";
import { atLeast } from "./severity.ts";
import { nameEntity, sentence } from "./wording.ts";

/**
 * Something denies beyond the entity's documents that `match` or `compare` tolerates, so that no other rule tells it. One drift for each
 * policy that contains it. See docs/rules/entity-contained.md.
 */
export const entityContained: Rule = {
  name: "entity-contained",
  // It looks at nothing that the rules of the same aspect do not read as well.
  aspectOf: () => undefined,
  async judge(input) {
    const { expected, observation } = input;
    const looks = LOOKS.filter(({ isAsked }) => isAsked(expected));
    if (looks.length === 0 || observation.status === "absent") return NO_DRIFT;
    if (observation.status === "unreadable") return undecided(observation.reason);
    const drifts: JudgedDrift[] = [];
    for (const { find } of looks) {
      const suspects = find(expected, observation.state);
      if ("status" in suspects) return suspects;
      for (const suspect of suspects) drifts.push(...(await judge(suspect, input)));
    }
    return { status: "decided", drifts };
  },
};

/** Where to look for what no other rule tells. */
interface Look {
  /** Whether the baseline tolerates anything there. Of what it says nothing of, nothing is looked at. */
  readonly isAsked: (expected: ExpectedEntity) => boolean;
  readonly find: (expected: ExpectedEntity, state: EntityState) => readonly Suspect[] | Undecided;
}

const LOOKS: readonly Look[] = [
  {
    isAsked: (expected) => expectedTrust(expected) !== undefined && expected.compare !== "exact",
    find: inAspect("trust", trustSuspects),
  },
  {
    isAsked: (expected) => {
      const inline = expectedInlinePolicies(expected);
      return inline !== undefined && (inline.match === "at-least" || expected.compare !== "exact");
    },
    find: inAspect("inlinePolicies", inlineSuspects),
  },
  {
    isAsked: (expected) => expectedAttachments(expected)?.match === "at-least",
    find: inAspect("attachments", attachmentSuspects),
  },
  {
    isAsked: ({ kind, compare }) => kind === "policy" && compare !== "exact",
    find: inAspect("document", versionSuspects),
  },
];

function inAspect<Name extends AspectName>(
  aspect: Name,
  find: (expected: ExpectedEntity, live: AspectValue<Name>) => readonly Suspect[],
): Look["find"] {
  return (expected, state) => {
    const reading = readAspect(state, aspect);
    if (reading.status === "unreadable") return undecided(reading.reason);
    return find(expected, reading.value).filter((suspect) => !isToldElsewhere(suspect, expected));
  };
}

/**
 * Whether another rule tells it: one that `match: exact` does not tolerate, and all that a document's denials come to but what `compare`
 * tolerates.
 */
function isToldElsewhere({ canonical, text, kind }: Suspect, expected: ExpectedEntity): boolean {
  if (text === undefined) return false;
  if (canonical === undefined) return expectedInlinePolicies(expected)?.match === "exact";
  const { compare } = expected;
  if (compare === "exact") return true;
  const [wanted, live] = [canonical.text, text].map((each) => parsePolicy(each, kind));
  if (wanted?.status !== "parsed" || live?.status !== "parsed") return true;
  const verdict = decidePolicies([wanted.policy], [live.policy], kind);
  return verdict.verdict !== "different" || !tolerates(compare, verdict.change);
}

async function judge(suspect: Suspect, input: RuleInput): Promise<readonly JudgedDrift[]> {
  const containment = await judgeSuspect(suspect, input.managedPolicies);
  switch (containment.status) {
    case "none":
      return [];
    case "unclear":
      return [unclearDrift(suspect, containment, input.expected)];
    case "contained":
      return [await containedDrift(suspect, containment, input)];
  }
}

type Unclear = Extract<Containment, { status: "unclear" }>;
type Contained = Extract<Containment, { status: "contained" }>;

function unclearDrift(suspect: Suspect, { reason, unreadable }: Unclear, expected: ExpectedEntity): JudgedDrift {
  const { subject, text = "" } = suspect;
  return {
    subject,
    severity: expected.severity,
    summary: sentence(`whether ${whoIs(expected)} contained cannot be told: ${reason}`),
    verdict: "unknown",
    reason,
    // Not the message of a call: it may hold a request id, which is another one each time.
    content: unreadable === undefined ? ["unclear", textFingerprint(text)] : [unreadable.call, unreadable.code],
  };
}

async function containedDrift(suspect: Suspect, { by, policy }: Contained, input: RuleInput): Promise<JudgedDrift> {
  const { expected } = input;
  const isOwnPolicy = suspect.canonical === undefined;
  return {
    ...(policy === undefined ? {} : await explainContainment(suspect, policy, input.loadTable)),
    subject: suspect.subject,
    severity: isOwnPolicy ? atLeast(expected.severity, CONTAINMENT_FLOOR) : expected.severity,
    summary: sentence(
      `${whoIs(expected)} contained by ${by}, as incident responders and AWS do; it must not be removed before that incident is over, and Plumbline repairs nothing on ${nameEntity(expected)} while it is there`,
    ),
    content: policy === undefined ? [] : [documentFingerprint(policy)],
  };
}

/** `role worker is`; of what holds nothing by itself, those who hold it. */
function whoIs(expected: ExpectedEntity): string {
  const name = nameEntity(expected);
  if (expected.kind === "policy") return `whoever has ${name} is`;
  return expected.kind === "group" ? `whoever is in ${name} is` : `${name} is`;
}
