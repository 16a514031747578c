import { jsonPermissions } from "./permission.ts";

/** @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awscloudtrail.html */
export const cloudtrailPermissions = jsonPermissions("cloudtrail", { LookupEvents: () => ["*"] });
