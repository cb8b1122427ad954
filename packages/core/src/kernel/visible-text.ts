import type { z } from 'zod';

/** Normalising may lengthen a text by as much, or shorten it; what is longer still is not looked at. */
const MAX_RAW_FACTOR = 4;

// Letters that are not seen, or that turn the direction of those around them, make one name look like another. A half of a
// surrogate pair is no letter at all, and not every store gives it back.
const UNSEEN = /[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069]/u;

/** Whether a text holds what no name or label should: control characters, half characters, marks that turn the direction. */
export function hasUnseen(text: string): boolean {
  return UNSEEN.test(text);
}

/**
 * A name for people: 1 to `maxLength` characters that can be seen, without blanks around them, in one normal form.
 *
 * @param zod the library, which its users load: whoever imports the kernel alone does not
 */
export function nameSchema(zod: typeof z, maxLength: number) {
  return zod
    .string()
    .max(maxLength * MAX_RAW_FACTOR)
    .transform((name) => name.trim().normalize('NFC'))
    .refine((name) => name.length >= 1 && name.length <= maxLength && !hasUnseen(name), {
      message: `expected 1 to ${maxLength} characters that can be seen`,
    });
}
