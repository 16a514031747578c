import * as z from "zod";

const text = (what: string) => z.string({ error: `must be ${what}` }).min(1, { error: `must be ${what}` });

/** The record's optional texts are only shown, so one of another type is left out rather than refused. */
const shownText = z.string().optional().catch(undefined);

/** `requestParameters`, `responseElements`, `serviceEventDetails`: absent, null, or an object of what the call holds. */
const callElements = z
  .record(z.string(), z.unknown(), { error: "must be an object or null" })
  .nullish()
  .transform((elements) => elements ?? {});

const sessionIssuer = z.looseObject({ arn: shownText }).optional().catch(undefined);

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
    onBehalfOf: z.looseObject({ userId: shownText }).optional().catch(undefined),
    sessionContext: z.looseObject({ sessionIssuer }).optional().catch(undefined),
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
    recipientAccountId: z
      .string({ error: "must be an account id of twelve digits" })
      .regex(/^\d{12}$/, { error: "must be an account id of twelve digits" })
      .optional(),
    errorCode: z.string({ error: "must be an error code" }).nullish(),
    userIdentity: userIdentity.nullish().transform((identity) => identity ?? {}),
    sourceIPAddress: shownText,
    userAgent: shownText,
    requestParameters: callElements,
    responseElements: callElements,
    serviceEventDetails: callElements,
  },
  { error: "must be an object" },
);
export type CloudTrailRecord = z.infer<typeof cloudTrailRecord>;
