import type { EntityReference } from "../iam/entity-reference.ts";
import type { EntityObservation, RoleState, UserState } from "./entity-state.ts";
import type { AspectToAsk, IamReader, ReadRequest } from "./iam-reader.ts";
import type { Observation, Unreadable } from "./observation.ts";
import { nameKey } from "./read-snapshot-details.ts";
import { isSameSecond } from "./snapshot-time.ts";
import type { DatedReport } from "./sweep-report.ts";

/**
 * Whether what the report says of an entity has to be confirmed live: because a rule would find something in it, or because something
 * later than the report is known. `said` is the entity with the report's row in it, and with the times of both.
 */
export type IsSuspect = (request: ReadRequest, said: EntityObservation) => Promise<boolean>;

/** What a sweep reads an account from. */
export interface SweepSources {
  /** The account as it was read whole; its observations have the time when that reading was begun. */
  readonly pages: IamReader;
  /** Left out where there is none: credentials are then read live wherever they are asked for. */
  readonly report?: DatedReport;
  readonly live: IamReader;
  readonly isSuspect: IsSuspect;
  /** Whether what is expected of an entity is nothing that pages tell: the session length of a role, or the tags of a policy. */
  readonly isUntold: (entity: EntityReference) => boolean;
}

/**
 * The {@link IamReader} of a sweep: an account's pages; its credential report, where nothing in it calls for a second opinion; and a live
 * reader for what neither holds. A statement of the report has the time of the report, so that it never takes the place of a later one.
 */
export function createSweepReader(sources: SweepSources): IamReader {
  return { observe: (request) => observe(sources, request) };
}

async function observe(sources: SweepSources, request: ReadRequest): Promise<EntityObservation> {
  const { kind } = request.entity;
  if (kind === "root") return await observeRoot(sources, request);
  const paged = await sources.pages.observe(request);
  const { observation } = paged;
  // What the pages cannot tell of the entity itself, as where its name is spelt otherwise, IAM is asked.
  if (observation.status === "unreadable") return await sources.live.observe(request);
  if (observation.status === "absent") return paged;
  const { state } = observation;
  if (state.kind === "role") return await completeRole(sources, request, paged, state);
  if (state.kind === "user") return await completeUser(sources, request, paged, state);
  if (state.kind === "policy" && sources.isUntold(request.entity)) return await sources.live.observe(request);
  return paged;
}

/** Of the root user the pages hold nothing. */
async function observeRoot(
  { report, live, isSuspect }: SweepSources,
  request: ReadRequest,
): Promise<EntityObservation> {
  if (report === undefined || report.report.rootAccessKeys.status !== "present") return await live.observe(request);
  const state = { kind: "root", accessKeysPresent: report.report.rootAccessKeys } as const;
  const { entity } = request;
  const said = { entity, askedAt: report.generatedAt, observation: { status: "present", state } } as const;
  return (await isSuspect(request, said)) ? await live.observe(request) : said;
}

/** Session length and deletion tasks take one call together, and one more for each task. */
async function completeRole(
  { live, isUntold }: SweepSources,
  request: ReadRequest,
  paged: EntityObservation,
  state: RoleState,
): Promise<EntityObservation> {
  const { deletionTasks = [] } = request;
  if (deletionTasks.length === 0 && !isUntold(request.entity)) return paged;
  const asked = await live.observe({ ...request, aspects: new Set() });
  const { observation } = asked;
  if (observation.status === "unreadable") {
    const untold = { ...state, maximumSessionSeconds: observation };
    return withState(paged, deletionTasks.length === 0 ? untold : { ...untold, deletionTasks: observation });
  }
  // It has gone, or is another, since its page was read.
  if (observation.status === "absent" || observation.state.kind !== "role") return await live.observe(request);
  const { roleId, maximumSessionSeconds, deletionTasks: tasks } = observation.state;
  if (roleId !== state.roleId) return await live.observe(request);
  const told = { ...state, maximumSessionSeconds, ...(tasks === undefined ? {} : { deletionTasks: tasks }) };
  return withState(paged, told, askedAt(["maximumSessionSeconds", "deletionTasks"], asked.askedAt));
}

async function completeUser(
  sources: SweepSources,
  request: ReadRequest,
  paged: EntityObservation,
  state: UserState,
): Promise<EntityObservation> {
  const wanted = credentialsOf(request);
  if (wanted.size === 0) return paged;
  const said = sayReported(sources.report, paged, state);
  if (said !== undefined && !(await sources.isSuspect(request, said))) return said;
  const { live } = sources;
  const asked = await live.observe({ ...request, aspects: wanted });
  const { observation } = asked;
  if (observation.status === "unreadable") return withState(paged, withoutCredentials(state, observation));
  if (observation.status === "absent" || observation.state.kind !== "user") return await live.observe(request);
  const { userId, loginProfile, accessKeys } = observation.state;
  if (userId !== state.userId) return await live.observe(request);
  return withState(paged, { ...state, loginProfile, accessKeys }, askedAt(CREDENTIALS, asked.askedAt));
}

const CREDENTIALS = ["accessKeys", "accessKeyUse", "loginProfile"] as const satisfies readonly AspectToAsk[];

/** Which of a user's credentials are asked for. */
function credentialsOf({ aspects }: ReadRequest): ReadonlySet<AspectToAsk> {
  return new Set(aspects === undefined ? CREDENTIALS : CREDENTIALS.filter((aspect) => aspects.has(aspect)));
}

/** The user with its row of the report; `undefined` where the report has none, or that of another user of the same name. */
function sayReported(
  dated: DatedReport | undefined,
  paged: EntityObservation,
  state: UserState,
): EntityObservation | undefined {
  const row = dated?.report.users.get(nameKey(paged.entity.name));
  if (dated === undefined || row === undefined || !isSameSecond(row.createdAt, state.createdAt)) return undefined;
  const { loginProfile, accessKeys } = row;
  return withState(paged, { ...state, loginProfile, accessKeys }, askedAt(CREDENTIALS, dated.generatedAt));
}

function withoutCredentials(
  state: UserState,
  unread: { readonly status: "unreadable"; readonly reason: Unreadable },
): UserState {
  const untold: Observation<never> = unread;
  return { ...state, loginProfile: untold, accessKeys: untold };
}

function withState(
  paged: EntityObservation,
  state: RoleState | UserState,
  askedAtOf?: NonNullable<EntityObservation["askedAtOf"]>,
): EntityObservation {
  return { ...paged, observation: { status: "present", state }, ...(askedAtOf === undefined ? {} : { askedAtOf }) };
}

function askedAt(aspects: readonly string[], at: string): NonNullable<EntityObservation["askedAtOf"]> {
  return Object.fromEntries(aspects.map((aspect) => [aspect, at]));
}
