#include "file_watches.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fs.h"
#include "resolve.h"
#include "watch_log.h"

#define MAX_WATCHES 64
#define KEEP_MS 300000
#define EXPIRY_CHECK_MS 30000
#define MASK (IN_CREATE | IN_DELETE | IN_MODIFY | IN_ATTRIB | IN_MOVED_FROM | IN_MOVED_TO | IN_DELETE_SELF | IN_ONLYDIR | IN_EXCL_UNLINK)
#define DRAFT_PREFIX ".carrel-"

struct watch_reader {
  struct watch *watch;
  struct channel *channel;
  uint64_t at;
  bool told_gap;
  struct watch_reader *next;
};

/* One kept watch: an inotify instance of its own, and the path behind each of its descriptors. */
struct watch {
  struct source source;
  char *path;
  bool recursive;
  char **directories; /* by watch descriptor */
  size_t directory_count;
  struct watch_log log;
  struct watch_reader *readers;
  uint64_t idle_since;
  struct watch *next;
};

static int root_fd;
static struct watch *watches;
static size_t watch_count;
static struct timer expiry;

static void add_tree(struct watch *watch, const char *path, bool tell, int depth);

static bool is_draft(const char *name) { return strncmp(name, DRAFT_PREFIX, strlen(DRAFT_PREFIX)) == 0; }

static char *join(const char *directory, const char *name) {
  size_t size = strlen(directory) + strlen(name) + 2;
  char *path = must_allocate(size);
  snprintf(path, size, "%s%s%s", directory, directory[0] == 0 ? "" : "/", name);
  return path;
}

static void remember(struct watch *watch, int wd, const char *path) {
  if ((size_t)wd >= watch->directory_count) {
    size_t count = ((size_t)wd + 1) * 2;
    watch->directories = realloc(watch->directories, count * sizeof *watch->directories);
    if (watch->directories == NULL) abort();
    memset(watch->directories + watch->directory_count, 0, (count - watch->directory_count) * sizeof *watch->directories);
    watch->directory_count = count;
  }
  free(watch->directories[wd]);
  watch->directories[wd] = strdup(path);
}

static void tell_created(struct watch *watch, const char *path) {
  if (!watch_log_told_created(&watch->log, path)) watch_log_add(&watch->log, WATCH_CREATED, strdup(path), NULL);
}

static void look_into(struct watch *watch, DIR *directory, const char *path, bool tell, int depth) {
  for (struct dirent *entry = readdir(directory); entry != NULL; entry = readdir(directory)) {
    if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0 || is_draft(entry->d_name)) continue;
    char *below = join(path, entry->d_name);
    struct stat st;
    if (tell) tell_created(watch, below);
    bool is_directory = entry->d_type == DT_DIR;
    if (entry->d_type == DT_UNKNOWN)
      is_directory = fstatat(dirfd(directory), entry->d_name, &st, AT_SYMLINK_NOFOLLOW) == 0 && S_ISDIR(st.st_mode);
    if (is_directory && watch->recursive) add_tree(watch, below, tell, depth + 1);
    free(below);
  }
}

/* Watches the directory, and all below it; what is found there is told as created where `tell` says so. */
static void add_tree(struct watch *watch, const char *path, bool tell, int depth) {
  char descriptor[64];
  if (depth > 256) return;
  int fd = resolve_open(root_fd, path, O_RDONLY | O_DIRECTORY | (depth == 0 ? 0 : O_NOFOLLOW), 0);
  if (fd < 0) return;
  snprintf(descriptor, sizeof descriptor, "/proc/self/fd/%d", fd);
  int wd = inotify_add_watch(watch->source.fd, descriptor, MASK);
  if (wd < 0) watch_log_add(&watch->log, WATCH_OVERFLOW, NULL, NULL); /* the kernel's limit: not all can be seen */
  else remember(watch, wd, path);
  DIR *directory = wd < 0 ? NULL : fdopendir(fd);
  if (directory == NULL) {
    close(fd);
    return;
  }
  if (tell || watch->recursive) look_into(watch, directory, path, tell, depth);
  closedir(directory);
}

static bool everyone_has(const struct watch *watch, uint64_t position) {
  for (struct watch_reader *reader = watch->readers; reader != NULL; reader = reader->next)
    if (reader->at > position) return true;
  return false;
}

