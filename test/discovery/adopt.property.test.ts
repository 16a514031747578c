import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { AccessKeyState, EntityObservation } from "../../shared/observation/entity-state.ts";
import type { Observation } from "../../shared/observation/observation.ts";
import {
  ABSENT,
  ACCOUNT,
  attachment,
  denied,
  groupState,
  NOW,
  policyState,
  present,
  roleState,
  userState,
} from "../drift/fixtures.ts";
import { adoptAll, checked, filesOf, reading } from "./adopt-fixture.ts";

/** What would leave its place if it were not written as a text. */
const HOSTILE = fc.oneof(
  fc.constantFrom(
    "{{account}}",
    "{{partition}}",
    "{{",
    "{{{{buckets}}",
    "}}",
    `\${aws:username}`,
    ACCOUNT,
    `arn:aws:iam::${ACCOUNT}:role/x`,
    "\n- kind: root",
    '"},{"Effect":"Allow"',
    "\\u007b{",
    "# x",
    "\u2028\u202e\u0000",
    "<script>",
  ),
  fc.string({ unit: "binary", maxLength: 8 }),
);

const name = fc.oneof(
  fc.constantFrom("__proto__", "constructor", "..", "-x", "CON", "null", "yes", "1e3", "x.json", "a,b", "@", "=x"),
  fc.stringMatching(/^[\w+=,.@-]{1,30}$/),
);
const path = fc.oneof(fc.constant("/"), fc.stringMatching(/^\/[!-z|~]{1,12}\/$/), fc.constantFrom("/{/", "/#:/"));

const arn = fc
  .tuple(
    fc.constantFrom("aws", "aws-cn", "*"),
    fc.constantFrom("s3", "iam"),
    fc.constantFrom(ACCOUNT, "210987654321", ""),
    HOSTILE,
  )
  .map(([partition, service, owner, rest]) => `arn:${partition}:${service}::${owner}:b/${rest}`);
const condition = fc.tuple(HOSTILE, HOSTILE).map(([key, value]) => ({
  StringEquals: { [`aws:PrincipalTag/${key}`]: value, "aws:SourceAccount": [ACCOUNT, value] },
}));
const statement = <T extends object>(rest: fc.Arbitrary<T>) =>
  fc
    .tuple(HOSTILE, fc.constantFrom("Allow", "Deny"), rest, fc.option(condition, { nil: undefined }))
    .map(([Sid, Effect, others, Condition]) => ({ Sid, Effect, ...others, ...(Condition && { Condition }) }));
const documentOf = <T extends object>(rest: fc.Arbitrary<T>) =>
  fc
    .tuple(HOSTILE, fc.array(statement(rest), { minLength: 1, maxLength: 2 }))
    .map(([Id, Statement]) => JSON.stringify({ Version: "2012-10-17", Id, Statement }));
const identity = documentOf(
  fc.uniqueArray(arn, { minLength: 1, maxLength: 2 }).map((Resource) => ({ Action: "s3:GetObject", Resource })),
);
const trust = documentOf(
  fc
    .constantFrom(ACCOUNT, "210987654321", `arn:aws:iam::${ACCOUNT}:role/x`, "*", "arn:aws:iam::210987654321:root")
    .map((AWS) => ({ Principal: { AWS }, Action: "sts:AssumeRole" })),
);

/** Now and then not to be had. */
const aspect = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<Observation<T>> =>
  fc.oneof({ weight: 5, arbitrary: value.map(present) }, { weight: 1, arbitrary: fc.constant(denied("List")) });
const orAbsent = <T>(value: fc.Arbitrary<T>) => fc.oneof(aspect(value), fc.constant(ABSENT));

const policyArn = fc
  .tuple(fc.constantFrom("aws", ACCOUNT), fc.constantFrom("/", "/x/", "/!#'/"), name)
  .map(([owner, folder, called]) => `arn:aws:iam::${owner}:policy${folder}${called}`);
const attachments = aspect(fc.uniqueArray(policyArn, { maxLength: 4 }).map((arns) => arns.map(attachment)));
const inlinePolicies = aspect(
  fc
    .uniqueArray(fc.tuple(name, identity), { maxLength: 2, selector: ([called]) => called })
    .map(Object.fromEntries<string>),
);
const tagText = fc.oneof(
  fc.constantFrom(
    "yes",
    "null",
    "2026-01-01",
    "1e3",
    "a: b",
    "=x",
    ": ",
    " x ",
    "\u2028",
    "über",
    "@",
    "- a",
    "constructor",
    "toString",
  ),
  fc.stringMatching(/^[\w .:/=+@-]{1,12}$/),
);
const tags = aspect(
  fc
    .uniqueArray(fc.tuple(tagText, tagText), { maxLength: 4, selector: ([key]) => key.toLowerCase() })
    .map(Object.fromEntries<string>),
);
const boundary = orAbsent(policyArn);

const role = fc
  .record({
    path,
    trust: aspect(trust),
    inlinePolicies,
    attachments,
    permissionsBoundary: boundary,
    tags,
    maximumSessionSeconds: aspect(fc.integer({ min: 3600, max: 43_200 })),
  })
  .map(roleState);
const groups = aspect(fc.uniqueArray(name, { maxLength: 3 }));
const accessKeys = aspect(fc.constant<readonly AccessKeyState[]>([]));
const user = fc
  .record({
    path,
    inlinePolicies,
    attachments,
    permissionsBoundary: boundary,
    tags,
    groups,
    loginProfile: orAbsent(fc.constant(NOW.toISOString())),
    accessKeys,
  })
  .map(userState);
const group = fc.record({ path, inlinePolicies, attachments }).map(groupState);
const policy = fc
  .record({ path, tags, document: identity.map(present) })
  .map((state) => ({ ...policyState(""), ...state }));

const observations: fc.Arbitrary<readonly EntityObservation[]> = fc.uniqueArray(
  fc.tuple(name, fc.oneof(role, user, group, policy)).map(([called, state]) => reading(called, state)),
  { minLength: 1, maxLength: 4, selector: ({ entity }) => `${entity.kind}/${entity.name}`.toLowerCase() },
);

describe("whatever is adopted", () => {
  it("is as it was read, and stays in its folder", async () => {
    await fc.assert(
      fc.asyncProperty(observations, async (read) => {
        const files = filesOf(adoptAll(read));
        expect(await checked(files, read)).toEqual([]);
        for (const file of files.keys()) expect(file).toMatch(/^(?:baseline\.yml|[a-z]+-[\w.-]+\.json)$/);
        expect(new Set([...files.keys()].map((file) => file.toLowerCase())).size).toBe(files.size);
      }),
      { numRuns: 300 },
    );
  });
});
