import * as z from "zod";
import { resourceType } from "../resource-type.ts";

const encryption = z.strictObject({
  ServerSideEncryptionConfiguration: z.tuple([
    z.strictObject({
      ServerSideEncryptionByDefault: z.strictObject({
        SSEAlgorithm: z.enum(["AES256", "aws:kms"]),
        KMSMasterKeyID: z.string().optional(),
      }),
      BucketKeyEnabled: z.unknown().optional(),
    }),
  ]),
});

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-s3-bucket.html */
export const bucket = resourceType({
  properties: z.strictObject({
    BucketName: z.string().optional(),
    BucketEncryption: encryption.optional(),
    VersioningConfiguration: z.strictObject({ Status: z.literal("Enabled") }).optional(),
    // Nobody but the account reaches the lab, and nothing in it expires by itself.
    PublicAccessBlockConfiguration: z.unknown().optional(),
    OwnershipControls: z.unknown().optional(),
    LifecycleConfiguration: z.unknown().optional(),
    // What is in the lab's buckets nobody can delete anyway.
    ObjectLockEnabled: z.unknown().optional(),
    ObjectLockConfiguration: z.unknown().optional(),
    Tags: z.unknown().optional(),
  }),
  async make(properties, { defaultName }, { s3 }) {
    const { BucketName = defaultName.toLowerCase(), BucketEncryption, VersioningConfiguration } = properties;
    const byDefault = BucketEncryption?.ServerSideEncryptionConfiguration[0].ServerSideEncryptionByDefault;
    s3.createBucket(BucketName, {
      versioned: VersioningConfiguration !== undefined,
      encryption: { algorithm: byDefault?.SSEAlgorithm ?? "AES256", kmsKeyId: byDefault?.KMSMasterKeyID },
    });
    return { ref: BucketName, attributes: { Arn: `arn:aws:s3:::${BucketName}` } };
  },
});

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-s3-bucketpolicy.html */
export const bucketPolicy = resourceType({
  properties: z.strictObject({ Bucket: z.string(), PolicyDocument: z.record(z.string(), z.unknown()) }),
  async make({ Bucket, PolicyDocument }, { id }, { s3 }) {
    s3.putBucketPolicy(Bucket, JSON.stringify(PolicyDocument));
    return { ref: id, attributes: {} };
  },
});
