#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/sandbox/confinement.hpp"
#include "core/sandbox/keeper.hpp"

namespace spyglass {

/// What is asked of a sandbox.
struct SandboxWish {
  std::string scratch;                  ///< the folder that may be written to; absolute
  std::vector<std::string> shown = {};  ///< read-only, though they lie in a hidden place
  SandboxLimits limits = {};
  LayerSet without = {};                  ///< not to be used, as if the machine lacked them
  bool shared = false;                    ///< several programs of it talk to and signal each other
  std::vector<std::uint16_t> ports = {};  ///< of TCP, that they use where the network is ours
  /// Processes of ours that count like the program's: copies that are kept for going back, and a
  /// few more, so that a tracer that counts too is the first to notice.
  std::uint64_t spare = 0;
};

/// Holds programs in: what they do hurts neither files, nor other processes, nor the machine. Made
/// of layers, each of which a machine may have or not; which of them hold is known when it is made.
///
/// A program is put in by its maker, in two steps (fork(2) to execve(2)): join() in a process whose
/// child is to be the program, then confine() in that child. The tracer stays outside.
class Sandbox {
 public:
  static Result<std::shared_ptr<const Sandbox>> make(SandboxWish wish);

  [[nodiscard]] const SandboxFacts& facts() const { return confinement_.facts(); }
  [[nodiscard]] bool has(Layer layer) const { return facts().has(layer); }
  [[nodiscard]] bool is_whole() const;
  /// Why a layer is missing, in words: "switched off", "Operation not permitted".
  [[nodiscard]] std::string why_missing(Layer layer) const;
  /// What a layer that holds still leaves open on this machine, as a sentence; mostly empty.
  [[nodiscard]] std::string remark(Layer layer) const;

  /// See Keeper::terminals().
  [[nodiscard]] std::string terminals() const { return keeper_.terminals(); }
  /// It ends by itself when its time is up, and its programs with it.
  [[nodiscard]] bool is_alive() const { return keeper_.is_alive(); }

  [[nodiscard]] bool join() const { return keeper_.join(); }
  [[nodiscard]] bool confine() const { return confinement_.enter(); }

 private:
  Sandbox(LayerSet without, Keeper keeper, Confinement confinement)
      : without_(without), keeper_(std::move(keeper)), confinement_(std::move(confinement)) {}

  LayerSet without_;
  Keeper keeper_;
  Confinement confinement_;
};

}  // namespace spyglass
