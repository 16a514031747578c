import { type AccountFinder, createAccountFinder } from "../../functions/account-directory.ts";
import type { EnterAccount } from "../../functions/enter-account.ts";
import type { Log } from "../../functions/logger.ts";
import { createIamClient } from "../../shared/aws/iam-client.ts";
import type { CompiledConfiguration, ExpectedEntity } from "../../shared/baselines/expected-state.ts";
import { DEFAULT_SETTINGS } from "../../shared/baselines/settings.ts";
import type { SendSecondLook } from "../../shared/cloudtrail/second-look.ts";
import type { LoadActionTable } from "../../shared/drift/rule.ts";
import type { EntityReference } from "../../shared/iam/entity-reference.ts";
import { formatEntity } from "../../shared/iam/entity-reference.ts";
import { PlumblineError } from "../../shared/iam/errors.ts";
import type { ArrivedEventStore } from "../../shared/ledger/arrived-events.ts";
import type { FindingNews, PublishNews } from "../../shared/ledger/deliver.ts";
import type { Finding } from "../../shared/ledger/finding.ts";
import type { MemberAccountStore } from "../../shared/ledger/member-account.ts";
import type { RoleState } from "../../shared/observation/entity-state.ts";
import type { IamReader, ReadRequest } from "../../shared/observation/iam-reader.ts";
import type { ManagedPolicyReader } from "../../shared/observation/managed-policy-reader.ts";
import type { Observation } from "../../shared/observation/observation.ts";
import { loadActionTable } from "../../shared/policy/explain/action-table.ts";
import { managedPoliciesOf } from "../drift/fixtures.ts";
import { ACCOUNT, at } from "../ledger/fixtures.ts";
import { createMemoryArrivedEvents } from "../ledger/memory-arrived-events.ts";
import { createMemoryMemberAccountStore } from "../ledger/memory-member-account-store.ts";

/** A role that should have no managed policy attached. */
export function expectedRole(name: string, baseline = "matillion-agent"): ExpectedEntity {
  return {
    kind: "role",
    baseline,
    entity: { kind: "role", name },
    path: "/",
    presence: "required",
    compare: "exact",
    severity: "high",
    remediate: "off",
    attachments: { match: "exact", policyArns: [] },
  };
}

export function configurationOf(...entities: readonly ExpectedEntity[]): CompiledConfiguration {
  return {
    version: 1,
    digest: `sha256:${"ab".repeat(32)}`,
    accounts: [
      { account: ACCOUNT, partition: "aws", alias: "demo", entities },
      { account: "222222222222", partition: "aws", entities: [expectedRole("elsewhere")] },
    ],
    organization: [],
    waivers: [],
    settings: DEFAULT_SETTINGS,
  };
}

/** The same, of the one account alone. */
export function configurationOfOne(...entities: readonly ExpectedEntity[]): CompiledConfiguration {
  const configuration = configurationOf(...entities);
  return { ...configuration, accounts: configuration.accounts.slice(0, 1) };
}

/** The accounts that a configuration lists, and those that were listed of its organization. */
export function accountsOf(
  configuration: CompiledConfiguration,
  members: MemberAccountStore = createMemoryMemberAccountStore(),
): AccountFinder {
  return createAccountFinder({ configuration, members });
}

/** Enters every account as it is, and reads it by one reader. */
export function entering(reader: IamReader, managedPolicies: ManagedPolicyReader): EnterAccount {
  return async () => ({ status: "entered", entered: { client: createIamClient(), reader, managedPolicies } });
}

/** Everything a test's functions work through: an account of roles, a bus, a log, a clock. */
export interface World {
  /** What is attached to each role; a role that is not in here does not exist. */
  readonly roles: Map<string, readonly string[]>;
  /** Reads that fail. */
  readonly unreadable: Set<string>;
  /** `role/NAME`, as often as it was read. */
  readonly reads: string[];
  /** What was asked of each of them. */
  readonly asked: ReadRequest["aspects"][];
  readonly published: FindingNews[];
  /** Makes the bus refuse everything. */
  busDown: boolean;
  /** Makes the queue refuse everything. */
  queueDown: boolean;
  readonly sentences: string[];
  /** Messages that ask for a second look, each with its delay in seconds. */
  readonly secondLooks: { readonly body: string; readonly delaySeconds: number }[];
  readonly events: ArrivedEventStore;
  readonly secondLook: { readonly seconds: number; readonly send: SendSecondLook };
  readonly reader: IamReader;
  readonly publish: PublishNews;
  readonly log: Log;
  readonly now: () => Date;
  readonly loadTable: LoadActionTable;
  readonly managedPolicies: ManagedPolicyReader;
  /** The entities, as `role/NAME`, of which somebody keeps undoing the repairs. */
  readonly foughtOver: Set<string>;
  readonly isFoughtOver: (finding: Pick<Finding, "entity">) => Promise<boolean>;
  /** The refusals whose repairs a sweep has asked for again. */
  readonly askedAgain: FindingNews[];
  readonly askAgain: (refused: FindingNews) => Promise<void>;
  /** Sets the clock to so many seconds after nine o'clock. */
  setClock(second: number): void;
}

