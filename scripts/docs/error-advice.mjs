// What whoever gets an error does about it: the advice, then the types that it is for.

const SHARED = [
  [
    'Read what is listed, and go on without it. Trying again is no use.',
    `agent/not-found backup/not-found code/plan-not-found command/not-found conversation/not-found
        document/not-found document/version-not-found file/not-found invitation/not-found member/not-found message/not-found
        process/not-found project/not-found session/not-found setting/not-found snapshot/not-found stream/not-found
        task/not-found terminal/not-found user/not-found`,
  ],
  [
    'Remove one that is no longer needed, or have the operator raise the limit.',
    `agent/limit-reached conversation/limit invitation/limit-reached member/limit session/limit
        setting/limit-reached snapshot/limit`,
  ],
  [
    'Close or end one, or wait until one is over, then try again.',
    `auth/ticket-limit command/limit document/limit port/limit request/event-stream-limit socket/limit
        stream/limit terminal/limit`,
  ],
  ['Log in again.', 'auth/refresh-token-invalid auth/refresh-token-reused auth/token-invalid auth/token-revoked'],
  [
    'Wait as `Retry-After` says, then try again.',
    `auth/overloaded auth/too-many-attempts code/busy code/server-failed connection/limit document/rate-limited
        document/unavailable request/rate-limited service/shutting-down socket/full task/queue-full terminal/input-limit
        workspace/queue-full`,
  ],
  [
    'Wait as `Retry-After` says, then try again. If it stays, the operator looks at the backend: `carrel doctor`.',
    `auth/issuer-unavailable rate-limit/unavailable runtime/exhausted runtime/timed-out runtime/unavailable
        storage/unavailable store/busy store/contention store/unavailable stream/log-unavailable`,
  ],
  [
    'The operator looks for the request id in the log.',
    `auth/hashing-failed connection/protocol file/failed runtime/failed runtime/permission-denied service/failed
        storage/failed storage/refused store/failed store/too-large store/unsupported`,
  ],
  [
    'The server is beginning or ending: try again, at another replica if there is one.',
    'rate-limit/closed storage/closed store/closed stream/log-closed',
  ],
  ['The operator makes room, or gives the backend more.', 'storage/full store/full stream/log-full'],
  [
    'The operator restores a backup (see [operations](operations.md)).',
    'storage/content-corrupt storage/content-not-found store/corrupt',
  ],
  [
    'The operator runs the release that wrote the data, or a newer one (see [migration](migration.md)).',
    'storage/incompatible store/incompatible',
  ],
  [
    'Correct the request. Sent again as it is, it is refused again.',
    `document/awareness-invalid document/update-invalid file/invalid-path file/outside-root
        file/too-many-links port/invalid record/too-large request/headers-too-large request/malformed
        request/method-not-allowed request/no-route request/target-too-long request/unsupported-media-type
        stream/key-invalid`,
  ],
  [
    'Send less at a time, or have the operator raise the limit.',
    `code/limit code/too-large document/too-large file/too-large message/too-large request/too-large
        setting/too-large stream/chunk-too-large`,
  ],
  [
    'Read again what is there, and decide anew.',
    `code/plan-state code/stale-plan file/changed record/conflict request/precondition-failed
        request/range-not-satisfiable session/stale storage/conflict stream/conflict`,
  ],
  [
    'Take what is there, or choose another name.',
    'file/exists process/exists record/exists stream/exists user/email-taken',
  ],
  [
    'It is over: begin another one.',
    'answer/limit answer/lost command/not-running document/closed message/limit stream/ended terminal/not-running',
  ],
  [
    'Ask somebody with the right for it, or for a larger role.',
    'auth/forbidden document/read-only session/forbidden terminal/input-refused terminal/read-only',
  ],
  [
    'Do without it, or have the operator configure it.',
    `code/unavailable code/unsupported model/not-configured port/no-domain runtime/unsupported
        storage/unsupported`,
  ],
  [
    'Choose another path: this one is not of the kind that the call is for.',
    'file/into-itself file/is-a-directory file/not-a-directory file/special',
  ],
  [
    'Look at the workspace, and start it again if it is stopped; calls that use it do that by themselves.',
    'connection/lost runtime/not-found runtime/not-running workspace/not-running workspace/replaced',
  ],
  ['Try again.', 'code/changed request/aborted request/too-slow'],
];

