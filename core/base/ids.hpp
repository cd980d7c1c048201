#pragma once

#include <cstdint>
#include <functional>
#include <string_view>

#include <sys/types.h>

namespace spyglass {

/// A number that means one thing only: a Pid is not a Tid, and neither is an int. Conversion is
/// always spelled out, so that a mix-up does not compile.
template <class Tag, class Rep>
class Distinct {
 public:
  using rep = Rep;
  constexpr Distinct() = default;
  constexpr explicit Distinct(Rep value) : value_(value) {}
  [[nodiscard]] constexpr Rep value() const { return value_; }
  constexpr auto operator<=>(const Distinct&) const = default;

 private:
  Rep value_{};
};

/// A process: a thread group id, what getpid(2) returns.
using Pid = Distinct<struct PidTag, pid_t>;
/// A thread: what gettid(2) returns. The first thread of a process has the number of the process.
using Tid = Distinct<struct TidTag, pid_t>;
/// A signal number of signal(7), 1 to 64; 0 means none.
using Signal = Distinct<struct SignalTag, int>;
/// An error number of errno(3), always positive.
using Errno = Distinct<struct ErrnoTag, int>;

/// An address in the traced program, never one of ours. Arithmetic wraps, as it does in registers.
class Addr {
 public:
  constexpr Addr() = default;
  constexpr explicit Addr(std::uint64_t value) : value_(value) {}
  [[nodiscard]] constexpr std::uint64_t value() const { return value_; }
  [[nodiscard]] constexpr bool is_null() const { return value_ == 0; }
  constexpr auto operator<=>(const Addr&) const = default;
  friend constexpr Addr operator+(Addr a, std::uint64_t n) { return Addr(a.value_ + n); }
  friend constexpr Addr operator-(Addr a, std::uint64_t n) { return Addr(a.value_ - n); }
  friend constexpr std::uint64_t operator-(Addr a, Addr b) { return a.value_ - b.value_; }

 private:
  std::uint64_t value_ = 0;
};

constexpr Signal no_signal{0};

/// The first thread of a process carries its number.
constexpr Tid leader_of(Pid pid) { return Tid(pid.value()); }

}  // namespace spyglass

template <class Tag, class Rep>
struct std::hash<spyglass::Distinct<Tag, Rep>> {
  std::size_t operator()(spyglass::Distinct<Tag, Rep> id) const noexcept {
    return std::hash<Rep>{}(id.value());
  }
};

template <>
struct std::hash<spyglass::Addr> {
  std::size_t operator()(spyglass::Addr addr) const noexcept {
    return std::hash<std::uint64_t>{}(addr.value());
  }
};
