import { formatEntity } from "../iam/entity-reference.ts";
import type { EntityObservation } from "./entity-state.ts";
import type { IamReader, ReadRequest } from "./iam-reader.ts";
import { createLimiter } from "./limiter.ts";

/** How many entities are read at once, unless told: IAM throttles per account and publishes no figure. */
const ENTITIES_AT_ONCE = 4;

/**
 * Reads every entity that was asked for, each once, however many requests name it; all that any of them asks of it is read.
 *
 * @param options.concurrency how many entities to read at once.
 * @returns one observation per request, in the order of the requests; requests for the same entity share one reading.
 * @throws only what the port throws: a fault of the program, never an answer of IAM's.
 */
export async function observeEntities(
  reader: IamReader,
  requests: readonly ReadRequest[],
  options: { readonly concurrency?: number } = {},
): Promise<readonly EntityObservation[]> {
  const limit = createLimiter(options.concurrency ?? ENTITIES_AT_ONCE);
  const wanted = new Map<string, ReadRequest>();
  for (const request of requests) {
    const key = readingKey(request);
    const known = wanted.get(key);
    wanted.set(key, known === undefined ? request : askedByEither(known, request));
  }
  const readings = new Map([...wanted].map(([key, request]) => [key, limit(() => reader.observe(request))]));
  return Promise.all(requests.map((request) => readings.get(readingKey(request)) as Promise<EntityObservation>));
}

/** Two requests for the same entity as one. A request without aspects asks for all of them. */
function askedByEither(one: ReadRequest, other: ReadRequest): ReadRequest {
  const { aspects: known, deletionTasks = [], ...request } = one;
  const { aspects, deletionTasks: further = [] } = other;
  const tasks = [...new Set([...deletionTasks, ...further])];
  return {
    ...request,
    ...(known === undefined || aspects === undefined ? {} : { aspects: known.union(aspects) }),
    ...(tasks.length === 0 ? {} : { deletionTasks: tasks }),
  };
}

/** A policy is looked up by its ARN, so the same name under another path is another question. */
function readingKey({ entity, path }: ReadRequest): string {
  return entity.kind === "policy" ? `${formatEntity(entity)} ${path}` : formatEntity(entity);
}
