import { defineProject } from 'vitest/config';
import shared, { independent } from '../../vitest.shared.js';

/** Node takes no notice of `module`, under which the AWS SDK has files for bundlers alone. */
const conditions = ['carrel-source', 'node'];

export default defineProject({
  ...shared,
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: { ...shared.test, ...independent, name: 'storage-s3' },
});
