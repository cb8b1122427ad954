import '@xterm/xterm/css/xterm.css';
import { attachXterm, type RunningTerminal, type TerminalEvent, type XtermBinding } from '@carrel/client';
import { effect, signal } from '@preact/signals';
import { FitAddon } from '@xterm/addon-fit';
import { Terminal, type ITheme } from '@xterm/xterm';
import { theme, type Theme } from '../theme.js';

/** How a screen stands: `live` when what is typed arrives. */
export type ScreenState = 'connecting' | 'live' | 'watching' | 'disconnected' | 'over';

/** A terminal on a screen of xterm.js, for as long as it is shown. */
export class TerminalScreen {
  readonly state = signal<ScreenState>('connecting');
  private readonly screen = new Terminal({
    allowProposedApi: false,
    cursorBlink: true,
    fontFamily: getComputedStyle(document.documentElement).getPropertyValue('--mono'),
    fontSize: 13,
    lineHeight: 1.2,
    screenReaderMode: true,
    scrollback: 5_000,
    theme: {},
  });
  private readonly fit = new FitAddon();
  private readonly observer = new ResizeObserver(() => this.measure());
  private readonly stopTheme: () => void;
  private binding: XtermBinding | null = null;
  private isOver = false;

  constructor(
    private readonly element: HTMLElement,
    private readonly isOwn: boolean,
  ) {
    this.screen.loadAddon(this.fit);
    this.screen.open(element);
    this.stopTheme = effect(() => {
      this.screen.options.theme = colours(theme.value);
    });
    this.measure();
    this.observer.observe(element);
  }

  async attach(terminal: RunningTerminal): Promise<void> {
    const bound = await attachXterm(terminal, this.screen, { fit: this.isOwn, onEvent: (event) => this.hear(event) });
    if (bound.isErr()) {
      this.state.value = 'over';
      return;
    }
    if (this.isOver) return bound.value.dispose();
    this.binding = bound.value;
    this.allow(bound.value.attachment.ready.canWrite);
  }

  focus(): void {
    this.screen.focus();
  }

  dispose(): void {
    this.isOver = true;
    this.stopTheme();
    this.observer.disconnect();
    this.binding?.dispose();
    this.screen.dispose();
  }

  private hear(event: Exclude<TerminalEvent, { readonly type: 'output' }>): void {
    switch (event.type) {
      case 'disconnected':
        this.state.value = 'disconnected';
        break;
      case 'reconnected':
        this.allow(this.screen.options.disableStdin !== true);
        break;
      case 'access':
        this.allow(event.canWrite);
        break;
      case 'exit':
      case 'closed':
      case 'failed':
        this.state.value = 'over';
        break;
    }
  }

  private allow(canWrite: boolean): void {
    this.state.value = canWrite ? 'live' : 'watching';
    this.screen.options.disableStdin = !canWrite;
    this.screen.options.cursorBlink = canWrite;
  }

  private measure(): void {
    if (this.isOwn && this.element.clientHeight > 0) this.fit.fit();
  }
}

/** Those of the page, which have been set for the theme when it is told. */
function colours(_theme: Theme): ITheme {
  const style = getComputedStyle(document.documentElement);
  const of = (name: string) => style.getPropertyValue(`--${name}`).trim();
  const [background, foreground, cursor] = [of('terminal'), of('ink'), of('accent')];
  return {
    ...{ background, foreground, cursor, cursorAccent: background, selectionBackground: of('selection') },
    ...{ black: of('ansi-black'), brightBlack: of('faint'), red: of('danger'), brightRed: of('danger') },
    ...{ green: of('accent'), brightGreen: of('accent'), yellow: of('code-number'), brightYellow: of('code-number') },
    ...{ blue: of('code-function'), brightBlue: of('code-function'), magenta: of('code-keyword') },
    ...{ brightMagenta: of('code-keyword'), cyan: of('code-type'), brightCyan: of('code-type') },
    ...{ white: of('ansi-white'), brightWhite: foreground },
  };
}
