/* Terminals of commands. */
#ifndef TERMINAL_H
#define TERMINAL_H

#include <stdbool.h>
#include <sys/ioctl.h>

/* Opens a terminal of that size: the side of the agent, which never blocks, and the side of the command. */
bool terminal_open(const struct winsize *size, int *master, int *slave);
/* Gives it another size. Whether the programs under it are still to be told by SIGWINCH, which the kernel did not do. */
bool terminal_resize(int master, const struct winsize *size);

#endif
