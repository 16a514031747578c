import { answer, type Reply, type Script } from "./scripted-iam.ts";

/** A document that needs XML escapes and percent-encoding both. */
export const DOCUMENT =
  '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:Get*","Resource":"a&b<ü>+ %"}]}';
export const TRUST = '{"Version":"2012-10-17","Statement":[]}';

const encoded = encodeURIComponent(DOCUMENT);

/** One page of a list; without a marker it is the last. */
export function page(action: string, list: string, items: readonly string[], marker?: string): Reply {
  const members = items.map((item) => `<member>${item}</member>`).join("");
  const end =
    marker === undefined
      ? "<IsTruncated>false</IsTruncated>"
      : `<IsTruncated>true</IsTruncated><Marker>${marker}</Marker>`;
  return answer(action, `<${list}>${members}</${list}>${end}`);
}

export function inlinePolicy(action: string, delay?: number): Reply {
  return answer(action, `<PolicyName>x</PolicyName><PolicyDocument>${encoded}</PolicyDocument>`, delay);
}

const ATTACHED = "<PolicyName>ReadOnlyAccess</PolicyName><PolicyArn>arn:aws:iam::aws:policy/ReadOnlyAccess</PolicyArn>";

/** A boundary and two tags, as the Get calls of roles and users give them. */
const BOUNDED_AND_TAGGED = `<PermissionsBoundary><PermissionsBoundaryType>Policy</PermissionsBoundaryType>
  <PermissionsBoundaryArn>arn:aws:iam::123456789012:policy/boundary</PermissionsBoundaryArn></PermissionsBoundary>${tags(["owner", "video"], ["__proto__", ""])}`;

/** The element Tags. */
export function tags(...pairs: readonly (readonly [key: string, value: string])[]): string {
  return `<Tags>${pairs.map(([key, value]) => `<member><Key>${key}</Key><Value>${value}</Value></member>`).join("")}</Tags>`;
}

/** A role with two inline policies, one attachment, a boundary, tags and sessions of two hours. */
export const ROLE_SCRIPT: Script = {
  GetRole: answer(
    "GetRole",
    `<Role><Path>/team/</Path><RoleName>worker</RoleName><RoleId>AROAEXAMPLE</RoleId><Arn>arn:aws:iam::123456789012:role/team/worker</Arn>
     <CreateDate>2026-01-02T03:04:05Z</CreateDate><AssumeRolePolicyDocument>${encodeURIComponent(TRUST)}</AssumeRolePolicyDocument>
     <MaxSessionDuration>7200</MaxSessionDuration>${BOUNDED_AND_TAGGED}</Role>`,
  ),
  ListRolePolicies: page("ListRolePolicies", "PolicyNames", ["first", "second"]),
  GetRolePolicy: inlinePolicy("GetRolePolicy"),
  ListAttachedRolePolicies: page("ListAttachedRolePolicies", "AttachedPolicies", [ATTACHED]),
};

/** A user with one inline policy, one attachment, a boundary, tags, two groups, a password, and two keys of which only the first was ever used. */
export const USER_SCRIPT: Script = {
  GetUser: answer(
    "GetUser",
    `<User><Path>/</Path><UserName>machine</UserName><UserId>AIDAEXAMPLE</UserId><Arn>arn:aws:iam::123456789012:user/machine</Arn>
     <CreateDate>2026-01-02T03:04:05Z</CreateDate>${BOUNDED_AND_TAGGED}</User>`,
  ),
  ListGroupsForUser: page("ListGroupsForUser", "Groups", [group("operators", "/"), group("readers", "/team/")]),
  ListUserPolicies: page("ListUserPolicies", "PolicyNames", ["only"]),
  GetUserPolicy: inlinePolicy("GetUserPolicy"),
  ListAttachedUserPolicies: page("ListAttachedUserPolicies", "AttachedPolicies", [ATTACHED]),
  GetLoginProfile: answer(
    "GetLoginProfile",
    "<LoginProfile><UserName>machine</UserName><CreateDate>2026-02-03T04:05:06Z</CreateDate></LoginProfile>",
  ),
  ListAccessKeys: page("ListAccessKeys", "AccessKeyMetadata", [
    accessKey("AKIAIOSFODNN7EXAMPLE", "Active", "2026-03-04T05:06:07Z"),
    accessKey("AKIAI44QH8DHBEXAMPLE", "Inactive", "2025-03-04T05:06:07Z"),
  ]),
  GetAccessKeyLastUsed: (parameters) =>
    answer(
      "GetAccessKeyLastUsed",
      parameters.get("AccessKeyId") === "AKIAIOSFODNN7EXAMPLE"
        ? "<UserName>machine</UserName><AccessKeyLastUsed><ServiceName>s3</ServiceName><Region>eu-west-1</Region><LastUsedDate>2026-04-05T06:07:08Z</LastUsedDate></AccessKeyLastUsed>"
        : "<UserName>machine</UserName><AccessKeyLastUsed><ServiceName>N/A</ServiceName><Region>N/A</Region></AccessKeyLastUsed>",
    ),
};

export function accessKey(id: string, status: string, createDate: string): string {
  return `<UserName>machine</UserName><AccessKeyId>${id}</AccessKeyId><Status>${status}</Status><CreateDate>${createDate}</CreateDate>`;
}

/** A group as GetGroup and ListGroupsForUser give it. */
function group(name: string, path: string): string {
  return `<Path>${path}</Path><GroupName>${name}</GroupName><GroupId>AGPAEXAMPLE</GroupId><Arn>arn:aws:iam::123456789012:group${path}${name}</Arn>
    <CreateDate>2026-01-02T03:04:05Z</CreateDate>`;
}

/** A group of more members than one page holds, with one inline policy and one attachment. */
export const GROUP_SCRIPT: Script = {
  GetGroup: answer(
    "GetGroup",
    `<Group>${group("operators", "/team/")}</Group><Users><member><UserName>machine</UserName></member></Users><IsTruncated>true</IsTruncated><Marker>two</Marker>`,
  ),
  ListGroupPolicies: page("ListGroupPolicies", "PolicyNames", ["only"]),
  GetGroupPolicy: inlinePolicy("GetGroupPolicy"),
  ListAttachedGroupPolicies: page("ListAttachedGroupPolicies", "AttachedPolicies", [ATTACHED]),
};

/** A customer managed policy whose third version is the default. */
export const POLICY_SCRIPT: Script = {
  GetPolicy: answer(
    "GetPolicy",
    `<Policy><PolicyName>reader</PolicyName><PolicyId>ANPAEXAMPLE</PolicyId><Arn>arn:aws-cn:iam::123456789012:policy/team/reader</Arn>
     <Path>/team/</Path><DefaultVersionId>v3</DefaultVersionId>${tags(["owner", "video"])}</Policy>`,
  ),
  GetPolicyVersion: answer(
    "GetPolicyVersion",
    `<PolicyVersion><Document>${encoded}</Document><VersionId>v3</VersionId><IsDefaultVersion>true</IsDefaultVersion></PolicyVersion>`,
  ),
};

/** The account's summary, with or without a key of the root user. */
export function rootScript(keys: number): Script {
  const entries = `<entry><key>Users</key><value>3</value></entry><entry><key>AccountAccessKeysPresent</key><value>${keys}</value></entry>`;
  return { GetAccountSummary: answer("GetAccountSummary", `<SummaryMap>${entries}</SummaryMap>`) };
}
