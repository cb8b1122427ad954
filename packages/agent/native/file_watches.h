/* Watches over files, each with a log of its latest events that readers come back to. */
#ifndef FILE_WATCHES_H
#define FILE_WATCHES_H

#include "link.h"

void file_watches_open(int root_fd);
/* Answers with the next position, then with events until the request is given up. `from` UINT64_MAX: from now on. */
void file_watch(struct channel *channel, const char *path, bool recursive, uint64_t from);

#endif
