import { describe, expect, it } from "vitest";
import type { MemberAccount, MemberAccountStore } from "../../shared/ledger/member-account.ts";
import { at } from "./fixtures.ts";

/** A member as it was listed for the first time. */
export const MEMBER: MemberAccount = {
  account: "222222222222",
  name: "media",
  listedFor: "unit ou-ab12-media",
  status: "active",
  listedAt: at(0),
  version: 1,
};

/** What every store of members does. */
export function describeMemberAccountStore(name: string, create: () => Promise<MemberAccountStore>): void {
  describe(`a store of members: ${name}`, () => {
    it("gives back what was written, of that account alone", async () => {
      const store = await create();
      expect(await store.member(MEMBER.account)).toBeUndefined();
      expect(await store.writeMember(MEMBER)).toBe("written");
      expect(await store.member(MEMBER.account)).toEqual(MEMBER);
      expect(await store.member("333333333333")).toBeUndefined();
    });

    it("writes nothing over what somebody else has written in between", async () => {
      const store = await create();
      await store.writeMember(MEMBER);
      expect(await store.writeMember({ ...MEMBER, name: "another" })).toBe("conflict");
      expect(await store.writeMember({ ...MEMBER, status: "inactive", version: 2 })).toBe("written");
      expect(await store.writeMember({ ...MEMBER, name: "late", version: 2 })).toBe("conflict");
      expect(await store.member(MEMBER.account)).toEqual({ ...MEMBER, status: "inactive", version: 2 });
    });

    it("knows when each entry was last listed whole", async () => {
      const store = await create();
      expect(await store.listing("unit ou-ab12-media")).toBeUndefined();
      for (const listedAt of [at(0), at(1)]) await store.writeListing({ entry: "unit ou-ab12-media", listedAt });
      expect(await store.listing("unit ou-ab12-media")).toEqual({ entry: "unit ou-ab12-media", listedAt: at(1) });
      expect(await store.listing("tag team=ingest")).toBeUndefined();
    });
  });
}
