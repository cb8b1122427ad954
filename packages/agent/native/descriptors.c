#include "descriptors.h"

#include <stdbool.h>
#include <dirent.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Where the kernel cannot close a range, those that /proc lists. */
static void close_between(unsigned first, unsigned last) {
  if (syscall(SYS_close_range, first, last, 0) == 0) return;
  DIR *open_ones = opendir("/proc/self/fd");
  if (open_ones == NULL) return;
  for (struct dirent *entry = readdir(open_ones); entry != NULL; entry = readdir(open_ones)) {
    unsigned fd = (unsigned)strtoul(entry->d_name, NULL, 10);
    if (fd >= first && fd <= last && (int)fd != dirfd(open_ones)) close((int)fd);
  }
  closedir(open_ones);
}

void close_all_but(const int *kept, size_t count) {
  unsigned next = 3;
  for (;;) {
    unsigned lowest = ~0u;
    for (size_t i = 0; i < count; i++)
      if (kept[i] >= (int)next && (unsigned)kept[i] < lowest) lowest = (unsigned)kept[i];
    if (lowest > next) close_between(next, lowest == ~0u ? ~0u : lowest - 1);
    if (lowest == ~0u) return;
    next = lowest + 1;
  }
}
