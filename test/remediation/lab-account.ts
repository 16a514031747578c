import { IAMClient, type IAMClientConfig } from "@aws-sdk/client-iam";
import { checkAccount } from "../../cli/check-account.ts";
import { createAccountQuotasReader } from "../../shared/aws/account-quotas.ts";
import { createIamReader } from "../../shared/aws/iam-reader.ts";
import { createIamWriter } from "../../shared/aws/iam-writer.ts";
import { createManagedPolicyReader } from "../../shared/aws/managed-policy-reader.ts";
import { createPolicyVersionReader } from "../../shared/aws/policy-version-reader.ts";
import type { ExpectedEntity } from "../../shared/baselines/expected-state.ts";
import { DEFAULT_SETTINGS } from "../../shared/baselines/settings.ts";
import type { Drift } from "../../shared/drift/drift.ts";
import { formatEntity } from "../../shared/iam/entity-reference.ts";
import { findingId } from "../../shared/ledger/finding-id.ts";
import { loadActionTable } from "../../shared/policy/explain/action-table.ts";
import type { RemediationContext } from "../../shared/remediation/answer-drift-event.ts";
import { createGuards } from "../../shared/remediation/create-guards.ts";
import type { IamCall } from "../../shared/remediation/iam-call.ts";
import { ACCOUNT, NOW } from "../drift/fixtures.ts";
import { IamError } from "../lab/iam/errors.ts";
import { renderError } from "../lab/iam/response.ts";
import { serveIam } from "../lab/iam/serve.ts";
import { type IamService, randomIds } from "../lab/iam/service.ts";
import { createMemoryLedgerStore } from "../ledger/memory-ledger-store.ts";
import { createMemoryRemediationBudget } from "./guards/memory-remediation-budget.ts";
import { type Maker, makeCase, makeSurroundings } from "./lab-make.ts";
import { createMemoryRemediationStore } from "./memory-remediation-store.ts";
import type { PlanCase } from "./plan-cases.ts";
import { findingOf } from "./scripted-ports.ts";

/** Whoever asks for repairs, and has thereby approved them. */
export const ADA = `arn:aws:iam::${ACCOUNT}:user/ada`;

/** What drifts, and what could not be told, as `plumbline check` has it. */
export interface Checked {
  readonly drifts: readonly Drift[];
  readonly undecided: readonly string[];
}

/** One account of the lab's IAM, served over HTTP, in which the cases are played one after the other. */
export interface LabAccount {
  /** Empties the account but for what every case's has, and makes what this case finds. */
  play(given: PlanCase): Promise<PlayedCase>;
  /** Throttles every so-manyth request from now on, none where it is 0; and tells how many were throttled until now. */
  throttle(every: number): number;
  stop(): Promise<void>;
}

/** A case that is being played. */
export interface PlayedCase {
  readonly expected: ExpectedEntity;
  readonly context: RemediationContext;
  /** Every write that was made, in order. */
  readonly made: readonly IamCall[];
  readonly clock: { now: number };
  check(): Promise<Checked>;
  observe(): ReturnType<RemediationContext["reader"]["observe"]>;
  /** Puts a drift into the ledger as an open finding. */
  open(drift: Drift): Promise<{ account: string; entity: string; findingId: string; revision: number }>;
}

/** Starts the account, on a port of its own. */
export async function startLabAccount(): Promise<LabAccount> {
  const clock = { now: NOW.getTime() };
  const now = () => new Date(clock.now);
  const region = "us-east-1";
  const lab = await serveIam({
    ...{ account: ACCOUNT, partition: "aws", region, now, ids: randomIds() },
    record: () => undefined,
  });
  const throttle = throttling(lab.iam);
  const credentials = { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "secret" };
  const client = new IAMClient({ endpoint: lab.endpoint, region, credentials, retryStrategy: AT_ONCE });
  const maker: Maker = { client, clock, keyUsed: (id) => lab.iam.keyUsed(id, "s3", region) };
  await makeSurroundings(maker);
  const { roles, users, groups, policies } = lab.iam.account;
  const surroundings = structuredClone({ groups, policies });
  const restore = <T>(live: Map<string, T>, saved: ReadonlyMap<string, T>) => {
    live.clear();
    for (const [name, value] of structuredClone(saved)) live.set(name, value);
  };
  return {
    async play(given) {
      roles.clear();
      users.clear();
      restore(groups, surroundings.groups);
      restore(policies, surroundings.policies);
      throttle(0);
      clock.now = NOW.getTime();
      await makeCase(given, maker);
      clock.now = NOW.getTime();
      return playedCase(given.expected, client, clock);
    },
    throttle,
    async stop() {
      client.destroy();
      await lab.stop();
    },
  };
}

