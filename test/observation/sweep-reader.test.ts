import { describe, expect, it } from "vitest";
import { formatEntity, parseEntity } from "../../shared/iam/entity-reference.ts";
import type { EntityState } from "../../shared/observation/entity-state.ts";
import type { AspectToAsk, IamReader, ReadRequest } from "../../shared/observation/iam-reader.ts";
import type { Observation } from "../../shared/observation/observation.ts";
import { createSweepReader, type SweepSources } from "../../shared/observation/sweep-reader.ts";
import { readDatedReport } from "../../shared/observation/sweep-report.ts";
import {
  ABSENT,
  ACCOUNT,
  accessKey,
  denied,
  policyState,
  present,
  roleState,
  rootState,
  serviceLinkedRoleState,
  userState,
} from "../drift/fixtures.ts";
import { ROOT_ROW, type Row, report } from "./snapshot-texts.ts";

const PAGES_AT = "2026-06-01T10:00:00.000Z";
const LIVE_AT = "2026-06-01T10:05:00.000Z";
const REPORT_AT = "2026-06-01T08:00:00.000Z";
const NOT_HELD = { status: "unreadable", reason: { call: "x", code: "NotHeld", message: "not held" } } as const;

/** A reader of some entities, and what was asked of it. */
function readerOf(askedAt: string, states: Readonly<Record<string, Observation<EntityState>>>) {
  const asked: ReadRequest[] = [];
  const reader: IamReader = {
    async observe(request) {
      asked.push(request);
      const observation = states[formatEntity(request.entity)] ?? ABSENT;
      return { entity: request.entity, askedAt, observation };
    },
  };
  return { reader, asked };
}

const pagedUser = userState({
  createdAt: "2025-01-02T03:04:05.678Z",
  loginProfile: NOT_HELD,
  accessKeys: NOT_HELD,
});
const liveUser = { ...pagedUser, loginProfile: ABSENT, accessKeys: present([accessKey("AKIALIVE", 3)]) };

const machine = {
  user: "machine",
  arn: `arn:aws:iam::${ACCOUNT}:user/machine`,
  user_creation_time: "2025-01-02T03:04:05+00:00",
  password_enabled: "false",
  access_key_1_active: "true",
  access_key_1_last_rotated: "2026-05-30T00:00:00+00:00",
};
const reportedKeys = present([
  { accessKeyId: "key1", status: "Active", createdAt: "2026-05-30T00:00:00.000Z", lastUsed: ABSENT },
]);

function dated(...rows: readonly Row[]): NonNullable<SweepSources["report"]> {
  const csv = report({ ...ROOT_ROW, arn: `arn:aws:iam::${ACCOUNT}:root` }, ...rows).text;
  const address = { account: ACCOUNT, partition: "aws" };
  const answer = { status: "complete", csv, generatedAt: REPORT_AT } as const;
  const reading = readDatedReport(answer, address, new Date(PAGES_AT));
  if (reading.status === "invalid") throw new Error(reading.problem);
  return reading.dated;
}

interface Case {
  readonly name: string;
  readonly entity: string;
  readonly aspects?: readonly AspectToAsk[];
  readonly deletionTasks?: readonly string[];
  readonly paged?: Observation<EntityState>;
  readonly live?: Observation<EntityState>;
  readonly report?: NonNullable<SweepSources["report"]>;
  readonly suspect?: boolean;
  readonly untold?: boolean;
  readonly state: object;
  readonly askedAt?: string;
  readonly askedAtOf?: object;
  /** What the live reader was asked for, each as its aspects in words. */
  readonly calls: readonly string[];
}

const KEYS_AT = (at: string) => ({ accessKeys: at, accessKeyUse: at, loginProfile: at });

