import { stripVTControlCharacters } from 'node:util';
import type { Clock } from '../kernel/index.js';
import type { Workspace, WorkspacePhase } from './workspace.js';

/** How many of the latest lines of one start are there for a reader who comes to it. */
const RETAINED = 16;
/** The least time between two lines of one phase of a start; of those in between, the latest is told. */
const SPACING_MS = 100;
/** The most characters of a line. */
const MAX_LINE = 500;

export interface ProgressLine {
  /** Counts the lines of this process. */
  readonly number: number;
  readonly phase: WorkspacePhase;
  readonly line: string;
}

interface Start {
  readonly incarnation: number;
  readonly lines: ProgressLine[];
  /** Whether a line may not be told at once. */
  resting: boolean;
  waiting: Omit<ProgressLine, 'number'> | null;
  stopTimer: () => void;
}

/** What starts of this process say of themselves: the latest lines of each, not too many at a time. Gone when a start is over. */
export class WorkspaceProgress {
  private readonly starts = new Map<string, Start>();
  private told = 0;

  /** @param wake is called for a session whose workspace has something new to tell. */
  constructor(
    private readonly clock: Clock,
    private readonly wake: (sessionId: string) => void,
  ) {}

  tell({ sessionId, incarnation }: Workspace, phase: WorkspacePhase, text: string): void {
    const line = visible(text);
    if (line === '') return;
    const start = this.startOf(sessionId, incarnation);
    start.waiting = { phase, line };
    if (!start.resting || start.lines.at(-1)?.phase !== phase) this.publish(sessionId, start);
  }

  /** The known lines of this start behind line `number`, oldest first. */
  since({ sessionId, incarnation }: Workspace, number: number): readonly ProgressLine[] {
    const start = this.starts.get(sessionId);
    return start?.incarnation === incarnation ? start.lines.filter((line) => line.number > number) : [];
  }

  /** Forgets the start of the session. */
  end(sessionId: string): void {
    this.starts.get(sessionId)?.stopTimer();
    this.starts.delete(sessionId);
  }

  private startOf(sessionId: string, incarnation: number): Start {
    const known = this.starts.get(sessionId);
    if (known?.incarnation === incarnation) return known;
    this.end(sessionId);
    const start = { incarnation, lines: [], resting: false, waiting: null, stopTimer: () => undefined };
    this.starts.set(sessionId, start);
    return start;
  }

  private publish(sessionId: string, start: Start): void {
    start.stopTimer();
    start.resting = false;
    if (start.waiting === null) return;
    this.told += 1;
    start.lines.push({ ...start.waiting, number: this.told });
    if (start.lines.length > RETAINED) start.lines.shift();
    start.waiting = null;
    start.resting = true;
    start.stopTimer = this.clock.setTimer(SPACING_MS, () => {
      this.publish(sessionId, start);
    });
    this.wake(sessionId);
  }
}

/** One line without what steers terminals, of bounded length. */
function visible(text: string): string {
  return stripVTControlCharacters(text)
    .replace(/\p{Cc}+/gu, ' ')
    .trim()
    .slice(0, MAX_LINE);
}
