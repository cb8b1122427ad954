/* Names of sockets: paths, or names in the space of the network's own, which begin with @ and which nobody can take away. */
#ifndef SOCKET_NAME_H
#define SOCKET_NAME_H

#include <stdbool.h>

bool socket_is_abstract(const char *name);
bool socket_bind(int fd, const char *name);
bool socket_connect(int fd, const char *name);
/* Whether who connected may: a name without a file has no mode that keeps other users out. */
bool socket_peer_is_own(int fd);

#endif
