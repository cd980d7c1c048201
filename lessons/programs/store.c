// A database behind a Unix socket. It knows one kind of question,
//     select COLUMN from TABLE where COLUMN = VALUE
// and answers with a line: what stands in that column of the first row that fits. A table is a
// file, TABLE.tsv: a row a line, its columns separated by tabs; the first line has their names.
//
// Usage: store SOCKET. Says "ready" when it may be asked; ends when its input does.

#include "wire.h"

enum { room = 1024, most_columns = 8, word = 64 };

static int split(char* line, char** cells) {
  int count = 0;
  line[strcspn(line, "\n")] = '\0';
  for (char* cell = strtok(line, "\t"); cell != NULL && count < most_columns;
       cell = strtok(NULL, "\t")) {
    cells[count++] = cell;
  }
  return count;
}

static int column_called(const char* name, char** cells, int count) {
  for (int i = 0; i < count; ++i) {
    if (strcmp(cells[i], name) == 0) return i;
  }
  return -1;
}

// 1 when there is such a row.
static int look_up(const char* wanted, const char* table, const char* by, const char* value,
                   char* found) {
  char path[word + 8], line[room], *cells[most_columns];
  int hits = 0;
  snprintf(path, sizeof path, "%s.tsv", table);
  FILE* file = fopen(path, "re");
  if (file == NULL) return 0;
  if (fgets(line, sizeof line, file) != NULL) {
    int count = split(line, cells);
    int from = column_called(wanted, cells, count), key = column_called(by, cells, count);
    while (hits == 0 && from >= 0 && key >= 0 && fgets(line, sizeof line, file) != NULL) {
      count = split(line, cells);
      if (from >= count || key >= count || strcmp(cells[key], value) != 0) continue;
      snprintf(found, room, "%s\n", cells[from]);
      hits = 1;
    }
  }
  fclose(file);
  return hits;
}

static void answer(int caller, int door) {
  char question[room], wanted[word], table[word], by[word], value[word], found[room];
  (void)door;
  receive_until(caller, question, sizeof question, "\n", "store");
  // No table is elsewhere: its name has no slash.
  if (sscanf(question, "select %63s from %63[a-z] where %63s = %63[^\n]", wanted, table, by,
             value) != 4 ||
      !look_up(wanted, table, by, value, found)) {
    return;
  }
  send_all(caller, found, strlen(found), "store");
}

int main(int count, char** words) {
  if (count != 2) {
    fprintf(stderr, "usage: store SOCKET\n");
    return 2;
  }
  int door = listen_at_path(words[1]);
  return serve(&door, 1, answer);
}
