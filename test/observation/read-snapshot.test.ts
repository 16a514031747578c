import { describe, expect, it } from "vitest";
import { formatEntity } from "../../shared/iam/entity-reference.ts";
import type { SnapshotText } from "../../shared/observation/snapshot.ts";
import { edited, observe, TAKEN_AT, unreadable } from "./observe-snapshot.ts";
import { details, elsewhere, ROOT_ROW, report, role, user, WHOLE } from "./snapshot-texts.ts";
import { readTexts, snapshotOf } from "./take-snapshot.ts";

describe("a snapshot", () => {
  it("names its account and lists its entities, ready to be observed", async () => {
    const snapshot = await snapshotOf({ details: [WHOLE] });
    expect(snapshot.account).toEqual({ account: "123456789012", partition: "aws" });
    expect(snapshot.entities.map(({ entity }) => formatEntity(entity))).toEqual([
      "user/ann",
      "group/team",
      "role/worker",
      "policy/reader",
    ]);
    expect(snapshot.leftOut).toEqual([]);
    for (const each of snapshot.entities) {
      const { askedAt, observation } = await snapshot.reader(TAKEN_AT).observe(each);
      expect(askedAt).toBe("2026-11-22T10:00:00.000Z");
      expect(observation.status).toBe("present");
    }
  });

  it("is read from pages, in any order, and after a byte order mark", async () => {
    const first = details({ RoleDetailList: [role("a")], IsTruncated: true, Marker: "m" }, "1.json");
    const last = details({ RoleDetailList: [role("b")], IsTruncated: false }, "2.json");
    expect((await snapshotOf({ details: [last, first] })).entities).toHaveLength(2);
    expect((await snapshotOf({ details: [edited(last, /^/, "\uFEFF")] })).entities).toHaveLength(1);
  });

  it("takes its account from the credential report where the details list nothing", async () => {
    const { account } = await snapshotOf({ details: [details({})], credentialReport: report(ROOT_ROW) });
    expect(account.account).toBe("123456789012");
  });

  it("leaves out what stands under another account, and says so", async () => {
    const texts = { details: [details({ RoleDetailList: [role("a"), elsewhere(role("odd")), role("b")] })] };
    const snapshot = await snapshotOf(texts);
    expect(snapshot.entities.map(({ entity }) => entity.name)).toEqual(["a", "b"]);
    expect(snapshot.leftOut).toEqual(["arn:aws:iam::999999999999:role/odd"]);
    expect(await observe(texts, "role/odd")).toEqual(
      unreadable("details.json has role/odd under another account, 999999999999"),
    );
  });
});