/* Many writes in a row are one change, as long as nobody was told of it. */
static void tell_changed(struct watch *watch, char *path) {
  const struct watch_event *last = watch_log_last(&watch->log);
  bool same = last != NULL && (last->kind == WATCH_CHANGED || last->kind == WATCH_CREATED) && last->path != NULL && strcmp(last->path, path) == 0;
  if (same && !everyone_has(watch, last->position)) free(path);
  else watch_log_add(&watch->log, WATCH_CHANGED, path, NULL);
}

struct pending_move {
  uint32_t cookie;
  char *path;
  bool draft;
};

/* What was moved away and did not appear again in the tree is removed. */
static void settle_move(struct watch *watch, struct pending_move *move) {
  if (move->path == NULL) return;
  if (move->draft) free(move->path);
  else watch_log_add(&watch->log, WATCH_REMOVED, move->path, NULL);
  move->path = NULL;
}

static void tell_appeared(struct watch *watch, struct pending_move *move, uint32_t cookie, char *path, bool is_directory) {
  bool paired = move->path != NULL && move->cookie == cookie;
  if (!paired) settle_move(watch, move);
  if (paired && !move->draft) {
    watch_log_add(&watch->log, WATCH_MOVED, strdup(path), move->path);
    move->path = NULL;
  } else if (paired) {
    free(move->path);
    move->path = NULL;
    if (fs_was_new(root_fd, path)) tell_created(watch, path);
    else tell_changed(watch, strdup(path));
  } else {
    tell_created(watch, path);
  }
  if (is_directory && watch->recursive) add_tree(watch, path, !paired, 1);
}

static void take_event(struct watch *watch, const struct inotify_event *event, struct pending_move *move) {
  if (event->mask & IN_Q_OVERFLOW) return watch_log_add(&watch->log, WATCH_OVERFLOW, NULL, NULL);
  const char *directory = event->wd >= 0 && (size_t)event->wd < watch->directory_count ? watch->directories[event->wd] : NULL;
  if (directory == NULL) return;
  if (event->mask & IN_DELETE_SELF) {
    if (strcmp(directory, watch->path) == 0) watch_log_add(&watch->log, WATCH_REMOVED, strdup(directory), NULL);
    return;
  }
  if (event->mask & IN_IGNORED) {
    free(watch->directories[event->wd]);
    watch->directories[event->wd] = NULL;
    return;
  }
  if (event->len == 0) return;
  char *path = join(directory, event->name);
  bool is_directory = (event->mask & IN_ISDIR) != 0, draft = is_draft(event->name);
  if (event->mask & IN_MOVED_FROM) {
    settle_move(watch, move);
    *move = (struct pending_move){event->cookie, path, draft};
    return;
  }
  if (event->mask & IN_MOVED_TO) {
    tell_appeared(watch, move, event->cookie, path, is_directory);
  } else if (!draft) {
    settle_move(watch, move);
    if (event->mask & IN_CREATE) tell_appeared(watch, move, 0, path, is_directory);
    else if (event->mask & IN_DELETE) watch_log_add(&watch->log, WATCH_REMOVED, strdup(path), NULL);
    else if (!is_directory) tell_changed(watch, strdup(path));
  }
  free(path);
}

static void reader_pump(struct watch_reader *reader) {
  struct channel *channel = reader->channel;
  while (channel_has_room(channel) && channel->credit >= 3 * PATH_MAX) {
    const struct watch_log *log = &reader->watch->log;
    const struct watch_event *event = watch_log_find(log, reader->at);
    struct buffer out = {0};
    if (reader->told_gap && reader->at >= log->kept_from) {
      if (event == NULL) return;
      watch_put_event(&out, event);
      reader->at = event->position + 1;
    } else {
      buffer_u8(&out, WATCH_GAP);
      buffer_u64(&out, reader->at);
      buffer_u64(&out, log->kept_from);
      reader->at = log->kept_from;
      reader->told_gap = true;
    }
    channel_send(channel, FRAME_EVENT, out.data, out.length, NULL, 0);
    buffer_free(&out);
  }
}

static void on_room(struct channel *channel) { reader_pump(channel->owner); }

