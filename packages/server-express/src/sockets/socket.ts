import type { SessionId, Ticking } from '@carrel/core/kernel';

/** One message of a client, whole. */
export type SocketMessage =
  { readonly kind: 'binary'; readonly data: Uint8Array } | { readonly kind: 'text'; readonly text: string };

/**
 * What waiting for room came to: there is some, the connection is over, or the client took nothing of what it was sent for
 * longer than it may.
 */
export type Drained = 'room' | 'gone' | 'stalled';

/** Takes what a client sends, one message after the other. Nothing of it throws or rejects. */
export interface MessageListener {
  /** The next message; the one behind it comes when what this gave is over, at once for `null`. */
  message(message: SocketMessage): Promise<unknown> | null;
  /** No message comes any more. Called once. */
  ended(): void;
}

/** A WebSocket after its upgrade, whatever library speaks it. */
export interface Socket {
  /**
   * What the client sends, in order; to be iterated once. While nobody asks for the next message, no more are read from the
   * network, so a client cannot send faster than it is served. Ends with the connection.
   */
  readonly messages: AsyncIterable<SocketMessage>;
  /** Gives each message to `listener` as it comes, in place of `messages`: costs less where there are many. Called once. */
  listen(listener: MessageListener): void;
  /** Fires when the connection is over or ending, whoever ends it. Made when it is first asked for. */
  readonly signal: AbortSignal;
  /** Whether the connection is over or ending. */
  readonly isOver: boolean;
  /**
   * Sends one message, binary or text. `false` when the client has as much unread as it may: wait for `drained` before the next.
   * What is sent once the connection is over goes nowhere.
   */
  send(data: Uint8Array | string): boolean;
  /** `send` for a binary message that goes to many, framed once for all of them: its `frameHead`, then its bytes. */
  sendFramed(frame: Uint8Array): boolean;
  /** The socket is about this session: its members see that the user is there, for as long as it is open. */
  enter(sessionId: SessionId): void;
  /** Resolves when more may be sent, or never will be. */
  drained(): Promise<Drained>;
  /** Calls `tick` about every ten seconds for as long as the connection is open, by one timer for all sockets. */
  remind(ticking: Ticking): void;
}

/** How a socket ends: a code of RFC 6455 or one from 4400 on, and at most 123 bytes of reason. */
export interface SocketEnd {
  readonly code: number;
  readonly reason: string;
}
