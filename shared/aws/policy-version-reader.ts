import { type IAMClient, ListPolicyVersionsCommand } from "@aws-sdk/client-iam";
import { createLimiter } from "../observation/limiter.ts";
import type { Observation } from "../observation/observation.ts";
import type { PolicyVersion, PolicyVersionReader } from "../remediation/policy-versions.ts";
import { type Ask, askPages, createAsk, malformed } from "./iam-answer.ts";
import { vanished } from "./read-policies-of-principal.ts";
import { readVersion } from "./read-policy.ts";

/** Reads the versions of a customer managed policy: ListPolicyVersions, and GetPolicyVersion for each, of which there are five at most. */
export function createPolicyVersionReader(client: IAMClient): PolicyVersionReader {
  const ask = createAsk(createLimiter(1));
  return {
    async readVersions(PolicyArn) {
      const listed = await listVersions(client, ask, PolicyArn);
      if (listed.status !== "present") return listed;
      const versions: PolicyVersion[] = [];
      for (const { versionId, isDefault } of listed.state.toSorted(byNumber)) {
        const document = await readVersion(client, ask, PolicyArn, versionId);
        if (vanished(document)) return malformed("GetPolicyVersion", `version ${versionId} vanished between two calls`);
        versions.push({ versionId, isDefault, document });
      }
      return { status: "present", state: versions };
    },
  };
}

type Listed = Pick<PolicyVersion, "versionId" | "isDefault">;

async function listVersions(client: IAMClient, ask: Ask, PolicyArn: string): Promise<Observation<readonly Listed[]>> {
  const call = "ListPolicyVersions";
  const listed = await askPages(
    ask,
    call,
    (page) => client.send(new ListPolicyVersionsCommand({ PolicyArn, ...page })),
    ({ Versions }) => Versions,
  );
  if (listed.status !== "present") return listed;
  const versions: Listed[] = [];
  for (const { VersionId, IsDefaultVersion } of listed.state) {
    if (VersionId === undefined || !NUMBERED.test(VersionId) || IsDefaultVersion === undefined) {
      return malformed(call, "a version's id, or whether it is the default, is missing");
    }
    versions.push({ versionId: VersionId, isDefault: IsDefaultVersion });
  }
  return { status: "present", state: versions };
}

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetPolicyVersion.html */
const NUMBERED = /^v[1-9]\d*(?:\.[\w-]*)?$/;

function byNumber(one: Listed, other: Listed): number {
  return numberOf(one) - numberOf(other);
}

function numberOf({ versionId }: Listed): number {
  return Number.parseInt(versionId.slice(1), 10);
}
