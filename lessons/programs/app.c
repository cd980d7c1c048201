// The application behind a website: is asked for a page by its path ("page /today"), asks a
// database for what stands on it, and tells that as plain text. What there is to know, the database
// knows.
//
// Usage: app PLACE PORT DATABASE, where the database listens at the Unix socket of that name. Says
// "ready" when it may be asked; ends when its input does.

#include "wire.h"

enum { room = 1024 };

static const char* database;

// Asks one question, and cuts the end of the line off the answer. 0 when there is one.
static int ask(const char* question, char* answer) {
  struct sockaddr_un address = address_of_path(database);
  int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  size_t length = 0;
  if (fd < 0) return -1;
  if (connect(fd, (struct sockaddr*)&address, sizeof address) == 0 &&
      send_all(fd, question, strlen(question), "app") == 0) {
    length = receive_until(fd, answer, room, "\n", "app");
  }
  close(fd);
  if (length == 0) return -1;
  answer[strcspn(answer, "\n")] = '\0';
  return 0;
}

static void answer(int caller, int door) {
  char line[room], path[200], question[room], row[room], text[room], page[room + 32];
  (void)door;
  receive_until(caller, line, sizeof line, "\n", "app");
  if (sscanf(line, "page %199s", path) != 1) return;
  snprintf(question, sizeof question, "select notice from pages where path = %s\n", path);
  if (ask(question, row) < 0) return;
  snprintf(question, sizeof question, "select text from notices where id = %.100s\n", row);
  if (ask(question, text) < 0) return;
  snprintf(page, sizeof page, "Notice of the day: %s\n", text);
  send_all(caller, page, strlen(page), "app");
}

int main(int count, char** words) {
  if (count != 4) {
    fprintf(stderr, "usage: app PLACE PORT DATABASE\n");
    return 2;
  }
  database = words[3];
  int door = listen_at_port(words[1], words[2]);
  return serve(&door, 1, answer);
}
