/** Every colour of the page by its name in the style sheet: on light, and on dark. */
export const COLOURS = {
  page: ["#f5f6f8", "#0f141b"],
  surface: ["#ffffff", "#171d26"],
  raised: ["#eef1f5", "#1f2733"],
  line: ["#d5dbe3", "#323d4c"],
  /** The edge of a control, which has to be seen against the surface. */
  edge: ["#7d8896", "#758294"],
  text: ["#1a222d", "#e6ebf2"],
  muted: ["#545f6e", "#a3b0c0"],
  accent: ["#1d5bb8", "#86b7ff"],
  "critical-text": ["#ffffff", "#2a0509"],
  critical: ["#a8142c", "#ff8f9d"],
  "high-text": ["#7a2e00", "#ffc08f"],
  high: ["#ffe3d0", "#48250e"],
  "high-edge": ["#d9600f", "#f08a3c"],
  "medium-text": ["#604700", "#f3d67c"],
  medium: ["#fbeebf", "#3a300d"],
  "medium-edge": ["#c39300", "#cfa72a"],
  "low-text": ["#1c4a78", "#9fceff"],
  low: ["#deebf8", "#152d46"],
  "low-edge": ["#4a86c2", "#5b9bdb"],
  "undecided-text": ["#5a228f", "#dabbff"],
  undecided: ["#f0e4fb", "#33204b"],
  "undecided-edge": ["#8a4fc4", "#a877e0"],
  "clean-text": ["#155a2e", "#9fe3b6"],
  clean: ["#def3e5", "#12301e"],
  "clean-edge": ["#2f9455", "#4caf72"],
  "lost-text": ["#851a20", "#ffb9bb"],
  lost: ["#fdecec", "#351a1d"],
  "lost-piece": ["#f8c6c8", "#6d2a2f"],
  "gained-text": ["#0f552a", "#a3e6b8"],
  gained: ["#e6f6eb", "#122c1d"],
  "gained-piece": ["#b5e4c4", "#1e5a35"],
} as const satisfies Readonly<Record<string, readonly [string, string]>>;

/**
 * The colours as custom properties: as the reader's system has it, or as the page's own button says; on paper always the light ones.
 */
export function colourSheet(): string {
  const side = (index: 0 | 1): string =>
    Object.entries(COLOURS)
      .map(([name, pair]) => `--${name}:${pair[index]}`)
      .join(";");
  return [
    `:root{color-scheme:light dark;${side(0)}}`,
    `@media screen and (prefers-color-scheme:dark){:root:not([data-theme="light"]){${side(1)}}}`,
    `@media screen{:root[data-theme="light"]{color-scheme:light}:root[data-theme="dark"]{color-scheme:dark;${side(1)}}}`,
    "@media print{:root{color-scheme:light}}",
  ].join("\n");
}
