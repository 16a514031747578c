import { type Format, neutralise, type Terminal } from "./terminal.ts";
import { wrapText } from "./text-width.ts";

/** What a result is written on. */
export interface TextPage {
  /** In columns of the terminal. */
  readonly width: number;
  readonly style: Terminal["style"];
}

/** How a paragraph stands on its page. */
interface ParagraphLayout {
  /** Blanks before every line. */
  readonly indent?: number;
  /** What stands before its first word. */
  readonly mark?: string;
  /** Further blanks before every line but the first; unless told, as many as the mark is long. */
  readonly hanging?: number;
  /** The colour of every line. */
  readonly format?: Format | undefined;
}

/** The lines of one paragraph, made safe and broken to the page's width; none where there is no text. */
export function paragraph(
  text: string,
  { width, style }: TextPage,
  { indent = 0, mark = "", hanging = mark.length, format }: ParagraphLayout = {},
): readonly string[] {
  if (text === "") return [];
  const margin = " ".repeat(indent);
  const lines = wrapText(`${mark}${neutralise(text)}`, Math.max(20, width - indent), hanging);
  return lines.map(({ lead, text: piece }) => {
    const line = piece.trimEnd();
    return `${margin}${lead}${format === undefined ? line : style(format, line)}`;
  });
}
