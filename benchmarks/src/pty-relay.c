/* pty-relay PROGRAM [ARGUMENT...]: runs the program on a terminal, and copies between that and the stream at descriptor 3. */
#include <poll.h>
#include <pty.h>
#include <unistd.h>

#define STREAM 3

static int copy(int from, int to) {
  static char bytes[65536];
  ssize_t got = read(from, bytes, sizeof bytes);
  for (ssize_t done = 0, put; done < got; done += put)
    if ((put = write(to, bytes + done, (size_t)(got - done))) <= 0) return 0;
  return got > 0;
}

int main(int argc, char **argv) {
  struct winsize size = {.ws_col = 80, .ws_row = 24};
  int terminal;
  if (argc < 2) return 2;
  pid_t child = forkpty(&terminal, NULL, NULL, &size);
  if (child < 0) return 1;
  if (child == 0) {
    close(STREAM);
    execvp(argv[1], argv + 1);
    _exit(127);
  }
  struct pollfd ends[2] = {{.fd = STREAM, .events = POLLIN}, {.fd = terminal, .events = POLLIN}};
  while (poll(ends, 2, -1) > 0) {
    if (ends[0].revents != 0 && !copy(STREAM, terminal)) break;
    if (ends[1].revents != 0 && !copy(terminal, STREAM)) break;
  }
  return 0;
}
