import type { Problem } from "./problem.ts";
import { checkShape } from "./schema-problems.ts";
import { DEFAULT_SETTINGS, type Route, type SecretReference, type Settings } from "./settings.ts";
import { type RouteEntry, settingsOfFile } from "./settings-schema.ts";
import type { YamlSource } from "./yaml-source.ts";

/**
 * Reads what plumbline.yml says beside its accounts.
 * @returns `undefined` where anything is wrong; what is wrong is added to `problems`
 */
export function readSettings(source: YamlSource, problems: Problem[]): Settings | undefined {
  // What is no mapping is reported as a file.
  if (typeof source.value !== "object" || source.value === null) return undefined;
  const settings = checkShape(settingsOfFile, source, source.value, [], problems);
  if (settings === undefined) return undefined;
  const { thresholds, routes, schedules, killSwitch } = settings;
  return {
    thresholds: { ...thresholds, warnDaysAhead: thresholds.warnDaysAhead.toSorted((one, other) => other - one) },
    routes: routes === undefined ? DEFAULT_SETTINGS.routes : Object.entries(routes).sort(byName).map(routeOf),
    schedules,
    killSwitch,
  };
}

/** Their order says nothing. */
function byName([one]: [string, unknown], [other]: [string, unknown]): number {
  return one < other ? -1 : 1;
}

function routeOf([name, { slack, ...entry }]: [string, RouteEntry]): Route {
  const { topic, detail, minimumSeverity, baselines, accounts, chat } = entry;
  return {
    name,
    ...(topic && { topic }),
    detail,
    minimumSeverity,
    ...(baselines && { baselines }),
    ...(accounts && { accounts }),
    ...(chat && { chat }),
    ...(slack && { slack: { channel: slack.channel, secret: secretOf(slack.secret) } }),
  };
}

function secretOf(id: string): SecretReference {
  return { store: /^arn:[\w-]+:secretsmanager:/.test(id) ? "secretsmanager" : "ssm", id };
}
