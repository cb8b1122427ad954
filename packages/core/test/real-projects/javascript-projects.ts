import type { Detection } from '../../src/frameworks/index.js';
import type { RealProject } from './real-project.js';

function packageJson(content: object): string {
  return JSON.stringify({ name: 'app', version: '1.0.0', private: true, ...content }, null, 2);
}

function npm(run: string): Detection['commands'] {
  return { install: ['npm', 'install'], run: ['npm', 'run', run] };
}

export const JAVASCRIPT: readonly RealProject[] = [
  {
    files: {
      'package.json': packageJson({
        scripts: { dev: 'next dev', build: 'next build', start: 'next start', lint: 'next lint' },
        dependencies: { next: '14.2.3', react: '^18', 'react-dom': '^18' },
        devDependencies: { typescript: '^5', '@types/node': '^20' },
      }),
      'package-lock.json': '{}',
      'tsconfig.json': '{}',
      'next.config.mjs': '',
      'app/page.tsx': '',
    },
    expected: {
      id: 'next',
      language: 'typescript',
      confidence: 0.94,
      evidence: ['package.json: dependency next', 'next.config.mjs', 'package-lock.json'],
      commands: { ...npm('dev'), build: ['npm', 'run', 'build'] },
      ports: [3000],
    },
  },
  {
    files: {
      'package.json': packageJson({
        type: 'module',
        scripts: { build: 'nuxt build', dev: 'nuxt dev', generate: 'nuxt generate', postinstall: 'nuxt prepare' },
        dependencies: { nuxt: '^3.12.4', vue: 'latest', 'vue-router': 'latest' },
      }),
      'nuxt.config.ts': 'export default defineNuxtConfig({})',
    },
    expected: {
      id: 'nuxt',
      language: 'javascript',
      commands: { ...npm('dev'), build: ['npm', 'run', 'build'] },
      ports: [3000],
    },
  },
  {
    files: {
      'package.json': packageJson({
        scripts: { dev: 'vite dev', build: 'vite build', preview: 'vite preview' },
        devDependencies: { '@sveltejs/kit': '^2.0.0', svelte: '^4.2.7', vite: '^5.0.3', vitest: '^1' },
      }),
      'svelte.config.js': '',
      'vite.config.ts': '',
      'pnpm-lock.yaml': "lockfileVersion: '9.0'",
    },
    expected: {
      id: 'sveltekit',
      language: 'javascript',
      commands: {
        install: ['pnpm', 'install'],
        run: ['pnpm', 'run', 'dev'],
        build: ['pnpm', 'run', 'build'],
        test: ['pnpm', 'exec', 'vitest', 'run'],
      },
      ports: [5173],
    },
  },
  {
    files: {
      'package.json': packageJson({
        scripts: { ng: 'ng', start: 'ng serve', build: 'ng build', test: 'ng test' },
        dependencies: {
          '@angular/core': '^17.3.0',
          '@angular/common': '^17.3.0',
          rxjs: '~7.8.0',
          'zone.js': '~0.14.3',
        },
        devDependencies: { '@angular/cli': '^17.3.0', typescript: '~5.4.2' },
      }),
      'angular.json': '{}',
      'tsconfig.json': '{}',
    },
    expected: {
      id: 'angular',
      language: 'typescript',
      commands: { ...npm('start'), build: ['npm', 'run', 'build'], test: ['npm', 'run', 'test'] },
      ports: [4200],
    },
  },
  {
    files: {
      'package.json': packageJson({
        scripts: { build: 'nest build', start: 'nest start', 'start:dev': 'nest start --watch', test: 'jest' },
        dependencies: {
          '@nestjs/common': '^10',
          '@nestjs/core': '^10',
          '@nestjs/platform-express': '^10',
          express: '4',
        },
        devDependencies: { typescript: '^5.1.3', jest: '^29.5.0' },
      }),
      'nest-cli.json': '{}',
      'tsconfig.json': '{}',
    },
    expected: {
      id: 'nestjs',
      language: 'typescript',
      commands: { ...npm('start:dev'), build: ['npm', 'run', 'build'], test: ['npm', 'run', 'test'] },
      ports: [3000],
    },
  },
  {
    files: {
      'package.json': packageJson({
        dependencies: { react: '^18.2.0', 'react-dom': '^18.2.0', 'react-scripts': '5.0.1', 'web-vitals': '^2.1.4' },
        scripts: { start: 'react-scripts start', build: 'react-scripts build', test: 'react-scripts test' },
      }),
      'public/index.html': '',
      'src/App.js': '',
    },
    expected: {
      id: 'create-react-app',
      language: 'javascript',
      commands: { ...npm('start'), build: ['npm', 'run', 'build'], test: ['npm', 'run', 'test'] },
      ports: [3000],
    },
  },
  {
    files: {
      'package.json': packageJson({
        type: 'module',
        scripts: { dev: 'vite', build: 'tsc && vite build', preview: 'vite preview' },
        dependencies: { react: '^18.3.1', 'react-dom': '^18.3.1' },
        devDependencies: { '@vitejs/plugin-react': '^4.3.1', typescript: '^5.2.2', vite: '^5.3.4' },
      }),
      'vite.config.ts': '',
      'tsconfig.json': '{}',
    },
    expected: {
      id: 'react-vite',
      language: 'typescript',
      commands: { ...npm('dev'), build: ['npm', 'run', 'build'] },
      ports: [5173],
    },
  },
  {
    files: {
      'package.json': packageJson({
        scripts: { dev: 'vite', build: 'vite build' },
        dependencies: { vue: '^3.4.29' },
        devDependencies: { '@vitejs/plugin-vue': '^5.0.5', vite: '^5.3.1' },
      }),
      'vite.config.js': '',
    },
    expected: {
      id: 'vue-vite',
      language: 'javascript',
      commands: { ...npm('dev'), build: ['npm', 'run', 'build'] },
      ports: [5173],
    },
  },
  {
    files: {
      'package.json': packageJson({
        devDependencies: { svelte: '^4.2.18', vite: '^5.3.4', '@sveltejs/vite-plugin-svelte': '^3' },
      }),
      'svelte.config.js': '',
    },
    expected: {
      id: 'svelte',
      language: 'javascript',
      commands: {
        install: ['npm', 'install'],
        run: ['npx', 'vite', '--host', '0.0.0.0'],
        build: ['npx', 'vite', 'build'],
      },
      ports: [5173],
    },
  },
  {
    files: {
      'package.json': packageJson({
        scripts: { start: 'webpack serve', build: 'webpack' },
        dependencies: { react: '^18', 'react-dom': '^18' },
        devDependencies: { webpack: '^5', 'webpack-dev-server': '^5' },
      }),
    },
    expected: {
      id: 'react',
      language: 'javascript',
      commands: { ...npm('start'), build: ['npm', 'run', 'build'] },
      ports: [3000],
    },
  },
  {
    files: {
      'package.json': packageJson({
        scripts: { serve: 'vue-cli-service serve', build: 'vue-cli-service build' },
        dependencies: { vue: '^2.6.14' },
        devDependencies: { '@vue/cli-service': '~5.0.0' },
      }),
      'vue.config.js': '',
    },
    expected: {
      id: 'vue',
      language: 'javascript',
      commands: { ...npm('serve'), build: ['npm', 'run', 'build'] },
      ports: [8080],
    },
  },
  {
    files: { 'package.json': packageJson({ dependencies: { express: '^4.19.2', cors: '2' } }), 'server.js': '' },
    expected: {
      id: 'express',
      language: 'javascript',
      evidence: ['package.json: dependency express'],
      commands: { install: ['npm', 'install'], run: ['node', 'server.js'] },
      ports: [3000],
    },
  },
  {
    files: {
      'package.json': packageJson({
        dependencies: { fastify: '^4.28.1' },
        scripts: { dev: 'node --watch app.js', test: 'node --test' },
      }),
      'app.js': '',
    },
    expected: {
      id: 'fastify',
      language: 'javascript',
      commands: { ...npm('dev'), test: ['npm', 'run', 'test'] },
      ports: [3000],
    },
  },
  {
    files: {
      'package.json': packageJson({ devDependencies: { typescript: '^5.5.3' }, scripts: { test: 'vitest run' } }),
      'tsconfig.json': '{"compilerOptions": {"strict": true}}',
      'src/index.ts': '',
    },
    expected: {
      id: 'typescript',
      language: 'typescript',
      evidence: ['tsconfig.json'],
      commands: { install: ['npm', 'install'], build: ['npx', 'tsc'], test: ['npm', 'run', 'test'] },
      ports: [],
    },
  },
  {
    files: {
      'package.json': packageJson({ scripts: { start: 'node index.js' }, dependencies: { lodash: '^4' } }),
      'index.js': '',
    },
    expected: { id: 'node', language: 'javascript', evidence: ['package.json'], commands: npm('start'), ports: [] },
  },
  {
    files: {
      'deno.jsonc':
        '{\n  // Tasks of ours.\n  "tasks": { "dev": "deno run --watch main.ts" },\n  "imports": { "@std/assert": "jsr:@std/assert@1" }\n}\n',
      'main.ts': '',
    },
    expected: {
      id: 'deno',
      language: 'typescript',
      commands: { install: ['deno', 'install'], run: ['deno', 'task', 'dev'], test: ['deno', 'test'] },
    },
  },
];
