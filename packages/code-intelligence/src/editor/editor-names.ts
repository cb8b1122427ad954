import { posix } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { isMirrorPath } from '../mirror/mirror-path.js';

/** Where an editor sees the files of its session, whatever they are on this machine. */
const EDITOR_ROOT = '/workspace';

/** Members whose text is what somebody wrote, and never the name of a file. */
const WRITTEN = new Set([
  'text',
  'newText',
  'query',
  'newName',
  'ch',
  'triggerCharacter',
  'message',
  'label',
  'languageId',
]);
/** Members that name a file by its plain path. */
const NAMING = new Set(['file', 'fileName', 'path', 'fsPath', 'arguments']);

type Renamed = { readonly value: unknown } | null;

/** Between what an editor calls the files of its session and what they are called on this machine. */
export class EditorNames {
  private readonly rootUri: string;

  constructor(private readonly root: string) {
    this.rootUri = pathToFileURL(root).href;
  }

  /** What a server tells, with the editor's names. Nothing of this machine is left in it. */
  toEditor(value: unknown): unknown {
    if (typeof value === 'string') {
      return value.replaceAll(this.rootUri, `file://${EDITOR_ROOT}`).replaceAll(this.root, EDITOR_ROOT);
    }
    if (Array.isArray(value)) return value.map((item) => this.toEditor(item));
    if (!isRecord(value)) return value;
    return Object.fromEntries(
      Object.entries(value).map(([name, member]) => [this.toEditor(name) as string, this.toEditor(member)]),
    );
  }

  /** What an editor says, with the names of this machine; `null` where it names what is outside of its session. */
  fromEditor(value: unknown, member = ''): Renamed {
    if (typeof value === 'string') return this.text(value, member);
    if (Array.isArray(value)) {
      const items = value.map((item) => this.fromEditor(item, member));
      return items.every((item) => item !== null) ? { value: items.map((item) => item.value) } : null;
    }
    if (!isRecord(value)) return { value };
    const members: [string, unknown][] = [];
    for (const [name, inner] of Object.entries(value)) {
      const renamed = this.fromEditor(inner, NAMING.has(member) && !NAMING.has(name) ? member : name);
      const key = this.text(name, '');
      if (renamed === null || key === null) return null;
      members.push([key.value as string, renamed.value]);
    }
    return { value: Object.fromEntries(members) };
  }

  private text(text: string, member: string): Renamed {
    if (WRITTEN.has(member)) return { value: text };
    if (/^file:/iu.test(text)) {
      const path = this.pathOf(text);
      return path === null ? null : { value: pathToFileURL(path).href };
    }
    if (text === EDITOR_ROOT || text.startsWith(`${EDITOR_ROOT}/`)) {
      const path = this.inside(text);
      return path === null ? null : { value: path };
    }
    return NAMING.has(member) && (posix.isAbsolute(text) || /(?:^|\/)\.\.(?:\/|$)/u.test(text))
      ? null
      : { value: text };
  }

  private pathOf(uri: string): string | null {
    try {
      return this.inside(fileURLToPath(uri));
    } catch {
      return null;
    }
  }

  /** The path on this machine of a plain path as the editor sees it. */
  private inside(path: string): string | null {
    if (path === EDITOR_ROOT || path === `${EDITOR_ROOT}/`) return this.root;
    const relative = path.startsWith(`${EDITOR_ROOT}/`) ? path.slice(EDITOR_ROOT.length + 1) : '';
    return isMirrorPath(relative) ? posix.join(this.root, relative) : null;
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
