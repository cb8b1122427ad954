// What an installation of a package brings, by package-lock.json alone, so that it is the same on every platform.

/**
 * Everything that a workspace of the repository loads in production, and what that loads in turn, as keys of the lock file. Of our own
 * packages the optional peers count as well: whoever chooses them runs them. `bundled` are what the workspace asks for in development
 * and has in its build.
 *
 * @returns {string[]}
 */
export function productionDependencies(lock, folder, bundled = []) {
  const found = new Set(bundled.map((name) => resolve(lock, folder, name)));
  const waiting = [folder, ...found];
  for (let key = waiting.pop(); key !== undefined; key = waiting.pop()) {
    for (const [name, isOptional] of asked(lock[key], !key.includes('node_modules/'))) {
      const at = resolve(lock, key, name);
      if (at === undefined && !isOptional) throw new Error(`${key}: package-lock.json has no ${name}`);
      if (at === undefined || found.has(at)) continue;
      found.add(at);
      waiting.push(at);
    }
  }
  return [...found].sort();
}

/** The name that a key of the lock file installs. */
export function nameOf(key) {
  return key.slice(key.lastIndexOf('node_modules/') + 'node_modules/'.length);
}

/** `[name, whether it may be missing]` of each. */
function asked(entry, isOurs) {
  const isOptionalPeer = (name) => entry.peerDependenciesMeta?.[name]?.optional === true;
  const peers = Object.keys(entry.peerDependencies ?? {}).filter((name) => isOurs || !isOptionalPeer(name));
  return [
    ...Object.keys(entry.dependencies ?? {}).map((name) => [name, false]),
    ...Object.keys(entry.optionalDependencies ?? {}).map((name) => [name, true]),
    ...peers.map((name) => [name, isOptionalPeer(name)]),
  ];
}

/** As Node looks for it: in the folder itself, then in each above it. Workspaces are links to their folders. */
function resolve(lock, from, name) {
  for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/')))) {
    const key = folder === '' ? `node_modules/${name}` : `${folder}/node_modules/${name}`;
    const entry = lock[key];
    if (entry !== undefined) return entry.link === true ? entry.resolved : key;
    if (folder === '') return undefined;
  }
}
