#include "supervisor.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "descriptors.h"
#include "loop.h"
#include "tree_mark.h"

#define MAX_TREE 65536
/* Freezing a tree takes one pass for each generation that was born meanwhile. */
#define FREEZE_PASSES 64
#define OOM_SCORE "500"
/* Between two looks at those of the tree whose end nobody tells its supervisor. */
#define STRAYS_MS 250

extern struct rlimit original_files;

/* What a supervisor does not react to, and its command does again. */
static const int ignored_signals[] = {SIGTERM, SIGINT, SIGHUP, SIGPIPE};

struct keeper {
  int socket;
  int children;
  pid_t command;
  bool reaped;
  uint64_t kill_at;
};

static pid_t parent_of(pid_t pid) {
  char path[64], text[512];
  snprintf(path, sizeof path, "/proc/%d/stat", pid);
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0) return -1;
  ssize_t length = read(fd, text, sizeof text - 1);
  close(fd);
  if (length <= 0) return -1;
  text[length] = 0;
  const char *name_end = strrchr(text, ')');
  int parent = -1;
  if (name_end == NULL || sscanf(name_end + 1, " %*c %d", &parent) != 1) return -1;
  return parent;
}

/* The children of one process as the kernel lists them; -1 where it does not. */
static long read_children(pid_t pid, pid_t *out, size_t max) {
  char path[64];
  snprintf(path, sizeof path, "/proc/%d/task", pid);
  DIR *tasks = opendir(path);
  if (tasks == NULL) return errno == ENOENT ? 0 : -1;
  size_t count = 0;
  long result = 0;
  for (struct dirent *task = readdir(tasks); task != NULL && result >= 0; task = readdir(tasks)) {
    if (task->d_name[0] == '.') continue;
    char children[96];
    snprintf(children, sizeof children, "/proc/%d/task/%.20s/children", pid, task->d_name);
    FILE *file = fopen(children, "re");
    if (file == NULL) {
      if (access("/proc/self/task", R_OK) == 0 && access(path, F_OK) != 0) continue; /* it ended meanwhile */
      result = -1;
      break;
    }
    int child;
    while (count < max && fscanf(file, "%d", &child) == 1) out[count++] = child;
    fclose(file);
  }
  closedir(tasks);
  return result < 0 ? -1 : (long)count;
}

/* The slow way, for kernels without lists of children: every process whose line of parents leads to `root`. */
static size_t scan_descendants(pid_t root, pid_t *pids, size_t max) {
  pid_t *all = calloc(MAX_TREE, sizeof *all), *parents = calloc(MAX_TREE, sizeof *parents);
  size_t total = 0, found = 0;
  DIR *proc = opendir("/proc");
  if (all != NULL && parents != NULL && proc != NULL) {
    for (struct dirent *entry = readdir(proc); entry != NULL && total < MAX_TREE; entry = readdir(proc)) {
      pid_t pid = (pid_t)atoi(entry->d_name);
      if (pid <= 0) continue;
      all[total] = pid;
      parents[total++] = tree_marks_needed() && tree_mark_of(pid) == root ? root : parent_of(pid);
    }
    for (bool more = true; more;) {
      more = false;
      for (size_t i = 0; i < total && found < max; i++) {
        bool below = parents[i] == root;
        for (size_t j = 0; !below && j < found; j++) below = parents[i] == pids[j];
        if (!below) continue;
        pids[found++] = all[i];
        parents[i] = -1;
        more = true;
      }
    }
  }
  if (proc != NULL) closedir(proc);
  free(all);
  free(parents);
  return found;
}

size_t list_descendants(pid_t root, pid_t *pids, size_t max) {
  size_t count = 0, looked = 0;
  pid_t at = root;
  for (;;) {
    long children = read_children(at, pids + count, max - count);
    if (children < 0) return scan_descendants(root, pids, max);
    count += (size_t)children;
    if (looked == count) return count;
    at = pids[looked++];
  }
}

static size_t signal_descendants(pid_t root, int signal, pid_t *pids) {
  size_t count = list_descendants(root, pids, MAX_TREE);
  for (size_t i = 0; i < count; i++) kill(pids[i], signal);
  return count;
}

