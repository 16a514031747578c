import * as z from "zod";
import { KEY_STANDINGS } from "../shared/drift/key-standing.ts";

/*
 * What `plumbline keys` and the function report-keys write as JSON. docs/schema/keys.schema.json is made from this, and a test holds the
 * two, and the output itself, together.
 */

const time = z.string().describe("ISO 8601");
const reason = z.string().describe("why it is not known: the call, AWS's error code and its message");

const unreadable = z.strictObject({ status: z.literal("unreadable"), reason });

const key = z.strictObject({
  key: z
    .string()
    .describe("the last four characters of its id; key 1 or key 2 where only the credential report tells of it"),
  status: z.enum(["Active", "Inactive"]),
  createdAt: time,
  ageInDays: z.int(),
  lastUse: z
    .discriminatedUnion("status", [
      z.strictObject({
        status: z.literal("used"),
        at: time,
        region: z.string().optional().describe("as IAM writes it: N/A where it does not know"),
        service: z.string().optional(),
      }),
      z.strictObject({ status: z.literal("none") }),
      unreadable,
    ])
    .describe("none: IAM has no record of a use"),
  standing: z
    .enum(KEY_STANDINGS)
    .describe("too-old: its rule wants it replaced by now; due: it is warned of; no-rule: nothing limits its age"),
  daysUntilWarning: z.int().optional().describe("negative once it is warned of; absent where nothing limits its age"),
  daysUntilBreach: z.int().optional().describe("0 or less once it is too old"),
});

const told = "in the words of the credential report: N/A, no_information and not_supported are three values of it";

const credentials = {
  passwordEnabled: z.string().describe(told),
  passwordLastChanged: z.string().describe(told),
  passwordLastUsed: z.string().optional().describe(told),
  passwordNextRotation: z.string().optional().describe(told),
  mfaActive: z.string().optional().describe(told),
};

const rule = z.discriminatedUnion("status", [
  z.strictObject({
    status: z.literal("rule"),
    baseline: z.string().describe("where several have a rule, the one with the lowest age"),
    maximumDays: z.int().describe("an active key this old is too old"),
    warningDays: z.int().optional().describe("an active key this old is due"),
    source: z.enum(["vendor", "plumbline"]).describe("whose figure it is"),
  }),
  z.strictObject({ status: z.literal("no-rule"), baselines: z.array(z.string()) }),
  z.strictObject({ status: z.literal("unexpected") }).describe("no baseline expects this user"),
]);

const user = z.strictObject({
  user: z.string(),
  arn: z.string().optional(),
  owner: z
    .discriminatedUnion("status", [
      z.strictObject({ status: z.literal("named"), name: z.string() }),
      z.strictObject({ status: z.literal("none") }),
      z.strictObject({ status: z.literal("unknown"), reason }),
    ])
    .describe("by the user's tag owner"),
  rule,
  asOf: z
    .discriminatedUnion("kind", [
      z.strictObject({ kind: z.literal("live"), at: time }),
      z.strictObject({ kind: z.literal("report"), at: time.optional(), reason: reason.optional() }),
    ])
    .describe(
      "live: IAM was asked for just these keys; report: the credential report says so, and where a reason stands IAM could not be asked",
    ),
  keys: z.discriminatedUnion("status", [z.strictObject({ status: z.literal("read"), keys: z.array(key) }), unreadable]),
  credentials: z.discriminatedUnion("status", [
    z.strictObject({ status: z.literal("reported"), ...credentials }),
    z.strictObject({ status: z.literal("unknown"), reason: z.string() }),
  ]),
});

const named = {
  account: z.string().regex(/^\d{12}$/),
  alias: z.string().optional(),
  partition: z.string(),
};

const account = z.discriminatedUnion("status", [
  z.strictObject({
    ...named,
    status: z.literal("read"),
    source: z.discriminatedUnion("kind", [
      z.strictObject({ kind: z.literal("live") }),
      z.strictObject({ kind: z.literal("files"), files: z.array(z.string()) }),
    ]),
    credentialReport: z.discriminatedUnion("status", [
      z.strictObject({ status: z.literal("complete"), generatedAt: time.optional() }),
      z.strictObject({ status: z.literal("missing"), reason }),
    ]),
    root: z.strictObject({
      accessKeys: z.discriminatedUnion("status", [
        z.strictObject({ status: z.literal("read"), present: z.boolean(), unconfirmed: z.string().optional() }),
        unreadable,
      ]),
      forbiddenBy: z.array(z.string()).describe("the baselines that forbid the root user an access key"),
      keys: z.array(key).describe("those that the credential report tells of"),
      credentials: z.strictObject(credentials).optional(),
    }),
    users: z.array(user).describe("all there are, not only those that a baseline expects"),
    troubles: z.array(z.string()).describe("what of the account is not known: one sentence each"),
    notes: z.array(z.string()),
  }),
  z.strictObject({ ...named, status: z.literal("not-read"), reason: z.string().describe("one sentence") }),
]);

/** What `plumbline keys --json` prints, and the file `report.json` of a kept report. */
export const keyReportSchema = z.strictObject({
  version: z.literal(1),
  madeAt: z.iso.datetime().describe("what ages are counted to"),
  configurationDigest: z.string().describe("of the configuration that the keys were held to"),
  accounts: z.array(account),
  unlisted: z.array(z.string()).describe("why accounts that the configuration means could not even be named"),
  inactive: z.array(z.string()).describe("accounts that are suspended, closed or not joined yet: left out"),
});
