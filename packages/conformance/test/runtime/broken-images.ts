import { err, okAsync } from '@carrel/core/kernel';
import type { BrokenRuntimes } from './broken-runtime.js';

/** Variants of the memory runtime that break a promise about images, each named after it. */
export const brokenImages: BrokenRuntimes = {
  saysReadyTooEarly: {
    found: 'no box boots from an image that is not there, and one does when it was prepared',
    runtime: () => ({ prepareImage: () => okAsync(undefined) }),
  },

  bootsFromNothing: {
    found: 'no box boots from an image that is not there, and one does when it was prepared',
    runtime: (runtime) => ({ create: ({ image: _, ...spec }, options) => runtime.create(spec, options) }),
  },

  preparesInSilence: {
    found: 'preparing an image tells what is done, and nothing once it is there',
    runtime: (runtime) => ({
      prepareImage: (image, { onProgress: _, ...options } = {}) => runtime.prepareImage(image, options),
    }),
  },

  repeatsItself: {
    found: 'preparing an image tells what is done, and nothing once it is there',
    runtime: (runtime) => ({
      prepareImage: (image, options) => {
        options?.onProgress?.('looking');
        return runtime.prepareImage(image, options);
      },
    }),
  },

  tellsTheFirstAlone: {
    found: 'those who ask for the same image at the same time share its making, and all hear of it',
    runtime: (runtime) => {
      const told = new Set<string>();
      return {
        prepareImage: (image, { onProgress, ...options } = {}) => {
          const first = !told.has(image.tag);
          told.add(image.tag);
          return runtime.prepareImage(image, first && onProgress !== undefined ? { ...options, onProgress } : options);
        },
      };
    },
  },

  endsWithTheFirst: {
    found: 'one who gives up does not end the making of an image for the others',
    runtime: (runtime) => {
      const signals = new Map<string, AbortSignal>();
      return {
        prepareImage: (image, options = {}) => {
          const signal = signals.get(image.tag) ?? options.signal;
          if (signal !== undefined) signals.set(image.tag, signal);
          return runtime.prepareImage(image, signal === undefined ? options : { ...options, signal });
        },
      };
    },
  },

  ignoresWhoGivesUp: {
    found: 'prepareImage fails with request/aborted when its signal has fired, and makes nothing',
    runtime: (runtime) => ({
      prepareImage: (image, { signal: _, ...options } = {}) => runtime.prepareImage(image, options),
    }),
  },

  remembersThatItWasGivenUp: {
    found: 'an image that everybody gave up can be asked for again',
    runtime: (runtime) => {
      const givenUp = new Set<string>();
      return {
        prepareImage: (image, options) =>
          givenUp.has(image.tag)
            ? okAsync(undefined)
            : runtime.prepareImage(image, options).orElse((error) => {
                givenUp.add(image.tag);
                return err(error);
              }),
      };
    },
  },
};
