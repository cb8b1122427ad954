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
#include "watch_paths.h"

#define MAX_WATCHES 64
#define KEEP_MS 300000
#define EXPIRY_CHECK_MS 30000
#define MASK (IN_CREATE | IN_DELETE | IN_MODIFY | IN_ATTRIB | IN_MOVED_FROM | IN_MOVED_TO | IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR | IN_EXCL_UNLINK)

struct watch_reader {
  struct watch *watch;
  struct channel *channel;
  uint64_t at;
  bool told_gap;
  struct watch_reader *next;
};

/* One kept watch, with an inotify instance of its own. */
struct watch {
  struct source source;
  char *path;
  bool recursive;
  struct watch_paths paths;
  int root; /* the descriptor of `path` itself */
  /* The directory is there no more: whoever has read all of the log is done, and nobody comes to this watch again. */
  bool gone;
  struct watch_log log;
  struct watch_reader *readers;
  uint64_t idle_since;
  struct watch *next;
};

static int root_fd;
static struct watch *watches;
static size_t watch_count;
static struct timer expiry;

/*
 * What a walk does with what it finds. A walk sees the tree as it is, and the events that are still to come are about times before it:
 * they are taken as if they happened after it, so that the last one about a name is right.
 */
enum walk {
  WALK_WATCH, /* watches it, and tells nothing */
  WALK_TELL,  /* tells it as created */
  WALK_FILL,  /* tells what is in directories that were not watched yet */
};

static int walk_tree(struct watch *watch, const char *path, enum walk walk, int depth);

static char *join(const char *directory, const char *name) {
  size_t size = strlen(directory) + strlen(name) + 2;
  char *path = must_allocate(size);
  snprintf(path, size, "%s%s%s", directory, directory[0] == 0 ? "" : "/", name);
  return path;
}

static void tell_created(struct watch *watch, const char *path) {
  if (!watch_log_told_created(&watch->log, path)) watch_log_add(&watch->log, WATCH_CREATED, strdup(path), NULL);
}

static void look_into(struct watch *watch, DIR *directory, const char *path, enum walk walk, int depth) {
  for (struct dirent *entry = readdir(directory); entry != NULL; entry = readdir(directory)) {
    if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0 || fs_is_draft(entry->d_name)) continue;
    char *below = join(path, entry->d_name);
    struct stat st;
    if (walk == WALK_TELL) tell_created(watch, below);
    bool is_directory = entry->d_type == DT_DIR;
    if (entry->d_type == DT_UNKNOWN)
      is_directory = fstatat(dirfd(directory), entry->d_name, &st, AT_SYMLINK_NOFOLLOW) == 0 && S_ISDIR(st.st_mode);
    if (is_directory && watch->recursive) walk_tree(watch, below, walk, depth + 1);
    free(below);
  }
}

/* Watches the directory, and all below it. Gives its descriptor, and -1 where it is not there. */
static int walk_tree(struct watch *watch, const char *path, enum walk walk, int depth) {
  char link[64];
  if (depth > 256) return -1;
  int fd = resolve_open(root_fd, path, O_RDONLY | O_DIRECTORY | (depth == 0 ? 0 : O_NOFOLLOW), 0);
  if (fd < 0) return -1;
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  int wd = inotify_add_watch(watch->source.fd, link, MASK);
  const char *known = watch_paths_get(&watch->paths, wd);
  if (wd < 0) watch_log_add(&watch->log, WATCH_OVERFLOW, NULL, NULL); /* the kernel's limit: not all can be seen */
  if (walk == WALK_FILL && wd >= 0 && known == NULL) {
    /* What was told of it before, at this path or the one that it came from, is not sure. */
    watch_log_add(&watch->log, WATCH_REMOVED, strdup(path), NULL);
    tell_created(watch, path);
    walk = WALK_TELL;
  }
  /* One that is known elsewhere was moved here, which is still to be told. */
  bool is_elsewhere = walk == WALK_FILL && known != NULL && strcmp(known, path) != 0;
  DIR *directory = wd < 0 || is_elsewhere ? NULL : fdopendir(fd);
  if (directory == NULL) {
    close(fd);
    return wd;
  }
  if (known == NULL || strcmp(known, path) != 0) watch_paths_set(&watch->paths, wd, path);
  if (walk != WALK_WATCH || watch->recursive) look_into(watch, directory, path, walk, depth);
  closedir(directory);
  return wd;
}

