/** How many bytes of input are what somebody types. */
const TYPED_BYTES = 256;
/** How many such writes may be unanswered at once. */
const MOST_TYPED = 64;

interface Queue {
  last: Promise<unknown>;
  open: number;
  /** How many of them hold up what follows. */
  barriers: number;
}

/**
 * Writes to processes, in the order of the calls. What is typed follows what was typed before without waiting for its answer: requests
 * are begun in the order they are sent. Anything larger waits until the process took all before, so that little of it is on its way.
 */
export class WriteOrder {
  private readonly queues = new Map<string, Queue>();

  run<T>(id: string, byteLength: number, write: () => Promise<T>): Promise<T> {
    const queue = this.queueOf(id);
    const follows = byteLength <= TYPED_BYTES && queue.barriers === 0 && queue.open < MOST_TYPED;
    const begun = follows || queue.open === 0 ? write() : queue.last.then(write, write);
    const barrier = follows ? 0 : 1;
    const over = () => {
      queue.open -= 1;
      queue.barriers -= barrier;
      if (queue.open === 0) this.queues.delete(id);
    };
    queue.last = begun;
    queue.open += 1;
    queue.barriers += barrier;
    begun.then(over, over);
    return begun;
  }

  private queueOf(id: string): Queue {
    const known = this.queues.get(id);
    if (known !== undefined) return known;
    const queue: Queue = { last: Promise.resolve(), open: 0, barriers: 0 };
    this.queues.set(id, queue);
    return queue;
  }
}
