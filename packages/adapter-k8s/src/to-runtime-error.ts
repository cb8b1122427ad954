import { aborted } from '@carrel/core/kernel';
import {
  runtimeExhausted,
  runtimeFailed,
  runtimePermissionDenied,
  runtimeTimedOut,
  runtimeUnavailable,
  type RuntimeError,
} from '@carrel/core/runtime';
import { ApiFailure, isNamespaceMissing, isUnsettled } from './api-failure.js';
import { ruleNameOf, type KubeCall } from './kube-resource.js';

/** What a refusal of the API server, or no answer of it, means for the runtime; its own text stays in `cause`. */
export function toRuntimeError(cause: unknown): RuntimeError {
  if (cause instanceof ApiFailure) return fromRefusal(cause);
  const { code, name } = factsOf(cause);
  if (name === 'AbortError') return aborted('A call to the cluster');
  if (name === 'TimeoutError') return runtimeTimedOut('The API server of the cluster did not answer in time.', cause);
  if (name === 'KubeConfigError') {
    return runtimeUnavailable(
      'There is no cluster to be used: look at the option kubeconfig, at KUBECONFIG, and whether this process runs in a pod.',
      cause,
    );
  }
  if (code !== undefined && DISTRUST.test(code)) {
    return runtimePermissionDenied(
      'The API server and this process do not trust each other: look at the certificates of the kubeconfig.',
      cause,
    );
  }
  if (UNREACHABLE.has(code)) {
    return runtimeUnavailable('The API server of the cluster cannot be reached, or broke off its answer.', cause);
  }
  return runtimeFailed('The cluster failed.', cause);
}

/** How TLS ends where one side does not take the certificate of the other. */
const DISTRUST = /^ERR_(SSL|TLS)_|^CERT_|SELF_SIGNED_CERT|^UNABLE_TO_(GET|VERIFY)|^HOSTNAME_MISMATCH/;

const UNREACHABLE = new Set<string | undefined>([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EPIPE',
  'ETIMEDOUT',
  'ERR_STREAM_PREMATURE_CLOSE',
]);

/** Whether no answer came, for a reason that may pass. */
export function isOutage(cause: unknown): boolean {
  const { code, name } = factsOf(cause);
  return name === 'TimeoutError' || UNREACHABLE.has(code);
}

function fromRefusal(failure: ApiFailure): RuntimeError {
  const { call, status } = failure;
  // A webhook may refuse with any status.
  if (DENIED.test(status.message)) return deniedByPolicy(failure);
  switch (status.code) {
    case 401:
      return runtimePermissionDenied('The API server does not take the credentials of this process.', failure);
    case 403:
      return fromForbidden(failure);
    case 404:
      return isNamespaceMissing(failure)
        ? runtimeUnavailable(`The namespace ${call.namespace ?? ''} is not there.`, failure)
        : runtimeUnavailable(`The cluster has not what ${callText(call)} is about.`, failure);
    case 409:
    case 410:
      return runtimeUnavailable(`What ${callText(call)} is about was changed meanwhile.`, failure);
    case 413:
    case 422:
      return runtimeFailed(`The cluster does not take what ${callText(call)} gave it${fieldsOf(failure)}.`, failure);
    case 429:
      return runtimeUnavailable('The API server of the cluster takes no more calls now.', failure);
    default:
      return status.code >= 500
        ? runtimeUnavailable('The API server of the cluster failed, or is not up yet.', failure)
        : runtimeFailed(`The cluster refused ${callText(call)}.`, failure);
  }
}

/** One status for three things: a right that is missing, room that is missing, and a policy that is against it. */
function fromForbidden(failure: ApiFailure): RuntimeError {
  const { call, status } = failure;
  const place = placeText(call);
  if (/exceeded quota|(maximum|minimum) .* usage per|must specify limits/i.test(status.message)) {
    return runtimeExhausted(`A quota or a limit of ${place} leaves no room for the box.`, failure);
  }
  const isGoing = status.causes.some(({ reason }) => reason === 'NamespaceTerminating');
  if (isGoing || /because it is being terminated/.test(status.message)) {
    return runtimeUnavailable(`${capital(place)} is being taken away.`, failure);
  }
  if (isUnsettled(failure)) {
    return runtimeUnavailable(`${capital(place)} has not yet what boxes need, such as their service account.`, failure);
  }
  if (/violates PodSecurity|admission webhook/i.test(status.message)) return deniedByPolicy(failure);
  const { group, resource } = ruleNameOf(call);
  const where = group === '' ? '' : ` of ${group}`;
  // One call may need two rights, as an exec does: the server says which one is missing.
  const [, verb = call.verb] = /cannot (get|list|watch|create|patch|delete) resource/.exec(status.message) ?? [];
  return runtimePermissionDenied(
    `This process may not ${verb} ${resource}${where} in ${place}: its role has no such rule.`,
    failure,
  );
}

const DENIED = /denied the request|ValidatingAdmissionPolicy .* denied request/i;

function deniedByPolicy(failure: ApiFailure): RuntimeError {
  const { call } = failure;
  return runtimePermissionDenied(`A policy of ${placeText(call)} does not let ${callText(call)} be.`, failure);
}

function placeText({ namespace }: KubeCall): string {
  return namespace === null ? 'the cluster' : `the namespace ${namespace}`;
}

function fieldsOf({ status }: ApiFailure): string {
  const fields = [...new Set(status.causes.map(({ field }) => field).filter((field) => field !== ''))];
  return fields.length === 0 ? '' : `; look at ${fields.slice(0, 5).join(', ')}`;
}

function callText(call: KubeCall): string {
  return `${call.verb} of ${ruleNameOf(call).resource}`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function factsOf(cause: unknown): { readonly code?: string; readonly name?: string } {
  if (typeof cause !== 'object' || cause === null) return {};
  return {
    ...('code' in cause && typeof cause.code === 'string' ? { code: cause.code } : {}),
    ...('name' in cause && typeof cause.name === 'string' ? { name: cause.name } : {}),
  };
}
