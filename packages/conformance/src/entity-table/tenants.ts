import assert from 'node:assert/strict';
import type { Cases } from '../cases.js';
import { acrossTenants } from '../traits/across-tenants.js';
import { book, listOf, type OpenTable } from './open-table.js';

/** That no tenant reaches what is another's. */
export function describeTenants(cases: Cases<OpenTable>): void {
  cases.group('tenants', () => {
    acrossTenants(cases, {
      arrange: async (open, tenantId) => (await open.insert({ tenantId, id: 'one', isbn: '1' })).id,
      missing: 'none',
      operations: {
        get: ({ store, table }, { tenantId, thing }) => store.read((view) => table.get(view, [tenantId, thing])),
        getMany: ({ store, table }, { tenantId, thing }) =>
          store.read((view) => table.getMany(view, [[tenantId, thing]])),
        find: ({ store, table }, { tenantId }) => store.read((view) => table.find(view, 'byIsbn', [tenantId, '1'])),
        list: ({ store, table }, { tenantId }) => store.read((view) => table.page(view, listOf(tenantId), {})),
        update: ({ store, table }, { tenantId, thing }) =>
          store.transact((tx) => table.update(tx, { ...book({ tenantId, id: thing, shelf: 'stolen' }), version: 1 })),
        erase: ({ store, table }, { tenantId, thing }) => store.transact((tx) => table.erase(tx, [tenantId, thing])),
      },
      inspect: (open, tenantId, id) => open.get(id, tenantId),
    });

    cases.it('a tenant whose name begins like that of another does not see its entities', async (open) => {
      await open.insert({ tenantId: 'ten_a1', id: 'longer' });
      await open.insert({ tenantId: 'ten_a', id: 'shorter' });
      await open.insert({ tenantId: 'ten_', id: 'shortest' });
      const page = await open.page(listOf('ten_a'), {});
      assert.deepEqual(
        page.items.map(({ id }) => id),
        ['shorter'],
      );
    });

    cases.it('the same id in two tenants names two entities', async (open) => {
      await open.insert({ tenantId: 'ten_a', shelf: 'mine' });
      await open.insert({ tenantId: 'ten_b', shelf: 'theirs' });
      assert.equal((await open.get('one', 'ten_a'))?.shelf, 'mine');
      assert.equal((await open.get('one', 'ten_b'))?.shelf, 'theirs');
    });
  });
}
