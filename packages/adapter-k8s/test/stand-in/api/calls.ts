import type { RequestInfo } from './request-info.js';

export interface CallRecord {
  readonly verb: string;
  /** As rules name it (`pods`, `pods/exec`), or the path of what is no resource. */
  readonly resource: string;
  readonly namespace: string | undefined;
  readonly name: string | undefined;
  readonly user: string;
  readonly code: number;
}

const LIMIT = 100_000;

/** What was asked of the server, the last hundred thousand. */
export class Calls {
  private records: CallRecord[] = [];

  add(info: RequestInfo, user: string, code: number): void {
    const place =
      info.kind === 'path'
        ? { resource: info.path, namespace: undefined, name: undefined }
        : {
            resource: info.subresource === undefined ? info.plural : `${info.plural}/${info.subresource}`,
            namespace: info.namespace,
            name: info.name,
          };
    this.records.push({ verb: info.verb, ...place, user, code });
    if (this.records.length > LIMIT) this.records = this.records.slice(-LIMIT / 2);
  }

  list(): readonly CallRecord[] {
    return [...this.records];
  }

  clear(): void {
    this.records = [];
  }
}
