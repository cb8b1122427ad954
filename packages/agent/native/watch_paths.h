/* The path behind each inotify descriptor of one watch, as the events that were taken so far tell it. */
#ifndef WATCH_PATHS_H
#define WATCH_PATHS_H

#include <stdbool.h>
#include <stddef.h>

struct watch_paths {
  char **paths; /* by descriptor */
  size_t count;
};

void watch_paths_close(struct watch_paths *paths);
/* NULL for a descriptor that is not known. */
const char *watch_paths_get(const struct watch_paths *paths, int wd);
void watch_paths_set(struct watch_paths *paths, int wd, const char *path);
void watch_paths_forget(struct watch_paths *paths, int wd);
/* The descriptor of the path; -1 when it has none. */
int watch_paths_find(const struct watch_paths *paths, const char *path);
/* The directory, and all below it, have the path `to` now; what had it is gone. */
void watch_paths_move(struct watch_paths *paths, int inotify, const char *from, const char *to);
/* Watches the directory, and all below it, no more. */
void watch_paths_drop(struct watch_paths *paths, int inotify, const char *directory);
/* Whether it is the directory, or below it. */
bool path_is_within(const char *path, const char *directory);

#endif
