import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it, onTestFinished } from "vitest";
import { adoptResultSchema } from "../../cli/adopt-schema.ts";
import { checkAccount } from "../../cli/check-account.ts";
import { unknownActionsOf } from "../../cli/check-baselines.ts";
import { checkResultSchema } from "../../cli/check-schema.ts";
import { type Adoption, adopt } from "../../shared/discovery/adopt.ts";
import { formatEntity } from "../../shared/iam/entity-reference.ts";
import { observeEntities } from "../../shared/observation/observe-entities.ts";
import type { Snapshot } from "../../shared/observation/snapshot.ts";
import { loadActionTable } from "../../shared/policy/explain/action-table.ts";
import { expectedIn, filesOf } from "../discovery/adopt-fixture.ts";
import { snapshotOf } from "../observation/take-snapshot.ts";
import { runCli } from "./run-cli.ts";

const DATA = new URL("../../../shared/data/", import.meta.url);
const DETAILS = fileURLToPath(new URL("authorization-details/cloudsplaining-example.json", DATA));
const REPORT = fileURLToPath(new URL("credential-report/cloud-custodian-account.csv", DATA));
const CONFIGURATION = fileURLToPath(new URL("../../plumbline.yml", import.meta.url));
const NOW = new Date("2026-11-22T10:00:00Z");

const QUICK_SETUP = "AWS-QuickSetup-EnableCRecording-1clff_us-west-2";
const EXPLORER = "SSMQuickSetupEnableExplorerInlinePolicy";
const PASS_ROLE = "arn:aws:iam::200611803367:policy/fn1-passrole-star";

/** As much of the file as the edits below touch. */
interface Statement {
  Action: string[];
  Resource: string[] | string;
  Principal: { AWS: string[] | string };
}
interface Document {
  Statement: Statement[];
}
interface Details {
  UserDetailList: { UserName: string; AttachedManagedPolicies: { PolicyArn: string }[] }[];
  RoleDetailList: {
    RoleName: string;
    AssumeRolePolicyDocument: Document;
    RolePolicyList: { PolicyName: string; PolicyDocument: Document }[];
    Tags: { Key: string; Value: string }[];
  }[];
  Policies: { PolicyName: string; PolicyVersionList: { IsDefaultVersion: boolean; Document: Document }[] }[];
}

function only<T>(items: readonly T[], wanted: (item: T) => boolean): T {
  const [item, ...others] = items.filter(wanted);
  if (item === undefined || others.length > 0) throw new Error("The file is not the one that this was written for.");
  return item;
}
const role = (details: Details, name: string) => only(details.RoleDetailList, ({ RoleName }) => RoleName === name);
const first = ({ Statement: [statement] }: Document): Statement => {
  if (statement === undefined) throw new Error("There is no statement.");
  return statement;
};

interface Edit {
  readonly name: string;
  readonly edit: (details: Details) => void;
  /** The only drift. */
  readonly drift: { readonly entity: string; readonly rule: string; readonly subject: string };
}

