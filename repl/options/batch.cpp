#include "repl/options/batch.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <iostream>

#include "repl/shell/shell.hpp"

namespace spyglass {

namespace {

/// In a batch nobody can answer a program that waits for a person, so only that gives a move up;
/// any other call is waited for.
constexpr Patience batch_patience{.quiet = std::chrono::milliseconds(100), .any_call = false};

bool run_one(Shell& shell, const std::string& line) {
  const auto done = shell.run_line(line);
  if (!done) fmt::print(stderr, "spyglass: {}\n", done.error().message);
  return done.has_value();
}

bool run_stream(Shell& shell, std::istream& lines) {
  for (std::string line; !shell.leaving() && std::getline(lines, line);) {
    if (!run_one(shell, line)) return false;
  }
  return true;
}

}  // namespace

int run_batch(Signals& signals, Output& out, const Batch& batch) {
  Shell shell(signals, out, {.patience = batch_patience, .interactive = false});
  for (const auto* list : {&batch.first, &batch.commands}) {
    for (const std::string& line : *list) {
      if (shell.leaving()) return 0;
      if (!run_one(shell, line)) return 1;
    }
  }
  if (!batch.file.empty()) {
    std::ifstream file(batch.file);
    if (!file) {
      fmt::print(stderr, "spyglass: cannot read the command file {}: {}\n", batch.file,
                 std::strerror(errno));
      return 1;
    }
    if (!run_stream(shell, file)) return 1;
  }
  if (batch.standard_input && !run_stream(shell, std::cin)) return 1;
  out.fresh_line();
  return 0;
}

}  // namespace spyglass
