import type { JsonObject } from './api-objects.js';

/** What an integrator lays over the pods of boxes. */
export interface PodPatch {
  readonly metadata?: {
    readonly labels?: Readonly<Record<string, string | null>>;
    readonly annotations?: Readonly<Record<string, string | null>>;
  };
  /** A part of a PodSpec, with the directives of a strategic merge. */
  readonly spec?: JsonObject;
}
