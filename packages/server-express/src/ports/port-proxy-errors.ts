import type { CarrelError } from '@carrel/core/kernel';

/** What the program answered is not HTTP, or more than is taken. */
export type PortBadAnswer = CarrelError<'port/bad-answer'>;
/** The program did not begin its answer in its time. */
export type PortTimedOut = CarrelError<'port/timed-out'>;

/** The server has no host names for ports. */
export type PortNoDomain = CarrelError<'port/no-domain'>;

export type PortProxyError = PortBadAnswer | PortNoDomain | PortTimedOut;

export function portNoDomain(): PortNoDomain {
  const message = 'Ports have no host names of their own here: ports.domain is not set.';
  return { type: 'port/no-domain', message, retryable: false };
}

export function portBadAnswer(port: number): PortBadAnswer {
  const message = `The program on port ${String(port)} did not answer with HTTP that can be passed on.`;
  return { type: 'port/bad-answer', message, retryable: false };
}

export function portTimedOut(port: number, timeoutMs: number): PortTimedOut {
  const message = `The program on port ${String(port)} did not begin its answer in ${String(timeoutMs)} ms.`;
  return { type: 'port/timed-out', message, retryable: true, retryAfterMs: 1_000 };
}
