import { type Problem, positionAt } from "./problem.ts";

/** Slack's tokens, and the addresses of its webhooks: whoever has one may post. */
const SECRET = /\bx(?:ox[a-z]|app)[-.]\w[\w.-]*|https:\/\/hooks\.slack(?:-gov)?\.com\/\w[^\s"']*/g;

/** Every Slack token and webhook address in a file's text, wherever it stands: a comment keeps no secret either. */
export function checkSecrets({ file, text }: { readonly file: string; readonly text: string }): readonly Problem[] {
  return [...text.matchAll(SECRET)].map(({ index }) => ({
    file,
    ...positionAt(text, index),
    message:
      "This looks like a Slack token or webhook, which may not stand in a file; revoke it, put the new one into SSM or Secrets Manager, and name that place here.",
  }));
}

/** Problems with every secret in their messages blotted out. */
export function withoutSecrets(problems: readonly Problem[]): readonly Problem[] {
  return problems.map((problem) => ({ ...problem, message: problem.message.replace(SECRET, "…") }));
}
