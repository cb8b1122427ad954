export { describeRecordStore } from './describe-record-store.js';
export type { RecordStoreKitOptions } from './describe-record-store.js';
export type { RecordStoreSubject } from './record-store-subject.js';
