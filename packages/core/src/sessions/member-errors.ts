import type { CarrelError } from '../kernel/index.js';

/** Only rooms have members: this is a solo session. */
export type NotARoom = CarrelError<'session/not-a-room'>;
/** The user is no member of the room. */
export type MemberNotFound = CarrelError<'member/not-found'>;
/** The tenant has no such user; another tenant's answers the same. */
export type MemberUnknown = CarrelError<'user/not-found'>;
/** The room has as many members as allowed: remove one. */
export interface MemberLimit extends CarrelError<'member/limit'> {
  readonly limit: number;
}
/** A room is never without its owner: make another member the owner first. */
export type MemberIsOwner = CarrelError<'member/is-owner'>;

export type MemberError = NotARoom | MemberNotFound | MemberUnknown | MemberLimit | MemberIsOwner;

export function notARoom(): NotARoom {
  return { type: 'session/not-a-room', message: 'A solo session has no members; fork it to a room.', retryable: false };
}

export function memberNotFound(): MemberNotFound {
  return { type: 'member/not-found', message: 'The user is no member of the room.', retryable: false };
}

export function memberUnknown(): MemberUnknown {
  return { type: 'user/not-found', message: 'There is no such user.', retryable: false };
}

export function memberLimit(limit: number): MemberLimit {
  return {
    type: 'member/limit',
    message: `A room may have ${limit} members; remove one first.`,
    retryable: false,
    limit,
  };
}

export function memberIsOwner(): MemberIsOwner {
  return {
    type: 'member/is-owner',
    message: 'The user owns the room; give another member the role owner first.',
    retryable: false,
  };
}
