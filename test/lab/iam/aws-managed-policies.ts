import type { ManagedPolicy } from "./account.ts";
import published from "./aws-managed-policies.json" with { type: "json" };

/**
 * The AWS managed policies that the lab knows, by ARN: those of the five vendors' pages, the usual broad ones, those
 * that AWS puts on users with leaked keys, and those of the service-linked roles. Each has only its default version.
 *
 * The documents are AWS's, but those marked `abridged` in the JSON file: they are far too long for a lab, and keep
 * only what gives them their character.
 * @see https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html
 */
export function awsManagedPolicies(partition: string): ReadonlyMap<string, ManagedPolicy> {
  return new Map(
    published.map((policy) => {
      const arn = `arn:${partition}:iam::aws:policy${policy.path}${policy.name}`;
      const updateDate = new Date(policy.updateDate);
      return [
        arn,
        {
          path: policy.path,
          policyName: policy.name,
          policyId: policy.id,
          arn,
          createDate: new Date(policy.createDate),
          updateDate,
          description: policy.description,
          defaultVersionId: policy.versionId,
          versions: [
            { versionId: policy.versionId, document: JSON.stringify(policy.document, null, 2), createDate: updateDate },
          ],
          nextVersion: Number(policy.versionId.slice(1)) + 1,
          tags: [],
        },
      ];
    }),
  );
}
