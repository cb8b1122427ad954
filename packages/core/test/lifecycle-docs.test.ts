import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import {
  ACTIVITY_REASONS,
  WORKSPACE_EDGES,
  type ActivityReason,
  type WorkspaceReason,
  type WorkspaceState,
  type WorkspaceTrigger,
} from '../src/workspaces/index.js';

const DOCUMENT = readFileSync(new URL('../../../docs/lifecycle.md', import.meta.url), 'utf8');

/** Each once: a record of the type has them all. */
const REASONS: Readonly<Record<WorkspaceReason, true>> = {
  requested: true,
  'session-deleted': true,
  'session-expired': true,
  'session-changed': true,
  'start-failed': true,
  'start-timed-out': true,
  'start-interrupted': true,
  died: true,
  'out-of-memory': true,
  'source-failed': true,
  'over-quota': true,
  'queue-timed-out': true,
  'files-not-loaded': true,
  'files-not-saved': true,
  shutdown: true,
  idle: true,
  'max-lifetime': true,
};

const HOLDERS: Readonly<Record<ActivityReason, true>> = {
  command: true,
  'file-write': true,
  'file-watch': true,
  terminal: true,
  proxy: true,
  task: true,
  'keep-alive': true,
};

it('has every legal edge in its table, and no other', () => {
  const [head = [], ...rows] = tableOf('Every legal edge');
  const triggers = head.slice(1).map(nameIn);
  const told = Object.fromEntries(
    rows.map(([from = '', ...cells]) => [
      nameIn(from),
      Object.fromEntries(cells.flatMap((cell, index) => (cell === '' ? [] : [[triggers[index], nameIn(cell)]]))),
    ]),
  );

  expect(told).toEqual(WORKSPACE_EDGES);
  const all: Readonly<Record<WorkspaceTrigger, true>> = {
    request: true,
    queue: true,
    started: true,
    stop: true,
    removed: true,
    fail: true,
  };
  expect(triggers.toSorted()).toEqual(Object.keys(all).toSorted());
});

it('says of every state what there is', () => {
  const states: Readonly<Record<WorkspaceState | 'none', unknown>> = WORKSPACE_EDGES;

  expect(firstColumn('The life of a workspace')).toEqual(Object.keys(states).toSorted());
});

it('explains every reason for which a workspace does not run', () => {
  expect(firstColumn('Why it does not run')).toEqual(Object.keys(REASONS).toSorted());
});

it('explains everything that keeps a workspace alive', () => {
  expect(firstColumn('What keeps it alive')).toEqual(Object.keys(HOLDERS).toSorted());
  expect([...ACTIVITY_REASONS].toSorted()).toEqual(Object.keys(HOLDERS).toSorted());
});

function firstColumn(heading: string): readonly string[] {
  return tableOf(heading).slice(1).map(([cell = '']) => nameIn(cell)).toSorted(); // prettier-ignore
}

/** The cells of the first table below a heading, its head first. */
function tableOf(heading: string): readonly (readonly string[])[] {
  const [, below = ''] = DOCUMENT.split(new RegExp(`^#+ ${heading}$`, 'm'));
  const [section = ''] = below.split(/^#+ /m);
  const lines = section.split('\n').filter((line) => line.startsWith('|'));
  const rows = lines.map((line) => line.split('|').slice(1, -1).map((cell) => cell.trim())); // prettier-ignore
  return rows.filter((_, index) => index !== 1);
}

function nameIn(cell: string): string {
  return /^`([\w-]+)`$/.exec(cell)?.[1] ?? cell;
}
