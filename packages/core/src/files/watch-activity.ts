import type { ResultAsync } from '../kernel/index.js';
import type { ActivityHold, HoldError } from '../workspaces/index.js';

/** The events as they are; while they are read, their workspace is held, and each counts as use of it. */
export async function* keepAlive<Event>(
  events: AsyncIterable<Event>,
  hold: () => ResultAsync<ActivityHold, HoldError>,
): AsyncGenerator<Event, void, void> {
  // A life that is over tells so by itself.
  const held = (await hold()).unwrapOr(null);
  try {
    for await (const event of events) {
      held?.touch();
      yield event;
    }
  } finally {
    held?.end();
  }
}
