import type { PermissionRows } from './permission-row.js';

/** One that is nowhere. */
const PLAN = 'pln_01arz3ndektsv4rrffq69g5fav';
const PLACE = { path: 'a.txt', position: { line: 1, column: 1 } };
const missing = () => 'code/plan-not-found';

export const CODE_ROWS: PermissionRows = {
  'code.query': {
    action: 'files.read',
    least: 'viewer',
    call: ({ carrel, caller, id: sessionId }) => carrel.code.query(caller, { sessionId, type: 'definition', ...PLACE }),
  },
  'code.connect': {
    action: 'files.read',
    least: 'viewer',
    call: ({ carrel, caller, id: sessionId }) => carrel.code.connect(caller, { sessionId, language: 'words' }),
  },
  'code.plans.create': {
    action: 'files.read',
    least: 'viewer',
    call: ({ carrel, caller, id: sessionId }) => {
      const refactoring = { type: 'rename-symbol', newName: 'b', ...PLACE } as const;
      return carrel.code.plans.create(caller, { sessionId, refactoring });
    },
  },
  'code.plans.get': {
    action: 'files.read',
    least: 'viewer',
    answer: missing,
    call: ({ carrel, caller, id: sessionId }) => carrel.code.plans.get(caller, { sessionId, planId: PLAN }),
  },
  'code.plans.list': {
    action: 'files.read',
    least: 'viewer',
    call: ({ carrel, caller, id: sessionId }) => carrel.code.plans.list(caller, { sessionId }),
  },
  'code.plans.apply': {
    action: 'files.write',
    least: 'participant',
    answer: missing,
    call: ({ carrel, caller, id: sessionId }) => carrel.code.plans.apply(caller, { sessionId, planId: PLAN }),
  },
  'code.plans.undo': {
    action: 'files.write',
    least: 'participant',
    answer: missing,
    call: ({ carrel, caller, id: sessionId }) => carrel.code.plans.undo(caller, { sessionId, planId: PLAN }),
  },
  'code.plans.remove': {
    action: 'files.read',
    least: 'viewer',
    answer: missing,
    call: ({ carrel, caller, id: sessionId }) => carrel.code.plans.remove(caller, { sessionId, planId: PLAN }),
  },
};
