import { secretArn } from "../../secrets/secrets.ts";
import { jsonPermissions, type Where } from "./permission.ts";

function secret({ SecretId }: Readonly<Record<string, unknown>>, { region, account }: Where): readonly string[] {
  const id = String(SecretId);
  return [id.startsWith("arn:") ? id : secretArn({ region, account }, id)];
}

/** @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssecretsmanager.html */
export const secretsmanagerPermissions = jsonPermissions("secretsmanager", {
  GetSecretValue: secret,
  PutSecretValue: secret,
});
