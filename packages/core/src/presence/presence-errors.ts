import { errorMaker, type CarrelError } from '../kernel/index.js';

export type PresenceClosed = CarrelError<'presence/closed'>;
export type PresenceUnavailable = CarrelError<'presence/unavailable'>;
export type PresenceError = PresenceClosed | PresenceUnavailable;

export const presenceClosed = errorMaker('presence/closed', 'the presence store is not open; open it first', false);
export const presenceUnavailable = errorMaker('presence/unavailable', 'the presence store does not answer', true);
