import type { AccessLevel } from "../comparison.ts";
import { lowerAscii } from "../lower-ascii.ts";

/** A service in action-table.json: its ARN templates, its kinds of action (`W0,3`), its names by noun (`Object:B4D7`). */
export type EncodedService = readonly [templates: string, kinds: string, names: string];

/** The file that infra/generate-action-table.ts writes. */
export interface EncodedActionTable {
  /** The package and version it was made from. */
  readonly source: string;
  /** The verbs that `A`, `B`, … stand for in names. */
  readonly verbs: string;
  readonly services: Readonly<Record<string, EncodedService>>;
}

/** An action that exists. */
export interface KnownAction {
  /** As AWS spells it: `s3:GetObject`. */
  readonly name: string;
  /** In lower case. */
  readonly key: string;
  readonly level: AccessLevel;
  /**
   * The ARNs of what it can be about, in which `*` is any text and `%` any text without a slash; empty for an action that takes
   * no resource but `*`.
   */
  readonly templates: readonly string[];
}

/** Every action that exists today. */
export interface ActionTable {
  /** The services' prefixes, in order. */
  readonly services: readonly string[];
  /** The actions of a service, in order of their nouns; empty for a prefix that is none. */
  actionsOf(service: string): readonly KnownAction[];
  /** Case plays no part. */
  find(action: string): KnownAction | undefined;
}

const LEVELS: Readonly<Record<string, AccessLevel>> = {
  L: "List",
  R: "Read",
  W: "Write",
  P: "Permissions management",
  T: "Tagging",
};

let loaded: ActionTable | undefined;

/**
 * Every action of the services' authorisation references, from a file of its own that is read at the first call and kept.
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
export async function loadActionTable(): Promise<ActionTable> {
  if (loaded !== undefined) return loaded;
  const { default: encoded } = await import("./action-table.json", { with: { type: "json" } });
  loaded = decodeActionTable(encoded as unknown as EncodedActionTable);
  return loaded;
}

/** Reads the file's form. A service is read when it is first asked for. */
function decodeActionTable({ verbs, services }: EncodedActionTable): ActionTable {
  const spelt = verbs.split(" ");
  const read = new Map<string, ReadonlyMap<string, KnownAction>>();
  const service = (key: string): ReadonlyMap<string, KnownAction> => {
    let actions = read.get(key);
    if (actions === undefined) {
      const encoded = Object.hasOwn(services, key) ? services[key] : undefined;
      const all = encoded === undefined ? [] : decodeService(key, encoded, spelt);
      actions = new Map(all.map((action) => [action.key, action]));
      if (encoded !== undefined) read.set(key, actions);
    }
    return actions;
  };
  return {
    services: Object.keys(services),
    actionsOf: (key) => [...service(lowerAscii(key)).values()],
    find: (action) => {
      const key = lowerAscii(action);
      return service(key.slice(0, Math.max(0, key.indexOf(":")))).get(key);
    },
  };
}

function decodeService(
  service: string,
  [templates, kinds, names]: EncodedService,
  verbs: readonly string[],
): readonly KnownAction[] {
  const arns = words(templates).map((text) => (text.startsWith("~") ? text.slice(1) : `arn:*:${service}:*:*:${text}`));
  const decoded = words(kinds).map((kind) => ({
    level: LEVELS[kind.charAt(0)] ?? "Write",
    templates: (kind.match(/\d+/g) ?? []).flatMap((number) => arns[Number(number)] ?? []),
  }));
  return words(names).flatMap((entry) => {
    const [noun = "", codes = ""] = entry.split(":");
    return [...codes.matchAll(/([A-Za-z]?)(\d+)/g)].flatMap(([, letter = "", kind]) => {
      const found = decoded[Number(kind)];
      const name = `${service}:${letter === "" ? "" : verbs[verbNumber(letter)]}${noun}`;
      return found === undefined ? [] : [{ name, key: lowerAscii(name), ...found }];
    });
  });
}

function words(text: string): readonly string[] {
  return text === "" ? [] : text.split(" ");
}

/** `A` is the first, `a` the twenty-seventh. */
function verbNumber(letter: string): number {
  const code = letter.charCodeAt(0);
  return code < 97 ? code - 65 : code - 71;
}
