/** A trust policy that lets one AWS service take the role. */
export function trust(service: string): string {
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: { Service: service }, Action: "sts:AssumeRole" }],
  });
}

/** A trust policy that lets the account itself take the role. */
export function trustAccount(account: string): string {
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: { AWS: `arn:aws:iam::${account}:root` }, Action: "sts:AssumeRole" }],
  });
}

/** An identity policy that allows one action. */
export function allow(action: string, resource = "*"): string {
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Sid: "Allow", Effect: "Allow", Action: [action], Resource: resource }],
  });
}
