import type { RenderedDocument, RenderedEntity } from "../shared/baselines/render-entities.ts";
import { showUnseenInJson } from "../shared/drift/visible-text.ts";
import { counted } from "../shared/reports/words.ts";
import { paragraph, type TextPage } from "./paragraph.ts";
import type { RenderedBaseline } from "./render-baseline.ts";
import { neutralise } from "./terminal.ts";

const KINDS: Readonly<Record<RenderedEntity["kind"], string>> = {
  policy: "Managed policy",
  group: "Group",
  role: "Role",
  "service-linked-role": "Service-linked role",
  user: "User",
  root: "Root user",
};

/** The lines that a person makes an account's entities by: each with its heading, its facts, and its documents as IAM's console takes them. */
export function renderingLines({ baseline, account, rendering }: RenderedBaseline, page: TextPage): readonly string[] {
  const { id, alias, configured } = account;
  const title = `${baseline} for account ${id}${alias === undefined ? "" : ` (${alias})`}`;
  const size =
    rendering.entities.length === 1
      ? "One entity."
      : `${rendering.entities.length} entities, in an order in which they can be made.`;
  return [
    page.style("bold", neutralise(title)),
    ...paragraph(size, page),
    ...(configured ? [] : paragraph(UNCONFIGURED, page)),
    ...rendering.entities.flatMap((entity, index) => ["", ...entityLines(entity, index + 1, page)]),
    ...retiredLines(rendering.retired, page),
  ];
}

const UNCONFIGURED =
  "plumbline.yml does not give this baseline to the account: a parameter that the command does not give has its default.";

function retiredLines(retired: RenderedBaseline["rendering"]["retired"], page: TextPage): readonly string[] {
  const told = retired.map(({ entity, since }) => `${entity}${since === undefined ? "" : `, since ${since}`}`);
  if (told.length === 0) return [];
  const heading = "Withdrawn by the vendor; delete what is still there";
  return [
    "",
    page.style("bold", heading),
    ...told.flatMap((line) => paragraph(line, page, { indent: INDENT, hanging: 2 })),
  ];
}

const INDENT = 3;

function entityLines(entity: RenderedEntity, number: number, page: TextPage): readonly string[] {
  const name = entity.kind === "root" ? "" : ` ${entity.name}`;
  const heading = neutralise(`${number}. ${KINDS[entity.kind]}${name}`);
  return [
    page.style("bold", heading),
    // A broken ARN, or a broken command, could not be copied.
    ...factsOf(entity).map((fact) => `${" ".repeat(INDENT)}${neutralise(fact)}`),
    ...entity.notes.flatMap((note) => paragraph(note, page, { indent: INDENT, hanging: 2, format: "yellow" })),
    ...documentLines("Trust policy", entity.trust, page),
    ...documentLines("Policy document", entity.document, page),
    ...entity.inlinePolicies.flatMap((inline) => documentLines(`Inline policy ${inline.name}`, inline, page)),
  ];
}

function factsOf(entity: RenderedEntity): readonly string[] {
  const { path, arn, service, attachments, permissionsBoundary, groups, tags, maximumSessionSeconds } = entity;
  return [
    ...(path === "/" || entity.kind === "service-linked-role" ? [] : [`Path: ${path}`]),
    ...(arn === undefined ? [] : [`ARN: ${arn}`]),
    ...(service === undefined ? [] : [`aws iam create-service-linked-role --aws-service-name ${service}`]),
    ...attachments.map((attached) => `Attached policy: ${attached}`),
    ...(permissionsBoundary === undefined ? [] : [`Permissions boundary: ${permissionsBoundary}`]),
    ...groups.map((group) => `Group: ${group}`),
    ...Object.entries(tags).map(([key, value]) => `Tag: ${key} = ${value}`),
    ...(maximumSessionSeconds === undefined ? [] : [`Maximum session duration: ${duration(maximumSessionSeconds)}`]),
  ];
}

/** The console asks for hours, the API for seconds. */
function duration(seconds: number): string {
  const hours = seconds / 3600;
  return Number.isInteger(hours) ? `${counted(hours, "hour", "hours")} (${seconds} seconds)` : `${seconds} seconds`;
}

/** Its JSON stands at the left edge, so that it can be copied as it is. */
function documentLines(title: string, document: RenderedDocument | undefined, page: TextPage): readonly string[] {
  if (document === undefined) return [];
  const text = document.provenance === "verbatim" ? "the vendor's own text" : "reconstructed";
  const origin = `(${text}${document.amendments.length > 0 ? ", amended" : ""}: ${document.source})`;
  const heading = title.length + origin.length + INDENT < page.width ? [`${title} ${origin}`] : [title, origin];
  const json = showUnseenInJson(JSON.stringify(document.document, null, 2));
  return ["", ...heading.map((line) => `${" ".repeat(INDENT)}${neutralise(line)}`), ...json.split("\n")];
}
