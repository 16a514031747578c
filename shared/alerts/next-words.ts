import { isUnreadable, type RuleName } from "../drift/drift.ts";
import { onlyContains } from "../drift/wording.ts";
import type { News, NewsKind } from "../ledger/finding.ts";
import { daysBetween } from "../ledger/remind.ts";

/** What to do, where the rule does not say it better. */
const BY_KIND: Readonly<Record<Exclude<NewsKind, "IAM Drift Reminder">, string>> = {
  "IAM Drift Opened": "Put it back, or change the baseline if it is meant to be so.",
  "IAM Drift Changed": "Put it back, or change the baseline if it is meant to be so.",
  "IAM Drift Resolved": "Nothing is left to do here.",
  "IAM Drift Unreadable":
    "Until it can be read, Plumbline neither says that all is well nor repairs anything that depends on it. Give Plumbline's role the right to make this call, or wait if IAM throttled it.",
  "IAM Drift Remediated": "A message follows when a reading shows that the drift is gone.",
  "IAM Drift Remediation Refused": "No further call is made. See to what keeps it back, or put it right by hand.",
  "IAM Drift Remediation Failed": "Some of the calls may have been made. Look at the entity, and put it back by hand.",
};

const OUTDATED =
  "It decides as an earlier document of the vendor's did. Bring it up to date; if it was so before, find out who put the earlier one back.";

/** What to do about a drift that is there, where that is not to put it back. */
const BY_RULE: Readonly<Partial<Record<RuleName, string>>> = {
  "entity-retired": "See that nothing uses it any more, and delete it.",
  "entity-moved":
    "Whatever names it by the ARN in the baseline misses it. Say its path in the baseline if it is meant to be there, else look at who made or moved it.",
  "entity-re-created":
    "Find out who made it anew and why, and put right what had named the one before. Once it is as it should be, accept it with a waiver of this very drift; until then nothing on it is repaired.",
  "service-linked-role-being-deleted":
    "A deletion cannot be stopped. Find out who asked for it and why; another message says so once the role is gone.",
  "entity-contained":
    "Find out who did that and why, and leave it until the incident is over. If it is no containment, name it in the baseline or take it away by hand.",
  "trust-outdated": OUTDATED,
  "trust-dangling-principal":
    "Nobody can use this entry. Decide who is to take its place, and take it out: it does not come to life again when one of the same name is made.",
  "inline-policy-outdated": OUTDATED,
  "policy-version-outdated": OUTDATED,
  "policies-not-separate": "Give each of these policies a role of its own.",
  "permissions-boundary-changed": "Put the boundary right, and look at what was done meanwhile.",
  "session-length-changed": "Put it back. Sessions that are open go on for as long as they were given.",
  "tags-changed": "Put the tag back, or change the baseline if it is meant to be so. Policies may go by it.",
  "group-membership-unexpected":
    "Take the user out of the group and look at what was done meanwhile, or name the group in the baseline.",
  "access-key-due": "Create a new key and deploy it, and deactivate this one once the new one is used.",
  "access-key-unused": "Deactivate it if nobody needs it: that can be taken back, and deleting it cannot.",
};

/** What to do about a drift that is gone, where something else may have taken its place. */
const ONCE_RESOLVED: Readonly<Partial<Record<RuleName, string>>> = {
  "access-key-due": "Nothing is left to do here, unless another message says that the key is too old by now.",
  "entity-re-created": "It was accepted, or is gone again: then another message says so.",
  "service-linked-role-being-deleted":
    "The deletion is over: either it failed and the role is still there, or another message says that the role is missing.",
};

/** What to do about a drift that is not watched any more. */
const NO_LONGER_EXPECTED =
  "Its baseline does not name this entity any more, or the account has not that baseline, so nothing more is told of it. Put it back into the configuration if that was not meant.";

/** What only denies is never put back before a person says that the incident is over. */
const CONTAINMENT =
  "It only denies, as incident responders and AWS do to contain an incident. Leave it until that is over, and then put it back.";

const ACCOUNT_UNREADABLE =
  "Until it can be read, nothing in this account is watched or repaired, and its findings stay as they are. See that its reader role exists, and trusts Plumbline's roles with the external id that plumbline.yml has.";

const NOT_TOLD_WHETHER_CONTAINED =
  "Until that is known, nothing on it is repaired. Read the policy, and give Plumbline's role the right to read it where that is what it lacks.";

/** What a reader of a piece of news is to do: one or more sentences. */
export function nextWords(news: News): string {
  const { kind, drift } = news;
  if (kind === "IAM Drift Reminder") return reminder(news);
  if (news.because === "no-longer-expected") return NO_LONGER_EXPECTED;
  if (kind === "IAM Drift Resolved") return ONCE_RESOLVED[drift.rule] ?? BY_KIND[kind];
  if (drift.rule === "account-unreadable") return ACCOUNT_UNREADABLE;
  if (kind !== "IAM Drift Opened" && kind !== "IAM Drift Changed") return BY_KIND[kind];
  if (drift.rule === "entity-contained" && drift.verdict === "unknown") return NOT_TOLD_WHETHER_CONTAINED;
  // Of attached policies only one that contains is told to have narrowed anything.
  const isAttached = drift.rule === "attachment-unexpected" && drift.change === "narrowed";
  const contained = onlyContains(drift) || isAttached ? CONTAINMENT : undefined;
  const words = BY_RULE[drift.rule] ?? contained ?? BY_KIND[kind];
  return kind === "IAM Drift Changed" && words !== contained
    ? `It was open before and now looks as said above. ${words}`
    : words;
}

function reminder({ openSince, ...news }: News): string {
  const kind = isUnreadable(news.drift.rule) ? "IAM Drift Unreadable" : "IAM Drift Opened";
  const words = nextWords({ ...news, kind });
  if (openSince === undefined) return words;
  const days = daysBetween(new Date(openSince), new Date(news.at));
  return `It has been open since ${openSince.slice(0, "2026-01-01".length)}, for ${days === 1 ? "a day" : `${days} days`}. ${words}`;
}
