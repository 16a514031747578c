import { customerPolicyArn } from "../iam/arn.ts";
import { parseEntity } from "../iam/entity-reference.ts";

/** An entity, and what its page in the IAM console needs beside its name. */
export interface ConsoleEntity {
  readonly account: string;
  readonly partition: string;
  /** As `formatEntity` writes it. */
  readonly entity: string;
  /** The path, begins and ends with `/`; a customer managed policy's page goes by its ARN. */
  readonly path?: string;
}

/** @see https://docs.aws.amazon.com/general/latest/gr/rande.html and the partitions' own sign-in pages. */
const CONSOLES: Readonly<Record<string, string>> = {
  aws: "https://console.aws.amazon.com",
  "aws-us-gov": "https://console.amazonaws-us-gov.com",
  "aws-cn": "https://console.amazonaws.cn",
};

/** The entity's page in the IAM console; `undefined` in a partition whose console has no public address. */
export function consoleLink(where: ConsoleEntity): string | undefined {
  const console = CONSOLES[where.partition];
  return console === undefined ? undefined : `${console}/iam/home#/${page(where)}`;
}

function page({ account, partition, entity, path }: ConsoleEntity): string {
  const reference = parseEntity(entity);
  switch (reference?.kind) {
    case "role":
      return `roles/details/${encodeURIComponent(reference.name)}`;
    case "user":
      return `users/details/${encodeURIComponent(reference.name)}`;
    case "group":
      return `groups/details/${encodeURIComponent(reference.name)}`;
    case "policy": {
      if (path === undefined) return "policies";
      const arn = customerPolicyArn({ account, partition }, path, reference.name);
      return `policies/details/${encodeURIComponent(arn)}`;
    }
    default:
      return "home";
  }
}