void kill_descendants(pid_t root) {
  pid_t *pids = calloc(MAX_TREE, sizeof *pids);
  if (pids == NULL) return;
  /* What is stopped forks no more: once a pass meets nobody new, the tree is whole in the list. */
  size_t before = 0;
  for (int pass = 0; pass < FREEZE_PASSES; pass++) {
    size_t count = signal_descendants(root, SIGSTOP, pids);
    if (count == before) break;
    before = count;
  }
  signal_descendants(root, SIGKILL, pids);
  free(pids);
}

static void tell(int socket, uint32_t word, int value, int detail) {
  struct keeper_message message = {word, value, detail};
  while (send(socket, &message, sizeof message, MSG_NOSIGNAL) < 0 && errno == EINTR) {
  }
}

/* Why a command could not be started: written by the child, which shares the memory until it runs the program. */
static volatile struct {
  int error, stage;
} failure;

static _Noreturn void give_up(int error, int stage) {
  failure.error = error;
  failure.stage = stage;
  _exit(127);
}

/*
 * When memory runs out, the kernel looks at commands before it looks at the agent and its supervisors. Told once the program runs:
 * until then the process is as closed to this user as the agent is.
 */
static void offer_to_oom_killer(pid_t command) {
  char path[64];
  snprintf(path, sizeof path, "/proc/%d/oom_score_adj", command);
  int fd = open(path, O_WRONLY | O_CLOEXEC);
  if (fd < 0) return;
  ssize_t written = write(fd, OOM_SCORE, sizeof OOM_SCORE - 1);
  (void)written;
  close(fd);
}

static _Noreturn void become_command(const struct launch *launch) {
  setsid();
  if (launch->terminal) ioctl(launch->standard[0], TIOCSCTTY, 0);
  for (int i = 0; i < 3; i++)
    if (dup2(launch->standard[i], i) < 0) give_up(errno, 3);
  setrlimit(RLIMIT_NOFILE, &original_files);
  for (size_t i = 0; i < sizeof ignored_signals / sizeof *ignored_signals; i++) signal(ignored_signals[i], SIG_DFL);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, NULL);
  if (fchdir(launch->root_fd) < 0 || (launch->directory[0] != 0 && chdir(launch->directory) < 0)) give_up(errno, 2);
  execvp(launch->argv[0], launch->argv);
  give_up(errno, 1);
}

/* Starts the command and tells the agent; whether it runs. The supervisor stands still until the program runs, so no memory is copied. */
static bool start_command(struct keeper *keeper, const struct launch *launch) {
  environ = (char **)(tree_marks_needed() ? tree_mark_environment(launch->environment, getpid()) : launch->environment);
  keeper->command = vfork();
  if (keeper->command == 0) become_command(launch);
  if (keeper->command < 0) {
    tell(keeper->socket, KEEPER_NOT_STARTED, errno, 3);
    return false;
  }
  if (failure.stage != 0) {
    waitpid(keeper->command, NULL, 0);
    tell(keeper->socket, KEEPER_NOT_STARTED, failure.error, failure.stage);
    return false;
  }
  offer_to_oom_killer(keeper->command);
  tell(keeper->socket, KEEPER_STARTED, keeper->command, 0);
  return true;
}

static int wait_status(const siginfo_t *ended) {
  if (ended->si_code == CLD_EXITED) return ended->si_status << 8;
  return ended->si_status | (ended->si_code == CLD_DUMPED ? 0x80 : 0);
}

/* Whether any child is left. An end is told before it is taken: when this supervisor is killed in between, the agent can take it. */
static bool reap(struct keeper *keeper) {
  for (;;) {
    siginfo_t ended = {0};
    if (waitid(P_ALL, 0, &ended, WEXITED | WNOHANG | WNOWAIT) < 0) return errno != ECHILD;
    if (ended.si_pid == 0) return true;
    if (ended.si_pid == keeper->command && !keeper->reaped) {
      keeper->reaped = true;
      tell(keeper->socket, KEEPER_EXITED, wait_status(&ended), 0);
    }
    waitpid(ended.si_pid, NULL, WNOHANG);
  }
}

static void begin_end(struct keeper *keeper, int grace_ms) {
  pid_t *pids = calloc(MAX_TREE, sizeof *pids);
  if (pids != NULL && grace_ms > 0) {
    signal_descendants(getpid(), SIGTERM, pids);
    signal_descendants(getpid(), SIGCONT, pids);
  }
  free(pids);
  uint64_t at = now_ms() + (uint64_t)(grace_ms < 0 ? 0 : grace_ms);
  if (keeper->kill_at == 0 || at < keeper->kill_at) keeper->kill_at = at;
}

