import fc from "fast-check";

/** Few names, so that statements meet. */
const ACTIONS = [
  "s3:GetObject",
  "S3:getobject",
  "s3:Get*",
  "s3:*",
  "s3:PutObject",
  "s3:?utObject",
  "iam:PassRole",
  "*",
  "ec2:*",
];
const RESOURCES = [
  "*",
  "arn:aws:s3:::b/*",
  "arn:aws:s3:::b/home/*",
  `arn:aws:s3:::b/\${aws:username}/*`,
  "arn:aws:s3:::b",
  "arn:aws:s3:::*",
  "arn:aws:waf:*",
  "arn:aws:waf:*:*:*",
  "arn:*:s3:::b/a?c",
  "arn:aws:logs:*:123456789012:log-group:a*b",
];
const PRINCIPALS = [
  { AWS: "123456789012" },
  { AWS: ["arn:aws:iam::123456789012:root", "arn:aws:iam::123456789012:role/x"] },
  { AWS: "arn:aws:iam::123456789012:role/path/x" },
  { AWS: "*" },
  { AWS: "arn:aws:sts::123456789012:assumed-role/x/session" },
  { AWS: "AROAEXAMPLEEXAMPLE123" },
  { Service: ["ec2.amazonaws.com", "ecs-tasks.amazonaws.com"] },
  { Service: "ec2.amazonaws.com", AWS: "210987654321" },
  { Federated: "arn:aws:iam::123456789012:saml-provider/p" },
  "*",
];
const CONDITIONS: readonly (readonly [string, string, unknown])[] = [
  ["StringEquals", "aws:PrincipalTag/team", ["red", "blue"]],
  ["StringEquals", "aws:principaltag/TEAM", "red"],
  ["StringEqualsIfExists", "aws:PrincipalTag/team", "red"],
  ["StringNotEquals", "aws:PrincipalTag/team", ["red"]],
  ["StringNotEqualsIfExists", "aws:PrincipalTag/team", ["red"]],
  ["StringLike", "aws:PrincipalTag/team", ["r*", "red"]],
  ["StringLike", "aws:PrincipalTag/team", `\${aws:username}`],
  ["StringEqualsIgnoreCase", "aws:PrincipalTag/team", "RED"],
  ["ForAllValues:StringEquals", "aws:TagKeys", ["red", "blue"]],
  ["ForAnyValue:StringEquals", "aws:TagKeys", ["red"]],
  ["ForAnyValue:StringNotEquals", "aws:TagKeys", ["red"]],
  ["ForAllValues:StringNotLike", "aws:TagKeys", ["r*"]],
  ["Bool", "aws:SecureTransport", true],
  ["BoolIfExists", "aws:SecureTransport", "false"],
  ["Null", "aws:PrincipalTag/team", [false]],
  ["Null", "aws:TokenIssueTime", "true"],
  ["NumericLessThan", "aws:MultiFactorAuthAge", 3600],
  ["NumericLessThanEquals", "aws:MultiFactorAuthAge", ["3600.0", "7"]],
  ["NumericGreaterThan", "aws:MultiFactorAuthAge", "3600"],
  ["DateLessThan", "aws:CurrentTime", "2030-01-01T00:00:00Z"],
  ["DateGreaterThan", "aws:CurrentTime", "2030-01-01T00:00:00Z"],
  ["DateLessThan", "aws:CurrentTime", "1893456000"],
  ["IpAddress", "aws:SourceIp", ["10.0.0.0/8", "192.0.2.1"]],
  ["IpAddress", "aws:SourceIp", ["192.0.2.1/32", "2001:db8::/32"]],
  ["NotIpAddress", "aws:SourceIp", ["10.0.0.0/8"]],
  ["ArnLike", "aws:SourceArn", "arn:aws:s3:::b*"],
  ["ArnEquals", "aws:SourceArn", "arn:aws:s3:::b*"],
  ["ArnNotLike", "aws:SourceArn", "arn:aws:s3:::b1"],
  ["StringEquals", "aws:SourceAccount", ["123456789012"]],
];

const someOf = <T>(items: readonly T[]): fc.Arbitrary<T[]> =>
  fc.uniqueArray(fc.constantFrom(...items), { minLength: 1, maxLength: 3 });

const conditions = fc.option(fc.array(fc.constantFrom(...CONDITIONS), { maxLength: 2 }), { nil: [] }).map((chosen) => {
  const blocks: Record<string, Record<string, unknown>> = {};
  // One test an operator: keys that differ in case only are a repeated key.
  for (const [operator, key, values] of chosen) blocks[operator] = { [key]: values };
  return Object.keys(blocks).length === 0 ? {} : { Condition: blocks };
});
const effect = fc.constantFrom("Allow", "Allow", "Deny");
const actionElement = fc.oneof(
  { weight: 4, arbitrary: someOf(ACTIONS).map((Action) => ({ Action })) },
  { weight: 1, arbitrary: someOf(ACTIONS.filter((each) => each !== "*")).map((NotAction) => ({ NotAction })) },
);
const resourceElement = fc.oneof(
  { weight: 4, arbitrary: someOf(RESOURCES).map((Resource) => ({ Resource })) },
  { weight: 1, arbitrary: someOf(RESOURCES.filter((each) => each !== "*")).map((NotResource) => ({ NotResource })) },
);
const version = fc.constantFrom({ Version: "2012-10-17" }, { Version: "2012-10-17" }, {}, { Version: "2008-10-17" });

