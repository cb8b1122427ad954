#include "file_requests.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "file_jobs.h"
#include "file_watches.h"
#include "fs.h"
#include "resolve.h"

#define MAX_PATH 4096
/* What the client may send of a file in addition to what every stream may, so that no part of a long way waits for the other end. */
#define WRITE_AHEAD 1048576u

static int root_fd;

void files_open(int root) {
  root_fd = root;
  file_watches_open(root);
}

static void fail(struct channel *channel, int negative_errno) {
  channel_error(channel, fs_error_code(negative_errno), "the file system refused");
}

static void answer(struct channel *channel, int result) {
  if (result < 0) fail(channel, result);
  else channel_ok(channel, NULL, false);
}

static void answer_entry(struct channel *channel, const char *path, const struct fs_entry *entry, bool more) {
  struct buffer payload = {0};
  fs_put_entry(&payload, path, entry);
  channel_ok(channel, &payload, more);
  buffer_free(&payload);
}

static void request_stat(struct channel *channel, const char *path) {
  struct fs_entry entry;
  int result = fs_stat(root_fd, path, &entry);
  if (result < 0) fail(channel, result);
  else answer_entry(channel, path, &entry, false);
}

/* A file that is being read to a client. */
struct reading {
  int fd;
  uint64_t at, left;
};

static void reading_close(struct channel *channel) {
  struct reading *reading = channel->owner;
  close(reading->fd);
  loop_release(reading);
}

static void reading_pump(struct channel *channel) {
  static uint8_t bytes[MAX_CONTENT];
  struct reading *reading = channel->owner;
  ssize_t got = 1;
  while (reading->left > 0 && channel->credit > 0 && channel_has_room(channel)) {
    size_t wanted = reading->left < sizeof bytes ? (size_t)reading->left : sizeof bytes;
    if (wanted > channel->credit) wanted = (size_t)channel->credit;
    got = pread(reading->fd, bytes, wanted, (off_t)reading->at);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) break;
    channel_send(channel, FRAME_DATA, bytes, (size_t)got, NULL, 0);
    reading->at += (uint64_t)got;
    reading->left -= (uint64_t)got;
  }
  if (got > 0 && reading->left > 0) return;
  int error = got < 0 ? -errno : 0;
  reading_close(channel);
  channel->pump = NULL;
  channel->dropped = NULL;
  if (error < 0) fail(channel, error);
  else channel_finish(channel);
}

static void request_read(struct channel *channel, const char *path, struct reader *r) {
  uint64_t start = read_u64(r), length = read_u64(r);
  struct fs_entry entry;
  if (r->bad || start > INT64_MAX) return channel_error(channel, ERROR_INVALID, "not a range");
  int fd = fs_open_read(root_fd, path, &entry);
  if (fd < 0) return fail(channel, fd);
  struct reading *reading = must_allocate(sizeof *reading);
  *reading = (struct reading){fd, start, length};
  channel->owner = reading;
  channel->pump = reading_pump;
  channel->dropped = reading_close;
  answer_entry(channel, path, &entry, true);
  reading_pump(channel);
}

/* A file that a client is writing. */
struct writing {
  struct fs_write *write;
  char *path;
};

static void writing_free(struct writing *writing) {
  free(writing->path);
  loop_release(writing);
}

static void writing_dropped(struct channel *channel) {
  struct writing *writing = channel->owner;
  fs_write_abort(writing->write);
  writing_free(writing);
}

static void writing_fail(struct channel *channel, int error) {
  channel->data = NULL;
  channel->end = NULL;
  channel->dropped = NULL;
  fail(channel, error);
}

static void writing_data(struct channel *channel, const uint8_t *bytes, size_t length) {
  struct writing *writing = channel->owner;
  int result = fs_write_append(writing->write, bytes, length);
  if (result == 0) return channel_grant(channel, (uint32_t)length);
  writing_dropped(channel);
  writing_fail(channel, result);
}

static void writing_end(struct channel *channel) {
  struct writing *writing = channel->owner;
  struct fs_entry entry;
  int result = fs_write_commit(writing->write, &entry);
  channel->dropped = NULL;
  if (result < 0) writing_fail(channel, result);
  else answer_entry(channel, writing->path, &entry, false);
  writing_free(writing);
}

