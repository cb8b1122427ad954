import type { Duplex, Readable, Writable } from 'node:stream';
import type { KubeObject } from '../store/objects.js';

export interface ExecRequest {
  readonly container: string | undefined;
  readonly command: readonly string[];
  readonly tty: boolean;
  readonly stdin: boolean;
}

/** A program that was started beside those of the container. */
export interface RunningExec {
  /** Closing it closes the program's own. */
  readonly stdin: Writable;
  readonly stdout: Readable;
  readonly stderr: Readable;
  resize(columns: number, rows: number): void;
  /** Its exit code, after its streams have ended. */
  ended(): Promise<number>;
  /** Lets go of the streams; the program goes on. */
  release(): void;
}

export interface LogRequest {
  readonly container: string | undefined;
  readonly follow: boolean;
  readonly tailLines: number | undefined;
  readonly sinceSeconds: number | undefined;
  readonly timestamps: boolean;
}

/** What the API server asks of the kubelet of a pod. All of them throw `ApiError` for what cannot be. */
export interface PodRunner {
  exec(pod: KubeObject, request: ExecRequest): Promise<RunningExec>;
  logs(pod: KubeObject, request: LogRequest): Promise<Readable>;
  /** A connection to a port inside of the pod. */
  dial(pod: KubeObject, port: number): Promise<Duplex>;
}
