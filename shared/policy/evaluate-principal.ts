import type { Principal, PrincipalType } from "./policy.ts";
import { type Truth, undecidable } from "./truth.ts";

const WEB_IDENTITY_HOSTS = [
  "cognito-identity.amazonaws.com",
  "accounts.google.com",
  "graph.facebook.com",
  "www.amazon.com",
];

/** Which kind of principal a request's principal is, judged by how it is written; `undefined` where that does not tell. */
function principalType(text: string): Exclude<PrincipalType, "*"> | undefined {
  if (/^arn:[^:]*:iam::[^:]*:(?:saml|oidc)-provider\//.test(text)) return "Federated";
  if (/^arn:[^:]*:(?:iam|sts)::\d{12}:/.test(text) || /^\d{12}$/.test(text) || /^A[A-Z]{2}A[A-Z0-9]+$/.test(text))
    return "AWS";
  if (WEB_IDENTITY_HOSTS.includes(text)) return "Federated";
  if (/^[0-9a-f]{64}$/.test(text)) return "CanonicalUser";
  return /^[a-z0-9.-]+\.(?:amazonaws|amazon)\.com(?:\.cn)?$/.test(text) ? "Service" : undefined;
}

/**
 * Whether a principal of a trust policy covers the principal of a request. An account, or its root, covers everyone in it; a role
 * covers its sessions; everything else covers itself.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 */
export function matchPrincipal(entry: Principal, principal: string): Truth {
  const type = principalType(principal);
  if (type === undefined) return undecidable(`${principal} does not tell which kind of principal it is`);
  if (type === "AWS" && parseAwsPrincipal(principal) === undefined) {
    return undecidable(`${principal} is a bare id or account, not the ARN of a principal`);
  }
  if (entry.type === "*") {
    return (
      type === "AWS" ||
      undecidable('whom "Principal": "*" covers beside AWS principals in a trust policy is not documented')
    );
  }
  if (entry.type !== type) {
    return entry.value === principal && undecidable(`${principal} may be a principal of more than one kind`);
  }
  if (type === "AWS") return matchAws(entry.value, principal);
  if (entry.value === "*") return undecidable(`what {"${entry.type}": "*"} covers is not documented`);
  return entry.value === principal;
}

interface AwsPrincipal {
  readonly partition: string;
  readonly account: string;
  readonly kind: string;
  readonly path: string;
}

const AWS_ARN = /^arn:([^:]+):(?:iam|sts)::(\d{12}):([a-z-]+)(?:\/(.+))?$/;

/** Reads the ARN of an account's root, user, role or session. */
export function parseAwsPrincipal(arn: string): AwsPrincipal | undefined {
  const match = AWS_ARN.exec(arn);
  if (match === null) return undefined;
  const [, partition = "", account = "", kind = "", path = ""] = match;
  return { partition, account, kind, path };
}

function matchAws(entry: string, principal: string): Truth {
  if (entry === "*" || entry === principal) return true;
  const [actual, wanted] = [parseAwsPrincipal(principal), parseAwsPrincipal(entry)];
  if (actual === undefined) return false;
  if (wanted === undefined) {
    return actual.kind === "root"
      ? false
      : undecidable(`${entry} may be the id of ${principal}, or of one that is gone`);
  }
  if (wanted.partition !== actual.partition || wanted.account !== actual.account) return false;
  if (wanted.kind === "root") return true;
  if (wanted.kind !== "role" || actual.kind !== "assumed-role") return false;
  return wanted.path.split("/").at(-1) === actual.path.split("/")[0];
}
