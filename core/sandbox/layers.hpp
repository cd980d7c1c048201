#pragma once

#include <bitset>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace spyglass {

/// What a sandbox is made of. Each holds by itself, and a machine may have it or not.
enum class Layer : std::uint8_t {
  user,        ///< user_namespaces(7): makes the others possible for those who are not root
  mounts,      ///< mount_namespaces(7)
  processes,   ///< pid_namespaces(7)
  network,     ///< network_namespaces(7)
  ipc,         ///< ipc_namespaces(7)
  host_name,   ///< uts_namespaces(7)
  landlock,    ///< landlock(7)
  seccomp,     ///< seccomp(2)
  privileges,  ///< PR_SET_NO_NEW_PRIVS, prctl(2)
  limits,      ///< setrlimit(2), and a clock
};
constexpr std::size_t layer_count = 10;

/// Some of them; for each, by its number.
class LayerSet {
 public:
  void add(Layer layer) { bits_.set(static_cast<std::size_t>(layer)); }
  void add(LayerSet others) { bits_ |= others.bits_; }
  [[nodiscard]] bool has(Layer layer) const { return bits_.test(static_cast<std::size_t>(layer)); }
  [[nodiscard]] bool is_empty() const { return bits_.none(); }

 private:
  std::bitset<layer_count> bits_;
};

/// A layer in words.
struct LayerWords {
  Layer layer;
  std::string_view name;     ///< "pid": as flags have it
  std::string_view title;    ///< "pid namespace"
  std::string_view holds;    ///< what a program in it can or cannot do
  std::string_view without;  ///< what it can do without it
};

/// All of them, in the order in which they are entered.
std::span<const LayerWords> all_layers();
const LayerWords& words_of(Layer layer);
std::optional<Layer> find_layer(std::string_view name);

}  // namespace spyglass
