import { createHash } from 'node:crypto';
import { err, ok, type Result } from '../kernel/index.js';
import {
  resolveImage,
  type ImageOptions,
  type Language,
  type LanguageCatalogue,
  type WorkspaceImage,
} from '../languages/index.js';
import { runtimeUnsupported, type RuntimeError, type WorkspaceRuntime, type WorkspaceSpec } from '../runtime/index.js';
import { largestLimits } from './capacity-demand.js';
import type { ResolvedWorkspaceOptions } from './workspace-options.js';

/** All of a box that does not depend on whose it is: boxes of one shape are as good as each other. */
export interface BoxShape {
  /** The same for equal shapes alone. */
  readonly key: string;
  /** `null` where the runtime has no images. */
  readonly image: WorkspaceImage | null;
  readonly spec: Pick<WorkspaceSpec, 'image' | 'limits' | 'isolationClass' | 'network'>;
}

export interface BoxShapesDeps {
  readonly runtime: WorkspaceRuntime;
  readonly languages: LanguageCatalogue;
  /** How images are made, where the runtime has any. */
  readonly images: ImageOptions;
  readonly options: ResolvedWorkspaceOptions;
}

/** How many lists of languages are remembered. */
const MAX_KNOWN = 1_000;

/** What boxes are like for sets of languages. */
export class BoxShapes {
  /** By the ids; an image is named by a digest of all that it holds, which every start would make anew. */
  private readonly known = new Map<string, Result<BoxShape, RuntimeError>>();

  constructor(private readonly deps: BoxShapesDeps) {}

  /** `runtime/unsupported` when no image serves all of the languages. */
  of(languages: readonly string[]): Result<BoxShape, RuntimeError> {
    const name = JSON.stringify(languages);
    const known = this.known.get(name);
    if (known !== undefined) return known;
    const shape = this.make(languages);
    if (this.known.size >= MAX_KNOWN) this.known.clear();
    this.known.set(name, shape);
    return shape;
  }

  private make(languages: readonly string[]): Result<BoxShape, RuntimeError> {
    const { isolationClass, network } = this.deps.options;
    return this.imageOf(languages).map((image) => {
      const spec = {
        limits: this.limitsOf(languages),
        ...(isolationClass === '' ? {} : { isolationClass }),
        ...(network === '' ? {} : { network }),
        ...(image === null ? {} : { image: image.tag }),
      };
      return { key: keyOf(spec), image, spec };
    });
  }

  /** Those of the ids that the catalogue has. */
  languagesOf(ids: readonly string[]): readonly Language[] {
    return ids.flatMap((id) => this.deps.languages.get(id).map(asList).unwrapOr([]));
  }

  /** The largest of each limit among the languages, and the one on files that all workspaces have. */
  limitsOf(ids: readonly string[]): WorkspaceSpec['limits'] {
    const { diskBytes } = this.deps.options;
    return { ...largestLimits(this.languagesOf(ids)), ...(diskBytes === 0 ? {} : { diskBytes }) };
  }

  private imageOf(ids: readonly string[]): Result<WorkspaceImage | null, RuntimeError> {
    const { images, runtime } = this.deps;
    if (!runtime.capabilities.images) return ok(null);
    const resolved = resolveImage(this.languagesOf(ids), images);
    if (resolved.isOk()) return ok(resolved.value);
    return err(runtimeUnsupported(`these languages together (${resolved.error.message})`));
  }
}

function keyOf({ image, isolationClass, limits, network }: BoxShape['spec']): string {
  const { cpus, diskBytes = 0, memoryBytes, pids } = limits;
  const text = JSON.stringify([image ?? '', isolationClass ?? '', network ?? '', memoryBytes, cpus, pids, diskBytes]);
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}

function asList<T>(item: T): readonly T[] {
  return [item];
}
