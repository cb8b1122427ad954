import { writeSync } from 'node:fs';
import { createCarrel } from '@carrel/core';
import type { Caller, SessionId } from '@carrel/core/kernel';
import { memoryRuntime, scriptedCodeEngine } from '@carrel/core/memory';
import { databaseStorage } from '@carrel/core/storage';
import { sqliteStore } from '../../src/index.js';

/** Applies a plan and undoes it, again and again, and says how each went, until it is killed. */
const [path = '', sessionId = '', planId = '', caller = '{}'] = process.argv.slice(2);
const store = sqliteStore({ path });
const carrel = await createCarrel({
  ...{ store, storages: [databaseStorage({ store })], runtime: memoryRuntime() },
  code: { engine: scriptedCodeEngine(), maxDiagnosedFiles: 0 },
});
const ada = JSON.parse(caller) as Caller;
const ref = { sessionId: sessionId as SessionId, planId };
for (let isApplied = (await carrel.code.plans.get(ada, ref))._unsafeUnwrap().status === 'applied'; ;) {
  writeSync(1, 'begin\n');
  const gone = await (isApplied ? carrel.code.plans.undo(ada, ref) : carrel.code.plans.apply(ada, ref));
  isApplied = gone._unsafeUnwrap().status === 'applied';
  writeSync(1, `${isApplied ? 'applied' : 'undone'}\n`);
}
