import { DescribeOrganizationCommand, OrganizationsClient } from "@aws-sdk/client-organizations";
import type { Observation } from "../observation/observation.ts";
import { clientPace } from "./client-pace.ts";
import { type DeploymentClient, incomplete, mapObservation, observeDeployment } from "./deployment-answer.ts";

/**
 * The id (`o-…`) of the organization that the caller's account is in; `absent` where it is in none.
 * @see https://docs.aws.amazon.com/organizations/latest/APIReference/API_DescribeOrganization.html
 */
export async function readOrganizationId(options: DeploymentClient): Promise<Observation<string>> {
  const client = new OrganizationsClient({ ...options, ...clientPace({}) });
  const right = "organizations:DescribeOrganization";
  const send = () => client.send(new DescribeOrganizationCommand({}));
  const answer = await observeDeployment(right, send, ["AWSOrganizationsNotInUseException"]);
  return mapObservation(answer, ({ Organization }) =>
    Organization?.Id === undefined
      ? incomplete(right, "the organization's id is missing")
      : { status: "present", state: Organization.Id },
  );
}
