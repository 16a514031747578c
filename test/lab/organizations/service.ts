import { jsonResponse, type LabResponse, readJson, type ServiceRequest } from "../server/exchange.ts";
import { notImplemented, ServiceError } from "../server/service-error.ts";

/** The organization that the lab's accounts belong to. */
export const ORGANIZATION = "o-lab0000000";

/** Its root. */
export const ROOT_UNIT = "r-lab0";

/** An account of the organization. */
export interface OrganizationMember {
  /** Twelve digits. */
  readonly id: string;
  readonly name: string;
  /** The root, or a unit (`ou-lab0-…`) right below it. */
  readonly unit: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly state: "PENDING_ACTIVATION" | "ACTIVE" | "SUSPENDED" | "PENDING_CLOSURE" | "CLOSED";
}

/** AWS Organizations as the management account sees it. */
export interface Organizations {
  /** Answers a client. @param caller the account whose key signed the request */
  handle(request: ServiceRequest, caller: string): LabResponse;
}

type Input = Readonly<Record<string, unknown>>;

const LARGEST_PAGE = 20;

/** By action: the members that its request may have. */
const MEMBERS = {
  DescribeOrganization: [],
  ListAccounts: ["NextToken", "MaxResults"],
  ListAccountsForParent: ["ParentId", "NextToken", "MaxResults"],
  ListOrganizationalUnitsForParent: ["ParentId", "NextToken", "MaxResults"],
  ListRoots: ["NextToken", "MaxResults"],
  ListTagsForResource: ["ResourceId", "NextToken"],
} as const satisfies Readonly<Record<string, readonly string[]>>;

type Action = keyof typeof MEMBERS;

export const ORGANIZATIONS_ACTIONS: ReadonlySet<string> = new Set(Object.keys(MEMBERS));

/**
 * @param options `accounts`: the management account first; a lab of one account is in no organization
 * @see https://docs.aws.amazon.com/organizations/latest/APIReference/API_Operations.html
 */
export function createOrganizations({ accounts }: { readonly accounts: readonly OrganizationMember[] }): Organizations {
  const [management] = accounts;
  const units = [...new Set(accounts.map(({ unit }) => unit))].filter((unit) => unit !== ROOT_UNIT).sort();
  const arn = (rest: string) => `arn:aws:organizations::${management?.id}:${rest}`;

  function account({ id, name, state }: OrganizationMember): object {
    const Arn = arn(`account/${ORGANIZATION}/${id}`);
    return { Id: id, Arn, Email: `${id}@example.com`, Name: name, State: state, JoinedMethod: "CREATED" };
  }

  /** @throws ServiceError for a unit that is not there */
  function parent({ ParentId }: Input): string {
    if (ParentId === ROOT_UNIT || units.includes(String(ParentId))) return String(ParentId);
    throw new ServiceError("ParentNotFoundException", `You specified parent ${ParentId} that doesn't exist.`);
  }

  function tagsOf({ ResourceId }: Input): readonly object[] {
    const found = accounts.find(({ id }) => id === ResourceId);
    if (found !== undefined) return Object.entries(found.tags).map(([Key, Value]) => ({ Key, Value }));
    throw new ServiceError("TargetNotFoundException", `You specified a target ${ResourceId} that doesn't exist.`);
  }

  const operations: Readonly<Record<Action, (input: Input) => object>> = {
    DescribeOrganization: () => ({
      Organization: {
        Id: ORGANIZATION,
        Arn: arn(`organization/${ORGANIZATION}`),
        FeatureSet: "ALL",
        MasterAccountId: management?.id,
      },
    }),
    ListAccounts: (input) => page("Accounts", accounts.map(account), input),
    ListAccountsForParent(input) {
      const unit = parent(input);
      return page("Accounts", accounts.filter((one) => one.unit === unit).map(account), input);
    },
    ListOrganizationalUnitsForParent(input) {
      const below = parent(input) === ROOT_UNIT ? units : [];
      return page(
        "OrganizationalUnits",
        below.map((Id) => ({ Id, Arn: arn(`ou/${ORGANIZATION}/${Id}`), Name: Id })),
        input,
      );
    },
    ListRoots: (input) =>
      page(
        "Roots",
        [{ Id: ROOT_UNIT, Arn: arn(`root/${ORGANIZATION}/${ROOT_UNIT}`), Name: "Root", PolicyTypes: [] }],
        input,
      ),
    ListTagsForResource: (input) => page("Tags", tagsOf(input), input),
  };

  return {
    handle({ action, body }, caller) {
      if (!isAction(action)) throw notImplemented(`Organizations ${action}`);
      if (accounts.length < 2) {
        throw new ServiceError("AWSOrganizationsNotInUseException", "Your account is not a member of an organization.");
      }
      if (caller !== management?.id && action !== "DescribeOrganization") {
        throw new ServiceError("AccessDeniedException", "You don't have permissions to access this resource.");
      }
      const input = readJson(body);
      const known: readonly string[] = MEMBERS[action];
      const unknown = Object.keys(input).filter((name) => !known.includes(name));
      if (unknown.length > 0) throw notImplemented(`Organizations ${action} with ${unknown.join(", ")}`);
      return jsonResponse("1.1", operations[action](input));
    },
  };
}

function isAction(action: string): action is Action {
  return Object.hasOwn(MEMBERS, action);
}

/** One page of a list; its token is where the next one begins. */
function page(name: string, all: readonly object[], { NextToken = "0", MaxResults = LARGEST_PAGE }: Input): object {
  const start = Number(NextToken);
  const count = Number(MaxResults);
  const whole = Number.isInteger(start) && Number.isInteger(count);
  if (!whole || start < 0 || start > all.length || count < 1 || count > LARGEST_PAGE) {
    throw new ServiceError("InvalidInputException", "The request has a NextToken or MaxResults that is not valid.");
  }
  const next = start + count < all.length ? { NextToken: String(start + count) } : {};
  return { [name]: all.slice(start, start + count), ...next };
}
