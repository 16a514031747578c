import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import type { RemediationResult } from "../../shared/remediation/judge-finding.ts";
import { type ProjectStack, readProjectStack } from "./project-stack.ts";

const PROJECT = fileURLToPath(new URL("../..", import.meta.url));

/** Of AWS's own metrics those that are shown, by namespace. */
const AWS_METRICS: Readonly<Record<string, readonly string[]>> = {
  "AWS/SQS": ["ApproximateAgeOfOldestMessage", "ApproximateNumberOfMessagesVisible"],
  "AWS/Lambda": ["Duration", "Errors", "Throttles"],
  "AWS/DynamoDB": [
    "ConsumedReadCapacityUnits",
    "ConsumedWriteCapacityUnits",
    "ReadThrottleEvents",
    "WriteThrottleEvents",
  ],
};

/** What repairs can come to, which ends the names of remediate-drift's metrics. */
const REMEDIATIONS: Readonly<Record<RemediationResult["status"], true>> = {
  failed: true,
  gone: true,
  off: true,
  refused: true,
  remediated: true,
  retry: true,
  taken: true,
};

interface Widget {
  readonly type: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly properties: {
    readonly alarms?: readonly string[];
    readonly metrics?: readonly (readonly [string, string, string, string, object?])[];
  };
}

let stack: ProjectStack;
let widgets: readonly Widget[];

beforeAll(async () => {
  stack = await readProjectStack();
  const body = stack.resources.get("Dashboard")?.Properties.DashboardBody as { readonly "Fn::Sub": string };
  ({ widgets } = JSON.parse(body["Fn::Sub"]) as { readonly widgets: readonly Widget[] });
});

/** The names of the metrics in the code of a function, as they are written there. */
async function emittedBy(folder: string): Promise<ReadonlySet<string>> {
  const directory = join(PROJECT, "functions", folder);
  const files = (await readdir(directory)).filter((name) => name.endsWith(".ts"));
  const code = (await Promise.all(files.map((name) => readFile(join(directory, name), "utf8")))).join("\n");
  const named = [...code.matchAll(/addMetric\(\s*"(\w+)"|^\s+\["([A-Z]\w+)", /gm)].map(
    ([, direct, listed]) => direct ?? listed,
  );
  const remediations = code.includes("`Remediation-")
    ? Object.keys(REMEDIATIONS).map((one) => `Remediation-${one}`)
    : [];
  return new Set([...named.filter((name) => name !== undefined), ...remediations]);
}

const metrics = () => widgets.flatMap(({ properties }) => properties.metrics ?? []);

describe("the dashboard", () => {
  it("shows just what the functions count, each under the function that does", async () => {
    const own = metrics().filter(([namespace]) => namespace === "Plumbline");
    const folders = stack.functions.map(({ folder }) => folder);
    const emitted = new Map<string, ReadonlySet<string>>(
      await Promise.all(folders.map(async (one) => [`plumbline-${one}`, await emittedBy(one)] as const)),
    );
    expect(own.length).toBeGreaterThan(30);
    for (const [, name, dimension, service] of own) {
      expect(dimension).toBe("service");
      expect(emitted.get(service) ?? new Set(), `${service} ${name}`).toContain(name);
    }
  });

  it("asks of AWS for metrics that there are, of resources of the stack", () => {
    const functions = new Set(stack.functions.map(({ logicalId }) => logicalId));
    for (const [namespace, name, , value] of metrics().filter(([one]) => one !== "Plumbline")) {
      expect(AWS_METRICS[namespace], namespace).toContain(name);
      const [, id = ""] = /^\$\{(\w+)(?:\.QueueName)?\}$/.exec(value) ?? [];
      expect(stack.resources.has(id) || functions.has(id), value).toBe(true);
    }
  });

  it("shows every queue, every function and every alarm", () => {
    const shown = JSON.stringify(widgets);
    const wanted = [...stack.resources].flatMap(([id, { Type }]) => {
      if (Type === "AWS::CloudWatch::Alarm") return [`"\${${id}.Arn}"`];
      return Type === "AWS::SQS::Queue" ? [`"\${${id}.QueueName}"`] : [];
    });
    wanted.push(...stack.functions.map(({ logicalId }) => `"\${${logicalId}}"`));
    expect(wanted.filter((text) => !shown.includes(text))).toEqual([]);
  });

  it("has as many metrics as docs/costs.md pays for", async () => {
    const shown = new Set(metrics().map(([namespace, name, , value]) => `${namespace} ${name} ${value}`));
    const costs = await readFile(join(PROJECT, "docs/costs.md"), "utf8");
    expect(costs).toContain(`this one has ${shown.size} |`);
  });

  it("lays its widgets side by side within 24 columns, none over another", () => {
    const cells = widgets.flatMap(({ x, y, width, height }) => {
      expect(x + width).toBeLessThanOrEqual(24);
      return Array.from(
        { length: width * height },
        (_, index) => `${x + (index % width)},${y + Math.floor(index / width)}`,
      );
    });
    expect(new Set(cells).size).toBe(cells.length);
  });
});
