import { describe, expect, it } from "vitest";
import type { AccessKeyState, EntityState } from "../../shared/observation/entity-state.ts";
import { planIdOf } from "../../shared/remediation/plan-id.ts";
import { accessKey, expectedUser, present, userState } from "./fixtures.ts";
import { NOW } from "./scripted-ports.ts";

const KEY = accessKey("AKIAEXAMPLEEXAMPLOLD", "2026-01-01T00:00:00.000Z");

function idWith(key: AccessKeyState): string {
  const observation = present<EntityState>(userState(present([key])));
  const plan = { plan: { entity: expectedUser().entity, steps: [] } };
  return planIdOf("a".repeat(32), new Date(NOW), { reading: { observation }, plan });
}

describe("a plan's id, of a user's access key", () => {
  const cases: readonly { name: string; input: AccessKeyState; isSame: boolean }[] = [
    { name: "is the same once the key was used", input: { ...KEY, lastUsed: present(NOW) }, isSame: true },
    {
      name: "is the same once it was used for something",
      input: { ...KEY, lastUsed: present(NOW), lastUsedFor: { region: "us-east-1", service: "s3" } },
      isSame: true,
    },
    { name: "is another once the key is inactive", input: { ...KEY, status: "Inactive" }, isSame: false },
  ];
  it.each(cases)("$name", ({ input, isSame }) => {
    expect(idWith(input) === idWith(KEY)).toBe(isSame);
  });
});
