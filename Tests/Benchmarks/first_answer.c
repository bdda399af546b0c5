// How long a program takes from exec to its first answer on a Unix socket, or to its end.
//
//   cc -O2 -o first_answer first_answer.c
//   ./first_answer SOCKET REQUEST COMMAND...   starts it, asks until it answers, ends it with SIGTERM
//   ./first_answer - - COMMAND...              starts it and waits for its end
//
// Prints microseconds. The program's own output goes to /dev/null.
#define _GNU_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { PIECE = 1 << 16, PAUSE_NS = 200000, LIMIT_MS = 30000 };

static uint64_t now_us(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000u + (uint64_t)now.tv_nsec / 1000u;
}

static pid_t start(char **command) {
    pid_t child = fork();
    if (child != 0) return child;
    int null = open("/dev/null", O_RDWR);
    dup2(null, 0);
    dup2(null, 1);
    dup2(null, 2);
    execv(command[0], command);
    _exit(127);
}

// Connects, asks and reads one line; -1 while nobody listens.
static int ask(const char *path, const char *request) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    strncpy(address.sun_path, path, sizeof address.sun_path - 1);
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    if (fd < 0 || connect(fd, (struct sockaddr *)&address, sizeof address) != 0) {
        close(fd);
        return -1;
    }
    static char piece[PIECE];
    ssize_t length = (ssize_t)strlen(request);
    int isAsked = send(fd, request, (size_t)length, MSG_NOSIGNAL) == length && send(fd, "\n", 1, MSG_NOSIGNAL) == 1;
    ssize_t got = 0;
    while (isAsked && (got = recv(fd, piece, sizeof piece, 0)) > 0 && piece[got - 1] != '\n') continue;
    close(fd);
    if (!isAsked || got <= 0) return -1;
    if (memmem(piece, (size_t)got, "\"result\"", 8) == NULL) {
        fprintf(stderr, "the answer is an error: %.*s", (int)got, piece);
        exit(1);
    }
    return 0;
}

int main(int argc, char **argv) {
    if (argc < 4) {
        fprintf(stderr, "usage: first_answer SOCKET REQUEST COMMAND...\n");
        return 64;
    }
    uint64_t begin = now_us();
    pid_t child = start(argv + 3);
    int status = 0;
    if (strcmp(argv[1], "-") == 0) {
        waitpid(child, &status, 0);
        printf("%llu\n", (unsigned long long)(now_us() - begin));
        return status == 0 ? 0 : 1;
    }
    while (ask(argv[1], argv[2]) != 0) {
        if (waitpid(child, &status, WNOHANG) != 0 || now_us() - begin > LIMIT_MS * 1000ull) {
            fprintf(stderr, "the program ended, or did not answer in %d ms\n", LIMIT_MS);
            kill(child, SIGKILL);
            return 1;
        }
        nanosleep(&(struct timespec){.tv_nsec = PAUSE_NS}, NULL);
    }
    uint64_t end = now_us();
    kill(child, SIGTERM);
    waitpid(child, &status, 0);
    printf("%llu\n", (unsigned long long)(end - begin));
    return 0;
}
