// Load on a Unix socket that answers each line with a line.
//
// Each of CLIENTS connections sends the request, waits for the newline of its answer, and sends the next, for SECONDS.
// Prints one line: clients, requests per second, p50 and p99 of the latency in microseconds, bytes of one answer.
//
//   cc -O2 -o loadgen loadgen.c
//   ./loadgen SOCKET CLIENTS SECONDS [REQUEST]
#define _GNU_SOURCE
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

enum { MAX_CLIENTS = 1024, MAX_EVENTS = 256, PIECE = 1 << 16 };

// Latencies fall into buckets of 1 µs up to 100 ms; slower ones into the last.
enum { BUCKETS = 100000 };

struct client {
    int fd;
    uint64_t sent_at;
    uint64_t answer_bytes;
};

static uint64_t buckets[BUCKETS];
static struct client clients[MAX_CLIENTS];

static uint64_t now_ns(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

static void fail(const char *what) {
    perror(what);
    exit(1);
}

static int connect_to(const char *path) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (strlen(path) >= sizeof address.sun_path) {
        fprintf(stderr, "the path is too long\n");
        exit(64);
    }
    strcpy(address.sun_path, path);
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    if (fd < 0 || connect(fd, (struct sockaddr *)&address, sizeof address) != 0) fail("connect");
    return fd;
}

static void send_request(struct client *client, const char *line, size_t length) {
    client->sent_at = now_ns();
    client->answer_bytes = 0;
    for (size_t sent = 0; sent < length;) {
        ssize_t count = send(client->fd, line + sent, length - sent, MSG_NOSIGNAL);
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) fail("send");
        sent += (size_t)count;
    }
}

static double percentile(uint64_t total, double share) {
    uint64_t wanted = (uint64_t)((double)total * share), seen = 0;
    for (int bucket = 0; bucket < BUCKETS; bucket++) {
        seen += buckets[bucket];
        if (seen > wanted) return bucket;
    }
    return BUCKETS;
}

int main(int argc, char **argv) {
    if (argc < 4) {
        fprintf(stderr, "usage: loadgen SOCKET CLIENTS SECONDS [REQUEST]\n");
        return 64;
    }
    int count = atoi(argv[2]);
    double seconds = atof(argv[3]);
    const char *request =
        argc > 4 ? argv[4] : "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"portfolio.value\",\"params\":{}}";
    if (count < 1 || count > MAX_CLIENTS || seconds <= 0) return 64;

    size_t length = strlen(request) + 1;
    char *line = malloc(length + 1);
    if (line == NULL) fail("malloc");
    memcpy(line, request, length - 1);
    line[length - 1] = '\n';

    int poll = epoll_create1(0);
    if (poll < 0) fail("epoll_create1");
    for (int index = 0; index < count; index++) {
        clients[index].fd = connect_to(argv[1]);
        struct epoll_event event = {.events = EPOLLIN, .data.ptr = &clients[index]};
        if (epoll_ctl(poll, EPOLL_CTL_ADD, clients[index].fd, &event) != 0) fail("epoll_ctl");
    }
    for (int index = 0; index < count; index++) send_request(&clients[index], line, length);

    static char piece[PIECE];
    uint64_t start = now_ns(), end = start + (uint64_t)(seconds * 1e9), answers = 0, answer_bytes = 0;
    while (now_ns() < end) {
        struct epoll_event events[MAX_EVENTS];
        int ready = epoll_wait(poll, events, MAX_EVENTS, 1000);
        if (ready < 0 && errno != EINTR) fail("epoll_wait");
        for (int index = 0; index < ready; index++) {
            struct client *client = events[index].data.ptr;
            ssize_t got = recv(client->fd, piece, sizeof piece, 0);
            if (got <= 0) fail("recv");
            client->answer_bytes += (uint64_t)got;
            if (piece[got - 1] != '\n') continue;
            uint64_t micros = (now_ns() - client->sent_at) / 1000;
            buckets[micros < BUCKETS ? micros : BUCKETS - 1]++;
            answers++;
            answer_bytes = client->answer_bytes;
            send_request(client, line, length);
        }
    }
    double elapsed = (double)(now_ns() - start) / 1e9;
    printf("clients=%d requests_per_s=%.0f p50_us=%.0f p99_us=%.0f answer_bytes=%llu\n", count,
           (double)answers / elapsed, percentile(answers, 0.50), percentile(answers, 0.99),
           (unsigned long long)answer_bytes);
    return 0;
}