describe("a sweep's reader", () => {
  it.each<Case>([
    {
      name: "takes a role from its page",
      entity: "role/task",
      paged: present(roleState()),
      state: present(roleState()),
      calls: [],
    },
    {
      name: "asks for the session length that a baseline expects, and for nothing else",
      entity: "role/task",
      paged: present(roleState({ maximumSessionSeconds: NOT_HELD })),
      live: present(roleState({ attachments: NOT_HELD })),
      untold: true,
      state: present(roleState()),
      askedAtOf: { maximumSessionSeconds: LIVE_AT, deletionTasks: LIVE_AT },
      calls: [""],
    },
    {
      name: "says that a session length could not be read",
      entity: "role/task",
      paged: present(roleState({ maximumSessionSeconds: NOT_HELD })),
      live: denied("GetRole"),
      untold: true,
      state: present(roleState({ maximumSessionSeconds: denied("GetRole") })),
      calls: [""],
    },
    {
      name: "reads a role anew that was made again since its page was read",
      entity: "role/task",
      paged: present(roleState()),
      live: present(roleState({ roleId: "AROAAGAIN" })),
      untold: true,
      state: present(roleState({ roleId: "AROAAGAIN" })),
      askedAt: LIVE_AT,
      calls: ["", "all"],
    },
    {
      name: "asks for deletion tasks",
      entity: "role/AWSServiceRoleForIVSRecordToS3",
      deletionTasks: ["task/1"],
      paged: present(serviceLinkedRoleState({ deletionTasks: NOT_HELD })),
      live: present(serviceLinkedRoleState({ deletionTasks: present([]) })),
      state: present(serviceLinkedRoleState({ deletionTasks: present([]) })),
      askedAtOf: { maximumSessionSeconds: LIVE_AT, deletionTasks: LIVE_AT },
      calls: [""],
    },
    {
      name: "says that deletion tasks could not be read",
      entity: "role/AWSServiceRoleForIVSRecordToS3",
      deletionTasks: ["task/1"],
      paged: present(serviceLinkedRoleState()),
      live: denied("GetRole"),
      state: present(
        serviceLinkedRoleState({ maximumSessionSeconds: denied("GetRole"), deletionTasks: denied("GetRole") }),
      ),
      calls: [""],
    },
    {
      name: "reads a policy whose tags a baseline expects",
      entity: "policy/reader",
      paged: present({ ...policyState("{}"), tags: NOT_HELD }),
      live: present(policyState("{}")),
      untold: true,
      state: present(policyState("{}")),
      askedAt: LIVE_AT,
      calls: ["all"],
    },
    { name: "finds absent what is on no page", entity: "role/none", state: ABSENT, calls: [] },
    {
      name: "asks IAM for what the pages cannot tell",
      entity: "role/Task",
      paged: NOT_HELD,
      live: present(roleState()),
      state: present(roleState()),
      askedAt: LIVE_AT,
      calls: ["all"],
    },
    {
      name: "looks at no credentials where none are asked for",
      entity: "user/machine",
      aspects: ["attachments"],
      paged: present(pagedUser),
      state: present(pagedUser),
      calls: [],
    },
    {
      name: "believes the report of a user that is above suspicion, as of when it was made",
      entity: "user/machine",
      paged: present(pagedUser),
      report: dated(machine),
      state: present({ ...pagedUser, loginProfile: ABSENT, accessKeys: reportedKeys }),
      askedAtOf: KEYS_AT(REPORT_AT),
      calls: [],
    },
    {
      name: "reads the credentials of a suspect live",
      entity: "user/machine",
      aspects: ["attachments", "accessKeys"],
      paged: present(pagedUser),
      live: present(liveUser),
      report: dated(machine),
      suspect: true,
      state: present(liveUser),
      askedAtOf: KEYS_AT(LIVE_AT),
      calls: ["accessKeys"],
    },
    {
      name: "reads them live where the report has another user of that name",
      entity: "user/machine",
      paged: present(pagedUser),
      live: present(liveUser),
      report: dated({ ...machine, user_creation_time: "2024-01-02T03:04:05+00:00" }),
      state: present(liveUser),
      askedAtOf: KEYS_AT(LIVE_AT),
      calls: ["accessKeys accessKeyUse loginProfile"],
    },
    {
      name: "reads them live where the report lacks the user",
      entity: "user/machine",
      paged: present(pagedUser),
      live: present(liveUser),
      report: dated({ ...machine, user: "other", arn: `arn:aws:iam::${ACCOUNT}:user/other` }),
      state: present(liveUser),
      askedAtOf: KEYS_AT(LIVE_AT),
      calls: ["accessKeys accessKeyUse loginProfile"],
    },
    {
      name: "reads them live where there is no report",
      entity: "user/machine",
      aspects: ["loginProfile"],
      paged: present(pagedUser),
      live: present(liveUser),
      state: present(liveUser),
      askedAtOf: KEYS_AT(LIVE_AT),
      calls: ["loginProfile"],
    },
    {
      name: "says that they could not be read",
      entity: "user/machine",
      paged: present(pagedUser),
      live: denied("GetUser"),
      state: present({ ...pagedUser, loginProfile: denied("GetUser"), accessKeys: denied("GetUser") }),
      calls: ["accessKeys accessKeyUse loginProfile"],
    },
    {
      name: "reads a user anew that was made again since its page was read",
      entity: "user/machine",
      paged: present(pagedUser),
      live: present({ ...liveUser, userId: "AIDAAGAIN" }),
      state: present({ ...liveUser, userId: "AIDAAGAIN" }),
      askedAt: LIVE_AT,
      calls: ["accessKeys accessKeyUse loginProfile", "all"],
    },
    {
      name: "finds absent a user that has gone since its page was read",
      entity: "user/machine",
      paged: present(pagedUser),
      live: ABSENT,
      state: ABSENT,
      askedAt: LIVE_AT,
      calls: ["accessKeys accessKeyUse loginProfile", "all"],
    },
    {
      name: "believes the report that the root user has no key",
      entity: "root",
      report: dated(),
      state: present(rootState(present(false))),
      askedAt: REPORT_AT,
      calls: [],
    },
    {
      name: "asks whether the root user has a key where it is suspect",
      entity: "root",
      report: dated(),
      suspect: true,
      live: present(rootState(present(true))),
      state: present(rootState(present(true))),
      askedAt: LIVE_AT,
      calls: ["all"],
    },
    {
      name: "asks whether the root user has a key where there is no report",
      entity: "root",
      live: present(rootState(present(false))),
      state: present(rootState(present(false))),
      askedAt: LIVE_AT,
      calls: ["all"],
    },
  ])("$name", async (given) => {
    const { entity: name, aspects, deletionTasks, suspect = false, untold = false } = given;
    const entity = parseEntity(name);
    if (entity === undefined) throw new Error(name);
    const pages = readerOf(PAGES_AT, given.paged === undefined ? {} : { [name]: given.paged });
    const live = readerOf(LIVE_AT, given.live === undefined ? {} : { [name]: given.live });
    const reader = createSweepReader({
      pages: pages.reader,
      live: live.reader,
      ...(given.report === undefined ? {} : { report: given.report }),
      isSuspect: async () => suspect,
      isUntold: () => untold,
    });
    const request = {
      entity,
      path: "/",
      ...(aspects === undefined ? {} : { aspects: new Set(aspects) }),
      ...(deletionTasks === undefined ? {} : { deletionTasks }),
    };
    const { askedAtOf, ...read } = await reader.observe(request);
    expect(read).toEqual({ entity, askedAt: given.askedAt ?? PAGES_AT, observation: given.state });
    expect(askedAtOf).toEqual(given.askedAtOf);
    expect(live.asked.map((each) => (each.aspects === undefined ? "all" : [...each.aspects].join(" ")))).toEqual(
      given.calls,
    );
    expect(live.asked.every((each) => each.deletionTasks === deletionTasks)).toBe(true);
  });
});

