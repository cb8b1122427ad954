/* Files beneath the root. Every function gives 0, or a descriptor, or -errno. */
#ifndef FS_H
#define FS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>

#include "frame.h"

#define FS_DEFAULT_MODE 0xffffffffu
/* The time of a write: what the clock says. */
#define FS_NOW UINT64_MAX

enum fs_write_flag { FS_ATOMIC = 1, FS_EXCLUSIVE = 2, FS_INLINE = 4 };

struct fs_entry {
  uint8_t type;
  uint64_t size, mtime_ns;
  uint32_t mode;
  char tag[96];
};

void fs_entry_of(const struct stat *st, struct fs_entry *entry);
void fs_put_entry(struct buffer *out, const char *path, const struct fs_entry *entry);
uint16_t fs_error_code(int negative_errno);
/* Whether it is neither file, directory nor symbolic link. */
bool fs_is_special(mode_t mode);

int fs_stat(int root_fd, const char *path, struct fs_entry *entry);
/* A descriptor of a regular file. */
int fs_open_read(int root_fd, const char *path, struct fs_entry *entry);

/* A file that is being written. */
struct fs_write;

struct fs_write_options {
  uint32_t flags, mode;
  uint64_t modified_ms, max_bytes;
  const char *expected_tag;
};

int fs_write_begin(int root_fd, const char *path, const struct fs_write_options *options, struct fs_write **out);
int fs_write_append(struct fs_write *write, const uint8_t *bytes, size_t length);
/* Both free the write. */
int fs_write_commit(struct fs_write *write, struct fs_entry *entry);
void fs_write_abort(struct fs_write *write);

/* Whether it is the name of a file that is being written, and is renamed at the end. */
bool fs_is_draft(const char *name);
/* Whether the last name of the path came from one of the latest atomic writes, where nothing was before. */
bool fs_was_new(int root_fd, const char *path);

/* -EINVAL for a directory that would be in itself. `about_to` says which of the paths an error is about. */
int fs_move(int root_fd, const char *from, const char *to, bool *about_to);
/* There when done, with its parents, and with the mode where that is not FS_DEFAULT_MODE. */
int fs_make_directory(int root_fd, const char *path, uint32_t mode);
/* A symbolic link whose target, as it is written, stays beneath the root. */
int fs_link(int root_fd, const char *path, const char *target);
/* What the symbolic link says, NUL-terminated; its length. */
int fs_read_link(int root_fd, const char *path, char *target, size_t size);

#endif
