/** A strong entity tag: `"3"` for `3`. */
export function entityTag(value: string | number): string {
  return `"${String(value)}"`;
}

/** What a condition names: any state at all, or these tags. Weak ones are marked. */
export type TagCondition = '*' | readonly { readonly value: string; readonly weak: boolean }[];

const TAG = /^(W\/)?"([^"]*)"$/;

/** Reads `If-Match` or `If-None-Match`. A tag without quotes is taken as it stands. */
export function parseTags(text: string): TagCondition {
  if (text.trim() === '*') return '*';
  return text.split(',').flatMap((part) => {
    const trimmed = part.trim();
    if (trimmed === '') return [];
    const [, weak, value] = TAG.exec(trimmed) ?? [];
    return [{ value: value ?? trimmed, weak: weak !== undefined }];
  });
}

/** Whether the condition names `tag`, by the strong comparison that `If-Match` and `If-Range` ask for. */
export function matchesStrongly(condition: TagCondition, tag: string): boolean {
  return condition === '*' || condition.some(({ value, weak }) => value === tag && !weak);
}

/** The same by the weak comparison of `If-None-Match`. */
export function matchesWeakly(condition: TagCondition, tag: string): boolean {
  return condition === '*' || condition.some(({ value }) => value === tag);
}
