#include "bridge.h"
#include "socket_name.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

#define CHUNK 65536
/* What the kernel lets everybody give a pipe. */
#define PIPE_ROOM 1048576

static bool write_all(int fd, const uint8_t *bytes, size_t length) {
  while (length > 0) {
    ssize_t put = write(fd, bytes, length);
    if (put < 0 && errno == EINTR) continue;
    if (put <= 0) return false;
    bytes += put;
    length -= (size_t)put;
  }
  return true;
}

/* Copies what is there once; whether more may come. */
static bool copy(int from, int to) {
  static uint8_t bytes[CHUNK];
  ssize_t got = read(from, bytes, sizeof bytes);
  if (got < 0 && errno == EINTR) return true;
  return got > 0 && write_all(to, bytes, (size_t)got);
}

int bridge(const char *name) {
  int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0 || !socket_connect(fd, name)) {
    perror("carrel-agent: connect");
    return 1;
  }
  /* Whoever is behind the pipes works on while this process does; where they are none, or stay small, it waits more often. */
  fcntl(STDIN_FILENO, F_SETPIPE_SZ, PIPE_ROOM);
  fcntl(STDOUT_FILENO, F_SETPIPE_SZ, PIPE_ROOM);
  struct pollfd ends[2] = {{.fd = STDIN_FILENO, .events = POLLIN}, {.fd = fd, .events = POLLIN}};
  while (ends[1].fd >= 0) {
    if (poll(ends, 2, -1) < 0 && errno != EINTR) return 1;
    if (ends[0].revents != 0 && !copy(STDIN_FILENO, fd)) {
      shutdown(fd, SHUT_WR);
      ends[0].fd = -1;
    }
    if (ends[1].revents != 0 && !copy(fd, STDOUT_FILENO)) ends[1].fd = -1;
  }
  return 0;
}
