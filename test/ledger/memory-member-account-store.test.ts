import { describeMemberAccountStore } from "./member-account-store.contract.ts";
import { createMemoryMemberAccountStore } from "./memory-member-account-store.ts";

describeMemberAccountStore("in memory", async () => createMemoryMemberAccountStore());
