import type { ProjectFiles } from './detection.js';
import type { Ecosystem } from './ecosystem.js';
import { compare, isIgnored, type FoundManifest, type ResolvedDetectionOptions } from './manifest-paths.js';
import type { ManifestFacts } from './manifests/manifest-reader.js';

/** A directory that the manifests of one ecosystem stand in, and all that they say. */
export interface Project {
  readonly directory: string;
  readonly ecosystem: Ecosystem;
  readonly manifests: readonly string[];
  /** Dependencies, development ones, scripts and facts, each with the path of the manifest that first says it. */
  readonly dependencies: ReadonlyMap<string, string>;
  readonly developmentDependencies: ReadonlyMap<string, string>;
  readonly scripts: ReadonlyMap<string, string>;
  readonly facts: ReadonlyMap<string, string>;
  /** What is wrong with manifests of it, such as `package.json: not understood`. */
  readonly problems: readonly string[];
  readonly hasFile: (path: string) => boolean;
}

type FactMap = Map<string, string>;

/** The projects that `manifests` make up, by directory. */
export function readProjects(
  files: ProjectFiles,
  manifests: readonly FoundManifest[],
  options: ResolvedDetectionOptions,
): readonly Project[] {
  const groups = new Map<string, FoundManifest[]>();
  for (const manifest of manifests) {
    const key = `${manifest.directory}\n${manifest.ecosystem.id}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [manifest]);
    else group.push(manifest);
  }
  const paths = new Set(files.paths);
  const extensions = extensionsIn(files.paths, new Set(manifests.map(({ directory }) => directory)), options.maxDepth);
  return [...groups.values()].map((group) => readProject(group, { files, paths, extensions, options }));
}

/**
 * Whether something is so: `file:NAME` stands in the directory, `dependency:NAME` is one, also for development, `ext:.c` is the
 * extension of a file in it or below, `ecosystem:ID` is its own; anything else is a fact of a manifest.
 */
export function holds(project: Project, fact: string): boolean {
  const at = fact.indexOf(':');
  const [kind, rest] = [fact.slice(0, at), fact.slice(at + 1)];
  if (kind === 'file') return project.hasFile(rest);
  if (kind === 'dependency') return project.dependencies.has(rest) || project.developmentDependencies.has(rest);
  if (kind === 'ecosystem') return project.ecosystem.id === rest;
  return project.facts.has(fact);
}

/** The path of a file of a directory, relative to the root. */
export function within(directory: string, path: string): string {
  return directory === '' ? path : `${directory}/${path}`;
}

interface Surroundings {
  readonly files: ProjectFiles;
  readonly paths: ReadonlySet<string>;
  readonly extensions: ReadonlyMap<string, ReadonlySet<string>>;
  readonly options: ResolvedDetectionOptions;
}

function readProject(group: readonly FoundManifest[], around: Surroundings): Project {
  const [first] = group as readonly [FoundManifest, ...FoundManifest[]];
  const { directory, ecosystem } = first;
  const maps = { dependencies: map(), developmentDependencies: map(), scripts: map(), facts: map() };
  const problems: string[] = [];
  for (const { path, read } of group) {
    const facts = look(around, path, read);
    if (typeof facts === 'string') problems.push(`${path}: ${facts}`);
    else for (const kind of KINDS) for (const name of facts[kind] ?? []) note(maps[kind], name, path);
  }
  for (const extension of around.extensions.get(directory) ?? []) note(maps.facts, `ext:${extension}`, directory);
  const hasFile = (path: string) => around.paths.has(within(directory, path));
  const manifests = group.map(({ path }) => path).sort(compare);
  return { directory, ecosystem, manifests, ...maps, problems, hasFile };
}

const KINDS = ['dependencies', 'developmentDependencies', 'scripts', 'facts'] as const;

function map(): FactMap {
  return new Map();
}

function note(facts: FactMap, name: string, path: string): void {
  if (!facts.has(name)) facts.set(name, path);
}

/** What a manifest says, or why nobody knows. */
function look({ files, options }: Surroundings, path: string, read: FoundManifest['read']): ManifestFacts | string {
  const text = files.read(path);
  if (text === undefined) return 'not read';
  const limit = options.maxManifestBytes;
  if (text.length > limit || Buffer.byteLength(text) > limit) return 'too large';
  return read(text) ?? 'not understood';
}

/** For each of `directories` the extensions of the files in it and below, none of them deeper than manifests may lie. */
function extensionsIn(paths: readonly string[], directories: ReadonlySet<string>, maxDepth: number) {
  const found = new Map([...directories].map((directory) => [directory, new Set<string>()]));
  for (const path of paths) {
    const extension = /\.[A-Za-z0-9]{1,8}$/.exec(path.slice(-10))?.[0];
    if (extension === undefined || isIgnored(path)) continue;
    found.get('')?.add(extension);
    let [at, depth] = [path.indexOf('/'), 0];
    for (; at > 0 && depth < maxDepth; at = path.indexOf('/', at + 1), depth += 1)
      found.get(path.slice(0, at))?.add(extension);
  }
  return found;
}
