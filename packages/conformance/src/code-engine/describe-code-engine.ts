import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import type { CodeAnswer, CodeLocation, CodeQuery, FileChange, LspMessage, ProposedChange } from '@carrel/core/code';
import { Cases } from '../cases.js';
import { expectErr, expectOk } from '../expect-result.js';
import {
  positionOf,
  SampleSource,
  type CodeEngineKitOptions,
  type CodeEngineSubject,
  type SampleProject,
} from './code-engine-subject.js';

type EngineCases = Cases<CodeEngineSubject>;

const RENAMED = 'renamed';
let sources = 0;

/** Proves that an engine keeps every promise of the `CodeEngine` port. */
export function describeCodeEngine(options: CodeEngineKitOptions): void {
  options.test.describe('CodeEngine', () => {
    const cases = new Cases<CodeEngineSubject>(options);
    describeAnswers(cases, options.project);
    describeProposals(cases, options.project);
    describeRefusals(cases, options.project);
    describeLinks(cases, options.project);
    describeEnds(cases, options.project);
    cases.end();
  });
}

function describeAnswers(cases: EngineCases, project: SampleProject): void {
  const { definer, user, word } = project;

  cases.it('finds where a name is defined, in a path of the session', async ({ engine }) => {
    const source = sourceOf(project);
    const [first] = locationsOf(await expectOk(engine.query(source, definition(project))));
    assert.equal(first?.path, definer.path);
    assert.deepEqual(first.range.start.line, positionOf(definer.text, word).line);
  });

  cases.it('finds every place of a name, each in the text that is there', async ({ engine }) => {
    const source = sourceOf(project);
    const query: CodeQuery = { ...definition(project), type: 'references' };
    const found = locationsOf(await expectOk(engine.query(source, query)));
    assert.ok(found.some(({ path }) => path === user.path));
    for (const location of found) assert.equal(textAt(source, location), word);
  });

  cases.it('sees files as they are at the time of the call', async ({ engine }) => {
    const source = sourceOf(project);
    await expectOk(engine.query(source, definition(project)));
    source.set(definer.path, `\n\n${definer.text}`);
    const [first] = locationsOf(await expectOk(engine.query(source, definition(project))));
    assert.equal(first?.range.start.line, positionOf(definer.text, word).line + 2);
  });

  cases.it('takes a text that is not saved for the file, in that call alone', async ({ engine }) => {
    const source = sourceOf(project);
    const unsaved = [{ path: definer.path, text: `\n\n\n${definer.text}` }];
    const { line } = positionOf(definer.text, word);
    const [first] = locationsOf(await expectOk(engine.query(source, definition(project), { unsaved })));
    assert.equal(first?.range.start.line, line + 3);
    const [then] = locationsOf(await expectOk(engine.query(source, definition(project))));
    assert.equal(then?.range.start.line, line);
  });

  cases.it('keeps sessions apart', async ({ engine }) => {
    const [one, other] = [sourceOf(project), sourceOf(project)];
    other.set(definer.path, `\n${definer.text}`);
    const answers = await Promise.all(
      [one, other].map(async (source) => expectOk(engine.query(source, definition(project)))),
    );
    const { line } = positionOf(definer.text, word);
    assert.deepEqual(
      answers.map((answer) => locationsOf(answer)[0]?.range.start.line),
      [line, line + 1],
    );
  });

  const { broken } = project;
  const finds = 'lacks' in broken ? { has: false, lacks: broken.lacks } : { has: true, lacks: '' };
  cases.itWhen(finds, 'finds what is wrong with a file, and nothing with others', async ({ engine }) => {
    if ('lacks' in broken) return;
    const source = sourceOf(project);
    source.set(broken.path, broken.text);
    const ask = async (path: string) => {
      const answer = await expectOk(engine.query(source, { type: 'diagnostics', path }));
      assert.equal(answer.type, 'diagnostics');
      return answer.type === 'diagnostics' ? answer.diagnostics : [];
    };
    const found = await ask(broken.path);
    assert.ok(found.some(({ severity, path }) => severity === 'error' && path === broken.path));
    assert.deepEqual(await ask(user.path), []);
  });
}

function describeProposals(cases: EngineCases, project: SampleProject): void {
  const { definer, user, word } = project;

  cases.it('proposes a rename in all files, and changes none', async ({ engine }) => {
    const source = sourceOf(project);
    const before = source.snapshot();
    const proposed = await expectOk(engine.propose(source, rename(project)));
    assert.deepEqual(source.snapshot(), before);
    const after = applied(source, proposed);
    for (const { path, text } of [definer, user]) assert.equal(after.get(path), text.replaceAll(word, RENAMED));
  });

  cases.it('says of each file what it was by the digest of its bytes, and names each once', async ({ engine }) => {
    const source = sourceOf(project);
    const { changes } = await expectOk(engine.propose(source, rename(project)));
    assert.ok(changes.length > 0);
    for (const change of changes) assertDigest(source, change);
    const paths = changes.flatMap((change) => ('to' in change ? [change.path, change.to] : [change.path]));
    assert.equal(new Set(paths).size, paths.length);
  });

  cases.it('proposes the same for the same files', async ({ engine }) => {
    const [one, other] = [sourceOf(project), sourceOf(project)];
    const first = await expectOk(engine.propose(one, rename(project)));
    const second = await expectOk(engine.propose(other, rename(project)));
    assert.deepEqual([...applied(one, first)].sort(), [...applied(other, second)].sort());
  });
}

