import type { TenantId } from '@carrel/core/kernel';
import type { ContentDigest, StorageProvider } from '@carrel/core/storage';
import type { CasesOptions, CaseSubject } from '../cases.js';

/** A storage to be proven, with what is needed to look at it from other sides. */
export interface StorageSubject extends CaseSubject {
  /** A storage that was not opened, over a place that is empty and nobody else's. */
  readonly subject: StorageProvider;
  /** Another storage over the same place, not opened, as after the process was killed and started again. */
  readonly restart?: () => Promise<StorageProvider> | StorageProvider;
  /** Changes, or takes away, bytes of a stored content behind the storage's back; its length may stay or not. */
  readonly damage?: (tenantId: TenantId, digest: ContentDigest) => Promise<void> | void;
}

/**
 * What a subject may not offer: `restart` and `damage` of its own; `large`: contents of 100 MB; `bounded`: contents that are larger
 * than the memory which it takes to store them; `many`: 10,000 contents.
 */
export type StorageTrait = 'restart' | 'damage' | 'large' | 'bounded' | 'many';

export interface StorageKitOptions extends CasesOptions<StorageSubject> {
  /** What the subject cannot offer, and why; cases that need it are skipped with the reason. @default nothing */
  readonly lacks?: Partial<Readonly<Record<StorageTrait, string>>>;
}

/** Whether the subject offers all of `traits`; what it lacks otherwise. */
export function offers(
  { lacks = {} }: StorageKitOptions,
  ...traits: readonly StorageTrait[]
): { readonly has: boolean; readonly lacks: string } {
  const missing = traits.find((trait) => lacks[trait] !== undefined);
  return { has: missing === undefined, lacks: missing === undefined ? '' : (lacks[missing] ?? '') };
}
