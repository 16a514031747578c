import { ACCOUNT_PLACEHOLDER } from "./organization.ts";
import type { Problem } from "./problem.ts";
import type { ConfiguredAccount, OrganizationTemplate, Route, Settings } from "./settings.ts";
import type { YamlSource } from "./yaml-source.ts";

/** What routes are held to. */
export interface RouteContext {
  readonly accounts: readonly ConfiguredAccount[];
  readonly organization: readonly OrganizationTemplate[];
  readonly settings: Settings;
  /** Every baseline there is, Plumbline's own among them. */
  readonly baselines: readonly string[];
  /** plumbline.yml. */
  readonly source: YamlSource;
}

/** Everything wrong with what routes name, and every account some of whose gravest news would reach nobody. */
export function checkRoutes(context: RouteContext): readonly Problem[] {
  const misnamed = checkNames(context);
  // What a wrong name leaves untold is not told twice.
  return misnamed.length > 0 ? misnamed : checkCoverage(context);
}

function checkNames({ accounts, organization, settings, baselines, source }: RouteContext): readonly Problem[] {
  const ids = accounts.map(({ account }) => account);
  return settings.routes.flatMap((route) => {
    const path = ["routes", route.name];
    const strangeBaselines = (route.baselines ?? []).flatMap((name, index) => {
      if (baselines.includes(name)) return [];
      const message = `There is no baseline ${name}; there are ${baselines.join(", ")}.`;
      return [source.problem([...path, "baselines", index], message)];
    });
    const strangeAccounts = (route.accounts ?? []).flatMap((id, index) => {
      // Which accounts an organization has is not known here.
      if (ids.includes(id) || (organization.length > 0 && /^\d{12}$/.test(id))) return [];
      const message = `${id} is not an account of this file; write one of ${ids.join(", ")}, in quotes.`;
      return [source.problem([...path, "accounts", index], message)];
    });
    return [...strangeBaselines, ...strangeAccounts];
  });
}

function checkCoverage({ accounts, organization, settings, source }: RouteContext): readonly Problem[] {
  const all = [
    ...accounts.map((account, index) => ({ account, path: ["accounts", index] })),
    ...organization.map(({ account }, index) => ({ account, path: ["organization", index] })),
  ];
  const known = settings.routes.map(({ name }) => name);
  return all.flatMap(({ account, path }) => {
    if (account.routes?.some((name) => !known.includes(name))) return [];
    const used = [...new Set(account.entities.map(({ baseline }) => baseline))];
    return used
      .filter((baseline) => !settings.routes.some((route) => takes(route, account, baseline)))
      .map((baseline) => {
        const whose = account.account === ACCOUNT_PLACEHOLDER ? "these accounts" : `account ${account.account}`;
        const message = `No route takes news of the baseline ${baseline} in ${whose}, so nobody would be told; add one, or widen one.`;
        return source.problem([...path, account.routes === undefined ? "id" : "routes"], message);
      });
  });
}

/** Whether a route takes the gravest news there is of a baseline in an account. */
function takes(route: Route, { account, routes }: ConfiguredAccount, baseline: string): boolean {
  return (
    (route.baselines?.includes(baseline) ?? true) &&
    (route.accounts?.includes(account) ?? true) &&
    (routes?.includes(route.name) ?? true)
  );
}
