import type { Ecosystem } from '../ecosystem.js';
import { readDenoJson } from '../manifests/deno-json.js';
import { readPackageJson } from '../manifests/package-json.js';

export const node: Ecosystem = {
  id: 'node',
  manifests: { 'package.json': readPackageJson },
  languages: [
    { id: 'typescript', fact: 'file:tsconfig.json' },
    { id: 'typescript', fact: 'dependency:typescript' },
    { id: 'javascript' },
  ],
  tools: [
    {
      id: 'pnpm',
      markers: ['pnpm-lock.yaml', 'pnpm-workspace.yaml'],
      inherited: true,
      install: [{ argv: ['pnpm', 'install'] }],
      exec: ['pnpm', 'exec'],
      script: ['pnpm', 'run', '{script}'],
    },
    {
      id: 'yarn',
      markers: ['yarn.lock'],
      inherited: true,
      install: [{ argv: ['yarn', 'install'] }],
      exec: ['yarn', 'run'],
      script: ['yarn', 'run', '{script}'],
    },
    {
      id: 'bun',
      markers: ['bun.lock', 'bun.lockb'],
      inherited: true,
      install: [{ argv: ['bun', 'install'] }],
      exec: ['bunx'],
      script: ['bun', 'run', '{script}'],
    },
    {
      id: 'npm',
      markers: ['package-lock.json', 'npm-shrinkwrap.json'],
      inherited: true,
      install: [{ argv: ['npm', 'install'] }],
      exec: ['npx'],
      script: ['npm', 'run', '{script}'],
    },
  ],
};

export const deno: Ecosystem = {
  id: 'deno',
  manifests: { 'deno.json': readDenoJson, 'deno.jsonc': readDenoJson },
  languages: [{ id: 'typescript' }],
  tools: [
    {
      id: 'deno',
      markers: [],
      install: [{ argv: ['deno', 'install'] }],
      exec: ['deno', 'run'],
      script: ['deno', 'task', '{script}'],
    },
  ],
};
