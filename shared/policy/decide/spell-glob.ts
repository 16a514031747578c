import type { Glob, GlobStep } from "../glob.ts";

/** A pattern with its policy variables spelt in one way, for telling whether two patterns are the same; left out, the defaults are not written. */
export function spellGlob(glob: Glob, defaults: boolean): string {
  return glob.map((step) => spellStep(step, defaults)).join("");
}

function spellStep(step: GlobStep, defaults: boolean): string {
  switch (step.type) {
    case "one":
      return "?";
    case "many":
      return "*";
    case "variable":
      return `\${${step.key}${defaults && step.fallback !== undefined ? `, '${step.fallback}'` : ""}}`;
    case "unreadable":
      return step.text;
    case "character":
      return /[*?$]/.test(step.text) ? `\${${step.text}}` : step.text;
  }
}