describe("a file that is no snapshot is refused", () => {
  const other = details({ RoleDetailList: [elsewhere(role("odd"))] }, "other.json");
  const truncated = details({ RoleDetailList: [role("a")], IsTruncated: true }, "page.json");
  it.each<{ name: string; texts: readonly SnapshotText[]; problem: string }>([
    {
      name: "nothing",
      texts: [],
      problem: "A snapshot needs the output of aws iam get-account-authorization-details.",
    },
    {
      name: "JSON that ends too soon",
      texts: [{ file: "cut.json", text: '{\n "UserDetailList": [' }],
      problem: "cut.json:2:21 The JSON is cut off; make the file again.",
    },
    {
      name: "JSON that ends in a text",
      texts: [{ file: "cut.json", text: '{\n "UserDetail' }],
      problem: "cut.json:2:2 The JSON is cut off; make the file again.",
    },
    { name: "no JSON", texts: [{ file: "a.txt", text: "user,arn" }], problem: "a.txt:1:1 This is not JSON." },
    {
      name: "another answer",
      texts: [{ file: "a.json", text: '{"Policies":[]}' }],
      problem: "a.json is not the output of",
    },
    { name: "a list", texts: [{ file: "a.json", text: "[]" }], problem: "a.json is not the output of" },
    {
      name: "a page that is not the last",
      texts: [truncated],
      problem: "page.json says that there is more (IsTruncated, Marker or NextToken)",
    },
    {
      name: "the AWS CLI's --max-items",
      texts: [details({ RoleDetailList: [role("a")], NextToken: "x" })],
      problem: "details.json says that there is more",
    },
    { name: "two ends", texts: [WHOLE, other], problem: "details.json and other.json are each the end of a call" },
    {
      name: "pages of two accounts",
      texts: [truncated, other],
      problem: "other.json is of account 999999999999, and page.json is of account 123456789012",
    },
    {
      name: "two accounts in one file",
      texts: [details({ RoleDetailList: [role("a"), elsewhere(role("odd"))] })],
      problem: "role/odd belongs to account 999999999999, but role/a belongs to account 123456789012",
    },
    {
      name: "names that differ by case alone",
      texts: [details({ RoleDetailList: [role("a"), role("A")] })],
      problem: "role/A stands twice; IAM's names are unique, whatever their case.",
    },
    {
      name: "a role without its id",
      texts: [edited(details({ RoleDetailList: [role("a")] }), '   "RoleId": "AROAEXAMPLE",\n', "")],
      problem: "details.json:5:3 RoleId of role a is missing or no text.",
    },
    {
      name: "a time that is none",
      texts: [details({ UserDetailList: [user("a", { CreateDate: "yesterday" })] })],
      problem: "details.json:8:18 CreateDate of user a is no time",
    },
    {
      name: "an ARN of something else",
      texts: [details({ UserDetailList: [user("a", { Path: "/team/" })] })],
      problem: "The Arn of user a is not that of a user with its path and name.",
    },
    {
      name: "a member that stands twice",
      texts: [edited(details({ UserDetailList: [user("a")] }), '"Path"', '"UserName": "b", "Path"')],
      problem: "UserName stands twice in an entry of UserDetailList of details.json; remove one.",
    },
    { name: "an empty account", texts: [details({})], problem: "details.json lists no user, group, role or customer" },
  ])("$name", async ({ texts, problem }) => {
    expect(await readTexts({ details: texts })).toEqual({
      status: "invalid",
      problem: expect.stringContaining(problem),
    });
  });
});

describe("a credential report is refused", () => {
  const noUser = edited(report(ROOT_ROW), "user,arn", "arn,name");
  it.each<{ name: string; text: SnapshotText; problem: string }>([
    {
      name: "of another account",
      text: edited(report(ROOT_ROW), /123456789012/g, "999999999999"),
      problem:
        "report.csv is of account 999999999999, and details.json is of account 123456789012; give two files of one account.",
    },
    { name: "without a column", text: noUser, problem: "report.csv:1 The columns user are missing" },
    { name: "that is still base64", text: { file: "report.csv", text: "dXNlcixhcm4=" }, problem: "base64-decoded" },
    {
      name: "that is JSON",
      text: { file: "report.csv", text: '{\n "Content": "dXNlcixhcm4="}' },
      problem: "report.csv",
    },
    { name: "that is empty", text: { file: "report.csv", text: "" }, problem: "report.csv is empty" },
    { name: "without rows", text: report(), problem: "report.csv has no rows" },
    {
      name: "that is cut off",
      text: edited(report(ROOT_ROW, {}), /,N\/A,N\/A$/, ""),
      problem: "report.csv:3 This row has more or fewer fields than the header",
    },
    {
      name: "with a column twice",
      text: edited(report({}), "mfa_active", "user"),
      problem: "column user stands twice",
    },
    { name: "with a user twice", text: report({}, {}), problem: "report.csv:3 user/ann stands twice." },
    {
      name: "of two accounts",
      text: report(ROOT_ROW, { arn: "arn:aws:iam::999999999999:user/ann" }),
      problem: "report.csv:3 ann belongs to account 999999999999, and the rows before it to 123456789012.",
    },
    {
      name: "with a strange value",
      text: report({ access_key_1_active: "yes" }),
      problem: 'report.csv:2 access_key_1_active of ann is "yes"',
    },
    {
      name: "with a strange time",
      text: report({ access_key_1_last_rotated: "2026" }),
      problem: 'of ann is "2026", which is no time.',
    },
    { name: "with a strange ARN", text: report({ arn: "ann" }), problem: 'report.csv:2 arn of ann is "ann"' },
  ])("$name", async ({ text, problem }) => {
    const reading = await readTexts({ details: [WHOLE], credentialReport: text });
    expect(reading).toEqual({ status: "invalid", problem: expect.stringContaining(problem) });
  });
});
