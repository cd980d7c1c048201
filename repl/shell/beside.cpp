// Another spyglass beside the prompt's own session, for what a session is not made for: a whole
// trace with flags.

#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>

#include "core/launch_inside.hpp"
#include "repl/own_environment.hpp"
#include "repl/session/terminal.hpp"
#include "repl/shell/shell.hpp"

namespace spyglass {

namespace {

constexpr int longest_sleep_ms = 100;

}  // namespace

Result<void> Shell::run_beside(std::vector<std::string> words) {
  words.insert(words.begin(), "spyglass");
  LaunchOptions options{.path = "/proc/self/exe",
                        .arguments = std::move(words),
                        .environment = environment_in_terminal(workplace.environment),
                        .directory = workplace.directory,
                        .streams = Streams::terminal,
                        .randomize_addresses = true};
  if (workplace.sandbox) {
    // It traces, which nobody does who is confined; what it starts is confined by it.
    launch_in_namespaces(options, workplace.sandbox);
    options.environment.push_back(sandbox_variable(workplace.sandbox->facts()));
  }
  auto child = prepare_child(options);
  if (!child) return tl::make_unexpected(child.error());
  const pid_t process = child->process.value();
  Terminal terminal(std::move(child->channels));
  terminal.set_size(out_.look().usable_width(), 24);
  const char byte = 1;
  if (write(child->go.get(), &byte, 1) != 1) return fail_errno("cannot start it", errno);

  const auto start = std::chrono::steady_clock::now();
  const auto limit = settings_.patience.limit;
  bool over = false;
  // What it leaves behind may keep the terminal open, so its own end is what counts.
  while (waitpid(process, nullptr, WNOHANG) == 0) {
    std::array<pollfd, 2> sources = {pollfd{signals_.fd(), POLLIN, 0},
                                     pollfd{terminal.fd(), POLLIN, 0}};
    // Whoever is quiet may wait for input, and there is none: Ctrl-D says so.
    if (poll(sources.data(), sources.size(), longest_sleep_ms) == 0) terminal.type("\x04");
    out_.program_text(terminal.read_available());
    signals_.collect();
    if (signals_.take_interrupt()) terminal.type("\x03");
    over = limit.count() > 0 && std::chrono::steady_clock::now() - start > limit;
    if (over || signals_.leaving()) kill(process, SIGKILL);
  }
  out_.program_text(terminal.read_available());
  out_.fresh_line();
  if (over) return fail("it took longer than anything may where nobody sits, and was ended");
  return {};
}

}  // namespace spyglass
