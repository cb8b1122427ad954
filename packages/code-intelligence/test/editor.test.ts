import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CodeEngine, EditorLink, LspMessage } from '@carrel/core/code';
import { unwrap } from '@carrel/core/kernel';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createCodeEngine } from '../src/index.js';
import { hasClangd } from './clangd-backend.js';
import { MemorySource } from './memory-source.js';
import { killAllIn, processesIn } from './processes.js';

const LIB = 'int helper(void);\n';
const MAIN = '#include "lib.h"\nint main(void) { return helper(); }\n';
const URI = 'file:///workspace/main.c';

describe.runIf(hasClangd)("an editor's line", () => {
  let directory: string;
  let engine: CodeEngine;
  let source: MemorySource;
  let link: EditorLink;
  let heard: LspMessage[];
  beforeEach(async () => {
    directory = mkdtempSync(join(tmpdir(), 'code-editor-'));
    engine = createCodeEngine({ directory, followMs: 50 });
    source = new MemorySource('editor', { 'lib.h': LIB, 'main.c': MAIN });
    link = await unwrap(engine.connect(source, 'c'));
    heard = [];
    void listen(link, heard);
  });
  afterEach(async () => {
    await engine.dispose();
    rmSync(directory, { recursive: true });
  });

  let lastId = 0;
  const request = async (method: string, params: unknown): Promise<LspMessage> => {
    const id = ++lastId;
    await unwrap(link.send({ jsonrpc: '2.0', id, method, params }));
    return vi.waitFor(() => {
      const found = heard.find((message) => message['id'] === id);
      if (found === undefined) throw new Error('No answer yet.');
      return found;
    }, 10_000);
  };
  const open = (text: string) => {
    const textDocument = { uri: URI, languageId: 'c', version: 1, text };
    return unwrap(link.send({ jsonrpc: '2.0', method: 'textDocument/didOpen', params: { textDocument } }));
  };
  const change = (text: string, version: number) => {
    const params = { textDocument: { uri: URI, version }, contentChanges: [{ text }] };
    return unwrap(link.send({ jsonrpc: '2.0', method: 'textDocument/didChange', params }));
  };
  const problems = () => {
    const last = heard.findLast(({ method }) => method === 'textDocument/publishDiagnostics');
    return JSON.stringify(last?.['params'] ?? null);
  };

  it('answers about what is open, by names that say nothing of this machine', async () => {
    const ready = await request('initialize', { processId: null, rootUri: 'file:///workspace', capabilities: {} });
    expect(ready['result']).toMatchObject({
      capabilities: { definitionProvider: true, textDocumentSync: { change: 1 } },
    });
    await open(`\n${MAIN}`);
    const at = { textDocument: { uri: URI }, position: { line: 2, character: 25 } };
    const found = await request('textDocument/definition', at);
    expect(found['result']).toMatchObject([{ uri: 'file:///workspace/lib.h', range: { start: { line: 0 } } }]);
    await change(MAIN.replace('helper()', 'other()'), 2);
    await vi.waitFor(() => {
      expect(problems()).toContain('other');
    }, 5_000);
    expect(JSON.stringify(heard)).not.toContain(directory);
  });

  it('follows the files of the session', async () => {
    await open(MAIN);
    await vi.waitFor(() => {
      expect(problems()).toContain('"diagnostics":[]');
    }, 5_000);
    source.write('lib.h', 'int renamed(void);\n');
    let version = 1;
    await vi.waitFor(async () => {
      await change(`${MAIN}${' '.repeat(version)}`, ++version);
      expect(problems()).toContain('helper');
    }, 5_000);
  });

  it('goes on with another server when its own is killed', async () => {
    await open(MAIN);
    const at = { textDocument: { uri: URI }, position: { line: 1, character: 25 } };
    await request('textDocument/definition', at);
    killAllIn(directory);
    await vi.waitFor(async () => {
      const found = await request('textDocument/definition', at);
      expect(found['result']).toMatchObject([{ uri: 'file:///workspace/lib.h' }]);
    }, 10_000);
  });

  it('does not lead out of the session, and ends what runs when it is closed', async () => {
    const outside = { textDocument: { uri: 'file:///etc/passwd' }, position: { line: 0, character: 0 } };
    const refused = await link.send({ jsonrpc: '2.0', id: 'x', method: 'textDocument/hover', params: outside });
    expect(refused.isErr() && refused.error.type).toBe('request/invalid');
    const escaping = { textDocument: { uri: 'file:///workspace/../etc/passwd' } };
    const escaped = await link.send({ jsonrpc: '2.0', method: 'textDocument/didOpen', params: escaping });
    expect(escaped.isErr() && escaped.error.type).toBe('request/invalid');
    const command = await request('workspace/executeCommand', { command: 'anything', arguments: [] });
    expect(command['error']).toMatchObject({ code: -32601 });
    await link.close();
    await vi.waitFor(() => {
      expect(processesIn(directory)).toEqual([]);
    });
    const late = await link.send({ jsonrpc: '2.0', id: 'y', method: 'shutdown' });
    expect(late.isErr() && late.error.type).toBe('code/server-failed');
  });
});

async function listen(link: EditorLink, heard: LspMessage[]): Promise<void> {
  for await (const message of link.messages()) heard.push(message);
}
