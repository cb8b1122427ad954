#include "resolve.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/openat2.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Renames elsewhere in the tree make the kernel ask for another try. */
#define RETRIES 128
#define MAX_LINKS 40

static bool must_walk(void) {
  static int answer = -1;
  if (answer < 0) answer = getenv("CARREL_AGENT_WALK") != NULL;
  return answer == 1;
}

static int open_beneath(int root_fd, const char *path, int flags, mode_t mode) {
  struct open_how how = {.flags = (unsigned)(flags | O_CLOEXEC), .resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS};
  if (flags & O_CREAT) how.mode = mode;
  for (int i = 0; i < RETRIES; i++) {
    long fd = syscall(SYS_openat2, root_fd, path, &how, sizeof how);
    if (fd >= 0) return (int)fd;
    if (errno != EAGAIN && errno != EINTR) return -errno;
  }
  return -EAGAIN;
}

/* The directories that were gone through, so that `..` goes back and never above the first. */
struct trail {
  int fds[PATH_MAX / 2];
  size_t depth;
};

static void leave(struct trail *trail) {
  while (trail->depth > 1) close(trail->fds[--trail->depth]);
}

static int top(const struct trail *trail) { return trail->fds[trail->depth - 1]; }

/* Puts the target of the link `name` before the rest of the path. */
static int follow(int directory, const char *name, char *rest, int *links) {
  char target[PATH_MAX], joined[PATH_MAX];
  ssize_t length = readlinkat(directory, name, target, sizeof target - 1);
  if (length < 0) return -errno;
  target[length] = 0;
  if (++*links > MAX_LINKS) return -ELOOP;
  if (target[0] == '/') return -EXDEV;
  if ((size_t)length + 1 + strlen(rest) >= sizeof joined) return -ENAMETOOLONG;
  strcpy(joined, target);
  if (rest[0] != 0) strcat(strcat(joined, "/"), rest);
  strcpy(rest, joined);
  return 0;
}

static bool is_link(int directory, const char *name) {
  struct stat st;
  return fstatat(directory, name, &st, AT_SYMLINK_NOFOLLOW) == 0 && S_ISLNK(st.st_mode);
}

