import { describe, expect, it } from "vitest";
import type { AccessKeyState, EntityState } from "../../../shared/observation/entity-state.ts";
import type { Observation } from "../../../shared/observation/observation.ts";
import { createAccessKeyGuard } from "../../../shared/remediation/guards/access-key.ts";
import { accessKey, denied, expectedUser, present, roleState, userState } from "../fixtures.ts";
import { DETACH, guardInput, step, told } from "./guard-input.ts";

const OLD = "AKIAEXAMPLEEXAMPLOLD";
const NEW = "AKIAEXAMPLEEXAMPLNEW";
const deactivate = (AccessKeyId: string, Status: "Active" | "Inactive" = "Inactive") =>
  step({ action: "UpdateAccessKey", input: { UserName: "machine", AccessKeyId, Status } });
const old = (lastUsed?: string) => accessKey(OLD, "2025-01-01T00:00:00Z", lastUsed);
const fresh = (lastUsed?: string) => accessKey(NEW, "2026-03-01T00:00:00Z", lastUsed);
const keys = (...held: readonly AccessKeyState[]): Observation<EntityState> => present(userState(present(held)));

interface Case {
  readonly name: string;
  readonly observation: Observation<EntityState>;
  readonly steps?: readonly ReturnType<typeof step>[];
  readonly expected: string;
}

const cases: readonly Case[] = [
  {
    name: "a key that another has been used since",
    observation: keys(old("2026-03-01T00:00:00Z"), fresh("2026-03-02T00:00:00Z")),
    expected: "pass",
  },
  {
    name: "a key that was never used, beside one that is",
    observation: keys(old(), fresh("2026-03-02T00:00:00Z")),
    expected: "pass",
  },
  {
    name: "a key that is newer than the one in use",
    observation: keys(old("2026-03-02T00:00:00Z"), fresh("2026-03-01T12:00:00Z")),
    steps: [deactivate(NEW)],
    expected: "pass",
  },
  {
    name: "a key that is inactive already, after a crash",
    observation: keys({ ...old("2026-03-01T00:00:00Z"), status: "Inactive" }, fresh()),
    expected: "pass",
  },
  { name: "no key", observation: present(roleState()), steps: [step(DETACH)], expected: "pass" },
  {
    name: "the only key",
    observation: keys(old("2026-03-01T00:00:00Z")),
    expected: "The access key …LOLD would be the last active one to go, so no access key of user/machine is touched.",
  },
  {
    name: "a key beside one that is inactive",
    observation: keys(old("2026-03-01T00:00:00Z"), { ...fresh("2026-03-02T00:00:00Z"), status: "Inactive" }),
    expected: "would be the last active one to go",
  },
  {
    name: "both keys at once",
    observation: keys(old("2026-03-01T00:00:00Z"), fresh("2026-03-02T00:00:00Z")),
    steps: [deactivate(OLD), deactivate(NEW)],
    expected: "would be the last active one to go",
  },
  {
    name: "a key that has been used again since the plan was made",
    observation: keys(old("2026-03-03T00:00:00Z"), fresh("2026-03-02T00:00:00Z")),
    expected: "No other active key has been used since the access key …LOLD last was",
  },
  {
    name: "two keys last used in the same second",
    observation: keys(old("2026-03-02T00:00:00Z"), fresh("2026-03-02T00:00:00Z")),
    expected: "No other active key has been used since",
  },
  {
    name: "a key beside one that was never used",
    observation: keys(old(), fresh()),
    expected: "No other active key has been used since",
  },
  {
    name: "a key whose last use could not be read",
    observation: keys({ ...old(), lastUsed: denied("GetAccessKeyLastUsed") }, fresh("2026-03-02T00:00:00Z")),
    expected: "When the access key …LOLD was last used could not be read (AccessDenied)",
  },
  {
    name: "a key beside one whose last use could not be read",
    observation: keys(old(), { ...fresh(), lastUsed: denied("GetAccessKeyLastUsed") }),
    expected: "When the access key …LNEW was last used could not be read",
  },
  { name: "a key that is gone", observation: keys(fresh("2026-03-02T00:00:00Z")), expected: "is not there any more" },
  {
    name: "keys that could not be read",
    observation: present(userState(denied("ListAccessKeys"))),
    expected: "The access keys could not be read now",
  },
  { name: "a user that could not be read", observation: denied("GetUser"), expected: "could not be read now" },
  {
    name: "a key that would be activated",
    observation: keys(old("2026-03-01T00:00:00Z"), fresh("2026-03-02T00:00:00Z")),
    steps: [deactivate(OLD, "Active")],
    expected: "No repair activates an access key",
  },
];

describe("the guard of access keys", () => {
  it.each(cases)("answers of $name", async ({ observation, steps = [deactivate(OLD)], expected }) => {
    const input = guardInput({ expected: expectedUser(), observation, steps });
    expect(told(await createAccessKeyGuard().check(input))).toContain(expected);
  });
});
