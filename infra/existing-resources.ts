import type { TemplateValue } from "./cloudformation-yaml.ts";

/** A resource in whose place the deployer may give one there is already. */
interface Existing {
  /** The condition under which the stack makes it itself. */
  readonly condition: string;
  /** What `Ref` gives of the one that was given. */
  readonly ref: TemplateValue;
  /** What `Fn::GetAtt` gives of it, by attribute. */
  readonly attributes: Readonly<Record<string, TemplateValue>>;
}

const BUS_ARN = pseudo("arn:{AWS::Partition}:events:{AWS::Region}:{AWS::AccountId}:event-bus/{ExistingDriftBus}");

/** By logical id. Their parameters and conditions stand beside them: infra/event-bus.yml, infra/alert-topic.yml, infra/encryption.ts. */
const EXISTING: Readonly<Record<string, Existing>> = {
  DriftBus: {
    condition: "MakesDriftBus",
    ref: { Ref: "ExistingDriftBus" },
    attributes: { Arn: { "Fn::Sub": BUS_ARN } },
  },
  AlertTopic: { condition: "MakesAlertTopic", ref: { Ref: "ExistingAlertTopic" }, attributes: {} },
  EncryptionKey: {
    condition: "MakesKey",
    ref: { Ref: "ExistingKey" },
    attributes: { Arn: { Ref: "ExistingKey" } },
  },
};

/**
 * A resource's value in which whatever refers to such a resource refers to the one that was given, if one was.
 * @param condition the resource's own: what is made only beside such a resource refers to that one itself
 * @throws Error for a reference of which nothing is known
 */
export function withExisting(value: TemplateValue, condition?: string): TemplateValue {
  if (Array.isArray(value)) return value.map((element) => withExisting(element, condition));
  if (typeof value !== "object" || value === null) return value;
  const [[key, operand] = ["", null]] = Object.entries(value);
  const [id, attribute] = referred(key, operand);
  const existing = EXISTING[id];
  if (existing !== undefined) {
    const given = attribute === undefined ? existing.ref : existing.attributes[attribute];
    if (given === undefined) throw new Error(`infra/existing-resources.ts knows no attribute ${attribute} of ${id}.`);
    return existing.condition === condition ? value : { "Fn::If": [existing.condition, value, given] };
  }
  if (key === "Fn::Sub") refuseInText(operand);
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, withExisting(member, condition)]));
}

/** The logical id that a `Ref` or an `Fn::GetAtt` refers to, and the attribute of the latter. */
function referred(key: string, operand: TemplateValue): readonly [id: string, attribute?: string] {
  if (key === "Ref" && typeof operand === "string") return [operand];
  return key === "Fn::GetAtt" && Array.isArray(operand) ? [String(operand[0]), String(operand[1])] : [""];
}

function refuseInText(operand: TemplateValue): void {
  const text = JSON.stringify(operand);
  const named = Object.keys(EXISTING).find((id) => text.includes(`\${${id}}`) || text.includes(`\${${id}.`));
  if (named !== undefined)
    throw new Error(`Fn::Sub names ${named}: use Ref or Fn::GetAtt, which infra/compose.ts fills in.`);
}

/** Names in braces, as `Fn::Sub` takes them. */
function pseudo(text: string): string {
  return text.replaceAll("{", "${");
}
