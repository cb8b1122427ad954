import type { SuppliedFile } from '../language.js';

const MODULES = [
  'assert',
  'buffer',
  'child_process',
  'crypto',
  'events',
  'fs',
  'fs/promises',
  'http',
  'https',
  'net',
  'os',
  'path',
  'process',
  'readline',
  'readline/promises',
  'stream',
  'stream/promises',
  'string_decoder',
  'timers',
  'timers/promises',
  'url',
  'util',
  'worker_threads',
  'zlib',
];

const GLOBALS = ['process', 'Buffer', 'global', 'module', 'exports', '__dirname', '__filename', 'setImmediate'];

/**
 * What a TypeScript program may name of Node where its types are not installed: everything is there, and of type `any`. It is a
 * declaration file, so real types that a workspace has beside it do not clash with it under `skipLibCheck`.
 */
export const nodeDeclarations: SuppliedFile = {
  path: '.build/node.d.ts',
  content: [
    ...GLOBALS.map((name) => `declare var ${name}: any;`),
    'declare function require(id: string): any;',
    "declare module 'node:*';",
    ...MODULES.map((name) => `declare module '${name}';`),
    '',
  ].join('\n'),
};
