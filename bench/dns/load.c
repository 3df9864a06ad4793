// Asks a DNS server over UDP, checks every answer, and says what it took.
//
// usage: load PORT FILE [option value]...
//   --seconds S       how long, default 2               --warm S       before that, not counted; default 0.2
//   --sockets K       1..64, default 20                 --outstanding N  closed loop: queries in flight, default 500
//   --rate R          open loop: R queries a second on the dot, latency counted from the moment a query was due
//   --lockstep B      B queries, then wait for all answers; client and server are to share one CPU under SCHED_BATCH
//   --pids A,B        the server's processes, for its CPU time
//   --check 0         for the echo: its answers say nothing
//   --unique O        rewrites 8 octets of the query from offset O with a count in hex: every name is new
//   --spin 0          sleep while there is nothing to receive, for a server that needs this CPU
//   --slice MS        latency of each slice of that many milliseconds too
//   --wait 1          begin when a line comes on standard input; says "loaded" when it waits
//
// FILE: per query two octets of length, one of the RCODE expected, one of the number of answers expected, the message.
// Prints lines "name value": sent, answered, lost, wrong, nanos, cpu-nanos, and for latency p50, p99, p999, max in nanoseconds.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { BATCH = 64, ROOM = 512, SLOTS = 1024 /* of a socket: ten bits of the id; the rest tells its uses apart */, MAX_SOCKETS = 64 };

typedef struct {
  uint64_t due;        // when it was sent or should have been; 0: free
  const uint8_t *query;
  uint16_t id;
} Slot;

typedef struct {
  int fd;
  int in_flight, next;  // next: where to look for a free slot
  Slot slots[SLOTS];
} Socket;

static Socket sockets[MAX_SOCKETS];
static struct pollfd polled[MAX_SOCKETS];
static int socket_count = 20, outstanding = 500, check = 1, spin = 1, unique_at = -1;
static double seconds = 2, warm = 0.2, rate = 0;
static int lockstep, slice_millis, wait_line;
static const uint8_t **queries;
static size_t query_count, next_query;
static uint64_t sent, answered, lost, wrong, serial, first_wrong_printed;
static uint64_t lose_after = 1000000000ull;
static pid_t pids[64];
static int pid_count;

static void die(const char *what) {
  perror(what);
  exit(1);
}

static uint64_t now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1000000000ull + t.tv_nsec;
}

static uint64_t server_cpu(void) {
  uint64_t sum = 0;
  for (int i = 0; i < pid_count; i++) {
    clockid_t clock;
    struct timespec t;
    if (clock_getcpuclockid(pids[i], &clock) || clock_gettime(clock, &t)) {
      fprintf(stderr, "load: process %d is gone\n", pids[i]);
      exit(1);
    }
    sum += t.tv_sec * 1000000000ull + t.tv_nsec;
  }
  return sum;
}

// Latencies: 128 buckets for each power of two, so a value is known within 0.8 %.
enum { FINE = 7, BUCKETS = (64 - FINE) << FINE };
typedef struct {
  uint64_t count, max, buckets[BUCKETS];
} Histogram;
static Histogram all, slice;

static void record(Histogram *h, uint64_t value) {
  int shift = value >> (FINE + 1) ? 63 - FINE - __builtin_clzll(value) : 0;
  h->buckets[((uint64_t)shift << FINE) + (value >> shift)]++;
  h->count++;
  if (value > h->max) h->max = value;
}

static uint64_t quantile(const Histogram *h, double q) {
  uint64_t rank = (uint64_t)(q * h->count), seen = 0;
  for (uint64_t i = 0; i < BUCKETS; i++) {
    seen += h->buckets[i];
    if (seen > rank) {
      int shift = i >> (FINE + 1) ? (int)(i >> FINE) - 1 : 0;
      uint64_t low = (i - ((uint64_t)shift << FINE)) << shift;
      return low < h->max ? low : h->max;
    }
  }
  return h->max;
}

