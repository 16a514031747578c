import * as z from "../iam/schema.ts";

const text = (what: string) =>
  z.string({ error: `must be ${what}` }).check(z.minLength(1, { error: `must be ${what}` }));

const accountId = { error: "must be an account id of twelve digits" };

/**
 * What is optional and only shown is left out where it is of another type, rather than refused. `z.catch` would say it too, but keeps all
 * of zod's own tools in a bundle.
 */
function shown<T extends z.ZodMiniType>(schema: T): z.ZodMiniCatch<z.ZodMiniOptional<T>> {
  const innerType = z.optional(schema);
  const caught = new z.ZodMiniCatch({ type: "catch", innerType, catchValue: () => undefined });
  return caught as z.ZodMiniCatch<typeof innerType>;
}

const shownText = shown(z.string());

/** `requestParameters`, `responseElements`, `serviceEventDetails`: absent, null, or an object of what the call holds. */
const callElements = z.pipe(
  z.nullish(z.record(z.string(), z.unknown(), { error: "must be an object or null" })),
  z.transform((elements: Record<string, unknown> | null | undefined) => elements ?? {}),
);

const sessionIssuer = shown(z.looseObject({ arn: shownText }));

/**
 * Who a record says made the call; each kind fills other fields, and none is relied upon.
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html
 */
const userIdentity = z.looseObject(
  {
    type: shownText,
    arn: shownText,
    userName: shownText,
    principalId: shownText,
    accountId: shownText,
    invokedBy: shownText,
    identityProvider: shownText,
    onBehalfOf: shown(z.looseObject({ userId: shownText })),
    sessionContext: shown(z.looseObject({ sessionIssuer })),
  },
  { error: "must be an object" },
);
export type UserIdentity = z.infer<typeof userIdentity>;

/**
 * The fields of a CloudTrail record that Plumbline uses; others may stand beside them.
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
 */
export const cloudTrailRecord = z.looseObject(
  {
    eventID: text("the record's id"),
    eventName: text("the name of an API call"),
    eventSource: text("a service's host name"),
    eventTime: z.iso.datetime({ error: "must be a UTC time such as 2023-07-10T11:43:33Z" }),
    recipientAccountId: z.optional(z.string(accountId).check(z.regex(/^\d{12}$/, accountId))),
    errorCode: z.nullish(z.string({ error: "must be an error code" })),
    userIdentity: z.pipe(
      z.nullish(userIdentity),
      z.transform((identity: UserIdentity | null | undefined) => identity ?? {}),
    ),
    sourceIPAddress: shownText,
    userAgent: shownText,
    requestParameters: callElements,
    responseElements: callElements,
    serviceEventDetails: callElements,
  },
  { error: "must be an object" },
);
export type CloudTrailRecord = z.infer<typeof cloudTrailRecord>;
