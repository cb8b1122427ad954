import type { Ecosystem } from '../ecosystem.js';
import { readCargoToml } from '../manifests/cargo-toml.js';
import { readGoMod } from '../manifests/go-mod.js';
import { readCMakeLists, readMakefile, readMesonBuild } from '../manifests/native-builds.js';

/** C++ projects often have files of C as well. */
const LANGUAGES: Ecosystem['languages'] = [
  ...['.cpp', '.cc', '.cxx', '.hpp'].map((extension) => ({ id: 'cpp', fact: `ext:${extension}` })),
  { id: 'c', fact: 'ext:.c' },
  { id: 'cpp' },
];

export const cargo: Ecosystem = {
  id: 'cargo',
  manifests: { 'Cargo.toml': readCargoToml },
  languages: [{ id: 'rust' }],
  tools: [{ id: 'cargo', markers: [], install: [{ argv: ['cargo', 'fetch'] }], exec: [] }],
};

export const go: Ecosystem = {
  id: 'go',
  manifests: { 'go.mod': readGoMod },
  languages: [{ id: 'go' }],
  tools: [{ id: 'go', markers: [], install: [{ argv: ['go', 'mod', 'download'] }], exec: [] }],
};

export const cmake: Ecosystem = {
  id: 'cmake',
  manifests: { 'CMakeLists.txt': readCMakeLists },
  languages: LANGUAGES,
  tools: [{ id: 'cmake', markers: [], install: [{ argv: ['cmake', '-S', '.', '-B', 'build'] }], exec: [] }],
};

export const meson: Ecosystem = {
  id: 'meson',
  manifests: { 'meson.build': readMesonBuild },
  languages: LANGUAGES,
  tools: [{ id: 'meson', markers: [], install: [{ argv: ['meson', 'setup', 'build'] }], exec: [] }],
};

/** What runs the steps of a project of any kind, written for a shell, unless there are sources of C beside it. */
export const make: Ecosystem = {
  id: 'make',
  manifests: { Makefile: readMakefile, makefile: readMakefile, GNUmakefile: readMakefile },
  languages: [...LANGUAGES.filter(({ fact }) => fact !== undefined), { id: 'bash' }],
  tools: [{ id: 'make', markers: [], install: [], exec: [], script: ['make', '{script}'] }],
};
