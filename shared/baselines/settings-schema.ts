import * as z from "zod";
import { SEVERITIES } from "./expected-state.ts";
import { DEFAULT_SETTINGS, DETAILS } from "./settings.ts";
import { checkSchedule } from "./settings-schedule.ts";

export const severity = z.enum(SEVERITIES);

const count = z.int().min(1, "must be at least 1");

const thresholds = z.strictObject({
  warnDaysAhead: z
    .array(count)
    .min(1, "must name at least one day")
    .refine((days) => new Set(days).size === days.length, "must name each day once")
    .default([...DEFAULT_SETTINGS.thresholds.warnDaysAhead])
    .describe("how many days before an access key is in breach its owner is told"),
  remindAfterDays: z
    .strictObject({
      critical: count.default(DEFAULT_SETTINGS.thresholds.remindAfterDays.critical),
      high: count.default(DEFAULT_SETTINGS.thresholds.remindAfterDays.high),
      medium: count.default(DEFAULT_SETTINGS.thresholds.remindAfterDays.medium),
      low: count.default(DEFAULT_SETTINGS.thresholds.remindAfterDays.low),
    })
    .prefault({})
    .describe("after how many days without news an open drift is told of again, by its severity"),
  maximumRemediationsPerHour: z
    .strictObject({
      entity: count.default(DEFAULT_SETTINGS.thresholds.maximumRemediationsPerHour.entity),
      account: count.default(DEFAULT_SETTINGS.thresholds.maximumRemediationsPerHour.account),
    })
    .prefault({})
    .describe("beyond so many repairs within an hour nothing more is repaired"),
});

const SECRET =
  /^(?:(?:\/[\w.-]+){1,15}|arn:aws[a-z-]*:ssm:[a-z0-9-]+:\d{12}:parameter\/[\w./-]+|arn:aws[a-z-]*:secretsmanager:[a-z0-9-]+:\d{12}:secret:[\w/+=.@-]+)$/;

const slack = z.strictObject({
  channel: z.string().regex(/^(?:#[^\s#A-Z.,]{1,80}|[CG][A-Z0-9]{7,})$/, "must be a channel's id, or its name with #"),
  secret: z
    .string()
    .regex(SECRET, "must be where the token is kept: an SSM parameter (/name) or the ARN of a parameter or secret")
    .describe("where the bot token or the webhook's address is kept; never the secret itself"),
});

const route = z.strictObject({
  topic: z
    .string()
    .regex(/^arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[\w-]{1,256}$/, "must be the ARN of a standard SNS topic")
    .optional()
    .describe("absent: Plumbline's own alert topic"),
  detail: z
    .enum(DETAILS)
    .default("summary")
    .describe("how much is told; summary: without witnesses, e-mail addresses and source addresses"),
  minimumSeverity: severity.default("low").describe("the mildest severity that it takes"),
  baselines: z
    .array(z.string())
    .min(1, "must name at least one baseline")
    .optional()
    .describe("absent: every baseline"),
  accounts: z.array(z.string()).min(1, "must name at least one account").optional().describe("absent: every account"),
  chat: z.boolean().optional().describe("also to Plumbline's chat topic, for Amazon Q Developer in chat applications"),
  slack: slack.optional(),
});
export type RouteEntry = z.infer<typeof route>;

const routes = z
  .record(z.string().regex(/^[a-z][a-z0-9-]{0,62}$/, "must be small letters, digits and hyphens"), route)
  .refine((named) => Object.keys(named).length > 0, "must name at least one route");

const schedule = z.string().superRefine((expression, context) => {
  const fault = checkSchedule(expression);
  if (fault !== undefined) context.addIssue({ code: "custom", message: fault, input: expression });
});

const schedules = z.strictObject({
  sweep: schedule.default(DEFAULT_SETTINGS.schedules.sweep).describe("when every account is read as a whole"),
  keysReport: schedule.default(DEFAULT_SETTINGS.schedules.keysReport).describe("when the key-rotation report is made"),
});

const killSwitch = z
  .string()
  .regex(
    /^(?!\/(?:aws|ssm)(?:\/|$))(?:\/[\w.-]+){1,15}$/i,
    "must be the name of an SSM parameter such as /plumbline/kill-switch",
  );

/** The keys of plumbline.yml beside its accounts; each is held to its own schema. */
export const settingKeys = {
  thresholds: thresholds.prefault({}),
  routes: routes
    .optional()
    .describe("the ways that news takes to people, by name; absent: all of it to the alert topic"),
  schedules: schedules.prefault({}).describe("schedule expressions of EventBridge: rate(…) or cron(…), in UTC"),
  killSwitch: killSwitch
    .default(DEFAULT_SETTINGS.killSwitch)
    .describe("the SSM parameter that stops every repair; one that cannot be read stops them too"),
} as const satisfies Record<string, z.ZodType>;

/** Those keys, whatever stands beside them. */
export const settingsOfFile = z.object(settingKeys);