function describeRefusals(cases: EngineCases, project: SampleProject): void {
  cases.it('says of a file of no language that what is asked is not offered there', async ({ engine }) => {
    const source = sourceOf(project);
    source.set('file.of-no-language', 'text');
    const query: CodeQuery = { type: 'symbols', path: 'file.of-no-language' };
    const error = await expectErr(engine.query(source, query), 'code/unsupported');
    assert.deepEqual(capabilityOf(error), { capability: 'symbols', language: null });
  });

  cases.it('says what it does not offer for a language', async ({ engine }) => {
    const source = sourceOf(project);
    const language = engine.languages.find(({ extensions }) =>
      extensions.some((end) => project.user.path.endsWith(end)),
    );
    const offered = new Set<string>(language?.queries);
    for (const type of ['symbols', 'diagnostics', 'tokens'] as const) {
      if (offered.has(type)) continue;
      const error = await expectErr(engine.query(source, { type, path: project.user.path }), 'code/unsupported');
      assert.equal(capabilityOf(error).capability, type);
    }
  });

  cases.it('gives up when it is told to, also when it was told before', async ({ engine }) => {
    const source = sourceOf(project);
    const signal = AbortSignal.abort();
    await expectErr(engine.query(source, definition(project), { signal }), 'request/aborted');
    await expectErr(engine.propose(source, rename(project), { signal }), 'request/aborted');
    await expectOk(engine.query(source, definition(project)));
  });
}

function describeLinks(cases: EngineCases, project: SampleProject): void {
  const languageOf = ({ languages }: CodeEngineSubject['engine']) =>
    languages.find(({ extensions }) => extensions.some((end) => project.user.path.endsWith(end)))?.id ?? '';

  cases.it('answers an editor that begins, until it closes its line', async ({ engine }) => {
    const link = await expectOk(engine.connect(sourceOf(project), languageOf(engine)));
    const begin = { jsonrpc: '2.0', id: 'first', method: 'initialize', params: { capabilities: {} } };
    const answered = firstAnswer(link.messages());
    await expectOk(link.send(begin));
    assert.equal((await answered)['id'], 'first');
    await link.close();
    await link.close();
    for await (const _ of link.messages()) assert.fail('there are no messages behind the end');
    await expectErr(link.send(begin), 'code/server-failed');
  });

  cases.it('takes no message of an editor that is none', async ({ engine }) => {
    const link = await expectOk(engine.connect(sourceOf(project), languageOf(engine)));
    await expectErr(link.send({ jsonrpc: '2.0' }), 'request/invalid');
    await link.close();
  });

  cases.it('has no line for a language that it does not speak', async ({ engine }) => {
    const error = await expectErr(engine.connect(sourceOf(project), 'no-language'), 'code/unsupported');
    assert.deepEqual(capabilityOf(error), { capability: 'connect', language: 'no-language' });
  });
}

async function firstAnswer(messages: AsyncIterable<LspMessage>): Promise<LspMessage> {
  for await (const message of messages) if ('result' in message || 'error' in message) return message;
  return assert.fail('the line ended before it answered');
}

function describeEnds(cases: EngineCases, project: SampleProject): void {
  cases.it('answers about a session that it was told to forget as about a new one', async ({ engine }) => {
    const source = sourceOf(project);
    await expectOk(engine.query(source, definition(project)));
    await engine.forget(source.key);
    await engine.forget(source.key);
    await engine.forget('never there');
    const { looks } = source;
    const [first] = locationsOf(await expectOk(engine.query(source, definition(project))));
    assert.equal(first?.path, project.definer.path);
    assert.ok(source.looks > looks, 'it looked at the files anew');
  });

  cases.it('answers nothing once it is disposed, however often', async ({ engine }) => {
    const source = sourceOf(project);
    await expectOk(engine.query(source, definition(project)));
    await engine.dispose();
    await engine.dispose();
    await expectErr(engine.query(source, definition(project)), 'code/server-failed');
    await expectErr(engine.propose(source, rename(project)), 'code/server-failed');
  });
}

function sourceOf({ definer, user }: SampleProject): SampleSource {
  return new SampleSource(`kit/${(sources += 1)}`, [definer, user]);
}

function definition({ user, word }: SampleProject) {
  return { type: 'definition', path: user.path, position: positionOf(user.text, word, 'last') } as const;
}

function rename({ definer, word }: SampleProject) {
  const position = positionOf(definer.text, word);
  return { type: 'rename-symbol', path: definer.path, position, newName: RENAMED } as const;
}

function locationsOf(answer: CodeAnswer): readonly CodeLocation[] {
  if ('locations' in answer) return answer.locations;
  return assert.fail(`expected places, got ${answer.type}`);
}

function textAt(source: SampleSource, { path, range: { start, end } }: CodeLocation): string {
  const text = Buffer.from(source.bytes(path) ?? []).toString();
  assert.equal(start.line, end.line);
  return (text.split('\n')[start.line - 1] ?? '').slice(start.column - 1, end.column - 1);
}

function assertDigest(source: SampleSource, change: FileChange): void {
  if (change.type === 'create') {
    assert.equal(source.bytes(change.path), undefined);
    return;
  }
  const bytes = source.bytes(change.path);
  assert.ok(bytes !== undefined, `there is a file ${change.path}`);
  assert.equal(change.before, createHash('sha256').update(bytes).digest('hex'));
}

/** What the files would say. */
function applied(source: SampleSource, { changes }: ProposedChange): ReadonlyMap<string, string> {
  const files = new Map(Object.entries(source.snapshot()));
  for (const change of changes) {
    if (change.type === 'edit') files.set(change.path, Buffer.from(change.bytes).toString('latin1'));
  }
  return files;
}

function capabilityOf(error: object): { readonly capability: unknown; readonly language: unknown } {
  const { capability, language } = error as { readonly capability?: unknown; readonly language?: unknown };
  return { capability, language };
}
