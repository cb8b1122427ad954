import type { Outcome } from './result.js';
import type { AttachOptions, TerminalAttachment } from './terminal-attachment.js';
import type { TerminalEvent } from './terminal-events.js';
import type { RunningTerminal } from './terminals.js';

interface Disposable {
  dispose(): void;
}

/** The part of a terminal of xterm.js that is used. */
export interface XtermLike {
  readonly cols: number;
  readonly rows: number;
  write(data: Uint8Array, callback?: () => void): void;
  reset(): void;
  resize(cols: number, rows: number): void;
  onData(listener: (data: string) => void): Disposable;
  onBinary(listener: (data: string) => void): Disposable;
  onResize(listener: (size: { readonly cols: number; readonly rows: number }) => void): Disposable;
}

export interface AttachXtermOptions extends AttachOptions {
  /** Told of everything but output, such as to show that the network is gone, or why it is over. */
  readonly onEvent?: ((event: Exclude<TerminalEvent, { readonly type: 'output' }>) => void) | undefined;
  /** Whether the terminal gets the size of the screen. Otherwise the screen gets that of the terminal. @default true */
  readonly fit?: boolean | undefined;
}

export interface XtermBinding extends Disposable {
  readonly attachment: TerminalAttachment;
  /** Resolves behind the last event, when all is written to the screen, or when it was disposed. */
  readonly done: Promise<void>;
}

/** How much may be given to the screen before it has drawn it. */
const WINDOW_BYTES = 512 * 1_024;

/**
 * Shows a terminal in an xterm.js screen and types what is typed there, across reconnects. The screen is given no more than it
 * draws, is reset where bytes are missing, and is left as it is at the end. `dispose` ends the attachment and leaves the screen.
 */
export function attachXterm(
  terminal: RunningTerminal,
  screen: XtermLike,
  { onEvent = () => undefined, fit = true, ...options }: AttachXtermOptions = {},
): Outcome<XtermBinding> {
  return terminal.attach(options).map((attachment) => {
    const drawing = new Drawing(screen);
    const listeners = listen(screen, attachment, fit);
    const done = show(screen, attachment, { onEvent, fit, drawing }).finally(() => {
      for (const listener of listeners) listener.dispose();
    });
    const dispose = () => {
      drawing.stop();
      attachment.detach();
    };
    return { attachment, done, dispose };
  });
}

/** What a screen was given and has not drawn yet. */
class Drawing {
  private undrawn = 0;
  private isOver = false;
  private wake: () => void = () => undefined;

  constructor(private readonly screen: XtermLike) {}

  write(data: Uint8Array): void {
    if (this.isOver) return;
    this.undrawn += data.byteLength;
    this.screen.write(data, () => {
      this.undrawn -= data.byteLength;
      this.wake();
    });
  }

  /** Resolves when no more than so much is to be drawn, or when nobody looks any more. */
  async below(bytes: number): Promise<void> {
    while (this.undrawn > bytes && !this.isOver)
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
  }

  /** Nobody looks any more; a screen that is gone draws nothing. */
  stop(): void {
    this.isOver = true;
    this.wake();
  }
}

function listen(screen: XtermLike, attachment: TerminalAttachment, fit: boolean): readonly Disposable[] {
  // What cannot be typed any more is nobody's: the event that says why comes as well.
  const type = (data: Uint8Array | string) => void attachment.write(data).unwrapOr(undefined);
  const size = ({ cols, rows }: { readonly cols: number; readonly rows: number }) =>
    void attachment.resize({ cols, rows }).unwrapOr(undefined);
  const listeners = [
    screen.onData(type),
    // One byte for each character, such as a report of the mouse.
    screen.onBinary((data) => type(Uint8Array.from(data, (one) => one.charCodeAt(0)))),
  ];
  if (!fit) return listeners;
  const { ready } = attachment;
  if (ready.cols !== screen.cols || ready.rows !== screen.rows) size(screen);
  return [...listeners, screen.onResize(size)];
}

interface Showing {
  readonly fit: boolean;
  readonly drawing: Drawing;
  readonly onEvent: (event: Exclude<TerminalEvent, { readonly type: 'output' }>) => void;
}

async function show(
  screen: XtermLike,
  attachment: TerminalAttachment,
  { onEvent, fit, drawing }: Showing,
): Promise<void> {
  if (!fit) screen.resize(attachment.ready.cols, attachment.ready.rows);
  for await (const event of attachment.events) {
    if (event.type === 'output') {
      drawing.write(event.data);
      await drawing.below(WINDOW_BYTES);
      continue;
    }
    if (event.type === 'gap') {
      await drawing.below(0);
      screen.reset();
    }
    if (event.type === 'resized' && !fit) screen.resize(event.cols, event.rows);
    onEvent(event);
  }
  await drawing.below(0);
}
