import type { ServiceRequest } from "../../server/exchange.ts";
import { cloudtrailPermissions } from "./cloudtrail.ts";
import { dynamodbPermissions } from "./dynamodb.ts";
import { eventsPermissions } from "./events.ts";
import { iamPermissions } from "./iam.ts";
import { kmsPermissions } from "./kms.ts";
import { organizationsPermissions } from "./organizations.ts";
import { type AskedAccount, type RequiredPermission, type RequiredPermissions, unmapped } from "./permission.ts";
import { s3Permissions } from "./s3.ts";
import { secretsmanagerPermissions } from "./secretsmanager.ts";
import { snsPermissions } from "./sns.ts";
import { sqsPermissions } from "./sqs.ts";
import { ssmPermissions } from "./ssm.ts";
import { stsPermissions } from "./sts.ts";

const SERVICES: Readonly<Record<string, RequiredPermissions>> = {
  cloudtrail: cloudtrailPermissions,
  dynamodb: dynamodbPermissions,
  events: eventsPermissions,
  iam: iamPermissions,
  kms: kmsPermissions,
  organizations: organizationsPermissions,
  s3: s3Permissions,
  secretsmanager: secretsmanagerPermissions,
  sns: snsPermissions,
  sqs: sqsPermissions,
  ssm: ssmPermissions,
  sts: stsPermissions,
};

/**
 * The rights that a request asks of whoever made it; it has to have them all.
 * @throws ServiceError `NotImplemented` where the lab does not know them
 */
export function requiredPermissions(request: ServiceRequest, account: AskedAccount): readonly RequiredPermission[] {
  const service = Object.hasOwn(SERVICES, request.service) ? SERVICES[request.service] : undefined;
  if (service === undefined) throw unmapped(request.service, request.action);
  return service(request, account);
}