static void write_inline(struct channel *channel, const char *path, struct fs_write *write, struct reader *r) {
  struct fs_entry entry;
  int result = fs_write_append(write, r->at, r->left);
  if (result < 0) fs_write_abort(write);
  else result = fs_write_commit(write, &entry);
  if (result < 0) fail(channel, result);
  else answer_entry(channel, path, &entry, false);
}

static void request_write(struct channel *channel, const char *path, struct reader *r) {
  struct fs_write_options options = {0};
  struct fs_write *write;
  options.flags = read_u32(r);
  options.mode = read_u32(r);
  options.modified_ms = read_u64(r);
  options.max_bytes = read_u64(r);
  char *tag = read_text(r, 128);
  bool is_inline = (options.flags & FS_INLINE) != 0;
  if (r->bad || (!is_inline && r->left > 0)) {
    free(tag);
    return channel_error(channel, ERROR_INVALID, "not a file to write");
  }
  options.expected_tag = tag;
  int result = is_inline && options.max_bytes != 0 && r->left > options.max_bytes ? -EFBIG : fs_write_begin(root_fd, path, &options, &write);
  free(tag);
  if (result < 0) return fail(channel, result);
  if (is_inline) return write_inline(channel, path, write, r);
  struct writing *writing = must_allocate(sizeof *writing);
  *writing = (struct writing){write, strdup(path)};
  channel->owner = writing;
  channel->data = writing_data;
  channel->end = writing_end;
  channel->dropped = writing_dropped;
  channel_ok(channel, NULL, true);
  channel_grant(channel, WRITE_AHEAD);
}

static void request_read_link(struct channel *channel, const char *path) {
  char target[MAX_PATH];
  int length = fs_read_link(root_fd, path, target, sizeof target);
  if (length < 0) return fail(channel, length);
  struct buffer payload = {0};
  buffer_text(&payload, target);
  channel_ok(channel, &payload, false);
  buffer_free(&payload);
}

static void request_move(struct channel *channel, const char *path, struct reader *r) {
  bool about_to = false;
  char *to = read_text(r, MAX_PATH);
  if (to == NULL) return channel_error(channel, ERROR_INVALID, "the target");
  int result = fs_move(root_fd, path, to, &about_to);
  uint16_t code = result == -EINVAL ? ERROR_INTO_ITSELF : fs_error_code(result);
  if (result == 0) channel_ok(channel, NULL, false);
  else channel_error(channel, code, about_to ? "the target" : "the file system refused");
  free(to);
}

static void request_link(struct channel *channel, const char *path, struct reader *r) {
  char *target = read_text(r, MAX_PATH);
  if (target == NULL) return channel_error(channel, ERROR_INVALID, "not a path");
  answer(channel, fs_link(root_fd, path, target));
  free(target);
}

static void request_make_directory(struct channel *channel, const char *path, struct reader *r) {
  uint32_t mode = read_u32(r);
  if (r->bad) return channel_error(channel, ERROR_INVALID, "no mode");
  answer(channel, fs_make_directory(root_fd, path, mode));
}

static void request_list(struct channel *channel, const char *path, struct reader *r) {
  bool recursive = read_u8(r) != 0;
  uint32_t most = read_u32(r);
  if (r->bad) return channel_error(channel, ERROR_INVALID, "not a listing");
  file_job_list(channel, root_fd, path, recursive, most);
}

static void request_watch(struct channel *channel, const char *path, struct reader *r) {
  bool recursive = read_u8(r) != 0;
  uint64_t from = read_u64(r);
  if (r->bad) return channel_error(channel, ERROR_INVALID, "not a watch");
  file_watch(channel, path, recursive, from);
}

void file_request(struct channel *channel, uint8_t type, struct reader *r) {
  char *path = read_text(r, MAX_PATH);
  if (path == NULL) return channel_error(channel, ERROR_INVALID, "not a path");
  switch (type) {
    case REQUEST_STAT: request_stat(channel, path); break;
    case REQUEST_LIST_DIR: request_list(channel, path, r); break;
    case REQUEST_READ: request_read(channel, path, r); break;
    case REQUEST_WRITE_FILE: request_write(channel, path, r); break;
    case REQUEST_MAKE_DIR: request_make_directory(channel, path, r); break;
    case REQUEST_MOVE: request_move(channel, path, r); break;
    case REQUEST_LINK: request_link(channel, path, r); break;
    case REQUEST_REMOVE: file_job_remove(channel, root_fd, path); break;
    case REQUEST_READ_LINK: request_read_link(channel, path); break;
    default: request_watch(channel, path, r); break;
  }
  free(path);
}
