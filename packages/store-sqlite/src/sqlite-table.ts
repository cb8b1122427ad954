import { invariant } from '@carrel/core/kernel';
import { indexEntry, orderingFields, type CollectionSchema, type KeyPart, type ScanOptions } from '@carrel/core/store';
import type { SqliteValue } from './sqlite-connection.js';

/** What `SELECT` gives for a record. */
export type SqliteRow = readonly [version: number, json: string, bytes: Uint8Array | null];

const RECORD_COLUMNS = '_version, _json, _bytes';

/** How the records of one collection are laid out in a table, and the SQL that reads and writes them. */
export class SqliteTable {
  /** The fields that are columns: those of the key, then those of the indexes. */
  readonly columns: readonly string[];
  readonly selectRecord: string;
  readonly selectVersion: string;
  readonly insertRecord: string;
  /** Like `insertRecord`, at the version that is its last parameter. */
  readonly restoreRecord: string;
  readonly putRecord: string;
  /** Its parameters are the columns behind those of the key, the JSON, the bytes, the key and the version. */
  readonly updateRecord: string;
  readonly deleteRecord: string;
  readonly deleteRecordAtVersion: string;
  private readonly scans = new Map<string, string>();

  constructor(readonly schema: CollectionSchema) {
    const { name, key } = schema;
    this.columns = columnsOf(schema);
    const table = quote(name);
    const where = key.map((field) => `${quote(field)} = ?`).join(' AND ');
    const written = [...this.columns.map(quote), '_json', '_bytes'];
    const values = written.map(() => '?').join(', ');
    // The fields of the key stay as they are, and with them the index that they are in.
    const changed = written.slice(key.length);
    const assign = (value: (column: string) => string) => changed.map((column) => `${column} = ${value(column)}`);
    this.selectRecord = `SELECT ${RECORD_COLUMNS} FROM ${table} WHERE ${where}`;
    this.selectVersion = `SELECT _version FROM ${table} WHERE ${where}`;
    const insert = `INSERT INTO ${table} (${written.join(', ')}, _version) VALUES`;
    this.insertRecord = `${insert} (${values}, 1)`;
    this.restoreRecord = `${insert} (${values}, ?)`;
    this.putRecord =
      `${this.insertRecord} ON CONFLICT (${key.map(quote).join(', ')}) DO UPDATE ` +
      `SET _version = _version + 1, ${assign((column) => `excluded.${column}`).join(', ')} RETURNING _version`;
    this.updateRecord =
      `UPDATE ${table} SET _version = _version + 1, ${assign(() => '?').join(', ')} ` +
      `WHERE ${where} AND _version = ? RETURNING _version`;
    this.deleteRecord = `DELETE FROM ${table} WHERE ${where}`;
    this.deleteRecordAtVersion = `${this.deleteRecord} AND _version = ?`;
  }

  /** The values of the columns for a record, in the order of `columns`. */
  columnValues(record: object): SqliteValue[] {
    return this.columns.map((column) => toColumn(indexEntry(record, [column])?.[0] ?? null));
  }

  /** The SQL and the parameters that find a record, other than the one with this key, that holds the values of `unique`. */
  selectHolder(
    unique: string,
    record: object,
  ): { readonly sql: string; readonly parameters: readonly SqliteValue[] } | null {
    const fields = this.schema.unique[unique] ?? [];
    const values = indexEntry(record, fields);
    const key = indexEntry(record, this.schema.key);
    if (values === null || key === null) return null;
    const same = (list: readonly string[]) => list.map((field) => `${quote(field)} = ?`).join(' AND ');
    const sql = `SELECT 1 FROM ${quote(this.schema.name)} WHERE ${same(fields)} AND NOT (${same(this.schema.key)})`;
    return { sql, parameters: [...values, ...key] };
  }

  /** The fields that a scan orders by. The entries of a unique index differ in its own fields already. */
  scanFields(index: string | undefined): readonly string[] {
    return (index === undefined ? undefined : this.schema.unique[index]) ?? orderingFields(this.schema, index);
  }

