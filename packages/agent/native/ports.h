/* Streams between clients and programs that listen on the loopback of the box. */
#ifndef PORTS_H
#define PORTS_H

#include "link.h"

void port_request(struct channel *channel, struct reader *payload);

#endif
