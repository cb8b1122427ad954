import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ownDirectory } from './kubelet/leftovers.js';

export interface Certificates {
  /** The authority, as PEM. */
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
}

let own: Certificates | undefined;

/** The authority of this process and a certificate by it for this machine's loopback, both for two days, made once. */
export function certificates(): Certificates {
  own ??= makeCertificates();
  return own;
}

function makeCertificates(): Certificates {
  const directory = ownDirectory();
  const path = (name: string) => join(directory, name);
  try {
    const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
    openssl(
      'req',
      '-x509',
      ...newKey,
      '-days',
      '2',
      '-subj',
      '/CN=stand-in',
      '-keyout',
      path('ca.key'),
      '-out',
      path('ca.pem'),
    );
    openssl('req', ...newKey, '-subj', '/CN=kube-apiserver', '-keyout', path('key.pem'), '-out', path('csr.pem'));
    writeFileSync(
      path('ext'),
      'extendedKeyUsage=serverAuth\nsubjectAltName=IP:127.0.0.1,DNS:localhost,DNS:kubernetes.default.svc\n',
    );
    const signer = ['-CA', path('ca.pem'), '-CAkey', path('ca.key'), '-CAcreateserial', '-days', '2'];
    openssl('x509', '-req', '-in', path('csr.pem'), ...signer, '-extfile', path('ext'), '-out', path('cert.pem'));
    const read = (name: string) => readFileSync(path(name), 'utf8');
    return { ca: read('ca.pem'), cert: read('cert.pem'), key: read('key.pem') };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function openssl(...args: readonly string[]): void {
  execFileSync('openssl', args, { stdio: 'pipe' });
}
