import type { AdoptedEntity } from "../shared/discovery/adopt.ts";
import { ADOPTED_ASPECTS, type LeftOutAspect } from "../shared/discovery/adopt-draft.ts";
import { formatEntity } from "../shared/iam/entity-reference.ts";

/** What whoever adopted should know. */
export interface AdoptionNote {
  readonly sentence: string;
  /** Something that ought to have been readable was not. */
  readonly isTrouble: boolean;
}

/** One sentence for each aspect that was left out, whichever entities lack it, and one for what is only named. */
export function adoptionNotes(entities: readonly AdoptedEntity[]): readonly AdoptionNote[] {
  const leftOut = entities.flatMap(({ entity, leftOut }) =>
    leftOut.map((each) => ({ ...each, entity: formatEntity(entity) })),
  );
  const alike = Map.groupBy(leftOut, ({ aspect, reason: { call, code } }) => `${aspect} ${call} ${code}`);
  const notes = [...alike.values()].flatMap(([first, ...others]) =>
    first === undefined
      ? []
      : [
          leftOutNote(
            first,
            [first, ...others].map(({ entity }) => entity),
          ),
        ],
  );
  const named = [...new Set(entities.flatMap(({ notDescribed }) => notDescribed.map(formatEntity)))];
  return [...notes, ...(named.length === 0 ? [] : [{ sentence: notDescribedWords(named), isTrouble: false }])];
}

function leftOutNote({ aspect, reason }: LeftOutAspect, entities: readonly string[]): AdoptionNote {
  const { call, code, message } = reason;
  const isTrouble = code !== "NotHeld";
  const why = isTrouble ? `${call}: ${code}: ${message.replace(/\.+$/, "")}` : message.replace(/\.+$/, "");
  return {
    sentence: `Not adopted, and so not watched: the ${ADOPTED_ASPECTS[aspect]} of ${few(entities)} (${why}).`,
    isTrouble,
  };
}

function notDescribedWords(named: readonly string[]): string {
  return `Only named, not described: ${few(named)}. What they grant may change unseen unless they are adopted too.`;
}

/** How many of a list are named. */
const NAMED = 3;

function few(names: readonly string[]): string {
  const rest = names.length - NAMED;
  return rest <= 0 ? names.join(", ") : `${names.slice(0, NAMED).join(", ")} and ${rest} more`;
}
