import { writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import * as z from "zod";
import { discoverResultSchema } from "../cli/discover-schema.ts";
import { keyReportSchema } from "../cli/keys-schema.ts";
import { alertBodySchema } from "../shared/alerts/alert-body-schema.ts";
import { driftEventDetail } from "../shared/alerts/drift-event.ts";
import { wholeBaselineFile } from "../shared/baselines/baseline-schema.ts";
import { wholeConfiguration } from "../shared/baselines/configuration-schema.ts";
import { wholeWaivers } from "../shared/baselines/waivers-schema.ts";

/** `npm run generate:schemas`: writes the JSON Schemas of the files that people write, for editors to check them by, and of the events that programs read. */

/** A published schema: its file under `docs/schema/`, and what it is made from. */
export interface PublishedSchema {
  readonly file: string;
  readonly title: string;
  readonly schema: z.ZodType;
}

export const SCHEMAS: readonly PublishedSchema[] = [
  { file: "alert.schema.json", title: "What programs get from an alert topic, version 1", schema: alertBodySchema },
  {
    file: "drift-event.schema.json",
    title: "The detail of an event on Plumbline's bus, version 1",
    schema: driftEventDetail,
  },
  { file: "baseline.schema.json", title: "A baseline.yml of Plumbline", schema: wholeBaselineFile },
  { file: "discover.schema.json", title: "What plumbline discover --json prints", schema: discoverResultSchema },
  { file: "keys.schema.json", title: "What plumbline keys --json prints", schema: keyReportSchema },
  { file: "plumbline.schema.json", title: "Plumbline's plumbline.yml", schema: wholeConfiguration },
  { file: "waivers.schema.json", title: "Plumbline's waivers.yml", schema: wholeWaivers },
];

/** The text of a schema's file: what may be written, so that a key with a default may be left out. */
export function schemaText({ schema, title }: PublishedSchema): string {
  const { $schema, ...rest } = z.toJSONSchema(schema, { io: "input" });
  return `${JSON.stringify({ $schema, title, ...rest }, null, 2)}\n`;
}

/** Where the published schemas lie. */
export const SCHEMA_FOLDER = new URL("../docs/schema/", import.meta.url);

if (import.meta.main) {
  for (const published of SCHEMAS) {
    await writeFile(fileURLToPath(new URL(published.file, SCHEMA_FOLDER)), schemaText(published));
  }
}
