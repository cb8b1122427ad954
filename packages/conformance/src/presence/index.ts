export { describePresence } from './describe-presence.js';
export type { PresenceKitOptions, PresenceSubject } from './describe-presence.js';
