import * as z from "zod";

/*
 * The blocks that Plumbline has use for, with Slack's own limits. A block that is not here is refused, although Slack knows more.
 * https://docs.slack.dev/reference/block-kit/blocks
 */

const text = (length: number) =>
  z.discriminatedUnion("type", [
    z.strictObject({
      type: z.literal("plain_text"),
      text: z.string().min(1).max(length),
      emoji: z.boolean().optional(),
    }),
    z.strictObject({
      type: z.literal("mrkdwn"),
      text: z.string().min(1).max(length),
      verbatim: z.boolean().optional(),
    }),
  ]);

const block_id = z.string().max(255).optional();
const style = z.record(z.string(), z.boolean()).optional();

const richElement = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("text"), text: z.string().min(1), style }),
  z.strictObject({ type: z.literal("link"), url: z.url(), text: z.string().optional(), style }),
]);

const richPart = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("rich_text_section"), elements: z.array(richElement) }),
  z.strictObject({
    type: z.literal("rich_text_preformatted"),
    elements: z.array(richElement),
    border: z.number().optional(),
  }),
  z.strictObject({
    type: z.literal("rich_text_quote"),
    elements: z.array(richElement),
    border: z.number().optional(),
  }),
  z.strictObject({
    type: z.literal("rich_text_list"),
    style: z.enum(["bullet", "ordered"]),
    elements: z.array(z.strictObject({ type: z.literal("rich_text_section"), elements: z.array(richElement) })),
    indent: z.number().optional(),
    border: z.number().optional(),
  }),
]);

const button = z.strictObject({
  type: z.literal("button"),
  text: text(75),
  url: z.url().max(3000).optional(),
  action_id: z.string().max(255).optional(),
  style: z.enum(["primary", "danger"]).optional(),
});

const block = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("header"), text: text(150), block_id }),
  z.strictObject({
    type: z.literal("section"),
    text: text(3000).optional(),
    fields: z.array(text(2000)).min(1).max(10).optional(),
    accessory: button.optional(),
    block_id,
    expand: z.boolean().optional(),
  }),
  z.strictObject({ type: z.literal("context"), elements: z.array(text(3000)).min(1).max(10), block_id }),
  z.strictObject({ type: z.literal("divider"), block_id }),
  z.strictObject({ type: z.literal("actions"), elements: z.array(button).min(1).max(25), block_id }),
  z.strictObject({ type: z.literal("rich_text"), elements: z.array(richPart).min(1), block_id }),
]);

const blocks = z.array(block).min(1).max(50);

/** Why Slack would not take blocks; `undefined` where it would. */
export function blocksProblem(value: unknown): string | undefined {
  const read = blocks.safeParse(value);
  if (read.success) return undefined;
  return read.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`).join("; ");
}
