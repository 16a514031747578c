import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { CreateRoleCommand, IAMClient } from "@aws-sdk/client-iam";
import { afterEach, expect, it } from "vitest";
import { PARAMETERS_FILE, TEMPLATE_FILE } from "../../infra/deployment.ts";
import { clientOptions, packageFixture, post, readList, settled } from "./fixtures/fixture-lab.ts";
import { type Lab, startLab } from "./lab.ts";
import { readPackaged, temporaryFolder } from "./packaged.ts";

const TRUST = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" }],
});

const started: Lab[] = [];

afterEach(async () => {
  await Promise.all(started.splice(0).map((lab) => lab.stop()));
});

/** A lab with the small package in which something is written otherwise. */
async function deployed(was: string, is: string): Promise<Lab> {
  const packaged = await packageFixture((template) => {
    expect(template).toContain(was);
    return template.replace(was, is);
  });
  const lab = await startLab({ packaged });
  started.push(lab);
  return lab;
}

/** What is raised where a role is made. */
async function alertsOfRole(lab: Lab): Promise<readonly unknown[]> {
  const iam = new IAMClient(clientOptions(lab));
  await iam.send(new CreateRoleCommand({ RoleName: "a-role", AssumeRolePolicyDocument: TRUST }));
  iam.destroy();
  await settled(lab);
  return await readList(lab, "alerts");
}

const linesOf = async (lab: Lab, name: string) =>
  (await readList<{ readonly function: string; readonly line: string }>(lab, "logs"))
    .filter((one) => one.function === name)
    .map(({ line }) => line);

it("a package as it should be tells of an event", async () => {
  const lab = await deployed("MemorySize: 128", "MemorySize: 129");
  expect(await alertsOfRole(lab)).toHaveLength(1);
  expect(await linesOf(lab, "plumbline-count-words")).toEqual(["counted 1"]);
});

it("a handler that is in no file of the zip keeps the package from being deployed", async () => {
  await expect(deployed("Handler: handler.handler", "Handler: index.handler")).rejects.toThrow(
    "plumbline-count-words: functions/count-words.zip has no module index, in which its handler index.handler is.",
  );
});

it("a zip that is not there keeps the package from being deployed", async () => {
  await expect(deployed("functions/count-words.zip", "functions/count-word.zip")).rejects.toThrow(
    /plumbline-count-words: Its code .*count-word\.zip cannot be read \(ENOENT\)/,
  );
});

it("a handler that the module does not export fails with the first event", async () => {
  const lab = await deployed("Handler: handler.handler", "Handler: handler.handle");
  expect((await post(lab, "invoke/plumbline-count-words", {})).body).toMatchObject({
    error: { errorMessage: "plumbline-count-words's bundle exports no function handle." },
  });
});

it("a wrong pattern lets no event through", async () => {
  const lab = await deployed("source: [aws.iam]", "source: [aws.ima]");
  expect(await alertsOfRole(lab)).toEqual([]);
});

it("a wrong variable fails where it is used", async () => {
  const lab = await deployed("ALERT_TOPIC_ARN: !Ref AlertTopic, TABLE", "ALERT_TOPIC: !Ref AlertTopic, TABLE");
  expect(await alertsOfRole(lab)).toEqual([]);
  expect((await linesOf(lab, "plumbline-count-words")).join()).toContain("Invoke Error");
});

it("a statement that a role lacks keeps what it may not do from being done", async () => {
  const lab = await deployed("- { Effect: Allow, Action: sns:Publish, Resource: !Ref AlertTopic }", "");
  expect(await alertsOfRole(lab)).toEqual([]);
  expect((await linesOf(lab, "access")).join()).toContain(
    "assumed-role/plumbline-count-words/plumbline-count-words is not authorized to perform: SNS:Publish",
  );
});

it.each([
  { lacks: "events", was: "logs:PutLogEvents", is: "logs:GetLogEvents" },
  { lacks: "a stream", was: "logs:CreateLogStream, ", is: "" },
])("a function that may not write $lacks to its log writes none", async ({ was, is }) => {
  const lab = await deployed(was, is);
  expect(await alertsOfRole(lab)).toHaveLength(1);
  expect(await linesOf(lab, "plumbline-count-words")).toEqual([]);
  expect(await linesOf(lab, "logs")).toContain(
    "A line of plumbline-count-words is lost: its role may not write to /aws/lambda/plumbline-count-words, or there is no such group.",
  );
});

it("a member that the parameters list has its own template, for which no other stands in where it is missing", async () => {
  const directory = await temporaryFolder();
  const template = (name: string) => `Resources: { ${name}: { Type: AWS::SQS::Queue } }`;
  await writeFile(join(directory, TEMPLATE_FILE), template("Hub"));
  const Parameters = { MemberAccounts: "111111111111,333333333333" };
  await writeFile(join(directory, PARAMETERS_FILE), JSON.stringify({ Parameters }));
  await writeFile(join(directory, "member-111111111111.yml"), template("Listed"));
  await writeFile(join(directory, "member-organization-1.yml"), template("OfOrganization"));
  const { member } = await readPackaged(directory);
  const resourcesOf = async (account: string) => [...(await member(account)).resources.keys()];
  expect(await resourcesOf("111111111111")).toEqual(["Listed"]);
  expect(await resourcesOf("222222222222")).toEqual(["OfOrganization"]);
  await expect(member("333333333333")).rejects.toThrow(/ENOENT.*member-333333333333\.yml/);
});

it("a function whose permission names another rule is not invoked by its schedule", async () => {
  const lab = await deployed("SourceArn: !GetAtt TickClockSchedule.Arn", "SourceArn: !GetAtt CountWordsRule.Arn");
  await post(lab, "clock", { advance: "P2D" });
  expect(await readList(lab, "alerts")).toEqual([]);
  expect((await linesOf(lab, "events")).join()).toContain("plumbline-tick-clock has no AWS::Lambda::Permission for");
});
