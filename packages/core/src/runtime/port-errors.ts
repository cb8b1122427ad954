import { err, ok, type CarrelError, type Result } from '../kernel/index.js';

interface WithPort<Type extends string> extends CarrelError<Type> {
  readonly port: number;
}
/** The number is no port's. */
export type PortInvalid = WithPort<'port/invalid'>;
/** Nothing listens on the port in the box, or what listens does not accept. */
export type PortRefused = WithPort<'port/refused'>;
/** The program in the box broke the stream off. */
export type PortReset = WithPort<'port/reset'>;

export type PortError = PortInvalid | PortRefused | PortReset;

export function portInvalid(port: number): PortInvalid {
  return { type: 'port/invalid', message: `${port} is no port: these are 1 to 65535.`, retryable: false, port };
}

export function portRefused(port: number): PortRefused {
  return { type: 'port/refused', message: `Nothing in the workspace listens on port ${port}.`, retryable: true, port };
}

export function portReset(port: number): PortReset {
  return { type: 'port/reset', message: `The program on port ${port} broke the stream off.`, retryable: true, port };
}

/** The number of a port that may be connected to. */
export function portNumber(port: number): Result<number, PortInvalid> {
  return Number.isInteger(port) && port >= 1 && port <= 65_535 ? ok(port) : err(portInvalid(port));
}
