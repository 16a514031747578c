import type { ExpectedEntity } from "../baselines/expected-state.ts";
import type { AspectName } from "./aspects.ts";
import type { DetectionInput } from "./detect-drift.ts";
import type { Drift, RuleName } from "./drift.ts";
import { createEffects } from "./effects.ts";
import type { Rule } from "./rule.ts";
import { RULE_TABLE } from "./rules.ts";

/** What a credential report tells of: access keys and console passwords. */
const CREDENTIALS: ReadonlySet<AspectName> = new Set<AspectName>([
  "accessKeys",
  "accessKeyUse",
  "loginProfile",
  "accessKeysPresent",
]);

/** The rules that judge such an entity by its credentials; none where a baseline says nothing of them. */
export function credentialRules(expected: ExpectedEntity): readonly RuleName[] {
  return judging(expected).map(({ name }) => name);
}

/** Whether a drift is about credentials: what a rule of {@link credentialRules} found, or that they could not be read. */
export function isOfCredentials(expected: ExpectedEntity, { rule, subject }: Pick<Drift, "rule" | "subject">): boolean {
  if (rule === "unreadable") return subject === "" || [...CREDENTIALS].some((aspect) => aspect === subject);
  return credentialRules(expected).includes(rule);
}

/** Whether what was read of credentials has nothing in it that a rule would tell of, and lacks nothing that one needs. */
export async function showsNothing({
  expected,
  observation: { observation },
  ...given
}: DetectionInput): Promise<boolean> {
  const { expectedPolicy = () => undefined, ...ports } = given;
  const effects = createEffects({ expected, observation, expectedPolicy, ...ports });
  for (const rule of judging(expected)) {
    const judgement = await rule.judge({ expected, observation, effects, ...ports });
    if (judgement.status === "undecided" || judgement.drifts.length > 0) return false;
  }
  return true;
}

function judging(expected: ExpectedEntity): readonly Rule[] {
  return RULE_TABLE.filter((rule) => {
    const aspect = rule.aspectOf(expected);
    return aspect !== undefined && CREDENTIALS.has(aspect);
  });
}
