#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "core/syscalls/row.hpp"

namespace spyglass {

/// A class of calls that one word stands for: %file, %net.
struct CallClass {
  std::string_view name;     ///< without the %
  std::string_view meaning;  ///< "whatever takes a path"
  bool (*has)(const Row&);
};

std::span<const CallClass> call_classes();

/// By its name, without the %; null when there is none.
const CallClass* find_call_class(std::string_view name);

}  // namespace spyglass
