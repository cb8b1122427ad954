import { expect } from 'vitest';
import type { RealProject } from './real-project.js';

export const PYTHON: readonly RealProject[] = [
  {
    files: {
      'requirements.txt': 'Django>=5.0,<6\npsycopg[binary]==3.1.19\ngunicorn\n',
      'manage.py': '',
      'shop/settings.py': '',
    },
    expected: {
      id: 'django',
      language: 'python',
      confidence: 0.94,
      evidence: ['requirements.txt: dependency django', 'manage.py'],
      commands: {
        install: ['python3', '-m', 'pip', 'install', '-r', 'requirements.txt'],
        run: ['python3', 'manage.py', 'runserver', '0.0.0.0:8000'],
        test: ['python3', 'manage.py', 'test'],
      },
      ports: [8000],
    },
  },
  {
    files: {
      'pyproject.toml':
        '[tool.poetry]\nname = "api"\nversion = "0.1.0"\n\n[tool.poetry.dependencies]\npython = "^3.11"\nfastapi = "^0.111.0"\nuvicorn = {extras = ["standard"], version = "^0.30"}\n\n[tool.poetry.group.dev.dependencies]\npytest = "^8.2"\n\n[build-system]\nrequires = ["poetry-core"]\nbuild-backend = "poetry.core.masonry.api"\n',
      'app/main.py': '',
    },
    expected: {
      id: 'fastapi',
      language: 'python',
      evidence: ['pyproject.toml: dependency fastapi', 'pyproject.toml: poetry'],
      commands: {
        install: ['poetry', 'install'],
        run: ['poetry', 'run', 'python3', '-m', 'uvicorn', 'app.main:app', '--host', '0.0.0.0', '--port', '8000'],
        test: ['poetry', 'run', 'python3', '-m', 'pytest'],
      },
      ports: [8000],
    },
  },
  {
    files: {
      'pyproject.toml':
        '[project]\nname = "site"\nversion = "0.1.0"\nrequires-python = ">=3.11"\ndependencies = [\n    # The web.\n    "flask>=3.0",  # and more\n    "sqlalchemy[asyncio]>=2",\n]\n\n[dependency-groups]\ndev = ["pytest>=8"]\n',
      'uv.lock': '',
      'app.py': '',
    },
    expected: {
      id: 'flask',
      language: 'python',
      commands: {
        install: ['uv', 'sync'],
        run: ['uv', 'run', 'python3', '-m', 'flask', '--app', 'app', 'run', '--host', '0.0.0.0', '--port', '5000'],
        test: ['uv', 'run', 'python3', '-m', 'pytest'],
      },
      ports: [5000],
    },
  },
  {
    files: { Pipfile: '[packages]\nflask = "*"\n\n[dev-packages]\npytest = "*"\n', 'wsgi.py': '' },
    expected: {
      id: 'flask',
      language: 'python',
      commands: expect.objectContaining({ install: ['pipenv', 'install', '--dev'] }),
    },
  },
  {
    files: {
      'setup.py': "from setuptools import setup\nsetup(name='a', install_requires=[\n  'Django>=4',\n])\n",
      'manage.py': '',
    },
    expected: {
      id: 'django',
      language: 'python',
      commands: expect.objectContaining({ install: ['python3', '-m', 'pip', 'install', '-e', '.'] }),
    },
  },
  {
    files: {
      'requirements.txt': 'numpy==1.26.4\npandas\n-e git+https://example.com/x.git#egg=x\n',
      'main.py': '',
      'conftest.py': '',
    },
    expected: {
      id: 'python',
      language: 'python',
      evidence: ['requirements.txt'],
      commands: {
        install: ['python3', '-m', 'pip', 'install', '-r', 'requirements.txt'],
        run: ['python3', 'main.py'],
        test: ['python3', '-m', 'pytest'],
      },
      ports: [],
    },
  },
];
