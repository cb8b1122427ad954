import type { WorkspaceImage } from './workspace-image.js';

/** The Dockerfile of an image: a common one, and the environment of its languages. */
export function imageDockerfile(common: string, { env }: WorkspaceImage): string {
  const lines = Object.entries(env).map(([name, value]) => `ENV ${name}=${quoted(value)}\n`);
  return [common.endsWith('\n') ? common : `${common}\n`, ...lines].join('');
}

/** The arguments of its build. */
export function imageBuildArgs(image: WorkspaceImage): Readonly<Record<string, string>> {
  const { base, packages, sources, certificates } = image;
  return {
    BASE: base,
    PACKAGES: packages.join(' '),
    SOURCES: sources.join(';'),
    CERTIFICATES: certificates.join('\n'),
  };
}

/** A value that a Dockerfile takes as it is. */
function quoted(value: string): string {
  return `"${value.replace(/["\\$]/g, '\\$&')}"`;
}
