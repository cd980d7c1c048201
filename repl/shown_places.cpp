#include "repl/shown_places.hpp"

namespace spyglass {

std::vector<std::string> shown_places(const std::filesystem::path& program) {
  std::error_code error;
  const std::filesystem::path file = std::filesystem::absolute(program, error);
  return {file.parent_path().string(), file.string(),
          std::filesystem::current_path(error).string()};
}

}  // namespace spyglass
