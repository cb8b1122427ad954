import { createHash, randomBytes } from 'node:crypto';

export interface User {
  readonly name: string;
  readonly groups: readonly string[];
  readonly uid?: string;
}

interface Grant {
  readonly user: User;
  readonly audiences: readonly string[];
  readonly expiresAt: number;
}

/** What the server's own tokens are for, when nothing else is asked. */
export const SERVER_AUDIENCE = 'https://kubernetes.default.svc';

/** The bearer tokens that are known, each with its user, its audiences and its end. */
export class Tokens {
  private readonly grants = new Map<string, Grant>();

  add(token: string, user: User): void {
    this.grants.set(digest(token), { user, audiences: [SERVER_AUDIENCE], expiresAt: Infinity });
  }

  /** A new one for a service account. */
  issue(user: User, { audiences, seconds }: { audiences: readonly string[]; seconds: number }): string {
    const token = `sa-${randomBytes(24).toString('base64url')}`;
    this.grants.set(digest(token), { user, audiences, expiresAt: Date.now() + seconds * 1000 });
    return token;
  }

  /** Whose it is, for these audiences; undefined when it is unknown, past its end, or for others. */
  find(token: string, audiences: readonly string[] = [SERVER_AUDIENCE]): Grant | undefined {
    const grant = this.grants.get(digest(token));
    if (grant === undefined || grant.expiresAt <= Date.now()) return undefined;
    return audiences.some((audience) => grant.audiences.includes(audience)) ? grant : undefined;
  }

  /** No token of that name is known any longer. */
  revoke(userName: string): void {
    for (const [key, { user }] of this.grants) if (user.name === userName) this.grants.delete(key);
  }
}

const digest = (token: string): string => createHash('sha256').update(token).digest('hex');

export const serviceAccountUser = (namespace: string, name: string, uid: string): User => ({
  name: `system:serviceaccount:${namespace}:${name}`,
  groups: ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, 'system:authenticated'],
  uid,
});
