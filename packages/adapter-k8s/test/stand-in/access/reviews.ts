import type { Fields } from '../store/objects.js';
import { fieldsOf, textOf } from '../store/objects.js';
import { apiVersionOf, type Resource } from '../store/resources.js';
import type { Attributes, Rbac } from './rbac.js';
import type { Tokens, User } from './users.js';

/** The answer to a review: the same object with its status. */
export function reviewed(
  resource: Resource,
  body: Fields,
  { rbac, tokens, user }: { rbac: Rbac; tokens: Tokens; user: User },
): Fields {
  const spec = fieldsOf(body['spec']);
  const answer = (status: Fields): Fields => ({
    kind: resource.kind,
    apiVersion: apiVersionOf(resource),
    metadata: { creationTimestamp: null },
    spec,
    status,
  });
  switch (resource.kind) {
    case 'SelfSubjectAccessReview':
      return answer({ allowed: rbac.isAllowed(user, attributesIn(spec)) });
    case 'SubjectAccessReview':
      return answer({ allowed: rbac.isAllowed(userIn(spec), attributesIn(spec)) });
    case 'SelfSubjectRulesReview': {
      const rules = rbac.rulesOf(user, textOf(spec['namespace']));
      return answer({
        resourceRules: rules.filter(({ resources }) => (resources ?? []).length > 0),
        nonResourceRules: rules.filter(({ nonResourceURLs }) => (nonResourceURLs ?? []).length > 0),
        incomplete: false,
      });
    }
    case 'SelfSubjectReview':
      return answer({
        userInfo: { username: user.name, groups: user.groups, ...(user.uid === undefined ? {} : { uid: user.uid }) },
      });
    default:
      return answer(tokenStatus(spec, tokens));
  }
}

function attributesIn(spec: Fields): Attributes {
  const path = fieldsOf(spec['nonResourceAttributes']);
  const url = textOf(path['path']);
  if (url !== undefined) return { verb: textOf(path['verb']) ?? '', path: url };
  const asked = fieldsOf(spec['resourceAttributes']);
  return {
    verb: textOf(asked['verb']) ?? '',
    group: textOf(asked['group']) ?? '',
    resource: textOf(asked['resource']) ?? '',
    subresource: textOf(asked['subresource']) ?? '',
    namespace: textOf(asked['namespace']) ?? '',
    ...(asked['name'] === undefined || asked['name'] === '' ? {} : { name: textOf(asked['name']) ?? '' }),
  };
}

const userIn = (spec: Fields): User => ({
  name: textOf(spec['user']) ?? '',
  groups: Array.isArray(spec['groups']) ? (spec['groups'] as string[]) : [],
});

function tokenStatus(spec: Fields, tokens: Tokens): Fields {
  const audiences = Array.isArray(spec['audiences']) ? (spec['audiences'] as string[]) : undefined;
  const grant = tokens.find(textOf(spec['token']) ?? '', audiences);
  if (grant === undefined) return { authenticated: false, error: 'invalid bearer token' };
  const { name, groups, uid } = grant.user;
  return {
    authenticated: true,
    user: { username: name, groups, ...(uid === undefined ? {} : { uid }) },
    audiences: audiences?.filter((one) => grant.audiences.includes(one)) ?? grant.audiences,
  };
}
