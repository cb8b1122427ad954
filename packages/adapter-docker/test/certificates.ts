import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What a side of a connection by TLS has, as PEM. */
export interface Identity {
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
}

/** An authority that vouches for the two sides of a connection on this machine. */
export class Authority {
  private constructor(private readonly directory: string) {}

  /** @param directory a new one, for its files. */
  static create(directory: string): Authority {
    mkdirSync(directory, { recursive: true });
    const authority = new Authority(directory);
    const names = [
      '-subj',
      '/CN=carrel tests',
      '-keyout',
      authority.path('ca-key.pem'),
      '-out',
      authority.path('ca.pem'),
    ];
    openssl('req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', ...names);
    return authority;
  }

  path(name: string): string {
    return join(this.directory, name);
  }

  /** Writes `name.pem` and `name-key.pem`. */
  issue(name: string, usage: 'serverAuth' | 'clientAuth'): Identity {
    const [request, extensions] = [this.path(`${name}.csr`), this.path(`${name}.ext`)];
    writeFileSync(extensions, `extendedKeyUsage=${usage}\nsubjectAltName=IP:127.0.0.1\n`);
    const key = this.path(`${name}-key.pem`);
    openssl('req', '-newkey', 'rsa:2048', '-nodes', '-subj', `/CN=${name}`, '-keyout', key, '-out', request);
    const signer = ['-CA', this.path('ca.pem'), '-CAkey', this.path('ca-key.pem'), '-CAcreateserial'];
    const result = ['-extfile', extensions, '-out', this.path(`${name}.pem`)];
    openssl('x509', '-req', '-days', '2', '-in', request, ...signer, ...result);
    const read = (file: string) => readFileSync(this.path(file), 'utf8');
    return { ca: read('ca.pem'), cert: read(`${name}.pem`), key: read(`${name}-key.pem`) };
  }
}

function openssl(...args: readonly string[]): void {
  execFileSync('openssl', args, { stdio: 'pipe' });
}
