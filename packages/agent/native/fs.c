#include "fs.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/fs.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "resolve.h"

#define DEFAULT_MODE 0644u
#define DIRECTORY_MODE 0755u

/* renameat2, which not every C library has, nor every kernel: there a name that is taken is looked for first. */
static int rename_as(int from_fd, const char *from, int to_fd, const char *to, unsigned flags) {
  int result = (int)syscall(SYS_renameat2, from_fd, from, to_fd, to, flags);
  if (result == 0 || flags == 0 || (errno != ENOSYS && errno != EINVAL)) return result;
  if (faccessat(to_fd, to, F_OK, AT_SYMLINK_NOFOLLOW) < 0) return renameat(from_fd, from, to_fd, to);
  errno = EEXIST;
  return -1;
}

bool fs_is_special(mode_t mode) { return !S_ISREG(mode) && !S_ISDIR(mode) && !S_ISLNK(mode); }

void fs_entry_of(const struct stat *st, struct fs_entry *entry) {
  entry->type = S_ISDIR(st->st_mode) ? 2 : S_ISLNK(st->st_mode) ? 3 : 1;
  entry->size = (uint64_t)st->st_size;
  entry->mtime_ns = (uint64_t)st->st_mtim.tv_sec * 1000000000u + (uint64_t)st->st_mtim.tv_nsec;
  entry->mode = st->st_mode & 07777;
  snprintf(entry->tag, sizeof entry->tag, "%lx-%lx-%lx-%lx%08lx-%lx%08lx", (unsigned long)st->st_dev, (unsigned long)st->st_ino,
           (unsigned long)st->st_size, (unsigned long)st->st_mtim.tv_sec, (unsigned long)st->st_mtim.tv_nsec,
           (unsigned long)st->st_ctim.tv_sec, (unsigned long)st->st_ctim.tv_nsec);
}

void fs_put_entry(struct buffer *out, const char *path, const struct fs_entry *entry) {
  buffer_text(out, path);
  buffer_u8(out, entry->type);
  buffer_u64(out, entry->size);
  buffer_u64(out, entry->mtime_ns);
  buffer_u32(out, entry->mode);
  buffer_text(out, entry->tag);
}

uint16_t fs_error_code(int negative_errno) {
  switch (-negative_errno) {
    case ENOENT: return ERROR_NOT_FOUND;
    case EEXIST: case ENOTEMPTY: return ERROR_EXISTS;
    case ENOTDIR: return ERROR_NOT_DIRECTORY;
    case EISDIR: return ERROR_IS_DIRECTORY;
    case EXDEV: return ERROR_OUTSIDE;
    case ELOOP: return ERROR_TOO_MANY_LINKS;
    case ENXIO: case ENODEV: return ERROR_SPECIAL;
    case ESTALE: return ERROR_CHANGED;
    case EFBIG: return ERROR_TOO_LARGE;
    case EACCES: case EPERM: case EROFS: case ETXTBSY: return ERROR_PERMISSION;
    case ENOSPC: case EDQUOT: return ERROR_NO_SPACE;
    case ENAMETOOLONG: case EINVAL: return ERROR_INVALID;
    default: return ERROR_IO;
  }
}

int fs_stat(int root_fd, const char *path, struct fs_entry *entry) {
  struct stat st;
  int fd = resolve_open(root_fd, path, O_PATH | O_NOFOLLOW, 0);
  if (fd < 0) return fd;
  int result = fstat(fd, &st) < 0 ? -errno : fs_is_special(st.st_mode) ? -ENODEV : 0;
  close(fd);
  if (result == 0) fs_entry_of(&st, entry);
  return result;
}

/* Only regular files have content: a fifo or a device could block, or do something. */
static int check_regular(int fd, struct stat *st) {
  if (fstat(fd, st) < 0) return -errno;
  if (S_ISDIR(st->st_mode)) return -EISDIR;
  return S_ISREG(st->st_mode) ? 0 : -ENODEV;
}

int fs_open_read(int root_fd, const char *path, struct fs_entry *entry) {
  struct stat st;
  int fd = resolve_open(root_fd, path, O_RDONLY | O_NONBLOCK, 0);
  if (fd < 0) return fd;
  int result = check_regular(fd, &st);
  if (result < 0) {
    close(fd);
    return result;
  }
  fs_entry_of(&st, entry);
  return fd;
}

struct fs_write {
  int root_fd, parent_fd, fd;
  uint32_t flags, mode;
  uint64_t modified_ms, max_bytes, written;
  bool created;
  char name[MAX_NAME], draft[MAX_NAME], *path, *expected_tag;
};

static void free_write(struct fs_write *w) {
  if (w->fd >= 0) close(w->fd);
  if (w->parent_fd >= 0) close(w->parent_fd);
  free(w->path);
  free(w->expected_tag);
  free(w);
}

