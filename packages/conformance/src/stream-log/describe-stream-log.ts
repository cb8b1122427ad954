import { Cases } from '../cases.js';
import { describeAppends } from './appends.js';
import { describeEnds } from './ends.js';
import { describeExpiry } from './expiry.js';
import { describeFaults } from './faults.js';
import { describeLife, describeUnopened } from './life.js';
import { OpenStreamLog } from './open-stream-log.js';
import { describeReads } from './reads.js';
import { describeRetention } from './retention.js';
import { describeSchedules } from './schedules.js';
import { describeSharing } from './sharing.js';
import type { StreamLogKitOptions, StreamLogSubject } from './stream-log-subject.js';

/**
 * Proves that a log keeps every promise of the `StreamLog` port.
 *
 * @example
 * describeStreamLog({
 *   test: { describe, it },
 *   createSubject: () => ({ subject: myStreamLog(freshPlace()), dispose: () => removePlace() }),
 *   lacks: { another: 'it keeps streams in memory', faults: 'it has no backend' },
 * });
 */
export function describeStreamLog(options: StreamLogKitOptions): void {
  options.test.describe('StreamLog', () => {
    const subjects = new Cases<StreamLogSubject>(options);
    const cases = subjects.prepared((subject) => OpenStreamLog.open(subject));
    describeUnopened(subjects);
    describeLife(cases);
    describeAppends(cases);
    describeEnds(cases);
    describeReads(cases);
    describeRetention(cases);
    describeExpiry(cases, options);
    describeSchedules(cases);
    describeSharing(cases, options);
    describeFaults(cases, options);
    cases.end();
  });
}
