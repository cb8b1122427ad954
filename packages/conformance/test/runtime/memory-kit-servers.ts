import type { Program, ProgramProcess, ProgramStream } from '@carrel/core/memory';
import type { PortPrograms } from '../../src/runtime/port-programs.js';

/** The programs of the kit that listen, as functions. */
export const memoryKitServers: Readonly<Record<keyof PortPrograms, Program>> = {
  echoServer: server(async ({ input, write }) => {
    for await (const chunk of input) await write(chunk);
    await write('over');
  }),
  greetServer: server(async ({ input, write, end }, process) => {
    let sum = 0;
    await write('hello');
    end();
    try {
      for await (const chunk of input) sum += chunk.length;
    } catch {
      await process.write('stdout', 'broken\n');
      return;
    }
    await process.write('stdout', `${sum}\n`);
  }),
  floodServer: server(async ({ write }, process, stream) => {
    for (let block = 0; ; block += 1) {
      if (block > 0 && block % 16 === 0) await process.write('stdout', `${stream} ${block / 16}\n`);
      await write(Array.from({ length: 8_192 }, (_, n) => `${String(block * 8_192 + n).padStart(7, '0')}\n`).join(''));
    }
  }),
  idleServer: server(() => new Promise(() => undefined)),
};

function server(serve: (stream: ProgramStream, process: ProgramProcess, number: number) => Promise<void>): Program {
  return async (process) => {
    let streams = 0;
    const port = process.listen(0, (stream) => {
      streams += 1;
      return serve(stream, process, streams - 1);
    });
    await process.write('stdout', `${port}\n`);
    for (;;) await process.sleep(60_000);
  };
}
