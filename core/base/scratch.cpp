#include "core/base/scratch.hpp"

#include <fmt/format.h>
#include <stdlib.h>

#include <cerrno>

namespace spyglass {

Result<Scratch> Scratch::make(std::string_view whose) {
  std::error_code error;
  const auto base = std::filesystem::temp_directory_path(error);
  std::string name = ((error ? "/tmp" : base) / "spyglass-XXXXXX").string();
  if (mkdtemp(name.data()) == nullptr) {
    return fail_errno(
        fmt::format("cannot make a scratch directory for {} in {}", whose, base.string()), errno);
  }
  return Scratch(name);
}

Scratch::~Scratch() {
  std::error_code ignored;
  if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
}

}  // namespace spyglass