const EDITS: readonly Edit[] = [
  {
    name: "an action added to an inline policy",
    edit: (details) => {
      const { RolePolicyList } = role(details, QUICK_SETUP);
      first(only(RolePolicyList, ({ PolicyName }) => PolicyName === EXPLORER).PolicyDocument).Action.push(
        "s3:DeleteBucket",
      );
    },
    drift: { entity: `role/${QUICK_SETUP}`, rule: "inline-policy-changed", subject: EXPLORER },
  },
  {
    name: "a principal added to a trust policy",
    edit: (details) => {
      const statement = first(role(details, "OrganizationAccountAccessRole").AssumeRolePolicyDocument);
      statement.Principal = { AWS: [statement.Principal.AWS, "arn:aws:iam::222233334444:root"].flat() };
    },
    drift: { entity: "role/OrganizationAccountAccessRole", rule: "trust-changed", subject: "" },
  },
  {
    name: "an attachment removed",
    edit: (details) => {
      const user = only(details.UserDetailList, ({ UserName }) => UserName === "fn1-privesc3-partial-user");
      user.AttachedManagedPolicies = user.AttachedManagedPolicies.filter(({ PolicyArn }) => PolicyArn !== PASS_ROLE);
    },
    drift: { entity: "user/fn1-privesc3-partial-user", rule: "attachment-missing", subject: PASS_ROLE },
  },
  {
    name: "a managed policy narrowed",
    edit: (details) => {
      const { PolicyVersionList } = only(details.Policies, ({ PolicyName }) => PolicyName === "fn1-passrole-star");
      first(only(PolicyVersionList, ({ IsDefaultVersion }) => IsDefaultVersion).Document).Resource =
        "arn:aws:iam::200611803367:role/one";
    },
    drift: { entity: "policy/fn1-passrole-star", rule: "policy-version-changed", subject: "" },
  },
  {
    name: "a tag with another value",
    edit: (details) => {
      only(role(details, QUICK_SETUP).Tags, ({ Key }) => Key === "QuickSetupVersion").Value = "1.3";
    },
    drift: { entity: `role/${QUICK_SETUP}`, rule: "tags-changed", subject: "QuickSetupVersion" },
  },
];

function editedText({ edit }: Edit): string {
  const details = JSON.parse(readFileSync(DETAILS, "utf8")) as Details;
  edit(details);
  return JSON.stringify(details);
}

const snapshotFrom = (text: string) => snapshotOf({ details: [{ file: "account.json", text }] });

/** Every entity of the account that the product can adopt, and why it cannot adopt the others. */
async function adoptWhole(snapshot: Snapshot) {
  const observations = await observeEntities(snapshot.reader(NOW), snapshot.entities);
  const one = { name: "demo", title: "Demo", address: snapshot.account, source: "snapshot", adoptedAt: NOW } as const;
  const single = observations.map((each) => ({ each, adoption: adopt({ ...one, observations: [each] }) }));
  const adoptable = single.filter(({ adoption }) => adoption.status === "adopted").map(({ each }) => each);
  const refusals = single.flatMap(({ adoption }) => (adoption.status === "refused" ? adoption.refusals : []));
  return {
    adoption: adopt({ ...one, observations: adoptable }),
    adopted: adoptable.map(({ entity }) => entity),
    refusals,
  };
}

/** What `check` finds with the adopted baseline in a snapshot of the account. */
async function found(adoption: Adoption, snapshot: Snapshot) {
  const account = { ...snapshot.account, entities: expectedIn(filesOf(adoption), snapshot.account) };
  const { entities } = await checkAccount({
    account,
    source: { kind: "snapshot", files: ["account.json"] },
    reader: snapshot.reader(NOW),
    managedPolicies: snapshot.managedPolicies,
    now: NOW,
    loadTable: loadActionTable,
    waivers: [],
  });
  return {
    drifts: entities.flatMap(({ entity, drifts }) => drifts.map(({ rule, subject }) => ({ entity, rule, subject }))),
    undecided: entities.flatMap(({ undecided }) => undecided),
    checked: entities.length,
  };
}

const CLEAN = { drifts: [], undecided: [] };

/** A directory that is gone when the test is over. */
function directory(): string {
  const made = mkdtempSync(join(tmpdir(), "plumbline-adopt-"));
  onTestFinished(() => rmSync(made, { recursive: true }));
  return made;
}

const run = (...args: readonly string[]) => runCli(process.cwd(), [...args, "--config", CONFIGURATION]);

