import type { HttpMethod, Route } from './route.js';

/** What a table has to know of its entries. */
type Entry = Pick<Route, 'method' | 'path'>;

/** What a table knows of one path. */
export interface RouteMatch<R extends Entry = Route> {
  /** By method; the path takes these alone, and `HEAD` where it takes `GET`. */
  readonly routes: ReadonlyMap<HttpMethod, R>;
  /** The texts of the path's parameters, in order, decoded. */
  readonly values: readonly string[];
}

export interface RouteTable<R extends Entry = Route> {
  /** `null` when nothing is served under `path`, which comes without its query. */
  match(path: string): RouteMatch<R> | null;
}

interface Branch<R extends Entry> {
  readonly fixed: Map<string, Branch<R>>;
  readonly routes: Map<HttpMethod, R>;
  variable?: Branch<R>;
}

const NO_VALUES: readonly string[] = [];

/**
 * Compiles routes into a map of the paths without parameters and a tree of the others, by segment. Where a segment fits a fixed
 * text and a parameter, the fixed text wins.
 *
 * @param pathsOf the paths that a route is served under.
 * @throws Error when two routes share a method and a path.
 */
export function compileRoutes<R extends Entry>(
  routes: readonly R[],
  pathsOf: (route: R) => readonly string[],
): RouteTable<R> {
  const fixed = new Map<string, RouteMatch<R>>();
  const root = newBranch<R>();
  for (const route of routes) {
    for (const path of pathsOf(route)) {
      const branch = branchFor(root, path);
      if (branch.routes.has(route.method)) throw new Error(`Two routes for ${route.method} ${path}`);
      branch.routes.set(route.method, route);
      if (!path.includes('/:')) fixed.set(path, { routes: branch.routes, values: NO_VALUES });
    }
  }
  return { match: (path) => fixed.get(path) ?? walk(root, path) };
}

function newBranch<R extends Entry>(): Branch<R> {
  return { fixed: new Map(), routes: new Map() };
}

function branchFor<R extends Entry>(root: Branch<R>, path: string): Branch<R> {
  let branch = root;
  for (const segment of path.split('/').slice(1)) {
    let next = segment.startsWith(':') ? branch.variable : branch.fixed.get(segment);
    if (next === undefined) {
      next = newBranch();
      if (segment.startsWith(':')) branch.variable = next;
      else branch.fixed.set(segment, next);
    }
    branch = next;
  }
  return branch;
}

function walk<R extends Entry>(root: Branch<R>, path: string): RouteMatch<R> | null {
  const values: string[] = [];
  let branch = root;
  let start = 1;
  while (start <= path.length) {
    const slash = path.indexOf('/', start);
    const end = slash === -1 ? path.length : slash;
    const segment = path.slice(start, end);
    const next = branch.fixed.get(segment) ?? branch.variable;
    if (next === undefined) return null;
    if (next === branch.variable) {
      const value = decode(segment);
      if (value === null) return null;
      values.push(value);
    }
    branch = next;
    start = end + 1;
  }
  return branch.routes.size === 0 ? null : { routes: branch.routes, values };
}

function decode(segment: string): string | null {
  if (!segment.includes('%')) return segment;
  try {
    return decodeURIComponent(segment);
  } catch {
    return null;
  }
}
