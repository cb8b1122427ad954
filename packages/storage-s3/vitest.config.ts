import { defineProject } from 'vitest/config';
import shared from '../../vitest.shared.js';

/** Node takes no notice of `module`, under which the AWS SDK has files for bundlers alone. */
const conditions = ['carrel-source', 'node'];

export default defineProject({
  ...shared,
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: { ...shared.test, name: 'storage-s3', testTimeout: 120_000 },
});
