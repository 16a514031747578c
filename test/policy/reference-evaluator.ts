/**
 * A second evaluator, slow and obvious, for confirming the first: it works on the JSON as written, shares no code with
 * shared/policy, and decides every request from scratch. What it does not know it throws.
 */
export type ReferenceDecision = "allow" | "deny" | "none";

export interface ReferenceRequest {
  readonly principal?: string;
  readonly action: string;
  readonly resource: string;
  readonly context: Readonly<Record<string, string | readonly string[]>>;
}

type Json = { readonly [name: string]: unknown };

/** Says that the rules do not tell. */
class NotTold extends Error {}

/** Decides under both readings of `*` in ARNs; `undefined` where they differ, or where the rules do not tell. */
export function referenceDecision(
  documents: readonly string[],
  request: ReferenceRequest,
): ReferenceDecision | undefined {
  try {
    const [loose, strict] = [false, true].map((strictly) => decide(documents, request, strictly));
    return loose === strict ? loose : undefined;
  } catch (fault) {
    if (fault instanceof NotTold) return undefined;
    throw fault;
  }
}

function decide(documents: readonly string[], request: ReferenceRequest, strict: boolean): ReferenceDecision {
  const statements = documents.flatMap((document) => {
    const policy = JSON.parse(document) as Json;
    return list(policy.Statement).map((each) => ({
      statement: each as Json,
      variables: policy.Version === "2012-10-17",
    }));
  });
  const oneApplies = (effect: string): boolean => {
    const tests = statements.filter(({ statement }) => statement.Effect === effect);
    return !every(
      tests.map(
        ({ statement, variables }) =>
          () =>
            !applies(statement, variables, request, strict),
      ),
    );
  };
  if (oneApplies("Deny")) return "deny";
  return oneApplies("Allow") ? "allow" : "none";
}

/** Whether all hold: one that does not settles it, even where another is not told. */
function every(tests: readonly (() => boolean)[]): boolean {
  let untold: unknown;
  for (const test of tests) {
    try {
      if (!test()) return false;
    } catch (fault) {
      untold = fault;
    }
  }
  if (untold !== undefined) throw untold;
  return true;
}

function list(value: unknown): readonly unknown[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}

function texts(value: unknown): readonly string[] {
  return list(value).map(String);
}

function applies(statement: Json, variables: boolean, request: ReferenceRequest, strict: boolean): boolean {
  const { Action, NotAction, Resource, NotResource, Principal, Condition } = statement;
  const action = request.action.toLowerCase();
  const isAction = (pattern: string): boolean => matches(pattern.toLowerCase(), action, {});
  if (Action !== undefined && !texts(Action).some(isAction)) return false;
  if (NotAction !== undefined && texts(NotAction).some(isAction)) return false;
  const isResource = (pattern: string): boolean => {
    const filled = fill(pattern, variables, request);
    if (filled === undefined && NotResource !== undefined) throw new NotTold("NotResource with an unset variable");
    return filled !== undefined && matches(filled, request.resource, { strict });
  };
  const operators = Object.entries((Condition ?? {}) as Json);
  return every([
    () => Resource === undefined || !every(texts(Resource).map((each) => () => !isResource(each))),
    () => every(texts(NotResource).map((each) => () => !isResource(each))),
    () => Principal === undefined || isPrincipal(Principal, request.principal),
    ...operators.flatMap(([operator, keys]) =>
      Object.entries(keys as Json).map(
        ([key, values]) =>
          () =>
            meets(operator, key, texts(values), variables, request),
      ),
    ),
  ]);
}

/** Characters of a variable's value, and of `${*}`, are hidden from the matcher by the private use area. */
const HIDDEN = 0xe000;

function hide(text: string): string {
  return text.replace(/[*?$]/g, (character) => String.fromCharCode(HIDDEN + character.charCodeAt(0)));
}

function show(text: string): string {
  return text.replace(/[\ue000-\ue0ff]/g, (character) => String.fromCharCode(character.charCodeAt(0) - HIDDEN));
}

function fill(pattern: string, variables: boolean, request: ReferenceRequest): string | undefined {
  if (!variables) return pattern;
  let unset = false;
  const filled = pattern.replace(/\$\{([^}]*)\}/g, (_, inner: string) => {
    if (["*", "?", "$"].includes(inner)) return hide(inner);
    const [key = "", fallback] = inner.split(/\s*,\s*/);
    const given = lookUp(request, key);
    const value = given ?? fallback?.slice(1, -1);
    if (value === undefined) unset = true;
    if (given === "") throw new NotTold("an empty variable");
    if (typeof value === "object" || (value !== undefined && /[*?]/.test(value))) throw new NotTold("an odd variable");
    return value ?? "";
  });
  return unset ? undefined : filled;
}

