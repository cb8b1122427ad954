/* `carrel-agent connect`: the socket of an agent on standard input and output. */
#ifndef BRIDGE_H
#define BRIDGE_H

/* The exit status: 0 when both ends are over. */
int bridge(const char *name);

#endif
