import type { WorkspaceImage } from '@carrel/core/languages';
import type { RuntimeCapabilities, RuntimeHandle, WorkspaceRuntime } from '@carrel/core/runtime';
import type { CasesOptions, CaseSubject } from '../cases.js';
import type { ProgramName, RuntimePrograms } from './runtime-programs.js';

/** A runtime to be proven, with what is needed to make things go wrong around it. */
export interface RuntimeSubject extends CaseSubject {
  /** A runtime that was not opened, over a backend on which the kit's installations have no boxes. */
  readonly subject: WorkspaceRuntime;
  /** Another runtime object over the same backend, as after the control plane was killed and started again. */
  readonly restart: () => Promise<WorkspaceRuntime>;
  /** Ends everything in a box at once and from outside, as a crash or an operator does. */
  readonly killBox: (handle: RuntimeHandle) => Promise<void>;
  /** Breaks every open link to a box, so that neither side is told why; what runs in the box goes on. */
  readonly cutConnections: (handle: RuntimeHandle) => Promise<void>;
  /** Another image each time, which is not there yet and is made with progress; a subject takes it away again. */
  readonly missingImage?: () => WorkspaceImage;
}

/** Something that the kit does to a subject, or a program it runs in a box. */
export type RuntimeTrait = 'killBox' | 'cutConnections' | 'missingImage' | ProgramName;

export interface RuntimeKitOptions extends CasesOptions<RuntimeSubject> {
  /** What the runtime says of itself; cases that it does not claim are skipped, and a case compares it with every subject. */
  readonly capabilities: RuntimeCapabilities;
  /** What a box boots from. @default none: the runtime's own choice */
  readonly image?: string;
  /** How the behaviours of programs are had in a box. @default `posixPrograms`; what is given is laid over them */
  readonly programs?: Partial<RuntimePrograms>;
  /** What the subject cannot offer, and why; cases that need it are skipped with the reason. @default nothing */
  readonly lacks?: Partial<Readonly<Record<RuntimeTrait, string>>>;
}

/** Whether the files of a box outlive its stop and its death, and the subject offers all of `traits`. */
export function needsKeptFiles(
  options: RuntimeKitOptions,
  ...traits: readonly RuntimeTrait[]
): { readonly has: boolean; readonly lacks: string } {
  const { keepsFiles } = options.capabilities;
  return keepsFiles ? needs(options, ...traits) : { has: false, lacks: 'the files of its boxes end with what runs' };
}

/** Whether the subject offers all of `traits`; what it lacks otherwise. */
export function needs(
  { lacks = {} }: RuntimeKitOptions,
  ...traits: readonly RuntimeTrait[]
): { readonly has: boolean; readonly lacks: string } {
  const missing = traits.find((trait) => lacks[trait] !== undefined);
  return { has: missing === undefined, lacks: missing === undefined ? '' : (lacks[missing] ?? '') };
}
