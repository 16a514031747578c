/** A regular expression for the whole of a text in which `*` stands for any characters and, if asked, `?` for one. */
export function wildcard(glob: string, options: { readonly questionMark: boolean }): RegExp {
  const source = [...glob].map((character) => {
    if (character === "*") return ".*";
    if (character === "?" && options.questionMark) return ".";
    return escapeExpression(character);
  });
  return new RegExp(`^${source.join("")}$`, "su");
}

/** The text as a regular expression that matches just it. */
export function escapeExpression(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
}
