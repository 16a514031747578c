import type { ManagedPolicy, PolicyVersion } from "./account.ts";
import { deleteConflict, limitExceeded, noSuchEntity } from "./errors.ts";
import { managedPolicy, ownPolicy } from "./managed-policy-lookup.ts";
import { policyArn, policyDocument, versionId } from "./names.ts";
import { type OperationTable, operation, type ResultTree } from "./operation.ts";
import { page, pageParameters } from "./page.ts";
import { encodedDocument, policySize } from "./policy-document.ts";
import { validateIdentityPolicy } from "./policy-validation.ts";

/** How much one version may hold, in characters without white space. */
const maximumSize = 6_144;

const maximumVersions = 5;

/** Checks the document of a managed policy's version. @throws IamError `MalformedPolicyDocument` or `LimitExceeded`. */
export function checkManagedPolicy(document: string): void {
  validateIdentityPolicy(document, "managed");
  if (policySize(document) > maximumSize) {
    throw limitExceeded(`Cannot exceed quota for PolicySize: ${maximumSize}`);
  }
}

/** The operations on the versions of a managed policy. */
export const policyVersionOperations: OperationTable = {
  CreatePolicyVersion: operation({
    kind: "write",
    parameters: { PolicyArn: policyArn, PolicyDocument: policyDocument, SetAsDefault: { type: "boolean" } },
    run({ PolicyArn, PolicyDocument, SetAsDefault }, context) {
      const policy = ownPolicy(context, "CreatePolicyVersion", PolicyArn);
      checkManagedPolicy(PolicyDocument);
      if (policy.versions.length >= maximumVersions) {
        throw limitExceeded(
          "A managed policy can have up to 5 versions. Before you create a new version, you must delete an existing version.",
        );
      }
      const version = { versionId: `v${policy.nextVersion}`, document: PolicyDocument, createDate: context.now };
      policy.nextVersion += 1;
      policy.versions = [...policy.versions, version];
      policy.updateDate = context.now;
      policy.defaultVersionId = SetAsDefault === true ? version.versionId : policy.defaultVersionId;
      return { PolicyVersion: versionSummary(policy, version) };
    },
  }),

  GetPolicyVersion: operation({
    kind: "read",
    parameters: { PolicyArn: policyArn, VersionId: versionId },
    run({ PolicyArn, VersionId }, { account }) {
      const policy = managedPolicy(account, PolicyArn);
      const version = versionOf(policy, VersionId);
      return { PolicyVersion: { Document: encodedDocument(version.document), ...versionSummary(policy, version) } };
    },
  }),

  ListPolicyVersions: operation({
    kind: "read",
    parameters: { PolicyArn: policyArn, ...pageParameters },
    run(asked, { account }) {
      const policy = managedPolicy(account, asked.PolicyArn);
      const { items, more } = page(policy.versions, asked, newestFirst);
      return { Versions: items.map((version) => versionSummary(policy, version)), ...more };
    },
  }),

  DeletePolicyVersion: operation({
    kind: "write",
    parameters: { PolicyArn: policyArn, VersionId: versionId },
    run({ PolicyArn, VersionId }, context) {
      const policy = ownPolicy(context, "DeletePolicyVersion", PolicyArn);
      const version = versionOf(policy, VersionId);
      if (version.versionId === policy.defaultVersionId) {
        throw deleteConflict("Cannot delete the default version of a policy.");
      }
      policy.versions = policy.versions.filter((kept) => kept !== version);
      return undefined;
    },
  }),

  SetDefaultPolicyVersion: operation({
    kind: "write",
    parameters: { PolicyArn: policyArn, VersionId: versionId },
    run({ PolicyArn, VersionId }, context) {
      const policy = ownPolicy(context, "SetDefaultPolicyVersion", PolicyArn);
      policy.defaultVersionId = versionOf(policy, VersionId).versionId;
      return undefined;
    },
  }),
};

function versionOf(policy: ManagedPolicy, id: string): PolicyVersion {
  const version = policy.versions.find((candidate) => candidate.versionId === id);
  if (version === undefined) {
    throw noSuchEntity(`Policy ${policy.arn} version ${id} does not exist or is not attachable.`);
  }
  return version;
}

function versionSummary(policy: ManagedPolicy, version: PolicyVersion): ResultTree {
  return {
    VersionId: version.versionId,
    IsDefaultVersion: version.versionId === policy.defaultVersionId,
    CreateDate: version.createDate,
  };
}

/** A key under which later versions come first. */
function newestFirst(version: PolicyVersion): string {
  return String(1_000_000_000 - Number.parseInt(version.versionId.slice(1), 10)).padStart(10, "0");
}
