#include "repl/trace/launching.hpp"

#include <fmt/format.h>
#include <pwd.h>
#include <unistd.h>

#include <algorithm>

#include "core/call_filter.hpp"
#include "core/elf/runnable.hpp"
#include "core/launch_inside.hpp"
#include "repl/complain.hpp"
#include "repl/own_environment.hpp"
#include "repl/resources.hpp"
#include "repl/shown_places.hpp"

namespace spyglass {

namespace {

std::vector<std::string> environment_with(const std::vector<EnvironmentChange>& changes) {
  std::vector<std::string> variables = own_environment();
  for (const EnvironmentChange& change : changes) {
    std::erase_if(variables, [&](const std::string& variable) {
      return variable.starts_with(change.name + '=');
    });
    if (change.value) variables.push_back(change.name + '=' + *change.value);
  }
  return variables;
}

Result<User> find_user(const std::string& name) {
  const passwd* entry = getpwnam(name.c_str());
  if (entry == nullptr) return bad_input(fmt::format("-u {}: there is no such user", name));
  if (geteuid() != 0) return bad_input(fmt::format("-u {}: only root can become others", name));
  return User{name, entry->pw_uid, entry->pw_gid};
}

/// Why a filter cannot be used for what was asked; empty when it can.
std::string_view why_no_filter(const TraceRequest& request, bool held) {
  if (!request.record.empty()) return "a recording keeps all calls";
  if (held) return "the sandbox refuses calls in the kernel before a filter of ours sees them";
  if (!request.follow) return "it is inherited, so children must be followed: add -f";
  if (request.detach_on_execve) return "-b lets go of programs, and a filter stays in them";
  if (request.placement != Placement::parent) return "-D leaves the program to itself";
  if (request.calls.is_all() || request.calls.contains({}, native_abi().id)) {
    return "there is no list of calls to stop at: see -e";
  }
  // The last call that a thread made is named even if nobody asked for it.
  if (request.look.call_number) return "-n wants the numbers of all calls";
  return {};
}

void choose_filter(const TraceRequest& request, Launching& launching) {
  std::string obstacle(why_no_filter(request, launching.held_in.has_value()));
  if (obstacle.empty()) {
    auto filter = kernel_filter_for(request.calls);
    if (filter) {
      launching.options.filter = std::move(*filter);
    } else {
      obstacle = filter.error().message;
    }
  }
  // Where it is only a preference, nobody needs to know: all calls stop, and the lines are the
  // same.
  if (!launching.options.filter && request.kernel_filter) {
    complain("no filter in the kernel: " + obstacle);
  }
}

/// What is asked of a sandbox cannot be asked of a program that is started in another way.
Result<void> check_alone(const TraceRequest& request) {
  if (!request.user.empty()) {
    return bad_input(
        "--sandbox holds programs of yours, and -u starts another user's: one of them");
  }
  if (request.placement != Placement::parent) {
    return bad_input(
        "--sandbox ends its programs with spyglass, and -D lets them go on: one of "
        "them");
  }
  return {};
}

Result<void> hold_in(const TraceRequest& request, Launching& launching) {
  const auto surrounding = surrounding_sandbox();
  if (!surrounding) return tl::make_unexpected(surrounding.error());
  if (*surrounding) {
    launch_confined(launching.options, *surrounding);
    launching.held_in = (*surrounding)->facts();
    return {};
  }
  if (!request.sandbox.holds_everything()) return {};
  if (auto alone = check_alone(request); !alone) return alone;
  auto scratch = Scratch::make("the program");
  if (!scratch) return tl::make_unexpected(scratch.error());
  launching.scratch = std::move(*scratch);
  auto sandbox = make_sandbox(request.sandbox, {.scratch = launching.scratch->path().string(),
                                                .shown = shown_places(launching.options.path)});
  if (!sandbox) return tl::make_unexpected(sandbox.error());
  launch_inside(launching.options, *sandbox);
  launching.held_in = (*sandbox)->facts();
  for (const LayerWords& words : all_layers()) {
    if ((*sandbox)->has(words.layer)) continue;
    complain(fmt::format("the sandbox lacks its {} ({}): {}", words.title,
                         (*sandbox)->why_missing(words.layer), words.without));
  }
  return {};
}

}  // namespace

Result<Launching> plan_launch(const TraceRequest& request) {
  const std::string& name = request.program.front();
  const auto path = find_program(name);
  if (!path) {
    return bad_input(
        fmt::format("there is no `{}` in PATH; a file needs its path: ./{}", name, name));
  }
  if (auto reason = why_not_runnable(*path)) return bad_input(std::move(*reason));
  Launching launching;
  LaunchOptions& options = launching.options;
  options.path = *path;
  options.arguments = request.program;
  options.environment = environment_with(request.environment);
  options.randomize_addresses = true;
  options.placement = request.placement;
  if (!request.user.empty()) {
    auto user = find_user(request.user);
    if (!user) return tl::make_unexpected(user.error());
    options.user = std::move(*user);
  }
  if (auto held = hold_in(request, launching); !held) return tl::make_unexpected(held.error());
  choose_filter(request, launching);
  return launching;
}

}  // namespace spyglass
