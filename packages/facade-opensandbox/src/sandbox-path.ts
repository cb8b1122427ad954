/** The path beneath the root of the workspace; `null` for an absolute one that is elsewhere. */
export function insidePath(path: string, root: string): string | null {
  if (!path.startsWith('/')) return path;
  if (path === root) return '';
  return path.startsWith(`${root}/`) ? path.slice(root.length + 1) : null;
}

/** The same path as programs in the workspace see it. */
export function outsidePath(path: string, root: string): string {
  return path === '' ? root : `${root}/${path}`;
}
