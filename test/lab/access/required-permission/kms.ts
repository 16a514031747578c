import { keyArn } from "../../kms/keys.ts";
import { jsonPermissions, type Where } from "./permission.ts";

function key({ KeyId }: Readonly<Record<string, unknown>>, where: Where): readonly string[] {
  return [keyArn(String(KeyId), where)];
}

/** @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awskeymanagementservice.html */
export const kmsPermissions = jsonPermissions("kms", { DescribeKey: key, GetKeyPolicy: key, PutKeyPolicy: key });
