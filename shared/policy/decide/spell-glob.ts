import type { Glob, GlobStep } from "../glob.ts";

/** A pattern with its policy variables spelt in one way, for telling whether two patterns are the same. */
export function spellGlob(glob: Glob): string {
  return glob.map(spellStep).join("");
}

function spellStep(step: GlobStep): string {
  switch (step.type) {
    case "one":
      return "?";
    case "many":
      return "*";
    case "variable":
      return `\${${step.key}${step.fallback !== undefined ? `, '${step.fallback}'` : ""}}`;
    case "unreadable":
      return step.text;
    case "character":
      return /[*?$]/.test(step.text) ? `\${${step.text}}` : step.text;
  }
}
