import { dockerImages, imageRecipe } from '@carrel/adapter-docker';
import { err, ok, type CarrelError, type Result } from '@carrel/core/kernel';
import { builtInLanguages, createLanguageCatalogue, resolveImage, type Language } from '@carrel/core/languages';
import { complain } from './complain.js';
import { exitCodes, type ExitCode } from './exit-codes.js';

/** Builds the image for these languages, where it is not there yet, and prints its tag. */
export async function buildImage(ids: string): Promise<ExitCode> {
  const image = languagesOf(ids).andThen((languages) => resolveImage(languages, { recipe: imageRecipe() }));
  if (image.isErr()) return failed(image.error);
  const onProgress = (line: string) => {
    process.stderr.write(`${line}\n`);
  };
  const built = await dockerImages().ensure(image.value, { onProgress });
  if (built.isErr()) return failed(built.error);
  process.stdout.write(`${image.value.tag}\n`);
  return exitCodes.ok;
}

/** Prints the images of workspaces on the engine: tag, size, languages. */
export async function listImages(): Promise<ExitCode> {
  const images = await dockerImages().list();
  if (images.isErr()) return failed(images.error);
  for (const { tag, sizeBytes, languages } of images.value) {
    process.stdout.write(
      `${tag.padEnd(36)} ${`${Math.round(sizeBytes / 1e6)} MB`.padStart(8)}  ${languages.join(' ')}\n`,
    );
  }
  return exitCodes.ok;
}

/** Removes the images that no workspace runs from, and prints their tags. */
export async function pruneImages(): Promise<ExitCode> {
  const removed = await dockerImages().prune();
  if (removed.isErr()) return failed(removed.error);
  for (const tag of removed.value) process.stdout.write(`${tag}\n`);
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
