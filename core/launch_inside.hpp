#pragma once

#include <memory>

#include "core/ptrace/launch.hpp"
#include "core/sandbox/sandbox.hpp"

namespace spyglass {

/// Makes a launch one into a sandbox: its directory, home and terminal are those that are there.
void launch_inside(LaunchOptions& options, const std::shared_ptr<const Sandbox>& sandbox);

/// The same for those who are in a sandbox's namespaces themselves, and only confine what they
/// start.
void launch_confined(LaunchOptions& options, const std::shared_ptr<const Confinement>& confinement);

/// Only its namespaces, for a tracer that is to confine what it starts.
void launch_in_namespaces(LaunchOptions& options, const std::shared_ptr<const Sandbox>& sandbox);

}  // namespace spyglass
