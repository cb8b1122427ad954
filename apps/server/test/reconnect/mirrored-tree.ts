/** The tree that the events of a watch tell of: every path in it, and what was last read of each file. */
export class MirroredTree {
  private paths = new Map<string, string | null>();
  /** What must be read again. */
  readonly dirty = new Set<string>();

  has(path: string): boolean {
    return this.paths.has(path);
  }

  /** Begins anew with what there is. */
  replace(paths: readonly string[]): void {
    this.paths = new Map(paths.map((path) => [path, null]));
    this.dirty.clear();
    for (const path of paths) this.dirty.add(path);
  }

  appeared(path: string): void {
    this.paths.set(path, this.paths.get(path) ?? null);
    this.dirty.add(path);
  }

  removed(path: string): void {
    for (const [one] of this.beneath(path)) this.forget(one);
  }

  moved(from: string, to: string): void {
    const all = this.beneath(from);
    this.removed(from);
    if (all.length > 0) this.removed(to);
    for (const [path] of all) this.appeared(to + path.slice(from.length));
    this.appeared(to);
  }

  /** `null` for what is no file. */
  read(path: string, content: string | null): void {
    if (this.paths.has(path)) this.paths.set(path, content);
  }

  /** Each path with its content, in the order of their names. */
  get entries(): readonly string[] {
    return [...this.paths].map(([path, content]) => (content === null ? path : `${path}: ${content}`)).sort();
  }

  private beneath(path: string): readonly (readonly [string, string | null])[] {
    return [...this.paths].filter(([one]) => one === path || one.startsWith(`${path}/`));
  }

  private forget(path: string): void {
    this.paths.delete(path);
    this.dirty.delete(path);
  }
}
