import { jsonPermissions, type Where } from "./permission.ts";

type Input = Readonly<Record<string, unknown>>;

function buses({ Entries }: Input, { region, account }: Where): readonly string[] {
  const named = (Entries as readonly Input[] | undefined) ?? [];
  const names = new Set(named.map(({ EventBusName = "default" }) => String(EventBusName)));
  return [...names].map((name) =>
    name.startsWith("arn:") ? name : `arn:aws:events:${region}:${account}:event-bus/${name}`,
  );
}

/** @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoneventbridge.html */
export const eventsPermissions = jsonPermissions("events", { PutEvents: buses });