/* Many writes in a row are one change, as long as nobody was told of it. */
static void tell_changed(struct watch *watch, char *path) {
  const struct watch_event *last = watch_log_last(&watch->log);
  bool same = last != NULL && (last->kind == WATCH_CHANGED || last->kind == WATCH_CREATED) && last->path != NULL && strcmp(last->path, path) == 0;
  if (same && last->position >= watch->log.told) free(path);
  else watch_log_add(&watch->log, WATCH_CHANGED, path, NULL);
}

struct pending_move {
  uint32_t cookie;
  char *path;
  bool draft, is_directory;
};

static void tell_removed(struct watch *watch, const char *path, bool is_directory) {
  if (is_directory) watch_paths_drop(&watch->paths, watch->source.fd, path);
  watch_log_add(&watch->log, WATCH_REMOVED, strdup(path), NULL);
}

/* What was moved away and did not appear again in the tree is removed. */
static void settle_move(struct watch *watch, struct pending_move *move) {
  if (move->path != NULL && !move->draft) tell_removed(watch, move->path, move->is_directory);
  free(move->path);
  move->path = NULL;
}

/* Another one is there now than the one that was told of. */
static void tell_replaced(struct watch *watch, const char *path) {
  if (watch_log_told_created(&watch->log, path)) tell_changed(watch, strdup(path));
  else watch_log_add(&watch->log, WATCH_CREATED, strdup(path), NULL);
}

/*
 * A directory that is not where the event says, or was not seen where it says that it came from, was moved more than once: what is
 * known of it is not enough to tell of a move.
 */
static void tell_moved_directory(struct watch *watch, const char *from, const char *to) {
  int fd = resolve_open(root_fd, to, O_RDONLY | O_DIRECTORY | O_NOFOLLOW, 0);
  char link[64];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  int known = watch_paths_find(&watch->paths, from), there = fd < 0 ? -1 : inotify_add_watch(watch->source.fd, link, MASK);
  if (fd >= 0) close(fd);
  if (known >= 0 && known == there) {
    watch_log_add(&watch->log, WATCH_MOVED, strdup(to), strdup(from));
    watch_paths_move(&watch->paths, watch->source.fd, from, to);
    walk_tree(watch, to, WALK_FILL, 1);
  } else {
    tell_removed(watch, from, true);
    tell_removed(watch, to, true);
    tell_created(watch, to);
    walk_tree(watch, to, WALK_TELL, 1);
  }
}

static void tell_appeared(struct watch *watch, struct pending_move *move, const struct inotify_event *event, const char *path) {
  bool is_directory = (event->mask & IN_ISDIR) != 0;
  if (move->path == NULL) {
    if (event->mask & IN_MOVED_TO) tell_replaced(watch, path);
    else tell_created(watch, path);
    if (is_directory && watch->recursive) walk_tree(watch, path, WALK_TELL, 1);
    return;
  }
  if (move->draft && fs_was_new(root_fd, path)) tell_replaced(watch, path);
  else if (move->draft) tell_changed(watch, strdup(path));
  else if (is_directory && watch->recursive) tell_moved_directory(watch, move->path, path);
  else watch_log_add(&watch->log, WATCH_MOVED, strdup(path), strdup(move->path));
  free(move->path);
  move->path = NULL;
}

