#include "repl/own_environment.hpp"

#include <unistd.h>

#include <cstdlib>

namespace spyglass {

namespace {

constexpr std::string_view variable = "SPYGLASS_SANDBOX";

}  // namespace

std::vector<std::string> own_environment() {
  std::vector<std::string> result;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    if (!std::string_view(*entry).starts_with(std::string(variable) + '=')) {
      result.emplace_back(*entry);
    }
  }
  return result;
}

std::string sandbox_variable(const SandboxFacts& facts) {
  return std::string(variable) + '=' + text_of(facts);
}

bool has_surrounding_sandbox() { return std::getenv(std::string(variable).c_str()) != nullptr; }

Result<std::shared_ptr<const Confinement>> surrounding_sandbox() {
  const char* text = std::getenv(std::string(variable).c_str());
  if (text == nullptr) return nullptr;
  auto facts = facts_from(text);
  if (!facts) return tl::make_unexpected(facts.error());
  auto confinement = Confinement::of(std::move(*facts));
  if (!confinement) return tl::make_unexpected(confinement.error());
  return std::make_shared<const Confinement>(std::move(*confinement));
}

}  // namespace spyglass
