import type { RuntimeEvent, RuntimeHandle } from '@carrel/core/runtime';
import { handleOf } from './box-labels.js';
import type { Engine } from './engine.js';
import { followEvents } from './engine-events.js';

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
  for await (const { Actor } of followEvents(engine, { actions: ['die'], signal })) {
    const handle = handleOf(Actor.Attributes['name'] ?? '', Actor.Attributes);
    if (handle !== null) yield { type: (await wasOutOfMemory(handle)) ? 'out-of-memory' : 'died', handle };
  }
}
