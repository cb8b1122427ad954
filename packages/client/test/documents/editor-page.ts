import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';

/** What a page of the test edits, and with whom. */
export interface EditorPlace {
  /** Such as `ws://127.0.0.1:8787/api/v5`. */
  readonly base: string;
  readonly session: string;
  readonly name: string;
  readonly token: string;
  readonly person: string;
}

/** Runs in the page: its text area is the document, edited through the provider of npm. */
export function openEditor(area: HTMLTextAreaElement, { base, session, name, token, person }: EditorPlace) {
  const document = new Y.Doc();
  const text = document.getText('content');
  const provider = new WebsocketProvider(`${base}/ws/documents/${session}`, encodeURIComponent(name), document, {
    protocols: ['carrel.v5', `carrel.bearer.${token}`],
  });
  provider.awareness.setLocalStateField('user', person);
  text.observe((_event, { local }) => {
    if (!local) area.value = text.toJSON();
  });
  area.addEventListener('input', () => takeOver(text, area.value));
  for (const moved of ['input', 'keyup', 'select'])
    area.addEventListener(moved, () => provider.awareness.setLocalStateField('cursor', area.selectionStart));
  return {
    isSynced: () => provider.synced,
    text: () => text.toJSON(),
    /** Where the others are, by their names. */
    cursors: () =>
      Object.fromEntries(
        [...provider.awareness.getStates()]
          .filter(([client]) => client !== document.clientID)
          .map(([, state]) => [String(state['user']), state['cursor'] as unknown]),
      ),
  };
}

/** Makes the text what the area holds, by the least that differs. */
function takeOver(text: Y.Text, wanted: string): void {
  const held = text.toJSON();
  let start = 0;
  while (start < held.length && held[start] === wanted[start]) start += 1;
  let end = 0;
  const most = Math.min(held.length, wanted.length) - start;
  while (end < most && held.at(-1 - end) === wanted.at(-1 - end)) end += 1;
  text.doc?.transact(() => {
    text.delete(start, held.length - start - end);
    text.insert(start, wanted.slice(start, wanted.length - end));
  });
}