  /** The SQL and the parameters of a scan that asks for one record more than `limit`. */
  scan(options: ScanOptions): { readonly sql: string; readonly parameters: readonly SqliteValue[] } {
    const { index, prefix = [], reverse = false, after, limit } = options;
    // A position lies inside the range, so on its side it takes the place of the bound.
    const start = after !== undefined && !reverse ? undefined : options.start;
    const end = after !== undefined && reverse ? undefined : options.end;
    const bounds: ScanBounds = {
      index,
      reverse,
      prefix,
      start: start ?? [],
      end: end ?? [],
      after: after === undefined ? null : after.slice(prefix.length),
    };
    const parameters = [...prefix, ...bounds.start, ...bounds.end, ...(bounds.after ?? []), limit + 1];
    return { sql: this.scanSql(bounds), parameters };
  }

  private scanSql(bounds: ScanBounds): string {
    const { index = '', reverse, prefix, start, end, after } = bounds;
    const shape = [index, reverse, prefix.length, start.length, end.length, after?.length ?? ''].join(' ');
    const known = this.scans.get(shape);
    if (known !== undefined) return known;
    const sql = this.buildScan(bounds);
    this.scans.set(shape, sql);
    return sql;
  }

  private buildScan({ index, reverse, prefix, start, end, after }: ScanBounds): string {
    const { name, key } = this.schema;
    const fields = this.scanFields(index);
    const rest = fields.slice(prefix.length);
    const conditions = fields.slice(0, prefix.length).map((field) => `${quote(field)} = ?`);
    if (start.length > 0) conditions.push(compare(rest, '>=', start));
    if (end.length > 0) conditions.push(compare(rest, '<', end));
    if (after !== null) conditions.push(after.length === 0 ? 'FALSE' : compare(rest, reverse ? '<' : '>', after));
    if (index !== undefined) conditions.push(...presence(fields, key));
    const source = index === undefined ? quote(name) : `${quote(name)} INDEXED BY ${indexName(name, index)}`;
    const where = conditions.length === 0 ? '' : ` WHERE ${conditions.join(' AND ')}`;
    const order = fields.map((field) => `${quote(field)}${reverse ? ' DESC' : ''}`).join(', ');
    return `SELECT ${RECORD_COLUMNS} FROM ${source}${where} ORDER BY ${order} LIMIT ?`;
  }
}

interface ScanBounds {
  readonly index: string | undefined;
  readonly reverse: boolean;
  readonly prefix: readonly KeyPart[];
  readonly start: readonly KeyPart[];
  readonly end: readonly KeyPart[];
  readonly after: readonly KeyPart[] | null;
}

/** Whole numbers are kept as such, so that SQL shows 1 and not 1.0; they compare alike. */
export function toColumn(value: KeyPart | null): SqliteValue {
  return typeof value === 'number' && Number.isSafeInteger(value) ? BigInt(value) : value;
}

/** The fields of the key, then of the indexes, each once. */
export function columnsOf({ key, indexes, unique }: CollectionSchema): readonly string[] {
  return [...new Set([...key, ...Object.values(indexes).flat(), ...Object.values(unique).flat()])];
}

/** That the fields which may be without a value have one; the condition of the partial indexes. */
export function presence(fields: readonly string[], key: readonly string[]): readonly string[] {
  return fields.filter((field) => !key.includes(field)).map((field) => `${quote(field)} IS NOT NULL`);
}

/** The quoted name of an index of a collection. */
export function indexName(collection: string, index: string): string {
  return quote(`${collection}.${index}`);
}

export function quote(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

function compare(fields: readonly string[], operator: string, bound: readonly KeyPart[]): string {
  invariant(bound.length <= fields.length, 'a bound of a scan has no more parts than the index has after the prefix');
  const columns = fields.slice(0, bound.length).map(quote).join(', ');
  return `(${columns}) ${operator} (${bound.map(() => '?').join(', ')})`;
}
