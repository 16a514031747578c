import { describe, expect, it } from "vitest";
import { type AdoptableState, draftEntity } from "../../shared/discovery/adopt-entity.ts";
import { createFileNames } from "../../shared/discovery/adopt-file-names.ts";
import { verifyBaseline } from "../../shared/discovery/adopt-verify.ts";
import type { RoleState, UserState } from "../../shared/observation/entity-state.ts";
import {
  ABSENT,
  ACCOUNT,
  ADMINISTRATOR,
  attachment,
  policyState,
  present,
  READ,
  READ_AND_WRITE,
  roleState,
  TASKS_AND_EC2,
  userState,
} from "../drift/fixtures.ts";
import { adoptAll, filesOf, reading } from "./adopt-fixture.ts";

const ADDRESS = { account: ACCOUNT, partition: "aws" };

/** What is found wrong with a baseline that was written from one state and is held against another. */
function verify(name: string, written: AdoptableState, read: AdoptableState): readonly string[] {
  const entity = { kind: written.kind, name };
  const drafting = draftEntity(entity, written, ADDRESS, createFileNames());
  if (drafting.status === "refused") throw new Error(drafting.refusals.join("\n"));
  const files = filesOf(adoptAll([reading(name, written)]));
  return verifyBaseline("demo", files, [{ draft: drafting.draft, state: read }], ADDRESS);
}

const ROLES: readonly { what: string; read: Partial<RoleState> }[] = [
  { what: "path", read: { path: "/x/" } },
  { what: "trust policy", read: { trust: present(TASKS_AND_EC2) } },
  { what: "inline policy work", read: { inlinePolicies: present({ work: READ_AND_WRITE }) } },
  { what: "inline policies", read: { inlinePolicies: present({}) } },
  { what: "attached managed policies", read: { attachments: present([attachment(ADMINISTRATOR)]) } },
  { what: "permissions boundary", read: { permissionsBoundary: present(ADMINISTRATOR) } },
  { what: "tags", read: { tags: present({ team: "red" }) } },
  { what: "session length", read: { maximumSessionSeconds: present(7200) } },
];
const USERS: readonly { what: string; read: Partial<UserState> }[] = [
  { what: "groups", read: { groups: present(["operators"]) } },
  { what: "console", read: { loginProfile: present("2026-01-01T00:00:00Z") } },
  {
    what: "permissions boundary",
    read: { permissionsBoundary: { status: "unreadable", reason: { call: "", code: "", message: "" } } },
  },
];

describe("a baseline that was written is held against what was read", () => {
  it("has nothing wrong where it says just that", () => {
    expect(verify("worker", roleState(), roleState())).toEqual([]);
    expect(verify("machine", userState(), userState({ permissionsBoundary: ABSENT }))).toEqual([]);
  });

  it.each(ROLES)("tells a role's $what that is another", ({ what, read }) => {
    const sentence = `role/worker cannot be adopted: no baseline could be written that says its ${what}.`;
    expect(verify("worker", roleState(), roleState(read))).toContain(sentence);
  });

  it.each(USERS)("tells a user's $what that is another", ({ what, read }) => {
    const sentence = `user/machine cannot be adopted: no baseline could be written that says its ${what}.`;
    expect(verify("machine", userState(), userState(read))).toEqual([sentence]);
  });

  it("tells a policy's default version that decides otherwise", () => {
    expect(verify("reader", policyState(READ), policyState(READ_AND_WRITE))).toEqual([
      "policy/reader cannot be adopted: no baseline could be written that says its default version.",
    ]);
  });
});
