/* `carrel-agent guard`: what the programs of a box may reach over its network. */
#ifndef GUARD_H
#define GUARD_H

/*
 * Puts a filter into the network namespace that it runs in, in place of the one of an earlier call: all or nothing. `words` are
 * pairs of --allow or --block and an IPv4 network. Of all that hold an address the narrowest decides, and of equals --allow; what
 * none holds is let through. IPv6 is refused. The exit status is 0 when the filter holds, 2 for words that make no sense.
 */
int guard(int count, char **words);

#endif
