export interface OpenDocumentsOptions {
  notify(method: string, params: unknown): void;
  /** Called before the server is told of a text of a file. */
  onTold(path: string): void;
  uriOf(path: string): string;
  languageIdOf(path: string): string;
  /** What is in the file; `null` where there is no such text file. */
  readText(path: string): Promise<string | null>;
  /** How many stay open when an operation has ended, so that the next need not begin anew. @default 16 */
  readonly maxKept?: number;
}

interface OpenDocument {
  version: number;
  text: string;
}

const MAX_KEPT = 16;

/** The files that a server has open, and what is unsaved in them during an operation. */
export class OpenDocuments {
  /** In order of their last use. */
  private readonly documents = new Map<string, OpenDocument>();
  private readonly unsaved = new Map<string, string>();
  /** Of files that were open before, so that a version is never told twice. */
  private lastVersion = 0;

  constructor(private readonly options: OpenDocumentsOptions) {}

  /** Whether there is such a file; it is open then. */
  async open(path: string): Promise<boolean> {
    const known = this.documents.get(path);
    if (known !== undefined) {
      this.documents.delete(path);
      this.documents.set(path, known);
      return true;
    }
    const text = await this.options.readText(path);
    if (text === null) return false;
    if (!this.documents.has(path)) this.tell(path, text);
    return true;
  }

  setUnsaved(path: string, text: string): void {
    this.unsaved.set(path, text);
    this.tell(path, text);
  }

  async textOf(path: string): Promise<string | null> {
    return this.unsaved.get(path) ?? (await this.options.readText(path));
  }

  versionOf(path: string): number | null {
    return this.documents.get(path)?.version ?? null;
  }

  /** The server is told of an open file anew, and to look at all that it depends on; the version that it has then. */
  touch(path: string): number {
    const version = ++this.lastVersion;
    const known = this.documents.get(path);
    if (known === undefined) return version;
    known.version = version;
    this.options.onTold(path);
    this.options.notify('textDocument/didChange', {
      textDocument: { uri: this.options.uriOf(path), version },
      contentChanges: [{ text: known.text }],
      // Of `clangd`, which leaves out what looks the same to it otherwise.
      forceRebuild: true,
      wantDiagnostics: true,
    });
    return version;
  }

  /** What is open is as its file is, apart from what is unsaved; what has no file any more is closed. */
  async refresh(): Promise<void> {
    for (const path of [...this.documents.keys()]) {
      if (this.unsaved.has(path)) continue;
      const text = await this.options.readText(path);
      if (text === null) this.close(path);
      else this.tell(path, text);
    }
  }

  /** Nothing is unsaved any more, and only the files used last stay open. */
  async settle(): Promise<void> {
    const wereUnsaved = this.unsaved.size > 0;
    this.unsaved.clear();
    if (wereUnsaved) await this.refresh();
    const tooMany = this.documents.size - (this.options.maxKept ?? MAX_KEPT);
    for (const path of [...this.documents.keys()].slice(0, Math.max(0, tooMany))) this.close(path);
  }

  clear(): void {
    this.documents.clear();
    this.unsaved.clear();
  }

  private tell(path: string, text: string): void {
    const known = this.documents.get(path);
    const uri = this.options.uriOf(path);
    if (known?.text === text) return;
    const version = ++this.lastVersion;
    this.documents.set(path, { version, text });
    this.options.onTold(path);
    if (known === undefined) {
      const textDocument = { uri, languageId: this.options.languageIdOf(path), version, text };
      this.options.notify('textDocument/didOpen', { textDocument });
      return;
    }
    this.options.notify('textDocument/didChange', { textDocument: { uri, version }, contentChanges: [{ text }] });
  }

  private close(path: string): void {
    if (this.documents.delete(path)) {
      this.options.notify('textDocument/didClose', { textDocument: { uri: this.options.uriOf(path) } });
    }
  }
}
