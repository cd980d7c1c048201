#include "core/call_filter.hpp"

#include "core/syscalls/catalogue.hpp"

namespace spyglass {

Result<KernelFilter> kernel_filter_for(const CallSet& calls) {
  std::vector<KernelFilter::CallsOfAbi> all;
  for (const Abi* abi : native_abis()) {
    KernelFilter::CallsOfAbi& of_abi = all.emplace_back(KernelFilter::CallsOfAbi{abi->id, {}});
    for (const std::string_view name : calls.names(abi->id)) {
      if (const auto number = call_number(abi->id, name)) of_abi.calls.push_back({name, *number});
    }
  }
  return KernelFilter::stopping_at(all);
}

}  // namespace spyglass
