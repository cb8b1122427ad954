import { dockerImages, imageRecipe, type DockerImages } from '@carrel/adapter-docker';
import { err, ok, type CarrelError, type Result } from '@carrel/core/kernel';
import {
  builtInLanguages,
  createLanguageCatalogue,
  resolveImage,
  type Language,
  type WorkspaceImage,
} from '@carrel/core/languages';
import { complain } from './complain.js';
import { exitCodes, type ExitCode } from './exit-codes.js';
import type { ServerSettings } from './server-settings.js';

type ImageSettings = ServerSettings['images'];

/** Fetches or builds the image for these languages, where it is not there yet, and prints its tag. */
export async function buildImage(settings: ImageSettings, ids: string): Promise<ExitCode> {
  const built = await ensureImage(settings, ids);
  if (built.isErr()) return failed(built.error);
  process.stdout.write(`${built.value.image.tag}\n`);
  return exitCodes.ok;
}

/** The same, and puts it into its registry; prints the tag and the digest by which it is known there. */
export async function pushImage(settings: ImageSettings, ids: string): Promise<ExitCode> {
  const built = await ensureImage(settings, ids);
  if (built.isErr()) return failed(built.error);
  const { image, images } = built.value;
  const pushed = await images.push(image.tag, { onProgress });
  if (pushed.isErr()) return failed(pushed.error);
  process.stdout.write(`${image.tag} ${pushed.value}\n`);
  return exitCodes.ok;
}

/** Prints the images of workspaces on the engine: tag, size, languages. */
export async function listImages(): Promise<ExitCode> {
  const images = await dockerImages().list();
  if (images.isErr()) return failed(images.error);
  for (const { tag, sizeBytes, languages } of images.value) {
    process.stdout.write(`${tag.padEnd(36)} ${megabytes(sizeBytes).padStart(8)}  ${languages.join(' ')}\n`);
  }
  return exitCodes.ok;
}

/**
 * Removes the images that no workspace runs from, and prints what each gave back.
 *
 * @param minHours how long an image must have been there, in hours; empty for any
 */
export async function pruneImages({ repository }: ImageSettings, minHours: string): Promise<ExitCode> {
  if (!/^\d{0,6}$/.test(minHours)) return wrongHours(minHours);
  const removed = await dockerImages().prune({ repository, minAgeMs: Number(minHours) * 3_600_000 });
  if (removed.isErr()) return failed(removed.error);
  for (const { tag, freedBytes } of removed.value) {
    process.stdout.write(`${tag.padEnd(36)} ${megabytes(freedBytes).padStart(8)}\n`);
  }
  const freed = removed.value.reduce((sum, { freedBytes }) => sum + freedBytes, 0);
  process.stderr.write(`${removed.value.length} removed, ${megabytes(freed)} freed.\n`);
  return exitCodes.ok;
}

/** Prints what an image lacks, one line each; the exit code says whether it lacks anything. */
export async function checkImage(tag: string, ids: string): Promise<ExitCode> {
  const languages = languagesOf(ids);
  if (languages.isErr()) return failed(languages.error);
  const findings = await dockerImages().check(tag, languages.value);
  if (findings.isErr()) return failed(findings.error);
  for (const { promise, detail } of findings.value) process.stdout.write(`${promise.padEnd(12)} ${detail}\n`);
  if (findings.value.length > 0) return exitCodes.failed;
  process.stderr.write(`${tag} keeps the contract.\n`);
  return exitCodes.ok;
}

/** The image, there, on the engine. */
async function ensureImage(
  { registry, repository }: ImageSettings,
  ids: string,
): Promise<Result<{ readonly image: WorkspaceImage; readonly images: DockerImages }, CarrelError>> {
  const image = languagesOf(ids).andThen((languages) => resolveImage(languages, { repository, recipe: imageRecipe() }));
  if (image.isErr()) return err(image.error);
  const images = dockerImages({ registry });
  const ensured = await images.ensure(image.value, { onProgress });
  return ensured.map(() => ({ image: image.value, images }));
}

function onProgress(line: string): void {
  process.stderr.write(`${line}\n`);
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1e6)} MB`;
}

function wrongHours(hours: string): ExitCode {
  process.stderr.write(`carrel: --older-than takes a number of hours, not ${hours}\n`);
  return exitCodes.usage;
}

/** The entries that ids or aliases, with commas between them, name; none for an empty text. */
function languagesOf(ids: string): Result<readonly Language[], CarrelError> {
  const catalogue = createLanguageCatalogue(builtInLanguages);
  const names = ids.split(',').filter((name) => name !== '');
  const found: Language[] = [];
  for (const name of names) {
    const language = catalogue.get(name);
    if (language.isErr()) return err(language.error);
    found.push(language.value);
  }
  return ok(found);
}

function failed(error: CarrelError): ExitCode {
  complain(error);
  return exitCodes.failed;
}
