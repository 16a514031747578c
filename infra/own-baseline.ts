import { type MakeOwnBaselines, OWN_BASELINE, type OwnFolder } from "../shared/baselines/own-baseline.ts";
import { compose } from "./compose.ts";
import { rightsOf } from "./function-rights.ts";
import { memberStack } from "./member-template.ts";
import { ownEntities } from "./own-baseline-entities.ts";
import { ownNames } from "./own-baseline-names.ts";
import { type OwnPlace, ownParameters } from "./own-baseline-parameters.ts";
import { json, readHub } from "./package-members.ts";
import { RoleTooLarge } from "./role-policies.ts";
import type { StackFiles, Template } from "./stack-files.ts";

/**
 * Makes the baseline `plumbline` of the very templates that `npm run package` deploys: the hub's for the account that Plumbline runs in, and a member's for
 * any other.
 * @param stack the files that the hub's stack is composed of
 */
export function createOwnBaselines(stack: StackFiles): MakeOwnBaselines {
  return (watched) => {
    const found = readHub(watched);
    if (found.status === "refused") return () => refused(found.problems);
    const { hub, configured, region, parameters } = found;
    const hubStack = (): Template => {
      const rights = rightsOf(stack.functions, { configuration: watched, hub: configured });
      // Of the functions themselves nothing is expected here.
      return compose(stack, rights, () => "", "");
    };
    return (account) => {
      const isHub = account.account === hub.account;
      try {
        const template = isHub ? hubStack() : memberStack(account, hub);
        return { status: "made", files: folderOf(template, { ...account, region }, isHub ? parameters : {}) };
      } catch (fault) {
        if (fault instanceof RoleTooLarge) return refused([fault.message]);
        throw fault;
      }
    };
  };
}

function refused(problems: readonly string[]): OwnFolder {
  const problem = `What the baseline ${OWN_BASELINE} expects follows from what is deployed, and this cannot be: ${problems.join(" ")}`;
  return { status: "refused", problem };
}

/** The folder's files, by their paths. */
function folderOf(
  template: Template,
  place: OwnPlace,
  parameters: Readonly<Record<string, string>>,
): ReadonlyMap<string, string> {
  const { entities, documents } = ownEntities(template, ownNames(template, place, parameters));
  const texts = [...documents].map(([file, document]) => [file, json(document)] as const);
  const baseline = {
    baseline: OWN_BASELINE,
    title: "Plumbline's own roles",
    page: PAGE,
    parameters: ownParameters(template, place, JSON.stringify([entities, texts])),
    documents: texts.map(([file]) => ({ file, provenance: "verbatim", page: PAGE })),
    entities,
  };
  // Every JSON is a YAML, too.
  const all = [["baseline.yml", json(baseline)] as const, ...texts];
  return new Map(all.map(([file, text]) => [`policies/${OWN_BASELINE}/${file}`, text]));
}

const PAGE = { title: "docs/deploy.md, Read its rights" };
