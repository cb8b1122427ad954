import { describeCodeEngine, type SampleProject } from '@carrel/conformance';
import { describe, it } from 'vitest';
import { createCodeEngine } from '../src/index.js';

const PROJECTS: Readonly<Record<string, SampleProject>> = {
  typescript: {
    definer: { path: 'a.ts', text: 'export const total = 1;\n' },
    user: { path: 'b.ts', text: "import { total } from './a';\nconsole.log(total);\n" },
    word: 'total',
    broken: { path: 'c.ts', text: 'export const wrong: number = "text";\n' },
  },
  python: {
    definer: { path: 'a.py', text: 'def total():\n    return 1\n' },
    user: { path: 'b.py', text: 'from a import total\n\nprint(total())\n' },
    word: 'total',
    broken: { path: 'c.py', text: 'def wrong() -> int:\n    return "text"\n' },
  },
};

describe.each(Object.entries(PROJECTS))('an engine over language servers, for %s', (_language, project) => {
  describeCodeEngine({
    test: { describe, it },
    project,
    createSubject: () => {
      const engine = createCodeEngine();
      return { engine, dispose: () => engine.dispose() };
    },
  });
});
