import { addAbortSignal, Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import type { RuntimeEvent, RuntimeHandle } from '@carrel/core/runtime';
import { handleOf, INSTALLATION_LABEL } from './box-labels.js';
import type { Engine } from './engine.js';

/** How long after a broken stream of events another one is asked for. */
const RECONNECT_MS = 1_000;

interface DiedMessage {
  readonly Action: string;
  readonly Actor: { readonly Attributes: Readonly<Record<string, string>> };
}

/**
 * The deaths of boxes, of every installation, as the engine tells them. What happens while the engine does not answer is missed:
 * `list` finds it.
 */
export async function* dockerEvents(
  engine: Engine,
  {
    wasOutOfMemory,
    signal,
  }: { readonly wasOutOfMemory: (handle: RuntimeHandle) => Promise<boolean>; readonly signal: AbortSignal },
): AsyncGenerator<RuntimeEvent, void, void> {
  const filters = JSON.stringify({ type: ['container'], event: ['die'], label: [INSTALLATION_LABEL] });
  while (!signal.aborted) {
    const opened = await engine.call((docker) => docker.getEvents({ filters }), { signal });
    if (opened.isOk() && opened.value instanceof Readable) {
      for await (const handle of deathsIn(opened.value.setEncoding('utf8'), signal)) {
        yield { type: (await wasOutOfMemory(handle)) ? 'out-of-memory' : 'died', handle };
      }
    }
    await pause(RECONNECT_MS, undefined, { signal, ref: false }).catch(() => undefined);
  }
}

async function* deathsIn(stream: Readable, signal: AbortSignal): AsyncGenerator<RuntimeHandle, void, void> {
  addAbortSignal(signal, stream);
  let rest = '';
  try {
    for await (const chunk of stream) {
      const lines = (rest + String(chunk)).split('\n');
      rest = lines.pop() ?? '';
      yield* lines.map(toHandle).filter((handle) => handle !== null);
    }
  } catch {
    // A stream that broke, or was given up; who still listens asks for another one.
  } finally {
    stream.destroy();
  }
}

function toHandle(line: string): RuntimeHandle | null {
  const message = parse(line);
  const attributes = message?.Actor.Attributes;
  return attributes === undefined ? null : handleOf(attributes['name'] ?? '', attributes);
}

function parse(line: string): DiedMessage | null {
  try {
    return JSON.parse(line) as DiedMessage;
  } catch {
    return null;
  }
}
