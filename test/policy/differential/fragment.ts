import fc from "fast-check";
import type { Request } from "../../../shared/policy/request.ts";
import type { Plain } from "../arbitrary-policies.ts";

/**
 * Policies and requests inside the fragment in which `@cloud-copilot/iam-simulate` decides as AWS's pages say. What is left out of
 * it, and why, is the list in divergences.ts: nothing is left out here that does not stand there.
 */
const SERVICES = ["s3", "sqs", "ec2", "logs"];
const text = (letters: readonly string[], maxLength: number): fc.Arbitrary<string> =>
  fc.array(fc.constantFrom(...letters), { minLength: 1, maxLength }).map((parts) => parts.join(""));
const several = <T>(item: fc.Arbitrary<T>, maxLength = 3): fc.Arbitrary<T | T[]> =>
  fc.oneof(item, fc.array(item, { minLength: 1, maxLength }));

const verb = fc.constantFrom("Get", "Put", "Describe", "List");
const noun = fc.constantFrom("Object", "ObjectAcl", "Queue", "Instances");
const actionName = fc.tuple(verb, noun).map(([one, other]) => one + other);
const actionPattern = fc.oneof(
  { weight: 1, arbitrary: fc.constant("*") },
  {
    weight: 8,
    arbitrary: fc
      .tuple(
        fc.constantFrom(...SERVICES, "S3"),
        fc.oneof(
          actionName,
          actionName.map((name) => name.toLowerCase()),
          verb.map((prefix) => `${prefix}*`),
          noun.map((suffix) => `*${suffix}`),
          fc.constantFrom("*", "?etObject", "Get*Acl", "*b*", "?ut*", "List??????"),
        ),
      )
      .map(([service, name]) => `${service}:${name}`),
  },
);

const NAME = ["a", "b", "ab", "A", "-", "."];
const objectKey = text([...NAME, "/"], 5);
const keyPattern = text([...NAME, "/", "*", "?"], 5);
const VARIABLES = [`\${aws:username}`, `\${aws:UserName}`, `\${aws:PrincipalTag/team, 'a'}`];
const ESCAPES = [`\${*}`, `\${?}`, `\${$}`];
const variable = fc.constantFrom(...VARIABLES);
const variableOrEscape = fc.constantFrom(...VARIABLES, ...ESCAPES);
const s3Pattern = fc.oneof(
  { weight: 3, arbitrary: keyPattern },
  { weight: 1, arbitrary: fc.tuple(keyPattern, variableOrEscape, keyPattern).map((parts) => parts.join("")) },
);
const REGIONS = ["us-east-1", "eu-west-1"];
const ACCOUNTS = ["123456789012", "210987654321"];
const regionPattern = fc.constantFrom(...REGIONS, "*", "us-*", "?u-west-1");
const accountPattern = fc.constantFrom(...ACCOUNTS, "*", "1234*");
const resourcePattern = fc.oneof(
  { weight: 2, arbitrary: fc.constant("*") },
  {
    weight: 6,
    arbitrary: fc
      .tuple(fc.constantFrom("aws", "aws-cn", "*", "aws*"), s3Pattern)
      .map(([partition, id]) => `arn:${partition}:s3:::${id}`),
  },
  {
    weight: 3,
    arbitrary: fc.tuple(regionPattern, accountPattern, text([...NAME, "*", "?"], 3)).map(
      // Without a slash or a colon nothing in it is a type.
      ([region, account, name]) => `arn:aws:sqs:${region}:${account}:${name}`,
    ),
  },
  {
    weight: 3,
    arbitrary: fc
      .tuple(regionPattern, accountPattern, fc.constantFrom("instance/", "volume/"), text([...NAME, "*", "?"], 3))
      .map(([region, account, type, id]) => `arn:aws:ec2:${region}:${account}:${type}${id}`),
  },
  {
    weight: 3,
    arbitrary: fc
      .tuple(regionPattern, accountPattern, text([...NAME, "*", "?"], 3))
      .map(([region, account, name]) => `arn:aws:logs:${region}:${account}:log-group:${name}`),
  },
  { weight: 1, arbitrary: fc.constantFrom("arn:aws:s3:*", "arn:aws:logs:*", "arn:*") },
);