export function createWorld(): World {
  let second = 0;
  const now = () => {
    second += 1;
    return new Date(at(second));
  };
  const note = (sentence: string) => {
    world.sentences.push(sentence);
  };
  const world: World = {
    roles: new Map(),
    unreadable: new Set(),
    reads: [],
    asked: [],
    published: [],
    busDown: false,
    queueDown: false,
    sentences: [],
    secondLooks: [],
    events: createMemoryArrivedEvents(),
    secondLook: {
      seconds: 60,
      async send(body, delaySeconds) {
        if (world.queueDown) throw new PlumblineError("DeliveryFailed", "SendMessage failed.", { retryable: true });
        world.secondLooks.push({ body, delaySeconds });
      },
    },
    now,
    loadTable: loadActionTable,
    managedPolicies: managedPoliciesOf(),
    foughtOver: new Set(),
    isFoughtOver: async ({ entity }) => world.foughtOver.has(entity),
    askedAgain: [],
    askAgain: async (refused) => {
      world.askedAgain.push(refused);
    },
    setClock: (to) => {
      second = to;
    },
    log: { info: () => undefined, warn: note, error: note },
    reader: {
      async observe({ entity, aspects }) {
        world.reads.push(formatEntity(entity));
        world.asked.push(aspects);
        return { entity, askedAt: now().toISOString(), observation: observe(world, entity) };
      },
    },
    publish: async (told) => {
      if (world.busDown) return told.map(() => ({ failed: "PutEvents on bus plumbline: InternalFailure" }));
      world.published.push(...told);
      return told.map(() => "published" as const);
    },
  };
  return world;
}

function observe({ roles, unreadable }: World, { name }: EntityReference): Observation<RoleState> {
  if (unreadable.has(name)) {
    return { status: "unreadable", reason: { call: "GetRole", code: "AccessDenied", message: "not allowed" } };
  }
  const attached = roles.get(name);
  if (attached === undefined) return { status: "absent" };
  return {
    status: "present",
    state: {
      kind: "role",
      arn: `arn:aws:iam::${ACCOUNT}:role/${name}`,
      roleId: "AROAEXAMPLEEXAMPLE12",
      path: "/",
      createdAt: at(0),
      trust: { status: "present", state: '{"Version":"2012-10-17","Statement":[]}' },
      inlinePolicies: { status: "present", state: {} },
      attachments: {
        status: "present",
        state: attached.map((policyName) => ({ policyName, policyArn: `arn:aws:iam::aws:policy/${policyName}` })),
      },
      permissionsBoundary: { status: "absent" },
      tags: { status: "present", state: {} },
      maximumSessionSeconds: { status: "present", state: 3_600 },
    },
  };
}

/** The EventBridge envelope of an IAM call on a role, as an SQS message carries it. */
export function iamEvent(
  roleName: string,
  changes: { account?: string; eventTime?: string; who?: string } = {},
): string {
  const account = changes.account ?? ACCOUNT;
  return JSON.stringify({
    version: "0",
    source: "aws.iam",
    "detail-type": "AWS API Call via CloudTrail",
    account,
    detail: {
      eventVersion: "1.09",
      eventID: "6f1f2f6e-1111-4222-8333-444455556666",
      eventName: "AttachRolePolicy",
      eventSource: "iam.amazonaws.com",
      eventTime: changes.eventTime ?? "2026-01-01T09:00:00Z",
      awsRegion: "us-east-1",
      recipientAccountId: account,
      userIdentity: { type: "IAMUser", arn: changes.who ?? `arn:aws:iam::${account}:user/mallory` },
      requestParameters: { roleName, policyArn: "arn:aws:iam::aws:policy/AdministratorAccess" },
      responseElements: null,
    },
  });
}
