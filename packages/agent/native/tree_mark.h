/*
 * Which tree a process belongs to, on kernels that know no subreaper and give every orphan to the first process: each command of
 * such a tree has the pid of its supervisor in its environment, and what it starts inherits it. A process that empties its
 * environment and leaves its parent is lost to its tree there, and ends with its box.
 */
#ifndef TREE_MARK_H
#define TREE_MARK_H

#include <stdbool.h>
#include <sys/types.h>

/* Whether this kernel needs marks. */
bool tree_marks_needed(void);
/* The environment with the mark of a supervisor as its first variable; never freed. */
char *const *tree_mark_environment(char *const *environment, pid_t supervisor);
/* The supervisor whose mark the process has; 0 for none. */
pid_t tree_mark_of(pid_t pid);

#endif
