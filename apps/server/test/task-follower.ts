import { expect } from 'vitest';
import type { ApiClient } from './api-client.js';

export interface TaskEvent {
  readonly event: string;
  readonly id: string | undefined;
  readonly data: Readonly<Record<string, unknown>>;
}

/** One who follows a task over many connections, and goes on behind what it saw last. */
export class Follower {
  readonly seen: TaskEvent[] = [];
  private after: string | undefined;

  constructor(private readonly task: string) {}

  /** What the model was seen to say. */
  get text(): string {
    return this.seen.map(({ data }) => (data['type'] === 'text' ? String(data['text']) : '')).join('');
  }

  /** The cursors of all chunks, in the order in which they came. */
  get cursors(): readonly string[] {
    return this.seen.flatMap(({ event, id = '' }) => (event === 'chunk' ? [id] : []));
  }

  /** The statuses that the task told of, each with the run that had it. */
  get phases(): readonly string[] {
    return this.seen.flatMap(({ data }) =>
      data['type'] === 'phase' ? [`${String(data['run'])} ${String(data['phase'])}`] : [],
    );
  }

  get last(): TaskEvent | undefined {
    return this.seen.at(-1);
  }

  /** Each chunk came once and in order; where some are missing, a gap said so. */
  expectEachOnce(): void {
    let [run, position] = [0, 0];
    for (const { event, id = '' } of this.seen) {
      if (event !== 'chunk' && event !== 'gap') continue;
      const [inRun = 0, at = 0] = id.split('.').map(Number);
      if (inRun !== run) [run, position] = [inRun, 0];
      if (event === 'chunk') expect(at, `the chunk behind ${String(run)}.${String(position)}`).toBe(position + 1);
      else expect(at).toBeGreaterThanOrEqual(position);
      position = at;
    }
  }

  /** Follows to the end of the task, over as many connections as that takes. */
  async toEnd(client: ApiClient): Promise<void> {
    while (this.last?.event !== 'end') await this.follow(client, ({ event }) => event === 'end');
  }

  /** Follows until `isLast`, or until the connection ends or breaks. */
  async follow(client: ApiClient, isLast: (event: TaskEvent) => boolean): Promise<void> {
    const headers = this.after === undefined ? {} : { 'Last-Event-ID': this.after };
    const response = await client.open('GET', `/tasks/${this.task}/events`, undefined, headers);
    expect(response.status).toBe(200);
    try {
      for await (const event of eventsOf(response)) {
        this.seen.push(event);
        this.after = event.id ?? this.after;
        if (isLast(event)) return;
      }
    } catch {
      // The server is gone; whoever reads comes again.
    }
  }
}

async function* eventsOf(response: Response): AsyncGenerator<TaskEvent> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of response.body ?? []) {
    rest += decoder.decode(chunk, { stream: true });
    const blocks = rest.split('\n\n');
    rest = blocks.pop() ?? '';
    for (const block of blocks) {
      const lines = block.split('\n').filter((line) => line !== '' && !line.startsWith(':'));
      const fields = new Map(
        lines.map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]),
      );
      const data = fields.get('data');
      if (data === undefined) continue;
      yield { event: fields.get('event') ?? '', id: fields.get('id'), data: JSON.parse(data) as TaskEvent['data'] };
    }
  }
}
