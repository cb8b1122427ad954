/* `carrel-agent install`: puts the agent, and what it needs, where another container finds it. */
#ifndef INSTALL_H
#define INSTALL_H

/* The words after `install`. The exit status: 0 when all of it is done, 2 for words that are none. */
int install(int count, char **words);

#endif
