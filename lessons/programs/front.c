// The front of a website: one door, and four workers behind it. Each visitor is handed to a worker,
// chosen by the visitor's address, so that whoever comes back meets the same one again. A worker
// never waits for one visitor alone: it asks epoll(7) what has happened, and does the next step.
//
// Usage: front PLACE PORT APP_PLACE APP_PORT. The workers are known as front-1 to front-4. Says
// "ready" when visitors may come; ends when its input does, and the workers with it.

#include "wire.h"

#include <signal.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/uio.h>

enum { workers = 4, most_visits = 32, room = 2048, most_events = 8 };
enum side { visitor_side, app_side, channel_side };

struct visit {
  int visitor, app;  // descriptors; -1 where there is none
  char request[room], page[room];
  size_t asked, told;
};

static struct sockaddr_in app_address;
static int channels[workers];  // to the workers: visitors' descriptors go through them

// --- a worker ---

static char name[16];
static int events;  // the descriptor of epoll
static struct visit visits[most_visits];

static void expect(int operation, int fd, uint32_t what, size_t visit, enum side side) {
  struct epoll_event event = {.events = what, .data.u64 = visit * 4 + side};
  epoll_ctl(events, operation, fd, &event);
}

static void end_visit(struct visit* visit) {
  close(visit->visitor);
  if (visit->app >= 0) close(visit->app);
  visit->visitor = visit->app = -1;
}

// A descriptor travels beside a byte (SCM_RIGHTS).
static void take_visitor(int channel) {
  char byte = 0;
  union {
    struct cmsghdr head;
    char bytes[CMSG_SPACE(sizeof(int))];
  } control;
  struct iovec text = {&byte, 1};
  struct msghdr message = {.msg_iov = &text,
                           .msg_iovlen = 1,
                           .msg_control = control.bytes,
                           .msg_controllen = sizeof control.bytes};
  ssize_t count = recvmsg(channel, &message, MSG_CMSG_CLOEXEC);
  if (count == 0) _exit(0);
  struct cmsghdr* head = count < 0 ? NULL : CMSG_FIRSTHDR(&message);
  if (head == NULL || head->cmsg_type != SCM_RIGHTS) return;
  int visitor = -1;
  memcpy(&visitor, CMSG_DATA(head), sizeof visitor);
  for (size_t i = 0; i < most_visits; ++i) {
    if (visits[i].visitor >= 0) continue;
    visits[i] = (struct visit){.visitor = visitor, .app = -1};
    expect(EPOLL_CTL_ADD, visitor, EPOLLIN, i, visitor_side);
    return;
  }
  close(visitor);  // all hands are full
}

// The connection to the application is begun here, and epoll tells when it stands.
static void call_app(struct visit* visit, size_t number) {
  visit->app = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (visit->app < 0 ||
      (connect(visit->app, (struct sockaddr*)&app_address, sizeof app_address) < 0 &&
       errno != EINPROGRESS)) {
    end_visit(visit);
    return;
  }
  expect(EPOLL_CTL_ADD, visit->app, EPOLLOUT, number, app_side);
}

static void hear_visitor(struct visit* visit, size_t number) {
  size_t count = receive(visit->visitor, visit->request + visit->asked, room - 1 - visit->asked);
  note(visit->visitor, name, "got", (ssize_t)count);
  visit->asked += count;
  if (count == 0) {
    end_visit(visit);
  } else if (strstr(visit->request, "\r\n\r\n") != NULL) {
    expect(EPOLL_CTL_DEL, visit->visitor, 0, number, visitor_side);
    call_app(visit, number);
  }
}

static void ask_app(struct visit* visit, size_t number) {
  char question[room], path[256];
  int error = 0;
  socklen_t size = sizeof error;
  getsockopt(visit->app, SOL_SOCKET, SO_ERROR, &error, &size);
  int understood = error == 0 && sscanf(visit->request, "GET %255s", path) == 1;
  int length = understood ? snprintf(question, sizeof question, "page %s\n", path) : 0;
  if (understood && send_all(visit->app, question, (size_t)length, name) == 0) {
    expect(EPOLL_CTL_MOD, visit->app, EPOLLIN, number, app_side);
  } else {
    end_visit(visit);
  }
}

