import { jsonPermissions, type Where } from "./permission.ts";

function parameter({ Name }: Readonly<Record<string, unknown>>, { region, account }: Where): readonly string[] {
  const name = String(Name);
  if (name.startsWith("arn:")) return [name];
  return [`arn:aws:ssm:${region}:${account}:parameter${name.startsWith("/") ? "" : "/"}${name}`];
}

/** @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssystemsmanager.html */
export const ssmPermissions = jsonPermissions("ssm", { GetParameter: parameter, PutParameter: parameter });
