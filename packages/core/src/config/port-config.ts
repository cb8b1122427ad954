import { z } from 'zod';
import { count, durationMs, sizeBytes, timeoutMs } from './number-kinds.js';

/** Labels of letters, digits and hyphens, with a dot between each two. */
const DOMAIN = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*)?$/;

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
  'ports.domain': z
    .string()
    .max(200)
    .regex(DOMAIN, 'expected a host name in lower case, or nothing')
    .default('')
    .describe(
      'What host names of ports end with, such as `ports.example.com`: `3000-….ports.example.com` is port 3000 of a session. Empty for none.',
    ),
  'ports.passTtlMs': durationMs
    .min(1_000)
    .max(2_592_000_000)
    .default(43_200_000)
    .describe('How long a browser that came in to a port by a link is let in; at most its login.'),
  'ports.sameSite': z
    .enum(['lax', 'none'])
    .default('lax')
    .describe(
      '`none` where pages of other sites, those of `server.allowedOrigins`, frame pages of ports; it needs TLS.',
    ),
  'ports.startOnRequest': z
    .boolean()
    .default(true)
    .describe('Whether a browser that goes to a page of a workspace that does not run starts it.'),
  'ports.waitMs': timeoutMs
    .max(600_000)
    .default(60_000)
    .describe(
      'How long such a page waits for its workspace before it loads itself again, and for its port before it gives up.',
    ),
};
