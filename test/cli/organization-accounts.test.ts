import { describe, expect, it } from "vitest";
import { withOrganization } from "../../cli/organization-accounts.ts";
import type { CompiledConfiguration } from "../../shared/baselines/expected-state.ts";
import { ACCOUNT_PLACEHOLDER } from "../../shared/baselines/organization.ts";
import type { OrganizationListing } from "../../shared/observation/organization-reader.ts";
import { configurationOf, expectedRole } from "../functions/fixtures.ts";

const LISTED = configurationOf(expectedRole("task"));
const templateOf = (unit: string) => ({
  selector: { unit },
  except: LISTED.accounts.map(({ account }) => account),
  account: { account: ACCOUNT_PLACEHOLDER, partition: "aws", entities: [expectedRole("worker")] },
});
const whole = (configuration: CompiledConfiguration, listing: OrganizationListing) =>
  withOrganization(configuration, "plumbline.yml", undefined, () => ({
    accountsIn: async () => listing,
    accountsTagged: async () => listing,
  }));

describe("the accounts that a command reads", () => {
  it("are those of the configuration where it has no organization, and nobody is asked", async () => {
    const neverAsked = () => {
      throw new Error("Organizations was asked.");
    };
    expect(await withOrganization(LISTED, "plumbline.yml", undefined, neverAsked)).toEqual({
      configuration: LISTED,
      troubles: [],
      notes: [],
    });
  });

  it("are those that Organizations lists, too, and what is left out or listed twice is said", async () => {
    const configuration = { ...LISTED, organization: [templateOf("ou-ab12-one"), templateOf("ou-ab12-two")] };
    const {
      configuration: all,
      troubles,
      notes,
    } = await whole(configuration, {
      status: "present",
      accounts: [{ id: "333333333333", name: "media" }],
      inactive: ["444444444444"],
    });
    expect(all.accounts.map(({ account, alias }) => [account, alias])).toContainEqual(["333333333333", "media"]);
    expect(troubles).toEqual([]);
    expect(notes).toEqual([
      "Account 444444444444 is suspended, closed or not joined yet, and is left out.",
      "Account 333333333333 is listed for unit ou-ab12-one and unit ou-ab12-two of plumbline.yml; the first of them holds.",
    ]);
  });

  it("are trouble where Organizations does not list them", async () => {
    const reason = { call: "ListAccountsForParent", code: "AccessDenied", message: "not allowed." };
    const { configuration, troubles } = await whole(
      { ...LISTED, organization: [templateOf("ou-ab12-one")] },
      { status: "unreadable", reason },
    );
    expect(configuration.accounts).toEqual(LISTED.accounts);
    expect(troubles).toEqual([
      "AWS Organizations did not list the accounts of unit ou-ab12-one (ListAccountsForParent: AccessDenied: not allowed). Use credentials of the organization's management account or of a delegated administrator, or list the accounts in plumbline.yml.",
    ]);
  });
});
