import type { Ecosystem } from '../ecosystem.js';
import { readPyprojectToml } from '../manifests/pyproject-toml.js';
import { readPipfile, readRequirements, readSetupPy } from '../manifests/python-packages.js';

export const python: Ecosystem = {
  id: 'python',
  manifests: {
    'pyproject.toml': readPyprojectToml,
    'requirements.txt': readRequirements,
    Pipfile: readPipfile,
    'setup.py': readSetupPy,
  },
  languages: [{ id: 'python' }],
  tools: [
    {
      id: 'uv',
      markers: ['uv.lock'],
      inherited: true,
      install: [{ argv: ['uv', 'sync'] }],
      exec: ['uv', 'run'],
    },
    {
      id: 'poetry',
      markers: ['poetry.lock'],
      install: [{ argv: ['poetry', 'install'] }],
      exec: ['poetry', 'run'],
    },
    {
      id: 'pdm',
      markers: ['pdm.lock'],
      install: [{ argv: ['pdm', 'install'] }],
      exec: ['pdm', 'run'],
    },
    {
      id: 'pipenv',
      markers: ['Pipfile.lock'],
      install: [{ argv: ['pipenv', 'install', '--dev'] }],
      exec: ['pipenv', 'run'],
    },
    {
      id: 'hatch',
      markers: ['hatch.toml'],
      install: [{ argv: ['hatch', 'env', 'create'] }],
      exec: ['hatch', 'run'],
    },
    {
      id: 'pip',
      markers: [],
      install: [
        { when: 'file:requirements.txt', argv: ['python3', '-m', 'pip', 'install', '-r', 'requirements.txt'] },
        { when: 'package', argv: ['python3', '-m', 'pip', 'install', '-e', '.'] },
      ],
      exec: [],
    },
  ],
};
