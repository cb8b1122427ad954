import { errAsync, okAsync } from '@carrel/core/kernel';
import { runtimeUnsupported } from '@carrel/core/runtime';
import type { BrokenRuntimes } from './broken-runtime.js';

/** Variants of the memory runtime that break a promise about boxes that are claimed, each named after it. */
export const brokenClaims: BrokenRuntimes = {
  sharesBoxesBetweenTenants: {
    found: 'a box that is claimed for one tenant is refused to another',
    runtime: (runtime) => ({ claim: (handle, _tenantId, options) => runtime.claim(handle, 'everybody', options) }),
  },

  givesBoxesToTheLastWhoAsks: {
    found: 'of two tenants that claim a box at the same time one gets it',
    runtime: (runtime) => ({ claim: (handle) => runtime.inspect(handle).map(() => undefined) }),
  },

  claimsOnce: {
    found: 'claiming a box again for its tenant changes nothing',
    runtime: (runtime) => {
      const claimed = new Set<string>();
      return {
        claim: (handle, tenantId, options) => {
          if (claimed.has(handle.boxId)) return errAsync(runtimeUnsupported('a second claim'));
          claimed.add(handle.boxId);
          return runtime.claim(handle, tenantId, options);
        },
      };
    },
  },

  startsClaimedBoxesAnew: {
    found: 'a box that is claimed keeps its link, its files and what runs in it',
    runtime: (runtime) => ({
      claim: (handle, tenantId, options) =>
        runtime
          .claim(handle, tenantId, options)
          .andThen(() => runtime.stop(handle))
          .andThen(() => runtime.start(handle)),
    }),
  },

  claimsTheDead: {
    found: 'claim fails with runtime/not-running for a box that died',
    runtime: () => ({ claim: () => okAsync(undefined) }),
  },

  claimsWhatIsStopped: {
    found: 'claim fails with runtime/not-running for a box that does not run',
    runtime: (runtime) => ({ claim: (handle) => runtime.inspect(handle).map(() => undefined) }),
  },

  claimsStaleHandles: {
    found: 'claim fails with runtime/not-found for a handle that names no box',
    runtime: (runtime) => ({
      claim: (handle, tenantId, options) =>
        runtime
          .list(handle)
          .map((boxes) => boxes.find((box) => box.handle.boxId === handle.boxId)?.handle ?? handle)
          .andThen((own) => runtime.claim(own, tenantId, options)),
    }),
  },

  givesClaimedBoxesAnotherName: {
    found: 'inspect and list show a claimed box by the handle that it always had',
    runtime: (runtime) => {
      const owners = new Map<string, string>();
      return {
        claim: (handle, tenantId, options) => {
          owners.set(handle.boxId, tenantId);
          return runtime.claim(handle, tenantId, options);
        },
        inspect: (handle, options) =>
          runtime.inspect(handle, options).map((info) => {
            const tenantId = owners.get(handle.boxId) ?? info.handle.tenantId;
            return { ...info, handle: { ...info.handle, tenantId } };
          }),
      };
    },
  },

  sweepsClaimedBoxes: {
    found: 'sweep leaves a claimed box and what it needs',
    runtime: (runtime) => {
      const claimed = new Set<string>();
      return {
        claim: (handle, tenantId, options) => {
          claimed.add(handle.boxId);
          return runtime.claim(handle, tenantId, options);
        },
        sweep: (filter) =>
          runtime.list(filter).andThen((boxes) => {
            const swept = boxes.find(({ handle }) => claimed.has(handle.boxId));
            return swept === undefined ? okAsync(undefined) : runtime.remove(swept.handle);
          }),
      };
    },
  },

  leavesClaimedBoxes: {
    found: 'remove takes a claimed box away with all that runs in it',
    runtime: (runtime) => {
      const claimed = new Set<string>();
      return {
        claim: (handle, tenantId, options) => {
          claimed.add(handle.boxId);
          return runtime.claim(handle, tenantId, options);
        },
        remove: (handle, options) => (claimed.has(handle.boxId) ? okAsync(undefined) : runtime.remove(handle, options)),
      };
    },
  },
};
