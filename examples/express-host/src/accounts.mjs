import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import express from 'express';

const COOKIE = 'app.sid';
const hash = promisify(scrypt);

/** Stands for the users and the login that your app has: passwords, and a cookie for who is logged in. It knows nothing of Carrel. */
export async function createAccounts(passwords) {
  const salt = randomBytes(16);
  const users = new Map();
  for (const [name, password] of Object.entries(passwords)) users.set(name, await hash(password, salt, 32));
  const nobody = await hash(randomBytes(16), salt, 32);
  const loggedIn = new Map();

  const routes = express.Router();
  routes.post('/login', express.json(), async ({ body }, response) => {
    const { name, password } = body ?? {};
    if (typeof name !== 'string' || typeof password !== 'string') {
      response.sendStatus(400);
      return;
    }
    // A name that nobody has takes as long as a wrong password.
    if (!timingSafeEqual(await hash(password, salt, 32), users.get(name) ?? nobody)) {
      response.sendStatus(401);
      return;
    }
    const sid = randomBytes(32).toString('base64url');
    loggedIn.set(sid, name);
    response.cookie(COOKIE, sid, { httpOnly: true, sameSite: 'strict' }).json({ name });
  });
  routes.post('/logout', (request, response) => {
    loggedIn.delete(sidOf(request));
    response.clearCookie(COOKIE).sendStatus(204);
  });

  /** Lets in who is logged in, as `response.locals.user`. */
  const onlyUsers = (request, response, next) => {
    const user = loggedIn.get(sidOf(request));
    if (user === undefined) {
      response.sendStatus(401);
      return;
    }
    response.locals.user = user;
    next();
  };
  return { routes, onlyUsers };
}

function sidOf({ headers }) {
  const cookies = (headers.cookie ?? '').split('; ').map((cookie) => cookie.split('='));
  return cookies.find(([name]) => name === COOKIE)?.[1];
}
