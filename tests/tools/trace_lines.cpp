// Runs a program and prints every line of its trace to descriptor 3, or to standard error: what the
// tests compare with the lines that a target prints and with those of strace.

#include <fmt/format.h>
#include <unistd.h>

#include <cstdlib>
#include <string>

#include "core/report/text.hpp"
#include "core/trace.hpp"

using namespace spyglass;

namespace {

void print(const Trace& trace, Tid thread, std::string line) {
  if (trace.tracer().threads().size() > 1)
    line = fmt::format("[pid {:5}] {}", thread.value(), line);
  line += '\n';
  const int fd = std::getenv("TRACE_FD") != nullptr ? 3 : 2;
  if (::write(fd, line.data(), line.size()) < 0) std::exit(1);
}

void show(const Trace& trace, const Trace::Step& step) {
  const Tid thread = step.stop.thread;
  if (step.call && !step.call->in_kernel()) print(trace, thread, call_text(*step.call));
  if (const auto* signal = std::get_if<event::SignalStop>(&step.stop.event)) {
    print(trace, thread, fmt::format("--- {} ---", signal_text(signal->signal, signal->info)));
  }
  if (const auto* gone = std::get_if<event::Gone>(&step.stop.event)) {
    print(trace, thread, fmt::format("+++ {} +++", exit_text(gone->status)));
  }
}

}  // namespace

int main(int count, char** words) {
  if (count < 2) return 2;
  LaunchOptions options;
  options.path = words[1];
  options.arguments.assign(words + 1, words + count);
  for (char** entry = environ; *entry != nullptr; ++entry) options.environment.emplace_back(*entry);
  Trace trace;
  auto launched = trace.launch(options);
  if (!launched) {
    fmt::print(stderr, "{}\n", launched.error().message);
    return 1;
  }
  std::optional<Trace::Step> step = std::move(launched->step);
  while (step) {
    show(trace, *step);
    if (step->stop.stopped) (void)std::move(*step->stop.stopped).resume(Resume::to_call);
    step = trace.wait();
  }
}