/* What the path leads to now, links followed; `there` says whether anything is. */
static int look_at(const struct fs_write *w, struct stat *st, bool *there) {
  int fd = resolve_open(w->root_fd, w->path, O_PATH, 0);
  *there = fd >= 0;
  if (fd < 0) return fd == -ENOENT ? 0 : fd;
  int result = fstat(fd, st) < 0 ? -errno : 0;
  close(fd);
  return result;
}

static int check_target(const struct fs_write *w, struct stat *st, bool *there) {
  int result = look_at(w, st, there);
  if (result < 0) return result;
  if (*there && S_ISDIR(st->st_mode)) return -EISDIR;
  if (*there && !S_ISREG(st->st_mode)) return -ENODEV;
  if (*there && (w->flags & FS_EXCLUSIVE)) return -EEXIST;
  if (w->expected_tag[0] == 0) return 0;
  struct fs_entry entry = {0};
  if (*there) fs_entry_of(st, &entry);
  return *there && strcmp(entry.tag, w->expected_tag) == 0 ? 0 : -ESTALE;
}

static mode_t mode_for(const struct fs_write *w, bool there, const struct stat *st) {
  if (w->mode != FS_DEFAULT_MODE) return w->mode & 07777;
  return there ? st->st_mode & 07777 : DEFAULT_MODE;
}

bool fs_is_draft(const char *name) {
  int pid, end = 0;
  unsigned count;
  return sscanf(name, ".carrel-%d-%u%n", &pid, &count, &end) == 2 && name[end] == 0;
}

