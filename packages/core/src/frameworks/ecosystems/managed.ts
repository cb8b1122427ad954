import type { Ecosystem } from '../ecosystem.js';
import { readComposerJson } from '../manifests/composer-json.js';
import { readCsproj } from '../manifests/csproj.js';
import { readGemfile } from '../manifests/gemfile.js';

export const bundler: Ecosystem = {
  id: 'bundler',
  manifests: { Gemfile: readGemfile },
  languages: [{ id: 'ruby' }],
  tools: [{ id: 'bundler', markers: [], install: [{ argv: ['bundle', 'install'] }], exec: ['bundle', 'exec'] }],
};

export const composer: Ecosystem = {
  id: 'composer',
  manifests: { 'composer.json': readComposerJson },
  languages: [{ id: 'php' }],
  tools: [
    {
      id: 'composer',
      markers: [],
      install: [{ argv: ['composer', 'install'] }],
      exec: ['composer', 'exec', '--'],
      script: ['composer', 'run-script', '{script}'],
    },
  ],
};

export const dotnet: Ecosystem = {
  id: 'dotnet',
  manifests: { '*.csproj': readCsproj },
  languages: [{ id: 'csharp' }],
  tools: [{ id: 'dotnet', markers: [], install: [{ argv: ['dotnet', 'restore'] }], exec: [] }],
};
