/** A password hash taken apart: `$id$v=19$m=1,t=2$salt$hash`, where the version may be absent. */
export interface PhcHash {
  readonly id: string;
  readonly version?: number;
  readonly parameters: Readonly<Record<string, number>>;
  readonly salt: Uint8Array;
  readonly hash: Uint8Array;
}

const SHAPE =
  /^\$(?<id>[a-z0-9-]{1,32})(\$v=(?<version>\d{1,10}))?\$(?<parameters>[a-z]+=\d{1,10}(,[a-z]+=\d{1,10})*)\$(?<salt>[A-Za-z0-9+/]{1,128})\$(?<hash>[A-Za-z0-9+/]{1,256})$/;

/**
 * Writes a hash in the PHC string format.
 *
 * @see https://github.com/P-H-C/phc-string-format
 */
export function formatPhc({ id, version, parameters, salt, hash }: PhcHash): string {
  const versionPart = version === undefined ? [] : [`v=${version}`];
  const parameterPart = Object.entries(parameters)
    .map(([name, value]) => `${name}=${value}`)
    .join(',');
  return ['', id, ...versionPart, parameterPart, unpadded(salt), unpadded(hash)].join('$');
}

/** The parts of a hash, or `null` when the text is not one. */
export function parsePhc(text: string): PhcHash | null {
  const groups = SHAPE.exec(text)?.groups;
  if (groups === undefined) return null;
  const { id = '', version, parameters = '', salt = '', hash = '' } = groups;
  return {
    id,
    ...(version === undefined ? {} : { version: Number(version) }),
    parameters: Object.fromEntries(parameters.split(',').map(toParameter)),
    salt: Buffer.from(salt, 'base64'),
    hash: Buffer.from(hash, 'base64'),
  };
}

function toParameter(text: string): readonly [string, number] {
  const [name = '', value = ''] = text.split('=');
  return [name, Number(value)];
}

function unpadded(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64').replaceAll('=', '');
}
