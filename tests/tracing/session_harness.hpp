#pragma once

#include "core/proc/status.hpp"
#include "repl/session/session.hpp"
#include "tests/tracing/process.hpp"

namespace spyglass {

/// Writes down what a session tells while it happens.
class Listener final : public Watcher {
 public:
  void call_entered(const Call& call) override { said.emplace_back("enter " + call.name); }
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
class SessionStage {
 public:
  using Reason = Outcome::Reason;
  using Move = Goal::Kind;

  SessionStage() = default;
  explicit SessionStage(const std::string& path, std::vector<std::string> arguments = {}) {
    const Outcome outcome = start(path, std::move(arguments));
    REQUIRE(outcome.reason == Reason::loaded);
  }
  ~SessionStage() { (void)session.kill(); }
  SessionStage(const SessionStage&) = delete;
  SessionStage& operator=(const SessionStage&) = delete;

  Outcome start(const std::string& path, std::vector<std::string> arguments = {}) {
    arguments.insert(arguments.begin(), path);
    return want(session.run({.path = path, .arguments = std::move(arguments)}, patience));
  }
  Outcome go(Move kind, std::vector<std::string> calls = {}) {
    return want(session.pursue({kind, std::move(calls)}, patience));
  }
  Outcome wait() { return want(session.resume_waiting(patience)); }

  /// Moves until the focused thread sleeps in a call of a name, for good as far as it knows.
  Outcome go_until_blocked(Move kind, const std::string& name = "read") {
    Outcome outcome = want(session.pursue({kind}, impatience));
    while (outcome.reason == Reason::waiting && !sleeps_in(name)) {
      outcome = want(session.resume_waiting(impatience));
    }
    CHECK(outcome.reason == Reason::waiting);
    return outcome;
  }
  /// Waits until the program has written something.
  void wait_for_output(const std::string& text) {
    while (session.log().output().find(text) == std::string::npos) {
      REQUIRE(want(session.resume_waiting(impatience)).reason == Reason::waiting);
    }
  }

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

  Listener listener;
  Session session{signals(), listener};
  /// Never met by a program that gets some processor time.
  Patience patience{.quiet = std::chrono::seconds(20), .any_call = true};
  /// For calls that wait for something that only the test will do. On a busy machine any other call
  /// may take as long.
  Patience impatience{.quiet = std::chrono::milliseconds(5), .any_call = true};

 private:
  [[nodiscard]] bool sleeps_in(std::string_view name) const {
    const auto call = session.current_call();
    const auto status = proc::status(session.focus());
    return call && call->name == name && status && status->state == 'S';
  }

  const Deadline deadline_;
};

}  // namespace spyglass
