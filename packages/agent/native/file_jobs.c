#include "file_jobs.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/wait.h>
#include <unistd.h>

#include "descriptors.h"
#include "file_tree.h"
#include "fs.h"
#include "process.h"

#define MAX_JOBS 32
/* Stands where a record's length would, before the result. */
#define JOB_DONE 0xffffffffu
#define MAX_RECORD 8192u
/* Between two pushes to a worker, which a program in the box may stop. */
#define PUSH_MS 1000

struct job {
  struct source source;
  struct channel *channel;
  pid_t pid;
  struct timer push;
  struct buffer in;
  bool streams, over;
  /* The worker has written all it will. */
  bool drained;
};

static int job_count;

static void job_push(void *owner) {
  struct job *job = owner;
  kill(job->pid, SIGCONT);
  timer_set(&job->push, PUSH_MS);
}

static void job_ended(void *owner, int status) {
  (void)status;
  struct job *job = owner;
  job->pid = 0;
  timer_clear(&job->push);
  if (job->over) loop_release(job);
}

static void job_close(struct job *job) {
  if (job->over) return;
  job->over = true;
  job_count--;
  loop_close(&job->source);
  buffer_free(&job->in);
  if (job->pid == 0) loop_release(job);
  else kill(job->pid, SIGKILL);
}

static void job_dropped(struct channel *channel) { job_close(channel->owner); }

static void job_conclude(struct job *job, uint16_t code) {
  struct channel *channel = job->channel;
  channel->pump = NULL;
  channel->dropped = NULL;
  bool streams = job->streams;
  job_close(job);
  if (code != 0) channel_error(channel, code, "the file system refused");
  else if (streams) channel_finish(channel);
  else channel_ok(channel, NULL, false);
}

/* Sends the whole records that are there, many in one frame; whether to go on. */
static bool send_records(struct job *job) {
  static uint8_t batch[MAX_CONTENT];
  size_t at = 0, filled = 0;
  bool done = false;
  while (job->in.length - at >= 4 && !done) {
    uint32_t length = decode_u32(job->in.data + at);
    done = length == JOB_DONE;
    size_t needed = done ? 6 : 4 + (size_t)length;
    if (!done && length > MAX_RECORD) return job_conclude(job, ERROR_IO), false;
    if (job->in.length - at < needed) {
      done = false;
      break;
    }
    if (done) break;
    if (filled + length > sizeof batch || filled + length > job->channel->credit) break;
    memcpy(batch + filled, job->in.data + at + 4, length);
    filled += length;
    at += needed;
  }
  if (filled > 0) channel_send(job->channel, FRAME_DATA, batch, filled, NULL, 0);
  buffer_consume(&job->in, at);
  bool torn = !done && filled == 0 && job->drained && (job->in.length == 0 || job->channel->credit >= MAX_CONTENT);
  if (torn) return job_conclude(job, ERROR_IO), false;
  if (!done) return filled > 0;
  job_conclude(job, (uint16_t)(job->in.data[4] << 8 | job->in.data[5]));
  return false;
}

static void job_pump(struct channel *channel) {
  struct job *job = channel->owner;
  while (channel_has_room(channel) && send_records(job)) {
  }
  if (!job->over && !job->drained) loop_change(&job->source, job->in.length < 2 * MAX_CONTENT ? EPOLLIN : 0);
}

static void job_readable(void *owner, uint32_t events) {
  (void)events;
  struct job *job = owner;
  buffer_reserve(&job->in, MAX_CONTENT);
  ssize_t got = read(job->source.fd, job->in.data + job->in.length, MAX_CONTENT);
  if (got < 0 && (errno == EAGAIN || errno == EINTR)) return;
  if (got <= 0) {
    job->drained = true;
    loop_rest(&job->source);
    got = 0;
  }
  job->in.length += (size_t)got;
  job_pump(job->channel);
}

/* The child: it keeps the root and its pipe, and nothing that could hold a link or a process open. */
static void become_worker(int root_fd, int pipe) {
  const int kept[] = {root_fd, pipe};
  close_all_but(kept, 2);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, NULL);
}

static void finish_worker(int pipe, int result) {
  uint16_t code = result == 0 ? 0 : result == -E2BIG ? ERROR_LIMIT : fs_error_code(result);
  uint8_t last[6] = {0xff, 0xff, 0xff, 0xff, (uint8_t)(code >> 8), (uint8_t)code};
  ssize_t put = write(pipe, last, sizeof last);
  _exit(put == (ssize_t)sizeof last ? 0 : 1);
}

/* The new job in the agent; NULL where none can be had, and the channel is answered. Never returns in the child. */
static struct job *start(struct channel *channel, int root_fd, int (*work)(const void *what, int out), const void *what) {
  int ends[2];
  if (job_count >= MAX_JOBS || pipe2(ends, O_CLOEXEC) < 0) {
    channel_error(channel, ERROR_LIMIT, "too much at once");
    return NULL;
  }
  pid_t pid = fork();
  if (pid == 0) {
    become_worker(root_fd, ends[1]);
    finish_worker(ends[1], work(what, ends[1]));
  }
  close(ends[1]);
  if (pid < 0) {
    close(ends[0]);
    channel_error(channel, ERROR_LIMIT, "too much at once");
    return NULL;
  }
  fcntl(ends[0], F_SETFL, O_NONBLOCK);
  struct job *job = must_allocate(sizeof *job);
  *job = (struct job){.channel = channel, .pid = pid};
  job->source.ready = job_readable;
  job->source.owner = job;
  job_count++;
  job->push = (struct timer){.fire = job_push, .owner = job};
  timer_set(&job->push, PUSH_MS);
  processes_expect(pid, job_ended, job);
  loop_watch(&job->source, ends[0], EPOLLIN);
  channel->owner = job;
  channel->pump = job_pump;
  channel->dropped = job_dropped;
  return job;
}

struct list_work {
  int root_fd;
  const char *path;
  bool recursive;
  uint32_t max_entries;
};

static int do_list(const void *what, int out) {
  const struct list_work *work = what;
  return tree_list(work->root_fd, work->path, work->recursive, work->max_entries, out);
}

static int do_remove(const void *what, int out) {
  const struct list_work *work = what;
  (void)out;
  return tree_remove(work->root_fd, work->path);
}

void file_job_list(struct channel *channel, int root_fd, const char *path, bool recursive, uint32_t max_entries) {
  struct list_work work = {root_fd, path, recursive, max_entries};
  struct job *job = start(channel, root_fd, do_list, &work);
  if (job == NULL) return;
  job->streams = true;
  channel_ok(channel, NULL, true);
}

void file_job_remove(struct channel *channel, int root_fd, const char *path) {
  struct list_work work = {.root_fd = root_fd, .path = path};
  start(channel, root_fd, do_remove, &work);
}
