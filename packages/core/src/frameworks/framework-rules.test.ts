import { describe, expect, it } from 'vitest';
import { builtInLanguages } from '../languages/index.js';
import { frameworkRules } from './framework-rules.js';
import { detectFrameworks, type ProjectFiles } from './index.js';
import { JAVASCRIPT } from '../../test/real-projects/javascript-projects.js';
import { PYTHON } from '../../test/real-projects/python-projects.js';
import { NATIVE } from '../../test/real-projects/native-projects.js';
import { JVM } from '../../test/real-projects/jvm-projects.js';
import { MANAGED } from '../../test/real-projects/managed-projects.js';

function toProject(files: Readonly<Record<string, string>>): ProjectFiles {
  return { paths: Object.keys(files), read: (path) => files[path] };
}

const PROJECTS = [...JAVASCRIPT, ...PYTHON, ...NATIVE, ...JVM, ...MANAGED].map((project) => ({
  ...project,
  name: `${project.expected.id} by ${Object.keys(project.files).join(', ')}`,
}));

describe('every framework', () => {
  it.each(PROJECTS)('$name', ({ files, expected }) => {
    const [best, ...others] = detectFrameworks(toProject(files));

    expect(others).toEqual([]);
    expect(best).toMatchObject(expected);
    expect(best?.commands).toEqual(expected.commands ?? expect.anything());
    expect(best?.confidence).toBeGreaterThanOrEqual(0.5);
    expect(best?.evidence).not.toEqual([]);
  });

  it('is proven by a project', () => {
    const proven = new Set(PROJECTS.map(({ expected }) => expected.id));

    expect(frameworkRules.map(({ id }) => id).filter((id) => !proven.has(id))).toEqual([]);
  });

  it('has an id of its own and takes the place of known ones only', () => {
    const known = frameworkRules.map(({ id }) => id);

    expect(new Set(known).size).toBe(known.length);
    expect(frameworkRules.flatMap(({ supersedes }) => supersedes ?? []).filter((id) => !known.includes(id))).toEqual(
      [],
    );
    expect(known.length).toBeGreaterThanOrEqual(22);
  });

  it('is of a language of the catalogue', () => {
    const languages = new Set(builtInLanguages.map(({ id }) => id));

    for (const { files } of PROJECTS)
      for (const { language } of detectFrameworks(toProject(files))) expect(languages).toContain(language);
  });

  it('that the catalogue names for a language is known, where its manifest is', () => {
    const known = frameworkRules.map(({ id }) => id);
    const named = builtInLanguages
      .filter(({ id }) => !['perl', 'r'].includes(id))
      .flatMap(({ frameworks }) => frameworks);

    expect(named.filter((id) => !known.includes(id))).toEqual([]);
  });
});
