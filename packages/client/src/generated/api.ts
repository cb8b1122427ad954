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
    readonly get: operations['getWellKnownJwksJson'];
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
    readonly post: operations['postAuthLogin'];
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
    readonly post: operations['postAuthLogout'];
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
    readonly post: operations['postAuthRefresh'];
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
    /** Makes a tenant with a user who owns it, logged in. */
    readonly post: operations['postAuthRegister'];
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
    readonly post: operations['postAuthTickets'];
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
    /** The conversations of a session, or those of the caller that have none, the newest first. */
    readonly get: operations['getConversations'];
    readonly put?: never;
    /** Begins a conversation, of a session or of the caller alone. */
    readonly post: operations['postConversations'];
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
    /** One conversation. */
    readonly get: operations['getConversationsId'];
    /** Gives a conversation another title, or takes it away. */
    readonly put: operations['putConversationsId'];
    readonly post?: never;
    /** Deletes a conversation with its messages. */
    readonly delete: operations['deleteConversationsId'];
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
    /** The messages of a conversation in their order, or from the latest with `order=desc`. */
    readonly get: operations['getConversationsIdMessages'];
    readonly put?: never;
    /** Adds a message at the end of a conversation; with `respond`, the model answers it in the stream `streamId`. */
    readonly post: operations['postConversationsIdMessages'];
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
    /** One message of a conversation. */
    readonly get: operations['getConversationsIdMessagesMid'];
    readonly put?: never;
    readonly post?: never;
    /** Takes a message out of a conversation. */
    readonly delete: operations['deleteConversationsIdMessagesMid'];
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
    readonly get: operations['getHealthz'];
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
    readonly get: operations['getLanguages'];
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
    readonly get: operations['getLanguagesId'];
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
    readonly get: operations['getOpenapiJson'];
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
    readonly get: operations['getReady'];
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
    /** The sessions of the caller and the rooms that the caller is a member of, the newest first. */
    readonly get: operations['getSessions'];
    readonly put?: never;
    /** Makes a session, and starts its workspace when asked to. */
    readonly post: operations['postSessions'];
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
    /** One session; its version is the entity tag, which its workspace does not change. */
    readonly get: operations['getSessionsId'];
    /** Changes a session. Other languages mean another incarnation of its workspace. */
    readonly put: operations['putSessionsId'];
    readonly post?: never;
    /** Deletes a session and stops its workspace. */
    readonly delete: operations['deleteSessionsId'];
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
    /** The backups of a session, the newest first. */
    readonly get: operations['getSessionsIdBackups'];
    readonly put?: never;
    /** Keeps the files of a session as they are now; those of a running workspace are saved first. */
    readonly post: operations['postSessionsIdBackups'];
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
    /** The commands of the session that are on record, the newest first. */
    readonly get: operations['getSessionsIdCommands'];
    readonly put?: never;
    /** Runs a program to its end, or sets it going in the background. */
    readonly post: operations['postSessionsIdCommands'];
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
    /** One command as it is now. */
    readonly get: operations['getSessionsIdCommandsCid'];
    readonly put?: never;
    readonly post?: never;
    /** Ends the whole process tree of a command. */
    readonly delete: operations['deleteSessionsIdCommandsCid'];
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
    /** The output of a command from an offset on, what is there and what follows. */
    readonly get: operations['getSessionsIdCommandsCidOutput'];
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
    /** Sends a signal to a command. */
    readonly post: operations['postSessionsIdCommandsCidSignal'];
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
    /** Gives bytes to a command's standard input, and with `end` closes it. */
    readonly post: operations['postSessionsIdCommandsCidStdin'];
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
    /** The entries of a directory by name, or everything below it. */
    readonly get: operations['getSessionsIdFiles'];
    readonly put?: never;
    readonly post?: never;
    /** Removes a file, or a directory with everything below it. */
    readonly delete: operations['deleteSessionsIdFiles'];
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
    /** Everything below a directory as a tar stream; pipes, sockets and devices are left out. */
    readonly get: operations['getSessionsIdFilesArchive'];
    /** Unpacks a tar stream beneath a path: files, directories and symbolic links. */
    readonly put: operations['putSessionsIdFilesArchive'];
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
    /** The bytes of a file, or one range of them. */
    readonly get: operations['getSessionsIdFilesContent'];
    /** Writes a file whole, and makes the directories it needs. */
    readonly put: operations['putSessionsIdFilesContent'];
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
    /** Makes a directory and the ones above it, where they are not there. */
    readonly post: operations['postSessionsIdFilesDirectories'];
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
    /** Gives a file or directory another path; replaces nothing. */
    readonly post: operations['postSessionsIdFilesMove'];
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
    /** One entry: a file, a directory or a symbolic link; without a path the root. */
    readonly get: operations['getSessionsIdFilesStat'];
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
    /** What changes below a path, as it changes. */
    readonly get: operations['getSessionsIdFilesWatch'];
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
    /** Makes a session of the caller with the files, languages and labels of another that the caller sees. */
    readonly post: operations['postSessionsIdFork'];
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
    /** Who is in a room: its owner first, then the others. */
    readonly get: operations['getSessionsIdMembers'];
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
    /** Gives a user a role in a room. The role `owner` hands the room over, and leaves its owner an admin. */
    readonly put: operations['putSessionsIdMembersUserId'];
    readonly post?: never;
    /** Takes a user out of a room. Everybody but the owner may leave by themselves. */
    readonly delete: operations['deleteSessionsIdMembersUserId'];
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/sessions/{id}/projects': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /** What the projects of the workspace are built with, told by their files, best first. */
    readonly get: operations['getSessionsIdProjects'];
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
    /** Installs what a project asks for, or adds packages to it, to the end or in the background. */
    readonly post: operations['postSessionsIdProjectsInstall'];
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
    /** Stops the workspace of a session and puts the files of a backup in the place of its own. */
    readonly post: operations['postSessionsIdRestore'];
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
    /** Builds and runs a program that is given as files. */
    readonly post: operations['postSessionsIdRun'];
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
    /** The tasks of the session, the newest first; with `status`, those that are so. */
    readonly get: operations['getSessionsIdTasks'];
    readonly put?: never;
    /** Has the model work on something in the session by itself, when it is its turn. */
    readonly post: operations['postSessionsIdTasks'];
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
    /** The terminals of the session that are on record, the newest first. */
    readonly get: operations['getSessionsIdTerminals'];
    readonly put?: never;
    /** Opens a terminal, which goes on until its program ends or somebody ends it. */
    readonly post: operations['postSessionsIdTerminals'];
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
    /** One terminal as it is now. */
    readonly get: operations['getSessionsIdTerminalsTid'];
    readonly put?: never;
    readonly post?: never;
    /** Ends everything that runs in a terminal. */
    readonly delete: operations['deleteSessionsIdTerminalsTid'];
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
    /** The workspace of a session, and with `explain` why it is alive or stopped. */
    readonly get: operations['getSessionsIdWorkspace'];
    readonly put?: never;
    /** Starts the workspace of a session, or joins its start; waits for it as long as asked. Where there is no room it is `queued`; with `onlyWhileWaiting` it leaves the queue when this request ends early. */
    readonly post: operations['postSessionsIdWorkspace'];
    /** Stops the workspace of a session. */
    readonly delete: operations['deleteSessionsIdWorkspace'];
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
    /** The states of the workspace of a session as they come; between them, without an id, as `progress` what a start is doing, and as `warning` that it is going to be stopped or that the session is about to expire. */
    readonly get: operations['getSessionsIdWorkspaceEvents'];
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
    /** Keeps a ready workspace from being stopped as idle for so long from now on; with 0 the caller does so no more. */
    readonly post: operations['postSessionsIdWorkspaceKeepAlive'];
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
    /** The sessions that the caller sees and that have something in common with one, the closest first. */
    readonly get: operations['getSessionsRelated'];
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
    /** What the caller has set. */
    readonly get: operations['getSettings'];
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
    /** Sets a value, whether or not it was set before. */
    readonly put: operations['putSettingsCategoryKey'];
    readonly post?: never;
    /** Takes a value away. */
    readonly delete: operations['deleteSettingsCategoryKey'];
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
    /** The chunks of a stream from a position on, what is there and what follows, to its end. */
    readonly get: operations['getStreamsId'];
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
    /** Ends a stream, and tells whoever writes it. */
    readonly post: operations['postStreamsIdCancel'];
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
    /** One task as it is now. */
    readonly get: operations['getTasksId'];
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
    /** Asks a task to end; one that waited is over at once, the end of another follows. */
    readonly post: operations['postTasksIdCancel'];
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
    /** What happens in a task, what is there and what follows, through all its runs to its end: `status` with the task, `chunk` as in its streams, `gap` and `end`. */
    readonly get: operations['getTasksIdEvents'];
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
    /** The agents of the tenant, the oldest first. */
    readonly get: operations['getTenantAgents'];
    readonly put?: never;
    /** Makes an agent; its key is shown this once. */
    readonly post: operations['postTenantAgents'];
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
    /** Removes an agent; its key is refused from then on. */
    readonly delete: operations['deleteTenantAgentsId'];
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
    /** Who did what in the tenant, the latest first. */
    readonly get: operations['getTenantAudit'];
    readonly put?: never;
    readonly post?: never;
    readonly delete?: never;
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
    /** The users of the tenant, the oldest first. */
    readonly get: operations['getTenantUsers'];
    readonly put?: never;
    /** Makes a user of the tenant who can log in. */
    readonly post: operations['postTenantUsers'];
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
    /** Changes a user of the tenant. */
    readonly put: operations['putTenantUsersId'];
    readonly post?: never;
    /** Removes a user of the tenant and ends its logins. */
    readonly delete: operations['deleteTenantUsersId'];
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
    readonly get: operations['getUsersMe'];
    /** Changes the name of the user who asks. */
    readonly put: operations['putUsersMe'];
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
    readonly put: operations['putUsersMePassword'];
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
     * @description A WebSocket. Each message of the server is JSON as text, with a `type`: `chunk { position, text }`, `gap { from, to }`, and at
     *     last `end { position, reason, error? }`, behind which it closes with 1000. The client sends nothing.
     *     Connect again with `from` one past the position of the last chunk.
     *
     *     Who asks is known before the upgrade is accepted, or it is refused by problem details. From then on a refusal is a close
     *     code: 1000 over, 1003 and 1008 a message that is not taken, 1009 too large, 1011 failed, 1012 the server is ending, 1013 too slow or
     *     something is down, with where to go on from in the reason; 4400 the query is wrong, 4401 the token ran out or was revoked, 4403 not
     *     allowed, 4404 missing, 4409 taken over, 4410 the workspace was stopped or replaced, 4429 too many.
     */
    readonly get: operations['openWsStreamsId'];
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
     * @description A WebSocket. Frames are binary; the first byte is the channel.
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
    readonly get: operations['openWsTerminalsTid'];
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
      readonly requestId: string;
      readonly retryable: boolean;
      readonly retryAfterMs?: number;
      readonly status: number;
      readonly title: string;
      readonly type: string;
    };
  };
  responses: never;
  parameters: never;
  requestBodies: never;
  headers: never;
  pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
  readonly getWellKnownJwksJson: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Done */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            readonly keys: readonly ({
              readonly kid: string;
              readonly kty: string;
            } & {
              readonly [key: string]: unknown;
            })[];
          };
        };
      };
      /** @description Problem details */
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
  readonly postAuthLogin: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        readonly 'application/json': {
          readonly email: string;
          readonly password: string;
        };
      };
    };
    readonly responses: {
      /** @description Done */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
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
            readonly user: {
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
          };
        };
      };
      /** @description Problem details */
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
  readonly postAuthLogout: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        readonly 'application/json': {
          readonly refreshToken: string;
        };
      };
    };
    readonly responses: {
      /** @description Done */
      readonly 204: {
        headers: {
          readonly [name: string]: unknown;
        };
        content?: never;
      };
      /** @description Problem details */
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
  readonly postAuthRefresh: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        readonly 'application/json': {
          readonly refreshToken: string;
        };
      };
    };
    readonly responses: {
      /** @description Done */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            readonly tokens: {
              readonly accessToken: string;
              readonly expiresInMs: number;
              readonly refreshToken: string;
              /** @constant */
              readonly tokenType: 'Bearer';
            };
          };
        };
      };
      /** @description Problem details */
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
  readonly postAuthRegister: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        readonly 'application/json': {
          readonly displayName?: string;
          readonly email: string;
          readonly password: string;
          readonly tenantName?: string;
        };
      };
    };
    readonly responses: {
      /** @description Done */
      readonly 201: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
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
            readonly user: {
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
          };
        };
      };
      /** @description Problem details */
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
  readonly postAuthTickets: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        readonly 'application/json': {
          /** @constant */
          readonly purpose: 'websocket';
          readonly resource: string;
        };
      };
    };
    readonly responses: {
      /** @description Done */
      readonly 201: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            /** Format: date-time */
            readonly expiresAt: string;
            readonly ticket: string;
          };
        };
      };
      /** @description Problem details */
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
  readonly getConversations: {
    readonly parameters: {
      readonly query?: {
        readonly cursor?: string;
        readonly limit?: string;
        readonly sessionId?: string;
      };
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Done */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            readonly items: readonly {
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
            }[];
            readonly nextCursor: string | null;
          };
        };
      };
      /** @description Problem details */
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
  readonly postConversations: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody?: {
      readonly content: {
        readonly 'application/json': {
          readonly sessionId?: string;
          readonly title?: string;
        };
      };
    };
    readonly responses: {
      /** @description Done */
      readonly 201: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
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
        };
      };
      /** @description Problem details */
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
  readonly getConversationsId: {
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
      /** @description Done */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
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
        };
      };
      /** @description Problem details */
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
  readonly putConversationsId: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path: {
        readonly id: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        readonly 'application/json': {
          readonly title: string | null;
        };
      };
    };
    readonly responses: {
      /** @description Done */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
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
        };
      };
      /** @description Problem details */
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
  readonly deleteConversationsId: {
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
      /** @description Done */
      readonly 204: {
        headers: {
          readonly [name: string]: unknown;
        };
        content?: never;
      };
      /** @description Problem details */
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
  readonly getConversationsIdMessages: {
    readonly parameters: {
      readonly query?: {
        readonly cursor?: string;
        readonly limit?: string;
        readonly order?: 'asc' | 'desc';
      };
      readonly header?: never;
      readonly path: {
        readonly id: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Done */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            readonly items: readonly {
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
            }[];
            readonly nextCursor: string | null;
          };
        };
      };
      /** @description Problem details */
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
  readonly postConversationsIdMessages: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path: {
        readonly id: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        readonly 'application/json': {
          readonly content: string;
          readonly parts?: readonly unknown[];
          readonly replyTo?: string;
          readonly respond?: boolean;
          /** @enum {string} */
          readonly role: 'system' | 'user' | 'assistant' | 'tool';
        };
      };
    };
    readonly responses: {
      /** @description Done */
      readonly 201: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
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
        };
      };
      /** @description Problem details */
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
  readonly getConversationsIdMessagesMid: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path: {
        readonly id: string;
        readonly mid: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Done */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
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
        };
      };
      /** @description Problem details */
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
  readonly deleteConversationsIdMessagesMid: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path: {
        readonly id: string;
        readonly mid: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Done */
      readonly 204: {
        headers: {
          readonly [name: string]: unknown;
        };
        content?: never;
      };
      /** @description Problem details */
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
  readonly getHealthz: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Done */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            /** @constant */
            readonly status: 'alive';
          };
        };
      };
      /** @description Problem details */
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
  readonly getLanguages: {
    readonly parameters: {
      readonly query?: {
        readonly cursor?: string;
        readonly limit?: string;
      };
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Done */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            readonly items: readonly {
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
            }[];
            readonly nextCursor: string | null;
          };
        };
      };
      /** @description Problem details */
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
  readonly getLanguagesId: {
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
      /** @description Done */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
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
        };
      };
      /** @description Problem details */
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
  readonly getOpenapiJson: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Done */
      readonly 200: {
        headers: {
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
      /** @description Problem details */
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
  readonly getReady: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Done */
      readonly 200: {
        headers: {
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
      /** @description Problem details */
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
  readonly getSessions: {
    readonly parameters: {
      readonly query?: {
        readonly cursor?: string;
        readonly kind?: 'solo' | 'room';
        readonly label?: string | readonly string[];
        readonly limit?: string;
        readonly status?: 'active' | 'archived';
      };
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Done */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            readonly items: readonly {
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
              readonly workspace: {
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
            }[];
            readonly nextCursor: string | null;
          };
        };
      };
      /** @description Problem details */
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
  readonly postSessions: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        readonly 'application/json': {
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
      };
    };
    readonly responses: {
      /** @description Done */
      readonly 201: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
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
            readonly workspace: {
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
          };
        };
      };
      /** @description Problem details */
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
  readonly getSessionsId: {
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
      /** @description Done */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
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
            readonly workspace: {
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
          };
        };
      };
      /** @description Done */
      readonly 304: {
        headers: {
          readonly [name: string]: unknown;
        };
        content?: never;
      };
      /** @description Problem details */
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
  readonly putSessionsId: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path: {
        readonly id: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        readonly 'application/json': {
          readonly expiresAt?: string | null;
          readonly labels?: {
            readonly [key: string]: string;
          };
          readonly languages?: readonly string[];
          readonly name?: string;
          /** @enum {string} */
          readonly status?: 'active' | 'archived';
        };
      };
    };
    readonly responses: {
      /** @description Done */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
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
            readonly workspace: {
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
          };
        };
      };
      /** @description Problem details */
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
  readonly deleteSessionsId: {
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
      /** @description Done */
      readonly 204: {
        headers: {
          readonly [name: string]: unknown;
        };
        content?: never;
      };
      /** @description Problem details */
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
  readonly getSessionsIdBackups: {
    readonly parameters: {
      readonly query?: {
        readonly cursor?: string;
        readonly limit?: string;
      };
      readonly header?: never;
      readonly path: {
        readonly id: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Done */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            readonly items: readonly {
              readonly bytes: number;
              /** Format: date-time */
              readonly createdAt: string;
              readonly files: number;
              readonly id: string;
              readonly label?: string;
              readonly sessionId: string;
              readonly skipped: number;
            }[];
            readonly nextCursor: string | null;
          };
        };
      };
      /** @description Problem details */
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
  readonly postSessionsIdBackups: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path: {
        readonly id: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: {
      readonly content: {
        readonly 'application/json': {
          readonly label?: string;
        };
      };
    };
    readonly responses: {
      /** @description Done */
      readonly 201: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            readonly bytes: number;
            /** Format: date-time */
            readonly createdAt: string;
            readonly files: number;
            readonly id: string;
            readonly label?: string;
            readonly sessionId: string;
            readonly skipped: number;
          };
        };
      };
      /** @description Problem details */
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
  readonly getSessionsIdCommands: {
    readonly parameters: {
      readonly query?: {
        readonly cursor?: string;
        readonly limit?: string;
      };
      readonly header?: never;
      readonly path: {
        readonly id: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Done */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            readonly items: readonly {
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
              readonly reason?:
                'exited' | 'signalled' | 'timeout' | 'out-of-memory' | 'output-limit' | 'cancelled' | 'lost';
              readonly sessionId: string;
              readonly signal?: string | null;
              readonly startedBy: string;
              /** @enum {string} */
              readonly state: 'running' | 'exited';
              readonly truncated?: boolean;
            }[];
            readonly nextCursor: string | null;
          };
        };
      };
      /** @description Problem details */
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
  readonly postSessionsIdCommands: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path: {
        readonly id: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        readonly 'application/json': {
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
      };
    };
    readonly responses: {
      /** @description Done */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            readonly durationMs: number;
            readonly exitCode: number | null;
            readonly id: string;
            /** @enum {string} */
            readonly reason:
              'exited' | 'signalled' | 'timeout' | 'out-of-memory' | 'output-limit' | 'cancelled' | 'lost';
            readonly signal: string | null;
            readonly stderr: string;
            readonly stdout: string;
            readonly truncated: boolean;
          };
        };
      };
      /** @description Done */
      readonly 201: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            readonly id: string;
            /** @constant */
            readonly state: 'running';
          };
        };
      };
      /** @description Problem details */
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
  readonly getSessionsIdCommandsCid: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path: {
        readonly cid: string;
        readonly id: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Done */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
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
            readonly reason?:
              'exited' | 'signalled' | 'timeout' | 'out-of-memory' | 'output-limit' | 'cancelled' | 'lost';
            readonly sessionId: string;
            readonly signal?: string | null;
            readonly startedBy: string;
            /** @enum {string} */
            readonly state: 'running' | 'exited';
            readonly truncated?: boolean;
          };
        };
      };
      /** @description Problem details */
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
  readonly deleteSessionsIdCommandsCid: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path: {
        readonly cid: string;
        readonly id: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Done */
      readonly 204: {
        headers: {
          readonly [name: string]: unknown;
        };
        content?: never;
      };
      /** @description Problem details */
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
  readonly getSessionsIdCommandsCidOutput: {
    readonly parameters: {
      readonly query?: {
        readonly from?: string;
      };
      readonly header?: never;
      readonly path: {
        readonly cid: string;
        readonly id: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Events */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'text/event-stream': string;
        };
      };
      /** @description Problem details */
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
  readonly postSessionsIdCommandsCidSignal: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path: {
        readonly cid: string;
        readonly id: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        readonly 'application/json': {
          readonly signal: string;
        };
      };
    };
    readonly responses: {
      /** @description Done */
      readonly 204: {
        headers: {
          readonly [name: string]: unknown;
        };
        content?: never;
      };
      /** @description Problem details */
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
  readonly postSessionsIdCommandsCidStdin: {
    readonly parameters: {
      readonly query?: {
        readonly end?: '0' | '1' | '' | 'true' | 'false';
      };
      readonly header?: never;
      readonly path: {
        readonly cid: string;
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
      /** @description Done */
      readonly 204: {
        headers: {
          readonly [name: string]: unknown;
        };
        content?: never;
      };
      /** @description Problem details */
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
  readonly getSessionsIdFiles: {
    readonly parameters: {
      readonly query?: {
        readonly cursor?: string;
        readonly limit?: string;
        readonly path?: string;
        readonly recursive?: '0' | '1' | '' | 'true' | 'false';
      };
      readonly header?: never;
      readonly path: {
        readonly id: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Done */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            readonly items: readonly {
              readonly mode: number;
              /** Format: date-time */
              readonly modifiedAt: string;
              readonly path: string;
              readonly size: number;
              /** @enum {string} */
              readonly type: 'file' | 'directory' | 'symlink';
            }[];
            readonly nextCursor: string | null;
          };
        };
      };
      /** @description Problem details */
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
  readonly deleteSessionsIdFiles: {
    readonly parameters: {
      readonly query: {
        readonly path: string;
      };
      readonly header?: never;
      readonly path: {
        readonly id: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Done */
      readonly 204: {
        headers: {
          readonly [name: string]: unknown;
        };
        content?: never;
      };
      /** @description Problem details */
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
  readonly getSessionsIdFilesArchive: {
    readonly parameters: {
      readonly query?: {
        readonly path?: string;
      };
      readonly header?: never;
      readonly path: {
        readonly id: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Done */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content?: never;
      };
      /** @description Problem details */
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
  readonly putSessionsIdFilesArchive: {
    readonly parameters: {
      readonly query?: {
        readonly path?: string;
      };
      readonly header?: never;
      readonly path: {
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
      /** @description Done */
      readonly 204: {
        headers: {
          readonly [name: string]: unknown;
        };
        content?: never;
      };
      /** @description Problem details */
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
  readonly getSessionsIdFilesContent: {
    readonly parameters: {
      readonly query: {
        readonly path: string;
      };
      readonly header?: never;
      readonly path: {
        readonly id: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Done */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content?: never;
      };
      /** @description Done */
      readonly 206: {
        headers: {
          readonly [name: string]: unknown;
        };
        content?: never;
      };
      /** @description Done */
      readonly 304: {
        headers: {
          readonly [name: string]: unknown;
        };
        content?: never;
      };
      /** @description Problem details */
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
  readonly putSessionsIdFilesContent: {
    readonly parameters: {
      readonly query: {
        readonly path: string;
      };
      readonly header?: never;
      readonly path: {
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
      /** @description Done */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            readonly mode: number;
            /** Format: date-time */
            readonly modifiedAt: string;
            readonly path: string;
            readonly size: number;
            /** @enum {string} */
            readonly type: 'file' | 'directory' | 'symlink';
          };
        };
      };
      /** @description Done */
      readonly 201: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            readonly mode: number;
            /** Format: date-time */
            readonly modifiedAt: string;
            readonly path: string;
            readonly size: number;
            /** @enum {string} */
            readonly type: 'file' | 'directory' | 'symlink';
          };
        };
      };
      /** @description Problem details */
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
  readonly postSessionsIdFilesDirectories: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path: {
        readonly id: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        readonly 'application/json': {
          readonly path: string;
        };
      };
    };
    readonly responses: {
      /** @description Done */
      readonly 201: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            readonly mode: number;
            /** Format: date-time */
            readonly modifiedAt: string;
            readonly path: string;
            readonly size: number;
            /** @enum {string} */
            readonly type: 'file' | 'directory' | 'symlink';
          };
        };
      };
      /** @description Problem details */
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
  readonly postSessionsIdFilesMove: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path: {
        readonly id: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        readonly 'application/json': {
          readonly from: string;
          readonly to: string;
        };
      };
    };
    readonly responses: {
      /** @description Done */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            readonly mode: number;
            /** Format: date-time */
            readonly modifiedAt: string;
            readonly path: string;
            readonly size: number;
            /** @enum {string} */
            readonly type: 'file' | 'directory' | 'symlink';
          };
        };
      };
      /** @description Problem details */
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
  readonly getSessionsIdFilesStat: {
    readonly parameters: {
      readonly query?: {
        readonly path?: string;
      };
      readonly header?: never;
      readonly path: {
        readonly id: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Done */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            readonly mode: number;
            /** Format: date-time */
            readonly modifiedAt: string;
            readonly path: string;
            readonly size: number;
            /** @enum {string} */
            readonly type: 'file' | 'directory' | 'symlink';
          };
        };
      };
      /** @description Problem details */
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
  readonly getSessionsIdFilesWatch: {
    readonly parameters: {
      readonly query?: {
        readonly from?: string;
        readonly path?: string;
        readonly recursive?: '0' | '1' | '' | 'true' | 'false';
      };
      readonly header?: never;
      readonly path: {
        readonly id: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Events */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'text/event-stream': string;
        };
      };
      /** @description Problem details */
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
  readonly postSessionsIdFork: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path: {
        readonly id: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: {
      readonly content: {
        readonly 'application/json': {
          /** @enum {string} */
          readonly kind?: 'solo' | 'room';
          readonly name?: string;
        };
      };
    };
    readonly responses: {
      /** @description Done */
      readonly 201: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
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
            readonly workspace: {
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
          };
        };
      };
      /** @description Problem details */
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
  readonly getSessionsIdMembers: {
    readonly parameters: {
      readonly query?: {
        readonly cursor?: string;
        readonly limit?: string;
      };
      readonly header?: never;
      readonly path: {
        readonly id: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Done */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            readonly items: readonly {
              /** Format: date-time */
              readonly createdAt: string;
              /** @enum {string} */
              readonly role: 'owner' | 'admin' | 'participant' | 'viewer';
              readonly sessionId: string;
              /** Format: date-time */
              readonly updatedAt: string;
              readonly userId: string;
            }[];
            readonly nextCursor: string | null;
          };
        };
      };
      /** @description Problem details */
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
  readonly putSessionsIdMembersUserId: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path: {
        readonly id: string;
        readonly userId: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        readonly 'application/json': {
          /** @enum {string} */
          readonly role: 'owner' | 'admin' | 'participant' | 'viewer';
        };
      };
    };
    readonly responses: {
      /** @description Done */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            /** Format: date-time */
            readonly createdAt: string;
            /** @enum {string} */
            readonly role: 'owner' | 'admin' | 'participant' | 'viewer';
            readonly sessionId: string;
            /** Format: date-time */
            readonly updatedAt: string;
            readonly userId: string;
          };
        };
      };
      /** @description Problem details */
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
  readonly deleteSessionsIdMembersUserId: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path: {
        readonly id: string;
        readonly userId: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Done */
      readonly 204: {
        headers: {
          readonly [name: string]: unknown;
        };
        content?: never;
      };
      /** @description Problem details */
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
  readonly getSessionsIdProjects: {
    readonly parameters: {
      readonly query?: {
        readonly cursor?: string;
        readonly limit?: string;
        readonly path?: string;
      };
      readonly header?: never;
      readonly path: {
        readonly id: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Done */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
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
        };
      };
      /** @description Problem details */
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
  readonly postSessionsIdProjectsInstall: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path: {
        readonly id: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: {
      readonly content: {
        readonly 'application/json': {
          readonly background?: boolean;
          readonly manager?: string;
          readonly maxOutputBytes?: number;
          readonly packages?: readonly string[];
          readonly path?: string;
          readonly timeoutMs?: number;
        };
      };
    };
    readonly responses: {
      /** @description Done */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
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
            readonly reason:
              'exited' | 'signalled' | 'timeout' | 'out-of-memory' | 'output-limit' | 'cancelled' | 'lost';
            readonly signal: string | null;
            readonly truncated: boolean;
          };
        };
      };
      /** @description Done */
      readonly 201: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
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
        };
      };
      /** @description Problem details */
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
  readonly postSessionsIdRestore: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path: {
        readonly id: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        readonly 'application/json': {
          readonly backupId: string;
          readonly into?: string;
        };
      };
    };
    readonly responses: {
      /** @description Done */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            readonly bytes: number;
            readonly files: number;
            readonly sessionId: string;
          };
        };
      };
      /** @description Problem details */
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
  readonly postSessionsIdRun: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path: {
        readonly id: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        readonly 'application/json': {
          readonly args?: readonly string[];
          readonly files: readonly {
            readonly content: string;
            readonly path: string;
          }[];
          readonly language: string;
          readonly stdin?: string;
          readonly timeoutMs?: number;
        };
      };
    };
    readonly responses: {
      /** @description Done */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            readonly compile?: {
              readonly durationMs: number;
              readonly exitCode: number | null;
              /** @enum {string} */
              readonly reason:
                'exited' | 'signalled' | 'timeout' | 'out-of-memory' | 'output-limit' | 'cancelled' | 'lost';
              readonly signal: string | null;
              readonly stderr: string;
              readonly stdout: string;
              readonly truncated: boolean;
            };
            readonly run?: {
              readonly durationMs: number;
              readonly exitCode: number | null;
              /** @enum {string} */
              readonly reason:
                'exited' | 'signalled' | 'timeout' | 'out-of-memory' | 'output-limit' | 'cancelled' | 'lost';
              readonly signal: string | null;
              readonly stderr: string;
              readonly stdout: string;
              readonly truncated: boolean;
            };
          };
        };
      };
      /** @description Problem details */
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
  readonly getSessionsIdTasks: {
    readonly parameters: {
      readonly query?: {
        readonly cursor?: string;
        readonly limit?: string;
        readonly status?: 'queued' | 'initialising' | 'running' | 'cleaning' | 'succeeded' | 'failed' | 'cancelled';
      };
      readonly header?: never;
      readonly path: {
        readonly id: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Done */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            readonly items: readonly {
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
              readonly status:
                'queued' | 'initialising' | 'running' | 'cleaning' | 'succeeded' | 'failed' | 'cancelled';
              readonly streamId?: string;
              readonly tenantId: string;
              /** Format: date-time */
              readonly updatedAt: string;
              readonly usage: {
                readonly steps: number;
                readonly tokens: number;
              };
              readonly userId: string;
              readonly version: number;
            }[];
            readonly nextCursor: string | null;
          };
        };
      };
      /** @description Problem details */
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
  readonly postSessionsIdTasks: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path: {
        readonly id: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        readonly 'application/json': {
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
      };
    };
    readonly responses: {
      /** @description Done */
      readonly 201: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
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
            /** Format: date-time */
            readonly updatedAt: string;
            readonly usage: {
              readonly steps: number;
              readonly tokens: number;
            };
            readonly userId: string;
            readonly version: number;
          };
        };
      };
      /** @description Problem details */
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
  readonly getSessionsIdTerminals: {
    readonly parameters: {
      readonly query?: {
        readonly cursor?: string;
        readonly limit?: string;
      };
      readonly header?: never;
      readonly path: {
        readonly id: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Done */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            readonly items: readonly {
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
              readonly reason?:
                'exited' | 'signalled' | 'timeout' | 'out-of-memory' | 'output-limit' | 'cancelled' | 'lost';
              readonly rows: number;
              readonly sessionId: string;
              readonly signal?: string | null;
              /** @enum {string} */
              readonly state: 'running' | 'exited';
            }[];
            readonly nextCursor: string | null;
          };
        };
      };
      /** @description Problem details */
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
  readonly postSessionsIdTerminals: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path: {
        readonly id: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        readonly 'application/json': {
          readonly argv?: readonly string[];
          readonly cols?: number;
          readonly cwd?: string;
          readonly env?: {
            readonly [key: string]: string;
          };
          readonly rows?: number;
        };
      };
    };
    readonly responses: {
      /** @description Done */
      readonly 201: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            readonly cols: number;
            readonly id: string;
            readonly offset: number;
            readonly rows: number;
            /** @constant */
            readonly state: 'running';
          };
        };
      };
      /** @description Problem details */
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
  readonly getSessionsIdTerminalsTid: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path: {
        readonly id: string;
        readonly tid: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Done */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
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
            readonly reason?:
              'exited' | 'signalled' | 'timeout' | 'out-of-memory' | 'output-limit' | 'cancelled' | 'lost';
            readonly rows: number;
            readonly sessionId: string;
            readonly signal?: string | null;
            /** @enum {string} */
            readonly state: 'running' | 'exited';
          };
        };
      };
      /** @description Problem details */
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
  readonly deleteSessionsIdTerminalsTid: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path: {
        readonly id: string;
        readonly tid: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Done */
      readonly 204: {
        headers: {
          readonly [name: string]: unknown;
        };
        content?: never;
      };
      /** @description Problem details */
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
  readonly getSessionsIdWorkspace: {
    readonly parameters: {
      readonly query?: {
        readonly explain?: '0' | '1' | '' | 'true' | 'false';
      };
      readonly header?: never;
      readonly path: {
        readonly id: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Done */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json':
            | {
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
              }
            | {
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
      };
      /** @description Problem details */
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
  readonly postSessionsIdWorkspace: {
    readonly parameters: {
      readonly query?: {
        readonly onlyWhileWaiting?: '0' | '1' | '' | 'true' | 'false';
        readonly waitMs?: string;
      };
      readonly header?: never;
      readonly path: {
        readonly id: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Done */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
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
        };
      };
      /** @description Done */
      readonly 202: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
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
        };
      };
      /** @description Problem details */
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
  readonly deleteSessionsIdWorkspace: {
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
      /** @description Done */
      readonly 202: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
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
        };
      };
      /** @description Done */
      readonly 204: {
        headers: {
          readonly [name: string]: unknown;
        };
        content?: never;
      };
      /** @description Problem details */
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
  readonly getSessionsIdWorkspaceEvents: {
    readonly parameters: {
      readonly query?: {
        readonly from?: string;
      };
      readonly header?: never;
      readonly path: {
        readonly id: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Events */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'text/event-stream': string;
        };
      };
      /** @description Problem details */
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
  readonly postSessionsIdWorkspaceKeepAlive: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path: {
        readonly id: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        readonly 'application/json': {
          readonly durationMs: number;
        };
      };
    };
    readonly responses: {
      /** @description Done */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
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
      };
      /** @description Problem details */
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
  readonly getSessionsRelated: {
    readonly parameters: {
      readonly query: {
        readonly cursor?: string;
        readonly limit?: string;
        readonly sessionId: string;
      };
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Done */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            readonly items: readonly {
              readonly reasons: readonly string[];
              readonly score: number;
              readonly session: {
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
                readonly workspace: {
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
              };
            }[];
            readonly nextCursor: string | null;
          };
        };
      };
      /** @description Problem details */
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
  readonly getSettings: {
    readonly parameters: {
      readonly query?: {
        readonly cursor?: string;
        readonly limit?: string;
      };
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Done */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            readonly items: readonly {
              readonly category: string;
              readonly key: string;
              /** Format: date-time */
              readonly updatedAt: string;
              readonly value: unknown;
            }[];
            readonly nextCursor: string | null;
          };
        };
      };
      /** @description Problem details */
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
  readonly putSettingsCategoryKey: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path: {
        readonly category: string;
        readonly key: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        readonly 'application/json': {
          readonly value: unknown;
        };
      };
    };
    readonly responses: {
      /** @description Done */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            readonly category: string;
            readonly key: string;
            /** Format: date-time */
            readonly updatedAt: string;
            readonly value: unknown;
          };
        };
      };
      /** @description Problem details */
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
  readonly deleteSettingsCategoryKey: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path: {
        readonly category: string;
        readonly key: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Done */
      readonly 204: {
        headers: {
          readonly [name: string]: unknown;
        };
        content?: never;
      };
      /** @description Problem details */
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
  readonly getStreamsId: {
    readonly parameters: {
      readonly query?: {
        readonly from?: string;
      };
      readonly header?: never;
      readonly path: {
        readonly id: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Events */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'text/event-stream': string;
        };
      };
      /** @description Problem details */
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
  readonly postStreamsIdCancel: {
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
      /** @description Done */
      readonly 204: {
        headers: {
          readonly [name: string]: unknown;
        };
        content?: never;
      };
      /** @description Problem details */
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
  readonly getTasksId: {
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
      /** @description Done */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
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
            /** Format: date-time */
            readonly updatedAt: string;
            readonly usage: {
              readonly steps: number;
              readonly tokens: number;
            };
            readonly userId: string;
            readonly version: number;
          };
        };
      };
      /** @description Problem details */
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
  readonly postTasksIdCancel: {
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
      /** @description Done */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
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
            /** Format: date-time */
            readonly updatedAt: string;
            readonly usage: {
              readonly steps: number;
              readonly tokens: number;
            };
            readonly userId: string;
            readonly version: number;
          };
        };
      };
      /** @description Problem details */
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
  readonly getTasksIdEvents: {
    readonly parameters: {
      readonly query?: {
        readonly after?: string;
      };
      readonly header?: never;
      readonly path: {
        readonly id: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Events */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'text/event-stream': string;
        };
      };
      /** @description Problem details */
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
  readonly getTenantAgents: {
    readonly parameters: {
      readonly query?: {
        readonly cursor?: string;
        readonly limit?: string;
      };
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Done */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            readonly items: readonly {
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
            }[];
            readonly nextCursor: string | null;
          };
        };
      };
      /** @description Problem details */
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
  readonly postTenantAgents: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        readonly 'application/json': {
          readonly expiresInMs?: number;
          readonly name: string;
          readonly scopes: readonly string[];
          readonly userId?: string;
        };
      };
    };
    readonly responses: {
      /** @description Done */
      readonly 201: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            readonly agent: {
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
            readonly key: string;
          };
        };
      };
      /** @description Problem details */
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
  readonly deleteTenantAgentsId: {
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
      /** @description Done */
      readonly 204: {
        headers: {
          readonly [name: string]: unknown;
        };
        content?: never;
      };
      /** @description Problem details */
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
  readonly getTenantAudit: {
    readonly parameters: {
      readonly query?: {
        readonly cursor?: string;
        readonly limit?: string;
      };
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Done */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            readonly items: readonly {
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
              /** Format: date-time */
              readonly at: string;
              readonly details: {
                readonly [key: string]: string | number | boolean | null;
              };
              readonly id: string;
              /** @enum {string} */
              readonly outcome: 'success' | 'denied' | 'failed';
              readonly requestId: string;
              readonly subject: string;
              readonly tenantId: string;
            }[];
            readonly nextCursor: string | null;
          };
        };
      };
      /** @description Problem details */
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
  readonly getTenantUsers: {
    readonly parameters: {
      readonly query?: {
        readonly cursor?: string;
        readonly limit?: string;
      };
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Done */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            readonly items: readonly {
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
            }[];
            readonly nextCursor: string | null;
          };
        };
      };
      /** @description Problem details */
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
  readonly postTenantUsers: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        readonly 'application/json': {
          readonly displayName?: string;
          readonly email: string;
          readonly password: string;
          /** @enum {string} */
          readonly role?: 'owner' | 'admin' | 'member';
          /** @enum {string} */
          readonly tier?: 'low' | 'medium' | 'high';
        };
      };
    };
    readonly responses: {
      /** @description Done */
      readonly 201: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
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
        };
      };
      /** @description Problem details */
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
  readonly putTenantUsersId: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path: {
        readonly id: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        readonly 'application/json': {
          readonly displayName?: string;
          readonly password?: string;
          /** @enum {string} */
          readonly role?: 'owner' | 'admin' | 'member';
          /** @enum {string} */
          readonly tier?: 'low' | 'medium' | 'high';
        };
      };
    };
    readonly responses: {
      /** @description Done */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
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
        };
      };
      /** @description Problem details */
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
  readonly deleteTenantUsersId: {
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
      /** @description Done */
      readonly 204: {
        headers: {
          readonly [name: string]: unknown;
        };
        content?: never;
      };
      /** @description Problem details */
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
  readonly getUsersMe: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Done */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
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
        };
      };
      /** @description Problem details */
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
  readonly putUsersMe: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        readonly 'application/json': {
          readonly displayName: string;
        };
      };
    };
    readonly responses: {
      /** @description Done */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
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
        };
      };
      /** @description Problem details */
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
  readonly putUsersMePassword: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        readonly 'application/json': {
          readonly currentPassword: string;
          readonly newPassword: string;
        };
      };
    };
    readonly responses: {
      /** @description Done */
      readonly 204: {
        headers: {
          readonly [name: string]: unknown;
        };
        content?: never;
      };
      /** @description Problem details */
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
  readonly openWsStreamsId: {
    readonly parameters: {
      readonly query?: {
        readonly from?: string;
      };
      readonly header?: never;
      readonly path: {
        readonly id: string;
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
      /** @description Problem details */
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
  readonly openWsTerminalsTid: {
    readonly parameters: {
      readonly query?: {
        readonly since?: string;
      };
      readonly header?: never;
      readonly path: {
        readonly tid: string;
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
      /** @description Problem details */
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
