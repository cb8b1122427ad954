import { generateKeyPairSync } from 'node:crypto';
import { outsideIssuer } from '@carrel/core/identity';
import { SignJWT } from 'jose';

const ISSUER = 'https://app.example';
const AUDIENCE = 'carrel';
/** A token is good for so long, also after its user has logged out of the app. */
const TOKEN_TTL_MS = 300_000;

/** Tokens by which the app says to Carrel who somebody is. Several processes of one app share a key, kept like any other secret. */
export function createTokens() {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  return {
    /** What Carrel believes, in place of logins of its own. */
    verifier: outsideIssuer({ issuer: ISSUER, audience: AUDIENCE, publicKey: publicKey.export({ format: 'jwk' }) }),
    async issue(user) {
      const accessToken = await new SignJWT()
        .setProtectedHeader({ alg: 'EdDSA' })
        .setIssuer(ISSUER)
        .setAudience(AUDIENCE)
        .setSubject(user)
        .setExpirationTime(new Date(Date.now() + TOKEN_TTL_MS))
        .sign(privateKey);
      return { accessToken, expiresInMs: TOKEN_TTL_MS };
    },
  };
}
