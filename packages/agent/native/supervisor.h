/* The keeper of one process tree: a small process between the agent and a command. */
#ifndef SUPERVISOR_H
#define SUPERVISOR_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "launch.h"

enum keeper_word {
  KEEPER_STARTED = 1, /* value: the pid of the command */
  KEEPER_NOT_STARTED, /* value: errno, detail: 1 the program, 2 the directory, 3 the machine */
  KEEPER_EXITED,      /* value: the wait status */
  KEEPER_IDLE,         /* nothing is left of the tree: the supervisor waits for another command */
  KEEPER_ORDER_SIGNAL, /* value: the signal, detail: 0 group, 1 tree */
  KEEPER_ORDER_END,    /* value: the grace in milliseconds */
  KEEPER_ORDER_LAUNCH, /* to an idle one; the head of a longer message: launch.c */
};

/* The messages between agent and supervisor, over a socket pair that keeps their bounds. */
struct keeper_message {
  uint32_t word;
  int32_t value;
  int32_t detail;
};

/* Forks a supervisor that runs the command. The agent's end of the socket pair, or -1 with errno. */
int supervisor_start(const struct launch *launch, pid_t *supervisor);

/* Kills everything below `root`, `root` itself not included, until nothing is left or nothing dies any more. */
void kill_descendants(pid_t root);
/* The pids below `root`, at most `max` of them; how many there are. */
size_t list_descendants(pid_t root, pid_t *pids, size_t max);

#endif
