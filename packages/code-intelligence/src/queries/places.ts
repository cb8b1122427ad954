import type { CodeLocation } from '@carrel/core/code';
import type { Location, LocationLink, Range } from 'vscode-languageserver-protocol';
import { fromLspRange } from '../language-server.js';
import type { QueryContext } from './query-context.js';

/** A part of a file as a server names it. */
export interface ServerPlace {
  readonly uri: string;
  readonly range: Range;
}

/** What a server gave as a place, a list of places or of links to some. */
export function toPlaces(answer: Location | readonly (Location | LocationLink)[] | null): readonly ServerPlace[] {
  if (answer === null) return [];
  const list = Array.isArray(answer) ? (answer as readonly (Location | LocationLink)[]) : [answer as Location];
  return list.map((one) => ('targetUri' in one ? { uri: one.targetUri, range: one.targetSelectionRange } : one));
}

/** Makes places of the session of what a server names, each file read once. */
export class PlaceReader {
  private readonly lines = new Map<string, readonly string[]>();

  constructor(private readonly context: QueryContext) {}

  /** `null` for what is outside of the session, or no text. */
  async read({ uri, range }: ServerPlace): Promise<CodeLocation | null> {
    const { server, limits } = this.context;
    const path = server.pathOf(uri);
    if (path === null) return null;
    const lines = await this.linesOf(path);
    const text = lines?.[range.start.line];
    return text === undefined ? null : { path, range: fromLspRange(range), text: text.slice(0, limits.maxLineChars) };
  }

  /** The places of the session, each once, by path and position. */
  async readAll(places: readonly ServerPlace[]): Promise<readonly CodeLocation[]> {
    const found = new Map<string, CodeLocation>();
    for (const place of places) {
      const location = await this.read(place);
      if (location !== null) found.set(JSON.stringify([location.path, location.range]), location);
    }
    return [...found.values()].sort(byPlace);
  }

  private async linesOf(path: string): Promise<readonly string[] | null> {
    const known = this.lines.get(path);
    if (known !== undefined) return known;
    const text = await this.context.server.textOf(path);
    if (text === null) return null;
    const lines = text.split(/\r\n|\r|\n/u);
    this.lines.set(path, lines);
    return lines;
  }
}

export function byPlace(a: CodeLocation, b: CodeLocation): number {
  if (a.path !== b.path) return a.path < b.path ? -1 : 1;
  return a.range.start.line - b.range.start.line || a.range.start.column - b.range.start.column;
}
