#pragma once

#include <cstdint>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/abi/abi.hpp"
#include "core/base/result.hpp"

namespace spyglass {

/// A set of system calls: those that a trace shows, injects into, or writes in another way.
class CallSet {
 public:
  /// Contains nothing.
  CallSet() = default;
  static CallSet all() { return CallSet(true); }

  /// Takes strace's notation: names with commas between them; %file and the other classes of
  /// call_classes.hpp, the oldest also without the %; /REGEX; numbers of the native ABI; all; none;
  /// a ? in front of a word that may stand for nothing; @64, @32 behind one for the calls of that
  /// ABI alone; and a ! in front of it all, which turns it round. What does not exist is an error
  /// that tells the nearest name.
  static Result<CallSet> parse(std::string_view expression);

  [[nodiscard]] bool contains(std::string_view name, AbiId abi) const {
    if (members_.empty()) return complement_;
    const auto found = members_.find(name);
    return (found != members_.end() && (found->second & bit(abi)) != 0) != complement_;
  }
  [[nodiscard]] bool is_all() const { return complement_ && members_.empty(); }
  [[nodiscard]] bool is_empty() const { return !complement_ && members_.empty(); }
  /// The names that it has in an ABI, as far as the catalogue knows the ABI's calls.
  [[nodiscard]] std::vector<std::string_view> names(AbiId abi) const;

 private:
  explicit CallSet(bool complement) : complement_(complement) {}

  using Abis = std::uint8_t;  ///< a bit each
  static Abis bit(AbiId abi) { return static_cast<Abis>(1U << static_cast<unsigned>(abi)); }
  Result<void> add(std::string_view word);
  void add_name(std::string_view name, Abis abis) { members_[name] |= abis; }

  bool complement_ = false;
  std::unordered_map<std::string_view, Abis> members_;  ///< names of the catalogue's rows
};

}  // namespace spyglass
