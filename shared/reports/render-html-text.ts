import type { VNode } from "preact";
import { visibleText } from "../drift/visible-text.ts";
import { type Content, element } from "./render-html-element.ts";
import { minute } from "./words.ts";

/** A name or value of an account, apart from the words around it: it can neither reorder them nor be taken for them. */
export function code(text: string): VNode {
  return element("code", null, visibleText(text) || "(empty)");
}

/** A sentence; what it quotes between backticks, and nothing else, is set apart like {@link code}. */
export function prose(text: string): readonly Content[] {
  return visibleText(text)
    .split(/(`[^`]+`)/)
    .filter((piece) => piece !== "")
    .map((piece) => (/^`[^`]+`$/.test(piece) ? element("code", null, piece.slice(1, -1)) : piece));
}

/** Words that only a screen reader says. */
export function spoken(text: string): VNode {
  return element("span", { class: "spoken" }, text);
}

/** A sign that a screen reader passes over: the words beside it say the same. */
export function sign(text: string): VNode {
  return element("span", { class: "sign", "aria-hidden": "true" }, text);
}

/** `2026-06-01 00:00 UTC` of an ISO 8601 time, for reading by people and machines. */
export function moment(iso: string): VNode {
  const shown = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}.*Z$/.test(iso) ? minute(iso) : iso;
  return element("time", { datetime: visibleText(iso) }, visibleText(shown));
}

/** {@link moment} without the time of day. */
export function day(iso: string): VNode {
  return element("time", { datetime: visibleText(iso) }, visibleText(iso.slice(0, 10)));
}

/** One of the facts in a list of them, a `dl`: its name and its value. */
export function fact(name: Content, value: Content): VNode {
  return element("div", null, element("dt", null, name), element("dd", null, value));
}

/** An account by its alias and number, the alias set apart like {@link code}. */
export function accountCode({ account, alias }: { readonly account: string; readonly alias?: string }): Content {
  return alias === undefined ? code(account) : [code(alias), " ", code(account)];
}
