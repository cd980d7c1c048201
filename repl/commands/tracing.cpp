#include "repl/commands/families.hpp"
#include "repl/options/trace_reading.hpp"
#include "repl/shell/shell.hpp"

namespace spyglass::commands {

namespace {

Result<void> trace(Shell& shell, const Words& words) {
  if (words.empty()) return wrong_usage("trace");
  std::vector<std::string> list = words.list;
  list.insert(list.begin(), "trace");
  std::vector<char*> pointers;
  pointers.reserve(list.size());
  for (std::string& word : list) pointers.push_back(word.data());
  // Read here first, so that what makes no sense is an error of this line.
  const auto reading = read_trace_flags(static_cast<int>(pointers.size()), pointers.data());
  if (!reading) return tl::make_unexpected(reading.error());
  return reading->helped ? Result<void>() : shell.run_beside(std::move(list));
}

constexpr Command rows[] = {
    {"trace", "trace [FLAG…] PROGRAM [ARGUMENT…]", "a whole trace, with the flags of strace",
     "Runs a program from its beginning to its end, beside the one at hand, and prints its calls "
     "as "
     "strace does; `trace -h` lists the flags. The program gets no input.\n"
     "  trace -s 1024 -e openat cat /etc/hostname",
     Completes::programs, trace},
};

}  // namespace

CommandFamily tracing() { return {"trace", rows}; }

}  // namespace spyglass::commands