describe("adopt of a real account's authorization details", () => {
  if (![DETAILS, REPORT].every(existsSync)) {
    it("was left out: the data is not there", () => {
      process.stderr.write(`adopt was not tried on a real account: ${DETAILS} or ${REPORT} is not there.\n`);
      expect([DETAILS, REPORT].every(existsSync)).toBe(false);
    });
    return;
  }

  const account = snapshotFrom(readFileSync(DETAILS, "utf8"));
  const whole = account.then(adoptWhole);

  it("adopts everything in it but what IAM Identity Center makes, and check finds nothing", async () => {
    const { adoption, adopted, refusals } = await whole;
    const kinds = Map.groupBy(adopted, ({ kind }) => kind);
    expect(Object.fromEntries([...kinds].map(([kind, { length }]) => [kind, length]))).toEqual({
      user: 41,
      group: 3,
      role: 73,
      policy: 44,
    });
    expect(refusals).toEqual([
      expect.stringMatching(
        /^role\/AWSReservedSSO_AdministratorAccess_\w+ cannot be adopted: IAM Identity Center makes/,
      ),
      expect.stringMatching(/^role\/AWSReservedSSO_ViewOnlyAccess_\w+ cannot be adopted: IAM Identity Center makes/),
    ]);
    expect(await found(adoption, await account)).toEqual({ ...CLEAN, checked: 161 });
    const files = new Map([...filesOf(adoption)].map(([file, text]) => [`policies/demo/${file}`, text]));
    expect(unknownActionsOf(files, await loadActionTable())).toEqual([]);
  });

  it("says of entities that stand in the file under another account why they are not there", async () => {
    const { leftOut, entities } = await account;
    expect(leftOut).toHaveLength(10);
    expect(entities.map(({ entity }) => formatEntity(entity))).not.toContain("user/obama");
    const { code, stderr } = await run("adopt", "user/obama", "--snapshot", DETAILS, "--out", join(directory(), "new"));
    expect(stderr).toMatch(
      /^user\/obama cannot be adopted: .*user\/obama is not of that account; the file was edited\.$/m,
    );
    expect(code).toBe(2);
  });

  it.each(EDITS)("finds $name by hand since, and nothing else", async (edit) => {
    const { adoption } = await whole;
    const { drifts, undecided } = await found(adoption, await snapshotFrom(editedText(edit)));
    expect({ drifts, undecided }).toEqual({ ...CLEAN, drifts: [edit.drift] });
  });

  it("does the same at the command line", async () => {
    const base = directory();
    const out = join(base, "adopted");
    const entities = [
      `role/${QUICK_SETUP}`,
      "role/AWSServiceRoleForSSO",
      "role/OrganizationAccountAccessRole",
      "user/privesc11-PutGroupPolicy-user",
      "group/privesc11-PutGroupPolicy-group",
      "policy/fn1-passrole-star",
    ];
    const adopted = await run("adopt", ...entities, "--snapshot", DETAILS, "--out", out, "--json");
    expect(adopted.code).toBe(0);
    const result = adoptResultSchema.parse(JSON.parse(adopted.stdout));
    expect(result.entities.map(({ entity }) => entity)).toEqual(entities);
    expect(await runCli(process.cwd(), ["validate", out])).toMatchObject({
      code: 0,
      stdout: `${out}: nothing wrong; baselines: 1\n`,
    });
    expect(await run("check", "--baseline", out, "--snapshot", DETAILS)).toMatchObject({ code: 0 });
    const [edit] = EDITS;
    if (edit === undefined) throw new Error("There is no edit.");
    const edited = join(base, "edited.json");
    writeFileSync(edited, editedText(edit));
    const checked = await run("check", "--baseline", out, "--snapshot", edited, "--json");
    expect(checked.code).toBe(1);
    const { accounts } = checkResultSchema.parse(JSON.parse(checked.stdout));
    const drifts = accounts.flatMap((account) => account.entities.flatMap((entity) => entity.drifts));
    expect(drifts).toMatchObject([{ rule: edit.drift.rule, subject: edit.drift.subject }]);
  });

  it("refuses a credential report of another account", async () => {
    const out = join(directory(), "new");
    const files = ["--snapshot", DETAILS, "--credential-report", REPORT];
    const { code, stdout, stderr } = await run("adopt", `role/${QUICK_SETUP}`, ...files, "--out", out);
    expect(stderr).toMatch(/is of account \d{12}.* of account 200611803367/);
    expect({ code, stdout, written: existsSync(out) }).toEqual({ code: 2, stdout: "", written: false });
  });
});
