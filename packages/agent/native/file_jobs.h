/* Work on many files, in a process of its own, so that a large tree never delays anything else. */
#ifndef FILE_JOBS_H
#define FILE_JOBS_H

#include "link.h"

void file_job_list(struct channel *channel, int root_fd, const char *path, bool recursive, uint32_t max_entries);
void file_job_remove(struct channel *channel, int root_fd, const char *path);

#endif
