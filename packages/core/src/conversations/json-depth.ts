/** How deep JSON may be nested. What is deeper makes programs that read it by recursion fail. */
export const MAX_JSON_DEPTH = 64;

/** Whether `value` is made of JSON alone, and nested at most `MAX_JSON_DEPTH` deep. Ends on what contains itself, too. */
export function isShallowJson(value: unknown): boolean {
  const open: { readonly value: unknown; readonly depth: number }[] = [{ value, depth: 1 }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (next.depth > MAX_JSON_DEPTH) return false;
    if (isScalar(next.value)) continue;
    const inside = contents(next.value);
    if (inside === null) return false;
    for (const each of inside) open.push({ value: each, depth: next.depth + 1 });
  }
  return true;
}

function isScalar(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value);
  return value === null || typeof value === 'string' || typeof value === 'boolean';
}

function contents(value: unknown): readonly unknown[] | null {
  if (Array.isArray(value)) return value as readonly unknown[];
  if (typeof value !== 'object' || value === null) return null;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null ? Object.values(value) : null;
}
