import { firstProblem } from "../cloudtrail/problem.ts";
import { KEY_STANDINGS } from "../drift/key-standing.ts";
import * as z from "../iam/schema.ts";
import type { ReportedAccount } from "./key-report.ts";

/** What was read of some accounts for a report that takes more than one invocation. */
export interface ReportPart {
  /** The report that it is a part of. */
  readonly reportId: string;
  /** ISO 8601: what ages are counted to, in all parts of a report. */
  readonly madeAt: string;
  /** The digest of the configuration that the keys were held to. */
  readonly configurationDigest: string;
  readonly accounts: readonly ReportedAccount[];
}

const time = z.string();
const reason = z.string();
const unreadable = z.strictObject({ status: z.literal("unreadable"), reason });

const key = z.strictObject({
  key: z.string(),
  status: z.enum(["Active", "Inactive"]),
  createdAt: time,
  ageInDays: z.int(),
  lastUse: z.discriminatedUnion("status", [
    z.strictObject({
      status: z.literal("used"),
      at: time,
      region: z.exactOptional(z.string()),
      service: z.exactOptional(z.string()),
    }),
    z.strictObject({ status: z.literal("none") }),
    unreadable,
  ]),
  standing: z.enum(KEY_STANDINGS),
  daysUntilWarning: z.exactOptional(z.int()),
  daysUntilBreach: z.exactOptional(z.int()),
});

const credentials = {
  passwordEnabled: z.string(),
  passwordLastChanged: z.string(),
  passwordLastUsed: z.exactOptional(z.string()),
  passwordNextRotation: z.exactOptional(z.string()),
  mfaActive: z.exactOptional(z.string()),
};

const user = z.strictObject({
  user: z.string(),
  arn: z.exactOptional(z.string()),
  owner: z.discriminatedUnion("status", [
    z.strictObject({ status: z.literal("named"), name: z.string() }),
    z.strictObject({ status: z.literal("none") }),
    z.strictObject({ status: z.literal("unknown"), reason }),
  ]),
  rule: z.discriminatedUnion("status", [
    z.strictObject({
      status: z.literal("rule"),
      baseline: z.string(),
      maximumDays: z.int(),
      warningDays: z.exactOptional(z.int()),
      source: z.enum(["vendor", "plumbline"]),
    }),
    z.strictObject({ status: z.literal("no-rule"), baselines: z.array(z.string()) }),
    z.strictObject({ status: z.literal("unexpected") }),
  ]),
  asOf: z.discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("live"), at: time }),
    z.strictObject({ kind: z.literal("report"), at: z.exactOptional(time), reason: z.exactOptional(reason) }),
  ]),
  keys: z.discriminatedUnion("status", [z.strictObject({ status: z.literal("read"), keys: z.array(key) }), unreadable]),
  credentials: z.discriminatedUnion("status", [
    z.strictObject({ status: z.literal("reported"), ...credentials }),
    z.strictObject({ status: z.literal("unknown"), reason }),
  ]),
});

const named = {
  account: z.string().check(z.regex(/^\d{12}$/)),
  alias: z.exactOptional(z.string()),
  partition: z.string(),
};

const account = z.discriminatedUnion("status", [
  z.strictObject({
    ...named,
    status: z.literal("read"),
    source: z.strictObject({ kind: z.literal("live") }),
    credentialReport: z.discriminatedUnion("status", [
      z.strictObject({ status: z.literal("complete"), generatedAt: z.exactOptional(time) }),
      z.strictObject({ status: z.literal("missing"), reason }),
    ]),
    root: z.strictObject({
      accessKeys: z.discriminatedUnion("status", [
        z.strictObject({ status: z.literal("read"), present: z.boolean(), unconfirmed: z.exactOptional(z.string()) }),
        unreadable,
      ]),
      forbiddenBy: z.array(z.string()),
      keys: z.array(key),
      credentials: z.exactOptional(z.strictObject(credentials)),
    }),
    users: z.array(user),
    troubles: z.array(z.string()),
    notes: z.array(z.string()),
  }),
  z.strictObject({ ...named, status: z.literal("not-read"), reason }),
]);

const part = z.strictObject({
  version: z.literal(1),
  reportId: z.string(),
  madeAt: z.iso.datetime(),
  configurationDigest: z.string(),
  accounts: z.array(account),
});

/** A part as it is kept. It is Plumbline's own alone: reports, which are evidence, are written by the renderings. */
export function writeReportPart({ reportId, madeAt, configurationDigest, accounts }: ReportPart): string {
  return JSON.stringify({ version: 1, reportId, madeAt, configurationDigest, accounts });
}

/** Reads what {@link writeReportPart} writes; or says in one sentence what is wrong with it. */
export function readReportPart(
  text: string,
): { readonly status: "valid"; readonly part: ReportPart } | { readonly status: "invalid"; readonly problem: string } {
  const input = parseJson(text);
  if (input === undefined) return { status: "invalid", problem: "it is not JSON." };
  const parsed = part.safeParse(input);
  if (!parsed.success) return { status: "invalid", problem: firstProblem("the part", input, parsed.error) };
  const { version: _, ...read } = parsed.data;
  return { status: "valid", part: read };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    return undefined;
  }
}
