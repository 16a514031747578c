import type { TemplateValue } from "./cloudformation-yaml.ts";
import { listOf } from "./function-rights.ts";
import type { IdentityStatement } from "./reader-statements.ts";
import { declaredRole, type Template } from "./stack-files.ts";

/** What one role may do to what, in words. */
interface Row {
  readonly who: string;
  readonly actions: string;
  readonly resources: readonly string[];
  readonly condition: string;
}

/** Who may do what: statements by the name of a function, or of another role. */
export type Rights = ReadonlyMap<string, readonly IdentityStatement[]>;

/**
 * The table of rights as plain text: a part for each function, a line for each statement and resource.
 * @param values what `Fn::Sub` fills in, such as `AWS::Partition`; what is not among them stays a placeholder
 */
export function rightsAsText(rights: Rights, values: Readonly<Record<string, string>>): string {
  const parts = [...rights].map(([who, statements]) => {
    const rows = statements.map((statement) => rowOf(who, statement, values));
    const lines = rows.flatMap(({ actions, resources, condition }) => [
      `  ${actions}`,
      ...resources.map((resource) => `      on ${resource}`),
      ...(condition === "" ? [] : [`      if ${condition}`]),
    ]);
    return `${who}\n${lines.join("\n")}\n`;
  });
  return parts.join("\n");
}

/** The same as a Markdown table. */
export function rightsAsMarkdown(rights: Rights, values: Readonly<Record<string, string>>): string {
  const rows = [...rights].flatMap(([who, statements]) => statements.map((each) => rowOf(who, each, values)));
  const lines = rows.map(({ who, actions, resources, condition }) =>
    [
      who,
      actions,
      resources.map((each) => `\`${each}\``).join("<br>"),
      condition === "" ? "" : `\`${condition}\``,
    ].join(" | "),
  );
  const head = ["function | actions | resources | only if", "--- | --- | --- | ---"];
  return `${["# What each function may do", "", ...[...head, ...lines].map((line) => `| ${line} |`)].join("\n")}\n`;
}

function rowOf(
  who: string,
  { Action, Resource, Condition }: IdentityStatement,
  values: Readonly<Record<string, string>>,
): Row {
  const filledIn = (value: TemplateValue) => inWords(value, values);
  return {
    who,
    actions: Action.join(", "),
    resources: listOf(Resource).map(filledIn),
    condition: Condition === undefined ? "" : conditionInWords(Condition, filledIn),
  };
}

/** Operator, key, values: `ArnEquals iam:PolicyARN arn:…`. */
function conditionInWords(condition: TemplateValue, inText: (value: TemplateValue) => string): string {
  const operators = Object.entries(condition as Readonly<Record<string, TemplateValue>>);
  const tests = operators.flatMap(([operator, keys]) =>
    Object.entries(keys as Readonly<Record<string, TemplateValue>>).map(([key, value]) =>
      [operator, key, listOf(value).map(inText).join(" or ")].join(" "),
    ),
  );
  return tests.join(" and ");
}

/**
 * What the roles may do that infra/ declares beside those of the functions: EventBridge's, say.
 * @param template as it is composed
 * @param functions the functions' folders
 */
export function otherRights({ Resources }: Template, functions: readonly string[]): Rights {
  const ofFunctions = new Set(functions.map((folder) => `plumbline-${folder}`));
  const roles = Object.values(Resources).filter(
    ({ Type, Properties }) => Type === "AWS::IAM::Role" && !ofFunctions.has(String(Properties.RoleName)),
  );
  const declared = roles.map(({ Properties }) => declaredRole(Properties));
  return new Map(
    declared.map(({ RoleName, Policies }) => {
      const statements = Policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
      return [
        `role ${RoleName}`,
        statements.map(({ Condition, ...rest }) => ({ ...rest, ...(Condition && { Condition }) })),
      ];
    }),
  );
}

/** A resource of the stack goes by its logical id, also where the deployer may give another in its place. */
function inWords(value: TemplateValue, values: Readonly<Record<string, string>>): string {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return String(value);
  const [[key, operand] = ["", null]] = Object.entries(value);
  if (key === "Ref") return values[String(operand)] ?? String(operand);
  if (key === "Fn::GetAtt" && Array.isArray(operand)) return String(operand[0]);
  if (key === "Fn::If" && Array.isArray(operand)) return inWords(operand[1] ?? null, values);
  if (key !== "Fn::Sub") return JSON.stringify(value);
  const text = String(Array.isArray(operand) ? operand[0] : operand);
  return text.replace(/\$\{([^}]+)\}/g, (placeholder, name: string) => {
    return values[name] ?? (name.endsWith(".Arn") ? name.slice(0, -4) : placeholder);
  });
}
