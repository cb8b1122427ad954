import type { Workspace } from '@carrel/client';

type Reason = NonNullable<Workspace['reason']>;

/** Why a workspace does not run, as a sentence goes on behind "is stopped" or "failed". */
const WORDS: Readonly<Record<Reason, string>> = {
  requested: 'somebody stopped it',
  idle: 'nobody used it',
  'max-lifetime': 'its longest life was over',
  'session-deleted': 'its session was deleted',
  'session-expired': 'the time of its session was over',
  'session-changed': 'its session changed, and it has to start anew',
  'start-failed': 'it could not be made',
  'start-timed-out': 'its start took too long',
  'start-interrupted': 'the server that started it is gone',
  'source-failed': 'its repository could not be fetched; start it again to be told why',
  died: 'it ended by itself, or was ended from outside',
  'out-of-memory': 'its memory was full',
  'files-not-loaded': 'its stored files could not be brought to it',
  'files-not-saved': 'its files could not be stored',
  'over-quota': 'it asks for more than there ever is',
  'queue-timed-out': 'it waited for room too long',
  shutdown: 'its server ended',
};

export function whyEnded(reason: Reason): string {
  // A newer server may know others.
  return (WORDS as Readonly<Partial<Record<string, string>>>)[reason] ?? reason;
}
