#pragma once

#include <string_view>
#include <vector>

#include "core/abi/abi.hpp"
#include "core/base/filter_program.hpp"

namespace spyglass {

/// A seccomp(2) filter that stops a traced thread at the calls that somebody asked for, and lets
/// all others run at full speed: SECCOMP_RET_TRACE for the former, SECCOMP_RET_ALLOW for the rest.
/// It can never be taken away again, children inherit it, and without a tracer its calls fail with
/// ENOSYS: so it is only for programs that are traced, with all that they start, to their end.
class KernelFilter {
 public:
  struct Call {
    std::string_view name;
    std::uint64_t number;  ///< in its ABI
  };
  struct CallsOfAbi {
    AbiId abi;
    std::vector<Call> calls;
  };
  /// `all`: the ABIs that programs may use, the native one first. Fails where libseccomp does, for
  /// example for calls that it has not heard of.
  static Result<KernelFilter> stopping_at(const std::vector<CallsOfAbi>& all);

  /// Puts it into force for the calling thread. False, with errno, when the kernel refuses.
  [[nodiscard]] bool install() const;

 private:
  FilterProgram program_;
};

}  // namespace spyglass
