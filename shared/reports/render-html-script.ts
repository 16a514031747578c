/**
 * The page's script: it hides what the filters leave out, opens the policies, and changes the colours. It reads nothing but the page
 * itself, writes only texts of its own, and remembers nothing.
 */
export const SCRIPT = `(() => {
  "use strict";
  const page = document.documentElement;
  const all = (selector, within = document) => Array.from(within.querySelectorAll(selector));
  const one = (id) => document.getElementById(id);

  const theme = one("theme");
  const prefersDark = matchMedia("(prefers-color-scheme: dark)");
  const isDark = () => (page.dataset.theme ? page.dataset.theme === "dark" : prefersDark.matches);
  const nameTheme = () => { theme.textContent = isDark() ? "Light colours" : "Dark colours"; };
  theme.addEventListener("click", () => { page.dataset.theme = isDark() ? "light" : "dark"; nameTheme(); });
  prefersDark.addEventListener("change", nameTheme);
  nameTheme();
  theme.hidden = false;

  let closed = [];
  addEventListener("beforeprint", () => {
    closed = all("details:not([open])");
    for (const each of closed) each.open = true;
  });
  addEventListener("afterprint", () => { for (const each of closed) each.open = false; });

  const form = one("filters");
  if (!form) return;
  const shown = one("shown");
  const none = one("none-shown");
  const entities = all("[data-entity]").map((element) => ({
    element,
    kind: element.dataset.kind,
    account: element.dataset.of,
    section: element.closest("[data-account]"),
    items: all("[data-item]", element).map((item) => ({ element: item, rules: item.dataset.rules.split(" "), text: "" })),
  }));
  const readAccounts = all("[data-account=read]");
  const total = entities.reduce((sum, { items }) => sum + items.length, 0);
  const counted = (count, what) => count + " of " + what;

  const textOf = (item, entity) => {
    if (item.text === "") item.text = (entity.element.dataset.entity + " " + item.element.textContent).toLowerCase();
    return item.text;
  };

  const apply = () => {
    const severities = new Set(all("[name=severity]:checked", form).map(({ value }) => value));
    const waived = one("filter-waived").checked;
    const [account, baseline, rule, kind] = ["account", "baseline", "rule", "kind"]
      .map((name) => one("filter-" + name)?.value ?? "");
    const words = one("filter-text").value.toLowerCase().split(/\\s+/).filter(Boolean);
    const sections = new Set();
    let [items, held] = [0, 0];
    for (const entity of entities) {
      let any = false;
      for (const item of entity.items) {
        const { item: state, severity, baseline: own } = item.element.dataset;
        const fits = severities.has(severity) && (waived || state !== "waived") && (!baseline || own === baseline)
          && (!rule || item.rules.includes(rule)) && (!kind || entity.kind === kind) && (!account || entity.account === account)
          && words.every((word) => textOf(item, entity).includes(word));
        if (item.element.hidden === fits) item.element.hidden = !fits;
        if (fits) { items += 1; any = true; }
      }
      if (entity.element.hidden === any) entity.element.hidden = !any;
      if (any) { held += 1; sections.add(entity.section); }
    }
    for (const section of readAccounts) section.hidden = items !== total && !sections.has(section);
    const text = items === total
      ? total + (total === 1 ? " finding on " : " findings on ") + entities.length + (entities.length === 1 ? " entity" : " entities")
      : "Showing " + counted(items, total) + " findings, on " + counted(held, entities.length) + " entities";
    if (shown.textContent !== text) shown.textContent = text;
    shown.classList.toggle("narrowed", items !== total);
    none.hidden = items > 0;
  };

  let waiting = 0;
  form.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(apply, 80); });
  form.addEventListener("change", apply);
  form.addEventListener("reset", () => { setTimeout(apply, 0); });
  form.addEventListener("submit", (event) => { event.preventDefault(); apply(); });

  const opener = one("open-policies");
  const policies = all("details.policies");
  let areOpen = policies.every((each) => each.open);
  const nameOpener = () => { opener.textContent = areOpen ? "Close all policies" : "Open all policies"; };
  opener.addEventListener("click", () => {
    areOpen = !areOpen;
    for (const each of policies) each.open = areOpen;
    nameOpener();
  });
  nameOpener();
  opener.hidden = policies.length === 0;

  apply();
  form.hidden = false;
})();
`;