/* One component of the way, not the last: 0 or -errno. */
static int enter(struct trail *trail, const char *name, char *rest, int *links) {
  if (strcmp(name, ".") == 0 || name[0] == 0) return 0;
  if (strcmp(name, "..") == 0) {
    if (trail->depth == 1) return -EXDEV;
    close(trail->fds[--trail->depth]);
    return 0;
  }
  int fd = openat(top(trail), name, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  if (fd < 0) return is_link(top(trail), name) ? follow(top(trail), name, rest, links) : -errno;
  if (trail->depth == sizeof trail->fds / sizeof *trail->fds) {
    close(fd);
    return -ENAMETOOLONG;
  }
  trail->fds[trail->depth++] = fd;
  return 0;
}

int resolve_here(int directory_fd, const char *name, int flags, mode_t mode) {
  if (!(flags & O_DIRECTORY) || (flags & O_PATH)) return openat(directory_fd, name, flags | O_NOFOLLOW | O_CLOEXEC, mode);
  int itself = openat(directory_fd, name, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  if (itself < 0) return -1;
  int fd = openat(itself, ".", flags | O_CLOEXEC), error = errno;
  close(itself);
  errno = error;
  return fd;
}

static bool is_link_itself(int fd) {
  struct stat st;
  return fstat(fd, &st) == 0 && S_ISLNK(st.st_mode);
}

static int open_last(struct trail *trail, const char *name, char *rest, int *links, int flags, mode_t mode) {
  bool special = name[0] == 0 || strcmp(name, ".") == 0 || strcmp(name, "..") == 0;
  if (special) {
    int entered = enter(trail, name, rest, links);
    int fd = entered < 0 ? entered : openat(top(trail), ".", flags | O_CLOEXEC, mode);
    return entered < 0 ? entered : fd < 0 ? -errno : fd;
  }
  int fd = resolve_here(top(trail), name, flags, mode);
  /* With O_PATH alone the kernel gives the link. */
  bool linked = fd >= 0 && !(flags & O_NOFOLLOW) && is_link_itself(fd);
  if (fd >= 0 && !linked) return fd;
  int error = linked ? ELOOP : errno;
  if (linked) close(fd);
  if ((flags & O_NOFOLLOW) || (error != ELOOP && error != ENOTDIR) || !is_link(top(trail), name)) return -error;
  int followed = follow(top(trail), name, rest, links);
  return followed < 0 ? followed : -EAGAIN; /* goes on with the link's target in `rest` */
}

/* For kernels without openat2: component by component, each opened without following it. */
static int walk(int root_fd, const char *path, int flags, mode_t mode) {
  static struct trail trail;
  char rest[PATH_MAX];
  int links = 0, result = 0;
  if (path[0] == '/') return -EXDEV;
  if (strlen(path) >= sizeof rest) return -ENAMETOOLONG;
  strcpy(rest, path);
  trail.fds[0] = root_fd;
  trail.depth = 1;
  while (result >= 0) {
    char name[MAX_NAME];
    size_t length = strcspn(rest, "/");
    if (length >= sizeof name) {
      result = -ENAMETOOLONG;
      break;
    }
    memcpy(name, rest, length);
    name[length] = 0;
    size_t skip = length + strspn(rest + length, "/");
    bool last = rest[skip] == 0;
    memmove(rest, rest + skip, strlen(rest + skip) + 1);
    if (!last) {
      result = enter(&trail, name, rest, &links);
      continue;
    }
    result = open_last(&trail, name, rest, &links, flags, mode);
    if (result != -EAGAIN) break;
    result = 0;
  }
  leave(&trail);
  return result;
}

int resolve_open(int root_fd, const char *path, int flags, mode_t mode) {
  if (path[0] == 0) path = ".";
  if (must_walk()) return walk(root_fd, path, flags, mode);
  int fd = open_beneath(root_fd, path, flags, mode);
  return fd == -ENOSYS ? walk(root_fd, path, flags, mode) : fd;
}

/* Splits off the last component; the directory part stays in `path`. */
static int split(char *path, char name_out[MAX_NAME]) {
  size_t length = strlen(path);
  while (length > 0 && path[length - 1] == '/') path[--length] = 0;
  char *slash = strrchr(path, '/');
  const char *name = slash == NULL ? path : slash + 1;
  if (strlen(name) >= MAX_NAME) return -ENAMETOOLONG;
  if (strcmp(name, "..") == 0) return -EXDEV;
  if (name[0] == 0 || strcmp(name, ".") == 0) return -EISDIR;
  strcpy(name_out, name);
  if (slash == NULL) path[0] = 0;
  else *slash = 0;
  return 0;
}

int resolve_parent(int root_fd, const char *path, bool make_parents, char name_out[MAX_NAME]) {
  char parent[PATH_MAX];
  if (path[0] == '/') return -EXDEV;
  if (strlen(path) >= sizeof parent) return -ENAMETOOLONG;
  strcpy(parent, path);
  int result = split(parent, name_out);
  if (result < 0) return result;
  int fd = resolve_open(root_fd, parent, O_PATH | O_DIRECTORY, 0);
  if (fd != -ENOENT || !make_parents) return fd;
  result = resolve_make_directory(root_fd, parent, 0755);
  return result < 0 ? result : resolve_open(root_fd, parent, O_PATH | O_DIRECTORY, 0);
}

int resolve_make_directory(int root_fd, const char *path, mode_t mode) {
  char name[MAX_NAME];
  int fd = resolve_open(root_fd, path, O_PATH | O_DIRECTORY, 0);
  if (fd >= 0) return close(fd);
  if (fd != -ENOENT) return fd;
  int parent = resolve_parent(root_fd, path, true, name);
  if (parent < 0) return parent;
  int result = mkdirat(parent, name, mode) < 0 && errno != EEXIST ? -errno : 0;
  close(parent);
  if (result < 0) return result;
  fd = resolve_open(root_fd, path, O_PATH | O_DIRECTORY, 0); /* what is there may be a file, or a link to nowhere */
  return fd < 0 ? fd : close(fd);
}
