#include "repl/trace/tracing.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <memory>

#include "core/elf/runnable.hpp"
#include "core/proc/attach_failure.hpp"
#include "core/proc/status.hpp"
#include "repl/resources.hpp"
#include "repl/trace/interruption.hpp"
#include "repl/trace/printer.hpp"

namespace spyglass {

namespace {

/// One run of `spyglass trace`.
class Tracing {
 public:
  Tracing(const TraceRequest& request, Sinks sinks)
      : request_(request), sinks_(std::move(sinks)), trace_(request.decode) {
    trace_.tracer().follow(request.follow);
    for (const Injection& injection : request.injections) trace_.injector().add(injection);
    trace_.injector().consider_only([this](const Call& call) { return is_shown(call); });
    const Silence silence{.exits = quiet(Message::exit),
                          .thread_execve = quiet(Message::thread_execve),
                          .signals = request.signals};
    reporters_.push_back(std::make_unique<TracePrinter>(sinks_, request.look, silence));
  }

  Result<void> begin();
  void run();
  [[nodiscard]] int exit_code() const;

 private:
  Result<void> launch();
  void take(Trace::Step step);
  void show(const Trace::Step& step);
  [[nodiscard]] bool is_shown(const Call& call) const {
    return request_.calls.contains(call.name, call.raw.abi);
  }
  void leave(int signal);
  void let_go(Trace::Step step);
  [[nodiscard]] bool quiet(Message message) const {
    return request_.quiet.contains(static_cast<int>(message));
  }
  /// Tells of something on standard error, beside the trace.
  void say(std::string_view what);
  /// Tells of attaching and detaching.
  void say_of(Pid process, std::string_view what);
  void say_of(Tid thread, std::string_view what);

  const TraceRequest& request_;
  Sinks sinks_;
  std::vector<std::unique_ptr<Reporter>> reporters_;
  Trace trace_;
  std::optional<Pid> program_;
  std::optional<ExitStatus> status_;
};

void Tracing::say(std::string_view what) {
  for (const auto& reporter : reporters_) reporter->pause();
  fmt::print(stderr, "spyglass: {}\n", what);
}

void Tracing::say_of(Tid thread, std::string_view what) {
  if (!quiet(Message::attach)) say(fmt::format("Process {} {}", thread.value(), what));
}

void Tracing::say_of(Pid process, std::string_view what) { say_of(leader_of(process), what); }

Result<void> Tracing::launch() {
  const auto path = find_program(request_.program.front());
  if (!path) {
    return bad_input(fmt::format("there is no `{}` in PATH; a file needs its path: ./{}",
                                 request_.program.front(), request_.program.front()));
  }
  if (auto reason = why_not_runnable(*path)) return bad_input(std::move(*reason));
  LaunchOptions options;
  options.path = *path;
  options.arguments = request_.program;
  options.randomize_addresses = true;
  for (char** entry = environ; *entry != nullptr; ++entry) options.environment.emplace_back(*entry);
  auto launched = trace_.launch(options);
  if (!launched) return tl::make_unexpected(launched.error());
  program_ = launched->step.stop.process;
  take(std::move(launched->step));
  return {};
}

Result<void> Tracing::begin() {
  for (const Pid process : request_.processes) {
    if (auto attached = trace_.attach(process); !attached) {
      return fail(proc::why_not_attachable(process, attached.error().number));
    }
    say_of(process, "attached");
  }
  return request_.program.empty() ? Result<void>{} : launch();
}

void Tracing::show(const Trace::Step& step) {
  const std::size_t threads = trace_.tracer().threads().size();
  const bool hidden = step.call && !is_shown(*step.call);
  // The call is left out, but not what else happened: an end, an exec.
  const Trace::Step rest{{step.stop.thread, step.stop.process, step.stop.event, std::nullopt}, {}};
  for (const auto& reporter : reporters_) reporter->show(hidden ? rest : step, threads);
}

void Tracing::take(Trace::Step step) {
  Stop& stop = step.stop;
  if (std::holds_alternative<event::Started>(stop.event)) say_of(stop.thread, "attached");
  for (const std::string& problem : trace_.injector().take_problems()) say(problem);
  show(step);
  if (std::holds_alternative<event::Gone>(stop.event) && stop.thread == leader_of(stop.process) &&
      stop.process == program_) {
    status_ = std::get<event::Gone>(stop.event).status;
  }
  if (stop.stopped) (void)std::move(*stop.stopped).resume(Resume::to_call);
}

void Tracing::run() {
  const Interruption interruption;
  while (!trace_.tracer().empty() && interruption.signal() == 0) {
    if (auto step = trace_.wait()) take(std::move(*step));
    if (!sinks_.problem().empty()) break;
  }
  if (!trace_.tracer().empty()) leave(interruption.signal());
  for (const auto& reporter : reporters_) reporter->finish();
}

void Tracing::leave(int signal) {
  trace_.tracer().interrupt_all();
  while (auto step = trace_.wait()) let_go(std::move(*step));
  // A launched program gets what we got.
  if (program_ && !status_ && signal != 0) kill(program_->value(), signal);
}

void Tracing::let_go(Trace::Step step) {
  if (!step.stop.stopped) return show(step);
  const Tid thread = step.stop.thread;
  if (std::holds_alternative<event::CallExit>(step.stop.event)) show(step);
  for (const auto& reporter : reporters_) reporter->let_go(thread);
  (void)trace_.tracer().detach(std::move(*step.stop.stopped));
  say_of(thread, "detached");
}

int Tracing::exit_code() const {
  if (!sinks_.problem().empty()) {
    fmt::print(stderr, "spyglass: {}\n", sinks_.problem());
    return 1;
  }
  if (!status_) return 0;
  return status_->was_killed() ? 128 + status_->killed_by.value() : status_->code;
}

int complain(const Error& error) {
  fmt::print(stderr, "spyglass: {}\n", error.message);
  return 1;
}

}  // namespace

int trace_program(const TraceRequest& request) {
  auto sinks = Sinks::open(request.output, request.append, request.separately);
  if (!sinks) return complain(sinks.error());
  Tracing tracing(request, std::move(*sinks));
  if (auto begun = tracing.begin(); !begun) return complain(begun.error());
  tracing.run();
  return tracing.exit_code();
}

}  // namespace spyglass
