#pragma once

#include <memory>
#include <string_view>

#include "core/sandbox/sandbox.hpp"

namespace spyglass {

/// Which programs are held in, and how: what flags say.
struct SandboxPolicy {
  enum class Use : std::uint8_t {
    as_usual,  ///< programs of lessons, and the empty one that `do` starts
    always,
    require,  ///< always, and only in a sandbox that has all its layers
    never,
  };
  Use use = Use::as_usual;
  LayerSet without = {};
  SandboxLimits limits = {};

  /// Of a program that nobody asked to be held in.
  [[nodiscard]] bool holds_everything() const { return use == Use::always || use == Use::require; }
};

/// "", "on", "require" or "off", as --sandbox takes it.
Result<SandboxPolicy::Use> parse_use(std::string_view text);
/// The names of layers, with commas between.
Result<LayerSet> parse_layers(std::string_view names);

/// For a session, which keeps copies of its program and counts its processes.
inline constexpr std::uint64_t spare_of_session = 150;

/// Null where programs are never held in. `wish`: its limits and layers are the policy's.
Result<std::shared_ptr<const Sandbox>> make_sandbox(const SandboxPolicy& policy, SandboxWish wish);

}  // namespace spyglass
