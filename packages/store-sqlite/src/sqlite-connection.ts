import type Database from 'better-sqlite3';
import type { SqliteDriver } from './sqlite-driver.js';

/** A value that SQLite keeps in a column. */
export type SqliteValue = string | number | bigint | Uint8Array | null;

type Statement = Database.Statement<SqliteValue[], unknown>;

/** One connection to the file, with the statements it has prepared. Every method may throw the driver's errors. */
export class SqliteConnection {
  private readonly database: Database.Database;
  private readonly statements = new Map<string, Statement>();

  /** @param timeoutMs how long a lock of another connection may block this thread. */
  constructor(
    driver: SqliteDriver,
    path: string,
    { readonly, timeoutMs }: { readonly readonly: boolean; readonly timeoutMs: number },
  ) {
    this.database = new driver(path, { readonly, timeout: timeoutMs, fileMustExist: readonly });
  }

  /** The first row, as an array of its columns, or `undefined`. */
  get<Row extends readonly SqliteValue[]>(sql: string, parameters: readonly SqliteValue[]): Row | undefined {
    return this.rows(sql).get(...parameters) as Row | undefined;
  }

  /** All rows, each as an array of its columns. */
  all<Row extends readonly SqliteValue[]>(sql: string, parameters: readonly SqliteValue[]): readonly Row[] {
    return this.rows(sql).all(...parameters) as Row[];
  }

  /** Runs a statement that gives no rows, and says how many rows it changed. */
  run(sql: string, parameters: readonly SqliteValue[] = []): number {
    return this.prepared(sql).run(...parameters).changes;
  }

  /** Runs statements that are used once, as for the schema. */
  exec(sql: string): void {
    this.database.exec(sql);
  }

  /** Reads or sets a pragma; gives its first value. */
  pragma(text: string): unknown {
    return this.database.pragma(text, { simple: true });
  }

  /** Makes a function of ours callable in SQL. */
  define(name: string, body: (...values: SqliteValue[]) => SqliteValue): void {
    this.database.function(name, { deterministic: true }, body as (...values: unknown[]) => unknown);
  }

  /** Whether a transaction is open; some failures end it without being asked. */
  get inTransaction(): boolean {
    return this.database.inTransaction;
  }

  /** Copies the whole database, as this connection sees it, to a new file. */
  async copyTo(path: string): Promise<void> {
    await this.database.backup(path);
  }

  close(): void {
    this.statements.clear();
    this.database.close();
  }

  private rows(sql: string): Statement {
    return this.statements.get(sql) ?? this.prepare(sql).raw();
  }

  private prepared(sql: string): Statement {
    return this.statements.get(sql) ?? this.prepare(sql);
  }

  private prepare(sql: string): Statement {
    const statement = this.database.prepare<SqliteValue[], unknown>(sql);
    this.statements.set(sql, statement);
    return statement;
  }
}