// The headers stand here and the page there: writev sends both, and needs no copy of either.
static void answer_visitor(struct visit* visit) {
  char head[256];
  int length = snprintf(head, sizeof head,
                        "HTTP/1.1 %s\r\nContent-Type: text/plain; charset=utf-8\r\n"
                        "Content-Length: %zu\r\nConnection: close\r\n\r\n",
                        visit->told > 0 ? "200 OK" : "404 Not Found", visit->told);
  struct iovec parts[] = {{head, (size_t)length}, {visit->page, visit->told}};
  ssize_t count = 0;
  for (size_t part = 0; part < 2;) {
    count = writev(visit->visitor, parts + part, (int)(2 - part));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) break;
    note(visit->visitor, name, "sent", count);
    for (; part < 2 && (size_t)count >= parts[part].iov_len; ++part) {
      count -= (ssize_t)parts[part].iov_len;
    }
    if (part == 2) break;
    parts[part].iov_base = (char*)parts[part].iov_base + count;
    parts[part].iov_len -= (size_t)count;
  }
  end_visit(visit);
}

static void hear_app(struct visit* visit) {
  size_t count = receive(visit->app, visit->page + visit->told, room - 1 - visit->told);
  note(visit->app, name, "got", (ssize_t)count);
  visit->told += count;
  if (count == 0) answer_visitor(visit);
}

static void happen(const struct epoll_event* event, int channel) {
  size_t number = event->data.u64 / 4;
  enum side side = event->data.u64 % 4;
  struct visit* visit = &visits[number];
  if (side == channel_side) {
    take_visitor(channel);
  } else if (visit->visitor < 0) {
    // It has ended with what happened just before.
  } else if (side == visitor_side) {
    hear_visitor(visit, number);
  } else if ((event->events & EPOLLIN) != 0) {
    hear_app(visit);
  } else {
    ask_app(visit, number);
  }
}

static void work(int channel) {
  struct epoll_event happened[most_events];
  events = epoll_create1(EPOLL_CLOEXEC);
  for (size_t i = 0; i < most_visits; ++i) visits[i].visitor = -1;
  expect(EPOLL_CTL_ADD, channel, EPOLLIN, 0, channel_side);
  for (;;) {
    int count = epoll_wait(events, happened, most_events, -1);
    for (int i = 0; i < count; ++i) happen(&happened[i], channel);
  }
}

// --- the door ---

static void start_worker(int number, int door) {
  int ends[2];
  pid_t front = getpid();
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) < 0) give_up("socketpair");
  pid_t worker = fork();
  if (worker < 0) give_up("fork");
  if (worker == 0) {
    // Whoever looks for it by name finds it so; and it ends with the one that has started it.
    snprintf(name, sizeof name, "front-%d", number + 1);
    prctl(PR_SET_NAME, name);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != front) _exit(1);
    close(door);
    for (int i = 0; i < number; ++i) close(channels[i]);
    close(ends[0]);
    work(ends[1]);
  }
  close(ends[1]);
  channels[number] = ends[0];
}

static void hand_over(int visitor, int door) {
  char byte = 'v';
  union {
    struct cmsghdr head;
    char bytes[CMSG_SPACE(sizeof(int))];
  } control = {0};
  struct iovec text = {&byte, 1};
  struct msghdr message = {.msg_iov = &text,
                           .msg_iovlen = 1,
                           .msg_control = control.bytes,
                           .msg_controllen = sizeof control.bytes};
  struct sockaddr_in peer = {0};
  socklen_t size = sizeof peer;
  (void)door;
  getpeername(visitor, (struct sockaddr*)&peer, &size);
  control.head = (struct cmsghdr){
      .cmsg_len = CMSG_LEN(sizeof visitor), .cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS};
  memcpy(CMSG_DATA(&control.head), &visitor, sizeof visitor);
  sendmsg(channels[ntohl(peer.sin_addr.s_addr) % workers], &message, MSG_NOSIGNAL);
}

int main(int count, char** words) {
  if (count != 5) {
    fprintf(stderr, "usage: front PLACE PORT APP_PLACE APP_PORT\n");
    return 2;
  }
  app_address = address_of(words[3], words[4]);
  int door = listen_at_port(words[1], words[2]);
  for (int i = 0; i < workers; ++i) start_worker(i, door);
  return serve(&door, 1, hand_over);
}
