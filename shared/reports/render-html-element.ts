import { type ComponentChild, h, type VNode } from "preact";

/** What stands within an element: all text in it is escaped. */
export type Content = ComponentChild;

/** Attributes as HTML spells them. No object is taken, so that nothing can be brought in as HTML. */
type Attributes = Readonly<Record<string, string | number | boolean | undefined>>;

/** An element of the page. */
export function element(name: string, attributes: Attributes | null, ...content: readonly Content[]): VNode {
  return h<Attributes>(name, attributes, ...content) as VNode;
}
