#include "core/sandbox/confinement.hpp"

#include <sys/prctl.h>

#include <algorithm>

#include "core/base/read_text.hpp"
#include "core/sandbox/denied_calls.hpp"
#include "core/sandbox/landlock.hpp"

namespace spyglass {

namespace {

/// Where no mount namespace empties private folders, nobody may look into them: open is what lies
/// beside them, at each height.
void add_open_places(std::vector<std::string>& readable, const Places& places,
                     const std::string& folder) {
  std::error_code error;
  for (const auto& entry : entries_of(folder, error)) {
    const std::string path = entry.path().string();
    if (places.hides(path)) continue;
    const bool has_private = std::ranges::any_of(
        places.hidden, [&](const std::string& hidden) { return is_within(hidden, path); });
    if (has_private) {
      add_open_places(readable, places, path);
    } else {
      readable.push_back(path);
    }
  }
}

LandlockRules rules_for(const SandboxFacts& facts) {
  LandlockRules rules;
  rules.writable = {facts.places.scratch};
  rules.devices = harmless_devices();
  rules.devices.insert(rules.devices.end(), {"/dev/ptmx", "/dev/pts"});
  if (facts.has(Layer::mounts)) {
    rules.readable = {"/"};
    rules.writable.insert(rules.writable.end(), {"/tmp", "/var/tmp", "/dev/shm"});
  } else {
    add_open_places(rules.readable, facts.places, "/");
    rules.readable.insert(rules.readable.end(), facts.places.shown.begin(),
                          facts.places.shown.end());
  }
  rules.confines_tcp = facts.confines_tcp();
  rules.ports = facts.ports;
  rules.confines_signals = facts.confines_signals();
  rules.confines_abstract_sockets = facts.confines_abstract_sockets();
  return rules;
}

}  // namespace

Result<Confinement> Confinement::of(SandboxFacts facts) {
  Confinement made;
  if (facts.has(Layer::seccomp)) {
    auto filter = filter_of_denied_calls(facts.held);
    if (!filter) return tl::make_unexpected(filter.error());
    made.filter_ = std::move(*filter);
  }
  made.facts_ = std::move(facts);
  return made;
}

bool Confinement::give_up_privileges() const {
  if (!facts_.has(Layer::privileges)) return true;
  // Numbers beyond the last capability are refused, and nothing is lost by that.
  for (unsigned long capability = 0; capability < 64; ++capability) {
    prctl(PR_CAPBSET_DROP, capability, 0, 0, 0);
  }
  return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0;
}

bool Confinement::enter() const {
  if (facts_.has(Layer::limits) &&
      !enter_limits(facts_.limits, facts_.has(Layer::user), facts_.spare)) {
    return false;
  }
  // The last two are for those who have given up privileges, and the last forbids much.
  return give_up_privileges() &&
         (!facts_.has(Layer::landlock) || enter_landlock(rules_for(facts_))) &&
         (!facts_.has(Layer::seccomp) || filter_.install());
}

}  // namespace spyglass