/** A statement or a document as a plain object. */
export type Plain = Readonly<Record<string, unknown>>;

const identityStatement: fc.Arbitrary<Plain> = fc
  .tuple(effect, actionElement, resourceElement, conditions)
  .map(([Effect, action, resource, condition]) => ({ Effect, ...action, ...resource, ...condition }));
const trustStatement: fc.Arbitrary<Plain> = fc
  .tuple(effect, fc.constantFrom(...PRINCIPALS), conditions)
  .map(([Effect, Principal, condition]) => ({ Effect, Principal, Action: "sts:AssumeRole", ...condition }));

const documentOf = (statement: fc.Arbitrary<Plain>): fc.Arbitrary<Plain> =>
  fc.tuple(version, fc.array(statement, { maxLength: 3 })).map(([head, Statement]) => ({ ...head, Statement }));

/** Identity policies, as plain objects. */
export const identityDocument = documentOf(identityStatement);
/** Trust policies, as plain objects. */
export const trustDocument = documentOf(trustStatement);

const context = fc.record(
  {
    "aws:PrincipalTag/team": fc.constantFrom("red", "blue", "RED", "rose", "maria"),
    "aws:username": fc.constantFrom("maria", "home"),
    "aws:TagKeys": fc.subarray(["red", "blue", "rose"]),
    "aws:SecureTransport": fc.constantFrom("true", "false"),
    "aws:MultiFactorAuthAge": fc.constantFrom("5", "7", "3600", "3601"),
    "aws:CurrentTime": fc.constantFrom("2029-12-31T23:59:59Z", "2030-01-01T00:00:00Z", "2031-01-01T00:00:00Z"),
    "aws:SourceIp": fc.constantFrom("10.1.2.3", "192.0.2.1", "192.0.2.2", "2001:db8::1"),
    "aws:SourceArn": fc.constantFrom("arn:aws:s3:::b", "arn:aws:s3:::b1", "arn:aws:s3:::c"),
    "aws:SourceAccount": fc.constantFrom("123456789012", "210987654321"),
  },
  { requiredKeys: [] },
);

/** Requests to an identity policy. */
export const identityRequest = fc.record({
  action: fc.constantFrom(
    "s3:GetObject",
    "s3:GetBucket",
    "s3:PutObject",
    "iam:PassRole",
    "ec2:RunInstances",
    "sqs:SendMessage",
  ),
  resource: fc.constantFrom(
    "*",
    "arn:aws:s3:::b",
    "arn:aws:s3:::b/x",
    "arn:aws:s3:::b/home/x",
    "arn:aws:s3:::b/maria/x",
    "arn:aws-cn:s3:::b/abc",
    "arn:aws:s3:::b/a:c",
    "arn:aws:waf:us-east-1:123456789012:x",
    "arn:aws:logs:us-east-1:123456789012:log-group:a:b",
  ),
  context,
});

/** Requests to a trust policy. */
export const trustRequest = fc.record({
  principal: fc.constantFrom(
    "arn:aws:iam::123456789012:root",
    "arn:aws:iam::123456789012:role/x",
    "arn:aws:sts::123456789012:assumed-role/x/session",
    "arn:aws:iam::210987654321:user/maria",
    "ec2.amazonaws.com",
    "arn:aws:iam::123456789012:saml-provider/p",
  ),
  action: fc.constantFrom("sts:AssumeRole", "sts:TagSession"),
  resource: fc.constant("*"),
  context,
});

/** The same document written otherwise: order, case, repetitions, lists for scalars, Sids, statements split by action. */
export function respell(document: Plain, seed: number): Plain {
  const random = mulberry(seed);
  const shuffle = <T>(items: readonly T[]): T[] =>
    items
      .map((item) => ({ item, rank: random() }))
      .sort((one, other) => one.rank - other.rank)
      .map(({ item }) => item);
  const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [value]);
  const swapCase = (text: string): string => (random() < 0.5 ? text.toLowerCase() : text);
  const respellStatement = (statement: Plain, index: number): Plain[] => {
    const changed: Record<string, unknown> = { ...statement, Sid: `S${index}` };
    for (const name of ["Action", "NotAction"]) {
      if (changed[name] === undefined) continue;
      const actions = listOf(changed[name]).map((action) => swapCase(String(action)));
      changed[name] = shuffle([...actions, ...actions.slice(0, 1)]);
    }
    for (const name of ["Resource", "NotResource"]) {
      if (changed[name] !== undefined) changed[name] = shuffle(listOf(changed[name]));
    }
    const whole = Object.fromEntries(shuffle(Object.entries(changed)));
    const actions = listOf(changed.Action);
    if (changed.Action === undefined || random() < 0.5) return [whole];
    return actions.map((Action, part) => ({ ...whole, Sid: `S${index}Part${part}`, Action }));
  };
  const statements = listOf(document.Statement).flatMap((each, index) => respellStatement(each as Plain, index));
  return { ...document, Statement: shuffle([...statements, ...statements.slice(0, 1)]) };
}

/** A small random number generator with a seed. */
function mulberry(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
