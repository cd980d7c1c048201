#include "core/ptrace/breakpoints.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace spyglass {

Result<void> Breakpoints::insert(const ProcessMemory& memory, const Abi& abi, Addr at) {
  if (stands_at(at)) return {};
  const auto trap = std::as_bytes(abi.trap);
  std::vector<std::byte> original(trap.size());
  if (memory.read(at, original) != original.size()) {
    return bad_input(
        fmt::format("nothing is mapped at {:#x}, so no breakpoint can stand there (`maps` shows "
                    "what is)",
                    at.value()));
  }
  if (guardian_ != nullptr) {
    auto noted = guardian_->note_trap(process_, at, original, trap);
    if (!noted) return noted;
  }
  if (auto written = memory.write(at, trap); !written) return written;
  traps_.emplace(at, std::move(original));
  return {};
}

Result<void> Breakpoints::remove(const ProcessMemory& memory, Addr at) {
  const auto found = traps_.find(at);
  if (found == traps_.end()) return {};
  const auto written = memory.write(at, found->second);
  traps_.erase(found);
  lifted_.insert(at);
  return written;
}

bool Breakpoints::are_behind(const event::Breakpoint& hit, const ProcessMemory& memory,
                             const Abi& abi) const {
  if (stands_at(hit.address)) return true;
  if (!lifted_.contains(hit.address)) return false;
  const Chars code = memory.bytes(hit.address, abi.trap.size());
  return !std::ranges::equal(std::as_bytes(std::span(code)), std::as_bytes(abi.trap));
}

void Breakpoints::remove_all(const ProcessMemory& memory) {
  while (!traps_.empty()) (void)remove(memory, traps_.begin()->first);
}

std::vector<Addr> Breakpoints::addresses() const {
  std::vector<Addr> result;
  for (const auto& [at, original] : traps_) result.push_back(at);
  return result;
}

void Breakpoints::hide(Addr from, std::span<std::byte> bytes) const {
  for (const auto& [at, original] : traps_) {
    for (std::size_t i = 0; i < original.size(); ++i) {
      const std::uint64_t offset = at + i - from;
      if (offset < bytes.size()) bytes[static_cast<std::size_t>(offset)] = original[i];
    }
  }
}

std::size_t OwnMemory::read(Addr from, std::span<std::byte> into) const {
  const std::size_t count = memory_.read(from, into);
  traps_.hide(from, into.first(count));
  return count;
}

}  // namespace spyglass