function lookUp(request: ReferenceRequest, key: string): string | readonly string[] | undefined {
  return Object.entries(request.context).find(([name]) => name.toLowerCase() === key.toLowerCase())?.[1];
}

/** Strictly, `*` crosses a colon only where it is the last character of a segment, and `?` never does. */
function matches(pattern: string, text: string, { strict = false }: { strict?: boolean }): boolean {
  const expression = pattern.replace(/\*+|[^*]/gsu, (part, offset: number) => {
    const after = pattern[offset + part.length];
    if (part.startsWith("*")) return strict && after !== undefined && after !== ":" ? "[^:]*" : ".*";
    if (part === "?") return strict ? "[^:]" : ".";
    return show(part).replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
  });
  return new RegExp(`^${expression}$`, "su").test(text);
}

function isPrincipal(element: unknown, principal: string | undefined): boolean {
  if (principal === undefined) throw new NotTold("a request without a principal");
  if (element === "*") {
    if (/^arn:[^:]*:(?:iam|sts)::\d{12}:(?:root|user|role|assumed-role)/.test(principal)) return true;
    throw new NotTold("a bare * and a principal that is not AWS");
  }
  const entries = Object.entries(element as Json).flatMap(([type, values]) =>
    texts(values).map((value) => [type, value]),
  );
  return !every(
    entries.map(
      ([type = "", value = ""]) =>
        () =>
          !isPrincipalOf(type, value, principal),
    ),
  );
}

function isPrincipalOf(type: string, value: string, principal: string): boolean {
  const isService = /amazonaws\.com$/.test(principal);
  const isFederated = /(?:saml|oidc)-provider/.test(principal);
  if (type === "Service") return isService && value === principal;
  if (type === "Federated") return isFederated && value === principal;
  if (type !== "AWS" || isService || isFederated) return false;
  const [, partition, , , account, name] = principal.split(":");
  if (value === "*" || value === principal) return true;
  if (/^A[RI]/.test(value) && name !== "root") throw new NotTold("an id");
  if (value === account && partition === "aws") return true;
  if (value === `arn:${partition}:iam::${account}:root`) return true;
  const role = /^assumed-role\/([^/]+)\//.exec(name ?? "")?.[1];
  return role !== undefined && value.startsWith(`arn:${partition}:iam::${account}:role/`) && value.endsWith(`/${role}`);
}

/** AWS's pages do not agree on whether an empty value is one: what hangs on that is not told. */
function meets(
  operator: string,
  key: string,
  wanted: readonly string[],
  variables: boolean,
  request: ReferenceRequest,
): boolean {
  const value = lookUp(request, key);
  const met = meetsValue(operator, value, wanted, variables, request);
  if (!list(value).includes("")) return met;
  const rest = (list(value) as readonly string[]).filter((each) => each !== "");
  if (meetsValue(operator, rest, wanted, variables, request) !== met) throw new NotTold("an empty value");
  return met;
}

function meetsValue(
  operator: string,
  value: string | readonly string[] | undefined,
  wanted: readonly string[],
  variables: boolean,
  request: ReferenceRequest,
): boolean {
  const [, quantifier, name = "", ifExists] = /^(?:(ForAllValues|ForAnyValue):)?(.*?)(IfExists)?$/.exec(operator) ?? [];
  const missing = value === undefined || (typeof value === "object" && value.length === 0);
  if (wanted.length === 0) throw new NotTold("no values");
  if (name === "Null")
    return quantifier === undefined ? wanted.includes(String(missing)) : quantifier === "ForAllValues";
  const negated = name.includes("Not");
  if (missing) {
    if (quantifier === "ForAllValues") return true;
    if (quantifier === "ForAnyValue" && ifExists !== undefined) throw new NotTold("ForAnyValue with IfExists");
    return quantifier === undefined && (negated || ifExists !== undefined);
  }
  if (quantifier === undefined && typeof value !== "string") throw new NotTold("a list under a plain operator");
  const one = (actual: string): boolean => {
    const hits = wanted.map((each) => compare(name.replace("Not", ""), actual, each, variables, request));
    if (hits.includes(undefined) && hits.includes(true)) throw new NotTold("an unset variable among others");
    return hits.includes(true) !== negated;
  };
  const actuals = list(value) as readonly string[];
  return quantifier === "ForAllValues" ? actuals.every(one) : actuals.some(one);
}