const STRINGS = ["red", "Red", "rose", "a", "r*", "b?"];
const stringValue = fc.oneof(fc.constantFrom(...STRINGS), fc.constantFrom("*", "r?d", "ro*", "?"), variable);
const NUMBERS = ["0", "5", "5.0", "5.5", "-1", "007", "10"];
const DATES = ["2029-12-31T23:59:59Z", "2030-01-01T00:00:00Z", "2030-01-01T01:00:00+01:00", "2031-06-01T12:00:00.5Z"];
const V4_BLOCKS = ["10.0.0.0/8", "10.1.0.0/16", "192.0.2.0/24", "192.0.2.1/32", "128.0.0.0/1"];
const V6_BLOCKS = ["2001:db8::/32", "2001:DB8:0:1::/64", "2001:db8::1/128", "::/1"];
const ADDRESSES = ["10.1.2.3", "10.200.0.1", "192.0.2.1", "192.0.2.2", "2001:db8::1", "2001:db8:0:1::5", "::1"];
const ARNS = ["arn:aws:s3:::a", "arn:aws:s3:::b/a", "arn:aws:sns:us-east-1:123456789012:t", "arn:aws-cn:s3:::a:b"];
const ARN_PATTERNS = [...ARNS, "arn:aws:s3:::*", "arn:*:s3:::?", "arn:aws:sns:us-*:*:t", "arn:aws*:s?:::*b"];

type Test = readonly [operator: string, key: string, values: unknown];

const STRING_OPERATORS = ["StringEquals", "StringLike", "StringEqualsIgnoreCase"];
const NEGATED_STRING_OPERATORS = ["StringNotEquals", "StringNotLike", "StringNotEqualsIgnoreCase"];
const ORDER_OPERATORS = ["Equals", "NotEquals", "LessThan", "LessThanEquals", "GreaterThan", "GreaterThanEquals"];
const ifExists = fc.constantFrom("", "", "IfExists");
const quantifier = fc.constantFrom("ForAllValues:", "ForAnyValue:");
/** A variable stands in a negated test only with a default: unset, the simulator answers otherwise than the page. */
const settledValue = fc.oneof(
  fc.constantFrom(...STRINGS),
  fc.constantFrom("*", "r?d", "ro*", `\${aws:PrincipalTag/team, 'a'}`),
);
const test = (
  operators: readonly string[],
  keys: readonly string[],
  values: fc.Arbitrary<unknown>,
  ending = ifExists,
): fc.Arbitrary<Test> =>
  fc
    .tuple(fc.constantFrom(...operators), ending, fc.constantFrom(...keys), several(values))
    .map(([operator, end, key, wanted]) => [operator + end, key, wanted]);
const SINGLE_KEYS = ["aws:PrincipalTag/team", "AWS:principaltag/Team", "aws:username"];
const conditionTest: fc.Arbitrary<Test> = fc.oneof(
  test(STRING_OPERATORS, SINGLE_KEYS, stringValue),
  test(
    ["StringLike"],
    SINGLE_KEYS,
    fc.tuple(variableOrEscape, fc.constantFrom("", "*")).map((parts) => parts.join("")),
  ),
  test(NEGATED_STRING_OPERATORS, SINGLE_KEYS, settledValue),
  fc
    .tuple(
      quantifier,
      test([...STRING_OPERATORS, ...NEGATED_STRING_OPERATORS], ["aws:TagKeys"], settledValue, fc.constant("")),
    )
    .map(([prefix, [operator, key, values]]): Test => [prefix + operator, key, values]),
  test(["Bool"], ["aws:SecureTransport"], fc.constantFrom("true", "false", true, false)),
  test(
    ["Null"],
    ["aws:username", "aws:SourceIp", "aws:TagKeys"],
    fc.constantFrom("true", "false", true),
    fc.constant(""),
  ),
  test(
    ORDER_OPERATORS.map((each) => `Numeric${each}`),
    ["aws:MultiFactorAuthAge"],
    fc.constantFrom<unknown>(...NUMBERS, 5, 6.25),
  ),
  test(
    ORDER_OPERATORS.map((each) => `Date${each}`),
    ["aws:CurrentTime"],
    fc.constantFrom(...DATES),
  ),
  test(["IpAddress", "NotIpAddress"], ["aws:SourceIp"], fc.constantFrom(...V4_BLOCKS, ...V6_BLOCKS)),
  test(["ArnEquals", "ArnLike", "ArnNotEquals", "ArnNotLike"], ["aws:SourceArn"], fc.constantFrom(...ARN_PATTERNS)),
);
/** One value: the reference evaluator does not tell whether two texts that differ are other bytes. */
const binaryTest = ifExists.map((end): Test => [`BinaryEquals${end}`, "test:binary", "AAEC"]);
const conditions = (one: fc.Arbitrary<Test>): fc.Arbitrary<Plain> =>
  fc.array(one, { maxLength: 3 }).map((tests) => {
    const blocks: Record<string, Record<string, unknown>> = {};
    for (const [operator, key, values] of tests) blocks[operator] = { [key]: values };
    return tests.length === 0 ? {} : { Condition: blocks };
  });
