import { main } from './main.js';

/** Timers of the services keep no process alive; this one does, while the command does its work. */
const working = setInterval(() => undefined, 60_000);
const code = await main(process.argv.slice(2));
clearInterval(working);
process.exit(code);
