import { type BrokenCase, FIXTURE, type FixtureFiles } from "./fixture.ts";

const CONFIGURATION = "plumbline.yml";

/** The fixture with more at its end. */
function extended(text: string): FixtureFiles {
  return { [CONFIGURATION]: `${FIXTURE[CONFIGURATION]}${text}\n` };
}

/** What is wrong with thresholds, routes, schedules and the kill switch. */
export const BROKEN_SETTINGS: readonly BrokenCase[] = [
  {
    name: "thresholds left empty",
    input: extended("thresholds:"),
    expected: ["plumbline.yml:9:12 thresholds must be a mapping of keys to values, and is empty."],
  },
  {
    name: "an unknown threshold",
    input: extended("thresholds: {warnDays: [7]}"),
    expected: [
      'plumbline.yml:9:14 "warnDays" is not a key of thresholds; correct its spelling, or remove it if it does not belong there.',
    ],
  },
  {
    name: "no day ahead",
    input: extended("thresholds: {warnDaysAhead: []}"),
    expected: ["plumbline.yml:9:29 thresholds.warnDaysAhead must name at least one day."],
  },
  {
    name: "a day ahead twice",
    input: extended("thresholds: {warnDaysAhead: [7, 1, 7]}"),
    expected: ["plumbline.yml:9:29 thresholds.warnDaysAhead must name each day once."],
  },
  {
    name: "half a day ahead",
    input: extended("thresholds: {warnDaysAhead: [0.5, 0]}"),
    expected: [
      "plumbline.yml:9:30 thresholds.warnDaysAhead[0] must be a whole number, not the number 0.5.",
      "plumbline.yml:9:35 thresholds.warnDaysAhead[1] must be at least 1, not the number 0.",
    ],
  },
  {
    name: "a reminder at every sweep",
    input: extended("thresholds: {remindAfterDays: {critical: 0, grave: 1}}"),
    expected: [
      "plumbline.yml:9:42 thresholds.remindAfterDays.critical must be at least 1, not the number 0.",
      'plumbline.yml:9:45 "grave" is not a key of thresholds.remindAfterDays; correct its spelling, or remove it if it does not belong there.',
    ],
  },
  {
    name: "no repair an hour",
    input: extended("thresholds: {maximumRemediationsPerHour: {entity: 0, role: 1}}"),
    expected: [
      "plumbline.yml:9:51 thresholds.maximumRemediationsPerHour.entity must be at least 1, not the number 0.",
      'plumbline.yml:9:54 "role" is not a key of thresholds.maximumRemediationsPerHour; correct its spelling, or remove it if it does not belong there.',
    ],
  },
  {
    name: "routes without a route",
    input: extended("routes: {}"),
    expected: ["plumbline.yml:9:9 routes must name at least one route."],
  },
  {
    name: "a route's name in capitals",
    input: extended("routes: {On: {}}"),
    expected: ['plumbline.yml:9:10 The key "On" of routes must be small letters, digits and hyphens.'],
  },
  {
    name: "a route's keys that there are not, or that take something else",
    input: extended("routes: {on-call: {detail: all, minimumSeverity: grave, mail: ada@example.com, topic: alerts}}"),
    expected: [
      'plumbline.yml:9:28 routes.on-call.detail must be one of link, summary, full, not "all".',
      'plumbline.yml:9:50 routes.on-call.minimumSeverity must be one of low, medium, high, critical, not "grave".',
      'plumbline.yml:9:57 "mail" is not a key of routes.on-call; correct its spelling, or remove it if it does not belong there.',
      'plumbline.yml:9:87 routes.on-call.topic must be the ARN of a standard SNS topic, not "alerts".',
    ],
  },
  {
    name: "a topic that keeps an order, which no person can subscribe to",
    input: extended("routes: {a: {topic: 'arn:aws:sns:us-east-1:111122223333:alerts.fifo'}}"),
    expected: [
      'plumbline.yml:9:21 routes.a.topic must be the ARN of a standard SNS topic, not "arn:aws:sns:us-east-1:111122223333:alerts.fifo".',
    ],
  },
  {
    name: "a route for accounts and baselines that there are not",
    input: extended('routes: {a: {accounts: ["222233334444", one], baselines: [mart, shop]}}'),
    expected: [
      "plumbline.yml:9:25 222233334444 is not an account of this file; write one of 111122223333, in quotes.",
      "plumbline.yml:9:41 one is not an account of this file; write one of 111122223333, in quotes.",
      "plumbline.yml:9:59 There is no baseline mart; there are plumbline, shop.",
    ],
  },
  {
    name: "a Slack channel without #, and a secret that says no place",
    input: extended("routes: {a: {slack: {channel: general, secret: my-token}}}"),
    expected: [
      'plumbline.yml:9:31 routes.a.slack.channel must be a channel\'s id, or its name with #, not "general".',
      'plumbline.yml:9:48 routes.a.slack.secret must be where the token is kept: an SSM parameter (/name) or the ARN of a parameter or secret, not "my-token".',
    ],
  },
  {
    name: "a Slack token in clear",
    input: extended("routes: {a: {slack: {channel: '#general', secret: xoxb-123456789012-AbCdEfGh}}}"),
    expected: [
      "plumbline.yml:9:51 This looks like a Slack token or webhook, which may not stand in a file; revoke it, put the new one into SSM or Secrets Manager, and name that place here.",
      'plumbline.yml:9:51 routes.a.slack.secret must be where the token is kept: an SSM parameter (/name) or the ARN of a parameter or secret, not "…".',
    ],
  },
  {
    name: "a Slack webhook in clear, in a key that there is not",
    input: extended(`routes:\n  a:\n    webhook: https://hooks.slack.com/services/T000/B000/XXXX`),
    expected: [
      'plumbline.yml:11:5 "webhook" is not a key of routes.a; correct its spelling, or remove it if it does not belong there.',
      "plumbline.yml:11:14 This looks like a Slack token or webhook, which may not stand in a file; revoke it, put the new one into SSM or Secrets Manager, and name that place here.",
    ],
  },
  {
    name: "a Slack token in a comment, and in a file that is no YAML",
    input: { [CONFIGURATION]: "accounts: [\n# xapp-1-A1-2-abc\n" },
    expected: [
      "plumbline.yml:2:3 This looks like a Slack token or webhook, which may not stand in a file; revoke it, put the new one into SSM or Secrets Manager, and name that place here.",
      "plumbline.yml:3:1 This is not well-formed YAML: Flow sequence in block collection must be sufficiently indented and end with a ].",
    ],
  },
  {
    name: "an account that no route takes news of",
    input: {
      [CONFIGURATION]: `${FIXTURE[CONFIGURATION]?.replace("alias: one", "alias: one\n    routes: [b]")}  - id: "222233334444"
    baselines: [{baseline: shop, parameters: {bucket: bucket}}]
routes:
  a: {accounts: ["111122223333"]}
  b: {accounts: ["222233334444"]}
`,
    },
    expected: [
      "plumbline.yml:4:13 No route takes news of the baseline shop in account 111122223333, so nobody would be told; add one, or widen one.",
    ],
  },
  {
    name: "a baseline that no route takes news of",
    input: {
      ...extended("routes: {a: {baselines: [mart]}}"),
      "policies/mart/baseline.yml": FIXTURE["policies/shop/baseline.yml"]?.replace("baseline: shop", "baseline: mart"),
      "policies/mart/policy.json": FIXTURE["policies/shop/policy.json"],
      "policies/mart/trust.json": FIXTURE["policies/shop/trust.json"],
    },
    expected: [
      "plumbline.yml:2:9 No route takes news of the baseline shop in account 111122223333, so nobody would be told; add one, or widen one.",
    ],
  },
  {
    name: "a schedule that is a word",
    input: extended("schedules: {sweep: daily}"),
    expected: [
      'plumbline.yml:9:20 schedules.sweep must be a schedule such as rate(1 day) or cron(0 6 * * ? *), not "daily".',
    ],
  },
  {
    name: "a rate in the wrong number",
    input: extended("schedules: {sweep: rate(1 days)}"),
    expected: ['plumbline.yml:9:20 schedules.sweep must be rate(1 day), not "rate(1 days)".'],
  },
  {
    name: "a rate in the wrong number of hours",
    input: extended("schedules: {sweep: rate(12 hour)}"),
    expected: ['plumbline.yml:9:20 schedules.sweep must be rate(12 hours), not "rate(12 hour)".'],
  },
  {
    name: "a rate of nothing",
    input: extended("schedules: {sweep: rate(0 days)}"),
    expected: [
      'plumbline.yml:9:20 schedules.sweep must be a schedule such as rate(1 day) or cron(0 6 * * ? *), not "rate(0 days)".',
    ],
  },
  {
    name: "a cron expression of five fields",
    input: extended("schedules: {keysReport: cron(0 6 * * ?)}"),
    expected: [
      'plumbline.yml:9:25 schedules.keysReport must have six fields in cron(…): minutes, hours, day of month, month, day of week, year, not "cron(0 6 * * ?)".',
    ],
  },
  {
    name: "a cron expression for an hour that there is not",
    input: extended("schedules: {keysReport: cron(0 24 * * ? *)}"),
    expected: [
      'plumbline.yml:9:25 schedules.keysReport must be a cron expression without "24" for its hours, not "cron(0 24 * * ? *)".',
    ],
  },
  {
    name: "a cron expression for both days",
    input: extended("schedules: {keysReport: cron(0 6 1 * MON *)}"),
    expected: [
      'plumbline.yml:9:25 schedules.keysReport must have ? for the day of month or for the day of week, and only for one of them, not "cron(0 6 1 * MON *)".',
    ],
  },
  {
    name: "an unknown schedule",
    input: extended("schedules: {report: rate(1 day)}"),
    expected: [
      'plumbline.yml:9:13 "report" is not a key of schedules; correct its spelling, or remove it if it does not belong there.',
    ],
  },
  {
    name: "a kill switch that is no parameter",
    input: extended("killSwitch: off"),
    expected: [
      'plumbline.yml:9:13 killSwitch must be the name of an SSM parameter such as /plumbline/kill-switch, not "off".',
    ],
  },
  {
    name: "a kill switch where AWS keeps its own",
    input: extended("killSwitch: /aws/switch"),
    expected: [
      'plumbline.yml:9:13 killSwitch must be the name of an SSM parameter such as /plumbline/kill-switch, not "/aws/switch".',
    ],
  },
];
