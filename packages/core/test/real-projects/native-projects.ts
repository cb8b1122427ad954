import type { RealProject } from './real-project.js';

function cargoToml(dependencies: string): string {
  return `[package]\nname = "app"\nversion = "0.1.0"\nedition = "2021"\n\n[dependencies]\n${dependencies}\n`;
}

function goMod(path: string): string {
  return `module example.com/app\n\ngo 1.22\n\nrequire (\n\t${path} v1.2.3\n\tgithub.com/google/uuid v1.6.0\n)\n\nrequire golang.org/x/net v0.25.0 // indirect\n`;
}

const CARGO = {
  install: ['cargo', 'fetch'],
  build: ['cargo', 'build'],
  run: ['cargo', 'run'],
  test: ['cargo', 'test'],
};
const GO = {
  install: ['go', 'mod', 'download'],
  build: ['go', 'build', './...'],
  run: ['go', 'run', '.'],
  test: ['go', 'test', './...'],
};

export const NATIVE: readonly RealProject[] = [
  {
    files: {
      'Cargo.toml': cargoToml('actix-web = "4"\nserde = { version = "1", features = ["derive"] }'),
      'src/main.rs': '',
    },
    expected: {
      id: 'actix',
      language: 'rust',
      evidence: ['Cargo.toml: dependency actix-web'],
      commands: CARGO,
      ports: [8080],
    },
  },
  {
    files: {
      'Cargo.toml': cargoToml('axum = { version = "0.7", features = [\n  "macros",\n] }\ntokio.version = "1"'),
      'src/main.rs': '',
    },
    expected: { id: 'axum', language: 'rust', commands: CARGO, ports: [3000] },
  },
  {
    files: {
      'Cargo.toml': `${cargoToml('')}\n[dependencies.rocket]\nversion = "0.5.1"\n`,
      'Rocket.toml': '',
      'src/main.rs': '',
    },
    expected: { id: 'rocket', language: 'rust', confidence: 0.94, commands: CARGO, ports: [8000] },
  },
  {
    files: { 'Cargo.toml': '[workspace]\nresolver = "2"\nmembers = [\n  "crates/*",\n]\n' },
    expected: {
      id: 'cargo-workspace',
      language: 'rust',
      evidence: ['Cargo.toml: workspace'],
      commands: {
        install: ['cargo', 'fetch'],
        build: ['cargo', 'build', '--workspace'],
        test: ['cargo', 'test', '--workspace'],
      },
    },
  },
  {
    files: { 'Cargo.toml': cargoToml('clap = "4"'), 'src/main.rs': '' },
    expected: { id: 'cargo-binary', language: 'rust', evidence: ['src/main.rs'], commands: CARGO, ports: [] },
  },
  {
    files: { 'Cargo.toml': `${cargoToml('')}\n[[bin]]\nname = "tool"\npath = "tool.rs"\n`, 'tool.rs': '' },
    expected: { id: 'cargo-binary', language: 'rust', evidence: ['Cargo.toml: bin'] },
  },
  {
    files: { 'Cargo.toml': cargoToml('serde = "1"'), 'src/lib.rs': '' },
    expected: {
      id: 'cargo-library',
      language: 'rust',
      commands: { install: ['cargo', 'fetch'], build: ['cargo', 'build'], test: ['cargo', 'test'] },
    },
  },
  {
    files: { 'go.mod': goMod('github.com/gin-gonic/gin'), 'main.go': '' },
    expected: { id: 'gin', language: 'go', commands: GO, ports: [8080] },
  },
  {
    files: { 'go.mod': goMod('github.com/labstack/echo/v4'), 'main.go': '' },
    expected: { id: 'echo', language: 'go', commands: GO, ports: [1323] },
  },
  {
    files: { 'go.mod': goMod('github.com/gofiber/fiber/v2'), 'cmd/server/main.go': '' },
    expected: { id: 'fiber', language: 'go', commands: { ...GO, run: ['go', 'run', './cmd/server'] }, ports: [3000] },
  },
  {
    files: { 'go.mod': 'module example.com/tool\n\ngo 1.22\n', 'main.go': '' },
    expected: { id: 'go-module', language: 'go', evidence: ['go.mod', 'main.go'], commands: GO, ports: [] },
  },
  {
    files: {
      'CMakeLists.txt':
        'cmake_minimum_required(VERSION 3.20)\nproject(app LANGUAGES CXX)\nadd_executable(app src/main.cpp)\nenable_testing()\nadd_test(NAME a COMMAND app)\n',
      'src/main.cpp': '',
      'src/util.c': '',
    },
    expected: {
      id: 'cmake',
      language: 'cpp',
      commands: {
        install: ['cmake', '-S', '.', '-B', 'build'],
        build: ['cmake', '--build', 'build'],
        test: ['ctest', '--test-dir', 'build'],
      },
    },
  },
  {
    files: {
      'meson.build': "project('app', 'c')\nexe = executable('app', 'main.c')\ntest('basic', exe)\n",
      'main.c': '',
    },
    expected: {
      id: 'meson',
      language: 'c',
      commands: {
        install: ['meson', 'setup', 'build'],
        build: ['meson', 'compile', '-C', 'build'],
        test: ['meson', 'test', '-C', 'build'],
      },
    },
  },
  {
    files: {
      Makefile: 'CC := gcc\nall: app\n\napp: main.c\n\t$(CC) -o $@ $<\n\ntest: app\n\t./app run: x\n',
      'main.c': '',
    },
    expected: { id: 'make', language: 'c', commands: { build: ['make', 'all'], test: ['make', 'test'] } },
  },
];
