import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { hasBackend } from '@carrel/conformance';
import { parseAllDocuments } from 'yaml';
import type { Plain } from '../../src/plain.js';

/** An object of a manifest, as it would be sent to a cluster. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
  };
  readonly [field: string]: unknown;
}

const kubernetes = fileURLToPath(new URL('../../../../deploy/kubernetes/', import.meta.url));

export const overlays = ['single-node', 'production', 'tenants'] as const;
export type Overlay = (typeof overlays)[number];

/** Whether anything can be built here. */
export const hasKustomize = hasBackend('kubectl', kustomizeMissing());

function kustomizeMissing(): string | null {
  const { status } = spawnSync('kubectl', ['kustomize', '--help'], { stdio: 'ignore' });
  return status === 0 ? null : 'there is no kubectl with kustomize';
}

/** What `kubectl apply --kustomize` would send; no cluster is asked. */
export async function built(overlay: Overlay): Promise<Built> {
  const { stdout } = await promisify(execFile)('kubectl', ['kustomize', `${kubernetes}overlays/${overlay}`]);
  return new Built(parsed(stdout));
}

/** The same for an overlay with a component added, as an operator's own overlay would add it. */
export async function builtWith(overlay: Overlay, component: string): Promise<Built> {
  const own = realpathSync(mkdtempSync(join(tmpdir(), 'carrel-overlay-')));
  const to = (path: string) => relative(own, join(kubernetes, path));
  try {
    const lines = ['apiVersion: kustomize.config.k8s.io/v1beta1', 'kind: Kustomization'];
    const parts = [`resources: [${to(`overlays/${overlay}`)}]`, `components: [${to(`components/${component}`)}]`];
    writeFileSync(join(own, 'kustomization.yaml'), [...lines, ...parts, ''].join('\n'));
    const { stdout } = await promisify(execFile)('kubectl', ['kustomize', own]);
    return new Built(parsed(stdout));
  } finally {
    rmSync(own, { recursive: true, force: true });
  }
}

/** The objects of a text in YAML. */
export function parsed(text: string): readonly Manifest[] {
  return parseAllDocuments(text).map((document) => {
    const [error] = 'errors' in document ? document.errors : [];
    if (error !== undefined) throw error;
    return document.toJS() as Manifest;
  });
}

/** The objects of an overlay. */
export class Built {
  constructor(readonly objects: readonly Manifest[]) {}

  /** All of a kind; that they have its type is for `published.ts` to check. */
  all<T>(kind: string): readonly (Plain<T> & Manifest)[] {
    return this.objects.filter((object) => object.kind === kind) as (Plain<T> & Manifest)[];
  }

  /** @throws Error when there is none, or more than one of the name. */
  one<T>(kind: string, name: string, namespace = 'carrel'): Plain<T> & Manifest {
    const found = this.all<T>(kind).filter(
      ({ metadata }) => metadata.name === name && metadata.namespace === namespace,
    );
    const [only] = found;
    if (only === undefined || found.length > 1) throw new Error(`there are ${String(found.length)} ${kind} ${name}`);
    return only;
  }
}
