import type { PermissionRows } from './permission-row.js';

const NO_SNAPSHOT = 'snp_01arz3ndektsv4rrffq69g5fav';
const NO_BACKUP = 'bkp_01arz3ndektsv4rrffq69g5fav';

export const FILE_ROWS: PermissionRows = {
  'files.list': {
    action: 'files.read',
    least: 'viewer',
    call: ({ carrel, caller, id }) => carrel.files.list(caller, { sessionId: id, path: '' }),
  },
  'files.stat': {
    action: 'files.read',
    least: 'viewer',
    call: ({ carrel, caller, id }) => carrel.files.stat(caller, { sessionId: id, path: 'a.txt' }),
  },
  'files.read': {
    action: 'files.read',
    least: 'viewer',
    call: ({ carrel, caller, id }) => carrel.files.read(caller, { sessionId: id, path: 'a.txt' }),
  },
  'files.download': {
    action: 'files.read',
    least: 'viewer',
    call: ({ carrel, caller, id }) => carrel.files.download(caller, { sessionId: id, path: '' }),
  },
  'files.watch': {
    action: 'files.read',
    least: 'viewer',
    call: ({ carrel, caller, id }) => carrel.files.watch(caller, { sessionId: id, path: '' }),
  },
  'files.write': {
    action: 'files.write',
    least: 'participant',
    call: ({ carrel, caller, id }) =>
      carrel.files.write(caller, { sessionId: id, path: 'a.txt', data: Buffer.from('x') }),
  },
  'files.makeDirectory': {
    action: 'files.write',
    least: 'participant',
    call: ({ carrel, caller, id }) => carrel.files.makeDirectory(caller, { sessionId: id, path: 'b' }),
  },
  'files.move': {
    action: 'files.write',
    least: 'participant',
    call: ({ carrel, caller, id }) => carrel.files.move(caller, { sessionId: id, path: 'a.txt', to: 'c.txt' }),
  },
  'files.upload': {
    action: 'files.write',
    least: 'participant',
    call: ({ carrel, caller, id }) => carrel.files.upload(caller, { sessionId: id, path: '', tar: emptyTar() }),
  },
  'files.remove': {
    action: 'files.delete',
    least: 'admin',
    call: ({ carrel, caller, id }) => carrel.files.remove(caller, { sessionId: id, path: 'a.txt' }),
  },
  'backups.create': {
    action: 'backups.write',
    least: 'admin',
    call: ({ carrel, caller, id }) => carrel.backups.create(caller, id),
    answer: () => 'storage/unsupported',
  },
  'backups.list': {
    action: 'backups.read',
    least: 'viewer',
    call: ({ carrel, caller, id }) => carrel.backups.list(caller, id),
  },
  'backups.get': {
    action: 'backups.read',
    least: 'viewer',
    call: ({ carrel, caller, id }) => carrel.backups.get(caller, id, NO_BACKUP),
    answer: () => 'storage/unsupported',
  },
  'backups.verify': {
    action: 'backups.read',
    least: 'viewer',
    call: ({ carrel, caller, id }) => carrel.backups.verify(caller, id, NO_BACKUP),
    answer: () => 'storage/unsupported',
  },
  'backups.restore': {
    action: 'backups.restore',
    least: 'admin',
    call: ({ carrel, caller, id }) => carrel.backups.restore(caller, id, { backupId: NO_BACKUP }),
    answer: () => 'storage/unsupported',
  },
  'backups.remove': {
    action: 'backups.write',
    least: 'admin',
    call: ({ carrel, caller, id }) => carrel.backups.remove(caller, id, NO_BACKUP),
    answer: () => 'storage/unsupported',
  },
  'snapshots.take': {
    action: 'snapshots.write',
    least: 'admin',
    call: ({ carrel, caller, id }) => carrel.snapshots.take(caller, id),
  },
  'snapshots.list': {
    action: 'snapshots.read',
    least: 'viewer',
    call: ({ carrel, caller, id }) => carrel.snapshots.list(caller, id),
  },
  'snapshots.get': {
    action: 'snapshots.read',
    least: 'viewer',
    call: ({ carrel, caller, id }) => carrel.snapshots.get(caller, id, NO_SNAPSHOT),
    answer: () => 'snapshot/not-found',
  },
  'snapshots.restore': {
    action: 'snapshots.restore',
    least: 'admin',
    call: ({ carrel, caller, id }) => carrel.snapshots.restore(caller, id, NO_SNAPSHOT),
    answer: () => 'snapshot/not-found',
  },
  'snapshots.remove': {
    action: 'snapshots.write',
    least: 'admin',
    call: ({ carrel, caller, id }) => carrel.snapshots.remove(caller, id, NO_SNAPSHOT),
    answer: () => 'snapshot/not-found',
  },
};

async function* emptyTar(): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(new Uint8Array(1_024));
}
