import { type EntityKind, formatEntity } from "../../iam/entity-reference.ts";
import type { Observation } from "../../observation/observation.ts";
import { type Guard, type GuardInput, type GuardRefusal, PASS } from "../guard.ts";

/** The port that says under which identities the writes are made. */
export interface CallerReader {
  /**
   * ARNs as STS gives them, of whoever writes and of whoever assumed that role: `arn:aws:sts::…:assumed-role/NAME/SESSION`,
   * `arn:aws:iam::…:user/NAME`.
   */
  read(): Promise<Observation<readonly string[]>>;
}

/** How the names of Plumbline's own roles begin, and of whatever else of IAM it is deployed with, in whatever case. */
export const OWN_PREFIX = "plumbline-";

/**
 * Whether somebody else than the account looks after a role: IAM Identity Center, which nobody edits in the account, or an AWS service, whose
 * service-linked role can only be created.
 * @see https://docs.aws.amazon.com/singlesignon/latest/userguide/permissionsetsconcept.html
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create-service-linked-role.html
 */
export function keeperOf(name: string, path: string): "identity-center" | "service" | undefined {
  if (name.startsWith("AWSReservedSSO_") || path.startsWith("/aws-reserved/")) return "identity-center";
  return path.startsWith("/aws-service-role/") ? "service" : undefined;
}

/**
 * Leaves alone what a repair must never touch: the identity that writes and those it is assumed through, since it could lock itself out
 * or widen itself; Plumbline's other roles in the account where it runs; what belongs to IAM Identity Center; and, but for creating
 * one, service-linked roles, which are their service's.
 */
export function createProtectedEntityGuard(callers: CallerReader): Guard {
  return {
    name: "protected-entity",
    beforeEachWrite: false,
    async check(input) {
      const owned = ofIdentityCenter(input) ?? ofService(input);
      if (owned !== undefined) return owned;
      const read = await callers.read();
      if (read.status !== "present") {
        const why = read.status === "absent" ? "STS names nobody" : `${read.reason.call}: ${read.reason.code}`;
        return refuse(
          `Under which role Plumbline writes could not be read (${why}), so that it could be ${nameOf(input)} itself.`,
          "See that the function reaches STS; GetCallerIdentity needs no permission.",
        );
      }
      return ofPlumbline(input, read.state) ?? PASS;
    },
  };
}

function ofIdentityCenter(input: GuardInput): GuardRefusal | undefined {
  if (keeperOf(input.expected.entity.name, pathOf(input)) !== "identity-center") return undefined;
  return refuse(
    `${nameOf(input)} belongs to IAM Identity Center and cannot be edited in the account.`,
    "Change its permission set in IAM Identity Center.",
  );
}

function ofService(input: GuardInput): GuardRefusal | undefined {
  const { expected, plan } = input;
  const linked = expected.kind === "service-linked-role" || keeperOf(expected.entity.name, pathOf(input)) === "service";
  if (!linked || plan.plan.steps.every(({ call }) => call.action === "CreateServiceLinkedRole")) return undefined;
  return refuse(
    `${nameOf(input)} is a service-linked role, which Plumbline only ever creates.`,
    "Change it by way of the service that it belongs to.",
  );
}

function ofPlumbline(input: GuardInput, arns: readonly string[]): GuardRefusal | undefined {
  const { kind, name } = input.expected.entity;
  const callers = arns.map(readCaller);
  if (callers.length === 0 || callers.some((caller) => caller === undefined)) {
    return refuse(
      `Under which role Plumbline writes could not be understood, so that it could be ${nameOf(input)} itself.`,
      "Run it under a role, or as a user, that STS names by its ARN.",
    );
  }
  const here = callers.filter((caller) => caller?.account === input.account.account);
  if (here.some((caller) => caller?.kind === kind && caller.name.toLowerCase() === name.toLowerCase())) {
    return refuse(
      `${nameOf(input)} is who writes the repairs, and nobody repairs themselves.`,
      "Put it right by hand, or deploy Plumbline's stack again.",
    );
  }
  if (here.length > 0 && name.toLowerCase().startsWith(OWN_PREFIX)) {
    return refuse(
      `${nameOf(input)} is part of Plumbline itself, which never repairs itself.`,
      "Deploy Plumbline's stack again, or give what is not Plumbline's a name that does not begin with `plumbline-`.",
    );
  }
  return undefined;
}

interface Caller {
  readonly account: string;
  readonly kind: EntityKind;
  readonly name: string;
}

const ASSUMED_ROLE = /^arn:[\w-]+:sts::(\d{12}):assumed-role\/([\w+=,.@-]+)\/[\w+=,.@-]+$/;
const USER = /^arn:[\w-]+:iam::(\d{12}):user\/(?:.+\/)?([\w+=,.@-]+)$/;

/** Of a session's ARN the role's path is left out; names are unique without it. */
function readCaller(arn: string): Caller | undefined {
  const [, account, role] = ASSUMED_ROLE.exec(arn) ?? [];
  if (account !== undefined && role !== undefined) return { account, kind: "role", name: role };
  const [, home, user] = USER.exec(arn) ?? [];
  return home === undefined || user === undefined ? undefined : { account: home, kind: "user", name: user };
}

function pathOf({ expected, observation }: GuardInput): string {
  if (observation.status === "present" && observation.state.kind !== "root") return observation.state.path;
  return expected.path;
}

function nameOf({ expected }: GuardInput): string {
  return formatEntity(expected.entity);
}

function refuse(reason: string, clear: string): GuardRefusal {
  return { status: "refuse", guard: "protected-entity", reason, clear };
}
