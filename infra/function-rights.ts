import type { Watched } from "../shared/baselines/own-baseline.ts";
import type { ConfiguredAccount } from "../shared/baselines/settings.ts";
import type { TemplateValue } from "./cloudformation-yaml.ts";
import { keyRights } from "./encryption.ts";
import type { IdentityStatement } from "./reader-statements.ts";
import { remediatorStatements } from "./remediator-statements.ts";
import type { FunctionFile } from "./stack-files.ts";

/** What a deployment's rights depend on. */
export interface Deployment {
  readonly configuration: Watched;
  /** The account that Plumbline runs in. */
  readonly hub: ConfiguredAccount;
}

/**
 * What a function's role may do in one deployment: the statements of its `function.yml`, in which whatever depends on the configuration is
 * replaced by what the configuration needs.
 *
 * - Writing to IAM: just what `remediate` can need of the hub's own entities; nothing where nothing is repaired.
 * - Assuming roles: nothing where there are no members, and no remediator where none is repaired.
 * - Asking AWS Organizations: nothing where no accounts are taken from it.
 * - Publishing and reading secrets: just the topics and the secrets that routes name.
 */
function functionRights(one: FunctionFile, deployment: Deployment): readonly IdentityStatement[] {
  const statements = one.statements.map(
    ({ Condition, ...statement }): IdentityStatement =>
      Condition === undefined ? statement : { ...statement, Condition },
  );
  const kept = statements.flatMap((statement) => inDeployment(statement, deployment));
  const writes = statements.some(isIamWrite) ? remediatorStatements(deployment.hub) : [];
  const own = [...kept, ...writes, ...routeRights(one, deployment.configuration)];
  return [...own, ...keyRights(own), logRights(one)];
}

/** By the functions' folders: what each function's role may do in one deployment. */
export function rightsOf(
  functions: readonly FunctionFile[],
  deployment: Deployment,
): ReadonlyMap<string, readonly IdentityStatement[]> {
  return new Map(functions.map((one) => [one.folder, functionRights(one, deployment)]));
}

function inDeployment(statement: IdentityStatement, deployment: Deployment): readonly IdentityStatement[] {
  const { organization } = deployment.configuration;
  const asksOrganizations = statement.Action.every((action) => action.startsWith("organizations:"));
  if (isIamWrite(statement) || isSecretRead(statement) || (asksOrganizations && organization.length === 0)) return [];
  return statement.Action.includes("sts:AssumeRole") ? assumeRights(statement, deployment) : [statement];
}

function isIamWrite({ Action }: IdentityStatement): boolean {
  return Action.some((action) => /^iam:(?!Get|List|Generate)/.test(action));
}

/** Where routes keep their secrets; the kill switch has a statement of its own, by its name. */
function isSecretRead({ Action, Resource }: IdentityStatement): boolean {
  return Action.every((action) => SECRET_READS.has(action)) && !JSON.stringify(Resource).includes(`\${KillSwitchName}`);
}
const SECRET_READS = new Set(["ssm:GetParameter", "secretsmanager:GetSecretValue"]);

function assumeRights(statement: IdentityStatement, deployment: Deployment): readonly IdentityStatement[] {
  const { configuration, hub } = deployment;
  const { accounts, organization } = configuration;
  const members = [
    ...accounts.filter(({ account }) => account !== hub.account),
    ...organization.map(({ account }) => account),
  ];
  const isRepaired = members.some(
    (member) => member.remediatorRole !== undefined && remediatorStatements(member).length > 0,
  );
  const resources = listOf(statement.Resource).filter(
    (resource) => isRepaired || !JSON.stringify(resource).includes(`\${MemberRemediatorRoleName}`),
  );
  return members.length === 0 || resources.length === 0 ? [] : [{ ...statement, Resource: resources }];
}

/** What of the routes a function needs rights for, by its folder. */
function routeRights({ folder }: FunctionFile, { settings }: Watched): readonly IdentityStatement[] {
  if (folder === "send-alert") {
    const topics = settings.routes.flatMap(({ topic }) => topic ?? []);
    return allow("sns:Publish", topics);
  }
  if (folder !== "post-to-slack") return [];
  const secrets = settings.routes.flatMap(({ slack }) => (slack === undefined ? [] : [slack.secret]));
  const inStore = (wanted: string) => secrets.filter(({ store }) => store === wanted).map(({ id }) => id);
  return [
    ...allow("ssm:GetParameter", inStore("ssm").map(parameterArn)),
    ...allow("secretsmanager:GetSecretValue", inStore("secretsmanager")),
  ];
}

function allow(action: string, resources: readonly TemplateValue[]): readonly IdentityStatement[] {
  const different = [...new Map(resources.map((each) => [JSON.stringify(each), each])).values()];
  return different.length === 0 ? [] : [{ Effect: "Allow", Action: [action], Resource: different }];
}

/** A parameter is named by its name, of this account and Region, or by its ARN. */
function parameterArn(id: string): TemplateValue {
  if (id.startsWith("arn:")) return id;
  return { "Fn::Sub": `arn:\${AWS::Partition}:ssm:\${AWS::Region}:\${AWS::AccountId}:parameter${id}` };
}

function logRights({ folder }: FunctionFile): IdentityStatement {
  const Resource = { "Fn::GetAtt": [`${functionId(folder)}LogGroup`, "Arn"] };
  return { Effect: "Allow", Action: ["logs:CreateLogStream", "logs:PutLogEvents"], Resource };
}

/** How the logical ids of a function's resources begin, as osls has them: those of `detect-drift` with `DetectDashdrift`. */
export function functionId(folder: string): string {
  const normalised = folder.replaceAll("-", "Dash");
  return `${normalised.charAt(0).toUpperCase()}${normalised.slice(1)}`;
}

/** A template's list, also where it was written as its one element. */
export function listOf(value: TemplateValue): readonly TemplateValue[] {
  return Array.isArray(value) ? value : [value];
}
