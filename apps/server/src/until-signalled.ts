import { exitCodes } from './exit-codes.js';

/** Resolves at the first SIGTERM or SIGINT. At the second one the process ends at once, whatever it is doing. */
export function untilSignalled(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    let asked = false;
    const onSignal = (signal: NodeJS.Signals) => {
      if (asked) process.exit(exitCodes.interrupted);
      asked = true;
      resolve(signal);
    };
    process.on('SIGTERM', onSignal).on('SIGINT', onSignal);
  });
}
