import type { Duplex } from 'node:stream';
import { ok, ResultAsync } from '@carrel/core/kernel';
import { portNumber, type CallOptions, type ConnectionError } from '@carrel/core/runtime';
import { openChannel } from './call.js';
import type { LinkPair } from './link-pair.js';
import { PayloadWriter } from './payload.js';
import { PortStream } from './port-stream.js';
import { RequestType } from './request-type.js';

/** A stream to a port of the workspace, on the link for what may be long, so that it delays nothing that is short. */
export function openPort(
  links: LinkPair,
  port: number,
  { signal }: CallOptions = {},
): ResultAsync<Duplex, ConnectionError> {
  return portNumber(port)
    .asyncAndThen(() => new ResultAsync(links.bulk().then((link) => ok(link))))
    .andThen((link) => {
      const payload = new PayloadWriter().u16(port).finish();
      const request = { kind: 'duplex', subject: { type: 'port', port } } as const;
      return openChannel(link, { type: RequestType.port, payload, request, signal }, () => undefined);
    })
    .map(({ channel }) => new PortStream(channel));
}
