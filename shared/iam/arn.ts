/** An AWS account as Plumbline addresses it. IAM's ARNs carry no region, but they do carry the partition. */
export interface AccountAddress {
  /** Twelve digits. */
  readonly account: string;
  /** `aws`, `aws-cn`, `aws-us-gov`, …: never assumed. */
  readonly partition: string;
}

/** The ARN of a customer managed policy. `path` begins and ends with `/`. */
export function customerPolicyArn(address: AccountAddress, path: string, name: string): string {
  return `arn:${address.partition}:iam::${address.account}:policy${path}${name}`;
}

const POLICY_ARN = /^arn:([\w-]+):iam::(\d{12}|aws):policy(\/(?:.*\/)?)([\w+=,.@-]+)$/;

/** The parts of a managed policy's ARN; `owner` is an account id, or `aws` for an AWS managed policy. */
export interface PolicyArn {
  readonly partition: string;
  readonly owner: string;
  readonly path: string;
  readonly name: string;
}

/** Reads a managed policy's ARN; `undefined` where the text is not one. */
export function parsePolicyArn(arn: string): PolicyArn | undefined {
  const match = POLICY_ARN.exec(arn);
  if (match === null) return undefined;
  const [, partition, owner, path, name] = match as unknown as [string, string, string, string, string];
  return { partition, owner, path, name };
}
