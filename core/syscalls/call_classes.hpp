#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "core/syscalls/row.hpp"

namespace spyglass {

/// A class of calls that one word stands for, as in strace: %file, %net.
struct CallClass {
  std::string_view name;                           ///< without the %
  std::string_view meaning;                        ///< "whatever takes a path"
  bool (*of_row)(const Row&) = nullptr;            ///< what the row itself tells; null: nothing
  std::span<const std::string_view> also = {};     ///< names that are in it anyway
  std::span<const std::string_view> but_not = {};  ///< names that are not

  [[nodiscard]] bool has(const Row& row) const;
};

std::span<const CallClass> call_classes();

/// By its name, without the %; null when there is none.
const CallClass* find_call_class(std::string_view name);

}  // namespace spyglass
