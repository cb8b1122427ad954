/* Requests about files. */
#ifndef FILE_REQUESTS_H
#define FILE_REQUESTS_H

#include "link.h"

void files_open(int root_fd);
void file_request(struct channel *channel, uint8_t type, struct reader *payload);

#endif