static void obey(struct keeper *keeper) {
  struct keeper_message order;
  ssize_t got = recv(keeper->socket, &order, sizeof order, MSG_DONTWAIT);
  if (got < 0 && (errno == EAGAIN || errno == EINTR)) return;
  if (got != (ssize_t)sizeof order) { /* the agent is gone, and with it the reason for all this */
    keeper->kill_at = now_ms();
    close(keeper->socket);
    keeper->socket = -1;
  } else if (order.word == KEEPER_ORDER_END) {
    begin_end(keeper, order.value);
  } else if (order.word == KEEPER_ORDER_SIGNAL && order.detail == 0) {
    if (!keeper->reaped) kill(-keeper->command, order.value);
  } else if (order.word == KEEPER_ORDER_SIGNAL) {
    pid_t *pids = calloc(MAX_TREE, sizeof *pids);
    if (pids != NULL) signal_descendants(getpid(), order.value, pids);
    free(pids);
  }
}

/* Whether anything of the tree is left that is no child: only on kernels that gave it to another parent. */
static bool has_strays(void) {
  pid_t any;
  return tree_marks_needed() && list_descendants(getpid(), &any, 1) > 0;
}

static void keep(struct keeper *keeper) {
  for (bool children = reap(keeper); children || has_strays(); children = reap(keeper)) {
    int wait_ms = children ? -1 : STRAYS_MS;
    if (keeper->kill_at != 0) {
      uint64_t now = now_ms();
      if (now >= keeper->kill_at) kill_descendants(getpid());
      /* What the kill meets on its way out of the kernel, and what it missed, is met again soon. */
      int until = now >= keeper->kill_at ? 5 : (int)(keeper->kill_at - now);
      if (wait_ms < 0 || until < wait_ms) wait_ms = until;
    }
    struct pollfd fds[2] = {{.fd = keeper->children, .events = POLLIN}, {.fd = keeper->socket, .events = POLLIN}};
    if (poll(fds, 2, wait_ms) <= 0) continue;
    struct signalfd_siginfo info;
    while (read(keeper->children, &info, sizeof info) == (ssize_t)sizeof info) {
    }
    if (fds[1].revents != 0) obey(keeper);
  }
}

/* Keeps the tree of one command until nothing of it is left. */
static void keep_one(struct keeper *keeper, const struct launch *launch) {
  bool started = start_command(keeper, launch);
  for (int i = 0; i < 3; i++)
    if (launch->standard[i] > 2) close(launch->standard[i]);
  if (started) keep(keeper);
}

/* One command after the other: a fork costs as much again as the start of a short command. */
static _Noreturn void keep_for_ever(struct keeper *keeper, struct launch *launch) {
  const struct keeper fresh = *keeper;
  for (;;) {
    keep_one(keeper, launch);
    /* Without a subreaper nobody knows for sure that the tree is gone. */
    if (keeper->socket < 0 || tree_marks_needed()) _exit(0);
    *keeper = fresh;
    failure.stage = 0;
    tell(keeper->socket, KEEPER_IDLE, 0, 0);
    if (!launch_receive(keeper->socket, launch)) _exit(0);
  }
}

static _Noreturn void become_keeper(int socket, struct launch launch) {
  struct keeper keeper = {.socket = socket};
  const int kept[] = {socket, launch.root_fd, launch.standard[0], launch.standard[1], launch.standard[2]};
  close_all_but(kept, 5);
  prctl(PR_SET_CHILD_SUBREAPER, 1);
  sigset_t mask;
  sigemptyset(&mask);
  sigaddset(&mask, SIGCHLD);
  sigprocmask(SIG_SETMASK, &mask, NULL);
  for (size_t i = 0; i < sizeof ignored_signals / sizeof *ignored_signals; i++) signal(ignored_signals[i], SIG_IGN);
  keeper.children = signalfd(-1, &mask, SFD_CLOEXEC | SFD_NONBLOCK);
  if (keeper.children < 0) _exit(1);
  keep_for_ever(&keeper, &launch);
}

int supervisor_start(const struct launch *launch, pid_t *supervisor) {
  int pair[2];
  if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) < 0) return -1;
  *supervisor = fork();
  if (*supervisor == 0) become_keeper(pair[1], *launch);
  int error = errno;
  close(pair[1]);
  if (*supervisor > 0) return pair[0];
  close(pair[0]);
  errno = error;
  return -1;
}
