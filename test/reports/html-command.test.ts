import { AttachRolePolicyCommand } from "@aws-sdk/client-iam";
import { afterEach, describe, expect, it } from "vitest";
import { type CheckedLab, serveCheckedLab } from "../cli/check-served.ts";

let lab: CheckedLab | undefined;

afterEach(async () => {
  await lab?.stop();
  lab = undefined;
});

describe("check --format html", () => {
  it("prints one page and nothing else, and exits as every check does", async () => {
    lab = await serveCheckedLab();
    const clean = await lab.check("--format", "html");
    expect(clean).toMatchObject({ code: 0, stderr: "" });
    expect(clean.stdout).toMatch(/^<!doctype html>\n<html lang="en">.*<\/html>\n$/s);
    expect(clean.stdout).toContain('class="outcome outcome-clean"');

    const PolicyArn = "arn:aws:iam::aws:policy/AdministratorAccess";
    await lab.client.send(new AttachRolePolicyCommand({ RoleName: "matillion-agent-task", PolicyArn }));
    const drifted = await lab.check("--format", "html");
    expect(drifted).toMatchObject({ code: 1, stderr: "" });
    expect(drifted.stdout).toContain('class="outcome outcome-drift"');
    expect(drifted.stdout).toContain("aws iam list-attached-role-policies --role-name matillion-agent-task");
  });

  it("shows the access keys that are as they should be too", async () => {
    lab = await serveCheckedLab();
    const { stdout } = await lab.check("--format", "html", "--baseline", "red5-stream-manager");
    expect(stdout).toMatch(/production-streammanager …\w{4}<\/text>.*0 d, in limit/s);
  });
});
