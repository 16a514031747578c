import type { AttachedPolicy } from "@aws-sdk/client-iam";
import type { Attachment, InlinePolicies } from "../observation/entity-state.ts";
import type { Observation } from "../observation/observation.ts";
import { type Ask, askPages, decodeDocument, LARGEST_PAGE, malformed } from "./iam-answer.ts";

/** A principal, or a part of it, that was there for one call and not for the next: read it again from the start. */
export type Vanished = "vanished";

/** Whether IAM answered NoSuchEntity for something it had just named. */
export function vanished(...aspects: readonly Observation<unknown>[]): boolean {
  return aspects.some((aspect) => aspect.status === "absent");
}

/** What every list call is asked for: the largest page there is, so that few are needed. */
interface PageRequest {
  readonly MaxItems: number;
  readonly Marker?: string;
}

/** The calls that read a role's or a user's inline policies. */
interface InlinePolicyCalls {
  readonly listCall: string;
  readonly list: (page: PageRequest) => Promise<{
    PolicyNames: string[] | undefined;
    IsTruncated?: boolean | undefined;
    Marker?: string | undefined;
  }>;
  readonly getCall: string;
  readonly get: (policyName: string) => Promise<{ PolicyDocument: string | undefined }>;
}

/**
 * Reads the names, then every document. One document that cannot be read makes the aspect unreadable: what is there
 * is only known when all of it is. `absent` means that it vanished between two calls.
 */
export async function readInlinePolicies(ask: Ask, calls: InlinePolicyCalls): Promise<Observation<InlinePolicies>> {
  const names = await askPages(
    ask,
    calls.listCall,
    (marker) => calls.list({ MaxItems: LARGEST_PAGE, ...marker }),
    (page) => page.PolicyNames,
  );
  if (names.status !== "present") return names;
  const documents = await Promise.all(
    names.state.map(async (name) => {
      const answer = await ask(calls.getCall, () => calls.get(name));
      return answer.status === "present" ? decodeDocument(calls.getCall, answer.state.PolicyDocument) : answer;
    }),
  );
  const texts: [name: string, text: string][] = [];
  for (const [index, document] of documents.entries()) {
    if (document.status !== "present") return document;
    texts.push([names.state[index] as string, document.state]);
  }
  // fromEntries defines own properties, so that a policy named `__proto__` is kept like any other.
  return { status: "present", state: Object.fromEntries(texts) };
}

/** Reads the managed policies attached to a role or user. `absent` means that it vanished between two calls. */
export async function readAttachments(
  ask: Ask,
  call: string,
  list: (page: PageRequest) => Promise<{
    AttachedPolicies?: AttachedPolicy[] | undefined;
    IsTruncated?: boolean | undefined;
    Marker?: string | undefined;
  }>,
): Promise<Observation<readonly Attachment[]>> {
  const answer = await askPages(
    ask,
    call,
    (marker) => list({ MaxItems: LARGEST_PAGE, ...marker }),
    (page) => page.AttachedPolicies,
  );
  if (answer.status !== "present") return answer;
  const attachments: Attachment[] = [];
  for (const { PolicyArn, PolicyName } of answer.state) {
    if (PolicyArn === undefined || PolicyName === undefined) {
      return malformed(call, "an attached policy's ARN or name is missing");
    }
    attachments.push({ policyArn: PolicyArn, policyName: PolicyName });
  }
  return { status: "present", state: attachments };
}