const identityConditions = fc.oneof(
  { weight: 2, arbitrary: fc.constant({}) },
  {
    weight: 3,
    arbitrary: conditions(fc.oneof({ weight: 12, arbitrary: conditionTest }, { weight: 1, arbitrary: binaryTest })),
  },
);

const notAlways = (arbitrary: fc.Arbitrary<string>): fc.Arbitrary<string> => arbitrary.filter((each) => each !== "*");
/** `NotResource` takes no variable that may be unset, nor an ARN of fewer than six parts: see the list. */
const notResourcePattern = notAlways(resourcePattern).filter(
  (each) => !/aws:user/i.test(each) && each.split(":").length > 5,
);
const effect = fc.constantFrom("Allow", "Allow", "Deny");
const identityStatement: fc.Arbitrary<Plain> = fc
  .tuple(
    effect,
    fc.oneof(
      { weight: 4, arbitrary: several(actionPattern).map((Action): Plain => ({ Action })) },
      { weight: 1, arbitrary: several(notAlways(actionPattern)).map((NotAction): Plain => ({ NotAction })) },
    ),
    fc.oneof(
      { weight: 4, arbitrary: several(resourcePattern).map((Resource): Plain => ({ Resource })) },
      { weight: 1, arbitrary: several(notResourcePattern).map((NotResource): Plain => ({ NotResource })) },
    ),
    identityConditions,
  )
  .map(([Effect, action, resource, tests]) => ({ Effect, ...action, ...resource, ...tests }));

/** An identity policy of the fragment. */
export const identityPolicy: fc.Arbitrary<Plain> = fc
  .array(identityStatement, { minLength: 1, maxLength: 4 })
  .map((Statement) => ({ Version: "2012-10-17", Statement }));

const requestArn = fc.oneof(
  fc
    .tuple(fc.constantFrom("aws", "aws", "aws-cn"), objectKey)
    .map(([partition, key]) => `arn:${partition}:s3:::${key}`),
  fc
    .tuple(fc.constantFrom(...REGIONS), fc.constantFrom(...ACCOUNTS), text(NAME, 3))
    .chain(([region, account, name]) =>
      fc.constantFrom(
        `arn:aws:sqs:${region}:${account}:${name}`,
        `arn:aws:ec2:${region}:${account}:instance/${name}`,
        `arn:aws:logs:${region}:${account}:log-group:${name}`,
      ),
    ),
);
const context: fc.Arbitrary<Request["context"]> = fc.record(
  {
    "aws:PrincipalTag/team": fc.constantFrom("red", "Red", "rose", "a", "rd", "*", "?x", "$"),
    "aws:username": fc.constantFrom("a", "b", "ab", "rose"),
    "aws:TagKeys": fc.subarray(["red", "rose", "Red", "a"], { minLength: 1 }),
    "aws:SecureTransport": fc.constantFrom("true", "false"),
    "aws:MultiFactorAuthAge": fc.constantFrom("0", "5", "5.5", "7", "-1", "11"),
    "aws:CurrentTime": fc.constantFrom(...DATES, "2029-01-01T00:00:00Z"),
    "aws:SourceIp": fc.constantFrom(...ADDRESSES),
    "aws:SourceArn": fc.constantFrom(...ARNS),
    "test:binary": fc.constant("AAEC"),
  },
  { requiredKeys: [] },
);

