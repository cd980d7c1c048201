#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.hpp"
#include "core/sandbox/layers.hpp"
#include "core/sandbox/limits.hpp"
#include "core/sandbox/places.hpp"

namespace spyglass {

/// All that is so about a sandbox once it stands: what its programs are confined by, and by what
/// their refused calls are explained.
struct SandboxFacts {
  LayerSet held;
  Places places;
  SandboxLimits limits;
  bool shared = false;                    ///< several programs of it talk to and signal each other
  std::vector<std::uint16_t> ports = {};  ///< of TCP, that they use where the network is ours
  std::uint64_t spare = 0;                ///< see SandboxWish
  int landlock = 0;                       ///< its version; 0: none

  [[nodiscard]] bool has(Layer layer) const { return held.has(layer); }
  /// Where Landlock takes the place of a namespace that is missing: TCP alone of all protocols, and
  /// nothing where programs need each other and nobody says which ports.
  [[nodiscard]] bool confines_tcp() const;
  /// Also beside a pid namespace: kill(2) to one's process group looks at no namespace.
  [[nodiscard]] bool confines_signals() const;
  [[nodiscard]] bool confines_abstract_sockets() const;
};

/// For another spyglass; facts_from() reads it, or says that it is none.
std::string text_of(const SandboxFacts& facts);
Result<SandboxFacts> facts_from(std::string_view text);

}  // namespace spyglass
