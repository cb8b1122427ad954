import assert from 'node:assert/strict';
import { Cases } from '../cases.js';
import { describeClaims } from './claims.js';
import { describeConfinement } from './confinement.js';
import { describeConnect } from './connect.js';
import { describeCreate } from './create.js';
import { describeCuts } from './cuts.js';
import { describeDeaths } from './deaths.js';
import { describeDirectories } from './directories.js';
import { describeDiskLimits } from './disk-limits.js';
import { describeExits } from './exits.js';
import { describeFencing } from './fencing.js';
import { describeFileTransfer } from './file-transfer.js';
import { describeFileWrites } from './file-writes.js';
import { describeFiles } from './files.js';
import { describeIsolationClasses } from './isolation-classes.js';
import { describeImages } from './images.js';
import { describeLife } from './life.js';
import { describeLimits } from './limits.js';
import { describeList } from './list.js';
import { OpenRuntime } from './open-runtime.js';
import { describeNetworks } from './networks.js';
import { describeOutput } from './output.js';
import { describePorts } from './ports.js';
import { describeProcessRecords } from './process-records.js';
import { describeRemove } from './remove.js';
import { describeRestarts } from './restarts.js';
import type { RuntimeKitOptions, RuntimeSubject } from './runtime-subject.js';
import { describeSessionFiles } from './session-files.js';
import { describeSignals } from './signals.js';
import { describeSnapshots } from './snapshots.js';
import { describeStartStop } from './start-stop.js';
import { describeStats } from './stats.js';
import { describeStdin } from './stdin.js';
import { describeSweep } from './sweep.js';
import { describeTerminals } from './terminals.js';
import { describeWatch } from './watch.js';

/**
 * Proves that a runtime, and the connections to its boxes, keep every promise of the `WorkspaceRuntime`,
 * `WorkspaceConnection`, `ProcessConnection` and `FileConnection` ports.
 *
 * @example
 * describeRuntime({
 *   test: { describe, it },
 *   capabilities: myRuntime().capabilities,
 *   createSubject: () => mySubject(),
 *   lacks: { cutConnections: 'the link is inside of the vendor client' },
 * });
 */
export function describeRuntime(options: RuntimeKitOptions): void {
  options.test.describe('WorkspaceRuntime', () => {
    const subjects = new Cases<RuntimeSubject>(options);
    const cases = subjects.prepared((subject) => OpenRuntime.open(subject, options));
    cases.it('the runtime has the capabilities that were claimed, and a name', ({ runtime }) => {
      assert.deepEqual(runtime.capabilities, options.capabilities);
      assert.ok(runtime.name.length > 0);
      return Promise.resolve();
    });
    describeLife(cases, options);
    describeImages(cases, options);
    describeCreate(cases);
    describeIsolationClasses(cases, options);
    describeNetworks(cases, options);
    describeStartStop(cases, options);
    describeRemove(cases, options);
    describeList(cases);
    describeSweep(cases);
    describeConnect(cases);
    describeStats(cases, options);
    describeClaims(cases, options);
    describeFencing(cases);
    describeExits(cases, options);
    describeOutput(cases, options);
    describeStdin(cases, options);
    describeSignals(cases, options);
    describeLimits(cases, options);
    describeDiskLimits(cases, options);
    describeProcessRecords(cases);
    describeTerminals(cases, options);
    describeFiles(cases);
    describeFileWrites(cases);
    describeDirectories(cases, options);
    describeConfinement(cases, options);
    describeFileTransfer(cases, options);
    describeWatch(cases);
    describePorts(cases, options);
    describeSnapshots(cases, options);
    describeSessionFiles(cases, options);
    describeDeaths(cases, options);
    describeCuts(cases, options);
    describeRestarts(cases, options);
    cases.end();
  });
}
