import { customerPolicyArn } from "../iam/arn.ts";
import type { Baseline } from "./baseline.ts";
import type { EntityEntry } from "./entity-schema.ts";
import { checkPolicyArn } from "./filled-entity.ts";
import { valuesForEach } from "./for-each.ts";
import type { ParameterValues } from "./parameters.ts";
import type { Problem } from "./problem.ts";
import { fillIn, fillInEach } from "./template.ts";
import type { YamlSource } from "./yaml-source.ts";

/** The part of a baseline that says which policies belong on separate roles. */
export interface SeparationSource {
  readonly separatePolicies: Baseline["separatePolicies"];
  readonly entities: readonly EntityEntry[];
  readonly source: YamlSource;
}

/** Sets of ARNs of which a role may hold one, and what is wrong with them. */
export interface Separation {
  readonly sets: readonly (readonly string[])[];
  readonly problems: readonly Problem[];
}

/** Fills in `separatePolicies`: a name becomes the ARN of the baseline's own customer managed policy of that name. */
export function separateSets(baseline: SeparationSource, values: ParameterValues): Separation {
  const { separatePolicies, entities, source } = baseline;
  const own = ownPolicies(entities, values);
  const problems: Problem[] = [];
  const sets = separatePolicies.map((names, set) => {
    const arns = names.map((template, index) => {
      const name = fillIn(template, values);
      const at = (message: string) => problems.push(source.problem(["separatePolicies", set, index], message));
      const arn = name.startsWith("arn:") ? name : own.get(name);
      if (arn === undefined) {
        at(`${name} is neither the ARN of a managed policy nor the name of one of this baseline's policies.`);
      } else if (name.startsWith("arn:")) {
        checkPolicyArn(arn, values).forEach(at);
      }
      return arn ?? name;
    });
    arns.forEach((arn, index) => {
      if (arns.indexOf(arn) === index) return;
      problems.push(source.problem(["separatePolicies", set, index], `The policy ${arn} stands twice; remove one.`));
    });
    return arns;
  });
  return { sets, problems: [...problems, ...checkRoles(baseline, sets, values)] };
}

/** The ARNs of the baseline's customer managed policies by their names. */
function ownPolicies(entities: readonly EntityEntry[], values: ParameterValues): ReadonlyMap<string, string> {
  const address = { account: textOf(values, "account"), partition: textOf(values, "partition") };
  return new Map(
    entities.flatMap((entity) => {
      if (entity.kind !== "policy") return [];
      return valuesForEach(entity, values).map((each): [string, string] => {
        const name = fillIn(entity.name, each);
        return [name, customerPolicyArn(address, fillIn(entity.path, each), name)];
      });
    }),
  );
}

function textOf(values: ParameterValues, name: string): string {
  const value = values.get(name);
  if (typeof value !== "string") throw new TypeError(`The built-in parameter ${name} has no value.`);
  return value;
}

/** A role that is to hold two policies of a set, or no role that could hold any. */
function checkRoles(
  { entities, source }: SeparationSource,
  sets: readonly (readonly string[])[],
  values: ParameterValues,
): readonly Problem[] {
  if (sets.length > 0 && !entities.some(({ kind }) => kind === "role")) {
    return [source.keyProblem(["separatePolicies"], "separatePolicies is about roles, and no role is described here.")];
  }
  return entities.flatMap((entity, index) => {
    if (entity.kind !== "role") return [];
    return valuesForEach(entity, values).flatMap((each) => {
      const attached = (entity.attachments?.policies ?? []).flatMap((template) => fillInEach(template, each));
      return sets.flatMap((set) => {
        const held = set.filter((arn) => attached.includes(arn));
        if (held.length < 2) return [];
        const message = `This role attaches ${held.join(" and ")}, which separatePolicies puts on separate roles.`;
        return [source.problem(["entities", index, "attachments", "policies"], message)];
      });
    });
  });
}
