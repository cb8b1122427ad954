import { describe, expect, it } from 'vitest';
import { MessageQueue } from './message-queue.js';
import type { MessageListener, SocketMessage } from './socket.js';

const text = (words: string): SocketMessage => ({ kind: 'text', text: words });

/** Takes messages, and is done with each at once, or when it is told so. */
class Listener implements MessageListener {
  readonly heard: string[] = [];
  readonly unfinished: { readonly finish: () => void; readonly fail: (thrown: Error) => void }[] = [];
  ends = 0;

  constructor(private readonly isSlow = false) {}

  message(message: SocketMessage): Promise<void> | null {
    this.heard.push(message.kind === 'text' ? message.text : 'bytes');
    if (!this.isSlow) return null;
    return new Promise((finish, fail) => {
      this.unfinished.push({ finish, fail });
    });
  }

  ended(): void {
    this.ends += 1;
  }
}

function world() {
  const pacer = {
    count: 0,
    taken() {
      this.count += 1;
    },
  };
  return { pacer, queue: new MessageQueue(pacer) };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('a listener', () => {
  it('gets what came before it, and then each message in the turn in which it comes', () => {
    const { pacer, queue } = world();
    const listener = new Listener();
    queue.push(text('a'));
    queue.push(text('b'));
    expect(queue.size).toBe(2);
    queue.listen(listener);
    expect(listener.heard).toEqual(['a', 'b']);
    queue.push(text('c'));
    expect(listener.heard).toEqual(['a', 'b', 'c']);
    expect([queue.size, pacer.count]).toEqual([0, 3]);
  });

  it.each(['finish', 'fail'] as const)('gets the next one when it is done, also where it should %s', async (how) => {
    const { queue } = world();
    const listener = new Listener(true);
    queue.listen(listener);
    for (const each of ['a', 'b', 'c']) queue.push(text(each));
    expect([listener.heard, queue.size]).toEqual([['a'], 2]);
    if (how === 'finish') listener.unfinished[0]?.finish();
    else listener.unfinished[0]?.fail(new Error('not to be'));
    await turn();
    expect([listener.heard, queue.size]).toEqual([['a', 'b'], 1]);
    listener.unfinished[1]?.finish();
    await turn();
    expect(listener.heard).toEqual(['a', 'b', 'c']);
  });

  it('gets nothing while the queue is held', () => {
    const { queue } = world();
    const listener = new Listener();
    queue.listen(listener);
    queue.hold();
    queue.push(text('a'));
    expect([listener.heard, queue.size]).toEqual([[], 1]);
    queue.release();
    expect(listener.heard).toEqual(['a']);
  });

  it('is told of the end once, and gets nothing behind it', async () => {
    const { queue } = world();
    const listener = new Listener(true);
    queue.listen(listener);
    queue.push(text('a'));
    queue.push(text('b'));
    queue.end();
    queue.end();
    queue.push(text('c'));
    listener.unfinished[0]?.finish();
    await turn();
    expect([listener.heard, listener.ends]).toEqual([['a'], 1]);
  });

  it('is told of an end that was before it', () => {
    const { queue } = world();
    const listener = new Listener();
    queue.end();
    queue.listen(listener);
    expect(listener.ends).toBe(1);
  });
});

describe('who asks', () => {
  it('gets the messages in their order, and then the end', async () => {
    const { pacer, queue } = world();
    queue.push(text('a'));
    const heard: SocketMessage[] = [];
    const done = (async () => {
      for await (const message of queue) heard.push(message);
    })();
    await turn();
    queue.push(text('b'));
    await turn();
    queue.end();
    await done;
    expect(heard).toEqual([text('a'), text('b')]);
    expect(pacer.count).toBe(2);
  });
});
