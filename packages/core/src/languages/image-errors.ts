import type { CarrelError } from '../kernel/index.js';

/** No one image can serve these languages together. */
export interface ImageIncompatible extends CarrelError<'image/incompatible'> {
  readonly languages: readonly string[];
  /** `no-packages`: nothing says how to install it. `conflict`: an entry rules the other out. `base`: each needs its own. `env`: they want different values of a variable. */
  readonly reason: 'no-packages' | 'conflict' | 'base' | 'env';
}

/** The image would be larger than the host allows. */
export interface ImageTooLarge extends CarrelError<'image/too-large'> {
  readonly languages: readonly string[];
  readonly sizeMb: number;
  readonly maxSizeMb: number;
}

export type ImageError = ImageIncompatible | ImageTooLarge;

export function imageIncompatible(
  reason: ImageIncompatible['reason'],
  languages: readonly string[],
  because: string,
): ImageIncompatible {
  return {
    type: 'image/incompatible',
    message: `There is no image for ${languages.join(', ')}: ${because}.`,
    retryable: false,
    languages,
    reason,
  };
}

export function imageTooLarge(languages: readonly string[], sizeMb: number, maxSizeMb: number): ImageTooLarge {
  return {
    type: 'image/too-large',
    message: `An image for ${languages.join(', ')} takes about ${sizeMb} MB, more than the ${maxSizeMb} MB allowed.`,
    retryable: false,
    ...{ languages, sizeMb, maxSizeMb },
  };
}
