#include "file_tree.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fs.h"
#include "resolve.h"

#define FLUSH_BYTES 65536u
/* Far deeper than a path can be long, so only a tree that is made to hurt is refused. */
#define MAX_DEPTH 2048
/* How deep a removal goes; what is deeper comes to it. */
#define MAX_NESTED 128

struct listing {
  struct buffer out;
  int fd;
  bool recursive;
  uint32_t left;
};

static int flush(struct listing *listing) {
  size_t done = 0;
  while (done < listing->out.length) {
    ssize_t put = write(listing->fd, listing->out.data + done, listing->out.length - done);
    if (put < 0 && errno == EINTR) continue;
    if (put < 0) return -errno;
    done += (size_t)put;
  }
  listing->out.length = 0;
  return 0;
}

static int put(struct listing *listing, const char *path, const struct stat *st) {
  struct fs_entry entry;
  struct buffer record = {0};
  if (listing->left-- == 0) return -E2BIG;
  fs_entry_of(st, &entry);
  fs_put_entry(&record, path, &entry);
  buffer_u32(&listing->out, (uint32_t)record.length);
  buffer_bytes(&listing->out, record.data, record.length);
  buffer_free(&record);
  return listing->out.length >= FLUSH_BYTES ? flush(listing) : 0;
}

static int by_name(const void *one, const void *other) { return strcmp(*(char *const *)one, *(char *const *)other); }

struct names {
  char **all;
  size_t count, capacity;
};

static void names_free(struct names *names) {
  for (size_t i = 0; i < names->count; i++) free(names->all[i]);
  free(names->all);
}

/* The sorted names in a directory, whose descriptor is taken. */
static int read_names(int fd, struct names *names) {
  DIR *directory = fdopendir(fd);
  if (directory == NULL) {
    close(fd);
    return -errno;
  }
  errno = 0;
  for (struct dirent *entry = readdir(directory); entry != NULL; entry = readdir(directory)) {
    if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) continue;
    if (names->count == names->capacity) {
      names->capacity = names->capacity == 0 ? 32 : names->capacity * 2;
      names->all = realloc(names->all, names->capacity * sizeof *names->all);
      if (names->all == NULL) abort();
    }
    names->all[names->count++] = strdup(entry->d_name);
  }
  closedir(directory);
  if (names->count > 0) qsort(names->all, names->count, sizeof *names->all, by_name);
  return 0;
}

static int list_directory(struct listing *listing, int parent_fd, const char *name, char *path, int depth);

static int list_entry(struct listing *listing, int directory_fd, const char *name, char *path, int depth) {
  size_t length = strlen(path), name_length = strlen(name);
  struct stat st;
  if (length + 1 + name_length >= PATH_MAX) return 0; /* no path that could be asked for leads here */
  if (fstatat(directory_fd, name, &st, AT_SYMLINK_NOFOLLOW) < 0) return errno == ENOENT ? 0 : -errno;
  if (fs_is_special(st.st_mode) || fs_is_draft(name)) return 0;
  snprintf(path + length, PATH_MAX - length, "%s%s", length == 0 ? "" : "/", name);
  int result = put(listing, path, &st);
  if (result == 0 && listing->recursive && S_ISDIR(st.st_mode)) result = list_directory(listing, directory_fd, name, path, depth + 1);
  path[length] = 0;
  return result;
}

static int list_directory(struct listing *listing, int parent_fd, const char *name, char *path, int depth) {
  struct names names = {0};
  if (depth > MAX_DEPTH) return -ENAMETOOLONG;
  int fd = resolve_here(parent_fd, name, O_RDONLY | O_DIRECTORY, 0);
  /* What vanished, turned into something else or may not be read has no entries to show. */
  if (fd < 0) return errno == ENOENT || errno == ENOTDIR || errno == ELOOP || errno == EACCES ? 0 : -errno;
  int again = dup(fd);
  int result = again < 0 ? -errno : read_names(again, &names);
  for (size_t i = 0; result == 0 && i < names.count; i++) result = list_entry(listing, fd, names.all[i], path, depth);
  names_free(&names);
  close(fd);
  return result;
}

