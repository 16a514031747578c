import { beforeAll, describe, expect, it } from "vitest";
import { versionPairs } from "../../../bench/policy-versions/corpus.ts";
import { decidePolicies } from "../../../shared/policy/decide-policies.ts";
import { type ActionTable, loadActionTable } from "../../../shared/policy/explain/action-table.ts";
import { explainDifference } from "../../../shared/policy/explain/explain-difference.ts";
import { readPolicy } from "../read-policy.ts";
import { line } from "./explain.ts";

const PAIRS = new Map(versionPairs().map((pair) => [pair.name, pair]));

/** Every so many of the pairs, so that the whole of it stays a matter of seconds. */
const EVERY = 20;

const CASES: readonly { readonly name: string; readonly expected: readonly string[] }[] = [
  {
    name: "IAMReadOnlyAccess v4..v3",
    expected: ["lost `iam:SimulateCustomPolicy` and `iam:SimulatePrincipalPolicy` on `*` [less, 2 Read] [0]>-"],
  },
  { name: "AWSCodeCommitPowerUser v15..v16", expected: [] },
  {
    name: "SecretsManagerReadWrite v5..v6",
    expected: [
      "gained `cloudformation:TagResource` and `cloudformation:UntagResource` on `*` under a condition on `cloudformation:CreateAction` [more, 2 Tagging] ->[4]",
    ],
  },
  {
    name: "AWSIncidentManagerServiceRolePolicy v2..v3",
    expected: [
      "gained `AWS/Usage` in the condition `cloudwatch:namespace` (`cloudwatch:PutMetricData` on `*`) [more, 1 Write] [3]>[3]",
    ],
  },
  {
    name: "AWSIoTFleetwiseServiceRolePolicy v1..v2",
    expected: ["gained `AWS/Usage` in the condition `cloudwatch:namespace` [more, 1 Write] [0]>[0]"],
  },
  {
    name: "AmazonDataZoneRedshiftManageAccessRolePolicy v1..v2",
    expected: [
      "lost the condition `aws:ResourceOrgID` (`redshift:AssociateDataShareConsumer` on `arn:aws:redshift:*:*:datashare:*/datazone*`) [more, 1 Write] [6]>[6]",
    ],
  },
  {
    name: "AWSDirectoryServiceFullAccess v1..v2",
    expected: [
      "gained `sns:SetTopicAttributes`, `sns:CreateTopic`, `sns:DeleteTopic`, `sns:Subscribe` and `sns:Unsubscribe` on `arn:aws:sns:*:*:DirectoryMonitoring*` [more, 1 Permissions management, 4 Write] ->[1]",
      "gained `sns:GetTopicAttributes`, `sns:ListSubscriptions`, `sns:ListSubscriptionsByTopic` and `sns:ListTopics` on `*` [more, 1 Read, 3 List] ->[0]",
    ],
  },
  {
    name: "AWSConfigRulesExecutionRole v1..v2",
    expected: [
      "gained `config:BatchGet*` on `*`: today `config:BatchGetAggregateResourceConfig` and `config:BatchGetResourceConfig` [more, 2 Read] ->[1]",
    ],
  },
  {
    name: "AWSCodeStarServiceRole v1..v2",
    expected: [
      "gained `iam:ListAttachedRolePolicies` on `arn:aws:iam::*:role/service-role/aws-codestar-service-role` [more, 1 List] [8]>[8]",
    ],
  },
  {
    name: "AWSIoTEventsReadOnlyAccess v1..v2",
    expected: ["lost `iotevents:Get*` on `*`: today `iotevents:GetDetectorModelAnalysisResults` [less, 1 Read] [0]>-"],
  },
  {
    name: "AmazonLaunchWizard_Fullaccess v3..v2",
    expected: [
      "lost `kms:ListAliases` and `kms:ListKeys` on `*` [less, 2 List] [4]>-",
      "lost `s3:GetBucketLocation` and `s3:ListBucket` on `*` [less, 1 Read, 1 List] [3]>-",
    ],
  },
  {
    name: "AWSProtonReadOnlyAccess v1..v2",
    expected: [
      "gained `codepipeline:GetPipeline`, `codepipeline:GetPipelineExecution`, `codepipeline:GetPipelineState`, `codepipeline:ListPipelineExecutions` and `codepipeline:ListPipelines` on `*` [more, 3 Read, 2 List] ->[0]",
      "lost `proton:Get*` and `proton:List*` on `*` beyond the 39 listed: 11 actions of today, all of them reading [less, 7 Read, 4 List] >[0]",
    ],
  },
  {
    name: "AWSCompromisedKeyQuarantineV3 v2..v3",
    expected: [
      "gained the denial of `organizations:LeaveOrganization`, `kms:PutKeyPolicy`, `kms:RetireGrant`, `kms:RevokeGrant`, `kms:DeleteImportedKeyMaterial` and 4 more on `*`: 9 actions of today, 3 of them permissions management [less, 3 Permissions management, 6 Write, only denies] ->[0]",
      "gained the denial of `kms:CreateGrant` on `*` under a condition on `kms:ViaService` [less, 1 Permissions management, only denies] ->[1]",
    ],
  },
  {
    name: "AwsGlueSessionUserRestrictedServiceRole v2..v3",
    expected: [
      "gained `glue:TagResource` on `arn:aws:glue:*:*:session/*` under conditions on `aws:RequestTag/owner` and `aws:ResourceTag/owner` [more, 1 Tagging] ->[3]",
      "lost the denial of `glue:TagResource` on `arn:aws:glue:*:*:session/*` under a condition on `aws:TagKeys` [more, 1 Tagging, only denies] [5]>-",
    ],
  },
  {
    name: "AWSServiceCatalogAppRegistryFullAccess v1..v2",
    expected: [
      "gained `servicecatalog:SyncResource` and `servicecatalog:GetAssociatedResource` on `*` [more, 1 Write, 1 Read] ->[2]",
      "gained `cloudformation:UpdateStack` on `*` under a condition on `aws:CalledVia` [more, 1 Write] ->[0]",
      "gained `iam:CreateServiceLinkedRole` on `arn:aws:iam::*:role/aws-service-role/servicecatalog-appregistry.amazonaws.com/AWSServiceRoleForAWSServiceCatalogAppRegistry*` under a condition on `iam:AWSServiceName` [more, 1 Write] ->[1]",
      "gained `servicecatalog:TagResource`, `servicecatalog:UntagResource` and `servicecatalog:ListTagsForResource` on `arn:aws:servicecatalog:*:*:*` [more, 2 Tagging, 1 Read] ->[3]",
    ],
  },
  { name: "AmazonEKSMCPReadOnlyAccess v1..v2", expected: [] },
  { name: "PowerUserAccess v8..v10", expected: [] },
  { name: "AWSControlTowerAccountServiceRolePolicy v3..v4", expected: [] },
];