static int open_draft(struct fs_write *w, mode_t mode) {
  static unsigned counter;
  snprintf(w->draft, sizeof w->draft, ".carrel-%d-%u", getpid(), counter++);
  unlinkat(w->parent_fd, w->draft, 0); /* of an agent that ended in the middle */
  w->fd = openat(w->parent_fd, w->draft, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
  return w->fd < 0 ? -errno : fchmod(w->fd, mode) < 0 ? -errno : 0;
}

static int open_target(struct fs_write *w, mode_t mode, bool there) {
  int flags = O_WRONLY | O_NONBLOCK | (there ? O_TRUNC : O_CREAT) | (w->flags & FS_EXCLUSIVE ? O_EXCL : 0);
  w->fd = resolve_open(w->root_fd, w->path, flags, 0600);
  if (w->fd == -EEXIST && !(w->flags & FS_EXCLUSIVE)) w->fd = -EAGAIN;
  if (w->fd < 0) return w->fd;
  struct stat st;
  int result = check_regular(w->fd, &st);
  w->created = !there;
  return result < 0 ? result : fchmod(w->fd, mode) < 0 ? -errno : 0;
}

int fs_write_begin(int root_fd, const char *path, const struct fs_write_options *options, struct fs_write **out) {
  struct fs_write *w = must_allocate(sizeof *w);
  struct stat st = {0};
  bool there = false;
  *w = (struct fs_write){.root_fd = root_fd, .fd = -1, .flags = options->flags, .mode = options->mode, .max_bytes = options->max_bytes};
  w->modified_ms = options->modified_ms;
  w->path = strdup(path);
  w->expected_tag = strdup(options->expected_tag);
  w->parent_fd = resolve_parent(root_fd, path, true, w->name);
  int result = w->parent_fd < 0 ? w->parent_fd : check_target(w, &st, &there);
  mode_t mode = mode_for(w, there, &st);
  if (result == 0) result = w->flags & FS_ATOMIC ? open_draft(w, mode) : open_target(w, mode, there);
  if (result < 0) {
    fs_write_abort(w);
    return result;
  }
  *out = w;
  return 0;
}

int fs_write_append(struct fs_write *w, const uint8_t *bytes, size_t length) {
  if (w->max_bytes != 0 && length > w->max_bytes - w->written) return -EFBIG;
  while (length > 0) {
    ssize_t put = write(w->fd, bytes, length);
    if (put < 0 && errno == EINTR) continue;
    if (put < 0) return -errno;
    bytes += put;
    length -= (size_t)put;
    w->written += (uint64_t)put;
  }
  return 0;
}

/* The inodes of the latest files that atomic writes put where nothing was; watches tell them from replaced ones. */
static ino_t new_files[256];
static size_t new_file_count;

static void remember_new(int fd) {
  struct stat st;
  if (fstat(fd, &st) == 0) new_files[new_file_count++ % 256] = st.st_ino;
}

bool fs_was_new(int root_fd, const char *path) {
  struct stat st;
  int fd = resolve_open(root_fd, path, O_PATH | O_NOFOLLOW, 0);
  bool found = false;
  if (fd < 0) return true;
  if (fstat(fd, &st) == 0)
    for (size_t i = 0; i < 256; i++) found = found || new_files[i] == st.st_ino;
  close(fd);
  return found;
}

/* A link at the end of the path stays a link: what it leads to is replaced. */
static int rename_draft(struct fs_write *w) {
  struct stat st;
  bool there = false;
  int result = check_target(w, &st, &there);
  if (result < 0) return result;
  if (!there) remember_new(w->fd);
  struct stat own;
  bool is_link = fstatat(w->parent_fd, w->name, &own, AT_SYMLINK_NOFOLLOW) == 0 && S_ISLNK(own.st_mode);
  if (is_link) {
    char target[PATH_MAX], beside[PATH_MAX * 2], name[MAX_NAME];
    ssize_t length = readlinkat(w->parent_fd, w->name, target, sizeof target - 1);
    if (length < 0) return -errno;
    target[length] = 0;
    const char *slash = strrchr(w->path, '/');
    snprintf(beside, sizeof beside, "%.*s%s", slash == NULL ? 0 : (int)(slash - w->path + 1), w->path, target);
    int parent = target[0] == '/' ? -EXDEV : resolve_parent(w->root_fd, beside, false, name);
    if (parent < 0) return parent;
    result = renameat(w->parent_fd, w->draft, parent, name) < 0 ? -errno : 0;
    close(parent);
    return result;
  }
  unsigned flags = w->flags & FS_EXCLUSIVE ? RENAME_NOREPLACE : 0;
  return rename_as(w->parent_fd, w->draft, w->parent_fd, w->name, flags) < 0 ? -errno : 0;
}

static int set_time(const struct fs_write *w) {
  if (w->modified_ms == FS_NOW) return 0;
  struct timespec at = {(time_t)(w->modified_ms / 1000), (long)(w->modified_ms % 1000) * 1000000};
  struct timespec times[2] = {{0, UTIME_OMIT}, at};
  return futimens(w->fd, times) < 0 ? -errno : 0;
}

int fs_write_commit(struct fs_write *w, struct fs_entry *entry) {
  struct stat st;
  int result = set_time(w);
  if (result == 0 && w->flags & FS_ATOMIC) result = rename_draft(w);
  if (result == 0) {
    w->draft[0] = 0;
    w->created = false;
    result = fstat(w->fd, &st) < 0 ? -errno : 0;
  }
  if (result == 0) {
    fs_entry_of(&st, entry);
    free_write(w);
  } else {
    fs_write_abort(w);
  }
  return result;
}

void fs_write_abort(struct fs_write *w) {
  if (w->draft[0] != 0) unlinkat(w->parent_fd, w->draft, 0);
  else if (w->created) unlinkat(w->parent_fd, w->name, 0);
  free_write(w);
}

/* Whether `path` is below the directory, by the names alone. */
static bool is_below(const char *path, const char *directory) {
  size_t length = strlen(directory);
  return strncmp(path, directory, length) == 0 && path[length] == '/';
}

static int check_movable(int parent_fd, const char *name, const char *from, const char *to, bool *about_to) {
  struct stat st;
  if (fstatat(parent_fd, name, &st, AT_SYMLINK_NOFOLLOW) < 0) return -errno;
  if (fs_is_special(st.st_mode)) return -ENODEV;
  *about_to = S_ISDIR(st.st_mode) && is_below(to, from);
  return *about_to ? -EINVAL : 0;
}

int fs_make_directory(int root_fd, const char *path, uint32_t mode) {
  int result = resolve_make_directory(root_fd, path, DIRECTORY_MODE);
  if (result < 0 || mode == FS_DEFAULT_MODE) return result;
  int fd = resolve_open(root_fd, path, O_PATH | O_DIRECTORY, 0);
  if (fd < 0) return fd;
  result = fchmodat(fd, ".", mode & 07777, 0) < 0 ? -errno : 0;
  close(fd);
  return result;
}

int fs_move(int root_fd, const char *from, const char *to, bool *about_to) {
  char from_name[MAX_NAME], to_name[MAX_NAME];
  *about_to = false;
  int from_fd = resolve_parent(root_fd, from, false, from_name);
  if (from_fd < 0) return from_fd;
  int result = check_movable(from_fd, from_name, from, to, about_to);
  if (result < 0) {
    close(from_fd);
    return result;
  }
  *about_to = true;
  int to_fd = resolve_parent(root_fd, to, true, to_name);
  if (to_fd < 0) result = to_fd == -EISDIR ? -EEXIST : to_fd;
  else if (rename_as(from_fd, from_name, to_fd, to_name, RENAME_NOREPLACE) < 0) {
    result = -errno;
    *about_to = result == -EEXIST || result == -EINVAL;
  }
  close(from_fd);
  if (to_fd >= 0) close(to_fd);
  return result;
}

int fs_link(int root_fd, const char *path, const char *target) {
  char name[MAX_NAME];
  if (target[0] == 0) return -EINVAL;
  int parent = resolve_parent(root_fd, path, true, name);
  if (parent < 0) return parent;
  int result = symlinkat(target, parent, name) < 0 ? -errno : 0;
  close(parent);
  return result;
}

int fs_read_link(int root_fd, const char *path, char *target, size_t size) {
  int fd = resolve_open(root_fd, path, O_PATH | O_NOFOLLOW, 0);
  if (fd < 0) return fd;
  ssize_t length = readlinkat(fd, "", target, size - 1);
  int result = length < 0 ? -errno : (int)length;
  close(fd);
  if (result >= 0) target[result] = 0;
  return result;
}
