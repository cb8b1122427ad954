#include "terminal.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/types.h>
#include <unistd.h>

/* By the master itself; where the kernel lacks that, by the name it gives. */
static int open_slave(int master) {
  char path[32];
  int number, slave = ioctl(master, TIOCGPTPEER, O_RDWR | O_NOCTTY | O_CLOEXEC);
  if (slave >= 0 || ioctl(master, TIOCGPTN, &number) < 0) return slave;
  snprintf(path, sizeof path, "/dev/pts/%d", number);
  return open(path, O_RDWR | O_NOCTTY | O_CLOEXEC);
}

bool terminal_open(const struct winsize *size, int *master, int *slave) {
  int unlock = 0;
  *slave = -1;
  *master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
  if (*master >= 0 && ioctl(*master, TIOCSPTLCK, &unlock) == 0) *slave = open_slave(*master);
  if (*slave < 0) {
    if (*master >= 0) close(*master);
    return false;
  }
  ioctl(*master, TIOCSWINSZ, size);
  fcntl(*master, F_SETFL, O_NONBLOCK);
  return true;
}

/* A kernel that cannot say who is in the foreground tells nobody of the size. */
bool terminal_resize(int master, const struct winsize *size) {
  pid_t foreground;
  ioctl(master, TIOCSWINSZ, size);
  return ioctl(master, TIOCGPGRP, &foreground) < 0;
}
