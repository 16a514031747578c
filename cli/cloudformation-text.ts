import { Document, visit } from "yaml";
import type { CloudFormationTemplate } from "../shared/baselines/render-cloudformation.ts";
import { hasUnseen, showUnseenInJson } from "../shared/drift/visible-text.ts";

/**
 * Writes a template as YAML. CloudFormation reads YAML 1.1, so what that would take for a date, a number or a truth value is put
 * in quotes; no line is folded.
 *
 * @param comments lines at its top
 */
export function cloudFormationText(template: CloudFormationTemplate, comments: readonly string[]): string {
  const document = new Document(template, { version: "1.1", aliasDuplicateObjects: false });
  visit(document, {
    Scalar(_, scalar) {
      if (typeof scalar.value === "string" && needsQuotes(scalar.value)) scalar.type = "QUOTE_DOUBLE";
    },
  });
  document.commentBefore = comments.map((line) => ` ${line}`).join("\n");
  return showUnseenInJson(document.toString({ lineWidth: 0 }));
}

/** In double quotes what a terminal would obey can be escaped; and YAML 1.1 means something by `=` and `<<`. */
function needsQuotes(text: string): boolean {
  return !/^[A-Za-z]/.test(text) || hasUnseen(text);
}
