#include "install.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define CHUNK 65536
#define LONGEST_PATH 4096

static bool failed(const char *path) {
  fprintf(stderr, "carrel-agent: install: %s: %s\n", path, strerror(errno));
  return false;
}

static bool pour(int from, int to) {
  static uint8_t bytes[CHUNK];
  for (;;) {
    ssize_t got = read(from, bytes, sizeof bytes);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return got == 0;
    for (ssize_t put = 0, more; put < got; put += more) {
      more = write(to, bytes + put, (size_t)(got - put));
      if (more < 0 && errno == EINTR) more = 0;
      else if (more < 0) return false;
    }
  }
}

/* Whoever looks finds the whole of it or what was there before, never a part. */
static bool put_file(const char *from, const char *to, mode_t mode) {
  char draft[LONGEST_PATH];
  if ((size_t)snprintf(draft, sizeof draft, "%s.%d", to, (int)getpid()) >= sizeof draft) {
    errno = ENAMETOOLONG;
    return failed(to);
  }
  int source = open(from, O_RDONLY | O_CLOEXEC);
  if (source < 0) return failed(from);
  unlink(draft);
  int target = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
  bool made = target >= 0 && pour(source, target) && fchmod(target, mode) == 0;
  if (target >= 0 && close(target) < 0) made = false;
  close(source);
  if (made && rename(draft, to) == 0) return true;
  failed(to);
  if (target >= 0) unlink(draft);
  return false;
}

static bool put_directory(const char *path) {
  struct stat found;
  if (mkdir(path, 0755) == 0) return true;
  if (errno != EEXIST) return failed(path);
  if (lstat(path, &found) == 0 && S_ISDIR(found.st_mode)) return true;
  errno = ENOTDIR;
  return failed(path);
}

int install(int count, char **words) {
  if (count < 1 || words[0][0] == '-') return 2;
  for (int i = 1; i < count;) {
    bool is_secret = strcmp(words[i], "--secret") == 0;
    if (!is_secret && strcmp(words[i], "--directory") != 0) return 2;
    i += is_secret ? 3 : 2;
    if (i > count) return 2;
  }
  if (!put_file("/proc/self/exe", words[0], 0755)) return 1;
  for (int i = 1; i < count;) {
    bool is_secret = strcmp(words[i], "--secret") == 0;
    if (is_secret ? !put_file(words[i + 1], words[i + 2], 0600) : !put_directory(words[i + 1])) return 1;
    i += is_secret ? 3 : 2;
  }
  return 0;
}