describe("what AWS changed in its managed policies", () => {
  let table: ActionTable;
  beforeAll(async () => {
    table = await loadActionTable();
  });

  const policiesOf = (name: string) => {
    const pair = PAIRS.get(name);
    if (pair === undefined) throw new Error(`The corpus has no ${name}.`);
    return { canonical: [readPolicy(pair.canonical)], live: [readPolicy(pair.live)] };
  };

  it.each(CASES)("$name", ({ name, expected }) => {
    expect(explainDifference(policiesOf(name), table).map(line)).toEqual(expected);
  });

  it("goes the way of the verdict, in a twentieth of the pairs", () => {
    const names = [...PAIRS.keys()].filter((_, index) => index % EVERY === 0);
    const wrong = names.filter((name) => {
      const policies = policiesOf(name);
      const verdict = decidePolicies(policies.canonical, policies.live, "identity");
      const permits = [...new Set(explainDifference(policies, table).map((delta) => delta.permits))];
      if (verdict.verdict === "unknown") return false;
      if (verdict.verdict === "equal") return permits.length > 0;
      const ways = { broadened: ["more"], narrowed: ["less"], mixed: ["more", "less"] }[verdict.change];
      return permits.toSorted().join() !== ways.toSorted().join();
    });
    expect(names.length).toBeGreaterThan(200);
    expect(wrong).toEqual([]);
  });
});