static void read_queries(const char *file) {
  FILE *in = fopen(file, "rb");
  if (!in) die(file);
  fseek(in, 0, SEEK_END);
  long size = ftell(in);
  rewind(in);
  uint8_t *data = malloc(size);
  if (!data || fread(data, 1, size, in) != (size_t)size) die(file);
  fclose(in);
  for (int pass = 0; pass < 2; pass++) {
    size_t count = 0;
    for (long at = 0; at + 4 <= size; at += 4 + (data[at] << 8 | data[at + 1])) {
      if (pass) queries[count] = data + at;
      count++;
    }
    if (!pass) {
      query_count = count;
      queries = malloc(count * sizeof *queries);
      if (!queries) die("malloc");
    }
  }
  if (!query_count) {
    fprintf(stderr, "load: %s holds no query\n", file);
    exit(1);
  }
}

static void open_sockets(int port) {
  struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  int room = 4 << 20;
  for (int i = 0; i < socket_count; i++) {
    int fd = socket(AF_INET, SOCK_DGRAM, 0);
    if (fd < 0) die("socket");
    setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &room, sizeof room);
    setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &room, sizeof room);
    if (connect(fd, (struct sockaddr *)&to, sizeof to)) die("connect");
    sockets[i].fd = fd;
    polled[i] = (struct pollfd){.fd = fd, .events = POLLIN};
  }
}

// Sends up to `count` queries on a socket, due at `due` and every `step` nanoseconds after; returns how many were sent.
static int ask(Socket *s, int count, uint64_t due, double step) {
  static struct mmsghdr messages[BATCH];
  static struct iovec parts[BATCH];
  static uint8_t room[BATCH][ROOM];
  int n = 0;
  for (; n < count && n < BATCH; n++) {
    Slot *slot = &s->slots[s->next];
    if (slot->due) {  // the oldest of them is still out: give it up
      lost++;
      s->in_flight--;
    }
    const uint8_t *q = queries[next_query];
    if (++next_query == query_count) next_query = 0;
    int length = q[0] << 8 | q[1];
    slot->query = q;
    slot->due = due + (uint64_t)(n * step);
    slot->id = (uint16_t)(slot->id + SLOTS) / SLOTS * SLOTS + s->next;
    memcpy(room[n], q + 4, length);
    room[n][0] = slot->id >> 8;
    room[n][1] = slot->id;
    if (unique_at >= 0) {
      static const char hex[] = "0123456789abcdef";
      uint64_t number = serial++;
      for (int i = 7; i >= 0; i--, number >>= 4) room[n][unique_at + i] = hex[number & 15];
    }
    parts[n] = (struct iovec){room[n], length};
    messages[n].msg_hdr = (struct msghdr){.msg_iov = &parts[n], .msg_iovlen = 1};
    s->next = (s->next + 1) % SLOTS;
    s->in_flight++;
  }
  int done = 0;
  while (done < n) {
    int went = sendmmsg(s->fd, messages + done, n - done, 0);
    if (went > 0) {
      done += went;
    } else if (errno == ECONNREFUSED) {
      continue;  // an earlier one was refused: the error is taken, try again
    } else if (errno != EINTR && errno != EAGAIN && errno != ENOBUFS) {
      die("sendmmsg");
    }
  }
  sent += n;
  return n;
}

static void complain(const uint8_t *reply, int length, const Slot *slot) {
  wrong++;
  if (first_wrong_printed++ == 0) {
    fprintf(stderr, "load: a wrong answer: flags %02x%02x, %d answers, %d octets; expected RCODE %d, %d answers to ", reply[2], reply[3],
            reply[6] << 8 | reply[7], length, slot->query[2], slot->query[3]);
    for (const uint8_t *label = slot->query + 4 + 12; *label; label += 1 + *label) fprintf(stderr, "%.*s.", *label, label + 1);
    fputc('\n', stderr);
  }
}

