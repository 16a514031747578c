import type { TemplateValue } from "./cloudformation-yaml.ts";
import type { Template } from "./stack-files.ts";

/** The rule of infra/watch-plumbline.yml that says how, and whom, the others tell. */
const LIKE = "WatchTrailsRule";

/**
 * The rule that tells of changes of the key, beside those of infra/watch-plumbline.yml: like the key itself it is in no file there. A call names a key
 * by its id or its ARN; a record's `resources` have the ARN either way.
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/ct-schedule-key-deletion.html
 * @param templates among which is the rule that this one is like
 * @throws Error where that is not among them
 */
export function watchKeyTemplate(templates: readonly Template[]): Template {
  const like = templates.map(({ Resources }) => Resources[LIKE]).find((one) => one !== undefined);
  if (like === undefined) throw new Error(`${LIKE} is not in infra/watch-plumbline.yml.`);
  const { EventPattern, Targets } = like.Properties as Watching;
  const { eventSource: _, eventName: __, ...writes } = EventPattern.detail;
  const ARN = [{ "Fn::GetAtt": ["EncryptionKey", "Arn"] }];
  const detail = { ...writes, eventSource: ["kms.amazonaws.com"], resources: { ARN } };
  const rule = {
    ...like,
    Properties: {
      Name: "plumbline-watch-key",
      Description: "Changes of the key that queues and topics are under.",
      EventPattern: { ...EventPattern, detail },
      Targets: Targets.map((target) => ({ ...target, InputTransformer: ofKey(target.InputTransformer) })),
    },
  };
  return { Parameters: {}, Conditions: {}, Resources: { WatchKeyRule: rule }, Outputs: {} };
}

type Values = { readonly [key: string]: TemplateValue };

interface Transformer {
  readonly InputPathsMap: Values;
  readonly InputTemplate: string;
}

/** What such a rule's properties hold. */
type Watching = Values & {
  readonly EventPattern: Values & { readonly detail: Values };
  readonly Targets: readonly (Values & { readonly InputTransformer: Transformer & Values })[];
};

/** The same sentence, which names the key in place of what the other rule's calls name. */
function ofKey({ InputPathsMap, InputTemplate }: Transformer): Transformer & Values {
  const { name: _, trail: __, ...paths } = InputPathsMap;
  return {
    InputPathsMap: { ...paths, key: "$.detail.resources[0].ARN" },
    InputTemplate: InputTemplate.replace("<name> <trail>", "<key>"),
  };
}
