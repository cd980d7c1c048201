#include "repl/sandbox_policy.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/base/nearest.hpp"

namespace spyglass {

namespace {

using Use = SandboxPolicy::Use;

struct UseWord {
  std::string_view word;
  Use use;
};
constexpr UseWord uses[] = {
    {"", Use::always}, {"on", Use::always}, {"require", Use::require}, {"off", Use::never}};

std::vector<std::string_view> names_of_layers() {
  std::vector<std::string_view> names;
  for (const LayerWords& words : all_layers()) names.push_back(words.name);
  return names;
}

}  // namespace

Result<Use> parse_use(std::string_view text) {
  const auto* found = std::ranges::find(uses, text, &UseWord::word);
  if (found != std::end(uses)) return found->use;
  return bad_input(
      fmt::format("--sandbox={}: it is on, require (refuse to run programs where a "
                  "layer is missing) or off",
                  text));
}

Result<LayerSet> parse_layers(std::string_view names) {
  LayerSet layers;
  while (!names.empty()) {
    const std::size_t comma = std::min(names.find(','), names.size());
    const std::string_view name = names.substr(0, comma);
    const auto layer = find_layer(name);
    if (!layer) {
      return bad_input(fmt::format("a sandbox has no layer `{}`{}; it has {}", name,
                                   did_you_mean(name, names_of_layers()),
                                   fmt::join(names_of_layers(), ", ")));
    }
    layers.add(*layer);
    names.remove_prefix(std::min(comma + 1, names.size()));
  }
  return layers;
}

Result<std::shared_ptr<const Sandbox>> make_sandbox(const SandboxPolicy& policy, SandboxWish wish) {
  if (policy.use == Use::never) return nullptr;
  wish.limits = policy.limits;
  wish.without = policy.without;
  auto sandbox = Sandbox::make(std::move(wish));
  if (!sandbox || policy.use != Use::require || (*sandbox)->is_whole()) return sandbox;
  std::string missing;
  for (const LayerWords& words : all_layers()) {
    if ((*sandbox)->has(words.layer)) continue;
    missing += fmt::format("{}{} ({})", missing.empty() ? "" : ", ", words.title,
                           (*sandbox)->why_missing(words.layer));
  }
  return fail(
      fmt::format("the sandbox would not be whole, and --sandbox=require wants it so. "
                  "Missing: {}. `spyglass doctor` says what to do",
                  missing));
}

}  // namespace spyglass
