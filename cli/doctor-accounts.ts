import { createLedgerReader } from "../shared/aws/deployment-ledger.ts";
import { readOrganizationId } from "../shared/aws/deployment-organization.ts";
import { createRuleReader } from "../shared/aws/deployment-rules.ts";
import { createDynamodbArrivedEvents } from "../shared/aws/dynamodb-arrived-events.ts";
import { createDynamodbSweepStore } from "../shared/aws/dynamodb-sweep-store.ts";
import type { CompiledConfiguration } from "../shared/baselines/expected-state.ts";
import type { ConfiguredAccount } from "../shared/baselines/settings.ts";
import { PlumblineError } from "../shared/iam/errors.ts";
import type { Observation } from "../shared/observation/observation.ts";
import type { AccountSource } from "./check-source.ts";
import { judgeLedger } from "./doctor-ledger.ts";
import type { DoctorLine } from "./doctor-line.ts";
import { examineMember, MEMBER_BUS } from "./doctor-members.ts";
import { judgeLastEvent, judgeSweep } from "./doctor-sweep.ts";

/** The account that Plumbline runs in, and how it is read. */
export interface HubToExamine {
  /** With the accounts that AWS Organizations lists. */
  readonly configuration: CompiledConfiguration;
  readonly configurationFile: string;
  readonly account: ConfiguredAccount;
  /** Where IAM's events arise. */
  readonly region: string;
  /** Where the credentials' settings lead. */
  readonly clientRegion: string;
  /** The ledger's table. */
  readonly table: string;
  readonly source: AccountSource;
  readonly now: () => Date;
}

/** The ledger, and by it what has come and what was swept, of every account. */
export async function examineLedger(examination: HubToExamine): Promise<readonly DoctorLine[]> {
  const { configuration, configurationFile, account: own, region, table, source, now } = examination;
  const ledger = createLedgerReader({ region, tableName: table });
  const observed = await ledger.table();
  const lines: DoctorLine[] = [...judgeLedger(table, observed, region)];
  const store = { client: ledger.client, tableName: table };
  const [sweeps, events] = [createDynamodbSweepStore(store), createDynamodbArrivedEvents(store)];
  const members = configuration.accounts.filter(({ account }) => account !== own.account);
  const hub = {
    ...{ account: own.account, partition: own.partition, region, source, configurationFile },
    entries: configuration.organization,
    busPolicy:
      members.length === 0 ? ({ status: "absent" } as const) : await createRuleReader({ region }).busPolicy(MEMBER_BUS),
    organization: members.length === 0 ? ({ status: "absent" } as const) : await readOrganizationId({ region }),
  };
  for (const { account } of configuration.accounts) {
    const member = members.find((each) => each.account === account);
    // Without a ledger nothing more is known of it than its own line tells.
    const sweep =
      observed.status === "present" ? await fromLedger(() => sweeps.sweep(account)) : { status: "absent" as const };
    if (observed.status === "present") {
      const { schedules } = configuration.settings;
      lines.push(judgeLastEvent(account, await ledger.lastArrival(account)));
      const reconciled = await fromLedger(() => events.reconciled(account));
      const { sweep: schedule } = schedules;
      lines.push(...judgeSweep({ account, observed: sweep, reconciled, schedule, region, now: now() }));
    }
    if (member !== undefined) lines.push(...(await examineMember(member, sweep, hub)));
  }
  return lines;
}

async function fromLedger<T>(read: () => Promise<T | undefined>): Promise<Observation<T>> {
  try {
    const state = await read();
    return state === undefined ? { status: "absent" } : { status: "present", state };
  } catch (fault) {
    if (!(fault instanceof PlumblineError)) throw fault;
    const code = fault.cause instanceof Error ? fault.cause.name : fault.code;
    return { status: "unreadable", reason: { call: "dynamodb:GetItem", code, message: fault.message } };
  }
}
