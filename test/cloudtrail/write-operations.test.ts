import { readdirSync, readFileSync } from "node:fs";
import * as iam from "@aws-sdk/client-iam";
import { describe, expect, it } from "vitest";
import type { NamedSubject } from "../../shared/cloudtrail/subject.ts";
import { COMMONLY_NAMED, WRITE_OPERATIONS } from "../../shared/cloudtrail/write-operations.ts";

const OPERATIONS = Object.keys(iam)
  .filter((name) => name.endsWith("Command") && name !== "$Command")
  .map((name) => name.slice(0, -"Command".length));
const isRead = (operation: string) => /^(Get|List|Generate|Simulate)/.test(operation);
const ROWS = [...WRITE_OPERATIONS].map(([operation, subjects]) => ({ operation, subjects }));

/** The SDK's request types, as text: whether a request must, may or cannot name a member is known nowhere else. */
const TYPES = new URL("../../node_modules/@aws-sdk/client-iam/dist-types/models/", import.meta.url);
const MODELS = readdirSync(TYPES)
  .filter((file) => file.startsWith("models_"))
  .map((file) => readFileSync(new URL(file, TYPES), "utf8"))
  .join("\n");
function memberOf(operation: string, member: string): "required" | "optional" | "none" {
  const body = new RegExp(`export interface ${operation}Request \\{([\\s\\S]*?)\\n\\}`).exec(MODELS)?.[1] ?? "";
  const found = new RegExp(`^    ${member}(\\?)?:`, "im").exec(body);
  if (found === null) return "none";
  return found[1] === "?" ? "optional" : "required";
}

/** These name what they make in their response alone. */
const NAMED_BY_RESPONSE = ["AcquireRole", "CreateServiceLinkedRole", "CreateDelegationRequest"];

function expectedMember(operation: string, subject: NamedSubject): ReturnType<typeof memberOf> {
  // ChangePassword has no user in its request at all: it is always the caller's own.
  if (operation === "ChangePassword" || NAMED_BY_RESPONSE.includes(operation)) return "none";
  return subject.otherwise === "malformed" ? "required" : "optional";
}

describe("the table of IAM's writes", () => {
  it("has every operation of the SDK that does not read, and no other", () => {
    expect(OPERATIONS.length).toBeGreaterThanOrEqual(180);
    expect([...WRITE_OPERATIONS.keys()].sort()).toEqual(OPERATIONS.filter((name) => !isRead(name)).sort());
  });

  it.each(ROWS)("$operation touches something, and its reads are reads of the SDK", ({ subjects }) => {
    expect(subjects.length).toBeGreaterThan(0);
    for (const { reads } of subjects) {
      expect(reads.length).toBeGreaterThan(0);
      for (const read of reads) {
        const operation = read.split(" ")[0] ?? "";
        expect(OPERATIONS.filter(isRead)).toContain(operation);
      }
    }
  });

  it.each(ROWS)("$operation looks for names where its request has them", ({ operation, subjects }) => {
    for (const subject of subjects.filter((row) => "sources" in row)) {
      const members = subject.sources
        .filter((source) => source.startsWith("requestParameters."))
        .map((source) => memberOf(operation, source.slice("requestParameters.".length)));
      expect(members).toEqual([expectedMember(operation, subject)]);
    }
  });

  it("guesses by parameters that IAM's operations have", () => {
    const known = new Set(
      [...WRITE_OPERATIONS.values()].flat().flatMap((subject) => ("sources" in subject ? subject.sources : [])),
    );
    const guessed = COMMONLY_NAMED.flatMap((subject) => ("sources" in subject ? subject.sources : []));
    expect(guessed.filter((source) => !known.has(source))).toEqual(["requestParameters.newRoleName"]);
  });
});
