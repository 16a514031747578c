/*
 * What IAM's own sentence says of who denied a call.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
 */

/** What each kind of policy is called in IAM's sentence, and what to do where it was the one. */
const BY_KIND: readonly (readonly [RegExp, string])[] = [
  [
    /service control policy/i,
    "A service control policy of the organization denies it: have its administrators exempt Plumbline's role, or make the repair from where it is allowed.",
  ],
  [
    /resource control policy/i,
    "A resource control policy of the organization denies it: have its administrators exempt Plumbline's role.",
  ],
  [
    /permissions boundary/i,
    "The permissions boundary of the role that Plumbline writes with denies it: let the boundary allow this action.",
  ],
  [/session policy/i, "The policy of the session that Plumbline writes with denies it: let it allow this action."],
  [
    /explicit deny in an identity-based policy/i,
    "A policy of the role that Plumbline writes with denies it explicitly: take that denial away if it is not meant.",
  ],
  [
    /identity-based policy/i,
    "The role that Plumbline writes with lacks the right: deploy Plumbline again with this entity in its configuration, or give the right to whoever runs this.",
  ],
];

const UNTOLD =
  "IAM does not say which policy denied it: look at the role that Plumbline writes with, its permissions boundary and the organization's policies.";

const DENIALS: ReadonlySet<string> = new Set(["AccessDenied", "AccessDeniedException"]);

/** What to do about a call that failed, where IAM says that it was not allowed: one sentence; `undefined` where it says something else. */
export function denialAdvice(code: string, message: string): string | undefined {
  if (!DENIALS.has(code)) return undefined;
  return BY_KIND.find(([kind]) => kind.test(message))?.[1] ?? UNTOLD;
}