/* The kernel dropped events: what they told of directories is looked up, before whoever reads looks up the rest. */
static void look_again(struct watch *watch) {
  struct watch_paths before = watch->paths;
  watch->paths = (struct watch_paths){0};
  watch->root = walk_tree(watch, watch->path, WALK_WATCH, 0);
  watch->gone = watch->root < 0;
  for (size_t wd = 0; wd < before.count; wd++)
    if (before.paths[wd] != NULL && watch_paths_get(&watch->paths, (int)wd) == NULL) inotify_rm_watch(watch->source.fd, (int)wd);
  watch_paths_close(&before);
  watch_log_add(&watch->log, WATCH_OVERFLOW, NULL, NULL);
}

static void take_event(struct watch *watch, const struct inotify_event *event, struct pending_move *move) {
  /* The two halves of a move come one after the other; what was moved out is no more at the path that its directory had. */
  if (!(event->mask & IN_MOVED_TO) || event->cookie != move->cookie) settle_move(watch, move);
  if (event->mask & IN_Q_OVERFLOW) return look_again(watch);
  const char *directory = watch_paths_get(&watch->paths, event->wd);
  if (directory == NULL || watch->gone) return;
  if (event->mask & (IN_DELETE_SELF | IN_MOVE_SELF)) {
    if (event->wd != watch->root) return;
    watch->gone = true;
    return watch_log_add(&watch->log, WATCH_REMOVED, strdup(watch->path), NULL);
  }
  if (event->mask & IN_IGNORED) return watch_paths_forget(&watch->paths, event->wd);
  if (event->len == 0) return;
  char *path = join(directory, event->name);
  bool is_directory = (event->mask & IN_ISDIR) != 0, draft = fs_is_draft(event->name);
  if (event->mask & IN_MOVED_FROM) {
    *move = (struct pending_move){event->cookie, path, draft, is_directory};
    return;
  }
  if (event->mask & IN_MOVED_TO) {
    tell_appeared(watch, move, event, path);
  } else if (!draft) {
    if (event->mask & IN_CREATE) tell_appeared(watch, move, event, path);
    else if (event->mask & IN_DELETE) watch_log_add(&watch->log, WATCH_REMOVED, strdup(path), NULL);
    else if (!is_directory) tell_changed(watch, strdup(path));
  }
  free(path);
}

static void detach(struct watch_reader *reader) {
  struct watch *watch = reader->watch;
  struct watch_reader **slot = &watch->readers;
  while (*slot != reader) slot = &(*slot)->next;
  *slot = reader->next;
  if (watch->readers == NULL) watch->idle_since = now_ms();
  loop_release(reader);
}

static void reader_pump(struct watch_reader *reader) {
  struct channel *channel = reader->channel;
  while (channel_has_room(channel) && channel->credit >= 3 * PATH_MAX) {
    const struct watch_log *log = &reader->watch->log;
    const struct watch_event *event = watch_log_find(log, reader->at);
    struct buffer out = {0};
    if (reader->told_gap && reader->at >= log->kept_from) {
      if (event == NULL && reader->watch->gone) {
        detach(reader);
        return channel_error(channel, ERROR_NOT_FOUND, "the directory is gone");
      }
      if (event == NULL) return;
      watch_put_event(&out, event);
      reader->at = event->position + 1;
      if (reader->at > reader->watch->log.told) reader->watch->log.told = reader->at;
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

static void on_dropped(struct channel *channel) { detach(channel->owner); }

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
  for (struct watch_reader *reader = watch->readers, *next; reader != NULL; reader = next) {
    next = reader->next;
    reader_pump(reader);
  }
}

static void watch_close(struct watch *watch) {
  struct watch **slot = &watches;
  while (*slot != watch) slot = &(*slot)->next;
  *slot = watch->next;
  watch_count--;
  loop_close(&watch->source);
  watch_paths_close(&watch->paths);
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
  while (watch != NULL && (watch->gone || watch->recursive != recursive || strcmp(watch->path, path) != 0)) watch = watch->next;
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
  watch->root = walk_tree(watch, path, WALK_WATCH, 0);
  watch->gone = watch->root < 0 && watch->log.count == 0;
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
