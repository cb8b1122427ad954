/** What the tests of the stand-in use of the package `foundationdb`, whose types are not there when it is not. */
export interface FullBinding {
  setAPIVersion(version: number, headerVersion?: number): void;
  open(clusterFile?: string): FullDatabase;
  readonly MutationType: Readonly<
    Record<'Add' | 'Max' | 'Min' | 'ByteMin' | 'ByteMax' | 'BitAnd' | 'BitXor', number>
  > & {
    readonly CompareAndClear: number;
    readonly AppendIfFits: number;
  };
  readonly keySelector: {
    lastLessThan(key: Buffer): object;
    lastLessOrEqual(key: Buffer): object;
    firstGreaterThan(key: Buffer): object;
    firstGreaterOrEqual(key: Buffer): object;
  };
  readonly tuple: { pack(parts: readonly unknown[]): Buffer };
}

export interface FullDatabase {
  doTn<T>(body: (tn: FullTransaction) => Promise<T>, options?: object): Promise<T>;
  rawCreateTransaction(options?: object): FullTransaction;
  get(key: Buffer): Promise<Buffer | undefined>;
  set(key: Buffer, value: Buffer): Promise<void>;
  getAndWatch(key: Buffer | string): Promise<FullWatch & { readonly value: Buffer | undefined }>;
  close(): void;
}

export interface FullWatch {
  readonly promise: Promise<boolean>;
  cancel(): void;
}

export interface FullTransaction {
  snapshot(): FullTransaction;
  get(key: Buffer): Promise<Buffer | undefined>;
  getKey(selector: object): Promise<Buffer | undefined>;
  set(key: Buffer, value: Buffer): void;
  clear(key: Buffer): void;
  clearRange(start: Buffer, end: Buffer): void;
  getRangeAll(start: Buffer, end: Buffer, options?: object): Promise<[Buffer, Buffer][]>;
  getRangeBatch(start: Buffer, end: Buffer, options?: object): AsyncIterable<[Buffer, Buffer][]>;
  atomicOpNative(operation: number, key: Buffer, operand: Buffer): void;
  setVersionstampSuffixedKey(key: Buffer, value: Buffer, suffix?: Buffer): void;
  setVersionstampPrefixedValue(key: Buffer, value: Buffer): void;
  getVersionstamp(): { readonly promise: Promise<Buffer> };
  getReadVersion(): Promise<Buffer>;
  setReadVersion(version: Buffer): void;
  getCommittedVersion(): Buffer;
  addReadConflictKey(key: Buffer): void;
  addWriteConflictKey(key: Buffer): void;
  watch(key: Buffer | string): FullWatch;
  rawCommit(): Promise<void>;
  rawOnError(code: number): Promise<void>;
  rawReset(): void;
  rawCancel(): void;
}
