import { aborted } from '@carrel/core/kernel';
import { err, ok, type Result } from 'neverthrow';
import type { Failure, Work } from '../work.js';
import type { ModuleUses } from './module-uses.js';
import { referencesAt } from './references.js';
import { isWithin, type FileSpan, type Scripts, type Span } from './script-file.js';
import type { Unit } from './units.js';

/** What is known of the files before anything is removed. */
export interface Surroundings {
  readonly units: readonly Unit[];
  readonly uses: ReadonlyMap<string, ModuleUses>;
  /** Files whose exports are used from outside, whatever is seen here. */
  readonly roots: ReadonlySet<string>;
  /** Exports of which it may be removed. */
  readonly mayRemove: (unit: Unit) => boolean;
}

/** What nothing needs. */
export interface Dead {
  readonly removed: ReadonlySet<Unit>;
  /** What only its own file uses. */
  readonly unexported: ReadonlySet<Unit>;
  /** What nothing uses, but does something when its file is run. */
  readonly acting: ReadonlySet<Unit>;
  /** Whether there were more to ask about than may be. */
  readonly isCut: boolean;
}

const MAX_QUESTIONS = 2_000;

/** Finds what nothing uses, and then what only that has used, until there is no more. */
export class DeadUnits {
  private readonly removed = new Set<Unit>();
  private readonly unexported = new Set<Unit>();
  private readonly acting = new Set<Unit>();
  private readonly gone = new Map<string, Span[]>();
  private readonly references = new Map<Unit, readonly FileSpan[]>();
  /** What was used by something that is removed. */
  private readonly followers = new Set<Unit>();
  private questions = 0;

  constructor(
    private readonly work: Work,
    private readonly scripts: Scripts,
    private readonly about: Surroundings,
  ) {}

  async find(): Promise<Result<Dead, Failure>> {
    for (let isMore = true; isMore;) {
      const found = await this.round();
      if (found.isErr()) return err(found.error);
      isMore = found.value;
    }
    const { removed, unexported, acting } = this;
    return ok({ removed, unexported, acting, isCut: this.questions >= MAX_QUESTIONS });
  }

  private async round(): Promise<Result<boolean, Failure>> {
    let isMore = false;
    for (const unit of this.about.units) {
      if (this.removed.has(unit) || this.acting.has(unit) || !this.isCandidate(unit)) continue;
      if (this.work.signal?.aborted === true) return err(aborted('remove-dead-code'));
      if (unit.exported.some((name) => this.isTaken(unit.path, name, new Set()))) continue;
      const users = await this.usersOf(unit);
      if (users.isErr()) return err(users.error);
      if (users.value === null || users.value.some(({ path }) => path !== unit.path)) continue;
      if (users.value.length > 0) {
        if (unit.keywords.length > 0) this.unexported.add(unit);
      } else if (!unit.isPure) this.acting.add(unit);
      else {
        await this.remove(unit);
        isMore = true;
      }
    }
    return ok(isMore);
  }

  private isCandidate(unit: Unit): boolean {
    if (unit.exported.length === 0) return this.followers.has(unit);
    return this.about.mayRemove(unit);
  }

  /** Whether another file that stays takes the name from this one. */
  private isTaken(path: string, name: string, seen: Set<string>): boolean {
    if (seen.has(path)) return false;
    seen.add(path);
    const uses = this.about.uses.get(path);
    if (uses === undefined || uses.whole !== null || this.about.roots.has(path)) return true;
    if (uses.named.some((each) => each.name === name && !this.isGone(each))) return true;
    return name !== 'default' && uses.stars.some((star) => this.isTaken(star, name, seen));
  }

  /** The places outside of the unit that use it and stay; `null` where that is not known. */
  private async usersOf(unit: Unit): Promise<Result<readonly FileSpan[] | null, Failure>> {
    let known = this.references.get(unit);
    if (known === undefined) {
      const asked = await this.ask(unit);
      if (asked.isErr()) return err(asked.error);
      if (asked.value === null) return ok(null);
      known = asked.value;
      this.references.set(unit, known);
    }
    const isOwn = (place: FileSpan) => place.path === unit.path && unit.spans.some((span) => isWithin(place, span));
    return ok(known.filter((place) => !isOwn(place) && !this.isGone(place)));
  }

  private async ask(unit: Unit): Promise<Result<readonly FileSpan[] | null, Failure>> {
    const script = await this.scripts.get(unit.path);
    if (script.isErr()) return err(script.error);
    const all: FileSpan[] = [];
    for (const offset of unit.asked) {
      if (all.some(({ path, start }) => path === unit.path && start === offset)) continue;
      if (this.questions >= MAX_QUESTIONS) return ok(null);
      this.questions++;
      const found = await referencesAt(this.work, script.value, offset);
      if (found.isErr()) return found.error.type === 'code/refused' ? ok(null) : err(found.error);
      all.push(...found.value);
    }
    // An import is named where it is made; what it names elsewhere is not about it.
    return ok(unit.kind === 'import' ? all.filter(({ path }) => path === unit.path) : all);
  }

  private isGone(place: FileSpan): boolean {
    return this.gone.get(place.path)?.some((span) => isWithin(place, span)) === true;
  }

  private async remove(unit: Unit): Promise<void> {
    this.removed.add(unit);
    this.unexported.delete(unit);
    this.gone.set(unit.path, [...(this.gone.get(unit.path) ?? []), ...unit.spans]);
    const script = await this.scripts.get(unit.path);
    if (script.isErr()) return;
    const words = new Set(
      unit.spans.flatMap(
        ({ start, end }) => script.value.text.slice(start, end).match(/[\p{L}_$][\p{L}\p{N}_$]*/gu) ?? [],
      ),
    );
    for (const each of this.about.units) {
      if (each.path === unit.path && each.locals.some((name) => words.has(name))) this.followers.add(each);
    }
  }
}