/** As the clients that ship try again what is throttled, but without a pause. */
const AT_ONCE: NonNullable<IAMClientConfig["retryStrategy"]> = {
  acquireInitialRetryToken: async () => retryToken(0),
  async refreshRetryTokenForRetry(token, { errorType }) {
    if (errorType !== "THROTTLING" || token.getRetryCount() > 4) throw new Error("It is not tried again.");
    return retryToken(token.getRetryCount() + 1);
  },
  recordSuccess: () => undefined,
};

function retryToken(count: number) {
  return { getRetryCount: () => count, getRetryDelay: () => 0 };
}

/** Has an IAM throttle every so-manyth request. */
function throttling(iam: IamService): (every: number) => number {
  const handle = iam.handle.bind(iam);
  let wanted = 0;
  let requests = 0;
  let throttled = 0;
  iam.handle = (request) => {
    requests += 1;
    if (wanted === 0 || requests % wanted !== 0) return handle(request);
    throttled += 1;
    const error = new IamError("Throttling", 400, "Rate exceeded");
    return renderError("https://iam.amazonaws.com/doc/2010-05-08/", error, request.requestId);
  };
  return (every) => {
    wanted = every;
    return throttled;
  };
}

/** What repairs the entity: all that ships but for the ledger, the switch and the clock. */
function contextOf(expected: ExpectedEntity, client: IAMClient, clock: { now: number }): RemediationContext {
  const now = () => new Date(clock.now);
  const account = { account: ACCOUNT, partition: "aws" } as const;
  const managedPolicies = createManagedPolicyReader(client);
  const guards = createGuards({
    settings: DEFAULT_SETTINGS,
    killSwitch: { read: async () => ({ status: "present", state: "run" }) },
    callers: { read: async () => ({ status: "present", state: [ADA] }) },
    budget: createMemoryRemediationBudget(),
    managedPolicies,
    claimedTool: () => "a tool",
  });
  return {
    ...{ account, guards, managedPolicies, now },
    ledger: createMemoryLedgerStore(),
    attempts: createMemoryRemediationStore(),
    reader: createIamReader({ client, account, now }),
    writer: createIamWriter(client),
    policyVersions: createPolicyVersionReader(client),
    accountQuotas: createAccountQuotasReader(client, now),
    configurationDigest: "sha256:00",
    requestedBy: { arn: ADA },
    expectedOf: () => expected,
    attemptTimeoutMilliseconds: 60_000,
    loadTable: loadActionTable,
    waivers: [],
    async pause(milliseconds) {
      clock.now += milliseconds;
    },
  };
}

function playedCase(expected: ExpectedEntity, client: IAMClient, clock: { now: number }): PlayedCase {
  const shipped = contextOf(expected, client, clock);
  const { account, reader, managedPolicies, ledger, now } = shipped;
  const made: IamCall[] = [];
  const apply: RemediationContext["writer"]["apply"] = async (call) => {
    const result = await shipped.writer.apply(call);
    if (result.status === "done") made.push(call);
    return result;
  };
  const { entity, path } = expected;
  return {
    ...{ expected, context: { ...shipped, writer: { apply } }, made, clock },
    async check() {
      const checked = await checkAccount({
        ...{ account: { ...account, entities: [expected] }, reader, managedPolicies, now: now() },
        ...{ source: { kind: "live" }, loadTable: loadActionTable, waivers: [] },
      });
      return {
        drifts: checked.entities.flatMap(({ drifts }) => drifts),
        undecided: checked.entities.flatMap(({ undecided }) => undecided.map(({ rule }) => rule)),
      };
    },
    observe: () => reader.observe({ entity, path }),
    async open(drift) {
      const name = formatEntity(entity);
      const id = findingId(ACCOUNT, drift.baseline, name, drift.rule, drift.subject);
      const finding = { ...findingOf(drift), id, account: ACCOUNT };
      await ledger.write(finding);
      return { account: ACCOUNT, entity: name, findingId: id, revision: finding.revision };
    },
  };
}
