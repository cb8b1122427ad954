import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { pack } from 'tar-stream';
import { docker } from './docker-backend.js';

export interface FreshImage {
  readonly tag: string;
  /** @default 'scratch' */
  readonly base?: string;
  /** How many layers it has above its base, each of this size. */
  readonly layers: number;
  readonly layerBytes: number;
  readonly labels?: Readonly<Record<string, string>>;
  /** What else stands in its Dockerfile. @default none */
  readonly instructions?: readonly string[];
}

/** Makes an image with layers that the engine has never seen. Nothing runs in it, and nothing is fetched. */
export async function freshImage(image: FreshImage): Promise<void> {
  const { tag, base = 'scratch', layers, layerBytes, labels = {}, instructions = [] } = image;
  const context = pack();
  const names = Array.from({ length: layers }, (_, index) => `layer-${index}`);
  for (const name of names) context.entry({ name }, randomBytes(layerBytes));
  const dockerfile = [`FROM ${base}`, ...names.map((name) => `COPY ${name} /`), ...instructions].join('\n');
  context.entry({ name: 'Dockerfile' }, dockerfile);
  context.finalize();
  const stream = await docker.buildImage(Readable.from([await buffer(context)]), {
    t: tag,
    labels: { ...labels },
    forcerm: true,
  });
  await new Promise((resolve, reject) => {
    docker.modem.followProgress(stream, (error) => {
      if (error === null) resolve(undefined);
      else reject(error);
    });
  });
}
