// The floor: one thread with epoll that answers every read on a Unix socket with one write.
//
//   cc -O2 -o epoll_echo epoll_echo.c
//   ./epoll_echo SOCKET         gives back what was read
//   ./epoll_echo SOCKET FILE    answers with the file's bytes
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

enum { MAX_EVENTS = 256, PIECE = 1 << 16, BACKLOG = 256 };

static char reply[PIECE];
static ssize_t reply_length = 0;

// Answers one read; 0, or -1 when the client is gone.
static int echo(int fd, char *piece) {
    ssize_t got = recv(fd, piece, PIECE, 0);
    if (got <= 0) return got < 0 && errno == EINTR ? 0 : -1;
    const char *answer = reply_length > 0 ? reply : piece;
    ssize_t length = reply_length > 0 ? reply_length : got;
    for (ssize_t sent = 0; sent < length;) {
        ssize_t count = send(fd, answer + sent, (size_t)(length - sent), MSG_NOSIGNAL);
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) return -1;
        sent += count;
    }
    return 0;
}

int main(int argc, char **argv) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (argc < 2 || argc > 3 || strlen(argv[1]) >= sizeof address.sun_path) {
        fprintf(stderr, "usage: epoll_echo SOCKET [FILE]\n");
        return 64;
    }
    if (argc == 3) {
        FILE *file = fopen(argv[2], "r");
        if (file != NULL) reply_length = (ssize_t)fread(reply, 1, sizeof reply, file);
        if (reply_length == 0) {
            fprintf(stderr, "%s cannot be read\n", argv[2]);
            return 1;
        }
        fclose(file);
    }
    strcpy(address.sun_path, argv[1]);
    unlink(argv[1]);
    int listener = socket(AF_UNIX, SOCK_STREAM, 0);
    int poll = epoll_create1(0);
    struct epoll_event added = {.events = EPOLLIN, .data.fd = listener};
    if (listener < 0 || poll < 0 || bind(listener, (struct sockaddr *)&address, sizeof address) != 0 ||
        listen(listener, BACKLOG) != 0 || epoll_ctl(poll, EPOLL_CTL_ADD, listener, &added) != 0) {
        perror("listen");
        return 1;
    }
    static char piece[PIECE];
    for (;;) {
        struct epoll_event events[MAX_EVENTS];
        int ready = epoll_wait(poll, events, MAX_EVENTS, -1);
        for (int index = 0; index < ready; index++) {
            int fd = events[index].data.fd;
            if (fd == listener) {
                struct epoll_event client = {.events = EPOLLIN, .data.fd = accept(listener, NULL, NULL)};
                if (client.data.fd >= 0) epoll_ctl(poll, EPOLL_CTL_ADD, client.data.fd, &client);
            } else if (echo(fd, piece) != 0) {
                close(fd);
            }
        }
    }
}
