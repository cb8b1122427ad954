import type Docker from 'dockerode';
import { registryOf, type RegistryCredential, type RegistryOptions } from './registry-options.js';

/** What the engine is given for one registry, and keeps for that one call. */
export type RegistryAuth = Pick<Docker.AuthConfigObject, 'username' | 'password' | 'identitytoken' | 'serveraddress'>;

/** Credentials as the engine takes them. They are private to the language, so that no printed object shows them. */
export class RegistryAuths {
  readonly #credentials: Readonly<Record<string, RegistryCredential>>;

  constructor(credentials: Readonly<Record<string, RegistryCredential>>) {
    this.#credentials = credentials;
  }

  /** For a pull or a push of the image; nothing in it where there is none, as the engine wants one for every push. */
  of(image: string): { readonly authconfig: RegistryAuth } {
    const host = registryOf(image);
    const credentials = this.#credentials;
    const credential = host !== null && Object.hasOwn(credentials, host) ? credentials[host] : undefined;
    return { authconfig: host === null || credential === undefined ? {} : toAuth(host, credential) };
  }

  /** All of them for a build, in the alphabet that the engine reads: any of the bases may be anywhere. */
  forBuild(): { readonly registryconfig?: { readonly base64: string } } {
    const all = Object.entries(this.#credentials);
    if (all.length === 0) return {};
    const json = JSON.stringify(Object.fromEntries(all.map(([host, credential]) => [host, toAuth(host, credential)])));
    return {
      registryconfig: { base64: Buffer.from(json).toString('base64').replaceAll('+', '-').replaceAll('/', '_') },
    };
  }

  /** The text with every secret in it made unreadable, should anybody have put one there. */
  redact(text: string): string {
    return this.#secrets().reduce((redacted, secret) => redacted.replaceAll(secret, '***'), text);
  }

  /** As they are, and as headers and addresses carry them; the longest first, as one may be a part of another. */
  #secrets(): readonly string[] {
    const plain = Object.values(this.#credentials).flatMap((credential) =>
      'identityToken' in credential
        ? [credential.identityToken]
        : [credential.password, Buffer.from(`${credential.username}:${credential.password}`).toString('base64')],
    );
    return plain
      .flatMap((secret) => [secret, encodeURIComponent(secret)])
      .filter((secret) => secret !== '')
      .sort((one, other) => other.length - one.length);
  }
}

export interface ResolvedRegistryOptions {
  readonly pull: 'missing' | 'never';
  readonly auths: RegistryAuths;
}

export function resolveRegistryOptions({
  pull = 'never',
  credentials = {},
}: RegistryOptions = {}): ResolvedRegistryOptions {
  return Object.freeze({ pull, auths: new RegistryAuths({ ...credentials }) });
}

function toAuth(host: string, credential: RegistryCredential): RegistryAuth {
  if ('identityToken' in credential) return { identitytoken: credential.identityToken, serveraddress: host };
  return { username: credential.username, password: credential.password, serveraddress: host };
}
