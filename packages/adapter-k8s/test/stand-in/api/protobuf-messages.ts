/** What a field holds. `texts` and `blobs` are maps of strings to strings and to bytes; a message in brackets may be there often. */
export type FieldType =
  'ignored' | 'string' | 'int' | 'bool' | 'strings' | 'texts' | 'blobs' | MessageType | readonly [MessageType];

/** The fields of a message by their names in JSON, each with its number. */
export interface MessageType {
  readonly [name: string]: readonly [number, FieldType];
}

/** Who owns it is left to writers of JSON. What the server alone sets is ignored. */
const metadata: MessageType = {
  name: [1, 'string'],
  generateName: [2, 'string'],
  namespace: [3, 'string'],
  uid: [5, 'string'],
  resourceVersion: [6, 'string'],
  generation: [7, 'ignored'],
  creationTimestamp: [8, 'ignored'],
  labels: [11, 'texts'],
  annotations: [12, 'texts'],
  finalizers: [14, 'strings'],
  managedFields: [17, 'ignored'],
};

const rule: MessageType = {
  verbs: [1, 'strings'],
  apiGroups: [2, 'strings'],
  resources: [3, 'strings'],
  resourceNames: [4, 'strings'],
  nonResourceURLs: [5, 'strings'],
};

const binding: MessageType = {
  metadata: [1, metadata],
  subjects: [2, [{ kind: [1, 'string'], apiGroup: [2, 'string'], name: [3, 'string'], namespace: [4, 'string'] }]],
  roleRef: [3, { apiGroup: [1, 'string'], kind: [2, 'string'], name: [3, 'string'] }],
};

const role: MessageType = { metadata: [1, metadata], rules: [2, [rule]] };

const accessAttributes: MessageType = {
  resourceAttributes: [
    1,
    {
      namespace: [1, 'string'],
      verb: [2, 'string'],
      group: [3, 'string'],
      version: [4, 'string'],
      resource: [5, 'string'],
      subresource: [6, 'string'],
      name: [7, 'string'],
    },
  ],
  nonResourceAttributes: [2, { path: [1, 'string'], verb: [2, 'string'] }],
};

const review = (spec: MessageType): MessageType => ({
  metadata: [1, metadata],
  spec: [2, spec],
  status: [3, 'ignored'],
});

const deleteOptions: MessageType = {
  gracePeriodSeconds: [1, 'int'],
  preconditions: [2, { uid: [1, 'string'], resourceVersion: [2, 'string'] }],
  propagationPolicy: [4, 'string'],
  dryRun: [5, 'strings'],
};

/** The kinds that `kubectl` sends in protobuf, for what it makes itself and asks about; files are sent as JSON. */
export const messages: Readonly<Record<string, MessageType>> = {
  Role: role,
  ClusterRole: role,
  RoleBinding: binding,
  ClusterRoleBinding: binding,
  Namespace: { metadata: [1, metadata], spec: [2, { finalizers: [1, 'strings'] }], status: [3, 'ignored'] },
  ServiceAccount: { metadata: [1, metadata] },
  Secret: {
    metadata: [1, metadata],
    data: [2, 'blobs'],
    type: [3, 'string'],
    stringData: [4, 'texts'],
    immutable: [5, 'bool'],
  },
  ConfigMap: { metadata: [1, metadata], data: [2, 'texts'], binaryData: [3, 'blobs'], immutable: [4, 'bool'] },
  SelfSubjectAccessReview: review(accessAttributes),
  SubjectAccessReview: review({
    ...accessAttributes,
    user: [3, 'string'],
    groups: [4, 'strings'],
    uid: [6, 'string'],
  }),
  SelfSubjectRulesReview: review({ namespace: [1, 'string'] }),
  SelfSubjectReview: { metadata: [1, metadata], status: [2, 'ignored'] },
  TokenRequest: review({ audiences: [1, 'strings'], expirationSeconds: [4, 'int'] }),
  DeleteOptions: deleteOptions,
  Eviction: { metadata: [1, metadata], deleteOptions: [2, deleteOptions] },
};
