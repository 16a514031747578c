import { describe, expect, it } from "vitest";
import { readHistory } from "../../shared/cloudtrail/reconcile.ts";

const ACCOUNT = "000000000000";
const record = (changes: object = {}) => ({
  eventVersion: "1.09",
  eventID: "6f1f2f6e-1111-4222-8333-444455556666",
  eventName: "PutRolePolicy",
  eventSource: "iam.amazonaws.com",
  eventTime: "2026-01-01T09:00:00Z",
  recipientAccountId: ACCOUNT,
  userIdentity: { type: "IAMUser", arn: `arn:aws:iam::${ACCOUNT}:user/mallory` },
  requestParameters: { roleName: "task", policyName: "p" },
  responseElements: null,
  ...changes,
});
const deletion = `task/aws-service-role/ivs.amazonaws.com/AWSServiceRoleForIVS/${"0".repeat(8)}-0000-4000-8000-${"0".repeat(12)}`;

describe("a page of the event history", () => {
  it("tells of a write what it touched, and who is said to have done it", () => {
    const { writes, unclear, earliest } = readHistory([record()], ACCOUNT);
    expect(writes).toMatchObject([
      {
        eventId: "6f1f2f6e-1111-4222-8333-444455556666",
        touches: ["role/task"],
        actor: { who: `arn:aws:iam::${ACCOUNT}:user/mallory`, eventName: "PutRolePolicy" },
        deletionTask: undefined,
      },
    ]);
    expect({ unclear, earliest }).toEqual({ unclear: [], earliest: "2026-01-01T09:00:00Z" });
  });

  it("tells of a service-linked role's deletion by which task it is", () => {
    const asked = { requestParameters: { roleName: "AWSServiceRoleForIVS" } };
    const deleting = { eventName: "DeleteServiceLinkedRole", ...asked, responseElements: { deletionTaskId: deletion } };
    expect(readHistory([record(deleting)], ACCOUNT).writes[0]?.deletionTask).toBe(deletion);
  });

  it("holds an event once, however often it stands there", () => {
    expect(readHistory([record(), record()], ACCOUNT).writes).toHaveLength(1);
  });

  it.each([
    { name: "nothing", records: [] },
    { name: "a read", records: [record({ eventName: "GetRolePolicy" })] },
    { name: "a call that was refused", records: [record({ errorCode: "AccessDenied", requestParameters: null })] },
  ])("holds no write in $name", ({ records }) => {
    expect(readHistory(records, ACCOUNT)).toMatchObject({ writes: [], unclear: [] });
  });

  it.each([
    { name: "is no record", records: [{ eventID: "x" }], said: /CloudTrail record x must be .*missing/ },
    { name: "does not say what it touched", records: [record({ requestParameters: {} })], said: /roleName is missing/ },
    { name: "is another service's", records: [record({ eventSource: "s3.amazonaws.com" })], said: /not of IAM/ },
    {
      name: "is another account's",
      records: [record({ recipientAccountId: "111122223333" })],
      said: /^the event history of account 000000000000 holds the CloudTrail record 6f1f2f6e\S+ of another account\.$/,
    },
  ])("says in one sentence of what $name that it is not believed", ({ records, said }) => {
    const { writes, unclear } = readHistory(records, ACCOUNT);
    expect(writes).toEqual([]);
    expect(unclear).toEqual([expect.stringMatching(said)]);
  });

  it("reaches back to the earliest of all its events, reads and refused calls included", () => {
    const times = ["2026-01-01T09:00:00Z", "2026-01-01T08:00:00Z", "2026-01-01T08:30:00Z"];
    const records = times.map((eventTime, index) => record({ eventTime, eventName: "GetRole", eventID: `${index}` }));
    expect(readHistory([...records, { eventID: "x" }], ACCOUNT).earliest).toBe("2026-01-01T08:00:00Z");
    expect(readHistory([], ACCOUNT)).not.toHaveProperty("earliest");
  });
});
