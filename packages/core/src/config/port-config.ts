import { z } from 'zod';
import { count, sizeBytes, timeoutMs } from './number-kinds.js';

const KIB = 1024;
const MIB = 1024 * KIB;

/** Connections to programs that listen in workspaces. */
export const portConfig = {
  'ports.maxPerSession': count
    .max(256)
    .default(128)
    .describe('How many connections one server has to the ports of one session at once.'),
  'ports.maxPerUser': count
    .default(256)
    .describe('How many connections to ports of workspaces one user has through one server at once.'),
  'ports.answerTimeoutMs': timeoutMs
    .default(60_000)
    .describe('How long a program may take to begin its answer to a request, once it takes no more of its body.'),
  'ports.maxHeaderBytes': sizeBytes
    .min(KIB)
    .max(MIB)
    .default(64 * KIB)
    .describe("The most of the headers of a program's answer."),
  'ports.sharedOrigin': z
    .boolean()
    .default(true)
    .describe(
      'Whether browsers find anything beside ports of workspaces at the origin of the server: pages of programs are sandboxed then, and their cookies kept apart.',
    ),
};
