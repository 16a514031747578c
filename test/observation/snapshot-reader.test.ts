import type { AccessKeyState, EntityState } from "../../shared/observation/entity-state.ts";
import { post } from "../lab/fixtures/fixture-lab.ts";
import { iamReaderContract } from "./iam-reader-contract.ts";
import { pagesOf, printedDetails, reportOf, snapshotOf } from "./take-snapshot.ts";

const TAKEN_AT = new Date("2026-11-22T10:00:00Z");

iamReaderContract({
  name: "the snapshot reader of what the AWS CLI prints",
  readerOf: async (iam) => (await snapshotOf({ details: [await printedDetails(iam)] })).reader(TAKEN_AT),
  lacks: ["maximumSessionSeconds", "deletionTasks", "policy.tags", "loginProfile", "accessKeys", "accessKeysPresent"],
});

/** A report has no key ids, and the keys in the order they were made: the first of the account's two was used. */
function asReported(state: EntityState): EntityState {
  if (state.kind !== "user" || state.accessKeys.status !== "present") return state;
  const wasUsed = ({ lastUsed }: AccessKeyState) => Number(lastUsed.status === "present");
  const keys = state.accessKeys.state.toSorted((one, other) => wasUsed(other) - wasUsed(one));
  const named = keys.map((key, index) => ({ ...key, accessKeyId: `key${index + 1}` }));
  return { ...state, accessKeys: { status: "present", state: named } };
}

iamReaderContract({
  name: "the snapshot reader of the API's pages and a credential report",
  readerOf: async (iam, lab) => {
    const wait = async () => void (await post(lab, "clock", { advance: "PT3S" }));
    const credentialReport = await reportOf(iam, wait);
    return (await snapshotOf({ details: await pagesOf(iam, 3), credentialReport })).reader(TAKEN_AT);
  },
  lacks: ["maximumSessionSeconds", "deletionTasks", "policy.tags"],
  spelt: asReported,
});