describe("a credential report", () => {
  const address = { account: ACCOUNT, partition: "aws" };
  const { text: csv } = report({ ...ROOT_ROW, arn: `arn:aws:iam::${ACCOUNT}:root` });
  const read = (generatedAt: string, account = address, text = csv) =>
    readDatedReport({ status: "complete", csv: text, generatedAt }, account, new Date(PAGES_AT));

  it.each([
    { name: "was made before it was asked for", generatedAt: REPORT_AT, expected: REPORT_AT },
    { name: "seems to be made later, by a clock that is ahead", generatedAt: LIVE_AT, expected: PAGES_AT },
  ])("that $name is dated no later than that", ({ generatedAt, expected }) => {
    expect(read(generatedAt)).toMatchObject({ status: "read", dated: { generatedAt: expected } });
  });

  it.each([
    {
      name: "of another account",
      account: { ...address, account: "999999999999" },
      problem: `GetCredentialReport gave the report of account ${ACCOUNT}, and was asked for that of account 999999999999.`,
    },
    {
      name: "that is cut off",
      text: "user,arn\n",
      problem: expect.stringMatching(/^GetCredentialReport:1 The columns .* are missing/),
    },
  ])("$name is none", ({ account = address, text = csv, problem }) => {
    expect(read(REPORT_AT, account, text)).toEqual({ status: "invalid", problem });
  });
});
