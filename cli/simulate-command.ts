import { hasUnseen, showUnseenInJson, writeUnseen } from "../shared/drift/visible-text.ts";
import type { Decision, Witness } from "../shared/policy/comparison.ts";
import type { Policy } from "../shared/policy/policy.ts";

/** A policy as the command hands it to AWS: from its file, or as text where the file is not the policy alone. */
export type PolicyArgument = { readonly file: string } | { readonly text: string };

/** What AWS's simulator calls a decision. */
const SIMULATED: Readonly<Record<Decision, string>> = { allow: "allowed", deny: "explicitDeny", none: "implicitDeny" };

/**
 * The shell command, line by line, with which AWS itself decides a witness by the canonical policy and then by the live one; identity
 * policies only. Every value is quoted for a shell, and none can write anything but printable text to the terminal. The last line says
 * what it is to print.
 *
 * @param policies both sides, for the types of the condition keys
 * @see https://docs.aws.amazon.com/cli/latest/reference/iam/simulate-custom-policy.html
 */
export function simulateCommand(
  witness: Witness,
  documents: { readonly canonical: PolicyArgument; readonly live: PolicyArgument },
  policies: readonly Policy[],
): readonly string[] {
  return [
    `for policy in ${policyArgument(documents.canonical)} ${policyArgument(documents.live)}; do`,
    ...simulation(witness, policies).map((line) => `  ${line}`),
    `done  # ${SIMULATED[witness.canonical]}, then ${SIMULATED[witness.live]}`,
  ];
}

/**
 * {@link simulateCommand} for the live policy alone, as IAM has it.
 * @param printLive the shell command that prints the policy, quoted where it has to be
 */
export function simulateLiveCommand(
  witness: Witness,
  printLive: string,
  policies: readonly Policy[],
): readonly string[] {
  return [`policy=$(${printLive})`, ...simulation(witness, policies), `# ${SIMULATED[witness.live]}`];
}

function simulation(witness: Witness, policies: readonly Policy[]): readonly string[] {
  const entries = Object.entries(witness.context).map(([key, value]) => contextEntry(key, value, policies));
  const parts = [
    'aws iam simulate-custom-policy --policy-input-list "$policy"',
    `--action-names ${quote(witness.action)}`,
    `--resource-arns ${quote(witness.resource)}`,
    ...(entries.length === 0 ? [] : [`--context-entries ${quote(`[${entries.join(",")}]`)}`]),
    "--query 'EvaluationResults[].EvalDecision' --output text",
  ];
  return parts.map((part, index) => `${index === 0 ? "" : "  "}${part}${index < parts.length - 1 ? " \\" : ""}`);
}

function policyArgument(document: PolicyArgument): string {
  if ("text" in document) return quote(showUnseenInJson(document.text));
  // A name that starts with a dash would be an option.
  return `"$(cat ${quote(document.file.startsWith("-") ? `./${document.file}` : document.file)})"`;
}

function contextEntry(key: string, value: string | readonly string[], policies: readonly Policy[]): string {
  const type = contextType(key, policies);
  return showUnseenInJson(
    JSON.stringify({
      ContextKeyName: key,
      ContextKeyValues: typeof value === "string" ? [value] : value,
      ContextKeyType: typeof value === "string" ? type : `${type}List`,
    }),
  );
}

/** The operators by what their values are; the simulator takes everything else for strings. */
const TYPES: readonly (readonly [RegExp, string])[] = [
  [/^numeric/i, "numeric"],
  [/^date/i, "date"],
  [/^(?:not)?ipaddress/i, "ip"],
  [/^bool/i, "boolean"],
  [/^binary/i, "binary"],
];

function contextType(key: string, policies: readonly Policy[]): string {
  const tests = policies.flatMap(({ statements }) => statements.flatMap(({ conditions }) => conditions));
  const operators = tests
    .filter((test) => test.key.toLowerCase() === key.toLowerCase())
    .map(({ operator }) => operator);
  const names = operators.map((operator) => operator.replace(/^.*:/, ""));
  return TYPES.find(([pattern]) => names.some((name) => pattern.test(name)))?.[1] ?? "string";
}

/** Quotes a text for a shell: not at all, in single quotes, or, with something unprintable in it, as bash and zsh have it, `$'\e'`. */
export function quote(text: string): string {
  if (/^[\w@%+=:,./-]+$/.test(text)) return text;
  if (!hasUnseen(text)) return `'${text.replaceAll("'", "'\\''")}'`;
  const escaped = text.replace(/[\\']/g, (character) => `\\${character}`);
  return `$'${writeUnseen(escaped, (codePoint) => `\\U${codePoint.toString(16).padStart(8, "0")}`)}'`;
}
