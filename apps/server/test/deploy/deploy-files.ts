import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { hasBackend } from '@carrel/conformance';

const root = new URL('../../../../', import.meta.url);

/** Whether there is a command to check with. @param from the package that has it. */
export function hasCommand(command: string, argument: string, from: string): boolean {
  const isMissing = spawnSync(command, [argument]).error !== undefined;
  return hasBackend(command, isMissing ? `install the package ${from}` : null);
}

export const hasPromtool = hasCommand('promtool', '--version', 'prometheus');

export const DEPLOY = fileURLToPath(new URL('deploy/', root));

export function deployFile(path: string): string {
  return readFileSync(new URL(`deploy/${path}`, root), 'utf8');
}

/** All files of `deploy/`, by their paths in it. */
export function deployFiles(): string[] {
  return readdirSync(DEPLOY, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name, parentPath }) => `${parentPath}/${name}`.slice(DEPLOY.length).replace(/^\//, ''));
}

/** What a metric of the table of docs/observability.md is. */
export interface DocumentedMetric {
  readonly kind: string;
  readonly labels: readonly string[];
}

/** The metrics of docs/observability.md, by their names. */
export function documentedMetrics(): ReadonlyMap<string, DocumentedMetric> {
  const text = readFileSync(new URL('docs/observability.md', root), 'utf8');
  const rows = text.matchAll(/^\| `([a-z0-9_]+)` +\| (counter|gauge|histogram) +\| ([^|]*?) *\|/gm);
  return new Map(
    [...rows].map(([, name = '', kind = '', labels = '']) => [
      name,
      { kind, labels: [...labels.matchAll(/`([a-z_]+)`/g)].map(([, label = '']) => label) },
    ]),
  );
}

/** The names of metrics that the sources of all packages give to counters, gauges and histograms. */
export function metricsInSources(): Set<string> {
  const names = new Set<string>();
  for (const group of ['packages', 'apps']) {
    const directory = fileURLToPath(new URL(`${group}/`, root));
    for (const name of readdirSync(directory)) {
      const source = `${directory}${name}/src`;
      for (const file of filesIn(source)) {
        const text = readFileSync(file, 'utf8');
        const made = text.matchAll(/\.(?:counter|gauge|histogram)\(\s*'([a-z0-9_]+)'|\bmetric: '([a-z0-9_]+)'/g);
        for (const [, one, other] of made) names.add(one ?? other ?? '');
      }
    }
  }
  return names;
}

function filesIn(directory: string): string[] {
  return readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts'))
    .map((path) => `${directory}/${path}`);
}
