import { allow, document } from "./case.ts";
import { SOURCES, type Twins } from "./twins.ts";

const BUCKET = "arn:aws:s3:::b";
const USER = "aws:username";
const get = (Resource: string | readonly string[], Condition?: object): object =>
  allow("s3:GetObject", Resource, Condition);
const getBut = (NotResource: string | readonly string[], Condition?: object): object => ({
  Effect: "Allow",
  Action: "s3:GetObject",
  NotResource,
  ...(Condition && { Condition }),
});
const HOME = `${BUCKET}/\${aws:username}/*`;
const NAMED = { Null: { [USER]: "false" } };
const alice = (Resource: string, key = USER): object => document(get(Resource, { StringEquals: { [key]: "alice" } }));

/** Policy variables in resources: with conditions on their keys, with defaults, under NotResource, and several at once. */
export const TWINS_OF_VARIABLES: readonly Twins[] = [
  {
    name: "a variable's resources, and all but those, where the variable is set",
    canonical: document(get("*", NAMED)),
    alike: document(get(HOME, NAMED), getBut(HOME, NAMED)),
    other: document(getBut(HOME, NAMED)),
    change: "narrowed",
    source: SOURCES.variables,
  },
  {
    name: "all but a variable's resources, and a variable's resources",
    canonical: document(getBut(HOME)),
    alike: document(getBut([HOME, `${BUCKET}/\${AWS:UserName}/*`])),
    other: document(get(HOME)),
    change: "mixed",
    source: SOURCES.variables,
  },
  {
    name: "all but two variables' resources",
    canonical: document(getBut([HOME, `${BUCKET}/\${aws:userid}/*`], NAMED)),
    alike: document(getBut([`${BUCKET}/\${AWS:userid}/*`, HOME], NAMED)),
    other: document(get("*", NAMED)),
    change: "broadened",
    source: SOURCES.variables,
  },
  {
    name: "a variable that a condition holds to one value",
    canonical: document(),
    alike: document(get(HOME, { StringEquals: { [USER]: "alice" }, Null: { [USER]: "true" } })),
    other: alice(HOME),
    change: "broadened",
    source: SOURCES.variables,
  },
  {
    name: "a variable, and a condition on another key",
    canonical: document(),
    alike: document(get(HOME, { StringEquals: { k: "alice" }, Null: { k: "true" } })),
    other: alice(HOME, "k"),
    change: "broadened",
    source: SOURCES.variables,
  },
  {
    name: "a variable whose key is tested for several values",
    canonical: document(),
    alike: document(
      get(HOME, { "ForAnyValue:StringEquals": { [USER]: "alice" }, "ForAllValues:StringEquals": { [USER]: "bob" } }),
    ),
    other: document(get(HOME, { "ForAnyValue:StringEquals": { [USER]: "alice" } })),
    change: "broadened",
    source: SOURCES.variables,
  },
  {
    name: "a variable's default, where the key is not there",
    canonical: document(get(`${BUCKET}/nobody/*`, { Null: { [USER]: "true" } })),
    alike: document(get([`${BUCKET}/nobody/*`, `${BUCKET}/nobody/x`], { Null: { [USER]: true } })),
    other: document(
      get([`${BUCKET}/nobody/*`, `${BUCKET}/\${aws:username, 'anybody'}/*`], { Null: { [USER]: "true" } }),
    ),
    change: "broadened",
    source: SOURCES.variables,
  },
  {
    name: "two defaults that are taken only where neither key is there",
    canonical: document(
      get([`${BUCKET}/\${aws:userid, 'y'}/\${aws:username}`, `${BUCKET}/\${aws:userid}/\${aws:username, 'x'}`]),
    ),
    alike: document(
      get(`${BUCKET}/\${aws:userid,'y'}/\${aws:username}`),
      get(`${BUCKET}/\${aws:userid}/\${aws:username,'x'}`),
    ),
    other: document(
      get([
        `${BUCKET}/\${aws:userid, 'y'}/\${aws:username}`,
        `${BUCKET}/\${aws:userid}/\${aws:username, 'x'}`,
        `${BUCKET}/\${aws:userid, 'y'}/\${aws:username, 'x'}`,
      ]),
    ),
    change: "broadened",
    source: SOURCES.variables,
  },
  {
    name: "a default that is taken where one key is there and the other is not",
    canonical: document(get(`${BUCKET}/\${aws:userid}/\${aws:username}`)),
    alike: document(get([`${BUCKET}/\${AWS:userid}/\${aws:username}`])),
    other: document(
      get([`${BUCKET}/\${aws:userid}/\${aws:username}`, `${BUCKET}/\${aws:userid, 'y'}/\${aws:username}`]),
    ),
    change: "broadened",
    source: SOURCES.variables,
  },
  {
    name: "a variable whose example is covered",
    canonical: document(get([`${BUCKET}/example-username/*`, `${BUCKET}//*`])),
    alike: document(get(`${BUCKET}//*`), get(`${BUCKET}/example-username/*`)),
    other: document(get([`${BUCKET}/example-username/*`, `${BUCKET}//*`, HOME])),
    change: "broadened",
    source: SOURCES.variables,
  },
  {
    name: "part of a variable's resources",
    canonical: document(get(HOME)),
    alike: document(get(HOME), get(`${BUCKET}/\${aws:username}/a*`)),
    other: document(get(HOME), get(`${BUCKET}/\${aws:userid}/a*`)),
    change: "broadened",
    source: SOURCES.variables,
  },
  {
    name: "one variable more in a list",
    canonical: document(get(`${BUCKET}/\${aws:userid}/*`)),
    alike: document(get([`${BUCKET}/\${aws:UserId}/*`, `${BUCKET}/\${aws:userid}/*`])),
    other: document(get([`${BUCKET}/\${aws:userid}/*`, HOME])),
    change: "broadened",
    source: SOURCES.variables,
  },
  {
    name: "an object that a variable may name, written out",
    canonical: document(get([`${BUCKET}/a`, `${BUCKET}/\${aws:username}`])),
    alike: document(get(`${BUCKET}/\${aws:username}`), get(`${BUCKET}/a`)),
    other: document(get([`${BUCKET}/a`, `${BUCKET}/b`, `${BUCKET}/\${aws:username}`])),
    change: "broadened",
    source: SOURCES.variables,
  },
  {
    name: "texts that no example shows, where a variable stands in the resource",
    canonical: document(get(HOME, { StringLike: { k: ["aexample*", "aanother-example*", "a"] } })),
    alike: document(
      get(HOME, { StringLike: { k: ["aanother-example*", "a"] } }),
      get(HOME, { StringLike: { k: "aexample*" } }),
    ),
    other: document(get(HOME, { StringLike: { k: "a*" } })),
    change: "broadened",
    source: SOURCES.variables,
  },
  {
    name: "one object that a variable's pattern and all but that pattern cover together, and one that only a variable may name",
    canonical: document(
      get([`${BUCKET}/\${aws:username}/p`, `${BUCKET}/\${aws:username}/q`], NAMED),
      getBut([`${BUCKET}/\${aws:username}/p`, `${BUCKET}/y/q`], NAMED),
    ),
    alike: document(
      get([`${BUCKET}/\${aws:username}/p`, `${BUCKET}/\${aws:username}/q`], NAMED),
      getBut([`${BUCKET}/\${aws:username}/p`, `${BUCKET}/y/q`], NAMED),
      get([`${BUCKET}/x/p`, `${BUCKET}/z/p`], NAMED),
    ),
    other: document(
      get([`${BUCKET}/\${aws:username}/p`, `${BUCKET}/\${aws:username}/q`], NAMED),
      getBut([`${BUCKET}/\${aws:username}/p`, `${BUCKET}/y/q`], NAMED),
      get([`${BUCKET}/x/p`, `${BUCKET}/y/q`], NAMED),
    ),
    change: "broadened",
    source: SOURCES.variables,
  },
  {
    name: "a variable whose likeliest value is written out beside it",
    canonical: document(get(`${BUCKET}/example-username/*`)),
    alike: document(get(`${BUCKET}/example-username/*`), get(`${BUCKET}/example-username/a*`)),
    other: document(get([`${BUCKET}/example-username/*`, HOME])),
    change: "broadened",
    source: SOURCES.variables,
  },
];
