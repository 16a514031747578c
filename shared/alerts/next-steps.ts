import type { FindingNews } from "../ledger/deliver.ts";
import type { NewsKind } from "../ledger/finding.ts";
import type { AlertContext } from "./alert-context.ts";
import { nextWords } from "./next-words.ts";

const STANDING: ReadonlySet<NewsKind> = new Set(["IAM Drift Opened", "IAM Drift Changed", "IAM Drift Reminder"]);

/** What a reader of a piece of news is to do, and what the configuration makes of a repair; each one sentence or more. */
export function nextSteps(told: FindingNews, context: AlertContext): readonly string[] {
  const planId = told.news.remediation?.planId;
  if (planId !== undefined) return [approvalWords(planId, told)];
  const repair = STANDING.has(told.news.kind) ? repairWords(told, context) : undefined;
  return [nextWords(told.news), ...(repair === undefined ? [] : [repair])];
}

/** How the plan is approved that a piece of news asks for approval of. */
function approvalWords(planId: string, { finding: { entity } }: FindingNews): string {
  return `If the repair is meant, have it approved by somebody other than who made the change, with their own credentials: npx plumbline remediate --plan ${planId} shows it, npx plumbline remediate --plan ${planId} --apply makes it. Once that plan does not hold any more, npx plumbline plan --entity ${entity} makes a new one.`;
}

/** Why Plumbline leaves a repair to somebody, and how they go about it; `undefined` where it does not, or was not asked to repair at all. */
function repairWords({ finding }: FindingNews, { repair }: AlertContext): string | undefined {
  const { entity, account, baseline } = finding;
  if (repair?.owner === "cloudformation" || repair?.owner === "terraform") {
    const tool = repair.owner === "terraform" ? "Terraform" : "CloudFormation";
    return `It is made by ${tool}, so it is to be changed there: npx plumbline render ${baseline} --account ${account} --format cloudformation prints what it should be.`;
  }
  if (repair?.approval === undefined || repair.remediate === "off") return undefined;
  return `It is repaired once a person approves, other than who made the change: npx plumbline plan --entity ${entity} shows how, npx plumbline remediate --entity ${entity} --apply does it. The plan as it is now follows by its id, where it can be made.`;
}
