import { z } from 'zod';
import { durationMs, timeoutMs } from './number-kinds.js';

const file = z.string().max(4_096).default('');

/** TLS by files, where no proxy before the server does it. */
export const tlsConfig = {
  'server.tls.certFile': file.describe('The certificate as PEM, with what it was signed by; empty for no TLS.'),
  'server.tls.keyFile': file.describe('Its private key as PEM.'),
  'server.tls.caFile': file.describe('More certificates of its chain, where `certFile` has the first one alone.'),
  'server.tls.minVersion': z.enum(['TLSv1.2', 'TLSv1.3']).default('TLSv1.2').describe('The least version of TLS.'),
  'server.tls.pollMs': timeoutMs
    .default(10_000)
    .describe('How often the files are looked at, beside being told of their changes.'),
  'server.tls.strictTransportMs': durationMs
    .default(0)
    .describe('How long browsers are told to come by TLS only (HSTS), behind a trusted proxy too; 0 says nothing.'),
};
