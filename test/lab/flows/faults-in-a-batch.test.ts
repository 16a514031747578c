import { AttachRolePolicyCommand } from "@aws-sdk/client-iam";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ShownAlert } from "../demo/stage.ts";
import { CONTRACTOR, envelope, type Flow, startFlow, toldAgain } from "./flow.ts";

let flow: Flow;

beforeAll(async () => {
  flow = await startFlow();
});

afterAll(async () => {
  await flow.stop();
});

describe("a service that fails in the middle of a batch", () => {
  const ROLES = ["viz-now-deploy-infra", "matillion-agent-task", "matillion-agent-execution"];
  const arnOf = (policy: string) => `arn:aws:iam::aws:policy/${policy}`;

  /** The roles of which it was told that a policy is attached to them. */
  const openings = (alerts: readonly ShownAlert[], policy: string) =>
    alerts
      .filter(({ attributes, message }) => attributes.change === "opened" && message.includes(arnOf(policy)))
      .map(({ attributes }) => `${attributes.entity}`.slice("role/".length))
      .toSorted();
  const attachAll = (policy: string) =>
    Promise.all(
      ROLES.map((RoleName) => flow.iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn: arnOf(policy) }))),
    );
  const event = (roleName: string) =>
    envelope({
      eventVersion: "1.09",
      eventID: "6f1f2f6e-1111-4222-8333-444455556666",
      eventName: "AttachRolePolicy",
      eventSource: "iam.amazonaws.com",
      eventTime: "2026-01-01T09:00:00Z",
      recipientAccountId: "000000000000",
      userIdentity: { type: "IAMUser", arn: CONTRACTOR },
      requestParameters: { roleName },
    });
  const outages = [
    { service: "events", action: "PutEvents", policy: "IVSFullAccess" },
    { service: "dynamodb", action: "PutItem", policy: "IVSReadOnlyAccess" },
  ] as const;

  it.each(outages)("keeps one message back and answers the others: $service", async ({ service, action, policy }) => {
    let answer: unknown;
    const raised = await flow.raisedBy(async () => {
      await flow.unseen(() => attachAll(policy));
      await flow.fault({ service, action, code: "AccessDeniedException", times: 1 });
      const Records = ROLES.map((name) => ({ messageId: name, body: event(name) }));
      answer = await flow.invoke("detect-drift", { Records });
    });
    const kept = (answer as { result: { batchItemFailures: { itemIdentifier: string }[] } }).result.batchItemFailures;
    expect(kept).toHaveLength(1);
    const [late = ""] = kept.map(({ itemIdentifier }) => itemIdentifier);
    expect(openings(raised, policy)).toEqual(ROLES.filter((name) => name !== late).toSorted());
    const then = await flow.raisedBy(() =>
      flow.invoke("detect-drift", { Records: [{ messageId: late, body: event(late) }] }),
    );
    expect(openings(then, policy)).toEqual([late]);
    const later = await flow.raisedBy(() => flow.advance("PT12M"));
    expect(toldAgain([...raised, ...then, ...later])).toEqual([]);
  });

  it("has every alert told once, whichever SNS did not take", async () => {
    const policy = "AmazonS3ReadOnlyAccess";
    const raised = await flow.raisedBy(async () => {
      await flow.fault({ service: "sns", action: "Publish", code: "AuthorizationError", times: 3 });
      await attachAll(policy);
    });
    const then = await flow.raisedBy(() => flow.advance("PT12M"));
    expect(openings([...raised, ...then], policy)).toEqual(ROLES.toSorted());
    expect(toldAgain([...raised, ...then])).toEqual([]);
  });
});
