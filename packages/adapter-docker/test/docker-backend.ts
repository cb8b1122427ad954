import { hasBackend } from '@carrel/conformance';
import Docker from 'dockerode';

export const docker = new Docker();

/** Keeps the contract of images, and has little more than a shell. */
export const IMAGE = 'carrel/workspace:minimal';

/** Whether there is an engine with the image; says why not. */
export async function hasDocker(): Promise<boolean> {
  return hasBackend('Docker', await whatIsMissing());
}

/** Whether the engine knows the OCI runtime; says why not. */
export async function hasOciRuntime(name: string): Promise<boolean> {
  const missing = await whatIsMissing();
  if (missing !== null) return hasBackend(`Docker with ${name}`, missing);
  const info = (await docker.info()) as { readonly Runtimes?: Readonly<Record<string, unknown>> };
  const known = Object.keys(info.Runtimes ?? {});
  return hasBackend(`Docker with ${name}`, known.includes(name) ? null : `the engine has ${known.join(', ')} alone`);
}

async function whatIsMissing(): Promise<string | null> {
  try {
    await docker.ping();
  } catch (cause) {
    return `no container engine answers (${messageOf(cause)})`;
  }
  try {
    await docker.getImage(IMAGE).inspect();
    return null;
  } catch {
    return `the engine has no image ${IMAGE}: node scripts/make-base-image.mjs && docker build -t ${IMAGE} images`;
  }
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
