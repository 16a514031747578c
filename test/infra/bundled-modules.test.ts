import { describe, expect, it } from "vitest";
import { modulesOf } from "../../infra/bundled-modules.ts";

type Outputs = Parameters<typeof modulesOf>[0]["outputs"];
type Import = Outputs[string]["imports"][number];

const imported = (path: string): Import => ({ path, kind: "import-statement" });
const later = (path: string): Import => ({ path, kind: "dynamic-import" });

/** A module as esbuild tells of it, made of one file. */
function written(source: string, imports: readonly Import[], entryPoint?: string): Outputs[string] {
  const inputs = { [source]: { bytesInOutput: 10 }, "only/types.ts": { bytesInOutput: 0 } };
  return {
    bytes: 100,
    inputs,
    exports: [],
    imports: [...imports],
    ...(entryPoint === undefined ? {} : { entryPoint }),
  };
}

const HANDLER = "functions/do-it/handler.ts";

/** What the handler imports, and further modules. */
function modules(imports: readonly Import[], outputs: Outputs) {
  return modulesOf(
    { inputs: {}, outputs: { "out/handler.mjs": written(HANDLER, imports, HANDLER), ...outputs } },
    HANDLER,
  );
}

const names = (some: readonly { readonly path: string }[]) => some.map(({ path }) => path).sort();

describe("modulesOf", () => {
  it.each<{
    name: string;
    imports: readonly Import[];
    outputs: Outputs;
    start: readonly string[];
    later: readonly string[];
  }>([
    {
      name: "what is imported at once, also by what is imported at once, is loaded at the start",
      imports: [imported("out/a.mjs")],
      outputs: { "out/a.mjs": written("a.ts", [imported("out/b.mjs")]), "out/b.mjs": written("b.ts", []) },
      start: ["out/a.mjs", "out/b.mjs", "out/handler.mjs"],
      later: [],
    },
    {
      name: "what the project imports dynamically is loaded later, with what only that needs",
      imports: [imported("out/shared.mjs"), later("out/words.mjs")],
      outputs: {
        "out/shared.mjs": written("shared.ts", []),
        "out/words.mjs": written("words.ts", [imported("out/shared.mjs"), imported("out/more.mjs")], "words.ts"),
        "out/more.mjs": written("more.ts", [later("out/last.mjs")]),
        "out/last.mjs": written("last.ts", [], "last.ts"),
      },
      start: ["out/handler.mjs", "out/shared.mjs"],
      later: ["out/last.mjs", "out/more.mjs", "out/words.mjs"],
    },
    {
      name: "what a package imports dynamically counts with the start",
      imports: [later("out/streams.mjs")],
      outputs: { "out/streams.mjs": written("node_modules/x/streams.js", [], "node_modules/x/streams.js") },
      start: ["out/handler.mjs", "out/streams.mjs"],
      later: [],
    },
    {
      name: "what nothing imports is no part of it",
      imports: [],
      outputs: { "out/orphan.mjs": written("orphan.ts", [], "orphan.ts") },
      start: ["out/handler.mjs"],
      later: [],
    },
  ])("$name", ({ imports, outputs, start, later: wanted }) => {
    const found = modules(imports, outputs);
    expect(found.handler).toBe("out/handler.mjs");
    expect(names(found.start)).toEqual(start);
    expect(names(found.later)).toEqual(wanted);
  });

  it("tells what is not bundled, and what each module is made of", () => {
    const outside: Import = { path: "./table.json", kind: "dynamic-import", external: true };
    const { start, external } = modules([outside], {});
    expect(start).toEqual([{ path: "out/handler.mjs", bytes: 100, inputs: [HANDLER] }]);
    expect([...external]).toEqual(["./table.json"]);
  });

  it("refuses an entry point that was none", () => {
    expect(() => modulesOf({ inputs: {}, outputs: {} }, HANDLER)).toThrow(
      new TypeError("functions/do-it/handler.ts was not bundled."),
    );
  });
});
