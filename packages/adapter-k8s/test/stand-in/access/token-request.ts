import { fieldsOf, timestamp, type Fields, type KubeObject } from '../store/objects.js';
import { SERVER_AUDIENCE, serviceAccountUser, type Tokens } from './users.js';

const DEFAULT_SECONDS = 3600;
const LEAST_SECONDS = 600;

/** A token of a service account for the audiences asked for, as `TokenRequest` gives it. */
export function tokenRequest(tokens: Tokens, account: KubeObject, body: Fields): Fields {
  const spec = fieldsOf(body['spec']);
  const given = Array.isArray(spec['audiences']) ? (spec['audiences'] as string[]) : [];
  const asked = typeof spec['expirationSeconds'] === 'number' ? spec['expirationSeconds'] : DEFAULT_SECONDS;
  const seconds = Math.max(LEAST_SECONDS, asked);
  const audiences = given.length === 0 ? [SERVER_AUDIENCE] : given;
  const { name, namespace = '', uid } = account.metadata;
  const token = tokens.issue(serviceAccountUser(namespace, name, uid), { audiences, seconds });
  return {
    kind: 'TokenRequest',
    apiVersion: 'authentication.k8s.io/v1',
    metadata: { name, namespace, creationTimestamp: timestamp() },
    spec: { ...spec, audiences, expirationSeconds: seconds },
    status: { token, expirationTimestamp: timestamp(new Date(Date.now() + seconds * 1000)) },
  };
}
