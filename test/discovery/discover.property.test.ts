import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatEntity } from "../../shared/iam/entity-reference.ts";
import { COMPANY, discoverIn, expected, found, made, type Parameters, solvedOf } from "./discover-fixture.ts";

/** Names that no default name is part of. */
const name = fc.stringMatching(/^[B-DF-HJ-NP-TV-Z][\w+=,.@-]{3,30}$/);
const names = (most: number) => fc.uniqueArray(name, { maxLength: most, selector: (text) => text.toLowerCase() });
const bucket = fc.stringMatching(/^[a-z0-9][a-z0-9-]{2,40}[a-z0-9]$/);
const secret = fc.stringMatching(/^[a-z/]{1,20}-[A-Za-z0-9]{6}$/);
const region = fc.constantFrom("eu-west-1", "us-east-2", "ap-southeast-3", "me-central-1");

function distinct(keys: readonly string[]): fc.Arbitrary<Record<string, string>> {
  return fc
    .uniqueArray(name, { minLength: keys.length, maxLength: keys.length, selector: (text) => text.toLowerCase() })
    .map((texts) => Object.fromEntries(keys.map((key, index) => [key, texts[index] ?? key])));
}

const KINDS = ["Users", "Groups", "Roles"];

/** Lists of names, none of which stands in two lists. */
function lists(keys: readonly string[]): fc.Arbitrary<Record<string, readonly string[]>> {
  return fc
    .tuple(names(keys.length * 3), fc.array(fc.nat(keys.length - 1), { minLength: 27, maxLength: 27 }))
    .map(([texts, places]) =>
      Object.fromEntries(keys.map((key, at) => [key, texts.filter((_, index) => places[index] === at)])),
    );
}

const IVS_LISTS = ["operator", "readOnly", "fullAccess"].flatMap((what) => KINDS.map((kind) => `${what}${kind}`));

const ARBITRARIES: Readonly<Record<string, fc.Arbitrary<Parameters>>> = {
  "red5-stream-manager": distinct(["policyName", "userName"]),
  "viz-now": distinct(["deployRoleName", "deployPolicyName", "manageRoleName", "managePolicyName"]),
  "amazon-ivs": fc
    .tuple(distinct(["operatorPolicyName"]), lists(IVS_LISTS))
    .map(([policies, users]) => ({ ...policies, ...users })),
  "amazon-ivs-recording": fc.constant({}),
  "matillion-agent": fc
    .tuple(
      distinct(["taskRoleName", "taskPolicyName", "executionRoleName", "executionPolicyName"]),
      fc.record({ stagingBucket: bucket, secretsRegion: region }),
      fc.uniqueArray(secret, { minLength: 1, maxLength: 4 }),
    )
    .map(([own, rest, [platformKeySecret = "", ...databasePasswordsSecrets]]) => ({
      ...own,
      ...rest,
      platformKeySecret,
      databasePasswordsSecrets,
    })),
};

/** The secrets of one statement may change places without deciding anything, so only all of them together are determined. */
function determined({ platformKeySecret, databasePasswordsSecrets, ...others }: Parameters): unknown {
  const secrets = [platformKeySecret ?? [], databasePasswordsSecrets ?? []].flat().toSorted();
  const sorted = Object.entries(others).map(([key, value]) => [
    key,
    typeof value === "string" ? value : value.toSorted(),
  ]);
  return { ...Object.fromEntries(sorted), secrets };
}

describe("discover", () => {
  it.each(Object.keys(ARBITRARIES))(
    "finds exactly the entities of %s under any names, and its parameters",
    async (baseline) => {
      const arbitrary = ARBITRARIES[baseline] ?? fc.constant({});
      await fc.assert(
        fc.asyncProperty(arbitrary, async (parameters) => {
          const entities = expected({ [baseline]: parameters });
          const discovery = await discoverIn([...COMPANY, ...entities.flatMap(made)]);
          const discovered = found(discovery, baseline);
          const own = entities.filter(({ kind }) => kind !== "root").map(({ entity }) => formatEntity(entity));
          expect(discovered?.matches.map(({ entity }) => entity).toSorted()).toEqual(own.toSorted());
          expect(determined(solvedOf(discovered))).toMatchObject(determined(parameters) as object);
          expect(discovered).toMatchObject({ proposed: true, open: [], missing: [], ambiguous: [] });
          expect(discovery.baselines.map((each) => each.baseline)).toEqual([baseline]);
        }),
        { numRuns: 25 },
      );
    },
  );
});
