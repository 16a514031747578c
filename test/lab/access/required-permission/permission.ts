import type { ServiceRequest } from "../../server/exchange.ts";
import { readJson } from "../../server/exchange.ts";
import { notImplemented } from "../../server/service-error.ts";
import type { WatchedAccount } from "../../watched-account.ts";
import type { IdentityRequest } from "../identity-policy.ts";

/** One right that a request needs; its context is that of its service alone. */
export interface RequiredPermission extends IdentityRequest {
  /** What a refusal calls the resource; absent: by `resource`. */
  readonly named?: string;
}

/** What is asked of the account whose key signed a request. */
export type AskedAccount = Pick<WatchedAccount, "id" | "iam">;

/** Which rights a request to one service needs; none, where anybody may. @throws ServiceError `NotImplemented` for a call that it does not know */
export type RequiredPermissions = (request: ServiceRequest, account: AskedAccount) => readonly RequiredPermission[];

type Input = Readonly<Record<string, unknown>>;

/** The rights to a service that speaks JSON, by its operations: each names the resources it is about. */
export function jsonPermissions(
  service: string,
  resources: Readonly<Record<string, (input: Input, where: Where) => readonly string[]>>,
  rights: Readonly<Record<string, string>> = {},
): RequiredPermissions {
  return ({ action, body, region }, { id }) => {
    const named = Object.hasOwn(resources, action) ? resources[action] : undefined;
    if (named === undefined) throw unmapped(service, action);
    const right = `${service}:${rights[action] ?? action}`;
    return named(readJson(body), { region, account: id }).map((resource) => ({
      action: right,
      resource,
      context: {},
    }));
  };
}

/** Where a name that is no ARN is meant. */
export interface Where {
  readonly region: string;
  readonly account: string;
}

/** The refusal of a call whose rights the lab does not know: it lets nothing through that it has not judged. */
export function unmapped(service: string, action: string): Error {
  return notImplemented(
    `the rights that ${service} ${action} asks of a role; add it to test/lab/access/required-permission/${service}.ts`,
  );
}