function compare(
  name: string,
  actual: string,
  wanted: string,
  variables: boolean,
  request: ReferenceRequest,
): boolean | undefined {
  if (/^(?:String|Arn)/.test(name)) {
    const filled = fill(wanted, variables, request);
    return filled === undefined ? undefined : compareText(name, actual, filled);
  }
  if (name.startsWith("Numeric")) return ordered(name.slice(7), number(actual), number(wanted));
  if (name.startsWith("Date")) {
    // A date without a time of day begins somewhere on earth, and ends somewhere else.
    const answers = times(wanted).map((each) => ordered(name.slice(4), time(actual), each));
    if (new Set(answers).size > 1) throw new NotTold("a date without a time of day");
    return answers[0] === true;
  }
  if (name === "IpAddress") {
    const [block, address] = [bits(wanted.split("/")[0] ?? ""), bits(actual)];
    return block.length === address.length && block.slice(0, prefix(wanted)) === address.slice(0, prefix(wanted));
  }
  if (name === "Bool" && /^(?:true|false)$/.test(actual) && /^(?:true|false)$/.test(wanted)) return actual === wanted;
  if (name === "BinaryEquals" && [actual, wanted].every((text) => btoa(atob(text)) === text)) return actual === wanted;
  throw new NotTold(name);
}

function compareText(name: string, actual: string, wanted: string): boolean {
  if (name === "StringEquals") return show(wanted) === actual;
  if (name === "StringEqualsIgnoreCase") return show(wanted).toLowerCase() === actual.toLowerCase();
  if (name === "StringLike") return matches(wanted, actual, {});
  const [patterns, parts] = [wanted, actual].map((text) =>
    /^([^:]*):([^:]*):([^:]*):([^:]*):([^:]*):(.*)$/s.exec(text)?.slice(1),
  );
  if (patterns === undefined || parts === undefined) throw new NotTold("no ARN");
  return patterns.every((pattern, index) => matches(pattern, parts[index] ?? "", {}));
}

/** Exactly: in units of the thirtieth digit after the point. */
function number(text: string): bigint {
  const [, whole, fraction = ""] = /^(-?\d+)(?:\.(\d{1,30}))?$/.exec(text) ?? [];
  if (whole === undefined) throw new NotTold("no number");
  return BigInt(whole + fraction.padEnd(30, "0"));
}

function time(text: string): number {
  const value = /^\d{9,}$/.test(text) ? Number(text) * 1000 : Date.parse(text.length > 10 ? text : "no time of day");
  if (Number.isNaN(value)) throw new NotTold("no date");
  return value;
}

function times(text: string): readonly number[] {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return [time(text)];
  return [-14, 0, 12, 24, 38].map((hours) => time(`${text}T00:00:00Z`) + hours * 3_600_000);
}

function ordered<T extends number | bigint>(relation: string, left: T, right: T): boolean {
  if (relation === "LessThan") return left < right;
  if (relation === "LessThanEquals") return left <= right;
  if (relation === "GreaterThan") return left > right;
  return relation === "GreaterThanEquals" ? left >= right : left === right;
}

function prefix(block: string): number {
  const [address = "", length] = block.split("/");
  return (address.includes(":") ? 1 : 0) + (length === undefined ? bits(address).length : Number(length));
}

/** The address as zeros and ones; those of version 6 begin with a 6. */
function bits(address: string): string {
  if (/^\d+(?:\.\d+){3}$/.test(address)) {
    return address
      .split(".")
      .map((part) => Number(part).toString(2).padStart(8, "0"))
      .join("");
  }
  if (!address.includes(":")) throw new NotTold("no address");
  const [head = "", tail = ""] = address.split("::");
  const [front, back] = [head, tail].map((half) => half.split(":").filter((group) => group !== ""));
  const zeros = Array<string>(8 - (front?.length ?? 0) - (back?.length ?? 0)).fill("0");
  const groups = [...(front ?? []), ...zeros, ...(back ?? [])];
  return `6${groups.map((group) => Number.parseInt(group, 16).toString(2).padStart(16, "0")).join("")}`;
}
