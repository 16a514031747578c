import { GetCallerIdentityCommand, type STSClient } from "@aws-sdk/client-sts";
import type { CallerReader } from "../remediation/guards/protected-entity.ts";
import { askService, malformedAnswer } from "./service-answer.ts";

const CALL = "GetCallerIdentity";

/**
 * Under which identity a client's credentials call. No permission is needed to ask. An answer is kept: whoever a function runs as stays
 * the same as long as it runs.
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
 */
export function createCallerReader(client: STSClient): CallerReader {
  let known: Awaited<ReturnType<CallerReader["read"]>> | undefined;
  return {
    async read() {
      if (known !== undefined) return known;
      const answer = await askService(CALL, () => client.send(new GetCallerIdentityCommand({})));
      if (answer.status !== "present") return answer;
      const { Arn } = answer.state;
      if (Arn === undefined) return malformedAnswer("STS", CALL, "the caller's ARN is missing");
      known = { status: "present", state: [Arn] };
      return known;
    },
  };
}
