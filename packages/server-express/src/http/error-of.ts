import type { ResultAsync } from '@carrel/core/kernel';

/** What a method of a service can fail with. */
export type ErrorOf<Method extends (...args: never[]) => ResultAsync<unknown, unknown>> =
  ReturnType<Method> extends ResultAsync<unknown, infer E> ? E : never;
