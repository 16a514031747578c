import { describe, expect, test } from "vitest";
import { ownerOf } from "../../shared/observation/owner-tag.ts";

describe("the owner of an entity", () => {
  test.for([
    { name: "the tag's value", tags: { owner: "jane@example.com" }, expected: "jane@example.com" },
    { name: "whatever the case of the key", tags: { Name: "x", OWNER: "data-platform" }, expected: "data-platform" },
    { name: "without the space around it", tags: { Owner: "  Data Platform " }, expected: "Data Platform" },
    { name: "nobody where there is no such tag", tags: { "cost-owner": "jane", owners: "jane" }, expected: undefined },
    { name: "nobody where the tag is empty", tags: { owner: "" }, expected: undefined },
    { name: "nobody where the tag has only space", tags: { owner: " \u2028 " }, expected: undefined },
  ])("$name", ({ tags, expected }) => {
    expect(ownerOf(tags)).toBe(expected);
  });
});
