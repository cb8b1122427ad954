/* `carrel-agent addresses`: where the machine it runs on is reached. */
#ifndef ADDRESSES_H
#define ADDRESSES_H

/* Writes each IPv4 address of the network namespace, a line each, and `end` behind the last; the exit status is 0 when it is all. */
int addresses(void);

#endif
