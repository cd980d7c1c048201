#include "core/launch_inside.hpp"

#include <algorithm>
#include <filesystem>

namespace spyglass {

namespace {

void set_variable(std::vector<std::string>& environment, const std::string& name,
                  const std::string& value) {
  std::erase_if(environment,
                [&](const std::string& variable) { return variable.starts_with(name + '='); });
  environment.push_back(name + '=' + value);
}

/// What a program finds that begins in a place of ours.
void settle_in(LaunchOptions& options, const SandboxFacts& facts) {
  options.own_session = true;
  std::error_code error;
  if (options.directory.empty()) {
    options.directory = std::filesystem::current_path(error).string();
  }
  if (facts.places.hides(options.directory)) options.directory = facts.places.scratch;
  set_variable(options.environment, "HOME", facts.places.scratch);
  // Without a /tmp of its own it may write to none.
  if (!facts.has(Layer::mounts)) set_variable(options.environment, "TMPDIR", facts.places.scratch);
}

}  // namespace

void launch_inside(LaunchOptions& options, const std::shared_ptr<const Sandbox>& sandbox) {
  launch_in_namespaces(options, sandbox);
  options.confine = [sandbox] { return sandbox->confine(); };
}

void launch_confined(LaunchOptions& options,
                     const std::shared_ptr<const Confinement>& confinement) {
  settle_in(options, confinement->facts());
  options.confine = [confinement] { return confinement->enter(); };
}

void launch_in_namespaces(LaunchOptions& options, const std::shared_ptr<const Sandbox>& sandbox) {
  settle_in(options, sandbox->facts());
  options.join = [sandbox] { return sandbox->join(); };
  if (std::string terminals = sandbox->terminals(); !terminals.empty()) {
    options.terminals = std::move(terminals);
  }
}

}  // namespace spyglass
