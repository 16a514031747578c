import { describe, expect, it } from "vitest";
import { formatEntity, ROOT } from "../../shared/iam/entity-reference.ts";
import type { AspectToAsk, IamReader, ReadRequest } from "../../shared/observation/iam-reader.ts";
import { observeEntities } from "../../shared/observation/observe-entities.ts";

const role = (name: string): ReadRequest => ({ entity: { kind: "role", name }, path: "/" });
const policy = (path: string): ReadRequest => ({ entity: { kind: "policy", name: "reader" }, path });

/** A reader that notes what it is asked, and how many of its readings are under way at once. */
function recordingReader() {
  const asked: string[] = [];
  const load = { now: 0, most: 0 };
  const reader: IamReader = {
    async observe({ entity, path }) {
      asked.push(`${formatEntity(entity)} ${path}`);
      load.now += 1;
      load.most = Math.max(load.most, load.now);
      await new Promise((resolve) => setImmediate(resolve));
      load.now -= 1;
      return { entity, askedAt: `2026-01-01T00:00:00.00${asked.length}Z`, observation: { status: "absent" } };
    },
  };
  return { reader, asked, load };
}

describe("observeEntities", () => {
  it("reads each entity once and answers every request, in order", async () => {
    const { reader, asked } = recordingReader();
    const requests = [role("a"), role("b"), { ...role("a"), path: "/other/" }, { entity: ROOT, path: "/" }];
    const observations = await observeEntities(reader, requests);
    expect(asked).toEqual(["role/a /", "role/b /", "root /"]);
    expect(observations.map(({ entity }) => formatEntity(entity))).toEqual(["role/a", "role/b", "role/a", "root"]);
    expect(observations[2]).toBe(observations[0]);
  });

  it("asks about every deletion task that any request names, once", async () => {
    const asked: ReadRequest[] = [];
    const reader: IamReader = {
      async observe(request) {
        asked.push(request);
        return { entity: request.entity, askedAt: "2026-01-01T00:00:00.000Z", observation: { status: "absent" } };
      },
    };
    const about = (...deletionTasks: readonly string[]): ReadRequest => ({ ...role("a"), deletionTasks });
    await observeEntities(reader, [about("one", "two"), role("a"), about("two", "three"), role("b"), role("b")]);
    expect(asked.map(({ deletionTasks }) => deletionTasks)).toEqual([["one", "two", "three"], undefined]);
  });

  it.each<{
    name: string;
    aspects: readonly (readonly AspectToAsk[] | undefined)[];
    expected: readonly AspectToAsk[] | undefined;
  }>([
    { name: "one asks for", aspects: [["groups"]], expected: ["groups"] },
    { name: "either asks for", aspects: [["groups"], ["accessKeys", "groups"]], expected: ["accessKeys", "groups"] },
    {
      name: "any of three asks for",
      aspects: [["groups"], [], ["loginProfile"]],
      expected: ["groups", "loginProfile"],
    },
    { name: "there is, where one asks for all", aspects: [["groups"], undefined], expected: undefined },
    { name: "there is, where the first asks for all", aspects: [undefined, ["groups"]], expected: undefined },
    { name: "there is, where nobody says what", aspects: [undefined, undefined], expected: undefined },
  ])("reads of an entity what $name", async ({ aspects, expected }) => {
    const asked: ReadRequest[] = [];
    const reader: IamReader = {
      async observe(request) {
        asked.push(request);
        return { entity: request.entity, askedAt: "2026-01-01T00:00:00.000Z", observation: { status: "absent" } };
      },
    };
    const requests = aspects.map((each) => (each === undefined ? role("a") : { ...role("a"), aspects: new Set(each) }));
    await observeEntities(reader, [...requests, role("b")]);
    expect(asked).toEqual([
      expected === undefined ? role("a") : { ...role("a"), aspects: new Set(expected) },
      role("b"),
    ]);
  });

  it("reads a policy once per path, since its ARN holds the path", async () => {
    const { reader, asked } = recordingReader();
    await observeEntities(reader, [policy("/"), policy("/team/"), policy("/")]);
    expect(asked).toEqual(["policy/reader /", "policy/reader /team/"]);
  });

  it("keeps kinds apart that share a name", async () => {
    const { reader, asked } = recordingReader();
    await observeEntities(reader, [role("same"), { entity: { kind: "user", name: "same" }, path: "/" }]);
    expect(asked).toEqual(["role/same /", "user/same /"]);
  });

  it.each([
    { concurrency: undefined, expected: 4 },
    { concurrency: 2, expected: 2 },
  ])("reads at most $expected entities at once", async ({ concurrency, expected }) => {
    const { reader, load } = recordingReader();
    const requests = Array.from({ length: 20 }, (_, index) => role(`role-${index}`));
    await observeEntities(reader, requests, concurrency === undefined ? {} : { concurrency });
    expect(load.most).toBe(expected);
  });

  it("passes on what the port throws", async () => {
    const reader: IamReader = { observe: () => Promise.reject(new TypeError("a fault")) };
    await expect(observeEntities(reader, [role("a"), role("b")])).rejects.toThrow("a fault");
  });

  it("has nothing to say where nothing is asked", async () => {
    expect(await observeEntities(recordingReader().reader, [])).toEqual([]);
  });
});
