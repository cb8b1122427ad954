import { createHash } from 'node:crypto';

/** The SHA-256 of a content: 64 hexadecimal digits in lower case. */
export type ContentDigest = string & { readonly __brand: 'content-digest' };

const PATTERN = /^[0-9a-f]{64}$/;

export function contentDigest(data: Uint8Array): ContentDigest {
  return createHash('sha256').update(data).digest('hex') as ContentDigest;
}

export function isContentDigest(text: string): text is ContentDigest {
  return PATTERN.test(text);
}
