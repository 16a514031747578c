import { formatEntity } from "../../iam/entity-reference.ts";
import type { EntityState, Tags } from "../../observation/entity-state.ts";
import type { Observation } from "../../observation/observation.ts";
import { type Guard, type GuardInput, type GuardRefusal, PASS } from "../guard.ts";

/**
 * CloudFormation puts it on what it makes.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-resource-tags.html
 */
const STACK_TAG = "aws:cloudformation:stack-name";

/**
 * Leaves to CloudFormation and Terraform what they made: each would find a repair to be a drift of its own and take it back. Who owns an
 * entity is what plumbline.yml declares, else what CloudFormation's tag says; `owner: console` says that nobody else does, whatever the
 * tag. Terraform leaves no tag of its own.
 */
export function createOwnershipGuard(): Guard {
  return {
    name: "ownership",
    beforeEachWrite: false,
    async check(input) {
      const { expected } = input;
      const whose = formatEntity(expected.entity);
      switch (expected.owner) {
        case "console":
          return PASS;
        case "cloudformation":
          return leave(input, `${whose} is made by CloudFormation, as the configuration says`);
        case "terraform":
          return leave(input, `${whose} is made by Terraform, as the configuration says`);
        default:
          return byTag(input, whose) ?? PASS;
      }
    },
  };
}

function byTag(input: GuardInput, whose: string): GuardRefusal | undefined {
  const tags = tagsOf(input.observation);
  if (tags.status === "unreadable") {
    const { call, code } = tags.reason;
    const reason = `Whether ${whose} belongs to a CloudFormation stack could not be read (${call}: ${code}).`;
    return refuse(reason, "Give Plumbline's role the right to read its tags, or declare its `owner` in plumbline.yml.");
  }
  if (tags.status === "absent" || !Object.hasOwn(tags.state, STACK_TAG)) return undefined;
  return leave(input, `${whose} is made by the CloudFormation stack ${tags.state[STACK_TAG]}`);
}

/** The tags; `absent` of what is not there, and of what IAM lets nobody tag. */
function tagsOf(observation: Observation<EntityState>): Observation<Tags> {
  if (observation.status !== "present") return observation;
  const { state } = observation;
  return state.kind === "group" || state.kind === "root" ? { status: "absent" } : state.tags;
}

function leave({ expected, account }: GuardInput, why: string): GuardRefusal {
  const render = `npx plumbline render ${expected.baseline} --account ${account.account} --format cloudformation`;
  return refuse(
    `${why}, which would find a repair to be a drift of its own.`,
    `Put it right in its own template or code; \`${render}\` prints what it should be. If it is nobody's but yours, set its owner to \`console\` in plumbline.yml.`,
  );
}

function refuse(reason: string, clear: string): GuardRefusal {
  return { status: "refuse", guard: "ownership", reason, clear };
}