const anyAction = fc.tuple(fc.constantFrom(...SERVICES), actionName).map(([service, name]) => `${service}:${name}`);
const listed = (value: unknown): readonly string[] => [value ?? []].flat().map(String);

/** Texts that the patterns match, mostly. */
function matching(patterns: readonly string[], fills: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc.tuple(fc.constantFrom(...patterns), fills, fc.constantFrom("a", "b", "O")).map(([pattern, many, one]) =>
    pattern
      .replace(/\$\{[^}]*\}/g, "a")
      .replaceAll("*", many)
      .replaceAll("?", one),
  );
}

/** Requests to an identity policy of the fragment, half of them close to what it speaks of. */
export function identityRequestsTo(policy: Plain): fc.Arbitrary<Request> {
  const statements = policy.Statement as readonly Plain[];
  const actions = statements
    .flatMap(({ Action, NotAction }) => listed(Action ?? NotAction))
    .filter((each) => each !== "*");
  const resources = statements.flatMap(({ Resource, NotResource }) => listed(Resource ?? NotResource));
  const near = (patterns: readonly string[], fills: fc.Arbitrary<string>, otherwise: fc.Arbitrary<string>) =>
    patterns.length === 0
      ? otherwise
      : fc.oneof({ weight: 3, arbitrary: matching(patterns, fills) }, { weight: 1, arbitrary: otherwise });
  return fc.record({
    action: near(actions, fc.constantFrom("", "Object", "b"), anyAction),
    resource: near(resources, fc.constantFrom("", "a", "b/a"), requestArn).map((text) =>
      text.split(":").length > 5 ? text : "arn:aws:s3:::b/a",
    ),
    context,
  });
}

/** Requests with the literal `*` for their resource, by actions that take no other. */
export const requestWithoutResource: fc.Arbitrary<Request> = fc.record({
  action: fc.constantFrom("ec2:DescribeInstances", "s3:ListAllMyBuckets", "sqs:ListQueues"),
  resource: fc.constant("*"),
  context: fc.constant({}),
});

const AWS_PRINCIPALS = [
  "123456789012",
  "arn:aws:iam::123456789012:root",
  "210987654321",
  "arn:aws:iam::123456789012:role/x",
  "arn:aws:iam::123456789012:role/path/x",
  "arn:aws:iam::123456789012:user/maria",
  "arn:aws:sts::123456789012:assumed-role/x/session",
  "*",
];
const principalElement = fc
  .record(
    {
      AWS: several(fc.constantFrom(...AWS_PRINCIPALS)),
      Service: several(fc.constantFrom("ec2.amazonaws.com", "ecs-tasks.amazonaws.com")),
      Federated: fc.constant("arn:aws:iam::123456789012:saml-provider/p"),
    },
    { requiredKeys: [] },
  )
  .filter((element) => Object.keys(element).length > 0);

/** A trust policy of the fragment. */
export const trustPolicy: fc.Arbitrary<Plain> = fc
  .array(
    fc
      .tuple(
        effect,
        principalElement,
        several(fc.constantFrom("sts:AssumeRole", "STS:*", "sts:Tag*")),
        conditions(conditionTest),
      )
      .map(([Effect, Principal, Action, tests]) => ({ Effect, Principal, Action, ...tests })),
    { minLength: 1, maxLength: 3 },
  )
  .map((Statement) => ({ Version: "2012-10-17", Statement }));

const ASKING = [
  "arn:aws:iam::123456789012:root",
  "arn:aws:iam::123456789012:role/x",
  "arn:aws:iam::123456789012:role/path/x",
  "arn:aws:iam::123456789012:user/maria",
  "arn:aws:iam::210987654321:user/maria",
  "arn:aws:sts::123456789012:assumed-role/x/session",
  "arn:aws:sts::123456789012:assumed-role/y/session",
];

/** Requests to a trust policy of the fragment: by a service only where the policy does not name every AWS principal. */
export function trustRequestsTo(policy: Plain): fc.Arbitrary<Request> {
  const everyone = JSON.stringify(policy).includes('"*"');
  return fc.record({
    principal: fc.constantFrom(...ASKING, ...(everyone ? [] : ["ec2.amazonaws.com"])),
    action: fc.constantFrom("sts:AssumeRole", "sts:TagSession"),
    resource: fc.constant("*"),
    context,
  });
}
