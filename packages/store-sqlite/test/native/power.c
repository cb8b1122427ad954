// What a disk has, kept beside the files: each sync of a file of the database leaves a copy of what it covers in $POWER_DIRECTORY. While
// a file `broken` is there, syncs fail. Preloaded into a process that uses the store.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *directory(void) { return getenv("POWER_DIRECTORY"); }

static const char *name_of(int fd, char *path) {
  char link[64];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, PATH_MAX - 1);
  if (length <= 0) return NULL;
  path[length] = 0;
  const char *slash = strrchr(path, '/');
  const char *name = slash == NULL ? NULL : slash + 1;
  return name != NULL && strncmp(name, "carrel.db", 9) == 0 ? name : NULL;
}

static void copy_to(const char *from, const char *to) {
  static char buffer[1 << 16];
  int in = open(from, O_RDONLY | O_CLOEXEC), out = open(to, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  ssize_t length;
  while ((length = read(in, buffer, sizeof buffer)) > 0)
    if (write(out, buffer, (size_t)length) != length) abort();
  if (length < 0) abort();
  close(in);
  close(out);
}

static int with_copy(int fd, const char *function) {
  char path[PATH_MAX], copy[PATH_MAX], kept[PATH_MAX], broken[PATH_MAX];
  int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, function);
  const char *name = directory() == NULL ? NULL : name_of(fd, path);
  if (name == NULL) return real(fd);
  snprintf(broken, sizeof broken, "%s/broken", directory());
  if (access(broken, F_OK) == 0) {
    errno = EIO;
    return -1;
  }
  snprintf(kept, sizeof kept, "%s/%s", directory(), name);
  snprintf(copy, sizeof copy, "%s/%s.%d", directory(), name, gettid());
  // Before the sync: what is written during it may be lost.
  copy_to(path, copy);
  int failed = real(fd);
  if (failed == 0 && rename(copy, kept) != 0) abort();
  return failed;
}

int fsync(int fd) { return with_copy(fd, "fsync"); }
int fdatasync(int fd) { return with_copy(fd, "fdatasync"); }
