import type { LanguageSupport, StreamParser } from '@codemirror/language';
import type { Extension } from '@codemirror/state';
import { nameOf } from '../room/tree-model.js';

type Load = () => Promise<Extension>;

const streamed = async (parser: StreamParser<unknown>): Promise<Extension> =>
  (await import('@codemirror/language')).StreamLanguage.define(parser);
const javascript =
  (options: { readonly jsx?: boolean; readonly typescript?: boolean }) => async (): Promise<LanguageSupport> =>
    (await import('@codemirror/lang-javascript')).javascript(options);
const clike = (name: 'c' | 'cpp' | 'csharp' | 'java' | 'kotlin') => async () =>
  streamed((await import('@codemirror/legacy-modes/mode/clike'))[name]);
const shell: Load = async () => streamed((await import('@codemirror/legacy-modes/mode/shell')).shell);
const yaml: Load = async () => streamed((await import('@codemirror/legacy-modes/mode/yaml')).yaml);
const html: Load = async () => (await import('@codemirror/lang-html')).html();
const cpp = clike('cpp');

/** How each language is coloured, by the end of a file's name; loaded with the first file of it. */
const LANGUAGES: Readonly<Record<string, readonly [name: string, load: Load]>> = {
  bash: ['Shell', shell],
  c: ['C', clike('c')],
  cc: ['C++', cpp],
  cpp: ['C++', cpp],
  cs: ['C#', clike('csharp')],
  css: ['CSS', async () => (await import('@codemirror/lang-css')).css()],
  cts: ['TypeScript', javascript({ typescript: true })],
  cxx: ['C++', cpp],
  go: ['Go', async () => streamed((await import('@codemirror/legacy-modes/mode/go')).go)],
  h: ['C', clike('c')],
  hpp: ['C++', cpp],
  htm: ['HTML', html],
  html: ['HTML', html],
  java: ['Java', clike('java')],
  js: ['JavaScript', javascript({ jsx: true })],
  json: ['JSON', async () => (await import('@codemirror/lang-json')).json()],
  jsx: ['JavaScript', javascript({ jsx: true })],
  kt: ['Kotlin', clike('kotlin')],
  lua: ['Lua', async () => streamed((await import('@codemirror/legacy-modes/mode/lua')).lua)],
  md: ['Markdown', async () => (await import('@codemirror/lang-markdown')).markdown()],
  mjs: ['JavaScript', javascript({ jsx: true })],
  mts: ['TypeScript', javascript({ typescript: true })],
  pl: ['Perl', async () => streamed((await import('@codemirror/legacy-modes/mode/perl')).perl)],
  py: ['Python', async () => (await import('@codemirror/lang-python')).python()],
  r: ['R', async () => streamed((await import('@codemirror/legacy-modes/mode/r')).r)],
  rb: ['Ruby', async () => streamed((await import('@codemirror/legacy-modes/mode/ruby')).ruby)],
  rs: ['Rust', async () => streamed((await import('@codemirror/legacy-modes/mode/rust')).rust)],
  sh: ['Shell', shell],
  sql: ['SQL', async () => streamed((await import('@codemirror/legacy-modes/mode/sql')).standardSQL)],
  toml: ['TOML', async () => streamed((await import('@codemirror/legacy-modes/mode/toml')).toml)],
  ts: ['TypeScript', javascript({ typescript: true })],
  tsx: ['TypeScript', javascript({ jsx: true, typescript: true })],
  yaml: ['YAML', yaml],
  yml: ['YAML', yaml],
};

/** What a file is written in, for people. */
export function languageName(path: string): string {
  return entryOf(path)?.[0] ?? 'Plain text';
}

export async function colouring(path: string): Promise<Extension> {
  return (await entryOf(path)?.[1]()) ?? [];
}

function entryOf(path: string) {
  return LANGUAGES[nameOf(path).split('.').at(-1)?.toLowerCase() ?? ''];
}
