#include "core/sandbox/sandbox.hpp"

#include <algorithm>
#include <cstdlib>
#include <cstring>

#include "core/sandbox/denied_calls.hpp"
#include "core/sandbox/landlock.hpp"

namespace spyglass {

namespace {

constexpr std::array namespaces = {Layer::user,    Layer::mounts, Layer::processes,
                                   Layer::network, Layer::ipc,    Layer::host_name};

LayerSet wished(std::span<const Layer> layers, LayerSet without) {
  LayerSet result;
  for (const Layer layer : layers) {
    if (!without.has(layer)) result.add(layer);
  }
  return result;
}

Places places_for(SandboxWish& wish) {
  const char* home = std::getenv("HOME");
  Places places{.scratch = std::move(wish.scratch),
                .hidden = private_folders(home == nullptr ? "" : home)};
  // What is in sight anyway needs nothing, and a hidden folder as a whole is not to be shown.
  for (std::string& path : wish.shown) {
    const bool whole = std::ranges::any_of(
        places.hidden, [&](const std::string& folder) { return is_within(folder, path); });
    if (!whole && places.hides(path)) places.shown.push_back(std::move(path));
  }
  return places;
}

}  // namespace

Result<std::shared_ptr<const Sandbox>> Sandbox::make(SandboxWish wish) {
  Places places = places_for(wish);
  auto keeper = Keeper::start({.layers = wished(namespaces, wish.without),
                               .places = places,
                               .room = wish.limits.file_size,
                               .processes = wish.limits.processes + wish.spare,
                               .time = std::chrono::seconds(wish.limits.time)});
  if (!keeper) return tl::make_unexpected(keeper.error());
  SandboxFacts facts{.held = keeper->held(),
                     .places = std::move(places),
                     .limits = wish.limits,
                     .shared = wish.shared,
                     .ports = std::move(wish.ports),
                     .spare = wish.spare,
                     .landlock = std::max(landlock_abi(), 0)};
  const auto use = [&](Layer layer, bool there) {
    if (there && !wish.without.has(layer)) facts.held.add(layer);
  };
  use(Layer::privileges, true);
  use(Layer::limits, true);
  // For those who have given up to gain privileges alone.
  const bool without_privileges = facts.has(Layer::privileges) || geteuid() == 0;
  use(Layer::landlock, without_privileges && facts.landlock > 0);
  use(Layer::seccomp, without_privileges && filters_available());
  auto confinement = Confinement::of(std::move(facts));
  if (!confinement) return tl::make_unexpected(confinement.error());
  return std::shared_ptr<const Sandbox>(
      new Sandbox(wish.without, std::move(*keeper), std::move(*confinement)));
}

bool Sandbox::is_whole() const {
  return std::ranges::all_of(all_layers(),
                             [&](const LayerWords& words) { return has(words.layer); });
}

std::string Sandbox::why_missing(Layer layer) const {
  if (without_.has(layer)) return "switched off";
  if (layer == Layer::landlock) return "this kernel has none, or does not use it (lsm=)";
  if (layer == Layer::seccomp) return "this kernel takes no filters";
  const int error = keeper_.error(layer).value();
  return error == 0 ? "it cannot be had here" : std::strerror(error);
}

std::string Sandbox::remark(Layer layer) const {
  const bool counted = keeper_.bounds_processes() || (has(Layer::user) && geteuid() != 0);
  if (layer == Layer::limits && !counted && has(Layer::user)) {
    return "this kernel does not count processes of user 0; spyglass does, at its prompt";
  }
  if (layer == Layer::limits && !counted) {
    return "processes are not counted, since without a user namespace all of yours would be";
  }
  if (layer == Layer::limits && !has(Layer::processes)) {
    return "nobody watches the clock, since that needs the pid namespace";
  }
  return {};
}

}  // namespace spyglass
