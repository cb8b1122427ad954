import type { TerminalSize } from '../runtime/index.js';
import type { MemoryPipe } from './memory-pipe.js';

const INTERRUPT = 0x03;
const END_OF_INPUT = 0x04;
const RETURN = 0x0d;
const NEWLINE = 0x0a;

export interface MemoryTerminalPorts {
  readonly input: MemoryPipe;
  /** Shows bytes on the screen. */
  readonly show: (data: Uint8Array) => void;
  /** Signals the foreground group. */
  readonly signal: (name: string) => void;
}

/** The line discipline of a terminal, as it is when a program has not changed it: lines, echo, interrupt and end of input. */
export class MemoryTerminal {
  private line: number[] = [];

  constructor(
    private current: TerminalSize,
    private readonly ports: MemoryTerminalPorts,
  ) {}

  get size(): TerminalSize {
    return this.current;
  }

  resize(size: TerminalSize): void {
    this.current = { ...size };
    this.ports.signal('SIGWINCH');
  }

  /** What was typed. Resolves when the program's input has taken each line that is complete. */
  async type(data: Uint8Array, signal?: AbortSignal): Promise<boolean> {
    for (const byte of data) {
      if (byte === INTERRUPT) this.interrupt();
      else if (byte === END_OF_INPUT) {
        if (this.line.length === 0) this.ports.input.end();
        else if (!(await this.enter(signal))) return false;
      } else {
        const typed = byte === RETURN ? NEWLINE : byte;
        this.line.push(typed);
        this.ports.show(toScreen(Uint8Array.of(typed)));
        if (typed === NEWLINE && !(await this.enter(signal))) return false;
      }
    }
    return true;
  }

  private interrupt(): void {
    this.line = [];
    this.ports.show(new TextEncoder().encode('^C'));
    this.ports.signal('SIGINT');
  }

  private enter(signal: AbortSignal | undefined): Promise<boolean> {
    const line = Uint8Array.from(this.line);
    this.line = [];
    return this.ports.input.write(line, signal);
  }
}

/** Output as the screen gets it: each newline after a carriage return. */
export function toScreen(data: Uint8Array): Uint8Array {
  if (!data.includes(NEWLINE)) return data;
  return Uint8Array.from([...data].flatMap((byte) => (byte === NEWLINE ? [RETURN, NEWLINE] : [byte])));
}
