#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/memory/memory.hpp"
#include "core/observe/record.h"

namespace spyglass::observe {

/// The memory of a call as programs in the kernel wrote it down: pieces, as they were when the call
/// was made, and others as they were when it came back. Borrows the bytes.
class ObservedMemory final : public Memory {
 public:
  enum class Moment : std::uint8_t { entry, exit };

  /// Forgets everything, and keeps its room.
  void clear() {
    pieces_.clear();
    has_faults_ = false;
  }
  /// Pieces as they follow a record's head.
  void add(std::span<const std::byte> pieces);
  /// What is read from now on: things as they were then. What was not looked at then is taken from
  /// the other moment: a page that was not there at the entry may be at the exit.
  void turn_to(Moment moment) { moment_ = moment; }

  std::size_t read(Addr from, std::span<std::byte> into) const override;

  [[nodiscard]] bool has_faults() const { return has_faults_; }
  /// Whether somebody has tried to read there, and found nothing in memory.
  [[nodiscard]] bool was_out_of_reach(Addr at) const;

 private:
  struct Piece {
    Addr at;
    std::span<const std::byte> bytes;
    Moment moment;
    bool fault;
  };
  [[nodiscard]] const Piece* piece_over(Addr at, Moment moment) const;

  std::vector<Piece> pieces_;
  Moment moment_ = Moment::entry;
  bool has_faults_ = false;
};

}  // namespace spyglass::observe
