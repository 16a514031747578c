import { notImplemented, ServiceError } from "../server/service-error.ts";

/** What a target is given in place of the event. */
export interface InputTransformer {
  /** JSON paths into the event, by the variable's name. */
  readonly InputPathsMap?: Readonly<Record<string, string>> | undefined;
  /** One JSON text in which each `<variable>` stands for what its path finds. */
  readonly InputTemplate: string;
}

/** `$.detail.names[0]`: names and positions; nothing else of JSON path. */
const PATH = /^\$(?:\.[\w-]+|\[\d+\])+$/;

const VARIABLE = /<([\w-]+)>/g;

/**
 * Refuses a transformer that {@link transformed} could not work as EventBridge does. The lab knows one form: a template that is a text in
 * quotes, without EventBridge's own variables.
 * @throws ServiceError `NotImplemented`, and `ValidationException` for a variable without a path
 */
export function requireTransformable({ InputPathsMap = {}, InputTemplate }: InputTransformer): void {
  const path = Object.values(InputPathsMap).find((one) => !PATH.test(one));
  if (path !== undefined) throw notImplemented(`the path ${path} of an InputTransformer; only names and positions are`);
  if (!isQuoted(InputTemplate)) throw notImplemented("an InputTemplate that is not one text in double quotes");
  const unknown = variablesOf(InputTemplate).find((name) => !Object.hasOwn(InputPathsMap, name));
  if (unknown === undefined) return;
  throw new ServiceError(
    "ValidationException",
    `InputTemplate names <${unknown}>, of which InputPathsMap says nothing.`,
  );
}

/**
 * What the target is handed: the template with its variables filled in, in its quotes. A path that finds nothing leaves nothing.
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html
 */
export function transformed({ InputPathsMap = {}, InputTemplate }: InputTransformer, event: unknown): string {
  return InputTemplate.replaceAll(VARIABLE, (_, name: string) => asText(found(event, InputPathsMap[name] ?? "$")));
}

function isQuoted(template: string): boolean {
  try {
    return typeof JSON.parse(template) === "string";
  } catch (fault) {
    if (fault instanceof SyntaxError) return false;
    throw fault;
  }
}

function variablesOf(template: string): readonly string[] {
  return [...template.matchAll(VARIABLE)].map(([, name = ""]) => name);
}

function found(event: unknown, path: string): unknown {
  return [...path.matchAll(/[\w-]+/g)].reduce<unknown>((value, [step]) => {
    return typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>)[step] : undefined;
  }, event);
}

/** Inside a text, so without quotes of its own. */
function asText(value: unknown): string {
  if (value === undefined || value === null) return "";
  return typeof value === "string"
    ? JSON.stringify(value).slice(1, -1)
    : JSON.stringify(JSON.stringify(value)).slice(1, -1);
}
