import type { Route } from '../http/route.js';
import { authRoutes } from './auth-routes.js';
import { backupRoutes } from './backup-routes.js';
import { codeRoutes } from './code-routes.js';
import { commandRoutes } from './command-routes.js';
import { conversationRoutes } from './conversation-routes.js';
import { documentRoutes } from './document-routes.js';
import { fileRoutes } from './file-routes.js';
import { invitationRoutes } from './invitation-routes.js';
import { languageRoutes } from './language-routes.js';
import { memberRoutes } from './member-routes.js';
import { operationRoutes } from './operation-routes.js';
import { portLinkRoutes } from './port-link-routes.js';
import { projectRoutes } from './project-routes.js';
import { sessionRoutes } from './session-routes.js';
import { settingRoutes } from './setting-routes.js';
import { snapshotRoutes } from './snapshot-routes.js';
import { streamRoutes } from './stream-routes.js';
import { taskRoutes } from './task-routes.js';
import { tenantRoutes } from './tenant-routes.js';
import { terminalRoutes } from './terminal-routes.js';
import { userRoutes } from './user-routes.js';
import { workspaceRoutes } from './workspace-routes.js';

/** Every route of the interface. */
export const apiRoutes: readonly Route[] = [
  ...authRoutes,
  ...userRoutes,
  ...settingRoutes,
  ...tenantRoutes,
  ...invitationRoutes,
  ...sessionRoutes,
  ...memberRoutes,
  ...workspaceRoutes,
  ...commandRoutes,
  ...terminalRoutes,
  ...portLinkRoutes,
  ...fileRoutes,
  ...documentRoutes,
  ...codeRoutes,
  ...backupRoutes,
  ...snapshotRoutes,
  ...projectRoutes,
  ...streamRoutes,
  ...conversationRoutes,
  ...taskRoutes,
  ...languageRoutes,
  ...operationRoutes,
];
