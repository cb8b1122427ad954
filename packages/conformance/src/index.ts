export { hasBackend } from './backends.js';
export type { TestRunner } from './test-runner.js';
export { Cases } from './cases.js';
export type { CasesOptions, CaseSubject, KnownGap } from './cases.js';
export { eventually } from './eventually.js';
export type { EventuallyOptions } from './eventually.js';
export { freePort } from './free-port.js';
export { expectErr, expectOk } from './expect-result.js';
export { OpenSockets } from './open-sockets.js';
export { acrossTenants } from './traits/across-tenants.js';
export type { TenantOperation } from './traits/across-tenants.js';
export { allAtOnce, concurrently } from './traits/concurrently.js';
export { whenAborted } from './traits/when-aborted.js';
export { whenClosed } from './traits/when-closed.js';
export type { Operation } from './traits/when-closed.js';
export { describeRecordStore } from './record-store/index.js';
export type { RecordStoreKitOptions, RecordStoreSubject } from './record-store/index.js';
export { describeRandomSteps } from './random-steps/index.js';
export type { RandomStepsOptions } from './random-steps/index.js';
export { describeEntityTable } from './entity-table/index.js';
export { describeRuntime, posixPrograms } from './runtime/index.js';
export type {
  ProgramLine,
  ProgramName,
  RuntimeKitOptions,
  RuntimePrograms,
  RuntimeSubject,
  RuntimeTrait,
} from './runtime/index.js';
export { describeDatabaseStorage, describeStorage } from './storage/index.js';
export type { DatabaseStorageKitOptions, StorageKitOptions, StorageSubject, StorageTrait } from './storage/index.js';
export { describeChatModel } from './chat-model/index.js';
export type { ChatModelKitOptions, ChatModelSubject } from './chat-model/index.js';
export { describeStreamLog } from './stream-log/index.js';
export type { StreamLogFaults, StreamLogKitOptions, StreamLogSubject, StreamLogTrait } from './stream-log/index.js';
export { describeBus } from './bus/index.js';
export type { BusKitOptions, BusSubject } from './bus/index.js';
export { describePresence } from './presence/index.js';
export type { PresenceKitOptions, PresenceSubject } from './presence/index.js';
export { describeRateLimiter } from './rate-limit/index.js';
export type { RateLimiterKitOptions, RateLimiterSubject } from './rate-limit/index.js';
export { describeCodeEngine } from './code-engine/index.js';
export type { CodeEngineKitOptions, CodeEngineSubject, SampleFile, SampleProject } from './code-engine/index.js';
