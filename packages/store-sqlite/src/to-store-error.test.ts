import { describe, expect, it } from 'vitest';
import { isBusy, isTaken, isVendorError, toStoreError } from './to-store-error.js';

const failure = (code: string, message = 'what SQLite says') => Object.assign(new Error(message), { code });

describe('toStoreError', () => {
  it.each([
    ['SQLITE_BUSY', 'store/busy'],
    ['SQLITE_BUSY_SNAPSHOT', 'store/busy'],
    ['SQLITE_FULL', 'store/full'],
    ['SQLITE_IOERR_SHMSIZE', 'store/full'],
    ['ENOSPC', 'store/full'],
    ['SQLITE_CORRUPT_INDEX', 'store/corrupt'],
    ['SQLITE_NOTADB', 'store/corrupt'],
    ['SQLITE_IOERR_WRITE', 'store/unavailable'],
    ['SQLITE_CANTOPEN', 'store/unavailable'],
    ['SQLITE_READONLY_DIRECTORY', 'store/unavailable'],
    ['EACCES', 'store/unavailable'],
    ['ENOENT', 'store/unavailable'],
    ['SQLITE_MISUSE', 'store/failed'],
  ])('makes %s into %s', (code, type) => {
    const thrown = failure(code);
    const error = toStoreError(thrown);
    expect(error.type).toBe(type);
    expect(error.cause).toBe(thrown);
    expect(error.message).not.toContain('what SQLite says');
  });

  it('knows the schema of another release by what is missing', () => {
    expect(toStoreError(failure('SQLITE_ERROR', 'no such index: notes.byRank')).type).toBe('store/incompatible');
    expect(toStoreError(failure('SQLITE_ERROR', 'something else')).type).toBe('store/failed');
  });

  it('makes anything else into store/failed', () => {
    expect(toStoreError(new TypeError('a mistake')).type).toBe('store/failed');
    expect(toStoreError('a string').type).toBe('store/failed');
  });
});

describe('what was thrown', () => {
  it('is told apart by its code', () => {
    expect([isBusy(failure('SQLITE_BUSY')), isBusy(failure('SQLITE_FULL')), isBusy(null)]).toEqual([
      true,
      false,
      false,
    ]);
    const taken = ['SQLITE_CONSTRAINT_PRIMARYKEY', 'SQLITE_CONSTRAINT_UNIQUE', 'SQLITE_CONSTRAINT_NOTNULL'];
    expect(taken.map((code) => isTaken(failure(code)))).toEqual([true, true, false]);
    expect([isVendorError(failure('SQLITE_FULL')), isVendorError(new Error('a mistake'))]).toEqual([true, false]);
  });
});
