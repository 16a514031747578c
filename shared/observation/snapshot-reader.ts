import { type EntityReference, formatEntity } from "../iam/entity-reference.ts";
import type { EntityState, UserState } from "./entity-state.ts";
import type { HeldEntity } from "./held-entity.ts";
import type { IamReader, ReadRequest } from "./iam-reader.ts";
import type { Observation } from "./observation.ts";
import { type Details, nameKey } from "./read-snapshot-details.ts";
import { nameAccount } from "./snapshot-account.ts";
import { notHeld, SNAPSHOT } from "./snapshot-not-held.ts";
import type { CredentialReport } from "./snapshot-report.ts";
import type { DetailKind, UserDetail } from "./snapshot-states.ts";
import { isSameSecond } from "./snapshot-time.ts";

/** The {@link IamReader} of a snapshot: what the files say. What they do not hold is unreadable, never absent. */
export function createSnapshotReader(
  details: Details,
  report: CredentialReport | undefined,
  askedAt: string,
): IamReader {
  return {
    async observe(request) {
      return { entity: request.entity, askedAt, observation: observe(details, report, request) };
    },
  };
}

function observe(
  details: Details,
  report: CredentialReport | undefined,
  { entity, path, deletionTasks = [] }: ReadRequest,
): Observation<EntityState> {
  const { kind, name } = entity;
  if (kind === "root") return { status: "present", state: { kind, accessKeysPresent: rootKeys(details, report) } };
  const held = details.held[kind].get(nameKey(name));
  if (held === undefined) return unlisted(details, report, kind, entity);
  if (held.entity.name !== name) {
    // IAM lets no second name stand beside it that differs by case alone; whether this one answers to both it does not say.
    return notHeld(
      details,
      `${details.files} spells it ${formatEntity(held.entity)}; spell ${formatEntity(entity)} the same`,
    );
  }
  // Found by its ARN, which holds the path.
  if (kind === "policy" && held.path !== path) return { status: "absent" };
  const { state } = held;
  if (state === undefined) return notKept(details, entity);
  if (state.kind === "role" && deletionTasks.length > 0) {
    const untold = notHeld(details, `${details.files} holds no deletion tasks`);
    return { status: "present", state: { ...state, deletionTasks: untold } };
  }
  return { status: "present", state: state.kind === "user" ? withCredentials(details, report, held, state) : state };
}

/** Of what the caller did not want nothing can be concluded. */
function notKept({ call, files }: Details, entity: EntityReference): Observation<never> {
  const message = `${files} holds ${formatEntity(entity)}, which nobody asked to keep.`;
  return { status: "unreadable", reason: { call, code: "NotAsked", message } };
}

/** `absent` only where the list that lacks it is known to be whole. */
function unlisted(
  details: Details,
  report: CredentialReport | undefined,
  kind: DetailKind,
  entity: EntityReference,
): Observation<never> {
  const strange = details.strange[kind].get(nameKey(entity.name));
  if (strange !== undefined) {
    return notHeld(
      details,
      `${details.files} has ${formatEntity(entity)} under another account, ${nameAccount(strange.owner)}`,
    );
  }
  if (details.isWhole) return { status: "absent" };
  if (kind === "user" && report?.users.has(nameKey(entity.name))) {
    return notHeld(
      details,
      `${formatEntity(entity)} stands in ${report.file} and not in ${details.files}; make both again`,
    );
  }
  const noUsers = kind === "user" && report?.users.size === 0;
  if (details.held[kind].size > 0 || noUsers) return { status: "absent" };
  const hint = kind === "user" ? "; a credential report would tell whether there are any" : "";
  return notHeld(details, `${details.files} lists no ${PLURALS[kind]} at all, as one made with --filter does${hint}`);
}

const PLURALS: Readonly<Record<DetailKind, string>> = {
  user: "users",
  group: "groups",
  role: "roles",
  policy: "customer managed policies",
};

function withCredentials(
  details: Details,
  report: CredentialReport | undefined,
  { entity }: HeldEntity,
  user: UserDetail,
): UserState {
  const row = report?.users.get(nameKey(entity.name));
  if (report === undefined) {
    return {
      ...user,
      loginProfile: notHeld(details, `${details.files} holds no login profiles; a credential report would`),
      accessKeys: notHeld(details, `${details.files} holds no access keys; a credential report would`),
    };
  }
  if (row === undefined || !isSameSecond(row.createdAt, user.createdAt)) {
    const other = row === undefined ? "has no row of" : "was made before or after, and speaks of another";
    const untold = notHeld(SNAPSHOT, `${report.file} ${other} user ${entity.name}; make both files again`);
    return { ...user, loginProfile: untold, accessKeys: untold };
  }
  return { ...user, loginProfile: row.loginProfile, accessKeys: row.accessKeys };
}

function rootKeys(details: Details, report: CredentialReport | undefined): Observation<boolean> {
  return (
    report?.rootAccessKeys ??
    notHeld(details, `${details.files} says nothing of the root user; a credential report would`)
  );
}
