import * as z from "zod";

/*
 * What `plumbline render` prints as JSON. docs/schema/render.schema.json is made from this, and a test holds the two, and the
 * output itself, together.
 */

const documentMembers = {
  source: z.string().describe("the file that it came from"),
  provenance: z.enum(["verbatim", "reconstructed"]).describe("reconstructed: not the vendor's own text"),
  amendments: z
    .array(z.string())
    .describe("why the account departs from the vendor's text, a reason for each amendment"),
  document: z.record(z.string(), z.unknown()).describe("the policy document itself, to be pasted into IAM"),
};

const document = z.strictObject(documentMembers);

const entity = z.strictObject({
  kind: z.enum(["policy", "group", "role", "service-linked-role", "user", "root"]),
  entity: z.string().describe("how it is referred to: role/NAME, user/NAME, policy/NAME, root"),
  name: z.string(),
  path: z.string(),
  presence: z.enum(["required", "optional"]),
  arn: z.string().optional().describe("of a customer managed policy"),
  service: z.string().optional().describe("of a service-linked role: the service that it belongs to"),
  document: document.optional().describe("a customer managed policy's own"),
  trust: document.optional().describe("of a role; absent where the baseline does not say it, or AWS writes it"),
  inlinePolicies: z.array(z.strictObject({ name: z.string(), ...documentMembers })),
  attachments: z.array(z.string()).describe("ARNs of managed policies"),
  permissionsBoundary: z.string().optional().describe("the ARN of a managed policy"),
  groups: z.array(z.string()).describe("names of groups that a user is in"),
  tags: z.record(z.string(), z.string()),
  maximumSessionSeconds: z.int().optional(),
  notes: z.array(z.string()).describe("what no document says: what to do by hand, and what to know of a text"),
});

/** What `plumbline render --json` prints. */
export const renderResultSchema = z
  .strictObject({
    baseline: z.string(),
    account: z.strictObject({
      id: z.string().regex(/^\d{12}$/),
      partition: z.string(),
      alias: z.string().optional(),
      configured: z
        .boolean()
        .describe(
          "whether plumbline.yml gives the baseline to the account; else parameters are --parameter's or defaults",
        ),
    }),
    entities: z.array(entity).describe("in an order in which they can be made"),
    retired: z
      .array(z.strictObject({ entity: z.string(), since: z.string().optional() }))
      .describe("what the vendor withdrew, and is to be deleted"),
  })
  .meta({ title: "What plumbline render --json prints" });
