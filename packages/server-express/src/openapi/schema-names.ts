import { z } from 'zod';
import { backupBody, createBackupBody, restoreBody, restoredBody } from '../wire/backup-body.js';
import {
  askCodeBody,
  codeAnswerBody,
  codeDiagnosticBody,
  codeLanguageBody,
  codeLocationBody,
  codePlanBody,
  codePlanSummaryBody,
  codePositionBody,
  codeRangeBody,
  createCodePlanBody,
  refactoringBody,
} from '../wire/code-body.js';
import {
  codeResultBody,
  commandBody,
  resultBody,
  runCodeBody,
  runCommandBody,
  signalBody,
  startedBody,
} from '../wire/command-body.js';
import {
  addMessageBody,
  conversationBody,
  createConversationBody,
  messageBody,
  updateConversationBody,
} from '../wire/conversation-body.js';
import {
  createVersionBody,
  documentBody,
  bindDocumentFileBody,
  documentClientBody,
  documentFileBody,
  documentSnapshotBody,
  documentVersionBody,
  syncBody,
  syncedBody,
} from '../wire/document-body.js';
import { directoryBody, entryBody, moveBody } from '../wire/file-body.js';
import { languageBody } from '../wire/language-body.js';
import { memberBody, setMemberBody } from '../wire/member-body.js';
import { detectionsBody, installBody, installResultBody, startedInstallBody } from '../wire/project-body.js';
import {
  createSessionBody,
  forkSessionBody,
  relatedBody,
  sessionBody,
  updateSessionBody,
} from '../wire/session-body.js';
import { putSettingBody, settingBody } from '../wire/setting-body.js';
import { createTaskBody, taskBody } from '../wire/task-body.js';
import { openedBody, openTerminalBody, terminalBody } from '../wire/terminal-body.js';
import * as users from '../wire/user-body.js';
import { explanationBody, workspaceBody } from '../wire/workspace-body.js';

/** What answers are made of, by the name that the document gives it. */
export const answerSchemas: Readonly<Record<string, z.ZodType>> = {
  Agent: users.agentBody,
  AuditRecord: users.auditBody,
  Backup: backupBody,
  CodeAnswer: codeAnswerBody,
  CodeDiagnostic: codeDiagnosticBody,
  CodeLanguage: codeLanguageBody,
  CodeLocation: codeLocationBody,
  CodePlan: codePlanBody,
  CodePlanSummary: codePlanSummaryBody,
  CodePosition: codePositionBody,
  CodeRange: codeRangeBody,
  CodeResult: codeResultBody,
  Command: commandBody,
  CommandResult: resultBody,
  Conversation: conversationBody,
  CreatedAgent: users.createdAgentBody,
  Document: documentBody,
  DocumentClient: documentClientBody,
  DocumentFile: documentFileBody,
  DocumentSnapshot: documentSnapshotBody,
  DocumentVersion: documentVersionBody,
  FileEntry: entryBody,
  InstallResult: installResultBody,
  Keys: users.jwksBody,
  Language: languageBody,
  Member: memberBody,
  Message: messageBody,
  OpenedTerminal: openedBody,
  Projects: detectionsBody,
  Refactoring: refactoringBody,
  RefreshedTokens: users.refreshedBody,
  RelatedSessions: relatedBody,
  RestoredFiles: restoredBody,
  Session: sessionBody,
  Setting: settingBody,
  SignedIn: users.signedInBody,
  StartedCommand: startedBody,
  StartedInstall: startedInstallBody,
  SyncedDocument: syncedBody,
  Task: taskBody,
  Terminal: terminalBody,
  Ticket: users.issuedTicketBody,
  User: users.userBody,
  Workspace: workspaceBody,
  WorkspaceExplanation: explanationBody,
};

/** What requests bring, by the name that the document gives it. */
export const requestSchemas: Readonly<Record<string, z.ZodType>> = {
  AddMessage: addMessageBody,
  AskCode: askCodeBody,
  ChangePassword: users.passwordBody,
  CreateAgent: users.createAgentBody,
  CreateBackup: createBackupBody,
  CreateConversation: createConversationBody,
  CreateCodePlan: createCodePlanBody,
  BindDocumentFile: bindDocumentFileBody,
  CreateDocumentVersion: createVersionBody,
  CreateSession: createSessionBody,
  CreateTask: createTaskBody,
  CreateUser: users.createUserBody,
  ForkSession: forkSessionBody,
  InstallPackages: installBody,
  IssueTicket: users.ticketBody,
  LogIn: users.loginBody,
  MakeDirectory: directoryBody,
  MoveFile: moveBody,
  OpenTerminal: openTerminalBody,
  PutSetting: putSettingBody,
  RefreshToken: users.refreshBody,
  Register: users.registerBody,
  RestoreBackup: restoreBody,
  RunCode: runCodeBody,
  RunCommand: runCommandBody,
  SendSignal: signalBody,
  SetMember: setMemberBody,
  SyncDocument: syncBody,
  UpdateConversation: updateConversationBody,
  UpdateProfile: users.profileBody,
  UpdateSession: updateSessionBody,
  UpdateUser: users.updateUserBody,
};

/** The names, for who makes JSON Schema of a schema that holds others. */
export const schemaNames = z.registry<{ readonly id: string }>();
for (const [id, schema] of [...Object.entries(answerSchemas), ...Object.entries(requestSchemas)])
  schemaNames.add(schema, { id });
