import { describe, expect, it } from "vitest";
import { PlumblineError } from "../../shared/iam/errors.ts";
import { joinFaults } from "../../shared/iam/join-faults.ts";

const lasting = new PlumblineError("InvalidEvent", "This is no event.", { retryable: false });
const passing = new PlumblineError("DeliveryFailed", "The topic is down.", { retryable: true });

describe("several faults as one", () => {
  it("are that fault where there is only one", () => {
    expect(joinFaults([passing])).toBe(passing);
  });

  it("are told whole, and tried again where one of them can be", () => {
    expect(joinFaults([lasting, passing])).toMatchObject({
      code: "InvalidEvent",
      retryable: true,
      message: "2 faults: This is no event. The topic is down.",
      cause: { errors: [lasting, passing] },
    });
    expect(joinFaults([lasting, lasting])).toMatchObject({ retryable: false });
  });

  it("are a fault of the program where one is", () => {
    const fault = new TypeError("x is undefined");
    for (const faults of [
      [fault, passing],
      [passing, fault],
    ] as const) {
      expect(joinFaults(faults)).toMatchObject({ name: "AggregateError", errors: faults });
    }
  });
});
