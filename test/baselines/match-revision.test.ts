import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ExpectedDocument } from "../../shared/baselines/expected-state.ts";
import { matchRevision } from "../../shared/baselines/match-revision.ts";

const allowing = (...actions: readonly string[]): string =>
  JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: actions, Resource: "*" }] });
/** Nothing says what an empty list of condition values means, so comparing it gives unknown. */
const UNDECIDED = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: "s3:*", Resource: "*", Condition: { StringEquals: { "aws:username": [] } } }],
});

function documentWith(...revisions: readonly (readonly [version: string, text: string])[]): ExpectedDocument {
  return {
    source: "policies/shop/policy.json",
    provenance: "verbatim",
    text: allowing("s3:GetObject", "s3:PutObject", "s3:DeleteObject"),
    revisions: revisions.map(([version, text]) => ({ version, source: `policies/shop/${version}.json`, text })),
  };
}

const THREE = documentWith(
  ["3", allowing("s3:GetObject", "s3:PutObject")],
  ["2", allowing("s3:GetObject")],
  ["1", allowing("s3:ListBucket")],
);

describe("a live policy beside the earlier versions of its document", () => {
  it.each([
    {
      name: "is the one before today's",
      document: THREE,
      live: allowing("s3:GetObject", "s3:PutObject"),
      expected: { status: "outdated", behind: 1, version: "3" },
    },
    {
      name: "is three behind",
      document: THREE,
      live: allowing("s3:ListBucket"),
      expected: { status: "outdated", behind: 3, version: "1" },
    },
    {
      name: "is one in other words",
      document: THREE,
      live: allowing("S3:putobject", "s3:PutObject", "s3:GETOBJECT"),
      expected: { status: "outdated", behind: 1, version: "3" },
    },
    {
      name: "is the newest of two that decide alike",
      document: documentWith(["3", allowing("s3:GetObject")], ["2", allowing("s3:Getobject")]),
      live: allowing("s3:GetObject"),
      expected: { status: "outdated", behind: 1, version: "3" },
    },
    {
      name: "is none where it grants one thing more",
      document: THREE,
      live: allowing("s3:GetObject", "s3:PutObject", "s3:PutObjectAcl"),
      expected: { status: "none" },
    },
    {
      name: "is none where there is none",
      document: documentWith(),
      live: allowing("s3:GetObject"),
      expected: { status: "none" },
    },
    {
      name: "is not known where it is no policy",
      document: THREE,
      live: "{}}",
      expected: { status: "unknown", reason: "the live document could not be understood" },
    },
    {
      name: "is not known where one could not be compared and no other is like it",
      document: documentWith(["3", UNDECIDED], ["2", allowing("s3:GetObject")]),
      live: allowing("s3:*"),
      expected: { status: "unknown", reason: expect.stringMatching(/^version 3: ./) },
    },
    {
      name: "is known where a later one could not be compared and an earlier one is like it",
      document: documentWith(["3", UNDECIDED], ["2", allowing("s3:GetObject")]),
      live: allowing("s3:GetObject"),
      expected: { status: "outdated", behind: 2, version: "2" },
    },
  ])("$name", ({ document, live, expected }) => {
    expect(matchRevision(document, live, "identity")).toEqual(expected);
  });

  it("reads trust policies as trust policies", () => {
    const trusting = (service: string): string =>
      JSON.stringify({ Statement: { Effect: "Allow", Principal: { Service: service }, Action: "sts:AssumeRole" } });
    const document = documentWith(["1", trusting("ecs.amazonaws.com")]);
    expect(matchRevision(document, trusting("ecs.amazonaws.com"), "trust")).toMatchObject({ behind: 1 });
    expect(matchRevision(document, trusting("ec2.amazonaws.com"), "trust")).toEqual({ status: "none" });
    expect(() => matchRevision(document, allowing("s3:GetObject"), "identity")).toThrow(/policies\/shop\/1\.json/);
  });

  it("finds every version by its own text, in whatever order its actions stand", () => {
    const action = fc.constantFrom("s3:GetObject", "s3:PutObject", "s3:ListBucket", "ec2:RunInstances");
    const version = fc.uniqueArray(action, { minLength: 1 });
    fc.assert(
      fc.property(fc.array(version, { minLength: 1, maxLength: 4 }), fc.nat(), (versions, pick) => {
        const index = pick % versions.length;
        const chosen = versions[index] ?? [];
        const same = (other: readonly string[]) => other.toSorted().join() === chosen.toSorted().join();
        const document = documentWith(...versions.map((actions, at) => [`v${at}`, allowing(...actions)] as const));
        const first = versions.findIndex(same);
        expect(matchRevision(document, allowing(...chosen.toReversed()), "identity")).toEqual({
          status: "outdated",
          behind: first + 1,
          version: `v${first}`,
        });
      }),
    );
  });
});
