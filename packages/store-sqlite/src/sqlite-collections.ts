import { err, invariant, ok, type Result } from '@carrel/core/kernel';
import { storeIncompatible, type CollectionSchema, type KeyPart, type StoreIncompatible } from '@carrel/core/store';
import type { SqliteConnection } from './sqlite-connection.js';
import { columnsOf, indexName, presence, quote, toColumn } from './sqlite-table.js';

const NAME = /^(?!carrel_|sqlite_)[a-z][a-z0-9_]*$/i;

/** What is kept about a collection: everything that decides its table and its indexes. */
type Definition = Pick<CollectionSchema, 'key' | 'indexes' | 'unique'>;

/**
 * Makes the tables and the indexes of `collections` what their definitions say: creates what is missing, fills the columns of new
 * indexes from the records, and drops indexes that are not declared any more. Call it inside a transaction.
 *
 * `store/incompatible` when the key of a collection changed, or its records do not fit a new unique index.
 */
export function applyCollections(
  connection: SqliteConnection,
  collections: readonly CollectionSchema[],
): Result<void, StoreIncompatible> {
  for (const schema of collections) {
    checkNames(schema);
    const stored = readDefinition(connection, schema.name);
    if (stored === definitionOf(schema)) continue;
    const before = stored === null ? null : (JSON.parse(stored) as Definition);
    if (before === null) createTable(connection, schema);
    else if (before.key.join() !== schema.key.join())
      return err(storeIncompatible(`the key of ${schema.name} changed`));
    const changed = changeIndexes(connection, schema, before ?? { key: schema.key, indexes: {}, unique: {} });
    if (changed.isErr()) return err(changed.error);
    writeDefinition(connection, schema);
  }
  return ok(undefined);
}

/** Ok while the file still has the definitions that this process works by; another release may have changed them since. */
export function checkCollections(
  connection: SqliteConnection,
  collections: Iterable<CollectionSchema>,
): Result<void, StoreIncompatible> {
  for (const schema of collections) {
    if (readDefinition(connection, schema.name) !== definitionOf(schema)) {
      return err(storeIncompatible(`another release changed ${schema.name}`));
    }
  }
  return ok(undefined);
}

function createTable(connection: SqliteConnection, { name, key, indexes, unique }: CollectionSchema): void {
  const optional = columnsOf({ name, key, indexes, unique }).slice(key.length);
  const columns = [
    ...key.map((field) => `${quote(field)} ANY NOT NULL`),
    ...optional.map((field) => `${quote(field)} ANY`),
    '_version INTEGER NOT NULL',
    '_json TEXT NOT NULL',
    '_bytes BLOB',
    `PRIMARY KEY (${key.map(quote).join(', ')})`,
  ];
  // STRICT with ANY: text stays text and numbers stay numbers, so each orders as the port says.
  connection.exec(`CREATE TABLE ${quote(name)} (${columns.join(', ')}) STRICT`);
}

function changeIndexes(
  connection: SqliteConnection,
  schema: CollectionSchema,
  before: Definition,
): Result<void, StoreIncompatible> {
  for (const [name, fields] of indexesOf(before)) {
    if (!sameFields(fields, schema, before, name)) connection.exec(`DROP INDEX ${indexName(schema.name, name)}`);
  }
  fillColumns(connection, schema, before);
  for (const [name, fields] of indexesOf(schema)) {
    if (sameFields(fields, before, schema, name)) continue;
    const created = createIndex(connection, schema, name);
    if (created.isErr()) return err(created.error);
  }
  return ok(undefined);
}

/** Whether `other` has the index `name` of `of`, of the same kind and over the same `fields`. */
function sameFields(fields: readonly string[], other: Definition, of: Definition, name: string): boolean {
  const kind = of.unique[name] === undefined ? other.indexes[name] : other.unique[name];
  return kind?.join() === fields.join();
}

function createIndex(
  connection: SqliteConnection,
  schema: CollectionSchema,
  name: string,
): Result<void, StoreIncompatible> {
  const fields = schema.unique[name] ?? schema.indexes[name] ?? [];
  const unique = schema.unique[name] !== undefined;
  const ordered = unique ? fields : [...fields, ...schema.key.filter((field) => !fields.includes(field))];
  const present = presence(fields, schema.key);
  const where = present.length === 0 ? '' : ` WHERE ${present.join(' AND ')}`;
  const kind = unique ? 'UNIQUE INDEX' : 'INDEX';
  const sql = `CREATE ${kind} ${indexName(schema.name, name)} ON ${quote(schema.name)} (${ordered.map(quote).join(', ')})${where}`;
  try {
    connection.exec(sql);
    return ok(undefined);
  } catch (thrown) {
    if (!unique || !/UNIQUE/.test(String(thrown))) throw thrown;
    return err(storeIncompatible(thrown));
  }
}

/** Adds the columns that are new, and fills them; a column that no index used meanwhile was not kept up to date. */
function fillColumns(connection: SqliteConnection, schema: CollectionSchema, before: Definition): void {
  const known = columnsOf({ ...before, name: schema.name });
  const added = columnsOf(schema).filter((field) => !known.includes(field));
  if (added.length === 0) return;
  const present = connection.all<[string]>('SELECT name FROM pragma_table_info(?)', [schema.name]).flat();
  for (const field of added) {
    if (!present.includes(field)) connection.exec(`ALTER TABLE ${quote(schema.name)} ADD COLUMN ${quote(field)} ANY`);
  }
  connection.define('carrel_field', (json, field) => toColumn(fieldOf(String(json), String(field))));
  const assignments = added.map((field) => `${quote(field)} = carrel_field(_json, '${field}')`);
  connection.exec(`UPDATE ${quote(schema.name)} SET ${assignments.join(', ')}`);
}

function fieldOf(json: string, field: string): KeyPart | null {
  return (JSON.parse(json) as Readonly<Record<string, KeyPart | null>>)[field] ?? null;
}

function indexesOf({ indexes, unique }: Definition): readonly (readonly [string, readonly string[]])[] {
  return [...Object.entries(indexes), ...Object.entries(unique)];
}

function readDefinition(connection: SqliteConnection, name: string): string | null {
  return connection.get<[string]>('SELECT definition FROM carrel_collections WHERE name = ?', [name])?.[0] ?? null;
}

function writeDefinition(connection: SqliteConnection, schema: CollectionSchema): void {
  const sql = 'INSERT INTO carrel_collections VALUES (?, ?) ON CONFLICT DO UPDATE SET definition = excluded.definition';
  connection.run(sql, [schema.name, definitionOf(schema)]);
}

/** The same text for the same definition, in whatever order its indexes are declared. */
function definitionOf({ key, indexes, unique }: CollectionSchema): string {
  const sorted = (named: Definition['indexes']) => Object.fromEntries(Object.entries(named).sort());
  return JSON.stringify({ key, indexes: sorted(indexes), unique: sorted(unique) });
}

/** SQL does not tell upper case from lower case, and `_version`, `_json` and `_bytes` are the store's own. */
function checkNames(schema: CollectionSchema): void {
  const fields = columnsOf(schema);
  const names = [schema.name, ...fields];
  for (const name of names)
    invariant(NAME.test(name), `"${name}" begins with a letter and has only letters, digits and _`);
  const distinct = new Set(fields.map((field) => field.toLowerCase()));
  invariant(distinct.size === fields.length, `the fields of ${schema.name} differ in more than upper and lower case`);
}
