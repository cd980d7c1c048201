// Logs parcels. Every word of an entry is a write of its own, and the log is opened so that each of
// them waits for the disk; unless the config file allows it to collect them first.
//
// Usage: parcel-log PARCELS LOG, with parcel-log.conf, which may say "buffer = BYTES".

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { most = 65536 };

static char buffer[most];
static size_t collected, limit;  // a limit of 0: nothing is collected
static int log_fd;

// write(2) may take less than it was given.
static void write_all(const char* bytes, size_t left) {
  while (left > 0) {
    ssize_t count = write(log_fd, bytes, left);
    if (count < 0) {
      perror("parcel-log");
      exit(1);
    }
    bytes += count;
    left -= (size_t)count;
  }
}

static void flush(void) {
  write_all(buffer, collected);
  collected = 0;
}

static void put(const char* word) {
  size_t length = strlen(word);
  if (length > limit) {
    flush();
    write_all(word, length);
    return;
  }
  if (collected + length > limit) flush();
  memcpy(buffer + collected, word, length);
  collected += length;
}

static void read_config(void) {
  char line[80];
  FILE* file = fopen("parcel-log.conf", "re");
  if (file == NULL) return;
  while (fgets(line, sizeof line, file) != NULL) sscanf(line, " buffer = %zu", &limit);
  fclose(file);
  if (limit > most) limit = most;
}

int main(int count, char** words) {
  char word[32];
  if (count != 3) {
    fprintf(stderr, "usage: parcel-log PARCELS LOG\n");
    return 2;
  }
  read_config();
  log_fd = open(words[2], O_WRONLY | O_CREAT | O_TRUNC | O_SYNC | O_CLOEXEC, 0600);
  if (log_fd < 0) {
    perror("parcel-log");
    return 1;
  }
  int parcels = atoi(words[1]);
  for (int parcel = 1; parcel <= parcels; ++parcel) {
    // Whoever wants it to stop in between makes a file of this name. Usually nobody does, and then
    // this is an error for the kernel, but none for us.
    if (parcel % 10 == 0 && access("stop", F_OK) == 0) break;
    snprintf(word, sizeof word, "%05d", parcel);
    put("parcel ");
    put(word);
    put(" sent\n");
  }
  flush();
  return 0;
}
