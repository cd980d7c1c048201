#include <fmt/format.h>

#include "repl/commands/families.hpp"
#include "repl/shell/shell.hpp"

namespace spyglass::commands {

namespace {

Result<void> record(Shell& shell, const Words& words) {
  if (words.size() != 1) return wrong_usage("record");
  if (words[0] == "stop") return shell.session().stop_recording();
  const auto place = shell.writable_from_workplace(words[0]);
  if (!place) return tl::make_unexpected(place.error());
  if (auto begun = shell.session().record(*place); !begun) return begun;
  shell.out().line(
      shell.session().is_recording()
          ? fmt::format("from here on everything is written to {}", words[0])
          : fmt::format("the next program is written to {}, from its start on", words[0]));
  return {};
}

Result<void> replay(Shell& shell, const Words& words) {
  if (words.size() != 1) return wrong_usage("replay");
  return shell.arrive(shell.session().replay(shell.from_workplace(words[0])));
}

constexpr Command rows[] = {
    {"record", "record FILE|stop", "write down everything that happens",
     "Writes every event with the registers and the memory that it takes to look at it into a "
     "file, until the program has ended or `record stop`. Without a program it begins with the "
     "next one that is run. The file holds what the program read and wrote, its environment too: "
     "mind to whom you give it.\n  record ls.spy",
     Completes::nothing, record},
    {"replay", "replay FILE", "look at a recording",
     "Opens a recording in the place of a program, on this machine or on another. All commands "
     "that look work on it, and so do those that move: forward to the next call, back, or to any "
     "call by its number.\n  replay ls.spy",
     Completes::programs, replay},
};

}  // namespace

CommandFamily recording() { return {"keep", rows}; }

}  // namespace spyglass::commands
