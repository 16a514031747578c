import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatEntity } from "../../shared/iam/entity-reference.ts";
import { readSnapshot } from "../../shared/observation/read-snapshot.ts";
import type { SnapshotReading } from "../../shared/observation/snapshot.ts";
import { edited, present, TAKEN_AT } from "./observe-snapshot.ts";
import { details, elsewhere, policy, role, TRUST, user, WHOLE } from "./snapshot-texts.ts";
import { readTexts } from "./take-snapshot.ts";

/** A text in pieces that end at some of its places. */
async function* cut(text: string, places: readonly number[]): AsyncGenerator<string> {
  const at = places.map((place) => place % (text.length + 1)).toSorted((one, two) => one - two);
  for (const [index, end] of [...at, text.length].entries()) yield text.slice(at[index - 1] ?? 0, end);
}

/** All that a reading says. */
async function told(reading: SnapshotReading): Promise<unknown> {
  if (reading.status === "invalid") return reading;
  const { entities, leftOut, account } = reading.snapshot;
  const reader = reading.snapshot.reader(TAKEN_AT);
  return { account, leftOut, observations: await Promise.all(entities.map((each) => reader.observe(each))) };
}

const RICH = details({
  UserDetailList: [user("\u00e4nn"), user("Bob", { Tags: [{ Key: "\ud83d\ude00", Value: "" }] })],
  RoleDetailList: [role("a"), elsewhere(role("odd")), role("b", { RolePolicyList: [] })],
  Policies: [policy("p"), policy("A", { Arn: "arn:aws:iam::aws:policy/A" })],
});

describe("a file that comes in pieces", () => {
  it("says the same as one that comes whole, also where it is cut off or has something wrong in it", async () => {
    let refused = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat(20_000), { maxLength: 30 }),
        fc.option(fc.tuple(fc.nat(20_000), fc.constantFrom("", '"', "}", "]", "{", ",", "\\", "\n", "0"))),
        fc.boolean(),
        async (places, change, isCutOff) => {
          const [place, put] = change ?? [RICH.text.length, ""];
          const at = place % (RICH.text.length + 1);
          const text = RICH.text.slice(0, at) + put + (isCutOff ? "" : RICH.text.slice(at));
          const { file } = RICH;
          const whole = await told(await readTexts({ details: [{ file, text }] }));
          const files = { details: [{ file, pieces: cut(text, places) }] };
          expect(await told(await readSnapshot(files))).toEqual(whole);
          if (typeof whole === "object" && whole !== null && "problem" in whole) refused += 1;
        },
      ),
      { numRuns: 300 },
    );
    expect(refused).toBeGreaterThan(50);
  });

  it("is not read on where it cannot be read", async () => {
    const pieces = (async function* () {
      yield WHOLE.text;
      throw new Error("gone");
    })();
    await expect(readSnapshot({ details: [{ file: "gone.json", pieces }] })).rejects.toThrow("gone");
  });

  it("holds of an account only what is wanted", async () => {
    const files = { details: [{ file: RICH.file, pieces: cut(RICH.text, []) }] };
    const reading = await readSnapshot(files, { keep: ({ name }) => name === "a" });
    if (reading.status === "invalid") throw new Error(reading.problem);
    const { entities, reader } = reading.snapshot;
    const observations = await Promise.all(entities.map((each) => reader(TAKEN_AT).observe(each)));
    const present = observations.filter(({ observation }) => observation.status === "present");
    expect(present.map(({ entity }) => formatEntity(entity))).toEqual(["role/a", "policy/p"]);
    const notAsked = {
      status: "unreadable",
      reason: { call: "snapshot", code: "NotAsked", message: expect.any(String) },
    };
    expect(observations[0]?.observation).toEqual(notAsked);
  });
});

describe("the place of a fault", () => {
  const two = details({ RoleDetailList: [role("a"), role("b")], UserDetailList: [user("ann")] });
  const unclear = details({ RoleDetailList: [role("a")], IsTruncated: "no" });
  const line = (part: string, { text } = two) => text.split("\n").findIndex((each) => each.includes(part)) + 1;
  it.each([
    {
      name: "in an entry that is no JSON",
      text: edited(two, '"RoleName": "b"', '"RoleName" "b"'),
      problem: `details.json:${line('"RoleName": "b"')}:15 This is not JSON. Expected ":"`,
    },
    {
      name: "between two entries",
      text: edited(two, /\},\n {2}\{\n {3}"Path": "\/",\n {3}"RoleName": "b"/, '}\n  {"Path": "/", "RoleName": "b"'),
      problem: `details.json:${line('"RoleName": "b"') - 2}:3 This is not JSON. Expected "," or "]", found "{".`,
    },
    {
      name: "before an entry that is no JSON either",
      text: edited(edited(two, '"UserDetailList": [', '"UserDetailList" ['), '"RoleName": "b"', '"RoleName" "b"'),
      problem: 'details.json:2:19 This is not JSON. Expected ":"',
    },
    {
      name: "in a text that is cut off within an entry",
      text: edited(two, /,\n\s+"RoleName": "b".*/s, ""),
      problem: `details.json:${line('"RoleName": "b"') - 1}:15 The JSON is cut off; make the file again.`,
    },
    {
      name: "in an entry that is no object",
      text: edited(two, /"RoleDetailList": \[/, '"RoleDetailList": [17,'),
      problem: `details.json:${line("RoleDetailList")}:21 Expected a JSON object for an entry of RoleDetailList of details.json, found number.`,
    },
    {
      name: "in a list that is none",
      text: edited(details({}), '"Policies": []', '"Policies": {}'),
      problem: "details.json:5:14 Expected a list for Policies of details.json, found object.",
    },
    {
      name: "in what says whether there is more",
      text: unclear,
      problem: `details.json:${line("IsTruncated", unclear)}:17 IsTruncated is neither true nor false.`,
    },
  ])("is told: $name", async ({ text, problem }) => {
    expect(await readTexts({ details: [text] })).toEqual({
      status: "invalid",
      problem: expect.stringContaining(problem),
    });
  });

  it("is not looked for in lists that say nothing of entities", async () => {
    const text = details({ RoleDetailList: [role("a", { AssumeRolePolicyDocument: TRUST })], Others: [{ x: 1 }] });
    const reading = await readTexts({ details: [text] });
    if (reading.status === "invalid") throw new Error(reading.problem);
    const [first] = reading.snapshot.entities;
    if (first === undefined) throw new Error("It has one entity.");
    const { observation } = await reading.snapshot.reader(TAKEN_AT).observe(first);
    expect(observation).toHaveProperty("state.trust", present(JSON.stringify(TRUST)));
  });
});