// Takes what has come on a socket; returns how many answers.
static int take(Socket *s) {
  static struct mmsghdr messages[BATCH];
  static struct iovec parts[BATCH];
  static uint8_t room[BATCH][2112];
  for (int i = 0; i < BATCH; i++) {
    parts[i] = (struct iovec){room[i], 2048};
    messages[i].msg_hdr = (struct msghdr){.msg_iov = &parts[i], .msg_iovlen = 1};
  }
  int got = recvmmsg(s->fd, messages, BATCH, MSG_DONTWAIT, NULL);
  if (got < 0) {
    if (errno == EAGAIN || errno == EINTR || errno == ECONNREFUSED) return 0;
    die("recvmmsg");
  }
  uint64_t at = rate > 0 ? now() : 0;
  int good = 0;
  for (int i = 0; i < got; i++) {
    const uint8_t *reply = room[i];
    if (messages[i].msg_len < 12) {
      wrong++;
      continue;
    }
    uint16_t id = reply[0] << 8 | reply[1];
    Slot *slot = &s->slots[id % SLOTS];
    if (!slot->due || slot->id != id) continue;  // given up before
    if (!(reply[2] & 0x80) ||
        (check && ((reply[3] & 15) != slot->query[2] || (reply[6] << 8 | reply[7]) != slot->query[3] || (reply[2] & 2))))
      complain(reply, messages[i].msg_len, slot);
    if (rate > 0) {
      uint64_t took = at > slot->due ? at - slot->due : 0;
      record(&all, took);
      if (slice_millis) record(&slice, took);
    }
    slot->due = 0;
    s->in_flight--;
    good++;
  }
  answered += good;
  return good;
}

static void give_up(uint64_t at) {
  for (int i = 0; i < socket_count; i++)
    for (int k = 0; sockets[i].in_flight && k < SLOTS; k++) {
      Slot *slot = &sockets[i].slots[k];
      if (slot->due && at > slot->due && at - slot->due > lose_after) {
        slot->due = 0;
        sockets[i].in_flight--;
        lost++;
      }
    }
}

static void nothing_came(void) {
  if (!spin) poll(polled, socket_count, 1);
}

static void closed_loop(uint64_t until) {
  int window = outstanding / socket_count > 0 ? outstanding / socket_count : 1;
  uint64_t look = 0;
  lose_after = 300000000ull;
  for (;;) {
    uint64_t at = now();
    if (at >= until) return;
    if (at >= look) {
      give_up(at);
      look = at + 50000000ull;
    }
    int came = 0;
    for (int i = 0; i < socket_count; i++) {
      Socket *s = &sockets[i];
      came += take(s);
      int room = window - s->in_flight;
      if (room > 0) ask(s, room, at, 0);
    }
    if (!came) nothing_came();
  }
}

static void print_slice(int number) {
  printf("slice %d %lu %lu %lu\n", number, slice.count, quantile(&slice, 0.99), slice.max);
  memset(&slice, 0, sizeof slice);
}

static void open_loop(uint64_t begun, uint64_t until) {
  double step = 1e9 / rate;
  uint64_t asked = 0;
  int turn = 0, slices = 0;
  for (;;) {
    uint64_t at = now();
    uint64_t limit = at < until ? at : until;
    while (begun + (uint64_t)(asked * step) < limit) {
      uint64_t due = begun + (uint64_t)(asked * step);
      int count = (int)((limit - due) / step) + 1;
      asked += ask(&sockets[turn], count < 8 ? count : 8, due, step);
      turn = (turn + 1) % socket_count;
    }
    int came = 0, in_flight = 0;
    for (int i = 0; i < socket_count; i++) {
      if (sockets[i].in_flight) came += take(&sockets[i]);
      in_flight += sockets[i].in_flight;
    }
    if (slice_millis && at >= begun + (uint64_t)(slices + 1) * slice_millis * 1000000ull) print_slice(slices++);
    if (at >= until && (!in_flight || at >= until + lose_after)) break;
    if (!came && !spin) nothing_came();
  }
  for (int i = 0; i < socket_count; i++) lost += sockets[i].in_flight;
}

static int ascending(const void *a, const void *b) {
  uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
  return x < y ? -1 : x > y;
}

