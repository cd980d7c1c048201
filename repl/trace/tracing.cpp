#include "repl/trace/tracing.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include "core/elf/runnable.hpp"
#include "core/proc/attach_failure.hpp"
#include "core/proc/status.hpp"
#include "repl/resources.hpp"
#include "repl/trace/interruption.hpp"

namespace spyglass {

namespace {

/// One run of `spyglass trace`.
class Tracing {
 public:
  Tracing(const TraceRequest& request, Sink sink)
      : request_(request),
        sink_(std::move(sink)),
        printer_(sink_, request.look),
        trace_(request.decode) {}

  Result<void> begin();
  void run();
  [[nodiscard]] int exit_code() const;

 private:
  Result<void> launch();
  void take(Trace::Step step);
  void show(const Trace::Step& step);
  [[nodiscard]] bool follows(const Trace::Step& step) const;
  void leave(int signal);
  void say(const std::string& what) const;

  const TraceRequest& request_;
  Sink sink_;
  TracePrinter printer_;
  Trace trace_;
  std::optional<Pid> program_;
  std::optional<ExitStatus> status_;
  std::set<Tid> wanted_;  ///< the threads that were asked for: without -f, no others
};

void Tracing::say(const std::string& what) const {
  if (!request_.quiet) fmt::print(stderr, "spyglass: {}\n", what);
}

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
  wanted_.insert(leader_of(*program_));
  take(std::move(launched->step));
  return {};
}

Result<void> Tracing::begin() {
  for (const Pid process : request_.processes) {
    if (auto attached = trace_.attach(process); !attached) {
      return fail(proc::why_not_attachable(process, attached.error().number));
    }
    wanted_.insert(leader_of(process));
    say(fmt::format("attached to process {}", process.value()));
  }
  return request_.program.empty() ? Result<void>{} : launch();
}

bool Tracing::follows(const Trace::Step& step) const {
  return request_.follow || wanted_.contains(step.stop.thread);
}

void Tracing::show(const Trace::Step& step) {
  const bool hidden = step.call && !request_.filter.shows(*step.call);
  if (!hidden) {
    printer_.show(step, trace_.tracer().threads().size());
  } else if (std::holds_alternative<event::Gone>(step.stop.event)) {
    printer_.show({{step.stop.thread, step.stop.process, step.stop.event, std::nullopt}, nullptr},
                  trace_.tracer().threads().size());
  }
}

void Tracing::take(Trace::Step step) {
  Stop& stop = step.stop;
  if (!follows(step)) {
    // Without -f a child or another thread goes its own way from its first stop on.
    if (stop.stopped) (void)trace_.tracer().detach(std::move(*stop.stopped));
    return;
  }
  if (std::holds_alternative<event::Started>(stop.event) && !wanted_.contains(stop.thread)) {
    printer_.pause();
    say(fmt::format("process {} is followed", stop.thread.value()));
  }
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
  }
  if (interruption.signal() != 0) leave(interruption.signal());
  printer_.finish();
}

void Tracing::leave(int signal) {
  // A launched program gets what we got, and is let go; attached ones are let go where they are.
  trace_.tracer().interrupt_all();
  while (auto step = trace_.wait()) {
    if (!step->stop.stopped) continue;
    const Pid process = step->stop.process;
    (void)trace_.tracer().detach(std::move(*step->stop.stopped));
    if (process == program_) {
      kill(process.value(), signal);
    } else {
      say(fmt::format("detached from process {}", process.value()));
    }
  }
}

int Tracing::exit_code() const {
  if (!sink_.problem().empty()) {
    fmt::print(stderr, "spyglass: {}\n", sink_.problem());
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
  Sink sink;
  if (!request.output.empty()) {
    auto file = Sink::to_file(request.output);
    if (!file) return complain(file.error());
    sink = std::move(*file);
  }
  Tracing tracing(request, std::move(sink));
  if (auto begun = tracing.begin(); !begun) return complain(begun.error());
  tracing.run();
  return tracing.exit_code();
}

}  // namespace spyglass
