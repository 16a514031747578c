import type { ExpectedEntity } from "../baselines/expected-state.ts";
import type { Observation } from "../observation/observation.ts";
import type { AdoptableState } from "./adopt-entity.ts";

/** The documents of an entity by what a sentence calls them. */
export type ProfileDocuments = Readonly<Record<string, string>>;

/** What is said of an entity, in one form for what is expected and for what was read; what is left out is not said. */
export interface Profile {
  readonly trust: ProfileDocuments;
  readonly documents: ProfileDocuments;
  /** Everything but documents, by what a sentence calls it; lists are sorted. */
  readonly aspects: Readonly<Record<string, unknown>>;
}

const TRUST = "trust policy";
const DEFAULT_VERSION = "default version";
const inlineWords = (name: string) => `inline policy ${name}`;

/** What a baseline, filled in, says. */
export function expectedProfile(expected: ExpectedEntity): Profile {
  const inline = "inlinePolicies" in expected ? expected.inlinePolicies : undefined;
  const attachments = "attachments" in expected ? expected.attachments?.policyArns : undefined;
  const groups = "groups" in expected ? expected.groups?.names : undefined;
  const texts = Object.entries(inline?.documents ?? {}).map(([name, { text }]) => [inlineWords(name), text]);
  return {
    trust: "trust" in expected && expected.trust !== undefined ? { [TRUST]: expected.trust.text } : {},
    documents: {
      ...Object.fromEntries(texts),
      ...(expected.kind === "policy" && { [DEFAULT_VERSION]: expected.document.text }),
    },
    aspects: {
      path: expected.path,
      tags: Object.entries(expected.tags ?? {}).toSorted(),
      "inline policies": inline && Object.keys(inline.documents).toSorted(),
      "attached managed policies": attachments?.toSorted(),
      "permissions boundary": "permissionsBoundary" in expected ? expected.permissionsBoundary : undefined,
      "session length": "maximumSessionSeconds" in expected ? expected.maximumSessionSeconds : undefined,
      groups: groups?.toSorted(),
      console: "console" in expected ? expected.console : undefined,
    },
  };
}

/** What was read, as far as a baseline can say it. */
export function observedProfile(state: AdoptableState, isServiceLinked: boolean): Profile {
  const inline = "inlinePolicies" in state ? held(state.inlinePolicies) : undefined;
  const attachments = "attachments" in state ? held(state.attachments) : undefined;
  const trust = state.kind === "role" ? held(state.trust) : undefined;
  const document = state.kind === "policy" ? held(state.document) : undefined;
  const texts = Object.entries(inline ?? {}).map(([name, text]) => [inlineWords(name), text]);
  const tags = "tags" in state && !isServiceLinked ? (held(state.tags) ?? {}) : {};
  return {
    trust: trust === undefined ? {} : { [TRUST]: trust },
    documents: {
      ...Object.fromEntries(texts),
      ...(document !== undefined && { [DEFAULT_VERSION]: document }),
    },
    aspects: {
      path: state.path,
      tags: Object.entries(tags)
        .filter(([key]) => !/^aws:/i.test(key))
        .toSorted(),
      "inline policies": inline && Object.keys(inline).toSorted(),
      "attached managed policies": attachments?.map(({ policyArn }) => policyArn).toSorted(),
      ...(!isServiceLinked && {
        "permissions boundary":
          "permissionsBoundary" in state ? orAbsent(state.permissionsBoundary, "none") : undefined,
        "session length": "maximumSessionSeconds" in state ? held(state.maximumSessionSeconds) : undefined,
      }),
      groups: state.kind === "user" ? held(state.groups)?.toSorted() : undefined,
      console: state.kind === "user" ? consoleOf(state.loginProfile) : undefined,
    },
  };
}

/** What is known to be there. */
export function held<T>(observation: Observation<T>): T | undefined {
  return observation.status === "present" ? observation.state : undefined;
}

function orAbsent(observation: Observation<string>, absent: string): string | undefined {
  return observation.status === "absent" ? absent : held(observation);
}

function consoleOf({ status }: Observation<string>): string | undefined {
  return status === "unreadable" ? undefined : status === "absent" ? "forbidden" : "required";
}
