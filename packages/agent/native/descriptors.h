/* Closing many descriptors at once. */
#ifndef DESCRIPTORS_H
#define DESCRIPTORS_H

#include <stddef.h>

/* Closes every descriptor above the standard three that is not one of `kept`. */
void close_all_but(const int *kept, size_t count);

#endif
