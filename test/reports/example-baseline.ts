/** A baseline that is made up: four machines with access keys of their own, which read and write one bucket. */
export const EXAMPLE_BASELINE: Readonly<Record<string, string>> = {
  "policies/newsroom-uploads/upload-policy.json": `{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Sid": "Upload",
      "Effect": "Allow",
      "Action": ["s3:PutObject", "s3:AbortMultipartUpload"],
      "Resource": "arn:{{partition}}:s3:::newsroom-incoming/*",
      "Condition": { "Bool": { "aws:SecureTransport": "true" } }
    },
    {
      "Sid": "Look",
      "Effect": "Allow",
      "Action": "s3:ListBucket",
      "Resource": "arn:{{partition}}:s3:::newsroom-incoming"
    }
  ]
}
`,
  "policies/newsroom-uploads/baseline.yml": `baseline: newsroom-uploads
title: Uploads of the newsroom
page:
  title: How machines upload
documents:
  - file: upload-policy.json
    provenance: verbatim
    page: { title: How machines upload }
    version: "3"
entities:
${["newsroom-upload", "archive-sync", "graphics-push", "playout-api"].map(machine).join("")}`,
};

function machine(name: string): string {
  return `  - kind: user
    name: ${name}
    presence: required
    compare: exact
    severity: medium
    remediate: full
    inlinePolicies:
      match: exact
      policies:
        - name: upload
          document: upload-policy.json
    console: forbidden
    accessKeys:
      warnAtDays: 75
      unusedDays: 120
      breachAtDays: 90
      breachSource: plumbline
      maximumActive: 1
      overlapDays: 7
`;
}

/** The account that the example is about. */
export const EXAMPLE_ACCOUNT = "111122223333";

export const EXAMPLE_CONFIGURATION = `accounts:
  - id: "${EXAMPLE_ACCOUNT}"
    alias: broadcast-production
    baselines:
      - baseline: matillion-agent
        parameters:
          stagingBucket: newsroom-staging
          secretsRegion: eu-west-1
          platformKeySecret: matillion/platform-key-Ab3dE9
          databasePasswordsSecrets: [matillion/database-passwords-Zx8yW1]
      - baseline: viz-now
      - baseline: red5-stream-manager
      - baseline: newsroom-uploads
`;