// Time from when this process goes to sleep until it runs again and finds all answers: the server's own, two context switches included.
static void in_lockstep(uint64_t until) {
  enum { MOST = 1 << 20 };
  uint64_t *took = malloc(MOST * sizeof *took);
  if (!took) die("malloc");
  int count = 0, split = 0, turn = 0;
  while (count < MOST && now() < until) {
    int last = 0;
    for (int i = 0; i < lockstep;) {
      int per = (lockstep + socket_count - 1) / socket_count;
      int n = lockstep - i < per ? lockstep - i : per;
      last = turn;
      i += ask(&sockets[turn], n, now(), 0);
      turn = (turn + 1) % socket_count;
    }
    uint64_t asleep = now();
    poll(&polled[last], 1, 300);
    uint64_t awake = now();
    int came = 0, rounds = 0;
    while (came < lockstep && now() - asleep < 300000000ull) {
      if (rounds++) poll(polled, socket_count, 300);
      for (int i = 0; i < socket_count; i++)
        if (sockets[i].in_flight) came += take(&sockets[i]);
    }
    if (came < lockstep) {
      give_up(UINT64_MAX);
    } else if (rounds > 1) {
      split++;  // woken before everything was answered: no measurement
    } else {
      took[count++] = awake - asleep;
    }
  }
  qsort(took, count, sizeof *took, ascending);
  printf("batches %d\nsplit %d\nbatch-nanos %lu\n", count, split, count ? took[count / 2] : 0);
}

int main(int argc, char **argv) {
  if (argc < 3 || argc % 2 == 0) {
    fprintf(stderr, "usage: load PORT FILE [option value]...\n");
    return 2;
  }
  for (int i = 3; i < argc; i += 2) {
    char *name = argv[i], *value = argv[i + 1];
    if (!strcmp(name, "--seconds")) seconds = atof(value);
    else if (!strcmp(name, "--warm")) warm = atof(value);
    else if (!strcmp(name, "--sockets")) socket_count = atoi(value);
    else if (!strcmp(name, "--outstanding")) outstanding = atoi(value);
    else if (!strcmp(name, "--rate")) rate = atof(value);
    else if (!strcmp(name, "--lockstep")) lockstep = atoi(value);
    else if (!strcmp(name, "--check")) check = atoi(value);
    else if (!strcmp(name, "--unique")) unique_at = atoi(value);
    else if (!strcmp(name, "--spin")) spin = atoi(value);
    else if (!strcmp(name, "--slice")) slice_millis = atoi(value);
    else if (!strcmp(name, "--wait")) wait_line = atoi(value);
    else if (!strcmp(name, "--pids")) {
      for (char *p = strtok(value, ","); p && pid_count < 64; p = strtok(NULL, ",")) pids[pid_count++] = atoi(p);
    } else {
      fprintf(stderr, "load: no option %s\n", name);
      return 2;
    }
  }
  if (socket_count < 1 || socket_count > MAX_SOCKETS || outstanding / socket_count > SLOTS / 2 || lockstep > SLOTS) {
    fprintf(stderr, "load: want 1 to %d sockets, at most %d queries in flight on each\n", MAX_SOCKETS, SLOTS / 2);
    return 2;
  }
  read_queries(argv[2]);
  open_sockets(atoi(argv[1]));
  serial = (uint64_t)time(NULL) << 20 ^ (uint64_t)getpid() << 10;
  next_query = serial % query_count;
  if (wait_line) {
    puts("loaded");
    fflush(stdout);
    if (getchar() == EOF) return 1;
  }
  if (lockstep) {
    in_lockstep(now() + (uint64_t)(seconds * 1e9));
    printf("lost %lu\nwrong %lu\n", lost, wrong);
    return 0;
  }
  uint64_t begun = now();
  if (warm > 0) {
    uint64_t until = begun + (uint64_t)(warm * 1e9);
    if (rate > 0) open_loop(begun, until);
    else closed_loop(until);
    sent = answered = lost = 0;
    memset(&all, 0, sizeof all);
    memset(&slice, 0, sizeof slice);
    begun = now();
  }
  uint64_t cpu = server_cpu(), until = begun + (uint64_t)(seconds * 1e9);
  if (rate > 0) open_loop(begun, until);
  else closed_loop(until);
  uint64_t ended = now();
  cpu = server_cpu() - cpu;
  printf("sent %lu\nanswered %lu\nlost %lu\nwrong %lu\nnanos %lu\ncpu-nanos %lu\n", sent, answered, lost, wrong, ended - begun, cpu);
  if (rate > 0)
    printf("p50 %lu\np99 %lu\np999 %lu\nmax %lu\n", quantile(&all, 0.5), quantile(&all, 0.99), quantile(&all, 0.999), all.max);
  return 0;
}
