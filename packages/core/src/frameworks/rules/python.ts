import type { FrameworkRule, Steps } from '../framework-rule.js';

const PYTHON = ['{exec}', 'python3'];
const TEST: Steps = [
  ...['dependency:pytest', 'tool:pytest', 'file:pytest.ini', 'file:conftest.py'].map((when) => ({
    when,
    argv: [...PYTHON, '-m', 'pytest'],
  })),
];
const UNITTEST: Steps = [{ when: 'file:tests/__init__.py', argv: [...PYTHON, '-m', 'unittest'] }];
const ADDRESS = ['--host', '0.0.0.0', '--port'];

/** One way for each place where the application is usually made. */
function served(places: readonly (readonly [file: string, name: string])[], argv: (name: string) => string[]): Steps {
  return places.map(([file, name]) => ({ when: `file:${file}`, argv: [...PYTHON, '-m', ...argv(name)] }));
}

export const pythonRules: readonly FrameworkRule[] = [
  {
    id: 'django',
    name: 'Django',
    ecosystems: ['python'],
    anyDependency: ['django'],
    files: ['manage.py'],
    confidence: 0.9,
    commands: {
      run: [{ when: 'file:manage.py', argv: [...PYTHON, 'manage.py', 'runserver', '0.0.0.0:8000'] }],
      test: [...TEST, { when: 'file:manage.py', argv: [...PYTHON, 'manage.py', 'test'] }],
    },
    ports: [8000],
  },
  {
    id: 'fastapi',
    name: 'FastAPI',
    ecosystems: ['python'],
    anyDependency: ['fastapi'],
    confidence: 0.9,
    commands: {
      run: served(
        [
          ['main.py', 'main:app'],
          ['app.py', 'app:app'],
          ['app/main.py', 'app.main:app'],
          ['src/main.py', 'src.main:app'],
        ],
        (name) => ['uvicorn', name, ...ADDRESS, '8000'],
      ),
      test: [...TEST, ...UNITTEST],
    },
    ports: [8000],
  },
  {
    id: 'flask',
    name: 'Flask',
    ecosystems: ['python'],
    anyDependency: ['flask'],
    files: ['wsgi.py', '.flaskenv'],
    confidence: 0.85,
    commands: {
      run: served(
        [
          ['app.py', 'app'],
          ['wsgi.py', 'wsgi'],
          ['main.py', 'main'],
          ['app/__init__.py', 'app'],
        ],
        (name) => ['flask', '--app', name, 'run', ...ADDRESS, '5000'],
      ),
      test: [...TEST, ...UNITTEST],
    },
    ports: [5000],
  },
  {
    id: 'python',
    name: 'Python',
    ecosystems: ['python'],
    plain: true,
    confidence: 0.6,
    commands: {
      run: ['main.py', 'app.py', 'src/main.py'].map((file) => ({ when: `file:${file}`, argv: [...PYTHON, file] })),
      test: [...TEST, ...UNITTEST],
    },
    ports: [],
  },
];
