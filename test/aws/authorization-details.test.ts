import { afterEach, describe, expect, it } from "vitest";
import { readAuthorizationDetails } from "../../shared/aws/authorization-details.ts";
import { createIamClient, type IamClientOptions } from "../../shared/aws/iam-client.ts";
import { formatEntity } from "../../shared/iam/entity-reference.ts";
import { type AccountReading, readAccount } from "../../shared/observation/read-account.ts";
import { prepare, stopAll, unpaced } from "./observe-scripted.ts";
import { answer, failure, type Reply, type Scripted } from "./scripted-iam.ts";

afterEach(stopAll);

const CALL = "GetAccountAuthorizationDetails";
const LISTS = ["UserDetailList", "GroupDetailList", "RoleDetailList", "Policies"];
const account = { account: "123456789012", partition: "aws" };

const group = (name: string) =>
  `<member><Path>/</Path><GroupName>${name}</GroupName><GroupId>AGPAEXAMPLE</GroupId>` +
  `<Arn>arn:aws:iam::123456789012:group/${name}</Arn><CreateDate>2026-01-02T03:04:05Z</CreateDate>` +
  "<GroupPolicyList/><AttachedManagedPolicies/></member>";

/** A page with groups and nothing else. */
function page(names: readonly string[], end = "<IsTruncated>false</IsTruncated>"): Reply {
  const listed = names.map(group).join("");
  const lists = LISTS.map((list) => `<${list}>${list === "GroupDetailList" ? listed : ""}</${list}>`).join("");
  return answer(CALL, lists + end);
}

const more = (marker: string) => `<IsTruncated>true</IsTruncated><Marker>${marker}</Marker>`;

async function read(replies: Scripted, client: IamClientOptions = {}, create = unpaced) {
  const { iam, iamClient } = await prepare({ [CALL]: replies }, client, create);
  return { iam, reading: await readAccount(readAuthorizationDetails(iamClient), { account }) };
}

const names = (reading: AccountReading) =>
  reading.status === "present" ? reading.state.entities.map(({ entity }) => formatEntity(entity)) : reading;

describe("an account in pages", () => {
  it("is read to its end, over pages that are short or empty", async () => {
    const pages = new Map([
      [null, page(["a"], more("2"))],
      ["2", page([], more("3"))],
      ["3", page(["b", "c"])],
    ]);
    const { iam, reading } = await read(
      (parameters) => pages.get(parameters.get("Marker")) ?? failure(400, "InvalidMarker", ""),
    );
    expect(names(reading)).toEqual(["group/a", "group/b", "group/c"]);
    expect(iam.requests.map(({ parameters }) => parameters.get("Marker"))).toEqual([null, "2", "3"]);
    for (const { parameters } of iam.requests) {
      expect(parameters.get("MaxItems")).toBe("1000");
      const kinds = [1, 2, 3, 4].map((index) => parameters.get(`Filter.member.${index}`));
      expect(kinds).toEqual(["User", "Group", "Role", "LocalManagedPolicy"]);
    }
  });

  it("has AWS's own policies in it where that is asked for", async () => {
    const { iam, iamClient } = await prepare({ [CALL]: [page(["a"])] });
    for await (const _ of readAuthorizationDetails(iamClient, { awsPolicies: true }));
    const kinds = [1, 2, 3, 4, 5, 6].map((index) => iam.requests[0]?.parameters.get(`Filter.member.${index}`));
    expect(kinds).toEqual(["User", "Group", "Role", "LocalManagedPolicy", "AWSManagedPolicy", null]);
  });

  it("is asked for a page only when the one before was taken", async () => {
    const { iam, iamClient } = await prepare({ [CALL]: [page(["a"], more("2")), page(["b"])] });
    const pages = readAuthorizationDetails(iamClient);
    await pages.next();
    expect(iam.requests).toHaveLength(1);
    await pages.return(undefined);
    expect(iam.requests).toHaveLength(1);
  });

  const second = (reply: Reply) => [page(["a"], more("2")), reply];
  it.each<{ name: string; replies: Scripted; code: string; message: string; client?: IamClientOptions }>([
    {
      name: "the first page is refused",
      replies: failure(403, "AccessDenied", "You may not."),
      code: "AccessDenied",
      message: "You may not.",
    },
    {
      name: "a later page is refused",
      replies: second(failure(403, "AccessDenied", "You may not.")),
      code: "AccessDenied",
      message: "You may not.",
    },
    {
      name: "a later page is throttled",
      replies: second(failure(400, "Throttling", "Rate exceeded")),
      code: "Throttling",
      message: "Rate exceeded",
    },
    {
      name: "a later page never comes",
      replies: second({ kind: "hang" }),
      client: { attemptTimeout: 300 },
      code: "ETIMEDOUT",
      message: "",
    },
    { name: "the connection breaks", replies: second({ kind: "reset" }), code: "ECONNRESET", message: "" },
    {
      name: "a marker stands again",
      replies: [page(["a"], more("2")), page(["b"], more("2")), page(["c"])],
      code: "MalformedAnswer",
      message: "the marker of a page already read stands again in IAM's answer",
    },
    {
      name: "the marker is missing",
      replies: page(["a"], "<IsTruncated>true</IsTruncated>"),
      code: "MalformedAnswer",
      message: "the marker of the next page is missing in IAM's answer",
    },
    {
      name: "a list is missing",
      replies: answer(CALL, "<UserDetailList/><IsTruncated>false</IsTruncated>"),
      code: "MalformedAnswer",
      message: "GroupDetailList is missing in IAM's answer.",
    },
  ])("is unreadable as a whole where $name", async ({ replies, code, message, client }) => {
    const { reading } = await read(replies, client, client === undefined ? unpaced : createIamClient);
    expect(reading).toEqual({
      status: "unreadable",
      reason: { call: CALL, code, message: expect.stringContaining(message) },
    });
  });
});