int tree_list(int root_fd, const char *path, bool recursive, uint32_t max_entries, int out) {
  struct listing listing = {.fd = out, .recursive = recursive, .left = max_entries};
  char at[PATH_MAX] = "";
  int fd = resolve_open(root_fd, path, O_RDONLY | O_DIRECTORY, 0);
  if (fd < 0) return fd;
  size_t length = strlen(path);
  while (length > 0 && path[length - 1] == '/') length--;
  if (strcmp(path, ".") != 0) memcpy(at, path, length);
  int result = list_directory(&listing, fd, ".", at, 0);
  close(fd);
  int flushed = flush(&listing);
  buffer_free(&listing.out);
  return result < 0 ? result : flushed;
}

struct removal {
  int top;
  unsigned moved;
};

static int remove_entry(struct removal *removal, int parent_fd, const char *name, int depth);

static int remove_children(struct removal *removal, int fd, int depth) {
  struct names names = {0};
  int again = dup(fd);
  int result = again < 0 ? -errno : read_names(again, &names);
  for (size_t i = 0; result == 0 && i < names.count; i++) {
    result = remove_entry(removal, fd, names.all[i], depth + 1);
    if (result == -ENOENT) result = 0;
  }
  names_free(&names);
  return result;
}

/* A directory that is to be emptied. What its owner forbade himself is no obstacle. */
static int open_to_empty(int parent_fd, const char *name) {
  struct stat st;
  int fd = resolve_here(parent_fd, name, O_RDONLY | O_DIRECTORY, 0);
  if (fd < 0 && errno == EACCES) {
    char path[64];
    int at = resolve_here(parent_fd, name, O_PATH | O_DIRECTORY, 0);
    if (at < 0) return -errno;
    snprintf(path, sizeof path, "/proc/self/fd/%d", at);
    if (chmod(path, 0700) == 0) fd = openat(at, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int error = errno;
    close(at);
    errno = error;
  }
  if (fd < 0) return -errno;
  if (fstat(fd, &st) == 0 && (st.st_mode & 0700) != 0700) fchmod(fd, 0700);
  return fd;
}

/* To where the removal began, which meets it again there. */
static int move_up(struct removal *removal, int parent_fd, const char *name) {
  char moved[32];
  snprintf(moved, sizeof moved, ".removed-%u", removal->moved++);
  return renameat(parent_fd, name, removal->top, moved) < 0 ? -errno : 0;
}

static int remove_entry(struct removal *removal, int parent_fd, const char *name, int depth) {
  if (unlinkat(parent_fd, name, 0) == 0) return 0;
  if (errno != EISDIR && errno != EPERM) return -errno;
  int fd = open_to_empty(parent_fd, name);
  if (fd < 0) return fd;
  if (depth == 0) removal->top = fd;
  bool deep = depth > MAX_NESTED;
  int result = deep ? move_up(removal, parent_fd, name) : remove_children(removal, fd, depth);
  close(fd);
  if (!deep && result == 0 && unlinkat(parent_fd, name, AT_REMOVEDIR) < 0) result = -errno;
  return result;
}

int tree_remove(int root_fd, const char *path) {
  char name[MAX_NAME];
  int parent = resolve_parent(root_fd, path, false, name);
  if (parent < 0) return parent == -EISDIR ? -EXDEV : parent;
  struct removal removal = {0};
  int result = remove_entry(&removal, parent, name, 0);
  unsigned moved = 0;
  /* Somebody adds meanwhile, or deep ones were moved up. */
  for (int i = 0; result == -ENOTEMPTY && (i < 8 || removal.moved > moved); i++) {
    moved = removal.moved;
    result = remove_entry(&removal, parent, name, 0);
  }
  close(parent);
  return result;
}
