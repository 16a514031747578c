import { cut, plain } from "./plain-text.ts";

/*
 * The few blocks of which a Slack message of Plumbline's is built. Whatever comes from an account stands in plain text or in rich text, in
 * which Slack reads no formatting, mentions or links.
 * https://docs.slack.dev/reference/block-kit/blocks
 */

interface PlainText {
  readonly type: "plain_text";
  readonly text: string;
  readonly emoji: false;
}

/** A piece of rich text: words, or a link of Plumbline's own making. */
export type RichElement =
  | { readonly type: "text"; readonly text: string; readonly style?: { readonly bold?: true; readonly code?: true } }
  | { readonly type: "link"; readonly url: string; readonly text: string };

interface RichSection {
  readonly type: "rich_text_section";
  readonly elements: readonly RichElement[];
}

type RichPart =
  | RichSection
  | { readonly type: "rich_text_list"; readonly style: "bullet"; readonly elements: readonly RichSection[] };

/** A block of a message. */
export type SlackBlock =
  | { readonly type: "header"; readonly text: PlainText }
  | { readonly type: "section"; readonly fields: readonly PlainText[] }
  | { readonly type: "context"; readonly elements: readonly PlainText[] }
  | { readonly type: "rich_text"; readonly elements: readonly RichPart[] };

/** A message: its blocks, and what stands for them where blocks are not shown, such as a notification. */
export interface SlackMessage {
  readonly text: string;
  readonly blocks: readonly SlackBlock[];
}

/** Longer texts are cut: far below Slack's limits, so that a few of them make a message that it takes. */
const HEADER_LENGTH = 150;
const FIELD_LENGTH = 300;
const TEXT_LENGTH = 600;

function plainText(text: string, length: number): PlainText {
  return { type: "plain_text", text: cut(plain(text) || " ", length), emoji: false };
}

/** A headline. */
export function header(text: string): SlackBlock {
  return { type: "header", text: plainText(text, HEADER_LENGTH) };
}

/** Up to ten values, each under its name. */
export function fields(named: readonly (readonly [name: string, value: string])[]): SlackBlock {
  return {
    type: "section",
    fields: named.map(([name, value]) => ({
      type: "plain_text",
      text: `${name}\n${cut(plain(value) || " ", FIELD_LENGTH)}`,
      emoji: false,
    })),
  };
}

/** Small print. */
export function context(text: string): SlackBlock {
  return { type: "context", elements: [plainText(text, TEXT_LENGTH)] };
}

/** Words. */
export function words(text: string): RichElement {
  return { type: "text", text: cut(plain(text) || " ", TEXT_LENGTH) };
}

/** Words in bold. */
export function bold(text: string): RichElement {
  return { type: "text", text, style: { bold: true } };
}

/** A value, as it is typed. */
export function code(text: string): RichElement {
  return { type: "text", text: cut(plain(text) || " ", TEXT_LENGTH), style: { code: true } };
}

/** A link to an address of Plumbline's own making. */
export function link(url: string, text: string): RichElement {
  return { type: "link", url, text };
}

/** A paragraph. */
export function paragraph(...elements: readonly RichElement[]): SlackBlock {
  return { type: "rich_text", elements: [{ type: "rich_text_section", elements }] };
}

/** A list under its title. */
export function list(title: string, items: readonly (readonly RichElement[])[]): SlackBlock {
  return {
    type: "rich_text",
    elements: [
      { type: "rich_text_section", elements: [bold(title)] },
      {
        type: "rich_text_list",
        style: "bullet",
        elements: items.map((elements) => ({ type: "rich_text_section", elements })),
      },
    ],
  };
}

/**
 * Text for the places where Slack reads formatting, and would find a mention or a link in it.
 * @see https://docs.slack.dev/messaging/formatting-message-text#escaping
 */
export function escapeText(text: string): string {
  return plain(text).replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
