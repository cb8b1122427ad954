import type { CarrelError } from '@carrel/core/kernel';

/** Another program listens at the address. */
type AddressInUse = CarrelError<'server/address-in-use'>;
/** The machine has no such address. */
type AddressNotAvailable = CarrelError<'server/address-not-available'>;
/** This user may not listen at the port. */
type PortNotPermitted = CarrelError<'server/port-not-permitted'>;
/** Listening failed in another way. */
type NotListening = CarrelError<'server/not-listening'>;

export type ListenError = AddressInUse | AddressNotAvailable | PortNotPermitted | NotListening;

export interface Address {
  readonly host: string;
  /** 0 for one that is free. */
  readonly port: number;
}

/** What the failure of `listen` means. */
export function toListenError({ host, port }: Address): (cause: unknown) => ListenError {
  const place = `${host}:${String(port)}`;
  return (cause) => {
    switch (codeOf(cause)) {
      case 'EADDRINUSE':
        return failure('server/address-in-use', `${place} is in use by another program; choose another port.`, cause);
      case 'EADDRNOTAVAIL':
      case 'ENOTFOUND':
        return failure('server/address-not-available', `This machine has no address ${host}.`, cause);
      case 'EACCES':
        return failure(
          'server/port-not-permitted',
          `This user may not listen at ${place}; choose a port from 1024.`,
          cause,
        );
      default:
        return failure('server/not-listening', `Listening at ${place} failed.`, cause);
    }
  };
}

function failure<Type extends ListenError['type']>(type: Type, message: string, cause: unknown): CarrelError<Type> {
  return { type, message, retryable: false, cause };
}

function codeOf(cause: unknown): unknown {
  return typeof cause === 'object' && cause !== null && 'code' in cause ? cause.code : undefined;
}
