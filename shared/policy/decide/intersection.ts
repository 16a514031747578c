import type { Work } from "../work.ts";
import { type CompiledList, coversList } from "./compiled-list.ts";
import type { CompiledStatement } from "./compiled-statement.ts";
import type { Services } from "./services.ts";

/**
 * What two statements of identity policies both speak of, as one statement; `undefined` where their services show that there is no
 * such request. Neither may have an empty `Not…` list.
 */
export function intersect(one: CompiledStatement, other: CompiledStatement, work: Work): CompiledStatement | undefined {
  const services = commonServices(one.services, other.services);
  if (services !== "any" && services.size === 0) return undefined;
  const actions = narrower(one, other, (statement) => statement.actions, work);
  const resources = narrower(one, other, (statement) => statement.resources, work);
  const tests = new Map([...one.tests, ...other.tests].map((test) => [test.identity, test]));
  const { resources: named } = resources.of.written;
  const together = {
    actions: actions.of.written.actions,
    ...(named && { resources: named }),
    conditions: [...one.written.conditions, ...other.written.conditions],
    variables: one.statement.variables || other.statement.variables,
    path: `${one.written.path} within ${other.written.path}`,
  };
  return {
    identity: `${one.identity} within ${other.identity}`,
    statement: { ...one.statement, ...together, actions: actions.of.statement.actions },
    written: { ...one.written, ...together },
    actions: actions.of.actions,
    services,
    resources: resources.of.resources,
    principals: undefined,
    tests: [...tests.values()],
    also: { actions: actions.also, resources: resources.also },
  };
}

function commonServices(one: Services, other: Services): Services {
  if (one === "any") return other;
  return other === "any" ? one : one.intersection(other);
}

/** The statement whose list is to be gone through, and the other's list where that one may leave out something of it. */
function narrower(
  one: CompiledStatement,
  other: CompiledStatement,
  listOf: (statement: CompiledStatement) => CompiledList | undefined,
  work: Work,
): { readonly of: CompiledStatement; readonly also: readonly CompiledList[] } {
  const [left, right] = [listOf(one), listOf(other)];
  if (left === undefined || right === undefined) return { of: one, also: [] };
  if (coversList(right, left, work)) return { of: one, also: [] };
  if (coversList(left, right, work)) return { of: other, also: [] };
  return left.not && !right.not ? { of: other, also: [left] } : { of: one, also: [right] };
}
