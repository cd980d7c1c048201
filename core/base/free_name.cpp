#include "core/base/free_name.hpp"

#include <fmt/format.h>

namespace spyglass {

std::filesystem::path free_name(const std::filesystem::path& file, std::string_view suffix) {
  for (int number = 1;; ++number) {
    std::filesystem::path name = fmt::format("{}.{}-{}", file.string(), suffix, number);
    std::error_code ignored;
    if (!std::filesystem::exists(name, ignored)) return name;
  }
}

}  // namespace spyglass