static void on_dropped(struct channel *channel) {
  struct watch_reader *reader = channel->owner;
  struct watch *watch = reader->watch;
  struct watch_reader **slot = &watch->readers;
  while (*slot != reader) slot = &(*slot)->next;
  *slot = reader->next;
  if (watch->readers == NULL) watch->idle_since = now_ms();
  loop_release(reader);
}

static void on_inotify(void *owner, uint32_t events) {
  (void)events;
  static _Alignas(struct inotify_event) char bytes[65536];
  struct watch *watch = owner;
  struct pending_move move = {0};
  ssize_t got = read(watch->source.fd, bytes, sizeof bytes);
  for (ssize_t at = 0; at < got;) {
    const struct inotify_event *event = (const struct inotify_event *)(bytes + at);
    take_event(watch, event, &move);
    at += (ssize_t)sizeof *event + event->len;
  }
  settle_move(watch, &move);
  for (struct watch_reader *reader = watch->readers; reader != NULL; reader = reader->next) reader_pump(reader);
}

static void watch_close(struct watch *watch) {
  struct watch **slot = &watches;
  while (*slot != watch) slot = &(*slot)->next;
  *slot = watch->next;
  watch_count--;
  loop_close(&watch->source);
  for (size_t i = 0; i < watch->directory_count; i++) free(watch->directories[i]);
  free(watch->directories);
  free(watch->path);
  watch_log_close(&watch->log);
  loop_release(watch);
}

/* The watch that was without readers for longest, at least for `idle_ms`. */
static struct watch *idlest(uint64_t idle_ms) {
  struct watch *found = NULL;
  for (struct watch *watch = watches; watch != NULL; watch = watch->next)
    if (watch->readers == NULL && (found == NULL || watch->idle_since < found->idle_since)) found = watch;
  return found != NULL && now_ms() - found->idle_since >= idle_ms ? found : NULL;
}

static void expire(void *owner) {
  (void)owner;
  for (struct watch *watch = idlest(KEEP_MS); watch != NULL; watch = idlest(KEEP_MS)) watch_close(watch);
  if (watches != NULL) timer_set(&expiry, EXPIRY_CHECK_MS);
}

static struct watch *find(const char *path, bool recursive) {
  struct watch *watch = watches;
  while (watch != NULL && (watch->recursive != recursive || strcmp(watch->path, path) != 0)) watch = watch->next;
  return watch;
}

static struct watch *watch_open(const char *path, bool recursive) {
  if (watch_count >= MAX_WATCHES && idlest(0) != NULL) watch_close(idlest(0));
  int fd = watch_count >= MAX_WATCHES ? -1 : inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
  if (fd < 0) return NULL;
  struct watch *watch = must_allocate(sizeof *watch);
  watch->path = strdup(path);
  watch->recursive = recursive;
  watch->source.ready = on_inotify;
  watch->source.owner = watch;
  watch->next = watches;
  watches = watch;
  watch_count++;
  watch_log_open(&watch->log);
  loop_watch(&watch->source, fd, EPOLLIN);
  add_tree(watch, path, false, 0);
  if (!expiry.set) timer_set(&expiry, EXPIRY_CHECK_MS);
  return watch;
}

void file_watches_open(int root) {
  root_fd = root;
  expiry.fire = expire;
}

void file_watch(struct channel *channel, const char *path, bool recursive, uint64_t from) {
  int fd = resolve_open(root_fd, path, O_PATH | O_DIRECTORY, 0);
  if (fd < 0) return channel_error(channel, fs_error_code(fd), "cannot be watched");
  close(fd);
  struct watch *watch = find(path, recursive);
  bool kept = watch != NULL;
  if (!kept) watch = watch_open(path, recursive);
  if (watch == NULL) return channel_error(channel, ERROR_LIMIT, "too many watches");
  struct watch_reader *reader = must_allocate(sizeof *reader);
  bool now = from == UINT64_MAX, known = kept && from <= watch->log.next;
  *reader = (struct watch_reader){
      .watch = watch, .channel = channel, .at = now ? watch->log.next : from, .told_gap = now || known, .next = watch->readers};
  watch->readers = reader;
  channel->owner = reader;
  channel->pump = on_room;
  channel->dropped = on_dropped;
  struct buffer payload = {0};
  buffer_u64(&payload, watch->log.next);
  channel_ok(channel, &payload, true);
  buffer_free(&payload);
  reader_pump(reader);
}
