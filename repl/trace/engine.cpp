#include "repl/trace/engine.hpp"

#include <fmt/format.h>

#include <string_view>

#include "repl/own_environment.hpp"

namespace spyglass {

namespace {

/// What only a stopped thread can tell, or have done to it.
struct Need {
  bool (*is_there)(const TraceRequest& request);
  std::string_view why;
};

bool wants_names(const TraceRequest& request) {
  const Naming& naming = request.look.naming;
  return !naming.descriptors.is_empty() || !naming.processes.is_empty();
}

/// Calls that are picked out run at full speed under a filter of seccomp(2): nothing is cheaper.
bool has_short_list(const TraceRequest& request) {
  return request.follow && request.processes.empty() && !request.calls.is_all() &&
         !request.calls.contains({}, native_abi().id);
}

constexpr Need needs[] = {
    {[](const TraceRequest& r) { return !r.injections.empty() || r.changes_calls; },
     "it is to tamper with calls, which must stop for that"},
    {[](const TraceRequest& r) { return !r.record.empty(); },
     "a recording holds what only a stopped program tells"},
    {[](const TraceRequest& r) { return r.look.instruction_pointer || r.wants_stacks; },
     "registers can be read of a stopped program alone"},
    {wants_names,
     "names of descriptors and processes hold for as long as the program stands still"},
    {[](const TraceRequest& r) { return !r.paths.empty(); },
     "paths of descriptors hold for as long as the program stands still"},
    {[](const TraceRequest& r) {
       return !r.decode.read.is_empty() || !r.decode.written.is_empty();
     },
     "all that is read or written is wanted, however much that is"},
    {[](const TraceRequest& r) { return r.detach_on_execve; },
     "-b lets go of a program that stands still"},
    {[](const TraceRequest& r) { return r.debug; }, "-d tells of stops"},
    {[](const TraceRequest& r) { return r.placement != Placement::parent; },
     "-D leaves the program to itself"},
    {[](const TraceRequest& r) { return r.kernel_filter; },
     "--seccomp-bpf asks for a filter, which stops"},
    {[](const TraceRequest& r) {
       return r.sandbox.holds_everything() || has_surrounding_sandbox();
     },
     "it is to tell what of the sandbox refused a call"},
};

/// What costs more with bpf(2), though it can be had.
constexpr Need dearer[] = {
    {has_short_list, "with so few calls asked for, a filter lets all others run at full speed"},
};

template <std::size_t count>
const Need* first_of(const Need (&table)[count], const TraceRequest& request) {
  for (const Need& need : table) {
    if (need.is_there(request)) return &need;
  }
  return nullptr;
}

}  // namespace

std::string ChosenEngine::sentence() const {
  return fmt::format("engine: {}, because {}", observer ? "bpf" : "ptrace", why);
}

bool needs_stopped_threads(const TraceRequest& request) {
  return first_of(needs, request) != nullptr;
}

Result<void> check_engine(const TraceRequest& request) {
  const Need* need = first_of(needs, request);
  if (need == nullptr || request.engine != Engine::bpf) return {};
  return bad_input(fmt::format("--engine=bpf: {}; ptrace can", need->why));
}

Result<ChosenEngine> choose_engine(const TraceRequest& request, bool timed) {
  const bool by_name = request.engine == Engine::bpf;
  if (request.engine == Engine::ptrace) return ChosenEngine{nullptr, "--engine asks for it"};
  if (const Need* need = first_of(needs, request)) {
    return ChosenEngine{nullptr, std::string(need->why)};
  }
  if (const Need* need = first_of(dearer, request); need != nullptr && !by_name) {
    return ChosenEngine{nullptr, std::string(need->why)};
  }
  auto observer =
      observe::Observer::start({.wanted = {.calls = request.calls, .rules = request.rules()},
                                .follow = request.follow,
                                .timed = timed});
  if (observer) {
    return ChosenEngine{std::move(*observer), by_name ? "--engine asks for it"
                                                      : "nothing here needs to stop the program"};
  }
  if (by_name) return fail(fmt::format("--engine=bpf: {}", observer.error().message));
  return ChosenEngine{nullptr, observer.error().message};
}

}  // namespace spyglass
