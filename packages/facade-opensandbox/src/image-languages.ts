/** What programs an image is asked for by its name. */
export const IMAGE_LANGUAGES: Readonly<Record<string, readonly string[]>> = {
  alpine: ['bash'],
  busybox: ['bash'],
  'code-interpreter': ['python', 'javascript', 'bash'],
  debian: ['bash'],
  gcc: ['c', 'cpp'],
  ubuntu: ['bash'],
};

/** The name of an image without its registry, folders, tag and digest, such as `python` of `registry.example/library/python:3.12`. */
export function imageName(uri: string): string {
  const last = uri.slice(uri.lastIndexOf('/') + 1);
  return last.replace(/[:@].*$/s, '').toLowerCase();
}

/** The languages that stand for an image: those of `images`, or the one that is called like it. */
export function languagesOf(uri: string, images: Readonly<Record<string, readonly string[]>>): readonly string[] {
  const name = imageName(uri);
  return (Object.hasOwn(images, name) ? images[name] : undefined) ?? [name];
}
