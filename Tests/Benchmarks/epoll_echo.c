// The floor: one thread with epoll that gives each piece of bytes back over a Unix socket.
//
//   cc -O2 -o epoll_echo epoll_echo.c
//   ./epoll_echo SOCKET
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

enum { MAX_EVENTS = 256, PIECE = 1 << 16, BACKLOG = 256 };

// Gives everything back; 0, or -1 when the client is gone.
static int echo(int fd, char *piece) {
    ssize_t got = recv(fd, piece, PIECE, 0);
    if (got <= 0) return got < 0 && errno == EINTR ? 0 : -1;
    for (ssize_t sent = 0; sent < got;) {
        ssize_t count = send(fd, piece + sent, (size_t)(got - sent), MSG_NOSIGNAL);
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) return -1;
        sent += count;
    }
    return 0;
}

int main(int argc, char **argv) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (argc != 2 || strlen(argv[1]) >= sizeof address.sun_path) {
        fprintf(stderr, "usage: epoll_echo SOCKET\n");
        return 64;
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
