import { createRequire } from 'node:module';
import { err, ok, type Result } from '@carrel/core/kernel';
import { storeUnavailable, type StoreUnavailable } from '@carrel/core/store';
import { fdbErrorCode, type FdbBinding } from './fdb-binding.js';

/** Loads the package `foundationdb`, without what it prints when its client library is missing: the error says it. */
export function requireFoundationdb(): FdbBinding {
  const printed = console.error;
  console.error = () => undefined;
  try {
    return createRequire(import.meta.url)('foundationdb') as FdbBinding;
  } finally {
    console.error = printed;
  }
}

/** The module, with its API version chosen; an error says exactly what to install. */
export function loadBinding(load: () => FdbBinding, apiVersion: number | null): Result<FdbBinding, StoreUnavailable> {
  return attempt(load, bindingMissing).andThen((binding) => {
    const chosen =
      apiVersion === null
        ? chooseHighest(binding)
        : attempt(
            () => binding.setAPIVersion(apiVersion, apiVersion),
            (thrown) => wrongVersion(apiVersion, thrown),
          );
    return chosen.map(() => binding);
  });
}

/** What client libraries from 6.3 on offer, as far as the binding knows them. */
const API_VERSIONS = [720, 710, 700, 630] as const;

/** Another one was chosen before in this process. */
const ALREADY_CHOSEN = /already initialized with API version (\d+)/;

/** The binding is older than this version of the API, whatever the client library is. */
const UNKNOWN_TO_BINDING = /only supports protocol versions <= (\d+)/;

/** The client library is older than this version of the API. */
const NOT_SUPPORTED = 2203;

function chooseHighest(binding: FdbBinding): Result<void, StoreUnavailable> {
  let refused: unknown;
  for (const version of API_VERSIONS) {
    try {
      // With one argument the binding asks for a library of 7.2 at least, whatever the version.
      binding.setAPIVersion(version, version);
      return ok(undefined);
    } catch (thrown) {
      if (ALREADY_CHOSEN.test(String(thrown))) return ok(undefined);
      if (fdbErrorCode(thrown) !== NOT_SUPPORTED) return err(wrongVersion(version, thrown));
      refused = thrown;
    }
  }
  return err(wrongVersion(API_VERSIONS[API_VERSIONS.length - 1] ?? 0, refused));
}

function attempt<T>(action: () => T, toError: (thrown: unknown) => StoreUnavailable): Result<T, StoreUnavailable> {
  try {
    return ok(action());
  } catch (thrown) {
    return err(toError(thrown));
  }
}

function bindingMissing(cause: unknown): StoreUnavailable {
  const isMissing = cause instanceof Error && 'code' in cause && cause.code === 'MODULE_NOT_FOUND';
  const message = isMissing
    ? 'The package foundationdb is not installed. Install the FoundationDB client library (the package ' +
      'foundationdb-clients, which has libfdb_c), then run "npm install foundationdb@2".'
    : 'The package foundationdb could not load its native part. Install the FoundationDB client library (the package ' +
      'foundationdb-clients, which has libfdb_c) where the dynamic linker finds it; where the binding has no prebuilt ' +
      'binary, "npm rebuild foundationdb" then needs Python, make and a C++ compiler.';
  return { ...storeUnavailable(cause), retryable: false, message };
}

function wrongVersion(version: number, cause: unknown): StoreUnavailable {
  return { ...storeUnavailable(cause), retryable: false, message: whyNot(version, String(cause)) };
}

function whyNot(version: number, said: string): string {
  const [, chosen] = ALREADY_CHOSEN.exec(said) ?? [];
  if (chosen !== undefined)
    return (
      `This process uses version ${chosen} of the FoundationDB API already, and only one is possible: choose the ` +
      `same apiVersion instead of ${version}.`
    );
  const [, highest] = UNKNOWN_TO_BINDING.exec(said) ?? [];
  if (highest !== undefined)
    return (
      `The package foundationdb knows the FoundationDB API up to version ${highest}: choose at most that instead of ` +
      `${version}, or leave apiVersion out. Newer client libraries and clusters take it, too.`
    );
  return (
    `The FoundationDB client library does not offer version ${version} of the API. Install a client library of the ` +
    'version that the cluster has, 6.3 or later, or choose a lower apiVersion.'
  );
}
