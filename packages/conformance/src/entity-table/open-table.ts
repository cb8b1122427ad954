import { createCursorCodec, type Page, type PageRequest, type ResultAsync } from '@carrel/core/kernel';
import {
  collection,
  EntityTable,
  type Entity,
  type EntityRecord,
  type ListQuery,
  type ReadView,
  type RecordStore,
  type Transaction,
} from '@carrel/core/store';
import type { CaseSubject } from '../cases.js';
import { expectOk } from '../expect-result.js';
import type { RecordStoreSubject } from '../record-store/index.js';

/** An entity as every domain has them: of a tenant, in lists, and with a name that is unique. */
export interface Book extends Entity {
  readonly tenantId: string;
  readonly id: string;
  readonly shelf: string;
  readonly isbn?: string | null;
}

export const books = collection<EntityRecord<Book>>()('kit_books', {
  key: ['tenantId', 'id'],
  indexes: { byShelf: ['tenantId', 'shelf', 'createdAt'] },
  unique: { byIsbn: ['tenantId', 'isbn'] },
});

/** A table over a store that is open, as each case gets it. */
export class OpenTable implements CaseSubject {
  readonly table = new EntityTable<Book>(books, createCursorCodec(Buffer.alloc(32, 1)));

  private constructor(
    readonly store: RecordStore,
    private readonly subject: RecordStoreSubject,
  ) {}

  static async open(subject: RecordStoreSubject): Promise<OpenTable> {
    await expectOk(subject.subject.open([books]));
    return new OpenTable(subject.subject, subject);
  }

  read<T, E>(work: (view: ReadView) => ResultAsync<T, E>): Promise<T> {
    return expectOk(this.store.read(work));
  }

  write<T, E>(work: (tx: Transaction) => ResultAsync<T, E>): Promise<T> {
    return expectOk(this.store.transact(work));
  }

  insert(fields: Partial<Book> = {}): Promise<Book> {
    return this.write((tx) => this.table.insert(tx, book(fields)));
  }

  get(id: string, tenantId = 'ten_a'): Promise<Book | null> {
    return this.read((view) => this.table.get(view, [tenantId, id]));
  }

  /** Marks a book as deleted, as services do. */
  delete(entity: Book): Promise<Book> {
    return this.write((tx) => this.table.update(tx, { ...entity, isbn: null, deletedAt: '2030-01-02T00:00:00.000Z' }));
  }

  page(query: ListQuery<Book>, request: PageRequest): Promise<Page<Book>> {
    return this.read((view) => this.table.page(view, query, request));
  }

  async dispose(): Promise<void> {
    await this.store.dispose();
    await this.subject.dispose();
  }
}

export function book(fields: Partial<Book> = {}): EntityRecord<Book> {
  const at = '2030-01-01T00:00:00.000Z';
  return { tenantId: 'ten_a', id: 'one', shelf: 'fiction', createdAt: at, updatedAt: at, ...fields };
}

/** Every book of a tenant, in the order of the key. */
export function listOf(tenantId: string): ListQuery<Book> {
  return { scope: `books:${tenantId}`, prefix: [tenantId] };
}
