import type { Route } from "../shared/baselines/settings.ts";

/** A topic that news goes to, by its ARN. */
export interface UsedTopic {
  readonly arn: string;
  /** The routes that it is the only way of. */
  readonly onlyWayOf: readonly string[];
  /** `alerts`: Plumbline's own alert topic, which the alarms go to as well; `route`: one that a route names. */
  readonly use: "alerts" | "route" | "chat" | "slack";
}

/** The ARNs of the stack's own topics. */
export interface OwnTopics {
  readonly alerts: string;
  readonly chat: string;
  readonly slack: string;
}

/** Every topic that the routes use, and the alert topic in any case. */
export function topicsInUse(routes: readonly Route[], own: OwnTopics): readonly UsedTopic[] {
  const others = new Set(routes.flatMap(({ topic }) => topic ?? []));
  others.delete(own.alerts);
  const names = (some: readonly Route[]) => some.map(({ name }) => name);
  const alone = routes.filter(({ chat, slack }) => chat !== true && slack === undefined);
  const inChat = routes.filter(({ chat }) => chat === true);
  const inSlack = routes.filter(({ slack }) => slack !== undefined);
  return [
    {
      arn: own.alerts,
      onlyWayOf: names(alone.filter(({ topic = own.alerts }) => topic === own.alerts)),
      use: "alerts",
    },
    ...[...others].map((arn): UsedTopic => {
      return { arn, onlyWayOf: names(alone.filter(({ topic }) => topic === arn)), use: "route" };
    }),
    ...(inChat.length === 0 ? [] : [{ arn: own.chat, onlyWayOf: names(inChat), use: "chat" } as const]),
    ...(inSlack.length === 0 ? [] : [{ arn: own.slack, onlyWayOf: names(inSlack), use: "slack" } as const]),
  ];
}
