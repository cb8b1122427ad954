/* The agent's side of supervisors: it starts them, hears them, orders them, and takes in what is left when one is killed. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "process.h"
#include "process_record.h"
#include "tree_mark.h"

#define SHUTDOWN_MARGIN_MS 2000
/* How much longer than the grace a supervisor may take to end its tree. */
#define OVERDUE_MS 500
/* Between two looks at the orphans that are being killed. */
#define ORPHANS_MS 5
/* How many supervisors wait for another command, and how long: they count among the processes of the box. */
#define MAX_IDLE 16
#define IDLE_MS 1000

/* A child of the agent that is no supervisor. */
struct helper {
  pid_t pid;
  void (*ended)(void *owner, int status);
  void *owner;
  struct helper *next;
};

static struct keeper_link *keepers, *idle;
static size_t idle_count;
static struct helper *helpers;
static bool shutting_down;
static struct timer shutdown_timer, orphans_timer;

static void unlink_idle(struct keeper_link *keeper) {
  for (struct keeper_link **slot = &idle; *slot != NULL; slot = &(*slot)->next_idle) {
    if (*slot != keeper) continue;
    *slot = keeper->next_idle;
    idle_count--;
    return;
  }
}

/* It ends by itself once it has nobody to hear. */
static void let_go(void *owner) {
  struct keeper_link *keeper = owner;
  unlink_idle(keeper);
  timer_clear(&keeper->overdue);
  loop_close(&keeper->source);
}

static void become_idle(struct keeper_link *keeper) {
  if (keeper->process != NULL) keeper->process->keeper = NULL;
  keeper->process = NULL;
  timer_clear(&keeper->overdue);
  if (shutting_down || idle_count == MAX_IDLE) return loop_close(&keeper->source);
  keeper->next_idle = idle;
  idle = keeper;
  idle_count++;
  keeper->overdue.fire = let_go;
  timer_set(&keeper->overdue, IDLE_MS);
}

static void on_keeper(void *owner, uint32_t events) {
  (void)events;
  struct keeper_link *keeper = owner;
  struct keeper_message message;
  bool reset = false;
  while (keeper->source.fd >= 0) {
    ssize_t got = recv(keeper->source.fd, &message, sizeof message, MSG_DONTWAIT);
    if (got < 0 && (errno == EAGAIN || errno == EINTR)) return;
    /* The supervisor ended with an order unread. That is told once before its own last words, or for ever after them. */
    if (got < 0 && errno == ECONNRESET && !reset) {
      reset = true;
      continue;
    }
    if (got != (ssize_t)sizeof message) return loop_close(&keeper->source);
    if (message.word == KEEPER_IDLE) become_idle(keeper);
    else if (keeper->process != NULL) process_told(keeper->process, &message);
  }
}

/* A command may stop its supervisor, which then obeys nothing: the agent does its work. */
static void overdue(void *owner) {
  struct keeper_link *keeper = owner;
  kill_descendants(keeper->pid);
  kill(keeper->pid, SIGKILL);
}

/* An idle one that took the command; NULL when there is none. */
static struct keeper_link *wake_idle(const struct launch *launch, struct process *process) {
  struct keeper_link *keeper = idle;
  if (keeper == NULL) return NULL;
  if (!launch_send(keeper->source.fd, launch)) {
    let_go(keeper);
    return NULL;
  }
  unlink_idle(keeper);
  timer_clear(&keeper->overdue);
  keeper->overdue.fire = overdue;
  keeper->process = process;
  return keeper;
}

struct keeper_link *keeper_start(const struct launch *launch, struct process *process) {
  struct keeper_link *waiting = wake_idle(launch, process);
  if (waiting != NULL) return waiting;
  pid_t pid;
  int fd = supervisor_start(launch, &pid);
  if (fd < 0) return NULL;
  struct keeper_link *keeper = must_allocate(sizeof *keeper);
  *keeper = (struct keeper_link){.pid = pid, .process = process, .next = keepers};
  keeper->source.ready = on_keeper;
  keeper->source.owner = keeper;
  keeper->overdue = (struct timer){.fire = overdue, .owner = keeper};
  loop_watch(&keeper->source, fd, EPOLLIN);
  keepers = keeper;
  return keeper;
}

void keeper_order(struct keeper_link *keeper, uint32_t word, int value, int detail) {
  if (keeper == NULL) return;
  uint64_t late = (uint64_t)value + OVERDUE_MS;
  if (word == KEEPER_ORDER_END && (!keeper->overdue.set || keeper->overdue.at_ms > now_ms() + late)) timer_set(&keeper->overdue, late);
  if (keeper->source.fd < 0) return;
  struct keeper_message order = {word, value, detail};
  send(keeper->source.fd, &order, sizeof order, MSG_NOSIGNAL | MSG_DONTWAIT);
}

void processes_expect(pid_t pid, void (*ended)(void *owner, int status), void *owner) {
  struct helper *helper = must_allocate(sizeof *helper);
  *helper = (struct helper){pid, ended, owner, helpers};
  helpers = helper;
}

