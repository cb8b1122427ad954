import { tenantId, type TenantId } from '@carrel/core/kernel';
import { contentDigest, type SmallContent } from '@carrel/core/storage';

export const TENANT = `${tenantId.prefix}_00000000000000000000000000` as TenantId;

/** A content that no other number has: of several segments, or of one chunk. */
export function contentOf(number: number): SmallContent & { readonly data: Buffer } {
  const data = Buffer.alloc(number % 4 === 3 ? 1_000 : 13_000_000, `content ${number} `);
  return { digest: contentDigest(data), data };
}
