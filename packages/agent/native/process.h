/* The processes of the box: their output, their input, their ends. */
#ifndef PROCESS_H
#define PROCESS_H

#include <sys/types.h>

#include "link.h"

void processes_open(int root_fd);
/* Answers a request about processes. */
void process_request(struct channel *channel, uint8_t type, struct reader *payload);
/* Takes in the ends of children; to be called after SIGCHLD. */
void processes_reap(void);
/* Ends every tree, and the agent when all are gone. */
void processes_shut_down(uint32_t grace_ms);
/* The supervisors that live; how many there are. */
size_t processes_supervisors(const pid_t **pids);
/* A child of the agent that is no supervisor; it is not taken for an orphan. */
void processes_expect(pid_t pid, void (*ended)(void *owner, int status), void *owner);

#endif
