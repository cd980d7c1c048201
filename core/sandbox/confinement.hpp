#pragma once

#include "core/base/filter_program.hpp"
#include "core/sandbox/facts.hpp"

namespace spyglass {

/// The layers that a process puts on itself, and keeps through execve(2): limits, no_new_privs,
/// Landlock and seccomp.
class Confinement {
 public:
  /// An error when libseccomp cannot make the filter.
  static Result<Confinement> of(SandboxFacts facts);

  [[nodiscard]] const SandboxFacts& facts() const { return facts_; }
  /// For the calling process, for good. False, with errno, when a layer is refused that was there.
  [[nodiscard]] bool enter() const;

 private:
  [[nodiscard]] bool give_up_privileges() const;

  SandboxFacts facts_;
  FilterProgram filter_;
};

}  // namespace spyglass
