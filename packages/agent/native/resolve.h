/* Paths of clients, resolved beneath the root and never outside it. */
#ifndef RESOLVE_H
#define RESOLVE_H

#include <stdbool.h>
#include <sys/types.h>

/* Longest name of one component, with its NUL. */
#define MAX_NAME 256

/*
 * A descriptor of what `path` names, or -errno: -EXDEV for a path that leads outside. A symbolic link is followed only to
 * places inside the root, and the last one not at all with O_NOFOLLOW. An empty path is the root.
 */
int resolve_open(int root_fd, const char *path, int flags, mode_t mode);
/* A descriptor of the directory that `path` is in, and the last component's name; -errno like resolve_open. */
int resolve_parent(int root_fd, const char *path, bool make_parents, char name_out[MAX_NAME]);
/*
 * Opens what `name` is in a directory, never what it links to. Where the kernel would follow a link to a directory in spite of
 * O_NOFOLLOW, it does not with O_PATH. A descriptor, or -1 with errno.
 */
int resolve_here(int directory_fd, const char *name, int flags, mode_t mode);
/* Makes the directory and its parents where they are missing; 0 or -errno. */
int resolve_make_directory(int root_fd, const char *path, mode_t mode);

#endif
