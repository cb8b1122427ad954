export { describeStreamLog } from './describe-stream-log.js';
export type { StreamLogFaults, StreamLogKitOptions, StreamLogSubject, StreamLogTrait } from './stream-log-subject.js';
