import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";
import { ServiceError } from "../server/service-error.ts";

type Headers = Readonly<Record<string, string>>;

const DIGESTS: Readonly<Record<string, { readonly code: string; readonly of: (body: Buffer) => string }>> = {
  "content-md5": { code: "BadDigest", of: (body) => createHash("md5").update(body).digest("base64") },
  "x-amz-checksum-crc32": {
    code: "BadDigest",
    of: (body) => {
      const bytes = Buffer.alloc(4);
      bytes.writeUInt32BE(crc32(body));
      return bytes.toString("base64");
    },
  },
  "x-amz-checksum-sha256": { code: "BadDigest", of: (body) => createHash("sha256").update(body).digest("base64") },
  "x-amz-content-sha256": {
    code: "XAmzContentSHA256Mismatch",
    of: (body) => createHash("sha256").update(body).digest("hex"),
  },
};

/**
 * Compares a body with every digest that came with it.
 * @returns the checksum headers, which S3 keeps beside the object
 * @throws ServiceError `BadDigest` or `XAmzContentSHA256Mismatch`; `NotImplemented` for a body in signed chunks
 */
export function requireIntact(headers: Headers, body: Buffer): Headers {
  const kept: Record<string, string> = {};
  for (const [name, { code, of }] of Object.entries(DIGESTS)) {
    const told = headers[name];
    if (told === undefined || told === "UNSIGNED-PAYLOAD") continue;
    if (told.startsWith("STREAMING-"))
      throw new ServiceError("NotImplemented", "The lab takes no body in chunks.", 501);
    if (told !== of(body)) throw new ServiceError(code, `The body is not that of its header ${name}.`);
    if (name.startsWith("x-amz-checksum-")) kept[name] = told;
  }
  return kept;
}
