import type { ExpectedEntity, Severity } from "../baselines/expected-state.ts";
import type { AspectName } from "./aspects.ts";
import { type Departure, findDeparture } from "./compare-document.ts";
import type { DocumentedAspect, ExpectedDocuments } from "./documented-aspects.ts";
import type { RuleName } from "./drift.ts";
import { tellEffect } from "./effective-words.ts";
import { aspectRule, type JudgedDrift, type Rule } from "./rule.ts";
import { severityOfOutdated } from "./severity.ts";
import { sentence } from "./wording.ts";

/** Makes the rule that tells which documents of an aspect decide otherwise than theirs do, and as no earlier version of them did. */
export function changedRule<Name extends AspectName>(name: RuleName, documented: DocumentedAspect<Name>): Rule {
  const { wanted, severity, doubt } = documented;
  return departureRule(documented, {
    name,
    wanted,
    isTold: ({ isOutdated }) => !isOutdated,
    severity,
    remark: doubt === undefined ? "" : `; ${doubt}`,
  });
}

/** Makes the rule that tells which documents of an aspect decide as an earlier version of theirs did. */
export function outdatedRule<Name extends AspectName>(name: RuleName, documented: DocumentedAspect<Name>): Rule {
  const { wanted, severity } = documented;
  return departureRule(documented, {
    name,
    wanted: (expected) => thoseWithRevisions(wanted(expected)),
    isTold: ({ isOutdated }) => isOutdated,
    severity: (own, gained) => severityOfOutdated(own, gained, severity(own, gained)),
    remark: "",
  });
}

/** A document of which no earlier version is known cannot be outdated; and where that is so of all, nobody needs to look. */
function thoseWithRevisions(documents: ExpectedDocuments | undefined): ExpectedDocuments | undefined {
  const known = Object.entries(documents ?? {}).filter(([, { revisions = [] }]) => revisions.length > 0);
  return known.length === 0 ? undefined : Object.fromEntries(known);
}

/** Which departures of an aspect's documents a rule tells, and how. */
interface Telling {
  readonly name: RuleName;
  readonly wanted: (expected: ExpectedEntity) => ExpectedDocuments | undefined;
  readonly isTold: (departure: Departure) => boolean;
  readonly severity: (own: Severity, gained: Departure["gained"]) => Severity;
  readonly remark: string;
}

function departureRule<Name extends AspectName>(
  { aspect, kind, liveText, nameOf, effectOf }: DocumentedAspect<Name>,
  { name, wanted, isTold, severity, remark }: Telling,
): Rule {
  return aspectRule({
    name,
    aspect,
    wanted,
    async judge({ wanted: documents, live, expected, state, loadTable, effects }) {
      const { compare } = expected;
      const drifts: JudgedDrift[] = [];
      for (const [subject, canonical] of Object.entries(documents)) {
        const text = liveText(live, subject);
        if (text === undefined) continue;
        const departure = await findDeparture({ canonical, liveText: text, kind, compare, loadTable });
        if (departure === undefined || !isTold(departure)) continue;
        const { clause, gained, isOutdated: _, ...compared } = departure;
        const alone = departure.verdict === "unknown" ? "unknown" : "told";
        const telling = {
          expected,
          severity: (effective = gained) => severity(expected.severity, effective),
          alone,
        } as const;
        const effect = await effectOf?.(effects, subject, departure);
        const { remark: addition, content, ...told } = tellEffect(effect, telling);
        const deltas = effect?.deltas ?? departure.deltas ?? [];
        drifts.push({
          ...compared,
          ...told,
          deltas,
          content: [...compared.content, ...content],
          subject,
          summary: sentence(`${nameOf(subject, expected, state)} ${clause(deltas)}${remark}${addition}`),
        });
      }
      return drifts;
    },
  });
}
