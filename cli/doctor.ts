import type { Command } from "commander";
import { createAwsClock } from "../shared/aws/aws-clock.ts";
import { createOrganizationReader } from "../shared/aws/organization-reader.ts";
import { createStsClient } from "../shared/aws/sts-client.ts";
import type { CompiledConfiguration } from "../shared/baselines/expected-state.ts";
import { accountOfOrganization } from "../shared/baselines/organization.ts";
import { formatProblem } from "../shared/baselines/problem.ts";
import { showUnseenInJson } from "../shared/drift/visible-text.ts";
import { iamRegion } from "../shared/iam/iam-region.ts";
import { type AccountSource, liveAccount } from "./check-source.ts";
import { examineHub, unlistedLine } from "./doctor-hub.ts";
import { DOCTOR_CHECKS, type DoctorLine, type DoctorStatus, doctorStatus, faultLine, okLine } from "./doctor-line.ts";
import { examineMemberAccount } from "./doctor-member-account.ts";
import type { DoctorResult } from "./doctor-schema.ts";
import { doctorLines } from "./doctor-text.ts";
import { loadConfiguration } from "./load-configuration.ts";
import { type CommonOptions, configurationFile, wantsJson, withCommonOptions } from "./options.ts";
import { withOrganization } from "./organization-accounts.ts";
import { type Terminal, TROUBLE, terminalWidth } from "./terminal.ts";
import { usageError } from "./usage-error.ts";

interface DoctorOptions extends CommonOptions {
  readonly ledger?: string;
}

const EXIT_CODES: Readonly<Record<DoctorStatus, number>> = { well: 0, warnings: 1, errors: TROUBLE };

/** What infra/ledger.yml calls it. */
const LEDGER = "plumbline-ledger";

async function doctor(options: DoctorOptions, terminal: Terminal): Promise<void> {
  const file = configurationFile(options);
  const compilation = await loadConfiguration(file);
  if (compilation.status === "invalid") {
    for (const problem of compilation.problems) terminal.trouble(formatProblem(problem));
    return;
  }
  const result = await examine(compilation.configuration, file, options);
  const text = wantsJson(options)
    ? showUnseenInJson(JSON.stringify(result))
    : doctorLines(result, { width: terminalWidth(), style: terminal.style }).join("\n");
  await terminal.print(`${text}\n`);
  process.exitCode = EXIT_CODES[result.status];
}

async function examine(
  configuration: CompiledConfiguration,
  file: string,
  { ledger }: DoctorOptions,
): Promise<DoctorResult> {
  const sts = createStsClient();
  const now = createAwsClock(sts, () => new Date());
  const source = await liveAccount(now);
  const { account, partition } = source.address;
  const region = iamRegion(partition);
  if (region === undefined) {
    throw usageError(`In which Region IAM's events arise in the partition ${partition} is not known.`);
  }
  const clientRegion = await sts.config.region();
  const table = ledger ?? (process.env.LEDGER_TABLE || LEDGER);
  const place = { source, file, region, clientRegion, table, now };
  const lines = [...(await examineAccount(configuration, place))].toSorted(
    (one, other) => DOCTOR_CHECKS.indexOf(one.check) - DOCTOR_CHECKS.indexOf(other.check),
  );
  const examinedAt = now().toISOString();
  const { digest: configurationDigest } = configuration;
  return { version: 1, examinedAt, account, region, configurationDigest, status: doctorStatus(lines), lines };
}

interface Place {
  readonly source: AccountSource;
  readonly file: string;
  readonly region: string;
  readonly clientRegion: string;
  readonly table: string;
  readonly now: () => Date;
}

/** As the hub, where Plumbline runs in the account; as a member, where it is watched from another. */
async function examineAccount(configuration: CompiledConfiguration, place: Place): Promise<readonly DoctorLine[]> {
  const { source, file, region } = place;
  const { account: id, partition } = source.address;
  const name = { check: "account", subject: id } as const;
  const listed = configuration.accounts.find(({ account }) => account === id);
  // As the member account's template has it: a member may not ask the organization what it is in.
  const held = accountOfOrganization(configuration.organization, id, file);
  if (held.status === "unknown") {
    return [faultLine(name, "unknown", `${held.reason}.`, `List account ${id} itself in ${file}.`)];
  }
  const account = held.status === "present" ? held.account : listed;
  if (account === undefined) {
    const remedy = `Use credentials of an account that ${file} names, or list account ${id} there.`;
    return [faultLine(name, "error", `The credentials belong to account ${id}, which ${file} does not name.`, remedy)];
  }
  if (account.partition !== partition) {
    const says = `The account is in the partition ${partition}, and ${file} says ${account.partition}.`;
    return [faultLine(name, "error", says, `Correct it in ${file}.`)];
  }
  if (account.readerRole === undefined && listed === undefined) {
    const says = `${file} may have the account by an entry of organization without a readerRole, and Plumbline runs only in an account that is listed.`;
    return [faultLine(name, "error", says, `Give the entry a readerRole in ${file}, or list account ${id} there.`)];
  }
  if (account.readerRole === undefined) {
    const whole = await withOrganization(configuration, file, undefined, createOrganizationReader);
    const hub = { ...place, configuration: whole.configuration, configurationFile: file, account };
    const own = okLine(name, `${file} names it, and Plumbline runs in it.`);
    return [own, ...whole.troubles.map(unlistedLine), ...(await examineHub(hub))];
  }
  const [hub, ...others] = configuration.accounts.filter(({ readerRole }) => readerRole === undefined);
  if (hub === undefined || others.length > 0) {
    const says = `${file} does not tell which account Plumbline runs in: exactly one may be without readerRole.`;
    return [faultLine(name, "error", says, `Correct it in ${file}.`)];
  }
  const named =
    listed === undefined ? `${file} may have it by an entry of organization, and then` : `${file} names it, and`;
  const member = okLine(name, `${named} Plumbline watches it from account ${hub.account}.`);
  const { organization: entries } = configuration;
  const lines = await examineMemberAccount({ member: account, hub, region, source, configurationFile: file, entries });
  return [member, ...lines];
}

const EXAMPLES = `
Give it credentials of the account that Plumbline runs in. With those of an account that is watched from there it looks at what that account
has of its own: its trail, its rule and its roles. It only reads, and no secret's value.
Exit code: 0 all is well, 1 warnings only, 2 something is wrong, or could not be read.

Examples:
  plumbline doctor
  AWS_PROFILE=media plumbline doctor --json`;

/** Adds `doctor`: whether a deployment works, end to end. */
export function addDoctor(program: Command, terminal: Terminal): void {
  const command = program
    .command("doctor")
    .description("check a deployment end to end: what is wrong with it, and what to do")
    .option("--ledger <table>", `the ledger's table (else LEDGER_TABLE, else ${LEDGER})`)
    .addHelpText("after", EXAMPLES);
  withCommonOptions(command, ["table"]).action((options: DoctorOptions) => doctor(options, terminal));
}
