import type { Duplex } from 'node:stream';
import { PassThrough, Duplex as DuplexOf, Writable } from 'node:stream';
import { errAsync } from '@carrel/core/kernel';
import { connectionLost, type WorkspaceConnection } from '@carrel/core/runtime';
import type { Alterations } from './alter-runtime.js';
import type { BrokenRuntimes } from './broken-runtime.js';

/** Variants of the memory runtime that break a promise about streams to ports, each named after it. */
export const brokenPorts: BrokenRuntimes = {
  endsBothSidesAtOnce: {
    found: 'a client that ended its side of a stream reads on to the end of the other',
    connection: streamsThrough((stream) => {
      stream.once('finish', () => stream.destroy());
      return stream;
    }),
  },

  losesTheLastBytes: {
    found: 'a stream carries a MiB there and back, byte for byte',
    connection: streamsThrough((stream) => {
      let rest = 1_000_000;
      return wrapped(stream, (chunk) => {
        const kept = chunk.subarray(0, rest);
        rest -= kept.length;
        return kept;
      });
    }),
  },

  reportsLostLinksAsEnds: {
    found: 'streams break with connection/lost when their link is cut, idle or not',
    connection: streamsThrough((stream) => wrapped(stream, (chunk) => chunk)),
  },

  takesRefusalsForLostLinks: {
    found: 'a port is port/refused once its program ended',
    connection: (connection) => ({
      openPort: (port, options) =>
        connection
          .openPort(port, options)
          .orElse((error) => errAsync(error.type === 'port/refused' ? connectionLost() : error)),
    }),
  },

  takesWritesWithoutBound: {
    found: 'a program that reads nothing holds up its stream alone',
    connection: streamsThrough((stream) =>
      DuplexOf.from({
        readable: stream,
        writable: new Writable({
          write: (chunk, _encoding, done) => {
            stream.write(chunk);
            done();
          },
        }),
      }),
    ),
  },

  buffersWithoutBound: {
    found: 'a client that reads nothing holds up its stream alone',
    connection: streamsThrough((stream) => {
      const buffered = new PassThrough({ highWaterMark: Infinity });
      stream.pipe(buffered);
      return DuplexOf.from({ readable: buffered, writable: stream });
    }),
  },
};

function streamsThrough(through: (stream: Duplex) => Duplex): NonNullable<Alterations['connection']> {
  return (connection: WorkspaceConnection) => ({
    openPort: (port, options) =>
      connection.openPort(port, options).map((stream) => through(stream.on('error', () => undefined))),
  });
}

/** The stream with other content; whatever breaks it looks like an end. */
function wrapped(stream: Duplex, through: (chunk: Buffer) => Buffer): Duplex {
  const outer = new DuplexOf({
    read: () => stream.resume(),
    write: (chunk, _encoding, done) => {
      stream.write(chunk, () => {
        done();
      });
    },
    final: (done) => {
      stream.end();
      done();
    },
    destroy: (error, done) => {
      stream.destroy();
      done(error);
    },
  });
  stream.on('data', (chunk: Buffer) => {
    if (!outer.push(through(chunk))) stream.pause();
  });
  for (const end of ['end', 'error']) stream.on(end, () => outer.push(null));
  return outer;
}
