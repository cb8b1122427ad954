#include "ports.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#define MAX_STREAMS 256
/* How long a program that listens may take to accept; a full queue takes the kernel minutes. */
#define CONNECT_MS 10000
/* What a client may have on its way, and how much of it is granted again at once. */
#define WINDOW 262144u
#define GRANT 65536u

struct port_stream {
  struct source source;
  struct timer patience;
  struct channel *channel;
  uint16_t port;
  bool watched, second_family, connected;
  /* Who has sent all; whether the program was told so; whether it takes nothing any more. */
  bool program_ended, client_ended, told, deaf;
  /* What the program has not taken yet, and what it took that was not granted again. */
  struct buffer pending;
  uint32_t ungranted;
};

static int stream_count;

static void stream_close(struct port_stream *stream) {
  stream_count--;
  timer_clear(&stream->patience);
  loop_close(&stream->source);
  buffer_free(&stream->pending);
  loop_release(stream);
}

static void conclude(struct port_stream *stream, uint16_t code, const char *message) {
  struct channel *channel = stream->channel;
  channel->pump = channel->end = channel->dropped = NULL;
  channel->data = NULL;
  stream_close(stream);
  if (code != 0) channel_error(channel, code, message);
  else channel_finish(channel);
}

static void reset(struct port_stream *stream) { conclude(stream, ERROR_IO, "the program broke the stream off"); }

/* The close that follows tells the program that the stream broke: an end it would take for the end of what it was sent. */
static void close_hard(int fd) {
  const struct linger at_once = {.l_onoff = 1, .l_linger = 0};
  setsockopt(fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
}

static void on_dropped(struct channel *channel) {
  struct port_stream *stream = channel->owner;
  if (!stream->told) close_hard(stream->source.fd);
  stream_close(stream);
}

/* What is not wanted is not waited on at all: a socket that is over would report it without end. */
static void want(struct port_stream *stream, uint32_t events) {
  if (events == 0 && stream->watched) loop_rest(&stream->source);
  else if (events != 0 && !stream->watched) loop_watch(&stream->source, stream->source.fd, events);
  else if (events != 0) loop_change(&stream->source, events);
  stream->watched = events != 0;
}

static bool may_send(const struct port_stream *stream) {
  return !stream->program_ended && stream->channel->credit > 0 && channel_has_room(stream->channel);
}

static void settle(struct port_stream *stream) {
  if (stream->program_ended && stream->told) return conclude(stream, 0, NULL);
  want(stream, (may_send(stream) ? (uint32_t)EPOLLIN : 0u) | (stream->pending.length > 0 ? (uint32_t)EPOLLOUT : 0u));
}

/* From the program to the client, as far as both go on. */
static void receive(struct port_stream *stream) {
  static uint8_t bytes[MAX_CONTENT];
  while (may_send(stream)) {
    size_t wanted = stream->channel->credit < sizeof bytes ? (size_t)stream->channel->credit : sizeof bytes;
    ssize_t got = recv(stream->source.fd, bytes, wanted, MSG_DONTWAIT);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0 && errno == EAGAIN) break;
    if (got < 0 || (got == 0 && stream->deaf)) return reset(stream);
    stream->program_ended = got == 0;
    channel_send(stream->channel, FRAME_DATA, bytes, (size_t)got, NULL, 0);
  }
  settle(stream);
}

static void grant(struct port_stream *stream, size_t taken) {
  stream->ungranted += (uint32_t)taken;
  if (stream->ungranted < GRANT || stream->client_ended) return;
  channel_grant(stream->channel, stream->ungranted);
  stream->ungranted = 0;
}

/* What it has written before is still read; then the client hears of it. */
static void become_deaf(struct port_stream *stream) {
  size_t lost = stream->pending.length;
  stream->deaf = true;
  buffer_free(&stream->pending);
  grant(stream, lost);
}

/* From the client to the program; whether the stream is still there. */
static bool transmit(struct port_stream *stream) {
  while (stream->pending.length > 0) {
    ssize_t sent = send(stream->source.fd, stream->pending.data, stream->pending.length, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent < 0 && errno == EINTR) continue;
    if (sent < 0 && errno == EAGAIN) break;
    if (sent < 0 && stream->program_ended) return reset(stream), false;
    if (sent < 0) {
      become_deaf(stream);
      break;
    }
    buffer_consume(&stream->pending, (size_t)sent);
    grant(stream, (size_t)sent);
  }
  if (stream->pending.length == 0) buffer_free(&stream->pending);
  if (stream->client_ended && stream->pending.length == 0 && !stream->told && !stream->deaf) {
    shutdown(stream->source.fd, SHUT_WR);
    stream->told = true;
  }
  return true;
}

static void on_room(struct channel *channel) { receive(channel->owner); }

