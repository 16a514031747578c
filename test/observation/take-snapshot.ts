import {
  GenerateCredentialReportCommand,
  GetAccountAuthorizationDetailsCommand,
  GetCredentialReportCommand,
  type IAMClient,
} from "@aws-sdk/client-iam";
import { readSnapshot } from "../../shared/observation/read-snapshot.ts";
import type { Snapshot, SnapshotReading, SnapshotText } from "../../shared/observation/snapshot.ts";

/** Every page of the account's authorization details, as the API sends them: documents URL-encoded. */
export async function pagesOf(iam: IAMClient, MaxItems: number): Promise<readonly SnapshotText[]> {
  const pages: SnapshotText[] = [];
  let marker: { Marker?: string | undefined } = {};
  do {
    const page = await iam.send(new GetAccountAuthorizationDetailsCommand({ MaxItems, ...marker }));
    pages.push({ file: `page-${pages.length + 1}.json`, text: JSON.stringify(page) });
    marker = { Marker: page.Marker };
  } while (marker.Marker !== undefined);
  return pages;
}

const LISTS = ["UserDetailList", "GroupDetailList", "RoleDetailList", "Policies"];

/** What `aws iam get-account-authorization-details` prints: all pages in one, documents as objects, times with an offset. */
export async function printedDetails(iam: IAMClient): Promise<SnapshotText> {
  const pages = (await pagesOf(iam, 1_000)).map(({ text }) => JSON.parse(text, printed));
  const lists = LISTS.map((list) => [list, pages.flatMap((page) => page[list])] as const);
  return { file: "details.json", text: JSON.stringify(Object.fromEntries(lists), undefined, 4) };
}

function printed(key: string, value: unknown): unknown {
  if (typeof value !== "string") return value;
  if (key.endsWith("Document")) return JSON.parse(decodeURIComponent(value));
  return key.endsWith("Date") ? value.replace(/\.\d+Z$/, "+00:00") : value;
}

/** The account's credential report. @param wait lets the account's clock pass while the report is made. */
export async function reportOf(iam: IAMClient, wait: () => Promise<void>): Promise<SnapshotText> {
  while ((await iam.send(new GenerateCredentialReportCommand({}))).State !== "COMPLETE") await wait();
  const { Content } = await iam.send(new GetCredentialReportCommand({}));
  return { file: "report.csv", text: new TextDecoder().decode(Content) };
}

/** The files of a snapshot, each in one piece. */
export interface SnapshotTexts {
  readonly details: readonly SnapshotText[];
  readonly credentialReport?: SnapshotText;
}

/** Reads the snapshot that texts hold. */
export function readTexts({ details, ...report }: SnapshotTexts): Promise<SnapshotReading> {
  return readSnapshot({ details: details.map(({ file, text }) => ({ file, pieces: whole(text) })), ...report });
}

async function* whole(text: string): AsyncGenerator<string> {
  yield text;
}

/** The snapshot that texts hold. */
export async function snapshotOf(texts: SnapshotTexts): Promise<Snapshot> {
  const reading = await readTexts(texts);
  if (reading.status === "invalid") throw new Error(reading.problem);
  return reading.snapshot;
}
