#include "core/ptrace/watchpoints.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/ptrace/door.hpp"

namespace spyglass {

namespace {

// Intel's manual, volume 3, "Debug registers".
constexpr unsigned status_register = 6;
constexpr unsigned control_register = 7;

/// The bits that one slot has in the control register: enabled, on what, how many bytes.
std::uint64_t control_bits(Watchpoints::Slot slot, const WatchedRange& range) {
  constexpr std::array<std::uint64_t, 9> length_codes = {0, 0, 1, 0, 3, 0, 0, 0, 2};
  const std::uint64_t on = range.reads ? 3 : 1;
  const std::uint64_t kind = on | length_codes[range.size] << 2;
  return std::uint64_t{1} << (2 * slot) | kind << (16 + 4 * slot);
}

Result<void> refuse(const Error& error, Tid thread) {
  if (error.gone()) return tl::make_unexpected(error);
  return fail(fmt::format("thread {} cannot watch memory: this machine's processor, or the virtual "
                          "machine around it, gives programs no debug registers ({}). A breakpoint "
                          "with a condition may serve instead",
                          thread.value(), error.message),
              error.number);
}

}  // namespace

Result<Watchpoints::Slot> Watchpoints::add(WatchedRange range) {
  constexpr std::array<std::size_t, 4> sizes = {1, 2, 4, 8};
  if (std::ranges::find(sizes, range.size) == sizes.end()) {
    return bad_input(
        fmt::format("the processor watches 1, 2, 4 or 8 bytes, not {}: several watchpoints can "
                    "cover more",
                    range.size));
  }
  if (const std::uint64_t beyond = range.at.value() % range.size; beyond != 0) {
    std::size_t fits = range.size;
    while (range.at.value() % fits != 0) fits /= 2;
    return bad_input(fmt::format(
        "{} bytes can only be watched at an address that is divisible by {}, and {:#x} "
        "is not: watch {} here, or {} at {:#x}",
        range.size, range.size, range.at.value(), fits, range.size, (range.at - beyond).value()));
  }
  const auto free = std::ranges::find_if(slots_, [](const auto& slot) { return !slot; });
  if (free == slots_.end()) {
    return bad_input(
        fmt::format("the processor has {} watchpoints, and all are in use: `watch` lists them, "
                    "`watch -d NUMBER` removes one",
                    most));
  }
  *free = range;
  return static_cast<Slot>(free - slots_.begin());
}

void Watchpoints::remove(Slot slot) { slots_[slot].reset(); }

bool Watchpoints::empty() const {
  return std::ranges::none_of(slots_, [](const auto& slot) { return slot.has_value(); });
}

Result<void> Watchpoints::arm(Tid thread) {
  const auto known = armed_.find(thread);
  const Slots before = known == armed_.end() ? Slots{} : known->second;
  if (before == slots_) return {};
  // Off first: the kernel checks each register against what the control register says of it.
  if (auto off = door::set_debug_register(thread, control_register, 0); !off) {
    return refuse(off.error(), thread);
  }
  std::uint64_t control = 0;
  for (Slot slot = 0; slot < most; ++slot) {
    if (!slots_[slot]) continue;
    const std::uint64_t address = slots_[slot]->at.value();
    auto set = door::set_debug_register(thread, static_cast<unsigned>(slot), address);
    if (!set) return refuse(set.error(), thread);
    control |= control_bits(slot, *slots_[slot]);
  }
  if (auto on = door::set_debug_register(thread, control_register, control); !on) {
    return refuse(on.error(), thread);
  }
  armed_[thread] = slots_;
  return {};
}

void Watchpoints::disarm(Tid thread) {
  if (armed_.erase(thread) != 0) clear(thread);
}

void Watchpoints::clear(Tid thread) { (void)door::set_debug_register(thread, control_register, 0); }

Watchpoints Watchpoints::inherited() const {
  Watchpoints copy;
  copy.slots_ = slots_;
  return copy;
}

Watchpoints::Hits Watchpoints::hits(Tid thread) const {
  Hits hits{};
  const auto known = armed_.find(thread);
  if (known == armed_.end()) return hits;
  const auto status = door::debug_register(thread, status_register);
  if (!status) return hits;
  for (Slot slot = 0; slot < most; ++slot) {
    hits[slot] = known->second[slot].has_value() && (*status >> slot & 1) != 0;
  }
  return hits;
}

Watchpoints::Hits Watchpoints::take_hits(Tid thread) {
  const Hits taken = hits(thread);
  if (std::ranges::find(taken, true) != taken.end()) {
    (void)door::set_debug_register(thread, status_register, 0);
  }
  return taken;
}

}  // namespace spyglass
