// A launcher: starts some helpers, waits for them, and does none of the work itself. One helper,
// the brewer, reads an XML file that it looks for in several folders. A tracer that follows the
// launcher alone sees none of that.
//
// Usage: tea-machine, with TEA_PLACES=folder:folder:… and TEA_PUMPS=how many other helpers.

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { room = 512, most_pumps = 8 };

// The text of a file, as far as it fits; -1 when it cannot be opened. read(2) may give less than
// was asked for, but of a small file on a disk it gives all.
static int read_file(const char* path, char* text) {
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0) return -1;
  ssize_t count = read(fd, text, room - 1);
  close(fd);
  text[count < 0 ? 0 : count] = '\0';
  return 0;
}

// Takes the first plan that is there, as a shell takes the first program of PATH.
static int brew(void) {
  const char* places = getenv("TEA_PLACES");
  char list[room], path[room + 16], text[room];
  snprintf(list, sizeof list, "%s", places == NULL ? "." : places);
  for (char* place = strtok(list, ":"); place != NULL; place = strtok(NULL, ":")) {
    snprintf(path, sizeof path, "%s/plan.xml", place);
    if (read_file(path, text) < 0) continue;
    const char* degrees = strstr(text, "degrees=\"");
    if (degrees == NULL) continue;
    printf("tea is served, at %d degrees\n", atoi(degrees + strlen("degrees=\"")));
    return 0;
  }
  fprintf(stderr, "tea-machine: there is no plan\n");
  return 1;
}

static int pump(int number) {
  char path[room], text[room];
  snprintf(path, sizeof path, "pumps/%d.ini", number);
  return read_file(path, text) < 0;
}

int main(void) {
  const char* wanted = getenv("TEA_PUMPS");
  int pumps = wanted == NULL ? 1 : atoi(wanted);
  if (pumps > most_pumps) pumps = most_pumps;
  int failures = 0;
  // Helper 0 is the brewer. They take turns, so that a trace of all of them reads as a story.
  for (int number = 0; number <= pumps; ++number) {
    pid_t helper = fork();
    if (helper < 0) {
      perror("tea-machine: fork");
      return 1;
    }
    if (helper == 0) {
      int status = number == 0 ? brew() : pump(number);
      // Not exit(3) of the parent: the helper's own output must be written, and nothing else.
      fflush(stdout);
      _exit(status);
    }
    int status = 0;
    waitpid(helper, &status, 0);
    if (status != 0) ++failures;
  }
  return failures > 0;
}
