/* Walks of trees, for processes that do nothing else. */
#ifndef FILE_TREE_H
#define FILE_TREE_H

#include <stdbool.h>
#include <stdint.h>

/* Writes every entry to `out`, each behind its length; 0 or -errno. -E2BIG past `max_entries`. */
int tree_list(int root_fd, const char *path, bool recursive, uint32_t max_entries, int out);
/* Nothing of the path is left; 0 or -errno. */
int tree_remove(int root_fd, const char *path);

#endif
