/**
 * The size of a document as IAM counts it against its quotas: characters without white space.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html#reference_iam-quotas-entity-length
 */
export function policySize(document: string): number {
  return document.replace(/\s/g, "").length;
}

/** A document as IAM returns it: percent-encoded by RFC 3986, in which `!'()*` are encoded too. */
export function encodedDocument(document: string): string {
  return encodeURIComponent(document).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
