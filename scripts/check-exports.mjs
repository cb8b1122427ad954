// Checks that every door of every published package exports what scripts/exports.json says, types included.
//
//   node scripts/check-exports.mjs            checks
//   node scripts/check-exports.mjs --update   writes scripts/exports.json
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const pinned = fileURLToPath(new URL('exports.json', import.meta.url));

/** The names that each door exports, sorted; a name that exists for the compiler alone is marked with `type`. */
export function readExports(root) {
  const doors = doorsOf(root);
  const { options } = ts.parseJsonConfigFileContent(
    ts.readConfigFile(join(root, 'tsconfig.base.json'), ts.sys.readFile).config,
    ts.sys,
    root,
  );
  const program = ts.createProgram(Object.values(doors), { ...options, composite: false, noEmit: true });
  const checker = program.getTypeChecker();
  return Object.fromEntries(
    Object.entries(doors).map(([door, file]) => [door, namesIn(checker, program.getSourceFile(file))]),
  );
}

/** What the doors say against what is pinned, one line for each name that came or went. */
export function compareExports(found, expected) {
  const doors = [...new Set([...Object.keys(found), ...Object.keys(expected)])].sort();
  return doors.flatMap((door) => {
    const [now, before] = [found[door] ?? [], expected[door] ?? []];
    const came = now.filter((name) => !before.includes(name)).map((name) => `${door}: new: ${name}`);
    const went = before.filter((name) => !now.includes(name)).map((name) => `${door}: gone: ${name}`);
    return [...came, ...went];
  });
}

function doorsOf(root) {
  const doors = {};
  for (const folder of readdirSync(join(root, 'packages')).sort()) {
    const manifest = join(root, 'packages', folder, 'package.json');
    if (!existsSync(manifest)) continue;
    const { name, exports, private: isPrivate } = JSON.parse(readFileSync(manifest, 'utf8'));
    if (isPrivate) continue;
    for (const [subpath, target] of Object.entries(exports))
      if (typeof target === 'object')
        doors[name + subpath.slice(1)] = join(root, 'packages', folder, target['carrel-source']);
  }
  return doors;
}

function namesIn(checker, source) {
  const module = source && checker.getSymbolAtLocation(source);
  if (!module) throw new Error(`${source?.fileName ?? 'a door'} exports nothing`);
  return checker
    .getExportsOfModule(module)
    .map((symbol) => (isValue(checker, symbol) ? symbol.name : `type ${symbol.name}`))
    .sort();
}

function isValue(checker, symbol) {
  const isTyped = (symbol.declarations ?? []).some(
    (each) => ts.isExportSpecifier(each) && ts.isTypeOnlyExportDeclaration(each),
  );
  const target = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  return !isTyped && (target.flags & ts.SymbolFlags.Value) !== 0;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const found = readExports(fileURLToPath(new URL('..', import.meta.url)));
  if (process.argv.includes('--update')) writeFileSync(pinned, `${JSON.stringify(found, null, 2)}\n`);
  const changes = compareExports(found, existsSync(pinned) ? JSON.parse(readFileSync(pinned, 'utf8')) : {});
  for (const change of changes) console.error(change);
  if (changes.length > 0) console.error('When this is meant: node scripts/check-exports.mjs --update');
  process.exitCode = changes.length === 0 ? 0 : 1;
}
