import { describe, expect, it } from "vitest";
import { createTrail } from "./trail.ts";

const ARN = "arn:aws:cloudtrail:us-east-1:000000000000:trail/lab-trail";

describe("the lab's trail", () => {
  it("is stopped and started by its name or ARN, and says so", () => {
    const trail = createTrail("000000000000", "us-east-1");
    expect([trail.isLogging(), trail.call("GetTrailStatus", { Name: ARN })]).toEqual([true, { IsLogging: true }]);
    trail.call("StopLogging", { Name: "lab-trail" });
    expect([trail.isLogging(), trail.call("GetTrailStatus", { Name: ARN })]).toEqual([false, { IsLogging: false }]);
    trail.call("StartLogging", { Name: ARN });
    expect(trail.isLogging()).toBe(true);
  });

  it("is the only one, and does no more than it says", () => {
    const trail = createTrail("000000000000", "us-east-1");
    expect(() => trail.call("StopLogging", { Name: "other" })).toThrow("Unknown trail: other");
    expect(() => trail.call("GetEventSelectors", { TrailName: "other" })).toThrow("Unknown trail: other");
    expect(() => trail.call("DescribeTrails", { trailNameList: ["x"] })).toThrow("The lab does not implement");
    expect(trail.isLogging()).toBe(true);
  });
});
