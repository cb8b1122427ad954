// Writes the pages of the reference from the docstrings of what the packages export.
import { readdirSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Application, Converter } from 'typedoc';
import { REFERENCE, root } from './pages.mjs';

/** What the client has of the OpenAPI document, which has a page of its own. */
const GENERATED = ['ApiPaths'];

/** One page for every module that can be imported, with its name. */
export async function writeReference() {
  const modules = modulesOf(root);
  // TypeDoc names modules by their files.
  const named = new Map([...modules].map(([name, source]) => [fileName(source), name]));
  const app = await Application.bootstrapWithPlugins({
    entryPoints: [...modules.values()],
    tsconfig: join(import.meta.dirname, '../tsconfig.api.json'),
    plugin: ['typedoc-plugin-markdown'],
    out: join(root, REFERENCE),
    name: 'Reference',
    readme: 'none',
    entryFileName: 'index.md',
    outputFileStrategy: 'modules',
    flattenOutputFiles: true,
    hidePageHeader: true,
    hideBreadcrumbs: true,
    // What it calls a heading, and what VitePress does, is not always the same.
    useHTMLAnchors: true,
    useHTMLEncodedBrackets: true,
    sanitizeComments: true,
    // What it compiles is compiled by others, who tell what is wrong with it.
    skipErrorChecking: true,
    validation: false,
    disableSources: true,
    excludeInternal: true,
    excludePrivate: true,
    excludeProtected: true,
    logLevel: 'Error',
  });
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
    for (const module of project.children) {
      withoutGenerated(module);
      module.name = named.get(module.name) ?? module.name;
    }
  });
  const project = await app.convert();
  if (project === undefined) throw new Error('The docstrings cannot be read.');
  await rm(join(root, REFERENCE), { recursive: true, force: true });
  await app.generateOutputs(project);
}

/** Where the source of each module is that the packages export, by what it is imported as. */
function modulesOf(root) {
  const modules = new Map();
  for (const folder of readdirSync(join(root, 'packages'))) {
    const directory = join(root, 'packages', folder);
    const { name, exports } = JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8'));
    for (const [path, { 'carrel-source': source }] of Object.entries(exports))
      if (source !== undefined) modules.set(join(name, path), join(directory, source));
  }
  return modules;
}

function withoutGenerated(module) {
  for (const name of GENERATED) {
    const found = module.getChildByName(name);
    if (found !== undefined) module.project.removeReflection(found);
  }
}

function fileName(source) {
  return source.slice(join(root, 'packages/').length).replace(/(\/index)?\.ts$/, '');
}
