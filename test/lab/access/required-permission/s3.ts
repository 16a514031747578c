import { readS3Request } from "../../s3/request.ts";
import { conditionsOf, rightOf, s3Arn } from "../../s3/rights.ts";
import type { RequiredPermissions } from "./permission.ts";

/** @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html */
export const s3Permissions: RequiredPermissions = (request) => {
  const asked = readS3Request(request);
  return [{ action: rightOf(asked), resource: s3Arn(asked), context: conditionsOf(request) }];
};
