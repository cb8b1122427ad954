import type { TerminalEvent } from '@carrel/core/terminals';
import { atOffset, endOf, NORMAL, SERVICE_RESTART, TRY_AGAIN_LATER } from './close-code.js';
import type { Socket, SocketEnd } from './socket.js';
import { controlFrame, outputFrame } from './terminal-frames.js';

/** The most of one frame of output, beyond which more goes into the next. */
const FRAME_BYTES = 64 * 1_024;

type Output = Extract<TerminalEvent, { readonly type: 'output' }>;
type Last = Extract<TerminalEvent, { readonly type: 'closed' | 'failed' }>;

/**
 * What a terminal says, on its way to one client. The first output of what was read in one go goes out at once, so that an echo waits
 * for nothing; what else comes in that turn of the event loop goes out as one frame behind it.
 */
export class TerminalOutput {
  private parts: Uint8Array[] = [];
  private bytes = 0;
  /** Of the first byte that was not sent yet. */
  private offset: number;
  /** Until all is handed on that was read together with what was sent last. */
  private isSent = false;
  /** Until the turn is over, where something waits for its end; an echo alone costs no such turn. */
  private turn: NodeJS.Immediate | null = null;
  private full = false;

  constructor(
    private readonly socket: Socket,
    offset: number,
  ) {
    this.offset = offset;
  }

  /** Sends events until the last; takes no more while the client does not. */
  async pump(events: AsyncIterable<TerminalEvent>): Promise<SocketEnd> {
    for await (const event of events) {
      if (event.type === 'output') this.add(event);
      else {
        this.flush();
        if (event.type === 'closed' || event.type === 'failed') return endOfAttachment(event);
        this.tell(event);
      }
      if (this.full) {
        const drained = await this.socket.drained();
        if (drained === 'stalled') return { code: TRY_AGAIN_LATER, reason: `too slow ${atOffset(this.offset)}` };
        if (drained === 'gone') break;
        this.full = false;
      }
    }
    return { code: NORMAL, reason: 'detached' };
  }

  private add({ offset, data }: Output): void {
    if (this.bytes === 0) this.offset = offset;
    this.parts.push(data);
    this.bytes += data.byteLength;
    if (this.bytes >= FRAME_BYTES || (this.turn === null && !this.isSent)) this.flush();
    else this.turn ??= setImmediate(this.endTurn);
    if (this.isSent) return;
    this.isSent = true;
    process.nextTick(this.endRead);
  }

  private readonly endRead = (): void => {
    this.isSent = false;
  };

  private readonly endTurn = (): void => {
    this.turn = null;
    this.flush();
  };

  private flush(): void {
    if (this.bytes === 0) return;
    const frame = outputFrame(this.offset, this.parts, this.bytes);
    this.offset += this.bytes;
    this.parts = [];
    this.bytes = 0;
    this.send(frame);
  }

  private tell(event: Exclude<TerminalEvent, Output | Last>): void {
    switch (event.type) {
      case 'gap':
        this.offset = event.to;
        return this.send(controlFrame({ type: 'gap', from: event.from, to: event.to }));
      case 'resized':
        return this.send(controlFrame(event));
      case 'access':
        return this.send(controlFrame({ type: 'warning', reason: 'access', canWrite: event.canWrite }));
      case 'warning':
        return this.send(controlFrame(event));
      case 'exit': {
        const { code: exitCode, signal, reason } = event.exit;
        return this.send(controlFrame({ type: 'exit', exitCode, signal, reason }));
      }
      default:
        event satisfies never;
    }
  }

  private send(frame: Uint8Array): void {
    if (!this.socket.send(frame)) this.full = true;
  }
}

function endOfAttachment(event: Last): SocketEnd {
  const at = atOffset(event.offset);
  if (event.type === 'failed') return endOf(event.error, at);
  switch (event.reason) {
    case 'exited':
      return { code: NORMAL, reason: 'exited' };
    case 'replaced':
      return { code: 4410, reason: 'workspace/replaced' };
    case 'stopped':
      return { code: 4410, reason: 'workspace/not-running' };
    case 'access-lost':
      return { code: 4403, reason: 'session/forbidden' };
    case 'taken-over':
      return { code: 4409, reason: `taken over ${at}` };
    case 'shutting-down':
      return { code: SERVICE_RESTART, reason: `service/shutting-down ${at}` };
    default:
      return event.reason satisfies never;
  }
}
