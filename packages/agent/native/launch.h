/* What a supervisor is asked to run, and how it gets from the agent to one that waits. */
#ifndef LAUNCH_H
#define LAUNCH_H

#include <stdbool.h>

/* What to run. Descriptors belong to the caller. */
struct launch {
  char *const *argv;
  char *const *environment;
  const char *directory;
  int root_fd;
  int standard[3];
  bool terminal;
};

/* Whether it was sent: it is not when it is larger than a message may be, or nobody takes it. `root_fd` is not part of it. */
bool launch_send(int socket, const struct launch *launch);

/*
 * Waits for one, and takes no notice of other messages; false once nobody can send any. What it points to lasts until the next
 * call, its descriptors are new. `root_fd` stays as it is.
 */
bool launch_receive(int socket, struct launch *launch);

#endif