size_t processes_supervisors(const pid_t **pids) {
  static pid_t *all;
  static size_t capacity;
  size_t count = 0;
  for (struct keeper_link *keeper = keepers; keeper != NULL; keeper = keeper->next) {
    if (count == capacity) {
      capacity = capacity == 0 ? 64 : capacity * 2;
      all = realloc(all, capacity * sizeof *all);
      if (all == NULL) abort();
    }
    all[count++] = keeper->pid;
  }
  *pids = all;
  return count;
}

static bool helper_ended(pid_t pid, int status) {
  for (struct helper **slot = &helpers; *slot != NULL; slot = &(*slot)->next) {
    struct helper *helper = *slot;
    if (helper->pid != pid) continue;
    *slot = helper->next;
    helper->ended(helper->owner, status);
    free(helper);
    return true;
  }
  return false;
}

static bool is_supervisor(pid_t pid) {
  for (struct keeper_link *keeper = keepers; keeper != NULL; keeper = keeper->next)
    if (keeper->pid == pid) return true;
  return false;
}

static bool is_known(pid_t pid) {
  if (is_supervisor(pid) || (tree_marks_needed() && is_supervisor(tree_mark_of(pid)))) return true;
  for (struct helper *helper = helpers; helper != NULL; helper = helper->next)
    if (helper->pid == pid) return true;
  return false;
}

static bool is_child(pid_t pid) {
  char path[64];
  int parent = -1;
  snprintf(path, sizeof path, "/proc/%d/stat", pid);
  FILE *file = fopen(path, "re");
  if (file == NULL) return false;
  if (fscanf(file, "%*d (%*[^)]) %*c %d", &parent) != 1) parent = -1;
  fclose(file);
  return parent == getpid();
}

/*
 * Children of a supervisor that was killed have come to the agent. Nobody keeps them, so they end. What one of them starts while it
 * is killed comes to the agent in its turn: this is over when a look finds none.
 */
static void kill_orphans(void *owner) {
  static pid_t below[4096];
  size_t count = list_descendants(getpid(), below, 4096);
  bool found = false;
  (void)owner;
  for (size_t i = 0; i < count; i++) {
    if (is_known(below[i]) || !is_child(below[i])) continue;
    kill(below[i], SIGSTOP);
    kill_descendants(below[i]);
    kill(below[i], SIGKILL);
    found = true;
  }
  if (found) timer_set(&orphans_timer, ORPHANS_MS);
}

static void keeper_ended(struct keeper_link **slot, int status) {
  struct keeper_link *keeper = *slot;
  on_keeper(keeper, 0); /* its last words */
  unlink_idle(keeper);
  *slot = keeper->next;
  const struct keeper_message never = {KEEPER_NOT_STARTED, EAGAIN, 3};
  if (keeper->process != NULL && keeper->process->pid == 0) process_told(keeper->process, &never);
  struct process *process = keeper->process;
  loop_close(&keeper->source);
  if (process != NULL) process->keeper = NULL;
  timer_clear(&keeper->overdue);
  orphans_timer.fire = kill_orphans;
  bool clean = WIFEXITED(status);
  if (!clean) kill_orphans(NULL);
  loop_release(keeper);
}

static struct process *process_of_command(pid_t pid) {
  for (struct process *p = process_list; p != NULL; p = p->next)
    if (p->pid == pid && !p->reaped) return p;
  return NULL;
}

void processes_reap(void) {
  int status;
  pid_t pid;
  while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
    struct keeper_link **slot = &keepers;
    while (*slot != NULL && (*slot)->pid != pid) slot = &(*slot)->next;
    struct process *orphan = process_of_command(pid);
    if (*slot != NULL) keeper_ended(slot, status);
    else if (!helper_ended(pid, status) && orphan != NULL) process_reaped(orphan, status);
  }
  if (shutting_down && keepers == NULL) loop_stop();
}

static void shutdown_late(void *owner) {
  (void)owner;
  for (struct keeper_link *keeper = keepers; keeper != NULL; keeper = keeper->next) {
    kill_descendants(keeper->pid);
    kill(keeper->pid, SIGKILL);
  }
  timer_set(&shutdown_timer, 100);
}

void processes_shut_down(uint32_t grace_ms) {
  shutting_down = true;
  while (idle != NULL) let_go(idle);
  for (struct process *p = process_list; p != NULL; p = p->next)
    if (!p->over) p->grace_ms = grace_ms, process_end(p, 6);
  for (struct keeper_link *keeper = keepers; keeper != NULL; keeper = keeper->next)
    keeper_order(keeper, KEEPER_ORDER_END, (int)grace_ms, 0);
  shutdown_timer = (struct timer){.fire = shutdown_late};
  timer_set(&shutdown_timer, grace_ms + SHUTDOWN_MARGIN_MS);
  if (keepers == NULL) loop_stop();
}
