#pragma once

#include "repl/session/session.hpp"
#include "tests/tracing/process.hpp"

namespace spyglass {

/// Writes down what a session tells while it happens.
class Recorder final : public Watcher {
 public:
  void call_entered(const Call& call) override { said.push_back("enter " + call.name); }
  void call_left(const Call& call) override {
    said.push_back("leave " + call_text(call, {.result_column = 0}));
  }
  void signal_arrived(Tid, Signal signal, const siginfo_t&) override {
    said.push_back("signal " + std::to_string(signal.value()));
  }
  void process_ended(Pid, const ExitStatus& status) override { said.push_back(exit_text(status)); }
  void program_wrote(std::string_view text) override {
    said.push_back("wrote " + std::string(text));
  }

  /// Where a line stands, or past the end.
  [[nodiscard]] std::size_t index_of(const std::string& line) const {
    return static_cast<std::size_t>(std::find(said.begin(), said.end(), line) - said.begin());
  }
  [[nodiscard]] bool heard(const std::string& line) const { return index_of(line) < said.size(); }

  std::vector<std::string> said;
};

/// A session with a program in it, and shorthands that want every move to succeed.
class Stage {
 public:
  using Reason = Outcome::Reason;
  using Move = Goal::Kind;

  Stage() = default;
  explicit Stage(const std::string& path, std::vector<std::string> arguments = {}) {
    const Outcome outcome = start(path, std::move(arguments));
    REQUIRE(outcome.reason == Reason::loaded);
  }
  ~Stage() { (void)session.kill(); }
  Stage(const Stage&) = delete;
  Stage& operator=(const Stage&) = delete;

  Outcome start(const std::string& path, std::vector<std::string> arguments = {}) {
    arguments.insert(arguments.begin(), path);
    return want(session.run({.path = path, .arguments = std::move(arguments)}, patience));
  }
  Outcome go(Move kind, std::vector<std::string> calls = {}) {
    return want(session.pursue({kind, std::move(calls)}, patience));
  }
  Outcome wait() { return want(session.resume_waiting(patience)); }

  [[nodiscard]] std::uint64_t get(std::string_view name) const {
    const auto registers = session.registers();
    REQUIRE(registers);
    return registers->get(name);
  }
  void set(std::string_view name, std::uint64_t value) {
    const auto registers = session.registers();
    REQUIRE(registers);
    const Register* which = find_register(registers->abi(), name);
    REQUIRE(which != nullptr);
    REQUIRE(session.set_register(*which, value));
  }
  [[nodiscard]] Addr pc() const {
    const auto registers = session.registers();
    REQUIRE(registers);
    return registers->program_counter();
  }
  [[nodiscard]] Addr place(const std::string& name) const {
    const auto found = session.symbols().find(name);
    REQUIRE(found);
    return *found;
  }

  /// One for the whole test program: it blocks signals, and nothing unblocks them.
  static Signals& signals() {
    static Signals one;
    return one;
  }

  template <class T>
  static T want(Result<T> result) {
    INFO((result ? "" : result.error().message));
    REQUIRE(result);
    return std::move(*result);
  }

  Recorder recorder;
  Session session{signals(), recorder};
  /// A call that waits for something that only a test will do is given up soon.
  Patience patience{.quiet = std::chrono::milliseconds(20), .any_call = true};

 private:
  const Deadline deadline_;
};

}  // namespace spyglass
