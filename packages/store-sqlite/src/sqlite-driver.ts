import type Database from 'better-sqlite3';
import { ResultAsync } from '@carrel/core/kernel';
import { storeUnavailable, type StoreUnavailable } from '@carrel/core/store';

/** The constructor of the database connections that the package `better-sqlite3` exports. */
export type SqliteDriver = typeof Database;

/** Gives the driver when the store is opened, not before, so that importing the store costs nothing. */
export type LoadDriver = () => Promise<SqliteDriver>;

/** Loads the package `better-sqlite3`. */
export const loadBetterSqlite: LoadDriver = async () => (await import('better-sqlite3')).default;

/** The driver; `store/unavailable` with what to install when it is missing, or its native part does not load. */
export function loadDriver(load: LoadDriver): ResultAsync<SqliteDriver, StoreUnavailable> {
  return ResultAsync.fromThrowable(load, driverMissing)().andThen((driver) => probe(driver));
}

/** The native part is loaded with the first connection. */
const probe = (driver: SqliteDriver) =>
  ResultAsync.fromThrowable(async () => {
    new driver(':memory:').close();
    return driver;
  }, driverMissing)();

function driverMissing(cause: unknown): StoreUnavailable {
  return {
    ...storeUnavailable(cause),
    retryable: false,
    message:
      'The package better-sqlite3 could not be loaded. Install it with "npm install better-sqlite3"; ' +
      'where it has no prebuilt binary, "npm rebuild better-sqlite3" needs Python, make and a C++ compiler.',
  };
}
