import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineProject } from 'vitest/config';
import shared, { independent } from '../../vitest.shared.js';

/** The binding is optional; without it there is no stand-in, which the other tests of this package tell of. */
const binding = fileURLToPath(new URL('../../node_modules/foundationdb', import.meta.url));
const { FDB_CLUSTER_FILE, REQUIRE_BACKENDS } = process.env;
const hasStore = FDB_CLUSTER_FILE !== undefined || existsSync(binding) || REQUIRE_BACKENDS === '1';

/** The suite of the HTTP interface, as it is, on this store instead of memory. The fuzzing is of the server's door, and is done once. */
export default defineProject({
  ...shared,
  test: {
    ...shared.test,
    ...independent,
    name: 'http-foundationdb',
    include: hasStore ? ['../server-express/test/**/*.test.ts'] : [],
    exclude: ['../server-express/test/fuzz/**'],
    env: { CARREL_TEST_STORE: fileURLToPath(new URL('test/http-store.ts', import.meta.url)) },
  },
});
