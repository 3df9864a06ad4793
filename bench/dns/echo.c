// What a UDP server costs that does nothing: every datagram goes back to its sender with the QR bit set (RFC 1035 §4.1.1). The limit that
// the servers of bench/dns.sh are measured against.
//
// usage: echo PORT [THREADS]; one SO_REUSEPORT socket a thread, batches of at most 64, prints "ready" when it listens.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

enum { BATCH = 64, ROOM = 1472, STRIDE = 2112 /* no multiple of 2048: neighbours would share cache sets */ };

static void die(const char *what) {
  perror(what);
  exit(1);
}

static int listener(int port) {
  int fd = socket(AF_INET, SOCK_DGRAM, 0), one = 1, room = 4 << 20;
  struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  if (fd < 0) die("socket");
  if (setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &one, sizeof one)) die("SO_REUSEPORT");
  if (setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &room, sizeof room)) die("SO_RCVBUF");
  if (setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &room, sizeof room)) die("SO_SNDBUF");
  if (bind(fd, (struct sockaddr *)&at, sizeof at)) die("bind");
  return fd;
}

static void *serve(void *socket) {
  int fd = (int)(long)socket;
  struct mmsghdr messages[BATCH] = {0};
  struct iovec parts[BATCH];
  struct sockaddr_in from[BATCH];
  unsigned char *room = aligned_alloc(64, BATCH * STRIDE);
  if (!room) die("aligned_alloc");
  for (int i = 0; i < BATCH; i++) {
    parts[i].iov_base = room + i * STRIDE;
    messages[i].msg_hdr = (struct msghdr){.msg_iov = &parts[i], .msg_iovlen = 1, .msg_name = &from[i]};
  }
  for (;;) {
    for (int i = 0; i < BATCH; i++) {
      parts[i].iov_len = ROOM;
      messages[i].msg_hdr.msg_namelen = sizeof from[i];
    }
    int got = recvmmsg(fd, messages, BATCH, MSG_WAITFORONE, NULL);
    if (got < 0) {
      if (errno == EINTR) continue;
      die("recvmmsg");
    }
    for (int i = 0; i < got; i++) {
      parts[i].iov_len = messages[i].msg_len;
      if (messages[i].msg_len > 2) room[i * STRIDE + 2] |= 0x80;
    }
    for (int done = 0; done < got;) {
      int sent = sendmmsg(fd, messages + done, got - done, 0);
      if (sent < 0 && errno != EINTR) die("sendmmsg");
      if (sent > 0) done += sent;
    }
  }
  return NULL;
}

int main(int argc, char **argv) {
  if (argc < 2) {
    fprintf(stderr, "usage: echo PORT [THREADS]\n");
    return 2;
  }
  int threads = argc > 2 ? atoi(argv[2]) : 1;
  int fds[64];
  if (threads < 1 || threads > 64) {
    fprintf(stderr, "echo: want 1 to 64 threads\n");
    return 2;
  }
  for (int i = 0; i < threads; i++) fds[i] = listener(atoi(argv[1]));
  puts("ready");
  fflush(stdout);
  for (int i = 1; i < threads; i++) {
    pthread_t thread;
    if (pthread_create(&thread, NULL, serve, (void *)(long)fds[i])) die("pthread_create");
  }
  serve((void *)(long)fds[0]);
}
