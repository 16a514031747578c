import { canonicalise, partitionOf } from "../canonicalise.ts";
import type { Witness } from "../comparison.ts";
import { evaluate } from "../evaluate.ts";
import type { Statement } from "../policy.ts";
import type { Request } from "../request.ts";
import { Work, WorkSpent } from "../work.ts";
import { speaksOf } from "./action-names.ts";
import type { ActionTable, KnownAction } from "./action-table.ts";
import { takesResource } from "./affected-actions.ts";
import { ESCALATION_ACTIONS } from "./escalation-steps.ts";
import type { ExplainedPolicies } from "./explain-difference.ts";

/** How many requests are tried, and what they may cost in steps of matching. */
const BOUNDS = { requests: 1_000, steps: 4_000_000 };

/** The two sides a witness is tried on. */
interface Sides {
  readonly canonical: readonly Statement[];
  readonly live: readonly Statement[];
}

/**
 * A witness that a person recognises, decided by either side as the given one is: with an action that exists and can take the
 * resource, and without what its context does not need. The given one where none is found.
 */
export function recogniseWitness(witness: Witness, policies: ExplainedPolicies, table: ActionTable): Witness {
  const work = new Work(BOUNDS.steps);
  const partition = partitionOf([...policies.canonical, ...policies.live]) ?? "aws";
  let best = witness;
  try {
    const sides = {
      canonical: canonicalise(policies.canonical, partition),
      live: canonicalise(policies.live, partition),
    };
    best = find(witness, sides, table, partition, work) ?? best;
    best = withoutNeedlessContext(best, sides, work);
  } catch (fault) {
    if (!(fault instanceof WorkSpent)) throw fault;
  }
  return best;
}

function find(witness: Witness, sides: Sides, table: ActionTable, partition: string, work: Work): Witness | undefined {
  const { canonical, live, ...request } = witness;
  const fits = (action: KnownAction): boolean =>
    request.principal !== undefined || takesResource(action, { not: false, patterns: [request.resource] });
  const exists = table.find(request.action);
  const own = exists !== undefined && fits(exists) ? { ...request, action: exists.name } : undefined;
  if (own !== undefined && isDecidedAlike(own, witness, sides, work)) return { ...own, canonical, live };
  const candidates = likely(request, sides, table);
  const tried = [
    ...candidates.filter(fits).map(({ name }) => ({ ...request, action: name })),
    ...(request.principal === undefined ? candidates : []).flatMap(({ name, templates }) => {
      return templates
        .slice(0, 2)
        .map((template) => ({ ...request, action: name, resource: fill(template, partition) }));
    }),
  ];
  const found = tried.slice(0, BOUNDS.requests).find((each) => isDecidedAlike(each, witness, sides, work));
  return found && { ...found, canonical, live };
}

function isDecidedAlike(request: Request, witness: Witness, { canonical, live }: Sides, work: Work): boolean {
  const [before, after] = [evaluate(canonical, request, work), evaluate(live, request, work)];
  return (
    before.status === "decided" &&
    after.status === "decided" &&
    before.decision === witness.canonical &&
    after.decision === witness.live
  );
}

/** Actions of the service that the request is about, or else those that only one side names; the most telling ones first. */
function likely({ action, resource }: Request, { canonical, live }: Sides, table: ActionTable): readonly KnownAction[] {
  const services = [action.split(":", 1)[0] ?? "", resource.split(":")[2] ?? ""];
  const near = services.flatMap((service) => table.actionsOf(service));
  if (near.length > 0) return [...new Set(near)].toSorted(byDanger);
  const named = (statements: readonly Statement[], key: string): boolean =>
    statements.some(({ actions }) => speaksOf(actions, key));
  return table.services
    .flatMap((service) => table.actionsOf(service))
    .filter(({ key }) => named(canonical, key) !== named(live, key))
    .toSorted(byDanger);
}

function byDanger(left: KnownAction, right: KnownAction): number {
  return danger(left) - danger(right);
}

const GRAVEST: ReadonlyMap<string, number> = new Map(ESCALATION_ACTIONS.map((name, rank) => [name, rank]));

/** Steps of privilege escalation first, then what writes, then the rest; of these the shorter names, which are the better known. */
function danger({ name, level }: KnownAction): number {
  const reads = level === "Read" || level === "List";
  return GRAVEST.get(name) ?? (reads ? 2_000 : 1_000) + name.length;
}

/** An ARN of a template's shape. */
function fill(template: string, partition: string): string {
  const standing = ["arn", partition, "", "us-east-1", "123456789012"];
  const [head, rest] = [template.split(":").slice(0, 5), template.split(":").slice(5)];
  const start = head.map((segment, index) => (segment === "*" ? standing[index] : segment));
  return [...start, ...rest.map((segment) => segment.replace(/\*/g, "example").replace(/%/g, "example-bucket"))].join(
    ":",
  );
}

function withoutNeedlessContext(witness: Witness, sides: Sides, work: Work): Witness {
  let mildest = witness;
  for (const key of Object.keys(witness.context)) {
    const { [key]: _, ...context } = mildest.context;
    const milder = { ...mildest, context };
    if (isDecidedAlike(milder, witness, sides, work)) mildest = milder;
  }
  return mildest;
}
