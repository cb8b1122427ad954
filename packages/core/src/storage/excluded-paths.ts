/** Whether a path, or a directory above it, is excluded: by a name, or by a path from the root. */
export function excludedPaths(exclude: readonly string[]): (path: string) => boolean {
  const plain = exclude.map((pattern) => pattern.replace(/^\/+|\/+$/gu, '')).filter((pattern) => pattern !== '');
  const names = new Set(plain.filter((pattern) => !pattern.includes('/')));
  const paths = plain.filter((pattern) => pattern.includes('/'));
  if (plain.length === 0) return () => false;
  return (path) =>
    path.split('/').some((name) => names.has(name)) ||
    paths.some((excluded) => path === excluded || path.startsWith(`${excluded}/`));
}
