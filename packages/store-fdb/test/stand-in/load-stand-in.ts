import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import type { FdbBinding } from '../../src/fdb-binding.js';
import { createNativeModule, type NativeModuleOptions } from './native-module.js';

// Each binding that is loaded listens for the end of the process.
process.setMaxListeners(0);

const require = createRequire(import.meta.url);

/** Why the tests on the stand-in cannot run here; `null` when they can. */
export const standInMissing: string | null = (() => {
  try {
    require.resolve('foundationdb');
    return null;
  } catch {
    return 'the package foundationdb is not installed (it is optional; npm 11 installs it without its client library)';
  }
})();

/** The JavaScript of the package `foundationdb`, loaded anew, as in a process of its own, over the stand-in. */
export function loadStandIn<Binding = FdbBinding>(options: NativeModuleOptions): Binding {
  const restore = replaceNative(options);
  try {
    return require('foundationdb') as Binding;
  } finally {
    restore();
  }
}

/** Whoever loads the package `foundationdb` from now on has it over the stand-in, until what this gives is called. */
export function replaceNative(options: NativeModuleOptions): () => void {
  const entry = require.resolve('foundationdb');
  const loader = require.resolve('node-gyp-build', { paths: [dirname(entry)] });
  const { cache } = require;
  const before = take(dirname(entry));
  const original = require(loader) as unknown;
  const loaded = cache[loader];
  if (loaded === undefined) throw new Error('The module node-gyp-build is not loaded.');
  const native = createNativeModule(options);
  loaded.exports = () => native;
  return () => {
    loaded.exports = original;
    take(dirname(entry));
    // The real one, when it was loaded, has started what cannot be started twice in a process.
    Object.assign(cache, before);
  };
}

/** Forgets the modules in a directory, and gives them. */
function take(directory: string): NodeJS.Dict<NodeJS.Module> {
  const { cache } = require;
  const taken = Object.entries(cache).filter(([path]) => path.startsWith(directory));
  for (const [path] of taken) Reflect.deleteProperty(cache, path);
  return Object.fromEntries(taken);
}
