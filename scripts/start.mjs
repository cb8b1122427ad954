// Installs and builds what is missing, then runs the reference server in this very process; words after `--` go to `carrel serve`.
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { prepare } from './prepare.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
prepare();
process.env.PATH = [join(root, 'node_modules', '.bin'), process.env.PATH].join(delimiter);
process.argv = [process.argv[0], join(root, 'apps/server/dist/cli.js'), 'serve', ...process.argv.slice(2)];
await import('../apps/server/dist/cli.js');
