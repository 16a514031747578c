import type { ParameterDeclaration } from "../shared/baselines/parameters.ts";
import type { Template } from "./stack-files.ts";

/** Where a stack is deployed, as far as that is known before. */
export interface OwnPlace {
  /** Twelve digits, or what stands for those of any account. */
  readonly account: string;
  readonly partition: string;
  /** Where IAM's events of the partition arise. */
  readonly region: string;
}

/** The account's own id and its partition, as every baseline writes them. */
export const ACCOUNT = placeholder("account");
export const PARTITION = placeholder("partition");

/** How a text of a baseline names one of its parameters. */
export function placeholder(name: string): string {
  return `{{${name}}}`;
}

/**
 * What only the deployment knows: which key AWS made, and what the deployer gave in place of a resource of the stack, or as a parameter of a member's
 * template.
 * @param template of the hub or of a member; those that nothing of it names are left out
 * @param text everything that is expected, with its placeholders
 */
export function ownParameters(
  { Resources }: Pick<Template, "Resources">,
  { account, partition, region }: OwnPlace,
  text: string,
): Readonly<Record<string, ParameterDeclaration>> {
  const { AlertTopic, DriftBus } = Resources;
  const all: Readonly<Record<string, ParameterDeclaration>> = {
    encryptionKey: {
      type: "arn",
      pattern: String.raw`arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key/[\w-]+`,
      description:
        "The ARN of the key that Plumbline's queues and topics are under, which the stack's output EncryptionKeyArn has.",
    },
    alertTopic: {
      type: "arn",
      pattern: String.raw`arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[\w-]{1,256}`,
      default: `arn:${partition}:sns:${region}:${account}:${AlertTopic?.Properties.TopicName}`,
      description: "The ARN of the topic that takes the alerts; yours, where you gave ExistingAlertTopic.",
    },
    driftBus: {
      type: "string",
      pattern: String.raw`[/.\w-]{1,256}`,
      default: `${DriftBus?.Properties.Name}`,
      description: "The name of the bus that carries drift events; yours, where you gave ExistingDriftBus.",
    },
    trustedReaders: {
      type: "list",
      items: "arn",
      wildcard: true,
      default: [],
      description: "By whom else the account is read: what you gave the member's template as TrustedReaders.",
    },
  };
  return Object.fromEntries(Object.entries(all).filter(([name]) => text.includes(placeholder(name))));
}
