/* eslint-disable max-lines */
// Made from the OpenAPI document of the server: UPDATE_TYPES=1 npx vitest run --project client generated

export interface paths {
  readonly '/.well-known/jwks.json': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /** The public keys of access tokens. */
    readonly get: operations['getKeys'];
    readonly put?: never;
    readonly post?: never;
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/auth/login': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly get?: never;
    readonly put?: never;
    /** Begins a login of a user by email and password. */
    readonly post: operations['logIn'];
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/auth/logout': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly get?: never;
    readonly put?: never;
    /** Ends the login that a refresh token belongs to. */
    readonly post: operations['logOut'];
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/auth/refresh': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly get?: never;
    readonly put?: never;
    /** New tokens for a refresh token, which is used up; used twice, it ends the login. */
    readonly post: operations['refreshTokens'];
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/auth/register': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly get?: never;
    readonly put?: never;
    /** Makes a tenant with a user who owns it, logged in; with an invitation, a user of its tenant. */
    readonly post: operations['register'];
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/auth/tickets': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly get?: never;
    readonly put?: never;
    /** A pass that opens one WebSocket, once, in place of a token. */
    readonly post: operations['issueTicket'];
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/code/languages': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /**
     * What can be asked about code and done to it, by language.
     * @description The token must allow `files:read`.
     */
    readonly get: operations['listCodeLanguages'];
    readonly put?: never;
    readonly post?: never;
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/conversations': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /**
     * The conversations of a session, or those of the caller that have none, the newest first.
     * @description The token must allow `conversations:read`.
     */
    readonly get: operations['listConversations'];
    readonly put?: never;
    /**
     * Begins a conversation, of a session or of the caller alone.
     * @description The token must allow `conversations:write`.
     */
    readonly post: operations['createConversation'];
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/conversations/{id}': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /**
     * One conversation.
     * @description The token must allow `conversations:read`.
     */
    readonly get: operations['getConversation'];
    /**
     * Gives a conversation another title, or takes it away.
     * @description The token must allow `conversations:write`.
     */
    readonly put: operations['updateConversation'];
    readonly post?: never;
    /**
     * Deletes a conversation with its messages.
     * @description The token must allow `conversations:write`.
     */
    readonly delete: operations['removeConversation'];
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/conversations/{id}/messages': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /**
     * The messages of a conversation in their order, or from the latest with `order=desc`.
     * @description The token must allow `conversations:read`.
     */
    readonly get: operations['listMessages'];
    readonly put?: never;
    /**
     * Adds a message at the end of a conversation; with `respond`, the model answers it in the stream `streamId`.
     * @description The token must allow `conversations:write`.
     */
    readonly post: operations['addMessage'];
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/conversations/{id}/messages/{mid}': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /**
     * One message of a conversation.
     * @description The token must allow `conversations:read`.
     */
    readonly get: operations['getMessage'];
    readonly put?: never;
    readonly post?: never;
    /**
     * Takes a message out of a conversation.
     * @description The token must allow `conversations:write`.
     */
    readonly delete: operations['removeMessage'];
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/docs': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /** This description as a page for people, which needs no network and runs no script. */
    readonly get: operations['getDocs'];
    readonly put?: never;
    readonly post?: never;
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/healthz': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /** Whether the server runs at all. */
    readonly get: operations['getHealth'];
    readonly put?: never;
    readonly post?: never;
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/languages': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /** The languages that sessions may have. */
    readonly get: operations['listLanguages'];
    readonly put?: never;
    readonly post?: never;
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/languages/{id}': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /** One language, by its id or another name of it. */
    readonly get: operations['getLanguage'];
    readonly put?: never;
    readonly post?: never;
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/openapi.json': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /** This description. */
    readonly get: operations['getOpenApi'];
    readonly put?: never;
    readonly post?: never;
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/ready': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /** Whether the server takes work, and what it stands on. */
    readonly get: operations['getReadiness'];
    readonly put?: never;
    readonly post?: never;
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/sessions': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /**
     * The sessions of the caller and the rooms that the caller is a member of, the newest first.
     * @description The token must allow `sessions:read`.
     */
    readonly get: operations['listSessions'];
    readonly put?: never;
    /**
     * Makes a session, and starts its workspace when asked to.
     * @description The token must allow `sessions:write`.
     */
    readonly post: operations['createSession'];
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/sessions/{id}': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /**
     * One session; its version is the entity tag, which its workspace does not change.
     * @description The token must allow `sessions:read`.
     */
    readonly get: operations['getSession'];
    /**
     * Changes a session. Other languages mean another incarnation of its workspace.
     * @description The token must allow `sessions:write`.
     */
    readonly put: operations['updateSession'];
    readonly post?: never;
    /**
     * Deletes a session and stops its workspace.
     * @description The token must allow `sessions:write`.
     */
    readonly delete: operations['removeSession'];
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/sessions/{id}/backups': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /**
     * The backups of a session, the newest first.
     * @description The token must allow `files:read`.
     */
    readonly get: operations['listBackups'];
    readonly put?: never;
    /**
     * Keeps the files of a session as they are now; those of a running workspace are saved first.
     * @description The token must allow `files:write`.
     */
    readonly post: operations['createBackup'];
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/sessions/{id}/code/plans': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /**
     * The plans of the session, the newest first.
     * @description The token must allow `files:read`.
     */
    readonly get: operations['listCodePlans'];
    readonly put?: never;
    /**
     * Works out a refactoring and keeps what it would do. No file is changed.
     * @description The token must allow `files:read`.
     */
    readonly post: operations['createCodePlan'];
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/sessions/{id}/code/plans/{planId}': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /**
     * A plan with its diff.
     * @description The token must allow `files:read`.
     */
    readonly get: operations['getCodePlan'];
    readonly put?: never;
    readonly post?: never;
    /**
     * Removes a plan; files stay as they are.
     * @description The token must allow `files:write`.
     */
    readonly delete: operations['removeCodePlan'];
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/sessions/{id}/code/plans/{planId}/apply': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly get?: never;
    readonly put?: never;
    /**
     * Changes all files of a plan, or none.
     * @description The token must allow `files:write`.
     */
    readonly post: operations['applyCodePlan'];
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/sessions/{id}/code/plans/{planId}/undo': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly get?: never;
    readonly put?: never;
    /**
     * Makes all files of an applied plan what they were, or none.
     * @description The token must allow `files:write`.
     */
    readonly post: operations['undoCodePlan'];
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/sessions/{id}/code/query': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly get?: never;
    readonly put?: never;
    /**
     * Answers a question about the code of the session. No file is changed.
     * @description The token must allow `files:read`.
     */
    readonly post: operations['queryCode'];
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/sessions/{id}/commands': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /**
     * The commands of the session that are on record, the newest first.
     * @description The token must allow `commands:read`.
     */
    readonly get: operations['listCommands'];
    readonly put?: never;
    /**
     * Runs a program to its end, or sets it going in the background.
     * @description The token must allow `commands:write`.
     */
    readonly post: operations['runCommand'];
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/sessions/{id}/commands/{cid}': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /**
     * One command as it is now.
     * @description The token must allow `commands:read`.
     */
    readonly get: operations['getCommand'];
    readonly put?: never;
    readonly post?: never;
    /**
     * Ends the whole process tree of a command.
     * @description The token must allow `commands:write`.
     */
    readonly delete: operations['killCommand'];
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/sessions/{id}/commands/{cid}/output': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /**
     * The output of a command from an offset on, what is there and what follows.
     * @description The token must allow `commands:read`.
     */
    readonly get: operations['followOutput'];
    readonly put?: never;
    readonly post?: never;
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/sessions/{id}/commands/{cid}/signal': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly get?: never;
    readonly put?: never;
    /**
     * Sends a signal to a command.
     * @description The token must allow `commands:write`.
     */
    readonly post: operations['sendSignal'];
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/sessions/{id}/commands/{cid}/stdin': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly get?: never;
    readonly put?: never;
    /**
     * Gives bytes to a command's standard input, and with `end` closes it.
     * @description The token must allow `commands:write`.
     */
    readonly post: operations['writeInput'];
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/sessions/{id}/documents': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /**
     * The documents of the session, by name.
     * @description The token must allow `documents:read`.
     */
    readonly get: operations['listDocuments'];
    readonly put?: never;
    readonly post?: never;
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/sessions/{id}/documents/{name}': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /**
     * One document: its clock and size. What it holds comes by synchronising.
     * @description The token must allow `documents:read`.
     */
    readonly get: operations['getDocument'];
    readonly put?: never;
    readonly post?: never;
    /**
     * Removes a document with its versions; whoever has it open is closed.
     * @description The token must allow `documents:write`.
     */
    readonly delete: operations['removeDocument'];
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/sessions/{id}/documents/{name}/clients': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /**
     * The clients that poll a document, and how far each has come.
     * @description The token must allow `documents:read`.
     */
    readonly get: operations['listDocumentClients'];
    readonly put?: never;
    readonly post?: never;
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/sessions/{id}/documents/{name}/file': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /**
     * The file that a document is bound to, and how that does.
     * @description The token must allow `documents:read`.
     */
    readonly get: operations['getDocumentFile'];
    /**
     * Binds a document to a file of the workspace: what changes in one comes to the other, from then on.
     * @description The token must allow `documents:write`.
     */
    readonly put: operations['bindDocumentFile'];
    readonly post?: never;
    /**
     * A document is bound to no file any more; both stay as they are.
     * @description The token must allow `documents:write`.
     */
    readonly delete: operations['unbindDocumentFile'];
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/sessions/{id}/documents/{name}/sync': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly get?: never;
    readonly put?: never;
    /**
     * Takes the edits of a client that polls, and answers those of others since a clock. The edits are durable then.
     * @description The token must allow `documents:read`.
     */
    readonly post: operations['syncDocument'];
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/sessions/{id}/documents/{name}/versions': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /**
     * The versions of a document that are kept, the newest first.
     * @description The token must allow `documents:read`.
     */
    readonly get: operations['listDocumentVersions'];
    readonly put?: never;
    /**
     * Keeps a document as it is now.
     * @description The token must allow `documents:write`.
     */
    readonly post: operations['createDocumentVersion'];
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/sessions/{id}/documents/{name}/versions/{version}': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /**
     * A version of a document with what it held, to be applied to an empty document of Yjs.
     * @description The token must allow `documents:read`.
     */
    readonly get: operations['getDocumentVersion'];
    readonly put?: never;
    readonly post?: never;
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/sessions/{id}/documents/{name}/versions/{version}/restore': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly get?: never;
    readonly put?: never;
    /**
     * Makes a document what it was, by an edit that whoever has it open gets as any other.
     * @description The token must allow `documents:write`.
     */
    readonly post: operations['restoreDocumentVersion'];
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/sessions/{id}/files': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /**
     * The entries of a directory by name, or everything below it.
     * @description The token must allow `files:read`.
     */
    readonly get: operations['listFiles'];
    readonly put?: never;
    readonly post?: never;
    /**
     * Removes a file, or a directory with everything below it.
     * @description The token must allow `files:write`.
     */
    readonly delete: operations['removeFile'];
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/sessions/{id}/files/archive': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /**
     * Everything below a directory as a tar stream; pipes, sockets and devices are left out.
     * @description The token must allow `files:read`.
     */
    readonly get: operations['downloadArchive'];
    /**
     * Unpacks a tar stream beneath a path: files, directories and symbolic links.
     * @description The token must allow `files:write`.
     */
    readonly put: operations['uploadArchive'];
    readonly post?: never;
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/sessions/{id}/files/content': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /**
     * The bytes of a file, or one range of them.
     * @description The token must allow `files:read`.
     */
    readonly get: operations['readFile'];
    /**
     * Writes a file whole, and makes the directories it needs.
     * @description The token must allow `files:write`.
     */
    readonly put: operations['writeFile'];
    readonly post?: never;
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/sessions/{id}/files/directories': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly get?: never;
    readonly put?: never;
    /**
     * Makes a directory and the ones above it, where they are not there.
     * @description The token must allow `files:write`.
     */
    readonly post: operations['makeDirectory'];
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/sessions/{id}/files/move': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly get?: never;
    readonly put?: never;
    /**
     * Gives a file or directory another path; replaces nothing.
     * @description The token must allow `files:write`.
     */
    readonly post: operations['moveFile'];
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/sessions/{id}/files/stat': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /**
     * One entry: a file, a directory or a symbolic link; without a path the root.
     * @description The token must allow `files:read`.
     */
    readonly get: operations['statFile'];
    readonly put?: never;
    readonly post?: never;
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/sessions/{id}/files/watch': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /**
     * What changes below a path, as it changes. An id without data says at once where to go on.
     * @description The token must allow `files:read`.
     */
    readonly get: operations['watchFiles'];
    readonly put?: never;
    readonly post?: never;
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/sessions/{id}/fork': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly get?: never;
    readonly put?: never;
    /**
     * Makes a session of the caller with the files, languages and labels of another that the caller sees.
     * @description The token must allow `sessions:write`.
     */
    readonly post: operations['forkSession'];
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/sessions/{id}/members': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /**
     * Who is in a room: its owner first, then the others.
     * @description The token must allow `sessions:read`.
     */
    readonly get: operations['listMembers'];
    readonly put?: never;
    readonly post?: never;
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/sessions/{id}/members/{userId}': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly get?: never;
    /**
     * Gives a user a role in a room. The role `owner` hands the room over, and leaves its owner an admin.
     * @description The token must allow `sessions:write`.
     */
    readonly put: operations['setMember'];
    readonly post?: never;
    /**
     * Takes a user out of a room. Everybody but the owner may leave by themselves.
     * @description The token must allow `sessions:write`.
     */
    readonly delete: operations['removeMember'];
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/sessions/{id}/port-links': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly get?: never;
    readonly put?: never;
    /**
     * A link that lets one browser in to a port of the workspace, at the host name of that port, once and soon.
     * @description The token must allow `ports:write`.
     */
    readonly post: operations['makePortLink'];
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/sessions/{id}/ports/{port}/{path}': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /**
     * Asks a program that listens in the workspace.
     * @description Any method is passed on to the program that listens on the port in the session's workspace, and its answer is passed
     *     back, both as they come. The path may have any number of segments and goes on byte for byte, like the query. The program gets
     *     X-Carrel-User and X-Carrel-Session, and no Authorization. A GET that asks for it opens a WebSocket, with a token of any kind that
     *     WebSockets take. With `ports.domain` the same is at a host name of each port, where a browser comes in by a link. What
     *     the program answers is its own; what the server answers is problem details: 409 the workspace does not run, 429 too many connections, 502
     *     nothing listens or the answer is none, 504 no answer began in its time.
     */
    readonly get: operations['getPort'];
    /**
     * Asks a program that listens in the workspace.
     * @description Any method is passed on to the program that listens on the port in the session's workspace, and its answer is passed
     *     back, both as they come. The path may have any number of segments and goes on byte for byte, like the query. The program gets
     *     X-Carrel-User and X-Carrel-Session, and no Authorization. A GET that asks for it opens a WebSocket, with a token of any kind that
     *     WebSockets take. With `ports.domain` the same is at a host name of each port, where a browser comes in by a link. What
     *     the program answers is its own; what the server answers is problem details: 409 the workspace does not run, 429 too many connections, 502
     *     nothing listens or the answer is none, 504 no answer began in its time.
     */
    readonly put: operations['putPort'];
    /**
     * Asks a program that listens in the workspace.
     * @description Any method is passed on to the program that listens on the port in the session's workspace, and its answer is passed
     *     back, both as they come. The path may have any number of segments and goes on byte for byte, like the query. The program gets
     *     X-Carrel-User and X-Carrel-Session, and no Authorization. A GET that asks for it opens a WebSocket, with a token of any kind that
     *     WebSockets take. With `ports.domain` the same is at a host name of each port, where a browser comes in by a link. What
     *     the program answers is its own; what the server answers is problem details: 409 the workspace does not run, 429 too many connections, 502
     *     nothing listens or the answer is none, 504 no answer began in its time.
     */
    readonly post: operations['postPort'];
    /**
     * Asks a program that listens in the workspace.
     * @description Any method is passed on to the program that listens on the port in the session's workspace, and its answer is passed
     *     back, both as they come. The path may have any number of segments and goes on byte for byte, like the query. The program gets
     *     X-Carrel-User and X-Carrel-Session, and no Authorization. A GET that asks for it opens a WebSocket, with a token of any kind that
     *     WebSockets take. With `ports.domain` the same is at a host name of each port, where a browser comes in by a link. What
     *     the program answers is its own; what the server answers is problem details: 409 the workspace does not run, 429 too many connections, 502
     *     nothing listens or the answer is none, 504 no answer began in its time.
     */
    readonly delete: operations['deletePort'];
    /**
     * Asks a program that listens in the workspace.
     * @description Any method is passed on to the program that listens on the port in the session's workspace, and its answer is passed
     *     back, both as they come. The path may have any number of segments and goes on byte for byte, like the query. The program gets
     *     X-Carrel-User and X-Carrel-Session, and no Authorization. A GET that asks for it opens a WebSocket, with a token of any kind that
     *     WebSockets take. With `ports.domain` the same is at a host name of each port, where a browser comes in by a link. What
     *     the program answers is its own; what the server answers is problem details: 409 the workspace does not run, 429 too many connections, 502
     *     nothing listens or the answer is none, 504 no answer began in its time.
     */
    readonly options: operations['optionsPort'];
    /**
     * Asks a program that listens in the workspace.
     * @description Any method is passed on to the program that listens on the port in the session's workspace, and its answer is passed
     *     back, both as they come. The path may have any number of segments and goes on byte for byte, like the query. The program gets
     *     X-Carrel-User and X-Carrel-Session, and no Authorization. A GET that asks for it opens a WebSocket, with a token of any kind that
     *     WebSockets take. With `ports.domain` the same is at a host name of each port, where a browser comes in by a link. What
     *     the program answers is its own; what the server answers is problem details: 409 the workspace does not run, 429 too many connections, 502
     *     nothing listens or the answer is none, 504 no answer began in its time.
     */
    readonly head: operations['headPort'];
    /**
     * Asks a program that listens in the workspace.
     * @description Any method is passed on to the program that listens on the port in the session's workspace, and its answer is passed
     *     back, both as they come. The path may have any number of segments and goes on byte for byte, like the query. The program gets
     *     X-Carrel-User and X-Carrel-Session, and no Authorization. A GET that asks for it opens a WebSocket, with a token of any kind that
     *     WebSockets take. With `ports.domain` the same is at a host name of each port, where a browser comes in by a link. What
     *     the program answers is its own; what the server answers is problem details: 409 the workspace does not run, 429 too many connections, 502
     *     nothing listens or the answer is none, 504 no answer began in its time.
     */
    readonly patch: operations['patchPort'];
    /**
     * Asks a program that listens in the workspace.
     * @description Any method is passed on to the program that listens on the port in the session's workspace, and its answer is passed
     *     back, both as they come. The path may have any number of segments and goes on byte for byte, like the query. The program gets
     *     X-Carrel-User and X-Carrel-Session, and no Authorization. A GET that asks for it opens a WebSocket, with a token of any kind that
     *     WebSockets take. With `ports.domain` the same is at a host name of each port, where a browser comes in by a link. What
     *     the program answers is its own; what the server answers is problem details: 409 the workspace does not run, 429 too many connections, 502
     *     nothing listens or the answer is none, 504 no answer began in its time.
     */
    readonly trace: operations['tracePort'];
  };
  readonly '/sessions/{id}/projects': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /**
     * What the projects of the workspace are built with, told by their files, best first.
     * @description The token must allow `files:read`.
     */
    readonly get: operations['detectProjects'];
    readonly put?: never;
    readonly post?: never;
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/sessions/{id}/projects/install': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly get?: never;
    readonly put?: never;
    /**
     * Installs what a project asks for, or adds packages to it, to the end or in the background.
     * @description The token must allow `commands:write`.
     */
    readonly post: operations['installPackages'];
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/sessions/{id}/restore': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly get?: never;
    readonly put?: never;
    /**
     * Stops the workspace of a session and puts the files of a backup in the place of its own.
     * @description The token must allow `files:write`.
     */
    readonly post: operations['restoreBackup'];
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/sessions/{id}/run': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly get?: never;
    readonly put?: never;
    /**
     * Builds and runs a program that is given as files.
     * @description The token must allow `commands:write`.
     */
    readonly post: operations['runCode'];
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/sessions/{id}/tasks': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /**
     * The tasks of the session, the newest first; with `status`, those that are so.
     * @description The token must allow `tasks:read`.
     */
    readonly get: operations['listTasks'];
    readonly put?: never;
    /**
     * Has the model work on something in the session by itself, when it is its turn.
     * @description The token must allow `tasks:write`.
     */
    readonly post: operations['createTask'];
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/sessions/{id}/terminals': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /**
     * The terminals of the session that are on record, the newest first.
     * @description The token must allow `terminals:read`.
     */
    readonly get: operations['listTerminals'];
    readonly put?: never;
    /**
     * Opens a terminal, which goes on until its program ends or somebody ends it.
     * @description The token must allow `terminals:write`.
     */
    readonly post: operations['openTerminal'];
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/sessions/{id}/terminals/{tid}': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /**
     * One terminal as it is now.
     * @description The token must allow `terminals:read`.
     */
    readonly get: operations['getTerminal'];
    readonly put?: never;
    readonly post?: never;
    /**
     * Ends everything that runs in a terminal.
     * @description The token must allow `terminals:write`.
     */
    readonly delete: operations['closeTerminal'];
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/sessions/{id}/workspace': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /**
     * The workspace of a session, and with `explain` why it is alive or stopped.
     * @description The token must allow `workspaces:read`.
     */
    readonly get: operations['getWorkspace'];
    readonly put?: never;
    /**
     * Starts the workspace of a session, or joins its start; waits for it as long as asked. Where there is no room it is `queued`; with `onlyWhileWaiting` it leaves the queue when this request ends early.
     * @description The token must allow `workspaces:write`.
     */
    readonly post: operations['startWorkspace'];
    /**
     * Stops the workspace of a session.
     * @description The token must allow `workspaces:write`.
     */
    readonly delete: operations['stopWorkspace'];
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/sessions/{id}/workspace/events': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /**
     * The states of the workspace of a session as they come; between them, without an id, as `progress` what a start is doing, and as `warning` that it is going to be stopped or that the session is about to expire.
     * @description The token must allow `workspaces:read`.
     */
    readonly get: operations['watchWorkspace'];
    readonly put?: never;
    readonly post?: never;
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/sessions/{id}/workspace/keep-alive': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly get?: never;
    readonly put?: never;
    /**
     * Keeps a ready workspace from being stopped as idle for so long from now on; with 0 the caller does so no more.
     * @description The token must allow `workspaces:write`.
     */
    readonly post: operations['keepWorkspace'];
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/sessions/{id}/workspace/snapshots': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /**
     * The snapshots of the workspace of a session, the newest first.
     * @description The token must allow `files:read`.
     */
    readonly get: operations['listSnapshots'];
    readonly put?: never;
    /**
     * Keeps the files of a running workspace as they are at one moment, in its runtime; what runs in it goes on.
     * @description The token must allow `files:write`.
     */
    readonly post: operations['takeSnapshot'];
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/sessions/{id}/workspace/snapshots/{sid}': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /**
     * One snapshot.
     * @description The token must allow `files:read`.
     */
    readonly get: operations['getSnapshot'];
    readonly put?: never;
    readonly post?: never;
    /**
     * Removes a snapshot; workspaces that were started from it go on.
     * @description The token must allow `files:write`.
     */
    readonly delete: operations['removeSnapshot'];
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/sessions/{id}/workspace/snapshots/{sid}/restore': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly get?: never;
    readonly put?: never;
    /**
     * Stops the workspace of a session without a storage; from the next on it begins with the files of the snapshot.
     * @description The token must allow `files:write`.
     */
    readonly post: operations['restoreSnapshot'];
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/sessions/related': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /**
     * The sessions that the caller sees and that have something in common with one, the closest first.
     * @description The token must allow `sessions:read`.
     */
    readonly get: operations['listRelatedSessions'];
    readonly put?: never;
    readonly post?: never;
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/settings': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /**
     * What the caller has set.
     * @description The token must allow `settings:read`.
     */
    readonly get: operations['listSettings'];
    readonly put?: never;
    readonly post?: never;
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/settings/{category}/{key}': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly get?: never;
    /**
     * Sets a value, whether or not it was set before.
     * @description The token must allow `settings:write`.
     */
    readonly put: operations['putSetting'];
    readonly post?: never;
    /**
     * Takes a value away.
     * @description The token must allow `settings:write`.
     */
    readonly delete: operations['removeSetting'];
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/streams/{id}': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /**
     * The chunks of a stream from a position on, what is there and what follows, to its end.
     * @description The token must allow `streams:read`.
     */
    readonly get: operations['readStream'];
    readonly put?: never;
    readonly post?: never;
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/streams/{id}/cancel': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly get?: never;
    readonly put?: never;
    /**
     * Ends a stream, and tells whoever writes it.
     * @description The token must allow `streams:write`.
     */
    readonly post: operations['cancelStream'];
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/tasks/{id}': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /**
     * One task as it is now.
     * @description The token must allow `tasks:read`.
     */
    readonly get: operations['getTask'];
    readonly put?: never;
    readonly post?: never;
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/tasks/{id}/cancel': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly get?: never;
    readonly put?: never;
    /**
     * Asks a task to end; one that waited is over at once, the end of another follows.
     * @description The token must allow `tasks:write`.
     */
    readonly post: operations['cancelTask'];
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/tasks/{id}/events': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /**
     * What happens in a task, what is there and what follows, through all its runs to its end: `status` with the task, `chunk` as in its streams, `gap` and `end`.
     * @description The token must allow `tasks:read`.
     */
    readonly get: operations['followTask'];
    readonly put?: never;
    readonly post?: never;
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/tenant/agents': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /**
     * The agents of the tenant, the oldest first.
     * @description The token must allow `agents:read`.
     */
    readonly get: operations['listAgents'];
    readonly put?: never;
    /**
     * Makes an agent; its key is shown this once.
     * @description The token must allow `agents:write`.
     */
    readonly post: operations['createAgent'];
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/tenant/agents/{id}': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly get?: never;
    readonly put?: never;
    readonly post?: never;
    /**
     * Removes an agent; its key is refused from then on.
     * @description The token must allow `agents:write`.
     */
    readonly delete: operations['removeAgent'];
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/tenant/audit': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /**
     * Who did what in the tenant, the latest first.
     * @description The token must allow `audit:read`.
     */
    readonly get: operations['listAudit'];
    readonly put?: never;
    readonly post?: never;
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/tenant/containers': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /**
     * The workspaces of the tenant that run, or are about to, with what each uses now; the oldest first.
     * @description The token must allow `containers:read`.
     */
    readonly get: operations['listContainers'];
    readonly put?: never;
    readonly post?: never;
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/tenant/invitations': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /**
     * The invitations into the tenant that were not used, the oldest first.
     * @description The token must allow `invitations:read`.
     */
    readonly get: operations['listInvitations'];
    readonly put?: never;
    /**
     * Makes an invitation that registers one user of the tenant; its token is shown this once.
     * @description The token must allow `invitations:write`.
     */
    readonly post: operations['createInvitation'];
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/tenant/invitations/{id}': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly get?: never;
    readonly put?: never;
    readonly post?: never;
    /**
     * Takes an invitation back; it lets nobody in from then on.
     * @description The token must allow `invitations:write`.
     */
    readonly delete: operations['removeInvitation'];
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/tenant/users': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /**
     * The users of the tenant, the oldest first.
     * @description The token must allow `users:read`.
     */
    readonly get: operations['listUsers'];
    readonly put?: never;
    /**
     * Makes a user of the tenant who can log in.
     * @description The token must allow `users:write`.
     */
    readonly post: operations['createUser'];
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/tenant/users/{id}': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly get?: never;
    /**
     * Changes a user of the tenant.
     * @description The token must allow `users:write`.
     */
    readonly put: operations['updateUser'];
    readonly post?: never;
    /**
     * Removes a user of the tenant and ends its logins.
     * @description The token must allow `users:write`.
     */
    readonly delete: operations['removeUser'];
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/users/me': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /** The user who asks. */
    readonly get: operations['getProfile'];
    /**
     * Changes the name of the user who asks.
     * @description The token must allow `profile:write`.
     */
    readonly put: operations['updateProfile'];
    readonly post?: never;
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/users/me/password': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly get?: never;
    /** Changes the password of the user who asks, and ends its other logins. */
    readonly put: operations['changePassword'];
    readonly post?: never;
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/ws/code/{sessionId}/{language}': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /**
     * A line of an editor to the language server of a language, over the files of a session.
     * @description A WebSocket. The token must allow `files:read`.
     *
     *     The Language Server Protocol: each message is one message of JSON-RPC as text, without headers.
     *     Files are `file:///workspace/` and their path in the session. The first message of the server is the notification
     *     `$/carrel/ready { language }`, when the language server runs; the client begins with `initialize` then, or before.
     *     Files follow those of the session; what the client has open counts for it instead, and is written to no file.
     *     A message that is no JSON closes the socket with 1003, one that is none of the protocol is answered with an error.
     *     When the language server is gone for good the socket closes with 1013: connect again.
     *
     *     Who asks is known before the upgrade is accepted, or it is refused by problem details. From then on a refusal is a close
     *     code: 1000 over, 1003 and 1008 a message that is not taken, 1009 too large, 1011 failed, 1012 the server is ending, 1013 too slow or
     *     something is down, with where to go on from in the reason; 4400 the query is wrong, 4401 the token ran out or was revoked, 4403 not
     *     allowed, 4404 missing, 4409 taken over, 4410 the workspace was stopped or replaced, 4429 too many.
     */
    readonly get: operations['connectEditor'];
    readonly put?: never;
    readonly post?: never;
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/ws/documents/{sessionId}/{name}': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /**
     * A shared document: what it holds, what others do in it, and what the client does.
     * @description A WebSocket. The token must allow `documents:read`.
     *
     *     Binary messages of the `y-protocols`: 0 synchronisation (step 1, step 2, update), 1 awareness, 2 what is denied, 3 who is there.
     *     The `WebsocketProvider` of `y-websocket` works as it is: its server URL ends with `/ws/documents/SESSION`, its room is the name of
     *     the document, percent-encoded; a ticket goes into its `params` as `token`, or an access token into its `protocols`.
     *     With `acks=1` the server tells by message 8 what is durable: the clock of the document, and up to which of the client's messages of
     *     step 2 and update, counted from 1, all are. With `dialect=hocuspocus` the provider of Hocuspocus works, one document a socket.
     *     Edits of somebody who may only read are dropped, and the client told so by message 2; they are asked for when the role changes.
     *     A malformed or oversized edit closes the socket of its sender alone. A client that reads too slowly is closed with 1013 and the
     *     clock of the document. All that the server lacks is sent again behind a new connection.
     *
     *     Who asks is known before the upgrade is accepted, or it is refused by problem details. From then on a refusal is a close
     *     code: 1000 over, 1003 and 1008 a message that is not taken, 1009 too large, 1011 failed, 1012 the server is ending, 1013 too slow or
     *     something is down, with where to go on from in the reason; 4400 the query is wrong, 4401 the token ran out or was revoked, 4403 not
     *     allowed, 4404 missing, 4409 taken over, 4410 the workspace was stopped or replaced, 4429 too many.
     */
    readonly get: operations['openDocument'];
    readonly put?: never;
    readonly post?: never;
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/ws/streams/{id}': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /**
     * The chunks of a stream from a position on, what is there and what follows, to its end.
     * @description A WebSocket. The token must allow `streams:read`.
     *
     *     Each message of the server is JSON as text, with a `type`: `chunk { position, text }`, `gap { from, to }`, and at
     *     last `end { position, reason, error? }`, behind which it closes with 1000. The client sends nothing.
     *     Connect again with `from` one past the position of the last chunk.
     *
     *     Who asks is known before the upgrade is accepted, or it is refused by problem details. From then on a refusal is a close
     *     code: 1000 over, 1003 and 1008 a message that is not taken, 1009 too large, 1011 failed, 1012 the server is ending, 1013 too slow or
     *     something is down, with where to go on from in the reason; 4400 the query is wrong, 4401 the token ran out or was revoked, 4403 not
     *     allowed, 4404 missing, 4409 taken over, 4410 the workspace was stopped or replaced, 4429 too many.
     */
    readonly get: operations['attachStream'];
    readonly put?: never;
    readonly post?: never;
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/ws/terminals/{tid}': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /**
     * A terminal: what it wrote since an offset, what it writes, and its keyboard.
     * @description A WebSocket. The token must allow `terminals:read`.
     *
     *     Frames are binary; the first byte is the channel.
     *     From the server: `0x01` output, an offset of 8 bytes (big-endian) and the bytes from there; `0x02` JSON with a `type`:
     *     `ready { offset, truncatedBefore, cols, rows, canWrite }` first, then `gap { from, to }`, `resized { cols, rows, by }`,
     *     `exit { exitCode, signal, reason }`, `warning { reason, … }`, `pong { id? }`.
     *     From the client: `0x11` input; `0x12` JSON with a `type`: `resize { cols, rows }`, `signal { signal }`, `ping { id? }`.
     *     Input of somebody who may only watch is refused by a `warning` with the reason `terminal/read-only`.
     *     Connect again with `since` one past the last byte that was received.
     *
     *     Who asks is known before the upgrade is accepted, or it is refused by problem details. From then on a refusal is a close
     *     code: 1000 over, 1003 and 1008 a message that is not taken, 1009 too large, 1011 failed, 1012 the server is ending, 1013 too slow or
     *     something is down, with where to go on from in the reason; 4400 the query is wrong, 4401 the token ran out or was revoked, 4403 not
     *     allowed, 4404 missing, 4409 taken over, 4410 the workspace was stopped or replaced, 4429 too many.
     */
    readonly get: operations['attachTerminal'];
    readonly put?: never;
    readonly post?: never;
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
}
export type webhooks = Record<string, never>;
export interface components {
  schemas: {
    readonly AddMessage: {
      readonly content: string;
      readonly parts?: readonly unknown[];
      readonly replyTo?: string;
      readonly respond?: boolean;
      /** @enum {string} */
      readonly role: 'system' | 'user' | 'assistant' | 'tool';
    };
    readonly Agent: {
      /** Format: date-time */
      readonly createdAt: string;
      /** Format: date-time */
      readonly expiresAt: string;
      readonly id: string;
      readonly name: string;
      /** @enum {string} */
      readonly role: 'owner' | 'admin' | 'member';
      readonly scopes: readonly string[];
      readonly tenantId: string;
      /** Format: date-time */
      readonly updatedAt: string;
      readonly userId: string;
    };
    readonly AgentPage: {
      readonly items: readonly components['schemas']['Agent'][];
      readonly nextCursor: string | null;
    };
    readonly AskCode:
      | {
          readonly path: string;
          readonly position: components['schemas']['CodePosition'];
          /** @enum {string} */
          readonly type:
            | 'hover'
            | 'definition'
            | 'references'
            | 'implementations'
            | 'completion'
            | 'signature'
            | 'callers'
            | 'callees';
          readonly unsaved?: readonly {
            readonly path: string;
            readonly text: string;
          }[];
        }
      | {
          readonly path: string;
          /** @enum {string} */
          readonly type: 'symbols' | 'diagnostics' | 'tokens';
          readonly unsaved?: readonly {
            readonly path: string;
            readonly text: string;
          }[];
        }
      | {
          readonly language: string;
          readonly name: string;
          /** @constant */
          readonly type: 'find-symbols';
          readonly unsaved?: readonly {
            readonly path: string;
            readonly text: string;
          }[];
        }
      | {
          readonly path: string;
          readonly range: components['schemas']['CodeRange'];
          /** @constant */
          readonly type: 'actions';
          readonly unsaved?: readonly {
            readonly path: string;
            readonly text: string;
          }[];
        }
      | {
          readonly language: string;
          readonly paths?: readonly string[];
          readonly pattern: string;
          /** @constant */
          readonly type: 'search';
          readonly unsaved?: readonly {
            readonly path: string;
            readonly text: string;
          }[];
        };
    readonly AuditRecord: {
      readonly action: string;
      readonly actor:
        | {
            readonly id: string;
            /** @constant */
            readonly type: 'user';
          }
        | {
            readonly id: string;
            /** @constant */
            readonly type: 'agent';
            readonly userId: string;
          }
        | {
            /** @constant */
            readonly type: 'system';
          };
      readonly address?: string;
      /** Format: date-time */
      readonly at: string;
      readonly chainKey?: string;
      readonly count?: number;
      readonly details: {
        readonly [key: string]: string | number | boolean | null;
      };
      readonly hash?: string;
      readonly id: string;
      /** Format: date-time */
      readonly lastAt?: string;
      /** @enum {string} */
      readonly outcome: 'success' | 'denied' | 'failed';
      readonly previousHash?: string;
      readonly requestId: string;
      readonly sequence?: number;
      readonly subject: string;
      readonly tenantId: string;
    };
    readonly AuditRecordPage: {
      readonly items: readonly components['schemas']['AuditRecord'][];
      readonly nextCursor: string | null;
    };
    readonly Backup: {
      readonly bytes: number;
      /** Format: date-time */
      readonly createdAt: string;
      readonly files: number;
      readonly id: string;
      readonly label?: string;
      readonly sessionId: string;
      readonly skipped: number;
    };
    readonly BackupPage: {
      readonly items: readonly components['schemas']['Backup'][];
      readonly nextCursor: string | null;
    };
    readonly BindDocumentFile: {
      readonly path: string;
      /** @enum {string} */
      readonly prefer?: 'document' | 'file';
      readonly text?: string;
    };
    readonly ChangePassword: {
      readonly currentPassword: string;
      readonly newPassword: string;
    };
    readonly CodeAnswer:
      | {
          readonly range: components['schemas']['CodeRange'] | null;
          readonly text: string | null;
          /** @constant */
          readonly type: 'hover';
        }
      | {
          readonly isTruncated: boolean;
          readonly locations: readonly components['schemas']['CodeLocation'][];
          /** @enum {string} */
          readonly type: 'definition' | 'references' | 'implementations';
        }
      | {
          readonly isTruncated: boolean;
          readonly items: readonly {
            readonly detail: string | null;
            readonly insert: string;
            readonly kind: string | null;
            readonly label: string;
            readonly replaces: components['schemas']['CodeRange'];
          }[];
          /** @constant */
          readonly type: 'completion';
        }
      | {
          readonly active: number | null;
          readonly activeParameter: number | null;
          readonly signatures: readonly {
            readonly documentation: string | null;
            readonly label: string;
          }[];
          /** @constant */
          readonly type: 'signature';
        }
      | {
          readonly isTruncated: boolean;
          readonly symbols: readonly {
            readonly container: string | null;
            readonly kind: string;
            readonly name: string;
            readonly path: string;
            readonly range: components['schemas']['CodeRange'];
            readonly text: string;
          }[];
          /** @enum {string} */
          readonly type: 'callers' | 'callees' | 'symbols' | 'find-symbols';
        }
      | {
          readonly diagnostics: readonly components['schemas']['CodeDiagnostic'][];
          readonly isTruncated: boolean;
          /** @constant */
          readonly type: 'diagnostics';
        }
      | {
          readonly isTruncated: boolean;
          readonly tokens: readonly {
            readonly kind: string;
            readonly modifiers: readonly string[];
            readonly range: components['schemas']['CodeRange'];
          }[];
          /** @constant */
          readonly type: 'tokens';
        }
      | {
          readonly actions: readonly {
            readonly id: string;
            readonly isPreferred: boolean;
            readonly kind: string | null;
            readonly title: string;
          }[];
          /** @constant */
          readonly type: 'actions';
        }
      | {
          readonly isTruncated: boolean;
          readonly matches: readonly {
            readonly path: string;
            readonly range: components['schemas']['CodeRange'];
            readonly text: string;
            readonly variables: {
              readonly [key: string]: string;
            };
          }[];
          /** @constant */
          readonly type: 'search';
        };
    readonly CodeDiagnostic: {
      readonly code: string | null;
      readonly message: string;
      readonly path: string;
      readonly range: components['schemas']['CodeRange'];
      /** @enum {string} */
      readonly severity: 'error' | 'warning' | 'information' | 'hint';
      readonly source: string | null;
      readonly text: string;
    };
    readonly CodeLanguage: {
      readonly extensions: readonly string[];
      readonly id: string;
      readonly queries: readonly (
        | 'hover'
        | 'definition'
        | 'references'
        | 'implementations'
        | 'completion'
        | 'signature'
        | 'callers'
        | 'callees'
        | 'symbols'
        | 'diagnostics'
        | 'tokens'
        | 'find-symbols'
        | 'actions'
        | 'search'
      )[];
      readonly refactorings: readonly (
        | 'rename-symbol'
        | 'move-file'
        | 'extract'
        | 'inline'
        | 'move-symbol'
        | 'organise-imports'
        | 'remove-dead-code'
        | 'change-signature'
        | 'convert'
        | 'action'
        | 'rewrite'
      )[];
    };
    readonly CodeLanguagePage: {
      readonly items: readonly components['schemas']['CodeLanguage'][];
      readonly nextCursor: string | null;
    };
    readonly CodeLocation: {
      readonly path: string;
      readonly range: components['schemas']['CodeRange'];
      readonly text: string;
    };
    readonly CodePlan: {
      /** Format: date-time */
      readonly appliedAt?: string;
      /** @enum {string} */
      readonly confidence: 'exact' | 'likely' | 'low';
      /** Format: date-time */
      readonly createdAt: string;
      readonly createdBy: string;
      readonly diff: string;
      /** Format: date-time */
      readonly expiresAt: string;
      readonly files: readonly {
        readonly additions: number;
        readonly deletions: number;
        readonly digestAfter: string | null;
        readonly digestBefore: string | null;
        readonly path: string;
        readonly to?: string;
        /** @enum {string} */
        readonly type: 'edit' | 'create' | 'remove' | 'move';
      }[];
      readonly id: string;
      readonly isDiffTruncated: boolean;
      readonly newDiagnostics?: readonly components['schemas']['CodeDiagnostic'][] | null;
      readonly refactoring: components['schemas']['Refactoring'];
      readonly sessionId: string;
      /** @enum {string} */
      readonly status: 'planned' | 'applying' | 'applied' | 'undoing' | 'undone' | 'failed';
      readonly warnings: readonly string[];
    };
    readonly CodePlanSummary: {
      /** Format: date-time */
      readonly appliedAt?: string;
      /** Format: date-time */
      readonly createdAt: string;
      readonly createdBy: string;
      /** Format: date-time */
      readonly expiresAt: string;
      readonly fileCount: number;
      readonly id: string;
      readonly sessionId: string;
      /** @enum {string} */
      readonly status: 'planned' | 'applying' | 'applied' | 'undoing' | 'undone' | 'failed';
      /** @enum {string} */
      readonly type:
        | 'rename-symbol'
        | 'move-file'
        | 'extract'
        | 'inline'
        | 'move-symbol'
        | 'organise-imports'
        | 'remove-dead-code'
        | 'change-signature'
        | 'convert'
        | 'action'
        | 'rewrite';
    };
    readonly CodePlanSummaryPage: {
      readonly items: readonly components['schemas']['CodePlanSummary'][];
      readonly nextCursor: string | null;
    };
    readonly CodePosition: {
      readonly column: number;
      readonly line: number;
    };
    readonly CodeRange: {
      readonly end: components['schemas']['CodePosition'];
      readonly start: components['schemas']['CodePosition'];
    };
    readonly CodeResult: {
      readonly compile?: {
        readonly durationMs: number;
        readonly exitCode: number | null;
        /** @enum {string} */
        readonly reason: 'exited' | 'signalled' | 'timeout' | 'out-of-memory' | 'output-limit' | 'cancelled' | 'lost';
        readonly signal: string | null;
        readonly stderr: string;
        readonly stdout: string;
        readonly truncated: boolean;
      };
      readonly run?: {
        readonly durationMs: number;
        readonly exitCode: number | null;
        /** @enum {string} */
        readonly reason: 'exited' | 'signalled' | 'timeout' | 'out-of-memory' | 'output-limit' | 'cancelled' | 'lost';
        readonly signal: string | null;
        readonly stderr: string;
        readonly stdout: string;
        readonly truncated: boolean;
      };
    };
    readonly Command: {
      readonly argv: readonly string[];
      /** Format: date-time */
      readonly createdAt: string;
      readonly cwd: string;
      /** Format: date-time */
      readonly endedAt?: string;
      readonly exitCode?: number | null;
      readonly id: string;
      readonly incarnation: number;
      /** @enum {string} */
      readonly reason?: 'exited' | 'signalled' | 'timeout' | 'out-of-memory' | 'output-limit' | 'cancelled' | 'lost';
      readonly sessionId: string;
      readonly signal?: string | null;
      readonly startedBy: string;
      /** @enum {string} */
      readonly state: 'running' | 'exited';
      readonly truncated?: boolean;
    };
    readonly CommandPage: {
      readonly items: readonly components['schemas']['Command'][];
      readonly nextCursor: string | null;
    };
    readonly CommandResult: {
      readonly durationMs: number;
      readonly exitCode: number | null;
      readonly id: string;
      /** @enum {string} */
      readonly reason: 'exited' | 'signalled' | 'timeout' | 'out-of-memory' | 'output-limit' | 'cancelled' | 'lost';
      readonly signal: string | null;
      readonly stderr: string;
      readonly stdout: string;
      readonly truncated: boolean;
    };
    readonly Conversation: {
      /** Format: date-time */
      readonly createdAt: string;
      readonly forkedFrom?: {
        readonly conversationId: string;
        readonly sequence: number;
      };
      readonly id: string;
      readonly messageCount: number;
      readonly ownerId: string;
      readonly sessionId?: string;
      readonly tenantId: string;
      readonly title?: string;
      /** Format: date-time */
      readonly updatedAt: string;
      readonly version: number;
    };
    readonly ConversationPage: {
      readonly items: readonly components['schemas']['Conversation'][];
      readonly nextCursor: string | null;
    };
    readonly CreateAgent: {
      readonly expiresInMs?: number;
      readonly name: string;
      readonly scopes: readonly string[];
      readonly userId?: string;
    };
    readonly CreateBackup: {
      readonly label?: string;
    };
    readonly CreateCodePlan: {
      readonly refactoring: components['schemas']['Refactoring'];
    };
    readonly CreateConversation: {
      readonly sessionId?: string;
      readonly title?: string;
    };
    readonly CreatedAgent: {
      readonly agent: components['schemas']['Agent'];
      readonly key: string;
    };
    readonly CreateDocumentVersion: {
      readonly label?: string;
    };
    readonly CreateSession: {
      /** @enum {string} */
      readonly kind: 'solo' | 'room';
      readonly labels?: {
        readonly [key: string]: string;
      };
      readonly languages: readonly string[];
      readonly name?: string;
      readonly source?: {
        readonly gitUrl: string;
        readonly ref?: string;
      };
      readonly start?: boolean;
      /** @enum {string} */
      readonly storage?: 'none' | 'database' | 'local' | 'object';
    };
    readonly CreateTask: {
      /** @enum {string} */
      readonly after?: 'keep' | 'stop' | 'archive';
      readonly conversationId?: string;
      readonly limits?: {
        readonly maxDurationMs?: number;
        readonly maxSteps?: number;
        readonly maxTokens?: number;
      };
      readonly prompt: string;
      readonly setup?: {
        readonly commands?: readonly string[];
        /** @enum {string} */
        readonly install?: 'auto' | 'none';
      };
    };
    readonly CreateUser: {
      readonly displayName?: string;
      readonly email: string;
      readonly password: string;
      /** @enum {string} */
      readonly role?: 'owner' | 'admin' | 'member';
      /** @enum {string} */
      readonly tier?: 'low' | 'medium' | 'high';
    };
    readonly Document: {
      readonly clock: number;
      /** Format: date-time */
      readonly createdAt: string;
      readonly id: string;
      readonly name: string;
      readonly sessionId: string;
      readonly sizeBytes: number;
      /** Format: date-time */
      readonly updatedAt: string;
    };
    readonly DocumentClient: {
      readonly clientId: string;
      readonly clock: number;
      readonly device?: string;
      /** Format: date-time */
      readonly lastSeenAt: string;
      readonly userId: string;
    };
    readonly DocumentClientPage: {
      readonly items: readonly components['schemas']['DocumentClient'][];
      readonly nextCursor: string | null;
    };
    readonly DocumentFile: {
      readonly boundBy: string;
      readonly clock: number;
      /** Format: date-time */
      readonly createdAt: string;
      readonly name: string;
      readonly path: string;
      /** @enum {string} */
      readonly reason?:
        | 'file-missing'
        | 'file-renamed'
        | 'file-too-large'
        | 'file-not-text'
        | 'file-unusable'
        | 'document-not-text'
        | 'document-too-large'
        | 'session-archived'
        | 'access-lost';
      readonly sessionId: string;
      /** @enum {string} */
      readonly status: 'bound' | 'paused' | 'ended';
      readonly text: string;
      /** Format: date-time */
      readonly updatedAt: string;
    };
    readonly DocumentPage: {
      readonly items: readonly components['schemas']['Document'][];
      readonly nextCursor: string | null;
    };
    readonly DocumentSnapshot: {
      /** Format: base64 */
      readonly state: string;
      readonly version: components['schemas']['DocumentVersion'];
    };
    readonly DocumentVersion: {
      readonly clock: number;
      /** Format: date-time */
      readonly createdAt: string;
      readonly createdBy?: string;
      readonly id: string;
      readonly label?: string;
      readonly sizeBytes: number;
    };
    readonly DocumentVersionPage: {
      readonly items: readonly components['schemas']['DocumentVersion'][];
      readonly nextCursor: string | null;
    };
    readonly FileEntry: {
      readonly mode: number;
      /** Format: date-time */
      readonly modifiedAt: string;
      readonly path: string;
      readonly size: number;
      /** @enum {string} */
      readonly type: 'file' | 'directory' | 'symlink';
    };
    readonly FileEntryPage: {
      readonly items: readonly components['schemas']['FileEntry'][];
      readonly nextCursor: string | null;
    };
    readonly ForkSession: {
      /** @enum {string} */
      readonly kind?: 'solo' | 'room';
      readonly name?: string;
    };
    readonly InstallPackages: {
      readonly background?: boolean;
      readonly manager?: string;
      readonly maxOutputBytes?: number;
      readonly packages?: readonly string[];
      readonly path?: string;
      readonly timeoutMs?: number;
    };
    readonly InstallResult: {
      readonly argv: readonly string[];
      /** @enum {string} */
      readonly cache?: 'hit' | 'partial' | 'miss' | 'own' | 'failed';
      readonly commandId: string;
      readonly directory: string;
      readonly durationMs: number;
      readonly exitCode: number | null;
      readonly hint?: {
        readonly message: string;
        /** @constant */
        readonly type: 'no-network';
      };
      readonly manager: string;
      readonly output: string;
      /** @enum {string} */
      readonly reason: 'exited' | 'signalled' | 'timeout' | 'out-of-memory' | 'output-limit' | 'cancelled' | 'lost';
      readonly signal: string | null;
      readonly truncated: boolean;
    };
    readonly IssueTicket: {
      /** @constant */
      readonly purpose: 'websocket';
      readonly resource: string;
    };
    readonly Keys: {
      readonly keys: readonly ({
        readonly kid: string;
        readonly kty: string;
      } & {
        readonly [key: string]: unknown;
      })[];
    };
    readonly Language: {
      readonly aliases: readonly string[];
      readonly compile?: {
        readonly argv: readonly string[];
      };
      readonly extensions: readonly string[];
      readonly frameworks: readonly string[];
      readonly id: string;
      readonly limits: {
        readonly cpus: number;
        readonly memoryBytes: number;
        readonly pids: number;
        readonly timeoutMs: number;
      };
      readonly name: string;
      readonly packageManagers: readonly string[];
      readonly run: {
        readonly argv: readonly string[];
      };
      /** @enum {string} */
      readonly tier: 'low' | 'medium' | 'high';
      readonly version: string | null;
    };
    readonly LanguagePage: {
      readonly items: readonly components['schemas']['Language'][];
      readonly nextCursor: string | null;
    };
    readonly LogIn: {
      readonly email: string;
      readonly password: string;
    };
    readonly MakeDirectory: {
      readonly path: string;
    };
    readonly Member: {
      /** Format: date-time */
      readonly createdAt: string;
      /** @enum {string} */
      readonly role: 'owner' | 'admin' | 'participant' | 'viewer';
      readonly sessionId: string;
      /** Format: date-time */
      readonly updatedAt: string;
      readonly userId: string;
    };
    readonly MemberPage: {
      readonly items: readonly components['schemas']['Member'][];
      readonly nextCursor: string | null;
    };
    readonly Message: {
      readonly answerId?: string;
      readonly authorId: string;
      readonly content: string;
      readonly conversationId: string;
      /** Format: date-time */
      readonly createdAt: string;
      readonly error?: {
        readonly message: string;
        readonly type: string;
      };
      readonly id: string;
      readonly parts: readonly (
        | {
            readonly text: string;
            /** @constant */
            readonly type: 'text';
          }
        | {
            readonly text: string;
            /** @constant */
            readonly type: 'reasoning';
          }
        | {
            readonly input: unknown;
            readonly toolCallId: string;
            readonly toolName: string;
            /** @constant */
            readonly type: 'tool-call';
          }
        | {
            readonly isError?: boolean;
            readonly output: unknown;
            readonly toolCallId: string;
            readonly toolName: string;
            /** @constant */
            readonly type: 'tool-result';
          }
        | {
            readonly mediaType?: string;
            readonly path: string;
            /** @constant */
            readonly type: 'file';
          }
      )[];
      readonly replyTo?: string;
      /** @enum {string} */
      readonly role: 'system' | 'user' | 'assistant' | 'tool';
      readonly sequence: number;
      /** @enum {string} */
      readonly status: 'complete' | 'answering' | 'cancelled' | 'failed';
      readonly streamId?: string;
      readonly tenantId: string;
      /** Format: date-time */
      readonly updatedAt: string;
      readonly usage?: {
        readonly inputTokens: number;
        readonly outputTokens: number;
      };
      readonly version: number;
    };
    readonly MessagePage: {
      readonly items: readonly components['schemas']['Message'][];
      readonly nextCursor: string | null;
    };
    readonly MoveFile: {
      readonly from: string;
      readonly to: string;
    };
    readonly OpenedTerminal: {
      readonly cols: number;
      readonly id: string;
      readonly offset: number;
      readonly rows: number;
      /** @constant */
      readonly state: 'running';
    };
    readonly OpenTerminal: {
      readonly argv?: readonly string[];
      readonly cols?: number;
      readonly cwd?: string;
      readonly env?: {
        readonly [key: string]: string;
      };
      readonly rows?: number;
    };
    readonly Problem: {
      readonly candidates?: readonly {
        readonly directory: string;
        readonly manager: string;
      }[];
      readonly capability?: string;
      readonly commandId?: string;
      readonly detail: string;
      readonly issues?: readonly {
        readonly message: string;
        readonly path: string;
      }[];
      /** @enum {string} */
      readonly neededRole?: 'owner' | 'admin' | 'participant' | 'viewer';
      readonly paths?: readonly string[];
      readonly requestId: string;
      readonly retryable: boolean;
      readonly retryAfterMs?: number;
      readonly status: number;
      readonly title: string;
      readonly type: string;
    };
    readonly Projects: {
      readonly items: readonly {
        readonly commands: {
          readonly build?: readonly string[];
          readonly install?: readonly string[];
          readonly run?: readonly string[];
          readonly test?: readonly string[];
        };
        readonly confidence: number;
        readonly directory: string;
        readonly evidence: readonly string[];
        readonly id: string;
        readonly language: string;
        readonly manager: string;
        readonly name: string;
        readonly ports: readonly number[];
      }[];
      readonly nextCursor: string | null;
      readonly truncated: boolean;
    };
    readonly PutSetting: {
      readonly value: unknown;
    };
    readonly Refactoring:
      | {
          readonly newName: string;
          readonly path: string;
          readonly position: components['schemas']['CodePosition'];
          /** @constant */
          readonly type: 'rename-symbol';
        }
      | {
          readonly path: string;
          readonly to: string;
          /** @constant */
          readonly type: 'move-file';
        }
      | {
          readonly name?: string;
          readonly path: string;
          readonly range: components['schemas']['CodeRange'];
          /** @constant */
          readonly type: 'extract';
          /** @enum {string} */
          readonly what: 'function' | 'variable' | 'constant';
        }
      | {
          readonly path: string;
          readonly position: components['schemas']['CodePosition'];
          /** @constant */
          readonly type: 'inline';
        }
      | {
          readonly path: string;
          readonly position: components['schemas']['CodePosition'];
          readonly to: string;
          /** @constant */
          readonly type: 'move-symbol';
        }
      | {
          readonly path: string;
          /** @constant */
          readonly type: 'organise-imports';
        }
      | {
          readonly language: string;
          readonly paths?: readonly string[];
          readonly roots?: readonly string[];
          /** @constant */
          readonly type: 'remove-dead-code';
        }
      | {
          readonly parameters: readonly string[];
          readonly path: string;
          readonly position: components['schemas']['CodePosition'];
          /** @constant */
          readonly type: 'change-signature';
        }
      | {
          readonly path: string;
          readonly position: components['schemas']['CodePosition'];
          readonly to: string;
          /** @constant */
          readonly type: 'convert';
        }
      | {
          readonly actionId: string;
          readonly path: string;
          readonly range: components['schemas']['CodeRange'];
          /** @constant */
          readonly type: 'action';
        }
      | {
          readonly language: string;
          readonly paths?: readonly string[];
          readonly pattern: string;
          readonly replacement: string;
          /** @constant */
          readonly type: 'rewrite';
        };
    readonly RefreshedTokens: {
      readonly tokens: {
        readonly accessToken: string;
        readonly expiresInMs: number;
        readonly refreshToken: string;
        /** @constant */
        readonly tokenType: 'Bearer';
      };
    };
    readonly RefreshToken: {
      readonly refreshToken: string;
    };
    readonly Register: {
      readonly displayName?: string;
      readonly email: string;
      readonly invitation?: string;
      readonly password: string;
      readonly tenantName?: string;
    };
    readonly RelatedSessions: {
      readonly items: readonly {
        readonly reasons: readonly string[];
        readonly score: number;
        readonly session: components['schemas']['Session'];
      }[];
      readonly nextCursor: string | null;
    };
    readonly RestoreBackup: {
      readonly backupId: string;
      readonly into?: string;
    };
    readonly RestoredFiles: {
      readonly bytes: number;
      readonly files: number;
      readonly sessionId: string;
    };
    readonly RunCode: {
      readonly args?: readonly string[];
      readonly files: readonly {
        readonly content: string;
        readonly path: string;
      }[];
      readonly language: string;
      readonly stdin?: string;
      readonly timeoutMs?: number;
    };
    readonly RunCommand: {
      readonly argv?: readonly string[];
      readonly background?: boolean;
      readonly cwd?: string;
      readonly env?: {
        readonly [key: string]: string;
      };
      readonly maxOutputBytes?: number;
      readonly shell?: string;
      readonly stdin?: string;
      readonly timeoutMs?: number;
    };
    readonly SendSignal: {
      readonly signal: string;
    };
    readonly Session: {
      /** Format: date-time */
      readonly createdAt: string;
      /** @enum {string} */
      readonly desired: 'running' | 'stopped';
      /** Format: date-time */
      readonly expiresAt?: string;
      readonly forkedFrom?: string;
      readonly framework?: string;
      readonly id: string;
      /** @enum {string} */
      readonly kind: 'solo' | 'room';
      readonly labels: {
        readonly [key: string]: string;
      };
      readonly languages: readonly string[];
      readonly name: string;
      readonly ownerId: string;
      readonly source?: {
        readonly gitUrl: string;
        readonly ref?: string;
      };
      /** @enum {string} */
      readonly status: 'active' | 'archived';
      /** @enum {string} */
      readonly storage: 'none' | 'database' | 'local' | 'object';
      readonly tenantId: string;
      /** Format: date-time */
      readonly updatedAt: string;
      readonly version: number;
      readonly workspace: components['schemas']['Workspace'];
    };
    readonly SessionPage: {
      readonly items: readonly components['schemas']['Session'][];
      readonly nextCursor: string | null;
    };
    readonly SetMember: {
      /** @enum {string} */
      readonly role: 'owner' | 'admin' | 'participant' | 'viewer';
    };
    readonly Setting: {
      readonly category: string;
      readonly key: string;
      /** Format: date-time */
      readonly updatedAt: string;
      readonly value: unknown;
    };
    readonly SettingPage: {
      readonly items: readonly components['schemas']['Setting'][];
      readonly nextCursor: string | null;
    };
    readonly SignedIn: {
      readonly tenant: {
        /** Format: date-time */
        readonly createdAt: string;
        readonly id: string;
        readonly name: string;
        /** Format: date-time */
        readonly updatedAt: string;
      };
      readonly tokens: {
        readonly accessToken: string;
        readonly expiresInMs: number;
        readonly refreshToken: string;
        /** @constant */
        readonly tokenType: 'Bearer';
      };
      readonly user: components['schemas']['User'];
    };
    readonly StartedCommand: {
      readonly id: string;
      /** @constant */
      readonly state: 'running';
    };
    readonly StartedInstall: {
      readonly argv: readonly string[];
      /** @enum {string} */
      readonly cache?: 'hit' | 'partial' | 'miss' | 'own' | 'failed';
      readonly commandId: string;
      readonly directory: string;
      readonly hint?: {
        readonly message: string;
        /** @constant */
        readonly type: 'no-network';
      };
      readonly manager: string;
      /** @constant */
      readonly state: 'running';
    };
    readonly SyncDocument: {
      readonly clientId: string;
      readonly device?: string;
      readonly since: number;
      readonly updates?: readonly string[];
    };
    readonly SyncedDocument: {
      readonly clock: number;
      readonly isWhole: boolean;
      readonly updates: readonly string[];
    };
    readonly Task: {
      /** @enum {string} */
      readonly after: 'keep' | 'stop' | 'archive';
      /** Format: date-time */
      readonly cancelledAt?: string;
      readonly cleanupError?: {
        readonly message: string;
        readonly type: string;
      };
      readonly conversationId: string;
      /** Format: date-time */
      readonly createdAt: string;
      /** Format: date-time */
      readonly endedAt?: string;
      readonly error?: {
        readonly message: string;
        readonly type: string;
      };
      readonly id: string;
      readonly limits: {
        readonly maxDurationMs: number;
        readonly maxSteps: number;
        readonly maxTokens: number;
      };
      readonly prompt: string;
      /** @enum {string} */
      readonly reason?:
        | 'setup-failed'
        | 'model-failed'
        | 'step-limit'
        | 'token-limit'
        | 'time-limit'
        | 'output-limit'
        | 'workspace-lost'
        | 'interrupted'
        | 'not-allowed'
        | 'session-ended'
        | 'conversation-failed'
        | 'internal';
      readonly runs: number;
      readonly sessionId: string;
      readonly setup: {
        readonly commands: readonly string[];
        /** @enum {string} */
        readonly install: 'auto' | 'none';
      };
      /** Format: date-time */
      readonly startedAt?: string;
      /** @enum {string} */
      readonly status: 'queued' | 'initialising' | 'running' | 'cleaning' | 'succeeded' | 'failed' | 'cancelled';
      readonly streamId?: string;
      readonly tenantId: string;
      readonly terminalId?: string;
      /** Format: date-time */
      readonly updatedAt: string;
      readonly usage: {
        readonly steps: number;
        readonly tokens: number;
      };
      readonly userId: string;
      readonly version: number;
    };
    readonly TaskPage: {
      readonly items: readonly components['schemas']['Task'][];
      readonly nextCursor: string | null;
    };
    readonly Terminal: {
      readonly argv: readonly string[];
      /** @enum {string} */
      readonly closing?: 'closed' | 'idle' | 'max-lifetime';
      readonly cols: number;
      /** Format: date-time */
      readonly createdAt: string;
      readonly cwd: string;
      /** Format: date-time */
      readonly endedAt?: string;
      readonly exitCode?: number | null;
      readonly id: string;
      readonly incarnation: number;
      readonly openedBy: string;
      /** @enum {string} */
      readonly reason?: 'exited' | 'signalled' | 'timeout' | 'out-of-memory' | 'output-limit' | 'cancelled' | 'lost';
      readonly rows: number;
      readonly sessionId: string;
      readonly signal?: string | null;
      /** @enum {string} */
      readonly state: 'running' | 'exited';
    };
    readonly TerminalPage: {
      readonly items: readonly components['schemas']['Terminal'][];
      readonly nextCursor: string | null;
    };
    readonly Ticket: {
      /** Format: date-time */
      readonly expiresAt: string;
      readonly ticket: string;
    };
    readonly UpdateConversation: {
      readonly title: string | null;
    };
    readonly UpdateProfile: {
      readonly displayName: string;
    };
    readonly UpdateSession: {
      readonly expiresAt?: string | null;
      readonly labels?: {
        readonly [key: string]: string;
      };
      readonly languages?: readonly string[];
      readonly name?: string;
      /** @enum {string} */
      readonly status?: 'active' | 'archived';
    };
    readonly UpdateUser: {
      readonly displayName?: string;
      readonly password?: string;
      /** @enum {string} */
      readonly role?: 'owner' | 'admin' | 'member';
      /** @enum {string} */
      readonly tier?: 'low' | 'medium' | 'high';
    };
    readonly User: {
      /** Format: date-time */
      readonly createdAt: string;
      readonly displayName: string;
      readonly email: string;
      readonly id: string;
      /** @enum {string} */
      readonly role: 'owner' | 'admin' | 'member';
      readonly tenantId: string;
      /** @enum {string} */
      readonly tier: 'low' | 'medium' | 'high';
      /** Format: date-time */
      readonly updatedAt: string;
    };
    readonly UserPage: {
      readonly items: readonly components['schemas']['User'][];
      readonly nextCursor: string | null;
    };
    readonly Workspace: {
      /** Format: date-time */
      readonly createdAt?: string;
      /** Format: date-time */
      readonly expiresAt?: string;
      /** Format: date-time */
      readonly idleAt?: string;
      readonly incarnation: number;
      readonly queueEstimateMs?: number;
      readonly queuePosition?: number;
      /** Format: date-time */
      readonly readyAt?: string;
      readonly reason?: string;
      readonly runtime: string;
      /** @enum {string} */
      readonly state: 'none' | 'queued' | 'creating' | 'ready' | 'stopping' | 'stopped' | 'failed';
    };
    readonly WorkspaceExplanation: {
      readonly because: string;
      readonly cause: string;
      /** Format: date-time */
      readonly createdAt?: string;
      /** Format: date-time */
      readonly expiresAt?: string;
      /** Format: date-time */
      readonly idleAt?: string;
      readonly incarnation: number;
      readonly leases: readonly {
        /** Format: date-time */
        readonly acquiredAt: string;
        /** Format: date-time */
        readonly expiresAt: string;
        readonly holder: string;
        readonly name: string;
        readonly reason: string;
      }[];
      readonly next: {
        /** @enum {string} */
        readonly action: 'look' | 'warn' | 'stop';
        /** Format: date-time */
        readonly at: string;
        /** @enum {string} */
        readonly reason?: 'idle' | 'max-lifetime';
      } | null;
      readonly queueEstimateMs?: number;
      readonly queuePosition?: number;
      /** Format: date-time */
      readonly readyAt?: string;
      readonly reason?: string;
      readonly runtime: string;
      /** @enum {string} */
      readonly state: 'none' | 'queued' | 'creating' | 'ready' | 'stopping' | 'stopped' | 'failed';
    };
  };
  responses: {
    /** @description `connection/protocol`: The workspace answered wrongly. */
    readonly 'BadGateway.connection-protocol': {
      headers: {
        readonly 'X-Request-Id': components['headers']['X-Request-Id'];
        readonly [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "type": "connection/protocol",
         *       "title": "The workspace answered wrongly",
         *       "status": 502,
         *       "detail": "The workspace answered wrongly.",
         *       "requestId": "req_01arz3ndektsv4rrffq69g5fav",
         *       "retryable": false
         *     }
         */
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /**
     * @description `connection/protocol`: The workspace answered wrongly.
     *
     *     `port/refused`: Nothing listens on the port.
     *
     *     `port/reset`: The program broke off.
     */
    readonly 'BadGateway.connection.port': {
      headers: {
        readonly 'X-Request-Id': components['headers']['X-Request-Id'];
        readonly [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "type": "connection/protocol",
         *       "title": "The workspace answered wrongly",
         *       "status": 502,
         *       "detail": "The workspace answered wrongly.",
         *       "requestId": "req_01arz3ndektsv4rrffq69g5fav",
         *       "retryable": false
         *     }
         */
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /**
     * @description `document/awareness-invalid`: Invalid awareness.
     *
     *     `document/update-invalid`: Invalid update.
     *
     *     `request/invalid`: Invalid input.
     *
     *     `request/malformed`: Malformed request.
     */
    readonly 'BadRequest.document.request': {
      headers: {
        readonly 'X-Request-Id': components['headers']['X-Request-Id'];
        readonly [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "type": "document/awareness-invalid",
         *       "title": "Invalid awareness",
         *       "status": 400,
         *       "detail": "Invalid awareness.",
         *       "requestId": "req_01arz3ndektsv4rrffq69g5fav",
         *       "retryable": false
         *     }
         */
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /**
     * @description `document/awareness-invalid`: Invalid awareness.
     *
     *     `document/update-invalid`: Invalid update.
     *
     *     `request/invalid`: Invalid input.
     */
    readonly 'BadRequest.document.request.2': {
      headers: {
        readonly 'X-Request-Id': components['headers']['X-Request-Id'];
        readonly [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "type": "document/awareness-invalid",
         *       "title": "Invalid awareness",
         *       "status": 400,
         *       "detail": "Invalid awareness.",
         *       "requestId": "req_01arz3ndektsv4rrffq69g5fav",
         *       "retryable": false
         *     }
         */
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /**
     * @description `file/invalid-path`: Invalid path.
     *
     *     `file/outside-root`: Path outside the workspace.
     *
     *     `file/too-many-links`: Too many symbolic links.
     *
     *     `request/invalid`: Invalid input.
     *
     *     `request/malformed`: Malformed request.
     */
    readonly 'BadRequest.file.request': {
      headers: {
        readonly 'X-Request-Id': components['headers']['X-Request-Id'];
        readonly [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "type": "file/invalid-path",
         *       "title": "Invalid path",
         *       "status": 400,
         *       "detail": "Invalid path.",
         *       "requestId": "req_01arz3ndektsv4rrffq69g5fav",
         *       "retryable": false
         *     }
         */
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /**
     * @description `file/invalid-path`: Invalid path.
     *
     *     `file/outside-root`: Path outside the workspace.
     *
     *     `file/too-many-links`: Too many symbolic links.
     *
     *     `request/invalid`: Invalid input.
     */
    readonly 'BadRequest.file.request.2': {
      headers: {
        readonly 'X-Request-Id': components['headers']['X-Request-Id'];
        readonly [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "type": "file/invalid-path",
         *       "title": "Invalid path",
         *       "status": 400,
         *       "detail": "Invalid path.",
         *       "requestId": "req_01arz3ndektsv4rrffq69g5fav",
         *       "retryable": false
         *     }
         */
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /**
     * @description `port/invalid`: Invalid port.
     *
     *     `request/invalid`: Invalid input.
     *
     *     `request/malformed`: Malformed request.
     */
    readonly 'BadRequest.port.request': {
      headers: {
        readonly 'X-Request-Id': components['headers']['X-Request-Id'];
        readonly [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "type": "port/invalid",
         *       "title": "Invalid port",
         *       "status": 400,
         *       "detail": "Invalid port.",
         *       "requestId": "req_01arz3ndektsv4rrffq69g5fav",
         *       "retryable": false
         *     }
         */
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /**
     * @description `request/invalid`: Invalid input.
     *
     *     `request/malformed`: Malformed request.
     */
    readonly 'BadRequest.request': {
      headers: {
        readonly 'X-Request-Id': components['headers']['X-Request-Id'];
        readonly [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "type": "request/invalid",
         *       "title": "Invalid input",
         *       "status": 400,
         *       "detail": "Invalid input.",
         *       "requestId": "req_01arz3ndektsv4rrffq69g5fav",
         *       "retryable": false
         *     }
         */
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /** @description `request/invalid`: Invalid input. */
    readonly 'BadRequest.request-invalid': {
      headers: {
        readonly 'X-Request-Id': components['headers']['X-Request-Id'];
        readonly [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "type": "request/invalid",
         *       "title": "Invalid input",
         *       "status": 400,
         *       "detail": "Invalid input.",
         *       "requestId": "req_01arz3ndektsv4rrffq69g5fav",
         *       "retryable": false
         *     }
         */
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /**
     * @description `request/invalid`: Invalid input.
     *
     *     `stream/key-invalid`: Invalid stream.
     */
    readonly 'BadRequest.request.stream': {
      headers: {
        readonly 'X-Request-Id': components['headers']['X-Request-Id'];
        readonly [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "type": "request/invalid",
         *       "title": "Invalid input",
         *       "status": 400,
         *       "detail": "Invalid input.",
         *       "requestId": "req_01arz3ndektsv4rrffq69g5fav",
         *       "retryable": false
         *     }
         */
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /**
     * @description `request/invalid`: Invalid input.
     *
     *     `request/malformed`: Malformed request.
     *
     *     `stream/key-invalid`: Invalid stream.
     */
    readonly 'BadRequest.request.stream.2': {
      headers: {
        readonly 'X-Request-Id': components['headers']['X-Request-Id'];
        readonly [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "type": "request/invalid",
         *       "title": "Invalid input",
         *       "status": 400,
         *       "detail": "Invalid input.",
         *       "requestId": "req_01arz3ndektsv4rrffq69g5fav",
         *       "retryable": false
         *     }
         */
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /**
     * @description `agent/limit-reached`: Too many agents.
     *
     *     `record/conflict`: Changed by another request.
     *
     *     `record/exists`: Exists already.
     */
    readonly 'Conflict.agent.record': {
      headers: {
        readonly 'X-Request-Id': components['headers']['X-Request-Id'];
        readonly [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "type": "agent/limit-reached",
         *       "title": "Too many agents",
         *       "status": 409,
         *       "detail": "Too many agents.",
         *       "requestId": "req_01arz3ndektsv4rrffq69g5fav",
         *       "retryable": false
         *     }
         */
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /**
     * @description `code/changed`: Files changed meanwhile.
     *
     *     `code/plan-busy`: Another plan is on its way.
     *
     *     `code/plan-state`: Not in the state of the plan.
     *
     *     `code/stale-plan`: Files have changed since.
     *
     *     `file/exists`: File exists.
     *
     *     `file/into-itself`: Directory into itself.
     *
     *     `file/is-a-directory`: Is a directory.
     *
     *     `file/not-a-directory`: Not a directory.
     *
     *     `file/special`: Not a file or directory.
     *
     *     `record/conflict`: Changed by another request.
     *
     *     `record/exists`: Exists already.
     *
     *     `session/archived`: Session archived.
     *
     *     `storage/conflict`: Stored files changed by another request.
     *
     *     `storage/fenced`: Stored files belong to a newer workspace.
     *
     *     `workspace/not-running`: Workspace not running.
     *
     *     `workspace/over-quota`: Workspace over quota.
     */
    readonly 'Conflict.code.file.record': {
      headers: {
        readonly 'X-Request-Id': components['headers']['X-Request-Id'];
        readonly [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "type": "code/changed",
         *       "title": "Files changed meanwhile",
         *       "status": 409,
         *       "detail": "Files changed meanwhile.",
         *       "requestId": "req_01arz3ndektsv4rrffq69g5fav",
         *       "retryable": false
         *     }
         */
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /**
     * @description `command/not-running`: The command is over.
     *
     *     `file/exists`: File exists.
     *
     *     `file/into-itself`: Directory into itself.
     *
     *     `file/is-a-directory`: Is a directory.
     *
     *     `file/not-a-directory`: Not a directory.
     *
     *     `file/special`: Not a file or directory.
     *
     *     `process/exists`: Process exists.
     *
     *     `process/running`: Process runs.
     *
     *     `process/stdin-closed`: Input closed.
     *
     *     `record/conflict`: Changed by another request.
     *
     *     `record/exists`: Exists already.
     *
     *     `session/archived`: Session archived.
     *
     *     `workspace/not-running`: Workspace not running.
     *
     *     `workspace/over-quota`: Workspace over quota.
     */
    readonly 'Conflict.command.file.process': {
      headers: {
        readonly 'X-Request-Id': components['headers']['X-Request-Id'];
        readonly [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "type": "command/not-running",
         *       "title": "The command is over",
         *       "status": 409,
         *       "detail": "The command is over.",
         *       "requestId": "req_01arz3ndektsv4rrffq69g5fav",
         *       "retryable": false
         *     }
         */
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /**
     * @description `command/not-running`: The command is over.
     *
     *     `file/exists`: File exists.
     *
     *     `file/into-itself`: Directory into itself.
     *
     *     `file/is-a-directory`: Is a directory.
     *
     *     `file/not-a-directory`: Not a directory.
     *
     *     `file/special`: Not a file or directory.
     *
     *     `process/exists`: Process exists.
     *
     *     `process/running`: Process runs.
     *
     *     `process/stdin-closed`: Input closed.
     *
     *     `project/ambiguous`: Several projects.
     *
     *     `project/install-running`: Packages are being installed.
     *
     *     `record/conflict`: Changed by another request.
     *
     *     `record/exists`: Exists already.
     *
     *     `session/archived`: Session archived.
     *
     *     `workspace/not-running`: Workspace not running.
     *
     *     `workspace/over-quota`: Workspace over quota.
     */
    readonly 'Conflict.command.file.process.2': {
      headers: {
        readonly 'X-Request-Id': components['headers']['X-Request-Id'];
        readonly [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "type": "command/not-running",
         *       "title": "The command is over",
         *       "status": 409,
         *       "detail": "The command is over.",
         *       "requestId": "req_01arz3ndektsv4rrffq69g5fav",
         *       "retryable": false
         *     }
         */
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /**
     * @description `conversation/busy`: A model answers already.
     *
     *     `conversation/limit`: Too many conversations.
     *
     *     `message/limit`: Too many messages.
     *
     *     `record/conflict`: Changed by another request.
     *
     *     `record/exists`: Exists already.
     *
     *     `request/idempotency-gone`: Idempotency key used up.
     *
     *     `request/idempotency-mismatch`: Idempotency key used for another request.
     *
     *     `session/archived`: Session archived.
     *
     *     `stream/conflict`: Written by another.
     *
     *     `stream/ended`: The stream has ended.
     *
     *     `stream/exists`: Stream exists.
     */
    readonly 'Conflict.conversation.message.record': {
      headers: {
        readonly 'X-Request-Id': components['headers']['X-Request-Id'];
        readonly [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "type": "conversation/busy",
         *       "title": "A model answers already",
         *       "status": 409,
         *       "detail": "A model answers already.",
         *       "requestId": "req_01arz3ndektsv4rrffq69g5fav",
         *       "retryable": false
         *     }
         */
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /**
     * @description `document-file/differs`: The document and the file differ.
     *
     *     `document-file/taken`: File bound to another document.
     *
     *     `document-file/unusable`: File and document cannot be bound.
     *
     *     `document/closed`: The document is closed.
     *
     *     `document/stale-clock`: Clock of another document.
     *
     *     `document/update-ahead`: Update ahead of the document.
     *
     *     `record/conflict`: Changed by another request.
     *
     *     `record/exists`: Exists already.
     *
     *     `session/archived`: Session archived.
     *
     *     `storage/conflict`: Stored files changed by another request.
     *
     *     `storage/fenced`: Stored files belong to a newer workspace.
     *
     *     `workspace/not-running`: Workspace not running.
     *
     *     `workspace/over-quota`: Workspace over quota.
     */
    readonly 'Conflict.document-file.document.record': {
      headers: {
        readonly 'X-Request-Id': components['headers']['X-Request-Id'];
        readonly [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "type": "document-file/differs",
         *       "title": "The document and the file differ",
         *       "status": 409,
         *       "detail": "The document and the file differ.",
         *       "requestId": "req_01arz3ndektsv4rrffq69g5fav",
         *       "retryable": false
         *     }
         */
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /**
     * @description `document/closed`: The document is closed.
     *
     *     `document/stale-clock`: Clock of another document.
     *
     *     `document/update-ahead`: Update ahead of the document.
     *
     *     `record/conflict`: Changed by another request.
     *
     *     `record/exists`: Exists already.
     *
     *     `session/archived`: Session archived.
     */
    readonly 'Conflict.document.record.session': {
      headers: {
        readonly 'X-Request-Id': components['headers']['X-Request-Id'];
        readonly [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "type": "document/closed",
         *       "title": "The document is closed",
         *       "status": 409,
         *       "detail": "The document is closed.",
         *       "requestId": "req_01arz3ndektsv4rrffq69g5fav",
         *       "retryable": false
         *     }
         */
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /**
     * @description `file/exists`: File exists.
     *
     *     `file/into-itself`: Directory into itself.
     *
     *     `file/is-a-directory`: Is a directory.
     *
     *     `file/not-a-directory`: Not a directory.
     *
     *     `file/special`: Not a file or directory.
     *
     *     `process/exists`: Process exists.
     *
     *     `process/running`: Process runs.
     *
     *     `process/stdin-closed`: Input closed.
     *
     *     `record/conflict`: Changed by another request.
     *
     *     `record/exists`: Exists already.
     *
     *     `session/archived`: Session archived.
     *
     *     `terminal/not-running`: The terminal is over.
     *
     *     `workspace/not-running`: Workspace not running.
     *
     *     `workspace/over-quota`: Workspace over quota.
     */
    readonly 'Conflict.file.process.record': {
      headers: {
        readonly 'X-Request-Id': components['headers']['X-Request-Id'];
        readonly [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "type": "file/exists",
         *       "title": "File exists",
         *       "status": 409,
         *       "detail": "File exists.",
         *       "requestId": "req_01arz3ndektsv4rrffq69g5fav",
         *       "retryable": false
         *     }
         */
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /**
     * @description `file/exists`: File exists.
     *
     *     `file/into-itself`: Directory into itself.
     *
     *     `file/is-a-directory`: Is a directory.
     *
     *     `file/not-a-directory`: Not a directory.
     *
     *     `file/special`: Not a file or directory.
     *
     *     `process/exists`: Process exists.
     *
     *     `process/running`: Process runs.
     *
     *     `process/stdin-closed`: Input closed.
     *
     *     `record/conflict`: Changed by another request.
     *
     *     `record/exists`: Exists already.
     *
     *     `session/archived`: Session archived.
     *
     *     `workspace/not-running`: Workspace not running.
     *
     *     `workspace/over-quota`: Workspace over quota.
     */
    readonly 'Conflict.file.process.record.2': {
      headers: {
        readonly 'X-Request-Id': components['headers']['X-Request-Id'];
        readonly [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "type": "file/exists",
         *       "title": "File exists",
         *       "status": 409,
         *       "detail": "File exists.",
         *       "requestId": "req_01arz3ndektsv4rrffq69g5fav",
         *       "retryable": false
         *     }
         */
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /**
     * @description `file/exists`: File exists.
     *
     *     `file/into-itself`: Directory into itself.
     *
     *     `file/is-a-directory`: Is a directory.
     *
     *     `file/not-a-directory`: Not a directory.
     *
     *     `file/special`: Not a file or directory.
     *
     *     `record/conflict`: Changed by another request.
     *
     *     `record/exists`: Exists already.
     *
     *     `request/idempotency-gone`: Idempotency key used up.
     *
     *     `request/idempotency-mismatch`: Idempotency key used for another request.
     *
     *     `session/archived`: Session archived.
     *
     *     `session/limit`: Too many sessions.
     *
     *     `storage/conflict`: Stored files changed by another request.
     *
     *     `storage/fenced`: Stored files belong to a newer workspace.
     *
     *     `workspace/not-running`: Workspace not running.
     *
     *     `workspace/over-quota`: Workspace over quota.
     */
    readonly 'Conflict.file.record.request': {
      headers: {
        readonly 'X-Request-Id': components['headers']['X-Request-Id'];
        readonly [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "type": "file/exists",
         *       "title": "File exists",
         *       "status": 409,
         *       "detail": "File exists.",
         *       "requestId": "req_01arz3ndektsv4rrffq69g5fav",
         *       "retryable": false
         *     }
         */
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /**
     * @description `file/exists`: File exists.
     *
     *     `file/into-itself`: Directory into itself.
     *
     *     `file/is-a-directory`: Is a directory.
     *
     *     `file/not-a-directory`: Not a directory.
     *
     *     `file/special`: Not a file or directory.
     *
     *     `record/conflict`: Changed by another request.
     *
     *     `record/exists`: Exists already.
     *
     *     `session/archived`: Session archived.
     *
     *     `storage/conflict`: Stored files changed by another request.
     *
     *     `storage/fenced`: Stored files belong to a newer workspace.
     *
     *     `workspace/not-running`: Workspace not running.
     *
     *     `workspace/over-quota`: Workspace over quota.
     */
    readonly 'Conflict.file.record.session': {
      headers: {
        readonly 'X-Request-Id': components['headers']['X-Request-Id'];
        readonly [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "type": "file/exists",
         *       "title": "File exists",
         *       "status": 409,
         *       "detail": "File exists.",
         *       "requestId": "req_01arz3ndektsv4rrffq69g5fav",
         *       "retryable": false
         *     }
         */
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /**
     * @description `file/exists`: File exists.
     *
     *     `file/into-itself`: Directory into itself.
     *
     *     `file/is-a-directory`: Is a directory.
     *
     *     `file/not-a-directory`: Not a directory.
     *
     *     `file/special`: Not a file or directory.
     *
     *     `record/conflict`: Changed by another request.
     *
     *     `record/exists`: Exists already.
     *
     *     `session/archived`: Session archived.
     *
     *     `snapshot/limit`: Too many snapshots.
     *
     *     `snapshot/not-restorable`: Snapshot not restorable.
     *
     *     `workspace/not-running`: Workspace not running.
     *
     *     `workspace/over-quota`: Workspace over quota.
     */
    readonly 'Conflict.file.record.session.2': {
      headers: {
        readonly 'X-Request-Id': components['headers']['X-Request-Id'];
        readonly [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "type": "file/exists",
         *       "title": "File exists",
         *       "status": 409,
         *       "detail": "File exists.",
         *       "requestId": "req_01arz3ndektsv4rrffq69g5fav",
         *       "retryable": false
         *     }
         */
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /**
     * @description `invitation/limit-reached`: Too many invitations.
     *
     *     `record/conflict`: Changed by another request.
     *
     *     `record/exists`: Exists already.
     */
    readonly 'Conflict.invitation.record': {
      headers: {
        readonly 'X-Request-Id': components['headers']['X-Request-Id'];
        readonly [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "type": "invitation/limit-reached",
         *       "title": "Too many invitations",
         *       "status": 409,
         *       "detail": "Too many invitations.",
         *       "requestId": "req_01arz3ndektsv4rrffq69g5fav",
         *       "retryable": false
         *     }
         */
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /**
     * @description `member/is-owner`: Owner of the room.
     *
     *     `member/limit`: Too many members.
     *
     *     `record/conflict`: Changed by another request.
     *
     *     `record/exists`: Exists already.
     *
     *     `session/limit`: Too many sessions.
     *
     *     `session/not-a-room`: Not a room.
     */
    readonly 'Conflict.member.record.session': {
      headers: {
        readonly 'X-Request-Id': components['headers']['X-Request-Id'];
        readonly [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "type": "member/is-owner",
         *       "title": "Owner of the room",
         *       "status": 409,
         *       "detail": "Owner of the room.",
         *       "requestId": "req_01arz3ndektsv4rrffq69g5fav",
         *       "retryable": false
         *     }
         */
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /**
     * @description `process/exists`: Process exists.
     *
     *     `process/running`: Process runs.
     *
     *     `process/stdin-closed`: Input closed.
     *
     *     `record/conflict`: Changed by another request.
     *
     *     `record/exists`: Exists already.
     *
     *     `session/archived`: Session archived.
     *
     *     `workspace/not-running`: Workspace not running.
     *
     *     `workspace/over-quota`: Workspace over quota.
     */
    readonly 'Conflict.process.record.session': {
      headers: {
        readonly 'X-Request-Id': components['headers']['X-Request-Id'];
        readonly [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "type": "process/exists",
         *       "title": "Process exists",
         *       "status": 409,
         *       "detail": "Process exists.",
         *       "requestId": "req_01arz3ndektsv4rrffq69g5fav",
         *       "retryable": false
         *     }
         */
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /**
     * @description `record/conflict`: Changed by another request.
     *
     *     `record/exists`: Exists already.
     */
    readonly 'Conflict.record': {
      headers: {
        readonly 'X-Request-Id': components['headers']['X-Request-Id'];
        readonly [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "type": "record/conflict",
         *       "title": "Changed by another request",
         *       "status": 409,
         *       "detail": "Changed by another request.",
         *       "requestId": "req_01arz3ndektsv4rrffq69g5fav",
         *       "retryable": false
         *     }
         */
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /**
     * @description `record/conflict`: Changed by another request.
     *
     *     `record/exists`: Exists already.
     *
     *     `request/idempotency-gone`: Idempotency key used up.
     *
     *     `request/idempotency-mismatch`: Idempotency key used for another request.
     *
     *     `session/archived`: Session archived.
     *
     *     `session/limit`: Too many sessions.
     *
     *     `workspace/not-running`: Workspace not running.
     *
     *     `workspace/over-quota`: Workspace over quota.
     */
    readonly 'Conflict.record.request.session': {
      headers: {
        readonly 'X-Request-Id': components['headers']['X-Request-Id'];
        readonly [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "type": "record/conflict",
         *       "title": "Changed by another request",
         *       "status": 409,
         *       "detail": "Changed by another request.",
         *       "requestId": "req_01arz3ndektsv4rrffq69g5fav",
         *       "retryable": false
         *     }
         */
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /**
     * @description `record/conflict`: Changed by another request.
     *
     *     `record/exists`: Exists already.
     *
     *     `request/idempotency-gone`: Idempotency key used up.
     *
     *     `request/idempotency-mismatch`: Idempotency key used for another request.
     *
     *     `session/archived`: Session archived.
     *
     *     `session/limit`: Too many sessions.
     *
     *     `storage/conflict`: Stored files changed by another request.
     *
     *     `storage/fenced`: Stored files belong to a newer workspace.
     *
     *     `workspace/not-running`: Workspace not running.
     *
     *     `workspace/over-quota`: Workspace over quota.
     */
    readonly 'Conflict.record.request.session.2': {
      headers: {
        readonly 'X-Request-Id': components['headers']['X-Request-Id'];
        readonly [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "type": "record/conflict",
         *       "title": "Changed by another request",
         *       "status": 409,
         *       "detail": "Changed by another request.",
         *       "requestId": "req_01arz3ndektsv4rrffq69g5fav",
         *       "retryable": false
         *     }
         */
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /**
     * @description `record/conflict`: Changed by another request.
     *
     *     `record/exists`: Exists already.
     *
     *     `session/archived`: Session archived.
     *
     *     `snapshot/limit`: Too many snapshots.
     *
     *     `snapshot/not-restorable`: Snapshot not restorable.
     *
     *     `workspace/not-running`: Workspace not running.
     *
     *     `workspace/over-quota`: Workspace over quota.
     */
    readonly 'Conflict.record.session.snapshot': {
      headers: {
        readonly 'X-Request-Id': components['headers']['X-Request-Id'];
        readonly [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "type": "record/conflict",
         *       "title": "Changed by another request",
         *       "status": 409,
         *       "detail": "Changed by another request.",
         *       "requestId": "req_01arz3ndektsv4rrffq69g5fav",
         *       "retryable": false
         *     }
         */
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /**
     * @description `record/conflict`: Changed by another request.
     *
     *     `record/exists`: Exists already.
     *
     *     `session/archived`: Session archived.
     *
     *     `storage/conflict`: Stored files changed by another request.
     *
     *     `storage/fenced`: Stored files belong to a newer workspace.
     *
     *     `workspace/not-running`: Workspace not running.
     *
     *     `workspace/over-quota`: Workspace over quota.
     */
    readonly 'Conflict.record.session.storage': {
      headers: {
        readonly 'X-Request-Id': components['headers']['X-Request-Id'];
        readonly [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "type": "record/conflict",
         *       "title": "Changed by another request",
         *       "status": 409,
         *       "detail": "Changed by another request.",
         *       "requestId": "req_01arz3ndektsv4rrffq69g5fav",
         *       "retryable": false
         *     }
         */
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /**
     * @description `record/conflict`: Changed by another request.
     *
     *     `record/exists`: Exists already.
     *
     *     `session/archived`: Session archived.
     *
     *     `stream/conflict`: Written by another.
     *
     *     `stream/ended`: The stream has ended.
     *
     *     `stream/exists`: Stream exists.
     */
    readonly 'Conflict.record.session.stream': {
      headers: {
        readonly 'X-Request-Id': components['headers']['X-Request-Id'];
        readonly [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "type": "record/conflict",
         *       "title": "Changed by another request",
         *       "status": 409,
         *       "detail": "Changed by another request.",
         *       "requestId": "req_01arz3ndektsv4rrffq69g5fav",
         *       "retryable": false
         *     }
         */
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /**
     * @description `record/conflict`: Changed by another request.
     *
     *     `record/exists`: Exists already.
     *
     *     `session/archived`: Session archived.
     *
     *     `workspace/not-running`: Workspace not running.
     *
     *     `workspace/over-quota`: Workspace over quota.
     */
    readonly 'Conflict.record.session.workspace': {
      headers: {
        readonly 'X-Request-Id': components['headers']['X-Request-Id'];
        readonly [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "type": "record/conflict",
         *       "title": "Changed by another request",
         *       "status": 409,
         *       "detail": "Changed by another request.",
         *       "requestId": "req_01arz3ndektsv4rrffq69g5fav",
         *       "retryable": false
         *     }
         */
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /**
     * @description `record/conflict`: Changed by another request.
     *
     *     `record/exists`: Exists already.
     *
     *     `setting/limit-reached`: Too many settings.
     */
    readonly 'Conflict.record.setting': {
      headers: {
        readonly 'X-Request-Id': components['headers']['X-Request-Id'];
        readonly [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "type": "record/conflict",
         *       "title": "Changed by another request",
         *       "status": 409,
         *       "detail": "Changed by another request.",
         *       "requestId": "req_01arz3ndektsv4rrffq69g5fav",
         *       "retryable": false
         *     }
         */
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /**
     * @description `record/conflict`: Changed by another request.
     *
     *     `record/exists`: Exists already.
     *
     *     `user/email-taken`: Email taken.
     */
    readonly 'Conflict.record.user': {
      headers: {
        readonly 'X-Request-Id': components['headers']['X-Request-Id'];
        readonly [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "type": "record/conflict",
         *       "title": "Changed by another request",
         *       "status": 409,
         *       "detail": "Changed by another request.",
         *       "requestId": "req_01arz3ndektsv4rrffq69g5fav",
         *       "retryable": false
         *     }
         */
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /**
     * @description `record/conflict`: Changed by another request.
     *
     *     `record/exists`: Exists already.
     *
     *     `user/last-owner`: Last owner.
     */
    readonly 'Conflict.record.user.2': {
      headers: {
        readonly 'X-Request-Id': components['headers']['X-Request-Id'];
        readonly [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "type": "record/conflict",
         *       "title": "Changed by another request",
         *       "status": 409,
         *       "detail": "Changed by another request.",
         *       "requestId": "req_01arz3ndektsv4rrffq69g5fav",
         *       "retryable": false
         *     }
         */
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /** @description `session/archived`: Session archived. */
    readonly 'Conflict.session-archived': {
      headers: {
        readonly 'X-Request-Id': components['headers']['X-Request-Id'];
        readonly [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "type": "session/archived",
         *       "title": "Session archived",
         *       "status": 409,
         *       "detail": "Session archived.",
         *       "requestId": "req_01arz3ndektsv4rrffq69g5fav",
         *       "retryable": false
         *     }
         */
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /** @description `session/not-a-room`: Not a room. */
    readonly 'Conflict.session-not-a-room': {
      headers: {
        readonly 'X-Request-Id': components['headers']['X-Request-Id'];
        readonly [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "type": "session/not-a-room",
         *       "title": "Not a room",
         *       "status": 409,
         *       "detail": "Not a room.",
         *       "requestId": "req_01arz3ndektsv4rrffq69g5fav",
         *       "retryable": false
         *     }
         */
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /**
     * @description `code/too-large`: Too large for code intelligence.
     *
     *     `file/too-large`: File too large.
     *
     *     `record/too-large`: Too large to keep.
     *
     *     `request/too-large`: Body too large.
     *
     *     `storage/too-large`: Too many bytes to store.
     *
     *     `storage/too-many-files`: Too many files to store.
     *
     *     `store/too-large`: Too large to keep.
     */
    readonly 'ContentTooLarge.code.file.record': {
      headers: {
        readonly 'X-Request-Id': components['headers']['X-Request-Id'];
        readonly [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "type": "code/too-large",
         *       "title": "Too large for code intelligence",
         *       "status": 413,
         *       "detail": "Too large for code intelligence.",
         *       "requestId": "req_01arz3ndektsv4rrffq69g5fav",
         *       "retryable": false
         *     }
         */
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /**
     * @description `code/too-large`: Too large for code intelligence.
     *
     *     `file/too-large`: File too large.
     *
     *     `record/too-large`: Too large to keep.
     *
     *     `storage/too-large`: Too many bytes to store.
     *
     *     `storage/too-many-files`: Too many files to store.
     *
     *     `store/too-large`: Too large to keep.
     */
    readonly 'ContentTooLarge.code.file.record.2': {
      headers: {
        readonly 'X-Request-Id': components['headers']['X-Request-Id'];
        readonly [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "type": "code/too-large",
         *       "title": "Too large for code intelligence",
         *       "status": 413,
         *       "detail": "Too large for code intelligence.",
         *       "requestId": "req_01arz3ndektsv4rrffq69g5fav",
         *       "retryable": false
         *     }
         */
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /**
     * @description `document/too-large`: Document too large.
     *
     *     `record/too-large`: Too large to keep.
     *
     *     `request/too-large`: Body too large.
     *
     *     `storage/too-large`: Too many bytes to store.
     *
     *     `storage/too-many-files`: Too many files to store.
     *
     *     `store/too-large`: Too large to keep.
     */
    readonly 'ContentTooLarge.document.record.request': {
      headers: {
        readonly 'X-Request-Id': components['headers']['X-Request-Id'];
        readonly [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "type": "document/too-large",
         *       "title": "Document too large",
         *       "status": 413,
         *       "detail": "Document too large.",
         *       "requestId": "req_01arz3ndektsv4rrffq69g5fav",
         *       "retryable": false
         *     }
         */
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /**
     * @description `document/too-large`: Document too large.
     *
     *     `record/too-large`: Too large to keep.
     *
     *     `request/too-large`: Body too large.
     *
     *     `store/too-large`: Too large to keep.
     */
    readonly 'ContentTooLarge.document.record.request.2': {
      headers: {
        readonly 'X-Request-Id': components['headers']['X-Request-Id'];
        readonly [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "type": "document/too-large",
         *       "title": "Document too large",
         *       "status": 413,
         *       "detail": "Document too large.",
         *       "requestId": "req_01arz3ndektsv4rrffq69g5fav",
         *       "retryable": false
         *     }
         */
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /**
     * @description `document/too-large`: Document too large.
     *
     *     `record/too-large`: Too large to keep.
     *
     *     `storage/too-large`: Too many bytes to store.
     *
     *     `storage/too-many-files`: Too many files to store.
     *
     *     `store/too-large`: Too large to keep.
     */
    readonly 'ContentTooLarge.document.record.storage': {
      headers: {
        readonly 'X-Request-Id': components['headers']['X-Request-Id'];
        readonly [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "type": "document/too-large",
         *       "title": "Document too large",
         *       "status": 413,
         *       "detail": "Document too large.",
         *       "requestId": "req_01arz3ndektsv4rrffq69g5fav",
         *       "retryable": false
         *     }
         */
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /**
     * @description `document/too-large`: Document too large.
     *
     *     `record/too-large`: Too large to keep.
     *
     *     `store/too-large`: Too large to keep.
     */
    readonly 'ContentTooLarge.document.record.store': {
      headers: {
        readonly 'X-Request-Id': components['headers']['X-Request-Id'];
        readonly [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "type": "document/too-large",
         *       "title": "Document too large",
         *       "status": 413,
         *       "detail": "Document too large.",
         *       "requestId": "req_01arz3ndektsv4rrffq69g5fav",
         *       "retryable": false
         *     }
         */
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /**
     * @description `file/too-large`: File too large.
     *
     *     `record/too-large`: Too large to keep.
     *
     *     `request/too-large`: Body too large.
     *
     *     `storage/too-large`: Too many bytes to store.
     *
     *     `storage/too-many-files`: Too many files to store.
     *
     *     `store/too-large`: Too large to keep.
     */
    readonly 'ContentTooLarge.file.record.request': {
      headers: {
        readonly 'X-Request-Id': components['headers']['X-Request-Id'];
        readonly [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "type": "file/too-large",
         *       "title": "File too large",
         *       "status": 413,
         *       "detail": "File too large.",
         *       "requestId": "req_01arz3ndektsv4rrffq69g5fav",
         *       "retryable": false
         *     }
         */
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /**
     * @description `file/too-large`: File too large.
     *
     *     `record/too-large`: Too large to keep.
     *
     *     `request/too-large`: Body too large.
     *
     *     `store/too-large`: Too large to keep.
     */
    readonly 'ContentTooLarge.file.record.request.2': {
      headers: {
        readonly 'X-Request-Id': components['headers']['X-Request-Id'];
        readonly [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "type": "file/too-large",
         *       "title": "File too large",
         *       "status": 413,
         *       "detail": "File too large.",
         *       "requestId": "req_01arz3ndektsv4rrffq69g5fav",
         *       "retryable": false
         *     }
         */
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /**
     * @description `file/too-large`: File too large.
     *
     *     `record/too-large`: Too large to keep.
     *
     *     `storage/too-large`: Too many bytes to store.
     *
     *     `storage/too-many-files`: Too many files to store.
     *
     *     `store/too-large`: Too large to keep.
     */
    readonly 'ContentTooLarge.file.record.storage': {
      headers: {
        readonly 'X-Request-Id': components['headers']['X-Request-Id'];
        readonly [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "type": "file/too-large",
         *       "title": "File too large",
         *       "status": 413,
         *       "detail": "File too large.",
         *       "requestId": "req_01arz3ndektsv4rrffq69g5fav",
         *       "retryable": false
         *     }
         */
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /**
     * @description `file/too-large`: File too large.
     *
     *     `record/too-large`: Too large to keep.
     *
     *     `store/too-large`: Too large to keep.
     */
    readonly 'ContentTooLarge.file.record.store': {
      headers: {
        readonly 'X-Request-Id': components['headers']['X-Request-Id'];
        readonly [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "type": "file/too-large",
         *       "title": "File too large",
         *       "status": 413,
         *       "detail": "File too large.",
         *       "requestId": "req_01arz3ndektsv4rrffq69g5fav",
         *       "retryable": false
         *     }
         */
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /**
     * @description `message/too-large`: Message too large.
     *
     *     `record/too-large`: Too large to keep.
     *
     *     `request/too-large`: Body too large.
     *
     *     `store/too-large`: Too large to keep.
     *
     *     `stream/chunk-too-large`: Chunk too large.
     */
    readonly 'ContentTooLarge.message.record.request': {
      headers: {
        readonly 'X-Request-Id': components['headers']['X-Request-Id'];
        readonly [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "type": "message/too-large",
         *       "title": "Message too large",
         *       "status": 413,
         *       "detail": "Message too large.",
         *       "requestId": "req_01arz3ndektsv4rrffq69g5fav",
         *       "retryable": false
         *     }
         */
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /**
     * @description `message/too-large`: Message too large.
     *
     *     `record/too-large`: Too large to keep.
     *
     *     `store/too-large`: Too large to keep.
     *
     *     `stream/chunk-too-large`: Chunk too large.
     */
    readonly 'ContentTooLarge.message.record.store': {
      headers: {
        readonly 'X-Request-Id': components['headers']['X-Request-Id'];
        readonly [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "type": "message/too-large",
         *       "title": "Message too large",
         *       "status": 413,
         *       "detail": "Message too large.",
         *       "requestId": "req_01arz3ndektsv4rrffq69g5fav",
         *       "retryable": false
         *     }
         */
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /**
     * @description `record/too-large`: Too large to keep.
     *
     *     `request/too-large`: Body too large.
     *
     *     `setting/too-large`: Setting too large.
     *
     *     `store/too-large`: Too large to keep.
     */
    readonly 'ContentTooLarge.record.request.setting': {
      headers: {
        readonly 'X-Request-Id': components['headers']['X-Request-Id'];
        readonly [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "type": "record/too-large",
         *       "title": "Too large to keep",
         *       "status": 413,
         *       "detail": "Too large to keep.",
         *       "requestId": "req_01arz3ndektsv4rrffq69g5fav",
         *       "retryable": false
         *     }
         */
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /**
     * @description `record/too-large`: Too large to keep.
     *
     *     `request/too-large`: Body too large.
     *
     *     `storage/too-large`: Too many bytes to store.
     *
     *     `storage/too-many-files`: Too many files to store.
     *
     *     `store/too-large`: Too large to keep.
     */
    readonly 'ContentTooLarge.record.request.storage': {
      headers: {
        readonly 'X-Request-Id': components['headers']['X-Request-Id'];
        readonly [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "type": "record/too-large",
         *       "title": "Too large to keep",
         *       "status": 413,
         *       "detail": "Too large to keep.",
         *       "requestId": "req_01arz3ndektsv4rrffq69g5fav",
         *       "retryable": false
         *     }
         */
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /**
     * @description `record/too-large`: Too large to keep.
     *
     *     `request/too-large`: Body too large.
     *
     *     `store/too-large`: Too large to keep.
     */
    readonly 'ContentTooLarge.record.request.store': {
      headers: {
        readonly 'X-Request-Id': components['headers']['X-Request-Id'];
        readonly [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "type": "record/too-large",
         *       "title": "Too large to keep",
         *       "status": 413,
         *       "detail": "Too large to keep.",
         *       "requestId": "req_01arz3ndektsv4rrffq69g5fav",
         *       "retryable": false
         *     }
         */
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /**
     * @description `record/too-large`: Too large to keep.
     *
     *     `request/too-large`: Body too large.
     *
     *     `store/too-large`: Too large to keep.
     *
     *     `stream/chunk-too-large`: Chunk too large.
     */
    readonly 'ContentTooLarge.record.request.store.2': {
      headers: {
        readonly 'X-Request-Id': components['headers']['X-Request-Id'];
        readonly [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "type": "record/too-large",
         *       "title": "Too large to keep",
         *       "status": 413,
         *       "detail": "Too large to keep.",
         *       "requestId": "req_01arz3ndektsv4rrffq69g5fav",
         *       "retryable": false
         *     }
         */
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /**
     * @description `record/too-large`: Too large to keep.
     *
     *     `store/too-large`: Too large to keep.
     */
    readonly 'ContentTooLarge.record.store': {
      headers: {
        readonly 'X-Request-Id': components['headers']['X-Request-Id'];
        readonly [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "type": "record/too-large",
         *       "title": "Too large to keep",
         *       "status": 413,
         *       "detail": "Too large to keep.",
         *       "requestId": "req_01arz3ndektsv4rrffq69g5fav",
         *       "retryable": false
         *     }
         */
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /**
     * @description `record/too-large`: Too large to keep.
     *
     *     `store/too-large`: Too large to keep.
     *
     *     `stream/chunk-too-large`: Chunk too large.
     */
    readonly 'ContentTooLarge.record.store.stream': {
      headers: {
        readonly 'X-Request-Id': components['headers']['X-Request-Id'];
        readonly [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "type": "record/too-large",
         *       "title": "Too large to keep",
         *       "status": 413,
         *       "detail": "Too large to keep.",
         *       "requestId": "req_01arz3ndektsv4rrffq69g5fav",
         *       "retryable": false
         *     }
         */
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /** @description `store/too-large`: Too large to keep. */
    readonly 'ContentTooLarge.store-too-large': {
      headers: {
        readonly 'X-Request-Id': components['headers']['X-Request-Id'];
        readonly [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "type": "store/too-large",
         *       "title": "Too large to keep",
         *       "status": 413,
         *       "detail": "Too large to keep.",
         *       "requestId": "req_01arz3ndektsv4rrffq69g5fav",
         *       "retryable": false
         *     }
         */
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /**
     * @description `auth/hashing-failed`: The password could not be processed.
     *
     *     `service/failed`: Service failed.
     *
     *     `store/corrupt`: The store is damaged.
     *
     *     `store/failed`: The store failed.
     *
     *     `store/incompatible`: The store is incompatible.
     *
     *     `store/unsupported`: The store does not support this.
     */
    readonly 'Failed.auth.service.store': {
      headers: {
        readonly 'X-Request-Id': components['headers']['X-Request-Id'];
        readonly [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "type": "auth/hashing-failed",
         *       "title": "The password could not be processed",
         *       "status": 500,
         *       "detail": "The password could not be processed.",
         *       "requestId": "req_01arz3ndektsv4rrffq69g5fav",
         *       "retryable": false
         *     }
         */
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /**
     * @description `code/partly-applied`: Stopped in the middle.
     *
     *     `file/failed`: The file system of the workspace failed.
     *
     *     `runtime/failed`: The runtime failed.
     *
     *     `runtime/permission-denied`: The runtime may not do this.
     *
     *     `service/failed`: Service failed.
     *
     *     `storage/content-corrupt`: A stored file is damaged.
     *
     *     `storage/content-not-found`: A stored file is missing.
     *
     *     `storage/failed`: The file storage failed.
     *
     *     `storage/incompatible`: The stored files are incompatible.
     *
     *     `storage/refused`: The file storage refuses.
     *
     *     `store/corrupt`: The store is damaged.
     *
     *     `store/failed`: The store failed.
     *
     *     `store/incompatible`: The store is incompatible.
     *
     *     `store/unsupported`: The store does not support this.
     */
    readonly 'Failed.code.file.runtime': {
      headers: {
        readonly 'X-Request-Id': components['headers']['X-Request-Id'];
        readonly [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "type": "code/partly-applied",
         *       "title": "Stopped in the middle",
         *       "status": 500,
         *       "detail": "Stopped in the middle.",
         *       "requestId": "req_01arz3ndektsv4rrffq69g5fav",
         *       "retryable": false
         *     }
         */
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /**
     * @description `file/failed`: The file system of the workspace failed.
     *
     *     `runtime/failed`: The runtime failed.
     *
     *     `runtime/permission-denied`: The runtime may not do this.
     *
     *     `service/failed`: Service failed.
     *
     *     `storage/content-corrupt`: A stored file is damaged.
     *
     *     `storage/content-not-found`: A stored file is missing.
     *
     *     `storage/failed`: The file storage failed.
     *
     *     `storage/incompatible`: The stored files are incompatible.
     *
     *     `storage/refused`: The file storage refuses.
     *
     *     `store/corrupt`: The store is damaged.
     *
     *     `store/failed`: The store failed.
     *
     *     `store/incompatible`: The store is incompatible.
     *
     *     `store/unsupported`: The store does not support this.
     */
    readonly 'Failed.file.runtime.service': {
      headers: {
        readonly 'X-Request-Id': components['headers']['X-Request-Id'];
        readonly [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "type": "file/failed",
         *       "title": "The file system of the workspace failed",
         *       "status": 500,
         *       "detail": "The file system of the workspace failed.",
         *       "requestId": "req_01arz3ndektsv4rrffq69g5fav",
         *       "retryable": false
         *     }
         */
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /**
     * @description `file/failed`: The file system of the workspace failed.
     *
     *     `runtime/failed`: The runtime failed.
     *
     *     `runtime/permission-denied`: The runtime may not do this.
     *
     *     `service/failed`: Service failed.
     *
     *     `store/corrupt`: The store is damaged.
     *
     *     `store/failed`: The store failed.
     *
     *     `store/incompatible`: The store is incompatible.
     *
     *     `store/unsupported`: The store does not support this.
     */
    readonly 'Failed.file.runtime.service.2': {
      headers: {
        readonly 'X-Request-Id': components['headers']['X-Request-Id'];
        readonly [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "type": "file/failed",
         *       "title": "The file system of the workspace failed",
         *       "status": 500,
         *       "detail": "The file system of the workspace failed.",
         *       "requestId": "req_01arz3ndektsv4rrffq69g5fav",
         *       "retryable": false
         *     }
         */
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /**
     * @description `runtime/failed`: The runtime failed.
     *
     *     `runtime/permission-denied`: The runtime may not do this.
     *
     *     `service/failed`: Service failed.
     *
     *     `storage/content-corrupt`: A stored file is damaged.
     *
     *     `storage/content-not-found`: A stored file is missing.
     *
     *     `storage/failed`: The file storage failed.
     *
     *     `storage/incompatible`: The stored files are incompatible.
     *
     *     `storage/refused`: The file storage refuses.
     *
     *     `store/corrupt`: The store is damaged.
     *
     *     `store/failed`: The store failed.
     *
     *     `store/incompatible`: The store is incompatible.
     *
     *     `store/unsupported`: The store does not support this.
     */
    readonly 'Failed.runtime.service.storage': {
      headers: {
        readonly 'X-Request-Id': components['headers']['X-Request-Id'];
        readonly [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "type": "runtime/failed",
         *       "title": "The runtime failed",
         *       "status": 500,
         *       "detail": "The runtime failed.",
         *       "requestId": "req_01arz3ndektsv4rrffq69g5fav",
         *       "retryable": false
         *     }
         */
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /**
     * @description `runtime/failed`: The runtime failed.
     *
     *     `runtime/permission-denied`: The runtime may not do this.
     *
     *     `service/failed`: Service failed.
     *
     *     `store/corrupt`: The store is damaged.
     *
     *     `store/failed`: The store failed.
     *
     *     `store/incompatible`: The store is incompatible.
     *
     *     `store/unsupported`: The store does not support this.
     */
    readonly 'Failed.runtime.service.store': {
      headers: {
        readonly 'X-Request-Id': components['headers']['X-Request-Id'];
        readonly [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "type": "runtime/failed",
         *       "title": "The runtime failed",
         *       "status": 500,
         *       "detail": "The runtime failed.",
         *       "requestId": "req_01arz3ndektsv4rrffq69g5fav",
         *       "retryable": false
         *     }
         */
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /** @description `service/failed`: Service failed. */
    readonly 'Failed.service-failed': {
      headers: {
        readonly 'X-Request-Id': components['headers']['X-Request-Id'];
        readonly [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "type": "service/failed",
         *       "title": "Service failed",
         *       "status": 500,
         *       "detail": "Service failed.",
         *       "requestId": "req_01arz3ndektsv4rrffq69g5fav",
         *       "retryable": false
         *     }
         */
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /**
     * @description `service/failed`: Service failed.
     *
     *     `store/corrupt`: The store is damaged.
     *
     *     `store/failed`: The store failed.
     *
     *     `store/incompatible`: The store is incompatible.
     *
     *     `store/unsupported`: The store does not support this.
     */
    readonly 'Failed.service.store': {
      headers: {
        readonly 'X-Request-Id': components['headers']['X-Request-Id'];
        readonly [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "type": "service/failed",
         *       "title": "Service failed",
         *       "status": 500,
         *       "detail": "Service failed.",
         *       "requestId": "req_01arz3ndektsv4rrffq69g5fav",
         *       "retryable": false
         *     }
         */
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /**
     * @description `auth/forbidden`: Not allowed.
     *
     *     `auth/wrong-password`: Wrong password.
     */
    readonly 'Forbidden.auth': {
      headers: {
        readonly 'X-Request-Id': components['headers']['X-Request-Id'];
        readonly [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "type": "auth/forbidden",
         *       "title": "Not allowed",
         *       "status": 403,
         *       "detail": "Not allowed.",
         *       "requestId": "req_01arz3ndektsv4rrffq69g5fav",
         *       "retryable": false
         *     }
         */
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /** @description `auth/forbidden`: Not allowed. */
    readonly 'Forbidden.auth-forbidden': {
      headers: {
        readonly 'X-Request-Id': components['headers']['X-Request-Id'];
        readonly [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "type": "auth/forbidden",
         *       "title": "Not allowed",
         *       "status": 403,
         *       "detail": "Not allowed.",
         *       "requestId": "req_01arz3ndektsv4rrffq69g5fav",
         *       "retryable": false
         *     }
         */
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /**
     * @description `auth/forbidden`: Not allowed.
     *
     *     `document/read-only`: Document may only be read.
     *
     *     `session/forbidden`: Role too small.
     */
    readonly 'Forbidden.auth.document.session': {
      headers: {
        readonly 'X-Request-Id': components['headers']['X-Request-Id'];
        readonly [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "type": "auth/forbidden",
         *       "title": "Not allowed",
         *       "status": 403,
         *       "detail": "Not allowed.",
         *       "requestId": "req_01arz3ndektsv4rrffq69g5fav",
         *       "retryable": false
         *     }
         */
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /**
     * @description `auth/forbidden`: Not allowed.
     *
     *     `file/permission-denied`: File not permitted.
     *
     *     `session/forbidden`: Role too small.
     */
    readonly 'Forbidden.auth.file.session': {
      headers: {
        readonly 'X-Request-Id': components['headers']['X-Request-Id'];
        readonly [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "type": "auth/forbidden",
         *       "title": "Not allowed",
         *       "status": 403,
         *       "detail": "Not allowed.",
         *       "requestId": "req_01arz3ndektsv4rrffq69g5fav",
         *       "retryable": false
         *     }
         */
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /**
     * @description `auth/forbidden`: Not allowed.
     *
     *     `file/permission-denied`: File not permitted.
     *
     *     `session/forbidden`: Role too small.
     *
     *     `terminal/input-refused`: Input refused.
     *
     *     `terminal/read-only`: Terminal may only be watched.
     */
    readonly 'Forbidden.auth.file.session.2': {
      headers: {
        readonly 'X-Request-Id': components['headers']['X-Request-Id'];
        readonly [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "type": "auth/forbidden",
         *       "title": "Not allowed",
         *       "status": 403,
         *       "detail": "Not allowed.",
         *       "requestId": "req_01arz3ndektsv4rrffq69g5fav",
         *       "retryable": false
         *     }
         */
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /**
     * @description `auth/forbidden`: Not allowed.
     *
     *     `identity/registration-closed`: Registration is closed.
     */
    readonly 'Forbidden.auth.identity': {
      headers: {
        readonly 'X-Request-Id': components['headers']['X-Request-Id'];
        readonly [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "type": "auth/forbidden",
         *       "title": "Not allowed",
         *       "status": 403,
         *       "detail": "Not allowed.",
         *       "requestId": "req_01arz3ndektsv4rrffq69g5fav",
         *       "retryable": false
         *     }
         */
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /**
     * @description `auth/forbidden`: Not allowed.
     *
     *     `session/forbidden`: Role too small.
     */
    readonly 'Forbidden.auth.session': {
      headers: {
        readonly 'X-Request-Id': components['headers']['X-Request-Id'];
        readonly [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "type": "auth/forbidden",
         *       "title": "Not allowed",
         *       "status": 403,
         *       "detail": "Not allowed.",
         *       "requestId": "req_01arz3ndektsv4rrffq69g5fav",
         *       "retryable": false
         *     }
         */
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /**
     * @description `identity/invitation-invalid`: Invalid invitation.
     *
     *     `identity/registration-closed`: Registration is closed.
     */
    readonly 'Forbidden.identity': {
      headers: {
        readonly 'X-Request-Id': components['headers']['X-Request-Id'];
        readonly [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "type": "identity/invitation-invalid",
         *       "title": "Invalid invitation",
         *       "status": 403,
         *       "detail": "Invalid invitation.",
         *       "requestId": "req_01arz3ndektsv4rrffq69g5fav",
         *       "retryable": false
         *     }
         */
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /** @description `workspace/replaced`: Workspace replaced. */
    readonly 'Gone.workspace-replaced': {
      headers: {
        readonly 'X-Request-Id': components['headers']['X-Request-Id'];
        readonly [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "type": "workspace/replaced",
         *       "title": "Workspace replaced",
         *       "status": 410,
         *       "detail": "Workspace replaced.",
         *       "requestId": "req_01arz3ndektsv4rrffq69g5fav",
         *       "retryable": false
         *     }
         */
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /** @description `request/headers-too-large`: Headers too large. */
    readonly 'HeadersTooLarge.request-headers-too-large': {
      headers: {
        readonly 'X-Request-Id': components['headers']['X-Request-Id'];
        readonly [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "type": "request/headers-too-large",
         *       "title": "Headers too large",
         *       "status": 431,
         *       "detail": "Headers too large.",
         *       "requestId": "req_01arz3ndektsv4rrffq69g5fav",
         *       "retryable": false
         *     }
         */
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /** @description `file/no-space`: No room in the workspace. */
    readonly 'NoRoom.file-no-space': {
      headers: {
        readonly 'Retry-After': components['headers']['Retry-After'];
        readonly 'X-Request-Id': components['headers']['X-Request-Id'];
        readonly [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "type": "file/no-space",
         *       "title": "No room in the workspace",
         *       "status": 507,
         *       "detail": "No room in the workspace.",
         *       "requestId": "req_01arz3ndektsv4rrffq69g5fav",
         *       "retryable": true
         *     }
         */
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /**
     * @description `file/no-space`: No room in the workspace.
     *
     *     `storage/full`: No room in the file storage.
     */
    readonly 'NoRoom.file.storage': {
      headers: {
        readonly 'Retry-After': components['headers']['Retry-After'];
        readonly 'X-Request-Id': components['headers']['X-Request-Id'];
        readonly [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "type": "file/no-space",
         *       "title": "No room in the workspace",
         *       "status": 507,
         *       "detail": "No room in the workspace.",
         *       "requestId": "req_01arz3ndektsv4rrffq69g5fav",
         *       "retryable": true
         *     }
         */
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /** @description `storage/full`: No room in the file storage. */
    readonly 'NoRoom.storage-full': {
      headers: {
        readonly 'Retry-After': components['headers']['Retry-After'];
        readonly 'X-Request-Id': components['headers']['X-Request-Id'];
        readonly [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "type": "storage/full",
         *       "title": "No room in the file storage",
         *       "status": 507,
         *       "detail": "No room in the file storage.",
         *       "requestId": "req_01arz3ndektsv4rrffq69g5fav",
         *       "retryable": true
         *     }
         */
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /** @description `agent/not-found`: No such agent. */
    readonly 'NotFound.agent-not-found': {
      headers: {
        readonly 'X-Request-Id': components['headers']['X-Request-Id'];
        readonly [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "type": "agent/not-found",
         *       "title": "No such agent",
         *       "status": 404,
         *       "detail": "No such agent.",
         *       "requestId": "req_01arz3ndektsv4rrffq69g5fav",
         *       "retryable": false
         *     }
         */
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /**
     * @description `backup/not-found`: No such backup.
     *
     *     `file/not-found`: No such file.
     *
     *     `language/not-found`: No such language.
     *
     *     `session/not-found`: No such session.
     */
    readonly 'NotFound.backup.file.language': {
      headers: {
        readonly 'X-Request-Id': components['headers']['X-Request-Id'];
        readonly [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "type": "backup/not-found",
         *       "title": "No such backup",
         *       "status": 404,
         *       "detail": "No such backup.",
         *       "requestId": "req_01arz3ndektsv4rrffq69g5fav",
         *       "retryable": false
         *     }
         */
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /**
     * @description `backup/not-found`: No such backup.
     *
     *     `file/not-found`: No such file.
     *
     *     `session/not-found`: No such session.
     */
    readonly 'NotFound.backup.file.session': {
      headers: {
        readonly 'X-Request-Id': components['headers']['X-Request-Id'];
        readonly [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "type": "backup/not-found",
         *       "title": "No such backup",
         *       "status": 404,
         *       "detail": "No such backup.",
         *       "requestId": "req_01arz3ndektsv4rrffq69g5fav",
         *       "retryable": false
         *     }
         */
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /**
     * @description `backup/not-found`: No such backup.
     *
     *     `session/not-found`: No such session.
     */
    readonly 'NotFound.backup.session': {
      headers: {
        readonly 'X-Request-Id': components['headers']['X-Request-Id'];
        readonly [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "type": "backup/not-found",
         *       "title": "No such backup",
         *       "status": 404,
         *       "detail": "No such backup.",
         *       "requestId": "req_01arz3ndektsv4rrffq69g5fav",
         *       "retryable": false
         *     }
         */
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /**
     * @description `code/plan-not-found`: No such plan.
     *
     *     `file/not-found`: No such file.
     *
     *     `session/not-found`: No such session.
     */
    readonly 'NotFound.code.file.session': {
      headers: {
        readonly 'X-Request-Id': components['headers']['X-Request-Id'];
        readonly [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "type": "code/plan-not-found",
         *       "title": "No such plan",
         *       "status": 404,
         *       "detail": "No such plan.",
         *       "requestId": "req_01arz3ndektsv4rrffq69g5fav",
         *       "retryable": false
         *     }
         */
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /**
     * @description `command/not-found`: No such command.
     *
     *     `file/not-found`: No such file.
     *
     *     `process/not-found`: No such process.
     *
     *     `session/not-found`: No such session.
     */
    readonly 'NotFound.command.file.process': {
      headers: {
        readonly 'X-Request-Id': components['headers']['X-Request-Id'];
        readonly [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "type": "command/not-found",
         *       "title": "No such command",
         *       "status": 404,
         *       "detail": "No such command.",
         *       "requestId": "req_01arz3ndektsv4rrffq69g5fav",
         *       "retryable": false
         *     }
         */
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /**
     * @description `command/not-found`: No such command.
     *
     *     `file/not-found`: No such file.
     *
     *     `process/not-found`: No such process.
     *
     *     `project/not-found`: No such project.
     *
     *     `session/not-found`: No such session.
     */
    readonly 'NotFound.command.file.process.2': {
      headers: {
        readonly 'X-Request-Id': components['headers']['X-Request-Id'];
        readonly [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "type": "command/not-found",
         *       "title": "No such command",
         *       "status": 404,
         *       "detail": "No such command.",
         *       "requestId": "req_01arz3ndektsv4rrffq69g5fav",
         *       "retryable": false
         *     }
         */
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /**
     * @description `conversation/not-found`: No such conversation.
     *
     *     `message/not-found`: No such message.
     *
     *     `session/not-found`: No such session.
     *
     *     `stream/not-found`: No such stream.
     */
    readonly 'NotFound.conversation.message.session': {
      headers: {
        readonly 'X-Request-Id': components['headers']['X-Request-Id'];
        readonly [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "type": "conversation/not-found",
         *       "title": "No such conversation",
         *       "status": 404,
         *       "detail": "No such conversation.",
         *       "requestId": "req_01arz3ndektsv4rrffq69g5fav",
         *       "retryable": false
         *     }
         */
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /**
     * @description `conversation/not-found`: No such conversation.
     *
     *     `message/not-found`: No such message.
     *
     *     `session/not-found`: No such session.
     *
     *     `stream/not-found`: No such stream.
     *
     *     `task/not-found`: No such task.
     */
    readonly 'NotFound.conversation.message.session.2': {
      headers: {
        readonly 'X-Request-Id': components['headers']['X-Request-Id'];
        readonly [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "type": "conversation/not-found",
         *       "title": "No such conversation",
         *       "status": 404,
         *       "detail": "No such conversation.",
         *       "requestId": "req_01arz3ndektsv4rrffq69g5fav",
         *       "retryable": false
         *     }
         */
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /**
     * @description `conversation/not-found`: No such conversation.
     *
     *     `session/not-found`: No such session.
     */
    readonly 'NotFound.conversation.session': {
      headers: {
        readonly 'X-Request-Id': components['headers']['X-Request-Id'];
        readonly [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "type": "conversation/not-found",
         *       "title": "No such conversation",
         *       "status": 404,
         *       "detail": "No such conversation.",
         *       "requestId": "req_01arz3ndektsv4rrffq69g5fav",
         *       "retryable": false
         *     }
         */
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /**
     * @description `document-file/not-bound`: Bound to no file.
     *
     *     `document/not-found`: No such document.
     *
     *     `document/version-not-found`: No such version.
     *
     *     `session/not-found`: No such session.
     */
    readonly 'NotFound.document-file.document.session': {
      headers: {
        readonly 'X-Request-Id': components['headers']['X-Request-Id'];
        readonly [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "type": "document-file/not-bound",
         *       "title": "Bound to no file",
         *       "status": 404,
         *       "detail": "Bound to no file.",
         *       "requestId": "req_01arz3ndektsv4rrffq69g5fav",
         *       "retryable": false
         *     }
         */
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /**
     * @description `document/not-found`: No such document.
     *
     *     `document/version-not-found`: No such version.
     *
     *     `session/not-found`: No such session.
     */
    readonly 'NotFound.document.session': {
      headers: {
        readonly 'X-Request-Id': components['headers']['X-Request-Id'];
        readonly [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "type": "document/not-found",
         *       "title": "No such document",
         *       "status": 404,
         *       "detail": "No such document.",
         *       "requestId": "req_01arz3ndektsv4rrffq69g5fav",
         *       "retryable": false
         *     }
         */
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /**
     * @description `file/not-found`: No such file.
     *
     *     `process/not-found`: No such process.
     *
     *     `session/not-found`: No such session.
     *
     *     `terminal/not-found`: No such terminal.
     */
    readonly 'NotFound.file.process.session': {
      headers: {
        readonly 'X-Request-Id': components['headers']['X-Request-Id'];
        readonly [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "type": "file/not-found",
         *       "title": "No such file",
         *       "status": 404,
         *       "detail": "No such file.",
         *       "requestId": "req_01arz3ndektsv4rrffq69g5fav",
         *       "retryable": false
         *     }
         */
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /**
     * @description `file/not-found`: No such file.
     *
     *     `process/not-found`: No such process.
     *
     *     `session/not-found`: No such session.
     */
    readonly 'NotFound.file.process.session.2': {
      headers: {
        readonly 'X-Request-Id': components['headers']['X-Request-Id'];
        readonly [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "type": "file/not-found",
         *       "title": "No such file",
         *       "status": 404,
         *       "detail": "No such file.",
         *       "requestId": "req_01arz3ndektsv4rrffq69g5fav",
         *       "retryable": false
         *     }
         */
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /**
     * @description `file/not-found`: No such file.
     *
     *     `session/not-found`: No such session.
     */
    readonly 'NotFound.file.session': {
      headers: {
        readonly 'X-Request-Id': components['headers']['X-Request-Id'];
        readonly [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "type": "file/not-found",
         *       "title": "No such file",
         *       "status": 404,
         *       "detail": "No such file.",
         *       "requestId": "req_01arz3ndektsv4rrffq69g5fav",
         *       "retryable": false
         *     }
         */
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /**
     * @description `file/not-found`: No such file.
     *
     *     `session/not-found`: No such session.
     *
     *     `snapshot/not-found`: No such snapshot.
     */
    readonly 'NotFound.file.session.snapshot': {
      headers: {
        readonly 'X-Request-Id': components['headers']['X-Request-Id'];
        readonly [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "type": "file/not-found",
         *       "title": "No such file",
         *       "status": 404,
         *       "detail": "No such file.",
         *       "requestId": "req_01arz3ndektsv4rrffq69g5fav",
         *       "retryable": false
         *     }
         */
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /** @description `invitation/not-found`: No such invitation. */
    readonly 'NotFound.invitation-not-found': {
      headers: {
        readonly 'X-Request-Id': components['headers']['X-Request-Id'];
        readonly [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "type": "invitation/not-found",
         *       "title": "No such invitation",
         *       "status": 404,
         *       "detail": "No such invitation.",
         *       "requestId": "req_01arz3ndektsv4rrffq69g5fav",
         *       "retryable": false
         *     }
         */
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /** @description `language/not-found`: No such language. */
    readonly 'NotFound.language-not-found': {
      headers: {
        readonly 'X-Request-Id': components['headers']['X-Request-Id'];
        readonly [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "type": "language/not-found",
         *       "title": "No such language",
         *       "status": 404,
         *       "detail": "No such language.",
         *       "requestId": "req_01arz3ndektsv4rrffq69g5fav",
         *       "retryable": false
         *     }
         */
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /**
     * @description `member/not-found`: No such member.
     *
     *     `session/not-found`: No such session.
     *
     *     `user/not-found`: No such user.
     */
    readonly 'NotFound.member.session.user': {
      headers: {
        readonly 'X-Request-Id': components['headers']['X-Request-Id'];
        readonly [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "type": "member/not-found",
         *       "title": "No such member",
         *       "status": 404,
         *       "detail": "No such member.",
         *       "requestId": "req_01arz3ndektsv4rrffq69g5fav",
         *       "retryable": false
         *     }
         */
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /**
     * @description `process/not-found`: No such process.
     *
     *     `session/not-found`: No such session.
     */
    readonly 'NotFound.process.session': {
      headers: {
        readonly 'X-Request-Id': components['headers']['X-Request-Id'];
        readonly [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "type": "process/not-found",
         *       "title": "No such process",
         *       "status": 404,
         *       "detail": "No such process.",
         *       "requestId": "req_01arz3ndektsv4rrffq69g5fav",
         *       "retryable": false
         *     }
         */
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /** @description `session/not-found`: No such session. */
    readonly 'NotFound.session-not-found': {
      headers: {
        readonly 'X-Request-Id': components['headers']['X-Request-Id'];
        readonly [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "type": "session/not-found",
         *       "title": "No such session",
         *       "status": 404,
         *       "detail": "No such session.",
         *       "requestId": "req_01arz3ndektsv4rrffq69g5fav",
         *       "retryable": false
         *     }
         */
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /**
     * @description `session/not-found`: No such session.
     *
     *     `snapshot/not-found`: No such snapshot.
     */
    readonly 'NotFound.session.snapshot': {
      headers: {
        readonly 'X-Request-Id': components['headers']['X-Request-Id'];
        readonly [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "type": "session/not-found",
         *       "title": "No such session",
         *       "status": 404,
         *       "detail": "No such session.",
         *       "requestId": "req_01arz3ndektsv4rrffq69g5fav",
         *       "retryable": false
         *     }
         */
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /**
     * @description `session/not-found`: No such session.
     *
     *     `stream/not-found`: No such stream.
     */
    readonly 'NotFound.session.stream': {
      headers: {
        readonly 'X-Request-Id': components['headers']['X-Request-Id'];
        readonly [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "type": "session/not-found",
         *       "title": "No such session",
         *       "status": 404,
         *       "detail": "No such session.",
         *       "requestId": "req_01arz3ndektsv4rrffq69g5fav",
         *       "retryable": false
         *     }
         */
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /**
     * @description `session/not-found`: No such session.
     *
     *     `task/not-found`: No such task.
     */
    readonly 'NotFound.session.task': {
      headers: {
        readonly 'X-Request-Id': components['headers']['X-Request-Id'];
        readonly [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "type": "session/not-found",
         *       "title": "No such session",
         *       "status": 404,
         *       "detail": "No such session.",
         *       "requestId": "req_01arz3ndektsv4rrffq69g5fav",
         *       "retryable": false
         *     }
         */
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /** @description `setting/not-found`: No such setting. */
    readonly 'NotFound.setting-not-found': {
      headers: {
        readonly 'X-Request-Id': components['headers']['X-Request-Id'];
        readonly [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "type": "setting/not-found",
         *       "title": "No such setting",
         *       "status": 404,
         *       "detail": "No such setting.",
         *       "requestId": "req_01arz3ndektsv4rrffq69g5fav",
         *       "retryable": false
         *     }
         */
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /** @description `user/not-found`: No such user. */
    readonly 'NotFound.user-not-found': {
      headers: {
        readonly 'X-Request-Id': components['headers']['X-Request-Id'];
        readonly [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "type": "user/not-found",
         *       "title": "No such user",
         *       "status": 404,
         *       "detail": "No such user.",
         *       "requestId": "req_01arz3ndektsv4rrffq69g5fav",
         *       "retryable": false
         *     }
         */
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /** @description `file/changed`: File changed. */
    readonly 'PreconditionFailed.file-changed': {
      headers: {
        readonly 'X-Request-Id': components['headers']['X-Request-Id'];
        readonly [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "type": "file/changed",
         *       "title": "File changed",
         *       "status": 412,
         *       "detail": "File changed.",
         *       "requestId": "req_01arz3ndektsv4rrffq69g5fav",
         *       "retryable": false
         *     }
         */
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /**
     * @description `file/changed`: File changed.
     *
     *     `request/precondition-failed`: Condition does not hold.
     */
    readonly 'PreconditionFailed.file.request': {
      headers: {
        readonly 'X-Request-Id': components['headers']['X-Request-Id'];
        readonly [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "type": "file/changed",
         *       "title": "File changed",
         *       "status": 412,
         *       "detail": "File changed.",
         *       "requestId": "req_01arz3ndektsv4rrffq69g5fav",
         *       "retryable": false
         *     }
         */
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /**
     * @description `file/changed`: File changed.
     *
     *     `session/stale`: Session changed.
     */
    readonly 'PreconditionFailed.file.session': {
      headers: {
        readonly 'X-Request-Id': components['headers']['X-Request-Id'];
        readonly [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "type": "file/changed",
         *       "title": "File changed",
         *       "status": 412,
         *       "detail": "File changed.",
         *       "requestId": "req_01arz3ndektsv4rrffq69g5fav",
         *       "retryable": false
         *     }
         */
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /** @description `session/stale`: Session changed. */
    readonly 'PreconditionFailed.session-stale': {
      headers: {
        readonly 'X-Request-Id': components['headers']['X-Request-Id'];
        readonly [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "type": "session/stale",
         *       "title": "Session changed",
         *       "status": 412,
         *       "detail": "Session changed.",
         *       "requestId": "req_01arz3ndektsv4rrffq69g5fav",
         *       "retryable": false
         *     }
         */
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /** @description `request/range-not-satisfiable`: Range not satisfiable. */
    readonly 'RangeNotSatisfiable.request-range-not-satisfiable': {
      headers: {
        readonly 'Content-Range': components['headers']['Content-Range'];
        readonly 'X-Request-Id': components['headers']['X-Request-Id'];
        readonly [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "type": "request/range-not-satisfiable",
         *       "title": "Range not satisfiable",
         *       "status": 416,
         *       "detail": "Range not satisfiable.",
         *       "requestId": "req_01arz3ndektsv4rrffq69g5fav",
         *       "retryable": false
         *     }
         */
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /** @description `request/target-too-long`: Path too long. */
    readonly 'TargetTooLong.request-target-too-long': {
      headers: {
        readonly 'X-Request-Id': components['headers']['X-Request-Id'];
        readonly [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "type": "request/target-too-long",
         *       "title": "Path too long",
         *       "status": 414,
         *       "detail": "Path too long.",
         *       "requestId": "req_01arz3ndektsv4rrffq69g5fav",
         *       "retryable": false
         *     }
         */
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /**
     * @description `code/timed-out`: The language server timed out.
     *
     *     `request/timed-out`: Timed out.
     *
     *     `runtime/timed-out`: The runtime timed out.
     */
    readonly 'TimedOut.code.request.runtime': {
      headers: {
        readonly 'Retry-After': components['headers']['Retry-After'];
        readonly 'X-Request-Id': components['headers']['X-Request-Id'];
        readonly [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "type": "code/timed-out",
         *       "title": "The language server timed out",
         *       "status": 504,
         *       "detail": "The language server timed out.",
         *       "requestId": "req_01arz3ndektsv4rrffq69g5fav",
         *       "retryable": true
         *     }
         */
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /** @description `request/timed-out`: Timed out. */
    readonly 'TimedOut.request-timed-out': {
      headers: {
        readonly 'Retry-After': components['headers']['Retry-After'];
        readonly 'X-Request-Id': components['headers']['X-Request-Id'];
        readonly [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "type": "request/timed-out",
         *       "title": "Timed out",
         *       "status": 504,
         *       "detail": "Timed out.",
         *       "requestId": "req_01arz3ndektsv4rrffq69g5fav",
         *       "retryable": true
         *     }
         */
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /**
     * @description `request/timed-out`: Timed out.
     *
     *     `runtime/timed-out`: The runtime timed out.
     */
    readonly 'TimedOut.request.runtime': {
      headers: {
        readonly 'Retry-After': components['headers']['Retry-After'];
        readonly 'X-Request-Id': components['headers']['X-Request-Id'];
        readonly [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "type": "request/timed-out",
         *       "title": "Timed out",
         *       "status": 504,
         *       "detail": "Timed out.",
         *       "requestId": "req_01arz3ndektsv4rrffq69g5fav",
         *       "retryable": true
         *     }
         */
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /** @description `runtime/timed-out`: The runtime timed out. */
    readonly 'TimedOut.runtime-timed-out': {
      headers: {
        readonly 'Retry-After': components['headers']['Retry-After'];
        readonly 'X-Request-Id': components['headers']['X-Request-Id'];
        readonly [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "type": "runtime/timed-out",
         *       "title": "The runtime timed out",
         *       "status": 504,
         *       "detail": "The runtime timed out.",
         *       "requestId": "req_01arz3ndektsv4rrffq69g5fav",
         *       "retryable": true
         *     }
         */
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /**
     * @description `auth/ticket-limit`: Too many tickets.
     *
     *     `port/limit`: Too many connections to ports.
     *
     *     `request/rate-limited`: Too many calls.
     *
     *     `workspace/queue-full`: Queue full.
     */
    readonly 'TooManyRequests.auth.port.request': {
      headers: {
        readonly 'RateLimit-Limit': components['headers']['RateLimit-Limit'];
        readonly 'RateLimit-Remaining': components['headers']['RateLimit-Remaining'];
        readonly 'RateLimit-Reset': components['headers']['RateLimit-Reset'];
        readonly 'Retry-After': components['headers']['Retry-After'];
        readonly 'X-Request-Id': components['headers']['X-Request-Id'];
        readonly [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "type": "auth/ticket-limit",
         *       "title": "Too many tickets",
         *       "status": 429,
         *       "detail": "Too many tickets.",
         *       "requestId": "req_01arz3ndektsv4rrffq69g5fav",
         *       "retryable": true
         *     }
         */
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /**
     * @description `auth/too-many-attempts`: Too many failed logins.
     *
     *     `request/rate-limited`: Too many calls.
     */
    readonly 'TooManyRequests.auth.request': {
      headers: {
        readonly 'RateLimit-Limit': components['headers']['RateLimit-Limit'];
        readonly 'RateLimit-Remaining': components['headers']['RateLimit-Remaining'];
        readonly 'RateLimit-Reset': components['headers']['RateLimit-Reset'];
        readonly 'Retry-After': components['headers']['Retry-After'];
        readonly 'X-Request-Id': components['headers']['X-Request-Id'];
        readonly [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "type": "auth/too-many-attempts",
         *       "title": "Too many failed logins",
         *       "status": 429,
         *       "detail": "Too many failed logins.",
         *       "requestId": "req_01arz3ndektsv4rrffq69g5fav",
         *       "retryable": true
         *     }
         */
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /**
     * @description `auth/ticket-limit`: Too many tickets.
     *
     *     `request/rate-limited`: Too many calls.
     */
    readonly 'TooManyRequests.auth.request.2': {
      headers: {
        readonly 'RateLimit-Limit': components['headers']['RateLimit-Limit'];
        readonly 'RateLimit-Remaining': components['headers']['RateLimit-Remaining'];
        readonly 'RateLimit-Reset': components['headers']['RateLimit-Reset'];
        readonly 'Retry-After': components['headers']['Retry-After'];
        readonly 'X-Request-Id': components['headers']['X-Request-Id'];
        readonly [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "type": "auth/ticket-limit",
         *       "title": "Too many tickets",
         *       "status": 429,
         *       "detail": "Too many tickets.",
         *       "requestId": "req_01arz3ndektsv4rrffq69g5fav",
         *       "retryable": true
         *     }
         */
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /**
     * @description `command/limit`: Too many commands.
     *
     *     `request/rate-limited`: Too many calls.
     *
     *     `workspace/queue-full`: Queue full.
     */
    readonly 'TooManyRequests.command.request.workspace': {
      headers: {
        readonly 'RateLimit-Limit': components['headers']['RateLimit-Limit'];
        readonly 'RateLimit-Remaining': components['headers']['RateLimit-Remaining'];
        readonly 'RateLimit-Reset': components['headers']['RateLimit-Reset'];
        readonly 'Retry-After': components['headers']['Retry-After'];
        readonly 'X-Request-Id': components['headers']['X-Request-Id'];
        readonly [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "type": "command/limit",
         *       "title": "Too many commands",
         *       "status": 429,
         *       "detail": "Too many commands.",
         *       "requestId": "req_01arz3ndektsv4rrffq69g5fav",
         *       "retryable": true
         *     }
         */
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /**
     * @description `command/limit`: Too many commands.
     *
     *     `request/event-stream-limit`: Too many streams of events.
     *
     *     `request/rate-limited`: Too many calls.
     *
     *     `workspace/queue-full`: Queue full.
     */
    readonly 'TooManyRequests.command.request.workspace.2': {
      headers: {
        readonly 'RateLimit-Limit': components['headers']['RateLimit-Limit'];
        readonly 'RateLimit-Remaining': components['headers']['RateLimit-Remaining'];
        readonly 'RateLimit-Reset': components['headers']['RateLimit-Reset'];
        readonly 'Retry-After': components['headers']['Retry-After'];
        readonly 'X-Request-Id': components['headers']['X-Request-Id'];
        readonly [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "type": "command/limit",
         *       "title": "Too many commands",
         *       "status": 429,
         *       "detail": "Too many commands.",
         *       "requestId": "req_01arz3ndektsv4rrffq69g5fav",
         *       "retryable": true
         *     }
         */
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /**
     * @description `document/limit`: Too many documents.
     *
     *     `document/rate-limited`: Too many updates.
     *
     *     `request/rate-limited`: Too many calls.
     */
    readonly 'TooManyRequests.document.request': {
      headers: {
        readonly 'RateLimit-Limit': components['headers']['RateLimit-Limit'];
        readonly 'RateLimit-Remaining': components['headers']['RateLimit-Remaining'];
        readonly 'RateLimit-Reset': components['headers']['RateLimit-Reset'];
        readonly 'Retry-After': components['headers']['Retry-After'];
        readonly 'X-Request-Id': components['headers']['X-Request-Id'];
        readonly [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "type": "document/limit",
         *       "title": "Too many documents",
         *       "status": 429,
         *       "detail": "Too many documents.",
         *       "requestId": "req_01arz3ndektsv4rrffq69g5fav",
         *       "retryable": true
         *     }
         */
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /**
     * @description `document/limit`: Too many documents.
     *
     *     `document/rate-limited`: Too many updates.
     *
     *     `request/rate-limited`: Too many calls.
     *
     *     `workspace/queue-full`: Queue full.
     */
    readonly 'TooManyRequests.document.request.workspace': {
      headers: {
        readonly 'RateLimit-Limit': components['headers']['RateLimit-Limit'];
        readonly 'RateLimit-Remaining': components['headers']['RateLimit-Remaining'];
        readonly 'RateLimit-Reset': components['headers']['RateLimit-Reset'];
        readonly 'Retry-After': components['headers']['Retry-After'];
        readonly 'X-Request-Id': components['headers']['X-Request-Id'];
        readonly [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "type": "document/limit",
         *       "title": "Too many documents",
         *       "status": 429,
         *       "detail": "Too many documents.",
         *       "requestId": "req_01arz3ndektsv4rrffq69g5fav",
         *       "retryable": true
         *     }
         */
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /** @description `request/rate-limited`: Too many calls. */
    readonly 'TooManyRequests.request-rate-limited': {
      headers: {
        readonly 'RateLimit-Limit': components['headers']['RateLimit-Limit'];
        readonly 'RateLimit-Remaining': components['headers']['RateLimit-Remaining'];
        readonly 'RateLimit-Reset': components['headers']['RateLimit-Reset'];
        readonly 'Retry-After': components['headers']['Retry-After'];
        readonly 'X-Request-Id': components['headers']['X-Request-Id'];
        readonly [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "type": "request/rate-limited",
         *       "title": "Too many calls",
         *       "status": 429,
         *       "detail": "Too many calls.",
         *       "requestId": "req_01arz3ndektsv4rrffq69g5fav",
         *       "retryable": true
         *     }
         */
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /**
     * @description `request/event-stream-limit`: Too many streams of events.
     *
     *     `request/rate-limited`: Too many calls.
     *
     *     `stream/limit`: Too many streams.
     */
    readonly 'TooManyRequests.request.stream': {
      headers: {
        readonly 'RateLimit-Limit': components['headers']['RateLimit-Limit'];
        readonly 'RateLimit-Remaining': components['headers']['RateLimit-Remaining'];
        readonly 'RateLimit-Reset': components['headers']['RateLimit-Reset'];
        readonly 'Retry-After': components['headers']['Retry-After'];
        readonly 'X-Request-Id': components['headers']['X-Request-Id'];
        readonly [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "type": "request/event-stream-limit",
         *       "title": "Too many streams of events",
         *       "status": 429,
         *       "detail": "Too many streams of events.",
         *       "requestId": "req_01arz3ndektsv4rrffq69g5fav",
         *       "retryable": true
         *     }
         */
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /**
     * @description `request/rate-limited`: Too many calls.
     *
     *     `stream/limit`: Too many streams.
     */
    readonly 'TooManyRequests.request.stream.2': {
      headers: {
        readonly 'RateLimit-Limit': components['headers']['RateLimit-Limit'];
        readonly 'RateLimit-Remaining': components['headers']['RateLimit-Remaining'];
        readonly 'RateLimit-Reset': components['headers']['RateLimit-Reset'];
        readonly 'Retry-After': components['headers']['Retry-After'];
        readonly 'X-Request-Id': components['headers']['X-Request-Id'];
        readonly [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "type": "request/rate-limited",
         *       "title": "Too many calls",
         *       "status": 429,
         *       "detail": "Too many calls.",
         *       "requestId": "req_01arz3ndektsv4rrffq69g5fav",
         *       "retryable": true
         *     }
         */
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /**
     * @description `request/rate-limited`: Too many calls.
     *
     *     `stream/limit`: Too many streams.
     *
     *     `task/queue-full`: Too many tasks wait.
     */
    readonly 'TooManyRequests.request.stream.task': {
      headers: {
        readonly 'RateLimit-Limit': components['headers']['RateLimit-Limit'];
        readonly 'RateLimit-Remaining': components['headers']['RateLimit-Remaining'];
        readonly 'RateLimit-Reset': components['headers']['RateLimit-Reset'];
        readonly 'Retry-After': components['headers']['Retry-After'];
        readonly 'X-Request-Id': components['headers']['X-Request-Id'];
        readonly [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "type": "request/rate-limited",
         *       "title": "Too many calls",
         *       "status": 429,
         *       "detail": "Too many calls.",
         *       "requestId": "req_01arz3ndektsv4rrffq69g5fav",
         *       "retryable": true
         *     }
         */
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /**
     * @description `request/event-stream-limit`: Too many streams of events.
     *
     *     `request/rate-limited`: Too many calls.
     *
     *     `stream/limit`: Too many streams.
     *
     *     `task/queue-full`: Too many tasks wait.
     */
    readonly 'TooManyRequests.request.stream.task.2': {
      headers: {
        readonly 'RateLimit-Limit': components['headers']['RateLimit-Limit'];
        readonly 'RateLimit-Remaining': components['headers']['RateLimit-Remaining'];
        readonly 'RateLimit-Reset': components['headers']['RateLimit-Reset'];
        readonly 'Retry-After': components['headers']['Retry-After'];
        readonly 'X-Request-Id': components['headers']['X-Request-Id'];
        readonly [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "type": "request/event-stream-limit",
         *       "title": "Too many streams of events",
         *       "status": 429,
         *       "detail": "Too many streams of events.",
         *       "requestId": "req_01arz3ndektsv4rrffq69g5fav",
         *       "retryable": true
         *     }
         */
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /**
     * @description `request/rate-limited`: Too many calls.
     *
     *     `terminal/input-limit`: Too much input waits.
     *
     *     `terminal/limit`: Too many terminals.
     *
     *     `workspace/queue-full`: Queue full.
     */
    readonly 'TooManyRequests.request.terminal.workspace': {
      headers: {
        readonly 'RateLimit-Limit': components['headers']['RateLimit-Limit'];
        readonly 'RateLimit-Remaining': components['headers']['RateLimit-Remaining'];
        readonly 'RateLimit-Reset': components['headers']['RateLimit-Reset'];
        readonly 'Retry-After': components['headers']['Retry-After'];
        readonly 'X-Request-Id': components['headers']['X-Request-Id'];
        readonly [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "type": "request/rate-limited",
         *       "title": "Too many calls",
         *       "status": 429,
         *       "detail": "Too many calls.",
         *       "requestId": "req_01arz3ndektsv4rrffq69g5fav",
         *       "retryable": true
         *     }
         */
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /**
     * @description `request/rate-limited`: Too many calls.
     *
     *     `workspace/queue-full`: Queue full.
     */
    readonly 'TooManyRequests.request.workspace': {
      headers: {
        readonly 'RateLimit-Limit': components['headers']['RateLimit-Limit'];
        readonly 'RateLimit-Remaining': components['headers']['RateLimit-Remaining'];
        readonly 'RateLimit-Reset': components['headers']['RateLimit-Reset'];
        readonly 'Retry-After': components['headers']['Retry-After'];
        readonly 'X-Request-Id': components['headers']['X-Request-Id'];
        readonly [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "type": "request/rate-limited",
         *       "title": "Too many calls",
         *       "status": 429,
         *       "detail": "Too many calls.",
         *       "requestId": "req_01arz3ndektsv4rrffq69g5fav",
         *       "retryable": true
         *     }
         */
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /**
     * @description `request/event-stream-limit`: Too many streams of events.
     *
     *     `request/rate-limited`: Too many calls.
     *
     *     `workspace/queue-full`: Queue full.
     */
    readonly 'TooManyRequests.request.workspace.2': {
      headers: {
        readonly 'RateLimit-Limit': components['headers']['RateLimit-Limit'];
        readonly 'RateLimit-Remaining': components['headers']['RateLimit-Remaining'];
        readonly 'RateLimit-Reset': components['headers']['RateLimit-Reset'];
        readonly 'Retry-After': components['headers']['Retry-After'];
        readonly 'X-Request-Id': components['headers']['X-Request-Id'];
        readonly [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "type": "request/event-stream-limit",
         *       "title": "Too many streams of events",
         *       "status": 429,
         *       "detail": "Too many streams of events.",
         *       "requestId": "req_01arz3ndektsv4rrffq69g5fav",
         *       "retryable": true
         *     }
         */
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /** @description `request/too-slow`: Request too slow. */
    readonly 'TooSlow.request-too-slow': {
      headers: {
        readonly 'X-Request-Id': components['headers']['X-Request-Id'];
        readonly [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "type": "request/too-slow",
         *       "title": "Request too slow",
         *       "status": 408,
         *       "detail": "Request too slow.",
         *       "requestId": "req_01arz3ndektsv4rrffq69g5fav",
         *       "retryable": false
         *     }
         */
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /**
     * @description `auth/refresh-token-invalid`: Invalid refresh token.
     *
     *     `auth/refresh-token-reused`: Refresh token used twice.
     */
    readonly 'Unauthorized.auth': {
      headers: {
        readonly 'WWW-Authenticate': components['headers']['WWW-Authenticate'];
        readonly 'X-Request-Id': components['headers']['X-Request-Id'];
        readonly [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "type": "auth/refresh-token-invalid",
         *       "title": "Invalid refresh token",
         *       "status": 401,
         *       "detail": "Invalid refresh token.",
         *       "requestId": "req_01arz3ndektsv4rrffq69g5fav",
         *       "retryable": false
         *     }
         */
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /** @description `auth/invalid-credentials`: Wrong email or password. */
    readonly 'Unauthorized.auth-invalid-credentials': {
      headers: {
        readonly 'WWW-Authenticate': components['headers']['WWW-Authenticate'];
        readonly 'X-Request-Id': components['headers']['X-Request-Id'];
        readonly [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "type": "auth/invalid-credentials",
         *       "title": "Wrong email or password",
         *       "status": 401,
         *       "detail": "Wrong email or password.",
         *       "requestId": "req_01arz3ndektsv4rrffq69g5fav",
         *       "retryable": false
         *     }
         */
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /**
     * @description `auth/token-expired`: Token expired.
     *
     *     `auth/token-invalid`: Invalid token.
     *
     *     `auth/token-missing`: No token.
     *
     *     `auth/token-revoked`: Token revoked.
     */
    readonly 'Unauthorized.auth.2': {
      headers: {
        readonly 'WWW-Authenticate': components['headers']['WWW-Authenticate'];
        readonly 'X-Request-Id': components['headers']['X-Request-Id'];
        readonly [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "type": "auth/token-expired",
         *       "title": "Token expired",
         *       "status": 401,
         *       "detail": "Token expired.",
         *       "requestId": "req_01arz3ndektsv4rrffq69g5fav",
         *       "retryable": false
         *     }
         */
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /**
     * @description `auth/issuer-unavailable`: The issuer of tokens is unavailable.
     *
     *     `code/busy`: Code intelligence is busy.
     *
     *     `code/server-failed`: The language server failed.
     *
     *     `connection/limit`: The workspace is at a limit.
     *
     *     `connection/lost`: The link to the workspace broke.
     *
     *     `rate-limit/closed`: Counting of calls is closed.
     *
     *     `rate-limit/unavailable`: Counting of calls is unavailable.
     *
     *     `request/aborted`: Request cancelled.
     *
     *     `runtime/exhausted`: No room for another workspace.
     *
     *     `runtime/not-found`: The workspace is gone.
     *
     *     `runtime/not-running`: The workspace does not run.
     *
     *     `runtime/unavailable`: The runtime is unavailable.
     *
     *     `service/shutting-down`: Shutting down.
     *
     *     `storage/closed`: The file storage is closed.
     *
     *     `storage/unavailable`: The file storage is unavailable.
     *
     *     `store/busy`: The store is busy.
     *
     *     `store/closed`: The store is closed.
     *
     *     `store/contention`: The store is contended.
     *
     *     `store/full`: The store is full.
     *
     *     `store/unavailable`: The store is unavailable.
     *
     *     `workspace/not-ready`: Workspace not ready.
     *
     *     `workspace/start-failed`: Workspace not started.
     */
    readonly 'Unavailable.auth.code.connection': {
      headers: {
        readonly 'Retry-After': components['headers']['Retry-After'];
        readonly 'X-Request-Id': components['headers']['X-Request-Id'];
        readonly [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "type": "auth/issuer-unavailable",
         *       "title": "The issuer of tokens is unavailable",
         *       "status": 503,
         *       "detail": "The issuer of tokens is unavailable.",
         *       "requestId": "req_01arz3ndektsv4rrffq69g5fav",
         *       "retryable": true
         *     }
         */
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /**
     * @description `auth/issuer-unavailable`: The issuer of tokens is unavailable.
     *
     *     `connection/limit`: The workspace is at a limit.
     *
     *     `connection/lost`: The link to the workspace broke.
     *
     *     `document/unavailable`: Document unavailable.
     *
     *     `rate-limit/closed`: Counting of calls is closed.
     *
     *     `rate-limit/unavailable`: Counting of calls is unavailable.
     *
     *     `request/aborted`: Request cancelled.
     *
     *     `runtime/exhausted`: No room for another workspace.
     *
     *     `runtime/not-found`: The workspace is gone.
     *
     *     `runtime/not-running`: The workspace does not run.
     *
     *     `runtime/unavailable`: The runtime is unavailable.
     *
     *     `service/shutting-down`: Shutting down.
     *
     *     `storage/closed`: The file storage is closed.
     *
     *     `storage/unavailable`: The file storage is unavailable.
     *
     *     `store/busy`: The store is busy.
     *
     *     `store/closed`: The store is closed.
     *
     *     `store/contention`: The store is contended.
     *
     *     `store/full`: The store is full.
     *
     *     `store/unavailable`: The store is unavailable.
     *
     *     `workspace/not-ready`: Workspace not ready.
     *
     *     `workspace/start-failed`: Workspace not started.
     */
    readonly 'Unavailable.auth.connection.document': {
      headers: {
        readonly 'Retry-After': components['headers']['Retry-After'];
        readonly 'X-Request-Id': components['headers']['X-Request-Id'];
        readonly [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "type": "auth/issuer-unavailable",
         *       "title": "The issuer of tokens is unavailable",
         *       "status": 503,
         *       "detail": "The issuer of tokens is unavailable.",
         *       "requestId": "req_01arz3ndektsv4rrffq69g5fav",
         *       "retryable": true
         *     }
         */
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /**
     * @description `auth/issuer-unavailable`: The issuer of tokens is unavailable.
     *
     *     `connection/limit`: The workspace is at a limit.
     *
     *     `connection/lost`: The link to the workspace broke.
     *
     *     `rate-limit/closed`: Counting of calls is closed.
     *
     *     `rate-limit/unavailable`: Counting of calls is unavailable.
     *
     *     `request/aborted`: Request cancelled.
     *
     *     `runtime/exhausted`: No room for another workspace.
     *
     *     `runtime/not-found`: The workspace is gone.
     *
     *     `runtime/not-running`: The workspace does not run.
     *
     *     `runtime/unavailable`: The runtime is unavailable.
     *
     *     `service/shutting-down`: Shutting down.
     *
     *     `store/busy`: The store is busy.
     *
     *     `store/closed`: The store is closed.
     *
     *     `store/contention`: The store is contended.
     *
     *     `store/full`: The store is full.
     *
     *     `store/unavailable`: The store is unavailable.
     *
     *     `workspace/not-ready`: Workspace not ready.
     *
     *     `workspace/start-failed`: Workspace not started.
     */
    readonly 'Unavailable.auth.connection.rate-limit': {
      headers: {
        readonly 'Retry-After': components['headers']['Retry-After'];
        readonly 'X-Request-Id': components['headers']['X-Request-Id'];
        readonly [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "type": "auth/issuer-unavailable",
         *       "title": "The issuer of tokens is unavailable",
         *       "status": 503,
         *       "detail": "The issuer of tokens is unavailable.",
         *       "requestId": "req_01arz3ndektsv4rrffq69g5fav",
         *       "retryable": true
         *     }
         */
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /**
     * @description `auth/issuer-unavailable`: The issuer of tokens is unavailable.
     *
     *     `connection/limit`: The workspace is at a limit.
     *
     *     `connection/lost`: The link to the workspace broke.
     *
     *     `rate-limit/closed`: Counting of calls is closed.
     *
     *     `rate-limit/unavailable`: Counting of calls is unavailable.
     *
     *     `request/aborted`: Request cancelled.
     *
     *     `runtime/exhausted`: No room for another workspace.
     *
     *     `runtime/not-found`: The workspace is gone.
     *
     *     `runtime/not-running`: The workspace does not run.
     *
     *     `runtime/unavailable`: The runtime is unavailable.
     *
     *     `service/shutting-down`: Shutting down.
     *
     *     `storage/closed`: The file storage is closed.
     *
     *     `storage/unavailable`: The file storage is unavailable.
     *
     *     `store/busy`: The store is busy.
     *
     *     `store/closed`: The store is closed.
     *
     *     `store/contention`: The store is contended.
     *
     *     `store/full`: The store is full.
     *
     *     `store/unavailable`: The store is unavailable.
     *
     *     `workspace/not-ready`: Workspace not ready.
     *
     *     `workspace/start-failed`: Workspace not started.
     */
    readonly 'Unavailable.auth.connection.rate-limit.2': {
      headers: {
        readonly 'Retry-After': components['headers']['Retry-After'];
        readonly 'X-Request-Id': components['headers']['X-Request-Id'];
        readonly [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "type": "auth/issuer-unavailable",
         *       "title": "The issuer of tokens is unavailable",
         *       "status": 503,
         *       "detail": "The issuer of tokens is unavailable.",
         *       "requestId": "req_01arz3ndektsv4rrffq69g5fav",
         *       "retryable": true
         *     }
         */
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /**
     * @description `auth/issuer-unavailable`: The issuer of tokens is unavailable.
     *
     *     `document/unavailable`: Document unavailable.
     *
     *     `rate-limit/closed`: Counting of calls is closed.
     *
     *     `rate-limit/unavailable`: Counting of calls is unavailable.
     *
     *     `request/aborted`: Request cancelled.
     *
     *     `service/shutting-down`: Shutting down.
     *
     *     `store/busy`: The store is busy.
     *
     *     `store/closed`: The store is closed.
     *
     *     `store/contention`: The store is contended.
     *
     *     `store/full`: The store is full.
     *
     *     `store/unavailable`: The store is unavailable.
     */
    readonly 'Unavailable.auth.document.rate-limit': {
      headers: {
        readonly 'Retry-After': components['headers']['Retry-After'];
        readonly 'X-Request-Id': components['headers']['X-Request-Id'];
        readonly [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "type": "auth/issuer-unavailable",
         *       "title": "The issuer of tokens is unavailable",
         *       "status": 503,
         *       "detail": "The issuer of tokens is unavailable.",
         *       "requestId": "req_01arz3ndektsv4rrffq69g5fav",
         *       "retryable": true
         *     }
         */
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /**
     * @description `auth/issuer-unavailable`: The issuer of tokens is unavailable.
     *
     *     `auth/overloaded`: Too many logins at once.
     *
     *     `rate-limit/closed`: Counting of calls is closed.
     *
     *     `rate-limit/unavailable`: Counting of calls is unavailable.
     *
     *     `request/aborted`: Request cancelled.
     *
     *     `service/shutting-down`: Shutting down.
     *
     *     `store/busy`: The store is busy.
     *
     *     `store/closed`: The store is closed.
     *
     *     `store/contention`: The store is contended.
     *
     *     `store/full`: The store is full.
     *
     *     `store/unavailable`: The store is unavailable.
     */
    readonly 'Unavailable.auth.rate-limit.request': {
      headers: {
        readonly 'Retry-After': components['headers']['Retry-After'];
        readonly 'X-Request-Id': components['headers']['X-Request-Id'];
        readonly [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "type": "auth/issuer-unavailable",
         *       "title": "The issuer of tokens is unavailable",
         *       "status": 503,
         *       "detail": "The issuer of tokens is unavailable.",
         *       "requestId": "req_01arz3ndektsv4rrffq69g5fav",
         *       "retryable": true
         *     }
         */
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /**
     * @description `auth/issuer-unavailable`: The issuer of tokens is unavailable.
     *
     *     `rate-limit/closed`: Counting of calls is closed.
     *
     *     `rate-limit/unavailable`: Counting of calls is unavailable.
     *
     *     `request/aborted`: Request cancelled.
     *
     *     `service/shutting-down`: Shutting down.
     *
     *     `store/busy`: The store is busy.
     *
     *     `store/closed`: The store is closed.
     *
     *     `store/contention`: The store is contended.
     *
     *     `store/full`: The store is full.
     *
     *     `store/unavailable`: The store is unavailable.
     */
    readonly 'Unavailable.auth.rate-limit.request.2': {
      headers: {
        readonly 'Retry-After': components['headers']['Retry-After'];
        readonly 'X-Request-Id': components['headers']['X-Request-Id'];
        readonly [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "type": "auth/issuer-unavailable",
         *       "title": "The issuer of tokens is unavailable",
         *       "status": 503,
         *       "detail": "The issuer of tokens is unavailable.",
         *       "requestId": "req_01arz3ndektsv4rrffq69g5fav",
         *       "retryable": true
         *     }
         */
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /**
     * @description `auth/issuer-unavailable`: The issuer of tokens is unavailable.
     *
     *     `rate-limit/closed`: Counting of calls is closed.
     *
     *     `rate-limit/unavailable`: Counting of calls is unavailable.
     *
     *     `request/aborted`: Request cancelled.
     *
     *     `service/shutting-down`: Shutting down.
     *
     *     `store/busy`: The store is busy.
     *
     *     `store/closed`: The store is closed.
     *
     *     `store/contention`: The store is contended.
     *
     *     `store/full`: The store is full.
     *
     *     `store/unavailable`: The store is unavailable.
     *
     *     `stream/elsewhere`: The stream is in another replica.
     *
     *     `stream/log-closed`: The log of streams is closed.
     *
     *     `stream/log-full`: The log of streams is full.
     *
     *     `stream/log-unavailable`: The log of streams is unavailable.
     */
    readonly 'Unavailable.auth.rate-limit.request.3': {
      headers: {
        readonly 'Retry-After': components['headers']['Retry-After'];
        readonly 'X-Request-Id': components['headers']['X-Request-Id'];
        readonly [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "type": "auth/issuer-unavailable",
         *       "title": "The issuer of tokens is unavailable",
         *       "status": 503,
         *       "detail": "The issuer of tokens is unavailable.",
         *       "requestId": "req_01arz3ndektsv4rrffq69g5fav",
         *       "retryable": true
         *     }
         */
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /**
     * @description `auth/issuer-unavailable`: The issuer of tokens is unavailable.
     *
     *     `rate-limit/closed`: Counting of calls is closed.
     *
     *     `rate-limit/unavailable`: Counting of calls is unavailable.
     *
     *     `service/shutting-down`: Shutting down.
     *
     *     `store/busy`: The store is busy.
     *
     *     `store/closed`: The store is closed.
     *
     *     `store/contention`: The store is contended.
     *
     *     `store/full`: The store is full.
     *
     *     `store/unavailable`: The store is unavailable.
     */
    readonly 'Unavailable.auth.rate-limit.service': {
      headers: {
        readonly 'Retry-After': components['headers']['Retry-After'];
        readonly 'X-Request-Id': components['headers']['X-Request-Id'];
        readonly [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "type": "auth/issuer-unavailable",
         *       "title": "The issuer of tokens is unavailable",
         *       "status": 503,
         *       "detail": "The issuer of tokens is unavailable.",
         *       "requestId": "req_01arz3ndektsv4rrffq69g5fav",
         *       "retryable": true
         *     }
         */
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /**
     * @description `auth/issuer-unavailable`: The issuer of tokens is unavailable.
     *
     *     `request/aborted`: Request cancelled.
     *
     *     `store/busy`: The store is busy.
     *
     *     `store/closed`: The store is closed.
     *
     *     `store/contention`: The store is contended.
     *
     *     `store/full`: The store is full.
     *
     *     `store/unavailable`: The store is unavailable.
     */
    readonly 'Unavailable.auth.request.store': {
      headers: {
        readonly 'Retry-After': components['headers']['Retry-After'];
        readonly 'X-Request-Id': components['headers']['X-Request-Id'];
        readonly [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "type": "auth/issuer-unavailable",
         *       "title": "The issuer of tokens is unavailable",
         *       "status": 503,
         *       "detail": "The issuer of tokens is unavailable.",
         *       "requestId": "req_01arz3ndektsv4rrffq69g5fav",
         *       "retryable": true
         *     }
         */
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /**
     * @description `rate-limit/closed`: Counting of calls is closed.
     *
     *     `rate-limit/unavailable`: Counting of calls is unavailable.
     */
    readonly 'Unavailable.rate-limit': {
      headers: {
        readonly 'Retry-After': components['headers']['Retry-After'];
        readonly 'X-Request-Id': components['headers']['X-Request-Id'];
        readonly [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "type": "rate-limit/closed",
         *       "title": "Counting of calls is closed",
         *       "status": 503,
         *       "detail": "Counting of calls is closed.",
         *       "requestId": "req_01arz3ndektsv4rrffq69g5fav",
         *       "retryable": true
         *     }
         */
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /**
     * @description `rate-limit/closed`: Counting of calls is closed.
     *
     *     `rate-limit/unavailable`: Counting of calls is unavailable.
     *
     *     `request/aborted`: Request cancelled.
     *
     *     `service/shutting-down`: Shutting down.
     *
     *     `store/busy`: The store is busy.
     *
     *     `store/closed`: The store is closed.
     *
     *     `store/contention`: The store is contended.
     *
     *     `store/full`: The store is full.
     *
     *     `store/unavailable`: The store is unavailable.
     */
    readonly 'Unavailable.rate-limit.request.service': {
      headers: {
        readonly 'Retry-After': components['headers']['Retry-After'];
        readonly 'X-Request-Id': components['headers']['X-Request-Id'];
        readonly [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "type": "rate-limit/closed",
         *       "title": "Counting of calls is closed",
         *       "status": 503,
         *       "detail": "Counting of calls is closed.",
         *       "requestId": "req_01arz3ndektsv4rrffq69g5fav",
         *       "retryable": true
         *     }
         */
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /** @description `code/unavailable`: No code intelligence. */
    readonly 'Unsupported.code-unavailable': {
      headers: {
        readonly 'X-Request-Id': components['headers']['X-Request-Id'];
        readonly [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "type": "code/unavailable",
         *       "title": "No code intelligence",
         *       "status": 422,
         *       "detail": "No code intelligence.",
         *       "requestId": "req_01arz3ndektsv4rrffq69g5fav",
         *       "retryable": false
         *     }
         */
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /**
     * @description `code/limit`: More than plans may be.
     *
     *     `code/refused`: Cannot be done there.
     *
     *     `code/unavailable`: No code intelligence.
     *
     *     `code/unsupported`: Not offered for the language.
     *
     *     `runtime/unsupported`: Not supported by this runtime.
     *
     *     `storage/unsupported`: No such storage.
     *
     *     `workspace/source-failed`: Source not cloned.
     */
    readonly 'Unsupported.code.runtime.storage': {
      headers: {
        readonly 'X-Request-Id': components['headers']['X-Request-Id'];
        readonly [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "type": "code/limit",
         *       "title": "More than plans may be",
         *       "status": 422,
         *       "detail": "More than plans may be.",
         *       "requestId": "req_01arz3ndektsv4rrffq69g5fav",
         *       "retryable": false
         *     }
         */
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /**
     * @description `language/not-installed`: Language not installed.
     *
     *     `process/not-startable`: Program cannot be started.
     *
     *     `runtime/unsupported`: Not supported by this runtime.
     *
     *     `workspace/source-failed`: Source not cloned.
     */
    readonly 'Unsupported.language.process.runtime': {
      headers: {
        readonly 'X-Request-Id': components['headers']['X-Request-Id'];
        readonly [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "type": "language/not-installed",
         *       "title": "Language not installed",
         *       "status": 422,
         *       "detail": "Language not installed.",
         *       "requestId": "req_01arz3ndektsv4rrffq69g5fav",
         *       "retryable": false
         *     }
         */
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /** @description `model/not-configured`: No language model. */
    readonly 'Unsupported.model-not-configured': {
      headers: {
        readonly 'X-Request-Id': components['headers']['X-Request-Id'];
        readonly [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "type": "model/not-configured",
         *       "title": "No language model",
         *       "status": 422,
         *       "detail": "No language model.",
         *       "requestId": "req_01arz3ndektsv4rrffq69g5fav",
         *       "retryable": false
         *     }
         */
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /**
     * @description `port/no-domain`: No host names for ports.
     *
     *     `process/not-startable`: Program cannot be started.
     *
     *     `runtime/unsupported`: Not supported by this runtime.
     *
     *     `workspace/source-failed`: Source not cloned.
     */
    readonly 'Unsupported.port.process.runtime': {
      headers: {
        readonly 'X-Request-Id': components['headers']['X-Request-Id'];
        readonly [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "type": "port/no-domain",
         *       "title": "No host names for ports",
         *       "status": 422,
         *       "detail": "No host names for ports.",
         *       "requestId": "req_01arz3ndektsv4rrffq69g5fav",
         *       "retryable": false
         *     }
         */
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /**
     * @description `process/not-startable`: Program cannot be started.
     *
     *     `project/manager-not-installed`: Package manager not installed.
     *
     *     `runtime/unsupported`: Not supported by this runtime.
     *
     *     `workspace/source-failed`: Source not cloned.
     */
    readonly 'Unsupported.process.project.runtime': {
      headers: {
        readonly 'X-Request-Id': components['headers']['X-Request-Id'];
        readonly [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "type": "process/not-startable",
         *       "title": "Program cannot be started",
         *       "status": 422,
         *       "detail": "Program cannot be started.",
         *       "requestId": "req_01arz3ndektsv4rrffq69g5fav",
         *       "retryable": false
         *     }
         */
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /**
     * @description `process/not-startable`: Program cannot be started.
     *
     *     `runtime/unsupported`: Not supported by this runtime.
     *
     *     `workspace/source-failed`: Source not cloned.
     */
    readonly 'Unsupported.process.runtime.workspace': {
      headers: {
        readonly 'X-Request-Id': components['headers']['X-Request-Id'];
        readonly [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "type": "process/not-startable",
         *       "title": "Program cannot be started",
         *       "status": 422,
         *       "detail": "Program cannot be started.",
         *       "requestId": "req_01arz3ndektsv4rrffq69g5fav",
         *       "retryable": false
         *     }
         */
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /**
     * @description `runtime/unsupported`: Not supported by this runtime.
     *
     *     `storage/unsupported`: No such storage.
     *
     *     `workspace/source-failed`: Source not cloned.
     */
    readonly 'Unsupported.runtime.storage.workspace': {
      headers: {
        readonly 'X-Request-Id': components['headers']['X-Request-Id'];
        readonly [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "type": "runtime/unsupported",
         *       "title": "Not supported by this runtime",
         *       "status": 422,
         *       "detail": "Not supported by this runtime.",
         *       "requestId": "req_01arz3ndektsv4rrffq69g5fav",
         *       "retryable": false
         *     }
         */
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /**
     * @description `runtime/unsupported`: Not supported by this runtime.
     *
     *     `workspace/source-failed`: Source not cloned.
     */
    readonly 'Unsupported.runtime.workspace': {
      headers: {
        readonly 'X-Request-Id': components['headers']['X-Request-Id'];
        readonly [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "type": "runtime/unsupported",
         *       "title": "Not supported by this runtime",
         *       "status": 422,
         *       "detail": "Not supported by this runtime.",
         *       "requestId": "req_01arz3ndektsv4rrffq69g5fav",
         *       "retryable": false
         *     }
         */
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /** @description `request/unsupported-media-type`: Unsupported media type. */
    readonly 'UnsupportedMediaType.request-unsupported-media-type': {
      headers: {
        readonly 'X-Request-Id': components['headers']['X-Request-Id'];
        readonly [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "type": "request/unsupported-media-type",
         *       "title": "Unsupported media type",
         *       "status": 415,
         *       "detail": "Unsupported media type.",
         *       "requestId": "req_01arz3ndektsv4rrffq69g5fav",
         *       "retryable": false
         *     }
         */
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
  };
  parameters: never;
  requestBodies: never;
  headers: {
    readonly 'Accept-Ranges': 'bytes';
    readonly 'Content-Range': string;
    /** @description For `If-Match` and `If-None-Match`. */
    readonly ETag: string;
    readonly 'Last-Modified': string;
    /** @description Where what was made is. */
    readonly Location: string;
    /** @description The points of a window, where calls are counted. */
    readonly 'RateLimit-Limit': string;
    /** @description The points that are left. */
    readonly 'RateLimit-Remaining': string;
    /** @description In how many seconds all points are back. */
    readonly 'RateLimit-Reset': string;
    /** @description In how many seconds to ask again. */
    readonly 'Retry-After': string;
    readonly 'WWW-Authenticate': string;
    /** @description Names the request, in the server's log as well; the client's own, where it sent a good one. */
    readonly 'X-Request-Id': string;
  };
  pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
  readonly getKeys: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Done. */
      readonly 200: {
        headers: {
          readonly 'X-Request-Id': components['headers']['X-Request-Id'];
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['Keys'];
        };
      };
      readonly 408: components['responses']['TooSlow.request-too-slow'];
      readonly 409: components['responses']['Conflict.record'];
      readonly 413: components['responses']['ContentTooLarge.record.store'];
      readonly 414: components['responses']['TargetTooLong.request-target-too-long'];
      readonly 431: components['responses']['HeadersTooLarge.request-headers-too-large'];
      readonly 500: components['responses']['Failed.service.store'];
      readonly 503: components['responses']['Unavailable.auth.request.store'];
      readonly 504: components['responses']['TimedOut.request-timed-out'];
    };
  };
  readonly logIn: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        /**
         * @example {
         *       "email": "ada@example.com",
         *       "password": "correct horse battery"
         *     }
         */
        readonly 'application/json': components['schemas']['LogIn'];
      };
    };
    readonly responses: {
      /** @description Done. */
      readonly 200: {
        headers: {
          readonly 'X-Request-Id': components['headers']['X-Request-Id'];
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['SignedIn'];
        };
      };
      readonly 400: components['responses']['BadRequest.request'];
      readonly 401: components['responses']['Unauthorized.auth-invalid-credentials'];
      readonly 408: components['responses']['TooSlow.request-too-slow'];
      readonly 409: components['responses']['Conflict.record'];
      readonly 413: components['responses']['ContentTooLarge.record.request.store'];
      readonly 414: components['responses']['TargetTooLong.request-target-too-long'];
      readonly 415: components['responses']['UnsupportedMediaType.request-unsupported-media-type'];
      readonly 429: components['responses']['TooManyRequests.auth.request'];
      readonly 431: components['responses']['HeadersTooLarge.request-headers-too-large'];
      readonly 500: components['responses']['Failed.auth.service.store'];
      readonly 503: components['responses']['Unavailable.auth.rate-limit.request'];
      readonly 504: components['responses']['TimedOut.request-timed-out'];
    };
  };
  readonly logOut: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        /**
         * @example {
         *       "refreshToken": "REFRESH_TOKEN"
         *     }
         */
        readonly 'application/json': components['schemas']['RefreshToken'];
      };
    };
    readonly responses: {
      /** @description Done; there is nothing to say. */
      readonly 204: {
        headers: {
          readonly 'X-Request-Id': components['headers']['X-Request-Id'];
          readonly [name: string]: unknown;
        };
        content?: never;
      };
      readonly 400: components['responses']['BadRequest.request'];
      readonly 408: components['responses']['TooSlow.request-too-slow'];
      readonly 409: components['responses']['Conflict.record'];
      readonly 413: components['responses']['ContentTooLarge.record.request.store'];
      readonly 414: components['responses']['TargetTooLong.request-target-too-long'];
      readonly 415: components['responses']['UnsupportedMediaType.request-unsupported-media-type'];
      readonly 429: components['responses']['TooManyRequests.request-rate-limited'];
      readonly 431: components['responses']['HeadersTooLarge.request-headers-too-large'];
      readonly 500: components['responses']['Failed.service.store'];
      readonly 503: components['responses']['Unavailable.rate-limit.request.service'];
      readonly 504: components['responses']['TimedOut.request-timed-out'];
    };
  };
  readonly refreshTokens: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        /**
         * @example {
         *       "refreshToken": "REFRESH_TOKEN"
         *     }
         */
        readonly 'application/json': components['schemas']['RefreshToken'];
      };
    };
    readonly responses: {
      /** @description Done. */
      readonly 200: {
        headers: {
          readonly 'X-Request-Id': components['headers']['X-Request-Id'];
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['RefreshedTokens'];
        };
      };
      readonly 400: components['responses']['BadRequest.request'];
      readonly 401: components['responses']['Unauthorized.auth'];
      readonly 408: components['responses']['TooSlow.request-too-slow'];
      readonly 409: components['responses']['Conflict.record'];
      readonly 413: components['responses']['ContentTooLarge.record.request.store'];
      readonly 414: components['responses']['TargetTooLong.request-target-too-long'];
      readonly 415: components['responses']['UnsupportedMediaType.request-unsupported-media-type'];
      readonly 429: components['responses']['TooManyRequests.request-rate-limited'];
      readonly 431: components['responses']['HeadersTooLarge.request-headers-too-large'];
      readonly 500: components['responses']['Failed.service.store'];
      readonly 503: components['responses']['Unavailable.auth.rate-limit.request.2'];
      readonly 504: components['responses']['TimedOut.request-timed-out'];
    };
  };
  readonly register: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        /**
         * @example {
         *       "email": "ada@example.com",
         *       "password": "correct horse battery",
         *       "displayName": "Ada"
         *     }
         */
        readonly 'application/json': components['schemas']['Register'];
      };
    };
    readonly responses: {
      /** @description It is made. */
      readonly 201: {
        headers: {
          readonly 'X-Request-Id': components['headers']['X-Request-Id'];
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['SignedIn'];
        };
      };
      readonly 400: components['responses']['BadRequest.request'];
      readonly 403: components['responses']['Forbidden.identity'];
      readonly 408: components['responses']['TooSlow.request-too-slow'];
      readonly 409: components['responses']['Conflict.record.user'];
      readonly 413: components['responses']['ContentTooLarge.record.request.store'];
      readonly 414: components['responses']['TargetTooLong.request-target-too-long'];
      readonly 415: components['responses']['UnsupportedMediaType.request-unsupported-media-type'];
      readonly 429: components['responses']['TooManyRequests.request-rate-limited'];
      readonly 431: components['responses']['HeadersTooLarge.request-headers-too-large'];
      readonly 500: components['responses']['Failed.auth.service.store'];
      readonly 503: components['responses']['Unavailable.auth.rate-limit.request'];
      readonly 504: components['responses']['TimedOut.request-timed-out'];
    };
  };
  readonly issueTicket: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        /**
         * @example {
         *       "purpose": "websocket",
         *       "resource": "/ws/terminals/trm_01arz3ndektsv4rrffq69g5fav"
         *     }
         */
        readonly 'application/json': components['schemas']['IssueTicket'];
      };
    };
    readonly responses: {
      /** @description It is made. */
      readonly 201: {
        headers: {
          readonly 'RateLimit-Limit': components['headers']['RateLimit-Limit'];
          readonly 'RateLimit-Remaining': components['headers']['RateLimit-Remaining'];
          readonly 'RateLimit-Reset': components['headers']['RateLimit-Reset'];
          readonly 'X-Request-Id': components['headers']['X-Request-Id'];
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['Ticket'];
        };
      };
      readonly 400: components['responses']['BadRequest.request'];
      readonly 401: components['responses']['Unauthorized.auth.2'];
      readonly 408: components['responses']['TooSlow.request-too-slow'];
      readonly 409: components['responses']['Conflict.record'];
      readonly 413: components['responses']['ContentTooLarge.record.request.store'];
      readonly 414: components['responses']['TargetTooLong.request-target-too-long'];
      readonly 415: components['responses']['UnsupportedMediaType.request-unsupported-media-type'];
      readonly 429: components['responses']['TooManyRequests.auth.request.2'];
      readonly 431: components['responses']['HeadersTooLarge.request-headers-too-large'];
      readonly 500: components['responses']['Failed.service.store'];
      readonly 503: components['responses']['Unavailable.auth.rate-limit.request.2'];
      readonly 504: components['responses']['TimedOut.request-timed-out'];
    };
  };
  readonly listCodeLanguages: {
    readonly parameters: {
      readonly query?: {
        /** @description `nextCursor` of the page before. It fits the same list with the same query alone. */
        readonly cursor?: string;
        /** @description How many items a page has at most. */
        readonly limit?: number;
      };
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Done. */
      readonly 200: {
        headers: {
          readonly 'RateLimit-Limit': components['headers']['RateLimit-Limit'];
          readonly 'RateLimit-Remaining': components['headers']['RateLimit-Remaining'];
          readonly 'RateLimit-Reset': components['headers']['RateLimit-Reset'];
          readonly 'X-Request-Id': components['headers']['X-Request-Id'];
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['CodeLanguagePage'];
        };
      };
      readonly 400: components['responses']['BadRequest.request-invalid'];
      readonly 401: components['responses']['Unauthorized.auth.2'];
      readonly 403: components['responses']['Forbidden.auth-forbidden'];
      readonly 408: components['responses']['TooSlow.request-too-slow'];
      readonly 413: components['responses']['ContentTooLarge.store-too-large'];
      readonly 414: components['responses']['TargetTooLong.request-target-too-long'];
      readonly 422: components['responses']['Unsupported.code-unavailable'];
      readonly 429: components['responses']['TooManyRequests.request-rate-limited'];
      readonly 431: components['responses']['HeadersTooLarge.request-headers-too-large'];
      readonly 500: components['responses']['Failed.service.store'];
      readonly 503: components['responses']['Unavailable.auth.rate-limit.service'];
      readonly 504: components['responses']['TimedOut.request-timed-out'];
    };
  };
  readonly listConversations: {
    readonly parameters: {
      readonly query?: {
        /** @description `nextCursor` of the page before. It fits the same list with the same query alone. */
        readonly cursor?: string;
        /** @description How many items a page has at most. */
        readonly limit?: number;
        readonly sessionId?: string;
      };
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Done. */
      readonly 200: {
        headers: {
          readonly 'RateLimit-Limit': components['headers']['RateLimit-Limit'];
          readonly 'RateLimit-Remaining': components['headers']['RateLimit-Remaining'];
          readonly 'RateLimit-Reset': components['headers']['RateLimit-Reset'];
          readonly 'X-Request-Id': components['headers']['X-Request-Id'];
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['ConversationPage'];
        };
      };
      readonly 400: components['responses']['BadRequest.request.stream'];
      readonly 401: components['responses']['Unauthorized.auth.2'];
      readonly 403: components['responses']['Forbidden.auth.session'];
      readonly 404: components['responses']['NotFound.conversation.message.session'];
      readonly 408: components['responses']['TooSlow.request-too-slow'];
      readonly 409: components['responses']['Conflict.conversation.message.record'];
      readonly 413: components['responses']['ContentTooLarge.message.record.store'];
      readonly 414: components['responses']['TargetTooLong.request-target-too-long'];
      readonly 422: components['responses']['Unsupported.model-not-configured'];
      readonly 429: components['responses']['TooManyRequests.request.stream.2'];
      readonly 431: components['responses']['HeadersTooLarge.request-headers-too-large'];
      readonly 500: components['responses']['Failed.service.store'];
      readonly 503: components['responses']['Unavailable.auth.rate-limit.request.3'];
      readonly 504: components['responses']['TimedOut.request-timed-out'];
    };
  };
  readonly createConversation: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: {
        /** @description A name for this request, of 1 to 255 visible ASCII characters. Asked again with it, the answer is what was made the first time; another request with the same name is refused. */
        readonly 'Idempotency-Key'?: string;
      };
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody?: {
      readonly content: {
        /**
         * @example {
         *       "title": "Plans"
         *     }
         */
        readonly 'application/json': components['schemas']['CreateConversation'];
      };
    };
    readonly responses: {
      /** @description It is made. */
      readonly 201: {
        headers: {
          readonly Location: components['headers']['Location'];
          readonly 'RateLimit-Limit': components['headers']['RateLimit-Limit'];
          readonly 'RateLimit-Remaining': components['headers']['RateLimit-Remaining'];
          readonly 'RateLimit-Reset': components['headers']['RateLimit-Reset'];
          readonly 'X-Request-Id': components['headers']['X-Request-Id'];
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['Conversation'];
        };
      };
      readonly 400: components['responses']['BadRequest.request.stream.2'];
      readonly 401: components['responses']['Unauthorized.auth.2'];
      readonly 403: components['responses']['Forbidden.auth.session'];
      readonly 404: components['responses']['NotFound.conversation.message.session'];
      readonly 408: components['responses']['TooSlow.request-too-slow'];
      readonly 409: components['responses']['Conflict.conversation.message.record'];
      readonly 413: components['responses']['ContentTooLarge.message.record.request'];
      readonly 414: components['responses']['TargetTooLong.request-target-too-long'];
      readonly 415: components['responses']['UnsupportedMediaType.request-unsupported-media-type'];
      readonly 422: components['responses']['Unsupported.model-not-configured'];
      readonly 429: components['responses']['TooManyRequests.request.stream.2'];
      readonly 431: components['responses']['HeadersTooLarge.request-headers-too-large'];
      readonly 500: components['responses']['Failed.service.store'];
      readonly 503: components['responses']['Unavailable.auth.rate-limit.request.3'];
      readonly 504: components['responses']['TimedOut.request-timed-out'];
    };
  };
  readonly getConversation: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path: {
        /** @example cnv_01arz3ndektsv4rrffq69g5fav */
        readonly id: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Done. */
      readonly 200: {
        headers: {
          readonly 'RateLimit-Limit': components['headers']['RateLimit-Limit'];
          readonly 'RateLimit-Remaining': components['headers']['RateLimit-Remaining'];
          readonly 'RateLimit-Reset': components['headers']['RateLimit-Reset'];
          readonly 'X-Request-Id': components['headers']['X-Request-Id'];
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['Conversation'];
        };
      };
      readonly 401: components['responses']['Unauthorized.auth.2'];
      readonly 403: components['responses']['Forbidden.auth.session'];
      readonly 404: components['responses']['NotFound.conversation.session'];
      readonly 408: components['responses']['TooSlow.request-too-slow'];
      readonly 409: components['responses']['Conflict.session-archived'];
      readonly 413: components['responses']['ContentTooLarge.store-too-large'];
      readonly 414: components['responses']['TargetTooLong.request-target-too-long'];
      readonly 429: components['responses']['TooManyRequests.request-rate-limited'];
      readonly 431: components['responses']['HeadersTooLarge.request-headers-too-large'];
      readonly 500: components['responses']['Failed.service.store'];
      readonly 503: components['responses']['Unavailable.auth.rate-limit.request.2'];
      readonly 504: components['responses']['TimedOut.request-timed-out'];
    };
  };
  readonly updateConversation: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path: {
        /** @example cnv_01arz3ndektsv4rrffq69g5fav */
        readonly id: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        /**
         * @example {
         *       "title": "Other plans"
         *     }
         */
        readonly 'application/json': components['schemas']['UpdateConversation'];
      };
    };
    readonly responses: {
      /** @description Done. */
      readonly 200: {
        headers: {
          readonly 'RateLimit-Limit': components['headers']['RateLimit-Limit'];
          readonly 'RateLimit-Remaining': components['headers']['RateLimit-Remaining'];
          readonly 'RateLimit-Reset': components['headers']['RateLimit-Reset'];
          readonly 'X-Request-Id': components['headers']['X-Request-Id'];
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['Conversation'];
        };
      };
      readonly 400: components['responses']['BadRequest.request.stream.2'];
      readonly 401: components['responses']['Unauthorized.auth.2'];
      readonly 403: components['responses']['Forbidden.auth.session'];
      readonly 404: components['responses']['NotFound.conversation.message.session'];
      readonly 408: components['responses']['TooSlow.request-too-slow'];
      readonly 409: components['responses']['Conflict.conversation.message.record'];
      readonly 413: components['responses']['ContentTooLarge.message.record.request'];
      readonly 414: components['responses']['TargetTooLong.request-target-too-long'];
      readonly 415: components['responses']['UnsupportedMediaType.request-unsupported-media-type'];
      readonly 422: components['responses']['Unsupported.model-not-configured'];
      readonly 429: components['responses']['TooManyRequests.request.stream.2'];
      readonly 431: components['responses']['HeadersTooLarge.request-headers-too-large'];
      readonly 500: components['responses']['Failed.service.store'];
      readonly 503: components['responses']['Unavailable.auth.rate-limit.request.3'];
      readonly 504: components['responses']['TimedOut.request-timed-out'];
    };
  };
  readonly removeConversation: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path: {
        /** @example cnv_01arz3ndektsv4rrffq69g5fav */
        readonly id: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Done; there is nothing to say. */
      readonly 204: {
        headers: {
          readonly 'RateLimit-Limit': components['headers']['RateLimit-Limit'];
          readonly 'RateLimit-Remaining': components['headers']['RateLimit-Remaining'];
          readonly 'RateLimit-Reset': components['headers']['RateLimit-Reset'];
          readonly 'X-Request-Id': components['headers']['X-Request-Id'];
          readonly [name: string]: unknown;
        };
        content?: never;
      };
      readonly 400: components['responses']['BadRequest.request.stream.2'];
      readonly 401: components['responses']['Unauthorized.auth.2'];
      readonly 403: components['responses']['Forbidden.auth.session'];
      readonly 404: components['responses']['NotFound.conversation.message.session'];
      readonly 408: components['responses']['TooSlow.request-too-slow'];
      readonly 409: components['responses']['Conflict.conversation.message.record'];
      readonly 413: components['responses']['ContentTooLarge.message.record.request'];
      readonly 414: components['responses']['TargetTooLong.request-target-too-long'];
      readonly 415: components['responses']['UnsupportedMediaType.request-unsupported-media-type'];
      readonly 422: components['responses']['Unsupported.model-not-configured'];
      readonly 429: components['responses']['TooManyRequests.request.stream.2'];
      readonly 431: components['responses']['HeadersTooLarge.request-headers-too-large'];
      readonly 500: components['responses']['Failed.service.store'];
      readonly 503: components['responses']['Unavailable.auth.rate-limit.request.3'];
      readonly 504: components['responses']['TimedOut.request-timed-out'];
    };
  };
  readonly listMessages: {
    readonly parameters: {
      readonly query?: {
        /** @description `nextCursor` of the page before. It fits the same list with the same query alone. */
        readonly cursor?: string;
        /** @description How many items a page has at most. */
        readonly limit?: number;
        readonly order?: 'asc' | 'desc';
      };
      readonly header?: never;
      readonly path: {
        /** @example cnv_01arz3ndektsv4rrffq69g5fav */
        readonly id: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Done. */
      readonly 200: {
        headers: {
          readonly 'RateLimit-Limit': components['headers']['RateLimit-Limit'];
          readonly 'RateLimit-Remaining': components['headers']['RateLimit-Remaining'];
          readonly 'RateLimit-Reset': components['headers']['RateLimit-Reset'];
          readonly 'X-Request-Id': components['headers']['X-Request-Id'];
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['MessagePage'];
        };
      };
      readonly 400: components['responses']['BadRequest.request.stream'];
      readonly 401: components['responses']['Unauthorized.auth.2'];
      readonly 403: components['responses']['Forbidden.auth.session'];
      readonly 404: components['responses']['NotFound.conversation.message.session'];
      readonly 408: components['responses']['TooSlow.request-too-slow'];
      readonly 409: components['responses']['Conflict.conversation.message.record'];
      readonly 413: components['responses']['ContentTooLarge.message.record.store'];
      readonly 414: components['responses']['TargetTooLong.request-target-too-long'];
      readonly 422: components['responses']['Unsupported.model-not-configured'];
      readonly 429: components['responses']['TooManyRequests.request.stream.2'];
      readonly 431: components['responses']['HeadersTooLarge.request-headers-too-large'];
      readonly 500: components['responses']['Failed.service.store'];
      readonly 503: components['responses']['Unavailable.auth.rate-limit.request.3'];
      readonly 504: components['responses']['TimedOut.request-timed-out'];
    };
  };
  readonly addMessage: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: {
        /** @description A name for this request, of 1 to 255 visible ASCII characters. Asked again with it, the answer is what was made the first time; another request with the same name is refused. */
        readonly 'Idempotency-Key'?: string;
      };
      readonly path: {
        /** @example cnv_01arz3ndektsv4rrffq69g5fav */
        readonly id: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        /**
         * @example {
         *       "role": "user",
         *       "content": "hello"
         *     }
         */
        readonly 'application/json': components['schemas']['AddMessage'];
      };
    };
    readonly responses: {
      /** @description It is made. */
      readonly 201: {
        headers: {
          readonly Location: components['headers']['Location'];
          readonly 'RateLimit-Limit': components['headers']['RateLimit-Limit'];
          readonly 'RateLimit-Remaining': components['headers']['RateLimit-Remaining'];
          readonly 'RateLimit-Reset': components['headers']['RateLimit-Reset'];
          readonly 'X-Request-Id': components['headers']['X-Request-Id'];
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['Message'];
        };
      };
      readonly 400: components['responses']['BadRequest.request.stream.2'];
      readonly 401: components['responses']['Unauthorized.auth.2'];
      readonly 403: components['responses']['Forbidden.auth.session'];
      readonly 404: components['responses']['NotFound.conversation.message.session'];
      readonly 408: components['responses']['TooSlow.request-too-slow'];
      readonly 409: components['responses']['Conflict.conversation.message.record'];
      readonly 413: components['responses']['ContentTooLarge.message.record.request'];
      readonly 414: components['responses']['TargetTooLong.request-target-too-long'];
      readonly 415: components['responses']['UnsupportedMediaType.request-unsupported-media-type'];
      readonly 422: components['responses']['Unsupported.model-not-configured'];
      readonly 429: components['responses']['TooManyRequests.request.stream.2'];
      readonly 431: components['responses']['HeadersTooLarge.request-headers-too-large'];
      readonly 500: components['responses']['Failed.service.store'];
      readonly 503: components['responses']['Unavailable.auth.rate-limit.request.3'];
      readonly 504: components['responses']['TimedOut.request-timed-out'];
    };
  };
  readonly getMessage: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path: {
        /** @example cnv_01arz3ndektsv4rrffq69g5fav */
        readonly id: string;
        /** @example msg_01arz3ndektsv4rrffq69g5fav */
        readonly mid: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Done. */
      readonly 200: {
        headers: {
          readonly 'RateLimit-Limit': components['headers']['RateLimit-Limit'];
          readonly 'RateLimit-Remaining': components['headers']['RateLimit-Remaining'];
          readonly 'RateLimit-Reset': components['headers']['RateLimit-Reset'];
          readonly 'X-Request-Id': components['headers']['X-Request-Id'];
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['Message'];
        };
      };
      readonly 400: components['responses']['BadRequest.request.stream'];
      readonly 401: components['responses']['Unauthorized.auth.2'];
      readonly 403: components['responses']['Forbidden.auth.session'];
      readonly 404: components['responses']['NotFound.conversation.message.session'];
      readonly 408: components['responses']['TooSlow.request-too-slow'];
      readonly 409: components['responses']['Conflict.conversation.message.record'];
      readonly 413: components['responses']['ContentTooLarge.message.record.store'];
      readonly 414: components['responses']['TargetTooLong.request-target-too-long'];
      readonly 422: components['responses']['Unsupported.model-not-configured'];
      readonly 429: components['responses']['TooManyRequests.request.stream.2'];
      readonly 431: components['responses']['HeadersTooLarge.request-headers-too-large'];
      readonly 500: components['responses']['Failed.service.store'];
      readonly 503: components['responses']['Unavailable.auth.rate-limit.request.3'];
      readonly 504: components['responses']['TimedOut.request-timed-out'];
    };
  };
  readonly removeMessage: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path: {
        /** @example cnv_01arz3ndektsv4rrffq69g5fav */
        readonly id: string;
        /** @example msg_01arz3ndektsv4rrffq69g5fav */
        readonly mid: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Done; there is nothing to say. */
      readonly 204: {
        headers: {
          readonly 'RateLimit-Limit': components['headers']['RateLimit-Limit'];
          readonly 'RateLimit-Remaining': components['headers']['RateLimit-Remaining'];
          readonly 'RateLimit-Reset': components['headers']['RateLimit-Reset'];
          readonly 'X-Request-Id': components['headers']['X-Request-Id'];
          readonly [name: string]: unknown;
        };
        content?: never;
      };
      readonly 400: components['responses']['BadRequest.request.stream.2'];
      readonly 401: components['responses']['Unauthorized.auth.2'];
      readonly 403: components['responses']['Forbidden.auth.session'];
      readonly 404: components['responses']['NotFound.conversation.message.session'];
      readonly 408: components['responses']['TooSlow.request-too-slow'];
      readonly 409: components['responses']['Conflict.conversation.message.record'];
      readonly 413: components['responses']['ContentTooLarge.message.record.request'];
      readonly 414: components['responses']['TargetTooLong.request-target-too-long'];
      readonly 415: components['responses']['UnsupportedMediaType.request-unsupported-media-type'];
      readonly 422: components['responses']['Unsupported.model-not-configured'];
      readonly 429: components['responses']['TooManyRequests.request.stream.2'];
      readonly 431: components['responses']['HeadersTooLarge.request-headers-too-large'];
      readonly 500: components['responses']['Failed.service.store'];
      readonly 503: components['responses']['Unavailable.auth.rate-limit.request.3'];
      readonly 504: components['responses']['TimedOut.request-timed-out'];
    };
  };
  readonly getDocs: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Done. */
      readonly 200: {
        headers: {
          readonly 'X-Request-Id': components['headers']['X-Request-Id'];
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'text/html': string;
        };
      };
      readonly 408: components['responses']['TooSlow.request-too-slow'];
      readonly 414: components['responses']['TargetTooLong.request-target-too-long'];
      readonly 429: components['responses']['TooManyRequests.request-rate-limited'];
      readonly 431: components['responses']['HeadersTooLarge.request-headers-too-large'];
      readonly 500: components['responses']['Failed.service-failed'];
      readonly 503: components['responses']['Unavailable.rate-limit'];
      readonly 504: components['responses']['TimedOut.request-timed-out'];
    };
  };
  readonly getHealth: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Done. */
      readonly 200: {
        headers: {
          readonly 'X-Request-Id': components['headers']['X-Request-Id'];
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            /** @constant */
            readonly status: 'alive';
          };
        };
      };
      readonly 408: components['responses']['TooSlow.request-too-slow'];
      readonly 414: components['responses']['TargetTooLong.request-target-too-long'];
      readonly 431: components['responses']['HeadersTooLarge.request-headers-too-large'];
      readonly 500: components['responses']['Failed.service-failed'];
      readonly 504: components['responses']['TimedOut.request-timed-out'];
    };
  };
  readonly listLanguages: {
    readonly parameters: {
      readonly query?: {
        /** @description `nextCursor` of the page before. It fits the same list with the same query alone. */
        readonly cursor?: string;
        /** @description How many items a page has at most. */
        readonly limit?: number;
      };
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Done. */
      readonly 200: {
        headers: {
          readonly 'RateLimit-Limit': components['headers']['RateLimit-Limit'];
          readonly 'RateLimit-Remaining': components['headers']['RateLimit-Remaining'];
          readonly 'RateLimit-Reset': components['headers']['RateLimit-Reset'];
          readonly 'X-Request-Id': components['headers']['X-Request-Id'];
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['LanguagePage'];
        };
      };
      readonly 400: components['responses']['BadRequest.request-invalid'];
      readonly 401: components['responses']['Unauthorized.auth.2'];
      readonly 408: components['responses']['TooSlow.request-too-slow'];
      readonly 413: components['responses']['ContentTooLarge.store-too-large'];
      readonly 414: components['responses']['TargetTooLong.request-target-too-long'];
      readonly 429: components['responses']['TooManyRequests.request-rate-limited'];
      readonly 431: components['responses']['HeadersTooLarge.request-headers-too-large'];
      readonly 500: components['responses']['Failed.service.store'];
      readonly 503: components['responses']['Unavailable.auth.rate-limit.service'];
      readonly 504: components['responses']['TimedOut.request-timed-out'];
    };
  };
  readonly getLanguage: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path: {
        /** @example python */
        readonly id: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Done. */
      readonly 200: {
        headers: {
          readonly 'RateLimit-Limit': components['headers']['RateLimit-Limit'];
          readonly 'RateLimit-Remaining': components['headers']['RateLimit-Remaining'];
          readonly 'RateLimit-Reset': components['headers']['RateLimit-Reset'];
          readonly 'X-Request-Id': components['headers']['X-Request-Id'];
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['Language'];
        };
      };
      readonly 401: components['responses']['Unauthorized.auth.2'];
      readonly 404: components['responses']['NotFound.language-not-found'];
      readonly 408: components['responses']['TooSlow.request-too-slow'];
      readonly 413: components['responses']['ContentTooLarge.store-too-large'];
      readonly 414: components['responses']['TargetTooLong.request-target-too-long'];
      readonly 429: components['responses']['TooManyRequests.request-rate-limited'];
      readonly 431: components['responses']['HeadersTooLarge.request-headers-too-large'];
      readonly 500: components['responses']['Failed.service.store'];
      readonly 503: components['responses']['Unavailable.auth.rate-limit.service'];
      readonly 504: components['responses']['TimedOut.request-timed-out'];
    };
  };
  readonly getOpenApi: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Done. */
      readonly 200: {
        headers: {
          readonly 'X-Request-Id': components['headers']['X-Request-Id'];
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            readonly openapi: string;
          } & {
            readonly [key: string]: unknown;
          };
        };
      };
      readonly 408: components['responses']['TooSlow.request-too-slow'];
      readonly 414: components['responses']['TargetTooLong.request-target-too-long'];
      readonly 429: components['responses']['TooManyRequests.request-rate-limited'];
      readonly 431: components['responses']['HeadersTooLarge.request-headers-too-large'];
      readonly 500: components['responses']['Failed.service-failed'];
      readonly 503: components['responses']['Unavailable.rate-limit'];
      readonly 504: components['responses']['TimedOut.request-timed-out'];
    };
  };
  readonly getReadiness: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Done. */
      readonly 200: {
        headers: {
          readonly 'X-Request-Id': components['headers']['X-Request-Id'];
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            readonly backends: readonly {
              readonly latencyMs: number;
              readonly name: string;
              /** @enum {string} */
              readonly status: 'up' | 'degraded' | 'down';
            }[];
            /** @enum {string} */
            readonly status: 'ready' | 'not-ready' | 'ending';
          };
        };
      };
      readonly 408: components['responses']['TooSlow.request-too-slow'];
      readonly 414: components['responses']['TargetTooLong.request-target-too-long'];
      readonly 431: components['responses']['HeadersTooLarge.request-headers-too-large'];
      readonly 500: components['responses']['Failed.service-failed'];
      /** @description Done. */
      readonly 503: {
        headers: {
          readonly 'X-Request-Id': components['headers']['X-Request-Id'];
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            readonly backends: readonly {
              readonly latencyMs: number;
              readonly name: string;
              /** @enum {string} */
              readonly status: 'up' | 'degraded' | 'down';
            }[];
            /** @enum {string} */
            readonly status: 'ready' | 'not-ready' | 'ending';
          };
        };
      };
      readonly 504: components['responses']['TimedOut.request-timed-out'];
    };
  };
  readonly listSessions: {
    readonly parameters: {
      readonly query?: {
        /** @description `nextCursor` of the page before. It fits the same list with the same query alone. */
        readonly cursor?: string;
        readonly kind?: 'solo' | 'room';
        /** @description A label as `key:value`; repeat it for more, which all have to be there. */
        readonly label?: readonly string[];
        /** @description How many items a page has at most. */
        readonly limit?: number;
        readonly status?: 'active' | 'archived';
      };
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Done. */
      readonly 200: {
        headers: {
          readonly 'RateLimit-Limit': components['headers']['RateLimit-Limit'];
          readonly 'RateLimit-Remaining': components['headers']['RateLimit-Remaining'];
          readonly 'RateLimit-Reset': components['headers']['RateLimit-Reset'];
          readonly 'X-Request-Id': components['headers']['X-Request-Id'];
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['SessionPage'];
        };
      };
      readonly 400: components['responses']['BadRequest.request-invalid'];
      readonly 401: components['responses']['Unauthorized.auth.2'];
      readonly 403: components['responses']['Forbidden.auth.session'];
      readonly 404: components['responses']['NotFound.session-not-found'];
      readonly 408: components['responses']['TooSlow.request-too-slow'];
      readonly 409: components['responses']['Conflict.record.session.workspace'];
      readonly 410: components['responses']['Gone.workspace-replaced'];
      readonly 413: components['responses']['ContentTooLarge.record.store'];
      readonly 414: components['responses']['TargetTooLong.request-target-too-long'];
      readonly 422: components['responses']['Unsupported.runtime.workspace'];
      readonly 429: components['responses']['TooManyRequests.request.workspace'];
      readonly 431: components['responses']['HeadersTooLarge.request-headers-too-large'];
      readonly 500: components['responses']['Failed.runtime.service.store'];
      readonly 502: components['responses']['BadGateway.connection-protocol'];
      readonly 503: components['responses']['Unavailable.auth.connection.rate-limit'];
      readonly 504: components['responses']['TimedOut.request.runtime'];
    };
  };
  readonly createSession: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: {
        /** @description A name for this request, of 1 to 255 visible ASCII characters. Asked again with it, the answer is what was made the first time; another request with the same name is refused. */
        readonly 'Idempotency-Key'?: string;
      };
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        /**
         * @example {
         *       "kind": "solo",
         *       "languages": [
         *         "python"
         *       ],
         *       "storage": "database",
         *       "start": true
         *     }
         */
        readonly 'application/json': components['schemas']['CreateSession'];
      };
    };
    readonly responses: {
      /** @description It is made. */
      readonly 201: {
        headers: {
          readonly ETag: components['headers']['ETag'];
          readonly Location: components['headers']['Location'];
          readonly 'RateLimit-Limit': components['headers']['RateLimit-Limit'];
          readonly 'RateLimit-Remaining': components['headers']['RateLimit-Remaining'];
          readonly 'RateLimit-Reset': components['headers']['RateLimit-Reset'];
          readonly 'X-Request-Id': components['headers']['X-Request-Id'];
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['Session'];
        };
      };
      readonly 400: components['responses']['BadRequest.request'];
      readonly 401: components['responses']['Unauthorized.auth.2'];
      readonly 403: components['responses']['Forbidden.auth.session'];
      readonly 404: components['responses']['NotFound.session-not-found'];
      readonly 408: components['responses']['TooSlow.request-too-slow'];
      readonly 409: components['responses']['Conflict.record.request.session'];
      readonly 410: components['responses']['Gone.workspace-replaced'];
      readonly 412: components['responses']['PreconditionFailed.session-stale'];
      readonly 413: components['responses']['ContentTooLarge.record.request.store'];
      readonly 414: components['responses']['TargetTooLong.request-target-too-long'];
      readonly 415: components['responses']['UnsupportedMediaType.request-unsupported-media-type'];
      readonly 422: components['responses']['Unsupported.runtime.storage.workspace'];
      readonly 429: components['responses']['TooManyRequests.request.workspace'];
      readonly 431: components['responses']['HeadersTooLarge.request-headers-too-large'];
      readonly 500: components['responses']['Failed.runtime.service.store'];
      readonly 502: components['responses']['BadGateway.connection-protocol'];
      readonly 503: components['responses']['Unavailable.auth.connection.rate-limit'];
      readonly 504: components['responses']['TimedOut.request.runtime'];
    };
  };
  readonly getSession: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: {
        /** @description Entity tags that the client has, or `*`. */
        readonly 'If-None-Match'?: string;
      };
      readonly path: {
        /** @example ses_01arz3ndektsv4rrffq69g5fav */
        readonly id: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Done. */
      readonly 200: {
        headers: {
          readonly ETag: components['headers']['ETag'];
          readonly 'RateLimit-Limit': components['headers']['RateLimit-Limit'];
          readonly 'RateLimit-Remaining': components['headers']['RateLimit-Remaining'];
          readonly 'RateLimit-Reset': components['headers']['RateLimit-Reset'];
          readonly 'X-Request-Id': components['headers']['X-Request-Id'];
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['Session'];
        };
      };
      /** @description The client has it. */
      readonly 304: {
        headers: {
          readonly ETag: components['headers']['ETag'];
          readonly 'RateLimit-Limit': components['headers']['RateLimit-Limit'];
          readonly 'RateLimit-Remaining': components['headers']['RateLimit-Remaining'];
          readonly 'RateLimit-Reset': components['headers']['RateLimit-Reset'];
          readonly 'X-Request-Id': components['headers']['X-Request-Id'];
          readonly [name: string]: unknown;
        };
        content?: never;
      };
      readonly 401: components['responses']['Unauthorized.auth.2'];
      readonly 403: components['responses']['Forbidden.auth.session'];
      readonly 404: components['responses']['NotFound.session-not-found'];
      readonly 408: components['responses']['TooSlow.request-too-slow'];
      readonly 409: components['responses']['Conflict.record.session.workspace'];
      readonly 410: components['responses']['Gone.workspace-replaced'];
      readonly 413: components['responses']['ContentTooLarge.record.store'];
      readonly 414: components['responses']['TargetTooLong.request-target-too-long'];
      readonly 422: components['responses']['Unsupported.runtime.workspace'];
      readonly 429: components['responses']['TooManyRequests.request.workspace'];
      readonly 431: components['responses']['HeadersTooLarge.request-headers-too-large'];
      readonly 500: components['responses']['Failed.runtime.service.store'];
      readonly 502: components['responses']['BadGateway.connection-protocol'];
      readonly 503: components['responses']['Unavailable.auth.connection.rate-limit'];
      readonly 504: components['responses']['TimedOut.request.runtime'];
    };
  };
  readonly updateSession: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: {
        /** @description The entity tag that the thing must still have, or `*`. */
        readonly 'If-Match'?: string;
      };
      readonly path: {
        /** @example ses_01arz3ndektsv4rrffq69g5fav */
        readonly id: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        /**
         * @example {
         *       "name": "renamed",
         *       "labels": {
         *         "team": "blue"
         *       }
         *     }
         */
        readonly 'application/json': components['schemas']['UpdateSession'];
      };
    };
    readonly responses: {
      /** @description Done. */
      readonly 200: {
        headers: {
          readonly ETag: components['headers']['ETag'];
          readonly 'RateLimit-Limit': components['headers']['RateLimit-Limit'];
          readonly 'RateLimit-Remaining': components['headers']['RateLimit-Remaining'];
          readonly 'RateLimit-Reset': components['headers']['RateLimit-Reset'];
          readonly 'X-Request-Id': components['headers']['X-Request-Id'];
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['Session'];
        };
      };
      readonly 400: components['responses']['BadRequest.request'];
      readonly 401: components['responses']['Unauthorized.auth.2'];
      readonly 403: components['responses']['Forbidden.auth.session'];
      readonly 404: components['responses']['NotFound.backup.session'];
      readonly 408: components['responses']['TooSlow.request-too-slow'];
      readonly 409: components['responses']['Conflict.record.request.session.2'];
      readonly 410: components['responses']['Gone.workspace-replaced'];
      readonly 412: components['responses']['PreconditionFailed.session-stale'];
      readonly 413: components['responses']['ContentTooLarge.record.request.storage'];
      readonly 414: components['responses']['TargetTooLong.request-target-too-long'];
      readonly 415: components['responses']['UnsupportedMediaType.request-unsupported-media-type'];
      readonly 422: components['responses']['Unsupported.runtime.storage.workspace'];
      readonly 429: components['responses']['TooManyRequests.request.workspace'];
      readonly 431: components['responses']['HeadersTooLarge.request-headers-too-large'];
      readonly 500: components['responses']['Failed.runtime.service.storage'];
      readonly 502: components['responses']['BadGateway.connection-protocol'];
      readonly 503: components['responses']['Unavailable.auth.connection.rate-limit.2'];
      readonly 504: components['responses']['TimedOut.request.runtime'];
      readonly 507: components['responses']['NoRoom.storage-full'];
    };
  };
  readonly removeSession: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path: {
        /** @example ses_01arz3ndektsv4rrffq69g5fav */
        readonly id: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Done; there is nothing to say. */
      readonly 204: {
        headers: {
          readonly 'RateLimit-Limit': components['headers']['RateLimit-Limit'];
          readonly 'RateLimit-Remaining': components['headers']['RateLimit-Remaining'];
          readonly 'RateLimit-Reset': components['headers']['RateLimit-Reset'];
          readonly 'X-Request-Id': components['headers']['X-Request-Id'];
          readonly [name: string]: unknown;
        };
        content?: never;
      };
      readonly 400: components['responses']['BadRequest.request'];
      readonly 401: components['responses']['Unauthorized.auth.2'];
      readonly 403: components['responses']['Forbidden.auth.session'];
      readonly 404: components['responses']['NotFound.backup.session'];
      readonly 408: components['responses']['TooSlow.request-too-slow'];
      readonly 409: components['responses']['Conflict.record.session.storage'];
      readonly 410: components['responses']['Gone.workspace-replaced'];
      readonly 413: components['responses']['ContentTooLarge.record.request.storage'];
      readonly 414: components['responses']['TargetTooLong.request-target-too-long'];
      readonly 415: components['responses']['UnsupportedMediaType.request-unsupported-media-type'];
      readonly 422: components['responses']['Unsupported.runtime.storage.workspace'];
      readonly 429: components['responses']['TooManyRequests.request.workspace'];
      readonly 431: components['responses']['HeadersTooLarge.request-headers-too-large'];
      readonly 500: components['responses']['Failed.runtime.service.storage'];
      readonly 502: components['responses']['BadGateway.connection-protocol'];
      readonly 503: components['responses']['Unavailable.auth.connection.rate-limit.2'];
      readonly 504: components['responses']['TimedOut.request.runtime'];
      readonly 507: components['responses']['NoRoom.storage-full'];
    };
  };
  readonly listBackups: {
    readonly parameters: {
      readonly query?: {
        /** @description `nextCursor` of the page before. It fits the same list with the same query alone. */
        readonly cursor?: string;
        /** @description How many items a page has at most. */
        readonly limit?: number;
      };
      readonly header?: never;
      readonly path: {
        /** @example ses_01arz3ndektsv4rrffq69g5fav */
        readonly id: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Done. */
      readonly 200: {
        headers: {
          readonly 'RateLimit-Limit': components['headers']['RateLimit-Limit'];
          readonly 'RateLimit-Remaining': components['headers']['RateLimit-Remaining'];
          readonly 'RateLimit-Reset': components['headers']['RateLimit-Reset'];
          readonly 'X-Request-Id': components['headers']['X-Request-Id'];
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['BackupPage'];
        };
      };
      readonly 400: components['responses']['BadRequest.file.request.2'];
      readonly 401: components['responses']['Unauthorized.auth.2'];
      readonly 403: components['responses']['Forbidden.auth.file.session'];
      readonly 404: components['responses']['NotFound.backup.file.session'];
      readonly 408: components['responses']['TooSlow.request-too-slow'];
      readonly 409: components['responses']['Conflict.file.record.session'];
      readonly 410: components['responses']['Gone.workspace-replaced'];
      readonly 412: components['responses']['PreconditionFailed.file-changed'];
      readonly 413: components['responses']['ContentTooLarge.file.record.storage'];
      readonly 414: components['responses']['TargetTooLong.request-target-too-long'];
      readonly 422: components['responses']['Unsupported.runtime.storage.workspace'];
      readonly 429: components['responses']['TooManyRequests.request.workspace'];
      readonly 431: components['responses']['HeadersTooLarge.request-headers-too-large'];
      readonly 500: components['responses']['Failed.file.runtime.service'];
      readonly 502: components['responses']['BadGateway.connection-protocol'];
      readonly 503: components['responses']['Unavailable.auth.connection.rate-limit.2'];
      readonly 504: components['responses']['TimedOut.request.runtime'];
      readonly 507: components['responses']['NoRoom.file.storage'];
    };
  };
  readonly createBackup: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path: {
        /** @example ses_01arz3ndektsv4rrffq69g5fav */
        readonly id: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: {
      readonly content: {
        /**
         * @example {
         *       "label": "before the change"
         *     }
         */
        readonly 'application/json': components['schemas']['CreateBackup'];
      };
    };
    readonly responses: {
      /** @description It is made. */
      readonly 201: {
        headers: {
          readonly 'RateLimit-Limit': components['headers']['RateLimit-Limit'];
          readonly 'RateLimit-Remaining': components['headers']['RateLimit-Remaining'];
          readonly 'RateLimit-Reset': components['headers']['RateLimit-Reset'];
          readonly 'X-Request-Id': components['headers']['X-Request-Id'];
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['Backup'];
        };
      };
      readonly 400: components['responses']['BadRequest.file.request'];
      readonly 401: components['responses']['Unauthorized.auth.2'];
      readonly 403: components['responses']['Forbidden.auth.file.session'];
      readonly 404: components['responses']['NotFound.backup.file.session'];
      readonly 408: components['responses']['TooSlow.request-too-slow'];
      readonly 409: components['responses']['Conflict.file.record.session'];
      readonly 410: components['responses']['Gone.workspace-replaced'];
      readonly 412: components['responses']['PreconditionFailed.file-changed'];
      readonly 413: components['responses']['ContentTooLarge.file.record.request'];
      readonly 414: components['responses']['TargetTooLong.request-target-too-long'];
      readonly 415: components['responses']['UnsupportedMediaType.request-unsupported-media-type'];
      readonly 422: components['responses']['Unsupported.runtime.storage.workspace'];
      readonly 429: components['responses']['TooManyRequests.request.workspace'];
      readonly 431: components['responses']['HeadersTooLarge.request-headers-too-large'];
      readonly 500: components['responses']['Failed.file.runtime.service'];
      readonly 502: components['responses']['BadGateway.connection-protocol'];
      readonly 503: components['responses']['Unavailable.auth.connection.rate-limit.2'];
      readonly 504: components['responses']['TimedOut.request.runtime'];
      readonly 507: components['responses']['NoRoom.file.storage'];
    };
  };
  readonly listCodePlans: {
    readonly parameters: {
      readonly query?: {
        /** @description `nextCursor` of the page before. It fits the same list with the same query alone. */
        readonly cursor?: string;
        /** @description How many items a page has at most. */
        readonly limit?: number;
      };
      readonly header?: never;
      readonly path: {
        /** @example ses_01arz3ndektsv4rrffq69g5fav */
        readonly id: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Done. */
      readonly 200: {
        headers: {
          readonly 'RateLimit-Limit': components['headers']['RateLimit-Limit'];
          readonly 'RateLimit-Remaining': components['headers']['RateLimit-Remaining'];
          readonly 'RateLimit-Reset': components['headers']['RateLimit-Reset'];
          readonly 'X-Request-Id': components['headers']['X-Request-Id'];
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['CodePlanSummaryPage'];
        };
      };
      readonly 400: components['responses']['BadRequest.file.request.2'];
      readonly 401: components['responses']['Unauthorized.auth.2'];
      readonly 403: components['responses']['Forbidden.auth.file.session'];
      readonly 404: components['responses']['NotFound.code.file.session'];
      readonly 408: components['responses']['TooSlow.request-too-slow'];
      readonly 409: components['responses']['Conflict.code.file.record'];
      readonly 410: components['responses']['Gone.workspace-replaced'];
      readonly 412: components['responses']['PreconditionFailed.file-changed'];
      readonly 413: components['responses']['ContentTooLarge.code.file.record.2'];
      readonly 414: components['responses']['TargetTooLong.request-target-too-long'];
      readonly 422: components['responses']['Unsupported.code.runtime.storage'];
      readonly 429: components['responses']['TooManyRequests.request.workspace'];
      readonly 431: components['responses']['HeadersTooLarge.request-headers-too-large'];
      readonly 500: components['responses']['Failed.code.file.runtime'];
      readonly 502: components['responses']['BadGateway.connection-protocol'];
      readonly 503: components['responses']['Unavailable.auth.code.connection'];
      readonly 504: components['responses']['TimedOut.code.request.runtime'];
      readonly 507: components['responses']['NoRoom.file.storage'];
    };
  };
  readonly createCodePlan: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path: {
        /** @example ses_01arz3ndektsv4rrffq69g5fav */
        readonly id: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        /**
         * @example {
         *       "refactoring": {
         *         "type": "rename-symbol",
         *         "path": "src/main.ts",
         *         "position": {
         *           "line": 3,
         *           "column": 10
         *         },
         *         "newName": "total"
         *       }
         *     }
         */
        readonly 'application/json': components['schemas']['CreateCodePlan'];
      };
    };
    readonly responses: {
      /** @description It is made. */
      readonly 201: {
        headers: {
          readonly Location: components['headers']['Location'];
          readonly 'RateLimit-Limit': components['headers']['RateLimit-Limit'];
          readonly 'RateLimit-Remaining': components['headers']['RateLimit-Remaining'];
          readonly 'RateLimit-Reset': components['headers']['RateLimit-Reset'];
          readonly 'X-Request-Id': components['headers']['X-Request-Id'];
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['CodePlan'];
        };
      };
      readonly 400: components['responses']['BadRequest.file.request'];
      readonly 401: components['responses']['Unauthorized.auth.2'];
      readonly 403: components['responses']['Forbidden.auth.file.session'];
      readonly 404: components['responses']['NotFound.code.file.session'];
      readonly 408: components['responses']['TooSlow.request-too-slow'];
      readonly 409: components['responses']['Conflict.code.file.record'];
      readonly 410: components['responses']['Gone.workspace-replaced'];
      readonly 412: components['responses']['PreconditionFailed.file-changed'];
      readonly 413: components['responses']['ContentTooLarge.code.file.record'];
      readonly 414: components['responses']['TargetTooLong.request-target-too-long'];
      readonly 415: components['responses']['UnsupportedMediaType.request-unsupported-media-type'];
      readonly 422: components['responses']['Unsupported.code.runtime.storage'];
      readonly 429: components['responses']['TooManyRequests.request.workspace'];
      readonly 431: components['responses']['HeadersTooLarge.request-headers-too-large'];
      readonly 500: components['responses']['Failed.code.file.runtime'];
      readonly 502: components['responses']['BadGateway.connection-protocol'];
      readonly 503: components['responses']['Unavailable.auth.code.connection'];
      readonly 504: components['responses']['TimedOut.code.request.runtime'];
      readonly 507: components['responses']['NoRoom.file.storage'];
    };
  };
  readonly getCodePlan: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path: {
        /** @example ses_01arz3ndektsv4rrffq69g5fav */
        readonly id: string;
        /** @example pln_01arz3ndektsv4rrffq69g5fav */
        readonly planId: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Done. */
      readonly 200: {
        headers: {
          readonly 'RateLimit-Limit': components['headers']['RateLimit-Limit'];
          readonly 'RateLimit-Remaining': components['headers']['RateLimit-Remaining'];
          readonly 'RateLimit-Reset': components['headers']['RateLimit-Reset'];
          readonly 'X-Request-Id': components['headers']['X-Request-Id'];
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['CodePlan'];
        };
      };
      readonly 400: components['responses']['BadRequest.file.request.2'];
      readonly 401: components['responses']['Unauthorized.auth.2'];
      readonly 403: components['responses']['Forbidden.auth.file.session'];
      readonly 404: components['responses']['NotFound.code.file.session'];
      readonly 408: components['responses']['TooSlow.request-too-slow'];
      readonly 409: components['responses']['Conflict.code.file.record'];
      readonly 410: components['responses']['Gone.workspace-replaced'];
      readonly 412: components['responses']['PreconditionFailed.file-changed'];
      readonly 413: components['responses']['ContentTooLarge.code.file.record.2'];
      readonly 414: components['responses']['TargetTooLong.request-target-too-long'];
      readonly 422: components['responses']['Unsupported.code.runtime.storage'];
      readonly 429: components['responses']['TooManyRequests.request.workspace'];
      readonly 431: components['responses']['HeadersTooLarge.request-headers-too-large'];
      readonly 500: components['responses']['Failed.code.file.runtime'];
      readonly 502: components['responses']['BadGateway.connection-protocol'];
      readonly 503: components['responses']['Unavailable.auth.code.connection'];
      readonly 504: components['responses']['TimedOut.code.request.runtime'];
      readonly 507: components['responses']['NoRoom.file.storage'];
    };
  };
  readonly removeCodePlan: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path: {
        /** @example ses_01arz3ndektsv4rrffq69g5fav */
        readonly id: string;
        /** @example pln_01arz3ndektsv4rrffq69g5fav */
        readonly planId: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Done; there is nothing to say. */
      readonly 204: {
        headers: {
          readonly 'RateLimit-Limit': components['headers']['RateLimit-Limit'];
          readonly 'RateLimit-Remaining': components['headers']['RateLimit-Remaining'];
          readonly 'RateLimit-Reset': components['headers']['RateLimit-Reset'];
          readonly 'X-Request-Id': components['headers']['X-Request-Id'];
          readonly [name: string]: unknown;
        };
        content?: never;
      };
      readonly 400: components['responses']['BadRequest.file.request'];
      readonly 401: components['responses']['Unauthorized.auth.2'];
      readonly 403: components['responses']['Forbidden.auth.file.session'];
      readonly 404: components['responses']['NotFound.code.file.session'];
      readonly 408: components['responses']['TooSlow.request-too-slow'];
      readonly 409: components['responses']['Conflict.code.file.record'];
      readonly 410: components['responses']['Gone.workspace-replaced'];
      readonly 412: components['responses']['PreconditionFailed.file-changed'];
      readonly 413: components['responses']['ContentTooLarge.code.file.record'];
      readonly 414: components['responses']['TargetTooLong.request-target-too-long'];
      readonly 415: components['responses']['UnsupportedMediaType.request-unsupported-media-type'];
      readonly 422: components['responses']['Unsupported.code.runtime.storage'];
      readonly 429: components['responses']['TooManyRequests.request.workspace'];
      readonly 431: components['responses']['HeadersTooLarge.request-headers-too-large'];
      readonly 500: components['responses']['Failed.code.file.runtime'];
      readonly 502: components['responses']['BadGateway.connection-protocol'];
      readonly 503: components['responses']['Unavailable.auth.code.connection'];
      readonly 504: components['responses']['TimedOut.code.request.runtime'];
      readonly 507: components['responses']['NoRoom.file.storage'];
    };
  };
  readonly applyCodePlan: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path: {
        /** @example ses_01arz3ndektsv4rrffq69g5fav */
        readonly id: string;
        /** @example pln_01arz3ndektsv4rrffq69g5fav */
        readonly planId: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Done. */
      readonly 200: {
        headers: {
          readonly 'RateLimit-Limit': components['headers']['RateLimit-Limit'];
          readonly 'RateLimit-Remaining': components['headers']['RateLimit-Remaining'];
          readonly 'RateLimit-Reset': components['headers']['RateLimit-Reset'];
          readonly 'X-Request-Id': components['headers']['X-Request-Id'];
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['CodePlan'];
        };
      };
      readonly 400: components['responses']['BadRequest.file.request'];
      readonly 401: components['responses']['Unauthorized.auth.2'];
      readonly 403: components['responses']['Forbidden.auth.file.session'];
      readonly 404: components['responses']['NotFound.code.file.session'];
      readonly 408: components['responses']['TooSlow.request-too-slow'];
      readonly 409: components['responses']['Conflict.code.file.record'];
      readonly 410: components['responses']['Gone.workspace-replaced'];
      readonly 412: components['responses']['PreconditionFailed.file-changed'];
      readonly 413: components['responses']['ContentTooLarge.code.file.record'];
      readonly 414: components['responses']['TargetTooLong.request-target-too-long'];
      readonly 415: components['responses']['UnsupportedMediaType.request-unsupported-media-type'];
      readonly 422: components['responses']['Unsupported.code.runtime.storage'];
      readonly 429: components['responses']['TooManyRequests.request.workspace'];
      readonly 431: components['responses']['HeadersTooLarge.request-headers-too-large'];
      readonly 500: components['responses']['Failed.code.file.runtime'];
      readonly 502: components['responses']['BadGateway.connection-protocol'];
      readonly 503: components['responses']['Unavailable.auth.code.connection'];
      readonly 504: components['responses']['TimedOut.code.request.runtime'];
      readonly 507: components['responses']['NoRoom.file.storage'];
    };
  };
  readonly undoCodePlan: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path: {
        /** @example ses_01arz3ndektsv4rrffq69g5fav */
        readonly id: string;
        /** @example pln_01arz3ndektsv4rrffq69g5fav */
        readonly planId: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Done. */
      readonly 200: {
        headers: {
          readonly 'RateLimit-Limit': components['headers']['RateLimit-Limit'];
          readonly 'RateLimit-Remaining': components['headers']['RateLimit-Remaining'];
          readonly 'RateLimit-Reset': components['headers']['RateLimit-Reset'];
          readonly 'X-Request-Id': components['headers']['X-Request-Id'];
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['CodePlan'];
        };
      };
      readonly 400: components['responses']['BadRequest.file.request'];
      readonly 401: components['responses']['Unauthorized.auth.2'];
      readonly 403: components['responses']['Forbidden.auth.file.session'];
      readonly 404: components['responses']['NotFound.code.file.session'];
      readonly 408: components['responses']['TooSlow.request-too-slow'];
      readonly 409: components['responses']['Conflict.code.file.record'];
      readonly 410: components['responses']['Gone.workspace-replaced'];
      readonly 412: components['responses']['PreconditionFailed.file-changed'];
      readonly 413: components['responses']['ContentTooLarge.code.file.record'];
      readonly 414: components['responses']['TargetTooLong.request-target-too-long'];
      readonly 415: components['responses']['UnsupportedMediaType.request-unsupported-media-type'];
      readonly 422: components['responses']['Unsupported.code.runtime.storage'];
      readonly 429: components['responses']['TooManyRequests.request.workspace'];
      readonly 431: components['responses']['HeadersTooLarge.request-headers-too-large'];
      readonly 500: components['responses']['Failed.code.file.runtime'];
      readonly 502: components['responses']['BadGateway.connection-protocol'];
      readonly 503: components['responses']['Unavailable.auth.code.connection'];
      readonly 504: components['responses']['TimedOut.code.request.runtime'];
      readonly 507: components['responses']['NoRoom.file.storage'];
    };
  };
  readonly queryCode: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path: {
        /** @example ses_01arz3ndektsv4rrffq69g5fav */
        readonly id: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        /**
         * @example {
         *       "type": "references",
         *       "path": "src/main.ts",
         *       "position": {
         *         "line": 3,
         *         "column": 10
         *       },
         *       "unsaved": [
         *         {
         *           "path": "src/main.ts",
         *           "text": "const a = 1;\n\nexport const total = a;\n"
         *         }
         *       ]
         *     }
         */
        readonly 'application/json': components['schemas']['AskCode'];
      };
    };
    readonly responses: {
      /** @description Done. */
      readonly 200: {
        headers: {
          readonly 'RateLimit-Limit': components['headers']['RateLimit-Limit'];
          readonly 'RateLimit-Remaining': components['headers']['RateLimit-Remaining'];
          readonly 'RateLimit-Reset': components['headers']['RateLimit-Reset'];
          readonly 'X-Request-Id': components['headers']['X-Request-Id'];
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['CodeAnswer'];
        };
      };
      readonly 400: components['responses']['BadRequest.file.request'];
      readonly 401: components['responses']['Unauthorized.auth.2'];
      readonly 403: components['responses']['Forbidden.auth.file.session'];
      readonly 404: components['responses']['NotFound.code.file.session'];
      readonly 408: components['responses']['TooSlow.request-too-slow'];
      readonly 409: components['responses']['Conflict.code.file.record'];
      readonly 410: components['responses']['Gone.workspace-replaced'];
      readonly 412: components['responses']['PreconditionFailed.file-changed'];
      readonly 413: components['responses']['ContentTooLarge.code.file.record'];
      readonly 414: components['responses']['TargetTooLong.request-target-too-long'];
      readonly 415: components['responses']['UnsupportedMediaType.request-unsupported-media-type'];
      readonly 422: components['responses']['Unsupported.code.runtime.storage'];
      readonly 429: components['responses']['TooManyRequests.request.workspace'];
      readonly 431: components['responses']['HeadersTooLarge.request-headers-too-large'];
      readonly 500: components['responses']['Failed.code.file.runtime'];
      readonly 502: components['responses']['BadGateway.connection-protocol'];
      readonly 503: components['responses']['Unavailable.auth.code.connection'];
      readonly 504: components['responses']['TimedOut.code.request.runtime'];
      readonly 507: components['responses']['NoRoom.file.storage'];
    };
  };
  readonly listCommands: {
    readonly parameters: {
      readonly query?: {
        /** @description `nextCursor` of the page before. It fits the same list with the same query alone. */
        readonly cursor?: string;
        /** @description How many items a page has at most. */
        readonly limit?: number;
      };
      readonly header?: never;
      readonly path: {
        /** @example ses_01arz3ndektsv4rrffq69g5fav */
        readonly id: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Done. */
      readonly 200: {
        headers: {
          readonly 'RateLimit-Limit': components['headers']['RateLimit-Limit'];
          readonly 'RateLimit-Remaining': components['headers']['RateLimit-Remaining'];
          readonly 'RateLimit-Reset': components['headers']['RateLimit-Reset'];
          readonly 'X-Request-Id': components['headers']['X-Request-Id'];
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['CommandPage'];
        };
      };
      readonly 400: components['responses']['BadRequest.file.request.2'];
      readonly 401: components['responses']['Unauthorized.auth.2'];
      readonly 403: components['responses']['Forbidden.auth.file.session'];
      readonly 404: components['responses']['NotFound.command.file.process'];
      readonly 408: components['responses']['TooSlow.request-too-slow'];
      readonly 409: components['responses']['Conflict.command.file.process'];
      readonly 410: components['responses']['Gone.workspace-replaced'];
      readonly 412: components['responses']['PreconditionFailed.file-changed'];
      readonly 413: components['responses']['ContentTooLarge.file.record.store'];
      readonly 414: components['responses']['TargetTooLong.request-target-too-long'];
      readonly 422: components['responses']['Unsupported.process.runtime.workspace'];
      readonly 429: components['responses']['TooManyRequests.command.request.workspace'];
      readonly 431: components['responses']['HeadersTooLarge.request-headers-too-large'];
      readonly 500: components['responses']['Failed.file.runtime.service.2'];
      readonly 502: components['responses']['BadGateway.connection-protocol'];
      readonly 503: components['responses']['Unavailable.auth.connection.rate-limit'];
      readonly 504: components['responses']['TimedOut.request.runtime'];
      readonly 507: components['responses']['NoRoom.file-no-space'];
    };
  };
  readonly runCommand: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path: {
        /** @example ses_01arz3ndektsv4rrffq69g5fav */
        readonly id: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        /**
         * @example {
         *       "argv": [
         *         "python3",
         *         "main.py"
         *       ],
         *       "timeoutMs": 10000
         *     }
         */
        readonly 'application/json': components['schemas']['RunCommand'];
      };
    };
    readonly responses: {
      /** @description Done. */
      readonly 200: {
        headers: {
          readonly 'RateLimit-Limit': components['headers']['RateLimit-Limit'];
          readonly 'RateLimit-Remaining': components['headers']['RateLimit-Remaining'];
          readonly 'RateLimit-Reset': components['headers']['RateLimit-Reset'];
          readonly 'X-Request-Id': components['headers']['X-Request-Id'];
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['CommandResult'];
        };
      };
      /** @description It is made. */
      readonly 201: {
        headers: {
          readonly Location: components['headers']['Location'];
          readonly 'RateLimit-Limit': components['headers']['RateLimit-Limit'];
          readonly 'RateLimit-Remaining': components['headers']['RateLimit-Remaining'];
          readonly 'RateLimit-Reset': components['headers']['RateLimit-Reset'];
          readonly 'X-Request-Id': components['headers']['X-Request-Id'];
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['StartedCommand'];
        };
      };
      readonly 400: components['responses']['BadRequest.file.request'];
      readonly 401: components['responses']['Unauthorized.auth.2'];
      readonly 403: components['responses']['Forbidden.auth.file.session'];
      readonly 404: components['responses']['NotFound.command.file.process'];
      readonly 408: components['responses']['TooSlow.request-too-slow'];
      readonly 409: components['responses']['Conflict.command.file.process'];
      readonly 410: components['responses']['Gone.workspace-replaced'];
      readonly 412: components['responses']['PreconditionFailed.file-changed'];
      readonly 413: components['responses']['ContentTooLarge.file.record.request.2'];
      readonly 414: components['responses']['TargetTooLong.request-target-too-long'];
      readonly 415: components['responses']['UnsupportedMediaType.request-unsupported-media-type'];
      readonly 422: components['responses']['Unsupported.process.runtime.workspace'];
      readonly 429: components['responses']['TooManyRequests.command.request.workspace'];
      readonly 431: components['responses']['HeadersTooLarge.request-headers-too-large'];
      readonly 500: components['responses']['Failed.file.runtime.service.2'];
      readonly 502: components['responses']['BadGateway.connection-protocol'];
      readonly 503: components['responses']['Unavailable.auth.connection.rate-limit'];
      readonly 504: components['responses']['TimedOut.request.runtime'];
      readonly 507: components['responses']['NoRoom.file-no-space'];
    };
  };
  readonly getCommand: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path: {
        /** @example cmd_01arz3ndektsv4rrffq69g5fav */
        readonly cid: string;
        /** @example ses_01arz3ndektsv4rrffq69g5fav */
        readonly id: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Done. */
      readonly 200: {
        headers: {
          readonly 'RateLimit-Limit': components['headers']['RateLimit-Limit'];
          readonly 'RateLimit-Remaining': components['headers']['RateLimit-Remaining'];
          readonly 'RateLimit-Reset': components['headers']['RateLimit-Reset'];
          readonly 'X-Request-Id': components['headers']['X-Request-Id'];
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['Command'];
        };
      };
      readonly 400: components['responses']['BadRequest.file.request.2'];
      readonly 401: components['responses']['Unauthorized.auth.2'];
      readonly 403: components['responses']['Forbidden.auth.file.session'];
      readonly 404: components['responses']['NotFound.command.file.process'];
      readonly 408: components['responses']['TooSlow.request-too-slow'];
      readonly 409: components['responses']['Conflict.command.file.process'];
      readonly 410: components['responses']['Gone.workspace-replaced'];
      readonly 412: components['responses']['PreconditionFailed.file-changed'];
      readonly 413: components['responses']['ContentTooLarge.file.record.store'];
      readonly 414: components['responses']['TargetTooLong.request-target-too-long'];
      readonly 422: components['responses']['Unsupported.process.runtime.workspace'];
      readonly 429: components['responses']['TooManyRequests.command.request.workspace'];
      readonly 431: components['responses']['HeadersTooLarge.request-headers-too-large'];
      readonly 500: components['responses']['Failed.file.runtime.service.2'];
      readonly 502: components['responses']['BadGateway.connection-protocol'];
      readonly 503: components['responses']['Unavailable.auth.connection.rate-limit'];
      readonly 504: components['responses']['TimedOut.request.runtime'];
      readonly 507: components['responses']['NoRoom.file-no-space'];
    };
  };
  readonly killCommand: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path: {
        /** @example cmd_01arz3ndektsv4rrffq69g5fav */
        readonly cid: string;
        /** @example ses_01arz3ndektsv4rrffq69g5fav */
        readonly id: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Done; there is nothing to say. */
      readonly 204: {
        headers: {
          readonly 'RateLimit-Limit': components['headers']['RateLimit-Limit'];
          readonly 'RateLimit-Remaining': components['headers']['RateLimit-Remaining'];
          readonly 'RateLimit-Reset': components['headers']['RateLimit-Reset'];
          readonly 'X-Request-Id': components['headers']['X-Request-Id'];
          readonly [name: string]: unknown;
        };
        content?: never;
      };
      readonly 400: components['responses']['BadRequest.file.request'];
      readonly 401: components['responses']['Unauthorized.auth.2'];
      readonly 403: components['responses']['Forbidden.auth.file.session'];
      readonly 404: components['responses']['NotFound.command.file.process'];
      readonly 408: components['responses']['TooSlow.request-too-slow'];
      readonly 409: components['responses']['Conflict.command.file.process'];
      readonly 410: components['responses']['Gone.workspace-replaced'];
      readonly 412: components['responses']['PreconditionFailed.file-changed'];
      readonly 413: components['responses']['ContentTooLarge.file.record.request.2'];
      readonly 414: components['responses']['TargetTooLong.request-target-too-long'];
      readonly 415: components['responses']['UnsupportedMediaType.request-unsupported-media-type'];
      readonly 422: components['responses']['Unsupported.process.runtime.workspace'];
      readonly 429: components['responses']['TooManyRequests.command.request.workspace'];
      readonly 431: components['responses']['HeadersTooLarge.request-headers-too-large'];
      readonly 500: components['responses']['Failed.file.runtime.service.2'];
      readonly 502: components['responses']['BadGateway.connection-protocol'];
      readonly 503: components['responses']['Unavailable.auth.connection.rate-limit'];
      readonly 504: components['responses']['TimedOut.request.runtime'];
      readonly 507: components['responses']['NoRoom.file-no-space'];
    };
  };
  readonly followOutput: {
    readonly parameters: {
      readonly query?: {
        /** @description Where to begin. Events from there on are answered, those first that are there. */
        readonly from?: number;
      };
      readonly header?: {
        /** @description The id of the last event that was seen. It stands before what the query says. */
        readonly 'Last-Event-ID'?: string;
      };
      readonly path: {
        /** @example cmd_01arz3ndektsv4rrffq69g5fav */
        readonly cid: string;
        /** @example ses_01arz3ndektsv4rrffq69g5fav */
        readonly id: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Done. */
      readonly 200: {
        headers: {
          readonly 'RateLimit-Limit': components['headers']['RateLimit-Limit'];
          readonly 'RateLimit-Remaining': components['headers']['RateLimit-Remaining'];
          readonly 'RateLimit-Reset': components['headers']['RateLimit-Reset'];
          readonly 'X-Request-Id': components['headers']['X-Request-Id'];
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'text/event-stream': string;
        };
      };
      readonly 400: components['responses']['BadRequest.file.request.2'];
      readonly 401: components['responses']['Unauthorized.auth.2'];
      readonly 403: components['responses']['Forbidden.auth.file.session'];
      readonly 404: components['responses']['NotFound.command.file.process'];
      readonly 408: components['responses']['TooSlow.request-too-slow'];
      readonly 409: components['responses']['Conflict.command.file.process'];
      readonly 410: components['responses']['Gone.workspace-replaced'];
      readonly 412: components['responses']['PreconditionFailed.file-changed'];
      readonly 413: components['responses']['ContentTooLarge.file.record.store'];
      readonly 414: components['responses']['TargetTooLong.request-target-too-long'];
      readonly 422: components['responses']['Unsupported.process.runtime.workspace'];
      readonly 429: components['responses']['TooManyRequests.command.request.workspace.2'];
      readonly 431: components['responses']['HeadersTooLarge.request-headers-too-large'];
      readonly 500: components['responses']['Failed.file.runtime.service.2'];
      readonly 502: components['responses']['BadGateway.connection-protocol'];
      readonly 503: components['responses']['Unavailable.auth.connection.rate-limit'];
      readonly 504: components['responses']['TimedOut.runtime-timed-out'];
      readonly 507: components['responses']['NoRoom.file-no-space'];
    };
  };
  readonly sendSignal: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path: {
        /** @example cmd_01arz3ndektsv4rrffq69g5fav */
        readonly cid: string;
        /** @example ses_01arz3ndektsv4rrffq69g5fav */
        readonly id: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        /**
         * @example {
         *       "signal": "SIGTERM"
         *     }
         */
        readonly 'application/json': components['schemas']['SendSignal'];
      };
    };
    readonly responses: {
      /** @description Done; there is nothing to say. */
      readonly 204: {
        headers: {
          readonly 'RateLimit-Limit': components['headers']['RateLimit-Limit'];
          readonly 'RateLimit-Remaining': components['headers']['RateLimit-Remaining'];
          readonly 'RateLimit-Reset': components['headers']['RateLimit-Reset'];
          readonly 'X-Request-Id': components['headers']['X-Request-Id'];
          readonly [name: string]: unknown;
        };
        content?: never;
      };
      readonly 400: components['responses']['BadRequest.file.request'];
      readonly 401: components['responses']['Unauthorized.auth.2'];
      readonly 403: components['responses']['Forbidden.auth.file.session'];
      readonly 404: components['responses']['NotFound.command.file.process'];
      readonly 408: components['responses']['TooSlow.request-too-slow'];
      readonly 409: components['responses']['Conflict.command.file.process'];
      readonly 410: components['responses']['Gone.workspace-replaced'];
      readonly 412: components['responses']['PreconditionFailed.file-changed'];
      readonly 413: components['responses']['ContentTooLarge.file.record.request.2'];
      readonly 414: components['responses']['TargetTooLong.request-target-too-long'];
      readonly 415: components['responses']['UnsupportedMediaType.request-unsupported-media-type'];
      readonly 422: components['responses']['Unsupported.process.runtime.workspace'];
      readonly 429: components['responses']['TooManyRequests.command.request.workspace'];
      readonly 431: components['responses']['HeadersTooLarge.request-headers-too-large'];
      readonly 500: components['responses']['Failed.file.runtime.service.2'];
      readonly 502: components['responses']['BadGateway.connection-protocol'];
      readonly 503: components['responses']['Unavailable.auth.connection.rate-limit'];
      readonly 504: components['responses']['TimedOut.request.runtime'];
      readonly 507: components['responses']['NoRoom.file-no-space'];
    };
  };
  readonly writeInput: {
    readonly parameters: {
      readonly query?: {
        /** @description Whether the input is closed behind these bytes. */
        readonly end?: boolean;
      };
      readonly header?: never;
      readonly path: {
        /** @example cmd_01arz3ndektsv4rrffq69g5fav */
        readonly cid: string;
        /** @example ses_01arz3ndektsv4rrffq69g5fav */
        readonly id: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        readonly 'application/octet-stream': string;
      };
    };
    readonly responses: {
      /** @description Done; there is nothing to say. */
      readonly 204: {
        headers: {
          readonly 'RateLimit-Limit': components['headers']['RateLimit-Limit'];
          readonly 'RateLimit-Remaining': components['headers']['RateLimit-Remaining'];
          readonly 'RateLimit-Reset': components['headers']['RateLimit-Reset'];
          readonly 'X-Request-Id': components['headers']['X-Request-Id'];
          readonly [name: string]: unknown;
        };
        content?: never;
      };
      readonly 400: components['responses']['BadRequest.file.request'];
      readonly 401: components['responses']['Unauthorized.auth.2'];
      readonly 403: components['responses']['Forbidden.auth.file.session'];
      readonly 404: components['responses']['NotFound.command.file.process'];
      readonly 408: components['responses']['TooSlow.request-too-slow'];
      readonly 409: components['responses']['Conflict.command.file.process'];
      readonly 410: components['responses']['Gone.workspace-replaced'];
      readonly 412: components['responses']['PreconditionFailed.file-changed'];
      readonly 413: components['responses']['ContentTooLarge.file.record.request.2'];
      readonly 414: components['responses']['TargetTooLong.request-target-too-long'];
      readonly 415: components['responses']['UnsupportedMediaType.request-unsupported-media-type'];
      readonly 422: components['responses']['Unsupported.process.runtime.workspace'];
      readonly 429: components['responses']['TooManyRequests.command.request.workspace'];
      readonly 431: components['responses']['HeadersTooLarge.request-headers-too-large'];
      readonly 500: components['responses']['Failed.file.runtime.service.2'];
      readonly 502: components['responses']['BadGateway.connection-protocol'];
      readonly 503: components['responses']['Unavailable.auth.connection.rate-limit'];
      readonly 504: components['responses']['TimedOut.request.runtime'];
      readonly 507: components['responses']['NoRoom.file-no-space'];
    };
  };
  readonly listDocuments: {
    readonly parameters: {
      readonly query?: {
        /** @description `nextCursor` of the page before. It fits the same list with the same query alone. */
        readonly cursor?: string;
        /** @description How many items a page has at most. */
        readonly limit?: number;
      };
      readonly header?: never;
      readonly path: {
        /** @example ses_01arz3ndektsv4rrffq69g5fav */
        readonly id: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Done. */
      readonly 200: {
        headers: {
          readonly 'RateLimit-Limit': components['headers']['RateLimit-Limit'];
          readonly 'RateLimit-Remaining': components['headers']['RateLimit-Remaining'];
          readonly 'RateLimit-Reset': components['headers']['RateLimit-Reset'];
          readonly 'X-Request-Id': components['headers']['X-Request-Id'];
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['DocumentPage'];
        };
      };
      readonly 400: components['responses']['BadRequest.document.request.2'];
      readonly 401: components['responses']['Unauthorized.auth.2'];
      readonly 403: components['responses']['Forbidden.auth.document.session'];
      readonly 404: components['responses']['NotFound.document.session'];
      readonly 408: components['responses']['TooSlow.request-too-slow'];
      readonly 409: components['responses']['Conflict.document.record.session'];
      readonly 413: components['responses']['ContentTooLarge.document.record.store'];
      readonly 414: components['responses']['TargetTooLong.request-target-too-long'];
      readonly 429: components['responses']['TooManyRequests.document.request'];
      readonly 431: components['responses']['HeadersTooLarge.request-headers-too-large'];
      readonly 500: components['responses']['Failed.service.store'];
      readonly 503: components['responses']['Unavailable.auth.document.rate-limit'];
      readonly 504: components['responses']['TimedOut.request-timed-out'];
    };
  };
  readonly getDocument: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path: {
        /** @example ses_01arz3ndektsv4rrffq69g5fav */
        readonly id: string;
        /**
         * @description The name of a document: segments of `A-Za-z0-9._~-` joined by `/`, percent-encoded.
         * @example notes.md
         */
        readonly name: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Done. */
      readonly 200: {
        headers: {
          readonly 'RateLimit-Limit': components['headers']['RateLimit-Limit'];
          readonly 'RateLimit-Remaining': components['headers']['RateLimit-Remaining'];
          readonly 'RateLimit-Reset': components['headers']['RateLimit-Reset'];
          readonly 'X-Request-Id': components['headers']['X-Request-Id'];
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['Document'];
        };
      };
      readonly 400: components['responses']['BadRequest.document.request.2'];
      readonly 401: components['responses']['Unauthorized.auth.2'];
      readonly 403: components['responses']['Forbidden.auth.document.session'];
      readonly 404: components['responses']['NotFound.document.session'];
      readonly 408: components['responses']['TooSlow.request-too-slow'];
      readonly 409: components['responses']['Conflict.document.record.session'];
      readonly 413: components['responses']['ContentTooLarge.document.record.store'];
      readonly 414: components['responses']['TargetTooLong.request-target-too-long'];
      readonly 429: components['responses']['TooManyRequests.document.request'];
      readonly 431: components['responses']['HeadersTooLarge.request-headers-too-large'];
      readonly 500: components['responses']['Failed.service.store'];
      readonly 503: components['responses']['Unavailable.auth.document.rate-limit'];
      readonly 504: components['responses']['TimedOut.request-timed-out'];
    };
  };
  readonly removeDocument: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path: {
        /** @example ses_01arz3ndektsv4rrffq69g5fav */
        readonly id: string;
        /**
         * @description The name of a document: segments of `A-Za-z0-9._~-` joined by `/`, percent-encoded.
         * @example notes.md
         */
        readonly name: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Done; there is nothing to say. */
      readonly 204: {
        headers: {
          readonly 'RateLimit-Limit': components['headers']['RateLimit-Limit'];
          readonly 'RateLimit-Remaining': components['headers']['RateLimit-Remaining'];
          readonly 'RateLimit-Reset': components['headers']['RateLimit-Reset'];
          readonly 'X-Request-Id': components['headers']['X-Request-Id'];
          readonly [name: string]: unknown;
        };
        content?: never;
      };
      readonly 400: components['responses']['BadRequest.document.request'];
      readonly 401: components['responses']['Unauthorized.auth.2'];
      readonly 403: components['responses']['Forbidden.auth.document.session'];
      readonly 404: components['responses']['NotFound.document.session'];
      readonly 408: components['responses']['TooSlow.request-too-slow'];
      readonly 409: components['responses']['Conflict.document.record.session'];
      readonly 413: components['responses']['ContentTooLarge.document.record.request.2'];
      readonly 414: components['responses']['TargetTooLong.request-target-too-long'];
      readonly 415: components['responses']['UnsupportedMediaType.request-unsupported-media-type'];
      readonly 429: components['responses']['TooManyRequests.document.request'];
      readonly 431: components['responses']['HeadersTooLarge.request-headers-too-large'];
      readonly 500: components['responses']['Failed.service.store'];
      readonly 503: components['responses']['Unavailable.auth.document.rate-limit'];
      readonly 504: components['responses']['TimedOut.request-timed-out'];
    };
  };
  readonly listDocumentClients: {
    readonly parameters: {
      readonly query?: {
        /** @description `nextCursor` of the page before. It fits the same list with the same query alone. */
        readonly cursor?: string;
        /** @description How many items a page has at most. */
        readonly limit?: number;
      };
      readonly header?: never;
      readonly path: {
        /** @example ses_01arz3ndektsv4rrffq69g5fav */
        readonly id: string;
        /**
         * @description The name of a document: segments of `A-Za-z0-9._~-` joined by `/`, percent-encoded.
         * @example notes.md
         */
        readonly name: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Done. */
      readonly 200: {
        headers: {
          readonly 'RateLimit-Limit': components['headers']['RateLimit-Limit'];
          readonly 'RateLimit-Remaining': components['headers']['RateLimit-Remaining'];
          readonly 'RateLimit-Reset': components['headers']['RateLimit-Reset'];
          readonly 'X-Request-Id': components['headers']['X-Request-Id'];
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['DocumentClientPage'];
        };
      };
      readonly 400: components['responses']['BadRequest.document.request.2'];
      readonly 401: components['responses']['Unauthorized.auth.2'];
      readonly 403: components['responses']['Forbidden.auth.document.session'];
      readonly 404: components['responses']['NotFound.document.session'];
      readonly 408: components['responses']['TooSlow.request-too-slow'];
      readonly 409: components['responses']['Conflict.document.record.session'];
      readonly 413: components['responses']['ContentTooLarge.document.record.store'];
      readonly 414: components['responses']['TargetTooLong.request-target-too-long'];
      readonly 429: components['responses']['TooManyRequests.document.request'];
      readonly 431: components['responses']['HeadersTooLarge.request-headers-too-large'];
      readonly 500: components['responses']['Failed.service.store'];
      readonly 503: components['responses']['Unavailable.auth.document.rate-limit'];
      readonly 504: components['responses']['TimedOut.request-timed-out'];
    };
  };
  readonly getDocumentFile: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path: {
        /** @example ses_01arz3ndektsv4rrffq69g5fav */
        readonly id: string;
        /**
         * @description The name of a document: segments of `A-Za-z0-9._~-` joined by `/`, percent-encoded.
         * @example notes.md
         */
        readonly name: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Done. */
      readonly 200: {
        headers: {
          readonly 'RateLimit-Limit': components['headers']['RateLimit-Limit'];
          readonly 'RateLimit-Remaining': components['headers']['RateLimit-Remaining'];
          readonly 'RateLimit-Reset': components['headers']['RateLimit-Reset'];
          readonly 'X-Request-Id': components['headers']['X-Request-Id'];
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['DocumentFile'];
        };
      };
      readonly 400: components['responses']['BadRequest.document.request.2'];
      readonly 401: components['responses']['Unauthorized.auth.2'];
      readonly 403: components['responses']['Forbidden.auth.document.session'];
      readonly 404: components['responses']['NotFound.document-file.document.session'];
      readonly 408: components['responses']['TooSlow.request-too-slow'];
      readonly 409: components['responses']['Conflict.document-file.document.record'];
      readonly 410: components['responses']['Gone.workspace-replaced'];
      readonly 413: components['responses']['ContentTooLarge.document.record.storage'];
      readonly 414: components['responses']['TargetTooLong.request-target-too-long'];
      readonly 422: components['responses']['Unsupported.runtime.storage.workspace'];
      readonly 429: components['responses']['TooManyRequests.document.request.workspace'];
      readonly 431: components['responses']['HeadersTooLarge.request-headers-too-large'];
      readonly 500: components['responses']['Failed.runtime.service.storage'];
      readonly 502: components['responses']['BadGateway.connection-protocol'];
      readonly 503: components['responses']['Unavailable.auth.connection.document'];
      readonly 504: components['responses']['TimedOut.request.runtime'];
      readonly 507: components['responses']['NoRoom.storage-full'];
    };
  };
  readonly bindDocumentFile: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path: {
        /** @example ses_01arz3ndektsv4rrffq69g5fav */
        readonly id: string;
        /**
         * @description The name of a document: segments of `A-Za-z0-9._~-` joined by `/`, percent-encoded.
         * @example notes.md
         */
        readonly name: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        /**
         * @example {
         *       "path": "src/main.ts",
         *       "prefer": "file"
         *     }
         */
        readonly 'application/json': components['schemas']['BindDocumentFile'];
      };
    };
    readonly responses: {
      /** @description Done. */
      readonly 200: {
        headers: {
          readonly 'RateLimit-Limit': components['headers']['RateLimit-Limit'];
          readonly 'RateLimit-Remaining': components['headers']['RateLimit-Remaining'];
          readonly 'RateLimit-Reset': components['headers']['RateLimit-Reset'];
          readonly 'X-Request-Id': components['headers']['X-Request-Id'];
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['DocumentFile'];
        };
      };
      readonly 400: components['responses']['BadRequest.document.request'];
      readonly 401: components['responses']['Unauthorized.auth.2'];
      readonly 403: components['responses']['Forbidden.auth.document.session'];
      readonly 404: components['responses']['NotFound.document-file.document.session'];
      readonly 408: components['responses']['TooSlow.request-too-slow'];
      readonly 409: components['responses']['Conflict.document-file.document.record'];
      readonly 410: components['responses']['Gone.workspace-replaced'];
      readonly 413: components['responses']['ContentTooLarge.document.record.request'];
      readonly 414: components['responses']['TargetTooLong.request-target-too-long'];
      readonly 415: components['responses']['UnsupportedMediaType.request-unsupported-media-type'];
      readonly 422: components['responses']['Unsupported.runtime.storage.workspace'];
      readonly 429: components['responses']['TooManyRequests.document.request.workspace'];
      readonly 431: components['responses']['HeadersTooLarge.request-headers-too-large'];
      readonly 500: components['responses']['Failed.runtime.service.storage'];
      readonly 502: components['responses']['BadGateway.connection-protocol'];
      readonly 503: components['responses']['Unavailable.auth.connection.document'];
      readonly 504: components['responses']['TimedOut.request.runtime'];
      readonly 507: components['responses']['NoRoom.storage-full'];
    };
  };
  readonly unbindDocumentFile: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path: {
        /** @example ses_01arz3ndektsv4rrffq69g5fav */
        readonly id: string;
        /**
         * @description The name of a document: segments of `A-Za-z0-9._~-` joined by `/`, percent-encoded.
         * @example notes.md
         */
        readonly name: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Done; there is nothing to say. */
      readonly 204: {
        headers: {
          readonly 'RateLimit-Limit': components['headers']['RateLimit-Limit'];
          readonly 'RateLimit-Remaining': components['headers']['RateLimit-Remaining'];
          readonly 'RateLimit-Reset': components['headers']['RateLimit-Reset'];
          readonly 'X-Request-Id': components['headers']['X-Request-Id'];
          readonly [name: string]: unknown;
        };
        content?: never;
      };
      readonly 400: components['responses']['BadRequest.document.request'];
      readonly 401: components['responses']['Unauthorized.auth.2'];
      readonly 403: components['responses']['Forbidden.auth.document.session'];
      readonly 404: components['responses']['NotFound.document-file.document.session'];
      readonly 408: components['responses']['TooSlow.request-too-slow'];
      readonly 409: components['responses']['Conflict.document-file.document.record'];
      readonly 410: components['responses']['Gone.workspace-replaced'];
      readonly 413: components['responses']['ContentTooLarge.document.record.request'];
      readonly 414: components['responses']['TargetTooLong.request-target-too-long'];
      readonly 415: components['responses']['UnsupportedMediaType.request-unsupported-media-type'];
      readonly 422: components['responses']['Unsupported.runtime.storage.workspace'];
      readonly 429: components['responses']['TooManyRequests.document.request.workspace'];
      readonly 431: components['responses']['HeadersTooLarge.request-headers-too-large'];
      readonly 500: components['responses']['Failed.runtime.service.storage'];
      readonly 502: components['responses']['BadGateway.connection-protocol'];
      readonly 503: components['responses']['Unavailable.auth.connection.document'];
      readonly 504: components['responses']['TimedOut.request.runtime'];
      readonly 507: components['responses']['NoRoom.storage-full'];
    };
  };
  readonly syncDocument: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path: {
        /** @example ses_01arz3ndektsv4rrffq69g5fav */
        readonly id: string;
        /**
         * @description The name of a document: segments of `A-Za-z0-9._~-` joined by `/`, percent-encoded.
         * @example notes.md
         */
        readonly name: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        /**
         * @example {
         *       "clientId": "tab-1",
         *       "since": 0,
         *       "updates": [
         *         "AQEBAAQBAWEFaGVsbG8A"
         *       ],
         *       "device": "laptop"
         *     }
         */
        readonly 'application/json': components['schemas']['SyncDocument'];
      };
    };
    readonly responses: {
      /** @description Done. */
      readonly 200: {
        headers: {
          readonly 'RateLimit-Limit': components['headers']['RateLimit-Limit'];
          readonly 'RateLimit-Remaining': components['headers']['RateLimit-Remaining'];
          readonly 'RateLimit-Reset': components['headers']['RateLimit-Reset'];
          readonly 'X-Request-Id': components['headers']['X-Request-Id'];
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['SyncedDocument'];
        };
      };
      readonly 400: components['responses']['BadRequest.document.request'];
      readonly 401: components['responses']['Unauthorized.auth.2'];
      readonly 403: components['responses']['Forbidden.auth.document.session'];
      readonly 404: components['responses']['NotFound.document.session'];
      readonly 408: components['responses']['TooSlow.request-too-slow'];
      readonly 409: components['responses']['Conflict.document.record.session'];
      readonly 413: components['responses']['ContentTooLarge.document.record.request.2'];
      readonly 414: components['responses']['TargetTooLong.request-target-too-long'];
      readonly 415: components['responses']['UnsupportedMediaType.request-unsupported-media-type'];
      readonly 429: components['responses']['TooManyRequests.document.request'];
      readonly 431: components['responses']['HeadersTooLarge.request-headers-too-large'];
      readonly 500: components['responses']['Failed.service.store'];
      readonly 503: components['responses']['Unavailable.auth.document.rate-limit'];
      readonly 504: components['responses']['TimedOut.request-timed-out'];
    };
  };
  readonly listDocumentVersions: {
    readonly parameters: {
      readonly query?: {
        /** @description `nextCursor` of the page before. It fits the same list with the same query alone. */
        readonly cursor?: string;
        /** @description How many items a page has at most. */
        readonly limit?: number;
      };
      readonly header?: never;
      readonly path: {
        /** @example ses_01arz3ndektsv4rrffq69g5fav */
        readonly id: string;
        /**
         * @description The name of a document: segments of `A-Za-z0-9._~-` joined by `/`, percent-encoded.
         * @example notes.md
         */
        readonly name: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Done. */
      readonly 200: {
        headers: {
          readonly 'RateLimit-Limit': components['headers']['RateLimit-Limit'];
          readonly 'RateLimit-Remaining': components['headers']['RateLimit-Remaining'];
          readonly 'RateLimit-Reset': components['headers']['RateLimit-Reset'];
          readonly 'X-Request-Id': components['headers']['X-Request-Id'];
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['DocumentVersionPage'];
        };
      };
      readonly 400: components['responses']['BadRequest.document.request.2'];
      readonly 401: components['responses']['Unauthorized.auth.2'];
      readonly 403: components['responses']['Forbidden.auth.document.session'];
      readonly 404: components['responses']['NotFound.document.session'];
      readonly 408: components['responses']['TooSlow.request-too-slow'];
      readonly 409: components['responses']['Conflict.document.record.session'];
      readonly 413: components['responses']['ContentTooLarge.document.record.store'];
      readonly 414: components['responses']['TargetTooLong.request-target-too-long'];
      readonly 429: components['responses']['TooManyRequests.document.request'];
      readonly 431: components['responses']['HeadersTooLarge.request-headers-too-large'];
      readonly 500: components['responses']['Failed.service.store'];
      readonly 503: components['responses']['Unavailable.auth.document.rate-limit'];
      readonly 504: components['responses']['TimedOut.request-timed-out'];
    };
  };
  readonly createDocumentVersion: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path: {
        /** @example ses_01arz3ndektsv4rrffq69g5fav */
        readonly id: string;
        /**
         * @description The name of a document: segments of `A-Za-z0-9._~-` joined by `/`, percent-encoded.
         * @example notes.md
         */
        readonly name: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: {
      readonly content: {
        /**
         * @example {
         *       "label": "before the review"
         *     }
         */
        readonly 'application/json': components['schemas']['CreateDocumentVersion'];
      };
    };
    readonly responses: {
      /** @description It is made. */
      readonly 201: {
        headers: {
          readonly 'RateLimit-Limit': components['headers']['RateLimit-Limit'];
          readonly 'RateLimit-Remaining': components['headers']['RateLimit-Remaining'];
          readonly 'RateLimit-Reset': components['headers']['RateLimit-Reset'];
          readonly 'X-Request-Id': components['headers']['X-Request-Id'];
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['DocumentVersion'];
        };
      };
      readonly 400: components['responses']['BadRequest.document.request'];
      readonly 401: components['responses']['Unauthorized.auth.2'];
      readonly 403: components['responses']['Forbidden.auth.document.session'];
      readonly 404: components['responses']['NotFound.document.session'];
      readonly 408: components['responses']['TooSlow.request-too-slow'];
      readonly 409: components['responses']['Conflict.document.record.session'];
      readonly 413: components['responses']['ContentTooLarge.document.record.request.2'];
      readonly 414: components['responses']['TargetTooLong.request-target-too-long'];
      readonly 415: components['responses']['UnsupportedMediaType.request-unsupported-media-type'];
      readonly 429: components['responses']['TooManyRequests.document.request'];
      readonly 431: components['responses']['HeadersTooLarge.request-headers-too-large'];
      readonly 500: components['responses']['Failed.service.store'];
      readonly 503: components['responses']['Unavailable.auth.document.rate-limit'];
      readonly 504: components['responses']['TimedOut.request-timed-out'];
    };
  };
  readonly getDocumentVersion: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path: {
        /** @example ses_01arz3ndektsv4rrffq69g5fav */
        readonly id: string;
        /**
         * @description The name of a document: segments of `A-Za-z0-9._~-` joined by `/`, percent-encoded.
         * @example notes.md
         */
        readonly name: string;
        /** @example dvr_01arz3ndektsv4rrffq69g5fav */
        readonly version: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Done. */
      readonly 200: {
        headers: {
          readonly 'RateLimit-Limit': components['headers']['RateLimit-Limit'];
          readonly 'RateLimit-Remaining': components['headers']['RateLimit-Remaining'];
          readonly 'RateLimit-Reset': components['headers']['RateLimit-Reset'];
          readonly 'X-Request-Id': components['headers']['X-Request-Id'];
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['DocumentSnapshot'];
        };
      };
      readonly 400: components['responses']['BadRequest.document.request.2'];
      readonly 401: components['responses']['Unauthorized.auth.2'];
      readonly 403: components['responses']['Forbidden.auth.document.session'];
      readonly 404: components['responses']['NotFound.document.session'];
      readonly 408: components['responses']['TooSlow.request-too-slow'];
      readonly 409: components['responses']['Conflict.document.record.session'];
      readonly 413: components['responses']['ContentTooLarge.document.record.store'];
      readonly 414: components['responses']['TargetTooLong.request-target-too-long'];
      readonly 429: components['responses']['TooManyRequests.document.request'];
      readonly 431: components['responses']['HeadersTooLarge.request-headers-too-large'];
      readonly 500: components['responses']['Failed.service.store'];
      readonly 503: components['responses']['Unavailable.auth.document.rate-limit'];
      readonly 504: components['responses']['TimedOut.request-timed-out'];
    };
  };
  readonly restoreDocumentVersion: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path: {
        /** @example ses_01arz3ndektsv4rrffq69g5fav */
        readonly id: string;
        /**
         * @description The name of a document: segments of `A-Za-z0-9._~-` joined by `/`, percent-encoded.
         * @example notes.md
         */
        readonly name: string;
        /** @example dvr_01arz3ndektsv4rrffq69g5fav */
        readonly version: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Done. */
      readonly 200: {
        headers: {
          readonly 'RateLimit-Limit': components['headers']['RateLimit-Limit'];
          readonly 'RateLimit-Remaining': components['headers']['RateLimit-Remaining'];
          readonly 'RateLimit-Reset': components['headers']['RateLimit-Reset'];
          readonly 'X-Request-Id': components['headers']['X-Request-Id'];
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['Document'];
        };
      };
      readonly 400: components['responses']['BadRequest.document.request'];
      readonly 401: components['responses']['Unauthorized.auth.2'];
      readonly 403: components['responses']['Forbidden.auth.document.session'];
      readonly 404: components['responses']['NotFound.document.session'];
      readonly 408: components['responses']['TooSlow.request-too-slow'];
      readonly 409: components['responses']['Conflict.document.record.session'];
      readonly 413: components['responses']['ContentTooLarge.document.record.request.2'];
      readonly 414: components['responses']['TargetTooLong.request-target-too-long'];
      readonly 415: components['responses']['UnsupportedMediaType.request-unsupported-media-type'];
      readonly 429: components['responses']['TooManyRequests.document.request'];
      readonly 431: components['responses']['HeadersTooLarge.request-headers-too-large'];
      readonly 500: components['responses']['Failed.service.store'];
      readonly 503: components['responses']['Unavailable.auth.document.rate-limit'];
      readonly 504: components['responses']['TimedOut.request-timed-out'];
    };
  };
  readonly listFiles: {
    readonly parameters: {
      readonly query?: {
        /** @description `nextCursor` of the page before. It fits the same list with the same query alone. */
        readonly cursor?: string;
        /** @description How many items a page has at most. */
        readonly limit?: number;
        /** @description A path in the workspace, without a slash at its beginning. */
        readonly path?: string;
        readonly recursive?: boolean;
      };
      readonly header?: never;
      readonly path: {
        /** @example ses_01arz3ndektsv4rrffq69g5fav */
        readonly id: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Done. */
      readonly 200: {
        headers: {
          readonly 'RateLimit-Limit': components['headers']['RateLimit-Limit'];
          readonly 'RateLimit-Remaining': components['headers']['RateLimit-Remaining'];
          readonly 'RateLimit-Reset': components['headers']['RateLimit-Reset'];
          readonly 'X-Request-Id': components['headers']['X-Request-Id'];
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['FileEntryPage'];
        };
      };
      readonly 400: components['responses']['BadRequest.file.request.2'];
      readonly 401: components['responses']['Unauthorized.auth.2'];
      readonly 403: components['responses']['Forbidden.auth.file.session'];
      readonly 404: components['responses']['NotFound.file.session'];
      readonly 408: components['responses']['TooSlow.request-too-slow'];
      readonly 409: components['responses']['Conflict.file.record.session'];
      readonly 410: components['responses']['Gone.workspace-replaced'];
      readonly 412: components['responses']['PreconditionFailed.file-changed'];
      readonly 413: components['responses']['ContentTooLarge.file.record.storage'];
      readonly 414: components['responses']['TargetTooLong.request-target-too-long'];
      readonly 422: components['responses']['Unsupported.runtime.storage.workspace'];
      readonly 429: components['responses']['TooManyRequests.request.workspace'];
      readonly 431: components['responses']['HeadersTooLarge.request-headers-too-large'];
      readonly 500: components['responses']['Failed.file.runtime.service'];
      readonly 502: components['responses']['BadGateway.connection-protocol'];
      readonly 503: components['responses']['Unavailable.auth.connection.rate-limit.2'];
      readonly 504: components['responses']['TimedOut.request.runtime'];
      readonly 507: components['responses']['NoRoom.file.storage'];
    };
  };
  readonly removeFile: {
    readonly parameters: {
      readonly query: {
        /** @description A path in the workspace, without a slash at its beginning. */
        readonly path: string;
      };
      readonly header?: never;
      readonly path: {
        /** @example ses_01arz3ndektsv4rrffq69g5fav */
        readonly id: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Done; there is nothing to say. */
      readonly 204: {
        headers: {
          readonly 'RateLimit-Limit': components['headers']['RateLimit-Limit'];
          readonly 'RateLimit-Remaining': components['headers']['RateLimit-Remaining'];
          readonly 'RateLimit-Reset': components['headers']['RateLimit-Reset'];
          readonly 'X-Request-Id': components['headers']['X-Request-Id'];
          readonly [name: string]: unknown;
        };
        content?: never;
      };
      readonly 400: components['responses']['BadRequest.file.request'];
      readonly 401: components['responses']['Unauthorized.auth.2'];
      readonly 403: components['responses']['Forbidden.auth.file.session'];
      readonly 404: components['responses']['NotFound.file.session'];
      readonly 408: components['responses']['TooSlow.request-too-slow'];
      readonly 409: components['responses']['Conflict.file.record.session'];
      readonly 410: components['responses']['Gone.workspace-replaced'];
      readonly 412: components['responses']['PreconditionFailed.file-changed'];
      readonly 413: components['responses']['ContentTooLarge.file.record.request'];
      readonly 414: components['responses']['TargetTooLong.request-target-too-long'];
      readonly 415: components['responses']['UnsupportedMediaType.request-unsupported-media-type'];
      readonly 422: components['responses']['Unsupported.runtime.storage.workspace'];
      readonly 429: components['responses']['TooManyRequests.request.workspace'];
      readonly 431: components['responses']['HeadersTooLarge.request-headers-too-large'];
      readonly 500: components['responses']['Failed.file.runtime.service'];
      readonly 502: components['responses']['BadGateway.connection-protocol'];
      readonly 503: components['responses']['Unavailable.auth.connection.rate-limit.2'];
      readonly 504: components['responses']['TimedOut.request.runtime'];
      readonly 507: components['responses']['NoRoom.file.storage'];
    };
  };
  readonly downloadArchive: {
    readonly parameters: {
      readonly query?: {
        /** @description A path in the workspace, without a slash at its beginning. */
        readonly path?: string;
      };
      readonly header?: never;
      readonly path: {
        /** @example ses_01arz3ndektsv4rrffq69g5fav */
        readonly id: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Done. */
      readonly 200: {
        headers: {
          readonly 'RateLimit-Limit': components['headers']['RateLimit-Limit'];
          readonly 'RateLimit-Remaining': components['headers']['RateLimit-Remaining'];
          readonly 'RateLimit-Reset': components['headers']['RateLimit-Reset'];
          readonly 'X-Request-Id': components['headers']['X-Request-Id'];
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/x-tar': string;
        };
      };
      readonly 400: components['responses']['BadRequest.file.request.2'];
      readonly 401: components['responses']['Unauthorized.auth.2'];
      readonly 403: components['responses']['Forbidden.auth.file.session'];
      readonly 404: components['responses']['NotFound.file.session'];
      readonly 408: components['responses']['TooSlow.request-too-slow'];
      readonly 409: components['responses']['Conflict.file.record.session'];
      readonly 410: components['responses']['Gone.workspace-replaced'];
      readonly 412: components['responses']['PreconditionFailed.file-changed'];
      readonly 413: components['responses']['ContentTooLarge.file.record.storage'];
      readonly 414: components['responses']['TargetTooLong.request-target-too-long'];
      readonly 422: components['responses']['Unsupported.runtime.storage.workspace'];
      readonly 429: components['responses']['TooManyRequests.request.workspace'];
      readonly 431: components['responses']['HeadersTooLarge.request-headers-too-large'];
      readonly 500: components['responses']['Failed.file.runtime.service'];
      readonly 502: components['responses']['BadGateway.connection-protocol'];
      readonly 503: components['responses']['Unavailable.auth.connection.rate-limit.2'];
      readonly 504: components['responses']['TimedOut.request.runtime'];
      readonly 507: components['responses']['NoRoom.file.storage'];
    };
  };
  readonly uploadArchive: {
    readonly parameters: {
      readonly query?: {
        /** @description A path in the workspace, without a slash at its beginning. */
        readonly path?: string;
      };
      readonly header?: never;
      readonly path: {
        /** @example ses_01arz3ndektsv4rrffq69g5fav */
        readonly id: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        readonly 'application/x-tar': string;
      };
    };
    readonly responses: {
      /** @description Done; there is nothing to say. */
      readonly 204: {
        headers: {
          readonly 'RateLimit-Limit': components['headers']['RateLimit-Limit'];
          readonly 'RateLimit-Remaining': components['headers']['RateLimit-Remaining'];
          readonly 'RateLimit-Reset': components['headers']['RateLimit-Reset'];
          readonly 'X-Request-Id': components['headers']['X-Request-Id'];
          readonly [name: string]: unknown;
        };
        content?: never;
      };
      readonly 400: components['responses']['BadRequest.file.request'];
      readonly 401: components['responses']['Unauthorized.auth.2'];
      readonly 403: components['responses']['Forbidden.auth.file.session'];
      readonly 404: components['responses']['NotFound.file.session'];
      readonly 408: components['responses']['TooSlow.request-too-slow'];
      readonly 409: components['responses']['Conflict.file.record.session'];
      readonly 410: components['responses']['Gone.workspace-replaced'];
      readonly 412: components['responses']['PreconditionFailed.file-changed'];
      readonly 413: components['responses']['ContentTooLarge.file.record.request'];
      readonly 414: components['responses']['TargetTooLong.request-target-too-long'];
      readonly 415: components['responses']['UnsupportedMediaType.request-unsupported-media-type'];
      readonly 422: components['responses']['Unsupported.runtime.storage.workspace'];
      readonly 429: components['responses']['TooManyRequests.request.workspace'];
      readonly 431: components['responses']['HeadersTooLarge.request-headers-too-large'];
      readonly 500: components['responses']['Failed.file.runtime.service'];
      readonly 502: components['responses']['BadGateway.connection-protocol'];
      readonly 503: components['responses']['Unavailable.auth.connection.rate-limit.2'];
      readonly 504: components['responses']['TimedOut.request.runtime'];
      readonly 507: components['responses']['NoRoom.file.storage'];
    };
  };
  readonly readFile: {
    readonly parameters: {
      readonly query: {
        /** @description A path in the workspace, without a slash at its beginning. */
        readonly path: string;
      };
      readonly header?: {
        /** @description The entity tag that the thing must still have, or `*`. */
        readonly 'If-Match'?: string;
        /** @description Entity tags that the client has, or `*`. */
        readonly 'If-None-Match'?: string;
        /** @description The entity tag that the range is of; with another one the whole is answered. */
        readonly 'If-Range'?: string;
        /** @description One range, such as `bytes=0-1023`. Several ranges, and other units, are answered with the whole. */
        readonly Range?: string;
      };
      readonly path: {
        /** @example ses_01arz3ndektsv4rrffq69g5fav */
        readonly id: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Done. */
      readonly 200: {
        headers: {
          readonly 'Accept-Ranges': components['headers']['Accept-Ranges'];
          readonly ETag: components['headers']['ETag'];
          readonly 'Last-Modified': components['headers']['Last-Modified'];
          readonly 'RateLimit-Limit': components['headers']['RateLimit-Limit'];
          readonly 'RateLimit-Remaining': components['headers']['RateLimit-Remaining'];
          readonly 'RateLimit-Reset': components['headers']['RateLimit-Reset'];
          readonly 'X-Request-Id': components['headers']['X-Request-Id'];
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/octet-stream': string;
        };
      };
      /** @description A range of it. */
      readonly 206: {
        headers: {
          readonly 'Accept-Ranges': components['headers']['Accept-Ranges'];
          readonly 'Content-Range': components['headers']['Content-Range'];
          readonly ETag: components['headers']['ETag'];
          readonly 'Last-Modified': components['headers']['Last-Modified'];
          readonly 'RateLimit-Limit': components['headers']['RateLimit-Limit'];
          readonly 'RateLimit-Remaining': components['headers']['RateLimit-Remaining'];
          readonly 'RateLimit-Reset': components['headers']['RateLimit-Reset'];
          readonly 'X-Request-Id': components['headers']['X-Request-Id'];
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/octet-stream': string;
        };
      };
      /** @description The client has it. */
      readonly 304: {
        headers: {
          readonly ETag: components['headers']['ETag'];
          readonly 'RateLimit-Limit': components['headers']['RateLimit-Limit'];
          readonly 'RateLimit-Remaining': components['headers']['RateLimit-Remaining'];
          readonly 'RateLimit-Reset': components['headers']['RateLimit-Reset'];
          readonly 'X-Request-Id': components['headers']['X-Request-Id'];
          readonly [name: string]: unknown;
        };
        content?: never;
      };
      readonly 400: components['responses']['BadRequest.file.request.2'];
      readonly 401: components['responses']['Unauthorized.auth.2'];
      readonly 403: components['responses']['Forbidden.auth.file.session'];
      readonly 404: components['responses']['NotFound.file.session'];
      readonly 408: components['responses']['TooSlow.request-too-slow'];
      readonly 409: components['responses']['Conflict.file.record.session'];
      readonly 410: components['responses']['Gone.workspace-replaced'];
      readonly 412: components['responses']['PreconditionFailed.file.request'];
      readonly 413: components['responses']['ContentTooLarge.file.record.storage'];
      readonly 414: components['responses']['TargetTooLong.request-target-too-long'];
      readonly 416: components['responses']['RangeNotSatisfiable.request-range-not-satisfiable'];
      readonly 422: components['responses']['Unsupported.runtime.storage.workspace'];
      readonly 429: components['responses']['TooManyRequests.request.workspace'];
      readonly 431: components['responses']['HeadersTooLarge.request-headers-too-large'];
      readonly 500: components['responses']['Failed.file.runtime.service'];
      readonly 502: components['responses']['BadGateway.connection-protocol'];
      readonly 503: components['responses']['Unavailable.auth.connection.rate-limit.2'];
      readonly 504: components['responses']['TimedOut.request.runtime'];
      readonly 507: components['responses']['NoRoom.file.storage'];
    };
  };
  readonly writeFile: {
    readonly parameters: {
      readonly query: {
        /** @description A path in the workspace, without a slash at its beginning. */
        readonly path: string;
      };
      readonly header?: {
        /** @description The entity tag that the thing must still have, or `*`. */
        readonly 'If-Match'?: string;
        /** @description Entity tags that the client has, or `*`. */
        readonly 'If-None-Match'?: string;
      };
      readonly path: {
        /** @example ses_01arz3ndektsv4rrffq69g5fav */
        readonly id: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        readonly 'application/octet-stream': string;
      };
    };
    readonly responses: {
      /** @description Done. */
      readonly 200: {
        headers: {
          readonly ETag: components['headers']['ETag'];
          readonly 'RateLimit-Limit': components['headers']['RateLimit-Limit'];
          readonly 'RateLimit-Remaining': components['headers']['RateLimit-Remaining'];
          readonly 'RateLimit-Reset': components['headers']['RateLimit-Reset'];
          readonly 'X-Request-Id': components['headers']['X-Request-Id'];
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['FileEntry'];
        };
      };
      /** @description It is made. */
      readonly 201: {
        headers: {
          readonly ETag: components['headers']['ETag'];
          readonly 'RateLimit-Limit': components['headers']['RateLimit-Limit'];
          readonly 'RateLimit-Remaining': components['headers']['RateLimit-Remaining'];
          readonly 'RateLimit-Reset': components['headers']['RateLimit-Reset'];
          readonly 'X-Request-Id': components['headers']['X-Request-Id'];
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['FileEntry'];
        };
      };
      readonly 400: components['responses']['BadRequest.file.request'];
      readonly 401: components['responses']['Unauthorized.auth.2'];
      readonly 403: components['responses']['Forbidden.auth.file.session'];
      readonly 404: components['responses']['NotFound.file.session'];
      readonly 408: components['responses']['TooSlow.request-too-slow'];
      readonly 409: components['responses']['Conflict.file.record.session'];
      readonly 410: components['responses']['Gone.workspace-replaced'];
      readonly 412: components['responses']['PreconditionFailed.file.request'];
      readonly 413: components['responses']['ContentTooLarge.file.record.request'];
      readonly 414: components['responses']['TargetTooLong.request-target-too-long'];
      readonly 415: components['responses']['UnsupportedMediaType.request-unsupported-media-type'];
      readonly 422: components['responses']['Unsupported.runtime.storage.workspace'];
      readonly 429: components['responses']['TooManyRequests.request.workspace'];
      readonly 431: components['responses']['HeadersTooLarge.request-headers-too-large'];
      readonly 500: components['responses']['Failed.file.runtime.service'];
      readonly 502: components['responses']['BadGateway.connection-protocol'];
      readonly 503: components['responses']['Unavailable.auth.connection.rate-limit.2'];
      readonly 504: components['responses']['TimedOut.request.runtime'];
      readonly 507: components['responses']['NoRoom.file.storage'];
    };
  };
  readonly makeDirectory: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path: {
        /** @example ses_01arz3ndektsv4rrffq69g5fav */
        readonly id: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        /**
         * @example {
         *       "path": "src/lib"
         *     }
         */
        readonly 'application/json': components['schemas']['MakeDirectory'];
      };
    };
    readonly responses: {
      /** @description It is made. */
      readonly 201: {
        headers: {
          readonly 'RateLimit-Limit': components['headers']['RateLimit-Limit'];
          readonly 'RateLimit-Remaining': components['headers']['RateLimit-Remaining'];
          readonly 'RateLimit-Reset': components['headers']['RateLimit-Reset'];
          readonly 'X-Request-Id': components['headers']['X-Request-Id'];
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['FileEntry'];
        };
      };
      readonly 400: components['responses']['BadRequest.file.request'];
      readonly 401: components['responses']['Unauthorized.auth.2'];
      readonly 403: components['responses']['Forbidden.auth.file.session'];
      readonly 404: components['responses']['NotFound.file.session'];
      readonly 408: components['responses']['TooSlow.request-too-slow'];
      readonly 409: components['responses']['Conflict.file.record.session'];
      readonly 410: components['responses']['Gone.workspace-replaced'];
      readonly 412: components['responses']['PreconditionFailed.file-changed'];
      readonly 413: components['responses']['ContentTooLarge.file.record.request'];
      readonly 414: components['responses']['TargetTooLong.request-target-too-long'];
      readonly 415: components['responses']['UnsupportedMediaType.request-unsupported-media-type'];
      readonly 422: components['responses']['Unsupported.runtime.storage.workspace'];
      readonly 429: components['responses']['TooManyRequests.request.workspace'];
      readonly 431: components['responses']['HeadersTooLarge.request-headers-too-large'];
      readonly 500: components['responses']['Failed.file.runtime.service'];
      readonly 502: components['responses']['BadGateway.connection-protocol'];
      readonly 503: components['responses']['Unavailable.auth.connection.rate-limit.2'];
      readonly 504: components['responses']['TimedOut.request.runtime'];
      readonly 507: components['responses']['NoRoom.file.storage'];
    };
  };
  readonly moveFile: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path: {
        /** @example ses_01arz3ndektsv4rrffq69g5fav */
        readonly id: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        /**
         * @example {
         *       "from": "main.py",
         *       "to": "src/app.py"
         *     }
         */
        readonly 'application/json': components['schemas']['MoveFile'];
      };
    };
    readonly responses: {
      /** @description Done. */
      readonly 200: {
        headers: {
          readonly 'RateLimit-Limit': components['headers']['RateLimit-Limit'];
          readonly 'RateLimit-Remaining': components['headers']['RateLimit-Remaining'];
          readonly 'RateLimit-Reset': components['headers']['RateLimit-Reset'];
          readonly 'X-Request-Id': components['headers']['X-Request-Id'];
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['FileEntry'];
        };
      };
      readonly 400: components['responses']['BadRequest.file.request'];
      readonly 401: components['responses']['Unauthorized.auth.2'];
      readonly 403: components['responses']['Forbidden.auth.file.session'];
      readonly 404: components['responses']['NotFound.file.session'];
      readonly 408: components['responses']['TooSlow.request-too-slow'];
      readonly 409: components['responses']['Conflict.file.record.session'];
      readonly 410: components['responses']['Gone.workspace-replaced'];
      readonly 412: components['responses']['PreconditionFailed.file-changed'];
      readonly 413: components['responses']['ContentTooLarge.file.record.request'];
      readonly 414: components['responses']['TargetTooLong.request-target-too-long'];
      readonly 415: components['responses']['UnsupportedMediaType.request-unsupported-media-type'];
      readonly 422: components['responses']['Unsupported.runtime.storage.workspace'];
      readonly 429: components['responses']['TooManyRequests.request.workspace'];
      readonly 431: components['responses']['HeadersTooLarge.request-headers-too-large'];
      readonly 500: components['responses']['Failed.file.runtime.service'];
      readonly 502: components['responses']['BadGateway.connection-protocol'];
      readonly 503: components['responses']['Unavailable.auth.connection.rate-limit.2'];
      readonly 504: components['responses']['TimedOut.request.runtime'];
      readonly 507: components['responses']['NoRoom.file.storage'];
    };
  };
  readonly statFile: {
    readonly parameters: {
      readonly query?: {
        /** @description A path in the workspace, without a slash at its beginning. */
        readonly path?: string;
      };
      readonly header?: never;
      readonly path: {
        /** @example ses_01arz3ndektsv4rrffq69g5fav */
        readonly id: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Done. */
      readonly 200: {
        headers: {
          readonly ETag: components['headers']['ETag'];
          readonly 'RateLimit-Limit': components['headers']['RateLimit-Limit'];
          readonly 'RateLimit-Remaining': components['headers']['RateLimit-Remaining'];
          readonly 'RateLimit-Reset': components['headers']['RateLimit-Reset'];
          readonly 'X-Request-Id': components['headers']['X-Request-Id'];
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['FileEntry'];
        };
      };
      readonly 400: components['responses']['BadRequest.file.request.2'];
      readonly 401: components['responses']['Unauthorized.auth.2'];
      readonly 403: components['responses']['Forbidden.auth.file.session'];
      readonly 404: components['responses']['NotFound.file.session'];
      readonly 408: components['responses']['TooSlow.request-too-slow'];
      readonly 409: components['responses']['Conflict.file.record.session'];
      readonly 410: components['responses']['Gone.workspace-replaced'];
      readonly 412: components['responses']['PreconditionFailed.file-changed'];
      readonly 413: components['responses']['ContentTooLarge.file.record.storage'];
      readonly 414: components['responses']['TargetTooLong.request-target-too-long'];
      readonly 422: components['responses']['Unsupported.runtime.storage.workspace'];
      readonly 429: components['responses']['TooManyRequests.request.workspace'];
      readonly 431: components['responses']['HeadersTooLarge.request-headers-too-large'];
      readonly 500: components['responses']['Failed.file.runtime.service'];
      readonly 502: components['responses']['BadGateway.connection-protocol'];
      readonly 503: components['responses']['Unavailable.auth.connection.rate-limit.2'];
      readonly 504: components['responses']['TimedOut.request.runtime'];
      readonly 507: components['responses']['NoRoom.file.storage'];
    };
  };
  readonly watchFiles: {
    readonly parameters: {
      readonly query?: {
        /** @description Where to begin. Events from there on are answered, those first that are there. */
        readonly from?: number;
        /** @description A path in the workspace, without a slash at its beginning. */
        readonly path?: string;
        readonly recursive?: boolean;
      };
      readonly header?: {
        /** @description The id of the last event that was seen. It stands before what the query says. */
        readonly 'Last-Event-ID'?: string;
      };
      readonly path: {
        /** @example ses_01arz3ndektsv4rrffq69g5fav */
        readonly id: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Done. */
      readonly 200: {
        headers: {
          readonly 'RateLimit-Limit': components['headers']['RateLimit-Limit'];
          readonly 'RateLimit-Remaining': components['headers']['RateLimit-Remaining'];
          readonly 'RateLimit-Reset': components['headers']['RateLimit-Reset'];
          readonly 'X-Request-Id': components['headers']['X-Request-Id'];
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'text/event-stream': string;
        };
      };
      readonly 400: components['responses']['BadRequest.file.request.2'];
      readonly 401: components['responses']['Unauthorized.auth.2'];
      readonly 403: components['responses']['Forbidden.auth.file.session'];
      readonly 404: components['responses']['NotFound.file.session'];
      readonly 408: components['responses']['TooSlow.request-too-slow'];
      readonly 409: components['responses']['Conflict.file.record.session'];
      readonly 410: components['responses']['Gone.workspace-replaced'];
      readonly 412: components['responses']['PreconditionFailed.file-changed'];
      readonly 413: components['responses']['ContentTooLarge.file.record.storage'];
      readonly 414: components['responses']['TargetTooLong.request-target-too-long'];
      readonly 422: components['responses']['Unsupported.runtime.storage.workspace'];
      readonly 429: components['responses']['TooManyRequests.request.workspace.2'];
      readonly 431: components['responses']['HeadersTooLarge.request-headers-too-large'];
      readonly 500: components['responses']['Failed.file.runtime.service'];
      readonly 502: components['responses']['BadGateway.connection-protocol'];
      readonly 503: components['responses']['Unavailable.auth.connection.rate-limit.2'];
      readonly 504: components['responses']['TimedOut.runtime-timed-out'];
      readonly 507: components['responses']['NoRoom.file.storage'];
    };
  };
  readonly forkSession: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path: {
        /** @example ses_01arz3ndektsv4rrffq69g5fav */
        readonly id: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: {
      readonly content: {
        /**
         * @example {
         *       "name": "copy"
         *     }
         */
        readonly 'application/json': components['schemas']['ForkSession'];
      };
    };
    readonly responses: {
      /** @description It is made. */
      readonly 201: {
        headers: {
          readonly ETag: components['headers']['ETag'];
          readonly Location: components['headers']['Location'];
          readonly 'RateLimit-Limit': components['headers']['RateLimit-Limit'];
          readonly 'RateLimit-Remaining': components['headers']['RateLimit-Remaining'];
          readonly 'RateLimit-Reset': components['headers']['RateLimit-Reset'];
          readonly 'X-Request-Id': components['headers']['X-Request-Id'];
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['Session'];
        };
      };
      readonly 400: components['responses']['BadRequest.file.request'];
      readonly 401: components['responses']['Unauthorized.auth.2'];
      readonly 403: components['responses']['Forbidden.auth.file.session'];
      readonly 404: components['responses']['NotFound.backup.file.language'];
      readonly 408: components['responses']['TooSlow.request-too-slow'];
      readonly 409: components['responses']['Conflict.file.record.request'];
      readonly 410: components['responses']['Gone.workspace-replaced'];
      readonly 412: components['responses']['PreconditionFailed.file.session'];
      readonly 413: components['responses']['ContentTooLarge.file.record.request'];
      readonly 414: components['responses']['TargetTooLong.request-target-too-long'];
      readonly 415: components['responses']['UnsupportedMediaType.request-unsupported-media-type'];
      readonly 422: components['responses']['Unsupported.runtime.storage.workspace'];
      readonly 429: components['responses']['TooManyRequests.request.workspace'];
      readonly 431: components['responses']['HeadersTooLarge.request-headers-too-large'];
      readonly 500: components['responses']['Failed.file.runtime.service'];
      readonly 502: components['responses']['BadGateway.connection-protocol'];
      readonly 503: components['responses']['Unavailable.auth.connection.rate-limit.2'];
      readonly 504: components['responses']['TimedOut.request.runtime'];
      readonly 507: components['responses']['NoRoom.file.storage'];
    };
  };
  readonly listMembers: {
    readonly parameters: {
      readonly query?: {
        /** @description `nextCursor` of the page before. It fits the same list with the same query alone. */
        readonly cursor?: string;
        /** @description How many items a page has at most. */
        readonly limit?: number;
      };
      readonly header?: never;
      readonly path: {
        /** @example ses_01arz3ndektsv4rrffq69g5fav */
        readonly id: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Done. */
      readonly 200: {
        headers: {
          readonly 'RateLimit-Limit': components['headers']['RateLimit-Limit'];
          readonly 'RateLimit-Remaining': components['headers']['RateLimit-Remaining'];
          readonly 'RateLimit-Reset': components['headers']['RateLimit-Reset'];
          readonly 'X-Request-Id': components['headers']['X-Request-Id'];
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['MemberPage'];
        };
      };
      readonly 400: components['responses']['BadRequest.request-invalid'];
      readonly 401: components['responses']['Unauthorized.auth.2'];
      readonly 403: components['responses']['Forbidden.auth.session'];
      readonly 404: components['responses']['NotFound.session-not-found'];
      readonly 408: components['responses']['TooSlow.request-too-slow'];
      readonly 409: components['responses']['Conflict.session-not-a-room'];
      readonly 413: components['responses']['ContentTooLarge.store-too-large'];
      readonly 414: components['responses']['TargetTooLong.request-target-too-long'];
      readonly 429: components['responses']['TooManyRequests.request-rate-limited'];
      readonly 431: components['responses']['HeadersTooLarge.request-headers-too-large'];
      readonly 500: components['responses']['Failed.service.store'];
      readonly 503: components['responses']['Unavailable.auth.rate-limit.request.2'];
      readonly 504: components['responses']['TimedOut.request-timed-out'];
    };
  };
  readonly setMember: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path: {
        /** @example ses_01arz3ndektsv4rrffq69g5fav */
        readonly id: string;
        /** @example usr_01arz3ndektsv4rrffq69g5fav */
        readonly userId: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        /**
         * @example {
         *       "role": "participant"
         *     }
         */
        readonly 'application/json': components['schemas']['SetMember'];
      };
    };
    readonly responses: {
      /** @description Done. */
      readonly 200: {
        headers: {
          readonly 'RateLimit-Limit': components['headers']['RateLimit-Limit'];
          readonly 'RateLimit-Remaining': components['headers']['RateLimit-Remaining'];
          readonly 'RateLimit-Reset': components['headers']['RateLimit-Reset'];
          readonly 'X-Request-Id': components['headers']['X-Request-Id'];
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['Member'];
        };
      };
      readonly 400: components['responses']['BadRequest.request'];
      readonly 401: components['responses']['Unauthorized.auth.2'];
      readonly 403: components['responses']['Forbidden.auth.session'];
      readonly 404: components['responses']['NotFound.member.session.user'];
      readonly 408: components['responses']['TooSlow.request-too-slow'];
      readonly 409: components['responses']['Conflict.member.record.session'];
      readonly 413: components['responses']['ContentTooLarge.record.request.store'];
      readonly 414: components['responses']['TargetTooLong.request-target-too-long'];
      readonly 415: components['responses']['UnsupportedMediaType.request-unsupported-media-type'];
      readonly 429: components['responses']['TooManyRequests.request-rate-limited'];
      readonly 431: components['responses']['HeadersTooLarge.request-headers-too-large'];
      readonly 500: components['responses']['Failed.service.store'];
      readonly 503: components['responses']['Unavailable.auth.rate-limit.request.2'];
      readonly 504: components['responses']['TimedOut.request-timed-out'];
    };
  };
  readonly removeMember: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path: {
        /** @example ses_01arz3ndektsv4rrffq69g5fav */
        readonly id: string;
        /** @example usr_01arz3ndektsv4rrffq69g5fav */
        readonly userId: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Done; there is nothing to say. */
      readonly 204: {
        headers: {
          readonly 'RateLimit-Limit': components['headers']['RateLimit-Limit'];
          readonly 'RateLimit-Remaining': components['headers']['RateLimit-Remaining'];
          readonly 'RateLimit-Reset': components['headers']['RateLimit-Reset'];
          readonly 'X-Request-Id': components['headers']['X-Request-Id'];
          readonly [name: string]: unknown;
        };
        content?: never;
      };
      readonly 400: components['responses']['BadRequest.request'];
      readonly 401: components['responses']['Unauthorized.auth.2'];
      readonly 403: components['responses']['Forbidden.auth.session'];
      readonly 404: components['responses']['NotFound.member.session.user'];
      readonly 408: components['responses']['TooSlow.request-too-slow'];
      readonly 409: components['responses']['Conflict.member.record.session'];
      readonly 413: components['responses']['ContentTooLarge.record.request.store'];
      readonly 414: components['responses']['TargetTooLong.request-target-too-long'];
      readonly 415: components['responses']['UnsupportedMediaType.request-unsupported-media-type'];
      readonly 429: components['responses']['TooManyRequests.request-rate-limited'];
      readonly 431: components['responses']['HeadersTooLarge.request-headers-too-large'];
      readonly 500: components['responses']['Failed.service.store'];
      readonly 503: components['responses']['Unavailable.auth.rate-limit.request.2'];
      readonly 504: components['responses']['TimedOut.request-timed-out'];
    };
  };
  readonly makePortLink: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path: {
        /** @example ses_01arz3ndektsv4rrffq69g5fav */
        readonly id: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        /**
         * @example {
         *       "port": 3000,
         *       "path": "/login?next=/"
         *     }
         */
        readonly 'application/json': {
          readonly path?: string;
          readonly port: number;
        };
      };
    };
    readonly responses: {
      /** @description It is made. */
      readonly 201: {
        headers: {
          readonly 'RateLimit-Limit': components['headers']['RateLimit-Limit'];
          readonly 'RateLimit-Remaining': components['headers']['RateLimit-Remaining'];
          readonly 'RateLimit-Reset': components['headers']['RateLimit-Reset'];
          readonly 'X-Request-Id': components['headers']['X-Request-Id'];
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            readonly expiresAt: string;
            readonly url: string;
          };
        };
      };
      readonly 400: components['responses']['BadRequest.port.request'];
      readonly 401: components['responses']['Unauthorized.auth.2'];
      readonly 403: components['responses']['Forbidden.auth.session'];
      readonly 404: components['responses']['NotFound.process.session'];
      readonly 408: components['responses']['TooSlow.request-too-slow'];
      readonly 409: components['responses']['Conflict.process.record.session'];
      readonly 410: components['responses']['Gone.workspace-replaced'];
      readonly 413: components['responses']['ContentTooLarge.record.request.store'];
      readonly 414: components['responses']['TargetTooLong.request-target-too-long'];
      readonly 415: components['responses']['UnsupportedMediaType.request-unsupported-media-type'];
      readonly 422: components['responses']['Unsupported.port.process.runtime'];
      readonly 429: components['responses']['TooManyRequests.auth.port.request'];
      readonly 431: components['responses']['HeadersTooLarge.request-headers-too-large'];
      readonly 500: components['responses']['Failed.runtime.service.store'];
      readonly 502: components['responses']['BadGateway.connection.port'];
      readonly 503: components['responses']['Unavailable.auth.connection.rate-limit'];
      readonly 504: components['responses']['TimedOut.request.runtime'];
    };
  };
  readonly getPort: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path: {
        readonly id: string;
        readonly path: string;
        readonly port: number;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description The WebSocket is open */
      readonly 101: {
        headers: {
          readonly [name: string]: unknown;
        };
        content?: never;
      };
      /** @description What the program answers, or problem details of the server */
      readonly default: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  readonly putPort: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path: {
        readonly id: string;
        readonly path: string;
        readonly port: number;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description What the program answers, or problem details of the server */
      readonly default: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  readonly postPort: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path: {
        readonly id: string;
        readonly path: string;
        readonly port: number;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description What the program answers, or problem details of the server */
      readonly default: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  readonly deletePort: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path: {
        readonly id: string;
        readonly path: string;
        readonly port: number;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description What the program answers, or problem details of the server */
      readonly default: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  readonly optionsPort: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path: {
        readonly id: string;
        readonly path: string;
        readonly port: number;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description What the program answers, or problem details of the server */
      readonly default: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  readonly headPort: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path: {
        readonly id: string;
        readonly path: string;
        readonly port: number;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description What the program answers, or problem details of the server */
      readonly default: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  readonly patchPort: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path: {
        readonly id: string;
        readonly path: string;
        readonly port: number;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description What the program answers, or problem details of the server */
      readonly default: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  readonly tracePort: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path: {
        readonly id: string;
        readonly path: string;
        readonly port: number;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description What the program answers, or problem details of the server */
      readonly default: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  readonly detectProjects: {
    readonly parameters: {
      readonly query?: {
        /** @description `nextCursor` of the page before. It fits the same list with the same query alone. */
        readonly cursor?: string;
        /** @description How many items a page has at most. */
        readonly limit?: number;
        /** @description A path in the workspace, without a slash at its beginning. */
        readonly path?: string;
      };
      readonly header?: never;
      readonly path: {
        /** @example ses_01arz3ndektsv4rrffq69g5fav */
        readonly id: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Done. */
      readonly 200: {
        headers: {
          readonly 'RateLimit-Limit': components['headers']['RateLimit-Limit'];
          readonly 'RateLimit-Remaining': components['headers']['RateLimit-Remaining'];
          readonly 'RateLimit-Reset': components['headers']['RateLimit-Reset'];
          readonly 'X-Request-Id': components['headers']['X-Request-Id'];
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['Projects'];
        };
      };
      readonly 400: components['responses']['BadRequest.file.request.2'];
      readonly 401: components['responses']['Unauthorized.auth.2'];
      readonly 403: components['responses']['Forbidden.auth.file.session'];
      readonly 404: components['responses']['NotFound.file.process.session.2'];
      readonly 408: components['responses']['TooSlow.request-too-slow'];
      readonly 409: components['responses']['Conflict.file.process.record.2'];
      readonly 410: components['responses']['Gone.workspace-replaced'];
      readonly 412: components['responses']['PreconditionFailed.file-changed'];
      readonly 413: components['responses']['ContentTooLarge.file.record.store'];
      readonly 414: components['responses']['TargetTooLong.request-target-too-long'];
      readonly 422: components['responses']['Unsupported.process.runtime.workspace'];
      readonly 429: components['responses']['TooManyRequests.request.workspace'];
      readonly 431: components['responses']['HeadersTooLarge.request-headers-too-large'];
      readonly 500: components['responses']['Failed.file.runtime.service.2'];
      readonly 502: components['responses']['BadGateway.connection-protocol'];
      readonly 503: components['responses']['Unavailable.auth.connection.rate-limit'];
      readonly 504: components['responses']['TimedOut.request.runtime'];
      readonly 507: components['responses']['NoRoom.file-no-space'];
    };
  };
  readonly installPackages: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path: {
        /** @example ses_01arz3ndektsv4rrffq69g5fav */
        readonly id: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: {
      readonly content: {
        /**
         * @example {
         *       "manager": "pip",
         *       "packages": [
         *         "requests"
         *       ]
         *     }
         */
        readonly 'application/json': components['schemas']['InstallPackages'];
      };
    };
    readonly responses: {
      /** @description Done. */
      readonly 200: {
        headers: {
          readonly 'RateLimit-Limit': components['headers']['RateLimit-Limit'];
          readonly 'RateLimit-Remaining': components['headers']['RateLimit-Remaining'];
          readonly 'RateLimit-Reset': components['headers']['RateLimit-Reset'];
          readonly 'X-Request-Id': components['headers']['X-Request-Id'];
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['InstallResult'];
        };
      };
      /** @description It is made. */
      readonly 201: {
        headers: {
          readonly Location: components['headers']['Location'];
          readonly 'RateLimit-Limit': components['headers']['RateLimit-Limit'];
          readonly 'RateLimit-Remaining': components['headers']['RateLimit-Remaining'];
          readonly 'RateLimit-Reset': components['headers']['RateLimit-Reset'];
          readonly 'X-Request-Id': components['headers']['X-Request-Id'];
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['StartedInstall'];
        };
      };
      readonly 400: components['responses']['BadRequest.file.request'];
      readonly 401: components['responses']['Unauthorized.auth.2'];
      readonly 403: components['responses']['Forbidden.auth.file.session'];
      readonly 404: components['responses']['NotFound.command.file.process.2'];
      readonly 408: components['responses']['TooSlow.request-too-slow'];
      readonly 409: components['responses']['Conflict.command.file.process.2'];
      readonly 410: components['responses']['Gone.workspace-replaced'];
      readonly 412: components['responses']['PreconditionFailed.file-changed'];
      readonly 413: components['responses']['ContentTooLarge.file.record.request.2'];
      readonly 414: components['responses']['TargetTooLong.request-target-too-long'];
      readonly 415: components['responses']['UnsupportedMediaType.request-unsupported-media-type'];
      readonly 422: components['responses']['Unsupported.process.project.runtime'];
      readonly 429: components['responses']['TooManyRequests.command.request.workspace'];
      readonly 431: components['responses']['HeadersTooLarge.request-headers-too-large'];
      readonly 500: components['responses']['Failed.file.runtime.service.2'];
      readonly 502: components['responses']['BadGateway.connection-protocol'];
      readonly 503: components['responses']['Unavailable.auth.connection.rate-limit'];
      readonly 504: components['responses']['TimedOut.request.runtime'];
      readonly 507: components['responses']['NoRoom.file-no-space'];
    };
  };
  readonly restoreBackup: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path: {
        /** @example ses_01arz3ndektsv4rrffq69g5fav */
        readonly id: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        /**
         * @example {
         *       "backupId": "bkp_01arz3ndektsv4rrffq69g5fav"
         *     }
         */
        readonly 'application/json': components['schemas']['RestoreBackup'];
      };
    };
    readonly responses: {
      /** @description Done. */
      readonly 200: {
        headers: {
          readonly 'RateLimit-Limit': components['headers']['RateLimit-Limit'];
          readonly 'RateLimit-Remaining': components['headers']['RateLimit-Remaining'];
          readonly 'RateLimit-Reset': components['headers']['RateLimit-Reset'];
          readonly 'X-Request-Id': components['headers']['X-Request-Id'];
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['RestoredFiles'];
        };
      };
      readonly 400: components['responses']['BadRequest.file.request'];
      readonly 401: components['responses']['Unauthorized.auth.2'];
      readonly 403: components['responses']['Forbidden.auth.file.session'];
      readonly 404: components['responses']['NotFound.backup.file.session'];
      readonly 408: components['responses']['TooSlow.request-too-slow'];
      readonly 409: components['responses']['Conflict.file.record.session'];
      readonly 410: components['responses']['Gone.workspace-replaced'];
      readonly 412: components['responses']['PreconditionFailed.file-changed'];
      readonly 413: components['responses']['ContentTooLarge.file.record.request'];
      readonly 414: components['responses']['TargetTooLong.request-target-too-long'];
      readonly 415: components['responses']['UnsupportedMediaType.request-unsupported-media-type'];
      readonly 422: components['responses']['Unsupported.runtime.storage.workspace'];
      readonly 429: components['responses']['TooManyRequests.request.workspace'];
      readonly 431: components['responses']['HeadersTooLarge.request-headers-too-large'];
      readonly 500: components['responses']['Failed.file.runtime.service'];
      readonly 502: components['responses']['BadGateway.connection-protocol'];
      readonly 503: components['responses']['Unavailable.auth.connection.rate-limit.2'];
      readonly 504: components['responses']['TimedOut.request.runtime'];
      readonly 507: components['responses']['NoRoom.file.storage'];
    };
  };
  readonly runCode: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path: {
        /** @example ses_01arz3ndektsv4rrffq69g5fav */
        readonly id: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        /**
         * @example {
         *       "language": "python",
         *       "files": [
         *         {
         *           "path": "main.py",
         *           "content": "print(1)"
         *         }
         *       ]
         *     }
         */
        readonly 'application/json': components['schemas']['RunCode'];
      };
    };
    readonly responses: {
      /** @description Done. */
      readonly 200: {
        headers: {
          readonly 'RateLimit-Limit': components['headers']['RateLimit-Limit'];
          readonly 'RateLimit-Remaining': components['headers']['RateLimit-Remaining'];
          readonly 'RateLimit-Reset': components['headers']['RateLimit-Reset'];
          readonly 'X-Request-Id': components['headers']['X-Request-Id'];
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['CodeResult'];
        };
      };
      readonly 400: components['responses']['BadRequest.file.request'];
      readonly 401: components['responses']['Unauthorized.auth.2'];
      readonly 403: components['responses']['Forbidden.auth.file.session'];
      readonly 404: components['responses']['NotFound.command.file.process'];
      readonly 408: components['responses']['TooSlow.request-too-slow'];
      readonly 409: components['responses']['Conflict.command.file.process'];
      readonly 410: components['responses']['Gone.workspace-replaced'];
      readonly 412: components['responses']['PreconditionFailed.file-changed'];
      readonly 413: components['responses']['ContentTooLarge.file.record.request.2'];
      readonly 414: components['responses']['TargetTooLong.request-target-too-long'];
      readonly 415: components['responses']['UnsupportedMediaType.request-unsupported-media-type'];
      readonly 422: components['responses']['Unsupported.language.process.runtime'];
      readonly 429: components['responses']['TooManyRequests.command.request.workspace'];
      readonly 431: components['responses']['HeadersTooLarge.request-headers-too-large'];
      readonly 500: components['responses']['Failed.file.runtime.service.2'];
      readonly 502: components['responses']['BadGateway.connection-protocol'];
      readonly 503: components['responses']['Unavailable.auth.connection.rate-limit'];
      readonly 504: components['responses']['TimedOut.request.runtime'];
      readonly 507: components['responses']['NoRoom.file-no-space'];
    };
  };
  readonly listTasks: {
    readonly parameters: {
      readonly query?: {
        /** @description `nextCursor` of the page before. It fits the same list with the same query alone. */
        readonly cursor?: string;
        /** @description How many items a page has at most. */
        readonly limit?: number;
        readonly status?: 'queued' | 'initialising' | 'running' | 'cleaning' | 'succeeded' | 'failed' | 'cancelled';
      };
      readonly header?: never;
      readonly path: {
        /** @example ses_01arz3ndektsv4rrffq69g5fav */
        readonly id: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Done. */
      readonly 200: {
        headers: {
          readonly 'RateLimit-Limit': components['headers']['RateLimit-Limit'];
          readonly 'RateLimit-Remaining': components['headers']['RateLimit-Remaining'];
          readonly 'RateLimit-Reset': components['headers']['RateLimit-Reset'];
          readonly 'X-Request-Id': components['headers']['X-Request-Id'];
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['TaskPage'];
        };
      };
      readonly 400: components['responses']['BadRequest.request.stream'];
      readonly 401: components['responses']['Unauthorized.auth.2'];
      readonly 403: components['responses']['Forbidden.auth.session'];
      readonly 404: components['responses']['NotFound.conversation.message.session.2'];
      readonly 408: components['responses']['TooSlow.request-too-slow'];
      readonly 409: components['responses']['Conflict.conversation.message.record'];
      readonly 413: components['responses']['ContentTooLarge.message.record.store'];
      readonly 414: components['responses']['TargetTooLong.request-target-too-long'];
      readonly 422: components['responses']['Unsupported.model-not-configured'];
      readonly 429: components['responses']['TooManyRequests.request.stream.task'];
      readonly 431: components['responses']['HeadersTooLarge.request-headers-too-large'];
      readonly 500: components['responses']['Failed.service.store'];
      readonly 503: components['responses']['Unavailable.auth.rate-limit.request.3'];
      readonly 504: components['responses']['TimedOut.request-timed-out'];
    };
  };
  readonly createTask: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: {
        /** @description A name for this request, of 1 to 255 visible ASCII characters. Asked again with it, the answer is what was made the first time; another request with the same name is refused. */
        readonly 'Idempotency-Key'?: string;
      };
      readonly path: {
        /** @example ses_01arz3ndektsv4rrffq69g5fav */
        readonly id: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        /**
         * @example {
         *       "prompt": "Make the tests pass.",
         *       "limits": {
         *         "maxSteps": 20
         *       }
         *     }
         */
        readonly 'application/json': components['schemas']['CreateTask'];
      };
    };
    readonly responses: {
      /** @description It is made. */
      readonly 201: {
        headers: {
          readonly Location: components['headers']['Location'];
          readonly 'RateLimit-Limit': components['headers']['RateLimit-Limit'];
          readonly 'RateLimit-Remaining': components['headers']['RateLimit-Remaining'];
          readonly 'RateLimit-Reset': components['headers']['RateLimit-Reset'];
          readonly 'X-Request-Id': components['headers']['X-Request-Id'];
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['Task'];
        };
      };
      readonly 400: components['responses']['BadRequest.request.stream.2'];
      readonly 401: components['responses']['Unauthorized.auth.2'];
      readonly 403: components['responses']['Forbidden.auth.session'];
      readonly 404: components['responses']['NotFound.conversation.message.session.2'];
      readonly 408: components['responses']['TooSlow.request-too-slow'];
      readonly 409: components['responses']['Conflict.conversation.message.record'];
      readonly 413: components['responses']['ContentTooLarge.message.record.request'];
      readonly 414: components['responses']['TargetTooLong.request-target-too-long'];
      readonly 415: components['responses']['UnsupportedMediaType.request-unsupported-media-type'];
      readonly 422: components['responses']['Unsupported.model-not-configured'];
      readonly 429: components['responses']['TooManyRequests.request.stream.task'];
      readonly 431: components['responses']['HeadersTooLarge.request-headers-too-large'];
      readonly 500: components['responses']['Failed.service.store'];
      readonly 503: components['responses']['Unavailable.auth.rate-limit.request.3'];
      readonly 504: components['responses']['TimedOut.request-timed-out'];
    };
  };
  readonly listTerminals: {
    readonly parameters: {
      readonly query?: {
        /** @description `nextCursor` of the page before. It fits the same list with the same query alone. */
        readonly cursor?: string;
        /** @description How many items a page has at most. */
        readonly limit?: number;
      };
      readonly header?: never;
      readonly path: {
        /** @example ses_01arz3ndektsv4rrffq69g5fav */
        readonly id: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Done. */
      readonly 200: {
        headers: {
          readonly 'RateLimit-Limit': components['headers']['RateLimit-Limit'];
          readonly 'RateLimit-Remaining': components['headers']['RateLimit-Remaining'];
          readonly 'RateLimit-Reset': components['headers']['RateLimit-Reset'];
          readonly 'X-Request-Id': components['headers']['X-Request-Id'];
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['TerminalPage'];
        };
      };
      readonly 400: components['responses']['BadRequest.file.request.2'];
      readonly 401: components['responses']['Unauthorized.auth.2'];
      readonly 403: components['responses']['Forbidden.auth.file.session.2'];
      readonly 404: components['responses']['NotFound.file.process.session'];
      readonly 408: components['responses']['TooSlow.request-too-slow'];
      readonly 409: components['responses']['Conflict.file.process.record'];
      readonly 410: components['responses']['Gone.workspace-replaced'];
      readonly 412: components['responses']['PreconditionFailed.file-changed'];
      readonly 413: components['responses']['ContentTooLarge.file.record.store'];
      readonly 414: components['responses']['TargetTooLong.request-target-too-long'];
      readonly 422: components['responses']['Unsupported.process.runtime.workspace'];
      readonly 429: components['responses']['TooManyRequests.request.terminal.workspace'];
      readonly 431: components['responses']['HeadersTooLarge.request-headers-too-large'];
      readonly 500: components['responses']['Failed.file.runtime.service.2'];
      readonly 502: components['responses']['BadGateway.connection-protocol'];
      readonly 503: components['responses']['Unavailable.auth.connection.rate-limit'];
      readonly 504: components['responses']['TimedOut.request.runtime'];
      readonly 507: components['responses']['NoRoom.file-no-space'];
    };
  };
  readonly openTerminal: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path: {
        /** @example ses_01arz3ndektsv4rrffq69g5fav */
        readonly id: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        /**
         * @example {
         *       "cols": 120,
         *       "rows": 40
         *     }
         */
        readonly 'application/json': components['schemas']['OpenTerminal'];
      };
    };
    readonly responses: {
      /** @description It is made. */
      readonly 201: {
        headers: {
          readonly Location: components['headers']['Location'];
          readonly 'RateLimit-Limit': components['headers']['RateLimit-Limit'];
          readonly 'RateLimit-Remaining': components['headers']['RateLimit-Remaining'];
          readonly 'RateLimit-Reset': components['headers']['RateLimit-Reset'];
          readonly 'X-Request-Id': components['headers']['X-Request-Id'];
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['OpenedTerminal'];
        };
      };
      readonly 400: components['responses']['BadRequest.file.request'];
      readonly 401: components['responses']['Unauthorized.auth.2'];
      readonly 403: components['responses']['Forbidden.auth.file.session.2'];
      readonly 404: components['responses']['NotFound.file.process.session'];
      readonly 408: components['responses']['TooSlow.request-too-slow'];
      readonly 409: components['responses']['Conflict.file.process.record'];
      readonly 410: components['responses']['Gone.workspace-replaced'];
      readonly 412: components['responses']['PreconditionFailed.file-changed'];
      readonly 413: components['responses']['ContentTooLarge.file.record.request.2'];
      readonly 414: components['responses']['TargetTooLong.request-target-too-long'];
      readonly 415: components['responses']['UnsupportedMediaType.request-unsupported-media-type'];
      readonly 422: components['responses']['Unsupported.process.runtime.workspace'];
      readonly 429: components['responses']['TooManyRequests.request.terminal.workspace'];
      readonly 431: components['responses']['HeadersTooLarge.request-headers-too-large'];
      readonly 500: components['responses']['Failed.file.runtime.service.2'];
      readonly 502: components['responses']['BadGateway.connection-protocol'];
      readonly 503: components['responses']['Unavailable.auth.connection.rate-limit'];
      readonly 504: components['responses']['TimedOut.request.runtime'];
      readonly 507: components['responses']['NoRoom.file-no-space'];
    };
  };
  readonly getTerminal: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path: {
        /** @example ses_01arz3ndektsv4rrffq69g5fav */
        readonly id: string;
        /** @example trm_01arz3ndektsv4rrffq69g5fav */
        readonly tid: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Done. */
      readonly 200: {
        headers: {
          readonly 'RateLimit-Limit': components['headers']['RateLimit-Limit'];
          readonly 'RateLimit-Remaining': components['headers']['RateLimit-Remaining'];
          readonly 'RateLimit-Reset': components['headers']['RateLimit-Reset'];
          readonly 'X-Request-Id': components['headers']['X-Request-Id'];
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['Terminal'];
        };
      };
      readonly 400: components['responses']['BadRequest.file.request.2'];
      readonly 401: components['responses']['Unauthorized.auth.2'];
      readonly 403: components['responses']['Forbidden.auth.file.session.2'];
      readonly 404: components['responses']['NotFound.file.process.session'];
      readonly 408: components['responses']['TooSlow.request-too-slow'];
      readonly 409: components['responses']['Conflict.file.process.record'];
      readonly 410: components['responses']['Gone.workspace-replaced'];
      readonly 412: components['responses']['PreconditionFailed.file-changed'];
      readonly 413: components['responses']['ContentTooLarge.file.record.store'];
      readonly 414: components['responses']['TargetTooLong.request-target-too-long'];
      readonly 422: components['responses']['Unsupported.process.runtime.workspace'];
      readonly 429: components['responses']['TooManyRequests.request.terminal.workspace'];
      readonly 431: components['responses']['HeadersTooLarge.request-headers-too-large'];
      readonly 500: components['responses']['Failed.file.runtime.service.2'];
      readonly 502: components['responses']['BadGateway.connection-protocol'];
      readonly 503: components['responses']['Unavailable.auth.connection.rate-limit'];
      readonly 504: components['responses']['TimedOut.request.runtime'];
      readonly 507: components['responses']['NoRoom.file-no-space'];
    };
  };
  readonly closeTerminal: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path: {
        /** @example ses_01arz3ndektsv4rrffq69g5fav */
        readonly id: string;
        /** @example trm_01arz3ndektsv4rrffq69g5fav */
        readonly tid: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Done; there is nothing to say. */
      readonly 204: {
        headers: {
          readonly 'RateLimit-Limit': components['headers']['RateLimit-Limit'];
          readonly 'RateLimit-Remaining': components['headers']['RateLimit-Remaining'];
          readonly 'RateLimit-Reset': components['headers']['RateLimit-Reset'];
          readonly 'X-Request-Id': components['headers']['X-Request-Id'];
          readonly [name: string]: unknown;
        };
        content?: never;
      };
      readonly 400: components['responses']['BadRequest.file.request'];
      readonly 401: components['responses']['Unauthorized.auth.2'];
      readonly 403: components['responses']['Forbidden.auth.file.session.2'];
      readonly 404: components['responses']['NotFound.file.process.session'];
      readonly 408: components['responses']['TooSlow.request-too-slow'];
      readonly 409: components['responses']['Conflict.file.process.record'];
      readonly 410: components['responses']['Gone.workspace-replaced'];
      readonly 412: components['responses']['PreconditionFailed.file-changed'];
      readonly 413: components['responses']['ContentTooLarge.file.record.request.2'];
      readonly 414: components['responses']['TargetTooLong.request-target-too-long'];
      readonly 415: components['responses']['UnsupportedMediaType.request-unsupported-media-type'];
      readonly 422: components['responses']['Unsupported.process.runtime.workspace'];
      readonly 429: components['responses']['TooManyRequests.request.terminal.workspace'];
      readonly 431: components['responses']['HeadersTooLarge.request-headers-too-large'];
      readonly 500: components['responses']['Failed.file.runtime.service.2'];
      readonly 502: components['responses']['BadGateway.connection-protocol'];
      readonly 503: components['responses']['Unavailable.auth.connection.rate-limit'];
      readonly 504: components['responses']['TimedOut.request.runtime'];
      readonly 507: components['responses']['NoRoom.file-no-space'];
    };
  };
  readonly getWorkspace: {
    readonly parameters: {
      readonly query?: {
        /** @description Whether to tell why the workspace is alive or stopped. */
        readonly explain?: boolean;
      };
      readonly header?: never;
      readonly path: {
        /** @example ses_01arz3ndektsv4rrffq69g5fav */
        readonly id: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Done. */
      readonly 200: {
        headers: {
          readonly 'RateLimit-Limit': components['headers']['RateLimit-Limit'];
          readonly 'RateLimit-Remaining': components['headers']['RateLimit-Remaining'];
          readonly 'RateLimit-Reset': components['headers']['RateLimit-Reset'];
          readonly 'X-Request-Id': components['headers']['X-Request-Id'];
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json':
            components['schemas']['Workspace'] | components['schemas']['WorkspaceExplanation'];
        };
      };
      readonly 400: components['responses']['BadRequest.request-invalid'];
      readonly 401: components['responses']['Unauthorized.auth.2'];
      readonly 403: components['responses']['Forbidden.auth.session'];
      readonly 404: components['responses']['NotFound.session-not-found'];
      readonly 408: components['responses']['TooSlow.request-too-slow'];
      readonly 409: components['responses']['Conflict.record.session.workspace'];
      readonly 410: components['responses']['Gone.workspace-replaced'];
      readonly 413: components['responses']['ContentTooLarge.record.store'];
      readonly 414: components['responses']['TargetTooLong.request-target-too-long'];
      readonly 422: components['responses']['Unsupported.runtime.workspace'];
      readonly 429: components['responses']['TooManyRequests.request.workspace'];
      readonly 431: components['responses']['HeadersTooLarge.request-headers-too-large'];
      readonly 500: components['responses']['Failed.runtime.service.store'];
      readonly 502: components['responses']['BadGateway.connection-protocol'];
      readonly 503: components['responses']['Unavailable.auth.connection.rate-limit'];
      readonly 504: components['responses']['TimedOut.request.runtime'];
    };
  };
  readonly startWorkspace: {
    readonly parameters: {
      readonly query?: {
        readonly onlyWhileWaiting?: boolean;
        /** @description How long to wait for the start, at most 600,000. */
        readonly waitMs?: number;
      };
      readonly header?: never;
      readonly path: {
        /** @example ses_01arz3ndektsv4rrffq69g5fav */
        readonly id: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Done. */
      readonly 200: {
        headers: {
          readonly 'RateLimit-Limit': components['headers']['RateLimit-Limit'];
          readonly 'RateLimit-Remaining': components['headers']['RateLimit-Remaining'];
          readonly 'RateLimit-Reset': components['headers']['RateLimit-Reset'];
          readonly 'X-Request-Id': components['headers']['X-Request-Id'];
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['Workspace'];
        };
      };
      /** @description It is under way. */
      readonly 202: {
        headers: {
          readonly 'RateLimit-Limit': components['headers']['RateLimit-Limit'];
          readonly 'RateLimit-Remaining': components['headers']['RateLimit-Remaining'];
          readonly 'RateLimit-Reset': components['headers']['RateLimit-Reset'];
          readonly 'Retry-After': components['headers']['Retry-After'];
          readonly 'X-Request-Id': components['headers']['X-Request-Id'];
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['Workspace'];
        };
      };
      readonly 400: components['responses']['BadRequest.request'];
      readonly 401: components['responses']['Unauthorized.auth.2'];
      readonly 403: components['responses']['Forbidden.auth.session'];
      readonly 404: components['responses']['NotFound.session-not-found'];
      readonly 408: components['responses']['TooSlow.request-too-slow'];
      readonly 409: components['responses']['Conflict.record.session.workspace'];
      readonly 410: components['responses']['Gone.workspace-replaced'];
      readonly 413: components['responses']['ContentTooLarge.record.request.store'];
      readonly 414: components['responses']['TargetTooLong.request-target-too-long'];
      readonly 415: components['responses']['UnsupportedMediaType.request-unsupported-media-type'];
      readonly 422: components['responses']['Unsupported.runtime.workspace'];
      readonly 429: components['responses']['TooManyRequests.request.workspace'];
      readonly 431: components['responses']['HeadersTooLarge.request-headers-too-large'];
      readonly 500: components['responses']['Failed.runtime.service.store'];
      readonly 502: components['responses']['BadGateway.connection-protocol'];
      readonly 503: components['responses']['Unavailable.auth.connection.rate-limit'];
      readonly 504: components['responses']['TimedOut.request.runtime'];
    };
  };
  readonly stopWorkspace: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path: {
        /** @example ses_01arz3ndektsv4rrffq69g5fav */
        readonly id: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description It is under way. */
      readonly 202: {
        headers: {
          readonly 'RateLimit-Limit': components['headers']['RateLimit-Limit'];
          readonly 'RateLimit-Remaining': components['headers']['RateLimit-Remaining'];
          readonly 'RateLimit-Reset': components['headers']['RateLimit-Reset'];
          readonly 'X-Request-Id': components['headers']['X-Request-Id'];
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['Workspace'];
        };
      };
      /** @description Done; there is nothing to say. */
      readonly 204: {
        headers: {
          readonly 'RateLimit-Limit': components['headers']['RateLimit-Limit'];
          readonly 'RateLimit-Remaining': components['headers']['RateLimit-Remaining'];
          readonly 'RateLimit-Reset': components['headers']['RateLimit-Reset'];
          readonly 'X-Request-Id': components['headers']['X-Request-Id'];
          readonly [name: string]: unknown;
        };
        content?: never;
      };
      readonly 400: components['responses']['BadRequest.request'];
      readonly 401: components['responses']['Unauthorized.auth.2'];
      readonly 403: components['responses']['Forbidden.auth.session'];
      readonly 404: components['responses']['NotFound.session-not-found'];
      readonly 408: components['responses']['TooSlow.request-too-slow'];
      readonly 409: components['responses']['Conflict.record.session.workspace'];
      readonly 410: components['responses']['Gone.workspace-replaced'];
      readonly 413: components['responses']['ContentTooLarge.record.request.store'];
      readonly 414: components['responses']['TargetTooLong.request-target-too-long'];
      readonly 415: components['responses']['UnsupportedMediaType.request-unsupported-media-type'];
      readonly 422: components['responses']['Unsupported.runtime.workspace'];
      readonly 429: components['responses']['TooManyRequests.request.workspace'];
      readonly 431: components['responses']['HeadersTooLarge.request-headers-too-large'];
      readonly 500: components['responses']['Failed.runtime.service.store'];
      readonly 502: components['responses']['BadGateway.connection-protocol'];
      readonly 503: components['responses']['Unavailable.auth.connection.rate-limit'];
      readonly 504: components['responses']['TimedOut.request.runtime'];
    };
  };
  readonly watchWorkspace: {
    readonly parameters: {
      readonly query?: {
        /** @description Where to begin. Events from there on are answered, those first that are there. */
        readonly from?: number;
      };
      readonly header?: {
        /** @description The id of the last event that was seen. It stands before what the query says. */
        readonly 'Last-Event-ID'?: string;
      };
      readonly path: {
        /** @example ses_01arz3ndektsv4rrffq69g5fav */
        readonly id: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Done. */
      readonly 200: {
        headers: {
          readonly 'RateLimit-Limit': components['headers']['RateLimit-Limit'];
          readonly 'RateLimit-Remaining': components['headers']['RateLimit-Remaining'];
          readonly 'RateLimit-Reset': components['headers']['RateLimit-Reset'];
          readonly 'X-Request-Id': components['headers']['X-Request-Id'];
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'text/event-stream': string;
        };
      };
      readonly 400: components['responses']['BadRequest.request-invalid'];
      readonly 401: components['responses']['Unauthorized.auth.2'];
      readonly 403: components['responses']['Forbidden.auth.session'];
      readonly 404: components['responses']['NotFound.session-not-found'];
      readonly 408: components['responses']['TooSlow.request-too-slow'];
      readonly 409: components['responses']['Conflict.record.session.workspace'];
      readonly 410: components['responses']['Gone.workspace-replaced'];
      readonly 413: components['responses']['ContentTooLarge.record.store'];
      readonly 414: components['responses']['TargetTooLong.request-target-too-long'];
      readonly 422: components['responses']['Unsupported.runtime.workspace'];
      readonly 429: components['responses']['TooManyRequests.request.workspace.2'];
      readonly 431: components['responses']['HeadersTooLarge.request-headers-too-large'];
      readonly 500: components['responses']['Failed.runtime.service.store'];
      readonly 502: components['responses']['BadGateway.connection-protocol'];
      readonly 503: components['responses']['Unavailable.auth.connection.rate-limit'];
      readonly 504: components['responses']['TimedOut.runtime-timed-out'];
    };
  };
  readonly keepWorkspace: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path: {
        /** @example ses_01arz3ndektsv4rrffq69g5fav */
        readonly id: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        /**
         * @example {
         *       "durationMs": 600000
         *     }
         */
        readonly 'application/json': {
          readonly durationMs: number;
        };
      };
    };
    readonly responses: {
      /** @description Done. */
      readonly 200: {
        headers: {
          readonly 'RateLimit-Limit': components['headers']['RateLimit-Limit'];
          readonly 'RateLimit-Remaining': components['headers']['RateLimit-Remaining'];
          readonly 'RateLimit-Reset': components['headers']['RateLimit-Reset'];
          readonly 'X-Request-Id': components['headers']['X-Request-Id'];
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['WorkspaceExplanation'];
        };
      };
      readonly 400: components['responses']['BadRequest.request'];
      readonly 401: components['responses']['Unauthorized.auth.2'];
      readonly 403: components['responses']['Forbidden.auth.session'];
      readonly 404: components['responses']['NotFound.session-not-found'];
      readonly 408: components['responses']['TooSlow.request-too-slow'];
      readonly 409: components['responses']['Conflict.record.session.workspace'];
      readonly 410: components['responses']['Gone.workspace-replaced'];
      readonly 413: components['responses']['ContentTooLarge.record.request.store'];
      readonly 414: components['responses']['TargetTooLong.request-target-too-long'];
      readonly 415: components['responses']['UnsupportedMediaType.request-unsupported-media-type'];
      readonly 422: components['responses']['Unsupported.runtime.workspace'];
      readonly 429: components['responses']['TooManyRequests.request.workspace'];
      readonly 431: components['responses']['HeadersTooLarge.request-headers-too-large'];
      readonly 500: components['responses']['Failed.runtime.service.store'];
      readonly 502: components['responses']['BadGateway.connection-protocol'];
      readonly 503: components['responses']['Unavailable.auth.connection.rate-limit'];
      readonly 504: components['responses']['TimedOut.request.runtime'];
    };
  };
  readonly listSnapshots: {
    readonly parameters: {
      readonly query?: {
        /** @description `nextCursor` of the page before. It fits the same list with the same query alone. */
        readonly cursor?: string;
        /** @description How many items a page has at most. */
        readonly limit?: number;
      };
      readonly header?: never;
      readonly path: {
        /** @example ses_01arz3ndektsv4rrffq69g5fav */
        readonly id: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Done. */
      readonly 200: {
        headers: {
          readonly 'RateLimit-Limit': components['headers']['RateLimit-Limit'];
          readonly 'RateLimit-Remaining': components['headers']['RateLimit-Remaining'];
          readonly 'RateLimit-Reset': components['headers']['RateLimit-Reset'];
          readonly 'X-Request-Id': components['headers']['X-Request-Id'];
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            readonly items: readonly {
              /** Format: date-time */
              readonly createdAt: string;
              readonly id: string;
              readonly incarnation: number;
              readonly label?: string;
              readonly runtime: string;
              readonly sessionId: string;
              /** @enum {string} */
              readonly state: 'taking' | 'ready';
            }[];
            readonly nextCursor: string | null;
          };
        };
      };
      readonly 400: components['responses']['BadRequest.request-invalid'];
      readonly 401: components['responses']['Unauthorized.auth.2'];
      readonly 403: components['responses']['Forbidden.auth.session'];
      readonly 404: components['responses']['NotFound.session.snapshot'];
      readonly 408: components['responses']['TooSlow.request-too-slow'];
      readonly 409: components['responses']['Conflict.record.session.snapshot'];
      readonly 410: components['responses']['Gone.workspace-replaced'];
      readonly 413: components['responses']['ContentTooLarge.record.store'];
      readonly 414: components['responses']['TargetTooLong.request-target-too-long'];
      readonly 422: components['responses']['Unsupported.runtime.workspace'];
      readonly 429: components['responses']['TooManyRequests.request.workspace'];
      readonly 431: components['responses']['HeadersTooLarge.request-headers-too-large'];
      readonly 500: components['responses']['Failed.runtime.service.store'];
      readonly 502: components['responses']['BadGateway.connection-protocol'];
      readonly 503: components['responses']['Unavailable.auth.connection.rate-limit'];
      readonly 504: components['responses']['TimedOut.request.runtime'];
    };
  };
  readonly takeSnapshot: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path: {
        /** @example ses_01arz3ndektsv4rrffq69g5fav */
        readonly id: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: {
      readonly content: {
        /**
         * @example {
         *       "label": "dependencies installed"
         *     }
         */
        readonly 'application/json': {
          readonly label?: string;
        };
      };
    };
    readonly responses: {
      /** @description It is made. */
      readonly 201: {
        headers: {
          readonly 'RateLimit-Limit': components['headers']['RateLimit-Limit'];
          readonly 'RateLimit-Remaining': components['headers']['RateLimit-Remaining'];
          readonly 'RateLimit-Reset': components['headers']['RateLimit-Reset'];
          readonly 'X-Request-Id': components['headers']['X-Request-Id'];
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            /** Format: date-time */
            readonly createdAt: string;
            readonly id: string;
            readonly incarnation: number;
            readonly label?: string;
            readonly runtime: string;
            readonly sessionId: string;
            /** @enum {string} */
            readonly state: 'taking' | 'ready';
          };
        };
      };
      readonly 400: components['responses']['BadRequest.request'];
      readonly 401: components['responses']['Unauthorized.auth.2'];
      readonly 403: components['responses']['Forbidden.auth.session'];
      readonly 404: components['responses']['NotFound.session.snapshot'];
      readonly 408: components['responses']['TooSlow.request-too-slow'];
      readonly 409: components['responses']['Conflict.record.session.snapshot'];
      readonly 410: components['responses']['Gone.workspace-replaced'];
      readonly 413: components['responses']['ContentTooLarge.record.request.store'];
      readonly 414: components['responses']['TargetTooLong.request-target-too-long'];
      readonly 415: components['responses']['UnsupportedMediaType.request-unsupported-media-type'];
      readonly 422: components['responses']['Unsupported.runtime.workspace'];
      readonly 429: components['responses']['TooManyRequests.request.workspace'];
      readonly 431: components['responses']['HeadersTooLarge.request-headers-too-large'];
      readonly 500: components['responses']['Failed.runtime.service.store'];
      readonly 502: components['responses']['BadGateway.connection-protocol'];
      readonly 503: components['responses']['Unavailable.auth.connection.rate-limit'];
      readonly 504: components['responses']['TimedOut.request.runtime'];
    };
  };
  readonly getSnapshot: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path: {
        /** @example ses_01arz3ndektsv4rrffq69g5fav */
        readonly id: string;
        readonly sid: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Done. */
      readonly 200: {
        headers: {
          readonly 'RateLimit-Limit': components['headers']['RateLimit-Limit'];
          readonly 'RateLimit-Remaining': components['headers']['RateLimit-Remaining'];
          readonly 'RateLimit-Reset': components['headers']['RateLimit-Reset'];
          readonly 'X-Request-Id': components['headers']['X-Request-Id'];
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            /** Format: date-time */
            readonly createdAt: string;
            readonly id: string;
            readonly incarnation: number;
            readonly label?: string;
            readonly runtime: string;
            readonly sessionId: string;
            /** @enum {string} */
            readonly state: 'taking' | 'ready';
          };
        };
      };
      readonly 400: components['responses']['BadRequest.request-invalid'];
      readonly 401: components['responses']['Unauthorized.auth.2'];
      readonly 403: components['responses']['Forbidden.auth.session'];
      readonly 404: components['responses']['NotFound.session.snapshot'];
      readonly 408: components['responses']['TooSlow.request-too-slow'];
      readonly 409: components['responses']['Conflict.record.session.snapshot'];
      readonly 410: components['responses']['Gone.workspace-replaced'];
      readonly 413: components['responses']['ContentTooLarge.record.store'];
      readonly 414: components['responses']['TargetTooLong.request-target-too-long'];
      readonly 422: components['responses']['Unsupported.runtime.workspace'];
      readonly 429: components['responses']['TooManyRequests.request.workspace'];
      readonly 431: components['responses']['HeadersTooLarge.request-headers-too-large'];
      readonly 500: components['responses']['Failed.runtime.service.store'];
      readonly 502: components['responses']['BadGateway.connection-protocol'];
      readonly 503: components['responses']['Unavailable.auth.connection.rate-limit'];
      readonly 504: components['responses']['TimedOut.request.runtime'];
    };
  };
  readonly removeSnapshot: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path: {
        /** @example ses_01arz3ndektsv4rrffq69g5fav */
        readonly id: string;
        readonly sid: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Done; there is nothing to say. */
      readonly 204: {
        headers: {
          readonly 'RateLimit-Limit': components['headers']['RateLimit-Limit'];
          readonly 'RateLimit-Remaining': components['headers']['RateLimit-Remaining'];
          readonly 'RateLimit-Reset': components['headers']['RateLimit-Reset'];
          readonly 'X-Request-Id': components['headers']['X-Request-Id'];
          readonly [name: string]: unknown;
        };
        content?: never;
      };
      readonly 400: components['responses']['BadRequest.request'];
      readonly 401: components['responses']['Unauthorized.auth.2'];
      readonly 403: components['responses']['Forbidden.auth.session'];
      readonly 404: components['responses']['NotFound.session.snapshot'];
      readonly 408: components['responses']['TooSlow.request-too-slow'];
      readonly 409: components['responses']['Conflict.record.session.snapshot'];
      readonly 410: components['responses']['Gone.workspace-replaced'];
      readonly 413: components['responses']['ContentTooLarge.record.request.store'];
      readonly 414: components['responses']['TargetTooLong.request-target-too-long'];
      readonly 415: components['responses']['UnsupportedMediaType.request-unsupported-media-type'];
      readonly 422: components['responses']['Unsupported.runtime.workspace'];
      readonly 429: components['responses']['TooManyRequests.request.workspace'];
      readonly 431: components['responses']['HeadersTooLarge.request-headers-too-large'];
      readonly 500: components['responses']['Failed.runtime.service.store'];
      readonly 502: components['responses']['BadGateway.connection-protocol'];
      readonly 503: components['responses']['Unavailable.auth.connection.rate-limit'];
      readonly 504: components['responses']['TimedOut.request.runtime'];
    };
  };
  readonly restoreSnapshot: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path: {
        /** @example ses_01arz3ndektsv4rrffq69g5fav */
        readonly id: string;
        readonly sid: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Done. */
      readonly 200: {
        headers: {
          readonly 'RateLimit-Limit': components['headers']['RateLimit-Limit'];
          readonly 'RateLimit-Remaining': components['headers']['RateLimit-Remaining'];
          readonly 'RateLimit-Reset': components['headers']['RateLimit-Reset'];
          readonly 'X-Request-Id': components['headers']['X-Request-Id'];
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            /** Format: date-time */
            readonly createdAt: string;
            readonly id: string;
            readonly incarnation: number;
            readonly label?: string;
            readonly runtime: string;
            readonly sessionId: string;
            /** @enum {string} */
            readonly state: 'taking' | 'ready';
          };
        };
      };
      readonly 400: components['responses']['BadRequest.file.request'];
      readonly 401: components['responses']['Unauthorized.auth.2'];
      readonly 403: components['responses']['Forbidden.auth.file.session'];
      readonly 404: components['responses']['NotFound.file.session.snapshot'];
      readonly 408: components['responses']['TooSlow.request-too-slow'];
      readonly 409: components['responses']['Conflict.file.record.session.2'];
      readonly 410: components['responses']['Gone.workspace-replaced'];
      readonly 412: components['responses']['PreconditionFailed.file-changed'];
      readonly 413: components['responses']['ContentTooLarge.file.record.request.2'];
      readonly 414: components['responses']['TargetTooLong.request-target-too-long'];
      readonly 415: components['responses']['UnsupportedMediaType.request-unsupported-media-type'];
      readonly 422: components['responses']['Unsupported.runtime.workspace'];
      readonly 429: components['responses']['TooManyRequests.request.workspace'];
      readonly 431: components['responses']['HeadersTooLarge.request-headers-too-large'];
      readonly 500: components['responses']['Failed.file.runtime.service.2'];
      readonly 502: components['responses']['BadGateway.connection-protocol'];
      readonly 503: components['responses']['Unavailable.auth.connection.rate-limit'];
      readonly 504: components['responses']['TimedOut.request.runtime'];
      readonly 507: components['responses']['NoRoom.file-no-space'];
    };
  };
  readonly listRelatedSessions: {
    readonly parameters: {
      readonly query: {
        /** @description `nextCursor` of the page before. It fits the same list with the same query alone. */
        readonly cursor?: string;
        /** @description How many items a page has at most. */
        readonly limit?: number;
        readonly sessionId: string;
      };
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Done. */
      readonly 200: {
        headers: {
          readonly 'RateLimit-Limit': components['headers']['RateLimit-Limit'];
          readonly 'RateLimit-Remaining': components['headers']['RateLimit-Remaining'];
          readonly 'RateLimit-Reset': components['headers']['RateLimit-Reset'];
          readonly 'X-Request-Id': components['headers']['X-Request-Id'];
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['RelatedSessions'];
        };
      };
      readonly 400: components['responses']['BadRequest.request-invalid'];
      readonly 401: components['responses']['Unauthorized.auth.2'];
      readonly 403: components['responses']['Forbidden.auth.session'];
      readonly 404: components['responses']['NotFound.session-not-found'];
      readonly 408: components['responses']['TooSlow.request-too-slow'];
      readonly 409: components['responses']['Conflict.record.session.workspace'];
      readonly 410: components['responses']['Gone.workspace-replaced'];
      readonly 413: components['responses']['ContentTooLarge.record.store'];
      readonly 414: components['responses']['TargetTooLong.request-target-too-long'];
      readonly 422: components['responses']['Unsupported.runtime.workspace'];
      readonly 429: components['responses']['TooManyRequests.request.workspace'];
      readonly 431: components['responses']['HeadersTooLarge.request-headers-too-large'];
      readonly 500: components['responses']['Failed.runtime.service.store'];
      readonly 502: components['responses']['BadGateway.connection-protocol'];
      readonly 503: components['responses']['Unavailable.auth.connection.rate-limit'];
      readonly 504: components['responses']['TimedOut.request.runtime'];
    };
  };
  readonly listSettings: {
    readonly parameters: {
      readonly query?: {
        /** @description `nextCursor` of the page before. It fits the same list with the same query alone. */
        readonly cursor?: string;
        /** @description How many items a page has at most. */
        readonly limit?: number;
      };
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Done. */
      readonly 200: {
        headers: {
          readonly 'RateLimit-Limit': components['headers']['RateLimit-Limit'];
          readonly 'RateLimit-Remaining': components['headers']['RateLimit-Remaining'];
          readonly 'RateLimit-Reset': components['headers']['RateLimit-Reset'];
          readonly 'X-Request-Id': components['headers']['X-Request-Id'];
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['SettingPage'];
        };
      };
      readonly 400: components['responses']['BadRequest.request-invalid'];
      readonly 401: components['responses']['Unauthorized.auth.2'];
      readonly 403: components['responses']['Forbidden.auth-forbidden'];
      readonly 408: components['responses']['TooSlow.request-too-slow'];
      readonly 413: components['responses']['ContentTooLarge.store-too-large'];
      readonly 414: components['responses']['TargetTooLong.request-target-too-long'];
      readonly 429: components['responses']['TooManyRequests.request-rate-limited'];
      readonly 431: components['responses']['HeadersTooLarge.request-headers-too-large'];
      readonly 500: components['responses']['Failed.service.store'];
      readonly 503: components['responses']['Unavailable.auth.rate-limit.request.2'];
      readonly 504: components['responses']['TimedOut.request-timed-out'];
    };
  };
  readonly putSetting: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path: {
        /** @example editor */
        readonly category: string;
        /** @example theme */
        readonly key: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        /**
         * @example {
         *       "value": {
         *         "theme": "dark",
         *         "size": 14
         *       }
         *     }
         */
        readonly 'application/json': components['schemas']['PutSetting'];
      };
    };
    readonly responses: {
      /** @description Done. */
      readonly 200: {
        headers: {
          readonly 'RateLimit-Limit': components['headers']['RateLimit-Limit'];
          readonly 'RateLimit-Remaining': components['headers']['RateLimit-Remaining'];
          readonly 'RateLimit-Reset': components['headers']['RateLimit-Reset'];
          readonly 'X-Request-Id': components['headers']['X-Request-Id'];
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['Setting'];
        };
      };
      readonly 400: components['responses']['BadRequest.request'];
      readonly 401: components['responses']['Unauthorized.auth.2'];
      readonly 403: components['responses']['Forbidden.auth-forbidden'];
      readonly 408: components['responses']['TooSlow.request-too-slow'];
      readonly 409: components['responses']['Conflict.record.setting'];
      readonly 413: components['responses']['ContentTooLarge.record.request.setting'];
      readonly 414: components['responses']['TargetTooLong.request-target-too-long'];
      readonly 415: components['responses']['UnsupportedMediaType.request-unsupported-media-type'];
      readonly 429: components['responses']['TooManyRequests.request-rate-limited'];
      readonly 431: components['responses']['HeadersTooLarge.request-headers-too-large'];
      readonly 500: components['responses']['Failed.service.store'];
      readonly 503: components['responses']['Unavailable.auth.rate-limit.request.2'];
      readonly 504: components['responses']['TimedOut.request-timed-out'];
    };
  };
  readonly removeSetting: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path: {
        /** @example editor */
        readonly category: string;
        /** @example theme */
        readonly key: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Done; there is nothing to say. */
      readonly 204: {
        headers: {
          readonly 'RateLimit-Limit': components['headers']['RateLimit-Limit'];
          readonly 'RateLimit-Remaining': components['headers']['RateLimit-Remaining'];
          readonly 'RateLimit-Reset': components['headers']['RateLimit-Reset'];
          readonly 'X-Request-Id': components['headers']['X-Request-Id'];
          readonly [name: string]: unknown;
        };
        content?: never;
      };
      readonly 400: components['responses']['BadRequest.request'];
      readonly 401: components['responses']['Unauthorized.auth.2'];
      readonly 403: components['responses']['Forbidden.auth-forbidden'];
      readonly 404: components['responses']['NotFound.setting-not-found'];
      readonly 408: components['responses']['TooSlow.request-too-slow'];
      readonly 409: components['responses']['Conflict.record'];
      readonly 413: components['responses']['ContentTooLarge.record.request.store'];
      readonly 414: components['responses']['TargetTooLong.request-target-too-long'];
      readonly 415: components['responses']['UnsupportedMediaType.request-unsupported-media-type'];
      readonly 429: components['responses']['TooManyRequests.request-rate-limited'];
      readonly 431: components['responses']['HeadersTooLarge.request-headers-too-large'];
      readonly 500: components['responses']['Failed.service.store'];
      readonly 503: components['responses']['Unavailable.auth.rate-limit.request.2'];
      readonly 504: components['responses']['TimedOut.request-timed-out'];
    };
  };
  readonly readStream: {
    readonly parameters: {
      readonly query?: {
        /** @description Where to begin. Events from there on are answered, those first that are there. */
        readonly from?: number;
      };
      readonly header?: {
        /** @description The id of the last event that was seen. It stands before what the query says. */
        readonly 'Last-Event-ID'?: string;
      };
      readonly path: {
        /** @example str_01arz3ndektsv4rrffq69g5fav */
        readonly id: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Done. */
      readonly 200: {
        headers: {
          readonly 'RateLimit-Limit': components['headers']['RateLimit-Limit'];
          readonly 'RateLimit-Remaining': components['headers']['RateLimit-Remaining'];
          readonly 'RateLimit-Reset': components['headers']['RateLimit-Reset'];
          readonly 'X-Request-Id': components['headers']['X-Request-Id'];
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'text/event-stream': string;
        };
      };
      readonly 400: components['responses']['BadRequest.request.stream'];
      readonly 401: components['responses']['Unauthorized.auth.2'];
      readonly 403: components['responses']['Forbidden.auth.session'];
      readonly 404: components['responses']['NotFound.session.stream'];
      readonly 408: components['responses']['TooSlow.request-too-slow'];
      readonly 409: components['responses']['Conflict.record.session.stream'];
      readonly 413: components['responses']['ContentTooLarge.record.store.stream'];
      readonly 414: components['responses']['TargetTooLong.request-target-too-long'];
      readonly 429: components['responses']['TooManyRequests.request.stream'];
      readonly 431: components['responses']['HeadersTooLarge.request-headers-too-large'];
      readonly 500: components['responses']['Failed.service.store'];
      readonly 503: components['responses']['Unavailable.auth.rate-limit.request.3'];
    };
  };
  readonly cancelStream: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path: {
        /** @example str_01arz3ndektsv4rrffq69g5fav */
        readonly id: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Done; there is nothing to say. */
      readonly 204: {
        headers: {
          readonly 'RateLimit-Limit': components['headers']['RateLimit-Limit'];
          readonly 'RateLimit-Remaining': components['headers']['RateLimit-Remaining'];
          readonly 'RateLimit-Reset': components['headers']['RateLimit-Reset'];
          readonly 'X-Request-Id': components['headers']['X-Request-Id'];
          readonly [name: string]: unknown;
        };
        content?: never;
      };
      readonly 400: components['responses']['BadRequest.request.stream.2'];
      readonly 401: components['responses']['Unauthorized.auth.2'];
      readonly 403: components['responses']['Forbidden.auth.session'];
      readonly 404: components['responses']['NotFound.session.stream'];
      readonly 408: components['responses']['TooSlow.request-too-slow'];
      readonly 409: components['responses']['Conflict.record.session.stream'];
      readonly 413: components['responses']['ContentTooLarge.record.request.store.2'];
      readonly 414: components['responses']['TargetTooLong.request-target-too-long'];
      readonly 415: components['responses']['UnsupportedMediaType.request-unsupported-media-type'];
      readonly 429: components['responses']['TooManyRequests.request.stream.2'];
      readonly 431: components['responses']['HeadersTooLarge.request-headers-too-large'];
      readonly 500: components['responses']['Failed.service.store'];
      readonly 503: components['responses']['Unavailable.auth.rate-limit.request.3'];
      readonly 504: components['responses']['TimedOut.request-timed-out'];
    };
  };
  readonly getTask: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path: {
        /** @example tsk_01arz3ndektsv4rrffq69g5fav */
        readonly id: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Done. */
      readonly 200: {
        headers: {
          readonly 'RateLimit-Limit': components['headers']['RateLimit-Limit'];
          readonly 'RateLimit-Remaining': components['headers']['RateLimit-Remaining'];
          readonly 'RateLimit-Reset': components['headers']['RateLimit-Reset'];
          readonly 'X-Request-Id': components['headers']['X-Request-Id'];
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['Task'];
        };
      };
      readonly 400: components['responses']['BadRequest.request.stream'];
      readonly 401: components['responses']['Unauthorized.auth.2'];
      readonly 403: components['responses']['Forbidden.auth.session'];
      readonly 404: components['responses']['NotFound.conversation.message.session.2'];
      readonly 408: components['responses']['TooSlow.request-too-slow'];
      readonly 409: components['responses']['Conflict.conversation.message.record'];
      readonly 413: components['responses']['ContentTooLarge.message.record.store'];
      readonly 414: components['responses']['TargetTooLong.request-target-too-long'];
      readonly 422: components['responses']['Unsupported.model-not-configured'];
      readonly 429: components['responses']['TooManyRequests.request.stream.task'];
      readonly 431: components['responses']['HeadersTooLarge.request-headers-too-large'];
      readonly 500: components['responses']['Failed.service.store'];
      readonly 503: components['responses']['Unavailable.auth.rate-limit.request.3'];
      readonly 504: components['responses']['TimedOut.request-timed-out'];
    };
  };
  readonly cancelTask: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path: {
        /** @example tsk_01arz3ndektsv4rrffq69g5fav */
        readonly id: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Done. */
      readonly 200: {
        headers: {
          readonly 'RateLimit-Limit': components['headers']['RateLimit-Limit'];
          readonly 'RateLimit-Remaining': components['headers']['RateLimit-Remaining'];
          readonly 'RateLimit-Reset': components['headers']['RateLimit-Reset'];
          readonly 'X-Request-Id': components['headers']['X-Request-Id'];
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['Task'];
        };
      };
      readonly 400: components['responses']['BadRequest.request'];
      readonly 401: components['responses']['Unauthorized.auth.2'];
      readonly 403: components['responses']['Forbidden.auth.session'];
      readonly 404: components['responses']['NotFound.session.task'];
      readonly 408: components['responses']['TooSlow.request-too-slow'];
      readonly 409: components['responses']['Conflict.record'];
      readonly 413: components['responses']['ContentTooLarge.record.request.store'];
      readonly 414: components['responses']['TargetTooLong.request-target-too-long'];
      readonly 415: components['responses']['UnsupportedMediaType.request-unsupported-media-type'];
      readonly 429: components['responses']['TooManyRequests.request-rate-limited'];
      readonly 431: components['responses']['HeadersTooLarge.request-headers-too-large'];
      readonly 500: components['responses']['Failed.service.store'];
      readonly 503: components['responses']['Unavailable.auth.rate-limit.request.2'];
      readonly 504: components['responses']['TimedOut.request-timed-out'];
    };
  };
  readonly followTask: {
    readonly parameters: {
      readonly query?: {
        readonly after?: string;
      };
      readonly header?: {
        /** @description The id of the last event that was seen. It stands before what the query says. */
        readonly 'Last-Event-ID'?: string;
      };
      readonly path: {
        /** @example tsk_01arz3ndektsv4rrffq69g5fav */
        readonly id: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Done. */
      readonly 200: {
        headers: {
          readonly 'RateLimit-Limit': components['headers']['RateLimit-Limit'];
          readonly 'RateLimit-Remaining': components['headers']['RateLimit-Remaining'];
          readonly 'RateLimit-Reset': components['headers']['RateLimit-Reset'];
          readonly 'X-Request-Id': components['headers']['X-Request-Id'];
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'text/event-stream': string;
        };
      };
      readonly 400: components['responses']['BadRequest.request.stream'];
      readonly 401: components['responses']['Unauthorized.auth.2'];
      readonly 403: components['responses']['Forbidden.auth.session'];
      readonly 404: components['responses']['NotFound.conversation.message.session.2'];
      readonly 408: components['responses']['TooSlow.request-too-slow'];
      readonly 409: components['responses']['Conflict.conversation.message.record'];
      readonly 413: components['responses']['ContentTooLarge.message.record.store'];
      readonly 414: components['responses']['TargetTooLong.request-target-too-long'];
      readonly 422: components['responses']['Unsupported.model-not-configured'];
      readonly 429: components['responses']['TooManyRequests.request.stream.task.2'];
      readonly 431: components['responses']['HeadersTooLarge.request-headers-too-large'];
      readonly 500: components['responses']['Failed.service.store'];
      readonly 503: components['responses']['Unavailable.auth.rate-limit.request.3'];
    };
  };
  readonly listAgents: {
    readonly parameters: {
      readonly query?: {
        /** @description `nextCursor` of the page before. It fits the same list with the same query alone. */
        readonly cursor?: string;
        /** @description How many items a page has at most. */
        readonly limit?: number;
      };
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Done. */
      readonly 200: {
        headers: {
          readonly 'RateLimit-Limit': components['headers']['RateLimit-Limit'];
          readonly 'RateLimit-Remaining': components['headers']['RateLimit-Remaining'];
          readonly 'RateLimit-Reset': components['headers']['RateLimit-Reset'];
          readonly 'X-Request-Id': components['headers']['X-Request-Id'];
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['AgentPage'];
        };
      };
      readonly 400: components['responses']['BadRequest.request-invalid'];
      readonly 401: components['responses']['Unauthorized.auth.2'];
      readonly 403: components['responses']['Forbidden.auth-forbidden'];
      readonly 408: components['responses']['TooSlow.request-too-slow'];
      readonly 413: components['responses']['ContentTooLarge.store-too-large'];
      readonly 414: components['responses']['TargetTooLong.request-target-too-long'];
      readonly 429: components['responses']['TooManyRequests.request-rate-limited'];
      readonly 431: components['responses']['HeadersTooLarge.request-headers-too-large'];
      readonly 500: components['responses']['Failed.service.store'];
      readonly 503: components['responses']['Unavailable.auth.rate-limit.request.2'];
      readonly 504: components['responses']['TimedOut.request-timed-out'];
    };
  };
  readonly createAgent: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        /**
         * @example {
         *       "name": "runner",
         *       "scopes": [
         *         "commands:write"
         *       ]
         *     }
         */
        readonly 'application/json': components['schemas']['CreateAgent'];
      };
    };
    readonly responses: {
      /** @description It is made. */
      readonly 201: {
        headers: {
          readonly 'RateLimit-Limit': components['headers']['RateLimit-Limit'];
          readonly 'RateLimit-Remaining': components['headers']['RateLimit-Remaining'];
          readonly 'RateLimit-Reset': components['headers']['RateLimit-Reset'];
          readonly 'X-Request-Id': components['headers']['X-Request-Id'];
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['CreatedAgent'];
        };
      };
      readonly 400: components['responses']['BadRequest.request'];
      readonly 401: components['responses']['Unauthorized.auth.2'];
      readonly 403: components['responses']['Forbidden.auth-forbidden'];
      readonly 404: components['responses']['NotFound.user-not-found'];
      readonly 408: components['responses']['TooSlow.request-too-slow'];
      readonly 409: components['responses']['Conflict.agent.record'];
      readonly 413: components['responses']['ContentTooLarge.record.request.store'];
      readonly 414: components['responses']['TargetTooLong.request-target-too-long'];
      readonly 415: components['responses']['UnsupportedMediaType.request-unsupported-media-type'];
      readonly 429: components['responses']['TooManyRequests.request-rate-limited'];
      readonly 431: components['responses']['HeadersTooLarge.request-headers-too-large'];
      readonly 500: components['responses']['Failed.service.store'];
      readonly 503: components['responses']['Unavailable.auth.rate-limit.request.2'];
      readonly 504: components['responses']['TimedOut.request-timed-out'];
    };
  };
  readonly removeAgent: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path: {
        /** @example agt_01arz3ndektsv4rrffq69g5fav */
        readonly id: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Done; there is nothing to say. */
      readonly 204: {
        headers: {
          readonly 'RateLimit-Limit': components['headers']['RateLimit-Limit'];
          readonly 'RateLimit-Remaining': components['headers']['RateLimit-Remaining'];
          readonly 'RateLimit-Reset': components['headers']['RateLimit-Reset'];
          readonly 'X-Request-Id': components['headers']['X-Request-Id'];
          readonly [name: string]: unknown;
        };
        content?: never;
      };
      readonly 400: components['responses']['BadRequest.request'];
      readonly 401: components['responses']['Unauthorized.auth.2'];
      readonly 403: components['responses']['Forbidden.auth-forbidden'];
      readonly 404: components['responses']['NotFound.agent-not-found'];
      readonly 408: components['responses']['TooSlow.request-too-slow'];
      readonly 409: components['responses']['Conflict.record'];
      readonly 413: components['responses']['ContentTooLarge.record.request.store'];
      readonly 414: components['responses']['TargetTooLong.request-target-too-long'];
      readonly 415: components['responses']['UnsupportedMediaType.request-unsupported-media-type'];
      readonly 429: components['responses']['TooManyRequests.request-rate-limited'];
      readonly 431: components['responses']['HeadersTooLarge.request-headers-too-large'];
      readonly 500: components['responses']['Failed.service.store'];
      readonly 503: components['responses']['Unavailable.auth.rate-limit.request.2'];
      readonly 504: components['responses']['TimedOut.request-timed-out'];
    };
  };
  readonly listAudit: {
    readonly parameters: {
      readonly query?: {
        readonly action?: string;
        readonly actor?: string;
        /** @description `nextCursor` of the page before. It fits the same list with the same query alone. */
        readonly cursor?: string;
        /** @description Where to begin. Events from there on are answered, those first that are there. */
        readonly from?: string;
        /** @description How many items a page has at most. */
        readonly limit?: number;
        readonly outcome?: 'success' | 'denied' | 'failed';
        readonly to?: string;
      };
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Done. */
      readonly 200: {
        headers: {
          readonly 'RateLimit-Limit': components['headers']['RateLimit-Limit'];
          readonly 'RateLimit-Remaining': components['headers']['RateLimit-Remaining'];
          readonly 'RateLimit-Reset': components['headers']['RateLimit-Reset'];
          readonly 'X-Request-Id': components['headers']['X-Request-Id'];
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['AuditRecordPage'];
        };
      };
      readonly 400: components['responses']['BadRequest.request-invalid'];
      readonly 401: components['responses']['Unauthorized.auth.2'];
      readonly 403: components['responses']['Forbidden.auth-forbidden'];
      readonly 408: components['responses']['TooSlow.request-too-slow'];
      readonly 413: components['responses']['ContentTooLarge.store-too-large'];
      readonly 414: components['responses']['TargetTooLong.request-target-too-long'];
      readonly 429: components['responses']['TooManyRequests.request-rate-limited'];
      readonly 431: components['responses']['HeadersTooLarge.request-headers-too-large'];
      readonly 500: components['responses']['Failed.service.store'];
      readonly 503: components['responses']['Unavailable.auth.rate-limit.request.2'];
      readonly 504: components['responses']['TimedOut.request-timed-out'];
    };
  };
  readonly listContainers: {
    readonly parameters: {
      readonly query?: {
        /** @description `nextCursor` of the page before. It fits the same list with the same query alone. */
        readonly cursor?: string;
        /** @description How many items a page has at most. */
        readonly limit?: number;
      };
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Done. */
      readonly 200: {
        headers: {
          readonly 'RateLimit-Limit': components['headers']['RateLimit-Limit'];
          readonly 'RateLimit-Remaining': components['headers']['RateLimit-Remaining'];
          readonly 'RateLimit-Reset': components['headers']['RateLimit-Reset'];
          readonly 'X-Request-Id': components['headers']['X-Request-Id'];
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            readonly items: readonly {
              /** Format: date-time */
              readonly createdAt: string;
              readonly image: string | null;
              readonly incarnation: number;
              readonly limits: {
                readonly cpus: number;
                readonly diskBytes?: number;
                readonly memoryBytes: number;
                readonly pids: number;
              } | null;
              readonly ownerId: string | null;
              /** Format: date-time */
              readonly readyAt?: string;
              readonly reason?: string;
              readonly runtime: string;
              readonly sessionId: string;
              readonly sessionName: string | null;
              /** @enum {string} */
              readonly state: 'queued' | 'creating' | 'ready' | 'stopping';
              readonly stats: {
                readonly cpuMs: number;
                readonly memoryBytes: number;
                readonly processes: number;
                readonly uptimeMs: number;
              } | null;
              /** @enum {string} */
              readonly statsReason?: 'not-ready' | 'not-running' | 'timed-out' | 'unavailable';
            }[];
            readonly nextCursor: string | null;
          };
        };
      };
      readonly 400: components['responses']['BadRequest.request-invalid'];
      readonly 401: components['responses']['Unauthorized.auth.2'];
      readonly 403: components['responses']['Forbidden.auth-forbidden'];
      readonly 408: components['responses']['TooSlow.request-too-slow'];
      readonly 413: components['responses']['ContentTooLarge.store-too-large'];
      readonly 414: components['responses']['TargetTooLong.request-target-too-long'];
      readonly 429: components['responses']['TooManyRequests.request-rate-limited'];
      readonly 431: components['responses']['HeadersTooLarge.request-headers-too-large'];
      readonly 500: components['responses']['Failed.service.store'];
      readonly 503: components['responses']['Unavailable.auth.rate-limit.request.2'];
      readonly 504: components['responses']['TimedOut.request-timed-out'];
    };
  };
  readonly listInvitations: {
    readonly parameters: {
      readonly query?: {
        /** @description `nextCursor` of the page before. It fits the same list with the same query alone. */
        readonly cursor?: string;
        /** @description How many items a page has at most. */
        readonly limit?: number;
      };
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Done. */
      readonly 200: {
        headers: {
          readonly 'RateLimit-Limit': components['headers']['RateLimit-Limit'];
          readonly 'RateLimit-Remaining': components['headers']['RateLimit-Remaining'];
          readonly 'RateLimit-Reset': components['headers']['RateLimit-Reset'];
          readonly 'X-Request-Id': components['headers']['X-Request-Id'];
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            readonly items: readonly {
              /** Format: date-time */
              readonly createdAt: string;
              readonly email: string | null;
              /** Format: date-time */
              readonly expiresAt: string;
              readonly id: string;
              readonly invitedBy: string | null;
              /** @enum {string} */
              readonly issuer: 'tenant' | 'operator';
              /** @enum {string} */
              readonly role: 'owner' | 'admin' | 'member';
              readonly tenantId: string;
              /** Format: date-time */
              readonly updatedAt: string;
            }[];
            readonly nextCursor: string | null;
          };
        };
      };
      readonly 400: components['responses']['BadRequest.request-invalid'];
      readonly 401: components['responses']['Unauthorized.auth.2'];
      readonly 403: components['responses']['Forbidden.auth-forbidden'];
      readonly 408: components['responses']['TooSlow.request-too-slow'];
      readonly 413: components['responses']['ContentTooLarge.store-too-large'];
      readonly 414: components['responses']['TargetTooLong.request-target-too-long'];
      readonly 429: components['responses']['TooManyRequests.request-rate-limited'];
      readonly 431: components['responses']['HeadersTooLarge.request-headers-too-large'];
      readonly 500: components['responses']['Failed.service.store'];
      readonly 503: components['responses']['Unavailable.auth.rate-limit.request.2'];
      readonly 504: components['responses']['TimedOut.request-timed-out'];
    };
  };
  readonly createInvitation: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody?: {
      readonly content: {
        /**
         * @example {
         *       "role": "member",
         *       "email": "grace@example.com"
         *     }
         */
        readonly 'application/json': {
          readonly email?: string;
          readonly expiresInMs?: number;
          /** @enum {string} */
          readonly role?: 'owner' | 'admin' | 'member';
        };
      };
    };
    readonly responses: {
      /** @description It is made. */
      readonly 201: {
        headers: {
          readonly 'RateLimit-Limit': components['headers']['RateLimit-Limit'];
          readonly 'RateLimit-Remaining': components['headers']['RateLimit-Remaining'];
          readonly 'RateLimit-Reset': components['headers']['RateLimit-Reset'];
          readonly 'X-Request-Id': components['headers']['X-Request-Id'];
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            readonly invitation: {
              /** Format: date-time */
              readonly createdAt: string;
              readonly email: string | null;
              /** Format: date-time */
              readonly expiresAt: string;
              readonly id: string;
              readonly invitedBy: string | null;
              /** @enum {string} */
              readonly issuer: 'tenant' | 'operator';
              /** @enum {string} */
              readonly role: 'owner' | 'admin' | 'member';
              readonly tenantId: string;
              /** Format: date-time */
              readonly updatedAt: string;
            };
            readonly token: string;
          };
        };
      };
      readonly 400: components['responses']['BadRequest.request'];
      readonly 401: components['responses']['Unauthorized.auth.2'];
      readonly 403: components['responses']['Forbidden.auth.identity'];
      readonly 408: components['responses']['TooSlow.request-too-slow'];
      readonly 409: components['responses']['Conflict.invitation.record'];
      readonly 413: components['responses']['ContentTooLarge.record.request.store'];
      readonly 414: components['responses']['TargetTooLong.request-target-too-long'];
      readonly 415: components['responses']['UnsupportedMediaType.request-unsupported-media-type'];
      readonly 429: components['responses']['TooManyRequests.request-rate-limited'];
      readonly 431: components['responses']['HeadersTooLarge.request-headers-too-large'];
      readonly 500: components['responses']['Failed.service.store'];
      readonly 503: components['responses']['Unavailable.auth.rate-limit.request.2'];
      readonly 504: components['responses']['TimedOut.request-timed-out'];
    };
  };
  readonly removeInvitation: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path: {
        readonly id: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Done; there is nothing to say. */
      readonly 204: {
        headers: {
          readonly 'RateLimit-Limit': components['headers']['RateLimit-Limit'];
          readonly 'RateLimit-Remaining': components['headers']['RateLimit-Remaining'];
          readonly 'RateLimit-Reset': components['headers']['RateLimit-Reset'];
          readonly 'X-Request-Id': components['headers']['X-Request-Id'];
          readonly [name: string]: unknown;
        };
        content?: never;
      };
      readonly 400: components['responses']['BadRequest.request'];
      readonly 401: components['responses']['Unauthorized.auth.2'];
      readonly 403: components['responses']['Forbidden.auth-forbidden'];
      readonly 404: components['responses']['NotFound.invitation-not-found'];
      readonly 408: components['responses']['TooSlow.request-too-slow'];
      readonly 409: components['responses']['Conflict.record'];
      readonly 413: components['responses']['ContentTooLarge.record.request.store'];
      readonly 414: components['responses']['TargetTooLong.request-target-too-long'];
      readonly 415: components['responses']['UnsupportedMediaType.request-unsupported-media-type'];
      readonly 429: components['responses']['TooManyRequests.request-rate-limited'];
      readonly 431: components['responses']['HeadersTooLarge.request-headers-too-large'];
      readonly 500: components['responses']['Failed.service.store'];
      readonly 503: components['responses']['Unavailable.auth.rate-limit.request.2'];
      readonly 504: components['responses']['TimedOut.request-timed-out'];
    };
  };
  readonly listUsers: {
    readonly parameters: {
      readonly query?: {
        /** @description `nextCursor` of the page before. It fits the same list with the same query alone. */
        readonly cursor?: string;
        /** @description How many items a page has at most. */
        readonly limit?: number;
      };
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Done. */
      readonly 200: {
        headers: {
          readonly 'RateLimit-Limit': components['headers']['RateLimit-Limit'];
          readonly 'RateLimit-Remaining': components['headers']['RateLimit-Remaining'];
          readonly 'RateLimit-Reset': components['headers']['RateLimit-Reset'];
          readonly 'X-Request-Id': components['headers']['X-Request-Id'];
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['UserPage'];
        };
      };
      readonly 400: components['responses']['BadRequest.request-invalid'];
      readonly 401: components['responses']['Unauthorized.auth.2'];
      readonly 403: components['responses']['Forbidden.auth-forbidden'];
      readonly 408: components['responses']['TooSlow.request-too-slow'];
      readonly 413: components['responses']['ContentTooLarge.store-too-large'];
      readonly 414: components['responses']['TargetTooLong.request-target-too-long'];
      readonly 429: components['responses']['TooManyRequests.request-rate-limited'];
      readonly 431: components['responses']['HeadersTooLarge.request-headers-too-large'];
      readonly 500: components['responses']['Failed.service.store'];
      readonly 503: components['responses']['Unavailable.auth.rate-limit.request.2'];
      readonly 504: components['responses']['TimedOut.request-timed-out'];
    };
  };
  readonly createUser: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        /**
         * @example {
         *       "email": "grace@example.com",
         *       "password": "correct horse battery",
         *       "role": "member"
         *     }
         */
        readonly 'application/json': components['schemas']['CreateUser'];
      };
    };
    readonly responses: {
      /** @description It is made. */
      readonly 201: {
        headers: {
          readonly 'RateLimit-Limit': components['headers']['RateLimit-Limit'];
          readonly 'RateLimit-Remaining': components['headers']['RateLimit-Remaining'];
          readonly 'RateLimit-Reset': components['headers']['RateLimit-Reset'];
          readonly 'X-Request-Id': components['headers']['X-Request-Id'];
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['User'];
        };
      };
      readonly 400: components['responses']['BadRequest.request'];
      readonly 401: components['responses']['Unauthorized.auth.2'];
      readonly 403: components['responses']['Forbidden.auth-forbidden'];
      readonly 404: components['responses']['NotFound.user-not-found'];
      readonly 408: components['responses']['TooSlow.request-too-slow'];
      readonly 409: components['responses']['Conflict.record.user'];
      readonly 413: components['responses']['ContentTooLarge.record.request.store'];
      readonly 414: components['responses']['TargetTooLong.request-target-too-long'];
      readonly 415: components['responses']['UnsupportedMediaType.request-unsupported-media-type'];
      readonly 429: components['responses']['TooManyRequests.request-rate-limited'];
      readonly 431: components['responses']['HeadersTooLarge.request-headers-too-large'];
      readonly 500: components['responses']['Failed.auth.service.store'];
      readonly 503: components['responses']['Unavailable.auth.rate-limit.request'];
      readonly 504: components['responses']['TimedOut.request-timed-out'];
    };
  };
  readonly updateUser: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path: {
        /** @example usr_01arz3ndektsv4rrffq69g5fav */
        readonly id: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        /**
         * @example {
         *       "role": "admin"
         *     }
         */
        readonly 'application/json': components['schemas']['UpdateUser'];
      };
    };
    readonly responses: {
      /** @description Done. */
      readonly 200: {
        headers: {
          readonly 'RateLimit-Limit': components['headers']['RateLimit-Limit'];
          readonly 'RateLimit-Remaining': components['headers']['RateLimit-Remaining'];
          readonly 'RateLimit-Reset': components['headers']['RateLimit-Reset'];
          readonly 'X-Request-Id': components['headers']['X-Request-Id'];
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['User'];
        };
      };
      readonly 400: components['responses']['BadRequest.request'];
      readonly 401: components['responses']['Unauthorized.auth.2'];
      readonly 403: components['responses']['Forbidden.auth-forbidden'];
      readonly 404: components['responses']['NotFound.user-not-found'];
      readonly 408: components['responses']['TooSlow.request-too-slow'];
      readonly 409: components['responses']['Conflict.record.user.2'];
      readonly 413: components['responses']['ContentTooLarge.record.request.store'];
      readonly 414: components['responses']['TargetTooLong.request-target-too-long'];
      readonly 415: components['responses']['UnsupportedMediaType.request-unsupported-media-type'];
      readonly 429: components['responses']['TooManyRequests.request-rate-limited'];
      readonly 431: components['responses']['HeadersTooLarge.request-headers-too-large'];
      readonly 500: components['responses']['Failed.auth.service.store'];
      readonly 503: components['responses']['Unavailable.auth.rate-limit.request'];
      readonly 504: components['responses']['TimedOut.request-timed-out'];
    };
  };
  readonly removeUser: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path: {
        /** @example usr_01arz3ndektsv4rrffq69g5fav */
        readonly id: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Done; there is nothing to say. */
      readonly 204: {
        headers: {
          readonly 'RateLimit-Limit': components['headers']['RateLimit-Limit'];
          readonly 'RateLimit-Remaining': components['headers']['RateLimit-Remaining'];
          readonly 'RateLimit-Reset': components['headers']['RateLimit-Reset'];
          readonly 'X-Request-Id': components['headers']['X-Request-Id'];
          readonly [name: string]: unknown;
        };
        content?: never;
      };
      readonly 400: components['responses']['BadRequest.request'];
      readonly 401: components['responses']['Unauthorized.auth.2'];
      readonly 403: components['responses']['Forbidden.auth-forbidden'];
      readonly 404: components['responses']['NotFound.user-not-found'];
      readonly 408: components['responses']['TooSlow.request-too-slow'];
      readonly 409: components['responses']['Conflict.record.user.2'];
      readonly 413: components['responses']['ContentTooLarge.record.request.store'];
      readonly 414: components['responses']['TargetTooLong.request-target-too-long'];
      readonly 415: components['responses']['UnsupportedMediaType.request-unsupported-media-type'];
      readonly 429: components['responses']['TooManyRequests.request-rate-limited'];
      readonly 431: components['responses']['HeadersTooLarge.request-headers-too-large'];
      readonly 500: components['responses']['Failed.service.store'];
      readonly 503: components['responses']['Unavailable.auth.rate-limit.request.2'];
      readonly 504: components['responses']['TimedOut.request-timed-out'];
    };
  };
  readonly getProfile: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Done. */
      readonly 200: {
        headers: {
          readonly 'RateLimit-Limit': components['headers']['RateLimit-Limit'];
          readonly 'RateLimit-Remaining': components['headers']['RateLimit-Remaining'];
          readonly 'RateLimit-Reset': components['headers']['RateLimit-Reset'];
          readonly 'X-Request-Id': components['headers']['X-Request-Id'];
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['User'];
        };
      };
      readonly 401: components['responses']['Unauthorized.auth.2'];
      readonly 404: components['responses']['NotFound.user-not-found'];
      readonly 408: components['responses']['TooSlow.request-too-slow'];
      readonly 413: components['responses']['ContentTooLarge.store-too-large'];
      readonly 414: components['responses']['TargetTooLong.request-target-too-long'];
      readonly 429: components['responses']['TooManyRequests.request-rate-limited'];
      readonly 431: components['responses']['HeadersTooLarge.request-headers-too-large'];
      readonly 500: components['responses']['Failed.service.store'];
      readonly 503: components['responses']['Unavailable.auth.rate-limit.request.2'];
      readonly 504: components['responses']['TimedOut.request-timed-out'];
    };
  };
  readonly updateProfile: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        /**
         * @example {
         *       "displayName": "Ada Lovelace"
         *     }
         */
        readonly 'application/json': components['schemas']['UpdateProfile'];
      };
    };
    readonly responses: {
      /** @description Done. */
      readonly 200: {
        headers: {
          readonly 'RateLimit-Limit': components['headers']['RateLimit-Limit'];
          readonly 'RateLimit-Remaining': components['headers']['RateLimit-Remaining'];
          readonly 'RateLimit-Reset': components['headers']['RateLimit-Reset'];
          readonly 'X-Request-Id': components['headers']['X-Request-Id'];
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['User'];
        };
      };
      readonly 400: components['responses']['BadRequest.request'];
      readonly 401: components['responses']['Unauthorized.auth.2'];
      readonly 403: components['responses']['Forbidden.auth-forbidden'];
      readonly 404: components['responses']['NotFound.user-not-found'];
      readonly 408: components['responses']['TooSlow.request-too-slow'];
      readonly 409: components['responses']['Conflict.record'];
      readonly 413: components['responses']['ContentTooLarge.record.request.store'];
      readonly 414: components['responses']['TargetTooLong.request-target-too-long'];
      readonly 415: components['responses']['UnsupportedMediaType.request-unsupported-media-type'];
      readonly 429: components['responses']['TooManyRequests.request-rate-limited'];
      readonly 431: components['responses']['HeadersTooLarge.request-headers-too-large'];
      readonly 500: components['responses']['Failed.service.store'];
      readonly 503: components['responses']['Unavailable.auth.rate-limit.request.2'];
      readonly 504: components['responses']['TimedOut.request-timed-out'];
    };
  };
  readonly changePassword: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        /**
         * @example {
         *       "currentPassword": "correct horse battery",
         *       "newPassword": "another good one"
         *     }
         */
        readonly 'application/json': components['schemas']['ChangePassword'];
      };
    };
    readonly responses: {
      /** @description Done; there is nothing to say. */
      readonly 204: {
        headers: {
          readonly 'RateLimit-Limit': components['headers']['RateLimit-Limit'];
          readonly 'RateLimit-Remaining': components['headers']['RateLimit-Remaining'];
          readonly 'RateLimit-Reset': components['headers']['RateLimit-Reset'];
          readonly 'X-Request-Id': components['headers']['X-Request-Id'];
          readonly [name: string]: unknown;
        };
        content?: never;
      };
      readonly 400: components['responses']['BadRequest.request'];
      readonly 401: components['responses']['Unauthorized.auth.2'];
      readonly 403: components['responses']['Forbidden.auth'];
      readonly 404: components['responses']['NotFound.user-not-found'];
      readonly 408: components['responses']['TooSlow.request-too-slow'];
      readonly 409: components['responses']['Conflict.record'];
      readonly 413: components['responses']['ContentTooLarge.record.request.store'];
      readonly 414: components['responses']['TargetTooLong.request-target-too-long'];
      readonly 415: components['responses']['UnsupportedMediaType.request-unsupported-media-type'];
      readonly 429: components['responses']['TooManyRequests.request-rate-limited'];
      readonly 431: components['responses']['HeadersTooLarge.request-headers-too-large'];
      readonly 500: components['responses']['Failed.auth.service.store'];
      readonly 503: components['responses']['Unavailable.auth.rate-limit.request'];
      readonly 504: components['responses']['TimedOut.request-timed-out'];
    };
  };
  readonly connectEditor: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path: {
        readonly language: string;
        /** @example ses_01arz3ndektsv4rrffq69g5fav */
        readonly sessionId: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description The WebSocket is open. */
      readonly 101: {
        headers: {
          readonly [name: string]: unknown;
        };
        content?: never;
      };
      /** @description Problem details: it is not known who asks, or nothing is served here. */
      readonly default: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  readonly openDocument: {
    readonly parameters: {
      readonly query?: {
        /** @description `1` to be told by message 8 what is durable. */
        readonly acks?: '0' | '1';
        /** @description What is spoken. */
        readonly dialect?: 'yjs' | 'hocuspocus';
      };
      readonly header?: never;
      readonly path: {
        /**
         * @description The name of a document: segments of `A-Za-z0-9._~-` joined by `/`, percent-encoded.
         * @example notes.md
         */
        readonly name: string;
        /** @example ses_01arz3ndektsv4rrffq69g5fav */
        readonly sessionId: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description The WebSocket is open. */
      readonly 101: {
        headers: {
          readonly [name: string]: unknown;
        };
        content?: never;
      };
      /** @description Problem details: it is not known who asks, or nothing is served here. */
      readonly default: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  readonly attachStream: {
    readonly parameters: {
      readonly query?: {
        /** @description Where to begin. Events from there on are answered, those first that are there. */
        readonly from?: number;
      };
      readonly header?: never;
      readonly path: {
        /** @example str_01arz3ndektsv4rrffq69g5fav */
        readonly id: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description The WebSocket is open. */
      readonly 101: {
        headers: {
          readonly [name: string]: unknown;
        };
        content?: never;
      };
      /** @description Problem details: it is not known who asks, or nothing is served here. */
      readonly default: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  readonly attachTerminal: {
    readonly parameters: {
      readonly query?: {
        /** @description The offset of the first byte that is wanted. */
        readonly since?: number;
      };
      readonly header?: never;
      readonly path: {
        /** @example trm_01arz3ndektsv4rrffq69g5fav */
        readonly tid: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description The WebSocket is open. */
      readonly 101: {
        headers: {
          readonly [name: string]: unknown;
        };
        content?: never;
      };
      /** @description Problem details: it is not known who asks, or nothing is served here. */
      readonly default: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
}
