#include "socket_name.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define ROOM sizeof((struct sockaddr_un *)0)->sun_path

bool socket_is_abstract(const char *name) { return name[0] == '@'; }

/* The length of the address; 0 when no address holds the name. */
static socklen_t address_of(const char *name, struct sockaddr_un *address) {
  *address = (struct sockaddr_un){.sun_family = AF_UNIX};
  size_t length = strlen(name);
  if (length >= ROOM) return 0;
  memcpy(address->sun_path, name, length + 1);
  if (!socket_is_abstract(name)) return sizeof *address;
  address->sun_path[0] = 0;
  return (socklen_t)(offsetof(struct sockaddr_un, sun_path) + length);
}

/* One that no address holds is named by the descriptor of its directory. */
bool socket_bind(int fd, const char *name) {
  struct sockaddr_un address;
  socklen_t length = address_of(name, &address);
  if (length > 0) return bind(fd, (struct sockaddr *)&address, length) == 0;
  if (socket_is_abstract(name)) {
    errno = ENAMETOOLONG;
    return false;
  }
  char directory[PATH_MAX];
  const char *last = strrchr(name, '/');
  snprintf(directory, sizeof directory, "%.*s/", last == NULL ? 0 : (int)(last - name), name);
  int directory_fd = open(directory, O_PATH | O_DIRECTORY | O_CLOEXEC);
  bool fits =
      directory_fd >= 0 && (size_t)snprintf(address.sun_path, ROOM, "/proc/self/fd/%d%s", directory_fd, last) < ROOM;
  bool bound = fits && bind(fd, (struct sockaddr *)&address, sizeof address) == 0;
  if (directory_fd >= 0) close(directory_fd);
  return bound;
}

bool socket_connect(int fd, const char *name) {
  struct sockaddr_un address;
  socklen_t length = address_of(name, &address);
  if (length > 0) return connect(fd, (struct sockaddr *)&address, length) == 0;
  errno = ENAMETOOLONG;
  return false;
}

bool socket_peer_is_own(int fd) {
  struct ucred peer;
  socklen_t length = sizeof peer;
  if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &length) < 0) return false;
  return peer.uid == geteuid() || peer.uid == 0;
}
