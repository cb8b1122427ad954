#include "watch_paths.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>

#include "frame.h"

void watch_paths_close(struct watch_paths *paths) {
  for (size_t i = 0; i < paths->count; i++) free(paths->paths[i]);
  free(paths->paths);
  *paths = (struct watch_paths){0};
}

const char *watch_paths_get(const struct watch_paths *paths, int wd) {
  return wd >= 0 && (size_t)wd < paths->count ? paths->paths[wd] : NULL;
}

void watch_paths_set(struct watch_paths *paths, int wd, const char *path) {
  if ((size_t)wd >= paths->count) {
    size_t count = ((size_t)wd + 1) * 2;
    paths->paths = realloc(paths->paths, count * sizeof *paths->paths);
    if (paths->paths == NULL) abort();
    memset(paths->paths + paths->count, 0, (count - paths->count) * sizeof *paths->paths);
    paths->count = count;
  }
  char *copy = strdup(path);
  if (copy == NULL) abort();
  free(paths->paths[wd]);
  paths->paths[wd] = copy;
}

void watch_paths_forget(struct watch_paths *paths, int wd) {
  if (watch_paths_get(paths, wd) == NULL) return;
  free(paths->paths[wd]);
  paths->paths[wd] = NULL;
}

int watch_paths_find(const struct watch_paths *paths, const char *path) {
  for (size_t i = 0; i < paths->count; i++)
    if (paths->paths[i] != NULL && strcmp(paths->paths[i], path) == 0) return (int)i;
  return -1;
}

bool path_is_within(const char *path, const char *directory) {
  size_t length = strlen(directory);
  return length == 0 || (strncmp(path, directory, length) == 0 && (path[length] == 0 || path[length] == '/'));
}

void watch_paths_move(struct watch_paths *paths, int inotify, const char *from, const char *to) {
  watch_paths_drop(paths, inotify, to);
  for (size_t i = 0; i < paths->count; i++) {
    if (paths->paths[i] == NULL || !path_is_within(paths->paths[i], from)) continue;
    const char *below = paths->paths[i] + strlen(from);
    size_t size = strlen(to) + strlen(below) + 1;
    char *moved = must_allocate(size);
    snprintf(moved, size, "%s%s", to, below);
    free(paths->paths[i]);
    paths->paths[i] = moved;
  }
}

void watch_paths_drop(struct watch_paths *paths, int inotify, const char *directory) {
  for (size_t i = 0; i < paths->count; i++) {
    if (paths->paths[i] == NULL || !path_is_within(paths->paths[i], directory)) continue;
    inotify_rm_watch(inotify, (int)i);
    watch_paths_forget(paths, (int)i);
  }
}
