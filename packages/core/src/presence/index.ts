export { memoryPresence } from './memory-presence.js';
export { connectionState, terminalPolling } from './presence-store.js';
export type { NoteKind, PresenceStore, PresentMember } from './presence-store.js';
export * from './presence-errors.js';
