import { describe, expect, it } from "vitest";
import * as z from "zod";
import { RULES } from "../../shared/drift/drift.ts";
import { renderSarif } from "../../shared/reports/render-sarif.ts";
import {
  checked,
  drift,
  EVERYTHING,
  entity,
  HOSTILE_RESULT,
  UNKNOWN,
  UNREADABLE,
  withUnread,
} from "./render-fixture.ts";

/** A message's text: braces only doubled (3.11.5), nothing that reads as a link (3.11.6). */
const message = z.strictObject({
  text: z
    .string()
    .min(1)
    .regex(/^(?:[^{}]|\{\{|\}\})*$/)
    .refine((text) => !/(?<!\\)\]\(/.test(text)),
});
const texts = z.record(z.string(), z.string());
const location = z.strictObject({
  physicalLocation: z.strictObject({
    artifactLocation: z.strictObject({ uri: z.string().regex(/^[\w.~!*'()%/-]+$/) }),
  }),
  logicalLocations: z.tuple([z.strictObject({ name: z.string(), fullyQualifiedName: z.string(), kind: z.string() })]),
});
const ruleIndex = z
  .int()
  .min(0)
  .max(RULES.length - 1);

/** What SARIF 2.1.0 asks of the objects that are used, as far as a renderer can get it wrong; nothing else may be there. */
const Log = z.strictObject({
  $schema: z.url(),
  version: z.literal("2.1.0"),
  runs: z.tuple([
    z.strictObject({
      tool: z.strictObject({
        driver: z.strictObject({
          name: z.literal("plumbline"),
          rules: z.array(z.strictObject({ id: z.string(), shortDescription: message, help: message })),
        }),
      }),
      invocations: z.tuple([
        z.strictObject({
          executionSuccessful: z.boolean(),
          exitCode: z.int(),
          endTimeUtc: z.iso.datetime(),
          toolExecutionNotifications: z.array(
            z.discriminatedUnion("level", [
              z.strictObject({
                level: z.literal("warning"),
                message,
                locations: z.tuple([location]),
                associatedRule: z.strictObject({ id: z.enum(RULES), index: ruleIndex }),
              }),
              z.strictObject({
                level: z.literal("error"),
                message,
                properties: z.strictObject({ account: z.string() }),
              }),
            ]),
          ),
        }),
      ]),
      results: z.array(
        z
          .strictObject({
            ruleId: z.enum(RULES),
            ruleIndex,
            kind: z.enum(["fail", "open"]),
            level: z.enum(["error", "warning", "note", "none"]),
            message,
            locations: z.tuple([location]),
            fingerprints: texts.optional(),
            partialFingerprints: texts.optional(),
            suppressions: z
              .tuple([
                z.strictObject({
                  kind: z.literal("external"),
                  status: z.literal("accepted"),
                  justification: z.string(),
                }),
              ])
              .optional(),
            properties: z.record(z.string(), z.unknown()),
          })
          // 3.27.10: whatever is no failure has the level none.
          .refine(({ kind, level }) => (kind === "fail") === (level !== "none"))
          .refine(({ ruleId, ruleIndex: index }) => RULES[index] === ruleId),
      ),
      columnKind: z.literal("utf16CodeUnits"),
      properties: z.record(z.string(), z.unknown()),
    }),
  ]),
});

const read = (text: string) => Log.parse(JSON.parse(text)).runs[0];

describe("renderSarif", () => {
  it("is as approved", async () => {
    await expect(renderSarif(EVERYTHING)).toMatchFileSnapshot("approved/everything.sarif");
  });

  it.each([
    { name: "everything", result: EVERYTHING, results: 6 },
    { name: "hostile texts", result: HOSTILE_RESULT, results: 3 },
    { name: "nothing", result: checked(), results: 0 },
  ])("is as SARIF 2.1.0 says: $name", ({ result, results }) => {
    expect(read(renderSarif(result)).results).toHaveLength(results);
  });

  it("has a rule for each of Plumbline's, in their order", () => {
    const { rules } = read(renderSarif(checked())).tool.driver;
    expect(rules.map(({ id }) => id)).toEqual([...RULES]);
    expect(rules[0]).toEqual({
      id: "entity-missing",
      shortDescription: { text: "Entity missing." },
      help: { text: "See docs/rules/entity-missing.md in Plumbline's repository." },
    });
  });

  it.each([
    { severity: "critical", level: "error" },
    { severity: "high", level: "error" },
    { severity: "medium", level: "warning" },
    { severity: "low", level: "note" },
  ] as const)("gives $severity the level $level", ({ severity, level }) => {
    const { results, invocations } = read(renderSarif(checked(entity({ drifts: [drift({ severity })] }))));
    expect(results).toMatchObject([{ kind: "fail", level }]);
    expect(invocations).toMatchObject([{ executionSuccessful: true, exitCode: 1, toolExecutionNotifications: [] }]);
  });

  it("warns at least of what could not be read", () => {
    const { results, invocations } = read(renderSarif(checked(entity({ drifts: [UNREADABLE] }))));
    expect(results).toMatchObject([{ ruleId: "unreadable", kind: "fail", level: "warning" }]);
    expect(invocations).toMatchObject([{ executionSuccessful: false, exitCode: 2 }]);
  });

  it.each([
    { name: "of unknown verdict", told: { drifts: [UNKNOWN] }, rule: "trust-changed" },
    { name: "undecided", told: { undecided: [{ rule: "tags-changed", reason: "no" }] }, rule: "tags-changed" },
  ] as const)("leaves open, and notifies of, what is $name", ({ told, rule }) => {
    const { results, invocations } = read(renderSarif(checked(entity(told))));
    expect(results).toMatchObject([{ ruleId: rule, kind: "open", level: "none" }]);
    expect(invocations).toMatchObject([
      { executionSuccessful: false, exitCode: 2, toolExecutionNotifications: [{ associatedRule: { id: rule } }] },
    ]);
  });

  it("is not successful where an account was not read, and notifies of it", () => {
    const { results, invocations, properties } = read(renderSarif(withUnread(checked(entity()), "It is\u202e {so}.")));
    expect(results).toEqual([]);
    expect(invocations).toEqual([
      expect.objectContaining({
        executionSuccessful: false,
        exitCode: 2,
        toolExecutionNotifications: [
          {
            level: "error",
            message: { text: "Account 210987654321 was not read (AccessDenied): It is\\u{{202e}} {{so}}." },
            properties: { account: "210987654321" },
          },
        ],
      }),
    ]);
    expect(properties.accounts).toMatchObject([{}, { unreadable: { call: "AssumeRole", code: "AccessDenied" } }]);
  });

  it("suppresses what is waived, and is successful with nothing else", () => {
    const waived = [{ drift: UNKNOWN, decidedBy: "Ann", reason: "Moving", until: "2026-06-30" }];
    const { results, invocations } = read(renderSarif(checked(entity({ waived }))));
    expect(results.map(({ suppressions }) => suppressions)).toEqual([
      [{ kind: "external", status: "accepted", justification: "Moving (accepted by Ann until 2026-06-30)" }],
    ]);
    expect(invocations).toMatchObject([{ executionSuccessful: true, exitCode: 0, toolExecutionNotifications: [] }]);
  });

  it.each([
    { entity: "role/worker", path: "/app/", arn: "arn:aws-cn:iam::123456789012:role/app/worker" },
    { entity: "policy/reader", path: "/", arn: "arn:aws-cn:iam::123456789012:policy/reader" },
    { entity: "root", path: "/", arn: "arn:aws-cn:iam::123456789012:root" },
  ])("places $entity at its ARN", ({ entity: name, path, arn }) => {
    const { results } = read(renderSarif(checked(entity({ entity: name, path, drifts: [drift()] }))));
    expect(results[0]?.locations[0].logicalLocations[0].fullyQualifiedName).toBe(arn);
  });

  it("tells findings apart by their identity, and changes of one by the drift's fingerprint", () => {
    const fingerprints = (entityName: string, fingerprint: string) => {
      const told = entity({ entity: entityName, drifts: [drift({ fingerprint })] });
      const [result] = read(renderSarif(checked(told))).results;
      return { finding: result?.fingerprints?.["finding/v1"], drift: result?.partialFingerprints?.["drift/v1"] };
    };
    const [one, changed, other] = [
      fingerprints("role/a", "1"),
      fingerprints("role/a", "2"),
      fingerprints("role/b", "1"),
    ];
    expect(changed.finding).toBe(one.finding);
    expect(other.finding).not.toBe(one.finding);
    expect([one.drift, changed.drift]).toEqual(["1", "2"]);
  });

  it("shows access keys by their last four characters, and nothing invisible", () => {
    const key = "AKIAIOSFODNN7EXAMPLE";
    const told = drift({ subject: key, summary: `Key\n${key}\u202e.`, reason: `x\n${key}` });
    const rendered = renderSarif(checked(entity({ drifts: [told] })));
    expect(rendered).not.toContain(key);
    expect(rendered).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}]/u);
  });
});
