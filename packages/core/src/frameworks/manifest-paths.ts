import { ecosystems } from './built-in-ecosystems.js';
import type { DetectionOptions } from './detection.js';
import type { Ecosystem } from './ecosystem.js';
import type { ManifestReader } from './manifests/manifest-reader.js';

export type ResolvedDetectionOptions = Required<DetectionOptions>;

export interface FoundManifest {
  readonly path: string;
  readonly directory: string;
  readonly ecosystem: Ecosystem;
  readonly read: ManifestReader;
}

/** What fetched packages and builds leave behind. Directories whose names begin with a dot are passed over as well. */
const IGNORED = new Set([
  'node_modules',
  'bower_components',
  'vendor',
  'target',
  'dist',
  'venv',
  'site-packages',
  '__pycache__',
]);

const DEFAULTS: ResolvedDetectionOptions = { maxManifests: 64, maxManifestBytes: 262_144, maxDepth: 6 };

/** The names of files that detection reads. A `*` stands for any text. */
export const manifestNames: readonly string[] = ecosystems.flatMap(({ manifests }) => Object.keys(manifests));

/** Those of `paths` that `detectFrameworks` reads under the same options, so that a caller can fetch them first. */
export function manifestPaths(paths: readonly string[], options: DetectionOptions = {}): readonly string[] {
  return findManifests(paths, resolveOptions(options)).map(({ path }) => path);
}

export function resolveOptions(options: DetectionOptions): ResolvedDetectionOptions {
  const { maxManifests, maxManifestBytes, maxDepth } = options;
  return {
    maxManifests: maxManifests ?? DEFAULTS.maxManifests,
    maxManifestBytes: maxManifestBytes ?? DEFAULTS.maxManifestBytes,
    maxDepth: maxDepth ?? DEFAULTS.maxDepth,
  };
}

/** Nearest to the root first, then by path. */
export function findManifests(
  paths: readonly string[],
  { maxManifests, maxDepth }: ResolvedDetectionOptions,
): readonly FoundManifest[] {
  const found = [...new Set(paths)].flatMap((path) => manifestAt(path, maxDepth) ?? []);
  return found
    .sort((one, other) => depthOf(one) - depthOf(other) || compare(one.path, other.path))
    .slice(0, maxManifests);
}

export function compare(one: string, other: string): number {
  return one === other ? 0 : one < other ? -1 : 1;
}

/** Whether a path lies in a directory that is passed over, or is not one below the root. */
export function isIgnored(path: string): boolean {
  const directory = directoryOf(path);
  if (directory === '') return path.startsWith('/');
  return directory.split('/').some((parent) => parent === '' || parent.startsWith('.') || IGNORED.has(parent));
}

/** Whether nothing below the directory is looked at: what tools left there, or a name that begins with a dot. */
export function isPassedOver(directory: string): boolean {
  return isIgnored(`${directory}/`);
}

/** The directory that a path lies in; empty for the root. */
export function directoryOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

function manifestAt(path: string, maxDepth: number): FoundManifest | undefined {
  const directory = directoryOf(path);
  const name = directory === '' ? path : path.slice(directory.length + 1);
  const [ecosystem, read] = readerOf(name) ?? [];
  if (ecosystem === undefined || read === undefined) return undefined;
  const found = { path, directory, ecosystem, read };
  return depthOf(found) > maxDepth || isIgnored(path) ? undefined : found;
}

function readerOf(name: string): readonly [Ecosystem, ManifestReader] | undefined {
  const exact = BY_NAME.get(name);
  if (exact !== undefined) return exact;
  return BY_ENDING.find(([ending]) => name.length > ending.length && name.endsWith(ending))?.[1];
}

function depthOf({ directory }: FoundManifest): number {
  return directory === '' ? 0 : directory.split('/').length;
}

const READERS = ecosystems.flatMap((ecosystem) =>
  Object.entries(ecosystem.manifests).map(([name, read]) => [name, [ecosystem, read]] as const),
);
const BY_NAME = new Map(READERS.filter(([name]) => !name.startsWith('*')));
const BY_ENDING = READERS.filter(([name]) => name.startsWith('*')).map(
  ([name, reader]) => [name.slice(1), reader] as const,
);
