import type { Plain } from "./normalise.ts";

/** One place in which the two services do not agree. */
export interface Difference {
  readonly scenario: string;
  readonly step: string;
  /** Dotted, with `[]` for any member of a list: `Role.Tags`, `AttachedPolicies[].PolicyName`; empty for the whole answer. */
  readonly path: string;
  /** JSON text of what each said; `nothing` where the member is missing. */
  readonly lab: string;
  readonly moto: string;
}

/** A disagreement that is known, and is not the lab's fault. */
export interface AgreedException {
  /** The scenario's name; left out where it holds in every scenario. */
  readonly scenario?: string;
  /** `GetRole 2` for one step; `GetRole` for every call of that operation. */
  readonly steps: readonly string[];
  /** See {@link Difference}; an exception speaks of exactly these paths, not of what lies under them. */
  readonly paths: readonly string[];
  /** What the lab says there, so that the exception does not excuse the lab from saying something else one day. */
  readonly lab?: string;
  /** Why moto, and not the lab, is at odds with AWS. */
  readonly reason: string;
}

/** The parts of the exceptions that excuse nothing any more, each a sentence. */
export function stale(exceptions: readonly AgreedException[], found: readonly Difference[]): readonly string[] {
  return exceptions.flatMap((exception) =>
    exception.steps.flatMap((step) =>
      exception.paths
        .filter(
          (path) => !found.some((difference) => excuses({ ...exception, steps: [step], paths: [path] }, difference)),
        )
        .map((path) => `${exception.scenario ?? "any scenario"}: ${step} no longer differs at "${path}"`),
    ),
  );
}

type Steps = Readonly<Record<string, Plain>>;

/** Every difference between what the lab and moto said in one scenario. */
export function differences(scenario: string, lab: Steps, moto: Steps): readonly Difference[] {
  const found: Difference[] = [];
  for (const step of new Set([...Object.keys(lab), ...Object.keys(moto)])) {
    compare(lab[step], moto[step], "", (path, mine, theirs) => {
      found.push({ scenario, step, path, lab: show(mine), moto: show(theirs) });
    });
  }
  return found;
}

/** Whether an exception speaks of a difference. */
export function excuses(exception: AgreedException, difference: Difference): boolean {
  return (
    (exception.scenario === undefined || exception.scenario === difference.scenario) &&
    exception.steps.some((step) => step === difference.step || step === difference.step.replace(/ \d+$/, "")) &&
    exception.paths.includes(difference.path) &&
    (exception.lab === undefined || JSON.stringify(exception.lab) === difference.lab)
  );
}

type Report = (path: string, lab: Plain | undefined, moto: Plain | undefined) => void;

function compare(lab: Plain | undefined, moto: Plain | undefined, path: string, report: Report): void {
  if (JSON.stringify(lab) === JSON.stringify(moto)) {
    return;
  }
  if (isList(lab) && isList(moto) && lab.length === moto.length) {
    for (const [index, member] of lab.entries()) {
      compare(member, moto[index], `${path}[]`, report);
    }
  } else if (isObject(lab) && isObject(moto)) {
    for (const key of new Set([...Object.keys(lab), ...Object.keys(moto)])) {
      compare(lab[key], moto[key], path === "" ? key : `${path}.${key}`, report);
    }
  } else {
    report(path, lab, moto);
  }
}

function isList(value: Plain | undefined): value is readonly Plain[] {
  return Array.isArray(value);
}

function isObject(value: Plain | undefined): value is { readonly [key: string]: Plain } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function show(value: Plain | undefined): string {
  return value === undefined ? "nothing" : JSON.stringify(value);
}
