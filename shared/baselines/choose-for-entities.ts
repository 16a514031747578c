import { formatEntity } from "../iam/entity-reference.ts";
import type { Baseline } from "./baseline.ts";
import type { EntityUse } from "./configuration-schema.ts";
import { exceeds, permittedMode } from "./expected-entity.ts";
import { type ExpectedEntity, type RemediateMode, SEVERITIES } from "./expected-state.ts";
import type { Problem } from "./problem.ts";
import type { PlacedUse } from "./read-configuration.ts";
import type { YamlSource } from "./yaml-source.ts";

/** An entity as its baseline expects it, and the most that the baseline lets an account ask for. */
interface Permitted {
  readonly name: string;
  readonly expected: ExpectedEntity;
  readonly mode: RemediateMode;
}

/**
 * Sets each entity to what the account asks for. An account may be stricter than the baseline and never laxer: less repair,
 * approval where none is asked, a graver severity, `required` in place of `optional`; who owns an entity it alone can know.
 * What it may not ask for is added to `problems`.
 */
export function chooseForEntities(
  baseline: Baseline,
  expected: readonly ExpectedEntity[],
  { use, path }: PlacedUse,
  source: YamlSource,
  problems: Problem[],
): readonly ExpectedEntity[] {
  const permitted = expected.map((entity, index): Permitted => {
    const entry = baseline.entities[index];
    const mode = entry === undefined ? "off" : permittedMode(entry);
    return { name: formatEntity(entity.entity), expected: entity, mode };
  });
  const most = permitted.reduce<RemediateMode>((left, { mode: right }) => (exceeds(right, left) ? right : left), "off");
  if (exceeds(use.remediate, most)) {
    const message = `remediate: ${use.remediate} is more than the baseline ${baseline.name} permits; write ${most} or less.`;
    problems.push(source.problem([...path, "remediate"], message));
  }
  for (const [name, asked] of Object.entries(use.entities)) {
    const limit = permitted.find((each) => each.name === name);
    const place = [...path, "entities", name];
    if (limit === undefined) {
      const message = `${name} is not an entity of the baseline ${baseline.name} here; there are ${permitted.map((each) => each.name).join(", ")}.`;
      problems.push(source.keyProblem(place, message));
      continue;
    }
    const faults = faultsOf(asked, limit, baseline.name);
    problems.push(...faults.map(([key, message]) => source.problem([...place, key], message)));
  }
  return permitted.map((limit) =>
    choose(limit, Object.hasOwn(use.entities, limit.name) ? use.entities[limit.name] : undefined, use.remediate),
  );
}

/** Whatever an account asks of one entity that is laxer than its baseline, by the key at fault. */
function faultsOf(
  asked: EntityUse,
  { name, expected, mode }: Permitted,
  baseline: string,
): readonly (readonly [keyof EntityUse, string])[] {
  const faults: (readonly [keyof EntityUse, string])[] = [];
  const { remediate, approval, severity, presence } = asked;
  if (remediate !== undefined && exceeds(remediate, mode)) {
    const message = `remediate: ${remediate} is more than the baseline ${baseline} permits for ${name}; write ${mode} or less.`;
    faults.push(["remediate", message]);
  }
  if (approval !== undefined && mode === "off") {
    faults.push(["approval", `The baseline ${baseline} permits no repair of ${name}; remove approval.`]);
  }
  if (severity !== undefined && SEVERITIES.indexOf(severity) < SEVERITIES.indexOf(expected.severity)) {
    const message = `severity: ${severity} is milder than the ${expected.severity} of the baseline ${baseline} for ${name}; an account can only raise it.`;
    faults.push(["severity", message]);
  }
  if (presence !== undefined && presence !== expected.presence && expected.presence !== "optional") {
    const message = `presence: ${presence} is not what the baseline ${baseline} says of ${name}, which is ${expected.presence} there; an account can only require what is optional.`;
    faults.push(["presence", message]);
  }
  return faults;
}

function choose({ expected, mode }: Permitted, asked: EntityUse | undefined, remediate: RemediateMode): ExpectedEntity {
  const wanted = asked?.remediate ?? remediate;
  return {
    ...expected,
    ...(asked?.presence && { presence: asked.presence }),
    ...(asked?.severity && { severity: asked.severity }),
    ...(asked?.approval && { approval: asked.approval }),
    ...(asked?.owner && { owner: asked.owner }),
    remediate: exceeds(wanted, mode) ? mode : wanted,
  };
}
