import {
  CreateAccessKeyCommand,
  CreateLoginProfileCommand,
  CreateUserCommand,
  GenerateCredentialReportCommand,
  GetCredentialReportCommand,
  UpdateAccessKeyCommand,
} from "@aws-sdk/client-iam";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type ServedAccount, servedAccount } from "./served-account.ts";

let account: ServedAccount;
beforeEach(async () => {
  account = await servedAccount();
});
afterEach(() => account.stop());

const generate = () => account.client.send(new GenerateCredentialReportCommand({}));
const get = () => account.client.send(new GetCredentialReportCommand({}));

/** The report's rows by user, each by column name. */
async function report(): Promise<Record<string, Record<string, string>>> {
  const { Content } = await get();
  const [header = "", ...lines] = new TextDecoder().decode(Content).split("\n");
  const names = header.split(",");
  return Object.fromEntries(
    lines.map((line) => {
      const fields = line.split(",");
      return [fields[0], Object.fromEntries(names.map((name, index) => [name, fields[index] ?? "(missing)"]))];
    }),
  );
}

describe("a credential report", () => {
  it("does not exist until it is asked for", async () => {
    await expect(get()).rejects.toMatchObject({
      name: "CredentialReportNotPresentException",
      $metadata: { httpStatusCode: 410 },
    });
  });

  it("is started, in progress, complete, and started again after four hours", async () => {
    expect(await generate()).toMatchObject({ State: "STARTED" });
    expect(await generate()).toMatchObject({ State: "INPROGRESS" });
    await expect(get()).rejects.toMatchObject({
      name: "CredentialReportNotReadyException",
      $metadata: { httpStatusCode: 404 },
    });
    account.advance(10);
    expect(await generate()).toMatchObject({ State: "COMPLETE" });
    expect(await get()).toMatchObject({ ReportFormat: "text/csv", GeneratedTime: new Date("2026-06-01T12:00:00Z") });
    account.advance(4 * 3600 - 11);
    expect(await generate()).toMatchObject({ State: "COMPLETE" });
    account.advance(1);
    await expect(get()).rejects.toMatchObject({
      name: "CredentialReportExpiredException",
      $metadata: { httpStatusCode: 410 },
    });
    expect(await generate()).toMatchObject({ State: "STARTED" });
    await expect(get()).rejects.toMatchObject({ name: "CredentialReportNotReadyException" });
  });

  it("says for four hours what was so when it was made", async () => {
    await account.client.send(new CreateUserCommand({ UserName: "jane" }));
    await generate();
    account.advance(10);
    await account.client.send(new CreateUserCommand({ UserName: "late" }));
    await generate();
    expect(Object.keys(await report())).toEqual(["<root_account>", "jane"]);
    account.advance(4 * 3600);
    await generate();
    account.advance(10);
    expect(Object.keys(await report())).toEqual(["<root_account>", "jane", "late"]);
  });

  it("shows keys and passwords as IAM writes them", async () => {
    const { client } = account;
    await client.send(new CreateUserCommand({ UserName: "jane" }));
    await client.send(new CreateUserCommand({ UserName: "none" }));
    await client.send(new CreateLoginProfileCommand({ UserName: "jane", Password: "Correct-horse-7" }));
    const { AccessKey: used } = await client.send(new CreateAccessKeyCommand({ UserName: "jane" }));
    const { AccessKey: idle } = await client.send(new CreateAccessKeyCommand({ UserName: "jane" }));
    account.advance(60);
    account.iam.keyUsed(used?.AccessKeyId ?? "", "ec2", "eu-west-1");
    await client.send(
      new UpdateAccessKeyCommand({ UserName: "jane", AccessKeyId: idle?.AccessKeyId, Status: "Inactive" }),
    );
    account.iam.account.settings.rootAccessKeys = [{ createDate: new Date("2020-01-01T00:00:00Z"), status: "Active" }];
    await generate();
    account.advance(10);
    const rows = await report();
    expect(rows["<root_account>"]).toMatchObject({
      arn: "arn:aws:iam::000000000000:root",
      password_enabled: "not_supported",
      access_key_1_active: "true",
      access_key_1_last_rotated: "2020-01-01T00:00:00+00:00",
      access_key_2_active: "false",
    });
    expect(rows.jane).toEqual({
      user: "jane",
      arn: "arn:aws:iam::000000000000:user/jane",
      user_creation_time: "2026-06-01T12:00:00+00:00",
      password_enabled: "true",
      password_last_used: "no_information",
      password_last_changed: "2026-06-01T12:00:00+00:00",
      password_next_rotation: "N/A",
      mfa_active: "false",
      access_key_1_active: "true",
      access_key_1_last_rotated: "2026-06-01T12:00:00+00:00",
      access_key_1_last_used_date: "2026-06-01T12:01:00+00:00",
      access_key_1_last_used_region: "eu-west-1",
      access_key_1_last_used_service: "ec2",
      access_key_2_active: "false",
      access_key_2_last_rotated: "N/A",
      access_key_2_last_used_date: "N/A",
      access_key_2_last_used_region: "N/A",
      access_key_2_last_used_service: "N/A",
      cert_1_active: "false",
      cert_1_last_rotated: "N/A",
      cert_2_active: "false",
      cert_2_last_rotated: "N/A",
    });
    expect(rows.none).toMatchObject({
      password_enabled: "false",
      password_last_used: "N/A",
      access_key_1_active: "false",
    });
  });
});
