import type { CodeEngine, EditorLink } from '@carrel/core/code';
import { errAsync, okAsync } from '@carrel/core/kernel';
import { scriptedCodeEngine } from '@carrel/core/memory';
import { describe, expect, it } from 'vitest';
import { describeCodeEngine, type CodeEngineSubject, type SampleProject } from '../src/index.js';
import { failuresOf, recordingRunner } from './recording-runner.js';

const PROJECT: SampleProject = {
  definer: { path: 'a.ts', text: 'export const total = 1;\n' },
  user: { path: 'b.ts', text: "import { total } from './a';\nconsole.log(total);\n" },
  word: 'total',
  broken: { path: 'c.ts', text: 'ERROR here\n' },
};

type Alter = (engine: CodeEngine) => Partial<CodeEngine>;

function subjectOf(alter: Alter = () => ({})): CodeEngineSubject {
  const engine = scriptedCodeEngine();
  const whole: CodeEngine = {
    ...{ name: engine.name, languages: engine.languages },
    query: (...args) => engine.query(...args),
    propose: (...args) => engine.propose(...args),
    connect: (...args) => engine.connect(...args),
    forget: (key) => engine.forget(key),
    dispose: () => engine.dispose(),
  };
  return { engine: { ...whole, ...alter(whole) }, dispose: () => engine.dispose() };
}

function altered(link: EditorLink, other: Partial<EditorLink>): EditorLink {
  const whole: EditorLink = {
    send: (message) => link.send(message),
    messages: () => link.messages(),
    close: () => link.close(),
  };
  return { ...whole, ...other };
}

describeCodeEngine({ test: { describe, it }, createSubject: () => subjectOf(), project: PROJECT });

/** What is wrong with an engine, and the case that finds it out. */
const BROKEN: Readonly<Record<string, { readonly alter: Alter; readonly found: string }>> = {
  'leaves out what is not saved': {
    found: 'takes a text that is not saved for the file, in that call alone',
    alter: ({ query }) => ({
      query: (source, asked, { signal } = {}) => query(source, asked, signal ? { signal } : {}),
    }),
  },
  'remembers what it answered first': {
    found: 'sees files as they are at the time of the call',
    alter: ({ query }) => {
      const known = new Map<string, ReturnType<CodeEngine['query']>>();
      return {
        query: (source, asked, options) => {
          const name = JSON.stringify([source.key, asked, options]);
          const answer = known.get(name) ?? query(source, asked, options);
          known.set(name, answer);
          return answer;
        },
      };
    },
  },
  'mixes sessions up': {
    found: 'keeps sessions apart',
    alter: ({ query }) => {
      let first: Parameters<CodeEngine['query']>[0] | undefined;
      return { query: (source, asked, options) => query((first ??= source), asked, options) };
    },
  },
  'has other digests': {
    found: 'says of each file what it was by the digest of its bytes, and names each once',
    alter: ({ propose }) => ({
      propose: (...args) =>
        propose(...args).map((proposed) => ({
          ...proposed,
          changes: proposed.changes.map((change) => ('before' in change ? { ...change, before: '00' } : change)),
        })),
    }),
  },
  'goes on when it is told to stop': {
    found: 'gives up when it is told to, also when it was told before',
    alter: ({ query }) => ({ query: (source, asked) => query(source, asked) }),
  },
  'does not say what is missing': {
    found: 'says of a file of no language that what is asked is not offered there',
    alter: ({ query }) => ({
      query: (...args) =>
        query(...args).mapErr((error) =>
          error.type === 'code/unsupported' ? { ...error, capability: undefined } : error,
        ),
    }),
  },
  'goes on after its end': {
    found: 'answers nothing once it is disposed, however often',
    alter: () => ({ dispose: () => Promise.resolve() }),
  },
  'forgets more than a session': {
    found: 'answers about a session that it was told to forget as about a new one',
    alter: ({ query }) => {
      let isGone = false;
      return {
        query: (...args) => (isGone ? errAsync({ type: 'x', message: '', retryable: false }) : query(...args)),
        forget: () => Promise.resolve(void (isGone = true)),
      };
    },
  },
  'keeps the line of an editor that closed it': {
    found: 'answers an editor that begins, until it closes its line',
    alter: ({ connect }) => ({
      connect: (...args) => connect(...args).map((link) => altered(link, { close: () => Promise.resolve() })),
    }),
  },
  'swallows what is no message': {
    found: 'takes no message of an editor that is none',
    alter: ({ connect }) => ({
      connect: (...args) =>
        connect(...args).map((link) =>
          altered(link, { send: (message) => ('method' in message ? link.send(message) : okAsync(undefined)) }),
        ),
    }),
  },
  'speaks every language': {
    found: 'has no line for a language that it does not speak',
    alter: ({ connect }) => ({ connect: (source, _language, options) => connect(source, 'words', options) }),
  },
  'renames in one file alone': {
    found: 'proposes a rename in all files, and changes none',
    alter: ({ propose }) => ({
      propose: (...args) =>
        propose(...args).andThen(({ changes, ...rest }) => okAsync({ ...rest, changes: changes.slice(0, 1) })),
    }),
  },
};

describe('describeCodeEngine', () => {
  it.each(Object.entries(BROKEN))('finds out that an engine %s', async (_name, { alter, found }) => {
    const { test, cases } = recordingRunner();
    describeCodeEngine({ test, createSubject: () => subjectOf(alter), project: PROJECT });
    expect(await failuresOf(cases)).toContain(found);
  });
});