static void on_data(struct channel *channel, const uint8_t *bytes, size_t length) {
  struct port_stream *stream = channel->owner;
  if (length > WINDOW - stream->pending.length - stream->ungranted) return channel_breach(channel);
  if (stream->deaf) return grant(stream, length);
  buffer_bytes(&stream->pending, bytes, length);
  if (transmit(stream)) settle(stream);
}

static void on_end(struct channel *channel) {
  struct port_stream *stream = channel->owner;
  stream->client_ended = true;
  channel->data = NULL;
  channel->end = NULL;
  if (transmit(stream)) settle(stream);
}

static void begin(struct port_stream *stream) {
  struct channel *channel = stream->channel;
  const int at_once = 1;
  setsockopt(stream->source.fd, IPPROTO_TCP, TCP_NODELAY, &at_once, sizeof at_once);
  timer_clear(&stream->patience);
  stream->connected = true;
  channel->pump = on_room;
  channel->data = on_data;
  channel->end = on_end;
  channel_ok(channel, NULL, true);
  receive(stream);
}

static uint16_t refusal(const struct port_stream *stream, int error) {
  /* No port of its own is left; of the second family it says that the box has none of it. */
  bool no_port = error == EADDRNOTAVAIL && !stream->second_family;
  bool exhausted = no_port || error == EMFILE || error == ENFILE || error == ENOMEM || error == ENOBUFS;
  return exhausted ? ERROR_LIMIT : ERROR_REFUSED;
}

/* 0 when the connection is there or on its way, an errno otherwise. */
static int dial(struct port_stream *stream) {
  struct sockaddr_in first = {.sin_family = AF_INET, .sin_port = htons(stream->port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  struct sockaddr_in6 second = {.sin6_family = AF_INET6, .sin6_port = htons(stream->port), .sin6_addr = IN6ADDR_LOOPBACK_INIT};
  bool six = stream->second_family;
  int fd = socket(six ? AF_INET6 : AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (fd < 0) return errno;
  const struct sockaddr *to = six ? (const struct sockaddr *)&second : (const struct sockaddr *)&first;
  if (connect(fd, to, six ? sizeof second : sizeof first) < 0 && errno != EINPROGRESS) {
    int error = errno;
    close(fd);
    return error;
  }
  loop_watch(&stream->source, fd, EPOLLOUT);
  stream->watched = true;
  return 0;
}

static void dial_or_refuse(struct port_stream *stream) {
  int error = dial(stream);
  if (error != 0 && !stream->second_family) {
    uint16_t first = refusal(stream, error);
    stream->second_family = true;
    error = dial(stream);
    if (error != 0 && first == ERROR_LIMIT) return conclude(stream, first, "no port is left");
  }
  if (error != 0) conclude(stream, refusal(stream, error), "nothing listens there");
}

/* A port of the range that the kernel takes its own from, on which nothing listens, may meet itself. */
static bool met_itself(const struct port_stream *stream) {
  struct sockaddr_in6 own = {0};
  socklen_t length = sizeof own;
  return getsockname(stream->source.fd, (struct sockaddr *)&own, &length) == 0 && ntohs(own.sin6_port) == stream->port;
}

static void on_connected(struct port_stream *stream) {
  int error = 0;
  socklen_t length = sizeof error;
  if (getsockopt(stream->source.fd, SOL_SOCKET, SO_ERROR, &error, &length) < 0) error = errno;
  if (error == 0 && met_itself(stream)) {
    close_hard(stream->source.fd);
    error = ECONNREFUSED;
  }
  if (error == 0) return begin(stream);
  loop_close(&stream->source);
  if (stream->second_family) return conclude(stream, refusal(stream, error), "nothing listens there");
  stream->second_family = true;
  dial_or_refuse(stream);
}

static void on_ready(void *owner, uint32_t events) {
  struct port_stream *stream = owner;
  if (!stream->connected) return on_connected(stream);
  if ((events & (EPOLLOUT | EPOLLERR | EPOLLHUP)) && !transmit(stream)) return;
  receive(stream);
}

static void too_late(void *owner) { conclude(owner, ERROR_REFUSED, "nothing accepts there"); }

void port_request(struct channel *channel, struct reader *payload) {
  uint16_t port = read_u16(payload);
  if (payload->bad || payload->left > 0 || port == 0) return channel_error(channel, ERROR_INVALID, "not a port");
  if (stream_count >= MAX_STREAMS) return channel_error(channel, ERROR_LIMIT, "too many streams to ports");
  stream_count++;
  struct port_stream *stream = must_allocate(sizeof *stream);
  *stream = (struct port_stream){.channel = channel, .port = port};
  stream->source = (struct source){.fd = -1, .ready = on_ready, .owner = stream};
  stream->patience.fire = too_late;
  stream->patience.owner = stream;
  channel->owner = stream;
  channel->dropped = on_dropped;
  timer_set(&stream->patience, CONNECT_MS);
  dial_or_refuse(stream);
}
