import { notImplemented, ServiceError } from "../server/service-error.ts";

/** The one trail of an account: of all Regions, with all management events. It can be stopped; there is no other. */
export interface Trail {
  /** While it is not, no call comes as an event; the event history has it all the same. */
  isLogging(): boolean;
  /** Answers a call about trails. @throws ServiceError */
  call(action: string, input: Readonly<Record<string, unknown>>): object;
}

export const TRAIL_ACTIONS: ReadonlySet<string> = new Set([
  "DescribeTrails",
  "GetEventSelectors",
  "GetTrailStatus",
  "StartLogging",
  "StopLogging",
]);

const NAME = "lab-trail";

/** @see https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_DescribeTrails.html */
export function createTrail(account: string, region: string): Trail {
  const TrailARN = `arn:aws:cloudtrail:${region}:${account}:trail/${NAME}`;
  let logging = true;
  const requireTrail = (named: unknown): void => {
    if (named !== NAME && named !== TrailARN) {
      throw new ServiceError("TrailNotFoundException", `Unknown trail: ${named} for the user: ${account}`);
    }
  };
  const switchTo = (wanted: boolean, input: Readonly<Record<string, unknown>>): object => {
    requireTrail(input.Name);
    logging = wanted;
    return {};
  };
  return {
    isLogging: () => logging,
    call(action, input) {
      switch (action) {
        case "DescribeTrails":
          if (input.trailNameList !== undefined) throw notImplemented("CloudTrail DescribeTrails with trailNameList");
          return { trailList: [describe(TrailARN, region)] };
        case "GetTrailStatus":
          requireTrail(input.Name);
          return { IsLogging: logging };
        case "GetEventSelectors":
          requireTrail(input.TrailName);
          return { TrailARN, EventSelectors: [ALL_MANAGEMENT_EVENTS] };
        case "StartLogging":
          return switchTo(true, input);
        case "StopLogging":
          return switchTo(false, input);
        default:
          throw notImplemented(`CloudTrail ${action}`);
      }
    },
  };
}

const ALL_MANAGEMENT_EVENTS = {
  ReadWriteType: "All",
  IncludeManagementEvents: true,
  DataResources: [],
  ExcludeManagementEventSources: [],
};

function describe(TrailARN: string, HomeRegion: string): object {
  const isOf = { IsMultiRegionTrail: true, IncludeGlobalServiceEvents: true, IsOrganizationTrail: false };
  const has = { LogFileValidationEnabled: true, HasCustomEventSelectors: false, HasInsightSelectors: false };
  return { Name: NAME, TrailARN, HomeRegion, S3BucketName: "lab-trail", ...isOf, ...has };
}
