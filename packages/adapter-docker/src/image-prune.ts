import { err, ok, ResultAsync, type Result } from '@carrel/core/kernel';
import type { RuntimeError } from '@carrel/core/runtime';
import type Docker from 'dockerode';
import type { DockerImage } from './docker-image.js';
import type { Engine, UntilAborted } from './engine.js';
import { statusOf } from './to-runtime-error.js';

export interface PruneOptions extends UntilAborted {
  /** The name, without a tag, of the images to look at. @default 'carrel/workspace' */
  readonly repository?: string;
  /** How long an image must have been on the engine under its tag. @default 0 */
  readonly minAgeMs?: number;
}

/** An image that was removed. */
export interface PrunedImage {
  readonly tag: string;
  /** About what the engine got back: what other images share with it stays. */
  readonly freedBytes: number;
}

/** Removes those of `images` that no container is of, running or not, and that are old enough. */
export function pruneImages(
  engine: Engine,
  images: readonly DockerImage[],
  { minAgeMs = 0, signal }: PruneOptions,
): ResultAsync<readonly PrunedImage[], RuntimeError> {
  return engine
    .call((docker) => docker.listContainers({ all: true }), { signal })
    .andThen((containers) => {
      const used = new Set(containers.map(({ ImageID }) => ImageID));
      const prune = ({ tag }: DockerImage) =>
        engine.call((docker) => pruneOne(docker.getImage(tag), { tag, used, minAgeMs }), { signal });
      return new ResultAsync(pruneAll(images, prune));
    });
}

/** One after the other: of two tags of one image that go at once, each takes the other for a reason to keep the image. */
async function pruneAll(
  images: readonly DockerImage[],
  prune: (image: DockerImage) => ResultAsync<PrunedImage | null, RuntimeError>,
): Promise<Result<readonly PrunedImage[], RuntimeError>> {
  const pruned: PrunedImage[] = [];
  for (const image of images) {
    const one = await prune(image);
    if (one.isErr()) return err(one.error);
    if (one.value !== null) pruned.push(one.value);
  }
  return ok(pruned);
}

interface PruneTarget {
  readonly tag: string;
  /** Ids of images that containers are of. */
  readonly used: ReadonlySet<string>;
  readonly minAgeMs: number;
}

/** `null` when it stays, or somebody else removed it. */
async function pruneOne(image: Docker.Image, { tag, used, minAgeMs }: PruneTarget): Promise<PrunedImage | null> {
  try {
    const [inspected, history] = [await image.inspect(), toLayers(await image.history())];
    if (used.has(inspected.Id) || Date.now() - thereSince(inspected) < minAgeMs) return null;
    return { tag, freedBytes: freedBytes(history, toDeleted(await image.remove())) };
  } catch (cause) {
    // A container that was made of it meanwhile keeps it.
    if (statusOf(cause) === 404 || statusOf(cause) === 409) return null;
    throw cause;
  }
}

/** When it came to the engine, or got its tag there. */
function thereSince(inspected: Docker.ImageInspectInfo & InspectedTag): number {
  const tagged = inspected.Metadata?.LastTagTime;
  return Math.max(Date.parse(inspected.Created), typeof tagged === 'string' ? Date.parse(tagged) : 0);
}

/** What the engine tells beside what its client knows of. */
interface InspectedTag {
  readonly Metadata?: { readonly LastTagTime?: string };
}

interface Layer {
  readonly id: string;
  readonly sizeBytes: number;
}

/** The engine names what it deleted: images, of which the history tells the ids, and layers, the topmost first. */
function freedBytes(history: readonly Layer[], deleted: readonly string[]): number {
  const images = new Set(history.map(({ id }) => id));
  const layers = deleted.filter((id) => !images.has(id)).length;
  return history
    .filter(({ sizeBytes }) => sizeBytes > 0)
    .slice(0, layers)
    .reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
}

function toLayers(history: unknown): readonly Layer[] {
  if (!Array.isArray(history)) return [];
  return (history as readonly { readonly Id?: string; readonly Size?: number }[]).map(({ Id = '', Size = 0 }) => ({
    id: Id,
    sizeBytes: Size,
  }));
}

function toDeleted(answer: unknown): readonly string[] {
  if (!Array.isArray(answer)) return [];
  return (answer as readonly { readonly Deleted?: string }[]).flatMap(({ Deleted }) => Deleted ?? []);
}
