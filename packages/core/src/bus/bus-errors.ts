import { errorMaker, type CarrelError } from '../kernel/index.js';

export type BusClosed = CarrelError<'bus/closed'>;
export type BusUnavailable = CarrelError<'bus/unavailable'>;
export type BusMessageTooLarge = CarrelError<'bus/message-too-large'>;
export type BusError = BusClosed | BusUnavailable | BusMessageTooLarge;

export const busClosed = errorMaker('bus/closed', 'the bus is not open; open it first', false);
export const busUnavailable = errorMaker('bus/unavailable', 'the bus does not answer', true);
export const busMessageTooLarge = errorMaker(
  'bus/message-too-large',
  'a message has at most 65536 bytes; store what is larger, and send where it is',
  false,
);
