import type { CallOptions } from './client-options.js';
import type { Http } from './http.js';
import { ResultAsync, type Outcome } from './result.js';
import type {
  ChangePassword,
  Credentials,
  RegisterUser,
  SignedIn,
  Ticket,
  TokenSet,
  UpdateProfile,
  User,
} from './types.js';

/** Who uses the client. */
export class IdentityClient {
  constructor(private readonly http: Http) {}

  /** The tokens that are in use; `null` while nobody is logged in, and before the first call where a `tokenStore` has them. */
  get tokens(): TokenSet | null {
    return this.http.tokens.current;
  }

  /** Goes on with tokens that were kept, or as nobody, at once. Kept in a `tokenStore` when ok. */
  useTokens(tokens: TokenSet | null): Outcome<void> {
    return this.http.tokens.set(tokens);
  }

  /** Makes a tenant with a user who owns it, and is that user from then on. */
  register(input: RegisterUser, call: CallOptions = {}): Outcome<SignedIn> {
    return this.signIn('/auth/register', input, call);
  }

  /** Is that user from then on. `auth/invalid-credentials` for a wrong email as for a wrong password. */
  login(input: Credentials, call: CallOptions = {}): Outcome<SignedIn> {
    return this.signIn('/auth/login', input, call);
  }

  /** Ends the login. Nobody is logged in when ok, and where nobody was. The tokens are kept when the server was not reached. */
  logout(call: CallOptions = {}): Outcome<void> {
    return new ResultAsync(this.http.tokens.load()).andThen(() => {
      const refreshToken = this.tokens?.refreshToken;
      if (refreshToken === undefined) return this.useTokens(null);
      const path = '/auth/logout';
      const spec = { method: 'POST', path, json: { refreshToken }, auth: 'none', idempotent: true } as const;
      return this.http.done(spec, call).andThen(() => this.useTokens(null));
    });
  }

  /** The user who asks. */
  me(call: CallOptions = {}): Outcome<User> {
    return this.http.json({ method: 'GET', path: '/users/me' }, call);
  }

  updateProfile(changes: UpdateProfile, call: CallOptions = {}): Outcome<User> {
    return this.http.json({ method: 'PUT', path: '/users/me', json: changes }, call);
  }

  /** Ends the other logins of the user. It is not tried again: the old password is no good once it is done. */
  changePassword(input: ChangePassword, call: CallOptions = {}): Outcome<void> {
    return this.http.done({ method: 'PUT', path: '/users/me/password', json: input, idempotent: false }, call);
  }

  /** A pass that opens the WebSocket at `resource` once, for programs that cannot send a token. */
  ticket(resource: string, call: CallOptions = {}): Outcome<Ticket> {
    return this.http.json({ method: 'POST', path: '/auth/tickets', json: { purpose: 'websocket', resource } }, call);
  }

  private signIn(path: string, json: object, call: CallOptions): Outcome<SignedIn> {
    return this.http
      .json<SignedIn>({ method: 'POST', path, json, auth: 'none' }, call)
      .andThen((signedIn) => this.http.tokens.set(signedIn.tokens).map(() => signedIn));
  }
}
