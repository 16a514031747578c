import {
  type AdvancedFieldSelector,
  CloudTrailClient,
  DescribeTrailsCommand,
  GetEventSelectorsCommand,
  GetTrailStatusCommand,
  type Trail,
} from "@aws-sdk/client-cloudtrail";
import type { Observation } from "../observation/observation.ts";
import { clientPace } from "./client-pace.ts";
import { type DeploymentClient, incomplete, mapObservation, observeDeployment } from "./deployment-answer.ts";

/** A trail, as far as it matters to whether IAM's calls come as events. */
export interface TrailReading {
  readonly arn: string;
  /** The Region that it was made in. */
  readonly homeRegion: string;
  readonly isMultiRegion: boolean;
  /** Whether it records the calls of services that are of no Region, IAM's among them. */
  readonly hasGlobalServices: boolean;
  readonly isLogging: Observation<boolean>;
  readonly selectors: Observation<TrailSelectors>;
}

/** Which events a trail records: it has selectors of one kind. */
export interface TrailSelectors {
  readonly basic: readonly BasicSelector[];
  /** Each selects the events that meet all of its fields. */
  readonly advanced: readonly (readonly SelectorField[])[];
}

/** @see https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_EventSelector.html */
export interface BasicSelector {
  readonly readWrite: string;
  readonly hasManagementEvents: boolean;
  /** Such as `kms.amazonaws.com`. */
  readonly excludedSources: readonly string[];
}

/** One field of an advanced selector: each of these that there is has to hold. */
export interface SelectorField {
  readonly field: string;
  readonly equals?: readonly string[];
  readonly startsWith?: readonly string[];
  readonly endsWith?: readonly string[];
  readonly notEquals?: readonly string[];
  readonly notStartsWith?: readonly string[];
  readonly notEndsWith?: readonly string[];
}

/**
 * The trails that record a Region's events, those of the organization among them.
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_DescribeTrails.html
 */
export async function readTrails(options: DeploymentClient): Promise<Observation<readonly TrailReading[]>> {
  const client = new CloudTrailClient({ ...options, ...clientPace({}) });
  const right = "cloudtrail:DescribeTrails";
  const listed = await observeDeployment(right, () => client.send(new DescribeTrailsCommand({})));
  if (listed.status !== "present") return listed;
  const { trailList } = listed.state;
  if (trailList === undefined) return incomplete(right, "the list of trails is missing");
  return { status: "present", state: await Promise.all(trailList.map((trail) => readTrail(client, trail))) };
}

async function readTrail(client: CloudTrailClient, trail: Trail): Promise<TrailReading> {
  const { TrailARN: arn = "", HomeRegion: homeRegion = "" } = trail;
  const [isLogging, selectors] = await Promise.all([readLogging(client, arn), readSelectors(client, arn)]);
  return {
    arn,
    homeRegion,
    isMultiRegion: trail.IsMultiRegionTrail === true,
    hasGlobalServices: trail.IncludeGlobalServiceEvents === true,
    isLogging,
    selectors,
  };
}

async function readLogging(client: CloudTrailClient, Name: string): Promise<Observation<boolean>> {
  const right = "cloudtrail:GetTrailStatus";
  const answer = await observeDeployment(right, () => client.send(new GetTrailStatusCommand({ Name })));
  return mapObservation(answer, ({ IsLogging }) =>
    IsLogging === undefined
      ? incomplete(right, "whether the trail is logging is missing")
      : { status: "present", state: IsLogging },
  );
}

async function readSelectors(client: CloudTrailClient, TrailName: string): Promise<Observation<TrailSelectors>> {
  const right = "cloudtrail:GetEventSelectors";
  const answer = await observeDeployment(right, () => client.send(new GetEventSelectorsCommand({ TrailName })));
  return mapObservation(answer, ({ EventSelectors, AdvancedEventSelectors }) => {
    if (EventSelectors === undefined && AdvancedEventSelectors === undefined) {
      return incomplete(right, "the trail's selectors are missing");
    }
    // What CloudTrail takes for left out: all management events.
    const basic = (EventSelectors ?? []).map((selector) => ({
      readWrite: selector.ReadWriteType ?? "All",
      hasManagementEvents: selector.IncludeManagementEvents ?? true,
      excludedSources: selector.ExcludeManagementEventSources ?? [],
    }));
    const advanced = (AdvancedEventSelectors ?? []).map(({ FieldSelectors = [] }) => FieldSelectors.map(fieldOf));
    return { status: "present", state: { basic, advanced } };
  });
}

function fieldOf(selector: AdvancedFieldSelector): SelectorField {
  const { Field = "", Equals, StartsWith, EndsWith, NotEquals, NotStartsWith, NotEndsWith } = selector;
  return {
    field: Field,
    ...(Equals === undefined ? {} : { equals: Equals }),
    ...(StartsWith === undefined ? {} : { startsWith: StartsWith }),
    ...(EndsWith === undefined ? {} : { endsWith: EndsWith }),
    ...(NotEquals === undefined ? {} : { notEquals: NotEquals }),
    ...(NotStartsWith === undefined ? {} : { notStartsWith: NotStartsWith }),
    ...(NotEndsWith === undefined ? {} : { notEndsWith: NotEndsWith }),
  };
}
