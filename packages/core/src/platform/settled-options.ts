import type { CarrelOptions } from './carrel-options.js';

/** The options that are numbers and switches, not things of the host app's. */
const GROUPS = [
  ...(['audit', 'commands', 'conversations', 'files', 'identity', 'images', 'logins', 'passwords', 'ports'] as const),
  ...(['projects', 'queue', 'sessions', 'settings', 'sources', 'storage', 'streaming', 'tasks', 'terminals'] as const),
  ...(['tools', 'workspaces'] as const),
] satisfies readonly (keyof CarrelOptions)[];

/** The same options, where one that is given as `undefined` has its default, as if it were not named. */
export function settledOptions(options: CarrelOptions): CarrelOptions {
  const groups = GROUPS.flatMap((name) => {
    const group = options[name];
    return group === undefined ? [] : [[name, withoutUndefined(group)] as const];
  });
  return { ...withoutUndefined(options), ...(Object.fromEntries(groups) as Partial<CarrelOptions>) };
}

function withoutUndefined<T extends object>(values: T): T {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as T;
}
