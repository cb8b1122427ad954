import { createHash } from 'node:crypto';
import type { WorkspacePhase, WorkspaceView } from '@carrel/core/workspaces';
import { html, Html, type Part } from '../docs/html.js';
import { frameAncestors } from './port-headers.js';

/** The most lines of progress that one page shows. */
const MAX_LINES = 500;
/** The most characters of one line. */
const MAX_LINE = 200;

const STYLE = `
:root { color-scheme: light dark; }
body { margin: 0; min-height: 100vh; display: grid; place-content: center; font: 16px/1.5 system-ui, sans-serif; }
main { width: min(36rem, 90vw); padding: 2rem 0; }
h1 { font-size: 1.25rem; margin: 0 0 .5rem; }
p { margin: .25rem 0; }
ol { list-style: none; margin: 1rem 0 0; padding: .75rem; background: #8882; border-radius: .25rem; font: .8125rem/1.45 ui-monospace, monospace; overflow-wrap: anywhere; }
ol:empty { display: none; }
`;

/** In one piece: the policy of the page allows exactly this text. */
const STYLE_ELEMENT = new Html(`<style>${STYLE}</style>`);

const STATES: Readonly<Record<WorkspaceView['state'], string>> = {
  none: 'The workspace is about to start.',
  queued: 'The workspace waits for room.',
  creating: 'The workspace starts.',
  ready: 'The workspace runs. Its program is about to answer.',
  stopping: 'The workspace stops, and starts again after that.',
  stopped: 'The workspace is about to start.',
  failed: 'The workspace is about to start again.',
};

/** What a page says that has nothing to wait for. */
export interface Notice {
  readonly title: string;
  /** Sentences for a person; nothing of it is read as HTML. */
  readonly message: string;
  /** Whether to ask for the same again may help. */
  readonly again: boolean;
}

/**
 * The headers of such pages. They ask the network for nothing, run no script, and are kept nowhere.
 *
 * @param framedBy origins whose pages may show them in a frame, beside those of the port itself.
 */
export function pageHeaders(framedBy: readonly string[]): Readonly<Record<string, string>> {
  const policy = [
    "default-src 'none'",
    `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
    ...['img-src data:', "base-uri 'none'", "form-action 'none'"],
    frameAncestors(framedBy),
  ];
  return {
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Security-Policy': policy.join('; '),
    'Referrer-Policy': 'no-referrer',
    'Cache-Control': 'no-store',
    // What is told while it happens must not wait in a proxy.
    'X-Accel-Buffering': 'no',
  };
}

/**
 * A page that grows while a workspace starts: `begin`, then what happens, then `reload` or `fail`. Each gives the text to send.
 * Browsers show it as it comes, and load it again at its end. No script does any of it.
 */
export class WaitingPage {
  private lines = 0;
  private told = '';

  /** @param port whose program is waited for. */
  constructor(private readonly port: number) {}

  begin(): string {
    const about = html`<h1>Port ${this.port} will be here soon</h1>
      <p>This page goes on by itself.</p>`;
    return `${begin('The workspace starts')}${about.text}<ol role="log">`;
  }

  /** `''` for what the page says already, and once it says as much as it may. */
  state({ queuePosition, state }: Pick<WorkspaceView, 'queuePosition' | 'state'>): string {
    const place = state === 'queued' && queuePosition !== undefined ? ` Its place is ${String(queuePosition)}.` : '';
    return this.line(STATES[state] + place);
  }

  /** {@inheritDoc WaitingPage.state} */
  progress(phase: WorkspacePhase, line: string): string {
    return this.line(`${phase}: ${line}`);
  }

  /** The end of a page that loads itself again after so many seconds. */
  reload(afterSeconds: number): string {
    return `</ol>${html`<meta http-equiv="refresh" content="${Math.max(0, Math.ceil(afterSeconds))}" />`.text}${END}`;
  }

  /** The end of a page that has nothing to wait for any more. It does not load itself again: nobody may be looking. */
  fail(notice: Notice): string {
    return `</ol>${noticeText(notice).text}${END}`;
  }

  private line(text: string): string {
    if (text === this.told || this.lines >= MAX_LINES) return '';
    this.told = text;
    this.lines += 1;
    return html`<li>${text.length > MAX_LINE ? `${text.slice(0, MAX_LINE)}…` : text}</li>`.text;
  }
}

/** A page of one notice. */
export function noticePage(notice: Notice): string {
  return begin(notice.title) + noticeText(notice).text + END;
}

const END = '</main></body></html>';

/** Elements that go on are written as they are: a template of `html` has whole ones. */
function begin(title: string): string {
  const head = html`<head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="robots" content="noindex" />
    <title>${title}</title>
    <link rel="icon" href="data:," />
    ${STYLE_ELEMENT}
  </head>`;
  return `<!doctype html><html lang="en">${head.text}<body><main>`;
}

function noticeText({ again, message, title }: Notice): Html {
  const link: Part = again ? html`<p><a href="">Try again</a></p>` : html``;
  return html`<h1 role="alert">${title}</h1>
    <p>${message}</p>
    ${link}`;
}
