#include "tree_mark.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#define MARK "CARREL_TREE="
#define MARK_LENGTH (sizeof MARK - 1)
/* The mark and the longest pid behind it. */
#define MAX_MARK (MARK_LENGTH + 12)

bool tree_marks_needed(void) {
  static int answer = -1;
  int is_reaper;
  if (answer < 0) answer = prctl(PR_GET_CHILD_SUBREAPER, &is_reaper) < 0;
  return answer == 1;
}

char *const *tree_mark_environment(char *const *environment, pid_t supervisor) {
  size_t count = 0;
  while (environment[count] != NULL) count++;
  char **marked = calloc(count + 2, sizeof *marked), *mark = malloc(MAX_MARK);
  if (marked == NULL || mark == NULL) return environment;
  snprintf(mark, MAX_MARK, MARK "%d", supervisor);
  marked[0] = mark;
  memcpy(marked + 1, environment, count * sizeof *marked);
  return marked;
}

/* The pid in `text` when it begins with the mark, 0 otherwise. */
static pid_t parse(const char *text) { return strncmp(text, MARK, MARK_LENGTH) == 0 ? (pid_t)atoi(text + MARK_LENGTH) : 0; }

/* Programs put their variables in another order, so all of them are looked at, a piece at a time. */
pid_t tree_mark_of(pid_t pid) {
  char path[64], text[8192];
  snprintf(path, sizeof path, "/proc/%d/environ", pid);
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0) return 0;
  pid_t found = 0;
  size_t held = 0;
  bool begins = true; /* whether text[0] is the beginning of a variable */
  for (ssize_t got; found == 0 && (got = read(fd, text + held, sizeof text - 1 - held)) > 0;) {
    size_t length = held + (size_t)got, at = 0;
    text[length] = 0;
    while (found == 0) {
      const char *end = memchr(text + at, 0, length - at);
      if (end == NULL) break;
      if (begins) found = parse(text + at);
      at = (size_t)(end - text) + 1;
      begins = true;
    }
    held = length - at;
    if (held > MAX_MARK) begins = false, held = 0; /* a long variable, of which the end alone is looked for */
    memmove(text, text + at, held);
  }
  close(fd);
  return found;
}
