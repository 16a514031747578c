import type { ConfigurationSources } from "../../shared/baselines/compile-configuration.ts";

/** A small baseline and a configuration that use every kind of thing once, and are free of problems. */
const BASELINE = `baseline: shop
title: Shop
page:
  title: Set up the shop
  url: https://example.com/shop
parameters:
  roleName:
    type: string
    default: shop-role
    pattern: '[\\w-]{1,32}'
    description: The role.
  bucket:
    type: bucket
    description: The bucket.
documents:
  - file: trust.json
    provenance: verbatim
    page: { title: Set up the shop }
    version: "2"
    date: 2025-01-31
  - file: policy.json
    provenance: reconstructed
    page: { title: Set up the shop }
entities:
  - kind: role
    name: "{{roleName}}"
    presence: required
    compare: exact
    severity: high
    remediate: narrow
    trust: trust.json
    inlinePolicies:
      match: exact
      policies:
        - name: shop
          document: policy.json
    attachments:
      match: at-least
      policies:
        - "arn:{{partition}}:iam::aws:policy/ReadOnlyAccess"
`;

const TRUST = `{"Version":"2012-10-17","Statement":[
{"Effect":"Allow","Principal":{"AWS":"arn:{{partition}}:iam::{{account}}:root"},"Action":"sts:AssumeRole"}]}
`;

const POLICY = `{"Version":"2012-10-17","Statement":[
{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:{{partition}}:s3:::{{bucket}}/\${aws:username}/*"}]}
`;

const CONFIGURATION = `accounts:
  - id: "111122223333"
    alias: one
    baselines:
      - baseline: shop
        remediate: narrow
        parameters:
          bucket: shop-bucket
`;

/** The fixture's files by their path; `plumbline.yml` is the configuration, and `waivers.yml` what was accepted. */
export type FixtureFiles = Readonly<Record<string, string | undefined>>;

export const FIXTURE: Readonly<Record<string, string>> = {
  "plumbline.yml": CONFIGURATION,
  "policies/shop/baseline.yml": BASELINE,
  "policies/shop/trust.json": TRUST,
  "policies/shop/policy.json": POLICY,
};

/** A broken configuration and everything that is said of it. */
export interface BrokenCase {
  readonly name: string;
  readonly input: FixtureFiles;
  readonly expected: readonly string[];
}

/** The fixture with some files changed, added, or (`undefined`) taken away. */
export function sourcesOf(changes: FixtureFiles = {}): ConfigurationSources {
  const { "plumbline.yml": text = "", "waivers.yml": waivers, ...rest }: FixtureFiles = { ...FIXTURE, ...changes };
  const files = Object.entries(rest).flatMap(([path, content]): [string, string][] =>
    content === undefined ? [] : [[path, content]],
  );
  const accepted = waivers === undefined ? {} : { waivers: { file: "waivers.yml", text: waivers } };
  return { configuration: { file: "plumbline.yml", text }, files: new Map(files), ...accepted };
}

/** One fixture file with one piece of its text replaced. Throws where the piece is not there exactly once. */
export function edited(
  path: string,
  ...edits: readonly (readonly [piece: string, replacement: string])[]
): FixtureFiles {
  const text = edits.reduce((current, [piece, replacement]) => {
    if (current.split(piece).length !== 2) throw new Error(`${JSON.stringify(piece)} is not once in ${path}.`);
    return current.replace(piece, () => replacement);
  }, FIXTURE[path] ?? "");
  return { [path]: text };
}