const OWN = {
  'auth/invalid-credentials': 'Correct the email or the password.',
  'auth/ticket-invalid': 'Ask for a new ticket, and use it once.',
  'auth/token-expired': 'Get a new access token with the refresh token, then send the request again.',
  'auth/token-missing': 'Send `Authorization: Bearer` with an access token or an agent key.',
  'auth/wrong-password': 'Send the password that the user has.',
  'code/partly-applied': 'Look at the files that `paths` names, and mend them by hand or by a backup.',
  'code/plan-busy': 'Wait until the other plan is done, then try again.',
  'code/refused': 'Choose another place, range or name, as the message says.',
  'code/timed-out': 'Try again; if it stays, ask for less, or have the operator give the server more time.',
  'conversation/busy': 'Wait for the answer, or cancel its stream.',
  'document-file/differs': 'Say which of the two is preferred, or empty one of them.',
  'document-file/not-bound': 'Bind the document to a file first.',
  'document-file/taken': 'Use the document that is bound to the file, or release it there.',
  'document-file/unusable': 'Choose another file, as `detail` says why this one cannot be taken.',
  'document/stale-clock': 'Forget what is kept of the document, and begin again from 0.',
  'document/update-ahead': 'Send what is newer than the state vector of the server.',
  'file/no-space': 'Remove files of the workspace, or have the operator give it more.',
  'file/permission-denied': 'Change the rights of the file from within the workspace.',
  'identity/invitation-invalid': 'Ask for another invitation, and register with the email that it is for.',
  'identity/registration-closed': 'Ask an administrator for an invitation.',
  'language/not-found': 'Choose one of `GET /languages`.',
  'language/not-installed': 'Name the language when the session is made, or choose an image that has it.',
  'member/is-owner': 'Make another member the owner first.',
  'port/bad-answer': 'Mend the program: it has to speak HTTP on this port.',
  'port/refused': 'Start the program, and let it listen on the loopback of the workspace.',
  'port/reset': 'Look at the output of the program; it broke off.',
  'port/timed-out': 'Try again; if it stays, look at what the program does.',
  'process/not-startable': 'Correct the program or its directory, or install what is missing.',
  'process/running': 'Wait until the process is over, or end it.',
  'process/stdin-closed': 'Send nothing more: the input was ended.',
  'project/ambiguous': 'Name one of `candidates` by its directory and its manager.',
  'project/install-running': 'Follow the command that `commandId` names.',
  'project/manager-not-installed': 'Choose another manager, or an image that has it.',
  'request/idempotency-gone': 'Use a new idempotency key to make another one.',
  'request/idempotency-mismatch': 'Use a new idempotency key for another request.',
  'request/invalid': 'Correct what `issues` names.',
  'request/origin-refused': 'The operator adds the origin of the page to `server.allowedOrigins`.',
  'request/timed-out': 'Look whether it was done, then try again.',
  'session/archived': 'Make the session active first.',
  'session/not-a-room': 'Use a room: a solo session has no members.',
  'snapshot/not-restorable': 'Begin the session without the snapshot, or with another one.',
  'storage/fenced': 'Nothing: a newer workspace of the session has taken over. Use that.',
  'storage/too-large': 'Remove or exclude files, or have the operator raise `storage.maxBytes`.',
  'storage/too-many-files': 'Remove or exclude files, or have the operator raise `storage.maxFiles`.',
  'stream/elsewhere': 'Ask the replica that has it, or have the operator configure Redis for streams.',
  'user/last-owner': 'Make another user an owner first.',
  'workspace/not-ready': 'Ask again, or wait longer with `waitMs`; the start goes on.',
  'workspace/over-quota': 'Ask for a smaller workspace: waiting is no use.',
  'workspace/source-failed': 'Correct the address or the credentials of the source; `detail` says what failed.',
  'workspace/start-failed': 'Try again; if it stays, the operator looks at why with `carrel doctor`.',
};

/** By the type of the error. */
export const errorAdvice = new Map([
  ...SHARED.flatMap(([advice, types]) => types.split(/\s+/).map((type) => [type, advice])),
  ...Object.entries(OWN),
]);
