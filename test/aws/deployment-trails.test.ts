import { afterEach, describe, expect, it } from "vitest";
import { readTrails } from "../../shared/aws/deployment-trails.ts";
import { type JsonReply, startJsonService, stopJsonServices } from "./json-service.ts";

afterEach(stopJsonServices);

const ARN = "arn:aws:cloudtrail:us-east-1:111122223333:trail/main";
const LISTED = { trailList: [{ TrailARN: ARN, HomeRegion: "us-east-1", IsMultiRegionTrail: true }] };

async function read(replies: Readonly<Record<string, JsonReply>>) {
  const { client } = await startJsonService(({ action }) => replies[action] ?? { code: "AccessDeniedException" });
  const { region, endpoint, credentials } = client;
  return await readTrails({ region, endpoint, credentials });
}

describe("reading trails", () => {
  it("tells what each records, by selectors of either kind", async () => {
    const fields = [
      { Field: "eventCategory", Equals: ["Management"] },
      { Field: "eventSource", NotEquals: ["kms.amazonaws.com"], NotStartsWith: ["rds"] },
    ];
    const observed = await read({
      DescribeTrails: { body: LISTED },
      GetTrailStatus: { body: { IsLogging: true } },
      GetEventSelectors: {
        body: { EventSelectors: [{}], AdvancedEventSelectors: [{ Name: "all", FieldSelectors: fields }] },
      },
    });
    expect(observed).toEqual({
      status: "present",
      state: [
        {
          arn: ARN,
          homeRegion: "us-east-1",
          isMultiRegion: true,
          hasGlobalServices: false,
          isLogging: { status: "present", state: true },
          selectors: {
            status: "present",
            state: {
              // What a selector leaves out is all management events.
              basic: [{ readWrite: "All", hasManagementEvents: true, excludedSources: [] }],
              advanced: [
                [
                  { field: "eventCategory", equals: ["Management"] },
                  { field: "eventSource", notEquals: ["kms.amazonaws.com"], notStartsWith: ["rds"] },
                ],
              ],
            },
          },
        },
      ],
    });
  });

  it("names each call that is denied, and keeps the trail", async () => {
    const observed = await read({ DescribeTrails: { body: LISTED } });
    const denied = (call: string) => ({ status: "unreadable", reason: { call, code: "AccessDeniedException" } });
    expect(observed).toMatchObject({
      status: "present",
      state: [{ isLogging: denied("cloudtrail:GetTrailStatus"), selectors: denied("cloudtrail:GetEventSelectors") }],
    });
    expect(await read({})).toMatchObject(denied("cloudtrail:DescribeTrails"));
  });

  it("takes an answer without what it promises for none", async () => {
    expect(await read({ DescribeTrails: { body: {} } })).toMatchObject({ reason: { code: "MalformedAnswer" } });
    const lacking = await read({
      DescribeTrails: { body: LISTED },
      GetTrailStatus: { body: {} },
      GetEventSelectors: { body: {} },
    });
    const malformed = { status: "unreadable", reason: { code: "MalformedAnswer" } };
    expect(lacking).toMatchObject({ state: [{ isLogging: malformed, selectors: malformed }] });
  });
});
