import { describe, expect, it } from "vitest";
import { judgeTrails } from "../../cli/doctor-trail.ts";
import type { BasicSelector, SelectorField, TrailReading } from "../../shared/aws/deployment-trails.ts";
import type { Observation } from "../../shared/observation/observation.ts";

const ACCOUNT = "111122223333";
const DENIED = { call: "cloudtrail:GetTrailStatus", code: "AccessDenied", message: "No." };
const unreadable = { status: "unreadable", reason: DENIED } as const;
const present = <T>(state: T): Observation<T> => ({ status: "present", state });

const ALL: BasicSelector = { readWrite: "All", hasManagementEvents: true, excludedSources: [] };

function trail(changes: Partial<TrailReading> = {}): TrailReading {
  return {
    arn: `arn:aws:cloudtrail:us-east-1:${ACCOUNT}:trail/main`,
    homeRegion: "us-east-1",
    isMultiRegion: true,
    hasGlobalServices: true,
    isLogging: present(true),
    selectors: present({ basic: [ALL], advanced: [] }),
    ...changes,
  };
}

const basic = (changes: Partial<BasicSelector>) =>
  trail({ selectors: present({ basic: [{ ...ALL, ...changes }], advanced: [] }) });
const advanced = (...fields: readonly SelectorField[]) =>
  trail({
    selectors: present({ basic: [], advanced: [[{ field: "eventCategory", equals: ["Management"] }, ...fields]] }),
  });

const cases: readonly {
  name: string;
  trails: readonly TrailReading[];
  status: "ok" | "warning" | "error" | "unknown";
  says: string;
}[] = [
  { name: "a trail of all management events", trails: [trail()], status: "ok", says: "trail main is logging" },
  { name: "no trail", trails: [], status: "error", says: "No trail records us-east-1" },
  {
    name: "one that was stopped",
    trails: [trail({ isLogging: present(false) })],
    status: "error",
    says: "trail main is not logging",
  },
  {
    name: "one of another Region",
    trails: [trail({ isMultiRegion: false, homeRegion: "eu-west-1" })],
    status: "error",
    says: "is of eu-west-1 alone",
  },
  { name: "one of the Region alone", trails: [trail({ isMultiRegion: false })], status: "ok", says: "is logging" },
  {
    name: "one of the Region alone, without global services",
    trails: [trail({ isMultiRegion: false, hasGlobalServices: false })],
    status: "error",
    says: "no Region, as IAM is",
  },
  { name: "writes alone", trails: [basic({ readWrite: "WriteOnly" })], status: "ok", says: "is logging" },
  { name: "reads alone", trails: [basic({ readWrite: "ReadOnly" })], status: "error", says: "records no write events" },
  {
    name: "data events alone",
    trails: [basic({ hasManagementEvents: false })],
    status: "error",
    says: "records no management events",
  },
  {
    name: "all but KMS",
    trails: [basic({ excludedSources: ["kms.amazonaws.com"] })],
    status: "ok",
    says: "is logging",
  },
  {
    name: "all but IAM",
    trails: [basic({ excludedSources: ["iam.amazonaws.com"] })],
    status: "error",
    says: "leaves out IAM's events",
  },
  {
    name: "no selector",
    trails: [trail({ selectors: present({ basic: [], advanced: [] }) })],
    status: "error",
    says: "",
  },
  { name: "an advanced selector of all", trails: [advanced()], status: "ok", says: "is logging" },
  {
    name: "an advanced selector of writes",
    trails: [advanced({ field: "readOnly", equals: ["false"] })],
    status: "ok",
    says: "is logging",
  },
  {
    name: "an advanced selector of reads",
    trails: [advanced({ field: "readOnly", equals: ["true"] })],
    status: "error",
    says: "records no write events",
  },
  {
    name: "an advanced selector without KMS and RDS",
    trails: [advanced({ field: "eventSource", notEquals: ["kms.amazonaws.com", "rdsdata.amazonaws.com"] })],
    status: "ok",
    says: "is logging",
  },
  {
    name: "an advanced selector without services that begin with i",
    trails: [advanced({ field: "eventSource", notStartsWith: ["i"] })],
    status: "error",
    says: "leaves out IAM's events",
  },
  {
    name: "an advanced selector of S3 alone",
    trails: [advanced({ field: "eventSource", equals: ["s3.amazonaws.com"] })],
    status: "error",
    says: "leaves out IAM's events",
  },
  {
    name: "an advanced selector of what ends as IAM does",
    trails: [advanced({ field: "eventSource", endsWith: ["iam.amazonaws.com"] })],
    status: "ok",
    says: "is logging",
  },
  {
    name: "an advanced selector of some calls",
    trails: [advanced({ field: "eventName", equals: ["CreateUser"] })],
    status: "warning",
    says: "records only some of IAM's write events, by their eventName",
  },
  {
    name: "an advanced selector of data events",
    trails: [trail({ selectors: present({ basic: [], advanced: [[{ field: "eventCategory", equals: ["Data"] }]] }) })],
    status: "error",
    says: "records no management events",
  },
  {
    name: "one that cannot be read",
    trails: [trail({ isLogging: unreadable })],
    status: "unknown",
    says: "could not be asked whether it is logging (cloudtrail:GetTrailStatus: AccessDenied: No.)",
  },
  {
    name: "one whose selectors cannot be read",
    trails: [trail({ selectors: unreadable })],
    status: "unknown",
    says: "which events it records",
  },
  {
    name: "one that cannot be read beside a good one",
    trails: [trail({ isLogging: unreadable }), trail()],
    status: "ok",
    says: "is logging",
  },
  {
    name: "one that cannot be read beside a stopped one",
    trails: [trail({ isLogging: present(false) }), trail({ selectors: unreadable })],
    status: "unknown",
    says: "trail main is not logging; trail main could not be asked",
  },
];

describe("the trail", () => {
  it.each(cases)("$name: $status", ({ trails, status, says }) => {
    const line = judgeTrails(present(trails), ACCOUNT, "us-east-1");
    expect(line).toMatchObject({ check: "trail", subject: `account ${ACCOUNT}`, status });
    expect(line.says).toContain(says);
    expect(line.remedy === undefined).toBe(status === "ok");
  });

  it("names the call and the missing right where trails cannot be listed", () => {
    const reason = { call: "cloudtrail:DescribeTrails", code: "AccessDeniedException", message: "User x may not." };
    expect(judgeTrails({ status: "unreadable", reason }, ACCOUNT, "us-east-1")).toEqual({
      check: "trail",
      subject: `account ${ACCOUNT}`,
      status: "unknown",
      says: "The account's trails could not be read (cloudtrail:DescribeTrails: AccessDeniedException: User x may not).",
      remedy: "Allow cloudtrail:DescribeTrails to these credentials, and run plumbline doctor again.",
    });
  });
});
