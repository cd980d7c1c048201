#include "repl/own_environment.hpp"

#include <unistd.h>

namespace spyglass {

std::vector<std::string> own_environment() {
  std::vector<std::string> result;
  for (char** entry = environ; *entry != nullptr; ++entry) result.emplace_back(*entry);
  return result;
}

}  // namespace spyglass
